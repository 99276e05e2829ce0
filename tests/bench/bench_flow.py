"""Questions answered end to end over HTTP: the whole house against bare echo bots, in the same run.

    python -m tests.bench.bench_flow --updates 3000

Each bot runs in a process of its own and polls the stand-in Telegram in this one. The house hears, stores, understands a
question, searches, stores the answer, sends and records it, on the sample data; the echo bots say back what they hear
and keep nothing. Measured from the poll that fetches the first update to the last answer: answers a second, and the
bot's own CPU time per update (user + system, from /proc).
"""

import argparse
import asyncio
import importlib.util
import itertools
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.importing import import_sample
from bot.standin import server
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from storage.database import Database

PEOPLE = 500
QUESTIONS = ("谁懂核磁", "医疗方面有哪些工作室", "王文韬是哪个单位的", "市级工作室一共几家", "水环境那个团队有多少人")
TICKS = os.sysconf("SC_CLK_TCK")
LONGEST_S = 300


@dataclass(frozen=True)
class Figure:
    """What one bot did."""

    name: str
    seconds: float
    cpu_ms: float
    answers: int
    first_poll_s: float
    memory_mb: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


async def measure(name: str, command: list[str], env: dict[str, str], updates: int) -> Figure:
    """Let one bot answer `updates` questions."""
    telegram = Telegram(SystemClock())
    async with server.serve(telegram, port=0) as url:
        people = [Account(f"p{number}", 3_000_000 + number, f"示例职工{number}") for number in range(PEOPLE)]
        began = time.monotonic()
        bot = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **env, "BENCH_BASE_URL": url, "BENCH_TOKEN": telegram.token, "STUDIO_BOT_BASE_URL": url},
        )
        try:
            while not telegram.counts["getUpdates"]:
                await asyncio.sleep(0.002)
            first_poll = time.monotonic() - began
            await asyncio.sleep(1)
            memory = resident_mb(bot.pid)
            cpu = cpu_seconds(bot.pid)
            began = time.monotonic()
            asked = itertools.cycle(QUESTIONS)
            for number in range(updates):
                telegram.phone(people[number % PEOPLE]).say(next(asked))
            while telegram.counts["sendMessage"] < updates and time.monotonic() - began < LONGEST_S:
                await asyncio.sleep(0.01)
            seconds = time.monotonic() - began
            cpu = cpu_seconds(bot.pid) - cpu
        finally:
            bot.terminate()
            await bot.wait()
    answers = telegram.counts["sendMessage"]
    return Figure(name, seconds, cpu / max(1, answers) * 1000, answers, first_poll, memory)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    values = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(values[11]) + int(values[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Memory of a process at rest, in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def house(updates: int, folder: Path) -> Figure:
    """The whole house on the sample data."""
    path = folder / "bench.db"
    db = await Database.open(path)
    await import_sample(db, now=SystemClock().now())
    await db.close()
    env = {
        "STUDIO_BOT_TOKEN": Telegram(SystemClock()).token,
        "STUDIO_BOT_DATABASE": str(path),
        "STUDIO_BOT_MESSAGES_PER_SECOND": "1000",
        "STUDIO_BOT_SECONDS_PER_PERSON": "0",
        "STUDIO_BOT_LOG_LEVEL": "ERROR",
    }
    return await measure("studio-bot, question answered", [sys.executable, "-m", "bot", "run"], env, updates)


async def run(updates: int) -> None:
    """Measure the house and its peers; print the table."""
    peers = [("bare python-telegram-bot echo", "ptb_echo"), ("bare aiogram 3 echo", "aiogram_echo")]
    with tempfile.TemporaryDirectory() as folder:
        figures = [await house(updates, Path(folder))]
    for name, module in peers:
        if module == "aiogram_echo" and importlib.util.find_spec("aiogram") is None:
            print("aiogram is not installed: pip install -r requirements-bench.txt")
            continue
        figures.append(await measure(name, [sys.executable, "-m", f"tests.bench.{module}"], {}, updates))
    print(f"{updates} updates from {PEOPLE} people over HTTP on this machine")
    print("| bot | answers/s | against the house | CPU ms/update | first poll after s | MB at rest |")
    print("|---|---|---|---|---|---|")
    for one in figures:
        ratio = one.per_second / figures[0].per_second
        print(
            f"| {one.name} | {one.per_second:.0f} | ×{ratio:.2f} | {one.cpu_ms:.2f} "
            f"| {one.first_poll_s:.2f} | {one.memory_mb:.0f} |"
        )


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=3000)
    asyncio.run(run(parser.parse_args().updates))


if __name__ == "__main__":
    main()
