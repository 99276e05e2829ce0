"""What changing a course and calling it off have in common: the course as it is now, and what is shown afterwards."""

from markupsafe import Markup

from handlers.cards.course_desk import desk_card
from handlers.kit.context import Context
from storage import courses, enrolments
from storage.dialogues import Answers
from storage.model.courses import Course
from storage.model.enrolments import ALIVE


async def recall(context: Context, answers: Answers) -> Answers:
    """The course as it is now, how it is filled, and how many it concerns."""
    number = answers["course"]
    assert isinstance(number, int)
    one = await courses.find(context.tx, number)
    concerned = await enrolments.count(context.tx, number, ALIVE)
    return {"one": one, "seats_now": await enrolments.seats(context.tx, number), "concerned": concerned}


def title(answers: Answers) -> str:
    """What the course that was recalled is called."""
    one = answers["one"]
    return one.title if isinstance(one, Course) else ""


async def done(context: Context, one: Course, said: Markup) -> None:
    """What was done, and the desk again."""
    text, rows = await desk_card(context, one)
    await context.edit(Markup("{}\n\n{}").format(said, text), rows)


async def outrun(context: Context, number: int) -> None:
    """Somebody was faster: say so, and show how it is now."""
    await context.edit(context.t("这门课刚被别人改过,您的修改没有保存。现在是这样:"))
    one = await courses.find(context.tx, number)
    if one is not None:
        await context.say(*await desk_card(context, one))
