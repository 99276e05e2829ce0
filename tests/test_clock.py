"""Ticks: rung by time that is counted, one failing alone, rooms' work in pieces, and what a frozen clock stops at."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.clock import SystemClock, Tick, Ticker
from bot.standin.clocks import FrozenClock, ShiftedClock
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from storage import people
from storage.model.post import Letter
from tests.echo import MORNING, texts
from tests.small_house import furnished
from tests.transcripts.records import change, rows

WORKER = "900001"
HOUR_MS = 3600 * 1000


def bell(name: str = "bell", pieces: int = 1) -> tuple[Room, list[int]]:
    """A room that says 「当」 once for every hour that comes, in so many pieces; and when it looked."""
    room = Room(name)
    looked: list[int] = []

    @room.tick("hours", every_s=1)
    async def look(desk: Desk) -> bool:
        looked.append(desk.now)
        hour = desk.now // HOUR_MS
        said = int(
            (await desk.tx.fetch("SELECT count(*) FROM outbox WHERE dedupe_key LIKE :k", {"k": f"{hour}:%"}))[0][0]
        )
        if said >= pieces:
            return False
        payload: dict[str, object] = {"chat_id": int(WORKER), "text": f"当 {said + 1}"}
        await desk.put(Letter(WORKER, "sendMessage", payload, dedupe_key=f"{hour}:{said}"))
        return True

    return room, looked


async def test_a_clock_that_is_set_does_not_silence_the_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    rang, wall = asyncio.Semaphore(0), time.time_ns

    async def run(_now: int) -> None:
        rang.release()

    ticker = Ticker(SystemClock(), [Tick("often", 0.01, run)])
    ticker.start()
    async with asyncio.timeout(5):
        await rang.acquire()
        for days in (-1, 1):
            monkeypatch.setattr(time, "time_ns", lambda days=days: wall() + days * 86_400 * 10**9)
            for _ in range(3):
                await rang.acquire()
        await ticker.stop()
    assert ticker.rings["often"].error == ""


async def test_a_tick_that_fails_takes_no_other_with_it_and_is_rung_again() -> None:
    heard: list[str] = []

    async def bad(_now: int) -> None:
        heard.append("bad")
        raise LookupError("a number, 13800138000")

    async def good(_now: int) -> None:
        heard.append("good")

    ticker = Ticker(FrozenClock(MORNING), [Tick("bad", 1, bad), Tick("good", 1, good)])
    await ticker.ring_all()
    await ticker.ring_all()
    assert heard == ["bad", "good"] * 2
    assert (ticker.rings["bad"].error, ticker.rings["good"].error) == ("LookupError", "")


def test_two_ticks_do_not_share_a_name() -> None:
    async def run(_now: int) -> None: ...

    with pytest.raises(ValueError, match="same"):
        Ticker(ShiftedClock(), [Tick("same", 1, run), Tick("same", 2, run)])


async def test_what_a_tick_writes_is_said_before_a_conversation_goes_on(tmp_path: Path) -> None:
    room, _ = bell(pieces=3)
    async with furnished(tmp_path / "a.db", room) as world:
        await world.say("worker", "/start")
        assert await texts(world, "worker") == ["当 1", "当 2", "当 3"]
        await world.settle()
        await world.move(HOUR_MS)
        assert await texts(world, "worker") == ["当 1", "当 2", "当 3"]


async def test_a_clock_moved_far_stops_at_what_is_planned(tmp_path: Path) -> None:
    room, looked = bell()
    path = tmp_path / "a.db"
    async with furnished(path, room) as world:
        await world.settle()
        change(
            path,
            "INSERT INTO steps (kind, subject, stage, at, days, due_at) VALUES ('competition', 1, 'final', 0, 0, ?)",
            MORNING + 5 * HOUR_MS + 1234,
        )
        del looked[:]
        await world.move(24 * HOUR_MS)
        assert MORNING + 5 * HOUR_MS + 1234 in looked
        assert 6 <= len(set(looked)) <= 10  # and not at every minute of the day


async def test_a_ring_ends_after_so_many_pieces_and_goes_on_later(tmp_path: Path) -> None:
    room, looked = bell(pieces=250)
    async with furnished(tmp_path / "a.db", room) as world:
        await world.house.ticker.ring("bell.hours")
        assert len(looked) == 100
        await world.house.ticker.ring("bell.hours")
        assert len(looked) == 200


async def test_a_piece_that_fails_is_undone_and_the_failure_written_down(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room, broken = Room("bell"), [True]

    @room.tick("hours", every_s=1)
    async def look(desk: Desk) -> bool:
        await people.meet(desk.tx, "5", desk.now)
        if broken:
            raise RuntimeError("示例职工甲")
        return False

    path = tmp_path / "a.db"
    async with furnished(path, room) as world:
        await world.house.ticker.ring("bell.hours", "record")
        assert rows(path, "SELECT rang_at, error FROM ticks WHERE name = 'bell.hours'") == [(MORNING, "RuntimeError")]
        assert rows(path, "SELECT * FROM addresses") == []
        broken.clear()
        await world.house.ticker.ring("bell.hours", "record")
        assert rows(path, "SELECT error FROM ticks WHERE name = 'bell.hours'") == [("",)]
        assert rows(path, "SELECT address FROM addresses") == [("5",)]
    assert "tick failed" in caplog.text
