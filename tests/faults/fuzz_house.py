"""A house that stands still between two events: its real parts, called one after another, and no network in between.

The dispatcher, the rooms, their ticks, errands and files, the outbox with its gate and the stand-in's Telegram are the
real ones. What is left out is what runs by itself (the loops that wait, the pace of sending): a hundred times slower, and
tried elsewhere. So it is known of every row who caused it: nothing happens but what was just heard.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.app import PRUNES, House
from bot.config import Settings
from bot.outcomes import outcome_of
from bot.receiver import _heard
from bot.standin.clocks import FrozenClock
from bot.standin.opening import NOWHERE
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.updates import FIRST_UPDATE
from storage import inbox, outbox, people
from storage.model.post import Claim, Outcome, Said, follow_up

Json = dict[str, Any]
WAITS = "SELECT 1 FROM outbox WHERE state IN ('waiting', 'retry') AND not_before <= ? LIMIT 1"
ERRANDS_EACH = 2
"""Errands done after an event; the files of more are not made."""


@dataclass(frozen=True, slots=True)
class Told:
    """One call of the Bot API that came of an event, and what Telegram said to it."""

    chat: int
    method: str
    payload: Json
    said: Said
    message: int
    error: str


class Errors(logging.Handler):
    """What the house logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(self.format(record))


class Still:
    """The house and its Telegram."""

    def __init__(self, path: Path, now: int) -> None:
        self.clock = FrozenClock(now)
        with contextlib.closing(sqlite3.connect(path)) as connection:
            newest = connection.execute("SELECT coalesce(max(update_id), ?) FROM inbox", (FIRST_UPDATE,)).fetchone()[0]
        self.telegram = Telegram(self.clock, first_update=newest + 1)
        request = StandinRequest(self.telegram)
        settings = Settings(token=TOKEN, base_url=NOWHERE, database=path)
        self.house = House(settings, clock=self.clock, poll=request, send=StandinRequest(self.telegram))
        self.errors = Errors()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Still"]:
        """Everything of a start but the loops."""
        house = self.house
        logging.getLogger().addHandler(self.errors)
        house._failure = asyncio.get_running_loop().create_future()
        house._db = self.db = await house._lease.begin()
        try:
            await house._open()
            yield self
        finally:
            logging.getLogger().removeHandler(self.errors)
            await house._application.shutdown()
            await house._lease.give_back(self.db)
            await self.db.close()
            house._failure.cancel()

    @property
    def connection(self) -> sqlite3.Connection:
        """The one that writes: for those who look at every row that changes."""
        connection: sqlite3.Connection = self.db._writer._conn
        return connection

    async def hear(self, updates: Sequence[Json]) -> None:
        """Store what Telegram gives, as it was given, and act on it."""
        now = self.clock.now()
        heard = [one for raw in updates if (one := _heard(raw, now)) is not None]
        async with self.db.write() as tx:
            await inbox.put(tx, heard)
        left = "SELECT 1 FROM inbox WHERE state <> 'done' LIMIT 1"
        while await self.house._dispatcher.handle_waiting() and self.connection.execute(left).fetchone():
            pass

    async def look(self) -> None:
        """Have the rooms look at what is due."""
        await self.house.make_rounds()

    async def keep_house(self) -> None:
        """Forget what is old."""
        now = self.clock.now()
        async with self.db.write() as tx:
            for prune in PRUNES:
                await prune(tx, now)
            await outbox.expire(tx, now)
            await outbox.prune(tx, now)

    async def do_errands(self, most: int = ERRANDS_EACH) -> None:
        """Do the errands that wait, a few of them; the others are given up."""
        for _ in range(most):
            if not await self.house._errands._next():
                return
        async with self.db.write() as tx:
            await tx.change("UPDATE errands SET state = 'done', finished_at = :now WHERE state = 'waiting'", {"now": 0})

    async def speak(self) -> list[Told]:
        """Say everything that may be said now."""
        told: list[Told] = []
        while True:
            now = self.clock.now()
            if not self.connection.execute(WAITS, (now,)).fetchone():
                return told
            async with self.db.write() as tx:
                found = await outbox.due(tx, now, 200, 200)
                if not found:
                    return told
                chosen = [one for one in found if not one.lane.bulk]
                bulk = [one for one in found if one.lane.bulk]
                if bulk:
                    chosen += await outbox.judge(tx, bulk, now, self.house._sender._turns._zone)
                changes = []
                for claim in await outbox.claim(tx, chosen, now):
                    content: dict[str, object] = {}
                    if claim.file is not None and (file := await outbox.file(tx, claim.file)):
                        content = {file[1]: InputFile(file[2], filename=file[0])}
                    outcome = await self._call(claim, content)
                    changes.append((outcome, follow_up(outcome, now)))
                    if outcome.said is Said.BLOCKED:
                        await people.set_muted(tx, claim.chat, now)
                    told.append(_told(claim, outcome))
                if not changes:
                    return told
                await outbox.record(tx, changes, now)

    async def _call(self, claim: Claim, content: dict[str, object]) -> Outcome:
        bot = self.house._application.bot
        try:
            if content:
                result: Any = await bot.do_api_request(claim.method, api_kwargs={**claim.payload, **content})
            else:
                status, body = await self.telegram.call(TOKEN, claim.method, claim.payload)
                if status != 200:
                    raise _refusal(status, body)
                result = body.get("result")
        except TelegramError as error:
            return outcome_of(claim, error)
        return Outcome(claim, Said.SENT, message_id=result.get("message_id") if isinstance(result, dict) else None)


def _refusal(status: int, body: Json) -> TelegramError:
    """As PTB would raise it."""
    if number := (body.get("parameters") or {}).get("migrate_to_chat_id"):
        return ChatMigrated(number)
    return (Forbidden if status == 403 else BadRequest)(str(body.get("description", "")).removeprefix("Bad Request: "))


def _told(claim: Claim, outcome: Outcome) -> Told:
    chat = claim.payload.get("chat_id", 0)
    message = outcome.message_id or claim.payload.get("message_id") or 0
    return Told(
        int(chat) if isinstance(chat, int | str) and str(chat).lstrip("-").isdigit() else 0,
        claim.method,
        claim.payload,
        outcome.said,
        message if isinstance(message, int) else 0,
        outcome.error,
    )
