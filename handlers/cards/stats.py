"""Figures in words: what is counted, of when and of whom, and the buttons that lead from one view to the next."""

from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.moments import MONTHS
from handlers.cards.records import UNITS, amount_words, kind_name, stage_name
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage.errands import Errand
from storage.model.local_time import days_after, local_date
from storage.model.numbers import (
    ACTIVITIES,
    ALL_PATENTS,
    ALL_RESULTS,
    APPRENTICES,
    DIRECT_FEN,
    GRADUATES,
    INDIRECT_FEN,
    MONEY,
    PENDING_PATENTS,
    REACHED,
    TRAINED,
    Span,
    is_measure,
)
from storage.model.people import Person, may
from storage.model.records import BENEFITS, DIRECT, FEN_A_WAN, INDIRECT, PATENTS

OVERVIEW, MONTHLY, KINDS = "all", "month", "kind"
SECTORS, LEVELS, STUDIOS, PUNCTUAL = "sector", "level", "studio", "on_time"
SHAPES = (OVERVIEW, MONTHLY, KINDS, SECTORS, LEVELS, STUDIOS, PUNCTUAL)
VIEW = Tap("stats.view", str, str, int, int, int)
"""Another picture: its shape, what is counted, a studio (0: all that one may see), the first and the last day as 20261231."""
TABLE = Tap("stats.table", int, int, int)
"""The workbook behind a picture: studio and days, as above."""
ERRAND, TABLE_ERRAND = "stats picture", "stats table"

NAMES = {
    ALL_RESULTS: "成果",
    ALL_PATENTS: "专利",
    PENDING_PATENTS: "申请和受理中的专利",
    TRAINED: "培训",
    APPRENTICES: "带徒",
    GRADUATES: "出师",
    ACTIVITIES: "活动",
    REACHED: "惠及",
    DIRECT_FEN: BENEFITS[DIRECT],
    INDIRECT_FEN: BENEFITS[INDIRECT],
}
"""Source strings."""
COUNTED = {
    ALL_RESULTS: "成果:专利、论文、标准、技术革新等,还在申请、受理、立项的不算",
    ALL_PATENTS: "专利:发明专利、实用新型、外观设计,还在申请、受理的不算",
    PENDING_PATENTS: "还在申请和受理的专利,不算进专利数",
    TRAINED: "参加培训的人次",
    APPRENTICES: "新带的徒弟",
    GRADUATES: "出师的徒弟",
    ACTIVITIES: "活动的场数",
    REACHED: "活动、服务案例和社会效益惠及的人数",
    DIRECT_FEN: "各工作室报的直接经济效益,按效益所属的年份",
    INDIRECT_FEN: "各工作室报的间接经济效益,按效益所属的年份",
}
"""What each figure counts. Source strings."""
_UNITS = {
    TRAINED: "{number:,} 人次",
    APPRENTICES: "{number:,} 人",
    GRADUATES: "{number:,} 人",
    ACTIVITIES: "{number:,} 场",
    REACHED: "{number:,} 人",
}
_PIECES = "{number:,} 项"
_FIRST_DAY, _LAST_DAY = 19000101, 21991231
"""Days that a button can name."""
LONGEST_MEASURE = 18
"""Bytes that a button has for what is counted: six characters."""
FEN_AN_YI = 10_000 * FEN_A_WAN


@dataclass(frozen=True, slots=True)
class View:
    """One look at the figures: `studio` 0 for all that its reader may see."""

    shape: str
    span: Span
    studio: int = 0
    measure: str = ALL_RESULTS


def reach(person: Person, studio: int) -> tuple[int, ...] | None:
    """The studios whose figures a view of `studio` shows to this person: None for all of them, () for none."""
    if studio:
        return (studio,) if may(person, "stats.read", studio) else ()
    return None if may(person, "stats.read", -1) else tuple(sorted(set(person.studios())))


def name_of(words: Words, measure: str) -> str:
    """「专利」, 「发明专利」."""
    if measure in NAMES:
        name = NAMES[measure]
        return words.label(name)
    kinds, _, stage = measure.partition("@")
    if stage and kinds == "+".join(PATENTS):
        return words.label("{stage}的{kinds}", stage=stage_name(words, stage), kinds=words.label("专利"))
    said = words.label("、").join(kind_name(words, kind) for kind in kinds.split("+"))
    return words.label("{stage}的{kinds}", stage=stage_name(words, stage), kinds=said) if stage else said


def counted_words(words: Words, measure: str) -> str:
    """What a figure counts, in a sentence's part."""
    if measure in COUNTED:
        message = COUNTED[measure]
        return words.label(message)
    if "@" in measure:
        return words.label("只算{what}", what=name_of(words, measure))
    return words.label("{what},还在申请、受理、立项的不算", what=name_of(words, measure))


def said(words: Words, measure: str, value: int) -> str:
    """A figure with its unit: 「36 项」, 「3,520.5万元」."""
    if measure in MONEY:
        return money(words, value)
    message = _UNITS.get(measure) or (UNITS.get(measure, _PIECES) if measure not in NAMES else _PIECES)
    return words.label(message, number=value)


def money(words: Words, fen: int) -> str:
    """Money as records say it; from a hundred million yuan on to four decimals of that (whole 万元)."""
    if fen < FEN_AN_YI:
        return amount_words(words, fen)
    return words.label("{amount}亿元", amount=rounded(fen, FEN_AN_YI, 4))


def rounded(fen: int, unit: int, decimals: int) -> str:
    """So many units to so many decimals at most, half up, counted in whole numbers: 「1,204.5」."""
    parts = 10**decimals
    whole, rest = divmod((2 * fen * parts + unit) // (2 * unit), parts)
    return f"{whole:,}.{rest:0{decimals}}".rstrip("0").rstrip(".")


def span_words(words: Words, span: Span) -> str:
    """「2026年」, 「2026年三季度」, 「2026年11月」, or the two days."""
    first, last = date.fromisoformat(span.begins_on), date.fromisoformat(span.ends_on)
    whole = first.day == 1 and days_after(last, 1).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if whole and months == 12 and first.month == 1:
        return words.label("{year}年", year=first.year)
    if whole and months == 6 and first.month in (1, 7):
        half = words.label("上半年") if first.month == 1 else words.label("下半年")
        return words.label("{year}年{part}", year=first.year, part=half)
    if whole and months == 3 and first.month % 3 == 1:
        quarter = (words.label("一季度"), words.label("二季度"), words.label("三季度"), words.label("四季度"))
        return words.label("{year}年{part}", year=first.year, part=quarter[first.month // 3])
    if whole and months == 1:
        return words.label("{year}年{part}", year=first.year, part=month_name(words, f"{first:%Y-%m}"))
    if first == last:
        return _day(words, first)
    return words.label("{first}至{last}", first=_day(words, first), last=_day(words, last))


def _day(words: Words, day: date) -> str:
    return words.label("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def month_name(words: Words, month: str) -> str:
    """「11月」 of 2026-11."""
    name = MONTHS[int(month[5:7]) - 1]
    return words.label(name)


def year_of(year: int) -> Span:
    """A whole year."""
    return Span(f"{year}-01-01", f"{year}-12-31")


def month_before(day: date) -> Span:
    """The whole month before a day's."""
    last = days_after(day.replace(day=1), -1)
    return Span(last.replace(day=1).isoformat(), last.isoformat())


def packed(day: str) -> int:
    """An ISO date as a button carries it: 20261231."""
    return int(day.replace("-", ""))


def unpacked(number: int) -> str | None:
    """Back; None for what is no date of ours."""
    if not _FIRST_DAY <= number <= _LAST_DAY:
        return None
    text = str(number)
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None


def view_of(shape: str, measure: str, studio: int, begins: int, ends: int) -> View | None:
    """What a button names; None for what it cannot have been made with."""
    first, last = unpacked(begins), unpacked(ends)
    if shape not in SHAPES or not is_measure(measure) or studio < 0 or first is None or last is None or first > last:
        return None
    return View(shape, Span(first, last), studio, measure)


def view_button(label: str, view: View) -> InlineKeyboardButton:
    """A button that leads to a view; what is too long for a button to name gives way to the results."""
    days = (packed(view.span.begins_on), packed(view.span.ends_on))
    measure = view.measure if len(view.measure.encode()) <= LONGEST_MEASURE else ALL_RESULTS
    return VIEW.button(label, view.shape, measure, view.studio, *days)


def buttons(words: Words, view: View, today: date, *, one: bool, table: bool) -> Rows:
    """Where to go from a view. `one`: its figures are of one studio, so that there is nothing to compare; `table`: there are
    records behind them."""
    names = {
        OVERVIEW: words.label("总览"),
        SECTORS: words.label("按行业"),
        LEVELS: words.label("按级别"),
        STUDIOS: words.label("按工作室"),
        PUNCTUAL: words.label("按时率"),
    }
    shapes = (OVERVIEW, PUNCTUAL) if one else tuple(names)
    row = [view_button(names[shape], replace(view, shape=shape)) for shape in shapes if shape != view.shape]
    last = year_of(view.span.year - 1)
    other = last if view.span.year == today.year else year_of(today.year)
    label = words.label("去年") if other is last else words.label("今年")
    year = view_button(label, replace(view, span=other))
    days = (packed(view.span.begins_on), packed(view.span.ends_on))
    last_row = [year, TABLE.button(words.label("表格"), view.studio, *days)] if table else [year]
    return [row[:2], row[2:], last_row] if len(row) > 2 else [row, last_row]


async def ask_for(context: Context, view: View) -> None:
    """Have the view told in this chat: its picture and its numbers, a moment later."""
    await context.errand(
        ERRAND,
        shape=view.shape,
        studio=view.studio,
        begins=packed(view.span.begins_on),
        ends=packed(view.span.ends_on),
        measure=view.measure,
    )


def asked_for(errand: Errand) -> View | None:
    """The view that an errand was asked to tell; None where it was asked for by a house of other views."""
    given = errand.arguments
    try:
        numbers = (int(str(given[name])) for name in ("studio", "begins", "ends"))
        view = view_of(str(given["shape"]), ALL_RESULTS, *numbers)
        return None if view is None else replace(view, measure=str(given["measure"]))
    except (KeyError, ValueError):
        return None


def held_back(errand: Errand) -> int:
    """Until when what an errand makes is kept back (milliseconds UTC): what nobody asked for waits for the end of quiet hours."""
    until = errand.arguments.get("not_before")
    return until if isinstance(until, int) else 0


def not_theirs(context: Context) -> tuple[Markup, Rows]:
    """What a leader or deputy is told who asks for more than their own studio's figures, and the way to those."""
    text = context.t("领军人和联络员看自己工作室的数字。全区的、别的工作室的,由区总工会管理员来看。")
    year = year_of(local_date(context.now, context.office.zone).year)
    return text, [[view_button(context.label("看我们的数字"), View(OVERVIEW, year))]]
