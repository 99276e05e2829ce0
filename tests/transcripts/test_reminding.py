"""What is brought to mind: once, at a decent hour, with buttons that do it, put it off or end it."""

import re
from collections.abc import Mapping
from pathlib import Path
from re import Match, Pattern

import pytest

from bot.standin.deeds import Deed, moment
from bot.standin.world import World
from storage import competitions, duties, entries, people
from storage.database import Database, Tx
from storage.model.competitions import Draft
from storage.model.days import CHINA
from storage.model.people import Person
from tests.conftest import Play
from tests.transcripts.records import change, rows

Deeds = Mapping[Pattern[str], Deed]
STAGES = {"报名开始": "register_open", "报名截止": "register_close", "初赛": "preliminary", "决赛": "final"}


@pytest.fixture(autouse=True)
def nothing_else(world: World, database: Path) -> None:
    """The sample has competitions and reports too; here nothing of them is due, and the next year's days off are known."""
    change(database, "DELETE FROM steps")
    change(database, "DELETE FROM periods")
    change(database, "INSERT OR IGNORE INTO calendar_years (year, changed_by, changed_at) VALUES (2027, 0, 0)")


@pytest.fixture
def deeds(database: Path) -> Deeds:
    """What other people do meanwhile: begin, move and call off competitions, follow them, register."""

    async def person(tx: Tx, world: World, who: str) -> Person:
        return await people.meet(tx, str(world.person(who).id), world.clock.now())

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
        times = {STAGES[match["stage"]]: moment(match["at"])}
        seen = await competitions.by_title(tx, match["title"])
        if seen is None:
            await competitions.add(tx, Draft(match["title"], times=times), 0, world.clock.now(), CHINA)
        else:
            await competitions.change(tx, seen, Draft(seen.title, times=times), world.clock.now(), CHINA)

    async def call_off(tx: Tx, world: World, match: Match[str]) -> None:
        seen = await competitions.by_title(tx, match["title"])
        assert seen is not None
        await competitions.cancel(tx, seen, "示例原因", world.clock.now())

    async def enter(tx: Tx, world: World, match: Match[str]) -> None:
        who = await person(tx, world, match["who"])
        seen = await competitions.by_title(tx, match["title"])
        assert seen is not None
        what = competitions.follow if match["what"] == "关注" else entries.admit
        await what(tx, who.id, seen.id, world.clock.now())

    async def owe(tx: Tx, world: World, match: Match[str]) -> None:
        draft = duties.Draft("示例工作报告", "once", once_at=moment(match["at"]))
        await duties.create(tx, draft, 0, world.clock.now(), CHINA)

    async def duty(tx: Tx, world: World, who: str) -> duties.Duty:
        (studio,) = (await person(tx, world, who)).studios()
        (found,) = await duties.of_studios(tx, [studio], world.clock.now())
        return found

    async def file(tx: Tx, world: World, match: Match[str]) -> None:
        assert await duties.file(tx, await duty(tx, world, match["who"]), 0, world.clock.now())

    async def extend(tx: Tx, world: World, match: Match[str]) -> None:
        until = moment(match["at"])
        assert await duties.extend(tx, await duty(tx, world, match["who"]), until, world.clock.now(), CHINA)

    return {
        re.compile(r"示例工作报告 (?P<at>\S+)"): deed(owe),
        re.compile(r"(?P<who>\S+) 已交"): deed(file),
        re.compile(r"(?P<who>\S+) 宽限到 (?P<at>\S+)"): deed(extend),
        re.compile(r"竞赛 (?P<title>\S+) (?P<stage>\S+) (?P<at>\S+)"): deed(begin),
        re.compile(r"取消 (?P<title>\S+)"): deed(call_off),
        re.compile(r"(?P<who>\S+) (?P<what>关注|报名) (?P<title>\S+)"): deed(enter),
    }


FOLLOWED = """
甲 > /start
…
乙 > /start
…
* 竞赛 示例钳工技能竞赛 报名截止 2026-12-10T18:00
# what would have been said two weeks before is due at once, and nobody follows yet
* +1m
* 甲 关注 示例钳工技能竞赛
"""


async def test_a_ladder_from_first_to_last(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 2026-12-03T08:59
        * +1m
        甲 < 《示例钳工技能竞赛》报名 12月10日 周四 18:00 截止,还有 7 天。
             [去报名]
             [明天再说] [不再提醒此事]
        * 2026-12-06T23:00
        * 2026-12-07T09:00
        甲 < 《示例钳工技能竞赛》报名 12月10日 周四 18:00 截止,还有 3 天。
        * 2026-12-09T09:00
        甲 < 《示例钳工技能竞赛》报名 12月10日 周四 18:00 截止,就在明天。
        * 2026-12-10T09:00
        甲 < 《示例钳工技能竞赛》报名 12月10日 周四 18:00 截止,就在今天。
        * +30d
    """,
        deeds,
    )


async def test_who_has_done_it_hears_no_more(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 乙 关注 示例钳工技能竞赛
        * 2026-12-03T09:00
        甲 < 《示例钳工技能竞赛》…
        乙 < 《示例钳工技能竞赛》…
        * 甲 报名 示例钳工技能竞赛
        甲 > [明天再说]
        甲 <! 这件事您已经办好了,不会再提醒
        * 2026-12-07T09:00
        乙 < 《示例钳工技能竞赛》…
    """,
        deeds,
    )


async def test_a_competition_that_moves_takes_its_reminders_along(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 竞赛 示例钳工技能竞赛 报名截止 2026-12-20T18:00
        * 2026-12-04T08:59
        * 2026-12-11T08:59
        甲 < 《示例钳工技能竞赛》报名 12月20日 周日 18:00 截止,还有 16 天。
        * 2026-12-12T09:00
        甲 < 《示例钳工技能竞赛》报名 12月20日 周日 18:00 截止,还有 9 天。
        * 取消 示例钳工技能竞赛
        * +30d
    """,
        deeds,
    )


async def test_tomorrow_then_the_next_rung(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 2026-12-03T09:00
        甲 < 《示例钳工技能竞赛》…还有 7 天。
        甲 > [明天再说]
        甲 <! 好的,12月4日 周五 09:00 再提醒您
        * 甲 再点一次
        甲 <! 已经定好了:12月4日 周五 09:00 再提醒您
        * 2026-12-04T09:00
        甲 < 《示例钳工技能竞赛》…还有 6 天。
        # the 5th and 6th are days off: tomorrow is Monday, where the next rung comes, once
        甲 > [明天再说]
        甲 <! 好的,12月7日 周一 09:00 再提醒您
        * 2026-12-07T09:00
        甲 < 《示例钳工技能竞赛》…还有 3 天。
    """.replace("* 甲 再点一次", "甲 > [明天再说]"),
        deeds,
    )


async def test_the_last_day_has_no_tomorrow(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 2026-12-09T12:00
        甲 < …
        甲 < …
        甲 < …
        甲 > [明天再说]
        甲 <! 好的,12月10日 周四 09:00 再提醒您
        * 2026-12-10T09:00
        甲 < 《示例钳工技能竞赛》…就在今天。
        甲 > [明天再说]
        甲 <! 再往后推就来不及了,请现在办
        * +12h
        甲 > [明天再说]
        甲 <! 这件事已经过了时间
    """,
        deeds,
    )


async def test_never_again_and_only_this(play: Play, deeds: Deeds) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 竞赛 示例电工技能竞赛 报名截止 2026-12-10T12:00
        * +1m
        * 甲 关注 示例电工技能竞赛
        * 2026-12-03T09:00
        甲 < 有 2 件事要提醒您:
             1. 《示例电工技能竞赛》报名 12月10日 周四 12:00 截止,还有 7 天。
             2. 《示例钳工技能竞赛》报名 12月10日 周四 18:00 截止,还有 7 天。
             [1. 去报名] [1. 明天再说] [1. 不再提醒]
             [2. 去报名] [2. 明天再说] [2. 不再提醒]
        甲 > [1. 不再提醒]
        甲 <! 好的,《示例电工技能竞赛》的提醒全停了。想恢复,发 /settings
        甲 > [1. 明天再说]
        甲 <! 这件事的提醒已经停了。想恢复,发 /settings
        * 2026-12-07T09:00
        甲 < 《示例钳工技能竞赛》…还有 3 天。
        * +2h
        # the old button of what was ended says so no more than once
        甲 > [1. 明天再说]
        甲 <! …
    """,
        deeds,
    )


async def test_quiet_hours_and_a_form_are_left_alone(play: Play, deeds: Deeds, database: Path, world: World) -> None:
    await play(FOLLOWED, deeds)
    address = str(world.person("甲").id)
    change(
        database,
        "INSERT INTO preferences (person, quiet_from, quiet_to) SELECT person, 300, 840 FROM addresses WHERE address = ?",
        address,
    )
    await play(
        """
        * 2026-12-03T13:59
        * +1m
        甲 < 《示例钳工技能竞赛》…还有 7 天。
        * 2026-12-07T13:58
        甲 > /ask
        …
        甲 > [同意并继续]
        …
        * 2026-12-07T14:05
        * 2026-12-07T14:09
        甲 < 《示例钳工技能竞赛》…还有 3 天。
        """,
        deeds,
    )


async def test_somebody_elses_reminder_is_nobody_elses(world: World, play: Play, deeds: Deeds, database: Path) -> None:
    await play(FOLLOWED, deeds)
    await play(
        """
        * 2026-12-03T09:00
        甲 < 《示例钳工技能竞赛》…
        """,
        deeds,
    )
    message = world.chat("乙")[-1]["message_id"]
    for name in ("later", "never"):
        await world.tap_data("乙", message, f"reminding.{name}:1")
        (event,) = [event for event in await world.settle() if event.kind == "toast"]
        assert (event.to, event.text) == ("乙", "这条提醒已经不在了")
    assert rows(database, "SELECT state FROM reminders") == [("said",)]
    assert rows(database, "SELECT * FROM mutes") == []


async def test_what_is_over_is_reported_to_officers_once(play: Play, deeds: Deeds, world: World) -> None:
    await play(FOLLOWED, deeds)
    await play("""
        管 > /start
        …
    """)
    await world.stop()
    world.clock.move(moment("2026-12-12T09:00") - world.clock.now())
    await world.start()
    await play("""
        # a Saturday: officers hear of it on Monday
        * 2026-12-13T12:00
        * 2026-12-14T09:00
        管 < ⚠️ 提醒没发出:《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00,轮到发的时候已经过了。
        * +1d
    """)


OWED = """
领 > /start
…
联 > /start
…
* 示例工作报告 2026-12-10T18:00
领 < 《示例工作报告》 12月10日 周四 18:00 截止,还有 9 天。
     [写报告]
     [明天再说] [不再提醒此事]
联 < 《示例工作报告》 12月10日 周四 18:00 截止,还有 9 天。
"""


async def test_a_report_that_is_owed_is_brought_to_mind_until_it_is_filed(play: Play, deeds: Deeds) -> None:
    await play(OWED, deeds)
    await play(
        """
        * 2026-12-03T09:00
        领 < 《示例工作报告》…还有 7 天。
        联 < 《示例工作报告》…还有 7 天。
        联 > [不再提醒此事]
        联 <! …
        * 2026-12-11T09:00
        领 < 《示例工作报告》…还有 3 天。
        领 < 《示例工作报告》…就在明天。
        领 < 《示例工作报告》…就在今天。
        领 < 《示例工作报告》应在 12月10日 周四 18:00 前交,已过期 1 天。
        领 > [明天再说]
        领 <! 好的,12月14日 周一 09:00 再提醒您
        * 领 已交
        * +10d
    """,
        deeds,
    )


async def test_more_time_moves_the_reminders_of_one_studio(play: Play, deeds: Deeds) -> None:
    await play(OWED, deeds)
    await play(
        """
        * 领 宽限到 2026-12-24T18:00
        * 2026-12-10T12:00
        领 < …创新工作室的《示例工作报告》 12月24日 周四 18:00 截止,还有 14 天。
        联 < …创新工作室的《示例工作报告》 12月24日 周四 18:00 截止,还有 14 天。
        * 2026-12-17T09:00
        领 < …还有 7 天。
        联 < …还有 7 天。
        * 领 已交
        * +30d
    """,
        deeds,
    )
