"""Checking in: the code of a session, when it counts, and what being there is worth. Times are milliseconds UTC.

A code is made of the session's secret and the minute, so it is worth nothing a while after it was seen: it cannot be
passed on to somebody who stayed at home and comes by later.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storage.model.courses import Course, File

MINUTE_MS = 60_000
DIGITS = 6
OPENS_BEFORE_MS = 30 * MINUTE_MS
"""How long before a session begins one can check in …"""
CLOSES_AFTER_MS = 15 * MINUTE_MS
"""… and how long after its end; then who did not come is marked absent."""
LATE_AFTER_MS = 10 * MINUTE_MS
"""Who checks in longer than this after the beginning is late."""
MINUTES_ACCEPTED = 2
"""A code counts in its own minute and in the one after it: typing takes a while."""
MINUTES_KNOWN = 60
"""So old may a code be to be called expired rather than wrong."""
MOST_TRIES = 5
"""Wrong codes of one person, and then …"""
REST_MS = 10 * MINUTE_MS
"""… so long a rest."""
SHARE_WANTED = 80
"""Percent of the sessions that one must have come to for a certificate."""


class Mark(StrEnum):
    """出勤: 到 · 迟到 · 缺席."""

    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"


CAME = (Mark.PRESENT, Mark.LATE)
"""Both count for 学时 and certificates."""


class How(StrEnum):
    """By what somebody was marked."""

    QR = "qr"
    CODE = "code"
    HAND = "hand"
    CLOCK = "clock"


class Window(StrEnum):
    """Whether one can check in."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"


class Fit(StrEnum):
    """What a code is to a session."""

    RIGHT = "right"
    EXPIRED = "expired"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with what checking in needs of its course. `number` of `sessions` in order; `credit` in tenths; `studio`
    None: the union's own; `settled_at`: since when who did not come is marked absent."""

    session: int
    course: int
    title: str
    studio: int | None
    begins_at: int
    ends_at: int
    credit: int
    secret: str
    number: int
    sessions: int
    cancelled: bool
    settled_at: int | None
    created_by: int


@dataclass(frozen=True, slots=True)
class Attendance:
    """That somebody came to a session, or did not."""

    session: int
    person: int
    mark: Mark
    how: How
    at: int


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person of a course: their name ('' unknown), unit, and how each session found them; None where it is not known."""

    person: int
    name: str
    unit: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """A session in numbers: of those enrolled so many came (late among them), are absent, or are not known of yet."""

    came: int = 0
    late: int = 0
    absent: int = 0
    open: int = 0


def minute_of(now: int) -> int:
    """The minute whose code is shown at `now`."""
    return now // MINUTE_MS


def code(secret: str, minute: int) -> str:
    """The code of a minute: six digits."""
    digest = hmac.digest(secret.encode(), str(minute).encode(), hashlib.sha256)
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}d}"


def valid_until(minute: int) -> int:
    """Until when the code of a minute counts."""
    return (minute + MINUTES_ACCEPTED) * MINUTE_MS


def fits(secret: str, typed: str, now: int) -> Fit:
    """What a typed code is at `now`."""
    minute = minute_of(now)
    for back in range(MINUTES_KNOWN):
        if hmac.compare_digest(code(secret, minute - back), typed):
            return Fit.RIGHT if back < MINUTES_ACCEPTED else Fit.EXPIRED
    return Fit.WRONG


def window(begins_at: int, ends_at: int, now: int) -> Window:
    """Whether one can check in to a session at `now`."""
    if now < begins_at - OPENS_BEFORE_MS:
        return Window.EARLY
    return Window.OPEN if now < ends_at + CLOSES_AFTER_MS else Window.OVER


def mark_at(begins_at: int, now: int) -> Mark:
    """What checking in at `now` makes of somebody."""
    return Mark.LATE if now > begins_at + LATE_AFTER_MS else Mark.PRESENT


def resting_until(tries: int, last: int, now: int) -> int | None:
    """Until when a person may try no code after so many wrong ones, the `last` at that time; None: they may.

    A last try later than `now` was made before the clock was set back, and counts no more.
    """
    if tries < MOST_TRIES or not last <= now < last + REST_MS:
        return None
    return last + REST_MS


def tries_now(tries: int, last: int, now: int) -> int:
    """How many wrong codes a person has tried, with one at `now`: what was tried longer ago than a rest counts no more."""
    return (tries if last <= now < last + REST_MS else 0) + 1


_CODE = re.compile(r"(?:\d[ \-]?){5}\d")
_SAID = re.compile(
    rf"(?:我?(?:已经?)?(?:到了|签到|打卡)|签到码|check ?in)?[\s:,.!]*({_CODE.pattern})[\s.!]*", re.IGNORECASE
)


def typed_code(text: str) -> str:
    """The six digits that a message is, with 「签到」 or 「到了」 before them or without; '' when it is something else."""
    folded = unicodedata.normalize("NFKC", text).strip().replace("\u3002", ".").replace("\u3001", ",")
    found = _SAID.fullmatch(folded)
    return re.sub(r"\D", "", found[1]) if found and folded.isprintable() else ""


def bare_code(text: str) -> bool:
    """Whether a message is six digits and nothing else, so that it may mean something else too."""
    return _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def enough(marks: Sequence[Mark | None]) -> bool:
    """Whether who was marked so came to enough of a course's sessions for a certificate."""
    came = sum(mark in CAME for mark in marks)
    return came > 0 and came * 100 >= len(marks) * SHARE_WANTED


def needed_for_certificate(sessions: int) -> int:
    """To how many of so many sessions one has to come for it."""
    return max(1, -(-sessions * SHARE_WANTED // 100))


def tally(marks: Mapping[int, Mark | None]) -> Tally:
    """A session's numbers, from everybody's mark."""
    values = list(marks.values())
    late, absent = values.count(Mark.LATE), values.count(Mark.ABSENT)
    came = values.count(Mark.PRESENT) + late
    return Tally(came, late, absent, len(values) - came - absent)


def materials(course: Course, now: int, *, came: bool) -> tuple[File, ...]:
    """The files of a course that somebody may have: those for afterwards once it is over, for those who came."""
    return tuple(file for file in course.files if not file.after or (came and now >= course.ends_at))
