"""Calendar files of competitions and courses: RFC 5545, one event for each stage or session.

A UID names thing and stage for ever and SEQUENCE is the thing's version, so that a newer file replaces what an older one put
into a calendar. Times are in UTC: right in every zone, with no time zone to define.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.model import competitions, courses
from storage.model.competitions import Competition, in_order
from storage.model.courses import Course

PRODID = "-//studio-bot//competitions//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `uid` and `version` say which event it is and how new; without `ends_at` it is a moment."""

    uid: str
    title: str
    begins_at: int
    ends_at: int | None
    place: str
    version: int
    cancelled: bool


def competition_entries(competition: Competition, names: Mapping[str, str]) -> list[Entry]:
    """A competition's stages. `names`: what each is called in the reader's language."""
    cancelled = competition.state is competitions.State.CANCELLED
    return [
        Entry(
            f"competition-{competition.id}-{stage}",
            f"{names[stage]} · {competition.title}",
            at,
            None,
            competition.place,
            competition.version,
            cancelled,
        )
        for stage, at in in_order(competition.times)
    ]


def course_entries(course: Course) -> list[Entry]:
    """A course's sessions."""
    cancelled = course.state is courses.State.CANCELLED
    return [
        Entry(
            f"course-{course.id}-{session.id}",
            course.title,
            session.begins_at,
            session.ends_at,
            session.place or course.place,
            course.version,
            cancelled,
        )
        for session in course.sessions
    ]


def calendar_file(competition: Competition, names: Mapping[str, str], now: int) -> bytes:
    """A competition's file; see `competition_entries`."""
    return calendar_of(competition_entries(competition, names), now)


def calendar_of(entries: Iterable[Entry], now: int) -> bytes:
    """The file's bytes; `now` (milliseconds UTC) stamps it."""
    from icalendar import Calendar, Event  # 0.1 s to load, and seldom needed

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@studio-bot")
        event.add("dtstamp", _utc(now))
        event.add("dtstart", _utc(entry.begins_at))
        if entry.ends_at is not None:
            event.add("dtend", _utc(entry.ends_at))
        event.add("summary", entry.title)
        event.add("sequence", entry.version)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
        if entry.place:
            event.add("location", entry.place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
