"""What the pictures of figures show: the finding as their title, and the figures that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from handlers.cards.pictures.bars import Bar, Chart
from handlers.cards.stats import (
    FEN_AN_YI,
    KINDS,
    LEVELS,
    SECTORS,
    View,
    month_name,
    name_of,
    rounded,
    said,
    span_words,
)
from handlers.kit.words import Words
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
    Numbers,
    Part,
    ranked,
)
from storage.model.records import FEN_A_WAN
from storage.model.records import KINDS as KIND_NAMES
from storage.model.studios import LEVELS as LEVEL_ORDER
from storage.model.studios import SECTORS as SECTOR_NAMES

TILES = (
    ALL_RESULTS,
    ALL_PATENTS,
    TRAINED,
    APPRENTICES,
    DIRECT_FEN,
    INDIRECT_FEN,
    REACHED,
    ACTIVITIES,
    GRADUATES,
    PENDING_PATENTS,
)
"""What the overview shows large, the first of them that are not nought."""
MOST_TILES = 6
MOST_PLACES = 10
MOST_MONTHS = 12
MOST_LISTED = 10
MOST_MARKED = 3
"""So many that are level with each other are still named in the title."""
_OURS = frozenset((*SECTOR_NAMES, *LEVEL_ORDER, *KIND_NAMES))
"""What has words in every language; what admins add is shown as it stands."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a view is told with: of whom the figures are, how many records wait, today, and the moment in words."""

    words: Words
    view: View
    whose: str
    waiting: int
    today: date
    at: str

    @property
    def when(self) -> str:
        """Its span of days."""
        return span_words(self.words, self.view.span)

    @property
    def source(self) -> str:
        """The line below every picture."""
        return self.words.label("只统计已通过的记录 · 截至 {at}", at=self.at)

    def under(self, whole: str) -> str:
        """The line below the title: of whom, of when, how much in all."""
        return " · ".join((self.whose, self.when, whole))


def overview(telling: Telling, found: Numbers) -> Chart:
    """The largest figures, and month by month the first of them."""
    words = telling.words
    shown = [one for one in TILES if found.whole.value(one)][:MOST_TILES]
    tiles = [(said(words, one, found.whole.value(one)), name_of(words, one)) for one in shown]
    under = f"{telling.whose} · {telling.when}"
    if not shown:
        title = words.label("{when}已通过 {number} 条记录", when=telling.when, number=found.whole.records)
        return Chart(title, under, telling.source)
    telling = replace(telling, view=replace(telling.view, measure=shown[0]))
    bars = months(telling, found)
    title = best_month(telling, bars, tiles[0][0])
    if len(bars) < 2 or not any(bar.value for bar in bars):
        return Chart(title, under, telling.source, (), tiles)
    caption = columns_caption(words, shown[0], [bar.value for bar in bars])
    return Chart(title, under, telling.source, bars, tiles, caption)


def months(telling: Telling, found: Numbers) -> list[Bar]:
    """A bar a month up to this one; a bar a quarter or a year where they were too many."""
    words, measure = telling.words, telling.view.measure
    shown = [one for one in found.months if one.key <= f"{telling.today:%Y-%m}" or one.value(measure)]
    parts: dict[str, int] = {}
    for one in shown:
        month = int(one.key[5:7])
        if len(shown) <= MOST_MONTHS:
            name = (
                month_name(words, one.key)
                if month != 1 or one is shown[0]
                else words.label("{year}年", year=one.key[2:4])
            )
            name = name if name not in parts else f"{one.key[2:4]}.{month}"
        elif len(shown) <= 3 * MOST_MONTHS:
            name = f"{one.key[2:4]}Q{(month + 2) // 3}"
        else:
            name = one.key[:4]
        parts[name] = parts.get(name, 0) + one.value(measure)
    most = max(parts.values(), default=0)
    best = [name for name, value in parts.items() if value == most]
    return [
        Bar(name, value, bare(measure, value, most), bool(value) and [name] == best) for name, value in parts.items()
    ]


def bare(measure: str, value: int, most: int) -> str:
    """A figure over a column without its unit, which `columns_caption` names; `most`: the highest of them."""
    if measure not in MONEY:
        return f"{value:,}"
    return rounded(value, FEN_AN_YI, 2) if most >= FEN_AN_YI else rounded(value, FEN_A_WAN, 1)


def columns_caption(words: Words, measure: str, values: Sequence[int]) -> str:
    """The line above columns: 「每月成果(项)」."""
    if measure in MONEY:
        unit = words.label("亿元") if max(values, default=0) >= FEN_AN_YI else words.label("万元")
    else:
        unit = said(words, measure, 0).removeprefix("0").strip()
    return words.label("每月{name}({unit})", name=name_of(words, measure), unit=unit)


def best_month(telling: Telling, bars: Sequence[Bar], total: str) -> str:
    """「2026年成果 147 项,11月最多」."""
    words, name = telling.words, name_of(telling.words, telling.view.measure)
    marked = next((bar for bar in bars if bar.marked), None)
    if marked is None or len(bars) == 1:
        return words.label("{when}{name} {number}", when=telling.when, name=name, number=total)
    return words.label("{when}{name} {number},{best}最多", when=telling.when, name=name, number=total, best=marked.name)


def compared(telling: Telling, found: Numbers, number: str) -> tuple[Chart, list[Markup]]:
    words, view = telling.words, telling.view
    parts, unknown = _parts(words, view.shape, found)
    listed = list(found.whole.kinds()) if view.shape == KINDS else ranked(parts, view.measure)
    if view.shape == LEVELS:
        listed.sort(key=lambda pair: LEVEL_ORDER.index(pair[0]) if pair[0] in LEVEL_ORDER else len(LEVEL_ORDER))
    most = max(value for _, value in listed)
    best = [key for key, value in listed if value == most]
    total = found.whole.value(view.measure)
    marked = best if len(best) <= MOST_MARKED and "" not in best else []
    named = [(_shown(words, key, unknown), value, key in marked) for key, value in listed]
    bars = [Bar(name, value, said(words, view.measure, value), here) for name, value, here in named[:MOST_PLACES]]
    rest = named[MOST_PLACES:]
    left = said(words, view.measure, sum(value for _, value, _ in rest))
    more = words.label("其余 {number} 个一共 {value}", number=len(rest), value=left) if rest else ""
    what, figure = name_of(words, view.measure), said(words, view.measure, most)
    names = words.label("、").join(name for name, _, here in named if here)
    if view.shape == LEVELS and len(best) == 1 and best[0]:
        names = words.label("{level}工作室", level=names)
    if view.shape == KINDS:
        what = ""
    if "" in best:
        share = 100 * most // total
        title = words.label(
            "{what} {number},其中 {share}% {unknown}", what=what, number=number, share=share, unknown=unknown
        )
    elif len(best) == 1:
        title = words.label("{name}{what}最多,占 {share}%", name=names, what=what, share=100 * most // total)
    elif marked:
        title = words.label("{names}{what}一样多,都是 {value}", names=names, what=what, value=figure)
    else:
        title = words.label("{what}最多的有 {number} 个,都是 {value}", what=what, number=len(best), value=figure)
    chart = Chart(title, telling.under(f"{name_of(words, view.measure)} {number}"), telling.source, bars, rest=more)
    lines = [Markup("{} {}").format(name, said(words, view.measure, value)) for name, value, _ in named[:MOST_LISTED]]
    hidden = len(named) - len(lines)
    if hidden > 0:
        lines.append(words.t("其余 {number} 个见表格", number=hidden))
    return chart, lines


def _parts(words: Words, shape: str, found: Numbers) -> tuple[tuple[Part, ...], str]:
    """What is compared, and what stands for those that say nothing of it."""
    if shape == KINDS:
        return (), ""
    if shape == SECTORS:
        return found.by_sector(), words.label("没写行业")
    if shape == LEVELS:
        return found.by_level(), words.label("没写级别")
    return tuple(Part(short(one.name), one.part.tallies) for one in found.studios), ""


def _shown(words: Words, name: str, unknown: str) -> str:
    return words.label(name) if name in _OURS else name or unknown


def studios_chart(words: Words, by: str, counted: Sequence[tuple[str, int]], at: str) -> Chart | None:
    """How many studios there are by sector or level, as they are counted now; None where there are none."""
    unknown = words.label("没写级别") if by == LEVELS else words.label("没写行业")
    listed = sorted(((key, number) for key, number in counted if number), key=lambda pair: -pair[1])
    if not listed:
        return None
    total, most = sum(number for _, number in listed), listed[0][1]
    marked = sum(number == most for _, number in listed) == 1
    if by == LEVELS:
        listed.sort(key=lambda pair: LEVEL_ORDER.index(pair[0]) if pair[0] in LEVEL_ORDER else len(LEVEL_ORDER))
    bars = [
        Bar(_shown(words, key, unknown), number, words.label("{number} 家", number=number), marked and number == most)
        for key, number in listed
    ]
    name = next(bar.name for bar in bars if bar.value == most)
    title = words.label("{name}工作室最多,有 {number} 家", name=name, number=most)
    if not marked:
        title = words.label("{number} 家工作室,最多的一类有 {most} 家", number=total, most=most)
    under = words.label("全区 · 写明的 {number} 家,已摘牌的不算", number=total)
    return Chart(title, under, words.label("按工作室资料统计 · 截至 {at}", at=at), bars)


def short(name: str) -> str:
    """A studio's name in a picture of studios: 「王文韬」."""
    for end in ("创新工作室", "工作室"):
        if name.endswith(end) and len(name) > len(end):
            return name.removesuffix(end)
    return name
