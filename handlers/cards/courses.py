"""How courses are shown: the list, the card of one, and the buttons that lead there.

What the buttons do is the business of the rooms `training` (everybody) and `course_desk` (organisers).
"""

from handlers.kit.taps import Tap

CARD = Tap("course.card", int)
"""Show a course's card as a new message: for reminders, notices and whatever else is worth keeping."""
OPEN = Tap("course.open", int)
"""The card in place of the list."""
ENROL = Tap("course.enrol", int)
"""报名 from a message that stays: what comes of it is a new message."""
ENROL_HERE = Tap("course.enrol_here", int)
"""报名 on the card, which is redrawn."""
LEAVE = Tap("course.leave", int)
"""取消报名 or 退出候补."""
ACCEPT = Tap("course.accept", int)
DECLINE = Tap("course.decline", int)
"""The offer of a freed seat; they carry the course."""
CALENDAR = Tap("course.calendar", int)
"""加入日历: the .ics file."""
MATERIALS = Tap("course.materials", int)
CHECK_IN = Tap("course.check_in", int)
"""到了: opens the question for the code. Carries the course."""
MANAGE = Tap("course.manage", int)
"""The organiser's desk of a course, as a new message; MANAGE_HERE in place."""
MANAGE_HERE = Tap("course.manage_here", int)
WRITE = Tap("course.write")
"""A new course."""
WISH = Tap("course.wish")
"""点单: ask for a course that there is not."""
