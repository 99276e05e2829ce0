"""Asking the house about the sample courses and competitions, and judging its answers.

Right answers are written by hand in questions.toml and talks.toml (set "courses"); the sample's dates are days from `AT`.
"""

import csv
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.importing import SAMPLE, import_studios
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened
from bot.standin.people import Account
from bot.standin.sample_competitions import import_sample_competitions
from bot.standin.sample_courses import import_sample_courses
from bot.standin.world import World
from storage import competitions, courses, enrolments, entries, people
from storage.database import Database
from storage.model.competitions import Competition
from storage.model.courses import Course
from storage.model.days import CHINA
from storage.model.people import ENROL, REGISTER
from tests.inline import inline
from tests.language.asking import AT, Line, plain

HERE = Path(__file__).parent
ENROLLED = "900990"
"""Whoever is enrolled in ENROLLED_IN and registered for the welders' competition."""
ENROLLED_IN = ("示例·焊接实操课", "示例·人工智能工具怎么用", "示例·家常菜烹饪课")
MARKS = ("最接近", "只能候补的", "专业方向与它有关")
"""From a line with one of these on, what is named is the nearest there is, not the answer."""
ASKS_BACK = ("您问的是哪一项", "您要看哪个")


def titles(file: str) -> list[str]:
    """The titles of a sample table, without 示例·."""
    with (HERE / file).open(encoding="utf-8-sig", newline="") as table:
        return [row["title"].removeprefix("示例·") for row in csv.DictReader(table)]


@asynccontextmanager
async def course_house(folder: Path, *, filled: bool = False) -> AsyncIterator[World]:
    """A house with the sample studios, courses and competitions, and somebody who is enrolled; `filled`: all that is there."""
    clock = FrozenClock(moment(AT))
    now, database = clock.now(), folder / "courses.db"
    with inline():
        if not filled:
            await _fill(database, now)
        async with opened(clock, database, {"报过名的": Account("报过名的", int(ENROLLED), "报过名的")}) as world:
            yield world


async def _fill(database: Path, now: int) -> None:
    db = await Database.open(database)
    try:
        report = await import_studios(db, SAMPLE / "studios.csv", now=now)
        await import_sample_competitions(db, HERE / "contests.csv", now)
        await import_sample_courses(db, HERE / "courses.csv", now)
        await _enrol(db, now)
    finally:
        await db.close()
    assert not report.errors, report.errors


async def _enrol(db: Database, now: int) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, ENROLLED, now)
        for purpose in (ENROL, REGISTER):
            await people.consent(tx, person.id, purpose, now)
        for title in ENROLLED_IN:
            course = await courses.by_title(tx, title, now)
            assert isinstance(course, Course)
            await enrolments.enrol(tx, course, person.id, now, CHINA)
        contest = await competitions.by_title(tx, "示例·焊工技能竞赛")
        assert isinstance(contest, Competition)
        await entries.enter(tx, contest, person.id, now)


def judge(
    line: Line, text: str, all_courses: Sequence[str], all_contests: Sequence[str]
) -> tuple[list[str], list[str]]:
    """What is wrong with an answer, and the courses and competitions it names wrongly as if they were right."""
    faults = [f"lacks 「{one}」" for one in line.get("must", ()) if plain(one) not in plain(text)]
    faults += [f"has 「{one}」" for one in line.get("never", ()) if plain(one) in plain(text)]
    sure = _sure(text)
    wrong: list[str] = []
    for key, every in (("courses", all_courses), ("contests", all_contests)):
        named = {one for one in every if f"示例·{one}" in sure}
        right = set(line.get(key, ()))
        assert right <= set(every), right - set(every)
        if line.get("any"):
            continue
        wrong += sorted(named - right)
        if right and not named:
            faults.append(f"names no {key}")
        if 0 < len(right) <= 5 and named and named < right:
            faults.append(f"leaves out {sorted(right - named)}")
        if line.get("number") and right and f"{len(right)} 门" not in text:
            faults.append(f"does not say {len(right)} 门")
    return faults + [f"names {one}" for one in wrong], wrong


def _sure(text: str) -> str:
    """The part of an answer that is meant as the answer."""
    if any(mark in text for mark in ASKS_BACK):
        return ""
    kept = []
    for line in text.splitlines():
        if any(mark in line for mark in MARKS):
            break
        kept.append(line)
    return "\n".join(kept)
