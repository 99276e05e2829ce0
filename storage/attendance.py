"""Who came to what: checking in, marks by hand, 学时, and the end of a session. Times are milliseconds UTC."""

from collections.abc import Sequence

from storage import people
from storage.database import Tx, load
from storage.model.attendance import (
    CLOSES_AFTER_MS,
    OPENS_BEFORE_MS,
    Attendance,
    Attendee,
    How,
    Mark,
    Meeting,
    Tally,
    mark_at,
    resting_until,
    tally,
    tries_now,
)
from storage.model.local_time import DAY_MS
from storage.model.people import ADMIN, Person, may

SQL = load("attendance")


async def meeting(tx: Tx, session: int) -> Meeting | None:
    """The session of this number, or None."""
    return next(iter(await _meetings(tx, [session])), None)


async def meetings_of(tx: Tx, course: int) -> list[Meeting]:
    """A course's sessions in order."""
    return await _meetings(tx, [row["id"] for row in await SQL.of_course(tx, course=course)])


async def open_for(tx: Tx, person: int, now: int) -> list[Meeting]:
    """The sessions that a person has a seat in and can check in to at `now`, in order."""
    times = {"begun_by": now + OPENS_BEFORE_MS, "over_by": now - CLOSES_AFTER_MS}
    return await _meetings(tx, [row["id"] for row in await SQL.theirs(tx, person=person, **times)])


async def next_for(tx: Tx, person: int, now: int) -> Meeting | None:
    """The session that a person has a seat in and that begins next."""
    return next(
        iter(await _meetings(tx, [row["id"] for row in await SQL.next_theirs(tx, person=person, now=now)])), None
    )


async def open_now(tx: Tx, now: int) -> list[Meeting]:
    """All sessions that one can check in to at `now`, in order."""
    times = {"begun_by": now + OPENS_BEFORE_MS, "over_by": now - CLOSES_AFTER_MS}
    return await _meetings(tx, [row["id"] for row in await SQL.going_on(tx, begun_after=now - DAY_MS, **times)])


async def of(tx: Tx, session: int, person: int) -> Attendance | None:
    """How a session found a person; None where nothing is known."""
    row = await SQL.of(tx, session=session, person=person)
    if row is None:
        return None
    return Attendance(row["session"], row["person"], Mark(row["state"]), How(row["how"]), row["at"])


async def check_in(tx: Tx, meeting: Meeting, person: int, how: How, now: int) -> Attendance | None:
    """Mark a person present, or late by the time; None when they were marked so before. Whether they may is asked before."""
    mark = mark_at(meeting.begins_at, now)
    if not await SQL.check_in(tx, session=meeting.session, person=person, state=mark, how=how, now=now):
        return None
    await SQL.clear_tries(tx, person=person)
    return Attendance(meeting.session, person, mark, how, now)


async def mark(tx: Tx, meeting: Meeting, person: int, came: bool, by: int, now: int) -> None:
    """What an organiser says of somebody; that somebody did not come is taken as not known before the session is settled."""
    if not came and meeting.settled_at is None:
        await SQL.unmark(tx, session=meeting.session, person=person)
        return
    state = Mark.PRESENT if came else Mark.ABSENT
    await SQL.mark(tx, session=meeting.session, person=person, state=state, now=now, marked_by=by)


async def attendance(tx: Tx, course: int) -> list[Attendee]:
    """Everybody on a course's list in the order they enrolled, then those who came and left it since."""
    sessions = [one.session for one in await meetings_of(tx, course)]
    marks = {(row["session"], row["person"]): Mark(row["state"]) for row in await SQL.marks(tx, course=course)}
    return [
        Attendee(
            row["person"],
            row["name"],
            row["unit"],
            tuple(marks.get((session, row["person"])) for session in sessions),
        )
        for row in await SQL.attendees(tx, course=course)
    ]


async def numbers(tx: Tx, meeting: Meeting) -> Tally:
    """A session in numbers."""
    place = meeting.number - 1
    return tally({one.person: one.marks[place] for one in await attendance(tx, meeting.course)})


async def marks_of(tx: Tx, course: int, person: int) -> list[Mark | None]:
    """How each of a course's sessions, in order, found a person."""
    rows = await SQL.own_marks(tx, course=course, person=person)
    return [Mark(row["state"]) if row["state"] is not None else None for row in rows]


async def hours_of(tx: Tx, person: int, now: int) -> int:
    """学时 a person has collected, in tenths: of sessions that are over."""
    hours: int = await SQL.credit(tx, person=person, now=now)
    return hours


async def hours_in(tx: Tx, person: int, course: int) -> int:
    """学时 of one course, in tenths."""
    hours: int = await SQL.credit_of_course(tx, person=person, course=course)
    return hours


async def settle_next(tx: Tx, now: int) -> Meeting | None:
    """Mark absent who did not come to the session that ended first and is not settled yet; None when there is none."""
    session = await SQL.next_unsettled(tx, over_by=now - CLOSES_AFTER_MS)
    found = await meeting(tx, session) if session is not None else None
    if found is None:
        return None
    await SQL.settle(tx, session=found.session, now=now)
    if not found.cancelled:
        await SQL.mark_absent(tx, session=found.session, now=now)
    return found


async def begin_thanks(tx: Tx, course: int) -> None:
    """Whoever came to a course is to be thanked (`next_to_thank`)."""
    await SQL.begin_thanks(tx, course=course)


async def next_to_thank(tx: Tx, at_most: int) -> tuple[int, list[int]] | None:
    """A course and the next people who came to it, who count as thanked from now on; None when there is no more."""
    row = await SQL.to_thank(tx)
    if row is None:
        return None
    came = [one["person"] for one in await SQL.came(tx, course=row["id"], after=row["thanked"], at_most=at_most)]
    await SQL.thanked(tx, course=row["id"], upto=came[-1] if len(came) == at_most else None)
    return row["id"], came


async def resting(tx: Tx, person: int, now: int) -> int | None:
    """Until when a person may try no code, having tried too many wrong ones; None: they may."""
    row = await SQL.tries(tx, person=person)
    return resting_until(row["tries"], row["at"], now) if row is not None else None


async def missed(tx: Tx, person: int, now: int) -> int | None:
    """Count a wrong code; until when the person may try no more, None: they may."""
    row = await SQL.tries(tx, person=person)
    tries = tries_now(row["tries"], row["at"], now) if row is not None else 1
    await SQL.put_tries(tx, person=person, at=now, tries=tries)
    return resting_until(tries, now, now)


async def organisers(tx: Tx, meeting: Meeting) -> list[Person]:
    """Who hears how a session went: leaders and deputies of its studio, for the union's own whoever made it; and whoever
    marked somebody by hand."""
    marking = await SQL.markers(tx, session=meeting.session)
    return await _organisers(tx, meeting.studio, meeting.created_by, *(row["person"] for row in marking))


async def organisers_of(tx: Tx, course: int) -> list[Person]:
    """Who runs a course: leaders and deputies of its studio; for the union's own whoever made it, or else the admins."""
    found = await meetings_of(tx, course)
    running = await _organisers(tx, found[0].studio, found[0].created_by) if found else []
    return running or await people.holders(tx, ADMIN)


async def _organisers(tx: Tx, studio: int | None, created_by: int, *others: int) -> list[Person]:
    leading = await SQL.organisers(tx, studio=studio) if studio is not None else []
    numbers = [row["person"] for row in leading] or [created_by]
    found = [await people.find(tx, number) for number in dict.fromkeys([*numbers, *others])]
    return [one for one in found if one is not None and may(one, "course.edit", studio or -1)]


async def _meetings(tx: Tx, ids: Sequence[int]) -> list[Meeting]:
    if not ids:
        return []
    return [
        Meeting(
            session=row["id"],
            course=row["course"],
            title=row["title"],
            studio=row["studio"],
            begins_at=row["begins_at"],
            ends_at=row["ends_at"],
            credit=row["credit"],
            secret=row["secret"],
            number=row["number"],
            sessions=row["sessions"],
            cancelled=row["state"] == "cancelled",
            settled_at=row["settled_at"],
            created_by=row["created_by"],
        )
        for row in await SQL.meetings(tx, ids=list(ids))
    ]
