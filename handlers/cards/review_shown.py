"""Bringing one thing that waits before an officer: claimed for them, or said why it is not."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.review import news_card, report_card
from handlers.cards.review_queue import NEXT, QUEUE, UNDO, all_done, who_looks, written
from handlers.kit.context import Context
from storage import records, reports, reviews
from storage.model.records import News
from storage.model.reports import WAITING, Report
from storage.model.reviews import NEWS, REPORT, Scope, Verdict, Waiting, since, waiting

Shown = tuple[Markup, list[list[InlineKeyboardButton]]]


async def found(context: Context, kind: str, subject: int) -> News | Report | None:
    """A news or report that waits, as it is now; None for what waits no more, or is of one's own studio (said as a toast)."""
    one = await records.news(context.tx, subject) if kind == NEWS else await reports.find(context.tx, subject)
    if one is None or not (waiting(one) if isinstance(one, News) else one.state in WAITING):
        await context.toast(context.label("这一份已经审过或撤回了"))
        return None
    return one if await judgeable(context, one.studio) else None


async def judgeable(context: Context, studio: int) -> bool:
    """Whether the officer may judge this studio's things: not those of their own. Says so if not."""
    if studio in context.person.studios():
        await context.toast(context.label("自己工作室的,请另一位管理员审"), alert=True)
        return False
    return True


async def free(context: Context, kind: str, subject: int) -> bool:
    """Claim it for the officer; where another one looks at it just now, say so."""
    other = await reviews.claim(context.tx, kind, subject, context.person.id, context.now)
    if other:
        who = await who_looks(context, other)
        await context.toast(context.label("{who} 正在看这一份,先看别的吧", who=who), alert=True)
    return not other


async def shown(context: Context, scope: Scope, one: News | Report) -> Shown:
    """Its card."""
    return await news_card(context, scope, one) if isinstance(one, News) else await report_card(context, scope, one)


async def next_shown(context: Context, scope: Scope, after: tuple[int, str, int] = reviews.FIRST) -> Shown:
    """The next that waits, claimed; or that nothing does. What others look at just now is passed over."""
    own = context.person.studios()
    coming = await reviews.next_one(context.tx, scope, own, context.person.id, context.now, after)
    if coming is None:
        await reviews.release(context.tx, context.person.id, context.now)
        return await _nothing(context, scope)
    await reviews.claim(context.tx, coming.kind, coming.subject, context.person.id, context.now)
    one = await _of(context, coming)
    text, rows = await shown(context, scope, one)
    others = (await reviews.counts(context.tx, own, scope)).total - 1
    return (text + "\n" + context.t("<i>另有 {number} 份在等</i>", number=others) if others else text), rows


async def _of(context: Context, coming: Waiting) -> News | Report:
    kind, subject = coming.kind, coming.subject
    one = await records.news(context.tx, subject) if kind == NEWS else await reports.find(context.tx, subject)
    assert one is not None  # it was read in this transaction
    return one


async def _nothing(context: Context, scope: Scope) -> Shown:
    """There is no other: only what they looked at, only what others look at, or nothing."""
    own, token = context.person.studios(), written(scope)
    if await reviews.next_one(context.tx, scope, own, context.person.id, context.now) is not None:
        return context.t("只剩刚才这一份了。"), [[NEXT.button(context.label("回到这一份"), token, -1, NEWS, 0)]]
    queue = await reviews.queue(context.tx, scope, own, context.now, 1)
    if queue:
        who = await who_looks(context, queue[0].claimed_by)
        text = context.t("剩下的由{who}在看,您先忙别的。", who=who)
        return text, [[QUEUE.button(context.label("看队列"), token, 0)]]
    return await all_done(context, scope)


def place(one: News | Report) -> tuple[int, str, int]:
    """Where it stands in the queue: since when it waits, its kind and number."""
    return (since(one), NEWS, one.id) if isinstance(one, News) else (one.sent_at or 0, REPORT, one.id)


async def after_verdict(context: Context, scope: Scope, said: Markup, judged: News | Report, verdict: Verdict) -> None:
    """What was done, with the way back, in place of what was `judged` (as it was before): what of it still waits, else the
    next behind it."""
    left = await records.news(context.tx, judged.id) if isinstance(judged, News) else None
    if left is not None and waiting(left):
        text, rows = await shown(context, scope, left)
    else:
        text, rows = await next_shown(context, scope, place(judged))
    undo = UNDO.button(context.label("撤销刚才这一次"), written(scope), verdict.id)
    await context.edit(Markup("{}\n{}\n\n{}").format(said, context.t("<i>1 分钟内可以撤销</i>"), text), [*rows, [undo]])
