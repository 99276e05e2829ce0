"""Steady state: a day compressed. The questions of a busy day, as fast as they are answered: memory and log stay bounded.

python -m tests.faults steady --questions 20000 --seed 1
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

from bot.clock import SystemClock
from bot.importing import import_sample
from bot.standin import server
from bot.standin.telegram import Telegram
from storage.database import Database
from tests.faults.lives import Lives, crowd

PEOPLE = 500
AHEAD = 200
"""Questions that may wait at once."""
MOST_WAL_MB = 32.0
MOST_GROWTH_MB = 16.0
"""From the first quarter of the day, when everything is warm, to its end."""
QUESTIONS = ("谁懂核磁", "医疗方面有哪些工作室", "王文韬是哪个单位的", "市级工作室一共几家", "水环境那个团队有多少人")


def resident_mb(pid: int) -> float:
    """Memory of a process, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


async def run(questions: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    rng = random.Random(seed)
    telegram = Telegram(SystemClock())
    people = crowd(2_000_000, PEOPLE)
    path = folder / "victim.db"
    db = await Database.open(path)
    await import_sample(db, SystemClock().now())
    await db.close()
    wal = path.with_name(path.name + "-wal")
    memory: list[float] = []
    logs: list[float] = []
    began = time.monotonic()
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, path, rng)
        await lives.begin()
        assert lives.victim is not None
        asked = 0
        while telegram.counts["sendMessage"] < questions and time.monotonic() - began < 1800:
            while asked < min(questions, telegram.counts["sendMessage"] + AHEAD):
                telegram.phone(people[asked % PEOPLE]).say(rng.choice(QUESTIONS))
                asked += 1
            await asyncio.sleep(0.25)
            memory.append(resident_mb(lives.victim.pid))
            logs.append(wal.stat().st_size / 1e6 if wal.exists() else 0.0)
        answered = telegram.counts["sendMessage"]
        await lives.end("at the end")
    warm = memory[len(memory) // 4]
    print(
        f"steady, seed {seed}: {answered} questions in {time.monotonic() - began:.0f} s; memory {warm:.0f} MB after a "
        f"quarter, {memory[-1]:.0f} MB at the end, {max(memory):.0f} at most; write-ahead log at most {max(logs):.1f} MB"
    )
    wrong = []
    if answered < questions:
        wrong.append(f"only {answered} of {questions} were answered")
    if memory[-1] - warm > MOST_GROWTH_MB:
        wrong.append(f"memory grew from {warm:.0f} to {memory[-1]:.0f} MB")
    if max(logs) > MOST_WAL_MB:
        wrong.append(f"the log grew to {max(logs):.0f} MB")
    return wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.questions, arguments.seed, Path(folder)))
