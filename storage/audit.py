"""Who did what for the bot, and when: acts of officers, kept for three years."""

from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("audit")
KEPT_MS = 3 * 365 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `action` as in `storage.model.people`, `subject` what it was done to ('question 12'), `at` milliseconds UTC."""

    at: int
    person: int
    action: str
    subject: str
    detail: str = ""


async def note(tx: Tx, person: int, action: str, subject: str, now: int, detail: str = "") -> None:
    """Write down that a person did this, in the transaction in which it is done."""
    await SQL.note(tx, at=now, person=person, action=action, subject=subject, detail=detail)


async def of_subject(tx: Tx, subject: str) -> list[Act]:
    """What was done to a subject, the first act first."""
    return [Act(**dict(row)) for row in await SQL.of_subject(tx, subject=subject)]


async def newest(tx: Tx, at_most: int) -> list[Act]:
    """The last acts, the newest first."""
    return [Act(**dict(row)) for row in await SQL.newest(tx, at_most=at_most)]


async def prune(tx: Tx, now: int) -> None:
    """Forget acts of more than three years ago."""
    await SQL.prune(tx, before=now - KEPT_MS)
