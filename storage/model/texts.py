"""Texts as people write them, made fit to be kept."""

import re
import unicodedata

_KEPT = "\n\u200d"
"""Line breaks, and what joins the parts of one emoji."""


def cleaned(text: str) -> str:
    """What a person wrote, trimmed and without characters that are not seen (controls, bidi marks); lines are kept."""
    seen = (
        letter
        for letter in text.replace("\t", " ")
        if letter in "\n\u200d" or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    lines = [line.rstrip() for line in "".join(seen).strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
