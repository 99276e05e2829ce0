"""A competition's stages as they are fought out: what is planned, scored, told, published and objected to.

Times are milliseconds UTC, points hundredths.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from enum import StrEnum

from storage.model.competitions import Competition, Times
from storage.model.draws import Room
from storage.model.local_time import instant, local_date
from storage.model.quiet import Workday
from storage.model.ranking import Cut

FOUGHT = ("preliminary", "semifinal", "final")
"""The stages in which competitors are scored, in their order."""
MOST_POINTS = 100_00
PUBLISH_AFTER_MS = 30 * 60 * 1000
"""So long after the first was told, all are told the results even where somebody could not be reached yet."""
LONGEST_PLACE = 100
LONGEST_KIT = 500
LONGEST_OBJECTION = 500
SHORTEST_OBJECTION = 5
LONGEST_ANSWER = 500
MOST_PRIZES = 6
_MARK = re.compile(r"(\d{1,5})\s*(?:号\s*[\s:,=]?|[\s:,=])\s*(?:改成|改为|打)?\s*(\S+)")
_POINTS = re.compile(r"(\d{1,3})(?:\.(\d{1,2})0*)?分?")
_PRIZE = re.compile(r"(.{1,12}?)\s*[:,\s]\s*(\d{1,3})\s*(?:名|个|人|项)?")


class Stand(StrEnum):
    """How far a stage's results are known."""

    OPEN = "open"
    TOLD = "told"  # to each competitor
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Plan:
    """One stage of one competition; `version` is 0 where nothing was written down yet."""

    competition: int
    stage: str
    place: str = ""
    kit: str = ""
    rooms: tuple[Room, ...] = ()
    drawn_at: int | None = None
    seed: str = ""
    draw_told_at: int | None = None
    cut: Cut = Cut()
    state: Stand = Stand.OPEN
    told_at: int | None = None
    public_at: int | None = None
    objections_until: int | None = None
    corrected_at: int | None = None
    corrected_why: str = ""
    awarded_at: int | None = None
    prizes: tuple[tuple[str, int], ...] = ()
    """What was awarded, from the highest: name and number."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an entry in a stage, as it was told."""

    entry: int
    points: int
    place: int
    passed: bool
    award: str = ""
    corrected: bool = False
    number: int = 0
    """The number it drew; 0 for none."""
    shared: bool = False
    """Whether others have the same place."""


def fought(times: Times) -> list[str]:
    """The stages of a competition in which somebody is scored."""
    return [stage for stage in FOUGHT if stage in times]


def stage_before(times: Times, stage: str) -> str | None:
    """The scored stage before this one; None for the first."""
    stages = fought(times)
    place = stages.index(stage) if stage in stages else 0
    return stages[place - 1] if place else None


def stage_after(times: Times, stage: str) -> str | None:
    """The scored stage after this one; None for the last."""
    stages = fought(times)
    place = stages.index(stage) + 1 if stage in stages else len(stages)
    return stages[place] if place < len(stages) else None


def read_points(text: str) -> int | None:
    """「88.5」 as 8850; None for what is not 0 to 100 with at most two decimals."""
    found = _POINTS.fullmatch(unicodedata.normalize("NFKC", text).strip().replace("。", "."))
    if found is None:
        return None
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return points if points <= MOST_POINTS else None


def written_points(points: int) -> str:
    """8850 as 「88.50」."""
    return f"{points // 100}.{points % 100:02}"


def read_marks(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """「12 88.5」, one a line or parted by semicolons: numbers with their points, and the lines that say none."""
    marks: list[tuple[int, int]] = []
    wrong: list[str] = []
    for bare in _lines(text):
        found = _MARK.fullmatch(bare)
        points = read_points(found[2]) if found else None
        if found is None or points is None:
            wrong.append(bare)
        else:
            marks.append((int(found[1]), points))
    return marks, wrong


def read_prizes(text: str) -> list[tuple[str, int]] | str:
    """「一等奖 1」, one a line, the highest first; else the first line that says none."""
    prizes: list[tuple[str, int]] = []
    for bare in _lines(text):
        found = _PRIZE.fullmatch(bare)
        if found is None or not int(found[2]) or len(prizes) == MOST_PRIZES:
            return bare
        prizes.append((found[1].strip(), int(found[2])))
    return prizes or ""


def written_prizes(prizes: Sequence[tuple[str, int]]) -> str:
    """Prizes as `read_prizes` reads them."""
    return "\n".join(f"{name} {number}" for name, number in prizes)


def _lines(text: str) -> list[str]:
    """What stands on lines of its own or between semicolons."""
    parts = unicodedata.normalize("NFKC", text).replace(";", "\n").splitlines()
    return [part.strip() for part in parts if part.strip()]


def publicity_ends(at: int, days: int, zone: tzinfo, workday: Workday) -> int:
    """The end of 公示 that begins at `at`: midnight after the `days`-th working day that follows that day."""
    day = local_date(at, zone)
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= workday(day)
    return instant(day + timedelta(days=1), 0, zone)


def last_day(until: int, zone: tzinfo) -> date:
    """The last day on which something that ends at `until` is still possible."""
    return local_date(until - 1, zone)


def appeal_until(one: Competition, told_at: int) -> int:
    """Until when a competitor may appeal against a result told at `told_at`."""
    return told_at + one.appeal_hours * 3600 * 1000
