"""People, where they can be reached, their roles and what they consented to."""

import sqlite3
from collections.abc import Sequence

from storage.database import Tx, load
from storage.model.people import Grant, Person

SQL = load("people")
TELEGRAM = "telegram"


async def by_address(tx: Tx, address: str, channel: str = TELEGRAM) -> Person | None:
    """The person behind a private chat, or None for a stranger."""
    row = await SQL.by_address(tx, channel=channel, address=address)
    return await _person(tx, row)


async def by_addresses(tx: Tx, addresses: Sequence[str], channel: str = TELEGRAM) -> dict[str, Person]:
    """The people behind these private chats, by address; strangers are not among them."""
    rows = await SQL.by_addresses(tx, channel=channel, addresses=list(addresses))
    if not rows:
        return {}
    grants: dict[int, list[Grant]] = {}
    for row in await SQL.grants_of(tx, people=[row["id"] for row in rows]):
        grants.setdefault(row["person"], []).append(Grant(row["role"], row["studio"]))
    return {row["address"]: _as_person(row, grants.get(row["id"], ())) for row in rows}


async def find(tx: Tx, person: int) -> Person | None:
    """The person of this number, or None."""
    return await _person(tx, await SQL.by_id(tx, id=person))


async def meet(tx: Tx, address: str, now: int, channel: str = TELEGRAM) -> Person:
    """The person behind a private chat; a stranger becomes a row of number, address and nothing else."""
    known = await by_address(tx, address, channel)
    if known is not None:
        return known
    row = await SQL.add(tx, now=now)
    await SQL.add_address(tx, person=row["id"], channel=channel, address=address)
    return Person(id=row["id"], address=address)


async def grant(tx: Tx, person: int, role: str, now: int, studio: int = 0) -> bool:
    """Give a role; False when the person had it."""
    return bool(await SQL.grant(tx, person=person, role=role, studio=studio, now=now))


async def revoke(tx: Tx, person: int, role: str, studio: int = 0) -> bool:
    """Take a role back; False when the person did not have it."""
    return bool(await SQL.revoke(tx, person=person, role=role, studio=studio))


async def holders(tx: Tx, role: str) -> list[Person]:
    """Everybody who holds a role."""
    found = [await find(tx, row["person"]) for row in await SQL.holders(tx, role=role)]
    return [person for person in found if person is not None]


async def set_language(tx: Tx, person: int, language: str) -> None:
    """Remember the language a person chose ('zh' or 'en')."""
    await SQL.set_language(tx, person=person, language=language)


async def set_muted(tx: Tx, address: str, at: int | None) -> None:
    """Remember that a private chat blocked the bot at `at`, or that it is back (None)."""
    await SQL.set_muted(tx, address=address, at=at)


async def set_menu(tx: Tx, person: int, menu: str) -> None:
    """Remember which command menu a person's chat was given."""
    await SQL.set_menu(tx, person=person, menu=menu)


async def consent(tx: Tx, person: int, purpose: str, now: int) -> None:
    """Keep that a person agreed to `purpose`."""
    await SQL.consent(tx, person=person, purpose=purpose, now=now)


async def consents(tx: Tx, person: int) -> dict[str, int]:
    """What a person agreed to, and when (milliseconds UTC)."""
    return {row["purpose"]: row["given_at"] for row in await SQL.consents(tx, person=person)}


async def _person(tx: Tx, row: sqlite3.Row | None) -> Person | None:
    if row is None:
        return None
    return _as_person(row, [Grant(r["role"], r["studio"]) for r in await SQL.grants(tx, person=row["id"])])


def _as_person(row: sqlite3.Row, grants: Sequence[Grant]) -> Person:
    return Person(
        id=row["id"],
        language=row["language"],
        address=row["address"],
        muted=row["muted_at"] is not None,
        menu=row["menu"],
        grants=tuple(grants),
    )
