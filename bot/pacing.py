"""How fast the bot may speak: all together, to each person and group, and while Telegram has it wait.

Telegram's own figures (Bots FAQ, "My bot is hitting limits"): about 30 messages a second over all, one a second to one
person (short bursts pass), 20 a minute to one group. All messages share the allowance of a second. Bulk (lanes REMINDER
and NOTICE) goes out evenly and gives way: as long as somebody talks, a share of the allowance is kept free of it, so that
answers need not wait even one slot. Answers to taps and settings of the bot are not messages to a chat; edits count over
all, but not against a person's chat, so that paging stays quick.

After a ban of more than one chat only half as many messages go out, and again a tenth of the allowance more every ten
seconds.
"""

import bisect
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from storage.model.post import ONCE_METHODS, Lane

EVERYBODY = "all"
BULK = "bulk"
SPAN_MS = 1_005
"""A second and a little: what leaves evenly may arrive a few milliseconds closer together."""
LATE_MS = 1
"""As much of that little more is for what is not exact in our own times; what arrives later than that is counted later."""
DRIFT_MS = 0.05
"""With every answer as much more is thought usual: a way that became longer is known within a minute."""
CATCH_UP_MS = 500
"""How far behind its even spacing bulk may fall and still make up for it (never above the rate in any second)."""
REPLY_SHARE = 0.2
TALK_MS = 3_000
"""The share is kept while the last answer is no longer ago than this."""
BURST = 3
"""Answers that one person may get at once, if nothing was said to them before."""
GROUP_MESSAGES = 20
GROUP_SPAN_MS = 60_000
UNLIMITED = 100_000
"""A rate from which nothing is paced: that of a bench."""
SLOWED = 0.5
CLIMB = 0.1
CLIMB_MS = 10_000
SWEEP_MS = 60_000
"""How often chats that may be spoken to again are forgotten by the pacing."""


class Window:
    """At most `most` in any span of time."""

    __slots__ = ("_times",)

    def __init__(self, most: int) -> None:
        self._times: deque[int] = deque(maxlen=most)

    def free_at(self, now: int, span_ms: float, most: int | None = None) -> int:
        """When the next one may go, if at most `most` (as many as are remembered) may go in `span_ms`."""
        times = self._times
        if times and times[-1] > now:  # the clock was set back: as if all had gone just now
            self._times = times = deque([now] * len(times), times.maxlen)
        most = most or times.maxlen or 0
        return math.ceil(times[-most] + span_ms) if len(times) >= most else now

    def count(self, now: int) -> None:
        """One goes now."""
        self._times.append(now)

    def late(self, at: int, late_ms: int) -> None:
        """One that went `at` that time counts as gone so much later."""
        if at in self._times:
            self._times.remove(at)
            bisect.insort(self._times, at + late_ms)

    def over(self, now: int, span_ms: float) -> bool:
        """Whether everything counted is long ago."""
        return not self._times or self._times[-1] + span_ms <= now

    def last(self) -> int | None:
        """When the last one went."""
        return self._times[-1] if self._times else None


@dataclass(frozen=True, slots=True)
class Slowness:
    """A rate that was cut to a `share` when a ban began, and climbs back from its end (`since`)."""

    share: float
    since: int

    def factor(self, now: int) -> float:
        """The share of the full rate that may be used."""
        return min(1.0, self.share + CLIMB * max(0, (now - self.since) // CLIMB_MS))


class Pacing:
    """Decides, message by message, what may go now. Times are milliseconds UTC of the house's clock.

    `person_pause_ms` 0 lets one person be spoken to without pause.
    """

    def __init__(self, per_second: float, person_pause_ms: int, bans: Mapping[str, int]) -> None:
        self.per_second = per_second
        self._limited = per_second < UNLIMITED
        self._most = max(1, int(per_second)) if self._limited else 1
        self._kept = int(self._most * REPLY_SHARE)
        """Of the messages of a span, how many are kept for answers while somebody talks."""
        self._span_ms = self._most * SPAN_MS / per_second if self._limited else 0.0
        self._all = Window(self._most)
        self._quickest = math.inf
        """How long the quickest answers took of late."""
        self._bulk = Window(self._most)
        self._next_bulk = 0.0
        self._talked = Window(1)
        self._pause_ms = person_pause_ms
        self._persons: dict[str, float] = {}
        """Up to when each person's pauses are used up."""
        self._groups: dict[str, Window] = {}
        self._bans = dict(bans)
        self._slow = {scope: Slowness(SLOWED, end) for scope, end in bans.items() if scope in (EVERYBODY, BULK)}
        self._swept = self._now = 0

    def free_at(self, chat: str, method: str, lane: Lane, now: int) -> int:
        """When `chat` may next be spoken to in this lane, as far as its own pauses and the bans go."""
        free = self.ban(chat, lane, now)
        if not _counts(chat, method):
            return free
        if chat.startswith("-"):
            window = self._groups.get(chat)
            return max(free, window.free_at(now, GROUP_SPAN_MS)) if window is not None else free
        used = self._used(chat, now)
        burst = 0 if lane.bulk else BURST - 1
        return max(free, math.ceil(used - burst * self._pause_ms)) if used > now else free

    def ban(self, chat: str, lane: Lane, now: int) -> int:
        """When the bans let `chat` be spoken to in this lane."""
        return max(self._bans.get(chat, 0), self.lane_free_at(lane, now))

    def lane_free_at(self, lane: Lane, now: int) -> int:
        """When this lane may be spoken in again, as far as the bans go."""
        self._notice(now)
        end = max(self._bans.get(EVERYBODY, 0), self._bans.get(BULK, 0) if lane.bulk else 0)
        return end if end > now else 0

    def next_slot(self, lane: Lane, now: int) -> int:
        """When the next message of this lane to anybody may go."""
        if not self._limited:
            return now
        free = self._all.free_at(now, self._span_ms / self.factor(Lane.REPLY, now))
        if not lane.bulk:
            return free
        if self._next_bulk > now + 2 * self._span_ms / self.factor(lane, now):  # the clock was set back
            self._next_bulk = now
        share = self._bulk.free_at(now, self._span_ms / self.factor(lane, now), self._bulk_most(now))
        return max(free, share, math.ceil(self._next_bulk))

    def count(self, chat: str, method: str, lane: Lane, now: int) -> None:
        """A message goes out now."""
        self._sweep(now)
        if self._limited:
            self._all.count(now)
            if lane.bulk:
                self._bulk.count(now)
                step = self._span_ms / self.factor(lane, now) / self._bulk_most(now)
                behind = now - self._next_bulk > CATCH_UP_MS
                self._next_bulk = (now if behind else self._next_bulk) + step
            else:
                self._talked.count(now)
        if not _counts(chat, method):
            return
        if chat.startswith("-"):
            self._groups.setdefault(chat, Window(GROUP_MESSAGES)).count(now)
        elif self._pause_ms:
            self._persons[chat] = max(self._used(chat, now), now) + self._pause_ms

    def answered(self, began: int, now: int) -> None:
        """What went at `began` was answered now. By as much as that took longer than usual it may have arrived later, and
        Telegram counts a second from there."""
        took = now - began
        if not self._limited or took < 0:
            return
        self._quickest = min(took, self._quickest + DRIFT_MS)
        if (late := math.ceil(took - self._quickest)) > LATE_MS:
            self._all.late(began, min(late, SPAN_MS))

    def bans(self, now: int) -> dict[str, int]:
        """The bans in force: scope -> until."""
        self._notice(now)
        return {scope: until for scope, until in self._bans.items() if until > now}

    def factor(self, lane: Lane, now: int) -> float:
        """The share of the full rate that a lane may use after bans."""
        self._notice(now)
        scopes = (EVERYBODY, BULK) if lane.bulk else (EVERYBODY,)
        return min((self._slow[scope].factor(now) for scope in scopes if scope in self._slow), default=1.0)

    def banned(self, chat: str, lane: Lane, now: int, retry_after_ms: int) -> tuple[str, int]:
        """Take note of a 429 and say whom it concerns: (scope, until).

        Telegram does not say whether a ban is for the chat or for the bot. A group's is taken for its own. A person's bulk
        message was one of many: all bulk stops. One answer's is taken for its chat's; when it comes while another ban but a
        group's is in force, it is taken for everybody's.
        """
        self._notice(now)
        until = now + retry_after_ms
        if chat.startswith("-"):
            scope = chat
        elif lane.bulk:
            scope = BULK
        else:
            others = (end for of, end in self._bans.items() if of != chat and not of.startswith("-"))
            scope = EVERYBODY if any(end > now for end in others) else chat
        before = self._bans.get(scope, 0)
        self._bans[scope] = max(until, before)
        if scope in (EVERYBODY, BULK):
            # Many may be refused by one ban: it slows only once.
            share = self._slow[scope].share if before > now else SLOWED * self.factor(lane, now)
            self._slow[scope] = Slowness(max(share, CLIMB), self._bans[scope])
        return scope, self._bans[scope]

    def _notice(self, now: int) -> None:
        """A clock that was set back makes no ban longer."""
        if back := max(0, self._now - now):
            self._bans = {scope: until - back for scope, until in self._bans.items()}
            self._slow = {scope: replace(one, since=one.since - back) for scope, one in self._slow.items()}
        self._now = now

    def _bulk_most(self, now: int) -> int:
        talked = self._talked.last()
        talking = talked is not None and 0 <= now - talked <= TALK_MS
        return self._most - self._kept if talking else self._most

    def _used(self, chat: str, now: int) -> float:
        """Up to when the pauses of a person are used up."""
        used = self._persons.get(chat, 0)
        if used > now + BURST * self._pause_ms:  # the clock was set back
            self._persons[chat] = used = now + self._pause_ms
        return used

    def _sweep(self, now: int) -> None:
        if 0 <= now - self._swept < SWEEP_MS:
            return
        self._swept = now
        self._persons = {chat: used for chat, used in self._persons.items() if used > now}
        self._groups = {chat: one for chat, one in self._groups.items() if not one.over(now, GROUP_SPAN_MS)}
        self._bans = {scope: until for scope, until in self._bans.items() if until > now}
        self._slow = {scope: one for scope, one in self._slow.items() if one.factor(now) < 1}


def _counts(chat: str, method: str) -> bool:
    """Whether it counts against the chat: what is said does, and in groups edits too."""
    return method in ONCE_METHODS or (chat.startswith("-") and method.startswith("edit"))
