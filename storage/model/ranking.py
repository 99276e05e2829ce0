"""Ranking by rule: from the assessors' points to places, and who goes on. Points are hundredths.

The rules, as they are told to competitors:

- Points of an entry: the mean of what its assessors gave, or (trimmed) the mean without one highest and one lowest, where
  at least three gave any. It is computed exactly and then rounded to hundredths, half of one upwards; what is shown is what
  ranks: two who read the same points are equal.
- Places: whoever has more points comes first; who is equal shares a place, and the next one counts all before it (1, 1, 3).
  Where the competition wants it, equals are parted by their points in the stage before; still equal, they share.
- The cut: the first `top` places, or at least `least` points, or both. Those who share the last place that passes all pass.
- Whom nobody scored has no place (`NO_PLACE`, 缺席) and does not go on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from storage.model.competitions import MEAN, PREVIOUS, SHARED, TRIMMED

NO_PLACE = 0
LEAST_FOR_TRIMMING = 3
"""Assessors of one entry; with fewer nothing would be left, so nothing is left out."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What one entry was given in this stage, and what it came to in the stage before (0: there was none)."""

    entry: int
    given: tuple[int, ...]
    previous: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry's points and place, 1 first; `passed`: whether it goes on."""

    entry: int
    points: int
    place: int
    passed: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """Who goes on: the first `top` places and those with at least `least` points; None: no such line."""

    top: int | None = None
    least: int | None = None

    def passes(self, points: int, place: int) -> bool:
        """Whether this place with these points goes on."""
        if place == NO_PLACE:
            return False
        return (self.top is None or place <= self.top) and (self.least is None or points >= self.least)


def points_of(given: Sequence[int], scoring: str = MEAN) -> int:
    """The points of an entry that was given these, in hundredths, half a hundredth upwards; 0 for none."""
    if not given:
        return 0
    counted = sorted(given)
    if scoring == TRIMMED and len(counted) >= LEAST_FOR_TRIMMING:
        counted = counted[1:-1]
    return int(Fraction(sum(counted), len(counted)) + Fraction(1, 2))  # points are never negative: int() rounds down


def ranking(entries: Sequence[Scored], scoring: str = MEAN, ties: str = SHARED, cut: Cut = Cut()) -> list[Ranked]:
    """All entries by place, equals by number of entry, those without a place at the end."""
    points = {one.entry: points_of(one.given, scoring) for one in entries if one.given}
    previous = {one.entry: one.previous for one in entries}
    return placed(points, previous if ties == PREVIOUS else {}, cut, [one.entry for one in entries])


def placed(points: Mapping[int, int], previous: Mapping[int, int], cut: Cut, entries: Sequence[int]) -> list[Ranked]:
    """Places by points that are settled already (a correction): as `ranking`; an entry without points has no place."""
    keys = {entry: (points[entry], previous.get(entry, 0)) for entry in entries if entry in points}
    ordered = sorted(keys.values(), reverse=True)
    first: dict[tuple[int, int], int] = {}
    for place, key in enumerate(ordered, 1):
        first.setdefault(key, place)
    ranked = [
        Ranked(entry, key[0], first[key], cut.passes(key[0], first[key]))
        for entry, key in sorted(keys.items(), key=lambda item: (first[item[1]], item[0]))
    ]
    absent = sorted(entry for entry in entries if entry not in points)
    return ranked + [Ranked(entry, 0, NO_PLACE, False) for entry in absent]


def awarded(places: Mapping[int, int], prizes: Sequence[tuple[str, int]]) -> dict[int, str]:
    """Entry -> award by place: the first prize goes to the first so many places, the next to those after them, and so on.

    `places`: by entry. Whoever shares a place shares its award: one more first prize, and one fewer of the next.
    """
    given: dict[int, str] = {}
    upto = 0
    for name, number in prizes:
        upto += number
        for entry, place in places.items():
            if place != NO_PLACE and place <= upto:
                given.setdefault(entry, name)
    return given
