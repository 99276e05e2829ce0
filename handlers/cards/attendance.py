"""Who came: the buttons that lead there. What they do is the business of the rooms `checking_in`, `feedback` and `certificates`.

All carry what is named, and are re-checked: an organiser's need course.edit for the course's studio.
"""

from handlers.kit.taps import Tap

SHOW = Tap("attendance.show", int)
"""签到码: the picture with the code of a session, renewed every minute. Carries the session."""
HAND = Tap("attendance.hand", int)
"""手工签到: the list of a session with a tap for each name. Carries the session."""
AVERAGES = Tap("feedback.averages", int)
"""学员评价: what those who came thought of a course, as averages. Carries the course."""
ISSUED = Tap("certificate.issued", int)
"""证书: which certificates were issued for a course, and how to revoke one. Carries the course; the organiser's."""
CERTIFICATE = Tap("certificate.mine", int)
"""领证书: one's own certificate of a course, issued when it is due. Carries the course."""
