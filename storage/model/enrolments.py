"""Enrolments: where somebody stands in a course, and for how long a freed seat is kept for them."""

from dataclasses import dataclass
from enum import StrEnum

from storage.model.courses import Course, Enrolling


class State(StrEnum):
    """报名状态: 待审 · 已确认 · 候补 · (名额保留) · 取消 · 未通过 · 没排上."""

    PENDING = "pending"  # the organiser has not looked yet; holds a seat
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"  # a freed seat is kept for them until the offer ends
    CANCELLED = "cancelled"
    REFUSED = "refused"
    LAPSED = "lapsed"  # the offer ran out, or it began before a seat was free or the organiser had looked


SEATED = (State.PENDING, State.CONFIRMED, State.OFFERED)
"""They count against the seats."""
ALIVE = (*SEATED, State.WAITING)
"""At most one of a person's enrolments in a course is in one of these."""


class Refusal(StrEnum):
    """Why somebody cannot enrol (or accept, or cancel); each has its words in `handlers.cards.courses`."""

    NOT_FOUND = "not_found"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    OVER = "over"
    BEGUN = "begun"
    ENDED = "ended"
    ALREADY = "already"  # enrolled, pending, waiting or offered
    UNIT_FULL = "unit_full"  # so many of their unit are enrolled
    UNIT_UNKNOWN = "unit_unknown"  # the course counts units, and theirs is not known
    TURNED_DOWN = "turned_down"  # the organiser refused them or took them off the list
    TOO_MANY = "too_many"  # they hold as many of this giver's courses as one may
    NO_OFFER = "no_offer"  # nothing is kept for them (any more)
    NOT_ENROLLED = "not_enrolled"
    TOO_LATE = "too_late"  # the time for giving one's place up is past


CLOSED = {
    Enrolling.CANCELLED: Refusal.CANCELLED,
    Enrolling.CLOSED: Refusal.CLOSED,
    Enrolling.OVER: Refusal.OVER,
    Enrolling.BEGUN: Refusal.BEGUN,
    Enrolling.ENDED: Refusal.ENDED,
}
"""Why one cannot enrol in a course that stands so."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person's part in a course. `place`: in the waiting list, 1 first (0 when not waiting); `until`: when the offer
    ends (None: none is open)."""

    id: int
    course: int
    person: int
    state: State
    unit: str
    reason: str
    created_at: int
    place: int = 0
    until: int | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Seats:
    """How a course is filled. `free` None: as many as come."""

    taken: int
    waiting: int
    seats: int | None

    @property
    def free(self) -> int | None:
        """Seats that nobody holds; never below 0 (an organiser may have taken some away)."""
        return None if self.seats is None else max(0, self.seats - self.taken)


@dataclass(frozen=True, slots=True)
class Clash:
    """Something else that a person has at the same time: `kind` course or competition; its title and times."""

    kind: str
    subject: int
    title: str
    begins_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Mine:
    """A course a person is enrolled in, and how."""

    course: Course
    enrolment: Enrolment
