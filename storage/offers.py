"""Offers of freed seats: made to the first in line who may have one, and ended, every one of them, in a named state.

Whoever frees a seat offers it in the same transaction; besides, the house looks at all courses every minute and does not
rely on that. A seat that is free while somebody waits who may have it is theirs: nobody who comes later is given it.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from storage import people
from storage.database import Tx, load
from storage.model.enrolments import Enrolment, State
from storage.model.local_time import DAY_MS
from storage.model.offers import Span, Waiting, allot
from storage.model.people import Person
from storage.model.quiet import Quiet
from storage.spelling import fold_unit

SQL = load("offers")
AT_ONCE = 200
"""Offers that one transaction ends."""
SOON_MS = 3 * 3600 * 1000
"""On the last day before a course the organisers are told so often that somebody is to be looked at."""


class End(StrEnum):
    """How an offer ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Offered:
    """A seat kept for somebody: from `made_at`, when they are told, `until` then. `offer` is its number."""

    enrolment: Enrolment
    person: Person
    until: int
    made_at: int = 0
    offer: int = 0


async def offer_freed(tx: Tx, course: int, now: int, zone: tzinfo) -> list[Offered]:
    """Offer every free seat of a course to those first in line; whom the caller has to tell.

    The seat is theirs at once; where they are not to be disturbed now, they are told at `made_at`.
    """
    made: list[Offered] = []
    for one, span in await _due(tx, course, now, zone):
        if not await SQL.hold(tx, enrolment=one.enrolment, now=now):
            continue
        offer: int = await SQL.add(tx, enrolment=one.enrolment, made_at=span.made_at, until=span.until)
        made.append(await _offered(tx, one.enrolment, offer, span))
    return made


async def left_over(tx: Tx, course: int, unit: str, now: int, zone: tzinfo) -> bool:
    """Whether a seat is free for somebody of this unit who comes now: when all who wait have theirs."""
    terms = await SQL.terms(tx, course=course)
    if terms["seats"] is None:
        free = None
    elif (free := terms["seats"] - terms["taken"]) <= 0:
        return False
    due = await _due(tx, course, now, zone)
    if terms["per_unit"] is not None:
        of_unit = sum(one.unit == fold_unit(unit) for one, _ in due)
        if of_unit and await unit_seats(tx, course, unit) + of_unit >= terms["per_unit"]:
            return False
    return free is None or len(due) < free


async def unit_seats(tx: Tx, course: int, unit: str) -> int:
    """How many seats of a course people of this unit hold."""
    return (await _units(tx, course)).get(fold_unit(unit), 0)


def letter_key(offer: int) -> str:
    """The dedupe key of the message that tells of an offer; `storage/sql/offers.sql` looks for it."""
    return f"offer:{offer}"


async def untold(tx: Tx, at_most: int = AT_ONCE) -> list[Offered]:
    """Open offers of which no message was written: whoever freed the seat did not tell."""
    rows = await SQL.untold(tx, at_most=at_most)
    return [await _offered(tx, row["enrolment"], row["id"], Span(row["made_at"], row["until"])) for row in rows]


async def end(tx: Tx, enrolment: int, how: End, now: int) -> int | None:
    """End an enrolment's open offer, and its message if that has not left; its number, or None when none was open."""
    row = await SQL.end(tx, enrolment=enrolment, state=how, now=now)
    if row is None:
        return None
    number: int = row["id"]
    await SQL.take_back(tx, id=number, now=now)
    return number


async def withdraw_all(tx: Tx, course: int, now: int) -> None:
    """Take back what a course offers; those people wait again, in their old places."""
    for row in await SQL.open_in(tx, course=course):
        await _withdraw(tx, row["enrolment"], now)


async def expire(tx: Tx, now: int, at_most: int = AT_ONCE) -> tuple[list[Enrolment], bool]:
    """End the offers whose time is past: whose they were, lapsed now, to be told; and whether there may be more.

    Whoever could not be told of theirs (the house or Telegram was down, they blocked the bot) loses nothing: they are in
    their place in line again.
    """
    for row in await SQL.undelivered(tx, at_most=at_most):
        await _withdraw(tx, row["enrolment"], now)
    rows = await SQL.over(tx, now=now, at_most=at_most)
    over = []
    for row in rows:
        if row["unsaid"] and row["begins_at"] > now:
            await _withdraw(tx, row["enrolment"], now)
        else:
            await end(tx, row["enrolment"], End.EXPIRED, now)
            await SQL.lapse(tx, enrolment=row["enrolment"], now=now)
            over.append(row["enrolment"])
    return await _records(tx, over), len(rows) == at_most


async def lapse(tx: Tx, now: int, at_most: int = AT_ONCE) -> tuple[list[Enrolment], bool]:
    """End the waiting for courses that have begun; whose it was, to be told; and whether there may be more."""
    rows = await SQL.too_late(tx, now=now, at_most=at_most)
    for row in rows:
        await SQL.lapse(tx, enrolment=row["id"], now=now)
    return await _records(tx, [row["id"] for row in rows]), len(rows) == at_most


async def unjudged(tx: Tx, now: int, at_most: int = AT_ONCE) -> tuple[list[Enrolment], bool]:
    """End the enrolments that no organiser looked at before the course began; whose they were, and whether there are more."""
    rows = await SQL.unjudged(tx, now=now, at_most=at_most)
    for row in rows:
        await SQL.lapse(tx, enrolment=row["id"], now=now)
    return await _records(tx, [row["id"] for row in rows]), len(rows) == at_most


async def to_judge(tx: Tx, now: int, at_most: int = AT_ONCE) -> list[int]:
    """Courses whose organisers are to be told now that enrolments wait for them; they count as told."""
    found = [row["id"] for row in await SQL.to_judge(tx, now=now, day=DAY_MS, soon=SOON_MS, at_most=at_most)]
    for course in found:
        await SQL.asked(tx, course=course, now=now)
    return found


async def freed(tx: Tx, now: int) -> list[int]:
    """Courses with a free seat and somebody who waits; not each of those may have it."""
    return [row["id"] for row in await SQL.freed(tx, now=now)]


def record(row: sqlite3.Row) -> Enrolment:
    """An enrolment from a row of the view `enrolment_standings`."""
    return Enrolment(
        id=row["id"],
        course=row["course"],
        person=row["person"],
        state=State(row["state"]),
        unit=row["unit"],
        reason=row["reason"],
        created_at=row["created_at"],
        place=row["place"],
        until=row["until"],
        version=row["version"],
    )


async def _offered(tx: Tx, enrolment: int, offer: int, span: Span) -> Offered:
    (one,) = await _records(tx, [enrolment])
    person = await people.find(tx, one.person)
    assert person is not None  # an enrolment goes with its person
    return Offered(one, person, span.until, span.made_at, offer)


async def _withdraw(tx: Tx, enrolment: int, now: int) -> None:
    await end(tx, enrolment, End.WITHDRAWN, now)
    await SQL.wait_again(tx, enrolment=enrolment, now=now)


async def _records(tx: Tx, ids: Sequence[int]) -> list[Enrolment]:
    return [record(row) for row in await SQL.enrolments(tx, ids=list(ids))]


async def _due(tx: Tx, course: int, now: int, zone: tzinfo) -> list[tuple[Waiting, Span]]:
    """Who is to be offered a seat of the course now."""
    terms = await SQL.terms(tx, course=course)
    if terms is None or terms["state"] == "cancelled" or terms["begins_at"] <= now:
        return []
    free = None if terms["seats"] is None else terms["seats"] - terms["taken"]
    if free is not None and free <= 0:
        return []
    line = [
        Waiting(row["id"], row["person"], fold_unit(row["unit"]), _quiet(row))
        for row in await SQL.line(tx, course=course)
    ]
    if not line:
        return []
    taken = await _units(tx, course) if terms["per_unit"] is not None else {}
    return allot(line, free, terms["per_unit"], taken, now, terms["begins_at"], zone)


async def _units(tx: Tx, course: int) -> dict[str, int]:
    """How many seats the people of each unit hold, by its folded name."""
    taken: dict[str, int] = defaultdict(int)
    for row in await SQL.units(tx, course=course):
        taken[fold_unit(row["unit"])] += row["number"]
    return taken


def _quiet(row: sqlite3.Row) -> Quiet:
    return Quiet() if row["quiet_from"] is None else Quiet(row["quiet_from"], row["quiet_to"])
