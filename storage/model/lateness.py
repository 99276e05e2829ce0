"""Who owes a report and whether anybody there can be told; and how punctual studios have been.

Instants are milliseconds UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Owes(StrEnum):
    """How a studio owes a report."""

    LATE = "late"
    RETURNED = "returned"  # handed in, given back to be put right, not handed in again
    OWING = "owing"  # there is time left


class Reach(StrEnum):
    """Whether those who answer for a studio hear of what it owes."""

    REMINDED = "reminded"
    NOT_YET = "not yet"  # they could be, and were not so far
    MUTED = "muted"  # they want no reminders of reports
    BLOCKED = "blocked"  # they blocked the bot
    NOBODY = "nobody"  # no leader or deputy is registered


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who answers for a studio. `reach` is never NOBODY; `heard_at`: the last reminder or nudge that got through."""

    person: int
    reach: Reach
    heard_at: int | None

    @property
    def open(self) -> bool:
        """Whether they can be told now."""
        return self.reach in (Reach.REMINDED, Reach.NOT_YET)


@dataclass(frozen=True, slots=True)
class Debt:
    """One report that a studio owes. `since`: when it was due or returned; `due_at` with more time that was given."""

    duty: int
    studio: int
    studio_name: str
    owes: Owes
    due_at: int
    since: int
    contacts: tuple[Contact, ...]
    nudged_at: int | None

    @property
    def reach(self) -> Reach:
        """The best of its people's."""
        order = list(Reach)
        return min((contact.reach for contact in self.contacts), key=order.index, default=Reach.NOBODY)

    @property
    def heard_at(self) -> int | None:
        """When the last of its people heard."""
        return max((contact.heard_at for contact in self.contacts if contact.heard_at is not None), default=None)

    @property
    def reached(self) -> tuple[int, ...]:
        """The people who can be told now."""
        return tuple(contact.person for contact in self.contacts if contact.open)


class Punctual(StrEnum):
    """How one studio did with one report."""

    ON_TIME = "on time"
    LATE = "late"
    MISSING = "missing"  # its time is over, nothing came, or what came was not taken
    OPEN = "open"  # there is time left
    EXCUSED = "excused"  # it need not be handed in


@dataclass(frozen=True, slots=True)
class Cell:
    """One studio's report of one occurrence."""

    studio: int
    studio_name: str
    occurrence: int
    title: str
    label: str
    due_at: int
    punctual: Punctual


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the reports whose time is over came in time, late, not at all."""

    on_time: int
    late: int
    missing: int

    @property
    def due(self) -> int:
        """All whose time is over."""
        return self.on_time + self.late + self.missing

    @property
    def percent(self) -> int | None:
        """On time, in whole percent, rounded down so that 100 means all; None where nothing was due."""
        return 100 * self.on_time // self.due if self.due else None


def punctual(*, due_at: int, filed_at: int | None, late: bool | None, excused: bool, ended: bool, now: int) -> Punctual:
    """How one duty stands. `late`: what its report says, None where there was none and an officer marked it at `filed_at`;
    `ended`: nobody is asked for it any more."""
    if excused:
        return Punctual.EXCUSED
    if filed_at is not None:
        behind = late if late is not None else filed_at > due_at
        return Punctual.LATE if behind else Punctual.ON_TIME
    if ended:
        return Punctual.EXCUSED
    return Punctual.MISSING if due_at <= now else Punctual.OPEN


def rate(cells: Iterable[Cell]) -> Rate:
    """The sum of these."""
    found = [cell.punctual for cell in cells]
    return Rate(found.count(Punctual.ON_TIME), found.count(Punctual.LATE), found.count(Punctual.MISSING))
