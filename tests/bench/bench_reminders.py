"""A million planned reminders: what a tick costs by what is due, a start, memory; against one APScheduler job each.

    python -m tests.bench.bench_reminders --planned 1000000

Prints a table. `steps` are rungs planned ahead, `waiting` are reminders that people put off; half and half.
"""

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers import reminding
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import load_words
from storage.database import Database, Tx
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS

NOW = int(datetime(2026, 12, 1, 9, tzinfo=CHINA).timestamp() * 1000)
PEOPLE = 100_000
TURNS = 200


def resident_mb() -> float:
    """Memory of this process, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


async def fill(db: Database, planned: int) -> None:
    """So much is planned for the next year, none of it due."""
    half = planned // 2
    people = min(PEOPLE, max(1, half))
    async with db.write() as tx:
        await tx.execute_many("INSERT INTO people (id, created_at) VALUES (?, 0)", [(n,) for n in range(1, people + 1)])
        await tx.execute_many(
            "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
            [(n, str(n)) for n in range(1, people + 1)],
        )
        await tx.fetch(
            "INSERT INTO competitions (id, title, created_by, created_at, changed_at) VALUES (1, '示例', 0, 0, 0)"
        )
        await tx.execute_many(
            "INSERT INTO steps (kind, subject, stage, at, days, due_at) VALUES ('competition', ?, 'final', ?, 3, ?)",
            ((n + 2, NOW + 366 * DAY_MS, NOW + DAY_MS + n * 365 * DAY_MS // half) for n in range(half)),
        )
        steps = half // people + 1
        await tx.execute_many(
            "INSERT INTO steps (id, kind, subject, stage, at, days, due_at, state)"
            " VALUES (?, 'competition', 1, ?, ?, 3, 0, 'done')",
            [(10_000_000 + n, f"stage{n}", NOW + 366 * DAY_MS) for n in range(steps)],
        )
        await tx.execute_many(
            "INSERT INTO reminders (step, person, due_at) VALUES (?, ?, ?)",
            ((10_000_000 + n // people, n % people + 1, NOW + DAY_MS + n * 365 * DAY_MS // half) for n in range(half)),
        )


async def make_due(tx: Tx, people: int) -> None:
    """One rung that concerns so many people is due."""
    await tx.fetch("DELETE FROM competition_follows")
    await tx.fetch("DELETE FROM outbox")
    await tx.fetch("DELETE FROM steps WHERE subject = 1 AND stage = 'register_close'")
    await tx.execute_many(
        "INSERT INTO competition_follows (person, competition, at) VALUES (?, 1, 0)",
        [(n,) for n in range(1, people + 1)],
    )
    await tx.fetch(
        "INSERT INTO steps (kind, subject, stage, at, days, due_at) VALUES ('competition', 1, 'register_close', :at, 3, :now)",
        {"at": NOW + 3 * DAY_MS, "now": NOW},
    )


async def tick(db: Database, office: Office) -> float:
    """Ring until nothing is due; seconds."""
    began = time.perf_counter()
    more = True
    while more:
        async with db.write() as tx:
            more = await reminding.remind(Desk(tx, NOW, office))
    return time.perf_counter() - began


async def measure(folder: Path, planned: int, due: list[int], office: Office) -> None:
    """The figures with so much planned."""
    path = folder / f"{planned}.db"
    db = await Database.open(path)
    if planned:
        await fill(db, planned)
    else:
        await fill(db, 2 * max(due))
        async with db.write() as tx:
            await tx.fetch("DELETE FROM reminders")
            await tx.fetch("DELETE FROM steps")
    await db.checkpoint()
    await db.close()
    starts = []
    for _ in range(5):
        began = time.perf_counter()
        db = await Database.open(path)
        await tick(db, office)
        starts.append(time.perf_counter() - began)
        await db.close()
    db = await Database.open(path)
    gc.collect()
    before = resident_mb()
    idle = [await tick(db, office) for _ in range(TURNS)]
    print(
        f"{planned:>9,} planned: start and first tick {statistics.median(starts) * 1000:7.1f} ms,"
        f" a tick with nothing due {statistics.median(idle) * 1000:6.2f} ms (p99 {sorted(idle)[-TURNS // 100] * 1000:.2f} ms),"
        f" memory {before:.0f} → {resident_mb():.0f} MB"
    )
    for people in due:
        async with db.write() as tx:
            await make_due(tx, people)
        seconds = await tick(db, office)
        (row,) = await _count(db)
        assert row == people, f"{row} said of {people}"
        print(f"{'':>18} {people:>6,} people due: {seconds * 1000:8.1f} ms, {seconds / people * 1e6:6.0f} µs each")
    print(f"{'':>18} memory at the end {resident_mb():.0f} MB")
    await db.close()


async def _count(db: Database) -> list[int]:
    async with db.read() as tx:
        return [row[0] for row in await tx.fetch("SELECT count(*) FROM outbox WHERE dedupe_key LIKE 'reminders:%'")]


async def scheduler(jobs: int) -> None:
    """The same with one APScheduler job each, in memory."""
    gc.collect()
    before = resident_mb()
    rings = AsyncIOScheduler(timezone=UTC)
    begin = datetime.fromtimestamp(NOW / 1000, UTC) + timedelta(days=3650)
    began = time.perf_counter()
    for number in range(jobs):
        rings.add_job(print, "date", run_date=begin + timedelta(seconds=number), args=[number])
    rings.start(paused=True)
    seconds = time.perf_counter() - began
    look: list[float] = []
    for _ in range(5):
        began = time.perf_counter()
        for store in rings._jobstores.values():
            store.get_due_jobs(datetime.now(UTC))
            store.get_next_run_time()
        look.append(time.perf_counter() - began)
    print(
        f"APScheduler, {jobs:>7,} jobs in memory: start {seconds:6.1f} s, looking at what is due"
        f" {statistics.median(look) * 1000:.2f} ms, memory +{resident_mb() - before:.0f} MB; all of it lost at a restart"
    )
    rings.shutdown(wait=False)


async def run(planned: int, jobs: list[int]) -> None:
    """Everything, on empty and on full tables."""
    words = load_words()
    office = Office(words, Cards(words), doors=())
    with tempfile.TemporaryDirectory() as folder:
        for number in (0, planned):
            await measure(Path(folder), number, [1, 100, 10_000], office)
    for number in jobs:
        await scheduler(number)


def main() -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planned", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, nargs="*", default=[10_000, 100_000])
    arguments = parser.parse_args()
    asyncio.run(run(arguments.planned, arguments.jobs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
