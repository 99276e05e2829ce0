"""A view of the figures made: read, drawn, and told in one message."""

from datetime import date, tzinfo

from handlers.cards.pictures.bars import Chart, columns, places
from handlers.cards.pictures.canvas import drawn
from handlers.cards.pictures.heat import Heat, heat_map
from handlers.cards.stats import MONTHLY, OVERVIEW, PUNCTUAL, View, buttons
from handlers.cards.stats_charts import Telling
from handlers.cards.stats_heat import punctuality
from handlers.cards.stats_told import month_told, told
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import lateness, numbers, studios
from storage.model.duties import ONCE, span
from storage.model.lateness import Cell
from storage.model.local_time import days_after, instant, local, local_date
from storage.model.numbers import Span

MOST_NAMED = 2
DUE_AFTER = 120
"""Days: a report is due within them after the time that it is about, mostly in a week or two."""


async def picture(desk: Desk, words: Words, view: View, reached: tuple[int, ...] | None) -> Make:
    """What makes the view's message; `reached`: the studios that its reader may see, None for all."""
    here = local(desk.now, desk.office.zone)
    whose = await _whose(desk, words, view, reached)
    waiting = await numbers.waiting(desk.tx, view.span, reached)
    measure = "" if view.shape == OVERVIEW else view.measure
    telling = Telling(words, view, whose, waiting.counted(measure), here.date(), f"{here:%Y-%m-%d %H:%M}")
    records = 0
    seen: Chart | Heat | None
    if view.shape == PUNCTUAL:
        seen, text = punctuality(telling, await _cells(desk, view, reached))
    else:
        found = await numbers.numbers(desk.tx, view.span, reached)
        figures, records = told(telling, found), found.whole.records
        seen, text = figures.chart, figures.text

    one = reached is not None and len(reached) == 1
    rows = buttons(words, view, here.date(), one=one, table=bool(records))

    def make() -> Made:
        return Made("stats.png", _png(view, seen) if seen is not None else b"", text, rows, photo=True)

    return make


async def month_sheet(desk: Desk, words: Words, month: Span, rows: Rows, not_before: int) -> Make:
    """What makes the message with the figures of a whole month."""
    here = local(desk.now, desk.office.zone)
    waiting = await numbers.waiting(desk.tx, month)
    view, at = View(OVERVIEW, month), f"{here:%Y-%m-%d %H:%M}"
    telling = Telling(words, view, words.label("全区"), waiting.counted(), here.date(), at)
    found = await numbers.numbers(desk.tx, Span(f"{month.ends_on[:4]}-01-01", month.ends_on))
    own = (await numbers.numbers(desk.tx, month)).whole
    one = month_told(telling, found, month.ends_on[:7], own)

    def make() -> Made:
        picture = drawn(columns, one.chart) if one.chart is not None else b""
        return Made("stats.png", picture, one.text, rows, photo=True, not_before=not_before)

    return make


def _png(view: View, seen: Chart | Heat) -> bytes:
    if isinstance(seen, Heat):
        return drawn(heat_map, seen)
    return drawn(columns if view.shape in (OVERVIEW, MONTHLY) else places, seen)


async def _whose(desk: Desk, words: Words, view: View, reached: tuple[int, ...] | None) -> str:
    if reached is None:
        return words.label("全区")
    named = await studios.by_ids(desk.tx, reached[:MOST_NAMED])
    names = words.label("、").join(one.name for one in named)
    return (
        words.label("{names}等 {number} 家", names=names, number=len(reached)) if len(reached) > MOST_NAMED else names
    )


async def _cells(desk: Desk, view: View, reached: tuple[int, ...] | None) -> list[Cell]:
    zone = desk.office.zone
    first, last = date.fromisoformat(view.span.begins_on), date.fromisoformat(view.span.ends_on)
    since, until = instant(first, 0, zone) - 1, instant(days_after(last, DUE_AFTER), 0, zone) - 1
    cells = await lateness.on_time(desk.tx, since, until, desk.now)
    return [one for one in cells if (reached is None or one.studio in reached) and first <= _about(one, zone) <= last]


def _about(cell: Cell, zone: tzinfo) -> date:
    """The day that a report belongs to: the last one that it is about; of one that is due once, the one it is due."""
    return span(cell.label)[1] if cell.label != ONCE else local_date(cell.due_at, zone)
