"""Who did what for the bot, and when: acts of officers, kept for three years."""

from storage.database import Tx, load

SQL = load("audit")
KEPT_MS = 3 * 365 * 24 * 3600 * 1000


async def note(tx: Tx, person: int, action: str, subject: str, now: int, detail: str = "") -> None:
    """Write down that a person did this, in the transaction in which it is done."""
    await SQL.note(tx, at=now, person=person, action=action, subject=subject, detail=detail)


async def number_since(tx: Tx, subject: str, detail: str, since: int) -> int:
    """How often just this was done to a subject since then, by whomever."""
    number: int = await SQL.number_since(tx, subject=subject, detail=detail, since=since)
    return number


async def prune(tx: Tx, now: int) -> None:
    """Forget acts of more than three years ago."""
    await SQL.prune(tx, before=now - KEPT_MS)
