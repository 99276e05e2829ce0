"""Invitations to roles: single-use links of which only the hash is kept, and what taking one does.

Taking one is decided inside the write transaction by its version: of many who open a link at once one gets the role.
"""

import hashlib
import sqlite3

from storage import audit, people, studios
from storage.database import Tx, load
from storage.model.invitations import CONFIRMED_WITHIN_MS, LASTS_MS, MOST_OPEN, Invitation, Refusal, State, may_invite
from storage.model.people import ADMIN, Grant, Person
from storage.model.studios import DELISTED

SQL = load("invitations")
KEPT_MS = 365 * 24 * 3600 * 1000
"""So long after its end an invitation is kept; the audit keeps that there was one."""
LINK = "role-link:"
"""How the keys of messages begin in which a link's secret stands."""


async def invite(
    tx: Tx, by: Person, role: str, studio: int, note: str, secret: str, now: int, *, instead_of: int | None = None
) -> Invitation | None:
    """Make an invitation that this secret opens; None where `by` may not, or has too many open ones."""
    if not may_invite(by, role, studio) or len(await open_ones(tx, by.id, now)) >= MOST_OPEN:
        return None
    if studio and await studios.find(tx, studio) is None:
        return None
    row = await SQL.add(
        tx,
        hash=hashed(secret),
        role=role,
        studio=studio,
        note=note,
        made_by=by.id,
        made_at=now,
        expires_at=now + LASTS_MS,
        instead_of=instead_of,
    )
    await audit.note(tx, by.id, "role.invite", f"invitation {row['id']}", now, f"invited {role} {studio}")
    return await find(tx, row["id"])


async def find(tx: Tx, number: int) -> Invitation | None:
    """The invitation of this number, or None."""
    row = await SQL.by_id(tx, id=number)
    return _invitation(row) if row is not None else None


async def by_secret(tx: Tx, secret: str) -> Invitation | None:
    """The invitation that this secret opens, or None."""
    row = await SQL.by_hash(tx, hash=hashed(secret)) if secret else None
    return _invitation(row) if row is not None else None


async def open_ones(tx: Tx, made_by: int, now: int, *, everybody: bool = False) -> list[Invitation]:
    """Those that may still be taken or wait for an owner, newest first: one person's, or everybody's."""
    since = now - CONFIRMED_WITHIN_MS
    rows = await SQL.open_ones(tx, made_by=made_by, everybody=int(everybody), now=now, taken_since=since)
    return list(map(_invitation, rows))


async def refusal(tx: Tx, one: Invitation | None, person: Person, now: int) -> Refusal | None:
    """Why a person cannot take this invitation; None when they can."""
    if one is None:
        return Refusal.UNKNOWN
    if one.state is State.CLAIMED and one.used_by == person.id and person.id:
        return Refusal.WAITING if one.waits_at(now) else Refusal.EXPIRED
    if one.state in (State.CLAIMED, State.USED):
        return Refusal.USED
    if one.state in (State.REVOKED, State.REFUSED):
        return Refusal.REVOKED
    if now >= one.expires_at:
        return Refusal.EXPIRED
    if not await _stands(tx, one):
        return Refusal.VOID
    if person.id == one.made_by:
        return Refusal.ONESELF
    return Refusal.ALREADY if Grant(one.role, one.studio) in person.grants else None


async def take(tx: Tx, seen: Invitation, person: Person, now: int) -> Invitation | Refusal:
    """Take it: the role is given at once, that of an admin only once an owner confirmed (`decide`)."""
    one = await find(tx, seen.id)
    refused = await refusal(tx, one, person, now)
    if refused is not None or one is None:
        return refused or Refusal.UNKNOWN
    state = State.CLAIMED if one.role == ADMIN else State.USED
    if not await _move(tx, one, state, used_by=person.id, used_at=now):
        return Refusal.USED
    deed = "accepted" if state is State.USED else "asked for"
    await audit.note(tx, person.id, "role.accept", f"invitation {one.id}", now, f"{deed} {one.role} {one.studio}")
    if state is State.USED:
        await _give(tx, one, person.id, now)
    return await find(tx, one.id) or Refusal.UNKNOWN


async def decide(tx: Tx, seen: Invitation, by: Person, now: int, *, yes: bool) -> Invitation | None:
    """An owner confirms an admin's invitation that was taken, or refuses; None when somebody was faster, whoever took it is gone,
    or that was too long ago."""
    if not seen.waits_at(now) or seen.used_by is None or not may_invite(by, seen.role, seen.studio):
        return None
    if not await _move(tx, seen, State.USED if yes else State.REFUSED, decided_by=by.id):
        return None
    deed = "confirmed" if yes else "refused"
    await audit.note(tx, by.id, "role.admin", f"person {seen.used_by}", now, f"{deed} {seen.role} {seen.studio}")
    if yes:
        await _give(tx, seen, seen.used_by, now)
    return await find(tx, seen.id)


async def revoke(tx: Tx, seen: Invitation, by: Person, now: int) -> bool:
    """Take an open invitation back; False when it is not open any more."""
    if seen.state is not State.OPEN or not await _move(tx, seen, State.REVOKED, decided_by=by.id):
        return False
    await audit.note(tx, by.id, "role.invite", f"invitation {seen.id}", now, f"revoked {seen.role} {seen.studio}")
    return True


async def put_note(tx: Tx, seen: Invitation, note: str) -> bool:
    """Say whom it is for; False when it changed meanwhile."""
    return bool(await SQL.put_note(tx, id=seen.id, version=seen.version, note=note))


async def revoke_of(tx: Tx, person: Person) -> int:
    """Take back the open invitations of a person that they may not make any more (they were dismissed); how many."""
    number = 0
    for one in map(_invitation, await SQL.void_of(tx, made_by=person.id)):
        if not may_invite(person, one.role, one.studio):
            state = State.REVOKED if one.state is State.OPEN else State.REFUSED
            number += await _move(tx, one, state)
    return number


async def hide_links(tx: Tx) -> int:
    """Empty the messages with a link in them that were sent: of its secret nothing is kept from then on; how many."""
    number: int = await SQL.hide_links(tx, begin=LINK, beyond=LINK[:-1] + chr(ord(LINK[-1]) + 1))
    return number


async def prune(tx: Tx, now: int) -> None:
    """Forget invitations that ended a year ago."""
    await SQL.prune(tx, before=now - KEPT_MS)


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def _stands(tx: Tx, one: Invitation) -> bool:
    """Whether whoever made it may still invite to it, and what it is for is still there."""
    by = await people.find(tx, one.made_by)
    if by is None or not may_invite(by, one.role, one.studio):
        return False
    studio = await studios.find(tx, one.studio) if one.studio else None
    return not one.studio or (studio is not None and studio.status != DELISTED)


async def _give(tx: Tx, one: Invitation, person: int, now: int) -> None:
    """Give the role; where it is handed over, whoever had it stops."""
    await people.grant(tx, person, one.role, now, one.studio)
    old = one.instead_of
    if old is not None and old != person and await people.revoke(tx, old, one.role, one.studio):
        detail = f"handed over {one.role} {one.studio}"
        await audit.note(tx, one.made_by, "role.edit", f"person {old}", now, detail)
        left = await people.find(tx, old)
        if left is not None:
            await revoke_of(tx, left)


async def _move(
    tx: Tx,
    seen: Invitation,
    state: State,
    *,
    used_by: int | None = None,
    used_at: int | None = None,
    decided_by: int | None = None,
) -> bool:
    return bool(
        await SQL.move(
            tx,
            id=seen.id,
            version=seen.version,
            was=seen.state,
            state=state,
            used_by=used_by,
            used_at=used_at,
            decided_by=decided_by,
        )
    )


def _invitation(row: sqlite3.Row) -> Invitation:
    return Invitation(
        id=row["id"],
        role=row["role"],
        studio=row["studio"],
        note=row["note"],
        state=State(row["state"]),
        made_by=row["made_by"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        used_by=row["used_by"],
        used_at=row["used_at"],
        instead_of=row["instead_of"],
        version=row["version"],
    )
