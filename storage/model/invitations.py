"""Invitations to roles: what they are, how long they last, and why one cannot be taken."""

from dataclasses import dataclass
from enum import StrEnum

from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, STUDIO_ROLES, Person, may

DAY_MS = 24 * 3600 * 1000
LASTS_MS = 7 * DAY_MS
CONFIRMED_WITHIN_MS = 30 * DAY_MS
"""So long an owner may confirm what was taken: who took it, and why, is forgotten by then."""
INVITED = (LEADER, DEPUTY, ASSESSOR, ADMIN)
"""Roles that are given by invitation. An owner is made on the command line alone."""
LONGEST_NOTE = 40
"""Characters: whom it is for, in the inviter's words."""
MOST_OPEN = 50
"""Open invitations of one person: more are a mistake, or mischief."""


class State(StrEnum):
    """Where an invitation is. CLAIMED: taken, and an owner is to confirm it."""

    OPEN = "open"
    CLAIMED = "claimed"
    USED = "used"
    REVOKED = "revoked"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why an invitation cannot be taken."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"
    VOID = "void"
    """Whoever made it may not invite to this any more, or what it was for is gone."""
    ONESELF = "oneself"
    ALREADY = "already"
    WAITING = "waiting"
    """Taken by the same person: an owner is to confirm it."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A stored invitation. Times are milliseconds UTC; `instead_of`: whose role ends when this one is taken (None: nobody's)."""

    id: int
    role: str
    studio: int
    note: str
    state: State
    made_by: int
    made_at: int
    expires_at: int
    used_by: int | None
    used_at: int | None
    instead_of: int | None
    version: int

    def open_at(self, now: int) -> bool:
        """Whether it may still be taken, as far as it goes itself."""
        return self.state is State.OPEN and now < self.expires_at

    def waits_at(self, now: int) -> bool:
        """Whether it was taken and an owner may still confirm it."""
        return self.state is State.CLAIMED and now < (self.used_at or 0) + CONFIRMED_WITHIN_MS


def may_invite(person: Person, role: str, studio: int) -> bool:
    """Whether a person may invite to a role: an owner to that of an admin, admins to all others, a leader to that of a deputy
    of a studio of theirs."""
    if role not in INVITED or bool(studio) != (role in STUDIO_ROLES):
        return False
    if role == ADMIN:
        return may(person, "role.admin")
    if may(person, "role.edit"):
        return True
    return role == DEPUTY and may(person, "role.invite", studio)


def may_dismiss(person: Person, role: str, studio: int) -> bool:
    """Whether a person may take this role from somebody: owners any, admins all but those of admins and owners, a leader that
    of a deputy of theirs."""
    if role not in INVITED or role == ADMIN:
        return may(person, "role.admin")
    return may(person, "role.edit") or (role == DEPUTY and may(person, "role.invite", studio))
