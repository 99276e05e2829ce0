"""Several updates in one transaction: what they say and that they are done is written together.

What would have to be seen earlier is: a statement that names the inbox or the outbox finds every row that was put
before it, and so does one that removes what such a row refers to.
"""

import contextlib
import functools
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, TypeVar

from storage import inbox, outbox
from storage.database import Params, Tx
from storage.model.post import Letter

T = TypeVar("T")
_WRITES = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM)\s+(\w+)", re.IGNORECASE)
_HELD_BACK = re.compile(r"\b(?:in|out)box\b", re.IGNORECASE)
_REFERRED_TO = frozenset({"people", "files", "mailings", "bodies"})


@functools.lru_cache(maxsize=1024)
def tables_written(sql: str) -> frozenset[str]:
    """The tables that a statement names as written; what follows from foreign keys is not among them."""
    return frozenset(name.lower() for name in _WRITES.findall(sql))


@functools.lru_cache(maxsize=1024)
def _must_see(sql: str) -> bool:
    return bool(_HELD_BACK.search(sql) or tables_written(sql) & _REFERRED_TO)


class Batch(Tx):
    """A transaction around several updates."""

    def __init__(self, tx: Tx, now: int) -> None:
        super().__init__(tx._connection)
        self._calls = tx._calls
        self._now = now
        self._letters: list[Letter] = []
        self._done: list[int] = []
        self.written: set[str] = set()
        """The tables written so far; whoever wants to know what is written from here on clears it."""
        self._standing: dict[str, Any] = {}
        self.late_failure: Exception | None = None
        """Rows that were held back could not be written: whose they were is not known any more."""

    def say(self, letter: Letter) -> None:
        """Have a message written, at the latest when the transaction ends."""
        self._letters.append(letter)

    def done(self, update_id: int) -> None:
        """Have an update noted as handled, at the latest when the transaction ends."""
        self._done.append(update_id)

    async def standing(self, table: str, read: Callable[[Tx], Awaitable[T]]) -> T:
        """What `read` gives, which depends on one table alone: read again only once this transaction wrote the table."""
        if table not in self._standing:
            self._standing[table] = await read(self)
        found: T = self._standing[table]
        return found

    async def fetch(self, sql: str, params: Params = ()) -> list[sqlite3.Row]:
        """See `Tx.fetch`."""
        await self._before(sql)
        return await super().fetch(sql, params)

    async def change(self, sql: str, params: Params = ()) -> int:
        """See `Tx.change`."""
        await self._before(sql)
        return await super().change(sql, params)

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """See `Tx.execute_many`."""
        await self._before(sql)
        await super().execute_many(sql, rows)

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """See `Tx.savepoint`."""
        await self.flush()
        async with super().savepoint():
            try:
                yield
                await self.flush()
            except BaseException:
                self._letters.clear()
                self._done.clear()
                self._standing.clear()
                self.late_failure = None  # undone, and known to be of this savepoint
                raise

    async def flush(self) -> None:
        """Write what was held back."""
        letters, self._letters = self._letters, []
        done, self._done = self._done, []
        try:
            if letters:
                await outbox.put_many(self, letters, self._now)
            if done:
                await inbox.done(self, done, self._now)
        except Exception as error:
            self.late_failure = error
            raise

    async def _before(self, sql: str) -> None:
        if written := tables_written(sql):
            self.written |= written
            for table in written & self._standing.keys():
                del self._standing[table]
        if (self._letters or self._done) and _must_see(sql):
            await self.flush()
