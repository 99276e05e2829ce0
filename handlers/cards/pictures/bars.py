"""Bars: months side by side, and places of a list one under another."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.cards.pictures.canvas import (
    BLUE,
    BODY,
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

FOOT = 34.0
COLUMNS_HIGH = 190.0
TILE = 62.0
ROW = 41.0
SUBTITLE = 30.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, what it comes to, and that in words. `marked`: the one that the title is about."""

    name: str
    value: int
    said: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What a picture says. `title` tells the finding, `under` what is counted, `source` whence; `tiles` are (figure, its
    name), shown large; `caption` stands over the bars where there are tiles."""

    title: str
    under: str
    source: str
    bars: Sequence[Bar] = ()
    tiles: Sequence[tuple[str, str]] = ()
    caption: str = ""
    rest: str = ""
    """What is left out of a list, in words."""


def columns(chart: Chart) -> Canvas:
    """Columns side by side (months), below the tiles."""
    rows = (len(chart.tiles) + 1) // 2
    top = head_height(chart.title, chart.under)
    tall = COLUMNS_HIGH + (SUBTITLE if chart.caption else 0) if chart.bars else 0
    canvas = Canvas(top + rows * TILE + tall + FOOT + 8)
    y = canvas.head(chart.title, chart.under)
    _tiles(canvas, y, chart.tiles)
    y += rows * TILE
    if chart.bars:
        if chart.caption:
            canvas.text(MARGIN, y + 20, chart.caption, BODY, INK, bold=True)
            y += SUBTITLE
        _columns(canvas, y, chart.bars)
    canvas.foot(chart.source)
    return canvas


def places(chart: Chart) -> Canvas:
    """Bars one under another, each with its name above."""
    top = head_height(chart.title, chart.under)
    canvas = Canvas(top + len(chart.bars) * ROW + (24 if chart.rest else 0) + FOOT + 4)
    y = canvas.head(chart.title, chart.under)
    most = max((bar.value for bar in chart.bars), default=0) or 1
    inner = WIDTH - 2 * MARGIN
    for bar in chart.bars:
        room = inner - wide(bar.said, BODY) - 14
        canvas.text(MARGIN, y + 16, fitted(bar.name, BODY, room), BODY, INK, bold=bar.marked)
        colour = ORANGE if bar.marked else DEEP
        canvas.text(WIDTH - MARGIN, y + 16, bar.said, BODY, colour, align="right", bold=True)
        canvas.box(MARGIN, y + 23, inner, 10, FAINT)
        length = max(inner * bar.value / most, 2.0) if bar.value else 0.0
        canvas.box(MARGIN, y + 23, length, 10, ORANGE if bar.marked else BLUE)
        y += ROW
    if chart.rest:
        canvas.text(MARGIN, y + 14, fitted(chart.rest, SMALL, inner), SMALL, GREY)
    canvas.foot(chart.source)
    return canvas


def _tiles(canvas: Canvas, y: float, tiles: Sequence[tuple[str, str]]) -> None:
    """Large figures, two a row."""
    across = (WIDTH - 2 * MARGIN) / 2
    for place, (figure, name) in enumerate(tiles):
        left = MARGIN + place % 2 * across
        top = y + place // 2 * TILE
        canvas.box(left, top + 6, 3, TILE - 18, BLUE)
        size = min(23.0, 23.0 * (across - 22) / max(wide(figure, 23), 1))
        canvas.text(left + 11, top + 28, figure, size, DEEP, bold=True)
        canvas.text(left + 11, top + 46, fitted(name, 12, across - 18), 12, GREY)


def _columns(canvas: Canvas, y: float, bars: Sequence[Bar]) -> None:
    most = max((bar.value for bar in bars), default=0) or 1
    floor = y + COLUMNS_HIGH - 26
    high = COLUMNS_HIGH - 26 - 22
    step = (WIDTH - 2 * MARGIN) / len(bars)
    width = min(step * 0.68, 44)
    # A name or a number may be wider than its column: all are as small as the widest needs to be.
    name_size = min(12.0, *(12.0 * (step - 5) / wide(bar.name, 12) for bar in bars if bar.name))
    said_size = min(13.0, *(13.0 * (step - 1.5) / wide(bar.said, 13) for bar in bars if bar.said))
    for place, bar in enumerate(bars):
        centre = MARGIN + (place + 0.5) * step
        tall = max(high * bar.value / most, 2.0) if bar.value else 0.0
        canvas.box(centre - width / 2, floor - tall, width, tall, ORANGE if bar.marked else BLUE)
        colour = GREY if not bar.value else ORANGE if bar.marked else DEEP
        canvas.text(centre, floor - tall - 5, bar.said, said_size, colour, align="center", bold=bool(bar.value))
        canvas.text(centre, floor + 17, bar.name, name_size, GREY, align="center")
    canvas.box(MARGIN, floor, WIDTH - 2 * MARGIN, 1, GREY)
