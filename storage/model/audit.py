"""Lines of the audit, the seals that chain them, and what kinds of acts there are."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

ROLES, STUDIOS, RECORDS, DUTIES, NOTICES, LEARNING, CONTESTS, ANSWERS, HOUSE = (
    "roles",
    "studios",
    "records",
    "duties",
    "notices",
    "learning",
    "contests",
    "answers",
    "house",
)
EXPORTS = "exports"
"""Whatever its action is: what left the house as a file."""
KINDS: Mapping[str, frozenset[str]] = {
    ROLES: frozenset({"role.accept", "role.admin", "role.edit", "role.invite"}),
    STUDIOS: frozenset({"studio.edit"}),
    RECORDS: frozenset({"news.write", "record.review", "report.write"}),
    DUTIES: frozenset({"duty.edit", "schedule.edit"}),
    NOTICES: frozenset({"notice.send"}),
    LEARNING: frozenset({"course.edit"}),
    CONTESTS: frozenset({"competition.edit", "competition.score"}),
    ANSWERS: frozenset({"lexicon.edit", "question.answer"}),
    HOUSE: frozenset({"audit.read", "calendar.edit", "ops.mend", "privacy.erase", "stats.read"}),
}
"""Actions (`storage.model.people`) by the kind of act that they are."""
EXPORTED, IMPORTED = "exported", "imported"
"""How the detail of an act begins by which a file was made of what is kept, or taken in."""
SHORT_SEAL = 16
"""Characters of a seal that people are shown and buttons carry: 64 bits, more than anybody tries."""


@dataclass(frozen=True, slots=True)
class Act:
    """One line: `person` (0: the command line or the house) did `action` to `subject` ('question 12') at `at` (ms UTC)."""

    line: int
    at: int
    person: int
    action: str
    subject: str
    detail: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts are meant: '' and 0 mean any; from `since` (ms UTC) on and before `until`."""

    person: int = 0
    kind: str = ""
    subject: str = ""
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What came of reading the chain: how many lines there are, the first that does not hold, and the last one's seal."""

    lines: int
    broken: int | None
    last: int
    seal: str


def sealed(before: str, act: Act) -> str:
    """The seal of a line: SHA-256 of the seal of the line before it and of its own content, in hexadecimal."""
    return proven(proof(before, act), act.line, act.at)


def proof(before: str, act: Act) -> str:
    """What is kept of a line that is forgotten, to show of which time it was: nothing of who did what can be read in it."""
    return f"{before} {_hash(act.person, act.action, act.subject, act.detail)}"


def proven(shown: str, line: int, at: int) -> str:
    """The seal of the line of this number and time of which this `proof` was kept."""
    return _hash(shown, line, at)


def _hash(*content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
