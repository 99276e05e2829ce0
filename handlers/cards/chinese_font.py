"""The Chinese font of everything that is drawn: NotoSansSC (SIL Open Font License), whose file the package zhplot carries.

A character that the font has not would be drawn as an empty box: whoever draws asks `shown` first.
"""

import functools
import importlib.util
import unicodedata
from collections.abc import Set
from pathlib import Path

FONT = "NotoSansSC"
MISSING = "\u3013"
"""〓, the printer's sign for a character that the font has not."""


def font_file() -> Path:
    """Where the font's file is: one weight, the regular."""
    package = importlib.util.find_spec("zhplot")  # not imported: it would bring matplotlib with it
    assert package is not None, "zhplot is among the requirements"
    assert package.origin is not None, "zhplot is a package with files"
    return Path(package.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"


@functools.cache
def printed() -> frozenset[int]:
    """Make reportlab know the font as `FONT`, once a process; the characters it has."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(FONT, font_file())
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


def shown(text: str, known: Set[int]) -> str:
    """The text as a font with the characters `known` can show it, in one line: emoji and the like are left out, an unknown
    letter is marked."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) in known:
            letters.append(letter)
        elif unicodedata.category(letter)[0] in "LN":
            letters.append(MISSING)
    return " ".join("".join(letters).split())
