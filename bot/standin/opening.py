"""How a world on this machine is opened: one way for the page, the terminal and the tests."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bot.app import House
from bot.config import Settings
from bot.importing import import_sample
from bot.standin.chats import KICKED, MEMBER
from bot.standin.clocks import FrozenClock, ShiftedClock
from bot.standin.people import Account, sample
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.updates import FIRST_UPDATE
from bot.standin.world import World
from storage import inbox, people
from storage.database import Database

NOWHERE = "http://stand-in.invalid"
"""The Bot API address of a house here: no call leaves the process, and by this name none could."""


@contextlib.asynccontextmanager
async def opened(
    clock: FrozenClock | ShiftedClock,
    database: Path | None = None,
    people: Mapping[str, Account] | None = None,
    *,
    seconds_per_person: float = 1.0,
) -> AsyncIterator[World]:
    """A world with its house running on `database`, a file that is made when there is none.

    Without `database` it is a temporary one with the sample data. `people` have phones: the sample's, by their keys, where
    nobody else is named. `seconds_per_person` is the setting of that name. Raises `sqlite3.Error` when the file cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="studio-bot-", ignore_cleanup_errors=True) as folder:
        path = database or Path(folder) / "sample.db"
        if database is None:
            await fill(path, clock.now(), told=True)
        telegram = await _telegram(clock, path)
        settings = Settings(token=TOKEN, base_url=NOWHERE, database=path, seconds_per_person=seconds_per_person)

        def build() -> House:
            return House(settings, clock=clock, poll=StandinRequest(telegram), send=StandinRequest(telegram))

        world = World(telegram, clock, build, people or {account.key: account for account in sample()})
        await world.start()
        try:
            yield world
        finally:
            await asyncio.shield(world.stop())


async def _telegram(clock: FrozenClock | ShiftedClock, path: Path) -> Telegram:
    """A Telegram that goes on where an earlier one on this database ended: later updates, and chats already begun."""
    db = await Database.open(path)
    try:
        async with db.read() as tx:
            newest = await inbox.newest(tx)
            heard_from = await inbox.lanes(tx)
            muted = {lane for lane in heard_from if (one := await people.by_address(tx, lane)) and one.muted}
    finally:
        await db.close()
    telegram = Telegram(clock, first_update=FIRST_UPDATE if newest is None else newest + 1)
    telegram.chats.met_before = {
        int(lane): KICKED if lane in muted else MEMBER for lane in heard_from if lane.lstrip("-").isdigit()
    }
    return telegram


async def fill(path: Path, now: int, *, told: bool = False) -> None:
    """Load the sample data into a database, a file that is made when there is none; see `import_sample`."""
    db = await Database.open(path)
    try:
        await import_sample(db, now, told=told)
    finally:
        await db.close()
