"""Whose turn it is: what waits in the outbox, judged by the gate and claimed.

Bulk is judged a little ahead of its claim, so that claims may be small and cost little. The judgement holds until somebody
writes anything in this house, and at most for the minute it was made in; whether a mailing is still being sent is part of
every claim.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial

from bot.pacing import Pacing
from storage import outbox
from storage.database import Tx
from storage.model.post import Claim, Lane
from storage.outbox import Due

LOOK_AHEAD = 100
"""How many due messages are looked at, at least, to find answers that may go now."""
JUDGED = 84
"""Bulk judged at a time, at least."""
GATE_MOST = 500
"""Most messages that are judged at once when many must be put off."""
AGAIN_MS = 1_000
"""When to look again for what waits behind another message to its chat."""
EXPIRE_EVERY_MS = 1_000
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look found: answers, and bulk that passed the gate; and whether there was more of either than was looked at."""

    talk: list[Due] = field(default_factory=list)
    bulk: list[Due] = field(default_factory=list)
    more_talk: bool = False
    more_bulk: bool = False
    judge_next: int = 0
    """So many are to be judged at the next look, as most of these had to be put off."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What was claimed; `stopped`: mailings of what is ready that are not being sent any more."""

    claims: list[Claim]
    stopped: set[int]


class Turns:
    """What may be claimed next. `zone` is that of people's quiet hours."""

    def __init__(self, pacing: Pacing, zone: tzinfo) -> None:
        self._pacing = pacing
        self._zone = zone
        self._sight = Sight()
        """What was seen and is not claimed yet."""
        self._seen = self._expired_at = 0
        self.later: int | None = None
        """When there is something to look for again (milliseconds UTC)."""

    def wanted(self, now: int, talk: int, bulk: int) -> bool:
        """Whether something that was seen may be claimed, or something is due by now; with room for so many."""
        sight = self._sight
        return self._due(now) or (sight.more_talk and talk > 0) or (bool(sight.bulk or sight.more_bulk) and bulk > 0)

    async def claim(self, tx: Tx, now: int, talk: int, bulk: int, ready: Sequence[Claim], *, afresh: bool) -> Turn:
        """Claim as many answers and as much bulk as there is room for. `ready`: what is claimed and not under way;
        `afresh`: something may have been written since the last time."""
        sight, later, stopped = self._sight, self.later, set[int]()
        told = afresh or self._due(now) or now // MINUTE_MS != self._seen // MINUTE_MS or (sight.more_talk and talk > 0)
        if told or not sight.bulk:
            sight, put_off = await self._look(tx, now, talk, bulk)
            if told or put_off:
                later = await outbox.next_due(tx, now)
                stopped = await outbox.stopped(tx, {one.mailing for one in ready if one.mailing is not None})
        waits = [later or 0, self._pacing.lane_free_at(Lane.NOTICE, now)]
        spoken = {(one.chat, one.lane.bulk) for one in ready}
        answers, _ = self._choose(sight.talk, talk, now, spoken, waits)
        chosen, left = self._choose(sight.bulk, bulk, now, spoken, waits)
        claims = await outbox.claim(tx, [*answers, *chosen], now)
        if len(claims) < len(answers) + len(chosen):
            left, later = [], now  # a mailing was paused meanwhile
        left_over = Sight([], left, sight.more_talk or len(answers) == talk, sight.more_bulk, sight.judge_next)

        def committed() -> None:
            self._sight, self._seen = left_over, now
            self.later = now if later == now else min((at for at in waits if at > now), default=None)

        tx.after_commit(committed)
        return Turn(claims, stopped)

    async def _look(self, tx: Tx, now: int, talk: int, bulk: int) -> tuple[Sight, bool]:
        """What may go, and whether anything was put off."""
        if now < self._seen:
            await outbox.clock_set_back(tx, now, self._pacing.bans(now))
        if not 0 <= now - self._expired_at < EXPIRE_EVERY_MS and await outbox.expire(tx, now) < outbox.CHUNK:
            tx.after_commit(partial(setattr, self, "_expired_at", now))
        judged = max(bulk, JUDGED, self._sight.judge_next) if bulk else 0
        found = await outbox.due(tx, now, max(LOOK_AHEAD, 2 * talk) if talk else 0, judged)
        answers = [one for one in found if not one.lane.bulk]
        candidates = [one for one in found if one.lane.bulk]
        going = await outbox.judge(tx, candidates, now, self._zone) if candidates else []
        full = len(candidates) >= judged
        # Where most are put off, many are judged at once.
        judge_next = min(2 * judged, GATE_MOST) if full and len(going) < bulk else 0
        return Sight(answers, going, talk == 0, full, judge_next), len(going) < len(candidates)

    def _choose(
        self, found: list[Due], room: int, now: int, spoken: set[tuple[str, bool]], waits: list[int]
    ) -> tuple[list[Due], list[Due]]:
        """Those whose chat may be spoken to now, and what there was no room for. When to look for the others is added to
        `waits`, and who is chosen to `spoken`."""
        chosen: list[Due] = []
        for place, one in enumerate(found):
            if len(chosen) == room:
                return chosen, found[place:]
            at = self._pacing.free_at(one.chat, one.method, one.lane, now)
            if at > now:
                waits.append(at)
            elif (one.chat, one.lane.bulk) in spoken:
                waits.append(now + AGAIN_MS)
            else:
                chosen.append(one)
                spoken.add((one.chat, one.lane.bulk))
        return chosen, []

    def _due(self, now: int) -> bool:
        return self.later is not None and self.later <= now
