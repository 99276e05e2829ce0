"""我的: courses, competitions and reports by date, what is to be done first, name and unit, one calendar of everything."""

from pathlib import Path

from icalendar import Calendar

from tests.conftest import Play
from tests.transcripts.records import change, rows
from tests.transcripts.test_training import CARD, ENROLLED, IN_LINE, offer

EMPTY = """
甲 > 我的
甲 < 我的
     现在没有报名的课程和竞赛。看看有什么课,点下面的「找课」。
     [找课]
"""


async def test_nothing_yet(play: Play) -> None:
    await play(EMPTY)
    await play("""
        甲 > 学过的课
        甲 < 学过的课
             还没有上过课。上完的课会出现在这里。
             [返回「我的」]
        甲 > 改名字
        甲 < 还没有记下您的姓名和单位。第一次报名时会问您。
             [返回「我的」]
    """)
    await play.world.tap_data("甲", play.world.chat("甲")[-1]["message_id"], "profile.change:name")
    (toast,) = await play.world.settle()
    assert toast.text.startswith("这个按钮已过期")


async def test_by_date_with_what_is_to_be_done_first(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    await play(IN_LINE.replace("甲 <✎ 先问您一声\n     …\n甲 > [同意并报名]\n", ""))
    await play("""
        甲 > /start competition_2
        甲 < …
        甲 > [关注]
        甲 <! …
        甲 <✎ …
        甲 > 我报了哪些课
        甲 < 我的
             示例职工甲
             接下来
             1 示例·中式烹饪技能竞赛
             12月3日 周四 18:00 报名截止 · 已关注
             2 示例·焊接实操课
             12月5日 周六 14:00 · ✅ 已报名
             3 示例·家常菜烹饪课
             12月6日 周日 09:30 · 🕘 候补第 1 位
             [1] [2] [3]
             [找课] [加入日历]
             [改姓名单位]
    """)
    await offer(play, database)
    await play("""
        甲 > 我的
        甲 < 我的
             示例职工甲
             先办这些
             1 示例·家常菜烹饪课
             12月6日 周日 09:30 · 🎉 有空位,给您留到 12月2日 …
             接下来
             2 …
             3 …
        甲 > [1]
        甲 < 示例·家常菜烹饪课
             …
             🎉 有空位了,名额给您留到 12月2日 …
             [要这个名额] [不要了]
             [加入日历] [分享]
             [返回列表] [我的]
        甲 > [我的]
        甲 <✎ 我的
             …
    """)


async def test_everything_in_one_calendar(play: Play) -> None:
    await play(CARD + ENROLLED)
    await play("""
        甲 > /start competition_2
        甲 < …
        甲 > [关注]
        甲 <! …
        甲 <✎ …
        甲 > 我的
        甲 < …
        甲 > [加入日历]
        甲 <! 日历文件马上发给您,点开就能加到手机日历
        甲 < 📄 my.ics
             我的日历
        领 > 我的
        领 < 我的
             接下来
             1 示例季度工作报告 · 2026年第四季度
             2027年1月10日 周日 18:00 截止 · 要交的报告
             [1]
             [找课] [加入日历]
             [我办的课]
        领 > [加入日历]
        领 <! …
        领 < 📄 my.ics
             …
    """)
    assert _titles(play, "甲") >= {"示例·焊接实操课", "报名截止 · 示例·中式烹饪技能竞赛"}
    assert _titles(play, "领") == {"示例季度工作报告 · 2026年第四季度 截止"}


async def test_name_and_unit_are_put_right(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    await play("""
        甲 > 我的
        甲 < …
        甲 > [改姓名单位]
        甲 <✎ 姓名和单位
             姓名:示例职工甲
             单位:没写
             …
             [改姓名] [改单位]
             [返回「我的」]
        甲 > [改单位]
        甲 <✎ 请写您的单位全称。
             [不改了]
        甲 > 厂
        甲 < 要 2 到 60 个字,请再写一次。
        甲 > 示例机械厂
        甲 < ✅ 已改好。
             姓名和单位
             姓名:示例职工甲
             单位:示例机械厂
             …
             [改姓名] [改单位]
             [返回「我的」]
        甲 > [改姓名]
        甲 <✎ …
        甲 > [不改了]
        甲 <✎ 姓名和单位
             …
        甲 > [返回「我的」]
        甲 <✎ 我的
             示例职工甲 · 示例机械厂
             …
    """)
    assert rows(database, "SELECT name, unit FROM profiles WHERE name = '示例职工甲'") == [("示例职工甲", "示例机械厂")]


async def test_while_it_goes_on_checking_in_comes_first(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    await play("""
        * 2026-12-05T13:40
        …
        甲 > 我的
        甲 < 我的
             示例职工甲
             先办这些
             1 示例·焊接实操课
             现在可以签到
             [1]
             [找课] [加入日历]
             [改姓名单位]
        甲 > /start course_1
        甲 < …
             ✅ 您已报名
             [到了] [取消报名]
             [加入日历]
             [返回列表] [我的]
    """)
    change(
        database,
        "INSERT INTO attendances SELECT s.id, e.person, 'present', 'code', 1, NULL"
        " FROM sessions s JOIN enrolments e ON e.course = s.course WHERE s.course = 1",
    )
    await play("""
        甲 > /start course_1
        甲 < …
             [取消报名]
             [加入日历]
             [返回列表] [我的]
    """)


async def test_what_is_over_counts_and_asks_how_it_was(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    change(
        database,
        "INSERT INTO attendances SELECT s.id, e.person, 'present', 'hand', 1, 1"
        " FROM sessions s JOIN enrolments e ON e.course = s.course WHERE s.course = 1",
    )
    await play("""
        * 2026-12-07T09:00
        …
        甲 > 我的
        甲 < 我的
             示例职工甲
             累计 2.5 学时
             先办这些
             1 示例·焊接实操课
             上完了,点三下说说怎么样
             [1]
             [找课] [学过的课] [加入日历]
             [改姓名单位]
        甲 > [学过的课]
        甲 <✎ 学过的课
             1 示例·焊接实操课
             12月5日 周六 14:00 · 2.5 学时
             [1]
             [返回「我的」]
        甲 > [1]
        甲 < 示例·焊接实操课
             示例焊接创新工作室
             已结束
             …
             您报过名:共 1 次课,签到 1 次
             [评价] [领证书]
             [返回列表] [我的]
    """)


def _titles(play: Play, who: str) -> set[str]:
    """What the events in the file that came last are called."""
    _, content, _ = play.world.file(who, play.world.chat(who)[-1]["message_id"])
    return {str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")}
