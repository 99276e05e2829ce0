"""Training certificates: issued once for each person and course, verified by their number. Times are milliseconds UTC."""

import secrets
import sqlite3
from datetime import tzinfo

from storage import attendance
from storage.database import Tx, load
from storage.model.attendance import enough
from storage.model.certificates import ALPHABET, RANDOM_PLACES, Certificate, Refusal, number
from storage.model.courses import Course, State
from storage.model.local_time import local

SQL = load("certificates")
TRIES = 5
"""A number that is there already is drawn anew; even the first time that is next to impossible."""


async def of(tx: Tx, course: int, person: int) -> Certificate | None:
    """A person's certificate of a course."""
    return _certificate(await SQL.of(tx, course=course, person=person))


async def find(tx: Tx, certificate: int) -> Certificate | None:
    """The certificate of this (inner) number, or None."""
    return _certificate(await SQL.by_id(tx, id=certificate))


async def by_number(tx: Tx, number: str) -> Certificate | None:
    """The certificate on which this number stands, or None; revoked ones too."""
    return _certificate(await SQL.by_number(tx, number=number))


async def of_person(tx: Tx, person: int) -> list[Certificate]:
    """A person's certificates, the newest first."""
    return [_known(row) for row in await SQL.of_person(tx, person=person)]


async def of_course(tx: Tx, course: int, at_most: int, skip: int = 0) -> list[Certificate]:
    """A course's certificates in the order they were issued."""
    return [_known(row) for row in await SQL.of_course(tx, course=course, at_most=at_most, skip=skip)]


async def count(tx: Tx, course: int) -> int:
    """How many certificates of a course were issued, revoked ones too."""
    issued: int = await SQL.count(tx, course=course)
    return issued


async def due(tx: Tx, course: Course | None, person: int, now: int) -> Refusal | None:
    """Why a person gets no certificate of a course; None: they may have it."""
    if course is None:
        return Refusal.NOT_FOUND
    if not course.certificate or course.state is State.CANCELLED:
        return Refusal.NONE_GIVEN
    if now < course.ends_at:
        return Refusal.NOT_OVER
    return None if enough(await attendance.marks_of(tx, course.id, person)) else Refusal.NOT_ENOUGH


async def issue(tx: Tx, course: Course, person: int, name: str, giver: str, now: int, zone: tzinfo) -> Certificate:
    """A person's certificate of a course, made with this name where there is none; whether it is `due` is asked before."""
    year = local(now, zone).year
    for _ in range(TRIES):
        drawn = number(year, [secrets.randbelow(len(ALPHABET)) for _ in range(RANDOM_PLACES)])
        await SQL.add(
            tx,
            number=drawn,
            course=course.id,
            person=person,
            name=name,
            title=course.title,
            giver=giver,
            credit=await attendance.hours_in(tx, person, course.id),
            began_at=course.begins_at,
            finished_at=course.ends_at,
            now=now,
        )
        issued = await of(tx, course.id, person)
        if issued is not None:
            return issued
    raise RuntimeError("no free certificate number was drawn")


async def revoke(tx: Tx, certificate: int, reason: str, now: int) -> bool:
    """Declare a certificate invalid; False when it was so already. It stays to be found, with the reason."""
    return bool(await SQL.revoke(tx, id=certificate, reason=reason, now=now))


def _certificate(row: sqlite3.Row | None) -> Certificate | None:
    return _known(row) if row is not None else None


def _known(row: sqlite3.Row) -> Certificate:
    return Certificate(
        id=row["id"],
        number=row["number"],
        course=row["course"],
        person=row["person"],
        name=row["name"],
        title=row["title"],
        giver=row["giver"],
        credit=row["credit"],
        began_at=row["began_at"],
        finished_at=row["finished_at"],
        issued_at=row["issued_at"],
        revoked_at=row["revoked_at"],
        reason=row["reason"],
    )
