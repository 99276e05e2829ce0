"""Whom something is sent to: conditions on a person, told apart from how they are looked up.

Within a kind any value suffices, across kinds all must hold; whoever meets a condition that is not wanted is left out.
No wanted condition means everybody who has an address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.model.people import STUDIO_ROLES
from storage.model.studios import levels_within

ROLE = "role"
SECTOR = "sector"
LEVEL = "level"
STREET = "street"
UNIT = "unit"
STUDIO = "studio"
TRADE = "trade"
COMPETITION = "competition"
REGISTERED = "registered"
CONFIRMED = "confirmed"
UNCONFIRMED = "unconfirmed"
ENROLLED = "enrolled"
"""Has a seat in a course, or waits for one."""
SEATED = "seated"
"""Is confirmed for a course."""

KINDS = (
    ROLE,
    LEVEL,
    SECTOR,
    STREET,
    UNIT,
    STUDIO,
    TRADE,
    COMPETITION,
    REGISTERED,
    CONFIRMED,
    UNCONFIRMED,
    ENROLLED,
    SEATED,
)
"""In the order in which an audience is told."""
STUDIO_KINDS = frozenset({LEVEL, SECTOR, STREET, UNIT, STUDIO})
"""Kinds about the studios a person leads, does the paperwork of, or follows."""
NUMBERED = frozenset({STUDIO, COMPETITION, REGISTERED, CONFIRMED, UNCONFIRMED, ENROLLED, SEATED})
"""Kinds whose value is a row's number."""

ANY_TIE = "any"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a person; `value` is a name, or a number in decimal for the kinds in `NUMBERED`."""

    kind: str
    value: str
    wanted: bool = True

    @property
    def subject(self) -> int:
        """The row that a numbered kind's value names; 0 for other kinds. Raises `ValueError` for no number."""
        return int(self.value) if self.kind in NUMBERED else 0

    @property
    def twin(self) -> str:
        """A value that counts as this one: 市级示范性 is 市级."""
        return levels_within(self.value)[-1] if self.kind == LEVEL else self.value


@dataclass(frozen=True, slots=True)
class Size:
    """How many people an audience has: those who can be told, those who blocked the bot, and those who want no notices."""

    people: int = 0
    unreachable: int = 0
    unwilling: int = 0

    @property
    def total(self) -> int:
        """Everybody in the audience."""
        return self.people + self.unreachable + self.unwilling


def checked(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions, each once and in the order of `KINDS`. Raises `ValueError` for an unknown kind, an empty value, a
    number that is none, and for a value that is both wanted and not."""
    found = dict.fromkeys(conditions)
    for one in found:
        if one.kind not in KINDS or not one.value or (one.kind in NUMBERED and not one.value.isdecimal()):
            raise ValueError(f"no such condition: {one.kind!r}")
        if Condition(one.kind, one.value, not one.wanted) in found:
            raise ValueError(f"{one.kind!r}: wanted and not wanted")
    return tuple(sorted(found, key=lambda one: (not one.wanted, KINDS.index(one.kind))))


def tie(conditions: Sequence[Condition]) -> str:
    """Through which ties to a studio its sector, level, street, unit and name count.

    「区级工作室的领军人」 are those who lead such a studio, not leaders of another one who follow it: when only studio roles
    are asked for, only those ties count. Otherwise any does.
    """
    roles = {one.value for one in conditions if one.kind == ROLE and one.wanted}
    if not roles or roles - set(STUDIO_ROLES):
        return ANY_TIE
    return roles.pop() if len(roles) == 1 else STAFF
