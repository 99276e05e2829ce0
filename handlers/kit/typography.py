"""Chinese punctuation as it is printed.

The texts in the source are typed with ASCII commas, colons and brackets; users read the full-width marks that Chinese is
set with. Marks inside tags, places to fill in, addresses, times and numbers stay as they are.
"""

import functools
import gettext
import re

_KEPT = re.compile(r"<[^>]*>|\{[^}]*\}|%\(\w+\)[sd]|https?://\S+")
_WIDE = {mark: chr(ord(mark) + 0xFEE0) for mark in ",:;?!()"}
"""The full-width forms stand 0xFEE0 above ASCII (Unicode, Halfwidth and Fullwidth Forms)."""


class Typeset(gettext.NullTranslations):
    """The source language: every text is its own translation, typeset."""

    def gettext(self, message: str) -> str:
        """The text as it is printed."""
        return typeset(message)

    def ngettext(self, _one: str, many: str, _number: int) -> str:
        """Chinese has one form."""
        return typeset(many)


@functools.lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """`text` with the marks between Chinese words in their full-width form."""
    kept = [place for found in _KEPT.finditer(text) for place in range(*found.span())]
    inside = frozenset(kept)
    out = list(text)
    chinese = any(map(_chinese, text))
    open_brackets: list[int] = []
    for place, char in enumerate(text):
        if char not in _WIDE or place in inside:
            continue
        if char == "(":
            open_brackets.append(place)
        elif char == ")":
            start = open_brackets.pop() if open_brackets else None
            if start is not None and any(map(_chinese, text[max(0, start - 1) : place + 2])):
                out[start], out[place] = _WIDE["("], _WIDE[")"]
        else:
            before, after = (_neighbour(text, place, step, inside) for step in (-1, 1))
            labelled = text[place - 1 : place + 2] == "}:{"  # a label and what it says, both filled in
            if _chinese(before) or _chinese(after) or (chinese and after in ("", "\n")) or labelled:
                out[place] = _WIDE[char]
    return "".join(out)


def _neighbour(text: str, place: int, step: int, inside: frozenset[int]) -> str:
    """The next character in a direction that is printed: tags and closing brackets are passed over."""
    place += step
    while 0 <= place < len(text) and (place in inside or text[place] in "()"):
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _chinese(char: str) -> bool:
    return "一" <= char <= "鿿" or char in tuple("、。「」《》…“”")
