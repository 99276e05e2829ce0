"""What is said to many: everybody once, whatever interrupts, and the numbers always add up to the audience."""

import json
from collections import Counter
from random import Random
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.kit.desk import Desk
from handlers.mailing import deliver, forget, latecomers, room
from storage import audiences, mailings, people
from storage.database import Database, Tx
from storage.model.audiences import Condition
from storage.model.mailings import DELETE, EDIT, KEPT_MS, NEWS, NOTICE, NUDGE, NewMailing, Progress
from storage.model.post import LEASE_MS, Lane

NOW = 1_796_097_600_000
HOUR_MS = 3600 * 1000
BODIES = {"": {"text": "通知"}, "en": {"text": "Notice"}}


class Interrupted(Exception):
    """The process is gone before the commit."""


async def crowd(tx: Tx, number: int) -> list[int]:
    """So many people met the bot."""
    return [(await people.meet(tx, str(900001 + place), NOW)).id for place in range(number)]


async def everybody(tx: Tx) -> int:
    return await audiences.create(tx, (), NOW)


async def plan(tx: Tx, kind: str = NOTICE, **more: Any) -> int:
    """A mailing, to everybody unless said otherwise."""
    if "audience" not in more and "reached_by" not in more:
        more["audience"] = await everybody(tx)
    return await mailings.create(tx, NewMailing(kind, Lane.NOTICE, "sendMessage", 1, NOW, **more), BODIES, NOW)


async def write_out(tx: Tx, now: int = NOW, chunk: int = 3) -> None:
    """What the ticks do until there is no more of it."""
    await mailings.start_due(tx, now)
    while await mailings.fill(tx, now, chunk):
        pass
    while await mailings.settle(tx, now, chunk):
        pass


async def say(tx: Tx, mailing: int, state: str = "sent", only: str = "1 = 1") -> None:
    """What the sender does with the rows that wait."""
    await tx.change(
        "UPDATE outbox SET state = ?, finished_at = ?, telegram_message_id = 1000 + person, error = ?"
        f" WHERE mailing = ? AND state IN ('waiting', 'retry') AND {only}",
        (state, NOW, "400 Bad Request" if state == "dead" else "", mailing),
    )


async def states(tx: Tx, mailing: int) -> dict[int, str]:
    rows = await tx.fetch("SELECT person, state FROM outbox WHERE mailing = ? ORDER BY person", (mailing,))
    return {row["person"]: row["state"] for row in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
async def test_totals_are_the_audience_whatever_interrupts(db: Database, seed: int) -> None:
    random = Random(seed)
    chunk = random.randint(1, 6)
    async with db.write() as tx:
        await tx.change("DELETE FROM outbox")
        for table in ("bodies", "mailings", "audience_conditions", "audiences", "people"):
            await tx.change(f"DELETE FROM {table}")
        inside = set()
        for person in await crowd(tx, random.randint(0, 20)):
            await people.set_language(tx, person, random.choice(["", "zh", "en"]))
            if random.random() < 0.7:
                await people.grant(tx, person, "leader", NOW, 1)
                inside.add(person)
            if random.random() < 0.2:
                await people.set_muted(tx, str((await people.find(tx, person)).address), NOW)  # type: ignore[union-attr]
            if random.random() < 0.2:
                await tx.change("INSERT INTO mutes (person, kind, subject, at) VALUES (?, 'notice', 0, 1)", (person,))
        audience = await audiences.create(tx, [Condition("role", "leader")], NOW)
        size = await audiences.size(tx, audience)
        mailing = await plan(tx, audience=audience, expected=size.total)
        await mailings.start_due(tx, NOW)
    for step in range(500):
        paused = random.random() < 0.2
        try:
            async with db.write() as tx:
                if paused:
                    await mailings.pause(tx, mailing, NOW)
                more = await mailings.fill(tx, NOW, chunk)
                assert not (paused and more)
                await say(tx, mailing, only="person % 2 = 0")
                await mailings.settle(tx, NOW, chunk)
                await mailings.resume(tx, mailing, NOW)
                if random.random() < 0.4:
                    raise Interrupted
        except Interrupted:
            continue
        async with db.read() as tx:
            assert (await mailings.progress(tx, mailing)).total == size.total, step
        if not more and not paused:
            break
    async with db.write() as tx:
        rows = await tx.fetch(
            "SELECT o.person, o.state, o.payload, b.language FROM outbox o JOIN bodies b ON b.id = o.body"
        )
        assert sorted(row["person"] for row in rows) == sorted(inside)
        count = Counter(row["state"] for row in rows)
        assert (count["blocked"], count["skipped"]) == (size.unreachable, size.unwilling)
        assert count["sent"] + count["waiting"] == size.people
        for row in rows:
            language = (await people.find(tx, row["person"])).language  # type: ignore[union-attr]
            assert (row["language"], row["payload"]) == ("en" if language == "en" else "", "{}")
        await say(tx, mailing)
        await mailings.settle(tx, NOW)
        done = await mailings.find(tx, mailing)
        assert done is not None
        assert (done.state, done.finished_at) == ("done", NOW)
        progress = await mailings.progress(tx, mailing)
        assert progress == Progress(
            total=size.total, sent=size.people, blocked=size.unreachable, skipped=size.unwilling
        )
        assert progress.settled == progress.total


async def test_it_begins_when_its_time_has_come(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 2)
        mailing = await plan(tx)
        await write_out(tx, NOW - 1)
        assert await states(tx, mailing) == {}
        await write_out(tx, NOW)
        assert await states(tx, mailing) == {1: "waiting", 2: "waiting"}
        assert not await mailings.resume(tx, mailing, NOW)
        assert await mailings.pause(tx, mailing, NOW)
        assert not await mailings.pause(tx, mailing, NOW)
        assert await mailings.resume(tx, mailing, NOW)
        with pytest.raises(ValueError, match="body"):
            await mailings.create(tx, NewMailing(NOTICE, Lane.NOTICE, "sendMessage", 1, NOW), BODIES, NOW)
        assert await mailings.find(tx, 99) is None
        assert await mailings.progress(tx, 99) == Progress()


async def test_cancelling_leaves_what_is_in_flight(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 10)
        mailing = await plan(tx, expected=10)
        await mailings.start_due(tx, NOW)
        await mailings.fill(tx, NOW, 7)
        await say(tx, mailing, only="person = 1")
        await tx.change("UPDATE outbox SET state = 'sending' WHERE person = 2")
        await tx.change("UPDATE outbox SET state = 'retry' WHERE person = 3")
        assert await mailings.cancel(tx, mailing, NOW)
        assert await mailings.progress(tx, mailing, NOW) == Progress(total=10, sending=1, sent=1, cancelled=8)
        await write_out(tx)
        assert Counter((await states(tx, mailing)).values()) == {"sent": 1, "sending": 1, "cancelled": 5}
        assert (await mailings.find(tx, mailing)).finished_at is None  # type: ignore[union-attr]
        await tx.change("UPDATE outbox SET state = 'retry' WHERE person = 2")  # its outcome is unknown
        await write_out(tx, NOW + 1)
        assert Counter((await states(tx, mailing)).values()) == {"sent": 1, "cancelled": 6}
        assert (await mailings.find(tx, mailing)).finished_at == NOW + 1  # type: ignore[union-attr]
        assert not await mailings.cancel(tx, mailing, NOW)
        assert not await mailings.pause(tx, mailing, NOW)


async def test_many_are_cancelled_bit_by_bit_but_none_waits_any_more(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 9)
        mailing = await plan(tx)
        await write_out(tx)
        await tx.change("UPDATE mailings SET state = 'cancelled'")
        assert await mailings.settle(tx, NOW, 4)
        assert Counter((await states(tx, mailing)).values()) == {"waiting": 5, "cancelled": 4}
        assert (await mailings.progress(tx, mailing)).cancelled == 9
        assert await mailings.settle(tx, NOW, 4)
        assert not await mailings.settle(tx, NOW, 4)
        assert (await mailings.find(tx, mailing)).finished_at == NOW  # type: ignore[union-attr]


async def test_progress_tells_what_is_put_off_and_how_long_the_rest_takes(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 7)
        mailing = await plan(tx)
        await write_out(tx)
        await tx.change("UPDATE outbox SET not_before = ? + person WHERE person IN (5, 6, 7)", (NOW,))
        await say(tx, mailing, only="person = 1")
        await say(tx, mailing, "dead", only="person = 2")
        await say(tx, mailing, "expired", only="person = 3")
        progress = await mailings.progress(tx, mailing, NOW + 5)
        assert progress == Progress(total=7, waiting=4, sent=1, failed=1, expired=1, deferred=2, deferred_until=NOW + 6)
        assert progress.left_ms(4) == 500
        assert (await mailings.progress(tx, mailing)).deferred == 0
        assert await mailings.failures(tx, mailing) == [("400 Bad Request", 1)]
        assert await mailings.trouble(tx, mailing) == "400 Bad Request"


async def test_those_whom_another_mailing_reached(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 8)
        audience = await everybody(tx)
        await tx.change(
            "INSERT INTO notices (id, title, content, audience, state, author, send_at, created_at, changed_at)"
            " VALUES (7, 'x', '{}', ?, 'approved', 1, 0, 1, 1)",
            (audience,),
        )
        first = await plan(tx, notice=7)
        await write_out(tx)
        await say(tx, first, "blocked", only="person = 1")
        await tx.change("UPDATE outbox SET state = 'sending', lease_until = ? WHERE person = 2", (NOW + LEASE_MS,))
        await say(tx, first)
        await tx.change("INSERT INTO confirmations (person, notice, at) VALUES (3, 7, 1)")
        await tx.change("INSERT INTO mutes (person, kind, subject, at) VALUES (4, 'notice', 0, 1)")
        await people.set_muted(tx, "900005", NOW)
        silent = await audiences.create(tx, [Condition("unconfirmed", "7")], NOW)
        nudge = await plan(tx, NUDGE, notice=7, reached_by=first, audience=silent)
        edit = await plan(tx, EDIT, notice=7, reached_by=first)
        delete = await plan(tx, DELETE, notice=7, reached_by=first)
        await write_out(tx)
        assert await states(tx, nudge) == await states(tx, edit) == {}, "one of the first was still in flight"
        await tx.change("UPDATE outbox SET state = 'sent', telegram_message_id = 1002 WHERE person = 2")
        await tx.change("UPDATE outbox SET person = NULL, state = 'sent' WHERE person = 8")  # erased since
        await write_out(tx)
        assert await states(tx, nudge) == {2: "waiting", 4: "skipped", 5: "blocked", 6: "waiting", 7: "waiting"}
        expected = {2: "waiting", 3: "waiting", 4: "waiting", 5: "blocked", 6: "waiting", 7: "waiting"}
        assert await states(tx, edit) == await states(tx, delete) == expected
        for row in await tx.fetch("SELECT person, payload FROM outbox WHERE mailing = ?", (edit,)):
            assert json.loads(row["payload"]) == {"message_id": 1000 + row["person"]}
        assert [one.id for one in await mailings.of_notice(tx, 7)] == [first, nudge, edit, delete]


async def test_whoever_joins_later_gets_it_too_as_long_as_it_is_open(db: Database) -> None:
    async with db.write() as tx:
        one, two, three = await crowd(tx, 3)
        await people.grant(tx, two, "admin", NOW)
        audience = await audiences.create(tx, [Condition("role", "admin")], NOW)
        mailing = await plan(tx, audience=audience, open_until=NOW + HOUR_MS)
        await write_out(tx)
        assert not await mailings.reopen(tx, NOW), "not before it is done"
        await say(tx, mailing)
        await write_out(tx)
        assert await mailings.reopen(tx, NOW) == 1
        await write_out(tx, NOW + 1)
        found = await mailings.find(tx, mailing)
        assert found is not None
        assert (found.state, found.finished_at) == ("done", NOW), "nobody joined"
        await people.grant(tx, one, "admin", NOW)  # a lower number than those who have it
        await people.set_muted(tx, "900003", NOW)
        await people.grant(tx, three, "admin", NOW)
        await mailings.reopen(tx, NOW)
        await write_out(tx)
        assert await states(tx, mailing) == {one: "waiting", two: "sent", three: "blocked"}
        assert (await mailings.find(tx, mailing)).state == "sending"  # type: ignore[union-attr]
        await say(tx, mailing)
        await write_out(tx, NOW + 2)
        assert (await mailings.find(tx, mailing)).finished_at == NOW + 2  # type: ignore[union-attr]
        assert not await mailings.reopen(tx, NOW + HOUR_MS)
        assert await mailings.close(tx, mailing)
        assert not await mailings.close(tx, mailing)
        assert not await mailings.reopen(tx, NOW)


async def test_news_of_a_competition_spare_those_who_muted_it(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 4)
        for number in (1, 2):
            await tx.change(
                "INSERT INTO competitions (id, title, created_by, created_at, changed_at) VALUES (?, 'x', 1, 1, 1)",
                (number,),
            )
        for person in (1, 2, 3, 4):
            await tx.change("INSERT INTO competition_follows (person, competition, at) VALUES (?, 1, 1)", (person,))
        for person, kind, subject in (
            (1, "competition", 0),
            (2, "competition", 1),
            (3, "competition", 2),
            (4, "notice", 0),
        ):
            await tx.change(
                "INSERT INTO mutes (person, kind, subject, at) VALUES (?, ?, ?, 1)", (person, kind, subject)
            )
        audience = await audiences.create(tx, [Condition("competition", "1")], NOW)
        mailing = await plan(tx, NEWS, audience=audience)
        await write_out(tx)
        assert await states(tx, mailing) == {1: "skipped", 2: "skipped", 3: "waiting", 4: "waiting"}


async def test_after_ninety_days_only_the_numbers_stay(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 7)
        mailing = await plan(tx, open_until=NOW + 2 * KEPT_MS)
        await write_out(tx)
        await say(tx, mailing, "dead", only="person < 3")
        await tx.change("UPDATE outbox SET maybe_repeat = 1 WHERE person > 5")
        await say(tx, mailing)
        await write_out(tx)
        before = await mailings.progress(tx, mailing), await mailings.failures(tx, mailing)
        assert not await mailings.prune(tx, NOW + KEPT_MS + 1), "it is still open"
        await mailings.close(tx, mailing)
        assert not await mailings.prune(tx, NOW + KEPT_MS)
        while await mailings.prune(tx, NOW + KEPT_MS + 1, 3):
            assert before == (await mailings.progress(tx, mailing), await mailings.failures(tx, mailing))
        assert await states(tx, mailing) == {}
        assert before == (await mailings.progress(tx, mailing), await mailings.failures(tx, mailing))
        assert await mailings.repeats(tx, mailing) == 2


async def test_what_is_said_changes_for_those_who_have_it_not_yet(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 1)
        mailing = await plan(tx)
        await write_out(tx)
        await mailings.set_bodies(tx, mailing, {"": {"text": "更正"}, "zh": {"text": "更正"}})
        rows = await tx.fetch("SELECT b.payload FROM outbox o JOIN bodies b ON b.id = o.body")
        assert [json.loads(row["payload"]) for row in rows] == [{"text": "更正"}]


async def test_the_room_works_by_the_clock_alone(db: Database) -> None:
    assert not room.doors
    assert {watch.name for watch in room.watches} == {"deliver", "latecomers", "forget"}
    async with db.write() as tx:
        await crowd(tx, 3)
        mailing = await plan(tx, open_until=NOW + HOUR_MS)
    for _ in range(9):
        async with db.write() as tx:
            if not await deliver(Desk(tx, NOW, cast("Any", None))):
                break
    async with db.write() as tx:
        desk = Desk(tx, NOW, cast("Any", None))
        assert await states(tx, mailing) == {1: "waiting", 2: "waiting", 3: "waiting"}
        await say(tx, mailing)
        await deliver(desk)
        assert (await mailings.find(tx, mailing)).state == "done"  # type: ignore[union-attr]
        await crowd(tx, 4)
        assert not await latecomers(desk)
        while await deliver(desk):
            pass
        assert await states(tx, mailing) == {1: "sent", 2: "sent", 3: "sent", 4: "waiting"}
        assert not await forget(desk)


BROKEN = {
    "start": "UPDATE ON mailings WHEN NEW.id = 1 AND NEW.state = 'sending'",
    "fill": "INSERT ON outbox WHEN NEW.mailing = 1",
    "end": "UPDATE ON mailings WHEN NEW.id = 1 AND NEW.state = 'done'",
    "sweep": "UPDATE ON mailings WHEN NEW.id = 1 AND NEW.state = 'cancelled' AND NEW.finished_at IS NOT NULL",
}


@pytest.mark.parametrize("stage", BROKEN)
async def test_a_mailing_that_fails_is_left_for_later_and_holds_up_no_other(db: Database, stage: str) -> None:
    async def ring(now: int) -> None:
        for _ in range(20):
            async with db.write() as tx:
                if not await deliver(Desk(tx, now, cast("Any", None))):
                    return
        raise AssertionError("the ring has no end")

    async def state(mailing: int) -> str:
        async with db.read() as tx:
            found = await mailings.find(tx, mailing)
            assert found is not None
            return f"{found.state} {len(await states(tx, mailing))}"

    async with db.write() as tx:
        await crowd(tx, 3)
        first, second = await plan(tx), await plan(tx)
        assert first == 1
        await tx.fetch(f"CREATE TRIGGER broken BEFORE {BROKEN[stage]} BEGIN SELECT RAISE(ABORT, 'broken'); END")
        if stage == "sweep":
            await tx.change("UPDATE mailings SET state = 'cancelled'")
    await ring(NOW)
    if stage in ("end", "sweep"):
        async with db.write() as tx:
            for mailing in (first, second):
                await say(tx, mailing)
        await ring(NOW)
    async with db.write() as tx:
        ended = [row["id"] for row in await tx.fetch("SELECT id FROM mailings WHERE finished_at IS NOT NULL")]
        await tx.fetch("DROP TRIGGER broken")
    wanted = {"start": "planned 0", "fill": "sending 0", "end": "sending 3", "sweep": "cancelled 0"}
    assert await state(first) == wanted[stage]
    assert await state(second) == {"end": "done 3", "sweep": "cancelled 0"}.get(stage, "sending 3")
    assert ended == ([second] if stage in ("end", "sweep") else [])
    await ring(NOW + 2_000)
    assert await state(first) == wanted[stage]
    await ring(NOW + mailings.REST_MS)
    if stage in ("start", "fill"):
        assert await state(first) == "sending 3"
    else:
        async with db.read() as tx:
            assert len(await tx.fetch("SELECT id FROM mailings WHERE finished_at IS NOT NULL")) == 2
