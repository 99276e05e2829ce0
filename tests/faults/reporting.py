"""Reports: leaders and deputies write into the same reports and hand them in, with `kill -9` all the while.

    python -m tests.faults reports --studios 60 --seed 1

Each studio's leader and deputy open its report by a button, say what belongs into its fields, and tap 提交,
twice at once as often as once. So, per studio: one report, filed once, kept once, with one receipt that nobody else has; its
duty closed in the same breath; every field says what was typed; and somebody has read of it.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from pathlib import Path

from bot.clock import SystemClock
from bot.standin import server
from bot.standin.chats import Post
from bot.standin.people import Account
from bot.standin.telegram import Telegram
from handlers.cards.report_page import SUBMIT
from handlers.cards.reports import REPORT
from storage import duties, people, preferences, studios
from storage.database import Database
from storage.model.days import CHINA
from storage.model.duties import Draft
from storage.model.people import DEPUTY, LEADER
from storage.model.quiet import NEVER_QUIET
from storage.model.studios import StudioDraft
from tests.faults.lives import Lives, crowd
from tests.faults.victim import POINTS

FIRST = 3_000_000
LIVES_A_TURN = 3
LATER_MS = 3600 * 1000
"""What colleagues are told keeps the distance of reminders: the clock is set ahead so that it comes."""
MOST_TURNS = 8
"""Turns of tapping 提交: who tapped while a colleague wrote is shown the report first and taps again."""
FIELDS = ("progress", "problems", "measures", "plan")


async def prepare(path: Path, pairs: list[tuple[Account, Account]]) -> list[int]:
    """A database with these leaders and deputies and a report that each studio owes; the duties in their order."""
    now = SystemClock().now()
    db = await Database.open(path)
    try:
        async with db.write() as tx:
            found = []
            drafts = [StudioDraft(f"示例{number}创新工作室") for number in range(len(pairs))]
            await studios.save_all(tx, drafts, now)
            period = await duties.create(tx, Draft("季度报告", "quarter", ladder=()), 0, now, CHINA)
            present = (await duties.of_period(tx, period))[-2]
            owed = {one.studio_name: one for one in await duties.page(tx, present, now, len(pairs), 0)}
            for draft, pair in zip(drafts, pairs, strict=True):
                duty = owed[draft.name]
                found.append(duty.id)
                for account, role in zip(pair, (LEADER, DEPUTY), strict=True):
                    person = await people.meet(tx, str(account.id), now)
                    await people.grant(tx, person.id, role, now, duty.studio)
                    await preferences.set_quiet(tx, person.id, NEVER_QUIET)
            return found
    finally:
        await db.close()


def typed(field: str, number: int) -> str:
    """What is said of a field of this studio's report."""
    return f"第{number}家的{field}"


def newest(telegram: Telegram, who: Account, name: str) -> tuple[int, str] | None:
    """The newest button of this kind that a person sees: its message and its data."""
    posts: dict[int, Post] = telegram.chats.private(who).posts
    for number in sorted(posts, reverse=True):
        for key in (key for row in posts[number].keyboard for key in row):
            data = str(key.get("callback_data", ""))
            if data.startswith(name + ":"):
                return number, data
    return None


def submit(telegram: Telegram, who: Account, rng: random.Random) -> None:
    """Tap 提交 where it is seen, once or twice."""
    if found := newest(telegram, who, SUBMIT.name):
        for _ in range(rng.randint(1, 2)):
            telegram.phone(who).tap(*found)


async def run(number: int, seed: int, folder: Path) -> list[str]:
    """Play the trial; the sentences that did not hold."""
    began, rng = time.monotonic(), random.Random(seed)
    telegram = Telegram(SystemClock())
    everybody = crowd(FIRST, 2 * number)
    pairs = list(zip(everybody[::2], everybody[1::2], strict=True))
    owed = await prepare(folder / "victim.db", pairs)
    async with server.serve(telegram, port=0) as url:
        lives = Lives(telegram, url, folder / "victim.db", rng)
        for place, (pair, duty) in enumerate(zip(pairs, owed, strict=True)):
            for who, said in zip(pair, (("进展", "计划"), ("问题", "措施")), strict=True):
                telegram.chats.private(who).bot = "member"
                phone = telegram.phone(who)
                phone.tap(1, f"{REPORT.name}:{duty}")
                for name in said:
                    phone.say(f"{name}:{typed(name, place)}")
        await _live(lives)
        turns = 0
        while lives.count("SELECT count(*) FROM reports WHERE state = 'draft'") and turns < MOST_TURNS:
            turns += 1
            for place, pair in enumerate(pairs):
                if lives.count("SELECT count(*) FROM reports WHERE duty = :duty AND state = 'draft'", owed[place]):
                    submit(telegram, rng.choice(pair), rng)
            await _live(lives)
    wrong = check(lives, pairs, owed)
    print(f"reports: {number} studios, {turns} turns, {sum(lives.deaths.values())} deaths, seed {seed}")
    print(f"  {dict(lives.deaths)}, {time.monotonic() - began:.0f} s")
    return wrong


async def _live(lives: Lives) -> None:
    for _ in range(LIVES_A_TURN):
        await lives.one(POINTS)
    lives.ahead_ms += LATER_MS
    await lives.rest()


def check(lives: Lives, pairs: list[tuple[Account, Account]], owed: list[int]) -> list[str]:
    """What did not hold, in sentences."""
    wrong = []
    receipts = [row["receipt"] for row in lives.rows("SELECT receipt FROM reports")]
    if len(set(receipts)) != len(pairs) or "" in receipts:
        wrong.append(f"{len(pairs)} studios have {len(set(receipts))} receipts")
    for place, (pair, duty) in enumerate(zip(pairs, owed, strict=True)):
        reports = lives.rows("SELECT * FROM reports WHERE duty = ?", duty)
        if [(one["state"], one["version"], one["late"]) for one in reports] != [("pending", 2, 0)]:
            wrong.append(f"studio {place}: {[(one['state'], one['version']) for one in reports]}")
            continue
        report = reports[0]
        kept = lives.rows("SELECT content FROM report_versions WHERE report = ?", report["id"])
        said = dict(zip(FIELDS, (typed(name, place) for name in ("进展", "问题", "措施", "计划")), strict=True))
        if [json.loads(one["content"])["fields"] for one in kept] != [said]:
            wrong.append(f"studio {place}: filed as {[one['content'] for one in kept]}")
        notes = "SELECT count(*) FROM audit WHERE subject = ? AND detail = 'filed'"
        if lives.count(notes, f"report {report['id']}") != 1:
            wrong.append(f"studio {place}: filed more than once")
        if not lives.count("SELECT count(*) FROM duties WHERE id = ? AND filed_at = ?", duty, report["filed_at"]):
            wrong.append(f"studio {place}: its duty is open")
        posts = [post for who in pair for post in lives.telegram.chats.private(who).posts.values()]
        if not any(report["receipt"] in post.text for post in posts if post.by_bot):
            wrong.append(f"studio {place}: nobody read of {report['receipt']}")
    return wrong


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(arguments.studios, arguments.seed, Path(folder)))
