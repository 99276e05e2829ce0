"""Courses (培训): what one is, and until when one may enrol in it or give one's place up. Times are milliseconds UTC."""

from dataclasses import dataclass
from enum import StrEnum

LADDER = (3, 1, 0)
"""Days before a session on which it is brought to mind."""
LONGEST_TITLE = 60
LONGEST_LINE = 100
"""Characters of topic, teacher, place, eligible, bring and source."""
LONGEST_INTRO = 1000
LONGEST_REASON = 200
MOST_FILES = 5
MOST_SESSIONS = 30
MOST_QUESTIONS = 5
LONGEST_QUESTION = 100
LONGEST_ANSWER = 200
MOST_SEATS = 100_000
MOST_COST_FEN = 10_000_000
"""100,000 yuan."""
CREDIT_MINUTES = 45
"""学时: a lesson is 45 minutes, as vocational training counts (示例,以区总工会通知为准)."""


class State(StrEnum):
    """Whether it takes place, and whether one may still enrol."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Enrolling(StrEnum):
    """Whether one can enrol, apart from whether there is a seat."""

    OPEN = "open"
    OVER = "over"  # enrol_until is past
    BEGUN = "begun"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting. `id` 0: not kept yet. `place` '' = the course's. `credit`: 学时 in tenths."""

    begins_at: int
    ends_at: int
    place: str = ""
    credit: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a document, by Telegram's file id: `kind` photo or document. `after`: for those who came."""

    kind: str
    file_id: str
    after: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser says about a course. Texts may be ''.

    `studio`: who gives it (None: the union itself) · `cost_fen`: hundredths of a yuan, 0 = free, None = not stated ·
    `seats` None: as many as come · `per_unit`, `per_person`: see the migration · `enrol_until`, `cancel_until` None: until it
    begins · `questions`: what is asked of those who enrol · `ladder`: days before a session.
    """

    title: str
    sessions: tuple[Session, ...]
    studio: int | None = None
    topic: str = ""
    teacher: str = ""
    place: str = ""
    cost_fen: int | None = None
    eligible: str = ""
    bring: str = ""
    intro: str = ""
    source: str = ""
    seats: int | None = None
    per_unit: int | None = None
    per_person: int | None = None
    enrol_until: int | None = None
    cancel_until: int | None = None
    approval: bool = False
    certificate: bool = True
    questions: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    ladder: tuple[int, ...] = LADDER


@dataclass(frozen=True, slots=True)
class Course(Draft):
    """A course as it is kept. `studio_name` '' where the union gives it; `reason`: why it was cancelled."""

    id: int = 0
    studio_name: str = ""
    state: State = State.OPEN
    reason: str = ""
    copied_from: int | None = None
    begins_at: int = 0
    ends_at: int = 0
    version: int = 1


def credit_of(begins_at: int, ends_at: int) -> int:
    """学时 of a session in tenths, by its length, in halves: 90 minutes are 2.0 (20)."""
    return round((ends_at - begins_at) / 60_000 / CREDIT_MINUTES * 2) * 5


def enrolling(course: Course, now: int) -> Enrolling:
    """Whether one can enrol at `now`, if there is a seat (and wait for one, if there is none)."""
    if course.state is State.CANCELLED:
        return Enrolling.CANCELLED
    if now >= course.ends_at:
        return Enrolling.ENDED
    if now >= course.begins_at:
        return Enrolling.BEGUN
    if course.state is State.CLOSED:
        return Enrolling.CLOSED
    if course.enrol_until is not None and now >= course.enrol_until:
        return Enrolling.OVER
    return Enrolling.OPEN


def cancel_deadline(course: Course) -> int:
    """Until when one may give up one's place."""
    return course.begins_at if course.cancel_until is None else min(course.cancel_until, course.begins_at)


def next_session(course: Course, now: int) -> Session | None:
    """The session that goes on or comes next; None when it is over."""
    return next((one for one in course.sessions if one.ends_at > now), None)
