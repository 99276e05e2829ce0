"""点单: courses that people ask for and that there are not."""

from dataclasses import dataclass
from enum import StrEnum

MOST_OPEN = 5
"""Wishes that one person may have open at once."""
SHORTEST, LONGEST = 2, 40
"""Characters of a wish, and of what it is about."""


class Refusal(StrEnum):
    """Why a wish is not kept."""

    EMPTY = "empty"  # nothing in it that could be a topic
    SHORT = "short"  # one letter: nobody knows what is meant
    ALREADY = "already"  # they have wished for it, and it is open
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person wishes for, as they said it; `topic` is its folded form, by which the same wishes are counted
    together, `others` how many other people have it open, too."""

    id: int
    person: int
    topic: str
    text: str
    studio: int | None
    at: int
    others: int = 0


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people wish for a topic; `text`: as one of them said it last, at `last_at` (milliseconds UTC), in
    this `wish`."""

    topic: str
    text: str
    people: int
    last_at: int
    wish: int = 0
