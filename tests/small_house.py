"""A house of one room that a test furnishes, around the machinery that runs without being spoken to."""

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from bot.app import House
from bot.config import Settings
from bot.standin.clocks import FrozenClock
from bot.standin.opening import NOWHERE
from bot.standin.people import sample
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.world import World
from handlers.kit.room import Room
from tests.echo import MORNING

CrashPoint = Callable[[str], None]


def _never(point: str) -> None:
    """No crash."""


@contextlib.asynccontextmanager
async def furnished(path: Path, *rooms: Room, crash_point: CrashPoint = _never) -> AsyncIterator[World]:
    """A world whose house has these rooms, on a database at `path`; it is MORNING."""
    clock = FrozenClock(MORNING)
    telegram = Telegram(clock)
    settings = Settings(token=TOKEN, base_url=NOWHERE, database=path)

    def build() -> House:
        request = StandinRequest(telegram)
        return House(settings, clock=clock, poll=request, send=request, rooms=rooms, crash_point=crash_point)

    world = World(telegram, clock, build, {account.key: account for account in sample()})
    await world.start()
    try:
        yield world
    finally:
        await world.stop()
