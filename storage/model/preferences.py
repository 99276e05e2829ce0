"""What a person wants to be told, and when. Whoever chose nothing has the defaults; nothing is kept of them."""

import re
import unicodedata
from dataclasses import dataclass, field

from storage.model.quiet import Quiet

NOTICE = "notice"
COMPETITION = "competition"
COURSE = "course"
DUTY = "duty"
MUTABLE = (NOTICE, COMPETITION, COURSE, DUTY)
"""Kinds that can be muted: as a whole (subject 0), or one thing of them."""
REVIEW = "review"
"""That something waits for officers to judge; muted as a whole only."""

TRADE = "trade"
STREET = "street"
INTERESTS = (TRADE, STREET)
MOST_INTERESTS = 10
"""Of each kind."""
LONGEST_INTEREST = 12
"""Characters; a button must be able to carry it."""

_HOURS = re.compile(
    r"(\d{1,2})(?::(\d{2})|点(半)?)?\s*(?:-{1,2}|~|–|—{1,2}|至|到)\s*(?:次日|第二天|早上)?(\d{1,2})(?::(\d{2})|点(半)?)?"
)
_NONE = ("不要", "没有", "无", "不用", "关", "关闭", "none")


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices."""

    quiet: Quiet = Quiet()
    digest: bool = True
    """Whether what falls on one day comes in one message."""
    muted: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    """(kind, subject) of what they do not want; subject 0 is everything of the kind."""
    interests: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(kind, value): trades and streets."""

    def wants(self, kind: str, subject: int = 0) -> bool:
        """Whether they are to be told of this thing."""
        return (kind, 0) not in self.muted and (kind, subject) not in self.muted

    def values(self, kind: str) -> tuple[str, ...]:
        """Their interests of one kind, in order."""
        return tuple(sorted(value for of, value in self.interests if of == kind))


def read_quiet(text: str) -> Quiet | None:
    """Quiet hours as typed: 「22:00-7:30」, 「22点到7点半」, 「不要」; None for what is neither."""
    said = unicodedata.normalize("NFKC", text).strip().casefold()
    if said in _NONE:
        return Quiet(0, 0)
    found = _HOURS.fullmatch(said)
    if found is None:
        return None
    begin, end = _minute(found[1], found[2], found[3]), _minute(found[4], found[5], found[6])
    if begin is None or end is None or begin == end:
        return None
    return Quiet(begin, end)


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), 30 if half else int(minute or 0)
    if (hours, minutes) == (24, 0):
        return 0
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None
