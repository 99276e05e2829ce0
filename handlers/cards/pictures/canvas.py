"""What every picture of figures is drawn on: one look, made for a phone.

Lengths are points of a phone's screen, from the upper left corner: a picture is 360 wide, as a phone is, and is drawn at
three pixels a point. Text of 13 is read without a magnifier there. Blue and orange are told apart by every eye (Okabe and
Ito, "Color Universal Design", 2008), and nothing is said by colour alone: every bar carries its number.
"""

import functools
import io
import threading
import unicodedata
from typing import TYPE_CHECKING, Any

from handlers.cards.chinese_font import font_file, shown

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

WIDTH = 360.0
MARGIN = 20.0
SCALE = 3
INK, GREY, FAINT, PAPER = "#1B2430", "#5F6B7A", "#E6EAEF", "#FFFFFF"
BLUE, ORANGE, DEEP = "#0072B2", "#D55E00", "#004B76"
TITLE, BODY, SMALL = 19.0, 13.0, 11.0
LINE = 1.36
_POINTS_AN_INCH = 72
_NO_BREAK_BEFORE = "\uff0c\u3002\uff1b\uff1a\u3001\u201d\uff09\u300b\u300d!?%\uff01\uff1f"
_drawing = threading.Lock()
"""Fonts are shared by all figures, and not made for two threads at once."""


class Canvas:
    """A white sheet of a height, and what is drawn on it."""

    def __init__(self, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.height = height
        size = (WIDTH / _POINTS_AN_INCH, height / _POINTS_AN_INCH)
        self._figure = Figure(figsize=size, dpi=_POINTS_AN_INCH * SCALE, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self.written: list[str] = []
        """Every text on it, as it is drawn."""

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = BODY,
        colour: str = INK,
        *,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """A line of text whose foot stands at `y`; `align` says which of its ends (or center) stands at `x`."""
        said = shown(text, _known())
        self.written.append(said)
        drawn = self._figure.text(
            x / WIDTH,
            1 - y / self.height,
            said,
            fontproperties=_font(),
            fontsize=size,
            color=colour,
            ha=align,
            va="baseline",
            parse_math=False,
        )
        if bold:  # the font has one weight: the outline is drawn along
            from matplotlib.patheffects import withStroke

            drawn.set_path_effects([withStroke(linewidth=size / 26, foreground=colour)])

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        from matplotlib.patches import Rectangle

        if width <= 0 or height <= 0:
            return
        corner = (x / WIDTH, 1 - (y + height) / self.height)
        size = (width / WIDTH, height / self.height)
        self._figure.add_artist(
            Rectangle(corner, *size, facecolor=colour, linewidth=0, transform=self._figure.transFigure)
        )

    def head(self, title: str, under: str) -> float:
        """The finding, and what is counted; where the next thing may begin."""
        y = 20.0
        for line in broken(title, TITLE, WIDTH - 2 * MARGIN):
            y += TITLE * LINE
            self.text(MARGIN, y - 6, line, TITLE, bold=True)
        for line in broken(under, BODY, WIDTH - 2 * MARGIN):
            y += BODY * LINE
            self.text(MARGIN, y - 2, line, BODY, GREY)
        return y + 12

    def foot(self, text: str) -> None:
        """The line at the very bottom: where the figures come from."""
        self.text(MARGIN, self.height - 14, text, SMALL, GREY)

    def png(self) -> bytes:
        """The sheet as a picture."""
        out = io.BytesIO()
        self._figure.savefig(out, format="png", facecolor=PAPER)
        return out.getvalue()


def head_height(title: str, under: str) -> float:
    """How much of a sheet its head takes."""
    inner = WIDTH - 2 * MARGIN
    return 32 + len(broken(title, TITLE, inner)) * TITLE * LINE + len(broken(under, BODY, inner)) * BODY * LINE


def drawn(draw: Any, *arguments: Any) -> bytes:
    """The picture that `draw(*arguments)` puts on a canvas: one at a time."""
    with _drawing:
        canvas: Canvas = draw(*arguments)
        return canvas.png()


def wide(text: str, size: float) -> float:
    """About how wide a text is: Chinese characters are as wide as high, others a bit more than half of it."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WF" else 0.57 for one in text) * size


def fitted(text: str, size: float, width: float) -> str:
    """The text, or as much of its beginning as fits into the width."""
    if wide(text, size) <= width:
        return text
    while text and wide(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def broken(text: str, size: float, width: float) -> list[str]:
    """The text in lines of at most this width, broken anywhere but before punctuation and inside numbers; all about as long,
    and two of them where the sense breaks."""
    lines = _broken(text, size, width)
    first, comma, rest = text.partition("\uff0c")
    if len(lines) == 2 and rest and max(wide(first + comma, size), wide(rest, size)) <= width:
        return [first + comma, rest]
    even = _broken(text, size, wide(text, size) / max(len(lines), 1) + 1.5 * size)
    return even if len(even) == len(lines) else lines


def _broken(text: str, size: float, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and wide(line + piece, size) > width and piece not in _NO_BREAK_BEFORE:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        plain = letter.isascii() and not letter.isspace()
        if pieces and plain and pieces[-1][-1].isascii() and not pieces[-1][-1].isspace() and len(pieces[-1]) < 30:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


@functools.cache
def _font() -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_file()))


@functools.cache
def _known() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(font_file())).get_charmap())
