"""`kill -9` at random moments and at named points while updates arrive over HTTP; what was lost, doubled or flagged.

    python -m tests.faults.kills --kills 200 --updates 2000 --seed 1

Every update is another person's question that the bot cannot answer, a different one each. So, per update: one row in the
inbox, handled; one more counted in the list of unanswered questions; one reply written; one message arrived, or more if the row
says that it may be a repeat. Exit code 1 when any of that does not hold.
"""

import argparse
import asyncio
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from bot.sender import IN_FLIGHT
from bot.standin import server
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from tests.faults.victim import POINTS

AT_ONCE = 25
"""Updates that arrive in one burst."""
LONGEST_LIFE_S = 0.6
"""A victim that is killed at a random moment lives at most this long after its first poll."""


@dataclass
class Trial:
    """One Telegram, one database, and the victims that lived on them one after another."""

    telegram: Telegram
    url: str
    database: Path
    rng: random.Random
    deaths: Counter[str] = field(default_factory=Counter)

    async def live(self, dies_at: str = "", for_s: float | None = None) -> None:
        """One life: until it kills itself at `dies_at`, or is killed after `for_s` seconds, or has nothing left to do."""
        polls = self.telegram.counts["getUpdates"]
        victim = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.victim",
            env={
                **os.environ,
                "STUDIO_BOT_TOKEN": self.telegram.token,
                "STUDIO_BOT_BASE_URL": self.url,
                "STUDIO_BOT_DATABASE": str(self.database),
                "STUDIO_BOT_MESSAGES_PER_SECOND": "1000",
                "STUDIO_BOT_LOG_LEVEL": "CRITICAL",
                "VICTIM_DIES_AT": dies_at,
            },
        )
        ended = asyncio.create_task(victim.wait())
        while self.telegram.counts["getUpdates"] == polls and not ended.done():
            await asyncio.sleep(0.005)
        if for_s is not None:
            await asyncio.wait({ended}, timeout=for_s)
        elif dies_at:
            await asyncio.wait({ended}, timeout=5)
        else:
            await self._until_quiet(ended)
        if ended.done():
            self.deaths[dies_at.split(":")[0] or f"by itself, code {victim.returncode}"] += 1
        elif for_s is not None or dies_at:
            victim.kill()
            self.deaths["at random" if for_s is not None else f"never came to {dies_at}"] += 1
        else:
            victim.terminate()
        await ended

    async def _until_quiet(self, ended: "asyncio.Task[int]") -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not ended.done():
            with closing(sqlite3.connect(self.database)) as db:
                heard = db.execute("SELECT count(*) FROM inbox WHERE state = 'waiting'").fetchone()[0]
                unsaid = db.execute(
                    "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'retry', 'sending')"
                ).fetchone()[0]
            if not heard and not unsaid and not len(self.telegram.updates):
                return
            await asyncio.sleep(0.2)


async def run(kills: int, updates: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    began = time.monotonic()
    rng = random.Random(seed)
    telegram = Telegram(SystemClock())
    async with server.serve(telegram, port=0) as url:
        trial = Trial(telegram, url, folder / "victim.db", rng)
        people = [Account(f"k{number}", 2_000_000 + number, f"示例职工{number}") for number in range(updates)]
        bursts = [people[at : at + AT_ONCE] for at in range(0, updates, AT_ONCE)]

        async def arrive() -> None:
            for burst in bursts:
                for person in burst:
                    telegram.phone(person).say(question(person))
                await asyncio.sleep(rng.uniform(0.2, 1.2) * kills / len(bursts))

        arriving = asyncio.create_task(arrive())
        for number in range(kills):
            if number % 2:
                await trial.live(dies_at=f"{rng.choice(POINTS)}:{rng.randint(1, 4)}")
            else:
                await trial.live(for_s=rng.uniform(0, LONGEST_LIFE_S))
        await arriving
        await trial.live()
        return report(trial, people, seed, time.monotonic() - began)


def question(person: Account) -> str:
    """What this person asks: nonsense that nobody has asked before."""
    return f"蓝鲸跳伞第{person.id}号"


def report(trial: Trial, people: list[Account], seed: int, seconds: float) -> list[str]:
    """Print the figures; the sentences that did not hold."""
    with closing(sqlite3.connect(trial.database)) as db:
        db.row_factory = sqlite3.Row
        heard = db.execute("SELECT state, count(*) AS number FROM inbox GROUP BY state").fetchall()
        replies = {
            row["chat"]: row
            for row in db.execute(
                "SELECT chat, count(*) AS rows, max(maybe_repeat) AS flagged, min(state) AS state "
                "FROM outbox WHERE method = 'sendMessage' GROUP BY chat"
            )
        }
        asked = db.execute("SELECT coalesce(sum(times), 0) FROM unanswered").fetchone()[0]
    arrived = {person.id: messages(trial.telegram, person) for person in people}
    lost = [person for person in people if not arrived[person.id]]
    twice = [row["chat"] for row in replies.values() if row["rows"] != 1]
    repeats = {number: count - 1 for number, count in arrived.items() if count > 1}
    unflagged = [number for number in repeats if not replies[str(number)]["flagged"]]
    flagged = sum(bool(row["flagged"]) for row in replies.values())
    kills = sum(trial.deaths.values())
    print(f"seed {seed}: {len(people)} updates, {kills} kills in {seconds:.0f} s: {dict(trial.deaths)}")
    print(
        f"  heard: {[(row['state'], row['number']) for row in heard]}; lost: {len(lost)}; acted on twice: {len(twice)}"
    )
    print(f"  said more than once: {len(repeats)}, of these not flagged: {len(unflagged)}; flagged in all: {flagged}")
    print(f"  flagged per kill: {flagged / max(1, kills):.2f} (most in flight: {IN_FLIGHT})")
    wrong = []
    if [(row["state"], row["number"]) for row in heard] != [("done", len(people))]:
        wrong.append("not every update was handled")
    if lost:
        wrong.append(f"{len(lost)} people got no answer")
    if twice or asked != len(people):
        wrong.append(f"something was acted on twice or not at all: {twice[:5]}, {asked} unanswered questions counted")
    if unflagged:
        wrong.append(f"repeats that no row flags: {unflagged[:5]}")
    if flagged > kills * IN_FLIGHT:
        wrong.append("more possible repeats than were in flight")
    return wrong


def messages(telegram: Telegram, person: Account) -> int:
    """How many messages of the bot's this person has."""
    chat = telegram.chats.private(person)
    return sum(post.body["from"]["is_bot"] for post in chat.posts.values())


def main() -> int:
    """Play it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--updates", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = asyncio.run(run(arguments.kills, arguments.updates, arguments.seed, Path(folder)))
    for sentence in wrong:
        print("WRONG:", sentence)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
