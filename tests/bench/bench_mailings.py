"""What an audience and a mailing cost at a size: `python -m tests.bench.bench_mailings --people 100000`.

Looking up who belongs, writing out a mailing chunk by chunk (the longest time the writer is held), asking again whether
a batch still belongs, and a tick with nothing to do.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from storage import audiences, mailings
from storage.database import Database, Tx, migrate
from storage.model.audiences import Condition
from storage.model.mailings import NewMailing
from storage.model.post import Lane

NOW = 1_796_097_600_000
STUDIOS = 2_000
LEVELS = ("市级示范性", "市级", "区级", "企业级")
ASKED = {
    "everybody": [],
    "not registered": [Condition("registered", "1", wanted=False)],
    "leaders of 区级, not registered": [
        Condition("role", "leader"),
        Condition("level", "区级"),
        Condition("registered", "1", wanted=False),
    ],
    "20 streets": [Condition("street", f"街道{n}") for n in range(20)],
}


def settle(path: Path, people: int) -> None:
    """A district of so many people: three follows each, 3,000 studio roles, a fifth registered."""
    chance = random.Random(1)
    migrate(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            "INSERT INTO studios (name, level, level_rank, street, intro, created_at, changed_at) VALUES (?, ?, 0, ?, ?, 1, 1)",
            [(f"示例{n}", chance.choice(LEVELS), f"街道{n % 40}", "介绍" * 200) for n in range(STUDIOS)],
        )
        db.executemany("INSERT INTO people (created_at) VALUES (?)", [(1,)] * people)
        everybody = range(1, people + 1)
        db.executemany(
            "INSERT INTO addresses (person, channel, address, muted_at) VALUES (?, 'telegram', ?, ?)",
            [(n, str(900_000 + n), 1 if n % 100 == 0 else None) for n in everybody],
        )
        some = [(chance.choice(everybody), chance.randint(1, STUDIOS)) for _ in range(3 * people)]
        db.executemany("INSERT OR IGNORE INTO follows (person, studio, at) VALUES (?, ?, 1)", some)
        db.executemany("INSERT OR IGNORE INTO roles VALUES (?, 'leader', ?, 1)", some[:3000])
        db.execute("INSERT INTO competitions (title, created_by, created_at, changed_at) VALUES ('x', 1, 1, 1)")
        db.executemany(
            "INSERT INTO registrations (person, competition, at) VALUES (?, 1, 1)",
            [(n,) for n in everybody if n % 5 == 0],
        )


async def timed(db: Database, step: Callable[[Tx], Awaitable[bool]]) -> tuple[float, float]:
    """Seconds until there is no more to do, and the longest transaction in milliseconds."""
    start, longest, more = time.perf_counter(), 0.0, True
    while more:
        begun = time.perf_counter()
        async with db.write() as tx:
            more = await step(tx)
        longest = max(longest, (time.perf_counter() - begun) * 1000)
    return time.perf_counter() - start, longest


async def tick(tx: Tx) -> bool:
    """What the room's tick does."""
    await mailings.start_due(tx, NOW)
    return bool(await mailings.fill(tx, NOW)) | bool(await mailings.settle(tx, NOW))


async def main(people: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "studio.db"
        settle(path, people)
        db = await Database.open(path)
        seconds, longest = await timed(db, tick)
        print(f"{people:,} people; idle tick {seconds * 1000:.1f} ms")
        for name, conditions in ASKED.items():
            async with db.write() as tx:
                audience = await audiences.create(tx, conditions, NOW)
            async with db.read() as tx:
                begun = time.perf_counter()
                size = await audiences.size(tx, audience)
                sized = (time.perf_counter() - begun) * 1000
            async with db.write() as tx:
                plan = NewMailing("notice", Lane.NOTICE, "sendMessage", 1, NOW, audience=audience)
                mailing = await mailings.create(tx, plan, {"": {"text": "x"}}, NOW)
            seconds, longest = await timed(db, tick)
            async with db.read() as tx:
                assert (await mailings.progress(tx, mailing)).total == size.total
                rows = await tx.fetch("SELECT id FROM outbox WHERE mailing = ? LIMIT 300", (mailing,))
                begun = time.perf_counter()
                assert not await audiences.outside(tx, [row["id"] for row in rows])
                asked = (time.perf_counter() - begun) * 1000
            print(
                f"{name:32} {size.total:>8,} people  size {sized:4.0f} ms  filled in {seconds:5.2f} s,"
                f" longest transaction {longest:4.0f} ms  {len(rows)} rows asked again {asked:4.1f} ms"
            )
        async with db.write() as tx:
            await tx.change("UPDATE outbox SET state = 'sent', finished_at = 1 WHERE state = 'waiting'")
            await tick(tx)
        seconds, _ = await timed(db, tick)
        print(f"idle tick with all those rows {seconds * 1000:.1f} ms")
        await db.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    asyncio.run(main(parser.parse_args().people))
