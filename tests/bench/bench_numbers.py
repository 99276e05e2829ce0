"""Figures end to end: `python -m tests.bench.bench_numbers --records 100000`.

The house runs in a process of its own and is spoken to over HTTP. A worker asks question after question, first with nothing
else going on, then while an officer's workbook of all records is made; how long each answer took is compared in the same run.
Pictures: from the officer's tap until the picture has arrived, the first of a fresh house and the later ones.
Goals: a picture < 1 s, the workbook < 10 s, answers as before (p99).
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bot.clock import SystemClock
from bot.standin import server
from bot.standin.chats import MEMBER, Sight
from bot.standin.opening import fill
from bot.standin.people import Account
from bot.standin.telegram import TOKEN, Telegram
from bot.warming import AFTER_S
from handlers.cards.stats import OVERVIEW, SECTORS, STUDIOS, TABLE, VIEW
from storage.database import Database
from storage.model.numbers import ALL_RESULTS
from tests.bench.bench_enrol import say
from tests.numbers_sample import put_records, sample_rows

OFFICER = Account("officer", 4_000_001, "示例管理员甲")
WORKER = Account("worker", 4_000_002, "示例职工甲")
QUESTIONS = ("核磁找谁", "医疗方面有哪些工作室", "电话多少", "周末有什么焊接课", "有几家市级工作室", "王文韬在哪")
PICTURES = 20
YEAR = 2026
LONGEST_S = 120


async def settle(path: Path, number: int) -> None:
    """The sample data with so many approved records of this year, and an officer."""
    await fill(path, SystemClock().now())
    db = await Database.open(path)
    async with db.write() as tx:
        await tx.fetch("DELETE FROM news")
        ids = [row["id"] for row in await tx.fetch("SELECT id FROM studios ORDER BY id")]
        await put_records(tx, sample_rows(number, ids, date(YEAR, 1, 1), 360))
        person = (await tx.fetch("INSERT INTO people (created_at) VALUES (1) RETURNING id"))[0]["id"]
        address = {"person": person, "address": str(OFFICER.id)}
        await tx.fetch(
            "INSERT INTO addresses (person, channel, address) VALUES (:person, 'telegram', :address)", address
        )
        await tx.fetch("INSERT INTO roles (person, role, studio, granted_at) VALUES (:person, 'admin', 0, 1)", address)
        await tx.fetch("ANALYZE")
    await db.close()


class Phones:
    """The officer and the worker, and when what they wait for has arrived."""

    def __init__(self, telegram: Telegram) -> None:
        self.telegram = telegram
        self.waited: dict[tuple[int, str], asyncio.Future[None]] = {}
        for account in (OFFICER, WORKER):
            telegram.chats.private(account).bot = MEMBER
        telegram.chats.watch(self.saw)

    def saw(self, sight: Sight) -> None:
        """Something arrived."""
        body = sight.post.body if sight.post is not None else {}
        kind = next((kind for kind in ("document", "photo") if kind in body), sight.kind)
        waiting = self.waited.pop((sight.chat.id, kind), None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def ask(self, text: str) -> float:
        """How many seconds the worker waits for an answer."""
        return await self._until(WORKER, "message", lambda: self.telegram.phone(WORKER).say(text))

    async def tap(self, data: str, kind: str) -> float:
        """How many seconds the officer waits for a photo or a document after a tap."""
        return await self._until(OFFICER, kind, lambda: self.telegram.phone(OFFICER).tap(1, data))

    async def _until(self, who: Account, kind: str, act: object) -> float:
        arrived = self.waited[who.id, kind] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        act()  # type: ignore[operator]
        async with asyncio.timeout(LONGEST_S):
            await arrived
        return time.perf_counter() - began


async def talk(phones: Phones, until: "asyncio.Task[float] | None", number: int, chance: random.Random) -> list[float]:
    """How long answers took: `number` of them, or as many as there were until a task was done."""
    took: list[float] = []
    while not until.done() if until is not None else len(took) < number:
        await asyncio.sleep(chance.expovariate(60))
        took.append(await phones.ask(chance.choice(QUESTIONS)))
    return took


async def measure(path: Path, number: int, books: int, warmed: float) -> None:
    """Print everything."""
    chance = random.Random(1)
    telegram = Telegram(SystemClock())
    phones = Phones(telegram)
    days = (YEAR * 10_000 + 101, YEAR * 10_000 + 1231)
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
            await asyncio.sleep(warmed)
            first = await phones.tap(VIEW.data(OVERVIEW, ALL_RESULTS, 0, *days), "photo")
            print(f"first picture of a fresh house      {first:6.2f} s")
            shapes = [(OVERVIEW, SECTORS, STUDIOS)[place % 3] for place in range(PICTURES)]
            pictures = [await phones.tap(VIEW.data(shape, ALL_RESULTS, 0, *days), "photo") for shape in shapes]
            print(
                f"later pictures                      {statistics.median(pictures):6.2f} s, longest {max(pictures):.2f} s"
            )
            for question in QUESTIONS * 20:  # warm
                await phones.ask(question)
            alone: list[float] = []
            beside: list[float] = []
            for _ in range(books):
                alone += await talk(phones, None, 300, chance)
                made = asyncio.create_task(phones.tap(TABLE.data(0, *days), "document"))
                beside += await talk(phones, made, 0, chance)
                print(f"workbook of {number} records        {made.result():6.2f} s")
            say("answers with nothing else going on", alone)
            say("answers while the workbook is made", beside)
        finally:
            house.terminate()
            await house.wait()


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--books", type=int, default=3)
    parser.add_argument("--warmed", type=float, default=AFTER_S + 2, help="seconds from the start to the first picture")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        asyncio.run(settle(path, arguments.records))
        asyncio.run(measure(path, arguments.records, arguments.books, arguments.warmed))


if __name__ == "__main__":
    main()
