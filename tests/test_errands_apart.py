"""Errands that are made in a process of their own: nobody waits for them, and nothing is left of one that is stopped."""

import asyncio
import os
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import filters

from bot.apart import LEFT, clear_left
from bot.standin.world import World
from handlers.kit.context import Context
from handlers.kit.desk import Apart, Desk, Made, Make
from handlers.kit.room import TYPED, Room
from handlers.kit.words import Words
from storage.errands import Errand
from tests.apart_work import failing, told
from tests.small_house import furnished
from tests.transcripts.records import rows


def workshop(folder: Path) -> Room:
    """A room that has what is said made apart, or at once."""
    room = Room("workshop")

    @room.message(TYPED & filters.TEXT, action="help.read")
    async def ask(update: Update, context: Context) -> None:
        await context.acquainted()
        assert update.message is not None
        await context.errand("work", text=update.message.text)

    @room.errand("work", action="help.read")
    async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
        text = str(errand.arguments["text"])
        if text == "坏":
            return Apart("坏.txt", failing, ())
        if text == "快":
            return lambda: Made("快.txt", b"1", text)
        return Apart("慢.txt", told, (str(folder), text), text)

    return room


async def begun(folder: Path, times: int) -> tuple[int, int, Path]:
    """The process that is at work for the so manieth time: its id, how nice it is, where it puts what it leaves."""
    async with asyncio.timeout(30):
        while not (folder / "begun").exists() or (folder / "begun").read_text().count("\n") < times:
            await asyncio.sleep(0.01)  # another process: there is nothing to wait for
    process, nice, left = (folder / "begun").read_text().splitlines()[times - 1].split()
    return int(process), int(nice), Path(left)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_others_go_on_meanwhile_and_a_stop_leaves_nothing(tmp_path: Path) -> None:
    async with furnished(tmp_path / "a.db", workshop(tmp_path)) as world:
        await world.say("worker", "慢")
        process, nice, left = await begun(tmp_path, 1)
        assert nice >= 10
        await world.say("leader", "快")
        async with asyncio.timeout(30):
            while not rows(tmp_path / "a.db", "SELECT 1 FROM errands WHERE state = 'done'"):
                await asyncio.sleep(0.01)
        assert rows(tmp_path / "a.db", "SELECT state FROM errands ORDER BY id") == [("doing",), ("done",)]
        await world.stop()
        assert not alive(process)
        assert not left.exists()
        await world.start()
        await begun(tmp_path, 2)
        (tmp_path / "go").touch()
        events = [event for event in await world.settle() if event.text == "慢"]
        assert len(events) == 1
        _, content, _ = world.file("worker", events[0].message_id)
        assert content.decode() == "慢 a.db"


def test_what_a_killed_house_left_is_taken_away(tmp_path: Path) -> None:
    old, new, others = (tmp_path / name for name in (f"{LEFT}a", f"{LEFT}b", "other"))
    for folder in (old, new, others):
        folder.mkdir()
        (folder / "book.xlsx").touch()
    for folder in (old, others):
        os.utime(folder, (0, 0))
    clear_left(new)
    assert sorted(tmp_path.iterdir()) == sorted([new, others])


async def test_what_fails_there_is_told_by_its_kind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with furnished(tmp_path / "a.db", workshop(tmp_path)) as world:
        told_of = await _failed(world)
    assert "没有做成" in told_of
    assert "OSError at apart_work.py" in caplog.text
    assert "示例职工甲" not in caplog.text


async def _failed(world: World) -> str:
    await world.say("worker", "坏")
    (event,) = await world.settle()
    return event.text
