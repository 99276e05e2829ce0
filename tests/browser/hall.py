"""A hall full of people: the sample's and their colleagues, who all pressed START, on a Tuesday morning.

The clock goes on from there as the machine's does, and can be moved.
"""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot.standin import web
from bot.standin.chats import MEMBER
from bot.standin.clocks import ShiftedClock
from bot.standin.opening import fill, opened
from bot.standin.people import Account, newcomer, sample
from bot.standin.world import World

START = 1_796_088_600_000
"""2026-12-01 09:30 in Shanghai: a working day, and nobody's quiet hours."""
FIRST = 10_000
"""The first colleague's number in the database, far from the sample's."""


@contextlib.asynccontextmanager
async def hall(
    folder: Path, colleagues: int, *, never_came: int = 0, told: bool = False
) -> AsyncIterator[tuple[World, str]]:
    """The world and its page's address. The last `never_came` colleagues are known, but the bot may not write to them; `told`:
    the sample's studios have told news before."""
    clock = ShiftedClock()
    clock.move(START - clock.now())
    crowd = [newcomer(f"职工{number}") for number in range(1, colleagues + 1)]
    database = folder / "hall.db"
    await fill(database, clock.now(), told=told)
    _remember(database, crowd)
    people = {account.key: account for account in (*sample(), *crowd)}
    async with (
        opened(clock, database, people, seconds_per_person=0) as world,
        web.serve(world, "127.0.0.1", 0) as address,
    ):
        for account in list(people.values())[: len(people) - never_came]:
            world.telegram.chats.private(account).bot = MEMBER
        yield world, address


def _remember(database: Path, crowd: Sequence[Account]) -> None:
    """Let the bot know these people; more than a demo has, so they do not all say hello first."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO people (id, created_at) VALUES (?, 0)", [(FIRST + place,) for place in range(len(crowd))]
        )
        connection.executemany(
            "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
            [(FIRST + place, str(account.id)) for place, account in enumerate(crowd)],
        )
