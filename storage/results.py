"""Results of a stage: worked out, told to each, published, corrected, awarded. Points are hundredths, times milliseconds UTC.

Until they are told they follow from the scores; from then on they are rows that change only by a correction.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from storage import drawing, scoring
from storage.database import Tx, load
from storage.model.competitions import PREVIOUS, Competition
from storage.model.contests import Plan, Result, stage_before, written_prizes
from storage.model.people import Person
from storage.model.ranking import NO_PLACE, Cut, Ranked, Scored, awarded, placed, ranking

SQL = load("results")
CHUNK = 50
"""Entries whose people are told in one transaction: some 30 ms of the writer."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a stage's results: how many entries, how many go on, how many were not scored."""

    number: int = 0
    passed: int = 0
    absent: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A result of which its people are to be told."""

    competition: int
    stage: str
    result: Result
    people: tuple[Person, ...]
    was: Result | None = None
    """What they were told before a correction; None where it is no correction to them."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a correction changed for one entry."""

    before: Result
    after: Result


async def worked_out(tx: Tx, one: Competition, seen: Plan) -> list[Result]:
    """What the scores come to as they stand, by place, those without any at the end."""
    numbers = {lot.entry: lot.number for lot in await drawing.lots(tx, one.id, seen.stage)}
    given: dict[int, list[int]] = {}
    for mark in await scoring.counted(tx, one.id, seen.stage):
        given.setdefault(mark.entry, []).append(mark.points)
    before = await _points_before(tx, one, seen.stage)
    inside = [entry for entry in await drawing.contestants(tx, one, seen.stage) if entry in numbers]
    field = [Scored(entry, tuple(given.get(entry, ())), before.get(entry, 0)) for entry in inside]
    return _results(ranking(field, one.scoring, one.ties, seen.cut), numbers)


def fingerprint(results: Sequence[Result]) -> str:
    """Eight letters that stand for these results: what is told is what was looked at."""
    text = ";".join(f"{one.entry},{one.points},{one.place},{int(one.passed)}" for one in results)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


async def set_cut(tx: Tx, seen: Plan, cut: Cut) -> bool:
    """Set who goes on; False when the plan is other than `seen` or the results were told."""
    return bool(
        await SQL.set_cut(
            tx, competition=seen.competition, stage=seen.stage, version=seen.version, top=cut.top, least=cut.least
        )
    )


async def tell(tx: Tx, seen: Plan, results: Sequence[Result], now: int) -> bool:
    """Freeze these results; their people are told from now on (`untold`). False when somebody was faster."""
    if not await SQL.tell(tx, competition=seen.competition, stage=seen.stage, version=seen.version, now=now):
        return False
    await SQL.put(tx, [_row(seen, one) for one in results])
    return True


async def publish(tx: Tx, seen: Plan, until: int, now: int) -> bool:
    """Let everybody see them, with objections until then; False when somebody was faster."""
    done = await SQL.publish(
        tx, competition=seen.competition, stage=seen.stage, version=seen.version, now=now, until=until
    )
    return bool(done)


async def listed(tx: Tx, competition: int, stage: str, at_most: int = 1_000_000, skip: int = 0) -> list[Result]:
    """The results as they were told, by place."""
    rows = await SQL.listed(tx, competition=competition, stage=stage, at_most=at_most, skip=skip)
    return [_kept(row) for row in rows]


async def counts(tx: Tx, competition: int, stage: str) -> Counts:
    """How many there are."""
    row = await SQL.counts(tx, competition=competition, stage=stage)
    return Counts(row["number"], row["passed"], row["absent"]) if row is not None else Counts()


async def of_person(tx: Tx, competition: int, person: int) -> dict[str, Result]:
    """By stage, what came of a person's entry, as far as it was told."""
    rows = await SQL.of_person(tx, competition=competition, person=person)
    return {row["stage"]: _kept(row) for row in rows}


async def untold(tx: Tx, at_most: int = CHUNK) -> list[Told]:
    """Results that stand and whose people were not told yet."""
    rows = await SQL.untold(tx, at_most=at_most)
    people = await drawing.people_of(tx, [row["entry"] for row in rows])
    return [
        Told(row["competition"], row["stage"], _kept(row), people.get(row["entry"], ()), _before(row)) for row in rows
    ]


async def told(tx: Tx, those: Sequence[Told], now: int) -> None:
    """Their people were told: the letters are written."""
    rows = [
        {"competition": one.competition, "stage": one.stage, "entry": one.result.entry, "now": now} for one in those
    ]
    await SQL.told(tx, rows)


def letter_key(competition: int, stage: str, entry: int, person: int) -> str:
    """What marks the letter that tells a person a result: it is said once."""
    return f"result:{competition}:{stage}:{entry}:{person}"


async def on_their_way(tx: Tx, competition: int, stage: str) -> int:
    """How many of those concerned have not got their result yet."""
    start = f"result:{competition}:{stage}:"
    number: int = await SQL.number_untold(tx, competition=competition, stage=stage)
    number += await SQL.underway(tx, key_start=start, key_end=start[:-1] + ";")  # ';' is what follows ':'
    return number


async def correction(tx: Tx, one: Competition, seen: Plan, points: Mapping[int, int]) -> list[Moved]:
    """Whom other points (by entry) would change, and how, when all are ranked anew by the same rule; nothing is kept."""
    before = await listed(tx, one.id, seen.stage)
    standing = {old.entry: old.points for old in before if old.place != NO_PLACE} | dict(points)
    earlier = await _points_before(tx, one, seen.stage) if one.ties == PREVIOUS else {}
    numbers = {old.entry: old.number for old in before}
    ranked = placed(standing, earlier, seen.cut, [old.entry for old in before])
    given = awarded({new.entry: new.place for new in ranked}, seen.prizes) if seen.awarded_at is not None else {}
    after = {new.entry: replace(new, award=given.get(new.entry, "")) for new in _results(ranked, numbers)}
    return [Moved(old, after[old.entry]) for old in before if _stands(old) != _stands(after[old.entry])]


async def correct(
    tx: Tx, one: Competition, seen: Plan, points: Mapping[int, int], why: str, now: int
) -> list[Moved] | None:
    """Put points right (by entry); whom it changes, and how: they are told from now on (`untold`). Awards that were given
    already go by the new places. None when somebody was faster or nothing was told yet."""
    moved = await correction(tx, one, seen, points)
    if not await SQL.corrected(tx, competition=one.id, stage=seen.stage, version=seen.version, why=why, now=now):
        return None
    await SQL.correct(tx, [_row(seen, change.after) for change in moved])
    return moved


async def award(tx: Tx, seen: Plan, prizes: Sequence[tuple[str, int]], now: int) -> list[Result] | None:
    """Give the awards by place; those who got one: they are told from now on (`untold`). None when somebody was faster or
    the results are not public."""
    written = written_prizes(prizes)
    if not await SQL.awarded(
        tx, competition=seen.competition, stage=seen.stage, version=seen.version, prizes=written, now=now
    ):
        return None
    kept = await listed(tx, seen.competition, seen.stage)
    given = awarded({one.entry: one.place for one in kept}, prizes)
    rows = [
        {"competition": seen.competition, "stage": seen.stage, "entry": entry, "award": name}
        for entry, name in given.items()
    ]
    await SQL.award(tx, rows)
    return [one for one in await listed(tx, seen.competition, seen.stage) if one.award]


async def unawarded(tx: Tx, since: int, now: int) -> list[tuple[int, str]]:
    """Competition and stage whose days of objections ended since then, with awards promised and not given yet."""
    return [(row["competition"], row["stage"]) for row in await SQL.unawarded(tx, since=since, now=now)]


async def _points_before(tx: Tx, one: Competition, stage: str) -> dict[int, int]:
    before = stage_before(one.times, stage)
    if before is None:
        return {}
    return {row["entry"]: row["points"] for row in await SQL.points(tx, competition=one.id, stage=before)}


def _results(ranked: Sequence[Ranked], numbers: Mapping[int, int]) -> list[Result]:
    held = Counter(one.place for one in ranked if one.place != NO_PLACE)
    return [
        Result(
            one.entry, one.points, one.place, one.passed, number=numbers.get(one.entry, 0), shared=held[one.place] > 1
        )
        for one in ranked
    ]


def _row(seen: Plan, one: Result) -> dict[str, object]:
    return {
        "competition": seen.competition,
        "stage": seen.stage,
        "entry": one.entry,
        "points": one.points,
        "place": one.place,
        "passed": int(one.passed),
        "award": one.award,
    }


def same(was: Result | None, now: Result) -> bool:
    """Whether two corrections put it back to what its people were told."""
    return was is not None and _stands(was) == _stands(now)


def _stands(one: Result) -> tuple[int, int, bool, str]:
    return one.points, one.place, one.passed, one.award


def _before(row: sqlite3.Row) -> Result | None:
    """What those of a row were told before it was corrected."""
    if row["was_points"] is None:
        return None
    return Result(
        row["entry"],
        row["was_points"],
        row["was_place"],
        bool(row["was_passed"]),
        row["was_award"],
        number=row["number"],
    )


def _kept(row: sqlite3.Row) -> Result:
    return Result(
        row["entry"],
        row["points"],
        row["place"],
        bool(row["passed"]),
        row["award"],
        bool(row["corrected"]),
        row["number"],
        bool(row["shared"]),
    )
