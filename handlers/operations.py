"""/ops: how the house is doing, in plain words on one screen, and dead letters sent again."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.operations import causes, letters, overview
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import audit, operations, ticks
from storage.model.operations import DeadLetter

LOOK = Tap("ops.look")
CAUSES = Tap("ops.causes")
CAUSE = Tap("ops.cause", int)
"""The dead letters with the cause of this one."""
ALL = Tap("ops.all", int)
ONE = Tap("ops.one", int)
SHOWN = 8

room = Room("operations")


@room.command("ops", action="ops.mend", summary="运行情况")
@room.words("运行情况", "机器人怎么样", action="ops.mend")
async def show(update: Update, context: Context) -> None:
    """Everything on one screen."""
    await context.say(*await _overview(context))


@room.on_tap(LOOK, action="ops.mend")
async def look(update: Update, context: Context) -> None:
    """The same again, as it is now."""
    await context.edit(*await _overview(context))


@room.on_tap(CAUSES, action="ops.mend")
async def show_causes(update: Update, context: Context) -> None:
    """Why messages were given up, the most frequent first."""
    await _show_causes(context)


@room.on_tap(CAUSE, action="ops.mend")
async def show_letters(update: Update, context: Context) -> None:
    """The dead letters with one cause."""
    dead = await _dead(context)
    if dead is not None:
        await _show_letters(context, dead.reason)


@room.on_tap(ONE, action="ops.mend")
async def resend_one(update: Update, context: Context) -> None:
    """Send one again."""
    dead = await _dead(context)
    if dead is None:
        return
    if await operations.resend(context.tx, dead.id, context.now):
        await audit.note(context.tx, context.person.id, "ops.mend", f"outbox {dead.id}", context.now, "sent again")
        await context.toast(context.label("好的，马上重发"))
    else:
        await context.toast(_no_words(context), alert=True)
    await _show_letters(context, dead.reason)


@room.on_tap(ALL, action="ops.mend")
async def resend_all(update: Update, context: Context) -> None:
    """Send again whatever has the same cause."""
    dead = await _dead(context)
    if dead is None:
        return
    number = await operations.resend_all(context.tx, dead.reason, context.now)
    if number:
        detail = f"{number} sent again"
        await audit.note(context.tx, context.person.id, "ops.mend", f"outbox like {dead.id}", context.now, detail)
        await context.toast(
            context.words.count("好的，{number} 条马上重发", "好的，{number} 条马上重发", number).unescape()
        )
    else:
        await context.toast(_no_words(context), alert=True)
    await _show_causes(context)


async def _dead(context: Context) -> DeadLetter | None:
    """The dead letter that the button names; where it is none any more, say so and show what is left."""
    found = await operations.letter(context.tx, context.tap[0])
    if found is not None and found.state == "dead":
        return found
    await context.toast(context.label("这条已经重发过，或者已经清理了"))
    await _show_causes(context)
    return None


def _no_words(context: Context) -> str:
    return context.label("超过 72 小时的内容已经清掉，所属群发取消了的也不再发，没有可以重发的")


async def _overview(context: Context) -> tuple[Markup, Rows]:
    facts = await operations.facts(context.tx, context.now, context.delivery.update.update_id)
    rows = [[LOOK.button(context.label("刷新"))]]
    if facts.dead:
        rows.insert(0, [CAUSES.button(context.label("没发成的 {number} 条", number=facts.dead))])
    return overview(context, facts, await ticks.last(context.tx)), rows


async def _show_causes(context: Context) -> None:
    facts = await operations.facts(context.tx, context.now, context.delivery.update.update_id)
    rows = []
    for place, one in enumerate(facts.reasons, 1):
        row = [CAUSE.button(context.label("{place} 逐条看", place=place), one.newest)]
        if one.mendable:
            row.append(
                ALL.button(context.label("{place} 重发 {number} 条", place=place, number=one.mendable), one.newest)
            )
        rows.append(row)
    await context.edit(causes(context, facts), [*rows, [LOOK.button(context.label("返回"))]])


async def _show_letters(context: Context, reason: str) -> None:
    found = await operations.of_reason(context.tx, reason, SHOWN)
    if not found:
        await _show_causes(context)
        return
    again = [
        ONE.button(context.label("重发 {place}", place=n), one.id) for n, one in enumerate(found, 1) if one.mendable
    ]
    rows = [again[at : at + 4] for at in range(0, len(again), 4)]
    await context.edit(letters(context, reason, found), [*rows, [CAUSES.button(context.label("返回"))]])
