"""Telegram → inbox. An update is committed before Telegram is told that it was received.

Telegram hands out an update until a later `getUpdates` asks for what comes after it. So a polled batch is stored in one
transaction, and only the next poll, with the offset behind it, confirms it: a crash in between costs a second
delivery, which the inbox recognises by its number.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.trimming import trimmed
from storage import inbox
from storage.database import Database

log = logging.getLogger(__name__)

BATCH = 100
"""Most updates in one answer to `getUpdates` (Bot API: 1–100)."""
PAUSES_S = (1, 2, 5, 10, 30)
"""How long to wait after the first, second … failure in a row."""
LARGEST_NUMBER = 2**63
"""No update of the Bot API comes near it, and no database column goes beyond."""
NEWCOMER_MS = 5 * 60_000
"""A poller that young gives way when another is polling; one that has been at work for longer goes on."""
CONFLICT_MS = 60_000
"""How long two may be polling, as they do while one is being replaced, before the newcomer ends."""
ALLOWED = ["message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"]


class TokenShared(Exception):
    """Another program takes this token's updates, and was there first; `webhook`: it has them delivered."""

    def __init__(self, *, webhook: bool) -> None:
        super().__init__("webhook" if webhook else "getUpdates")
        self.webhook = webhook


class Receiver:
    """The poll loop."""

    def __init__(self, bot: Bot, db: Database, clock: Clock, *, poll_s: int, heard: Callable[[], None]) -> None:
        self._bot = bot
        self._db = db
        self._clock = clock
        self._poll_s = poll_s
        self._heard = heard
        self._conflict: tuple[int, int] | None = None
        """When the newest series of 409 began and when it was last added to, counted."""
        self._newcomer = True
        """Whether this poller was a newcomer when that series began."""
        self._polled = False

    async def run(self) -> None:
        """Poll until cancelled.

        Raises `InvalidToken` when Telegram goes on not knowing the token, and `TokenShared` when another program that polls
        with it was there first.
        """
        began = self._clock.counted()
        async with self._db.read() as tx:
            newest = await inbox.newest(tx)
        offset = 0 if newest is None else newest + 1
        failures = refusals = 0
        while True:
            try:
                offset = await self.poll(offset)
                failures = refusals = 0
                self._polled = True
            except (InvalidToken, EndPointNotFound) as error:
                # PTB calls a 401 or 404 so. A proxy may answer like that for a while; a revoked token does for good.
                refusals += 1
                if refusals > len(PAUSES_S):
                    raise InvalidToken("Telegram does not know the token any more") from error
                log.error("Telegram does not know the token, or base_url is not a Bot API server")
                failures = await self._pause(failures)
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error))
            except Conflict as error:
                webhook = "webhook is active" in str(error)
                log.error("another program takes the updates of this bot's token", extra={"webhook": webhook})
                self._give_way(began, webhook=webhook)
                failures = await self._pause(failures)
            except (NetworkError, TelegramError) as error:
                log.warning("cannot reach Telegram, trying again", extra={"error": type(error).__name__})
                failures = await self._pause(failures)
            except Exception:
                log.exception("a batch of updates could not be stored; Telegram keeps it")
                failures = await self._pause(failures)

    async def poll(self, offset: int) -> int:
        """One `getUpdates`: confirm what is below `offset`, store what comes, return the next offset."""
        batch = await self._bot.do_api_request(
            "getUpdates",
            api_kwargs={"offset": offset, "limit": BATCH, "timeout": self._poll_s, "allowed_updates": ALLOWED},
            read_timeout=self._poll_s + 10,
        )
        heard = [one for raw in batch if (one := _heard(raw, self._clock.now())) is not None]
        if len(heard) < len(batch):
            log.error("updates without a number were left out", extra={"number": len(batch) - len(heard)})
        if not heard:
            if batch:  # nothing to confirm it by: do not ask for it again and again without a pause
                await asyncio.sleep(1)
            return offset
        async with self._db.write() as tx:
            await inbox.put(tx, heard)
            tx.after_commit(self._heard)
        return max(one.update_id for one in heard) + 1

    def _give_way(self, began: int, *, webhook: bool) -> None:
        """Count a 409. Two pollers end each other's waiting, and each has an update now and then: so a series goes on for as
        long as the next 409 comes soon, whatever succeeded in between."""
        now = self._clock.counted()
        patience = max(CONFLICT_MS, (self._poll_s + 15) * 1000)
        if self._conflict is None or now - self._conflict[1] > patience:
            self._newcomer = not self._polled or now - began < NEWCOMER_MS
            self._conflict = now, now
        first, _ = self._conflict
        self._conflict = first, now
        if self._newcomer and now - first > patience:
            raise TokenShared(webhook=webhook)

    async def _pause(self, failures: int) -> int:
        await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])
        return failures + 1


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait if isinstance(wait, int | float) else wait.total_seconds()


def _heard(raw: Any, now: int) -> inbox.Heard | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or not 0 < number < LARGEST_NUMBER:
        return None
    # Half a surrogate pair is JSON, but no text that a database takes.
    text = json.dumps(trimmed(raw), ensure_ascii=False).encode(errors="replace").decode()
    return inbox.Heard(number, lane_of(raw), text, now)


def lane_of(raw: dict[str, Any]) -> str:
    """Whose update this is: the sender's number, or else the chat's. Understands as little of the update as possible."""
    for part in raw.values():
        if isinstance(part, dict):
            for key in ("from", "user", "chat"):
                who = part.get(key)
                if isinstance(who, dict) and isinstance(who.get("id"), int):
                    return str(who["id"])
    return ""
