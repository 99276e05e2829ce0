"""Outbox → Telegram: claim, say, write down what it came to.

The claim is committed before the call and the outcome after it. A process that dies in between leaves the row claimed;
the next one takes it up again, flagged as a possible repeat.

Two loops share the work. One keeps the books: it writes outcomes down and claims what may go next, many messages in one
transaction. The other speaks: it lets the claimed go out one by one, as the pacing allows. So a slow disk delays nobody
whose message is claimed, and bulk goes out evenly though it is claimed in batches.

In flight is what is claimed and not yet written down: of bulk at most a second's worth, and room for answers (`in_flight`).
Of a mailing that was paused nothing else goes out, and after a `kill -9` nothing else may be said twice.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import tzinfo

from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.clock import Clock
from bot.outcomes import RECIPIENTS, outcome_of
from bot.pacing import Pacing
from storage import outbox, people
from storage.database import Database, Tx
from storage.model.days import CHINA
from storage.model.post import (
    CONTENT_STRIKES,
    ONCE_METHODS,
    OUTAGE_LONGEST_MS,
    Change,
    Claim,
    Lane,
    Outcome,
    Said,
    follow_up,
    outage_ms,
)
from storage.outbox import Due

log = logging.getLogger(__name__)

PATIENCE_S = 20
"""How long a stop waits for messages under way: less than service managers wait before they kill."""
IN_FLIGHT = 40
"""Most messages in flight at Telegram's usual rate, and fewest at any: a second's worth of bulk and ten answers."""
BULK_IN_FLIGHT = 30
BULK_IN_FLIGHT_MOST = 1_000
LOOK_AHEAD = 100
"""How many due messages are looked at, at least, to find those that may go now."""
GATE_MOST = 500
"""Most messages that are judged at once when many must be put off."""
RECORD_WITHIN_MS = 1_000
"""Bulk that went well is written down together with the next claim, at the latest after so long; anything else at once."""
EXPIRE_EVERY_MS = 1_000
PAUSE_AFTER_FAILURE_MS = 1_000


def in_flight(per_second: float) -> tuple[int, int]:
    """How many messages may be in flight at this rate: in all, and of bulk, which leaves places to answers."""
    bulk = int(max(BULK_IN_FLIGHT, min(per_second, BULK_IN_FLIGHT_MOST)))
    return bulk + max(IN_FLIGHT - BULK_IN_FLIGHT, bulk // 4), bulk


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
        self._bot = bot
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._crash_point = crash_point
        self._zone = zone
        self._most, self._bulk_most = in_flight(pacing.per_second)
        self._refill_at = self._bulk_most // 5
        """Claimed and not gone, so few bulk messages have the next ones claimed."""
        self._paid = paid
        self._bulk_connections = max(1, connections * 3 // 4)
        """Answers must find a connection free."""

        self._books = asyncio.Event()
        self._speech = asyncio.Event()
        self._resting = {"books": False, "speech": False}
        self._talk: deque[Claim] = deque()
        self._bulk: deque[Claim] = deque()
        """Claimed, and to go when the pacing allows."""
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._bulk_under_way = 0
        self._outcomes: list[tuple[Outcome, Change]] = []
        self._new_bans: dict[str, int] = {}
        self._in_flight: dict[int, bool] = {}
        """Everything claimed and not written down: number -> whether it is bulk."""
        self._bulk_in_flight = 0
        self._record_by: int | None = None

        self._look = True
        """Whether something may have been written to the outbox that was not seen yet."""
        self._more_bulk = self._more_talk = False
        """Whether more was due than there was room for."""
        self._judge_most = 0
        self._later: int | None = None
        self._expired_at = 0
        self._seen = 0
        self._next: int | None = None
        self._next_slot: int | None = None
        self._failures = 0
        self._reachable_at = 0
        """Before this, after a failure to connect, nothing is tried: an outage concerns every message alike."""
        self._strikes: Counter[tuple[int, str]] = Counter()
        self.idle = asyncio.Event()
        """Set while nothing is under way, nothing is due now, and nobody called `wake`."""

    def wake(self) -> None:
        """Something was written to the outbox."""
        self._look = True
        self._stir()

    @property
    def next_due(self) -> int | None:
        """When the next message may go (milliseconds UTC), as far as is known; meaningful while `idle`."""
        return min((at for at in (self._next, self._next_slot) if at is not None), default=None)

    @property
    def in_flight(self) -> int:
        """How many messages are claimed and not yet written down."""
        return len(self._in_flight)

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
        self._give_back(self._talk, self._bulk)
        if self._under_way:
            _done, slow = await asyncio.wait(self._under_way.values(), timeout=PATIENCE_S)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        if self._outcomes:
            async with self._db.write() as tx:
                await self._record(tx, self._clock.now())

    # the books

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

    async def _work(self) -> int | None:
        """Write down what is to be written down, claim what may go; return when to look again."""
        now = self._clock.now()
        talk, bulk = self._room(now, len(self._outcomes))
        wanted = self._look or (self._later is not None and self._later <= now)
        wanted = wanted or (self._more_bulk and bulk > 0) or (self._more_talk and talk > 0)
        recording = self._to_record(now)
        # What follows a message in its chat may go, and what is to be tried again has a time.
        wanted = wanted or (recording and not all(_patient(one) and one.claim.mailing for one, _ in self._outcomes))
        looking = wanted and not self._held(now)
        self._look = wanted and not looking
        if looking or recording:
            async with self._db.write() as tx:
                now = self._clock.now()  # it may have taken a while to get the pen
                number = await self._record(tx, now)
                if looking:
                    await self._claim(tx, now, *self._room(now, number))
        if self._held(now):
            return self._reachable_at
        times = [now if self._look else self._later, self._record_by if self._outcomes else None]
        return min((at for at in times if at is not None), default=None)

    def _room(self, now: int, recorded: int) -> tuple[int, int]:
        """How many messages of talk and of bulk may be claimed, once the first outcomes are written down."""
        written = [self._in_flight[one.claim.id] for one, _ in self._outcomes[:recorded]]
        bulk = self._bulk_in_flight - sum(written)
        talk = len(self._in_flight) - self._bulk_in_flight - (len(written) - sum(written))
        held = self._pacing.lane_free_at(Lane.NOTICE, now) > now or len(self._bulk) > self._refill_at
        return max(0, self._most - bulk - talk), 0 if held else max(0, self._bulk_most - bulk)

    async def _claim(self, tx: Tx, now: int, talk: int, bulk: int) -> None:
        if now < self._seen:
            await outbox.clock_set_back(tx, now)
        expired_at = self._expired_at
        if not 0 <= now - expired_at < EXPIRE_EVERY_MS:
            await outbox.expire(tx, now)
            expired_at = now
        judged = max(bulk, self._judge_most) if bulk else 0
        found = await outbox.due(tx, now, max(LOOK_AHEAD, 2 * talk) if talk else 0, judged)
        waits: list[int] = []
        chosen = self._choose([one for one in found if not one.lane.bulk], talk, now, waits)
        more_talk = len(chosen) == talk
        candidates = [one for one in found if one.lane.bulk]
        full = len(candidates) >= judged
        going = await outbox.judge(tx, candidates, now, self._zone) if candidates else []
        claimed = self._choose(going, bulk, now, waits)
        claims = await outbox.claim(tx, [*chosen, *claimed], now)
        later = await outbox.next_due(tx, now)
        ban = self._pacing.lane_free_at(Lane.NOTICE, now)

        def committed() -> None:
            self._seen, self._expired_at = now, expired_at
            self._later = min([at for at in (*waits, ban, later or 0) if at > now], default=None)
            self._more_talk, self._more_bulk = more_talk, full or len(claimed) == bulk
            # Where most are put off, many are judged at once; where most may go, no more than can be claimed.
            put_off = full and len(going) < bulk
            self._judge_most = min(2 * judged, GATE_MOST) if put_off else 0
            self._look |= put_off and not waits
            if claims:
                self._crash_point("claimed")
                self._take(claims)

        tx.after_commit(committed)

    def _choose(self, found: list[Due], room: int, now: int, waits: list[int]) -> list[Due]:
        """Those whose chat may be spoken to now; when the others may goes to `waits`."""
        chosen: list[Due] = []
        spoken: set[tuple[str, bool]] = {(one.chat, one.lane.bulk) for one in (*self._talk, *self._bulk)}
        for one in found:
            if len(chosen) == room:
                break
            at = self._pacing.free_at(one.chat, one.method, one.lane, now)
            if at > now:
                waits.append(at)
            elif (one.chat, one.lane.bulk) not in spoken:
                chosen.append(one)
                spoken.add((one.chat, one.lane.bulk))
        return chosen

    def _take(self, claims: Iterable[Claim]) -> None:
        """What was claimed is ready to go."""
        for claim in claims:
            (self._bulk if claim.lane.bulk else self._talk).append(claim)
            self._in_flight[claim.id] = claim.lane.bulk
            self._bulk_in_flight += claim.lane.bulk
        self._speech.set()

    def _to_record(self, now: int) -> bool:
        if not self._outcomes:
            return False
        due = self._record_by is None or self._record_by <= now
        return (
            due or len(self._outcomes) > self._bulk_most * 2 // 3 or not (self._under_way or self._bulk or self._talk)
        )

    async def _record(self, tx: Tx, now: int) -> int:
        """Write down the outcomes there are; how many."""
        outcomes, bans = list(self._outcomes), dict(self._new_bans)
        if not outcomes:
            return 0
        await outbox.ban(tx, bans)
        for chat in {one.claim.chat for one, _ in outcomes if one.said is Said.BLOCKED}:
            await people.set_muted(tx, chat, now)
        await outbox.record(tx, outcomes, now)

        def committed() -> None:
            for one, _ in outcomes:
                self._bulk_in_flight -= self._in_flight.pop(one.claim.id, False)
            del self._outcomes[: len(outcomes)]
            self._record_by = now if self._outcomes else None
            self._new_bans = {scope: until for scope, until in self._new_bans.items() if bans.get(scope) != until}
            self._crash_point("recorded")

        tx.after_commit(committed)
        return len(outcomes)

    # speaking

    async def _speak(self) -> None:
        while True:
            self._speech.clear()
            self._next_slot = self._let_go()
            await self._rest("speech", self._speech, self._next_slot)

    def _let_go(self) -> int | None:
        """Start what may go now; return when the next may."""
        times = []
        for ready, lane in ((self._talk, Lane.REPLY), (self._bulk, Lane.NOTICE)):
            held: list[Claim] = []
            while ready and not (lane.bulk and self._bulk_under_way >= self._bulk_connections):
                now = self._clock.now()
                slot = max(self._pacing.next_slot(lane, now), self._reachable_at if self._held(now) else 0)
                if slot > now:
                    times.append(slot)
                    break
                claim = ready.popleft()
                at = self._pacing.free_at(claim.chat, claim.method, claim.lane, now)
                if at > now:
                    held.append(claim)
                    times.append(at)
                    continue
                self._pacing.count(claim.chat, claim.method, claim.lane, now)
                self._bulk_under_way += lane.bulk
                task = asyncio.create_task(self._say(claim))
                self._under_way[claim.id] = task
            ready.extendleft(reversed(held))
        if (
            self._more_bulk
            and len(self._bulk) <= self._refill_at
            and self._bulk_in_flight - len(self._outcomes) < self._bulk_most
        ):
            self._books.set()
        return min(times, default=None)

    async def _say(self, claim: Claim) -> None:
        try:
            outcome = await self._try(claim)
        except Exception as error:  # a fault of ours: the message must not stay claimed for ever
            log.exception("message could not be sent", extra={"outbox": claim.id})
            outcome = Outcome(claim, Said.REFUSED, error=type(error).__name__)
        finally:
            del self._under_way[claim.id]
            self._bulk_under_way -= claim.lane.bulk
        self._crash_point("said")
        self._heard(outcome)

    async def _try(self, claim: Claim) -> Outcome:
        parameters = dict(claim.payload)
        if self._paid and claim.lane.bulk and claim.method in ONCE_METHODS:
            parameters["allow_paid_broadcast"] = True
        if claim.file is not None:
            async with self._db.read() as tx:
                file = await outbox.file(tx, claim.file)
            if file is None:
                return Outcome(claim, Said.REFUSED, error="file is gone")
            name, field, content = file
            parameters[field] = InputFile(content, filename=name)
        try:
            result = await self._bot.do_api_request(claim.method, api_kwargs=parameters)
        except TelegramError as error:
            return outcome_of(claim, error)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Outcome(claim, Said.SENT, message_id=message_id)

    def _heard(self, outcome: Outcome) -> None:
        """What an outcome means at once, before it is written down."""
        claim, now = outcome.claim, self._clock.now()
        if outcome.said is Said.SENT and self._strikes:
            self._strikes = Counter({key: n for key, n in self._strikes.items() if key[0] != claim.mailing})
        if outcome.said is not Said.NOT_SENT:
            self._failures = 0
        elif not self._held(now):  # many may have failed at the same time
            self._failures += 1
            self._reachable_at = now + outage_ms(self._failures)
            self._give_back(self._talk, self._bulk)
        if outcome.said is Said.WAIT:
            scope, until = self._pacing.banned(claim.chat, claim.lane, now, outcome.retry_after_ms)
            self._new_bans[scope] = until
            log.warning("Telegram asks to wait", extra={"ms": outcome.retry_after_ms, "everybody": scope != claim.chat})
            banned = self._pacing.lane_free_at
            self._give_back(*[ready for ready, lane in self._ready() if banned(lane, now) > now])
        elif outcome.said in (Said.REFUSED, Said.SPOILT):
            outcome = self._judged(outcome)
            log.error("message refused", extra={"outbox": claim.id, "method": claim.method, "error": outcome.error})
        self._keep(outcome, now)

    def _judged(self, outcome: Outcome) -> Outcome:
        """A refusal in a mailing: when it is the message's fault and not the recipient's, the mailing stops."""
        mailing = outcome.claim.mailing
        if mailing is None or outcome.said is Said.SPOILT:
            return outcome
        if any(words in outcome.error for words in RECIPIENTS):
            return outcome
        self._strikes[mailing, outcome.error] += 1
        if self._strikes[mailing, outcome.error] < CONTENT_STRIKES:
            return outcome
        return Outcome(outcome.claim, Said.SPOILT, error=outcome.error)

    def _ready(self) -> tuple[tuple[deque[Claim], Lane], ...]:
        return (self._talk, Lane.REPLY), (self._bulk, Lane.NOTICE)

    def _give_back(self, *ready: deque[Claim]) -> None:
        """What was claimed and did not go waits again, in the outbox."""
        now = self._clock.now()
        for claims in ready:
            while claims:
                self._keep(Outcome(claims.popleft(), Said.HELD), now)

    def _keep(self, outcome: Outcome, now: int) -> None:
        """Have an outcome written down: at once, unless it is bulk that went well."""
        self._outcomes.append((outcome, follow_up(outcome, now)))
        if not _patient(outcome):
            self._record_by = now
        elif len(self._outcomes) == 1:
            self._record_by = now + RECORD_WITHIN_MS
        self._stir()

    # both

    def _held(self, now: int) -> bool:
        """Whether an outage has everything wait; a wait longer than the longest was set before the clock was set back."""
        return now < self._reachable_at <= now + OUTAGE_LONGEST_MS

    def _stir(self) -> None:
        self.idle.clear()
        self._books.set()
        self._speech.set()

    async def _rest(self, loop: str, event: asyncio.Event, until: int | None) -> None:
        """Wait until `event` or the time; the house is idle when both loops do and nothing is under way."""
        self._resting[loop] = not event.is_set() and (until is None or until > self._clock.now())
        if all(self._resting.values()) and not self._under_way and not (self._books.is_set() or self._speech.is_set()):
            self.idle.set()
        await self._clock.wait(event, until)
        self._resting[loop] = False
        self.idle.clear()


def _patient(outcome: Outcome) -> bool:
    """Whether an outcome may wait to be written down with others: bulk that went well, for which nobody waits."""
    return outcome.said is Said.SENT and outcome.claim.lane.bulk
