"""Fetches the files behind news and reports from Telegram, after the commit that named them, and keeps a copy of each.

The rows of `evidence` are the work: what waits there is fetched, however often the program ends on the way. A file is
written before its row says so; one whose row never did is an orphan, and is put away. Only this loop writes and deletes
files, one thing at a time, so that none is taken for an orphan while its row is being written.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.clock import Clock, kind_of
from bot.transport import NotSent
from handlers.cards.evidence import tell_lost
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from storage import evidence
from storage.database import Database
from storage.file_types import Found, look
from storage.model.evidence import MOST_BYTES, Evidence, Why
from storage.vault import PART, Vault

log = logging.getLogger(__name__)

LONGEST_S = 120.0
"""For one file; 20 MB at 170 kB/s."""
PAUSE_MS = 2 * 60_000
"""Where Telegram cannot be reached at all, no file's tries are used up."""
PAUSE_AFTER_FAILURE_MS = 1_000


ASIDE_S = 3 * 24 * 3600
"""A copy that no row names is deleted after three days: until then a newer database may be put back in place of an older one."""


class TooLarge(ValueError):
    """A file of which Telegram does not give so much, or does not say how much."""


class Keeper:
    """The loop that fetches files, one after another."""

    def __init__(
        self,
        vault: Vault,
        office: Office,
        db: Database,
        clock: Clock,
        *,
        fetch: Callable[[str], Awaitable[bytes]],
        written: Callable[[], None],
        crash_point: Callable[[str], None],
        longest_s: float = LONGEST_S,
    ) -> None:
        """`fetch` gets a file by its file id, or raises `TooLarge` or `TelegramError`."""
        self._vault = vault
        self._office = office
        self._db = db
        self._clock = clock
        self._fetch = fetch
        self._written = written
        self._crash_point = crash_point
        self._longest_s = longest_s
        self._alone = asyncio.Lock()
        self._wake = asyncio.Event()
        self._paused_until = 0
        self.idle = asyncio.Event()
        """Set while no file waits that could be fetched now."""
        self.next_try: int | None = None
        """When one is tried again (milliseconds UTC); meaningful while `idle`."""

    def wake(self) -> None:
        """Something was shown."""
        self.idle.clear()
        self._wake.set()

    async def sweep(self) -> int:
        """Put away what belongs to nothing any more, and delete what was put away long ago; how many files were found."""
        async with self._alone:
            there = await asyncio.to_thread(self._vault.names)
            async with self._db.read() as tx:
                named = await evidence.stored_names(tx)
            return await asyncio.to_thread(self._tidy, there, named, self._clock.now() / 1000)

    def _tidy(self, there: set[str], named: set[str], now: float) -> int:
        self._vault.bring_back(named - there)
        half = {name for name in there if name.startswith(PART)}
        self._vault.forget(now - ASIDE_S)
        return self._vault.remove(half) + self._vault.set_aside(there - named - half, now)

    async def run(self) -> None:
        """Fetch until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self._next():
                    pass
                async with self._db.read() as tx:
                    self.next_try = await evidence.next_due(tx, self._clock.now())
            except Exception:
                log.exception("evidence cannot be kept, trying again")
                self.next_try = self._clock.now() + PAUSE_AFTER_FAILURE_MS
            if self._paused:
                self.next_try = self._paused_until
            if not self._wake.is_set():
                self.idle.set()
            await self._clock.wait(self._wake, self.next_try)
            self.idle.clear()

    @property
    def _paused(self) -> bool:
        return 0 < self._paused_until - self._clock.now() <= PAUSE_MS  # beyond: the clock was set back

    async def _next(self) -> bool:
        """Fetch the next file; False when none is due."""
        if self._paused:
            return False
        async with self._db.read() as tx:
            waiting = await evidence.due(tx, self._clock.now())
        for seen in waiting:
            async with self._alone:
                await self._take(seen)
        return bool(waiting)

    async def _take(self, seen: Evidence) -> None:
        try:
            async with asyncio.timeout(self._longest_s):
                content = await self._fetch(seen.file_id)
        except TooLarge:
            return await self._refuse(seen, Found(why=Why.TOO_LARGE))
        except (NotSent, RetryAfter, Forbidden, InvalidToken) as problem:  # nothing about this file
            self._paused_until = self._clock.now() + PAUSE_MS
            log.warning("evidence waits", extra={"kind": kind_of(problem)})
            return None
        except BadRequest as problem:
            if "too big" in str(problem).lower():
                return await self._refuse(seen, Found(why=Why.TOO_LARGE))
            return await self._put_off(seen, Why.GONE, problem)
        except (TimeoutError, TelegramError) as problem:
            return await self._put_off(seen, Why.UNREACHABLE, problem)
        if len(content) > MOST_BYTES:
            return await self._refuse(seen, Found(why=Why.TOO_LARGE))
        found = await asyncio.to_thread(look, seen.name, content)
        if found.why is not None:
            return await self._refuse(seen, found)
        try:
            stored = await asyncio.to_thread(self._vault.keep, content)
        except OSError as problem:
            return await self._put_off(seen, Why.DISK, problem)
        self._crash_point("evidence_stored")
        async with self._db.write() as tx:
            wanted = await evidence.kept(tx, seen, stored, found.type, len(content), self._clock.now())
        if not wanted:  # erased while it was fetched
            await asyncio.to_thread(self._vault.remove, [stored])
        return None

    async def _refuse(self, seen: Evidence, found: Found) -> None:
        assert found.why is not None
        log.warning("evidence refused", extra={"evidence": seen.id, "why": str(found.why), "type": found.type})
        async with self._db.write() as tx:
            if await evidence.refused(tx, seen, found.why, found.type):
                await tell_lost(Desk(tx, self._clock.now(), self._office), seen, found.why)
                tx.after_commit(self._written)

    async def _put_off(self, seen: Evidence, why: Why, problem: Exception) -> None:
        log.warning(
            "evidence not kept yet", extra={"evidence": seen.id, "kind": kind_of(problem), "try": seen.tries + 1}
        )
        now = self._clock.now()
        async with self._db.write() as tx:
            if await evidence.not_yet(tx, seen, why, now):
                await tell_lost(Desk(tx, now, self._office), seen, why)
                tx.after_commit(self._written)
