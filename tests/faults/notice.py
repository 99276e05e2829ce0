"""Said at least once, repeats known; pause means pause; the chat stays usable: a notice to many over HTTP.

    python -m tests.faults notice --people 100000 --kills 10 --seed 1

1 % of the people have blocked the bot, 0.5 % of the calls fail with a 502, 0.5 % are carried out and their answer is lost,
bursts of 429 come, the victim is killed, the notice is paused and resumed; and all the while five questions a second are
asked by others. Questions are timed outside of what nobody can answer in: a dead victim and a ban.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.importing import import_sample
from bot.sender import in_flight
from bot.standin import server
from bot.standin.chats import KICKED, MEMBER, Sight
from bot.standin.faults import Fault
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from storage import audiences, mailings
from storage.database import Database
from storage.model.mailings import NewMailing
from storage.model.post import Lane
from tests.faults.lives import Lives, crowd, messages
from tests.faults.victim import POINTS

FIRST = 3_000_000
QUESTIONERS = 40
A_SECOND = 5
BAN_S = (1, 2)
MUTED = 20
"""People who want no notices, spread over the audience."""
LONGEST_S = 900
"""How long one part of the notice may take."""
STARTING_S = 2.0
"""After a kill, questions count again once the next victim polled and this long has gone by."""


@dataclass
class Timing:
    """Questions: when each was asked and answered, and the spans that do not count. Seconds of the monotonic clock."""

    asked: dict[int, float] = field(default_factory=dict)
    answers: list[tuple[float, float]] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)

    def saw(self, sight: Sight) -> None:
        """Something happened in a chat: perhaps the answer to a question."""
        if sight.kind == "message" and (began := self.asked.pop(sight.chat.id, None)) is not None:
            self.answers.append((began, time.monotonic()))

    def counted(self) -> list[float]:
        """How long the answers took that nothing prevented, the shortest first."""
        return sorted(
            end - begin
            for begin, end in self.answers
            if not any(begin < until and end > since for since, until in self.outages)
        )


def noon_zone() -> str:
    """A time zone in which it is about noon now, so that no quiet hours come in between."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # by POSIX, Etc/GMT-3 is three hours ahead


async def prepare(path: Path, people: int) -> int:
    """A database with the sample data, so many people, and a notice to all of them; the mailing's number."""
    now = SystemClock().now()
    db = await Database.open(path)
    try:
        await import_sample(db, now)
        with closing(sqlite3.connect(path)) as connection, connection:
            rows = [(FIRST + one, now) for one in range(people)]
            connection.executemany("INSERT INTO people (id, created_at) VALUES (?, ?)", rows)
            connection.executemany(
                "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
                [(number, str(number)) for number, _ in rows],
            )
            connection.executemany(
                "INSERT INTO mutes (person, kind, at) VALUES (?, 'notice', ?)", rows[:: people // MUTED]
            )
        async with db.write() as tx:
            audience = await audiences.create(tx, [], now)
            mailing = NewMailing(
                kind="notice", lane=Lane.NOTICE, method="sendMessage", created_by=0, start_at=now, audience=audience
            )
            return await mailings.create(tx, mailing, {"": {"text": "示例通知：技能竞赛周六开赛。"}}, now)
    finally:
        await db.close()


async def run(people: int, kills: int, rate: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    rng = random.Random(seed)
    telegram = Telegram(SystemClock())
    recipients, questioners = crowd(FIRST, people), crowd(2_000_000, QUESTIONERS)
    blocked = set(rng.sample(range(people), people // 100))
    for number, person in enumerate(recipients):
        telegram.chats.private(person).bot = KICKED if number in blocked else MEMBER
    timing = Timing()
    telegram.chats.watch(timing.saw)
    path = folder / "victim.db"
    mailing = await prepare(path, people)
    began = time.monotonic()
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, path, rng, {"time_zone": noon_zone(), "messages_per_second": str(rate)})
        telegram.faults.add(Fault("error", "sendMessage", times=0, share=0.005))
        telegram.faults.add(Fault("lost", "sendMessage", times=0, share=0.005))
        asking = asyncio.create_task(ask(telegram, questioners, timing, rng))
        after_pause: list[int] = []
        await lives.begin()
        timing.outages.append((began, time.monotonic() + STARTING_S))
        db = await Database.open(path)
        try:
            everything = people * 98 // 100
            for number in range(1, kills + 1):
                await until_sent(telegram, lives, everything * number // (kills + 1))
                match rng.choice(("kill", "point", "kill")):
                    case "kill":
                        await killed(lives, timing)
                    case _:
                        await killed(lives, timing, rng.choice(POINTS))
                if number % 3 == 0:
                    after_pause.append(await paused(db, telegram, mailing))
                if number % 2 == 0:
                    ban = rng.choice(BAN_S)
                    telegram.faults.waiting.insert(
                        0, Fault("flood", "sendMessage", times=rng.randint(1, 3), retry_after=ban)
                    )
                    timing.outages.append((time.monotonic(), time.monotonic() + ban * 3 + 1))
            await until_sent(telegram, lives, everything)
        finally:
            await db.close()
            asking.cancel()
        telegram.faults.clear()
        await lives.end("at the end")
        await lives.rest()
        seconds = time.monotonic() - began
        return report(lives, recipients, blocked, mailing, timing, after_pause, rate, seed, seconds)


async def ask(telegram: Telegram, people: list[Account], timing: Timing, rng: random.Random) -> None:
    """Five questions a second, each by somebody whose last one was answered."""
    while True:
        free = [person for person in people if person.id not in timing.asked]
        if free:
            person = rng.choice(free)
            timing.asked[person.id] = time.monotonic()
            telegram.phone(person).say("谁懂核磁")
        await asyncio.sleep(1 / A_SECOND)


async def until_sent(telegram: Telegram, lives: Lives, number: int) -> None:
    """Wait until so many messages were sent; a victim that ended by itself is an error."""
    deadline = time.monotonic() + LONGEST_S
    while telegram.counts["sendMessage"] < number:
        if lives.victim is not None and lives.victim.returncode is not None:
            raise RuntimeError(f"the victim ended by itself with code {lives.victim.returncode}")
        if not lives.count("SELECT count(*) FROM mailings WHERE state IN ('planned', 'sending')"):
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"only {telegram.counts['sendMessage']} of {number} messages were sent in time")
        await asyncio.sleep(0.05)


async def killed(lives: Lives, timing: Timing, point: str = "") -> None:
    """Kill the victim (it ends itself at `point`, if it is named) and let the next one live."""
    since = time.monotonic()
    await lives.end(point or "at random")
    if point:
        await lives.begin(f"{point}:{lives.rng.randint(1, 40)}")
        await asyncio.sleep(1.5)
        await lives.end(f"then {point}")
    await lives.begin()
    timing.outages.append((since, time.monotonic() + STARTING_S))


async def paused(db: Database, telegram: Telegram, mailing: int) -> int:
    """Pause, wait, resume; how many of its messages were sent after the pause was on disk."""
    sent = 0

    def saw(sight: Sight) -> None:
        nonlocal sent
        sent += sight.kind == "message" and sight.chat.id >= FIRST

    async with db.write() as tx:
        await mailings.pause(tx, mailing, SystemClock().now())
    look_away = telegram.chats.watch(saw)
    await asyncio.sleep(1.5)
    look_away()
    async with db.write() as tx:
        await mailings.resume(tx, mailing, SystemClock().now())
    return sent


def report(
    lives: Lives,
    recipients: list[Account],
    blocked: set[int],
    mailing: int,
    timing: Timing,
    after_pause: list[int],
    rate: int,
    seed: int,
    seconds: float,
) -> list[str]:
    """Print the figures; the sentences that did not hold."""
    rows = {row["person"]: row for row in lives.rows("SELECT * FROM outbox WHERE mailing = ?", mailing)}
    states: dict[str, int] = {}
    for row in rows.values():
        states[row["state"]] = states.get(row["state"], 0) + 1
    arrived = {person.id: messages(lives.telegram, person) for person in recipients}
    silent = blocked | set(range(0, len(recipients), len(recipients) // MUTED))
    lost = [one for at, one in enumerate(arrived) if not arrived[one] and at not in silent]
    disturbed = [one for at, one in enumerate(arrived) if arrived[one] and at in silent]
    repeats = {one: number - 1 for one, number in arrived.items() if number > 1}
    unflagged = [one for one in repeats if not rows[one]["maybe_repeat"]]
    flagged = sum(bool(row["maybe_repeat"]) for row in rows.values())
    kills, lost_answers = sum(lives.deaths.values()), lives.telegram.faults.happened_by_kind["lost"]
    most, bulk = in_flight(rate)
    waits = timing.counted()
    p95, p99 = (waits[int(len(waits) * part)] if waits else 0.0 for part in (0.95, 0.99))
    print(f"notice, seed {seed}: {len(recipients)} people at {rate} a second in {seconds:.0f} s: {states}")
    print(f"  faults: {dict(lives.telegram.faults.happened_by_kind)}; deaths: {dict(lives.deaths)}")
    print(
        f"  lost: {len(lost)}; repeats: {sum(repeats.values())} (at most {kills}×{most} in flight + {lost_answers} lost "
        f"answers); not flagged: {len(unflagged)}; flagged in all: {flagged}"
    )
    print(f"  sent after a pause was on disk: {after_pause} (at most {bulk} in flight)")
    print(f"  {len(waits)} of {len(timing.answers)} answers timed: p95 {p95:.2f} s, p99 {p99:.2f} s")
    wrong = []
    if lost:
        wrong.append(f"{len(lost)} people never got it: {lost[:5]}")
    if disturbed:
        wrong.append(f"{len(disturbed)} got it who had blocked the bot or wanted no notices")
    audience = lives.count("SELECT count(*) FROM addresses")
    if (
        sum(states.values()) != audience
        or sum(states.get(one, 0) for one in ("sent", "blocked", "skipped")) != audience
    ):
        wrong.append(f"the totals are not the audience: {states}")
    if unflagged:
        wrong.append(f"repeats that no row flags: {unflagged[:5]}")
    if sum(repeats.values()) > kills * most + lost_answers:
        wrong.append("more repeats than were in flight and lost answers")
    if any(number > bulk for number in after_pause):
        wrong.append(f"sent after a pause: {after_pause}")
    if timing.asked:
        wrong.append(f"{len(timing.asked)} questions were never answered")
    if not waits or p95 >= 1 or p99 >= 3:
        wrong.append(f"answers took {p95:.2f} s (p95) and {p99:.2f} s (p99)")
    return wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.people, arguments.notice_kills, arguments.rate, arguments.seed, Path(folder)))
