"""Seats: fifty people tap 报名 at once for twenty seats, some give up, offers pass on, the clock moves, with `kill -9`.

    python -m tests.faults seats --races 200 --seed 1

Ten races at a time share one house, which is killed at random moments and named points and started again, by a clock that
is days ahead in the end. Triggers in the database note every change of an enrolment as it is made, whether it is seen by
anybody or not; what was rolled back leaves no note. So, per race: never a statement after which more seats are taken than
there are; nobody given a seat while somebody who came before waits, nor a place before somebody who tapped earlier; every
offer said, and ended in a state; everybody's last message about the course says how they stand; and at the end nobody waits.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from bot.standin import server
from bot.standin.chats import MEMBER, Post
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from handlers.cards.courses import ACCEPT, DECLINE, ENROL, LEAVE
from storage import courses, people, preferences, profiles
from storage.database import Database
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from storage.model.people import ENROL as ENROLMENT
from storage.model.quiet import NEVER_QUIET
from tests.faults.lives import Lives, crowd
from tests.faults.victim import POINTS

PEOPLE = 50
SEATS = 20
AT_ONCE = 10
"""Races in one house at a time."""
GIVE_UP = 12
SURELY = "course.surely"
"""取消报名 asks again where others wait; people here tap the answer at once, under the card."""
FIRST = 2_000_000
HOUR = 3600 * 1000
BEGINS_MS = 60 * HOUR
"""From the opening of a round until its courses begin."""
DAY_LATER_MS = 25 * HOUR
"""Offers of 24 h are over by then."""
SEATED = ("pending", "confirmed", "offered")
OVERDUE = """SELECT count(*) FROM offers o JOIN enrolments e ON e.id = o.enrolment JOIN courses c ON c.id = e.course
WHERE o.state = 'open' AND (o.until <= {now} OR c.begins_at <= {now})"""
TOO_LATE = """SELECT count(*) FROM enrolments e JOIN courses c ON c.id = e.course
WHERE e.state IN ('waiting', 'offered') AND c.begins_at <= {now}"""
WITNESS = """
CREATE TABLE witness (id INTEGER PRIMARY KEY, enrolment INTEGER, course INTEGER, state TEXT, taken INTEGER);
CREATE TRIGGER seen_new AFTER INSERT ON enrolments BEGIN
    INSERT INTO witness (enrolment, course, state, taken) SELECT NEW.id, NEW.course, NEW.state, count(*) FROM enrolments
    WHERE course = NEW.course AND state IN ('pending', 'confirmed', 'offered');
END;
CREATE TRIGGER seen_change AFTER UPDATE OF state ON enrolments BEGIN
    INSERT INTO witness (enrolment, course, state, taken) SELECT NEW.id, NEW.course, NEW.state, count(*) FROM enrolments
    WHERE course = NEW.course AND state IN ('pending', 'confirmed', 'offered');
END;
"""


@dataclass
class Figures:
    """What was counted over all rounds, and what did not hold."""

    races: int = 0
    looks: int = 0
    taps: int = 0
    most_taken: int = 0
    changes: int = 0
    offers: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    told: int = 0
    overtaken: int = 0
    """People on the list before somebody who tapped earlier."""
    wrong: list[str] = field(default_factory=list)


async def prepare(path: Path, everybody: list[Account]) -> None:
    """A database whose people agreed to be enrolled and are awake at any hour, and the witnesses."""
    now = SystemClock().now()
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            for account in everybody:
                person = await people.meet(tx, str(account.id), now)
                await people.consent(tx, person.id, ENROLMENT, now)
                await profiles.put(tx, person.id, account.name, "", now)
                await preferences.set_quiet(tx, person.id, NEVER_QUIET)
    finally:
        await db.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(WITNESS)


async def open_round(path: Path, number: int, races: int, now: int) -> list[int]:
    """The courses of a round, each at a time of its own."""
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            found = []
            for race in range(races):
                begin = now + BEGINS_MS
                draft = Draft(f"示例课{number}-{race}", (Session(begin, begin + HOUR),), seats=SEATS, ladder=())
                found.append((await courses.add(tx, draft, 0, now, CHINA)).id)
            return found
    finally:
        await db.close()


class Round:
    """Ten races, or fewer, from the first tap to the beginning of the courses."""

    def __init__(self, lives: Lives, slots: list[list[Account]], found: list[int], rng: random.Random) -> None:
        self.lives = lives
        self.telegram = lives.telegram
        self.slots = slots
        self.courses = found
        self.rng = rng
        self.taps = 0
        self.order: dict[int, list[str]] = {}
        """Who tapped 报名 when, by course."""

    def now(self) -> int:
        """By the victims' clock."""
        return SystemClock().now() + self.lives.ahead_ms

    async def play(self) -> None:
        """From the first tap to the beginning."""
        first = [(who, self.courses[race]) for race, slot in enumerate(self.slots) for who in slot]
        self.tap_all(first, ENROL.name)
        for account, course in first:
            self.order.setdefault(course, []).append(str(account.id))
        await self.die_and_rest(2)
        self.tap_all(
            [
                (who, self.courses[race])
                for race, slot in enumerate(self.slots)
                for who in self.rng.sample(slot, GIVE_UP)
            ],
            SURELY,
        )
        await self.die_and_rest(1)
        self.answer()
        await self.die_and_rest(1)
        await self.later(DAY_LATER_MS, OVERDUE)
        self.answer()
        await self.die_and_rest(1)
        await self.later(BEGINS_MS - DAY_LATER_MS + 60_000, TOO_LATE)

    def tap_all(self, who: list[tuple[Account, int]], name: str) -> None:
        """Everybody taps at once, in any order; one in ten twice."""
        self.rng.shuffle(who)
        for account, course in who:
            for _ in range(2 if self.rng.random() < 0.1 else 1):
                self.tap(account, name, course)

    def answer(self) -> None:
        """Whoever sees an offer takes it, leaves it, or does nothing."""
        for race, slot in enumerate(self.slots):
            for who in slot:
                if any(self.button(post, ACCEPT.name, self.courses[race]) for post in self.posts(who)):
                    said = self.rng.choice((ACCEPT.name, ACCEPT.name, DECLINE.name, SURELY, ""))
                    if said:
                        self.tap(who, said, self.courses[race])

    def tap(self, who: Account, name: str, course: int) -> None:
        """One tap, under the newest message that has such a button, or an old one."""
        posts = self.telegram.chats.private(who).posts
        under = [number for number, post in posts.items() if self.button(post, name, course)]
        cards = [number for number, post in posts.items() if self.button(post, LEAVE.name, course)]
        self.telegram.phone(who).tap(max(under or cards, default=1), f"{name}:{course}")
        self.taps += 1

    @staticmethod
    def button(post: Post, name: str, course: int) -> bool:
        """Whether a message has this button."""
        return any(key.get("callback_data") == f"{name}:{course}" for row in post.keyboard for key in row)

    def posts(self, who: Account) -> list[Post]:
        """The bot's messages to a person."""
        return [post for post in self.telegram.chats.private(who).posts.values() if post.by_bot]

    async def die_and_rest(self, times: int) -> None:
        """So many short lives, then one in which all is done and said."""
        for _ in range(times):
            await self.lives.one(POINTS)
        await self.lives.rest()

    async def later(self, ms: int, undone: str) -> None:
        """The clock is set; the house is killed about when it looks at what is due, then looks again."""
        self.lives.ahead_ms += ms
        await self.lives.begin()
        await asyncio.sleep(self.rng.uniform(1.8, 2.4))
        await self.lives.end("at a tick")
        await self.lives.rest(undone=undone.format(now=self.now()))


async def run(races: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    rng = random.Random(seed)
    telegram = Telegram(SystemClock())
    abreast = min(AT_ONCE, races)
    everybody = crowd(FIRST, abreast * PEOPLE)
    for account in everybody:
        telegram.chats.private(account).bot = MEMBER
    path = folder / "victim.db"
    await prepare(path, everybody)
    figures, began = Figures(), time.monotonic()
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, path, rng)
        looking = asyncio.create_task(look(path, figures))
        while figures.races < races:
            slots = [everybody[PEOPLE * n : PEOPLE * (n + 1)] for n in range(min(abreast, races - figures.races))]
            found = await open_round(path, figures.races // abreast, len(slots), SystemClock().now() + lives.ahead_ms)
            one = Round(lives, slots, found, rng)
            await one.play()
            figures.races += len(slots)
            figures.taps += one.taps
            judge(lives, one, figures)
            for account in everybody:
                telegram.chats.private(account).posts.clear()
        looking.cancel()
    kills = sum(lives.deaths.values())
    print(
        f"seats, seed {seed}: {figures.races} races of {PEOPLE} for {SEATS}, {kills} kills in {time.monotonic() - began:.0f} s"
    )
    print(
        f"  deaths: {dict(lives.deaths)}; taps: {figures.taps}; changes noted: {figures.changes}; looks: {figures.looks}"
    )
    print(f"  most seats taken: {figures.most_taken} of {SEATS}; offers: {dict(figures.offers)}")
    print(
        f"  ends: {dict(figures.ends)}; told how they stand: {figures.told}; overtaken by a later tap: {figures.overtaken}"
    )
    if figures.overtaken:
        figures.wrong.append(f"{figures.overtaken} people are on a list before somebody who tapped earlier")
    return figures.wrong


async def look(path: Path, figures: Figures) -> None:
    """Look at what is committed, again and again."""
    query = """SELECT course, count(*) FROM enrolments WHERE state IN ('pending', 'confirmed', 'offered')
        GROUP BY course HAVING count(*) > ?"""
    with closing(sqlite3.connect(path, timeout=30)) as db:
        while True:
            if over := db.execute(query, (SEATS,)).fetchall():
                figures.wrong.append(f"over capacity: {over}")
            figures.looks += 1
            await asyncio.sleep(0.05)


def judge(lives: Lives, one: Round, figures: Figures) -> None:
    """What the round's races came to."""
    for race, course in enumerate(one.courses):
        replay(lives, course, figures)
        final = {}
        for row in lives.rows(
            "SELECT e.state, a.address FROM enrolments e JOIN addresses a ON a.person = e.person WHERE course = ? ORDER BY e.id",
            course,
        ):
            final[row["address"]] = row["state"]
        figures.ends.update(final.values())
        listed = list(final)
        early = [one.order[course].index(address) for address in listed]
        figures.overtaken += sum(min(early[at:]) < place for at, place in enumerate(early))
        for who in one.slots[race]:
            state = final.get(str(who.id))
            if state is None:
                figures.wrong.append(f"course {course}: {who.id} tapped and is not on the list")
            elif told(state, one.posts(who)):
                figures.told += 1
            else:
                figures.wrong.append(f"course {course}: {who.id} is {state} and was not told")
        for row in lives.rows(
            """SELECT o.state, o.ended_at, l.state AS said FROM offers o JOIN enrolments e ON e.id = o.enrolment
            LEFT JOIN outbox l ON l.dedupe_key = 'offer:' || o.id WHERE e.course = ?""",
            course,
        ):
            figures.offers[row["state"]] += 1
            if row["state"] == "open" or row["ended_at"] is None:
                figures.wrong.append(f"course {course}: an offer did not end")
            if row["state"] == "expired" and row["said"] != "sent":
                figures.wrong.append(f"course {course}: an offer ran out that was {row['said']}")


def replay(lives: Lives, course: int, figures: Figures) -> None:
    """Go through what the witnesses noted: never too many seats, nobody overtaken."""
    states: dict[int, str] = {}
    for row in lives.rows("SELECT enrolment, state, taken FROM witness WHERE course = ? ORDER BY id", course):
        number, state = row["enrolment"], row["state"]
        figures.changes += 1
        figures.most_taken = max(figures.most_taken, row["taken"])
        if row["taken"] > SEATS:
            figures.wrong.append(f"course {course}: {row['taken']} seats taken")
        if state in SEATED and states.get(number) not in SEATED:
            before = [other for other, now in states.items() if now == "waiting" and other < number]
            if before:
                figures.wrong.append(f"course {course}: {number} has a seat before {before[:3]}")
        states[number] = state
    left = Counter(states.values())
    if left["waiting"] or left["offered"]:
        figures.wrong.append(f"course {course}: at the end {dict(left)}")
    late = lives.count(
        """SELECT count(*) FROM offers o JOIN enrolments e ON e.id = o.enrolment JOIN courses c ON c.id = e.course
        WHERE c.id = ? AND o.state = 'expired' AND o.ended_at >= c.begins_at""",
        course,
    )
    if left["lapsed"] and left["confirmed"] < SEATS and not late:
        figures.wrong.append(f"course {course}: {left['confirmed']} seats taken, nobody asked, while people waited")


SAYS = {
    "confirmed": ("您已报名",),
    "lapsed": ("没有排上", "给您留的名额到时间了"),
}
"""What the chat of somebody with this standing says in the end."""


def told(state: str, posts: list[Post]) -> bool:
    """Whether a chat says how its person stands; who gave up has a card that says nothing of them (any more)."""
    if state in SAYS:
        return any(word in post.text for word in SAYS[state] for post in posts)
    claims = ("您已报名", "候补第", "给您留")
    return any("示例课" in post.text and not any(word in post.text for word in claims) for post in posts)


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.races, arguments.seed, Path(folder)))
