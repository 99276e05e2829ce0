"""Everything that will be sent, and when: rungs of reminders, and what goes to many; what officers change of it."""

import sqlite3
from collections.abc import Sequence
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

    @property
    def pausable(self) -> bool:
        """Whether its ladder can be paused: also while this rung is being said."""
        return self.state in (State.PLANNED, State.FIRING)


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
    return await _change(tx, seen, State.SKIPPED)


async def restore(tx: Tx, seen: Rung) -> bool:
    """Say it after all, once its ladder is not paused; False when somebody changed it since it was seen."""
    return await _change(tx, seen, State.PLANNED)


async def move(tx: Tx, seen: Rung, due_at: int) -> bool:
    """Say it then; False when somebody changed it since it was seen."""
    return seen.state is not State.SKIPPED and await _change(tx, seen, seen.state, due_at)


async def _change(tx: Tx, seen: Rung, state: State, due_at: int | None = None) -> bool:
    """Change a rung, and with it those of the same stage and instant that it stands for."""
    row = await SQL.seen(tx, id=seen.id, version=seen.version, state=seen.state)
    if row is None:
        return False
    if state is State.PLANNED and row["paused"]:
        state = State.PAUSED
    rung = {name: row[name] for name in ("kind", "subject", "stage", "at", "due_at")}
    new_due_at, moved = (row["due_at"], 0) if due_at is None else (due_at, 1)
    return bool(await SQL.change(tx, **rung, before=seen.state, state=state, new_due_at=new_due_at, moved=moved))


async def pause(tx: Tx, matter: Matter) -> int:
    """Say nothing more of this stage until `resume`, neither of what is being said; says how many rungs that are.

    What is due to people meanwhile is held back when it is judged, in the outbox too.
    """
    return await _turn(tx, matter, (State.PLANNED, State.FIRING), State.PAUSED)


async def resume(tx: Tx, matter: Matter) -> int:
    """Go on with the ladder of this stage; of what has become due meanwhile only the newest is said."""
    changed = await _turn(tx, matter, (State.PAUSED,), State.PLANNED)
    await reminders.release(tx, matter.kind, matter.subject, matter.stage)
    return changed


async def _turn(tx: Tx, matter: Matter, before: Sequence[State], after: State) -> int:
    changed: int = await SQL.turn_ladder(
        tx, kind=matter.kind, subject=matter.subject, stage=matter.stage, before=list(before), after=after
    )
    return changed


def _rung(row: sqlite3.Row) -> Rung:
    matter = reminders.matter_of(row)
    return Rung(row["id"], matter, row["days"], row["due_at"], State(row["state"]), row["version"])
