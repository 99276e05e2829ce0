"""/review: what waits for a look, the oldest first: 通过 by one tap, on to the next, and back within a minute.

Two officers do not collide: what one looks at is claimed for ten minutes. Buttons carry the version that was seen: what was
edited, withdrawn or judged since is shown as it stands now.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards import reason_drafts
from handlers.cards.questions import excerpt
from handlers.cards.review import one_card
from handlers.cards.review_history import history
from handlers.cards.review_queue import (
    CHANGES,
    MINE,
    NEXT,
    ONE,
    OPEN,
    PASS,
    QUEUE,
    START,
    STUDIOS,
    UNDO,
    queue_page,
    read_scope,
    studio_page,
    written,
)
from handlers.cards.review_shown import found, free, judgeable, next_shown, shown
from handlers.cards.review_verdicts import approve
from handlers.cards.verdict_news import tell_undone
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from storage import records, reviews
from storage.model.reviews import KINDS, NEWS, RECORD, REPORT, NotUndone, Scope, Verdict, waiting
from storage.model.texts import cleaned

ASKED_KINDS = {"快报": NEWS, "报告": REPORT, "季报": REPORT, "月报": REPORT}
MOST_FOUND = 10

room = Room("reviewing")


@room.command("review", action="record.review", summary="审核快报和报告")
@room.words(
    "审核",
    "待审",
    "审核快报",
    "审核报告",
    "还有多少没审",
    "还有多少条没审",
    "哪些快报没审",
    "待审的有多少",
    action="record.review",
)
async def start(update: Update, context: Context) -> None:
    """The oldest that nobody looks at; of a studio or a kind where one is named."""
    await reason_drafts.leave(context)
    if said := cleaned(" ".join(context.args or ())):
        await _show_asked(context, said)
        return
    text, rows = await next_shown(context, Scope())
    if (draft := await reason_drafts.last(context)) is not None:
        label = context.label("接着写没发的原因")
        rows = [*rows, [MINE.button(label, str(draft["kind"]), int(str(draft["number"])))]]
    await context.say(text, rows)


async def _show_asked(context: Context, said: str) -> None:
    """`/review 报告`, `/review 王宝刚`, `/review N20261201-0001`: that part of the queue."""
    news = await records.by_receipt(context.tx, said.upper())
    if news is not None and waiting(news):
        if await judgeable(context, news.studio) and await free(context, NEWS, news.id):
            await context.say(*await shown(context, Scope(), news))
        return
    kind = next((kind for word, kind in ASKED_KINDS.items() if word in said), "")
    name = said
    for word in (*ASKED_KINDS, "的", " "):
        name = name.replace(word, "")
    own = context.person.studios()
    found = [one for one in await reviews.studios(context.tx) if name in one.name and one.id not in own] if name else []
    if len(found) == 1 or (kind and not name):
        await context.say(*await next_shown(context, Scope(kind, found[0].id if found else 0)))
        return
    text, rows = await queue_page(context, Scope(), 0)
    told = context.t("「{said}」没有等审核的。在等的是:", said=excerpt(said))
    if found:
        told = context.t("有 {number} 家都像,请点一家:", number=len(found))
        rows = [[QUEUE.button(one.name, written(Scope(kind, one.id)), 0)] for one in found[:MOST_FOUND]]
        text = Markup("")
    await context.say(Markup("{}\n\n{}").format(told, text), rows)


@room.on_tap(START, action="record.review")
async def start_below(update: Update, context: Context) -> None:
    """The same below what told of it."""
    await start(update, context)


@room.on_tap(QUEUE, action="record.review")
async def show_queue(update: Update, context: Context) -> None:
    """What waits, in place; nothing is claimed any more."""
    token, page = context.tap
    scope = read_scope(token)
    await _leave(context)
    await context.edit(*await queue_page(context, scope, page))


@room.on_tap(STUDIOS, action="record.review")
async def show_studios(update: Update, context: Context) -> None:
    """Whose waits."""
    await _leave(context)
    await context.edit(*await studio_page(context, context.tap[0]))


@room.on_tap(NEXT, action="record.review")
async def show_next(update: Update, context: Context) -> None:
    """The one behind; what was looked at is free for others."""
    token, at, kind, subject = context.tap
    scope = read_scope(token)
    await _leave(context)
    await context.edit(*await next_shown(context, scope, (at, kind, subject)))


@room.on_tap(OPEN, action="record.review")
async def open_one(update: Update, context: Context) -> None:
    """One of the queue."""
    token, kind, subject = context.tap
    scope = read_scope(token)
    if kind not in KINDS:
        raise Stale(kind)
    await reason_drafts.leave(context)
    one = await found(context, kind, subject)
    if one is None:
        await context.edit(*await queue_page(context, scope, 0))
    elif await free(context, kind, subject):
        await context.edit(*await shown(context, scope, one))


@room.on_tap(ONE, action="record.review")
async def open_record(update: Update, context: Context) -> None:
    """One record of a news, apart."""
    token, number = context.tap
    scope = read_scope(token)
    await reason_drafts.leave(context)
    record = await records.find(context.tx, number)
    news = await records.news(context.tx, record.news) if record is not None else None
    if record is None or news is None:
        raise Stale(number)
    if await judgeable(context, news.studio) and await free(context, NEWS, news.id):
        await context.edit(*await one_card(context, scope, news, record))


@room.on_tap(CHANGES, action="record.review")
async def show_history(update: Update, context: Context) -> None:
    """What it said before and how it was judged, in place."""
    token, kind, subject = context.tap
    told = await history(context, read_scope(token), kind, subject) if kind in (RECORD, REPORT) else None
    if told is None:
        raise Stale(subject)
    await context.edit(*told)


@room.on_tap(PASS, action="record.review")
async def pass_all(update: Update, context: Context) -> None:
    """通过: everything of it that waits, as it was seen."""
    token, kind, subject, seen = context.tap
    if kind not in KINDS:
        raise Stale(kind)
    await approve(context, read_scope(token), kind, subject, seen)


@room.on_tap(UNDO, action="record.review")
async def undo(update: Update, context: Context) -> None:
    """撤销: what this tap decided, as long as a minute has not passed and nothing changed since."""
    token, number = context.tap
    scope = read_scope(token)
    verdict = await reviews.find(context.tx, number)
    if verdict is None:
        raise Stale(number)
    undone = await reviews.undo(context.tx, verdict, context.person.id, context.now)
    if isinstance(undone, NotUndone):
        why = {
            NotUndone.OTHERS: context.label("这是别人审的,只能由他本人撤销"),
            NotUndone.ALREADY: context.label("已经撤销过了"),
            NotUndone.LATE: context.label("超过 1 分钟,撤销不了了"),
            NotUndone.CHANGED: context.label("对方已经动过了,撤销不了"),
        }[undone]
        await context.toast(why, alert=True)
        return
    told = await tell_undone(context, undone.done)
    if undone.kept:
        text = context.label(
            "撤销了 {done} 条,另有 {kept} 条对方已经动过", done=len(undone.done), kept=len(undone.kept)
        )
        await context.toast(text, alert=True)
    else:
        await context.toast(context.label("已撤销,也发给他们了") if told else context.label("已撤销"))
    await _back_to(context, scope, undone.done[0])


async def _back_to(context: Context, scope: Scope, verdict: Verdict) -> None:
    """What waits again, to be looked at once more."""
    kind, subject = verdict.kind, verdict.subject
    if kind == RECORD:
        record = await records.find(context.tx, subject)
        kind, subject = NEWS, record.news if record is not None else 0
    one = await found(context, kind, subject)
    if one is None or not await free(context, kind, subject):
        await context.edit(*await queue_page(context, scope, 0))
        return
    text, rows = await shown(context, scope, one)
    await context.edit(Markup("{}\n\n{}").format(context.t("↶ 已撤销,请重新审:"), text), rows)


async def _leave(context: Context) -> None:
    """Look at nothing any more."""
    await reason_drafts.leave(context)
    await reviews.release(context.tx, context.person.id, context.now)
