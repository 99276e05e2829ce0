"""Organisers keep their courses: the desk, changes, the list, approving, writing to those on it, calling one off."""

import io
from pathlib import Path

import openpyxl
import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

TITLE = "示例·PLC 故障排查"
ENROL = """
{who} > PLC 故障排查
{who} < 示例·PLC 故障排查
     …
{who} > [报名]
{who} <✎ 先问您一声
     …
{who} > [同意并报名]
…
{who} <✎ 示例·PLC 故障排查
     …
"""
DESK = """
领 > /teach
领 < 我办的课 · 2

     1 示例·PLC 故障排查
     …
领 > [1]
领 <✎ 示例·PLC 故障排查
     …
"""


def _enrol(who: str, key: str = "报名") -> str:
    return ENROL.replace("{who}", who).replace("[报名]", f"[{key}]")


def _only_plain(play: Play) -> None:
    """For a conversation of steps that another one takes with restarts."""
    if play.restarts:
        pytest.skip("its steps are played with restarts elsewhere")


def _number(database: Path) -> int:
    number = rows(database, "SELECT id FROM courses WHERE title = ?", TITLE)[0][0]
    assert isinstance(number, int)
    return number


async def test_the_desk_of_a_course(play: Play) -> None:
    await play("""
        领 > /teach
        领 < 我办的课 · 2

             1 示例·PLC 故障排查
             12月5日 周六 09:00 · 还剩 12 个名额 · 免费

             2 示例·设备点检方法
             12月16日 周三 14:00 · 还剩 30 个名额 · 免费
             [1] [2]
             [开课] [教过的课]
             [看大家想学什么]
        领 > [1]
        领 <✎ 示例·PLC 故障排查
             示例领军人甲创新工作室 · 正在报名
             12月5日 周六 09:00–11:30
             示例第一机械厂技能室

             已报名 0/12
             [修改]
             [停止报名] [取消课程]
             [再办一次] [看课程卡片]
             [返回我办的课]
        领 > [停止报名]
        领 <! 已停止报名,候补的人还按顺序等
        领 <✎ 示例·PLC 故障排查
             示例领军人甲创新工作室 · 已停止报名
             …
             [修改]
             [恢复报名] [取消课程]
             [再办一次] [看课程卡片]
             [返回我办的课]
        甲 > PLC 故障排查
        甲 < 示例·PLC 故障排查
             …
             已停止报名
             …
        领 > [恢复报名]
        领 <! 已恢复报名
        领 <✎ 示例·PLC 故障排查
             示例领军人甲创新工作室 · 正在报名
             …
        领 > [返回我办的课]
        领 <✎ 我办的课 · 2
             …
        领 > [看大家想学什么]
        领 <✎ 大家想学什么
             还没有人点单。职工发「点单」就能说想学什么。
             [返回我办的课]
    """)


async def test_who_may_not(play: Play, world: World, database: Path) -> None:
    await play("""
        甲 > /teach
        甲 < 这里是领军人和联络员开课、管课的地方。…
        评 > 开课
        评 < 这里是领军人和联络员开课、管课的地方。…
        管 > /teach
        管 < 我办的课 · …
             …
    """)
    number = _number(database)
    change(database, "UPDATE courses SET studio = (SELECT max(id) FROM studios) WHERE id = ?", number)
    await play("""
        领 > /start
        领 < …
        …
    """)
    message = world.chat("领")[-1]["message_id"]
    for data in ("course.manage", "teach.change", "teach.end", "teach.table", "teach.tell", "teach.copy"):
        await world.tap_data("领", message, f"{data}:{number}")
        seen = [event.text for event in await world.settle() if event.to == "领"]
        assert len(seen) == 1, (data, seen)
        assert seen[0].endswith("由他们来管"), (data, seen)
    change(database, "UPDATE courses SET studio = NULL WHERE id = ?", number)
    await world.tap_data("领", message, f"teach.end:{number}")
    assert [event.text for event in await world.settle()] == ["这门课是区总工会办的,由他们来管".replace(",", "\uff0c")]
    await play("""
        领 > /teach
        领 < 我办的课 · 1
             …
    """)


async def test_a_change_is_told_and_of_two_organisers_one_is_faster(play: Play, database: Path) -> None:
    await play(_enrol("甲") + DESK)
    await play("""
        领 > [修改]
        领 <✎ 要改《示例·PLC 故障排查》的哪一项?点按钮,或者直接打字,例如「名额改成30」。
             [名称] [时间]
             [地点] [名额]
             [讲师] [费用]
             [对象] [请带]
             [类别] [简介]
             [附件] [课后资料]
             [报名提问] [报名审核]
             [报名截止] [取消截止]
             [单位限额] [每人限报]
             [结业证书] [提醒]
             [取消]
        领 > [地点]
        领 <✎ 现在:示例第一机械厂技能室

             在哪里上课?
             [地点另行通知]
             [返回] [取消]
        领 > 示例实训楼三层
        领 < 请看一遍再保存:
             示例·PLC 故障排查
             地点:示例第一机械厂技能室 → 示例实训楼三层
             保存后会告诉名单上的 1 人。
             还要改别的,直接打字,例如「地点改成线上」。
             [保存修改]
             [返回修改] [取消]
        联 > /teach
        联 < 我办的课 · 2
             …
        联 > [1]
        联 <✎ …
        联 > [修改]
        联 <✎ …
        联 > [名额]
        联 <✎ 现在:12

             多少个名额?写个数字。
             [名额不限]
             [返回] [取消]
        联 > 很多
        联 < 请写一个数字,1 到 100000,例如「20」。
        联 > [返回]
        联 <✎ …
        联 > 名额改成一百
        联 < 请看一遍再保存:
             示例·PLC 故障排查
             名额:12 → 100
             还要改别的,直接打字,例如「地点改成线上」。
             [保存修改]
             [返回修改] [取消]
        领 > [保存修改]
        领 <✎ ✅ 已修改。正在告诉 1 人。晚上休息的人,早上收到。

             示例·PLC 故障排查
             …
        甲 < 《示例·PLC 故障排查》有变化:
             地点:示例第一机械厂技能室 → 示例实训楼三层
             [查看课程] [加入日历]
        联 < 别人改了您办的《示例·PLC 故障排查》:
             …
        联 > [保存修改]
        联 <✎ 这门课刚被别人改过,您的修改没有保存。现在是这样:
        联 < 示例·PLC 故障排查
             …
             示例实训楼三层
             …
    """)
    assert rows(database, "SELECT seats, place, version FROM courses WHERE title = ?", TITLE) == [
        (12, "示例实训楼三层", 2)
    ]
    assert rows(database, "SELECT action, detail FROM audit") == [("course.edit", "changed place")]


async def test_another_time_and_fewer_seats(play: Play, database: Path) -> None:
    _only_plain(play)
    await play(_enrol("甲") + _enrol("乙") + DESK)
    await play("""
        领 > [修改]
        领 <✎ …
        领 > [时间]
        领 <✎ 现在:12月5日 周六 09:00–11:30

             什么时候上课?…
             …
        领 > 11月20日9点
        领 < 写的是 11月20日 周五 09:00,已经过了。请再发一次。
        领 > 下午两点
        领 < 请看一遍再保存:
             示例·PLC 故障排查
             时间:12月5日 周六 09:00–11:30 → 12月5日 周六 14:00–16:30
             保存后会告诉名单上的 2 人。
             还要改别的,直接打字,例如「地点改成线上」。
             [保存修改]
             [返回修改] [取消]
        领 > [保存修改]
        领 <✎ ✅ 已修改。正在告诉 2 人。晚上休息的人,早上收到。
             …
        甲 < 《示例·PLC 故障排查》有变化:
             时间:12月5日 周六 09:00–11:30 → 12月5日 周六 14:00–16:30
        乙 < 《示例·PLC 故障排查》有变化:
             …
        领 > [修改]
        领 <✎ …
        领 > [名额]
        领 <✎ …
        领 > 1
        领 < 请看一遍再保存:
             示例·PLC 故障排查
             名额:12 → 1
             ⚠ 已有 2 人占了名额,比 1 多。不会取消谁的名额,有人退出时先不补。
             还要改别的,直接打字,例如「地点改成线上」。
        领 > [保存修改]
        领 <✎ ✅ 已修改。

             示例·PLC 故障排查
             …
             已报名 2/1
             ⚠ 占了名额的有 2 人,比名额多;有人退出不会再补。
    """)
    number = _number(database)
    assert rows(database, "SELECT state FROM enrolments WHERE course = ?", number) == [("confirmed",)] * 2


async def test_approving_refusing_and_the_seat_that_goes_on(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET approval = 1, seats = 1 WHERE title = ?", TITLE)
    await play(_enrol("甲") + _enrol("乙", "加入候补") + DESK)
    await play("""
        领 > [待审 1 人]
        领 <✎ 待审 · 示例·PLC 故障排查 · 1

             1 示例职工甲
             [✅ 1 通过] [✗ 1 不通过]
             [返回课程管理]
        领 > [✗ 1 不通过]
        领 <✎ 《示例·PLC 故障排查》为什么不通过示例职工甲?写一句原因,会告诉本人。
             [取消]
        领 > 名额优先设备维修岗
        领 < 不通过示例职工甲在《示例·PLC 故障排查》的报名?
             原因:名额优先设备维修岗
             [确定]
             [返回修改] [取消]
        * 领 taps [确定] twice
        领 <! 好的,已告诉示例职工甲
        领 <✎ 待审 · 示例·PLC 故障排查

             都审完了。
             [返回课程管理]
             [还让这位报名]
        领 <! 这份表单已经提交或取消了
        甲 < 您在《示例·PLC 故障排查》的报名没有通过。
             原因:名额优先设备维修岗
        乙 < 🎉 《示例·PLC 故障排查》有空位了,给您留着。
             …
        乙 > [要这个名额]
        …
        领 > [返回课程管理]
        领 <✎ 示例·PLC 故障排查
             …
             已报名 0/1 · 待审 1
        领 > 待审核
        领 < 待审 · 示例·PLC 故障排查 · 1
             …
        联 > /teach
        联 < …
        联 > [1]
        联 <✎ …
        联 > [待审 1 人]
        联 <✎ …
        领 > [✅ 1 通过]
        领 <! 已通过,已告诉示例职工乙
        领 <✎ 待审 · 示例·PLC 故障排查
             …
        乙 < ✅ 《示例·PLC 故障排查》报名通过了。
             …
        联 > [✗ 1 不通过]
        联 <! 已经处理过了:已报名
        联 <✎ 待审 · 示例·PLC 故障排查

             都审完了。
             [返回课程管理]
    """)
    details = [detail for (detail,) in rows(database, "SELECT detail FROM audit ORDER BY id")]
    assert [str(detail).split(" enrolment")[0] for detail in details] == ["refuse", "approved"]


async def test_somebody_is_taken_off_the_list(play: Play) -> None:
    await play(_enrol("甲") + DESK)
    await play("""
        领 > [名单 1 人]
        领 <✎ 名单 · 示例·PLC 故障排查 · 1 人

             1 示例职工甲
             [1]
             [导出表格]
             [返回课程管理]
        领 > [1]
        领 <✎ 示例职工甲
             示例·PLC 故障排查 · 已报名
             没留单位
             报名时间:…
             [移出名单]
             [返回名单]
        领 > [移出名单]
        领 <✎ 为什么把示例职工甲移出《示例·PLC 故障排查》的名单?写一句原因,会告诉本人。
             [取消]
        领 > 重复报名
        领 < 把示例职工甲移出《示例·PLC 故障排查》的名单?
             原因:重复报名
             [确定]
             [返回修改] [取消]
        甲 > 我的课
        …
        领 > [确定]
        领 <! 好的,已告诉示例职工甲
        领 <✎ 名单 · 示例·PLC 故障排查 · 0 人

             名单上还没有人。
             [返回课程管理]
             [还让这位报名]
        甲 < 您不在《示例·PLC 故障排查》的名单上了。
             原因:重复报名
             有疑问请转人工问一声。
             [查看课程]
        领 > [还让这位报名]
        领 <! 好的,示例职工甲可以再报名了,已告诉本人
        领 <✎ 名单 · …
             …
        甲 < 您可以重新报《示例·PLC 故障排查》了。
             [报名] [查看课程]
    """)


async def test_only_the_enrolled_are_written_to_and_not_too_often(play: Play, database: Path) -> None:
    change(database, "UPDATE courses SET seats = 1 WHERE title = ?", TITLE)
    await play(_enrol("甲") + _enrol("乙", "加入候补") + DESK)
    write = """
        领 > [通知已报名的人]
        领 <✎ 要告诉《示例·PLC 故障排查》名单上的人什么?写好直接发,最多 800 字。
             [取消]
        领 > 请穿长袖工作服
        领 < 发给谁?
             已报名 1 人;连待审、候补的一共 2 人。
             [只发给已报名的] [连待审、候补的]
             [返回] [取消]
        领 > [只发给已报名的]
        领 <✎ 大家会收到:
             📢 《示例·PLC 故障排查》的主办方说:
             请穿长袖工作服
             发给 1 人。
             [发出]
             [返回修改] [取消]
        领 > [发出]
        领 <✎ ✅ 正在发给 1 人。晚上休息的人,早上收到。
             [返回课程管理]
        甲 < 📢 《示例·PLC 故障排查》的主办方说:
             请穿长袖工作服
             [查看课程]
        领 > [返回课程管理]
        领 <✎ …
    """
    await play(write)
    change(
        database,
        "INSERT INTO audit (at, person, action, subject, detail) SELECT at, 0, action, subject, detail FROM audit",
    )
    await play(write)
    await play("""
        领 > [通知已报名的人]
        领 <! 一天里最多通知 3 次,今天已经够了,明天再发吧
    """)


async def test_a_change_takes_more_typed_and_is_not_changed_by_a_question(play: Play, database: Path) -> None:
    await play(DESK)
    await play("""
        领 > [修改]
        领 <✎ …
        领 > 名额改成9
        领 < …
        领 > 地点改成示例实训楼
        领 < ✏️ 地点:示例实训楼

             请看一遍再保存:
             示例·PLC 故障排查
             地点:示例第一机械厂技能室 → 示例实训楼
             名额:12 → 9
             还要改别的,直接打字,例如「地点改成线上」。
             [保存修改]
             [返回修改] [取消]
        领 > 周日能不能用实训楼?
        领 < …
        领 < 您的课程修改还没有提交,给您留着。
             [继续填写] [取消]
        领 > [继续填写]
        领 <✎ 请看一遍再保存:
             …
        领 > [保存修改]
        领 <✎ ✅ 已修改。
             …
    """)
    assert rows(database, "SELECT place, seats FROM courses WHERE title = ?", TITLE) == [("示例实训楼", 9)]


async def test_calling_off_is_asked_twice_and_told(play: Play, database: Path) -> None:
    await play(_enrol("甲") + DESK)
    await play("""
        领 > [取消课程]
        领 <✎ 为什么取消《示例·PLC 故障排查》?请写一句原因,会告诉名单上的人。
             [继续办,不取消]
        领 > 取消
        领 < 「取消」有两个意思,请点按钮:不办这门课了,还是继续办?
             [继续办,不取消]
        领 > [继续办，不取消]
        领 <✎ 好的,没有取消,课程照常办。
        领 > /teach
        领 < …
        领 > [1]
        领 <✎ …
        领 > [取消课程]
        领 <✎ …
        联 > /teach
        联 < …
        联 > [1]
        联 <✎ …
        领 > 讲师生病
        领 < 确定取消《示例·PLC 故障排查》吗?取消后不能恢复。
             原因:讲师生病
             会告诉名单上的 1 人。
             [确认取消课程]
             [返回修改] [继续办,不取消]
        领 > [确认取消课程]
        领 <✎ 课程已取消,不再提醒。正在告诉 1 人。晚上休息的人,早上收到。

             示例·PLC 故障排查
             示例领军人甲创新工作室 · 已取消
             …
             取消原因:讲师生病
             [名单 1 人] [导出表格]
             [再办一次] [看课程卡片]
             [返回我办的课]
        甲 < 《示例·PLC 故障排查》取消了,请不要来。
             …
             原因:讲师生病
        联 < 别人取消了您办的《示例·PLC 故障排查》。
             …
        联 > [修改]
        联 <! 这门课已经取消了
        联 <✎ 示例·PLC 故障排查
             …
    """)
    assert rows(database, "SELECT detail FROM audit") == [("cancelled",)]


@pytest.mark.parametrize("wicked", ["=1+1", "@SUM(A1)"])
async def test_the_list_as_a_workbook(world: World, play: Play, database: Path, wicked: str) -> None:
    _only_plain(play)
    change(
        database,
        "INSERT INTO course_questions SELECT id, 0, '有电工证吗' FROM courses WHERE title = ?",
        TITLE,
    )
    await play(f"""
        甲 > PLC 故障排查
        甲 < …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并报名]
        甲 <✎ …
        甲 > {wicked}
        甲 < …
        甲 > [确认报名]
        …
    """)
    change(database, "UPDATE profiles SET name = ?, unit = '示例第一机械厂'", wicked)
    change(database, "UPDATE enrolments SET unit = '示例第一机械厂'")
    change(
        database,
        "INSERT INTO attendances SELECT s.id, e.person, 'late', 'qr', s.begins_at, NULL FROM sessions s"
        " JOIN enrolments e ON e.course = s.course WHERE s.course = ?",
        _number(database),
    )
    await play("""
        * 2026-12-05T09:30
        …
    """)
    await play(DESK)
    await play("""
        领 > [导出表格]
        领 <! 正在做表格,马上发给您
        领 < 📄 示例·PLC 故障排查名单.xlsx
             《示例·PLC 故障排查》的名单,共 1 人
    """)
    _, sent, _ = world.file("领", world.chat("领")[-1]["message_id"])
    sheet = openpyxl.load_workbook(io.BytesIO(sent)).active
    assert sheet is not None
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == ["姓名", "单位", "状态", "报名时间", "原因", "有电工证吗", "12-05 09:00"]
    assert found[1] == [wicked, "示例第一机械厂", "已报名", "2026-12-01 09:01", None, wicked, "迟到"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value} == {"s"}


async def test_what_comes_after_the_course(play: Play, database: Path, tmp_path: Path) -> None:
    _only_plain(play)
    paper = tmp_path / "讲义.pdf"
    paper.write_bytes(b"%PDF")
    await play(_enrol("甲"))
    await play(f"""
        * 2026-12-05T12:00
        …
        领 > 教过的课
        领 < 教过的课 · 1
             …
        领 > [1]
        领 <✎ 示例·PLC 故障排查
             示例领军人甲创新工作室 · 已结束
             …
             [名单 1 人] [导出表格]
             [手工点名]
             [课后资料]
             [学员评价] [证书]
             [再办一次] [看课程卡片]
             [返回我办的课]
        领 > [课后资料]
        领 <✎ 课后资料发给我,上完课只给来过的人看。图片或文件,最多 5 个。
             [清空这一项]
             [返回] [取消]
        领 > +file "{paper}"
        领 < 已收到 1 个文件。发完点「完成」。
        领 > [完成]
        领 <✎ 请看一遍再保存:
             示例·PLC 故障排查
             课后资料:没有 → 1 个文件
             还要改别的,直接打字,例如「地点改成线上」。
        领 > [保存修改]
        领 <✎ ✅ 已修改。
             …
        领 > [课后资料]
        领 <✎ 现在有 1 个文件。再发的加在后面;都不要了就点「清空这一项」。
             [清空这一项]
             [返回] [取消]
        领 > +photo "{paper}"
        领 < 已收到 1 张图片、1 个文件。发完点「完成」。
        领 > [完成]
        领 <✎ …
        领 > [保存修改]
        领 <✎ ✅ 已修改。
             …
    """)
    assert rows(database, "SELECT kind, after FROM course_files") == [("document", 1), ("photo", 1)]


async def test_all_shown_are_approved_at_once(play: Play, database: Path) -> None:
    _only_plain(play)
    change(database, "UPDATE courses SET approval = 1 WHERE title = ?", TITLE)
    await play(_enrol("甲") + _enrol("乙") + DESK)
    await play("""
        领 > [待审 2 人]
        领 <✎ 待审 · 示例·PLC 故障排查 · 2

             1 示例职工甲

             2 示例职工乙
             [✅ 1 通过] [✗ 1 不通过]
             [✅ 2 通过] [✗ 2 不通过]
             [✅ 这 2 人都通过]
             [返回课程管理]
        领 > [✅ 这 2 人都通过]
        领 <! 已通过 2 人,已告诉他们
        领 <✎ …
        甲 < ✅ 《示例·PLC 故障排查》报名通过了。
             …
        乙 < ✅ 《示例·PLC 故障排查》报名通过了。
             …
    """)


async def test_times_that_overtake_the_end_of_enrolling(play: Play, database: Path) -> None:
    _only_plain(play)
    await play(DESK)
    await play("""
        领 > [修改]
        领 <✎ …
        领 > 时间改到12月3日9点
        领 < 请看一遍再保存:
             示例·PLC 故障排查
             时间:12月5日 周六 09:00–11:30 → 12月3日 周四 09:00–11:30
             报名截止也改为到开课为止。
             还要改别的,直接打字,例如「地点改成线上」。
        领 > [保存修改]
        领 <✎ ✅ 已修改。
             …
    """)
    assert rows(database, "SELECT enrol_until FROM courses WHERE title = ?", TITLE) == [(None,)]


async def test_what_took_place_stays(play: Play, database: Path) -> None:
    _only_plain(play)
    await play("""
        * 2026-12-05T10:00
        …
    """)
    await play(DESK)
    await play("""
        领 > [修改]
        领 <✎ …
        领 > 时间改到12月8日9点
        领 < …
        领 > [保存修改]
        领 <✎ 已经上过的那次不能改时间,也不能去掉,没有保存。
             …
    """)
    assert rows(database, "SELECT version FROM courses WHERE title = ?", TITLE) == [(1,)]
