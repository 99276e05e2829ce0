"""Questions left for the union's officers."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.database import Tx, load
from storage.model.days import china_date
from storage.model.questions import KEPT_DAYS, Attachment, Question, State, receipt

SQL = load("questions")
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list and the length of the whole. The questions come without their attachments."""

    questions: tuple[Question, ...]
    total: int


async def add(
    tx: Tx,
    person: int,
    text: str,
    files: Sequence[Attachment],
    now: int,
    *,
    language: str = "zh",
    studio: int = 0,
    unanswered: int = 0,
) -> Question:
    """Keep a question; it gets the next receipt number of the local day."""
    series = f"Q{china_date(now).replace('-', '')}"
    number = receipt(series, await SQL.next_receipt(tx, series=series))
    question = await SQL.add(
        tx,
        receipt=number,
        person=person,
        language=language,
        text=text,
        studio=studio,
        unanswered=unanswered,
        now=now,
    )
    for position, file in enumerate(files):
        await SQL.add_file(tx, question=question, position=position, kind=file.kind, file_id=file.file_id)
    added = await find(tx, question)
    assert added is not None
    return added


async def find(tx: Tx, question: int) -> Question | None:
    """The question of this number with its attachments, or None."""
    row = await SQL.by_id(tx, id=question)
    if row is None:
        return None
    files = tuple(Attachment(r["kind"], r["file_id"]) for r in await SQL.files(tx, question=question))
    return replace(_question(row), files=files)


async def open_ones(tx: Tx, at_most: int, skip: int = 0) -> Page:
    """Questions that wait for an answer, the oldest first."""
    rows = await SQL.open_ones(tx, at_most=at_most, skip=skip)
    return Page(tuple(map(_question, rows)), await SQL.number_in(tx, state=State.OPEN))


async def answered_ones(tx: Tx, at_most: int, skip: int = 0) -> Page:
    """Answered questions, the newest answer first."""
    rows = await SQL.answered_ones(tx, at_most=at_most, skip=skip)
    return Page(tuple(map(_question, rows)), await SQL.number_in(tx, state=State.ANSWERED))


async def of_person(tx: Tx, person: int, at_most: int, skip: int = 0) -> Page:
    """What a person asked, the newest first."""
    rows = await SQL.of_person(tx, person=person, at_most=at_most, skip=skip)
    return Page(tuple(map(_question, rows)), await SQL.number_of(tx, person=person))


async def number_open(tx: Tx, person: int) -> int:
    """How many questions of a person wait for an answer."""
    number: int = await SQL.number_open(tx, person=person)
    return number


async def answer(
    tx: Tx, question: int, version: int, text: str, source: str, answered_by: int, now: int
) -> Question | None:
    """Answer and close a question; None when it was answered or withdrawn since `version` was read."""
    changed = await SQL.answer(
        tx, id=question, version=version, answer=text, source=source, answered_by=answered_by, now=now
    )
    return await find(tx, question) if changed else None


async def withdraw(tx: Tx, question: int, person: int, now: int) -> bool:
    """Take one's own question back; False when it is somebody else's or no longer open."""
    return bool(await SQL.withdraw(tx, id=question, person=person, now=now))


async def set_knowledge(tx: Tx, question: int, entry: int) -> None:
    """Remember which knowledge entry was made of a question's answer."""
    await SQL.set_knowledge(tx, id=question, knowledge=entry)


async def prune(tx: Tx, now: int) -> None:
    """Forget questions closed more than a year ago; open ones stay."""
    await SQL.prune(tx, before=now - KEPT_DAYS * DAY_MS)


def _question(row: sqlite3.Row) -> Question:
    return Question(
        id=row["id"],
        receipt=row["receipt"],
        person=row["person"],
        language=row["language"],
        text=row["text"],
        studio=row["studio"],
        unanswered=row["unanswered"],
        state=State(row["state"]),
        asked_at=row["asked_at"],
        closed_at=row["closed_at"],
        answer=row["answer"],
        source=row["source"],
        answered_by=row["answered_by"],
        knowledge=row["knowledge"],
        version=row["version"],
    )
