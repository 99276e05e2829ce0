"""What people tell those who organise what they take part in: a name and a unit."""

from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("profiles")


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
    """Keep a person's name and unit."""
    await SQL.put(tx, person=person, name=name, unit=unit, now=now)
