"""A stage's place, rooms and kit, and who drew which number. Times are milliseconds UTC.

Who is in a stage: the confirmed entries in the first, those who passed the stage before in a later one.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx, load
from storage.model.competitions import Competition
from storage.model.contests import Plan, Stand, read_prizes, stage_before
from storage.model.draws import Lot, Room, drawn, read_rooms, short_of, written_rooms
from storage.model.people import Person
from storage.model.ranking import Cut

SQL = load("drawing")
CHUNK = 50
"""Entries whose people are told in one transaction: some 30 ms of the writer."""


@dataclass(frozen=True, slots=True)
class Told:
    """A lot of which its people are to be told."""

    competition: int
    stage: str
    lot: Lot
    people: tuple[Person, ...]


async def plan(tx: Tx, competition: int, stage: str) -> Plan:
    """What is planned of a stage; an empty plan (version 0) where nothing is yet."""
    row = await SQL.plan(tx, competition=competition, stage=stage)
    return _plan(row) if row is not None else Plan(competition, stage)


async def plans(tx: Tx, competition: int) -> dict[str, Plan]:
    """The plans of a competition's stages, of those that have one."""
    return {row["stage"]: _plan(row) for row in await SQL.plans(tx, competition=competition)}


async def change(tx: Tx, seen: Plan, place: str, kit: str, rooms: Sequence[Room]) -> Plan | None:
    """Write down where a stage is and what is to be brought; None when somebody changed it since it was `seen`."""
    seen = await begun(tx, seen)
    changed = await SQL.change(
        tx,
        competition=seen.competition,
        stage=seen.stage,
        version=seen.version,
        place=place,
        kit=kit,
        rooms=written_rooms(rooms),
    )
    return await plan(tx, seen.competition, seen.stage) if changed else None


async def begun(tx: Tx, seen: Plan) -> Plan:
    """The plan as a row, where it was none yet; one that somebody else began meanwhile has another version than `seen`."""
    if seen.version:
        return seen
    if await SQL.begin(tx, competition=seen.competition, stage=seen.stage):
        return await plan(tx, seen.competition, seen.stage)
    return seen


async def contestants(tx: Tx, one: Competition, stage: str) -> list[int]:
    """The entries that are in a stage, by number."""
    before = stage_before(one.times, stage)
    if before is None:
        rows = await SQL.first_contestants(tx, competition=one.id)
    else:
        rows = await SQL.later_contestants(tx, competition=one.id, before=before)
    return [row["entry"] for row in rows]


async def draw(tx: Tx, one: Competition, seen: Plan, seed: str, now: int) -> Plan | None:
    """Draw all numbers of a stage (anew), by the rule of `storage.model.draws`.

    None when the plan is other than `seen`, when competitors know their numbers already, or when rooms are too small.
    """
    entries = await contestants(tx, one, seen.stage)
    seen = await begun(tx, seen)
    if short_of(len(entries), seen.rooms):
        return None
    if not await SQL.draw(tx, competition=one.id, stage=seen.stage, version=seen.version, seed=seed, now=now):
        return None
    await SQL.clear(tx, competition=one.id, stage=seen.stage)
    await _put(tx, one.id, seen.stage, drawn(seed, entries, seen.rooms))
    return await plan(tx, one.id, seen.stage)


async def draw_rest(tx: Tx, one: Competition, seen: Plan) -> int | None:
    """Numbers behind the others for entries that came later, by the same seed; how many, None as for `draw`."""
    taken = await lots(tx, one.id, seen.stage)
    late = sorted(set(await contestants(tx, one, seen.stage)) - {lot.entry for lot in taken})
    if short_of(len(late), seen.rooms, taken):
        return None
    if not await SQL.redrawn(tx, competition=one.id, stage=seen.stage, version=seen.version):
        return None
    await _put(tx, one.id, seen.stage, drawn(seen.seed, late, seen.rooms, taken))
    return len(late)


async def lots(tx: Tx, competition: int, stage: str, at_most: int = 1_000_000, skip: int = 0) -> list[Lot]:
    """Who drew what, by number."""
    rows = await SQL.lots(tx, competition=competition, stage=stage, at_most=at_most, skip=skip)
    return [Lot(row["entry"], row["number"], row["room"]) for row in rows]


async def number_drawn(tx: Tx, competition: int, stage: str) -> int:
    """How many entries have a number."""
    number: int = await SQL.number_drawn(tx, competition=competition, stage=stage)
    return number


async def lots_of(tx: Tx, competition: int, person: int) -> dict[str, Lot]:
    """By stage, what a person's entry drew, as far as they were told."""
    rows = await SQL.lots_of(tx, competition=competition, person=person)
    return {row["stage"]: Lot(row["entry"], row["number"], row["room"]) for row in rows}


async def tell(tx: Tx, seen: Plan, now: int) -> bool:
    """From now on the numbers stand and each competitor is told theirs (`untold`); False when it is other than `seen`."""
    return bool(await SQL.tell(tx, competition=seen.competition, stage=seen.stage, version=seen.version, now=now))


async def untold(tx: Tx, at_most: int = CHUNK) -> list[Told]:
    """Lots that stand and whose people were not told yet."""
    rows = await SQL.untold(tx, at_most=at_most)
    people = await people_of(tx, [row["entry"] for row in rows])
    return [
        Told(
            row["competition"],
            row["stage"],
            Lot(row["entry"], row["number"], row["room"]),
            people.get(row["entry"], ()),
        )
        for row in rows
    ]


async def told(tx: Tx, those: Sequence[Told], now: int) -> None:
    """Their people were told."""
    rows = [{"competition": one.competition, "stage": one.stage, "entry": one.lot.entry, "now": now} for one in those]
    await SQL.told(tx, rows)


async def people_of(tx: Tx, entries: Sequence[int]) -> dict[int, tuple[Person, ...]]:
    """By entry, the people in it who can be reached."""
    found: dict[int, list[Person]] = {}
    for at in range(0, len(entries), 500):  # an IN of a whole large competition would be longer than SQL may be
        for row in await SQL.people(tx, entries=list(entries[at : at + 500])):
            person = Person(id=row["id"], language=row["language"], address=row["address"])
            found.setdefault(row["entry"], []).append(person)
    return {entry: tuple(people) for entry, people in found.items()}


async def _put(tx: Tx, competition: int, stage: str, lots: Sequence[Lot]) -> None:
    rows = [
        {"competition": competition, "stage": stage, "entry": lot.entry, "number": lot.number, "room": lot.room}
        for lot in lots
    ]
    await SQL.put(tx, rows)


def _plan(row: sqlite3.Row) -> Plan:
    rooms, prizes = read_rooms(row["rooms"]), read_prizes(row["prizes"])
    return Plan(
        competition=row["competition"],
        stage=row["stage"],
        place=row["place"],
        kit=row["kit"],
        rooms=() if isinstance(rooms, str) else rooms,
        drawn_at=row["drawn_at"],
        seed=row["seed"],
        draw_told_at=row["draw_told_at"],
        cut=Cut(row["cut_top"], row["cut_least"]),
        state=Stand(row["state"]),
        told_at=row["told_at"],
        public_at=row["public_at"],
        objections_until=row["objections_until"],
        corrected_at=row["corrected_at"],
        corrected_why=row["corrected_why"],
        awarded_at=row["awarded_at"],
        prizes=() if isinstance(prizes, str) else tuple(prizes),
        version=row["version"],
    )
