"""Dates and stretches of time as people say them: 「这周末」, 「下周三下午」, 「月底前」, 「国庆后」, 「三天内」, 「明晚七点」."""

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that was said: from `begin` to before `end`, milliseconds UTC.

    `said`: the words, as they stand in `folded(text)` at `place` (start, stop) · `exact`: a moment was named (its hour is
    the span) · `past`: it is over at `now`, because that was said (昨天) or because such a day just went by.
    """

    begin: int
    end: int
    said: str
    exact: bool = False
    past: bool = False
    place: tuple[int, int] = (0, 0)


def spans(text: str, now: int, zone: tzinfo) -> list[Span]:
    """The stretches of time that a text names, in order; nothing for a text without any, or with one that is no date."""
    return []
