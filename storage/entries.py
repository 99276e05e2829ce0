"""Entries in competitions: entering, leaving, and the admins' look (members and invitations: storage.teams).

Everything that takes a seat decides and writes in the one writing transaction: nobody is over the competition's seats or
its unit's, and a person is in one entry of a competition at most (the registrations' key).
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from storage.database import Tx, load
from storage.model.competitions import LINGERS_MS, Competition, File, Registration, registration
from storage.model.entries import (
    ALIVE,
    DOCUMENTS_KEPT_DAYS,
    QUEUED,
    Entry,
    Member,
    Refusal,
    State,
    after_change,
    correctable,
    entered,
)
from storage.scoring import same_unit
from storage.spelling import fold, fold_unit

SQL = load("entries")

DAY_MS = 24 * 3600 * 1000
_SHUT = {
    Registration.CANCELLED: Refusal.CANCELLED,
    Registration.NOT_YET: Refusal.NOT_YET,
    Registration.CLOSED: Refusal.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """A competition with entries that wait for a look."""

    competition: int
    title: str
    number: int


# looking


async def find(tx: Tx, entry: int) -> Entry | None:
    """The entry of this number, or None."""
    return await read_one(tx, await SQL.by_id(tx, id=entry))


async def of(tx: Tx, competition: int, person: int) -> Entry | None:
    """The entry a person is in; where they are in none, the last one that they handed in; None for neither."""
    row = await SQL.alive_of(tx, person=person, competition=competition)
    return await read_one(tx, row or await SQL.last_of(tx, person=person, competition=competition))


async def mine(tx: Tx, person: int, now: int) -> list[Entry]:
    """The entries a person is in, of competitions that go on or come, the oldest first."""
    return await read(tx, await SQL.mine(tx, person=person, since=now - LINGERS_MS))


async def listed(tx: Tx, competition: int, states: Sequence[State], at_most: int, skip: int = 0) -> list[Entry]:
    """A competition's entries in these states, in the order they came."""
    rows = await SQL.listed(tx, competition=competition, states=list(states), at_most=at_most, skip=skip)
    return await read(tx, rows)


async def count(tx: Tx, competition: int, states: Sequence[State] = ALIVE) -> int:
    """How many of a competition's entries are in these states."""
    number: int = await SQL.number_in(tx, competition=competition, states=list(states))
    return number


async def numbers(tx: Tx, competition: int) -> dict[State, int]:
    """How many of its entries are in each state; states that none is in are left out."""
    return {State(row["state"]): row["number"] for row in await SQL.numbers(tx, competition=competition)}


async def of_unit(tx: Tx, competition: int, unit: str) -> dict[str, int]:
    """How many entries are in from units that may be this one, by how they write it (the quota counts those written alike)."""
    rows = await SQL.units(tx, competition=competition, states=list(ALIVE))
    return {row["unit"]: row["number"] for row in rows if same_unit(fold_unit(row["unit"]), fold_unit(unit))}


async def next_queued(tx: Tx, competition: int, after: int = 0) -> Entry | None:
    """The entry that waits for a look longest, of those behind number `after` first; None when all were looked at."""
    row = await SQL.next_queued(tx, competition=competition, states=list(QUEUED), after=after)
    return await read_one(tx, row)


async def queues(tx: Tx, at_most: int = 50) -> list[Queue]:
    """The competitions with entries that wait for a look, the one that waits longest first."""
    rows = await SQL.queues(tx, states=list(QUEUED), at_most=at_most)
    return [Queue(row["id"], row["title"], row["number"]) for row in rows]


# taking part


async def barred(tx: Tx, competition: Competition, person: int, now: int) -> Refusal | None:
    """Why a person (0 for a stranger) cannot enter at all, before they are asked anything; None when they can.

    Whether their unit has an entry to spare: `unit_full`.
    """
    refusal = shut(competition, now) or await _barred(tx, competition, person)
    if refusal is None and competition.seats is not None and await count(tx, competition.id) >= competition.seats:
        return Refusal.FULL
    return refusal


async def unit_full(tx: Tx, competition: Competition, unit: str) -> bool:
    """Whether this unit has no entry to spare: said before somebody photographs documents."""
    return bool(unit) and await _unit_crowded(tx, competition, unit) is Refusal.UNIT_FULL


async def enter(
    tx: Tx,
    competition: Competition,
    person: int,
    now: int,
    *,
    team: str = "",
    unit: str = "",
    documents: Sequence[File] = (),
    token: str = "",
) -> Entry | Refusal:
    """Hand in an entry of a person (or of a team that they captain), who answered the competition's questions as wanted.

    `token`: what the invitation to the team will hold; only its hash is kept.
    """
    refusal = await barred(tx, competition, person, now) or await _unit_crowded(tx, competition, unit)
    refusal = refusal or await _named(tx, competition, team)
    if refusal is not None:
        return refusal
    entry: int = await SQL.add(
        tx,
        competition=competition.id,
        captain=person,
        team=team,
        unit=unit,
        state=entered(competition, 1),
        invitation=hashed(token),
        now=now,
    )
    await register(tx, competition, person, entry, now)
    await _put_documents(tx, entry, person, documents, now)
    return await fresh(tx, entry)


async def admit(tx: Tx, person: int, competition: int, now: int) -> bool:
    """Enter a person alone and confirmed, whatever the rules; False when they are in an entry already."""
    if await SQL.alive_of(tx, person=person, competition=competition) is not None:
        return False
    entry = await SQL.add(
        tx,
        competition=competition,
        captain=person,
        team="",
        unit="",
        state=State.CONFIRMED,
        invitation="",
        now=now,
    )
    await SQL.register(tx, person=person, competition=competition, entry=entry, answers="", now=now)
    return True


async def leave(tx: Tx, competition: Competition, person: int, now: int) -> Entry | Refusal:
    """A person leaves their entry; it ends when nobody is left, and goes on with the next as captain when they led it.

    What it was before.
    """
    entry = await of(tx, competition.id, person)
    if entry is None or entry.member(person) is None:
        return Refusal.NOT_ENTERED
    await SQL.unregister(tx, person=person, entry=entry.id)
    left = [one for one in entry.members if one.person != person]
    if not left:
        await rewrite(tx, entry, now, state=State.WITHDRAWN, invitation="")
    else:
        captain = left[0].person if entry.captain == person else entry.captain
        await rewrite(tx, entry, now, state=after_change(competition, entry.state, len(left), now), captain=captain)
    return entry


async def withdraw(tx: Tx, seen: Entry, now: int) -> Entry | None:
    """The captain takes the whole entry back. What it was, with its members; None when it is not any more as `seen`."""
    return seen if await end(tx, seen, State.WITHDRAWN, now) else None


async def correct(
    tx: Tx,
    competition: Competition,
    seen: Entry,
    now: int,
    *,
    team: str | None = None,
    unit: str | None = None,
    documents: Sequence[File] | None = None,
) -> Entry | Refusal | None:
    """Put right what was handed in (None: stays) and, where it was returned, hand it in again.

    None when the entry is not any more as it was `seen`.
    """
    if not seen.alive:
        return None
    if not correctable(competition, now):
        return Refusal.CLOSED
    if seen.state is State.CONFIRMED and competition.checked:
        return Refusal.TEAM_CHECKED
    if unit is not None and fold_unit(unit) != fold_unit(seen.unit):
        crowded = await _unit_crowded(tx, competition, unit)
        if crowded is not None:
            return crowded
    if team is not None and fold(team) != fold(seen.team) and (named := await _named(tx, competition, team)):
        return named
    state = seen.state
    if state is State.RETURNED:
        state = State.FORMING if len(seen.members) < competition.team_least else State.RESUBMITTED
    kept = {"team": seen.team if team is None else team, "unit": seen.unit if unit is None else unit}
    if not await rewrite(tx, seen, now, state=state, **kept):
        return None
    if documents is not None:
        await SQL.clear_documents(tx, entry=seen.id)
        assert seen.captain is not None  # nobody else hands in
        await _put_documents(tx, seen.id, seen.captain, documents, now)
    return await fresh(tx, seen.id)


# the admins' look


async def judge(tx: Tx, seen: Entry, verdict: State, reason: str, by: int, now: int) -> Entry | None:
    """Confirm, return or refuse an entry (`reason` for the latter two). With the members it had, to be told.

    None when it is not any more as it was `seen`: another admin was faster, or its people changed it.
    """
    if not seen.alive or seen.state is State.FORMING:
        return None
    if verdict is State.REFUSED:
        if not await end(tx, seen, verdict, now, reason=reason, judged_by=by):
            return None
        return replace(seen, state=verdict, reason=reason, judged_by=by, version=seen.version + 1)
    if not await rewrite(tx, seen, now, state=verdict, reason=reason, judged_by=by):
        return None
    return await fresh(tx, seen.id)


# what a change of rules does


async def resettle(tx: Tx, competition: Competition, now: int) -> None:
    """Bring its entries to rules that have just changed: teams that are too small now form again, those that are large
    enough now are handed in, and what waits for a look that is no longer wanted is confirmed. Nobody loses a place."""
    for entry in await listed(tx, competition.id, ALIVE, 1_000_000):
        state = after_change(competition, entry.state, len(entry.members), now)
        if state in QUEUED and not competition.checked:
            state = State.CONFIRMED
        if state is not entry.state:
            await rewrite(tx, entry, now, state=state)


async def forget_documents(tx: Tx, now: int) -> int:
    """Forget documents that nobody needs any more; how many."""
    ended = [state for state in State if state not in ALIVE]
    number: int = await SQL.forget_documents(tx, before=now - DOCUMENTS_KEPT_DAYS * DAY_MS, ended=ended)
    return number


# what storage.teams needs too


def shut(competition: Competition, now: int) -> Refusal | None:
    """Why nobody can enter or join at `now`; None while registration is open."""
    return _SHUT.get(registration(competition, now))


async def _barred(tx: Tx, competition: Competition, person: int) -> Refusal | None:
    before = await of(tx, competition.id, person)
    if before is None:
        return None
    if before.alive:
        return Refusal.ALREADY
    return Refusal.TURNED_DOWN if before.state is State.REFUSED else None


async def _unit_crowded(tx: Tx, competition: Competition, unit: str) -> Refusal | None:
    if competition.per_unit is None:
        return None
    if not unit:
        return Refusal.UNIT_UNKNOWN
    folded = fold_unit(unit)
    rows = await SQL.units(tx, competition=competition.id, states=list(ALIVE))
    taken = sum(row["number"] for row in rows if fold_unit(row["unit"]) == folded)
    return Refusal.UNIT_FULL if taken >= competition.per_unit else None


async def _named(tx: Tx, competition: Competition, team: str) -> Refusal | None:
    if not team:
        return None
    names = await SQL.teams(tx, competition=competition.id, states=list(ALIVE))
    return Refusal.TEAM_NAMED if fold(team) in {fold(row["team"]) for row in names} else None


async def register(tx: Tx, competition: Competition, person: int, entry: int, now: int) -> None:
    """Put a person into an entry, with the questions they answered."""
    answers = "\n".join(f"{int(one.wanted)} {one.text}" for one in competition.questions)
    await SQL.register(tx, person=person, competition=competition.id, entry=entry, answers=answers, now=now)


async def _put_documents(tx: Tx, entry: int, person: int, documents: Sequence[File], now: int) -> None:
    rows = [
        {
            "entry": entry,
            "position": place,
            "person": person,
            "kind": file.kind,
            "file_id": file.file_id,
            "now": now,
        }
        for place, file in enumerate(documents)
    ]
    await SQL.add_documents(tx, rows)


async def rewrite(tx: Tx, seen: Entry, now: int, **new: object) -> bool:
    """Write what is new of an entry, as long as it is as it was `seen`."""
    if "invitation" not in new:
        new["invitation"] = await SQL.invitation(tx, id=seen.id)
    kept = {name: getattr(seen, name) for name in ("captain", "team", "unit", "state", "reason", "judged_by")}
    return bool(await SQL.change(tx, id=seen.id, version=seen.version, now=now, **(kept | new)))


async def end(tx: Tx, seen: Entry, state: State, now: int, **new: object) -> bool:
    """It takes part no more: its seat is free, its people are registered no more."""
    if not seen.alive or not await rewrite(tx, seen, now, state=state, invitation="", **new):
        return False
    await SQL.unregister_all(tx, entry=seen.id)
    return True


def hashed(token: str) -> str:
    """What is kept of an invitation."""
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


async def fresh(tx: Tx, entry: int) -> Entry:
    """An entry that has just been written."""
    found = await find(tx, entry)
    assert found is not None
    return found


async def read_one(tx: Tx, row: sqlite3.Row | None) -> Entry | None:
    """The entry of a row, if there is one."""
    return (await read(tx, [row]))[0] if row is not None else None


async def read(tx: Tx, rows: Iterable[sqlite3.Row]) -> list[Entry]:
    """The entries of these rows, with their members and documents."""
    rows = list(rows)
    if not rows:
        return []
    members: dict[int, list[Member]] = {row["id"]: [] for row in rows}
    documents: dict[int, list[File]] = {row["id"]: [] for row in rows}
    for at in range(0, len(rows), 500):  # an IN of every entry of a large competition would be longer than SQL may be
        some = [row["id"] for row in rows[at : at + 500]]
        for row in await SQL.members(tx, entries=some):
            asked = tuple(row["answers"].splitlines())
            members[row["entry"]].append(Member(row["person"], row["name"], row["unit"], row["at"], asked))
        for row in await SQL.documents(tx, entries=some):
            documents[row["entry"]].append(File(row["kind"], row["file_id"]))
    return [
        Entry(
            id=row["id"],
            competition=row["competition"],
            captain=row["captain"],
            team=row["team"],
            unit=row["unit"],
            state=State(row["state"]),
            reason=row["reason"],
            judged_by=row["judged_by"],
            version=row["version"],
            created_at=row["created_at"],
            changed_at=row["changed_at"],
            members=_captain_first(members[row["id"]], row["captain"]),
            documents=tuple(documents[row["id"]]),
            invited=bool(row["invitation"]),
        )
        for row in rows
    ]


def _captain_first(members: list[Member], captain: int | None) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda one: one.person != captain))
