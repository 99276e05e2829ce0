"""Enrolling end to end: `python -m tests.bench.bench_enrol --people 100000 --courses 5000 --enrolments 200000`.

A tap on 报名 reaches the house over HTTP (`bot run` in a process of its own, long polling the stand-in); measured until the
card that says 「您已报名」 has arrived. In between the tap is stored, the enrolment and its reply committed, the reply
claimed, sent and recorded. One after another, and fifty people at once for twenty seats. In the same run, against it: the
same statements of an enrolment (read off SQLite as the house runs them), bare, by Python's `sqlite3` in one transaction.
Goal: p99 < 50 ms.
"""

import argparse
import asyncio
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bot.clock import SystemClock
from bot.standin import server
from bot.standin.chats import MEMBER, Sight
from bot.standin.people import Account
from bot.standin.telegram import TOKEN, Telegram
from handlers.cards.courses import ENROL
from storage import courses, enrolments
from storage.database import Database, migrate
from storage.model.days import CHINA
from storage.model.enrolments import Enrolment
from tests.bench.bench_flow import cpu_seconds

FIRST = 3_000_000
DAY_MS = 24 * 3600 * 1000
AHEAD = 1_000
"""Courses that are still to come; the others are over."""
SEATS = 20
AT_ONCE = 50
LONGEST_S = 30


def settle(path: Path, people: int, given: int, taken: int, now: int) -> None:
    """People who agreed to be enrolled, courses, and who was or is in them; the last thousand courses are to come, every
    other one of those is full and has people who wait."""
    chance = random.Random(1)
    migrate(path)
    with closing(sqlite3.connect(path)) as db, db:
        everybody = range(1, people + 1)
        db.executemany("INSERT INTO people (id, created_at) VALUES (?, 1)", [(n,) for n in everybody])
        db.executemany(
            "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
            [(n, str(FIRST + n)) for n in everybody],
        )
        db.executemany("INSERT INTO consents VALUES (?, 'enrol', 1)", [(n,) for n in everybody])
        db.executemany(
            "INSERT INTO profiles (person, name, unit, changed_at) VALUES (?, ?, ?, 1)",
            [(n, f"示例职工{n}", f"示例单位{n % 300}") for n in everybody],
        )
        begins = [now + (n - (given - AHEAD)) * DAY_MS // 10 + DAY_MS for n in range(1, given + 1)]
        db.executemany(
            "INSERT INTO courses (id, title, place, intro, seats, begins_at, ends_at, created_by, created_at, changed_at)"
            " VALUES (?, ?, '示例实训楼', ?, ?, ?, ?, 1, 1, 1)",
            [(n, f"示例课{n}", "介绍" * 100, SEATS, at, at + 7_200_000) for n, at in enumerate(begins, 1)],
        )
        db.executemany(
            "INSERT INTO sessions (course, begins_at, ends_at, credit, secret, settled_at) VALUES (?, ?, ?, 25, '', ?)",
            [(n, at, at + 7_200_000, now if at < now else None) for n, at in enumerate(begins, 1)],
        )
        over = given - AHEAD
        rows = {(chance.randint(1, over), chance.randint(1, people)): "confirmed" for _ in range(taken)}
        for course in range(over + 2, given + 1, 2):
            for place in range(SEATS + 10):
                rows[course, chance.randint(1, people // 2)] = "confirmed" if place < SEATS else "waiting"
        db.executemany(
            "INSERT INTO enrolments (course, person, state, created_at, changed_at) VALUES (?, ?, ?, 1, 1)",
            [(*key, state) for key, state in rows.items()],
        )
        db.execute("ANALYZE")


class Phones:
    """People who tap, and how long it takes until they read that they are enrolled."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.tapped: dict[int, float] = {}
        self.took: list[float] = []
        self.answered = asyncio.Event()
        telegram.chats.watch(self.saw)

    def tap(self, person: int, course: int) -> None:
        """Tap 报名 under an old message."""
        account = Account(f"b{person}", FIRST + person, f"示例职工{person}")
        self.telegram.chats.private(account).bot = MEMBER
        self.tapped[account.id] = time.perf_counter()
        self.telegram.phone(account).tap(1, ENROL.data(course))

    def saw(self, sight: Sight) -> None:
        """A message: the card."""
        if sight.kind == "message" and (began := self.tapped.pop(sight.chat.id, None)) is not None:
            self.took.append(time.perf_counter() - began)
            if not self.tapped:
                self.answered.set()

    async def all_answered(self) -> list[float]:
        """How long those who tapped waited, in seconds. Raises `TimeoutError`."""
        async with asyncio.timeout(LONGEST_S):
            await self.answered.wait()
        self.answered.clear()
        took, self.took = self.took, []
        return took


async def end_to_end(path: Path, people: int, given: int, number: int, chance: random.Random) -> None:
    """Print the figures of the whole house."""
    telegram = Telegram(SystemClock())
    phones = Phones(telegram)
    free = range(given - AHEAD + 1, given + 1, 2)
    single, crowded = free[: len(free) // 2], free[len(free) // 2 :]
    fresh = iter(chance.sample(range(people // 2 + 1, people + 1), number + 20 * AT_ONCE + 50))
    async with server.serve(telegram, port=0) as url:
        house = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={
                **os.environ,
                "STUDIO_BOT_TOKEN": TOKEN,
                "STUDIO_BOT_BASE_URL": url,
                "STUDIO_BOT_DATABASE": str(path),
                "STUDIO_BOT_MESSAGES_PER_SECOND": "1000",
                "STUDIO_BOT_SECONDS_PER_PERSON": "0",
                "STUDIO_BOT_LOG_LEVEL": "ERROR",
            },
        )
        try:
            while not telegram.counts["getUpdates"]:
                await asyncio.sleep(0.05)
            for _ in range(50):  # warm
                phones.tap(next(fresh), chance.choice(single))
                await phones.all_answered()
            took, cpu = [], cpu_seconds(house.pid)
            for _ in range(number):
                await asyncio.sleep(chance.expovariate(100))
                phones.tap(next(fresh), chance.choice(single))
                took += await phones.all_answered()
            say("one after another", took)
            print(f"{'':<44} {'':>6}  the house's CPU {(cpu_seconds(house.pid) - cpu) / number * 1000:.2f} ms each")
            together, last = [], []
            for course in crowded[:20]:
                for _ in range(AT_ONCE):
                    phones.tap(next(fresh), course)
                waited = await phones.all_answered()
                together += waited
                last.append(max(waited))
            say(f"{AT_ONCE} at once, each", together)
            say(f"{AT_ONCE} at once, the last", last)
        finally:
            house.terminate()
            await house.wait()
    with closing(sqlite3.connect(path)) as db:
        (most,) = db.execute(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM enrolments WHERE state IN ('pending', 'confirmed', 'offered')"
            f" AND course > {given - AHEAD} GROUP BY course)"
        ).fetchone()
        assert most <= SEATS, f"{most} seats of {SEATS} taken"


async def bare(path: Path, people: int, given: int, number: int, now: int, chance: random.Random) -> None:
    """Print how long the transaction of an enrolment takes in the house's storage, and the same statements bare."""
    copy = path.with_suffix(".bare")
    shutil.copy(path, copy)
    free = range(given - AHEAD + 1, given + 1, 2)
    pairs = [(chance.choice(free), chance.randint(people // 2 + 1, people)) for _ in range(number)]
    statements: list[list[str]] = []
    db = await Database.open(path)
    took = []
    try:
        await db._writer.set_trace_callback(lambda sql: statements[-1].append(sql) if statements else None)
        for number_, person in pairs:
            statements.append([])
            began = time.perf_counter()
            async with db.write() as tx:
                course = await courses.find(tx, number_)
                assert course is not None
                await enrolments.clashes(tx, person, course)
                done = await enrolments.enrol(tx, course, person, now, CHINA)
                await enrolments.seats(tx, number_)
            if isinstance(done, Enrolment):
                took.append(time.perf_counter() - began)
    finally:
        await db.close()
    say("its transaction in storage/", took)
    took = []
    with closing(sqlite3.connect(copy, isolation_level=None)) as one:
        one.execute("PRAGMA journal_mode = WAL")
        one.execute("PRAGMA synchronous = FULL")
        one.execute("PRAGMA foreign_keys = ON")
        for asked in statements:
            began = time.perf_counter()
            for sql in asked:
                one.execute(sql).fetchall()
            took.append(time.perf_counter() - began)
    say(f"bare sqlite3, the same {len(statements[-1])} statements", took)


def say(what: str, took: list[float]) -> None:
    """A line of figures."""
    ordered = sorted(took)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.95, 0.99)]
    print(
        f"{what:<44} {len(took):>6}  p50 {at[0]:7.2f}  p95 {at[1]:7.2f}  p99 {at[2]:7.2f}  most {ordered[-1] * 1000:7.2f} ms"
    )


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--courses", type=int, default=5_000)
    parser.add_argument("--enrolments", type=int, default=200_000)
    parser.add_argument("--number", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, now = random.Random(given.seed), SystemClock().now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studio.db"
        settle(path, given.people, given.courses, given.enrolments, now)
        size = path.stat().st_size / 1e6
        print(
            f"enrolling: {given.people:,} people, {given.courses:,} courses, {given.enrolments:,} past enrolments, {size:.0f} MB"
        )
        asyncio.run(end_to_end(path, given.people, given.courses, given.number, chance))
        asyncio.run(bare(path, given.people, given.courses, given.number // 3, now, chance))


if __name__ == "__main__":
    main()
