"""Bans obeyed: 429 of 1 s, 35 s and 10,000 s in the middle of a notice, with restarts, by a clock that is moved.

    python -m tests.faults bans --seed 1

No message of the notice is sent inside a ban (those under way when it came carry its very instant), and none is dropped.
"""

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from pathlib import Path

from bot.standin.chats import MEMBER
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.faults import Fault
from bot.standin.opening import fill, opened
from storage import audiences, mailings
from storage.database import Database
from storage.model.mailings import NewMailing
from storage.model.post import Lane
from tests.faults.lives import crowd

BANS_S = (1, 35, 10_000)
PEOPLE = 150
FIRST = 3_000_000
NINE = moment("2026-12-01T09:00")
"""A Tuesday: a ban of 10,000 s ends before quiet hours."""


async def prepare(path: Path) -> int:
    """A database with the sample data and a notice to some people; the mailing's number."""
    await fill(path, NINE)
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            for person in crowd(FIRST, PEOPLE):
                await tx.fetch("INSERT INTO people (id, created_at) VALUES (?, ?)", (person.id, NINE))
                await tx.fetch(
                    "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
                    (person.id, str(person.id)),
                )
            audience = await audiences.create(tx, [], NINE)
            new = NewMailing(
                kind="notice", lane=Lane.NOTICE, method="sendMessage", created_by=0, start_at=NINE, audience=audience
            )
            return await mailings.create(tx, new, {"": {"text": "示例通知"}}, NINE)
    finally:
        await db.close()


async def one(ban_s: int, seed: int, folder: Path) -> tuple[list[str], str]:
    """One ban in the middle of one notice; the sentences that did not hold, and the figures in a line."""
    rng = random.Random(seed)
    path = folder / f"ban{ban_s}.db"
    mailing = await prepare(path)
    clock = FrozenClock(NINE)
    async with opened(clock, path, {person.key: person for person in crowd(FIRST, PEOPLE)}) as world:
        telegram = world.telegram
        for person in crowd(FIRST, PEOPLE):
            telegram.chats.private(person).bot = MEMBER
        after = rng.randint(5, PEOPLE // 2)
        for _ in range(600):
            if telegram.counts["sendMessage"] >= after:
                break
            await world.move(200)
        telegram.faults.add(Fault("flood", "sendMessage", retry_after=ban_s))
        for _ in range(200):
            if telegram.faults.happened:
                break
            await world.move(200)
        began = next(call.at for call in telegram.calls if call.status == 429)
        until = began + ban_s * 1000
        restarts = 0
        while clock.now() < until:
            if rng.random() < 0.3:
                await world.restart()
                restarts += 1
            await world.move(max(1, min(until - clock.now(), rng.randint(1, max(2, ban_s * 300)))))
        inside = [
            call.at - began for call in telegram.calls if call.status == 200 and began < call.at < until and bulk(call)
        ]
        for _ in range(600):
            await world.move(1000)
            if sum(bulk(call) and call.status == 200 for call in telegram.calls) >= PEOPLE:
                break
        arrived = Counter(call.chat for call in telegram.calls if bulk(call) and call.status == 200)
    missing = [person.id for person in crowd(FIRST, PEOPLE) if not arrived[person.id]]
    twice = [number for number, times in arrived.items() if times > 1]
    wrong = []
    if inside:
        wrong.append(f"ban of {ban_s} s: sent inside, after {inside[:5]} ms")
    if missing or twice:
        wrong.append(f"ban of {ban_s} s: {len(missing)} never got it, {len(twice)} got it twice (mailing {mailing})")
    return wrong, f"{ban_s} s: {len(inside)} inside, {restarts} restarts, {len(missing)} dropped"


def bulk(call: object) -> bool:
    """Whether a call is a message of the notice."""
    return getattr(call, "method", "") == "sendMessage" and getattr(call, "chat", 0) >= FIRST


async def run(seed: int) -> list[str]:
    """All the bans."""
    wrong: list[str] = []
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for ban_s in BANS_S:
            found, line = await one(ban_s, seed, Path(folder))
            wrong += found
            lines.append(line)
    print(f"bans, seed {seed}: " + "; ".join(lines))
    return wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    return asyncio.run(run(arguments.seed))
