"""Outbox → Telegram: claim, say, write down what it came to.

The claim is committed before the call and the outcome after it. A process that dies in between leaves the row claimed;
the next one takes it up again, flagged as a possible repeat.
"""

import asyncio
import html
import logging
import re
from collections.abc import Callable

from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.clock import Clock
from bot.pacing import Pacing
from bot.transport import NotSent
from storage import outbox, people
from storage.database import Database, Tx
from storage.model.post import OUTAGE_LONGEST_MS, Claim, Outcome, Said, follow_up, outage_ms

log = logging.getLogger(__name__)

PATIENCE_S = 20
"""How long a stop waits for messages under way: less than service managers wait before they kill."""
IN_FLIGHT = 30
"""Most messages under way at once: about a second's worth at Telegram's own limit."""
LOOK_AHEAD = 100
"""How many due messages are looked at to find those that may go now."""
PAUSE_AFTER_FAILURE_MS = 1_000
EDIT_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit")
MARKUP = re.compile(r"<[^>]*>")


class Sender:
    """The send loop."""

    def __init__(
        self,
        bot: Bot,
        db: Database,
        clock: Clock,
        pacing: Pacing,
        *,
        crash_point: Callable[[str], None],
    ) -> None:
        self._bot = bot
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._crash_point = crash_point
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._next: int | None = None
        self._failures = 0
        self._reachable_at = 0
        """Before this, after a failure to connect, nothing is tried: an outage concerns every message alike."""
        self.idle = asyncio.Event()
        """Set while nothing is under way, nothing is due now, and nobody called `wake`."""

    def wake(self) -> None:
        """Something was written to the outbox."""
        self.idle.clear()
        self._wake.set()

    @property
    def next_due(self) -> int | None:
        """When the next message may go (milliseconds UTC), as far as is known; meaningful while `idle`."""
        return self._next

    async def recover(self) -> None:
        """Take up what an earlier process was sending when it died."""
        async with self._db.write() as tx:
            number = await outbox.interrupted(tx)
        if number:
            log.warning("messages interrupted by the last stop are sent again", extra={"number": number})

    async def run(self) -> None:
        """Send until cancelled; what is under way then is finished by `finish`."""
        while True:
            self._wake.clear()
            try:
                await self._record()
                self._next = await self._send_due()
            except Exception:
                # The database refuses (a full disk, say): nothing was claimed, or nothing was recorded and is kept here.
                log.exception("the outbox cannot be worked on, trying again")
                self._next = self._clock.now() + PAUSE_AFTER_FAILURE_MS
            if not self._under_way and not self._outcomes and not self._wake.is_set():
                self.idle.set()
            await self._clock.wait(self._wake, self._next)
            self.idle.clear()

    async def finish(self) -> None:
        """Wait for what is under way, for a while, and write down what it came to. What is not known by then stays claimed
        and is taken up by the next start, flagged as a possible repeat."""
        if self._under_way:
            _done, slow = await asyncio.wait(self._under_way, timeout=PATIENCE_S)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        await self._record()

    async def _send_due(self) -> int | None:
        """Claim and start what may go now; return when to look again."""
        now = self._clock.now()
        if self._held(now):
            return self._reachable_at
        room = IN_FLIGHT - len(self._under_way)
        if room <= 0:
            return None  # an outcome will wake the loop
        async with self._db.read() as tx:
            due = await outbox.due(tx, now, LOOK_AHEAD)
            later = await outbox.next_due(tx, now)
        if not due:
            return later
        waits = [self._pacing.free_at(one.chat, one.method, now) for one in due]
        free = [one for one, at in zip(due, waits, strict=True) if at <= now][:room]
        if free and self._pacing.next_token_at(now) <= now:
            async with self._db.write() as tx:
                await outbox.expire(tx, now)
                claims = await outbox.claim(tx, free, now, lambda one: self._pacing.may_go(one, now))
            self._crash_point("claimed")
            for claim in claims:
                task = asyncio.create_task(self._say(claim))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            waits = [at for at in waits if at > now]
            if len(claims) < len(free):
                waits.append(self._pacing.next_token_at(now))
        elif free:
            waits = [self._pacing.next_token_at(now)]
        return min([at for at in waits if at > now] + ([later] if later is not None else []), default=None)

    async def _say(self, claim: Claim) -> None:
        try:
            outcome = await self._try(claim)
        except Exception as error:  # a fault of ours: the message must not stay claimed for ever
            log.exception("message could not be sent", extra={"outbox": claim.id})
            outcome = Outcome(claim, Said.REFUSED, error=type(error).__name__)
        self._crash_point("said")
        self._outcomes.append(outcome)
        self.wake()

    async def _try(self, claim: Claim) -> Outcome:
        parameters = dict(claim.payload)
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

    async def _record(self) -> None:
        if not self._outcomes:
            return
        outcomes = list(self._outcomes)
        now = self._clock.now()
        async with self._db.write() as tx:
            for outcome in outcomes:
                await self._note(tx, outcome, now)
            await outbox.record(tx, [(outcome, follow_up(outcome, now)) for outcome in outcomes], now)
        del self._outcomes[: len(outcomes)]
        self._crash_point("recorded")

    def _held(self, now: int) -> bool:
        """Whether an outage has everything wait; a wait longer than the longest was set before the clock was set back."""
        return now < self._reachable_at <= now + OUTAGE_LONGEST_MS

    async def _note(self, tx: Tx, outcome: Outcome, now: int) -> None:
        """What an outcome means beyond its own row."""
        claim = outcome.claim
        if outcome.said is not Said.NOT_SENT:
            self._failures = 0
        elif not self._held(now):  # many may have failed at the same time
            self._failures += 1
            self._reachable_at = now + outage_ms(self._failures)
        if outcome.said is Said.WAIT:
            scope, until = self._pacing.banned(claim.chat, now, outcome.retry_after_ms)
            await outbox.ban(tx, scope, until)
            log.warning("Telegram asks to wait", extra={"ms": outcome.retry_after_ms, "everybody": scope != claim.chat})
        elif outcome.said is Said.BLOCKED:
            await people.set_muted(tx, claim.chat, now)
        elif outcome.said is Said.REFUSED:
            log.error("message refused", extra={"outbox": claim.id, "method": claim.method, "error": outcome.error})


def outcome_of(claim: Claim, error: TelegramError) -> Outcome:
    """What an error of the Bot API means for the message, from the closed list `Said`."""
    text = str(error)
    match error:
        case NotSent():
            return Outcome(claim, Said.NOT_SENT, error="not sent")
        case RetryAfter():
            wait = error.retry_after
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
            return Outcome(claim, Said.WAIT, error="429", retry_after_ms=int(seconds * 1000))
        case Forbidden():
            return Outcome(claim, Said.BLOCKED, error="403")
        case ChatMigrated():
            chat = str(error.new_chat_id)
            payload = {**claim.payload, "chat_id": error.new_chat_id}
            return Outcome(claim, Said.REWRITTEN, error="migrated", method=claim.method, chat=chat, payload=payload)
        case BadRequest():
            return _bad_request(claim, text.lower())
        case EndPointNotFound() | InvalidToken():  # 404 or 401: the methods exist, so it is the token or the address
            return Outcome(claim, Said.NOT_SENT, error="token refused")
        case NetworkError():
            return Outcome(claim, Said.UNKNOWN, error=type(error).__name__)
        case _:
            return Outcome(claim, Said.REFUSED, error=type(error).__name__)


def _bad_request(claim: Claim, text: str) -> Outcome:
    if "message is not modified" in text:
        return Outcome(claim, Said.SENT)
    if "query is too old" in text or "query id is invalid" in text:
        return Outcome(claim, Said.TOO_LATE, error="tap too old")
    if "chat not found" in text:
        return Outcome(claim, Said.BLOCKED, error="chat not found")
    if "can't parse entities" in text and "parse_mode" in claim.payload:
        return Outcome(
            claim,
            Said.REWRITTEN,
            error="bad entities",
            method=claim.method,
            chat=claim.chat,
            payload=plain(claim.payload),
        )
    if claim.method == "editMessageText" and any(gone in text for gone in EDIT_GONE):
        payload = {key: value for key, value in claim.payload.items() if key != "message_id"}
        return Outcome(claim, Said.REWRITTEN, error="edit gone", method="sendMessage", chat=claim.chat, payload=payload)
    return Outcome(claim, Said.REFUSED, error=text[:200])


def plain(payload: dict[str, object]) -> dict[str, object]:
    """The same message without formatting: the cure, once, for entities that Telegram cannot parse."""
    kept = {key: value for key, value in payload.items() if key != "parse_mode"}
    for key in ("text", "caption"):
        if isinstance(kept.get(key), str):
            kept[key] = html.unescape(MARKUP.sub("", str(kept[key])))
    return kept
