"""Reports of a studio about a period: their fields, their states."""

from dataclasses import dataclass
from enum import StrEnum

FIELDS = ("progress", "problems", "measures", "plan")
"""进展, 问题, 措施, 下季度计划 (`domain.md`: fields of a quarterly report); every report has them."""
REQUIRED = ("progress", "plan")
"""Without these a report is not filed; 问题 and 措施 may be 「无」."""
LONGEST_FIELD = 2_000
"""Characters: four fields and the figures make two pages at most."""


class State(StrEnum):
    """Where a report is on its way (`domain.md`: 审核状态)."""

    DRAFT = "draft"
    PENDING = "pending"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    APPROVED = "approved"
    REJECTED = "rejected"


WAITING = (State.PENDING, State.RESUBMITTED)
EDITABLE = (State.DRAFT, State.RETURNED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands: `drafted` while it is the bot's own words; `person` 0 for the bot."""

    name: str
    content: str
    drafted: bool
    version: int
    person: int
    at: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report. Times are milliseconds UTC; see the columns of `reports` in 0010_reports.sql. `figures` are (label, value)
    in Chinese as they were counted at filing."""

    id: int
    duty: int
    studio: int
    receipt: str
    state: State
    reason: str
    field: str
    figures: tuple[tuple[str, str], ...]
    late: bool
    filed_at: int | None
    sent_at: int | None
    sent_by: int | None
    version: int
    fields: tuple[Field, ...] = ()
