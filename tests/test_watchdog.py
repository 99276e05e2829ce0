"""The watchdog: each trouble is said once, and again when it is over; a loop that hangs ends the process."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from bot.standin.world import World
from bot.watchdog import DISK_LOW_BYTES, Heartbeat
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from storage import people
from tests.echo import MORNING, Echo
from tests.small_house import furnished
from tests.transcripts.records import change, rows

MINUTE_MS = 60_000


async def with_owner(world: World) -> None:
    """The sample's owner and admin become that, and let the bot write to them."""
    for who in ("owner", "admin"):
        await world.say(who, "你好")
    await world.settle()
    async with world.house._db.write() as tx:
        for who in ("owner", "admin"):
            person = await people.meet(tx, str(world.person(who).id), MORNING)
            await people.grant(tx, person.id, who, MORNING)


async def told(world: World) -> list[str]:
    """What the watchdog says when it looks now; to the owner alone."""
    await world.house.ticker.ring("watchdog")
    events = [event for event in await world.settle() if event.kind == "message"]
    assert {event.to for event in events} <= {"owner"}
    return [event.text for event in events]


async def test_a_tick_that_fails_is_told_once_and_its_recovery_too(tmp_path: Path) -> None:
    broken = [True]
    room = Room("bell")

    @room.tick("hours", every_s=1)
    async def look(_desk: Desk) -> bool:
        if broken:
            raise RuntimeError
        return False

    async with furnished(tmp_path / "a.db", Echo().room(), room) as world:
        await with_owner(world)
        await world.house.ticker.ring("bell.hours")
        (text,) = await told(world)
        assert "bell.hours" in text
        assert await told(world) == []
        broken.clear()
        await world.house.ticker.ring("bell.hours")
        (text,) = await told(world)
        assert text.startswith("✅ 已恢复")
        assert await told(world) == []


async def test_a_tick_that_rings_no_more_is_told(tmp_path: Path) -> None:
    room = Room("bell")

    @room.tick("hours", every_s=20)
    async def look(_desk: Desk) -> bool:
        return False

    async with furnished(tmp_path / "a.db", Echo().room(), room) as world:
        await with_owner(world)
        await world.house.ticker.ring_all()
        world.clock.move(MINUTE_MS + 1)
        names = [tick.name for tick in world.house.ticker.ticks if tick.name not in ("bell.hours", "watchdog")]
        await world.house.ticker.ring(*names)
        (text,) = await told_without_rounds(world)
        assert "bell.hours" in text


async def told_without_rounds(world: World) -> list[str]:
    """As `told`, with no room looking at anything in between."""
    await world.house.ticker.ring("watchdog")
    await world.house.settled()
    return [str(text) for (text,) in rows(world.house._settings.database, TROUBLES)]


TROUBLES = "SELECT payload FROM outbox WHERE dedupe_key LIKE 'trouble:%' ORDER BY id"


async def test_replies_and_updates_that_wait_too_long_are_told_and_a_ban_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with furnished(path, Echo().room()) as world:
        await with_owner(world)
        await world.house.ticker.ring_all()
        await world.settle()
        letter = (
            "INSERT INTO outbox (chat, lane, method, payload, created_at, not_before, state, error) "
            "VALUES ('900031', 0, 'sendMessage', '{}', ?, ?, 'retry', ?)"
        )
        now = world.clock.now()
        change(path, letter, now - 10 * MINUTE_MS, now + 60 * MINUTE_MS, "429")  # Telegram has it wait
        assert await told(world) == []
        change(path, letter, now - 10 * MINUTE_MS, now + 10 * MINUTE_MS, "TimedOut")
        (text,) = await told(world)
        assert "2 分钟" in text
        change(path, "DELETE FROM outbox WHERE chat = '900031'")
        change(
            path,
            "INSERT INTO inbox (update_id, lane, raw, received_at, not_before) VALUES (1, 'x', '{}', ?, ?)",
            now - 2 * MINUTE_MS,
            now + 5_000,
        )
        over, text = sorted(await told(world), reverse=True)
        assert over.startswith("✅")
        assert "没有处理" in text


async def test_a_mailing_that_stands_still_is_told_unless_it_is_paused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with furnished(path, Echo().room()) as world:
        await with_owner(world)
        await world.house.ticker.ring_all()
        change(
            path,
            "INSERT INTO mailings (id, kind, lane, method, state, start_at, created_by, created_at, filled) "
            "VALUES (7, 'notice', 3, 'sendMessage', 'sending', 0, 1, 0, 0)",
        )
        assert await told(world) == []
        await world.move(5 * MINUTE_MS)
        assert await told(world) == []
        change(path, "UPDATE mailings SET cursor = 5")  # it moves
        await world.move(9 * MINUTE_MS)
        assert await told(world) == []
        await world.move(11 * MINUTE_MS)
        told_of = [text for (text,) in rows(path, TROUBLES)]
        assert len(told_of) == 1
        assert "第 7 批" in str(told_of[0])
        change(path, "UPDATE mailings SET state = 'paused'")
        await world.settle()
        (text,) = await told(world)
        assert text.startswith("✅ 已恢复")


async def test_what_is_given_up_is_told_once_an_hour_and_a_warning_that_is_given_up_never(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with furnished(path, Echo().room()) as world:
        await with_owner(world)
        await world.house.ticker.ring_all()
        await world.settle()
        letter = (
            "INSERT INTO outbox (dedupe_key, chat, lane, method, payload, created_at, state, finished_at, error) "
            "VALUES (?, '900031', 0, 'sendMessage', '{}', 0, 'dead', ?, '400')"
        )
        said = []
        for number in range(8):  # every fifteen seconds one more, and the warning of it fails too
            world.clock.move(15_000)
            change(path, letter, f"r{number}", world.clock.now())
            change(path, letter, f"trouble:dead:{number}:1", world.clock.now())
            said += [text for text in await told(world) if "没办成" in text]
        (first,) = said
        assert "1 条" in first
        world.clock.move(3_600_000)
        await world.house.ticker.ring(*(tick.name for tick in world.house.ticker.ticks if tick.name != "watchdog"))
        (second,) = [text for text in await told(world) if "没办成" in text]
        assert "7 条" in second


async def test_a_full_disk_and_a_database_that_refused_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    async with furnished(path, Echo().room()) as world:
        await with_owner(world)
        await world.house.ticker.ring_all()

        class Usage:
            free = DISK_LOW_BYTES - 1

        change(path, "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        monkeypatch.setattr("bot.watchdog.shutil.disk_usage", lambda _path: Usage)
        await world.house.ticker.ring("watchdog")
        assert world.house.ticker.rings["watchdog"].error
        change(path, "DROP TRIGGER full")
        first, second = sorted(await told(world))
        assert "数据库曾经" in first + second
        assert "磁盘快满了" in first + second
        assert await told(world) == []


async def test_a_loop_that_hangs_ends_the_process_and_a_busy_one_does_not() -> None:
    ended = threading.Event()
    beat = asyncio.create_task(Heartbeat(beat_s=0.05, hangs_after=4, end=ended.set).run())
    await asyncio.sleep(0.4)
    assert not ended.is_set()
    time.sleep(0.6)  # noqa: ASYNC251 - this is the hanging
    assert ended.is_set()
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)


async def test_a_renewal_without_end_ends_the_process_and_new_ones_do_not() -> None:
    ended, number = threading.Event(), [0]
    beat = asyncio.create_task(
        Heartbeat(beat_s=0.02, hangs_after=1000, stuck_after=5, renewal=lambda: number[0], end=ended.set).run()
    )
    for number[0] in (*range(1, 15), 0):
        await asyncio.sleep(0.03)
    await asyncio.sleep(0.2)
    assert not ended.is_set()
    number[0] = 16
    async with asyncio.timeout(10):
        while not ended.is_set():
            await asyncio.sleep(0.02)
    beat.cancel()
    await asyncio.gather(beat, return_exceptions=True)
