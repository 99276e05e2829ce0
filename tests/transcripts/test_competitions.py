"""Everybody sees competitions, follows them, registers, and takes them into a calendar."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar, Component

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

LIST = """
甲 > 竞赛
甲 < 技能竞赛 · 4

     1 示例·中式烹饪技能竞赛
     正在报名 · 报名截止:12月3日 周四 18:00

     2 示例·网络安全技能竞赛
     还没开始报名 · 报名开始:12月6日 周日 09:00

     3 示例·急救技能竞赛
     决赛已开始 · 公示:12月7日 周一 09:00

     4 示例·焊工技能竞赛
     正在报名 · 报名截止:12月21日 周一 18:00
     [1] [2] [3] [4]
     [看往期竞赛]
"""
CARD = """
甲 > [1]
甲 <✎ 示例·中式烹饪技能竞赛
     正在报名 · 报名截止:12月3日 周四 18:00

     工种:中式烹调师
     主办:示例主办单位乙
     对象:本区餐饮单位职工
     地点:示例职业学校实训楼

     ✓ 报名开始:11月11日 周三 09:00
     · 报名截止:12月3日 周四 18:00
     · 资格审核:12月6日 周日 09:00
     · 初赛:12月13日 周日 09:00
     · 决赛:12月20日 周日 09:00

     规定菜一道,自选菜一道,现场制作。

     来源:示例,以区总工会通知为准
     [报名] [关注]
     [加入日历]
     [返回列表]
"""
CONSENT = """
甲 <✎ 先问您一声
     关注「示例·中式烹饪技能竞赛」,需要记下您的 Telegram 编号和您关注了哪些竞赛。

     · 做什么用:提醒您、竞赛有变动时告诉您
     · 不记姓名、手机号和单位
     · 随时可以取消;发 /privacy 可以查看或删除
     [同意并关注] [不用了]
"""
ENTERED = """
甲 > [报名]
甲 <✎ 先问您一声
     …
     [同意并报名] [不用了]
甲 > [同意并报名]
甲 <! 报名成功,有变动会告诉您
甲 <✎ 示例·中式烹饪技能竞赛
     …
     ✅ 您已报名
     [取消报名] [关注]
     [加入日历]
     [返回列表]
"""


def _concerned(database: Path, table: str) -> list[tuple[object, ...]]:
    return rows(database, f"SELECT competition FROM {table} ORDER BY competition")


async def test_from_the_list_to_following_and_registering(play: Play, database: Path) -> None:
    await play(LIST + CARD + "甲 > [关注]\n" + CONSENT)
    await play("""
        甲 > [不用了]
        甲 <✎ 示例·中式烹饪技能竞赛
             …
             [报名] [关注]
             [加入日历]
             [返回列表]
    """)
    assert _concerned(database, "competition_follows") == []
    await play(ENTERED)
    await play("""
        甲 > [关注]
        甲 <! 已关注,到时候提醒您
        甲 <✎ 示例·中式烹饪技能竞赛
             …
             ✅ 您已报名
             [取消报名] [取消关注]
             [加入日历]
             [返回列表]
    """)
    assert _concerned(database, "registrations") == _concerned(database, "competition_follows") == [(2,)]
    await play("""
        甲 > [取消关注]
        甲 <! 已取消关注
        甲 <✎ …
             [取消报名] [关注]
             [加入日历]
             [返回列表]
        甲 > [取消报名]
        甲 <! 已取消报名
        甲 <✎ …
             [报名] [关注]
             [加入日历]
             [返回列表]
        甲 > [返回列表]
        甲 <✎ 技能竞赛 · 4
             …
        甲 > [看往期竞赛]
        甲 <✎ 往期竞赛 · 1

             1 示例·叉车驾驶技能竞赛
             已结束
             [1]
             [看正在进行的]
        甲 > [1]
        甲 <✎ 示例·叉车驾驶技能竞赛
             已结束
             …
             [返回列表]
        甲 > [返回列表]
        甲 <✎ 往期竞赛 · 1
             …
    """)
    assert _concerned(database, "registrations") == _concerned(database, "competition_follows") == []


@pytest.mark.parametrize("words", ["/competitions", "技能竞赛", "比赛", "有什么比赛", "有什么竞赛"])
async def test_the_words_that_lead_to_the_list(world: World, words: str) -> None:
    await world.say("somebody new", words)
    assert [event.text for event in await world.settle() if "技能竞赛 · 4" in event.text]


async def test_moments_are_marked_as_such_in_our_words(world: World) -> None:
    await world.say("甲", "/start competition_2")
    html = [event.html for event in await world.settle() if event.to == "甲"][-1]
    assert '<tg-time unix="1796292000" format="">12月3日 周四 18:00</tg-time>' in html


async def test_a_double_tap_registers_once(play: Play, database: Path) -> None:
    await play(LIST + CARD + ENTERED)
    await play("""
        甲 > [取消报名]
        甲 <! 已取消报名
        甲 <✎ …
        * 甲 taps [报名] twice
        甲 <! 报名成功,有变动会告诉您
        甲 <✎ …
             ✅ 您已报名
        甲 <! 您已经报过名了
    """)
    assert _concerned(database, "registrations") == [(2,)]


async def test_registration_only_between_its_times(play: Play, database: Path) -> None:
    await play(LIST)
    await play("""
        甲 > [2]
        甲 <✎ 示例·网络安全技能竞赛
             还没开始报名 · …
             [关注]
             [加入日历]
             [返回列表]
        甲 > [返回列表]
        甲 <✎ …
    """)
    await play(CARD)
    await play("""
        甲 > [报名]
        甲 <✎ 先问您一声
             …
        * 2026-12-03T18:00
        甲 > [同意并报名]
        甲 <! 报名已在 12月3日 周四 18:00 截止
        甲 <✎ 示例·中式烹饪技能竞赛
             报名已截止 · 资格审核:12月6日 周日 09:00
             …
             [关注]
             [加入日历]
             [返回列表]
    """)
    assert _concerned(database, "registrations") == []
    assert rows(database, "SELECT * FROM consents") == []


async def test_a_registration_is_taken_back_after_it_closed_only_when_it_is_meant(play: Play, database: Path) -> None:
    await play(LIST + CARD + ENTERED)
    await play("""
        * 2026-12-04T10:00
        …
        甲 > [取消报名]
        甲 <✎ 报名已经截止,取消后就不能再报「示例·中式烹饪技能竞赛」了。确定取消报名吗?
             [确定取消报名] [不取消]
        甲 > [不取消]
        甲 <✎ …
             ✅ 您已报名
             [取消报名] [关注]
             [加入日历]
             [返回列表]
        甲 > [取消报名]
        甲 <✎ …
        甲 > [确定取消报名]
        甲 <! 已取消报名
        甲 <✎ …
             [关注]
             [加入日历]
             [返回列表]
    """)
    assert _concerned(database, "registrations") == []


async def test_following_anew_ends_no_more_of_this(play: Play, database: Path) -> None:
    await play(LIST + CARD + ENTERED)
    change(database, "INSERT INTO mutes SELECT person, 'competition', 2, 0 FROM registrations")
    change(database, "INSERT INTO mutes SELECT person, 'competition', 3, 0 FROM registrations")
    await play("""
        甲 > [关注]
        甲 <! 已关注,到时候提醒您
        甲 <✎ …
    """)
    assert rows(database, "SELECT subject FROM mutes") == [(3,)]


async def test_whoever_wants_no_reminders_is_told_so_and_may_switch_them_on(play: Play, database: Path) -> None:
    await play(LIST + CARD + "甲 > [关注]\n" + CONSENT)
    await play("""
        甲 > [同意并关注]
        甲 <! 已关注,到时候提醒您
        甲 <✎ …
    """)
    change(database, "INSERT INTO mutes SELECT person, 'competition', 0, 0 FROM competition_follows")
    await play("""
        甲 > [报名]
        甲 <✎ 先问您一声
             …
        甲 > [同意并报名]
        甲 <! 报名成功,有变动会告诉您
        甲 <✎ 示例·中式烹饪技能竞赛
             …
        甲 < 您关掉了竞赛提醒,到时候不会提醒您。要打开吗?
             [打开竞赛提醒]
        甲 > [取消关注]
        甲 <! 已取消关注
        甲 <✎ …
        甲 > [关注]
        甲 <! 已关注
        甲 < 您关掉了竞赛提醒,到时候不会提醒您。要打开吗?
             [打开竞赛提醒]
        甲 <✎ …
        甲 > [打开竞赛提醒]
        甲 <! 好的,照常提醒
        甲 <✎ 提醒设置
             收:通知、竞赛提醒、培训提醒
             …
    """)
    assert rows(database, "SELECT * FROM mutes") == []


async def test_ones_own_competitions_are_listed_and_a_title_opens_its_card(play: Play) -> None:
    await play("""
        甲 > 竞赛什么时候截止?
        甲 < 技能竞赛 · 4
             …
    """)
    await play(LIST + CARD + ENTERED)
    await play("""
        甲 > 我报名的竞赛
        甲 < 我的竞赛 · 1

             1 示例·中式烹饪技能竞赛
             ✅ 您已报名 · 正在报名 · 报名截止:12月3日 周四 18:00
             [1]
             [看全部竞赛]
        甲 > 示例·焊工技能竞赛
        甲 < 示例·焊工技能竞赛
             …
        甲 > [关注]
        甲 <! 已关注,到时候提醒您
        甲 <✎ …
        甲 > 竞赛什么时候截止
        甲 < 我的竞赛 · 2

             1 示例·中式烹饪技能竞赛
             ✅ 您已报名 · 正在报名 · 报名截止:12月3日 周四 18:00

             2 示例·焊工技能竞赛
             已关注 · 正在报名 · 报名截止:12月21日 周一 18:00
             [1] [2]
             [看全部竞赛]
        甲 > [看全部竞赛]
        甲 <✎ 技能竞赛 · 4
             …
             [1] [2] [3] [4]
             [看往期竞赛]
             [我的竞赛]
        甲 > [我的竞赛]
        甲 <✎ 我的竞赛 · 2
             …
        甲 > [2]
        甲 <✎ 示例·焊工技能竞赛
             …
    """)


async def test_a_link_leads_to_the_card(play: Play) -> None:
    await play("""
        甲 > /start competition_2
        甲 < 示例·中式烹饪技能竞赛
             …
             [报名] [关注]
             [加入日历]
             [返回列表]
        甲 > /start competition_99
        甲 < 这个链接的内容已不在了…
    """)


async def test_buttons_of_a_competition_that_is_gone_or_over(play: Play, database: Path, world: World) -> None:
    await play(LIST + CARD)
    change(database, "DELETE FROM competitions WHERE id = 2")
    await play("""
        甲 > [报名]
        甲 <! 没有找到这项竞赛,请看最新的
        甲 < 技能竞赛 · 3
             …
        甲 > [2]
        甲 <✎ 示例·急救技能竞赛
             …
             [关注]
             [加入日历]
             [返回列表]
        * 2026-12-14T09:00
        甲 > [关注]
        甲 <! 这项竞赛已经结束了
        甲 <✎ 示例·急救技能竞赛
             已结束
             …
             [返回列表]
    """)


async def test_buttons_under_a_reminder_leave_it_as_it_is(world: World, database: Path) -> None:
    await world.say("甲", "/start")
    await world.settle()
    message = world.chat("甲")[-1]["message_id"]
    for data in ("competition.card:2", "competition.enter:2", "competition.follow:2"):
        await world.tap_data("甲", message, data)
        seen = [event for event in await world.settle() if event.to == "甲"]
        assert [event.kind for event in seen if event.kind == "edit"] == [], data
        assert any("示例·中式烹饪技能竞赛" in event.text for event in seen), data


async def test_attachments_come_by_their_button(play: Play, database: Path, picture: Path) -> None:
    await play(f"""
        管 > 新建竞赛
        管 < …
        管 > 示例·电工技能竞赛
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > 12月20日
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ 有通知、赛题这样的图片或文件就发给我,最多 5 个。
             [跳过] [返回] [取消]
        管 > +photo "{picture}"
        管 < 已收到 1 张图片。发完点「完成」。
             [完成] [清空重发] [返回]
             [取消]
        管 > +file "{picture}"
        管 < 已收到 1 张图片、1 个文件。发完点「完成」。
        管 > [完成]
        管 <✎ …
        管 > [跳过]
        管 <✎ 请看一遍再保存:
             …
             附件:1 张图片、1 个文件
             …
        管 > [保存]
        管 <✎ ✅ 已保存…
        甲 > /start competition_6
        甲 < 示例·电工技能竞赛
             …
             附件:1 张图片、1 个文件
             …
             [报名] [关注]
             [看附件] [加入日历]
             [返回列表]
        甲 > [看附件]
        甲 < 🖼 {picture.name}
             示例·电工技能竞赛 附件 1
        甲 < 📄 {picture.name}
             示例·电工技能竞赛 附件 2
        生人 > /start competition_6
        生人 < …
        生人 > [看附件]
        生人 < 🖼 {picture.name}
             …
        生人 < 📄 {picture.name}
             …
    """)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture that the stand-in takes."""
    path = tmp_path / "题.png"
    path.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000100000000808020000007f14e8c0"
            "0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
        )
    )
    return path


async def test_the_calendar_file_is_read_back(world: World, database: Path) -> None:
    await world.say("甲", "/start competition_1")
    await world.settle()
    first = await _calendar(world)
    assert set(first) == {
        f"competition-1-{stage}@studio-bot"
        for stage in ("register_open", "register_close", "review", "preliminary", "final", "publicity")
    }
    close = first["competition-1-register_close@studio-bot"]
    assert close.decoded("DTSTART") == datetime(2026, 12, 21, 10, 0, tzinfo=UTC)  # 18:00 in Shanghai
    assert b"DTSTART:20261221T100000Z" in close.to_ical()
    assert (str(close["SUMMARY"]), str(close["SEQUENCE"])) == ("报名截止 · 示例·焊工技能竞赛", "1")
    assert (str(close["LOCATION"]), str(close["STATUS"])) == ("示例实训基地一号厂房", "CONFIRMED")
    change(database, "UPDATE competitions SET version = 2, state = 'cancelled' WHERE id = 1")
    again = await _calendar(world)
    assert set(again) == set(first)  # the same events, said to be off
    assert {(str(event["SEQUENCE"]), str(event["STATUS"])) for event in again.values()} == {("2", "CANCELLED")}


async def _calendar(world: World) -> dict[str, Component]:
    """The events in the file that comes of a tap on 加入日历."""
    message = next(one for one in reversed(world.chat("甲")) if "焊工" in str(one.get("text")))
    await world.tap_data("甲", message["message_id"], "competition.calendar:1")
    sent = [event for event in await world.settle() if event.kind == "document"]
    assert [event.file for event in sent] == ["competition-1.ics"]
    _, content, _ = world.file("甲", sent[0].message_id)
    calendar = Calendar.from_ical(content)
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) == ("2.0", "PUBLISH")
    return {str(event["UID"]): event for event in calendar.walk("VEVENT")}


async def test_a_button_of_before_registers_nobody_by_another_consent(world: World, database: Path) -> None:
    await world.say("甲", "/start competition_2")
    await world.settle()
    await world.tap_data("甲", world.chat("甲")[-1]["message_id"], "competition.agree:enter:2")
    toasts = [event.text for event in await world.settle() if event.kind == "toast"]
    assert toasts == ["报名的办法变了\uff0c请再点一次「报名」"]
    assert rows(database, "SELECT * FROM consents") == _concerned(database, "registrations") == []
