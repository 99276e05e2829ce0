"""Filing: leaders write, correct, save and change news while the house dies at every named point of each of their steps.

    python -m tests.faults filing --filers 60 --seed 1

Each leader has a studio of their own and does one walk: what they say, show and tap, one step after the other. At each step
the leaders come in as many groups as there are points; a house that is to die at that point hears the group, and another
that lives finishes what is left. So, after every step: what was typed is in the draft or saved, nothing twice. At the end:
one news a leader with what the walk comes to, its evidence, a version for every change, one line of the audit for each, and
a last message that says so. A walk is data: those of reports and of reviews are added to `WALKS`.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.clock import SystemClock
from bot.standin import server
from bot.standin.chats import MEMBER, Post
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from storage import people, studios
from storage.database import Database
from storage.model.people import LEADER
from storage.model.studios import StudioDraft
from tests.faults.lives import UNSAID, WAITS, Lives, crowd
from tests.faults.victim import POINTS

FIRST = 3_000_000
LONGEST_LIFE_S = 5
MANY = 50
"""From so many filers on the house dies at every point of each step; with fewer at two of them in turn."""
ONE_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
"""A PNG."""


@dataclass(frozen=True)
class Step:
    """What a leader does: says a text, shows a picture, or taps a button by its label (`times` over).

    `lines`: how many records the draft has then; None where there is no draft.
    """

    say: str = ""
    show: bool = False
    tap: str = ""
    times: int = 1
    lines: int | None = None


@dataclass(frozen=True)
class Walk:
    """The steps, and what they come to: (kind, number, people, state, versions) of each record, pictures, the last words."""

    steps: tuple[Step, ...]
    records: tuple[tuple[str, int | None, int | None, str, int], ...]
    pictures: int
    last: str
    acts: tuple[str, ...] = ("saved",)


SAID = "本月拿到实用新型专利2项,培训青工35人次,带徒3人"
WALKS = {
    "written": Walk(
        (
            Step(say=SAID, lines=3),
            Step(say="第2条删掉", lines=2),
            Step(show=True, lines=2),
            Step(tap="1", lines=2),
            Step(tap="数量", lines=2),
            Step(say="4", lines=2),
            Step(tap="全部保存", times=2),
        ),
        (("实用新型", 4, None, "pending", 1), ("带徒", 3, None, "pending", 1)),
        1,
        "已保存 2 条",
    ),
    "changed": Walk(
        (
            Step(say=SAID, lines=3),
            Step(tap="全部保存", times=2),
            Step(tap="看这份快报"),
            Step(tap="2"),
            Step(tap="修改", lines=1),
            Step(tap="人数", lines=1),
            Step(say="36", lines=1),
            Step(tap="保存", times=2),
        ),
        (("实用新型", 2, None, "pending", 1), ("培训", None, 36, "pending", 2), ("带徒", 3, None, "pending", 1)),
        0,
        "已改好",
        ("saved", "edited"),
    ),
}


@dataclass
class Figures:
    """What was counted, and what did not hold."""

    walks: Counter[str] = field(default_factory=Counter)
    steps: int = 0
    wrong: list[str] = field(default_factory=list)


async def prepare(path: Path, everybody: Sequence[Account]) -> None:
    """A database in which each of these leads a studio of their own."""
    now = SystemClock().now()
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            await studios.save_all(tx, [StudioDraft(f"示例工作室{one.id}") for one in everybody], now)
            for account in everybody:
                studio = await studios.by_name(tx, f"示例工作室{account.id}")
                assert studio is not None
                person = await people.meet(tx, str(account.id), now)
                await people.grant(tx, person.id, LEADER, now, studio.id)
    finally:
        await db.close()


def do(telegram: Telegram, who: Account, step: Step) -> None:
    """Let it happen on a phone: buttons are those of the newest message that has one of this label."""
    phone = telegram.phone(who)
    if step.say:
        phone.say(step.say)
    if step.show:
        phone.photo("现场.png", ONE_PIXEL)
    for _ in range(step.times if step.tap else 0):
        found = [
            (number, str(key["callback_data"]))
            for number, post in telegram.chats.private(who).posts.items()
            for row in post.keyboard
            for key in row
            if key.get("text") == step.tap
        ]
        if not found:
            newest = posts(telegram, who)[-1:]
            raise LookupError(f"{who.id} has no [{step.tap}] but {[post.text for post in newest]}")
        phone.tap(*found[-1])


async def walk(lives: Lives, who: Sequence[Account], chosen: Walk, deaths: int, figures: Figures) -> None:
    """All of these through one walk, at each step in groups: one for each point at which the house dies."""
    for place, step in enumerate(chosen.steps):
        points = [POINTS[(place + one) % len(POINTS)] for one in range(deaths)]
        for at, point in enumerate(points):
            for account in who[at::deaths]:
                do(lives.telegram, account, step)
                figures.steps += 1
            await lives.begin(f"{point}:{lives.rng.randint(1, 2)}")
            await _until_done_or_dead(lives)
            died = lives.victim is not None and lives.victim.returncode is not None
            await lives.end(point if died else f"never came to {point}")
        await lives.rest()
        for account in who:
            held = lines_of(lives, account)
            if held != step.lines:
                figures.wrong.append(f"{account.id}: {held} lines in the draft after {step}")
        if figures.wrong:
            return  # what follows would only follow from it


async def _until_done_or_dead(lives: Lives) -> None:
    deadline = time.monotonic() + LONGEST_LIFE_S
    while lives.victim is not None and lives.victim.returncode is None and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        if not (len(lives.telegram.updates) or lives.count(WAITS) or lives.count(UNSAID)):
            return


def lines_of(lives: Lives, who: Account) -> int | None:
    """How many records the draft has; None where there is no draft."""
    query = "SELECT answers FROM dialogues d JOIN addresses a ON a.person = d.person WHERE a.address = ?"
    drafts = [json.loads(row["answers"]).get("lines", []) for row in lives.rows(query, str(who.id))]
    return len(drafts[0]) if len(drafts) == 1 else None


def judge(lives: Lives, who: Account, chosen: Walk, figures: Figures) -> None:
    """What one leader's walk came to."""
    person = lives.rows("SELECT person FROM addresses WHERE address = ?", str(who.id))[0]["person"]
    news = lives.rows("SELECT id, receipt FROM news WHERE author = ?", person)
    if len(news) != 1:
        figures.wrong.append(f"{who.id}: {len(news)} news")
        return
    found = lives.rows(
        """SELECT kind, number, people, state, (SELECT count(*) FROM record_versions v WHERE v.record = r.id) AS versions
        FROM records r WHERE news = ? ORDER BY position""",
        news[0]["id"],
    )
    if (records := tuple(map(tuple, found))) != chosen.records:
        figures.wrong.append(f"{who.id}: {records}")
    pictures = lives.count("SELECT count(*) FROM evidence WHERE subject = 'news' AND number = ?", news[0]["id"])
    if pictures != chosen.pictures:
        figures.wrong.append(f"{who.id}: {pictures} pictures")
    acts = lives.rows(
        "SELECT detail FROM audit WHERE person = ? AND action = 'news.write' AND detail NOT LIKE 'evidence%' ORDER BY id",
        person,
    )
    if tuple(row["detail"].partition(" ")[0] for row in acts) != chosen.acts:
        figures.wrong.append(f"{who.id}: the audit says {[row['detail'] for row in acts]}")
    if not any(chosen.last in post.text for post in posts(lives.telegram, who)):
        figures.wrong.append(f"{who.id} was not told {chosen.last!r}")


def posts(telegram: Telegram, who: Account) -> list[Post]:
    """The bot's messages to a person."""
    return [post for post in telegram.chats.private(who).posts.values() if post.by_bot]


async def run(filers: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    rng, began = random.Random(seed), time.monotonic()
    telegram = Telegram(SystemClock())
    deaths = len(POINTS) if filers >= MANY else 2
    everybody = crowd(FIRST, filers)
    for account in everybody:
        telegram.chats.private(account).bot = MEMBER
    path = folder / "victim.db"
    await prepare(path, everybody)
    figures = Figures()
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, path, rng)
        for place, (name, chosen) in enumerate(WALKS.items()):
            who = everybody[place :: len(WALKS)]
            await walk(lives, who, chosen, deaths, figures)
            for account in who if not figures.wrong else ():
                judge(lives, account, chosen, figures)
                figures.walks[name] += 1
    with closing(sqlite3.connect(path)) as db:
        (twice,) = db.execute("SELECT count(*) - count(DISTINCT receipt) FROM news").fetchone()
    if twice:
        figures.wrong.append(f"{twice} receipts were given twice")
    kills = sum(lives.deaths.values())
    print(
        f"filing, seed {seed}: {dict(figures.walks)}, {figures.steps} steps, {kills} lives in {time.monotonic() - began:.0f} s"
    )
    print(f"  deaths: {dict(lives.deaths)}")
    return figures.wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """As `tests.faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.filers, arguments.seed, Path(folder)))
