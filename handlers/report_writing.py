"""Writing in a report by taps: one of its fields, 「无」, and which of two texts stays. What is typed: `report_hearing`."""

from telegram import Update

from handlers.cards.report_fields import KEEP_BOTH, MINE, RESOLVE, THEIRS, conflict, fits, joined, shown
from handlers.cards.report_page import BOTH, EDIT, MORE, NONE, Open, field_page, keep_mine, mine_of, opened_report, page
from handlers.cards.reports import FIELD
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from storage import reports
from storage.model.reports import FIELDS, NOTHING, REQUIRED

room = Room("report_writing")


@room.on_tap(FIELD, action="report.write")
async def open_field_below(update: Update, context: Context) -> None:
    """One field, below what was tapped: the button of a verdict."""
    one = await _writable(context, below=True)
    if one is not None:
        await context.say(*await field_page(context, one, _place(context.tap[1])))


@room.on_tap(EDIT, action="report.write")
async def open_field(update: Update, context: Context) -> None:
    """One field to be replaced, in place."""
    one = await _writable(context)
    if one is not None:
        await context.edit(*await field_page(context, one, _place(context.tap[1])))


@room.on_tap(MORE, action="report.write")
async def open_more(update: Update, context: Context) -> None:
    """One field to be added to, in place."""
    one = await _writable(context)
    if one is not None:
        await context.edit(*await field_page(context, one, _place(context.tap[1]), add=True))


@room.on_tap(NONE, action="report.write")
async def none(update: Update, context: Context) -> None:
    """「无」 in an optional field, or in both."""
    place = context.tap[1]
    names = [name for name in FIELDS if name not in REQUIRED]
    if place != BOTH:
        names = [name for name in names if name == FIELDS[_place(place)]]
    one = await _writable(context)
    if one is None or not names:
        return
    for name in names:
        seen = one.report.named(name).version
        await reports.write_field(context.tx, one.report.id, name, NOTHING, seen, context.person.id, context.now)
    await shown(context, one.report.id)


@room.on_tap(RESOLVE, action="report.write")
async def resolve(update: Update, context: Context) -> None:
    """Two wrote at once: say which text stays."""
    number, place, version, which = context.tap
    name = FIELDS[_place(place)]
    one = await _writable(context)
    if one is None:
        return
    mine, field = str((await mine_of(context, number)).get(name) or ""), one.report.named(name)
    if not mine and which != THEIRS:
        await context.toast(context.label("您写的那段已经处理过了,现在是这样"))
    elif field.version != version:
        await context.toast(context.label("同事又改了,请再选一次"))
        await conflict(context, one, name, mine)
        return
    elif which in (MINE, KEEP_BOTH):
        text = mine if which == MINE else joined(field.content, mine)
        if not await fits(context, text, name, one):
            return
        await reports.write_field(context.tx, number, name, text, version, context.person.id, context.now)
    await keep_mine(context, one, name, "")
    await shown(context, number)


async def _writable(context: Context, *, below: bool = False) -> Open | None:
    """The report that the button names, while it may be written; else its page is shown as it is now."""
    one = await opened_report(context, context.tap[0])
    if one is None or one.writable:
        return one
    await context.toast(context.label("这份报告已经交了,现在不能改"))
    if below:
        await context.say(*await page(context, one))
    else:
        await context.edit(*await page(context, one))
    return None


def _place(place: int) -> int:
    """A field's place from a button. Raises `Stale` for one that there is not."""
    if not 0 <= place < len(FIELDS):
        raise Stale(place)
    return place
