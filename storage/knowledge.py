"""The knowledge base: questions that officers answered, quoted when somebody asks the like."""

import sqlite3

from storage import search
from storage.database import Tx, load
from storage.model.knowledge import Entry, Page

SQL = load("knowledge")


async def everything(tx: Tx) -> tuple[Entry, ...]:
    """All entries, oldest first."""
    return tuple(map(_entry, await SQL.everything(tx)))


async def find(tx: Tx, entry: int) -> Entry | None:
    """The entry of this number, or None."""
    row = await SQL.by_id(tx, id=entry)
    return _entry(row) if row is not None else None


async def page(tx: Tx, at_most: int, skip: int = 0) -> Page:
    """A part of the entries, the newest first."""
    rows = await SQL.page(tx, at_most=at_most, skip=skip)
    return Page(tuple(map(_entry, rows)), await SQL.number(tx))


async def add(tx: Tx, question: str, answer: str, source: str, updated_on: str, now: int) -> int:
    """Add an entry (`updated_on` an ISO date) and return its number."""
    number: int = await SQL.add(tx, question=question, answer=answer, source=source, updated_on=updated_on, now=now)
    await search.touch(tx)
    return number


async def change(tx: Tx, seen: Entry, question: str, answer: str, source: str, updated_on: str) -> bool:
    """Replace what an entry says; False when it was changed or removed since it was `seen`."""
    changed = bool(
        await SQL.change(
            tx,
            id=seen.id,
            version=seen.version,
            question=question,
            answer=answer,
            source=source,
            updated_on=updated_on,
        )
    )
    if changed:
        await search.touch(tx)
    return changed


async def count_use(tx: Tx, entry: int) -> None:
    """Count that an entry answered somebody."""
    await SQL.count_use(tx, id=entry)


async def remove(tx: Tx, entry: int) -> bool:
    """Take an entry out; False when it is gone."""
    removed = bool(await SQL.remove(tx, id=entry))
    if removed:
        await search.touch(tx)
    return removed


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        question=row["question"],
        answer=row["answer"],
        source=row["source"],
        updated_on=row["updated_on"],
        used=row["used"],
        version=row["version"],
    )
