"""Who came: the buttons that lead there. What they do is the business of the rooms `checking_in`, `feedback` and `certificates`.

All carry what is named, and are re-checked: an organiser's need course.edit for the course's studio.
"""

from handlers.kit.taps import Tap

SHOW = Tap("attendance.show", int)
"""签到码: the picture with the code of a session, renewed every minute. Carries the session."""
HAND = Tap("attendance.hand", int)
"""手工签到: the list of a session with a tap for each name. Carries the session."""
HAND_HERE = Tap("attendance.hand_here", int, int)
"""A page of that list, in place. Carries session and page."""
MARK = Tap("attendance.mark", int, int, int, int)
"""Somebody came or did not: session, person, 1 or 0, and the page to redraw."""
CLOSE = Tap("attendance.close", int)
"""收起: take the picture with the code away. Carries the session."""
ASK = Tap("feedback.ask", int)
"""评价: the three questions about a course that is over, for who came. Carries the course."""
RATE = Tap("feedback.rate", int, str, int)
"""An answer to one of them: course, what (storage.model.feedback.ASKED), value."""
AGAIN = Tap("feedback.again", int, str)
"""Back to one of them: course, what."""
AVERAGES = Tap("feedback.averages", int)
"""学员评价: what those who came thought of a course, as averages. Carries the course."""
ISSUED = Tap("certificate.issued", int)
"""证书: which certificates were issued for a course, and how to revoke one. Carries the course; the organiser's."""
CERTIFICATE = Tap("certificate.mine", int)
"""领证书: one's own certificate of a course, issued when it is due. Carries the course."""
DOWNLOAD = Tap("certificate.download", int)
"""下载: one of one's own certificates again, also when its course is gone. Carries the certificate."""
