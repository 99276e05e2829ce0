"""Report periods and the arithmetic of calendars behind them: which months a report is about, and when it is due.

A period's occurrences are named by labels: 2026-12, 2026Q4, 2026H2, 2026, or 'once'. Dates are local; instants are
milliseconds UTC.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from storage.model.local_time import days_after, instant, local_date, minute_of_day

MONTH, QUARTER, HALF, YEAR, ONCE = "month", "quarter", "half", "year", "once"
CYCLES = (MONTH, QUARTER, HALF, YEAR, ONCE)
MOST_DUE_DAYS = 60
"""Days after the end of its months by which a report is due at the latest."""
SHORTEST_TITLE, LONGEST_TITLE = 2, 40
MOST_EXTRA_DAYS = 180
"""How much more time one studio can be given, in days from now."""

LEVEL, SECTOR, STREET, STUDIO = "level", "sector", "street", "studio"
CONDITIONS = (LEVEL, SECTOR, STREET, STUDIO)

Conditions = tuple[tuple[str, str], ...]
"""(kind, value): studios that meet one of each kind named owe; a studio's value is its number."""


def label_of(cycle: str, day: date) -> str:
    """The label of the occurrence that a day belongs to."""
    match cycle:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}Q{(day.month + 2) // 3}"
        case "half":
            return f"{day.year}H{(day.month + 5) // 6}"
        case "year":
            return str(day.year)
    return ONCE


def span(label: str) -> tuple[date, date]:
    """The first and the last day that a label is about. Raises `ValueError` for 'once' and for what is no label."""
    year, kind, number = int(label[:4]), label[4:5], label[5:]
    months = {"-": 1, "Q": 3, "H": 6, "": 12}.get(kind)
    if months is None or bool(kind) != bool(number):
        raise ValueError(label)
    last = int(number or 1) * months
    return date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])


def following(cycle: str, label: str) -> str:
    """The label after this one."""
    return label_of(cycle, days_after(span(label)[1], 1))


def preceding(cycle: str, label: str) -> str:
    """The label before this one."""
    return label_of(cycle, days_after(span(label)[0], -1))


def meets(conditions: Conditions, values: Mapping[str, str]) -> bool:
    """Whether a studio with these values, by kind, is among those who owe: one value of every kind that is named."""
    kinds = {kind for kind, _ in conditions}
    return all((kind, values[kind]) in conditions for kind in kinds)


@dataclass(frozen=True, slots=True)
class Draft:
    """A period as admins write it. `due_day` counts days after the last of its months; `once_at` is for 'once' alone."""

    title: str
    cycle: str
    due_day: int = 10
    due_minute: int = 18 * 60
    once_at: int | None = None
    ladder: tuple[int, ...] = (14, 7, 3, 1, 0, -1)
    conditions: Conditions = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A report that is due again and again, or once."""

    id: int
    draft: Draft
    active: bool
    version: int


def due_at(draft: Draft, label: str, zone: tzinfo) -> int:
    """When the occurrence of this label is due."""
    if draft.cycle == ONCE:
        assert draft.once_at is not None
        return draft.once_at
    return instant(days_after(span(label)[1], draft.due_day), draft.due_minute, zone)


EARLIER_DAYS = 15
"""A reminder that falls on days off is said before them: no stretch of those is longer."""


def opens_at(label: str, due: int, ladder: tuple[int, ...], zone: tzinfo) -> int:
    """From when on an occurrence is owed: with its first day, or with its first reminder where that comes earlier.

    What is due once is owed from the beginning (0).
    """
    if label == ONCE:
        return 0
    first = instant(days_after(local_date(due, zone), -max(ladder, default=0) - EARLIER_DAYS), 0, zone)
    return min(instant(span(label)[0], 0, zone), first)


def labels(draft: Draft, now: int, zone: tzinfo) -> tuple[str, ...]:
    """The occurrences there are to be: those before the present one that are not due yet, the present and the next one."""
    if draft.cycle == ONCE:
        return (ONCE,)
    present = label_of(draft.cycle, local_date(now, zone))
    found = [present, following(draft.cycle, present)]
    before = preceding(draft.cycle, present)
    while due_at(draft, before, zone) > now:
        found.insert(0, before)
        before = preceding(draft.cycle, before)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a period is due."""

    id: int
    period: int
    title: str
    cycle: str
    label: str
    due_at: int
    ladder: tuple[int, ...]
    active: bool

    def opens(self, zone: tzinfo) -> int:
        """From when on it is owed."""
        return opens_at(self.label, self.due_at, self.ladder, zone)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many studios are how far with an occurrence."""

    late: int = 0
    owing: int = 0
    filed: int = 0
    excused: int = 0


class Standing(StrEnum):
    """How far a studio is with a report."""

    LATE = "late"
    OWING = "owing"
    FILED = "filed"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class Duty:
    """What one studio owes of one occurrence."""

    id: int
    occurrence: Occurrence
    studio: int
    studio_name: str
    extended_to: int | None
    filed_at: int | None
    excused: bool
    version: int

    @property
    def due_at(self) -> int:
        """When this studio's report is due, more time included."""
        return self.extended_to if self.extended_to is not None else self.occurrence.due_at

    def standing(self, now: int) -> Standing:
        """How far it is."""
        if self.filed_at is not None:
            return Standing.EXCUSED if self.excused else Standing.FILED
        return Standing.LATE if self.due_at <= now else Standing.OWING


def later_by(due: int, days: int, now: int, zone: tzinfo) -> int:
    """The due time moved by so many days, counted from today where it is over; the minute of the day stays."""
    day = max(local_date(due, zone), local_date(now, zone))
    return instant(days_after(day, days), minute_of_day(due, zone), zone)
