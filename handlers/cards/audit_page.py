"""A page of the audit with its filters, shared by the rooms that show and that watch over it."""

from dataclasses import dataclass
from datetime import date, tzinfo

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.audit import KIND_NAMES, act_line, subject_words
from handlers.cards.moments import day, moment
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Stale, Tap
from handlers.kit.words import Words
from storage import audit
from storage.audit import CHECKED
from storage.model.audit import Act, Check, Wanted
from storage.model.local_time import days_after, instant, local_date

LIST = Tap("audit.list", int, int, int, int, str, int)
"""Kind (its place, 0 for all), person, first day (ordinal, 0 for any), days, subject, page; so for the following."""
ONE = Tap("audit.one", int)
KINDS = Tap("audit.kinds", int, int, int, int, str)
WHO = Tap("audit.who", int, int, int, int, str)
WHEN = Tap("audit.when", int, int, int, int, str)
TABLE = Tap("audit.table", int, int, int, int, str)
CHECK = Tap("audit.check", int, str)
"""Does the chain still lead through this seal? A line, and the beginning of its seal as it was told."""
PAGE = 6
AT_ONCE = 2_000
"""Lines up to which the page reads the whole chain; of a longer one what came since the night."""
DAYS = range(700_000, 800_000)
"""Ordinals of days that a filter may begin with: the years 1917 to 2191."""
MOST_PAGES = 1_000_000
_KINDS = tuple(KIND_NAMES)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page shows, as its buttons carry it: the kind's place (0: all), person, first day and days, subject."""

    kind: int = 0
    person: int = 0
    begin: int = 0
    days: int = 0
    subject: str = ""

    def taken(self) -> tuple[int, int, int, int, str]:
        """As the buttons carry it."""
        return (self.kind, self.person, self.begin, self.days, self.subject)


def filter_of(*parts: int | str) -> Filter:
    """The filter that a button carries. Raises `Stale` for one that was made up."""
    kind, person, begin, days, subject = parts
    known = isinstance(kind, int) and 0 <= kind <= len(_KINDS)
    if not known or not isinstance(begin, int) or (begin and begin not in DAYS):
        raise Stale(str(parts))
    return Filter(int(kind), int(person), begin, max(0, min(int(days), 4_000)), str(subject))


def whole_words(words: Words, found: Check) -> str:
    """Whether the record is whole."""
    if found.broken is not None:
        return words.label("⚠️ 第 {line} 条起对不上,记录被改过!", line=found.broken)
    if not found.seal:
        return words.label("还没有封条。")
    return words.label("记录完好 ✓ 共 {number} 条。", number=found.lines)


def wanted_of(shown: Filter, zone: tzinfo) -> Wanted:
    """What a filter asks the storage for."""
    first = date.fromordinal(shown.begin) if shown.begin else None
    since = instant(first, 0, zone) if first else 0
    until = instant(days_after(first, shown.days), 0, zone) if first and shown.days else 0
    kind = _KINDS[shown.kind - 1] if shown.kind else ""
    return Wanted(shown.person, kind, shown.subject, since, until)


async def audit_page(context: Context, shown: Filter, page: int) -> tuple[Markup, Rows]:
    """A page of the acts that a filter lets through, newest first; a page beyond the end becomes the last."""
    words, zone = context.words, context.office.zone
    wanted = wanted_of(shown, zone)
    page = min(max(page, 0), MOST_PAGES)
    found = await audit.page(context.tx, wanted, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await audit_page(context, shown, last)
    lines = [context.t("<b>办理记录</b> · {number} 条", number=found.total)]
    if about := await _about(context, shown):
        lines.append(Markup("{}").format(about))
    lines.append(await _verified(context))
    numbers: list[InlineKeyboardButton] = []
    for place, act in enumerate(found.acts, page * PAGE + 1):
        lines.append(Markup("\n{}. {}").format(place, await act_line(context.tx, words, zone, act, context.now)))
        numbers.append(ONE.button(str(place), act.line))
    if not found.acts:
        lines.append(context.t("\n没有这样的记录。"))
    parts = shown.taken()
    choose = [
        WHO.button(context.label("谁"), *parts),
        KINDS.button(context.label("哪一类"), *parts),
        WHEN.button(context.label("什么时间"), *parts),
    ]
    rows = [numbers, turning(context, LIST, page, last, *parts), choose]
    if shown != Filter():
        rows.append([LIST.button(context.label("看全部"), *Filter().taken(), 0)])
    if found.acts:
        rows.append([TABLE.button(context.label("导出表格"), *parts)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def checked_now(context: Context) -> Check:
    """The chain read just now: a long one from where it was last read wholly."""
    last = await audit.mark(context.tx, CHECKED)
    return await audit.check(context.tx, context.now, whole=last is None or last.line <= AT_ONCE)


async def _verified(context: Context) -> Markup:
    """Whether the record is whole, as far as it was read just now."""
    last, found = await audit.mark(context.tx, CHECKED), await checked_now(context)
    said = Markup("{}").format(whole_words(context.words, found))
    if last is not None and last.line > AT_ONCE and found.broken is None:
        said += context.t("全部核对于 {moment}", moment=moment(context, last.at))
    return said


async def _about(context: Context, shown: Filter) -> str:
    """The filter in words."""
    said, zone = [], context.office.zone
    if shown.person:
        said.append(await called(context.tx, context.words, shown.person))
    if shown.kind:
        said.append(context.label(KIND_NAMES[_KINDS[shown.kind - 1]]))
    if shown.subject:
        said.append(await subject_words(context.tx, context.words, Act(0, 0, 0, "", shown.subject, "")))
    wanted = wanted_of(shown, zone)
    if wanted.since:
        today = local_date(context.now, zone)
        begin = day(context.words, local_date(wanted.since, zone), today)
        end = day(context.words, local_date(wanted.until - 1, zone), today) if wanted.until else ""
        said.append(begin if end in ("", begin) else f"{begin} – {end}")
    return " · ".join(said)
