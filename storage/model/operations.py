"""How the house is doing, in figures. Times are milliseconds UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.model.post import Lane

REPLY_LATE_MS = 2 * 60_000
"""A reply or an urgent message that has waited for longer is stuck."""
HEARD_LATE_MS = 60_000
"""An update that has waited for longer is stuck."""
ERRAND_LATE_MS = 10 * 60_000
MAILING_STILL_MS = 10 * 60_000
"""A mailing of which nothing went out for longer, though something could, is stuck."""
EVERYBODY = ("all", "bulk")
"""Scopes of a ban that concern more than one chat (bot.pacing)."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How many wait, and since when the oldest does (None: nothing waits)."""

    number: int = 0
    oldest: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Dead letters with one cause; `newest` is one of them, `mendable` how many still have their words."""

    reason: str
    number: int
    newest: int
    at: int
    mendable: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up (`state` dead), or was once; without its words it cannot be sent again."""

    id: int
    method: str
    lane: Lane
    reason: str
    state: str
    tries: int
    at: int
    mendable: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A mailing that is being sent or paused: because of `trouble` (what Telegram said), or `held` for approval.

    `due`: how many could go now; `cursor` and `finished` grow as it goes on."""

    id: int
    kind: str
    state: str
    title: str
    cursor: int
    filled: bool
    due: int
    left: int
    finished: int
    held: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of the house at a moment."""

    backlog: Mapping[Lane, Queue]
    later: int
    in_flight: int
    bans: Mapping[str, int]
    heard: Queue
    heard_dead: int
    errands: Queue
    errands_dead: int
    dead: int
    reasons: Sequence[Reason]
    blocked: int
    repeats: int
    mailings: Sequence[UnderWay]

    @property
    def banned_for_all(self) -> int:
        """Until when Telegram has the bot say nothing at all; 0 when it may speak."""
        return self.bans.get("all", 0)

    def talk(self) -> Queue:
        """Replies and urgent messages together."""
        both = [self.backlog[lane] for lane in (Lane.REPLY, Lane.URGENT) if lane in self.backlog]
        oldest = min((one.oldest for one in both if one.oldest is not None), default=None)
        return Queue(sum(one.number for one in both), oldest)

    def replies_late(self, now: int) -> bool:
        """Whether somebody has waited too long for an answer, and Telegram does not forbid it."""
        oldest = self.talk().oldest
        return oldest is not None and now - oldest > REPLY_LATE_MS and self.banned_for_all <= now

    def heard_late(self, now: int) -> bool:
        """Whether something that was said to the bot has waited too long."""
        return self.heard.oldest is not None and now - self.heard.oldest > HEARD_LATE_MS

    def errands_late(self, now: int) -> bool:
        """Whether somebody has waited too long for a file."""
        return self.errands.oldest is not None and now - self.errands.oldest > ERRAND_LATE_MS

    def calm(self, now: int) -> bool:
        """Whether nobody need look closer."""
        late = self.replies_late(now) or self.heard_late(now) or self.errands_late(now)
        return not (late or self.dead or self.heard_dead or self.errands_dead or self.banned_for_all > now)
