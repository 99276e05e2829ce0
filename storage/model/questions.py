"""Questions that people leave for the union's officers: their limits and states."""

from dataclasses import dataclass
from enum import StrEnum

SHORTEST = 5
LONGEST = 500
"""Characters of a question, trimmed."""
LONGEST_ANSWER = 1000
LONGEST_SOURCE = 60
OUR_SOURCE = "区总工会"
"""Who says so when an officer names nobody."""
MOST_FILES = 5
MOST_OPEN = 5
"""Questions one person may have waiting at a time."""
KEPT_DAYS = 365
"""How long an answered or withdrawn question is kept; people are told so before they leave one."""


class State(StrEnum):
    """Where a question is."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that Telegram keeps: `kind` photo or document."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Times are milliseconds UTC.

    `studio` and `unanswered` are 0 for none; `answer` and `source` are '' and `closed_at` None while it is open.
    """

    id: int
    receipt: str
    person: int
    language: str
    text: str
    studio: int
    unanswered: int
    state: State
    asked_at: int
    closed_at: int | None
    answer: str
    source: str
    answered_by: int | None
    knowledge: int | None
    version: int
    files: tuple[Attachment, ...] = ()


def receipt(series: str, number: int) -> str:
    """The number an asker quotes: Q20261201-0007."""
    return f"{series}-{number:04d}"
