"""Competitions: their stages in order, where one stands, and who may register when. Times are milliseconds UTC.

Stages as in the district's notices: 报名 → 资格审核 → 初赛 → 复赛 → 决赛 → 公示 (domain.md, vocabulary).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from storage.model.reminders import LADDER

REGISTER_OPEN = "register_open"
REGISTER_CLOSE = "register_close"
STAGES = (REGISTER_OPEN, REGISTER_CLOSE, "review", "preliminary", "semifinal", "final", "publicity")
"""In their order; a competition has those that its notice names, 报名截止 always."""
LINGERS_MS = 7 * 24 * 3600 * 1000
"""How long after its last stage began a competition still counts as going on: 公示 usually lasts five working days."""
LONGEST_TITLE = 60
LONGEST_LINE = 100
"""Characters of trade, organiser, place, eligible and source."""
LONGEST_INTRO = 1000
LONGEST_REASON = 200
MOST_FILES = 5
MOST_TEAM = 20
MOST_SEATS = 10_000
MOST_QUESTIONS = 5
LONGEST_QUESTION = 60
LONGEST_DOCUMENTS = 100
LONGEST_AWARDS = 300
MOST_OBJECTION_DAYS = 30
MOST_APPEAL_HOURS = 720
MEAN, TRIMMED = "mean", "trimmed"
"""A stage's points: the mean of all assessors', or of those without the highest and the lowest."""
SHARED, PREVIOUS = "shared", "previous"
"""Equal points: the same place (1, 1, 3), or by the points of the stage before."""

Times = Mapping[str, int]
"""When each stage begins, by its key in STAGES."""


class State(StrEnum):
    """Whether it takes place."""

    OPEN = "open"
    CANCELLED = "cancelled"


class Registration(StrEnum):
    """Whether one can register."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a document, by Telegram's file id: `kind` photo or document."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """Yes or no, asked of whoever enters; who answers other than `wanted` may not."""

    text: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What an admin says about a competition. Texts may be '' where they are not known.

    `ladder`: how many days before a stage it is brought to mind. `team_least`, `team_most`: people in a team, 1 and 1 for
    individuals · `seats`, `per_unit`: most entries, in all and of one unit; None for no limit · `questions`: asked of
    whoever enters · `documents`: what is to be photographed for it, '' for nothing · `checked`: an admin looks at each entry ·
    `objection_days`: how long anybody may object to a result, `appeal_hours`: a competitor (from when it was told).
    """

    title: str
    trade: str = ""
    organiser: str = ""
    eligible: str = ""
    place: str = ""
    intro: str = ""
    source: str = ""
    times: Times = field(default_factory=dict)
    files: tuple[File, ...] = ()
    ladder: tuple[int, ...] = LADDER
    awards: str = ""
    team_least: int = 1
    team_most: int = 1
    seats: int | None = None
    per_unit: int | None = None
    questions: tuple[Question, ...] = ()
    documents: str = ""
    checked: bool = False
    objection_days: int = 5
    appeal_hours: int = 48
    scoring: str = MEAN
    ties: str = SHARED


@dataclass(frozen=True, slots=True)
class Competition(Draft):
    """A competition as it is kept. `reason`: why it was cancelled."""

    id: int = 0
    state: State = State.OPEN
    reason: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the competitions, and how many there are in all."""

    competitions: tuple[Competition, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people follow a competition, are registered for it, and hear of its changes (those without the muted)."""

    follow: int
    registered: int
    told: int


def in_order(times: Times) -> list[tuple[str, int]]:
    """The stages a competition has, in STAGES' order."""
    return [(stage, times[stage]) for stage in STAGES if stage in times]


def stage_now(times: Times, now: int) -> str | None:
    """The stage that began last; None before the first.

    Where no beginning of registration is known, registration is open until it closes.
    """
    begun = [stage for stage, at in in_order(times) if at <= now]
    if not begun and REGISTER_OPEN not in times and REGISTER_CLOSE in times:
        return REGISTER_OPEN
    return begun[-1] if begun else None


def next_stage(times: Times, now: int) -> tuple[str, int] | None:
    """The stage that begins next, and when."""
    return next(((stage, at) for stage, at in in_order(times) if at > now), None)


def is_past(competition: Competition, now: int) -> bool:
    """Whether it is over: cancelled, or a while after its last stage began."""
    last = max(competition.times.values(), default=0)
    return competition.state is State.CANCELLED or last + LINGERS_MS <= now


def registration(competition: Competition, now: int) -> Registration:
    """Whether one can register at `now`: from 报名开始 on (or always, where none is known) until 报名截止."""
    if competition.state is State.CANCELLED:
        return Registration.CANCELLED
    if now >= competition.times.get(REGISTER_CLOSE, 0):
        return Registration.CLOSED
    return Registration.OPEN if now >= competition.times.get(REGISTER_OPEN, 0) else Registration.NOT_YET


def disorder(times: Times) -> tuple[str, str] | None:
    """The first two stages whose times are the wrong way round; registration must also last for a while."""
    stages = in_order(times)
    for (earlier, at), (later, then) in itertools.pairwise(stages):
        if then < at or (then == at and earlier == REGISTER_OPEN and later == REGISTER_CLOSE):
            return earlier, later
    return None


def moved(before: Times, after: Times) -> list[str]:
    """The stages whose time is another, new or gone, in order."""
    return [stage for stage in STAGES if before.get(stage) != after.get(stage)]
