"""The review of records and reports: what waits, who looks at it, what was decided, and what may be approved unseen.

The states themselves are those of `storage.model.records` and `storage.model.reports`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.model.records import FEN_A_WAN, News, Record
from storage.model.records import State as RecordState

NEWS, REPORT, RECORD = "news", "report", "record"
KINDS = (NEWS, REPORT)
"""What an officer looks at: a whole news with the records of it that wait, or a report. Verdicts are on records and reports."""
CLAIM_MS = 10 * 60_000
"""So long nobody else is shown what somebody looks at, counted from when they last saw it."""
UNDO_MS = 60_000
LARGE_FEN = 10 * FEN_A_WAN
"""100,000 yuan: money from this on is looked at one by one."""
SHORTEST_REASON, LONGEST_REASON = 2, 200
MOST_TOGETHER = 20
"""News approved by one tap at most."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the queue an officer goes through: a kind ('' = both) and a studio (0 = all)."""

    kind: str = ""
    studio: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for an officer. `at`: since when, milliseconds UTC; `claimed_by` 0: nobody looks at it now.

    `number` counts the records of a news that wait; `resubmitted`: it comes back after it was returned.
    """

    kind: str
    subject: int
    studio: int
    studio_name: str
    at: int
    number: int
    resubmitted: bool
    claimed_by: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits, by kind; `own`: of the officer's own studios, for somebody else to judge."""

    news: int
    reports: int
    own: int

    @property
    def total(self) -> int:
        """What this officer may judge."""
        return self.news + self.reports


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of one record or report. `version`: the one the subject has since; `before`: what undoing brings
    back; `batch`: the first verdict of those given with one tap. Times are milliseconds UTC."""

    id: int
    kind: str
    subject: int
    version: int
    before: Mapping[str, object]
    verdict: str
    reason: str
    field: str
    batch: int | None
    person: int
    at: int
    undone: bool


class NotUndone(StrEnum):
    """Why a verdict stays."""

    OTHERS = "others"  # somebody else gave it
    ALREADY = "already"  # it was undone before
    LATE = "late"
    CHANGED = "changed"  # its studio or another officer was faster


def over(verdict: Verdict, person: int, now: int) -> NotUndone | None:
    """Why this person cannot undo it at `now`, whatever became of its subject; None when they can."""
    if verdict.person != person:
        return NotUndone.OTHERS
    if verdict.undone:
        return NotUndone.ALREADY
    return NotUndone.LATE if now - verdict.at > UNDO_MS else None


def stamp(news: News) -> int:
    """Changes whenever a record of the news does: a button carries what was seen."""
    return sum(record.version for record in news.records)


def waiting(news: News) -> list[Record]:
    """The records of a news that an officer is to look at."""
    return [record for record in news.records if record.state in (RecordState.PENDING, RecordState.RESUBMITTED)]


def since(news: News) -> int:
    """From when on a news waits: its oldest record that does, one that came back from then on."""
    times = (one.changed_at if one.state is RecordState.RESUBMITTED else one.created_at for one in waiting(news))
    return min(times, default=0)


def plain(record: Record) -> bool:
    """Whether it may be approved along with others, by its own facts: new, exact, of no large sum, no correction.

    Whether it looks like another is for `storage.records.duplicates` to say.
    """
    return (
        record.state is RecordState.PENDING
        and record.corrects is None
        and not record.void
        and not record.facts.approx
        and (record.facts.amount_fen or 0) < LARGE_FEN
    )
