"""Starting and stopping the house when things are wrong."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.app import House
from bot.config import Settings
from bot.lock import AlreadyRunning
from bot.standin.clocks import FrozenClock
from bot.standin.opening import NOWHERE
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from storage.database import Database

NOON = 1_796_097_600_000


def house(path: Path) -> House:
    clock = FrozenClock(NOON)
    telegram = Telegram(clock)
    settings = Settings(token=TOKEN, base_url=NOWHERE, database=path)
    return House(settings, clock=clock, poll=StandinRequest(telegram), send=StandinRequest(telegram))


async def test_a_second_house_on_the_same_database_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    first, second = house(tmp_path / "a.db"), house(tmp_path / "a.db")
    await first.start()
    with pytest.raises(AlreadyRunning):
        await second.start()
    await first.stop()
    await second.start()
    await second.stop()


async def test_a_start_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    db = await Database.open(path)
    async with db.write() as tx:
        await tx.fetch("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    await db.close()
    with pytest.raises(sqlite3.Error, match="disk is full"):
        await house(path).start()
    db = await Database.open(path)  # neither locked nor held open
    async with db.write() as tx:
        await tx.fetch("DROP TRIGGER full")
    await db.close()
    again = house(path)
    await again.start()
    await again.stop()


async def test_a_cancelled_reader_is_lent_again_whole(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "a.db")

    async def read() -> None:
        async with db.read() as tx:
            await tx.fetch("SELECT 1")
            await asyncio.sleep(0)

    for delay in range(40):
        task = asyncio.create_task(read())
        for _ in range(delay):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    for _ in range(4):
        await read()
    await db.close()
