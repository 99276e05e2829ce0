"""Acting on what was heard: in order for each person, once, and no update stands in another's way."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import filters

from bot.standin.clocks import FrozenClock
from bot.standin.world import World
from handlers.kit.context import Context
from handlers.kit.room import TYPED, Room
from storage.database import READERS, Database, Tx
from storage.inbox import RETRY_MS, Heard, put
from tests.echo import MORNING, Echo, echoing, texts
from tests.small_house import furnished
from tests.transcripts.records import rows

HOUR_MS = 3_600_000


@pytest.fixture
def path(empty_database: Path) -> Path:
    return empty_database


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
async def world(path: Path, echo: Echo) -> AsyncIterator[World]:
    async with echoing(path, echo) as world:
        yield world


def inbox(path: Path) -> list[tuple[object, ...]]:
    return rows(path, "SELECT state, tries FROM inbox ORDER BY update_id")


async def hear(path: Path, text: str) -> None:
    """Store an update like the first but with this text, as a receiver would that stopped right after it."""
    number, raw = rows(path, "SELECT max(update_id), raw FROM inbox")[0]
    update = {**json.loads(str(raw)), "update_id": int(str(number)) + 1}
    update["message"]["text"] = text
    db = await Database.open(path)
    async with db.write() as tx:
        await put(tx, [Heard(update["update_id"], "900001", json.dumps(update), MORNING)])
    await db.close()


async def test_an_update_is_acted_on_once_and_kept(world: World, echo: Echo, path: Path) -> None:
    await world.say("worker", "你好")
    assert await texts(world, "worker") == ["你好"]
    await world.restart()
    assert await texts(world, "worker") == []
    assert echo.heard == ["900001 你好"]
    assert inbox(path) == [("done", 0)]


async def test_a_failed_update_is_tried_again_and_undone_each_time(world: World, echo: Echo, path: Path) -> None:
    echo.failures["记 我"] = 2
    await world.say("worker", "记 我")
    assert await texts(world, "worker") == ["记下了"]
    assert echo.heard == ["900001 记 我"] * 3
    assert world.clock.now() == MORNING + sum(RETRY_MS)
    assert inbox(path) == [("done", 2)]
    assert rows(path, "SELECT count(*) FROM people") == [(1,)]
    assert rows(path, "SELECT count(*) FROM outbox WHERE payload LIKE '%never said%'") == [(0,)]


async def test_the_persons_later_updates_wait_and_others_do_not(world: World, echo: Echo) -> None:
    echo.failures["一"] = 1
    await world.say("worker", "一")
    await world.say("worker", "二")
    await world.say("worker2", "别人")
    await world.settle()
    mine = [said for said in echo.heard if said.startswith("900001")]
    assert mine == ["900001 一", "900001 一", "900001 二"]
    assert echo.heard.index("900002 别人") < echo.heard.index("900001 二")
    assert world.chat("worker2")[-1]["date"] == MORNING // 1000  # at once, not a second later


async def test_after_three_tries_a_dead_letter_and_a_short_code(
    world: World, echo: Echo, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    echo.failures["一"] = 99
    await world.say("worker", "一")
    await world.say("worker", "二")
    said = await texts(world, "worker")
    assert len(said) == 2
    assert said[1] == "二"
    assert inbox(path) == [("dead", 3), ("done", 0)]
    failures = [record for record in caplog.records if record.message == "update failed"]
    assert len(failures) == 3
    code = failures[0].__dict__["code"]
    assert code in said[0]
    assert rows(path, "SELECT error FROM inbox WHERE state = 'dead'") == [(f"{code} RuntimeError",)]
    assert all("一" not in record.getMessage() for record in caplog.records)


async def test_a_tap_that_fails_is_answered_with_the_code(world: World, echo: Echo) -> None:
    await world.say("worker", "键 一")
    await world.settle()
    message = world.chat("worker")[-1]["message_id"]
    await world.tap_data("worker", message, "echo.edit:" + "好" * 20)  # longer than any button of ours, and welcome
    assert [event.kind for event in await world.settle()] == ["edit"]
    await world.tap_data("worker", message, "no.such:button")
    assert await world.settle() == []


async def test_malformed_updates_are_dead_at_once_and_delay_nobody(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await world.say("worker", "你好")
    await world.settle()
    bad = [
        {"message": {"text": "no chat", "from": {"id": 900001}}},
        {"message": "text"},
        {"callback_query": {"id": 5}},
        {"message": {"message_id": "x", "chat": 7, "from": {"id": 900001}}},
    ]
    for raw in bad:
        world.telegram.updates.inject(raw)
    world.telegram.updates.inject({"of_the_future": {"chat": {"id": 1}}})
    await world.say("worker", "还在吗")
    assert await texts(world, "worker") == ["还在吗"]
    assert world.clock.now() <= MORNING + 1_000  # nobody waited for a second try
    states = [state for state, _ in inbox(path)]
    assert states.count("dead") >= 3
    assert "waiting" not in states
    assert any(record.message == "update failed" for record in caplog.records if record.levelno == logging.ERROR)


async def test_half_a_surrogate_pair_is_answered_like_anything_else(world: World) -> None:
    user = world.person("worker").user()
    chat = {"id": user["id"], "type": "private", "first_name": "示例职工甲"}
    await world.say("worker", "你好")
    await world.settle()
    world.telegram.updates.inject(
        {"message": {"message_id": 77, "date": MORNING // 1000, "chat": chat, "from": user, "text": "半个\ud83d"}}
    )
    assert await texts(world, "worker") == ["半个?"]


async def test_many_updates_at_once_keep_their_order_for_each_person(world: World, echo: Echo) -> None:
    for number in range(30):
        for who in ("worker", "worker2", "leader"):
            await world.say(who, f"第{number}条")
    async with asyncio.timeout(10):
        while len(world.telegram.updates):
            await world.telegram.updates.drained()
            await world.house.settled()
            await asyncio.sleep(0)
    for address in ("900001", "900002", "900011"):
        mine = [said for said in echo.heard if said.startswith(address)]
        assert mine == [f"{address} 第{number}条" for number in range(30)]


async def test_a_full_disk_loses_nothing_and_costs_no_try(world: World, echo: Echo, path: Path) -> None:
    await world.say("worker", "你好")
    await world.settle()
    db: Database = world.house._db
    async with db.write() as tx:
        (pages,) = await tx.fetch("PRAGMA page_count")
        free = await tx.fetch("PRAGMA freelist_count")
        await tx.fetch(f"PRAGMA max_page_count = {pages[0] - free[0][0]}")
    await hear(path, "多 60")  # another connection, without the limit
    world.house._dispatcher.wake()
    await world.house.settled()
    assert inbox(path)[-1] == ("waiting", 0)
    assert rows(path, "SELECT count(*) FROM outbox WHERE state <> 'sent'") == [(0,)]
    async with db.write() as tx:
        await tx.fetch("PRAGMA max_page_count = 1000000")
    await world.move(2_000)
    await world.settle()
    assert inbox(path)[-1] == ("done", 0)
    assert echo.heard[-1] == "900001 多 60"


async def test_a_clock_set_back_delays_no_retry(path: Path, echo: Echo) -> None:
    clock = FrozenClock(MORNING)
    async with echoing(path, echo, clock) as world:
        echo.failures["一"] = 1
        await world.say("worker", "一")
        async with asyncio.timeout(10):
            while not rows(path, "SELECT * FROM inbox WHERE tries = 1"):
                await world.house.settled()
                await asyncio.sleep(0)  # `settled` may return at once: without this the time limit never gets its turn
        clock.move(-HOUR_MS)
        await world.house.ticker.ring_all()
        await world.say("worker", "二")
        assert await texts(world, "worker") == ["一", "二"]
        assert clock.now() < MORNING


async def test_what_was_heard_but_not_acted_on_is_acted_on_after_the_start(path: Path, echo: Echo) -> None:
    async with echoing(path, echo) as world:
        await world.say("worker", "你好")
        await world.settle()
        await world.stop()
        await hear(path, "停机前的")
        await world.start()
        assert await texts(world, "worker") == ["停机前的"]


async def test_the_language_is_the_chosen_one_or_the_writings_or_the_phones(world: World, echo: Echo) -> None:
    echo.failures["一"] = echo.failures["one"] = 99
    await world.say("english", "one")
    (said,) = await texts(world, "english")
    assert "抱歉" not in said
    await world.say("english", "一")
    (said,) = await texts(world, "english")
    assert "抱歉" in said


async def test_one_that_fails_among_many_undoes_nobody_elses(world: World, echo: Echo, path: Path) -> None:
    echo.failures["二"] = 1
    for who, text in (("worker", "一"), ("worker2", "二"), ("leader", "三")):
        await world.say(who, text)
    seen = await world.settle()
    assert sorted(event.text for event in seen) == ["一", "三", "二"]
    assert inbox(path) == [("done", 0), ("done", 1), ("done", 0)]
    assert echo.heard.count("900002 二") == 2  # what failed is not done a second time in the same try
    assert rows(path, "SELECT count(*) FROM outbox WHERE method = 'sendMessage'") == [(3,)]


async def test_two_that_fail_among_many_undo_nobody_elses(world: World, echo: Echo, path: Path) -> None:
    echo.failures["一"] = echo.failures["三"] = 1
    for who, text in (("worker", "一"), ("worker2", "二"), ("leader", "三"), ("admin", "四")):
        await world.say(who, text)
    seen = await world.settle()
    assert sorted(event.text for event in seen) == ["一", "三", "二", "四"]
    assert inbox(path) == [("done", 1), ("done", 0), ("done", 1), ("done", 0)]


async def test_a_message_that_cannot_be_written_is_its_own_updates_failure(
    world: World, echo: Echo, path: Path
) -> None:
    for who, text in (("worker", "一"), ("worker2", "孤"), ("leader", "三")):
        await world.say(who, text)
    seen = await world.settle()
    assert sorted(event.text for event in seen if event.to != "worker2") == ["一", "三"]
    assert inbox(path) == [("done", 0), ("dead", 3), ("done", 0)]
    assert [("抱歉" in event.text) for event in seen if event.to == "worker2"] == [True]


async def test_somebody_met_earlier_in_the_same_batch_is_known(world: World, path: Path) -> None:
    for text in ("记", "通知 1", "记"):
        await world.say("worker", text)
    await world.say("worker2", "记")
    assert await texts(world, "worker") == ["记下了", "答复", "记下了", "通知 1"]
    assert rows(path, "SELECT count(*) FROM people") == [(2,)]
    persons = rows(path, "SELECT person FROM outbox WHERE chat = '900001' ORDER BY id")
    assert {person for (person,) in persons[1:]} == {1}


async def test_a_commit_that_fails_leaves_nothing_on_the_shelf(path: Path) -> None:
    room, tries = Room("shelf"), [0]

    async def newest(tx: Tx) -> int:
        ((number,),) = await tx.fetch("SELECT max(created_at) FROM people")
        return int(number)

    @room.message(TYPED & filters.TEXT, action="help.read")
    async def say(update: Update, context: Context) -> None:
        tries[0] += 1
        await context.tx.fetch("INSERT INTO people (created_at) VALUES (?)", (tries[0],))
        if tries[0] == 1:
            await context.tx.fetch("PRAGMA defer_foreign_keys = ON")  # seen by COMMIT, as a full disk is
            await context.tx.fetch("INSERT INTO addresses (person, channel, address) VALUES (999, 'telegram', '1')")
        ((version,),) = await context.tx.fetch("SELECT count(*) FROM people")
        await context.say(str(await context.office.shelved(newest, context.tx, version)))

    async with furnished(path, room) as world:
        await world.say("worker", "你好")
        assert await texts(world, "worker") == ["2"]
        assert tries == [2]


async def test_long_reads_hold_up_no_reply(world: World, echo: Echo) -> None:
    async with contextlib.AsyncExitStack() as long:
        for _ in range(READERS):
            await long.enter_async_context(world.house._db.read())
        await world.say("worker", "你好")
        async with asyncio.timeout(10):
            while not echo.heard:
                await asyncio.sleep(0.01)
    assert await texts(world, "worker") == ["你好"]
