"""Who is enrolled in what, or waits for it. Everything that gives or frees a seat is one transaction of the one writer.

A seat goes to whoever comes while one is free and nobody waits who may have it; everybody else stands in line, in the
order of their enrolments' numbers. Whoever frees a seat calls `offer_freed` next, in the same transaction, and tells
those it names (`handlers.cards.course_news.offer_seats` does both).
"""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from storage import courses, offers, profiles
from storage.database import Tx, load
from storage.model.courses import Course, Enrolling, cancel_deadline, enrolling
from storage.model.enrolments import ALIVE, CLOSED, Clash, Enrolment, Mine, Refusal, Seats, State
from storage.offers import End, Offered, offer_freed, record

__all__ = ["Listed", "Offered", "offer_freed"]

SQL = load("enrolments")
AT_ONCE = 500
"""Enrolments whose answers one statement reads: a list of a hundred thousand has more than SQLite takes parameters."""
STAGE_MS = 4 * 3600 * 1000
"""A competition's stage is taken to last half a day: its notice names only the beginning."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on an organiser's list: `name` '' where they told none; `answers`: (question, answer)."""

    enrolment: Enrolment
    name: str
    answers: tuple[tuple[str, str], ...]


async def enrol(
    tx: Tx, course: Course, person: int, now: int, zone: tzinfo, answers: Sequence[tuple[str, str]] = ()
) -> Enrolment | Refusal:
    """Give a person a seat, or a place in the line where none is free; `answers`: (question, answer)."""
    stands = enrolling(course, now)
    if stands is not Enrolling.OPEN:
        return CLOSED[stands]
    known = await of(tx, course.id, person)
    if known is not None and known.state in ALIVE:
        return Refusal.ALREADY
    if known is not None and known.state is State.REFUSED:
        return Refusal.TURNED_DOWN
    profile = await profiles.of(tx, person)
    unit = profile.unit if profile is not None else ""
    if course.per_unit is not None:
        if not unit:
            return Refusal.UNIT_UNKNOWN
        if await offers.unit_seats(tx, course.id, unit) >= course.per_unit:
            return Refusal.UNIT_FULL
    if course.per_person is not None:
        held = await SQL.held_of_giver(tx, person=person, studio=course.studio or 0, course=course.id, now=now)
        if held >= course.per_person:
            return Refusal.TOO_MANY
    state = State.WAITING
    if await offers.left_over(tx, course.id, unit, now, zone):
        state = State.PENDING if course.approval else State.CONFIRMED
    number: int = await SQL.add(tx, course=course.id, person=person, state=state, unit=unit, now=now)
    if answers:
        rows = [
            {"enrolment": number, "position": place, "question": question, "answer": answer}
            for place, (question, answer) in enumerate(answers)
        ]
        await SQL.add_answers(tx, rows)
    return await _find(tx, number)


async def leave(tx: Tx, course: Course, person: int, now: int) -> Enrolment | Refusal:
    """Give up a seat, an offer or a place in the line; what it was before. Seats only until the course's deadline."""
    was = await of(tx, course.id, person)
    if was is None or was.state not in ALIVE:
        return Refusal.NOT_ENROLLED
    if was.state in (State.PENDING, State.CONFIRMED) and now >= cancel_deadline(course):
        return Refusal.TOO_LATE
    await offers.end(tx, was.id, End.DECLINED, now)
    await _move(tx, was, State.CANCELLED, now)
    return was


async def accept(tx: Tx, course: Course, person: int, now: int) -> Enrolment | Refusal:
    """Take the seat that is offered; where the organiser looks at each enrolment, it is pending."""
    was = await of(tx, course.id, person)
    if (refused := _no_offer(course, was, now)) is not None:
        return refused
    assert was is not None
    await offers.end(tx, was.id, End.ACCEPTED, now)
    await _move(tx, was, State.PENDING if course.approval else State.CONFIRMED, now)
    return await _find(tx, was.id)


async def decline(tx: Tx, course: Course, person: int, now: int) -> Enrolment | Refusal:
    """Leave the seat that is offered to the next; it ends the waiting, too."""
    was = await of(tx, course.id, person)
    if (refused := _no_offer(course, was, now)) is not None:
        return refused
    assert was is not None
    await offers.end(tx, was.id, End.DECLINED, now)
    await _move(tx, was, State.CANCELLED, now)
    return await _find(tx, was.id)


async def judge(tx: Tx, enrolment: int, approve: bool, reason: str, by: int, now: int) -> Enrolment | None:
    """Confirm a pending enrolment or refuse it; None when it is not pending (any more)."""
    was = await find(tx, enrolment)
    if was is None or was.state is not State.PENDING:
        return None
    await _move(tx, was, State.CONFIRMED if approve else State.REFUSED, now, reason, by)
    return await _find(tx, enrolment)


async def dismiss(tx: Tx, enrolment: int, reason: str, by: int, now: int) -> Enrolment | None:
    """Take somebody off the list, who is told why; None when they are not on it (any more)."""
    was = await find(tx, enrolment)
    if was is None or was.state not in ALIVE:
        return None
    await offers.end(tx, was.id, End.WITHDRAWN, now)
    await _move(tx, was, State.REFUSED, now, reason, by)
    return await _find(tx, enrolment)


async def forgive(tx: Tx, enrolment: int, now: int) -> bool:
    """Let somebody who was refused or taken off enrol again; False when they are not (any more)."""
    return bool(await SQL.forgive(tx, id=enrolment, now=now))


async def find(tx: Tx, enrolment: int) -> Enrolment | None:
    """The enrolment of this number, or None."""
    row = await SQL.by_id(tx, id=enrolment)
    return record(row) if row is not None else None


async def of(tx: Tx, course: int, person: int) -> Enrolment | None:
    """How a person stands in a course: the enrolment that is alive, else their last one, or None."""
    row = await SQL.of(tx, course=course, person=person)
    return record(row) if row is not None else None


async def mine(tx: Tx, person: int, now: int) -> list[Mine]:
    """What a person is enrolled in or waits for and is not over, by the next session; also what was cancelled."""
    return await _mine(tx, await SQL.mine(tx, person=person, now=now))


async def past_of(tx: Tx, person: int, now: int, at_most: int, skip: int = 0) -> list[Mine]:
    """What a person had a seat in and is over, the latest first."""
    return await _mine(tx, await SQL.past_of(tx, person=person, now=now, at_most=at_most, skip=skip))


async def seats(tx: Tx, course: int) -> Seats:
    """How a course is filled; a course that is not there has none."""
    return (await seats_of(tx, [course])).get(course, Seats(0, 0, 0))


async def seats_of(tx: Tx, ids: Sequence[int]) -> dict[int, Seats]:
    """How these courses are filled."""
    rows = await SQL.seats(tx, ids=list(ids)) if ids else ()
    return {row["id"]: Seats(row["taken"], row["waiting"], row["seats"]) for row in rows}


async def listed(tx: Tx, course: int, states: Sequence[State], at_most: int, skip: int = 0) -> list[Listed]:
    """Who is on a course's list in one of these states, in the order of their enrolments."""
    rows = await SQL.listed(tx, course=course, states=list(states), at_most=at_most, skip=skip)
    said = await _said(tx, [row["id"] for row in rows])
    waiting = [row["id"] for row in rows if row["state"] == State.WAITING]
    before: int = await SQL.ahead_of(tx, course=course, enrolment=waiting[0]) if waiting else 0
    places = {number: place for place, number in enumerate(waiting, before + 1)}  # in order, and nobody is left out
    return [
        Listed(replace(record(row), place=places.get(row["id"], 0)), row["name"], tuple(said.get(row["id"], ())))
        for row in rows
    ]


async def listed_one(tx: Tx, enrolment: int) -> Listed | None:
    """One person of a list, or None."""
    found = await find(tx, enrolment)
    if found is None:
        return None
    profile = await profiles.of(tx, found.person)
    said = await _said(tx, [enrolment])
    return Listed(found, profile.name if profile is not None else "", tuple(said.get(enrolment, ())))


async def count(tx: Tx, course: int, states: Sequence[State]) -> int:
    """How many are on a course's list in one of these states."""
    number: int = await SQL.number(tx, course=course, states=list(states))
    return number


async def clashes(tx: Tx, person: int, course: Course, states: Sequence[State] = ALIVE) -> list[Clash]:
    """What else a person has at the time of one of the course's sessions, in other courses where they stand in one of these
    `states`; of a competition only the beginning is known."""
    found = [
        Clash("course", row["id"], row["title"], row["begins_at"], row["ends_at"])
        for row in await SQL.clashing_courses(tx, person=person, course=course.id, states=list(states))
    ]
    found += [
        Clash("competition", row["id"], row["title"], row["at"], row["at"])
        for row in await SQL.clashing_stages(tx, person=person, course=course.id, length=STAGE_MS)
    ]
    return found


async def _said(tx: Tx, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """What was answered, by enrolment: (question, answer) in order."""
    said: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for begin in range(0, len(ids), AT_ONCE):
        for row in await SQL.answers(tx, ids=list(ids[begin : begin + AT_ONCE])):
            said[row["enrolment"]].append((row["question"], row["answer"]))
    return said


def _no_offer(course: Course, was: Enrolment | None, now: int) -> Refusal | None:
    """Why nothing can be done about an offer."""
    if was is not None and was.state in (State.PENDING, State.CONFIRMED):
        return Refusal.ALREADY
    if enrolling(course, now) is Enrolling.CANCELLED:
        return Refusal.CANCELLED
    if now >= course.begins_at:
        return Refusal.BEGUN
    if was is None or was.state is not State.OFFERED or was.until is None or now >= was.until:
        return Refusal.NO_OFFER
    return None


async def _move(tx: Tx, was: Enrolment, state: State, now: int, reason: str = "", by: int | None = None) -> None:
    await SQL.move(tx, id=was.id, state=state, reason=reason, judged_by=by, now=now)


async def _find(tx: Tx, enrolment: int) -> Enrolment:
    found = await find(tx, enrolment)
    assert found is not None
    return found


async def _mine(tx: Tx, rows: Sequence[sqlite3.Row]) -> list[Mine]:
    found = {one.id: one for one in await courses.find_many(tx, [row["course"] for row in rows])}
    return [Mine(found[row["course"]], record(row)) for row in rows]
