"""A course in one message of its leader: 「12月5日下午两点在实训楼开焊接实操课,20个名额,讲师示例领军人乙」."""

from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from storage.model.courses import Session


class Assumed(StrEnum):
    """What was not said and filled in, so that it can be shown to be checked."""

    LENGTH = "length"  # no end: two hours
    HALF = "half"  # 「3点」: of the afternoon
    HOUR = "hour"  # 「下午」: 14:00
    COUNT = "count"  # 「每周三」 without how often: four times


class Doubt(StrEnum):
    """What was said and cannot be so."""

    PAST = "past"  # it begins before `now`
    WEEKDAY = "weekday"  # the date is another weekday
    DATE = "date"  # no such date, or several that do not go together
    LATE = "late"  # enrolling ends after it begins


class Missing(StrEnum):
    """What a course needs and the message does not say."""

    TITLE = "title"
    TIME = "time"  # a date, or its hour


@dataclass(frozen=True, slots=True)
class CourseLine:
    """What a message says about a course; texts '' and numbers None where it says nothing.

    `cost_fen` 0: free was said · `enrol_until`: milliseconds UTC · `intro`: what is left of the message ·
    `sure`: clearly the announcement of a course, also where nobody asked for one.
    """

    title: str = ""
    sessions: tuple[Session, ...] = ()
    place: str = ""
    seats: int | None = None
    teacher: str = ""
    cost_fen: int | None = None
    eligible: str = ""
    bring: str = ""
    enrol_until: int | None = None
    intro: str = ""
    assumed: tuple[Assumed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[Missing, ...] = ()
    sure: bool = False


def read_course(text: str, now: int, zone: tzinfo) -> CourseLine:
    """Read one message of a leader. `now` is milliseconds UTC, `zone` the local time it is meant in."""
    return CourseLine(missing=(Missing.TITLE, Missing.TIME))
