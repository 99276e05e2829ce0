"""What a question about courses and competitions means, as frozen records, and the last such answer as JSON and back."""

import json
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from handlers.language.course_own import Own
from handlers.language.course_words import Fact

COURSE = "course"
CONTEST = "contest"
UNION = -1
"""Among `studios`: the union itself."""


class Want(StrEnum):
    """The closed list of what people want of courses and competitions."""

    LIST = "list"  # which there are; one alone is shown as its card
    MINE = "mine"  # what I am enrolled in
    STANDING = "standing"  # how far I got in a competition
    HOW = "how"  # how to enrol, no matter in what
    CANCEL = "cancel"  # how to give one's place up
    OWN = "own"  # something of the course one is enrolled in: has it moved, where are its papers
    SENDING = "sending"  # a message to many


@dataclass(frozen=True, slots=True)
class Time:
    """A stretch of time that was said: milliseconds UTC, `end` not in it."""

    begin: int
    end: int
    exact: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class CourseQuery:
    """Which courses or competitions are meant.

    `noun`: COURSE, CONTEST or '' for either · `name`: the words that were left, as they may stand in a title · `groups`:
    what a record must speak of, each by one of its alternatives (`either`: one of the groups is enough) · `pieces`: the
    same as typed · `without`: what it must not speak of · `topic`: how that was said · `studios`: who gives it (UNION: the
    union itself) · `part`: of any day, as 晚上 · `stage`: a competition's
    · `not_times`, `not_days` (weekdays, Monday is 0), `not_part`, `not_studios`: when and by whom it must not be
    · `denied`: how that was said · `most`, `least`: fen, -1 for none · `minutes`: how long it may take, 0 for any
    · `near`: what its place must say · `offline`: not on the web.
    """

    noun: str = ""
    name: str = ""
    groups: tuple[tuple[str, ...], ...] = ()
    pieces: tuple[str, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    either: bool = False
    topic: str = ""
    times: tuple[Time, ...] = ()
    part: str = ""
    studios: tuple[int, ...] = ()
    free: bool = False
    paid: bool = False
    left: bool = False
    beginner: bool = False
    online: bool = False
    lecture: bool = False
    stage: str = ""
    not_times: tuple[Time, ...] = ()
    not_days: tuple[int, ...] = ()
    not_part: str = ""
    not_studios: tuple[int, ...] = ()
    denied: str = ""
    most: int = -1
    least: int = -1
    minutes: int = 0
    near: str = ""
    offline: bool = False

    @property
    def limited(self) -> bool:
        """Whether each course has to be looked at for what the index cannot tell."""
        away = self.not_times or self.not_days or self.not_part or self.not_studios
        return bool(away or self.most >= 0 or self.least >= 0 or self.minutes or self.near or self.offline)

    @property
    def open(self) -> bool:
        """Whether nothing is said of which are meant."""
        filters = (self.free, self.paid, self.left, self.beginner, self.online, self.lecture, self.limited)
        return not (self.name or self.groups or self.without or self.times or self.part or self.studios or any(filters))


@dataclass(frozen=True, slots=True)
class CourseMeaning:
    """What was understood. `sure`: a noun or a verb of courses was said; else it is only a name that may be one's.

    `asks`: a yes or a no is wanted · `passing`: with a studio's word in it, so that it may be a question about studios ·
    `shown`: a record of the last answer that is pointed at · `offset`: how many of the last list were shown already ·
    `leaning`: completed from the last answer · `enrol`: somebody wants to take part · `guessed`: what was typed and what it
    was taken for · `own`: what is asked of one's own course · `timed`: not sure, but a time to come was said, as only
    courses and competitions have one.
    """

    want: Want
    query: CourseQuery = field(default_factory=CourseQuery)
    facts: tuple[Fact, ...] = ()
    sure: bool = True
    passing: bool = False
    shown: tuple[str, int] | None = None
    offset: int = 0
    leaning: bool = False
    enrol: bool = False
    count: bool = False
    guessed: tuple[tuple[str, str], ...] = ()
    timed: bool = False
    own: Own | None = None


@dataclass(frozen=True, slots=True)
class CourseFocus:
    """The last answer about courses: its query, what it showed (kind and number, in their order), from which place on, and
    which `one` of them was opened since."""

    query: CourseQuery
    shown: tuple[tuple[str, int], ...] = ()
    offset: int = 0
    one: tuple[str, int] | None = None
    facts: tuple[str, ...] = ()


def kept_query(query: CourseQuery) -> dict[str, object]:
    """A query as a JSON object, for the rows of `views`."""
    return asdict(query)


def read_query(kept: Any) -> CourseQuery | None:
    """The query in a JSON object, or None when it is not one (any more)."""
    try:
        if not kept.keys() <= {one.name for one in fields(CourseQuery)}:
            return None
        values = dict(kept)
        for name in ("groups", "without"):
            values[name] = tuple(tuple(map(str, group)) for group in kept.get(name, ()))
        values["pieces"] = tuple(map(str, kept.get("pieces", ())))
        for name in ("times", "not_times"):
            values[name] = tuple(Time(**one) for one in kept.get(name, ()))
        for name in ("studios", "not_studios", "not_days"):
            values[name] = tuple(map(int, kept.get(name, ())))
        return CourseQuery(**values)
    except (AttributeError, TypeError, ValueError):
        return None


def kept_focus(focus: CourseFocus) -> str:
    """A last answer as JSON text; what other rooms keep has no `courses` in it."""
    return json.dumps({"courses": asdict(focus)}, ensure_ascii=False)


def read_focus(kept: str | None) -> CourseFocus | None:
    """The last answer in JSON text; None when it was about something else."""
    try:
        values = json.loads(kept or "null")
        one = values.get("courses") if isinstance(values, dict) else None
        query = read_query(one["query"]) if one else None
        if one is None or query is None:
            return None
        shown = tuple((str(kind), int(number)) for kind, number in one["shown"])
        last = (str(one["one"][0]), int(one["one"][1])) if one.get("one") else None
        return CourseFocus(query, shown, int(one["offset"]), last, tuple(map(str, one["facts"])))
    except (IndexError, KeyError, TypeError, ValueError):
        return None
