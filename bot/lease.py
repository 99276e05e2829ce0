"""This house's lease on its database: taken at the start, renewed all the time, asked before every write and every call.

The lock file (`bot.lock`) is the quick proof on one machine: the system lets go of it when a process ends, however it
ends. It proves nothing about a process that hangs, nor across containers. There the lease decides: whoever has not renewed
it for `leases.LENGTH_MS` loses it to the house that stands by, and finds out before it writes or says anything more.
"""

import asyncio
import itertools
import logging
import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.clock import SystemClock
from bot.lock import AlreadyRunning, Lock
from bot.transport import NotSent
from storage import leases
from storage.database import Database, Tx

log = logging.getLogger(__name__)

RENEW_S = 5.0
LOOK_S = 1.0
"""How often a house that stands by looks whether it is its turn."""


class Fenced(Exception):
    """Another program has taken over the database: this one may do nothing more."""


class Lease:
    """A turn at the database. `lost` is called once, when somebody else is found to have taken it."""

    def __init__(self, database: Path, *, standby: bool, lost: Callable[[Exception], None]) -> None:
        self._lock = Lock(database)
        self._database = database
        self._standby = standby
        self._lost = lost
        self._clock = SystemClock()
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._fence = 0
        self._renewed = 0
        self._gone = False
        self._locked = False
        self._renewing: asyncio.Task[None] | None = None
        self.renewal = 0
        """Number of the renewal that is under way; 0 between two. One that goes on for minutes waits for a write without end."""

    async def begin(self) -> Database:
        """Open the database when nobody else works on it, at once where that can be known at once.

        Raises `AlreadyRunning` when somebody does and this house does not stand by, `OSError` where no lock file can be
        made, and what `Database.open` raises.
        """
        while True:
            seen = await self._turn()
            try:
                db = await self._opened(seen)
            except sqlite3.OperationalError as error:
                if not self._standby or getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                # Whoever hangs in the middle of a write keeps SQLite's lock: only its end can help.
                log.warning("the holder of the lease writes without end; standing by until it is ended")
                continue
            if db is not None:
                self._renewing = asyncio.create_task(self._keep(db))
                return db
            if not self._standby:
                raise AlreadyRunning(str(self._database))

    async def _opened(self, seen: leases.Lease | None) -> Database | None:
        """The database with the lease taken; None when somebody was quicker."""
        db = await Database.open(self._database)
        try:
            if await self._take(db, seen):
                return db
        except BaseException:
            await db.close()
            raise
        await db.close()
        return None

    async def _turn(self) -> leases.Lease | None:
        """Return when whoever had the lease has let go of it or is dead: the lease as it was then."""
        seen: leases.Lease | None = None
        since = self._clock.counted()
        standing = False
        while True:
            self._locked = self._locked or self._lock.take()
            found = await asyncio.to_thread(_found, self._database)
            lives = seen is not None and found != seen
            if found != seen:
                seen, since = found, self._clock.counted()
            if self._free(found, self._clock.counted() - since):
                return found
            # With the lock file in hand it is worth seeing whether a holder without it, of another container say, is dead.
            if not self._standby and (lives or not self._locked):
                raise AlreadyRunning(found.holder if found else str(self._database))
            if not standing:
                log.info("standing by", extra={"holder": found.holder if found else ""})
                standing = True
            await asyncio.sleep(LOOK_S)

    def _free(self, found: leases.Lease | None, unchanged_ms: int) -> bool:
        if self._locked and (found is None or found.locked):
            return True  # whoever had the lock file is dead
        if found is None:
            return False  # somebody has the file, and has not written the lease yet or does not know of leases
        if not self._locked and not self._standby:
            return False  # perhaps it hangs: that is for a person, or for a house that stands by
        # Not by the clock on the wall, which may be set: the holder counts the time since it renewed, and so do we.
        return found.until == leases.GIVEN_BACK or unchanged_ms >= leases.LENGTH_MS

    async def _take(self, db: Database, seen: leases.Lease | None) -> bool:
        now = self._clock.now()
        asked = self._clock.counted()
        async with db.write() as tx:
            if await leases.find(tx) != seen:
                return False
            fence = await leases.take(tx, self._holder, seen, now, locked=self._locked)
        if fence is None:
            return False
        self._fence, self._renewed = fence, asked
        db.guard = self._guard
        return True

    async def give_back(self, db: Database | None) -> None:
        """End the turn, so that the next house need not wait; where there is no `db` yet, let go of the lock file."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
            self._renewing = None
        if db is not None and self._fence:
            try:
                async with db.singly() as tx:
                    await leases.release(tx, self._fence)
            except sqlite3.Error:
                log.exception("the lease could not be given back; it ends by itself")
        self._lock.release()
        self._locked = False

    @property
    def fresh(self) -> bool:
        """Whether nobody else can have taken over by now; asked of the memory, not of the database."""
        return not self._gone and self._clock.counted() - self._renewed < leases.LENGTH_MS

    async def _guard(self, tx: Tx) -> None:
        if self._gone or not await leases.holds(tx, self._fence):
            self._lose()
            raise Fenced(self._holder)

    def _lose(self) -> None:
        if not self._gone:
            self._gone = True
            log.critical("another program has taken over the database; this one ends")
            self._lost(Fenced(self._holder))

    async def _keep(self, db: Database) -> None:
        for number in itertools.count(1):
            self.renewal = 0
            if self._gone:
                return
            await asyncio.sleep(RENEW_S)
            self.renewal = number
            try:
                self._locked = self._locked or self._lock.take()
                asked = self._clock.counted()
                async with db.singly() as tx:
                    held = await leases.renew(tx, self._fence, self._clock.now(), locked=self._locked)
            except (sqlite3.Error, OSError) as error:
                log.warning("the lease cannot be renewed, trying again", extra={"error": type(error).__name__})
                continue
            if held:
                self._renewed = asked
            else:
                self._lose()


class Leased(BaseRequest):
    """Calls to Telegram that are made only while the lease is known to be this house's own."""

    def __init__(self, inner: BaseRequest, lease: Lease) -> None:
        self._inner = inner
        self._lease = lease

    @property
    def read_timeout(self) -> float | None:
        """That of the transport."""
        return self._inner.read_timeout

    async def initialize(self) -> None:
        """Open the transport."""
        await self._inner.initialize()

    async def shutdown(self) -> None:
        """Close the transport."""
        await self._inner.shutdown()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        """One call. Raises `NotSent` while somebody else may have the lease, and what the transport raises."""
        if not self._lease.fresh:
            raise NotSent("not sent: the lease was not renewed in time")
        return await self._inner.do_request(url, method, request_data, *timeouts, **named)

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """As the transport reads it."""
        return self._inner.parse_json_payload(payload)


def _found(database: Path) -> leases.Lease | None:
    """The lease in the file, before the database is opened (and perhaps migrated) by this program; None where there is none."""
    if not database.exists():
        return None
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)
        try:
            return _read(connection)
        finally:
            connection.close()
    except sqlite3.Error:  # an older database has no such table, a foreign file no tables at all: opening it will tell
        return None


def _read(connection: sqlite3.Connection) -> leases.Lease | None:
    query = "SELECT holder, fence, locked, until FROM leases WHERE name = ?"
    row = connection.execute(query, (leases.HOUSE,)).fetchone()
    return leases.Lease(row[0], row[1], bool(row[2]), row[3]) if row else None
