"""Heard once: `kill -9` at random moments and at named points while mixed updates arrive over HTTP.

    python -m tests.faults kills --kills 200 --updates 10000 --seed 1

Every update is another person's: a question that the bot cannot answer (a different one each), /help, the choice of a
language by an old button, or something no Telegram would send. So, per update: one row in the inbox, handled or put aside
as unreadable; the change it asks for, once; its messages written once, and arrived, more than once only where the row
says that it may be a repeat.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.sender import in_flight
from bot.standin import server
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from tests.faults.lives import Lives, crowd, messages
from tests.faults.victim import POINTS

AT_ONCE = 25
"""Updates that arrive in one burst."""
REPLIES = {"question": 1, "help": 1, "language": 2}
"""What a person does, and how many messages follow."""


@dataclass(frozen=True)
class Deed:
    """What one person does."""

    person: Account
    kind: str


def deeds(updates: int, rng: random.Random) -> list[Deed]:
    """Six in ten ask, two want help, one chooses a language, one in ten is unreadable."""
    kinds = rng.choices(("question", "help", "language", "unreadable"), (6, 2, 1, 1), k=updates)
    return [Deed(person, kind) for person, kind in zip(crowd(2_000_000, updates), kinds, strict=True)]


def do(telegram: Telegram, deed: Deed) -> None:
    """Let it happen."""
    phone = telegram.phone(deed.person)
    match deed.kind:
        case "question":
            phone.say(f"蓝鲸跳伞第{deed.person.id}号")
        case "help":
            phone.say("/help")
        case "language":
            telegram.chats.private(deed.person).bot = "member"
            phone.tap(1, "language.set:en")
        case "unreadable":
            telegram.inject({"message": {"from": {"id": deed.person.id}, "chat": "nowhere"}})


async def run(kills: int, updates: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    began = time.monotonic()
    rng = random.Random(seed)
    telegram = Telegram(SystemClock())
    done = deeds(updates, rng)
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, folder / "victim.db", rng)

        async def arrive() -> None:
            for at in range(0, updates, AT_ONCE):
                for deed in done[at : at + AT_ONCE]:
                    do(telegram, deed)
                await asyncio.sleep(rng.uniform(0.2, 1.2) * kills * AT_ONCE / updates)

        arriving = asyncio.create_task(arrive())
        for _ in range(kills):
            await lives.one(POINTS)
        await arriving
        await lives.rest()
        return report(lives, done, seed, time.monotonic() - began)


def report(lives: Lives, done: list[Deed], seed: int, seconds: float) -> list[str]:
    """Print the figures; the sentences that did not hold."""
    heard = {row[0]: row[1] for row in lives.rows("SELECT state, count(*) FROM inbox GROUP BY state")}
    written = {
        row["chat"]: row
        for row in lives.rows(
            "SELECT chat, count(*) AS rows, sum(maybe_repeat) AS flagged FROM outbox "
            "WHERE method = 'sendMessage' GROUP BY chat"
        )
    }
    kinds = Counter(deed.kind for deed in done)
    arrived = {deed.person.id: messages(lives.telegram, deed.person) for deed in done}
    readable = [deed for deed in done if deed.kind in REPLIES]
    lost = [deed for deed in readable if arrived[deed.person.id] < REPLIES[deed.kind]]
    twice = [
        deed for deed in readable if (row := written.get(str(deed.person.id))) and row["rows"] != REPLIES[deed.kind]
    ]
    repeats = {deed.person.id: arrived[deed.person.id] - REPLIES[deed.kind] for deed in readable}
    repeats = {number: more for number, more in repeats.items() if more > 0}
    unflagged = [number for number, more in repeats.items() if not written[str(number)]["flagged"]]
    flagged = sum(bool(row["flagged"]) for row in written.values())
    kills, (most, _bulk) = sum(lives.deaths.values()), in_flight(1000)
    print(f"kills, seed {seed}: {len(done)} updates ({dict(kinds)}), {kills} kills in {seconds:.0f} s")
    print(f"  deaths: {dict(lives.deaths)}")
    print(f"  heard: {heard}; lost: {len(lost)}; acted on twice: {len(twice)}")
    print(f"  said more than once: {len(repeats)}, of these not flagged: {len(unflagged)}; flagged in all: {flagged}")
    print(f"  flagged per kill: {flagged / max(1, kills):.2f} (most in flight: {most})")
    asked = lives.count("SELECT sum(times) FROM unanswered")
    spoken = lives.count("SELECT count(*) FROM people WHERE language = 'en'")
    wrong = []
    if heard != {"done": len(readable), "dead": kinds["unreadable"]} and kinds["unreadable"]:
        wrong.append(f"not every update was handled: {heard}")
    if lost:
        wrong.append(f"{len(lost)} people got no answer")
    if twice or asked != kinds["question"] or spoken != kinds["language"]:
        wrong.append(f"acted on twice or not at all: {twice[:5]}, {asked} questions, {spoken} languages")
    if unflagged:
        wrong.append(f"repeats that no row flags: {unflagged[:5]}")
    if flagged > kills * most:
        wrong.append("more possible repeats than were in flight")
    return wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.kills, arguments.updates, arguments.seed, Path(folder)))
