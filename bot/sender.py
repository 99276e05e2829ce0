"""Outbox → Telegram: claim, say, write down what it came to.

The claim is committed before the call and the outcome after it. A process that dies in between leaves the row claimed;
the next one takes it up again, flagged as a possible repeat.

Two loops share the work. One keeps the books: it writes outcomes down and claims what may go next, several messages in one
transaction. The other lets the claimed go one by one, as the pacing allows (`bot.speech`). So a slow disk delays nobody
whose message is claimed, and bulk goes out evenly though it is claimed in batches.

Little is claimed ahead (`in_flight`), so that few messages are flagged after a `kill -9`. Of a mailing that is paused, what
is claimed and not under way is given back as soon as the sender looks.
"""

import asyncio
import logging
import math
from collections.abc import Callable
from datetime import tzinfo

from telegram import Bot

from bot.clock import Clock
from bot.pacing import Pacing
from bot.speech import Speech
from bot.turns import Turns
from storage import outbox, people
from storage.database import Database, Tx
from storage.model.days import CHINA
from storage.model.post import Change, Lane, Outcome, Said, follow_up

log = logging.getLogger(__name__)

TALK_IN_FLIGHT = 10
"""Most answers in flight at Telegram's usual rate."""
BATCH = 14
"""Bulk claimed at a time: not quite half a second's worth at Telegram's usual rate …"""
BATCH_S = 0.25
"""… and so much of it at a higher one …"""
BATCH_MOST = 250
"""… up to this."""
RECORD_WITHIN_MS = 1_000
"""Bulk that went well is written down together with the next claim, at the latest after so long; anything else at once."""
PAUSE_AFTER_FAILURE_MS = 1_000


def batch(per_second: float) -> tuple[int, int]:
    """How much bulk is claimed at a time, and how little of it left has the next claimed."""
    size = int(max(BATCH, min(per_second * BATCH_S, BATCH_MOST)))
    return size, max(1, size // 5)


def in_flight(per_second: float) -> tuple[int, int]:
    """How many messages may be claimed and not written down at this rate (and so are flagged after a kill): in all, and of
    bulk, which is also what may still go after a pause that only the next claim sees (another process's).

    It counts on a Telegram that answers within a quarter of a second: with a slower one more are under way.
    """
    size, low = batch(per_second)
    bulk = size + low + math.ceil(min(per_second * BATCH_S, BATCH_MOST))
    return bulk + max(TALK_IN_FLIGHT, size // 4), bulk


class Sender:
    """The send loops. `zone` is that of people's quiet hours; `connections` as many as the transport may open; `paid`: bulk
    is sent as paid broadcasts (Bot API, allow_paid_broadcast: up to 1,000 messages a second)."""

    def __init__(
        self,
        bot: Bot,
        db: Database,
        clock: Clock,
        pacing: Pacing,
        *,
        crash_point: Callable[[str], None],
        zone: tzinfo = CHINA,
        connections: int = 32,
        paid: bool = False,
    ) -> None:
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._crash_point = crash_point
        self._batch, self._low = batch(pacing.per_second)
        self._talk_most = max(TALK_IN_FLIGHT, self._batch // 4)
        self._turns = Turns(pacing, zone)
        self._speech = Speech(
            bot, db, clock, pacing, heard=self._keep, crash_point=crash_point, connections=connections, paid=paid
        )
        self._books, self._speak_up = asyncio.Event(), asyncio.Event()
        self._resting = {"books": False, "speech": False}
        self._outcomes: list[tuple[Outcome, Change]] = []
        self._record_by: int | None = None

        self._look = True
        """Whether something may have been written to the outbox that was not seen yet."""
        self._next: int | None = None
        self._next_slot: int | None = None
        self.idle = asyncio.Event()
        """Set while nothing is under way, nothing is due now, and nobody called `wake`."""

    def wake(self) -> None:
        """Something was written to the outbox, or to what it depends on."""
        self._look = True
        self._stir()

    @property
    def next_due(self) -> int | None:
        """When the next message may go (milliseconds UTC), as far as is known; meaningful while `idle`."""
        return min((at for at in (self._next, self._next_slot) if at is not None), default=None)

    async def recover(self) -> None:
        """Take up what an earlier process was sending when it died."""
        async with self._db.write() as tx:
            number = await outbox.interrupted(tx)
        if number:
            log.warning("messages interrupted by the last stop are sent again", extra={"number": number})

    async def run(self) -> None:
        """Send until cancelled; what is under way then is finished by `finish`."""
        async with asyncio.TaskGroup() as loops:
            loops.create_task(self._keep_books())
            loops.create_task(self._speak())

    async def finish(self) -> None:
        """Wait for what is under way, for a while, and write down what it came to. What is not known by then stays claimed
        and is taken up by the next start, flagged as a possible repeat."""
        await self._speech.finish()
        if self._outcomes:
            async with self._db.write() as tx:
                await self._record(tx, self._clock.now())

    async def _keep_books(self) -> None:
        while True:
            self._books.clear()
            try:
                self._next = await self._work()
            except Exception:
                # The database refuses (a full disk, say): nothing was claimed, or nothing was recorded and is kept here.
                log.exception("the outbox cannot be worked on, trying again")
                self._look = True
                self._next = self._clock.now() + PAUSE_AFTER_FAILURE_MS
            await self._rest("books", self._books, self._next)

    async def _speak(self) -> None:
        while True:
            self._speak_up.clear()
            self._next_slot = self._speech.let_go()
            now = self._clock.now()
            if not self._speech.held(now) and self._turns.wanted(now, *self._rooms(now)):
                self._books.set()
            await self._rest("speech", self._speak_up, self._next_slot)

    async def _work(self) -> int | None:
        """Write down what is to be written down, claim what may go; return when to look again."""
        now = self._clock.now()
        recording = bool(self._outcomes) and (self._record_by is None or self._record_by <= now)
        # What follows a message in its chat may go, and what is to be tried again has a time.
        self._look |= recording and not all(_patient(one) and one.claim.mailing for one, _ in self._outcomes)
        claiming = (self._look or self._turns.wanted(now, *self._rooms(now))) and not self._speech.held(now)
        if claiming or recording:
            afresh, self._look = self._look, self._look and not claiming
            async with self._db.write() as tx:
                now = self._clock.now()  # it may have taken a while to get the pen
                await self._record(tx, now)
                if claiming:
                    await self._claim(tx, now, afresh=afresh)
        if self._speech.held(now):
            return self._speech.reachable_at
        times = [now if self._look else self._turns.later, self._record_by if self._outcomes else None]
        return min((at for at in times if at is not None), default=None)

    def _rooms(self, now: int) -> tuple[int, int]:
        """How many answers may be claimed, and how much bulk: a batch, when little is left of the last one."""
        ready = self._speech.bulk_ready
        held = ready > self._low or self._pacing.lane_free_at(Lane.NOTICE, now) > now
        return max(0, self._talk_most - self._speech.talk), 0 if held else self._batch + self._low - ready

    async def _claim(self, tx: Tx, now: int, *, afresh: bool) -> None:
        talk, bulk = self._rooms(now)
        turn = await self._turns.claim(tx, now, talk, bulk, self._speech.ready, afresh=afresh)

        def committed() -> None:
            if turn.stopped:
                self._speech.give_back(lambda one: one.mailing in turn.stopped)
            if turn.claims:
                self._crash_point("claimed")
                self._speech.take(turn.claims)
                self._speak_up.set()

        tx.after_commit(committed)

    async def _record(self, tx: Tx, now: int) -> None:
        """Write down the outcomes there are."""
        outcomes = list(self._outcomes)
        if not outcomes:
            return
        if any(one.said is Said.WAIT for one, _ in outcomes):
            await outbox.ban(tx, self._pacing.bans(now))
        for chat in {one.claim.chat for one, _ in outcomes if one.said is Said.BLOCKED}:
            await people.set_muted(tx, chat, now)
        await outbox.record(tx, outcomes, now)

        def committed() -> None:
            del self._outcomes[: len(outcomes)]
            self._record_by = now if self._outcomes else None
            self._crash_point("recorded")

        tx.after_commit(committed)

    def _keep(self, outcome: Outcome) -> None:
        """Have an outcome written down: at once, unless it is bulk that went well and more is to come."""
        now = self._clock.now()
        self._outcomes.append((outcome, follow_up(outcome, now)))
        if not self._speech.busy or not _patient(outcome):
            self._record_by = now
        elif self._record_by is None:
            self._record_by = now + RECORD_WITHIN_MS
        self._stir()

    def _stir(self) -> None:
        self.idle.clear()
        self._books.set()
        self._speak_up.set()

    async def _rest(self, loop: str, event: asyncio.Event, until: int | None) -> None:
        """Wait until `event` or the time; the house is idle when both loops do and nothing is under way."""
        self._resting[loop] = not event.is_set() and (until is None or until > self._clock.now())
        stirred = self._books.is_set() or self._speak_up.is_set()
        if all(self._resting.values()) and not self._speech.under_way and not stirred:
            self.idle.set()
        await self._clock.wait(event, until)
        self._resting[loop] = False
        self.idle.clear()


def _patient(outcome: Outcome) -> bool:
    """Whether an outcome may wait to be written down with others: bulk that went well, for which nobody waits."""
    return outcome.said is Said.SENT and outcome.claim.lane.bulk
