"""Groups of words that mean the same, as officers add them."""

import re
from dataclasses import dataclass

LONGEST_WORD = 12
MOST_WORDS = 20
_PARTERS = re.compile(r"[\s=\uff1d、,\uff0c;\uff1b/|]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean the same, in the order in which they were given."""

    id: int
    words: tuple[str, ...]
    added_at: int


def parted(text: str) -> tuple[str, ...]:
    """The words of a group written in one line, 「核磁=磁共振=MRI」; each once. Parted by =、,;/ or spaces."""
    return tuple(dict.fromkeys(filter(None, _PARTERS.split(text.strip()))))


def flaw(words: tuple[str, ...]) -> str:
    """Why this is no group: 'few', 'many', 'long' or '' when it is one."""
    if len(words) < 2:
        return "few"
    if len(words) > MOST_WORDS:
        return "many"
    return "long" if any(len(word) > LONGEST_WORD for word in words) else ""
