"""aiosqlite without its threads: every statement runs where it is awaited, after the others had their turn.

Conversations are long rows of small statements, and waking a thread costs ten times what such a statement does. What
threads are needed for is tried with threads: tests/storage, tests/test_house.py, tests/faults, the browser.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Generator, Iterator
from typing import Any

import aiosqlite
import pytest


class Inline(aiosqlite.Connection):
    """A connection on the event loop's own thread."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
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
        await asyncio.sleep(0)
        self._connection = self._connector()
        self._connection.executescript("PRAGMA synchronous = OFF; PRAGMA busy_timeout = 0")
        return self

    def __await__(self) -> Generator[Any, None, "Inline"]:
        return self._connect().__await__()

    def stop(self) -> None:
        self._running = False
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextlib.contextmanager
def inline() -> Iterator[None]:
    """Connections opened meanwhile have no threads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aiosqlite.core.Connection", Inline)
        patch.setattr("storage.database.READERS", 1)  # nobody waits for a thread
        yield
