"""What the union counts of its studios' records, and what each figure is made of.

Only approved records count, corrections of others never (they change the record they correct), and a benefit that is part of
another one counts within it. A figure of a span of days takes in what ended in it; a benefit belongs to the year it is of.
Money is fen.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    DIRECT,
    GRADUATED,
    INDIRECT,
    KINDS,
    MENTORING,
    PATENTS,
    RESULTS,
    SOCIAL,
    STAGES,
    TRAINING,
)

UNDER_WAY = ("申请", "受理", "立项")
"""Stages of what is not a result yet: the same patent is reported again when it is granted."""
ALL_RESULTS, ALL_PATENTS, PENDING_PATENTS = "results", "patents", "patents_pending"
TRAINED, APPRENTICES, GRADUATES, ACTIVITIES, REACHED = "trained", "apprentices", "graduates", "activities", "reached"
DIRECT_FEN, INDIRECT_FEN = "direct", "indirect"
MEASURES = (
    ALL_RESULTS,
    ALL_PATENTS,
    PENDING_PATENTS,
    TRAINED,
    APPRENTICES,
    GRADUATES,
    ACTIVITIES,
    REACHED,
    DIRECT_FEN,
    INDIRECT_FEN,
)
"""What can be counted; see `of_kinds` for single kinds of results."""
MONEY = (DIRECT_FEN, INDIRECT_FEN)
"""Measures in fen; all others are numbers of things or people."""
_OTHERS = frozenset(KINDS) - frozenset(RESULTS)
_REACHING = (ACTIVITY, "服务案例")


def of_kinds(kinds: Sequence[str], stage: str = "") -> str:
    """The measure that counts these kinds of results, at this stage ('': all but what is under way)."""
    return "+".join(kinds) + (f"@{stage}" if stage else "")


def is_measure(measure: str) -> bool:
    """Whether it is one of MEASURES, or counts kinds of results that are ours."""
    kinds, stage = _named(measure)
    return measure in MEASURES or (kinds <= frozenset(KINDS) and stage in ("", *STAGES))


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day, both ISO and both included."""

    begins_on: str
    ends_on: str

    @property
    def year(self) -> int:
        """The year of its last day."""
        return int(self.ends_on[:4])


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted records that are alike. `number` sums 数量 (one where a record says none), `people` 人数, `heads` people where
    they are said and else the number; `approximate` of the `records` were said to be about so much."""

    kind: str
    stage: str
    benefit: str
    records: int
    number: int
    people: int
    heads: int
    amount_fen: int
    approximate: int


@dataclass(frozen=True, slots=True)
class Part:
    """What is counted together: of a month (2026-11), a studio (its number), a sector, a level."""

    key: str
    tallies: tuple[Tally, ...] = ()

    @property
    def records(self) -> int:
        """How many records were counted."""
        return sum(one.records for one in self.tallies)

    def approximate(self, measure: str = "") -> int:
        """How many of them were said to be about so much; with a measure, of those that it counts."""
        return sum(one.approximate for one in self.tallies if not measure or _value(one, measure))

    def counted(self, measure: str = "") -> int:
        """How many records there are; with a measure, of those that it counts."""
        return sum(one.records for one in self.tallies if not measure or _value(one, measure))

    @property
    def sessions(self) -> int:
        """How many trainings were given."""
        return sum(one.number for one in self.tallies if one.kind == TRAINING)

    def value(self, measure: str) -> int:
        """What it comes to: `measure` is one of MEASURES or what `of_kinds` gives."""
        return sum(_value(one, measure) for one in self.tallies)

    def kinds(self) -> tuple[tuple[str, int], ...]:
        """The kinds of results that there are, the most first; what is under way is left out."""
        found: dict[str, int] = {}
        for one in self.tallies:
            if number := _value(one, ALL_RESULTS):
                found[one.kind] = found.get(one.kind, 0) + number
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class StudioPart:
    """A studio and what it counts."""

    studio: int
    name: str
    level: str
    sector: str
    part: Part


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything about a span: in all, month by month (those without records too), and studio by studio. A benefit of several
    months is in no month."""

    span: Span
    whole: Part
    months: tuple[Part, ...] = ()
    studios: tuple[StudioPart, ...] = field(default=())

    def undated(self, measure: str) -> int:
        """How much of the whole is in no month."""
        return self.whole.value(measure) - sum(one.value(measure) for one in self.months)

    def by_sector(self) -> tuple[Part, ...]:
        """The same by 行业 ('' = not said)."""
        return _gathered((one.sector, one.part) for one in self.studios)

    def by_level(self) -> tuple[Part, ...]:
        """The same by 级别 ('' = not said)."""
        return _gathered((one.level, one.part) for one in self.studios)


def _value(one: Tally, measure: str) -> int:
    result = one.kind not in _OTHERS
    under_way = one.stage in UNDER_WAY
    match measure:
        case "results":
            return one.number if result and not under_way else 0
        case "patents":
            return one.number if one.kind in PATENTS and not under_way else 0
        case "patents_pending":
            return one.number if one.kind in PATENTS and under_way else 0
        case "trained":
            return one.people if one.kind == TRAINING else 0
        case "apprentices":
            return one.heads if one.kind == MENTORING else 0
        case "graduates":
            return one.heads if one.kind == GRADUATED else 0
        case "activities":
            return one.number if one.kind == ACTIVITY else 0
        case "reached":
            return one.people if one.kind in _REACHING or one.benefit == SOCIAL else 0
        case "direct" | "indirect":
            return one.amount_fen if one.kind == BENEFIT and one.benefit == _BENEFIT[measure] else 0
    kinds, stage = _named(measure)
    return one.number if one.kind in kinds and (one.stage == stage if stage else not under_way) else 0


@functools.lru_cache(maxsize=256)
def _named(measure: str) -> tuple[frozenset[str], str]:
    kinds, _, stage = measure.partition("@")
    return frozenset(kinds.split("+")), stage


_BENEFIT = {DIRECT_FEN: DIRECT, INDIRECT_FEN: INDIRECT}


def months_of(span: Span) -> tuple[str, ...]:
    """The months of a span as 2026-11, in order."""
    year, month = int(span.begins_on[:4]), int(span.begins_on[5:7])
    months = []
    while f"{year:04d}-{month:02d}" <= span.ends_on[:7]:
        months.append(f"{year:04d}-{month:02d}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(months)


def _gathered(parts: Iterable[tuple[str, Part]]) -> tuple[Part, ...]:
    found: dict[str, list[Tally]] = {}
    for key, part in parts:
        found.setdefault(key, []).extend(part.tallies)
    return tuple(Part(key, tuple(tallies)) for key, tallies in found.items())


def ranked(parts: Sequence[Part], measure: str) -> list[tuple[str, int]]:
    """What each comes to, the most first; what comes to nothing is left out."""
    found = [(one.key, one.value(measure)) for one in parts]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: (-pair[1], pair[0]))
