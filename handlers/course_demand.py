"""点单 as studios and admins see it: what people wish to learn, by topic, and a course of it with one tap."""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.course_desk import DEMAND, MEET, TEACH, scope
from handlers.cards.questions import excerpt
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows
from storage import wishes

PAGE = 6

room = Room("course_demand")


@room.words("大家想学什么", "点单统计", action="course.edit")
async def show(update: Update, context: Context) -> None:
    """The most wanted topics."""
    await context.say(*await _page(context, 0))


@room.on_tap(DEMAND, action="course.edit")
async def turn(update: Update, context: Context) -> None:
    """A page of them, in place."""
    await context.edit(*await _page(context, context.tap[0]))


async def _page(context: Context, page: int) -> tuple[Markup, Rows]:
    """What is asked of the person's studios and of anyone; all of it for admins. Beyond the end is the last page."""
    led = scope(context)
    total = await wishes.number_demanded(context.tx, led)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    found = await wishes.demand(context.tx, led, PAGE, page * PAGE)
    back = TEACH.button(context.label("返回我办的课"), 0, 0)
    if not found:
        return context.t("<b>大家想学什么</b>\n\n还没有人点单。职工发「点单」就能说想学什么。"), [[back]]
    lines = [context.t("<b>大家想学什么</b> · {total} 个主题", total=total), Markup("")]
    buttons: list[InlineKeyboardButton] = []
    for number, one in enumerate(found, page * PAGE + 1):
        people = context.count("{number} 人", "{number} 人", one.people)
        lines.append(Markup("<b>{}</b> {} · {}").format(number, one.topic, people))
        if one.text != one.topic:
            lines.append(Markup("「{}」").format(excerpt(one.text, 40)))
        buttons.append(MEET.button(context.label("开 {number}", number=number), one.wish))
    lines += [Markup(""), context.t("点「开」就开这个主题的课,发布后会告诉想学的人。")]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    rows.append(turning(context, DEMAND, page, last))
    return Markup("\n").join(lines), [row for row in [*rows, [back]] if row]
