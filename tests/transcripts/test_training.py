"""培训: everybody sees what courses there are, gives a seat back, takes an offered one, and gets the calendar."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

WELDING = 1
COOKING = 6
"""Its two seats are taken."""
SERIES = 3

LIST = """
甲 > 培训
甲 < 培训课程 · 36
     1 示例·消防器材实操
     12月2日 周三 15:00 · 还剩 50 个名额 · 免费
     …
     5 示例·未成年人保护普法讲座
     12月4日 周五 14:00 · 还剩 120 个名额 · 免费
     [1] [2] [3] [4] [5]
     [下一页 ›]
     [看往期课程] [点单]
"""
CARD = """
甲 > /start course_1
甲 < 示例·焊接实操课
     示例焊接创新工作室
     还剩 20 个名额

     时间:12月5日 周六 14:00–16:00 · 2.5 学时
     地点:示例实训基地一号厂房
     讲师:示例领军人丙
     类别:焊接
     对象:在职电焊工,有操作证
     费用:免费
     请带:工作服、绝缘鞋
     报名截止:12月4日 周五 18:00
     证书:来上课、签到,就发培训证书

     平板对接立焊,一人一台设备,边做边讲。

     来源:示例,以区总工会通知为准
     [报名]
     [加入日历] [分享]
     [返回列表]
"""
ENROLLED = """
甲 > [报名]
甲 <✎ 先问您一声
     …
     [同意并报名]
     [同意并改名字] [不用了]
甲 > [同意并报名]
甲 <! 报名成功!开课前提醒您,有变动马上告诉您
甲 <✎ 示例·焊接实操课
     …
     ✅ 您已报名
     [取消报名]
     [加入日历] [分享]
     [返回列表] [我的]
"""
IN_LINE = """
甲 > /start course_6
甲 < 示例·家常菜烹饪课
     牛京刚创新工作室
     已满,可候补
     …
     [加入候补]
     [加入日历] [分享]
     [返回列表]
甲 > [加入候补]
甲 <✎ 先问您一声
     …
甲 > [同意并报名]
甲 <! 名额满了,您在候补第 1 位。有空位按顺序告诉您,不用再来看
甲 <✎ 示例·家常菜烹饪课
     …
     已满,候补 1 人
     …
     🕘 候补第 1 位,有空位按顺序告诉您
     [退出候补]
     [加入日历] [分享]
     [返回列表] [我的]
"""
BEHIND = """
乙 > /start course_6
乙 < …
乙 > [加入候补]
乙 <✎ …
乙 > [同意并报名]
乙 <! 名额满了,您在候补第 2 位。…
乙 <✎ …
"""


def states(database: Path, course: int) -> list[tuple[object, ...]]:
    """The enrolments in a course, by person's address."""
    return rows(
        database,
        "SELECT a.address, e.state FROM enrolments e JOIN addresses a ON a.person = e.person"
        " WHERE e.course = ? AND a.address IN ('900001', '900002') ORDER BY e.id",
        course,
    )


async def offer(play: Play, database: Path) -> None:
    """There is one more seat, as after an import; the tick of the waiting room finds it and offers it to the first."""
    change(database, "UPDATE courses SET seats = seats + 1 WHERE id = ?", COOKING)
    await play.world.move(120_000)
    (offered,) = await play.world.settle()
    assert (offered.to, offered.buttons[0]) == ("甲", ["要这个名额", "不要了"])
    assert "有空位了" in offered.text


async def test_from_the_list_to_a_card_and_back(play: Play) -> None:
    await play(LIST)
    await play("""
        甲 > [下一页 ›]
        甲 <✎ 培训课程 · 36
             6 示例·PLC 故障排查
             …
             8 示例·家常菜烹饪课
             12月6日 周日 09:30 · 已满,可候补 · 免费
             …
             [6] [7] [8] [9] [10]
             [‹ 上一页] [下一页 ›]
             [看往期课程] [点单]
        甲 > [7]
        甲 <✎ 示例·焊接实操课
             …
        甲 > [返回列表]
        甲 <✎ 培训课程 · 36
             …
        甲 > [看往期课程]
        甲 <✎ 往期课程 · 3
             1 示例·焊接安全课
             11月22日 周日 14:00 · 已结束 · 免费
             …
             [1] [2] [3]
             [看将要开的] [点单]
        甲 > [1]
        甲 <✎ 示例·焊接安全课
             示例焊接创新工作室
             已结束
             …
             [返回列表]
        甲 > [返回列表]
        甲 <✎ 往期课程 · 3
             …
    """)
    await play(CARD)


@pytest.mark.parametrize("words", ["/courses", "课程", "有什么课", "有什么培训", "有哪些课", "/start courses"])
async def test_the_words_that_lead_to_the_list(world: World, words: str) -> None:
    await world.say("somebody new", words)
    assert [event.text for event in await world.settle() if "培训课程 · 36" in event.text]


async def test_a_series_names_every_session_and_the_place_is_on_a_map(world: World) -> None:
    await world.say("甲", f"/start course_{SERIES}")
    (event,) = [event for event in await world.settle() if event.to == "甲"]
    assert "共 3 次" in event.text
    assert "7.5 学时" in event.text
    assert event.text.count("18:30–20:30") == 3
    assert '<a href="https://uri.amap.com/search?keyword=%E7%A4%BA%E4%BE%8B' in event.html


async def test_a_link_to_what_is_not_there_leads_to_the_welcome(play: Play) -> None:
    await play("""
        甲 > /start course_4000
        甲 < 这个链接的内容已不在了,可能是旧链接。
             …
    """)


async def test_a_seat_is_given_back(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    await play("""
        甲 > [取消报名]
        甲 <! 已取消报名,名额让出来了
        甲 <✎ 示例·焊接实操课
             …
             [报名]
             [加入日历] [分享]
             [返回列表]
    """)
    assert states(database, WELDING) == [("900001", "cancelled")]


async def test_after_the_named_time_somebody_is_to_be_asked(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET cancel_until = begins_at - 86400000 WHERE id = ?", WELDING)
    await play("甲 > /start course_1\n甲 < …\n" + ENROLLED)
    await play("""
        * 2026-12-04T14:00
        …
        甲 > [取消报名]
        甲 <! 12月4日 周五 14:00 以后不能自己取消了。来不了的话,请告诉示例焊接创新工作室
        甲 <✎ 示例·焊接实操课
             …
             可以取消到:12月4日 周五 14:00
             …
             ✅ 您已报名。取消时间已过,来不了请转人工说一声
             [转人工]
             [加入日历] [分享]
             [返回列表] [我的]
    """)
    assert states(database, WELDING) == [("900001", "confirmed")]


async def test_a_place_in_the_line_is_given_up_only_when_it_is_meant(play: Play, database: Path) -> None:
    await play(IN_LINE + BEHIND)
    await play("""
        甲 > [退出候补]
        甲 <✎ 您在「示例·家常菜烹饪课」候补第 1 位,退出后再报要排到最后。确定退出吗?
             [确定退出] [不取消]
        甲 > [不取消]
        甲 <✎ …
        乙 > [退出候补]
        乙 <! 已退出候补
        乙 <✎ …
             [加入候补]
             …
        甲 > [退出候补]
        甲 <! 已退出候补
        甲 <✎ …
    """)
    assert states(database, COOKING) == [("900001", "cancelled"), ("900002", "cancelled")]


async def test_an_offer_is_taken_and_then_given_to_the_next(play: Play, database: Path) -> None:
    await play(IN_LINE + BEHIND)
    await offer(play, database)
    await play("""
        甲 > [查看课程]
        甲 < 示例·家常菜烹饪课
             …
             🎉 有空位了,名额给您留到 12月2日 …
             [要这个名额] [不要了]
             [加入日历] [分享]
             [返回列表] [我的]
        * 甲 taps [要这个名额] twice
        甲 <! 报名成功!开课前提醒您,有变动马上告诉您
        甲 <✎ …
             ✅ 您已报名
             [取消报名]
             …
        甲 <! 您已经在名单上了,情况在下面
        甲 > [取消报名]
        甲 <✎ 有 1 人在候补,取消后名额马上让给下一位,再报「示例·家常菜烹饪课」要排到最后。确定取消吗?
             [确定取消报名] [不取消]
        * 甲 taps [确定取消报名] twice
        甲 <! 已取消报名,名额让出来了
        甲 <✎ 示例·家常菜烹饪课
             …
             已满,可候补
             …
             [加入候补]
             …
        甲 <! 您没有报这门课,不用取消
        乙 < 🎉 《示例·家常菜烹饪课》有空位了,给您留着。
             …
    """)
    assert states(database, COOKING) == [("900001", "cancelled"), ("900002", "offered")]


async def test_an_offer_is_left_to_the_next(play: Play, database: Path) -> None:
    await play(IN_LINE + BEHIND)
    await offer(play, database)
    await play("""
        甲 > [不要了]
        甲 <! 好的,名额给下一位。以后想上还可以再报名
        甲 <✎ …
             [加入候补]
             …
        乙 < 🎉 …
        乙 > [要这个名额]
        乙 <! 报名成功!…
        乙 <✎ …
    """)
    assert states(database, COOKING) == [("900001", "cancelled"), ("900002", "confirmed")]


async def test_an_offer_that_ran_out_is_refused_kindly(play: Play, database: Path) -> None:
    await play(IN_LINE)
    await offer(play, database)
    await play("""
        * +2d
        …
        甲 > [要这个名额]
        甲 <! 这个名额已经不留了:时间过了,或者您说过不要。还想上,可以再报名
        甲 <✎ 示例·家常菜烹饪课
             …
             这次没有排上
    """)
    assert states(database, COOKING) == [("900001", "lapsed")]


async def test_buttons_of_what_is_gone_or_never_was(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED + "甲 > [取消报名]\n甲 <! …\n甲 <✎ …\n")
    message = play.world.chat("甲")[-1]["message_id"]
    for data in ("course.leave:1", "course.surely:1"):
        await play.world.tap_data("甲", message, data)
        (toast, *_) = [event for event in await play.world.settle() if event.to == "甲"]
        assert toast.text.startswith("您没有报这门课")
    for data in ("course.open:4000", "course.accept:4000", "course.enrol:4000"):
        await play.world.tap_data("甲", message, data)
        (toast, *_) = [event for event in await play.world.settle() if event.to == "甲"]
        assert toast.text.startswith("没有找到这门课"), data


async def test_in_a_group_a_card_leads_into_the_private_chat(play: Play, database: Path) -> None:
    play.world.group("车间群", ["甲"])
    await play("""
        甲@车间群 > @studio_standin_bot 谁懂核磁
        车间群 < …
    """)
    message = play.world.chat("车间群")[-1]["message_id"]
    for data in ("course.open:1", "course.enrol:1", "course.wish", "my.open"):
        await play.world.tap_data("甲@车间群", message, data)
    seen = await play.world.settle()
    (card,) = [event for event in seen if event.to == "车间群"]
    ((button,),) = card.inline
    assert button["text"] == "私聊报名"
    assert button["url"].endswith("?start=course_1")
    assert [event.text for event in seen if event.kind == "toast" and event.text] == [
        "报名请到和我的私聊里，免得大家都看到",
        "点单请到和我的私聊里",
    ]
    assert states(database, WELDING) == []


async def test_the_calendar_file_has_every_session_and_is_replaced(play: Play, database: Path) -> None:
    await play(f"""
        甲 > /start course_{SERIES}
        甲 < …
        甲 > [加入日历]
        甲 <! 日历文件马上发给您,点开就能加到手机日历
        甲 < 📄 course-{SERIES}.ics
             示例·管对接焊提高班 · 日历
    """)
    before = _events(play.world)
    assert [str(event["SUMMARY"]) for event in before] == ["示例·管对接焊提高班"] * 3
    assert before[0].decoded("DTSTART") == datetime(2026, 12, 21, 10, 30, tzinfo=UTC)
    assert before[0].decoded("DTEND") == datetime(2026, 12, 21, 12, 30, tzinfo=UTC)
    change(database, "UPDATE courses SET state = 'cancelled', version = version + 1 WHERE id = ?", SERIES)
    await play("""
        甲 > [加入日历]
        甲 <! 日历文件马上发给您,点开就标成已取消;要是还在日历里,请手动删掉
        甲 < 📄 …
    """)
    after = _events(play.world)
    assert [str(event["UID"]) for event in after] == [str(event["UID"]) for event in before]
    assert {str(event["STATUS"]) for event in after} == {"CANCELLED"}
    assert all(new["SEQUENCE"] > old["SEQUENCE"] for new, old in zip(after, before, strict=True))


def _events(world: World) -> list[Component]:
    """The events in the file that came last."""
    _, content, _ = world.file("甲", world.chat("甲")[-1]["message_id"])
    return list(Calendar.from_ical(content).walk("VEVENT"))
