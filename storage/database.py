"""Opening, migrating, reading and writing the database.

aiosqlite has no transaction of its own per coroutine: a rollback by one erases another's insert. So there is one
writer connection behind a lock that is held for the whole transaction, and a few read-only connections, each lent to
one reader at a time; one of them only to who is never long. Every statement is one hop to the connection's thread and back.

A list in the parameters stands for as many values as it holds, in the query's one place for it: `id IN :ids` with
`ids=[1, 2]`, and `VALUES :rows` with a list of tuples. So one statement reads or writes many rows in any engine.
"""

import asyncio
import contextlib
import functools
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiosql
import aiosqlite

HERE = Path(__file__).parent
READERS = 2
"""Read-only connections for everybody; one more is kept for what others wait for (`Database.read`)."""
BUSY_TIMEOUT_S = 30.0
"""How long a statement waits for another process's lock (an import beside a running bot)."""

STATEMENTS_KEPT = 512
"""Prepared statements a connection keeps: more than the house has queries."""

Trouble = sqlite3.OperationalError
"""The database cannot work at all (a full disk, a lock): no fault of what was being written."""
Params = Mapping[str, object] | Sequence[object]


class Tx:
    """One transaction. Named queries take it as their first argument."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._calls: list[Callable[[], None]] = []

    async def fetch(self, sql: str, params: Params = ()) -> list[sqlite3.Row]:
        """Run one statement and return its rows (also those of RETURNING)."""
        sql, params = spread(sql, params)
        rows: list[sqlite3.Row] = await self._connection.execute_fetchall(sql, params)  # type: ignore[assignment]
        return rows

    async def change(self, sql: str, params: Params = ()) -> int:
        """Run one statement without rows and return how many it changed."""
        sql, params = spread(sql, params)
        # sqlite3 has let go of the statement when it returned no row: closing the cursor would be a second hop for nothing.
        return (await self._connection.execute(sql, params)).rowcount

    async def execute_many(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for many rows in one thread hop."""
        await self._connection.executemany(sql, rows)

    @property
    def changes(self) -> int:
        """How many rows this connection has changed so far: what is the same afterwards wrote nothing in between."""
        return self._connection.total_changes

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have `call` run once the transaction is on disk; never when it is rolled back."""
        self._calls.append(call)

    @contextlib.asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """Undo everything inside when it raises, and keep the transaction around it."""
        calls = len(self._calls)
        await self.fetch("SAVEPOINT inner")
        try:
            yield
        except BaseException:
            del self._calls[calls:]
            if not self._connection.in_transaction:
                raise  # a full disk undoes the whole transaction at once (sqlite.org/lang_transaction.html)
            await self.fetch("ROLLBACK TO inner")
            await self.fetch("RELEASE inner")
            raise
        await self.fetch("RELEASE inner")

    def committed(self) -> None:
        """Tell those who asked by `after_commit`."""
        for call in self._calls:
            call()


def spread(sql: str, params: Params) -> tuple[str, Params]:
    """A statement in which every list among the named parameters is written out, and parameters to fit.

    Values are padded to the next power of two by repeating the last one, which changes no `IN`: so few statements are
    prepared. Rows are not padded. No values at all are an empty set. Raises `ValueError` for no rows at all.
    """
    if not isinstance(params, Mapping):
        return sql, params
    lists = {name: value for name, value in params.items() if isinstance(value, list | tuple)}
    if not lists:
        return sql, params
    flat = {name: value for name, value in params.items() if name not in lists}
    shapes: list[tuple[str, int, int]] = []
    for name, values in lists.items():
        if values and isinstance(values[0], list | tuple):
            shapes.append((name, len(values), len(values[0])))
            flat |= {f"{name}_{i}_{j}": value for i, row in enumerate(values) for j, value in enumerate(row)}
        else:
            padded = 1 << (len(values) - 1).bit_length() if values else 0
            shapes.append((name, padded, 0))
            flat |= {f"{name}_{i}": values[min(i, len(values) - 1)] for i in range(padded)}
    return _written_out(sql, tuple(shapes)), flat


@functools.lru_cache(maxsize=STATEMENTS_KEPT)
def _written_out(sql: str, shapes: tuple[tuple[str, int, int], ...]) -> str:
    for name, number, width in shapes:
        if width:
            rows = (", ".join(f":{name}_{i}_{j}" for j in range(width)) for i in range(number))
            places = ", ".join(f"({row})" for row in rows)
        elif number:
            places = "(" + ", ".join(f":{name}_{i}" for i in range(number)) + ")"
        elif re.search(rf"VALUES\s+:{name}\b", sql):
            raise ValueError(f"no {name} to write")
        else:
            places = "(SELECT NULL WHERE 1 = 0)"
        sql = re.sub(rf":{name}\b", places, sql)
    return sql


class Database:
    """The one database file of the house: `async with db.write() as tx` or `db.read()`."""

    def __init__(self, writer: aiosqlite.Connection, readers: Sequence[aiosqlite.Connection]) -> None:
        self._writer = writer
        self._all_readers = readers
        self._lock = asyncio.Lock()
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._prompt: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._prompt.put_nowait(readers[0])
        for reader in readers[1:]:
            self._readers.put_nowait(reader)
        self.guard: Callable[[Tx], Awaitable[None]] | None = None
        """Asked at the beginning of every write transaction; what it raises undoes it."""

    @classmethod
    async def open(cls, path: str | Path) -> "Database":
        """Create the file where there is none, bring it to the newest migration and open it.

        Raises `sqlite3.Error` when the file is not a database or cannot be written.
        """
        writer = await _newest(path)
        if writer is None:
            await asyncio.to_thread(migrate, path)
            writer = await _connect(f"file:{_quoted(path)}?mode=rw")
        opened = [writer]
        try:
            for _ in range(1 + READERS):
                opened += [await _connect(f"file:{_quoted(path)}?mode=ro")]
        except BaseException:
            for connection in opened:  # each has a thread that would keep the process alive
                await connection.close()
            raise
        return cls(opened[0], opened[1:])

    @property
    def changes(self) -> int:
        """How many rows were changed through this object so far."""
        return self._writer.total_changes

    async def checkpoint(self) -> None:
        """Move everything from the log into the file, so that what was erased is in neither."""
        async with self._lock:
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Wait for the running transaction, then close every connection."""
        async with self._lock:
            for reader in self._all_readers:
                await reader.close()
            await self._writer.close()

    @contextlib.asynccontextmanager
    async def read(self, *, prompt: bool = False) -> AsyncIterator[Tx]:
        """One consistent snapshot on a read-only connection. `prompt`: for a look that people wait for, and that is short;
        it waits for no long read of others (a large table for an officer)."""
        readers = self._prompt if prompt else self._readers
        connection = await readers.get()
        try:
            try:
                await _finish(connection, "BEGIN")
                yield Tx(connection)
            finally:
                if connection.in_transaction:
                    await _finish(connection, "ROLLBACK")
        finally:
            readers.put_nowait(connection)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A write transaction: committed when the block ends, rolled back when it raises.

        BEGIN, COMMIT and ROLLBACK are shielded: a cancelled task never leaves half a transaction behind.
        """
        async with self._lock:
            tx = Tx(self._writer)
            try:
                await _finish(self._writer, "BEGIN IMMEDIATE")
                if self.guard is not None:
                    await self.guard(tx)
                yield tx
            except BaseException:
                if self._writer.in_transaction:
                    await _finish(self._writer, "ROLLBACK")
                raise
            try:
                await _finish(self._writer, "COMMIT")
            except asyncio.CancelledError:  # cancelled while it was written: it is on disk
                tx.committed()
                raise
            except sqlite3.Error:  # a full disk shows itself here
                if self._writer.in_transaction:
                    await _finish(self._writer, "ROLLBACK")
                raise
            tx.committed()

    @contextlib.asynccontextmanager
    async def singly(self) -> AsyncIterator[Tx]:
        """Statements that are each a transaction of their own: unguarded, and never half done when the event loop stalls."""
        async with self._lock:
            yield Tx(self._writer)


@contextlib.asynccontextmanager
async def reading(path: str | Path) -> AsyncIterator[Tx]:
    """One consistent snapshot of a database that another process works on. Raises `sqlite3.Error` when it cannot be read."""
    connection = await _connect(f"file:{_quoted(path)}?mode=ro")
    try:
        await connection.execute_fetchall("BEGIN")
        yield Tx(connection)
    finally:
        await connection.close()


async def _finish(connection: aiosqlite.Connection, statement: str) -> None:
    """Run a transaction statement to its end even when the caller is cancelled meanwhile."""
    task = asyncio.ensure_future(connection.execute_fetchall(statement))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _newest(path: str | Path) -> aiosqlite.Connection | None:
    """A writing connection to a database at the newest migration; None where there is work for `migrate`."""
    try:
        connection = await _connect(f"file:{_quoted(path)}?mode=rw")
    except sqlite3.OperationalError:  # most often there is no such file yet; else `migrate` says what is wrong
        return None
    try:
        await connection.execute_fetchall("PRAGMA journal_mode = WAL")  # a backup that was put back has another
        table = await connection.execute_fetchall("SELECT 1 FROM sqlite_master WHERE name = '_yoyo_migration'")
        rows = await connection.execute_fetchall("SELECT migration_id FROM _yoyo_migration") if table else ()
    except BaseException:
        await connection.close()
        raise
    if _migrations() <= {row[0] for row in rows}:
        return connection
    await connection.close()
    return None


@functools.cache
def _migrations() -> frozenset[str]:
    """The names of all migrations."""
    return frozenset(file.stem for file in (HERE / "migrations").glob("*.sql"))


async def _connect(uri: str) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_S, cached_statements=STATEMENTS_KEPT
    )
    connection.row_factory = sqlite3.Row
    try:
        await connection.execute_fetchall("PRAGMA foreign_keys = ON")
        await connection.execute_fetchall("PRAGMA synchronous = FULL")
        await connection.execute_fetchall("PRAGMA secure_delete = ON")  # what is erased is overwritten
    except BaseException:
        await connection.close()
        raise
    return connection


def _quoted(path: str | Path) -> str:
    return str(Path(path).absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def migrate(path: str | Path) -> None:
    """Bring the database file to the newest migration, creating it where there is none.

    yoyo is only loaded when something is missing: it takes longer than a whole start without it.
    """
    path = Path(path).absolute()
    wanted = _migrations()
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_yoyo_migration'").fetchone()
        done = {row[0] for row in connection.execute("SELECT migration_id FROM _yoyo_migration")} if table else set()
    if wanted <= done:
        return
    import yoyo

    backend = yoyo.get_backend(f"sqlite:///{_quoted(path)}")
    with contextlib.closing(backend.connection):
        migrations = yoyo.read_migrations(str(HERE / "migrations"))
        # A process killed while migrating leaves its lock row behind; migrations themselves are transactions.
        backend.break_lock()
        with backend.lock():
            backend.apply_migrations(backend.to_apply(migrations))


class _OneHop:
    """aiosql driver over `Tx`: every query is one thread hop and returns its rows at once.

    To aiosql it is a plain driver, so that it passes on what these coroutine functions return; its own asynchronous
    wrapper would make a generator of every SELECT.
    """

    is_aio_driver = False

    def process_sql(self, _name: str, _op: object, sql: str) -> str:
        return re.sub(r"\s*\n\s*", " ", sql).strip()

    async def select(self, tx: Tx, _name: str, sql: str, params: Params, _record: object = None) -> list[sqlite3.Row]:
        return await tx.fetch(sql, params)

    async def select_one(
        self, tx: Tx, _name: str, sql: str, params: Params, _record: object = None
    ) -> sqlite3.Row | None:
        return next(iter(await tx.fetch(sql, params)), None)

    insert_returning = select_one

    async def select_value(self, tx: Tx, _name: str, sql: str, params: Params) -> Any:
        row = next(iter(await tx.fetch(sql, params)), None)
        return row[0] if row is not None else None

    async def insert_update_delete(self, tx: Tx, _name: str, sql: str, params: Params) -> int:
        return await tx.change(sql, params)

    async def insert_update_delete_many(self, tx: Tx, _name: str, sql: str, params: Iterable[Params]) -> None:
        await tx.execute_many(sql, params)


def load(noun: str) -> Any:
    """The named queries of `sql/<noun>.sql`, each an async function `(tx, **params)`."""
    driver: Any = _OneHop  # typed by aiosql as a blocking driver
    return aiosql.from_path(HERE / "sql" / f"{noun}.sql", driver)
