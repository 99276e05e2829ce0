"""Who holds which role, and taking one back."""

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from storage import audit, invitations, people
from storage.database import Tx, load
from storage.model.invitations import may_dismiss
from storage.model.people import ADMIN, OWNER, Person

SQL = load("roles")


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds; `name` and `unit` as they told them (''), `granted_at` milliseconds UTC."""

    person: int
    role: str
    studio: int
    studio_name: str
    name: str
    unit: str
    granted_at: int


class Dismissal(StrEnum):
    """What came of taking a role back."""

    DONE = "done"
    GONE = "gone"
    """They do not hold it any more."""
    FORBIDDEN = "forbidden"
    LAST_OWNER = "last owner"


async def counts(tx: Tx) -> dict[str, int]:
    """How many hold each role; roles that nobody holds are left out."""
    return {row["role"]: row["number"] for row in await SQL.counts(tx)}


async def page(tx: Tx, role: str, at_most: int, skip: int) -> list[Held]:
    """A page of those who hold a role, by studio."""
    return [_held(row) for row in await SQL.page(tx, role=role, at_most=at_most, skip=skip)]


async def of_studio(tx: Tx, studio: int) -> list[Held]:
    """The leaders and deputies of a studio, leaders first."""
    return [_held(row) for row in await SQL.of_studio(tx, studio=studio)]


async def of_person(tx: Tx, person: int) -> list[Held]:
    """What a person holds, and since when."""
    return [_held(row) for row in await SQL.of_person(tx, person=person)]


async def dismiss(tx: Tx, by: Person, person: int, role: str, studio: int, now: int) -> Dismissal:
    """Take a role back, with the invitations that went with it. The last owner stays: nobody could make another in the chat."""
    if not may_dismiss(by, role, studio):
        return Dismissal.FORBIDDEN
    if role == OWNER and (await counts(tx)).get(OWNER, 0) <= 1:
        return Dismissal.LAST_OWNER
    if not await people.revoke(tx, person, role, studio):
        return Dismissal.GONE
    action = "role.admin" if role in (ADMIN, OWNER) else "role.edit"
    await audit.note(tx, by.id, action, f"person {person}", now, f"dismissed {role} {studio}")
    left = await people.find(tx, person)
    if left is not None:
        await invitations.revoke_of(tx, left)
    return Dismissal.DONE


def _held(row: sqlite3.Row) -> Held:
    return Held(**dict(row))
