"""Reports of a studio about a period: their fields, their states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from storage.model.duties import ONCE, Occurrence, span
from storage.model.local_time import local_date

FIELDS = ("progress", "problems", "measures", "plan")
"""进展, 问题, 措施, 下季度计划 (`domain.md`: fields of a quarterly report); every report has them."""
REQUIRED = ("progress", "plan")
"""Without these a report is not filed; 问题 and 措施 may be 「无」."""
NOTHING = "无"
"""What an optional field says that was left empty, once it is filed: reports are always in Chinese."""
LONGEST_FIELD = 2_000
"""Characters: four fields and the figures make two pages at most."""

Figures = tuple[tuple[str, str], ...]
"""(label, value) in Chinese, in the order in which a table shows them."""


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
JUDGED = (State.APPROVED, State.RETURNED, State.REJECTED)
STATE_NAMES = {
    State.DRAFT: "草稿",
    State.PENDING: "待审",
    State.RETURNED: "退回修改",
    State.RESUBMITTED: "重新提交",
    State.APPROVED: "通过",
    State.REJECTED: "不采纳",
}
"""Source strings; those of `domain.md`."""


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
    in Chinese: as they were counted at filing, or while it may be edited, as `storage.reports.opened` counted them just now."""

    id: int
    duty: int
    studio: int
    receipt: str
    state: State
    reason: str
    field: str
    figures: Figures
    late: bool
    filed_at: int | None
    sent_at: int | None
    sent_by: int | None
    version: int
    fields: tuple[Field, ...] = ()

    @property
    def editable(self) -> bool:
        """Whether its studio may write in it."""
        return self.state in EDITABLE

    def named(self, name: str) -> Field:
        """The field of this name; every report has each of `FIELDS`."""
        return next(one for one in self.fields if one.name == name)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The fields without which it cannot be filed."""
        return tuple(name for name in REQUIRED if not self.named(name).content)


@dataclass(frozen=True, slots=True)
class Filed:
    """A report as it was at one change of its state. `version` is the report's then; `at` milliseconds UTC."""

    version: int
    state: State
    fields: Mapping[str, str]
    figures: Figures
    person: int
    at: int


def days_of(occurrence: Occurrence, zone: tzinfo) -> tuple[date, date]:
    """The first and the last day that a report is about; what is due once is about its year up to then."""
    if occurrence.label != ONCE:
        return span(occurrence.label)
    due = local_date(occurrence.due_at, zone)
    return date(due.year, 1, 1), due


def receipt(number: int, day: date) -> str:
    """What the author quotes of the report of this number, first filed on this day: R20261201-0007."""
    return f"R{day:%Y%m%d}-{number:04}"
