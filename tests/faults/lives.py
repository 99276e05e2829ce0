"""The lives of a victim: the real `run`, in processes one after another on one database, killed and started again."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.standin.people import Account
from bot.standin.telegram import Telegram

LONGEST_LIFE_S = 0.6
"""A victim that is killed at a random moment lives at most this long after its first poll."""
WAITS = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
UNSAID = "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'retry', 'sending')"


@dataclass
class Lives:
    """One Telegram, one database, and the victims that lived on them one after another."""

    telegram: Telegram
    url: str
    database: Path
    rng: random.Random
    settings: dict[str, str] = field(default_factory=dict)
    """Settings by name; by default the fastest pace, so that a trial is about faults and not about limits."""
    ahead_ms: int = 0
    """How far the clock of victims to come is ahead of the machine's."""
    deaths: Counter[str] = field(default_factory=Counter)
    victim: asyncio.subprocess.Process | None = None

    async def begin(self, dies_at: str = "") -> None:
        """Start a victim and wait for its first poll. `dies_at` is `point:n`, see `tests.faults.victim`."""
        polls = self.telegram.counts["getUpdates"]
        given = {"messages_per_second": "1000", "seconds_per_person": "0", "log_level": "CRITICAL"} | self.settings
        self.victim = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.victim",
            env={
                **os.environ,
                **{f"STUDIO_BOT_{name.upper()}": value for name, value in given.items()},
                "STUDIO_BOT_TOKEN": self.telegram.token,
                "STUDIO_BOT_BASE_URL": self.url,
                "STUDIO_BOT_DATABASE": str(self.database),
                "VICTIM_DIES_AT": dies_at,
                "VICTIM_AHEAD_MS": str(self.ahead_ms),
            },
        )
        while self.telegram.counts["getUpdates"] == polls and self.victim.returncode is None:
            await asyncio.sleep(0.005)

    async def end(self, how: str = "at random", signal_number: int = signal.SIGKILL) -> None:
        """Kill the victim, unless it has died by itself."""
        assert self.victim is not None
        if self.victim.returncode is None:
            self.victim.send_signal(signal_number)
            await self.victim.wait()
        self.deaths[how] += 1

    async def one(self, points: tuple[str, ...]) -> None:
        """One short life: killed at a random moment, or by itself at one of the named points."""
        if self.rng.random() < 0.5:
            await self.begin()
            assert self.victim is not None
            await self._wait(self.rng.uniform(0, LONGEST_LIFE_S))
            await self.end()
            return
        point = self.rng.choice(points)
        await self.begin(f"{point}:{self.rng.randint(1, 4)}")
        assert self.victim is not None
        await self._wait(5)
        await self.end(point if self.victim.returncode is not None else f"never came to {point}")

    async def rest(self, longest_s: float = 180, undone: str = WAITS) -> None:
        """A last life that ends when nothing is left to do, also by this count. Raises `TimeoutError`."""
        await self.begin()
        assert self.victim is not None
        deadline = time.monotonic() + longest_s
        while self.count(undone) or self.count(WAITS) or self.count(UNSAID) or len(self.telegram.updates):
            if self.victim.returncode is not None:
                raise RuntimeError(f"the victim ended by itself with code {self.victim.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.count(WAITS)} updates and {self.count(UNSAID)} messages are left")
            await asyncio.sleep(0.2)
        self.victim.terminate()
        await self.victim.wait()

    async def _wait(self, seconds: float) -> None:
        assert self.victim is not None
        try:
            async with asyncio.timeout(seconds):
                await self.victim.wait()
        except TimeoutError:
            return

    def count(self, query: str, *params: object) -> int:
        """One number from the database, as it is committed; 0 while there is none."""
        number = next(iter(self.rows(query, *params)), [0])[0]
        return int(number or 0)

    def rows(self, query: str, *params: object) -> list[sqlite3.Row]:
        """Rows from the database, as they are committed."""
        if not self.database.exists():
            return []
        with closing(sqlite3.connect(self.database, timeout=30)) as db:
            db.row_factory = sqlite3.Row
            return db.execute(query, params).fetchall()


def messages(telegram: Telegram, person: Account) -> int:
    """How many messages of the bot's this person has."""
    return sum(post.by_bot for post in telegram.chats.private(person).posts.values())


def crowd(first: int, number: int) -> list[Account]:
    """Sample people with these numbers."""
    return [Account(f"k{one}", one, f"示例职工{one}") for one in range(first, first + number)]
