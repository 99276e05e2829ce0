"""Several news approved by one tap: only plain new records, shown first, and taken back by one tap within a minute."""

from zlib import crc32

from markupsafe import Markup
from telegram import Update

from handlers.cards.records import amount_words, record_line
from handlers.cards.review import benefits_beside, others_like
from handlers.cards.review_queue import MANY, QUEUE, UNDO, read_scope, written
from handlers.cards.review_shown import next_shown
from handlers.cards.review_verdicts import JUST_NOW_MS
from handlers.cards.verdict_news import tell_records
from handlers.kit.context import Context
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import records, reviews, studios
from storage.model.local_time import local_date
from storage.model.records import News, Record
from storage.model.reviews import LARGE_FEN, MOST_TOGETHER, NEWS, Scope, Verdict, plain, stamp, waiting

TOGETHER = Tap("review.together", str, int, int)
"""Approve what was shown: part of the queue, how many news, and what stands for them and their versions."""
LOOKED_AT = 80
"""Of the queue, the oldest; among them at most `MOST_TOGETHER` are shown."""
MOST_LINES = 3
"""Records of a news that are written out."""

room = Room("review_many")


@room.on_tap(MANY, action="record.review")
async def preview(update: Update, context: Context) -> None:
    """What may be approved together, and by what rule."""
    await reviews.release(context.tx, context.person.id, context.now)
    await _preview(context, read_scope(context.tap[0]))


async def _preview(context: Context, scope: Scope) -> None:
    found = await _plain(context, scope)
    back = QUEUE.button(context.label("看队列"), written(scope), 0)
    if not found:
        await context.edit(context.t("没有能一起通过的,请一份一份看。\n{rule}", rule=_rule(context)), [[back]])
        return
    number = sum(len(waiting(news)) for news in found)
    lines = [
        context.t("<b>能一起通过:{news} 份,{records} 条</b>", news=len(found), records=number),
        Markup("<i>{}</i>").format(_rule(context)),
        Markup(""),
    ]
    for place, news in enumerate(found, 1):
        lines.append(await _line(context, place, news))
    label = context.label("确认通过这 {number} 份", number=len(found))
    together = TOGETHER.button(label, written(scope), len(found), _digest(found))
    await context.edit(Markup("\n").join(lines), [[together], [back]])


@room.on_tap(TOGETHER, action="record.review")
async def approve(update: Update, context: Context) -> None:
    """Approve them, as they were shown."""
    token, number, seen = context.tap
    scope = read_scope(token)
    found = await _plain(context, scope)
    if (len(found), _digest(found)) != (number, seen):
        if context.now - await reviews.last_by(context.tx, context.person.id) < JUST_NOW_MS:  # a double tap
            await context.toast(context.label("已经记下了"))
            return
        await context.toast(context.label("队列刚有变化,请再看一遍"), alert=True)
        await _preview(context, scope)
        return
    batch: int | None = None
    given: list[Verdict] = []
    untold = 0
    for news in found:
        new = await reviews.approve(context.tx, news, context.person.id, context.now, batch)
        batch = batch or new[0].id
        untold += not await tell_records(context, news, new)
        given += new
    if untold:
        text = context.label("已通过。有 {number} 份没有人能收到消息,请另行告知", number=untold)
        await context.toast(text, alert=True)
    else:
        await context.toast(context.label("已通过,也发给他们了"))
    said = context.t("✅ 已一起通过 {news} 份,{records} 条", news=len(found), records=len(given))
    text, rows = await next_shown(context, scope)
    undo = UNDO.button(context.label("撤销刚才这一次"), token, given[0].id)
    await context.edit(Markup("{}\n{}\n\n{}").format(said, context.t("<i>1 分钟内可以撤销</i>"), text), [*rows, [undo]])


async def _plain(context: Context, scope: Scope) -> list[News]:
    """The oldest news of which everything that waits is plain, looks like nothing else, and that nobody looks at."""
    found: list[News] = []
    own = context.person.studios()
    for one in await reviews.queue(context.tx, Scope(NEWS, scope.studio), own, context.now, LOOKED_AT):
        news = await records.news(context.tx, one.subject)
        if news is None or one.claimed_by not in (0, context.person.id) or not all(map(plain, waiting(news))):
            continue
        if not any([await _doubted(context, record) for record in waiting(news)]):
            found.append(news)
        if len(found) == MOST_TOGETHER:
            break
    return found


async def _doubted(context: Context, record: Record) -> bool:
    """Whether it may be the same as something told before."""
    return bool(await others_like(context, record) or await benefits_beside(context, record))


def _digest(found: list[News]) -> int:
    return crc32(",".join(f"{news.id}-{stamp(news)}" for news in found).encode())


def _rule(context: Context) -> str:
    return context.label(
        "只列:第一次提交、数字准确、金额不到 {amount}、不是更正、也不像重复的快报。",
        amount=amount_words(context.words, LARGE_FEN),
    )


async def _line(context: Context, place: int, news: News) -> Markup:
    studio = await studios.find(context.tx, news.studio)
    today = local_date(context.now, context.office.zone)
    left = waiting(news)
    lines = [record_line(context.words, context.office.zone, one.facts, today) for one in left[:MOST_LINES]]
    if len(left) > MOST_LINES:
        lines.append(context.t("…共 {number} 条", number=len(left)))
    head = Markup("{}. <b>{}</b>").format(place, studio.name if studio is not None else "—")
    return Markup("\n").join([head, *lines])
