"""Entries: who takes part in a competition, alone or as a team, and how far the union has looked at it.

Times are milliseconds UTC. An entry is one person or one team; who is in it stands in the registrations.
"""

from dataclasses import dataclass
from enum import StrEnum

from storage.model.competitions import Competition, File, is_past
from storage.model.competitions import State as Kept

LONGEST_TEAM = 20
SHORTEST_TEAM = 2
LONGEST_UNIT = 60
LONGEST_NAME = 40
"""Characters of a team's name, a unit's and a person's."""
MOST_DOCUMENTS = 6
LONGEST_REASON = 200
DOCUMENTS_KEPT_DAYS = 90
"""Behind a competition's last stage, or behind the end of the entry."""


class State(StrEnum):
    """Where an entry stands: 组队中 · 待审 · 退回修改 · 重新提交 · 已确认 · 不通过 · 已退出 · 人数不够."""

    FORMING = "forming"  # a team that has too few members yet
    PENDING = "pending"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # registration closed before the team had enough members


ALIVE = (State.FORMING, State.PENDING, State.RETURNED, State.RESUBMITTED, State.CONFIRMED)
"""They count against the seats, and their people are registered: a person is in one of them at most."""
QUEUED = (State.PENDING, State.RESUBMITTED)
"""They wait for an admin's look."""
VERDICTS = (State.CONFIRMED, State.RETURNED, State.REFUSED)


class Refusal(StrEnum):
    """Why somebody cannot enter, join or change an entry; each has its words in `handlers.cards.entries`."""

    NOT_FOUND = "not_found"
    CANCELLED = "cancelled"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    ALREADY = "already"  # they are in an entry of this competition
    TURNED_DOWN = "turned_down"  # their entry was refused; the union is to be asked
    FULL = "full"
    UNIT_FULL = "unit_full"
    UNIT_UNKNOWN = "unit_unknown"  # the competition counts units, and theirs is not known
    TEAM_NAMED = "team_named"  # another team of this competition is called so
    TEAM_FULL = "team_full"
    TEAM_CHECKED = "team_checked"  # an admin has confirmed it as it is
    NO_INVITATION = "no_invitation"  # the link was replaced, or its team is gone
    NOT_ENTERED = "not_entered"


@dataclass(frozen=True, slots=True)
class Member:
    """A registered person of an entry. `name` '' where they did not tell; `answers`: the questions they
    answered as wanted, each behind 1 (yes) or 0 (no)."""

    person: int
    name: str
    unit: str
    at: int
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or one team in a competition. `members` in the order they came, the captain first; nobody is in an entry
    that is not alive. `captain` None: they erased what was kept of them. `reason`: why it was returned or refused."""

    id: int
    competition: int
    captain: int | None
    team: str
    unit: str
    state: State
    reason: str
    judged_by: int | None
    version: int
    created_at: int
    changed_at: int
    members: tuple[Member, ...] = ()
    documents: tuple[File, ...] = ()
    invited: bool = False
    """Whether there is a link that lets members in."""

    @property
    def alive(self) -> bool:
        """Whether it takes part, or may yet."""
        return self.state in ALIVE

    @property
    def name(self) -> str:
        """The team's name, or the person's; '' where it is not known."""
        return self.team or (self.members[0].name if self.members else "")

    def member(self, person: int) -> Member | None:
        """This person in it."""
        return next((one for one in self.members if one.person == person), None)


def is_team(competition: Competition) -> bool:
    """Whether one enters it with others."""
    return competition.team_most > 1


def missing(competition: Competition, entry: Entry) -> int:
    """How many members a team still needs."""
    return max(0, competition.team_least - len(entry.members))


def entered(competition: Competition, members: int) -> State:
    """Where an entry of so many members stands when it is handed in."""
    if members < competition.team_least:
        return State.FORMING
    return State.PENDING if competition.checked else State.CONFIRMED


def after_change(competition: Competition, state: State, members: int, now: int) -> State:
    """Where an alive entry stands once its members are so many; once contests have begun it goes on as it is."""
    if members < competition.team_least:
        return State.FORMING if correctable(competition, now) else state
    return entered(competition, members) if state is State.FORMING else state


def correctable(competition: Competition, now: int) -> bool:
    """Whether what was handed in may still be put right: until the first contest begins, though registration be closed."""
    contests = [
        competition.times[stage] for stage in ("preliminary", "semifinal", "final") if stage in competition.times
    ]
    if competition.state is Kept.CANCELLED or is_past(competition, now):
        return False
    return not contests or now < min(contests)
