"""Down over due time: the house is away for 1 s to 3 days while rungs fall due; all are said late, or expired and reported.

    python -m tests.faults.downtime --downtimes 60 --seed 1

Each time: a competition whose registration ends near the downtime, 100 people who follow it, quiet hours of their own.
What a rung concerns is said once to each as soon as it may be, or the officer hears that it was not. Exit code 1 otherwise.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from handlers import reminding
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import load_words
from storage import competitions, people, preferences, ticks
from storage.database import Database
from storage.model.competitions import Draft
from storage.model.local_time import DAY_MS
from storage.model.quiet import Quiet

ZONE = ZoneInfo("Asia/Shanghai")
START = int(datetime(2026, 9, 14, 10, tzinfo=ZONE).timestamp() * 1000)
HOUR_MS = 3600 * 1000
PEOPLE = 100
SHORTEST_MS, LONGEST_MS = 1000, 3 * DAY_MS
QUIET = (Quiet(), Quiet(), Quiet(0, 0), Quiet(300, 840), Quiet(600, 1260))


class Trial:
    """One downtime after another, each on a competition of its own in one database."""

    def __init__(self, db: Database, rng: random.Random) -> None:
        self.db = db
        self.rng = rng
        self.now = START
        words = load_words()
        self.office = Office(words, Cards(words), doors=(), zone=ZONE)
        self.figures: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def begin(self) -> None:
        """The people, and an officer."""
        async with self.db.write() as tx:
            for number in range(PEOPLE):
                person = await people.meet(tx, str(1000 + number), self.now)
                await preferences.set_quiet(tx, person.id, QUIET[number % len(QUIET)])
                await preferences.set_digest(tx, person.id, False)
            officer = await people.meet(tx, "1", self.now)
            await people.grant(tx, officer.id, "admin", self.now)

    async def away(self, number: int) -> None:
        """Down while a rung falls due; up again until nothing of it is left."""
        # Of all sizes, the long ones more often; over the last rung more often: behind it the matter may be over.
        length = int(SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** max(self.rng.random(), self.rng.random()))
        at = self.now + self.rng.randint(2 * 24, 9 * 24) * HOUR_MS
        async with self.db.write() as tx:
            one = await competitions.add(
                tx, Draft(f"示例竞赛{number}", times={"register_close": at}), 0, self.now, ZONE
            )
        await self._ring()  # what is due at once concerns nobody yet
        async with self.db.write() as tx:
            for person in range(1, PEOPLE + 1):
                await competitions.follow(tx, person, one.id, self.now)
        ahead = await self._rows(
            "SELECT * FROM steps WHERE subject = :id AND state = 'planned' ORDER BY due_at", one.id
        )
        if not ahead:  # near, and behind days off: all that there was to say was due at once
            return
        missed = self.rng.choice([*ahead, *ahead[-1:] * len(ahead)])["due_at"]
        await self._up_to(missed - self.rng.randint(1, length))
        down_at = self.now
        self.now += length
        due = [step["id"] for step in ahead if down_at < step["due_at"] <= self.now]
        await self._ring()
        over = at <= self.now
        await self._up_to(at + DAY_MS)
        self.figures["downtimes"] += 1
        await self._judge(one.id, due, over)

    async def _judge(self, competition: int, due: list[int], over: bool) -> None:
        steps = await self._rows("SELECT * FROM steps WHERE subject = :id ORDER BY due_at, days DESC", competition)
        newest = due[-1] if due else None
        for step in steps:
            said = await self._rows("SELECT state FROM reminders WHERE step = :id", step["id"])
            states = Counter(row["state"] for row in said)
            reported = await self._rows(
                "SELECT 1 FROM steps s JOIN outbox o ON o.state <> 'cancelled' AND o.dedupe_key LIKE 'unsaid:%' AND"
                " ',' || substr(o.dedupe_key, 8) LIKE '%,' || s.id || '-%' WHERE s.id = :id",
                step["id"],
            )
            if step["id"] == newest:
                self.figures["over due time"] += 1
                self.figures["said late"] += states["said"]
                self.figures["expired and reported" if reported else "not reported"] += (
                    states["expired"] if not over else PEOPLE
                )
                if over != (step["state"] == "expired") or (over and not reported):
                    self.wrong.append(f"over: {over}, and the rung is {step['state']}, reported: {bool(reported)}")
                elif not over and states["said"] + states["expired"] + states["dropped"] != PEOPLE:
                    self.wrong.append(f"not everybody was thought of: {states}")
            if states["expired"] and not reported:
                self.wrong.append(f"{states['expired']} expired and nobody was told")
            if states["waiting"]:
                self.wrong.append(f"{states['waiting']} wait for ever")
        keys = await self._rows("SELECT dedupe_key FROM outbox WHERE dedupe_key LIKE 'reminders:%' AND person > :id", 0)
        if len({row["dedupe_key"].split("-")[0] for row in keys}) != len(keys):
            self.wrong.append("something was said twice")

    async def _up_to(self, until: int) -> None:
        while True:
            async with self.db.read() as tx:
                after = await ticks.next_due(tx, self.now)
            if after is None or after > until:
                break
            self.now = after
            await self._ring()
        self.now = max(self.now, until)

    async def _ring(self) -> None:
        more = True
        while more:
            async with self.db.write() as tx:
                more = await reminding.remind(Desk(tx, self.now, self.office))

    async def _rows(self, sql: str, number: int) -> list[dict[str, int]]:
        async with self.db.read() as tx:
            return [dict(row) for row in await tx.fetch(sql, {"id": number})]


async def run(downtimes: int, seed: int, folder: Path) -> list[str]:
    """Play the trial and print the figures; the sentences that did not hold."""
    db = await Database.open(folder / "down.db")
    try:
        one = Trial(db, random.Random(seed))
        await one.begin()
        for number in range(downtimes):
            await one.away(number)
    finally:
        await db.close()
    print(f"down over due time, seed {seed}: {dict(one.figures)}, wrong: {len(one.wrong)}")
    return one.wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """Play `arguments.downtimes` with `arguments.seed`."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.downtimes, arguments.seed, Path(folder)))


def main() -> int:
    """Play it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--downtimes", type=int, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wrong = trial(parser.parse_args())
    for sentence in wrong[:10]:
        print("WRONG:", sentence)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
