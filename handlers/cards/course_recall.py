"""What was just shown, kept for the next question: after a list or a card was tapped, 「第二个」 and 「多少钱」 mean it too."""

from handlers.cards import competitions as contest_cards
from handlers.cards import courses as course_cards
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Stale, Tap
from handlers.language.course_meaning import CONTEST, COURSE, CourseFocus, CourseQuery, kept_focus, read_focus
from storage import focus as focuses

_TAPS: tuple[tuple[str, Tap], ...] = (
    (COURSE, course_cards.OPEN),
    (COURSE, course_cards.CARD),
    (CONTEST, contest_cards.OPEN),
    (CONTEST, contest_cards.CARD),
)


async def recall_list(context: Context, noun: str, rows: Rows, offset: int = 0) -> None:
    """Keep what a list shows: the courses or competitions that its buttons open, from place `offset` on."""
    shown = tuple(one for row in rows for button in row if (one := _opens(str(button.callback_data or ""))) is not None)
    if shown:
        await _keep(context, CourseFocus(CourseQuery(noun=noun), shown, offset))


async def recall_one(context: Context, noun: str, number: int) -> None:
    """Keep which card was opened, beside the list it was opened from."""
    before = read_focus(await focuses.find(context.tx, context.chat, context.now))
    one = (noun, number)
    if before is not None and one in before.shown:
        query, shown, offset = before.query, before.shown, before.offset
        await _keep(context, CourseFocus(query, shown, offset, one))
    else:
        await _keep(context, CourseFocus(CourseQuery(noun=noun), (one,)))


async def _keep(context: Context, focus: CourseFocus) -> None:
    await focuses.put(context.tx, context.chat, kept_focus(focus), context.now)


def _opens(data: str) -> tuple[str, int] | None:
    for noun, tap in _TAPS:
        try:
            return noun, tap.read(data)[0]
        except Stale:
            continue
    return None
