"""Seats that become free, courses that change or are off, and reminders of sessions: what people are told, and when."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from re import Match, Pattern

import pytest

from bot.standin.deeds import Deed, moment
from bot.standin.world import World
from storage import courses, enrolments, people, preferences
from storage.database import Database, Tx
from storage.model.courses import Course, Draft, Session
from storage.model.days import CHINA
from storage.model.enrolments import Enrolment
from storage.model.people import Person
from tests.conftest import Play
from tests.transcripts.records import change, rows

Deeds = Mapping[Pattern[str], Deed]
HOUR = 3600 * 1000


@pytest.fixture(autouse=True)
def nothing_else(world: World, database: Path) -> None:
    """The sample has reminders too; here none of them is due."""
    change(database, "DELETE FROM steps")
    change(database, "DELETE FROM periods")


@pytest.fixture
def deeds(database: Path) -> Deeds:
    """What other people do meanwhile with a course of one seat (nobody tells: the house has to look)."""

    async def person(tx: Tx, world: World, who: str) -> Person:
        return await people.meet(tx, str(world.person(who).id), world.clock.now())

    async def course(tx: Tx) -> Course:
        found = await courses.by_title(tx, "示例焊接课")
        assert found is not None
        return found

    def deed(work: object) -> Deed:
        async def do(world: World, match: Match[str]) -> None:
            db = await Database.open(database)
            try:
                async with db.write() as tx:
                    await work(tx, world, match)  # type: ignore[operator]
            finally:
                await db.close()

        return do

    async def begin(tx: Tx, world: World, match: Match[str]) -> None:
        at = moment(match["at"])
        sessions = tuple(Session(at + n * 24 * HOUR, at + n * 24 * HOUR + 2 * HOUR) for n in range(int(match["n"])))
        draft = Draft("示例焊接课", sessions, place="示例实训楼", seats=1)
        await courses.add(tx, draft, 0, world.clock.now(), CHINA)

    async def move(tx: Tx, world: World, match: Match[str]) -> None:
        seen, at = await course(tx), moment(match["at"])
        session = replace(seen.sessions[0], begins_at=at, ends_at=at + 2 * HOUR)
        assert await courses.change(tx, seen, replace(seen, sessions=(session,)), world.clock.now(), CHINA)

    async def enrol(tx: Tx, world: World, match: Match[str]) -> None:
        who = await person(tx, world, match["who"])
        done = await enrolments.enrol(tx, await course(tx), who.id, world.clock.now(), CHINA)
        assert isinstance(done, Enrolment)

    async def leave(tx: Tx, world: World, match: Match[str]) -> None:
        who = await person(tx, world, match["who"])
        assert isinstance(await enrolments.leave(tx, await course(tx), who.id, world.clock.now()), Enrolment)

    async def accept(tx: Tx, world: World, match: Match[str]) -> None:
        who = await person(tx, world, match["who"])
        assert isinstance(await enrolments.accept(tx, await course(tx), who.id, world.clock.now()), Enrolment)

    async def mute(tx: Tx, world: World, match: Match[str]) -> None:
        await preferences.mute(tx, (await person(tx, world, match["who"])).id, "course", 0, world.clock.now())

    return {
        re.compile(r"开课 (?P<at>\S+) (?P<n>\d)次"): deed(begin),
        re.compile(r"改到 (?P<at>\S+)"): deed(move),
        re.compile(r"(?P<who>\S+) 报名"): deed(enrol),
        re.compile(r"(?P<who>\S+) 退出"): deed(leave),
        re.compile(r"(?P<who>\S+) 接受"): deed(accept),
        re.compile(r"(?P<who>\S+) 静音"): deed(mute),
    }


ALL = """
甲 > /start
…
乙 > /start
…
新来的 > /start
…
"""
FULL = (
    ALL
    + """
* 开课 {at} 1次
* 甲 报名
* 乙 报名
* 新来的 报名
"""
)


async def test_a_freed_seat_goes_down_the_line(play: Play, deeds: Deeds, database: Path) -> None:
    await play(FULL.format(at="2026-12-20T14:00"), deeds)
    await play(
        """
        * 甲 退出
        乙 < 🎉 《示例焊接课》有空位了,给您留着。
             12月20日 周日 14:00–16:00 · 示例实训楼
             留到 12月2日 周三 …,过了就给下一位。
             [要这个名额] [不要了]
             [查看课程]
        * 2026-12-02T10:00
        乙 < 《示例焊接课》给您留的名额到时间了,不再给您留着。还想上,可以重新报名,有人候补就排在后面。
             [重新报名] [查看课程]
        新来的 < 🎉 …
        * 新来的 接受
        * 2026-12-10T10:00
    """,
        deeds,
    )
    assert rows(database, "SELECT state FROM offers") == [("expired",), ("accepted",)]


async def test_at_night_nobody_is_woken_and_the_seat_is_kept(play: Play, deeds: Deeds) -> None:
    await play(FULL.format(at="2026-12-20T14:00"), deeds)
    await play(
        """
        * 2026-12-01T23:00
        * 甲 退出
        * +8h
        * +1h
        乙 < 🎉 《示例焊接课》有空位了,给您留着。
             12月20日 周日 14:00–16:00 · 示例实训楼
             留到 12月3日 周四 08:00,过了就给下一位。
        * 甲 报名
        * 2026-12-03T08:01
        乙 < 《示例焊接课》给您留的名额到时间了…
        新来的 < 🎉 …
    """,
        deeds,
    )


async def test_who_took_the_seat_at_night_is_not_asked_in_the_morning(play: Play, deeds: Deeds) -> None:
    await play(FULL.format(at="2026-12-20T14:00"), deeds)
    await play(
        """
        * 2026-12-01T23:00
        * 甲 退出
        * +1m
        * 乙 接受
        * 2026-12-02T12:00
    """,
        deeds,
    )


async def test_when_it_begins_the_waiting_ends(play: Play, deeds: Deeds, database: Path) -> None:
    await play(FULL.format(at="2026-12-01T14:00"), deeds)
    await play(
        """
        * 2026-12-01T13:00
        * 甲 退出
        乙 < 🎉 《示例焊接课》有空位了,给您留着。
             12月1日 周二 14:00–16:00 · 示例实训楼
             留到 12月1日 周二 13:30,过了就给下一位。
        * 2026-12-01T13:32
        乙 < 《示例焊接课》给您留的名额到时间了…
        新来的 < 🎉 …
        * 2026-12-01T14:01
        新来的 < 《示例焊接课》已经开课,这次没有排上。还想学,点「点单」告诉我们。
                 [点单] [查看课程]
    """,
        deeds,
    )
    assert rows(database, "SELECT state FROM offers") == [("expired",), ("expired",)]
    states = (
        "SELECT e.state FROM enrolments e JOIN courses c ON c.id = e.course WHERE c.title = '示例焊接课' ORDER BY e.id"
    )
    assert rows(database, states) == [("cancelled",), ("lapsed",), ("lapsed",)]


async def test_only_the_confirmed_are_reminded_of_each_session(play: Play, deeds: Deeds) -> None:
    await play(ALL, deeds)
    await play(
        """
        * 开课 2026-12-05T14:00 2次
        * 甲 报名
        * 乙 报名
        * 2026-12-02T09:00
        甲 < 《示例焊接课》第 1 次课(共 2 次)12月5日 周六 14:00 开始,还有 3 天。地点:示例实训楼
             [看课程]
             [明天再说] [不再提醒此事]
        * 2026-12-03T09:00
        甲 < 《示例焊接课》第 2 次课(共 2 次)12月6日 周日 14:00 开始,还有 3 天。地点:示例实训楼
        * 2026-12-04T08:00
        甲 > [不再提醒此事]
        甲 <! 好的,《示例焊接课》的提醒全停了。想恢复,发 /settings
        * 2026-12-07T09:00
        乙 < 《示例焊接课》已经开课…
        甲 < 没有看到您签到:《示例焊接课》第 1 次课。
             …
    """,
        deeds,
    )


async def test_a_moved_course_is_brought_to_mind_at_its_new_time(play: Play, deeds: Deeds) -> None:
    await play(ALL, deeds)
    await play(
        """
        * 开课 2026-12-05T14:00 1次
        * 甲 报名
        * 改到 2026-12-11T10:00
        * 2026-12-05T20:00
        * 2026-12-08T09:00
        甲 < 《示例焊接课》12月11日 周五 10:00 上课,还有 3 天。…
        * 甲 静音
        * 2026-12-11T12:00
    """,
        deeds,
    )
