"""Pictures and files behind news and reports, as rows; their copies are in `storage.vault`. Times are milliseconds UTC.

A row is there, with Telegram's file id, in the transaction that saves the news. `bot.keeper` fetches the file afterwards.

Of a person who is erased: their studio's records outlive them, and so does the evidence (`storage.privacy`). A row that is
deleted loses its copy: at the next sweep, within ten minutes, it is put away, and three days later it is deleted.
"""

import sqlite3
from collections.abc import Sequence

from storage import audit
from storage.database import Tx, load
from storage.file_types import may_be_called
from storage.model.evidence import (
    DOCUMENT,
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_FILES,
    NEWS,
    POST,
    QUOTA,
    REPORT,
    Evidence,
    Item,
    Refused,
    State,
    Unsent,
    Why,
    clean_name,
)

SQL = load("evidence")
ACTIONS = {NEWS: "news.write", REPORT: "report.write"}
"""What adding to it stands under in the audit."""
SHOWN = "evidence:show:"
"""How the keys of messages begin that show evidence by its file id; its number follows."""
FIRST_RETRY_MS, LONGEST_RETRY_MS = 60_000, 24 * 3600 * 1000
"""Tried again after one minute, then after twice as long each time, to a day."""
MOST_TRIES = 12
"""A minute doubled eleven times is past a day: then it has failed."""
DISK_RETRY_MS = 10 * 60_000
"""What finds no room here is tried for ever: that is for the admins to mend."""


async def attach(
    tx: Tx, studio: int, subject: str, number: int, items: Sequence[Item], person: int, now: int
) -> list[Refused]:
    """Put evidence to a news or a report; returned is what was not taken, and why. Conversations call
    `handlers.cards.evidence.keep`, which also has the files fetched at once and says what was refused."""
    there = len(await of(tx, subject, number))
    room = QUOTA - await used_bytes(tx, studio)
    refused = []
    for item in items:
        why = _against(item, there, room)
        if why is not None:
            refused.append(Refused(item, why))
            continue
        there += 1
        room -= item.bytes
        await SQL.add(
            tx,
            studio=studio,
            subject=subject,
            number=number,
            kind=item.kind,
            file_id=item.file_id,
            name=clean_name(item.name),
            text=item.text[:LONGEST_TEXT],
            person=person,
            state=State.KEPT if item.kind == POST else State.WAITING,
            bytes=item.bytes,
            at=now,
            kept_at=now if item.kind == POST else None,
        )
    if taken := len(items) - len(refused):
        await audit.note(tx, person, ACTIONS[subject], f"{subject} {number}", now, f"evidence {taken}")
    return refused


def _against(item: Item, there: int, room: int) -> Why | None:
    if there >= MOST_FILES:
        return Why.TOO_MANY
    if item.kind == DOCUMENT and not may_be_called(clean_name(item.name)):
        return Why.TYPE
    if item.bytes > MOST_BYTES:
        return Why.TOO_LARGE
    return Why.QUOTA if item.bytes > room else None


async def of(tx: Tx, subject: str, number: int) -> list[Evidence]:
    """The evidence of a news or a report, in the order it was shown."""
    return (await of_many(tx, subject, [number]))[number]


async def of_many(tx: Tx, subject: str, numbers: Sequence[int]) -> dict[int, list[Evidence]]:
    """The same of many, by their number."""
    found: dict[int, list[Evidence]] = {number: [] for number in numbers}
    for row in await SQL.of(tx, subject=subject, numbers=list(numbers)):
        found[row["number"]].append(_evidence(row))
    return found


async def find(tx: Tx, evidence: int) -> Evidence | None:
    """The evidence of this number, or None."""
    row = await SQL.find(tx, id=evidence)
    return _evidence(row) if row is not None else None


async def receipt(tx: Tx, one: Evidence) -> str:
    """The receipt of the news or report that it belongs to; '' where that has none yet."""
    found: str | None = await SQL.receipt(tx, subject=one.subject, number=one.number)
    return found or ""


async def lost(tx: Tx, since: int) -> list[Unsent]:
    """What Telegram would not hand out by its file id any more, of all that was tried after `since`, and of which there is a
    copy. Each is returned once."""
    found, letters = [], []
    for row in await SQL.unsent(tx, since=since, start=SHOWN):
        one = await find(tx, int(row["dedupe_key"].removeprefix(SHOWN).partition(":")[0]))
        if one is not None and one.stored:
            found.append(Unsent(one.id, row["person"], row["chat"]))
            letters.append(row["id"])
    if letters:
        await SQL.replaced(tx, letters=letters)
    return found


async def used_bytes(tx: Tx, studio: int) -> int:
    """How much of its quota a studio has used, what is still to be fetched included."""
    used: int = await SQL.used_bytes(tx, studio=studio)
    return used


async def due(tx: Tx, now: int, at_most: int = 1) -> list[Evidence]:
    """What is to be fetched now, longest due first."""
    return [_evidence(row) for row in await SQL.due(tx, now=now, far=now + LONGEST_RETRY_MS, at_most=at_most)]


async def next_due(tx: Tx, now: int) -> int | None:
    """When the next is to be tried again."""
    when: int | None = await SQL.next_due(tx, now=now)
    return when


async def kept(tx: Tx, seen: Evidence, stored: str, kind: str, size: int, now: int) -> bool:
    """Our copy is safe, under this name; False when nobody wants it any more."""
    return bool(await SQL.kept(tx, id=seen.id, stored=stored, type=kind, bytes=size, now=now))


async def refused(tx: Tx, seen: Evidence, why: Why, kind: str) -> bool:
    """What came is not taken; False when it was said before."""
    return bool(await SQL.refused(tx, id=seen.id, why=why, type=kind))


async def not_yet(tx: Tx, seen: Evidence, why: Why, now: int) -> bool:
    """It could not be fetched or kept: tried again later, or (True) given up. What finds no room here is never given up."""
    tries = seen.tries + (why is not Why.DISK)
    failed = tries >= MOST_TRIES
    wait = DISK_RETRY_MS if why is Why.DISK else min(FIRST_RETRY_MS << seen.tries, LONGEST_RETRY_MS)
    changed = await SQL.not_yet(
        tx,
        id=seen.id,
        state=State.FAILED if failed else State.WAITING,
        why=why,
        tries=tries,
        next_try=now + wait,
    )
    return failed and bool(changed)


async def stored_names(tx: Tx) -> set[str]:
    """The names of all copies that belong to something."""
    return {row["stored"] for row in await SQL.stored_names(tx)}


async def stuck(tx: Tx) -> int:
    """How many files wait because there is no room for them here."""
    number: int = await SQL.stuck(tx, why=Why.DISK)
    return number


def _evidence(row: sqlite3.Row) -> Evidence:
    return Evidence(
        id=row["id"],
        studio=row["studio"],
        subject=row["subject"],
        number=row["number"],
        kind=row["kind"],
        file_id=row["file_id"],
        name=row["name"],
        text=row["text"],
        person=row["person"],
        state=State(row["state"]),
        why=row["why"],
        stored=row["stored"],
        type=row["type"],
        bytes=row["bytes"],
        tries=row["tries"],
        next_try=row["next_try"],
        at=row["at"],
        kept_at=row["kept_at"],
    )
