"""One shape for what people type: half-width, simplified, lower case, without what cannot be seen."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

LONGEST = 200
"""Characters of a question that are read; what comes after them is left out."""

_HAN = r"㐀-鿿豈-﫿"
_SPACED_OUT = re.compile(rf"(?<![{_HAN}])((?:[{_HAN}] )+[{_HAN}])(?![{_HAN}])")
_KEPT_MARKS = frozenset("、-.+#/·~%&'")
_LETTER_APOSTROPHE = re.compile(r"(?<![a-z])'|'(?![a-z])")
_LONG_NUMBER = re.compile(r"\d[\d -]{5,}\d[xX]?")


def normalise(text: str) -> str:
    """What `text` says, in the shape that the book, the lexicon and the grammar use.

    NFKC, Traditional to Simplified, lower case; control, bidi and zero-width characters, combining marks and pictures
    go; sentence marks become one space; 「王 文 韬」 closes up.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(_kept(char) for char in text)
    text = simplified(text).lower()
    text = _LETTER_APOSTROPHE.sub(" ", text)
    text = " ".join(text.split())
    return _SPACED_OUT.sub(lambda found: found.group(1).replace(" ", ""), text)


def simplified(text: str) -> str:
    """Traditional characters made simplified. OpenCC is only loaded when there is a character outside GB 2312."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        converted: str = _opencc().convert(text)
        return converted
    return text


def without_numbers(text: str) -> str:
    """`text` with runs of seven digits and more blotted out: telephone, identity-card and card numbers are not kept."""
    return _LONG_NUMBER.sub("#", text)


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] in "LN" or char in _KEPT_MARKS:
        return char
    if category in ("Cc", "Cf", "Mn", "Me", "Cs", "Co", "Cn"):
        return " " if char in "\n\r\t\v\f" else ""
    return " "


@lru_cache(maxsize=1)
def _opencc() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
