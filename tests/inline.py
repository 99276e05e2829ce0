"""aiosqlite without its threads: every statement runs where it is awaited, and now and then the others have their turn.

Conversations are long rows of small statements, and waking a thread costs ten times what such a statement does. What
threads are needed for is tried with threads: tests/storage, tests/test_house.py, tests/faults, the browser.

A house that is started again finds the connections of the one before: SQLite's reading of the schema is most of what
opening costs, and what a restart is to show is that the house itself has kept nothing.
"""

import asyncio
import contextlib
import itertools
import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from bot import lease
from storage import database, leases

TURN = 8
"""So many statements of all connections, and the others have their turn in the middle of a transaction. At its ends they
always have (`storage.database._finish`)."""


class Inline(aiosqlite.Connection):
    """A connection on the event loop's own thread."""

    statements = itertools.count(1)
    keep: Callable[[], None] | None = None
    """Called instead of closing the file."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if next(self.statements) % TURN == 0:
            await asyncio.sleep(0)
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        if args == ("PRAGMA synchronous = FULL", []):
            return []  # no power is cut in a conversation
        while True:
            try:
                return fn(*args, **kwargs)
            except sqlite3.OperationalError as error:
                # Whoever else has the database may be on this very loop: SQLite's own waiting would stop them too.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                await asyncio.sleep(0.001)

    async def _connect(self) -> "Inline":
        if self._connection is None:
            self._connection = self._connector()
            self._connection.executescript("PRAGMA synchronous = OFF; PRAGMA busy_timeout = 0")
        return self

    def __await__(self) -> Generator[Any, None, "Inline"]:
        return self._connect().__await__()

    async def close(self) -> None:
        if self._connection is not None:
            self.stop()

    def stop(self) -> None:
        if self.keep is not None and self._running and self._connection is not None:
            self._connection.rollback()
            self._running = False
            self.keep()
        elif self.keep is None:
            self._running = False
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def opened_again(self) -> "Inline":
        """As if it were new."""
        self._running = True
        return self


class Kept:
    """The connections that were closed, by what they are connected to."""

    def __init__(self, connect: Callable[[str], Awaitable[aiosqlite.Connection]]) -> None:
        self._connect = connect
        self._idle: defaultdict[str, list[Inline]] = defaultdict(list)
        self._lookers: dict[Path, sqlite3.Connection] = {}

    async def connect(self, uri: str) -> aiosqlite.Connection:
        """A connection of an earlier house, or a new one."""
        if self._idle[uri]:
            return self._idle[uri].pop().opened_again()
        connection = await self._connect(uri)
        assert isinstance(connection, Inline)
        connection.keep = lambda: self._idle[uri].append(connection)
        return connection

    def lease(self, path: Path) -> leases.Lease | None:
        """The lease in the file, as a house that starts looks at it."""
        if not path.exists():
            return None
        if path not in self._lookers:
            self._lookers[path] = sqlite3.connect(path, check_same_thread=False)
        try:
            return lease._read(self._lookers[path])
        except sqlite3.Error:
            return None

    def close(self) -> None:
        """Close them all in earnest."""
        for looker in self._lookers.values():
            looker.close()
        for connection in itertools.chain.from_iterable(self._idle.values()):
            connection.keep = None
            connection.stop()


@contextlib.contextmanager
def inline() -> Iterator[None]:
    """Connections opened meanwhile have no threads."""
    kept = Kept(database._connect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aiosqlite.core.Connection", Inline)
        patch.setattr("storage.database._connect", kept.connect)
        patch.setattr("bot.lease._found", kept.lease)
        patch.setattr("storage.database.READERS", 1)  # nobody waits for a thread
        try:
            yield
        finally:
            kept.close()
