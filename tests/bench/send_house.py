"""For `bench_send`: a mailing to `number` people through the durable outbox; prints seconds and CPU seconds.

python -m tests.bench.send_house DATABASE NUMBER RATE
"""

import asyncio
import os
import sys
import time
import warnings
from pathlib import Path

from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.pacing import Pacing
from bot.sender import Sender
from bot.transport import Transport
from storage import audiences, mailings, people, preferences
from storage.database import Database
from storage.model.mailings import NewMailing
from storage.model.post import Lane
from storage.model.quiet import NEVER_QUIET

FIRST = 3_000_000
CONNECTIONS = 64


async def fill(db: Database, number: int) -> None:
    """The people and the mailing."""
    now = SystemClock().now()
    async with db.write() as tx:
        for one in range(number):
            person = await people.meet(tx, str(FIRST + one), now)
            await preferences.set_quiet(tx, person.id, NEVER_QUIET)
        audience = await audiences.create(tx, [], now)
        new = NewMailing("notice", Lane.NOTICE, "sendMessage", created_by=1, start_at=0, audience=audience)
        await mailings.create(tx, new, {"": {"text": "开会"}}, now)
        await mailings.start_due(tx, now)
    more = True
    while more:
        async with db.write() as tx:
            more = await mailings.fill(tx, now)


async def left(db: Database) -> int:
    """Messages that are not written down as sent."""
    async with db.read() as tx:
        rows = await tx.fetch("SELECT count(*) AS number FROM outbox WHERE state <> 'sent'")
    return int(rows[0]["number"])


async def main(path: Path, number: int, rate: float) -> tuple[float, float]:
    """From the first look at the outbox until the last outcome is on disk."""
    warnings.filterwarnings("ignore", message="Please use 'Bot")
    db = await Database.open(path)
    await fill(db, number)
    base = os.environ["BENCH_BASE_URL"] + "/bot"
    transport = Transport(connections=CONNECTIONS)
    async with ExtBot(os.environ["BENCH_TOKEN"], base_url=base, request=transport) as bot:
        pacing = Pacing(rate, 0, {})
        sender = Sender(bot, db, SystemClock(), pacing, crash_point=lambda _: None, connections=CONNECTIONS)
        began, worked = time.monotonic(), time.process_time()
        task = asyncio.create_task(sender.run())
        while await left(db):
            await asyncio.sleep(0.05)
        seconds, cpu = time.monotonic() - began, time.process_time() - worked
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await sender.finish()
    await db.close()
    return seconds, cpu


if __name__ == "__main__":
    print(*asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
