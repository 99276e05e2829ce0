"""A view of the figures made: read, drawn, and told in one message."""

from datetime import date

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
from storage.model.lateness import Cell
from storage.model.local_time import days_after, instant, local
from storage.model.numbers import Span

MOST_NAMED = 2


async def picture(desk: Desk, words: Words, view: View, reached: tuple[int, ...] | None) -> Make:
    """What makes the view's message; `reached`: the studios that its reader may see, None for all."""
    here = local(desk.now, desk.office.zone)
    whose = await _whose(desk, words, view, reached)
    waiting = await numbers.waiting(desk.tx, view.span, reached)
    telling = Telling(words, view, whose, waiting, here.date(), f"{here:%Y-%m-%d %H:%M}")
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
    telling = Telling(words, View(OVERVIEW, month), words.label("全区"), waiting, here.date(), f"{here:%Y-%m-%d %H:%M}")
    found = await numbers.numbers(desk.tx, Span(f"{month.ends_on[:4]}-01-01", month.ends_on))
    one = month_told(telling, found, month.ends_on[:7])

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
    since, until = instant(first, 0, zone) - 1, instant(days_after(last, 1), 0, zone) - 1
    cells = await lateness.on_time(desk.tx, since, until, desk.now)
    return [cell for cell in cells if reached is None or cell.studio in reached]
