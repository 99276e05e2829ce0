"""Who a person is to the union, and what each role may do.

Roles are those of `domain.md`, "Who talks to the bot". A leader's or deputy's rights reach only their own studio.
"""

from dataclasses import dataclass

WORKER = "worker"
LEADER = "leader"
DEPUTY = "deputy"
ASSESSOR = "assessor"
ADMIN = "admin"
OWNER = "owner"
ROLES = (WORKER, LEADER, DEPUTY, ASSESSOR, ADMIN, OWNER)
STUDIO_ROLES = (LEADER, DEPUTY)
"""Roles that are held for one studio."""

LANGUAGES = ("zh", "en")
FOLLOW = "follow"
QUESTION = "question"
REGISTER = "register"
ENROL = "enrol"
"""Name and unit are kept and shown to those who organise what the person takes part in."""
ROLE = "role"
"""Name and unit are kept and shown to those who have to do with the person as an officer or for a studio."""

_EVERYBODY = frozenset(
    {
        "certificate.read",
        "competition.enter",
        "competition.object",
        "competition.read",
        "course.check_in",
        "course.enrol",
        "course.read",
        "course.wish",
        "help.read",
        "language.set",
        "notice.confirm",
        "privacy.read",
        "privacy.erase",
        "profile.set",
        "question.ask",
        "reminder.answer",
        "role.accept",
        "settings.set",
        "studio.follow",
        "studio.read",
    }
)
_STUDIO = frozenset({"course.edit", "duty.read", "news.write", "report.write", "stats.read", "studio.phone"})
_LEADER = frozenset({"role.invite"})
"""What a studio's leader alone may do for it (`domain.md`: the deputy is set by the leader)."""
_ADMIN = frozenset(
    {
        "audit.read",
        "calendar.edit",
        "competition.edit",
        "competition.score",
        "course.edit",
        "duty.edit",
        "duty.read",
        "lexicon.edit",
        "notice.send",
        "ops.mend",
        "question.answer",
        "record.review",
        "role.edit",
        "role.invite",
        "schedule.edit",
        "stats.read",
        "studio.edit",
        "studio.phone",
    }
)
_RIGHTS: dict[str, frozenset[str]] = {
    WORKER: _EVERYBODY,
    LEADER: _EVERYBODY,
    DEPUTY: _EVERYBODY,
    ASSESSOR: _EVERYBODY | {"competition.score"},
    ADMIN: _EVERYBODY | _ADMIN,
    OWNER: _EVERYBODY | _ADMIN | {"role.admin"},
}
ACTIONS = frozenset().union(*_RIGHTS.values(), _STUDIO, _LEADER)
"""Every action that a door may name."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of one person; `studio` is 0 unless the role is held for a studio."""

    role: str
    studio: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the bot has an address of. `grants` is empty for an ordinary worker."""

    id: int
    language: str = ""
    address: str = ""
    muted: bool = False
    menu: str = ""
    grants: tuple[Grant, ...] = ()

    @property
    def role(self) -> str:
        """The role with the widest rights: what the command menu is made for."""
        held = [grant.role for grant in self.grants]
        return max(held, key=ROLES.index, default=WORKER)

    def studios(self) -> tuple[int, ...]:
        """The studios this person leads or does the paperwork of."""
        return tuple(grant.studio for grant in self.grants if grant.role in STUDIO_ROLES)

    def led(self) -> tuple[int, ...]:
        """The studios this person leads."""
        return tuple(grant.studio for grant in self.grants if grant.role == LEADER)


def may(person: Person, action: str, studio: int = 0) -> bool:
    """Whether `person` may do `action` to `studio`; without one (0), whether there is any they may do it to. The default is no.

    Raises `KeyError` for an action that nobody was ever given: a door with a misspelt action must not open.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    if any(action in _RIGHTS[role] for role in (WORKER, *(grant.role for grant in person.grants))):
        return True
    reached = person.studios() if action in _STUDIO else person.led() if action in _LEADER else ()
    return studio in reached if studio else bool(reached)
