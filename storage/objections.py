"""异议 to what was published, anybody's, and 申诉 against a result, its competitor's; and what the union answers."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from storage.database import Tx, load

SQL = load("objections")
OBJECTION = "objection"
APPEAL = "appeal"
KINDS = (OBJECTION, APPEAL)


class State(StrEnum):
    """Where it stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection or appeal. `entry`: the appeal's own (None for an objection); `photo`: Telegram's file id or ''."""

    id: int
    kind: str
    competition: int
    stage: str
    entry: int | None
    person: int
    text: str
    photo: str
    state: State
    answer: str
    at: int
    version: int


async def add(
    tx: Tx,
    kind: str,
    competition: int,
    stage: str,
    person: int,
    text: str,
    photo: str,
    now: int,
    entry: int | None = None,
) -> int:
    """Keep one; its number. Whether it is in time is the caller's to ask."""
    number: int = await SQL.add(
        tx,
        kind=kind,
        competition=competition,
        stage=stage,
        entry=entry,
        person=person,
        text=text,
        photo=photo,
        now=now,
    )
    return number


async def find(tx: Tx, number: int) -> Objection | None:
    """The one of this number, or None."""
    row = await SQL.by_id(tx, id=number)
    return _objection(row) if row is not None else None


async def unanswered(tx: Tx, competition: int, stage: str, at_most: int, skip: int = 0) -> list[Objection]:
    """Those of a stage that wait for an answer, the oldest first."""
    rows = await SQL.open(tx, competition=competition, stage=stage, at_most=at_most, skip=skip)
    return [_objection(row) for row in rows]


async def number_open(tx: Tx, competition: int, stage: str) -> int:
    """How many of a stage wait for an answer."""
    number: int = await SQL.number_open(tx, competition=competition, stage=stage)
    return number


async def open_of(tx: Tx, competition: int, stage: str, person: int, kind: str) -> Objection | None:
    """The one of a person that waits for an answer, or None."""
    row = await SQL.open_of(tx, competition=competition, stage=stage, person=person, kind=kind)
    return _objection(row) if row is not None else None


async def of_person(tx: Tx, competition: int, person: int) -> list[Objection]:
    """A person's own about a competition, the newest first."""
    return [_objection(row) for row in await SQL.of_person(tx, competition=competition, person=person)]


async def answer(tx: Tx, seen: Objection, state: State, text: str, by: int, now: int) -> bool:
    """Answer one; False when another admin was faster."""
    done = await SQL.answer(tx, id=seen.id, version=seen.version, state=state, answer=text, by=by, now=now)
    return bool(done)


async def waiting(tx: Tx) -> list[tuple[int, str, int]]:
    """Competition, stage and how many wait for an answer there, the oldest first."""
    return [(row["competition"], row["stage"], row["number"]) for row in await SQL.waiting(tx)]


def _objection(row: sqlite3.Row) -> Objection:
    return Objection(
        id=row["id"],
        kind=row["kind"],
        competition=row["competition"],
        stage=row["stage"],
        entry=row["entry"],
        person=row["person"],
        text=row["text"],
        photo=row["photo"],
        state=State(row["state"]),
        answer=row["answer"],
        at=row["at"],
        version=row["version"],
    )
