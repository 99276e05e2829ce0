"""Asking the house about courses and competitions (courses.csv, contests.csv), and judging its answers.

Right answers are written by hand in questions.toml and talks.toml (set "courses"). The tables are a copy of the sample data
as it once was, so that it may change; their dates are days from `AT`.
"""

import csv
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.importing import SAMPLE, import_studios
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened
from bot.standin.people import Account
from bot.standin.sample_competitions import moment as ago
from bot.standin.world import World
from storage import competitions, courses, enrolments, entries, people, studios
from storage.database import Database, Tx
from storage.model.competitions import STAGES, Competition
from storage.model.competitions import Draft as ContestDraft
from storage.model.courses import Course, Draft, Session, credit_of
from storage.model.days import CHINA
from storage.model.people import ENROL, REGISTER
from tests.inline import inline
from tests.language.asking import AT, Line, plain

HERE = Path(__file__).parent
ENROLLED = "900990"
"""Whoever is enrolled in ENROLLED_IN and registered for the welders' competition."""
ENROLLED_IN = ("示例·焊接实操课", "示例·人工智能工具怎么用", "示例·家常菜烹饪课")
FULL = {"示例·家常菜烹饪课": ("900012", "900061")}
"""Whose seats are taken, and by whom."""
MARKS = ("最接近", "只能候补的", "专业方向与它有关")
"""From a line with one of these on, what is named is the nearest there is, not the answer."""
ASKS_BACK = ("您问的是哪一项", "您要看哪个")


def titles(file: str) -> list[str]:
    """The titles of a table, without 示例·."""
    return [row["title"].removeprefix("示例·") for row in _rows(file)]


def _rows(file: str) -> list[dict[str, str]]:
    with (HERE / file).open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


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
        async with db.write() as tx:
            for row in _rows("contests.csv"):
                await competitions.add(tx, _contest(row, now), 0, now, CHINA)
            for row in _rows("courses.csv"):
                course = await courses.add(tx, await _course(tx, row, now), 0, now, CHINA)
                for address in FULL.get(course.title, ()):
                    person = await people.meet(tx, address, now)
                    await enrolments.enrol(tx, course, person.id, now, CHINA)
        await _enrol(db, now)
    finally:
        await db.close()
    assert not report.errors, report.errors


def _contest(row: Mapping[str, str], now: int) -> ContestDraft:
    times = {stage: ago(row[stage], now, CHINA) for stage in STAGES if row[stage]}
    texts = {key: row[key] for key in ("title", "trade", "organiser", "eligible", "place", "intro", "source")}
    return ContestDraft(**texts, times=times)


async def _course(tx: Tx, row: Mapping[str, str], now: int) -> Draft:
    spans = [(row["begins"], row["ends"]), *(tuple(one.split("/")) for one in row["more"].split(";") if one)]
    times = [(ago(begin, now, CHINA), ago(end, now, CHINA)) for begin, end in spans]
    studio = await studios.by_name(tx, row["studio"])
    return Draft(
        title=row["title"],
        sessions=tuple(Session(begin, end, credit=credit_of(begin, end)) for begin, end in times),
        studio=studio.id if studio is not None else None,
        topic=row["topic"],
        teacher=row["teacher"],
        place=row["place"],
        cost_fen=0 if row["cost"] == "免费" else int(row["cost"]) * 100,
        eligible=row["eligible"],
        bring=row["bring"],
        intro=row["intro"],
        seats=int(row["seats"]),
        enrol_until=ago(row["enrol_until"], now, CHINA) if row["enrol_until"] else None,
    )


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
        if line.get("number") and right and f"{len(right)} 门" not in plain(text):
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
