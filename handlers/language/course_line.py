"""A course in one message of its leader: 「12月5日下午两点在实训楼开焊接实操课,20个名额,讲师示例领军人乙」.

Pure. Nothing is taken for granted: what was filled in, what cannot be so and what is missing are named, and the whole is
shown to be confirmed.
"""

from dataclasses import dataclass, replace
from datetime import date, tzinfo
from enum import StrEnum

from handlers.language.course_pieces import Pieces, read_pieces
from handlers.language.course_times import CLOSES_AT, Assumed, Doubt, Times, read_times
from handlers.language.time_readings import read_shape, shaped
from storage.model.courses import LONGEST_INTRO, LONGEST_LINE, LONGEST_TITLE, MOST_SEATS, Session
from storage.model.local_time import MINUTE_MS, instant, local_date

__all__ = ["Assumed", "CourseLine", "Doubt", "Missing", "read_course"]
LONGEST = 2_000
"""Characters of a message that are read."""


class Missing(StrEnum):
    """What a course needs and the message does not say."""

    TITLE = "title"
    TIME = "time"  # a date, or its hour


@dataclass(frozen=True, slots=True)
class CourseLine:
    """What a message says about a course; texts '' and numbers None where it says nothing.

    `studio`: whose course it is, as it was said · `days`: dates that were said without an hour (they are then no sessions) ·
    `cost_fen` 0: free was said · `enrol_until`, `cancel_until`: milliseconds UTC · `intro`: what is left of the message ·
    `approval`, `certificate`: None where it is not said · `unread`: what of the message went into none of these ·
    `sure`: clearly the announcement of a course, also where nobody asked for one.
    """

    title: str = ""
    sessions: tuple[Session, ...] = ()
    place: str = ""
    seats: int | None = None
    per_unit: int | None = None
    per_person: int | None = None
    teacher: str = ""
    cost_fen: int | None = None
    eligible: str = ""
    bring: str = ""
    enrol_until: int | None = None
    cancel_until: int | None = None
    approval: bool | None = None
    certificate: bool | None = None
    intro: str = ""
    studio: str = ""
    days: tuple[date, ...] = ()
    assumed: tuple[Assumed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[Missing, ...] = ()
    unread: tuple[str, ...] = ()
    sure: bool = False
    likely: bool = False
    """It opens a course, but lacks the hour or says a time that cannot be: worth asking whoever may give courses."""


def read_course(text: str, now: int, zone: tzinfo) -> CourseLine:
    """Read one message of a leader. `now` is milliseconds UTC, `zone` the local time it is meant in."""
    kept = shaped(text[:LONGEST])
    plain = read_shape(kept)
    if len(plain) != len(kept):  # a word that is longer in the other script: show it as it is read
        kept = plain
    times = read_times(plain, now, zone)
    pieces = read_pieces(plain, kept, times.taken)
    missing = [Missing.TITLE] if not pieces.title else []
    if not times.sessions:
        missing.append(Missing.TIME)
    line = CourseLine(
        title=pieces.title[: LONGEST_TITLE + 1],  # one that is too long is seen to be, and asked for again
        sessions=times.sessions,
        place=pieces.place[:LONGEST_LINE],
        seats=pieces.seats if pieces.seats is None or pieces.seats <= MOST_SEATS else None,
        per_unit=pieces.per_unit,
        per_person=pieces.per_person,
        teacher=pieces.teacher[:LONGEST_LINE],
        cost_fen=pieces.cost_fen,
        eligible=pieces.eligible[:LONGEST_LINE],
        bring=pieces.bring[:LONGEST_LINE],
        enrol_until=_ahead(times, pieces, zone) if times.enrol_until is None else times.enrol_until,
        cancel_until=times.cancel_until,
        approval=pieces.approval,
        certificate=pieces.certificate,
        intro=pieces.intro[:LONGEST_INTRO],
        studio=pieces.studio,
        days=() if times.sessions else times.days,
        assumed=tuple(sorted(times.assumed)),
        doubts=tuple(sorted(times.doubts)),
        missing=tuple(missing),
        unread=(*times.unread, *pieces.unread),
    )
    return replace(line, sure=_is_sure(line, pieces, times.dated), likely=_is_likely(line, pieces, times.dated))


def _ahead(times: Times, pieces: Pieces, zone: tzinfo) -> int | None:
    """「开课前2天截止报名」 as a moment; whole days end when enrolling ends on a day."""
    if pieces.ahead is None or not times.sessions:
        return None
    minutes, days = pieces.ahead
    at = times.sessions[0].begins_at - minutes * MINUTE_MS
    return instant(local_date(at, zone), CLOSES_AT, zone) if days else at


def _is_sure(line: CourseLine, pieces: Pieces, dated: bool) -> bool:
    """A title and days to come, something that only an announcement says, and nothing that asks, moves or cancels."""
    if not line.title or not dated or Doubt.PAST in line.doubts or pieces.talk:
        return False
    return bool(line.sessions) and _telling(line) >= (1 if pieces.called else 2)


def _is_likely(line: CourseLine, pieces: Pieces, dated: bool) -> bool:
    wrong = {Doubt.PAST, Doubt.WEEKDAY, Doubt.DATE} & set(line.doubts)
    if not line.title or not pieces.opened or pieces.talk:
        return False
    return bool(_telling(line)) and (bool(wrong) or (dated and bool(line.days)))


def _telling(line: CourseLine) -> int:
    """How much it says that only an announcement says."""
    told = (line.place, line.teacher, line.enrol_until, line.per_unit, line.eligible, line.bring)
    return sum(map(bool, told)) + (line.seats is not None) + (line.cost_fen is not None)
