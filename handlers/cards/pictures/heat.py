"""The heat map of reports handed in on time: studios down, reports across."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.cards.pictures.canvas import (
    DEEP,
    FAINT,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    SMALL,
    WIDTH,
    Canvas,
    fitted,
    head_height,
    wide,
)

ROW = 30.0
NAMES = 128.0
RATE = 44.0
HEAD = 26.0
FOOT = 34.0
SKY = "#7FB9DC"
BLANK = ""
"""A cell of a studio that did not owe the report."""
LOOKS = {
    "on time": (SKY, INK),
    "late": ("#F2C078", INK),
    "missing": (ORANGE, "#FFFFFF"),
    "open": (FAINT, GREY),
    "excused": (FAINT, GREY),
    BLANK: ("#F7F8FA", GREY),
}
"""The colours of a cell and of what is written in it: light, darker, darkest also where no colours are seen."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A studio: its cells as (how it stands, in a word), and its rate in words."""

    name: str
    cells: Sequence[tuple[str, str]]
    rate: str


@dataclass(frozen=True, slots=True)
class Heat:
    """What the heat map says; `reports` are the names of its columns, `rates` that of the last one."""

    title: str
    under: str
    source: str
    reports: Sequence[str]
    rates: str
    rows: Sequence[HeatRow]
    rest: str = ""


def heat_map(heat: Heat) -> Canvas:
    """Drawn."""
    top = head_height(heat.title, heat.under)
    canvas = Canvas(top + HEAD + len(heat.rows) * ROW + (22 if heat.rest else 0) + FOOT + 6)
    y = canvas.head(heat.title, heat.under)
    step = (WIDTH - 2 * MARGIN - NAMES - RATE) / max(len(heat.reports), 1)
    for place, name in enumerate(heat.reports):
        centre = MARGIN + NAMES + (place + 0.5) * step
        size = min(SMALL, SMALL * (step - 3) / max(wide(name, SMALL), 1))
        canvas.text(centre, y + 17, name, size, GREY, align="center")
    canvas.text(WIDTH - MARGIN, y + 17, heat.rates, SMALL, GREY, align="right")
    y += HEAD
    for row in heat.rows:
        canvas.text(MARGIN, y + 19, fitted(row.name, 12, NAMES - 8), 12, INK)
        for place, (stands, said) in enumerate(row.cells):
            fill, ink = LOOKS[stands]
            left = MARGIN + NAMES + place * step
            canvas.box(left + 1, y + 1, step - 2, ROW - 2, fill)
            size = min(12.0, 12.0 * (step - 5) / max(wide(said, 12), 1))
            canvas.text(left + step / 2, y + 19, said, size, ink, align="center")
        canvas.text(WIDTH - MARGIN, y + 19, row.rate, 12, DEEP, align="right", bold=True)
        y += ROW
    if heat.rest:
        canvas.text(MARGIN, y + 15, fitted(heat.rest, SMALL, WIDTH - 2 * MARGIN), SMALL, GREY)
    canvas.foot(heat.source)
    return canvas
