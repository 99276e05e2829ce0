"""A course's list as a workbook: who, of what unit, how they stand, what they answered, and when they came."""

from telegram import Update

from handlers.cards.course_desk import TABLE, managed, note
from handlers.cards.course_people import standing
from handlers.cards.courses import short_title
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.tables import workbook
from handlers.kit.words import Words
from storage import attendance, courses, enrolments, people
from storage.errands import Errand
from storage.model.attendance import Mark
from storage.model.courses import Course
from storage.model.enrolments import State
from storage.model.local_time import local
from storage.model.people import may

MOST = 100_000
WIDEST = 40
ERRAND = "course table"

room = Room("course_table")


@room.on_tap(TABLE, action="course.edit")
async def table(update: Update, context: Context) -> None:
    """Have the workbook made; it comes as a message of its own."""
    one = await managed(context, context.tap[0])
    if one is not None:
        await context.errand(ERRAND, course=one.id)
        await note(context, one, "exported the list")
        await context.toast(context.label("正在做表格,马上发给您"))


@room.errand(ERRAND, action="course.edit")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells; nothing where the right is gone meanwhile."""
    number = errand.arguments.get("course")
    one = await courses.find(desk.tx, number) if isinstance(number, int) else None
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if one is None or who is None or not may(who, "course.edit", one.studio or -1):
        return None
    rows = await table_rows(desk, one, words)
    name = words.label("{title}名单.xlsx", title=short_title(one.title).replace("/", "_"))
    caption = words.label("《{title}》的名单,共 {number} 人", title=one.title, number=len(rows) - 1)

    def make() -> Made:
        widths = [min(WIDEST, max(8, *(2 * len(row[at]) + 2 for row in rows[:200]))) for at in range(len(rows[0]))]
        return Made(name, workbook(words.label("名单"), rows, widths), caption)

    return make


async def table_rows(desk: Desk, one: Course, words: Words) -> list[list[str]]:
    """The head, then everybody who is or was on the list, in the order of enrolling."""
    listed = await enrolments.listed(desk.tx, one.id, tuple(State), MOST)
    questions = list(dict.fromkeys([*one.questions, *(asked for each in listed for asked, _ in each.answers)]))
    came = {each.person: each.marks for each in await attendance.attendance(desk.tx, one.id)}
    zone = desk.office.zone
    held = [at for at, session in enumerate(one.sessions) if session.begins_at <= desk.now]
    head = [words.label("姓名"), words.label("单位"), words.label("状态"), words.label("报名时间"), words.label("原因")]
    times = [f"{local(one.sessions[at].begins_at, zone):%m-%d %H:%M}" for at in held]
    rows = [[*head, *questions, *times]]
    said = {Mark.PRESENT: words.label("到"), Mark.LATE: words.label("迟到"), Mark.ABSENT: words.label("缺席")}
    for each in listed:
        answers, enrolled = dict(each.answers), each.enrolment
        marks = came.get(enrolled.person, ()) if enrolled.state is State.CONFIRMED else ()
        rows.append(
            [
                each.name,
                enrolled.unit,
                standing(words, enrolled.state),
                f"{local(enrolled.created_at, zone):%Y-%m-%d %H:%M}",
                enrolled.reason,
                *(answers.get(asked, "") for asked in questions),
                *(said[mark] if (mark := marks[at] if at < len(marks) else None) else "" for at in held),
            ]
        )
    return rows
