"""What assessors gave: by number, without names, and never for their own unit. Points are hundredths."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage import drawing
from storage.database import Tx, load
from storage.model.competitions import Competition
from storage.model.contests import Plan, Stand
from storage.spelling import fold_unit

SQL = load("scoring")
SHORTEST_UNIT = 2
"""Folded characters; less (\u65e0) is part of too many names to say anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """One number on an assessor's board: what they gave it, None for nothing yet."""

    entry: int
    number: int
    room: str
    points: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What one assessor gave one entry."""

    entry: int
    assessor: int
    points: int


@dataclass(frozen=True, slots=True)
class Board:
    """What an assessor may score. `hidden`: how many numbers they are not shown, being of their unit or their own."""

    places: tuple[Place, ...]
    hidden: int = 0

    def place(self, number: int) -> Place | None:
        """The place of this number, if it is theirs to score."""
        return next((one for one in self.places if one.number == number), None)

    @property
    def open(self) -> tuple[Place, ...]:
        """What they have not scored yet."""
        return tuple(one for one in self.places if one.points is None)


async def board(tx: Tx, one: Competition, plan: Plan, assessor: int, unit: str) -> Board:
    """The numbers that an assessor of this unit scores in a stage: of those who are in it (still)."""
    inside = set(await drawing.contestants(tx, one, plan.stage))
    rows = await SQL.board(tx, competition=plan.competition, stage=plan.stage, assessor=assessor)
    rows = [row for row in rows if row["entry"] in inside]
    kept_away = await _kept_away(tx, plan.competition, plan.stage, {assessor: unit})
    places = [
        Place(row["entry"], row["number"], row["room"], row["points"])
        for row in rows
        if (row["entry"], assessor) not in kept_away
    ]
    return Board(tuple(places), len(rows) - len(places))


async def _kept_away(tx: Tx, competition: int, stage: str, assessors: Mapping[int, str]) -> set[tuple[int, int]]:
    """Which entries which of these assessors (with their units) may not score: their own, and those of their unit."""
    found: set[tuple[int, int]] = set()
    folded = {assessor: fold_unit(unit) for assessor, unit in assessors.items()}
    alike: dict[tuple[str, str], bool] = {}
    for row in await SQL.units(tx, competition=competition, stage=stage):
        theirs = fold_unit(row["unit"])
        for assessor, own in folded.items():
            if (own, theirs) not in alike:
                alike[own, theirs] = same_unit(own, theirs)
            if row["person"] == assessor or alike[own, theirs]:
                found.add((row["entry"], assessor))
    return found


def same_unit(one: str, other: str) -> bool:
    """Whether two folded names may be of one unit: people write it in full, or shorter (a part of the name)."""
    if min(len(one), len(other)) < SHORTEST_UNIT:
        return bool(one) and one == other
    return one in other or other in one


async def put(tx: Tx, plan: Plan, assessor: int, points: Mapping[int, int], now: int) -> bool:
    """Keep what an assessor gives, by entry; False when the stage's results were told meanwhile: then it stays as it was.

    Whether an entry is theirs to score is the caller's to ask (`board`).
    """
    if plan.state is not Stand.OPEN or plan.drawn_at is None:
        return False
    rows = [
        {
            "competition": plan.competition,
            "stage": plan.stage,
            "entry": entry,
            "assessor": assessor,
            "points": given,
            "now": now,
        }
        for entry, given in points.items()
    ]
    await SQL.put(tx, rows)
    return True


async def open_stages(tx: Tx) -> list[tuple[int, str]]:
    """Competition and stage of what can be scored now, the latest drawn first."""
    return [(row["id"], row["stage"]) for row in await SQL.open(tx)]


async def given(tx: Tx, competition: int, stage: str) -> list[Mark]:
    """Everything that was given in a stage."""
    rows = await SQL.given(tx, competition=competition, stage=stage)
    return [Mark(row["entry"], row["assessor"], row["points"]) for row in rows]


async def counted(tx: Tx, competition: int, stage: str) -> list[Mark]:
    """What counts of it: not what an assessor gave to their own unit, before either was known to be of it."""
    marks = await given(tx, competition, stage)
    units = {row["assessor"]: row["unit"] for row in await SQL.assessors(tx, competition=competition, stage=stage)}
    kept_away = await _kept_away(tx, competition, stage, units)
    return [mark for mark in marks if (mark.entry, mark.assessor) not in kept_away]


async def any_given(tx: Tx, competition: int, stage: str) -> bool:
    """Whether anybody was scored in a stage."""
    return bool(await SQL.any_given(tx, competition=competition, stage=stage))
