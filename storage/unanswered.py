"""What the bot could not answer, counted and without who asked, so that officers see what is missing."""

import sqlite3

from storage.database import Tx, load
from storage.model.unanswered import KEPT_DAYS, Missed, Page

SQL = load("unanswered")
DAY_MS = 24 * 3600 * 1000


async def note(tx: Tx, asked: str, text: str, now: int) -> int:
    """Keep a question, or count it once more; its number.

    `asked` is its normalised form, by which it is known again; `text` as typed, without telephone or identity-card numbers.
    """
    number: int = await SQL.note(tx, asked=asked, text=text, now=now)
    return number


async def find(tx: Tx, missed: int) -> Missed | None:
    """The question of this number, or None."""
    row = await SQL.by_id(tx, id=missed)
    return _missed(row) if row is not None else None


async def open_ones(tx: Tx, at_most: int, skip: int = 0) -> Page:
    """Questions that nobody answered yet, the most frequent first."""
    rows = await SQL.open_ones(tx, at_most=at_most, skip=skip)
    return Page(tuple(map(_missed, rows)), await SQL.number_open(tx))


async def close(tx: Tx, missed: int, now: int) -> bool:
    """Take a question off the list (answered, or put aside); False when it was. Asked again, it comes back."""
    return bool(await SQL.close(tx, id=missed, now=now))


async def prune(tx: Tx, now: int) -> None:
    """Forget what nobody asked for a year."""
    await SQL.prune(tx, before=now - KEPT_DAYS * DAY_MS)


def _missed(row: sqlite3.Row) -> Missed:
    return Missed(
        id=row["id"],
        text=row["text"],
        times=row["times"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        closed_at=row["closed_at"],
    )
