"""Studios counted by a field, and put in order by one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.language.select import Hit
from storage.model.studios import Studio, level_rank


@dataclass(frozen=True, slots=True)
class Count:
    """How many studios have a value, '' where the record does not say."""

    value: str
    number: int


def counted(studios: Iterable[Studio], field: str, order: Sequence[str] = ()) -> tuple[Count, ...]:
    """The values of a field with their numbers: in the given order, the others by frequency, unknown last."""
    numbers = Counter(str(getattr(studio, field)) for studio in studios)
    known = [value for value in order if value in numbers]
    others = [value for value, _ in sorted(numbers.items(), key=lambda one: (-one[1], one[0])) if value]
    found = [Count(value, numbers[value]) for value in dict.fromkeys([*known, *others])]
    return tuple(found + ([Count("", numbers[""])] if "" in numbers else []))


def ranked(hits: Sequence[Hit], field: str, descending: bool) -> tuple[tuple[Studio, ...], int]:
    """Studios by a field, the best first, and how many were left out because their record does not say."""
    studios = [hit.studio for hit in hits]
    if field == "level":
        known = [one for one in studios if one.level]
        known.sort(key=lambda one: level_rank(one.level), reverse=not descending)
    else:
        known = [one for one in studios if getattr(one, field) not in (None, "")]
        known.sort(key=lambda one: getattr(one, field), reverse=descending)
    return tuple(known), len(studios) - len(known)
