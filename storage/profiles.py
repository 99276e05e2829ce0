"""What people tell those who organise what they take part in: a name and a unit."""

from dataclasses import dataclass

from storage import audit
from storage.database import Tx, load
from storage.spelling import fold

SQL = load("profiles")
UNIT_CHANGED = "own unit changed"
"""In the audit, of a stage that is being scored."""


@dataclass(frozen=True, slots=True)
class Profile:
    """As it stands on lists and certificates; either may be ''."""

    name: str = ""
    unit: str = ""


async def of(tx: Tx, person: int) -> Profile | None:
    """What a person told; None for whoever told nothing yet."""
    row = await SQL.of(tx, person=person)
    return Profile(row["name"], row["unit"]) if row is not None else None


async def put(tx: Tx, person: int, name: str, unit: str, now: int) -> None:
    """Keep a person's name and unit. An assessor who changes their unit while they score does not do it unseen."""
    known = await of(tx, person)
    if known is not None and known.unit and fold(known.unit) != fold(unit):
        for row in await SQL.scores_in(tx, person=person):
            subject = f"competition {row['competition']} {row['stage']}"
            await audit.note(tx, person, "competition.score", subject, now, UNIT_CHANGED)
    await SQL.put(tx, person=person, name=name, unit=unit, now=now)


async def named(tx: Tx, name: str) -> int | None:
    """The one person who told just this name; None for nobody, or several."""
    rows = await SQL.named(tx, name=name)
    return rows[0]["person"] if len(rows) == 1 else None
