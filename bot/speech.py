"""Saying what was claimed: one by one, as the pacing allows, and what each answer means at once.

Nothing here is on disk. What becomes of every message is told to `heard`, exactly once: what was said or refused, and what
was given back unsaid because a ban, an outage, a pause or the end of the house came first.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.clock import Clock
from bot.outcomes import Strikes, outcome_of
from bot.pacing import Pacing
from storage import outbox
from storage.database import Database
from storage.model.post import ONCE_METHODS, OUTAGE_LONGEST_MS, Claim, Lane, Outcome, Said, outage_ms

log = logging.getLogger(__name__)

PATIENCE_S = 20
"""How long a stop waits for messages under way: less than service managers wait before they kill."""
UNREADABLE_MS = 10_000
"""When a message is tried again whose file the database did not give."""


class Speech:
    """What is claimed and not said yet, and what is under way. `paid`: bulk is sent as paid broadcasts (Bot API,
    allow_paid_broadcast)."""

    def __init__(
        self,
        bot: Bot,
        db: Database,
        clock: Clock,
        pacing: Pacing,
        *,
        heard: Callable[[Outcome], None],
        crash_point: Callable[[str], None],
        connections: int,
        paid: bool,
    ) -> None:
        self._bot = bot
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._heard = heard
        self._crash_point = crash_point
        self._paid = paid
        self._bulk_connections = max(1, connections * 3 // 4)
        """Answers must find a connection free."""
        self._talk: deque[Claim] = deque()
        self._bulk: deque[Claim] = deque()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._bulk_under_way = 0
        self._strikes = Strikes()
        self._failures = 0
        self.reachable_at = 0
        """Before this, after a failure to connect, nothing is tried: an outage concerns every message alike."""

    @property
    def under_way(self) -> bool:
        """Whether any message is at the network."""
        return bool(self._under_way)

    @property
    def bulk_ready(self) -> int:
        """How much bulk is claimed and not let go yet."""
        return len(self._bulk)

    @property
    def talk(self) -> int:
        """How many answers are claimed and not heard of."""
        return len(self._talk) + len(self._under_way) - self._bulk_under_way

    @property
    def busy(self) -> bool:
        """Whether anything is claimed and not heard of."""
        return bool(self._under_way or self._bulk or self._talk)

    @property
    def ready(self) -> Sequence[Claim]:
        """What is claimed and not let go yet."""
        return (*self._talk, *self._bulk)

    def held(self, now: int) -> bool:
        """Whether an outage has everything wait; a wait longer than the longest was set before the clock was set back."""
        return now < self.reachable_at <= now + OUTAGE_LONGEST_MS

    def take(self, claims: Iterable[Claim]) -> None:
        """These are claimed, to go when the pacing allows."""
        for claim in claims:
            (self._bulk if claim.lane.bulk else self._talk).append(claim)

    def give_back(self, which: Callable[[Claim], bool]) -> None:
        """What is ready and of this kind is not said; what is under way cannot be called back."""
        for ready in (self._talk, self._bulk):
            given = [claim for claim in ready if which(claim)]
            if not given:
                continue
            kept = [claim for claim in ready if not which(claim)]
            ready.clear()
            ready.extend(kept)
            for claim in given:
                self._heard(Outcome(claim, Said.HELD))

    def let_go(self) -> int | None:
        """Start what may go now; return when the next may (milliseconds UTC)."""
        times = []
        for ready, lane in ((self._talk, Lane.REPLY), (self._bulk, Lane.NOTICE)):
            bulk = lane.bulk
            unready: list[Claim] = []
            while ready and not (bulk and self._bulk_under_way >= self._bulk_connections):
                now = self._clock.now()
                slot = max(self._pacing.next_slot(lane, now), self.reachable_at if self.held(now) else 0)
                if slot > now:
                    times.append(slot)
                    break
                claim = ready.popleft()
                at = self._pacing.free_at(claim.chat, claim.method, claim.lane, now)
                if at > now:
                    unready.append(claim)
                    times.append(at)
                    continue
                self._pacing.count(claim.chat, claim.method, claim.lane, now)
                self._bulk_under_way += bulk
                self._under_way[claim.id] = asyncio.create_task(self._say(claim, now))
            ready.extendleft(reversed(unready))
        return min(times, default=None)

    async def finish(self) -> None:
        """Give back what is ready and wait for what is under way, for a while; what is not known by then is told nobody."""
        self.give_back(lambda _: True)
        if self._under_way:
            _done, slow = await asyncio.wait(self._under_way.values(), timeout=PATIENCE_S)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    async def _say(self, claim: Claim, began: int) -> None:
        try:
            outcome = await self._try(claim)
        except Exception as error:  # a fault of ours: the message must not stay claimed for ever
            log.exception("message could not be sent", extra={"outbox": claim.id})
            outcome = Outcome(claim, Said.UNKNOWN, error=type(error).__name__)
        finally:
            del self._under_way[claim.id]
            self._bulk_under_way -= claim.lane.bulk
        self._crash_point("said")
        now = self._clock.now()
        self._pacing.answered(began, now)
        self._heard(self._understood(outcome, now))

    async def _try(self, claim: Claim) -> Outcome:
        parameters = claim.payload
        if self._paid and claim.lane.bulk and claim.method in ONCE_METHODS:
            parameters = {**parameters, "allow_paid_broadcast": True}
        content: dict[str, object] = {}
        if claim.file is not None:
            try:
                content = await self._file(claim.file)
            except Exception:
                log.exception("a file cannot be read", extra={"outbox": claim.id})
                return Outcome(claim, Said.HELD, retry_after_ms=UNREADABLE_MS)
            if not content:
                return Outcome(claim, Said.REFUSED, error="file is gone")
        try:
            result = await self._call(claim.method, parameters, content)
        except TelegramError as error:
            return outcome_of(claim, error)
        message_id = result.get("message_id") if isinstance(result, dict) else None
        return Outcome(claim, Said.SENT, message_id=message_id)

    async def _call(self, method: str, parameters: dict[str, object], content: dict[str, object]) -> object:
        """What the Bot API answers. Rows hold its parameters as they are: PTB's conversions would find nothing to do but
        for files."""
        if content:
            return await self._bot.do_api_request(method, api_kwargs={**parameters, **content})
        data = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", data)

    async def _file(self, number: int) -> dict[str, object]:
        """The parameter that is a file; none where it is gone."""
        async with self._db.read() as tx:
            file = await outbox.file(tx, number)
        return {file[1]: InputFile(file[2], filename=file[0])} if file else {}

    def _understood(self, outcome: Outcome, now: int) -> Outcome:
        """What an answer means for all the others, before it is written down."""
        claim = outcome.claim
        outcome = self._strikes.judged(outcome)
        if outcome.said is not Said.NOT_SENT:
            self._failures = 0
        elif not self.held(now):  # many may have failed at the same time
            self._failures += 1
            self.reachable_at = now + outage_ms(self._failures)
            self.give_back(lambda _: True)
        if outcome.said is Said.WAIT:
            scope, _until = self._pacing.banned(claim.chat, claim.lane, now, outcome.retry_after_ms)
            log.warning("Telegram asks to wait", extra={"ms": outcome.retry_after_ms, "everybody": scope != claim.chat})
            self.give_back(lambda one: self._pacing.ban(one.chat, one.lane, now) > now)
        elif outcome.said in (Said.REFUSED, Said.SPOILT):
            log.error("message refused", extra={"outbox": claim.id, "method": claim.method, "error": outcome.error})
        if outcome.said is Said.SPOILT:
            self.give_back(lambda one: one.mailing == claim.mailing)
        return outcome
