"""The review's queue: what waits, whose, who looks at it, and the buttons of the whole review."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.questions import waited
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Stale, Tap
from storage import reviews, studios
from storage.model.reviews import NEWS, REPORT, Scope, Waiting

START = Tap("review.start")
"""The oldest that waits, below what told of it."""
QUEUE = Tap("review.queue", str, int)
"""The queue, in place: what part of it (`written`), and the page."""
STUDIOS = Tap("review.studios", int)
"""Whose waits: a page of studios."""
OPEN = Tap("review.open", str, str, int)
"""One thing that waits, in place: the part of the queue, the kind, the number."""
NEXT = Tap("review.next", str, int, str, int)
"""「下一个」: the part of the queue, and the place (since when, kind, number) behind which the next one is."""
PASS = Tap("review.pass", str, str, int, int)
"""「通过」 for all that waits of it: the part of the queue, kind, number, and the stamp or version that was seen."""
ONE = Tap("review.one", str, int)
"""One record of a news, opened apart."""
JUDGE = Tap("review.judge", str, str, int, int, str)
"""A verdict on a record or report: the part of the queue, kind, number, version, verdict; what is returned or rejected
asks why first."""
PAPER = Tap("review.paper", int, str)
"""The whole report as a file: its number, and `pdf` or `docx`."""
MINE = Tap("review.mine", str, int)
"""The reason that was typed about a record or report and not sent: go on with it."""
CHANGES = Tap("review.changes", str, str, int)
"""What a record or report said before, and how it was judged."""
UNDO = Tap("review.undo", str, int)
"""Take back a verdict, with those given by the same tap."""
MANY = Tap("review.many", str)
"""What may be approved together, to look at first."""
WHY = "review.why"
"""What listens for a reason that is typed."""
PAGE = 8
STUDIO_PAGE = 10
_KINDS = {"a": "", "n": NEWS, "r": REPORT}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


def written(scope: Scope) -> str:
    """A part of the queue, as buttons carry it: the kind's letter and the studio."""
    return f"{_LETTERS[scope.kind]}{scope.studio}"


def read_scope(text: str) -> Scope:
    """The part of the queue that a button carries. Raises `Stale` for what is none."""
    letter, number = text[:1], text[1:]
    if letter not in _KINDS or not number.isascii() or not number.isdecimal() or len(number) > 12:
        raise Stale(text)
    return Scope(_KINDS[letter], int(number))


async def who_looks(context: Context, number: int) -> str:
    """An officer as another one sees them."""
    return await called(context.tx, context.words, number)


async def queue_page(context: Context, scope: Scope, page: int) -> tuple[Markup, Rows]:
    """What waits, the oldest first; a page beyond the end becomes the last."""
    own = context.person.studios()
    counts = await reviews.counts(context.tx, own)
    total = (await reviews.counts(context.tx, own, scope)).total
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    found = await reviews.queue(context.tx, scope, own, context.now, PAGE, page * PAGE)
    lines = [context.t("<b>待审</b> · 快报 {news} · 报告 {reports}", news=counts.news, reports=counts.reports)]
    if scope.studio:
        studio = await studios.find(context.tx, scope.studio)
        lines.append(Markup("{}").format(studio.name if studio is not None else "—"))
    if not found:
        lines.append(context.t("没有等审核的。"))
    for place, one in enumerate(found, page * PAGE + 1):
        lines.append(Markup("{}. {}").format(place, await _queue_line(context, one)))
    if counts.own:
        lines.append(context.t("<i>另有 {number} 份是您自己工作室的,由别的管理员审。</i>", number=counts.own))
    numbers = [
        OPEN.button(str(place), written(scope), one.kind, one.subject)
        for place, one in enumerate(found, page * PAGE + 1)
    ]
    rows = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    rows.append(turning(context, QUEUE, page, last, written(scope)))
    if total:
        rows.append([NEXT.button(context.label("从最早的开始审"), written(scope), -1, NEWS, 0)])
    if total > 1 and scope.kind != REPORT:
        rows.append([MANY.button(context.label("能一起通过的"), written(scope))])
    rows.append(_filters(context, scope, found, counts.news and counts.reports))
    return Markup("\n").join(lines), [row for row in rows if row]


def _filters(context: Context, scope: Scope, found: Sequence[Waiting], both: int) -> list[InlineKeyboardButton]:
    filters = []
    if scope.kind or scope.studio:
        filters.append(QUEUE.button(context.label("看全部"), written(Scope()), 0))
    if both and not scope.kind:
        filters.append(QUEUE.button(context.label("只看快报"), written(Scope(NEWS, scope.studio)), 0))
        filters.append(QUEUE.button(context.label("只看报告"), written(Scope(REPORT, scope.studio)), 0))
    if len({one.studio for one in found}) > 1:
        filters.append(STUDIOS.button(context.label("按工作室"), 0))
    return filters


async def _queue_line(context: Context, one: Waiting) -> Markup:
    kind = context.label("报告") if one.kind == REPORT else context.label("快报 {number} 条", number=one.number)
    parts = [Markup("{}").format(one.studio_name), Markup("{}").format(kind)]
    if one.resubmitted:
        parts.append(context.t("重新提交"))
    parts.append(waited(context.words, one.at, context.now))
    if one.claimed_by and one.claimed_by != context.person.id:
        parts.append(context.t("👀 {who} 正在看", who=await who_looks(context, one.claimed_by)))
    return Markup(" · ").join(parts)


async def studio_page(context: Context, page: int) -> tuple[Markup, Rows]:
    """The studios of which something waits, to go through one alone."""
    own = context.person.studios()
    found = [one for one in await reviews.studios(context.tx) if one.id not in own]
    last = last_page(len(found), STUDIO_PAGE)
    page = min(max(page, 0), last)
    rows: list[list[InlineKeyboardButton]] = []
    for one in found[page * STUDIO_PAGE : (page + 1) * STUDIO_PAGE]:
        label = context.label("{name}({number})", name=one.name, number=one.news + one.reports)
        rows.append([QUEUE.button(label, written(Scope("", one.id)), 0)])
    rows.append(turning(context, STUDIOS, page, last))
    rows.append([QUEUE.button(context.label("返回队列"), written(Scope()), 0)])
    return context.t("<b>待审</b> · 哪一家?"), [row for row in rows if row]


async def all_done(context: Context, scope: Scope) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """Nothing more for this officer here."""
    counts = await reviews.counts(context.tx, context.person.studios())
    if counts.total:
        text = context.t("这里审完了。队列里还有 {number} 份。", number=counts.total)
        return text, [[QUEUE.button(context.label("看队列"), written(Scope()), 0)]]
    text = context.t("✅ 都审完了,没有等审核的。")
    if counts.own:
        text += "\n" + context.t("<i>另有 {number} 份是您自己工作室的,由别的管理员审。</i>", number=counts.own)
    return text, []
