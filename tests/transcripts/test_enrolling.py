"""报名: to a seat in two taps, through the form where something is asked, and every kind no."""

import asyncio
from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows
from tests.transcripts.test_training import CARD, ENROLLED, WELDING, states

CPR = 14
HOUR_MS = 3600 * 1000

OPEN_TWO = """
甲 > /start course_14
甲 < 示例·心肺复苏急救课
     …
     [报名]
     …
"""


def ask(database: Path, course: int, *questions: str) -> None:
    """What the organiser asks of those who enrol, from now on."""
    change(database, "DELETE FROM course_questions WHERE course = ?", course)
    for place, text in enumerate(questions):
        change(database, "INSERT INTO course_questions VALUES (?, ?, ?)", course, place, text)


def answers(database: Path) -> list[tuple[object, ...]]:
    return rows(database, "SELECT question, answer FROM enrolment_answers ORDER BY enrolment, position")


async def test_two_taps_the_first_time_and_one_from_then_on(world: World, database: Path) -> None:
    for course, taps in ((WELDING, ["报名", "同意并报名"]), (CPR, ["报名"])):
        await world.say("甲", f"/start course_{course}")
        await world.settle()
        for label in taps:
            await world.tap("甲", label)
            await world.settle()
        assert states(database, course) == [("900001", "confirmed")]
    assert rows(database, "SELECT name, unit FROM profiles WHERE name = '示例职工甲'") == [("示例职工甲", "")]


async def test_a_stranger_who_declines_is_not_kept(play: Play, database: Path) -> None:
    await play("""
        newcomer > /start course_1
        newcomer < …
        newcomer > [报名]
        newcomer <✎ 先问您一声
             报名「示例·焊接实操课」,要记下您的姓名和 Telegram 编号,单位可以在 /my 里补。
             · 姓名先写 newcomer(您在 Telegram 上的名字),发 /my 随时可以改
             …
             [同意并报名]
             [同意并改名字] [不用了]
        newcomer > [不用了]
        newcomer <✎ 示例·焊接实操课
             …
             [报名]
             …
    """)
    newcomer = str(play.world.person("newcomer").id)
    assert rows(database, "SELECT * FROM addresses WHERE address = ?", newcomer) == []


async def test_another_name_than_telegram_shows(play: Play, database: Path) -> None:
    long = "示" * 41
    await play(CARD)
    await play(f"""
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并改名字]
        甲 <✎ 名单和证书上写什么名字?请写您的姓名。…
             [取消]
        甲 > {long}
        甲 < 请写您的姓名,2 到 40 个字…
             [取消]
        甲 > 同意
        甲 < 请写您的姓名,2 到 40 个字…
             [取消]
        甲 > 示例职工丁
        甲 < 请看一遍再报名:
             示例·焊接实操课
             名字:示例职工丁
             [确认报名]
             [返回修改] [取消]
        甲 > [确认报名]
        甲 <! 报名成功!…
        甲 <✎ 示例·焊接实操课
             …
             ✅ 您已报名
    """)
    assert rows(database, "SELECT name FROM profiles WHERE name LIKE '示例职工%' ORDER BY name")[0] == ("示例职工丁",)


async def test_the_organisers_questions_are_answered_in_a_form_that_waits(play: Play, database: Path) -> None:
    ask(database, WELDING, "有焊工证吗?", "穿多大的工作服?")
    await play(CARD)
    await play("""
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <✎ 示例·焊接实操课 · 1/2
             有焊工证吗?
             [取消]
        甲 > 周末有什么培训
        甲 < …
        甲 < 您的报名还没有提交,给您留着。
             [继续填写] [取消]
        甲 > 有
        甲 < 示例·焊接实操课 · 2/2
             穿多大的工作服?
             [返回] [取消]
        甲 > /start course_14
        甲 < 示例·心肺复苏急救课
             …
        甲 < 您的报名还没有提交,给您留着。
             [继续填写] [取消]
        * +2h
        甲 > /start course_1
        甲 < 示例·焊接实操课
             …
        甲 > [报名]
        甲 <✎ 示例·焊接实操课 · 2/2
             …
        * 甲 sends a sticker
        甲 < 这一步只收文字。
        甲 > 175
        甲 < 请看一遍再报名:
             示例·焊接实操课
             有焊工证吗?
             有
             穿多大的工作服?
             175
             [确认报名]
             [返回修改] [取消]
        * 甲 taps [确认报名] twice
        甲 <! 报名成功!…
        甲 <✎ …
             ✅ 您已报名
        甲 <! 这份表单已经提交或取消了
    """)
    assert answers(database) == [("有焊工证吗?", "有"), ("穿多大的工作服?", "175")]
    assert states(database, WELDING) == [("900001", "confirmed")]


async def test_a_form_given_up_and_a_form_of_another_course(play: Play, database: Path) -> None:
    ask(database, WELDING, "有焊工证吗?", "几年了?")
    ask(database, CPR, "学过吗?")
    await play(CARD)
    await play("""
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <✎ …
        甲 > 有
        甲 < …
    """)
    await play(OPEN_TWO.replace('     …\n"""', "") + "甲 < 您的报名还没有提交,给您留着。\n")
    await play("""
        甲 > [报名]
        甲 <✎ 您报「示例·焊接实操课」的问题还没答完。
             [继续填写] [改报这门]
        甲 > [改报这门]
        甲 <✎ 示例·心肺复苏急救课 · 1/1
             学过吗?
             [取消]
        甲 > 取消
        甲 < 好的,没有报名。想报时再点「报名」。
    """)
    assert states(database, WELDING) == states(database, CPR) == []


async def test_questions_that_changed_meanwhile_are_asked_anew(play: Play, database: Path) -> None:
    ask(database, WELDING, "有焊工证吗?", "几年了?")
    await play(CARD)
    await play("""
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <✎ …
        甲 > 有
        甲 < …
        甲 > 三年
        甲 < 请看一遍再报名:
             …
    """)
    ask(database, WELDING, "穿多大的工作服?", "有焊工证吗?")
    await play("""
        甲 > 确认
        甲 < 主办方刚改了要问的问题,请再看一遍
        甲 < 示例·焊接实操课 · 1/2
             穿多大的工作服?
             [取消]
        甲 > 175
        甲 < 示例·焊接实操课 · 2/2
             有焊工证吗?
             [不改了] [返回] [取消]
        甲 > [不改了]
        甲 <✎ 请看一遍再报名:
             …
        甲 > 确认
        甲 < 报名成功!…
        甲 < 示例·焊接实操课
             …
    """)
    assert answers(database) == [("穿多大的工作服?", "175"), ("有焊工证吗?", "有")]


async def test_the_unit_is_asked_once_and_its_seats_are_counted(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET per_unit = 1 WHERE id IN (?, ?)", WELDING, CPR)
    await play("""
        甲 > /start course_1
        甲 < …
             每个单位最多 1 人
             …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <✎ 「示例·焊接实操课」按单位限名额,请写您的单位,例如「示例机械厂」。…
             [取消]
        甲 > 示例机械厂
        甲 < 请看一遍再报名:
             示例·焊接实操课
             单位:示例机械厂
        甲 > [确认报名]
        甲 <! 报名成功!…
        甲 <✎ …
    """)
    await play(OPEN_TWO)
    await play("""
        甲 > [报名]
        甲 <! 报名成功!…
        甲 <✎ …
        乙 > /start course_1
        乙 < …
        乙 > [报名]
        乙 <✎ …
        乙 > [同意并报名]
        乙 <✎ …
        乙 > 示例 机械厂
        乙 < …
        乙 > [返回修改]
        乙 <✎ …
        乙 > 示例机械厂
        乙 < …
        乙 > [确认报名]
        乙 <! 您单位的名额(1 人)已经满了,给别的单位留一些。请看看别的课
        乙 <✎ 示例·焊接实操课
             …
    """)
    assert states(database, WELDING) == [("900001", "confirmed")]


async def test_a_clash_is_warned_of_and_meant(play: Play, database: Path) -> None:
    change(database, "UPDATE sessions SET begins_at = begins_at + ? WHERE course = ?", -24 * HOUR_MS, CPR)
    change(database, "UPDATE courses SET begins_at = begins_at + ? WHERE id = ?", -24 * HOUR_MS, CPR)
    await play(CARD + ENROLLED + OPEN_TWO)
    await play("""
        甲 > [报名]
        甲 <✎ 「示例·心肺复苏急救课」和您已报的时间有冲突:
             · 示例·焊接实操课(12月5日 周六 14:00)
             还要报名吗?
             [仍要报名] [不报了]
        甲 > [不报了]
        甲 <✎ …
             [报名]
             …
        甲 > [报名]
        甲 <✎ …
        甲 > [仍要报名]
        甲 <! 报名成功!…
        甲 <✎ …
    """)
    assert states(database, CPR) == [("900001", "confirmed")]


async def test_the_organiser_looks_at_each_and_may_refuse(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET approval = 1 WHERE id = ?", WELDING)
    await play("""
        甲 > /start course_1
        甲 < …
             报名后由主办方审核
             …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <! 已提交,等主办方审核。审完就告诉您,名额先给您留着
        甲 <✎ 示例·焊接实操课
             …
             ⏳ 待审:主办方看过就告诉您,名额先给您留着
             [取消报名]
             …
    """)
    change(database, "UPDATE enrolments SET state = 'refused', reason = '要有操作证' WHERE state = 'pending'")
    await play("""
        甲 > /start course_1
        甲 < …
             未通过:要有操作证
             [转人工]
             [加入日历] [分享]
             [返回列表]
    """)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("state = 'cancelled', reason = '讲师生病'", "这门课已经取消了,请看看别的课"),
        ("state = 'closed'", "这门课已停止报名,请看看别的课"),
        ("enrol_until = 1796086860000", "报名已在 12月1日 周二 09:01 截止,请看看别的课"),
        ("begins_at = 1796086860000", "这门课已经开课了,请看看别的课"),
        ("begins_at = 1, ends_at = 1796086860000", "这门课已经结束了,请看看别的课"),
    ],
)
async def test_too_late_is_said_at_every_button(world: World, database: Path, how: str, said: str) -> None:
    await world.say("甲", "/start course_1")
    await world.settle()
    await world.tap("甲", "报名")
    await world.settle()
    change(database, f"UPDATE courses SET {how}, version = version + 1 WHERE id = 1")
    await world.move(120_000)
    await world.settle()
    message = world.chat("甲")[-1]["message_id"]
    for button in ("agree", "agree_named", "enrol", "enrol_here", "sure", "fresh"):
        await world.tap_data("甲", message, f"course.{button}:1")
        toast, *_ = [event.text for event in await world.settle() if event.to == "甲"]
        assert toast.replace("\uff0c", ",") == said, button
    assert rows(database, "SELECT * FROM consents") == []
    assert states(database, WELDING) == []


async def test_a_double_tap_enrols_once_and_an_old_button_shows_how_things_are(play: Play, database: Path) -> None:
    await play(CARD)
    await play("""
        甲 > [报名]
        甲 <✎ …
        * 甲 taps [同意并报名] twice
        甲 <! 报名成功!…
        甲 <✎ …
        甲 <! 您已经在名单上了,情况在下面
    """)
    assert states(database, WELDING) == [("900001", "confirmed")]


async def test_two_at_once_for_the_last_seat(world: World, database: Path) -> None:
    change(database, "UPDATE courses SET seats = 1 WHERE id = ?", WELDING)
    for who in ("甲", "乙"):
        await world.say(who, "/start course_1")
        await world.settle()
        await world.tap(who, "报名")
        await world.settle()
    await asyncio.gather(world.tap("甲", "同意并报名"), world.tap("乙", "同意并报名"))
    toasts = sorted(event.text[:4] for event in await world.settle() if event.kind == "toast")
    assert toasts == ["名额满了", "报名成功"]
    assert sorted(state for _, state in states(database, WELDING)) == ["confirmed", "waiting"]


async def test_who_switched_reminders_off_is_told_so(play: Play, database: Path) -> None:
    await play(CARD + ENROLLED)
    change(database, "INSERT INTO mutes SELECT person, 'course', 0, 1 FROM addresses WHERE address = '900001'")
    await play(OPEN_TWO)
    await play("""
        甲 > [报名]
        甲 <! 报名成功!…
        甲 <✎ …
        甲 < 您关掉了培训提醒,到时候不会提醒您。要打开吗?
             [打开培训提醒]
    """)


async def test_per_person(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET per_person = 1 WHERE studio = (SELECT studio FROM courses WHERE id = 1)")
    await play(CARD + ENROLLED)
    await play("""
        甲 > /start course_2
        甲 < …
        甲 > [报名]
        甲 <! 您同时报的课够多了,上完或取消一门再报吧
    """)
