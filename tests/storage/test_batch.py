"""Rows that are held back until the transaction ends are there for whoever looks for them, and gone with what failed."""

import sqlite3

import pytest

from storage import inbox, outbox, people, search
from storage.batch import Batch, tables_written
from storage.database import Database
from storage.inbox import Heard
from storage.model.post import Letter

NOW = 1_000_000


def letter(key: str, file: int | None = None) -> Letter:
    return Letter("5", "sendMessage", {"chat_id": 5, "text": key}, dedupe_key=key, file=file)


async def say_and_fail(batch: Batch) -> None:
    async with batch.savepoint():
        batch.say(letter("inside"))
        raise RuntimeError


async def waiting(db: Database) -> int:
    async with db.read() as tx:
        return (await outbox.counts(tx)).get("waiting", 0)


async def test_what_was_said_is_found_by_a_statement_that_names_the_outbox(db: Database) -> None:
    async with db.write() as tx:
        batch = Batch(tx, NOW)
        batch.say(letter("form:1:a"))
        assert await outbox.cancel(batch, "5", "form:1:", NOW) == 1
        batch.say(letter("form:1:b"))
        batch.say(letter("form:1:b"))
        await batch.flush()
    async with db.read() as tx:
        counts = await outbox.counts(tx)
    assert (counts["cancelled"], counts["waiting"]) == (1, 1)


async def test_what_is_done_is_found_by_a_statement_that_names_the_inbox(db: Database) -> None:
    async with db.write() as tx:
        await inbox.put(tx, [Heard(7, "5", "{}", NOW), Heard(8, "5", "{}", NOW)])
        batch = Batch(tx, NOW)
        batch.done(7)
        assert await inbox.counts(batch) == {"done": 1, "waiting": 1}


async def test_a_savepoint_undoes_what_was_said_in_it_and_nothing_before(db: Database) -> None:
    async with db.write() as tx:
        batch = Batch(tx, NOW)
        batch.say(letter("before"))
        with pytest.raises(RuntimeError):
            await say_and_fail(batch)
        async with batch.savepoint():
            batch.say(letter("after"))
        await batch.flush()
    assert await waiting(db) == 2


async def test_a_late_failure_is_told(db: Database) -> None:
    async with db.write() as tx:
        batch = Batch(tx, NOW)
        batch.say(letter("a file that is not there", file=999))
        with pytest.raises(sqlite3.IntegrityError):
            await outbox.counts(batch)
        assert isinstance(batch.late_failure, sqlite3.IntegrityError)
    assert await waiting(db) == 0


async def test_the_tables_written_are_known(db: Database) -> None:
    async with db.write() as tx:
        batch = Batch(tx, NOW)
        person = await people.meet(batch, "5", NOW)
        assert batch.written == {"people", "addresses"}
        batch.written.clear()
        assert await people.by_addresses(batch, ["5", "6"]) == {"5": person}
        assert batch.written == set()
        await people.grant(batch, person.id, "admin", NOW)
        assert batch.written == {"roles"}
    assert tables_written("DELETE FROM dialogues WHERE id = 1") == {"dialogues"}
    assert tables_written("SELECT * FROM people") == frozenset()


async def test_what_stands_is_read_again_once_its_table_was_written(db: Database) -> None:
    async with db.write() as tx:
        batch = Batch(tx, NOW)
        first = await batch.standing("search_version", search.version)
        await outbox.put(batch, letter("something else"), NOW)
        assert await batch.standing("search_version", search.version) == first
        await search.touch(batch)
        assert await batch.standing("search_version", search.version) == first + 1
        with pytest.raises(RuntimeError):
            await touch_and_fail(batch)
        assert await batch.standing("search_version", search.version) == first + 1


async def touch_and_fail(batch: Batch) -> None:
    async with batch.savepoint():
        await search.touch(batch)
        await batch.standing("search_version", search.version)
        raise RuntimeError
