"""How the house is doing: asked every few seconds, and in the middle of a write, beside hundreds of thousands of rows."""

import re

import pytest

from storage import operations
from storage.database import Database
from storage.model.operations import Queue
from storage.model.post import Lane

NOW = 1_796_086_800_000
FEW = r"SCAN \w+ USING (COVERING )?INDEX (outbox_(dead|sending|repeated)|inbox_(dead|later|waiting))\b"
"""Indexes of a handful of rows, and of what was heard and not acted on yet."""


@pytest.mark.parametrize("name", operations.SQL.available_queries)
async def test_no_question_looks_at_every_row(db: Database, name: str) -> None:
    sql = getattr(operations.SQL, name).sql
    async with db.read() as tx:
        plan = await tx.fetch(f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(re.findall(r":(\w+)", sql), 1))
    scans = [row[3] for row in plan if re.match(r"SCAN (outbox|inbox|o)\b", row[3])]
    assert [scan for scan in scans if not re.match(FEW, scan)] == []


async def put(db: Database, state: str, not_before: int = 0, **more: object) -> None:
    """A message of this state; it was made a minute ago."""
    row = {"chat": "7", "lane": 0, "method": "sendMessage", "payload": "{}", "created_at": NOW - 60_000} | more
    row |= {"state": state, "not_before": not_before}
    async with db.write() as tx:
        places = ", ".join(f":{name}" for name in row)
        await tx.change(f"INSERT INTO outbox ({', '.join(row)}) VALUES ({places})", row)


async def mailing(db: Database, number: int, state: str) -> None:
    async with db.write() as tx:
        await tx.change(
            "INSERT INTO mailings (id, kind, lane, method, state, start_at, created_by, created_at, filled) "
            "VALUES (?, 'notice', 3, 'sendMessage', ?, 0, 1, 0, 1)",
            (number, state),
        )


async def test_what_waits_and_what_is_put_off(db: Database) -> None:
    await mailing(db, 1, "sending")
    await mailing(db, 2, "paused")
    await put(db, "waiting")
    await put(db, "waiting", NOW - 30_000)
    await put(db, "waiting", NOW + 1)
    await put(db, "waiting", chat="banned")
    await put(db, "retry", NOW + 1, error="TimedOut", lane=1)
    await put(db, "retry", NOW + 1, error="429", lane=1)
    await put(db, "retry", NOW + 1, error="TimedOut", lane=3, mailing=2)
    await put(db, "waiting", lane=3, mailing=1)
    await put(db, "waiting", NOW + 1, lane=3, mailing=1)
    await put(db, "waiting", lane=3, mailing=2)
    await put(db, "waiting", NOW + 1, lane=3, mailing=2)
    await put(db, "sending")
    await put(db, "sent", maybe_repeat=1)
    async with db.write() as tx:
        await tx.change("INSERT INTO bans (scope, until) VALUES ('banned', ?)", (NOW + 1,))
    async with db.read() as tx:
        facts = await operations.facts(tx, NOW)
    minute_ago = NOW - 60_000
    assert facts.backlog == {
        Lane.REPLY: Queue(2, minute_ago),
        Lane.URGENT: Queue(1, minute_ago),
        Lane.NOTICE: Queue(1, minute_ago),
    }
    assert (facts.later, facts.in_flight, facts.repeats) == (3, 1, 1)
    assert [(one.id, one.due, one.left, one.finished) for one in facts.mailings] == [(1, 1, 2, 0), (2, 1, 3, 0)]


async def test_a_warning_that_was_given_up_is_no_trouble_itself(db: Database) -> None:
    for key in ("trouble:dead:1:1", "over:disk:1:1", "r5", None):
        await put(db, "dead", dedupe_key=key, finished_at=NOW, error="x")
    async with db.read() as tx:
        assert await operations.dead_since(tx, NOW - 1) == 2
