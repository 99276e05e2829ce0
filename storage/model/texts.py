"""Texts as people write them, made fit to be kept."""

import re
import unicodedata

_ANSWERS = frozenset(
    (
        "同意",
        "不同意",
        "确认",
        "确定",
        "取消",
        "报名",
        "同意并报名",
        "确认报名",
        "好的",
        "是的",
        "可以",
        "不用",
        "不改",
        "ok",
        "OK",
    )
)
"""What people type when they mean a button; nobody is called so."""


def cleaned(text: str) -> str:
    """What a person wrote, trimmed and without characters that are not seen (controls, bidi marks); lines are kept."""
    seen = (
        letter
        for letter in text.replace("\t", " ")
        if letter in "\n\u200d" or unicodedata.category(letter) not in ("Cc", "Cf")
    )
    lines = [line.rstrip() for line in "".join(seen).strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def is_name(text: str, longest: int) -> bool:
    """Whether a person can be called so on lists and certificates: two and more characters, some letters, no answer to a
    button."""
    return 2 <= len(text) <= longest and sum(char.isalpha() for char in text) > 1 and text not in _ANSWERS
