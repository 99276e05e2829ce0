"""Courses whose organiser looks at each enrolment, and what organisers hear of what others do with their course."""

from pathlib import Path

import pytest

from bot.standin.world import World
from storage import courses, people
from storage.database import Database
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from tests.conftest import Play
from tests.transcripts.records import change

HOUR = 3600 * 1000


@pytest.fixture(autouse=True)
def nothing_else(world: World, database: Path) -> None:
    """The sample has reminders too; here none of them is due."""
    change(database, "DELETE FROM steps")
    change(database, "DELETE FROM periods")


async def course(
    world: World,
    database: Path,
    days: int,
    title: str = "示例审核课",
    *,
    seats: int | None = None,
    approval: bool = False,
) -> int:
    """A course of the leader's studio, so many days after the beginning at 14:00."""
    db = await Database.open(database)
    try:
        async with db.write() as tx:
            leader = await people.meet(tx, str(world.person("领").id), world.clock.now())
            begins = world.clock.now() + days * 24 * HOUR + 5 * HOUR
            draft = Draft(
                title,
                (Session(begins, begins + 2 * HOUR),),
                studio=leader.studios()[0],
                place="示例实训楼",
                seats=seats,
                approval=approval,
            )
            return (await courses.add(tx, draft, leader.id, world.clock.now(), CHINA)).id
    finally:
        await db.close()


async def test_organisers_hear_of_who_is_to_be_looked_at_and_people_that_nobody_did(
    play: Play, world: World, database: Path
) -> None:
    number = await course(world, database, 3, approval=True)
    await play(f"""
        领 > /start
        …
        甲 > /start course_{number}
        甲 < …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <! 已提交,等主办方审核…
        甲 <✎ …
        领 < ⏳ 《示例审核课》有 1 人报名,等您审核。
             12月4日 周五 14:00 开课,到那时没审的就排不上了。
             [去审核]
        * +1d
        领 < ⏳ 《示例审核课》有 1 人报名…
             …
             [去审核]
        * 2026-12-04T14:01
        领 < ⏳ 《示例审核课》有 1 人报名…
             …
             [去审核]
        甲 < 抱歉,《示例审核课》开课了,主办方没来得及看您的报名,这次没有排上。想问原因,请点「转人工」。
             [转人工] [查看课程]
    """)


async def test_who_runs_a_course_hears_what_others_do_with_it_and_nobody_hears_of_a_change_to_what_is_off(
    play: Play, world: World, database: Path
) -> None:
    number = await course(world, database, 3)
    await play(f"""
        领 > /start
        …
        甲 > /start course_{number}
        甲 < …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <! 报名成功!…
        甲 <✎ …
        * 2026-12-01T23:00
        管 > /start course_{number}
        管 < …
        管 > [管理]
        管 <✎ …
        管 > [修改]
        管 <✎ …
        管 > 地点改成二号厂房
        管 < …
        管 > [保存修改]
        管 <✎ …
        管 > [取消课程]
        管 <✎ …
        管 > 讲师生病
        管 < …
        管 > [确认取消课程]
        管 <✎ …
        * 2026-12-02T08:30
        甲 < 《示例审核课》取消了,请不要来。
             …
             [查看课程] [从日历里去掉]
        领 < 别人改了您办的《示例审核课》:
             …
             [管理这门课]
        领 < 别人取消了您办的《示例审核课》。
             原因:讲师生病
             [管理这门课]
    """)


async def test_a_seat_that_is_offered_warns_of_what_else_is_on(play: Play, world: World, database: Path) -> None:
    number = await course(world, database, 3, seats=1)
    other = await course(world, database, 3, "示例同时课")
    await play(f"""
        乙 > /start course_{number}
        乙 < …
        乙 > [报名]
        乙 <✎ …
        乙 > [同意并报名]
        乙 <! …
        乙 <✎ …
        甲 > /start course_{number}
        甲 < …
        甲 > [加入候补]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <! …
        甲 <✎ …
        甲 > /start course_{other}
        甲 < …
        甲 > [报名]
        甲 <✎ 「示例同时课」和您已报的时间有冲突:
             · 示例审核课(12月4日 周五 14:00)
             …
        甲 > [仍要报名]
        甲 <! …
        甲 <✎ …
        乙 > [取消报名]
        乙 <✎ …
        乙 > [确定取消报名]
        乙 <! …
        乙 <✎ …
        甲 < 🎉 《示例审核课》有空位了…
             …
             [要这个名额] [不要了]
             …
        甲 > [要这个名额]
        甲 <✎ 「示例审核课」和您已报的时间有冲突:
             · 示例同时课(12月4日 周五 14:00)
             名额先给您留着。还要吗?
             [仍要这个名额] [不要了]
        甲 > [仍要这个名额]
        甲 <! 报名成功!…
        甲 <✎ 示例审核课
             …
             ✅ 您已报名
             [取消报名]
             [加入日历] [分享]
             [返回列表] [我的]
    """)
