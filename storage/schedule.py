"""Everything that will be sent, and when: rungs of reminders, and what goes to many; what officers change of it."""

import sqlite3
from dataclasses import dataclass

from storage import reminders
from storage.database import Tx, load
from storage.model.reminders import State
from storage.reminders import Matter, Step

SQL = load("schedule")
MOST_MAILINGS = 20


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder; `version` changes with everything that becomes of it."""

    id: int
    matter: Matter
    days: int
    due_at: int
    state: State
    version: int

    @property
    def changeable(self) -> bool:
        """Whether it has not been said yet."""
        return self.state in (State.PLANNED, State.PAUSED, State.SKIPPED)


@dataclass(frozen=True, slots=True)
class Mailing:
    """Something that goes to many: `kind` as of mailings, `state` of the mailing or 'approval'; `notice` if it is one."""

    at: int
    kind: str
    state: str
    notice: int | None
    title: str


async def rungs(tx: Tx, begin: int, end: int, at_most: int, skip: int) -> list[Rung]:
    """A part of what is to be brought to mind from `begin` until `end`, those that are paused or skipped too."""
    return [_rung(row) for row in await SQL.rungs(tx, begin=begin, end=end, at_most=at_most, skip=skip)]


async def number_of_rungs(tx: Tx, begin: int, end: int) -> int:
    """How many there are from `begin` until `end`."""
    number: int = await SQL.number_of_rungs(tx, begin=begin, end=end)
    return number


async def next_rung(tx: Tx, since: int) -> int | None:
    """When the first one from `since` on is due; None for none."""
    at: int | None = await SQL.next_rung(tx, since=since)
    return at


async def mailings(tx: Tx, begin: int, end: int) -> list[Mailing]:
    """What goes to many from `begin` until `end`; notices that wait for approval too."""
    return [Mailing(**dict(row)) for row in await SQL.mailings(tx, begin=begin, end=end, at_most=MOST_MAILINGS)]


async def find(tx: Tx, rung: int) -> Rung | None:
    """The rung of this number, or None."""
    row = await SQL.rung(tx, id=rung)
    return _rung(row) if row is not None else None


async def people(tx: Tx, rung: Rung) -> int:
    """How many people it concerns as things stand."""
    matter = rung.matter
    return await reminders.count_concerned(tx, Step(rung.id, matter.kind, matter.subject, matter.stage, matter.at))


async def skip(tx: Tx, seen: Rung) -> bool:
    """Leave this one out; False when somebody changed it since it was seen."""
    return bool(await SQL.set_state(tx, id=seen.id, version=seen.version, state=State.SKIPPED, due_at=seen.due_at))


async def restore(tx: Tx, seen: Rung) -> bool:
    """Say it after all; False when somebody changed it since it was seen."""
    return bool(await SQL.set_state(tx, id=seen.id, version=seen.version, state=State.PLANNED, due_at=seen.due_at))


async def move(tx: Tx, seen: Rung, due_at: int) -> bool:
    """Say it then; False when somebody changed it since it was seen."""
    return bool(await SQL.move(tx, id=seen.id, version=seen.version, due_at=due_at))


async def pause(tx: Tx, matter: Matter) -> int:
    """Say nothing more of this stage until `resume`; says how many rungs that are."""
    return await _turn(tx, matter, State.PLANNED, State.PAUSED)


async def resume(tx: Tx, matter: Matter) -> int:
    """Go on with the ladder of this stage; of what has become due meanwhile only the newest is said."""
    return await _turn(tx, matter, State.PAUSED, State.PLANNED)


async def _turn(tx: Tx, matter: Matter, before: State, after: State) -> int:
    changed: int = await SQL.turn_ladder(
        tx, kind=matter.kind, subject=matter.subject, stage=matter.stage, before=before, after=after
    )
    return changed


def _rung(row: sqlite3.Row) -> Rung:
    matter = reminders.matter_of(row)
    return Rung(row["id"], matter, row["days"], row["due_at"], State(row["state"]), row["version"])
