"""Officers see what the bot could not answer: they write an answer for it (room `knowledge_desk`) or put it aside."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.desk import tabs
from handlers.cards.questions import MISSED, PAGE, WRITE, ago, excerpt, quote
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import audit, unanswered
from storage.model.days import china_date
from storage.model.unanswered import Missed

OPEN = Tap("missed.open", int)
IGNORE = Tap("missed.ignore", int)

room = Room("missed_desk")


@room.on_tap(MISSED, action="question.answer")
async def turn(update: Update, context: Context) -> None:
    """A page of what the bot could not answer, in place."""
    await context.edit(*await _list(context, context.tap[0]))


@room.on_tap(OPEN, action="question.answer")
async def open_one(update: Update, context: Context) -> None:
    """One question that the bot could not answer."""
    missed = await _the_missed(context)
    if missed is None:
        return
    asked = context.words.count("问过 {number} 次", "问过 {number} 次", missed.times)
    when = context.t("最近一次 {ago}", ago=ago(context.words, missed.last_at, context.now))
    text = Markup("{}\n{} · {}").format(quote(missed.text), asked, when)
    write = WRITE.button(context.label("写答案入库"), missed.id, 0)
    ignore = IGNORE.button(context.label("忽略"), missed.id)
    await context.edit(text, [[write, ignore], [MISSED.button(context.label("返回列表"), 0)]])


@room.on_tap(IGNORE, action="question.answer")
async def ignore(update: Update, context: Context) -> None:
    """Put a missed question aside; asked again, it comes back."""
    if await unanswered.close(context.tx, context.tap[0], context.now):
        subject = f"missed {context.tap[0]}"
        await audit.note(context.tx, context.person.id, "question.answer", subject, context.now, "ignored")
        await context.toast(context.label("已忽略。再有人问,会重新出现"))
    await context.edit(*await _list(context, 0))


async def _the_missed(context: Context) -> Missed | None:
    """The missed question that the button names, as long as it waits; where it does not, say so and show the list."""
    missed = await unanswered.find(context.tx, context.tap[0])
    if missed is not None and missed.closed_at is None:
        return missed
    await context.toast(context.label("这一条已经处理过了"))
    await context.edit(*await _list(context, 0))
    return None


async def _list(context: Context, page: int) -> tuple[Markup, Rows]:
    page = max(page, 0)
    found = await unanswered.open_ones(context.tx, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await _list(context, last)
    lines = [context.t("<b>机器人没答上的问题</b> · {number}", number=found.total)]
    numbers = []
    for number, missed in enumerate(found.missed, page * PAGE + 1):
        asked = context.words.count("问过 {number} 次", "问过 {number} 次", missed.times)
        lines.append(
            Markup("\n{}. {} · {}\n{}").format(number, china_date(missed.last_at), asked, excerpt(missed.text))
        )
        numbers.append(OPEN.button(str(number), missed.id))
    if not numbers:
        lines.append(context.t("没有。机器人都答上了。"))
    rows = [numbers, turning(context, MISSED, page, last), *tabs(context, "missed")]
    return Markup("\n").join(lines), [row for row in rows if row]
