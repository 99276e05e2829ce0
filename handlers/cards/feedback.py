"""After a course: three questions to those who came, with what else is theirs then (certificate, materials)."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.cards.attendance import AGAIN, CERTIFICATE, RATE
from handlers.cards.courses import MATERIALS, hours_words
from handlers.kit.desk import Desk
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import attendance, courses, feedback, people
from storage.database import Tx
from storage.model import feedback as asked
from storage.model.attendance import CAME, Mark, Meeting, enough, materials
from storage.model.courses import Course
from storage.model.feedback import ASKED, Feedback
from storage.model.local_time import DAY_MS
from storage.model.post import Lane

TTL_MS = 3 * DAY_MS
AT_ONCE = 200
"""People asked in one transaction."""


async def ask_for_feedback(desk: Desk, meeting: Meeting) -> None:
    """A course is over: whoever came is to be thanked and asked (`ask_next`, by pieces: they may be thousands)."""
    await attendance.begin_thanks(desk.tx, meeting.course)


async def ask_next(desk: Desk) -> bool:
    """Thank the next of those who came, each at an hour that is decent to them (lane NOTICE); whether there may be more."""
    found = await attendance.next_to_thank(desk.tx, AT_ONCE)
    if found is None:
        return False
    course = await courses.find(desk.tx, found[0])
    for number in found[1] if course is not None else ():
        person = await people.find(desk.tx, number)
        if course is None or person is None or not person.address:
            continue
        marks = await attendance.marks_of(desk.tx, course.id, number)
        each = zip(course.sessions, marks, strict=True)
        hours = sum(session.credit for session, mark in each if mark in CAME)
        text, rows = _drawn(desk.words_for(person), course, marks, hours, Feedback(), desk.now)
        key = f"feedback:{course.id}:{number}"
        await desk.tell(person, text, rows, lane=Lane.NOTICE, key=key, ttl_ms=TTL_MS)
    return True


async def questions(tx: Tx, words: Words, course: Course, person: int, now: int, what: str = "") -> tuple[Markup, Rows]:
    """The question that comes next (or `what`), or thanks where all three are answered."""
    marks = await attendance.marks_of(tx, course.id, person)
    said = await feedback.of(tx, course.id, person)
    hours = await attendance.hours_in(tx, person, course.id)
    return _drawn(words, course, marks, hours, said, now, what)


def _drawn(
    words: Words, course: Course, marks: Sequence[Mark | None], hours: int, said: Feedback, now: int, what: str = ""
) -> tuple[Markup, Rows]:
    lines = [_head(words, course, marks, hours)]
    choices: Rows = []
    if said.complete:
        lines.append(_thanks(words, said))
    else:
        what = what if what in ASKED else said.next
        lines.append(words.t("说说感受,点三下就好。只给组织者看平均分,不显示是谁。"))
        lines.append(_question(words, what))
        choices = _choices(words, course, what)
    return Markup("\n").join(lines), [*choices, *_afterwards(words, course, marks, now)]


def _head(words: Words, course: Course, marks: Sequence[Mark | None], hours: int) -> Markup:
    came = sum(mark in CAME for mark in marks)
    worth = hours_words(words, hours) if hours else ""
    head = words.t("<b>{title}</b> 上完了,谢谢您来!", title=course.title)
    if len(marks) > 1:
        there = words.t("共 {all} 次课,您来了 {came} 次。", all=len(marks), came=came)
        head = Markup("{}\n{}").format(head, there)
    return Markup("{}\n{}").format(head, words.t("记 {hours}。", hours=worth)) if worth else head


def _question(words: Words, what: str) -> Markup:
    if what == asked.CONTENT:
        return words.t("1/3 <b>内容</b>怎么样?5 分最好。")
    if what == asked.TEACHER:
        return words.t("2/3 <b>讲师</b>讲得怎么样?5 分最好。")
    return words.t("3/3 <b>以后还会来</b>上这样的课吗?")


def _choices(words: Words, course: Course, what: str) -> Rows:
    if what == asked.AGAIN:
        values = [(1, words.label("还会来")), (0, words.label("不来了"))]
    else:
        least, most = ASKED[what]
        values = [(value, str(value)) for value in range(least, most + 1)]
    rows = [[RATE.button(label, course.id, what, value) for value, label in values]]
    order = list(ASKED)
    if what != order[0]:
        rows.append([AGAIN.button(words.label("返回上一问"), course.id, order[order.index(what) - 1])])
    return rows


def _thanks(words: Words, said: Feedback) -> Markup:
    again = words.label("还会来") if said.again else words.label("不来了")
    return words.t(
        "收到您的评价:内容 {content} 分,讲师 {teacher} 分,{again}。多谢!",
        content=said.content,
        teacher=said.teacher,
        again=again,
    )


def _afterwards(words: Words, course: Course, marks: Sequence[Mark | None], now: int) -> Rows:
    row = []
    if course.certificate and enough(marks):
        row.append(CERTIFICATE.button(words.label("领证书"), course.id))
    if materials(course, now, came=True):
        row.append(MATERIALS.button(words.label("课程资料"), course.id))
    return [row] if row else []
