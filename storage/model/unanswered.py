"""Questions that the bot could not answer, without who asked them."""

from dataclasses import dataclass

KEPT_DAYS = 365
"""How long a question is kept after it was asked last."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A question as it was typed first, how often it was asked, when first and last (milliseconds UTC)."""

    id: int
    text: str
    times: int
    first_at: int
    last_at: int
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the list and the length of the whole."""

    missed: tuple[Missed, ...]
    total: int
