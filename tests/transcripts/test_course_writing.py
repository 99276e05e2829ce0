"""Organisers write courses: in one message, step by step, as a series, like an earlier one, for a wish."""

from pathlib import Path

import pytest

from bot.standin.world import World
from storage.model.days import CHINA
from storage.model.local_time import local
from tests.conftest import Play
from tests.transcripts.records import change, rows

LINE = "12月5日下午两点在示例实训楼开焊接实操课,20个名额,讲师示例领军人乙"
BUTTONS = """
     [发布]
     [名称] [时间] [地点]
     [名额] [讲师] [再加一次]
     [更多设置]
     [取消]
"""
SUMMARY = """
领 < 请看一遍再发布:

     焊接实操课
     示例领军人甲创新工作室

     时间:12月5日 周六 14:00–16:00 · 2.5 学时
     地点:示例实训楼
     讲师:示例领军人乙
     名额:20 人

     ⚠ 没写几点下课,先按 2 小时算。

     要改哪一项,点按钮,或者直接打字,例如「名额改成30」。
"""
WRITTEN = f"领 > {LINE}" + SUMMARY + BUTTONS
PUBLISH = """
领 > [发布]
领 <✎ ✅ 已发布,职工现在就能看到、报名。
     [查看课程] [管理这门课]
"""


def _kept(database: Path, title: str = "焊接实操课") -> tuple[object, ...]:
    return rows(database, "SELECT studio, place, seats, teacher, cost_fen FROM courses WHERE title = ?", title)[-1]


def _times(database: Path, title: str) -> list[str]:
    found = rows(
        database,
        "SELECT s.begins_at, s.ends_at FROM sessions s JOIN courses c ON c.id = s.course WHERE c.title = ? ORDER BY 1",
        title,
    )
    return [f"{local(int(str(one)), CHINA):%m-%d %H:%M}-{local(int(str(two)), CHINA):%H:%M}" for one, two in found]


async def test_one_message_is_a_course(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        * 领 taps [发布] twice
        领 <✎ ✅ 已发布,职工现在就能看到、报名。
             [查看课程] [管理这门课]
        领 <! 这份表单已经提交或取消了
        甲 > 焊接实操课
        甲 < …
    """)
    studio, *others = _kept(database)
    assert others == ["示例实训楼", 20, "示例领军人乙", None]
    assert rows(database, "SELECT name FROM studios WHERE id = ?", studio) == [("示例领军人甲创新工作室",)]
    assert _times(database, "焊接实操课") == ["12-05 14:00-16:00"]
    assert rows(database, "SELECT action, detail FROM audit") == [("course.edit", "created")]


async def test_the_summary_takes_corrections_typed_and_tapped(play: Play, database: Path, tmp_path: Path) -> None:
    if play.restarts:
        pytest.skip("its steps are played with restarts elsewhere")
    picture = tmp_path / "海报.png"
    picture.write_bytes(b"\x89PNG")
    await play(WRITTEN)
    await play(f"""
        领 > 名额改成30
        领 < ✏️ 名额改成:30

             请看一遍再发布:
             …
             名额:30 人
             …
        领 > 再加一次12月12日下午两点
        领 < ✏️ …

             请看一遍再发布:
             …
             时间:共 2 次,报名后每次都来 · 5 学时
             · 12月5日 周六 14:00–16:00
             · 12月12日 周六 14:00–16:00
             …
        领 > 时间改成晚上七点到八点半
        领 < ✏️ …

             请看一遍再发布:
             …
             · 12月5日 周六 19:00–20:30
             · 12月12日 周六 19:00–20:30
             …
        领 > 第2次改到12月5日20点
        领 < 12月5日 周六 19:00–20:30 和 12月5日 周六 20:00–21:30 重叠了。请改好再发一次。
             [发布]
             [名称] [时间] [地点]
             [名额] [讲师] [再加一次]
             [更多设置]
             [取消]
        领 > 第2次改到12月13日
        领 < ✏️ …

             请看一遍再发布:
             …
             · 12月13日 周日 19:00–20:30
             …
        领 > [地点]
        领 <✎ 现在:示例实训楼

             在哪里上课?
             [地点另行通知]
             [不改了] [返回] [取消]
        领 > 示例大厦一层
        领 < 请看一遍再发布:
             …
             地点:示例大厦一层
             …
        领 > [更多设置]
        领 <✎ 还可以设这些,都不是必填的:
             [费用] [对象]
             [请带] [类别]
             [简介] [附件]
             [课后资料] [报名提问]
             [报名审核] [报名截止]
             [取消截止] [单位限额]
             [每人限报] [结业证书]
             [提醒]
             [返回] [取消]
        领 > [费用]
        领 <✎ 怎么收费?例如「30元」。
             [免费] [不写费用]
             [返回] [取消]
        领 > 很贵
        领 < 没看懂费用。请写「免费」或者「30元」。
        领 > 30元
        领 < 请看一遍再发布:
             …
             费用:30 元
             …
        领 > [更多设置]
        领 <✎ …
        领 > [报名截止]
        领 <✎ 报名什么时候截止?例如「12月3日18点」「开课前2天」。
             [到开课为止]
             [返回] [取消]
        领 > 12月6日
        领 < 要早于开课(12月5日 周六 19:00)。请再发一次。
        领 > 开课前2天
        领 < 请看一遍再发布:
             …
             报名截止:12月3日 周四 18:00
             …
        领 > [更多设置]
        领 <✎ …
        领 > [报名提问]
        领 <✎ 报名时要问大家什么?…
        领 > 有焊工证吗
             穿多大号的工作服
        领 < 请看一遍再发布:
             …
             报名提问:
             1. 有焊工证吗
             2. 穿多大号的工作服
             …
        领 > [更多设置]
        领 <✎ …
        领 > [附件]
        领 <✎ 有海报、教材这样的图片或文件就发给我,谁都能看,最多 5 个。
             [返回] [取消]
        领 > +photo "{picture}"
        领 < 已收到 1 张图片。发完点「完成」。
        领 > [完成]
        领 <✎ 请看一遍再发布:
             …
             附件:1 张图片
             …
    """)
    await play(PUBLISH)
    assert _kept(database)[1:] == ("示例大厦一层", 30, "示例领军人乙", 3000)
    assert _times(database, "焊接实操课") == ["12-05 19:00-20:30", "12-13 19:00-20:30"]
    assert rows(database, "SELECT text FROM course_questions ORDER BY position")[-2:] == [
        ("有焊工证吗",),
        ("穿多大号的工作服",),
    ]


async def test_step_by_step_with_slips_a_series_and_a_question_in_between(play: Play, database: Path) -> None:
    await play("""
        领 > 开课
        领 < 课程叫什么?也可以一句话写全,例如:
             「12月5日下午两点在实训楼开焊接实操课,20个名额,讲师示例领军人乙」
             [取消]
        领 > 焊接入门
        领 < 什么时候上课?例如「12月5日下午两点到四点」;没写几点下课的按 2 小时算。
             上几次的写「每周三晚上七点,共四次」,或者把每次的时间都写上。
             [返回] [取消]
        领 > 12月5日 周一 14:00
        领 < 日期和星期对不上。请核对一下再发,只写日期也行。
        领 > 11月20日9点
        领 < 写的是 11月20日 周五 09:00,已经过了。请再发一次。
        领 > 每周三晚上七点,共四次
        领 < 在哪里上课?
             [地点另行通知]
             [返回] [取消]
        领 > /help
        领 < …
        领 < 您的课程还没有提交,给您留着。
             [继续填写] [取消]
        领 > [继续填写]
        领 <✎ 在哪里上课?
             [地点另行通知]
             [返回] [取消]
        领 > [地点另行通知]
        领 <✎ 多少个名额?写个数字。
             [名额不限]
             [返回] [取消]
        领 > 好多
        领 < 请写一个数字,1 到 100000,例如「20」。
        领 > 三十人
        领 < 讲师是谁?
             [跳过] [返回] [取消]
        领 > [跳过]
        领 <✎ 请看一遍再发布:

             焊接入门
             示例领军人甲创新工作室

             时间:共 4 次,报名后每次都来 · 10 学时
             · 12月2日 周三 19:00–21:00
             · 12月9日 周三 19:00–21:00
             · 12月16日 周三 19:00–21:00
             · 12月23日 周三 19:00–21:00
             名额:30 人

             ⚠ 没写几点下课,先按 2 小时算。
             还没写:地点、讲师(可以以后再补)

             要改哪一项,点按钮,或者直接打字,例如「名额改成30」。
        领 > 一共五次
        领 < ✏️ …

             请看一遍再发布:
             …
             · 12月30日 周三 19:00–21:00
             …
        领 > 改成4次
        领 < ✏️ …

             请看一遍再发布:
             …
             时间:共 4 次,报名后每次都来 · 10 学时
             …
        领 > 去掉最后一次
        领 < ✏️ …

             请看一遍再发布:
             …
             时间:共 3 次,报名后每次都来 · 7.5 学时
             …
    """)
    await play(PUBLISH)
    assert _times(database, "焊接入门") == ["12-02 19:00-21:00", "12-09 19:00-21:00", "12-16 19:00-21:00"]


async def test_a_course_without_a_name_is_asked_for_it_and_steps_take_only_answers(play: Play, database: Path) -> None:
    await play("""
        领 > 开课
        领 < …
        领 > 明天开课,要审核
        领 < 记下了。还差课程的名称。
             ✏️ 报名审核:要审核

             课程叫什么?…
             …
        领 > 示例钳工课
        领 < 12月2日 周三,几点上课?例如「下午两点到四点」。
             [返回] [取消]
        领 > 下午两点到四点
        领 < 在哪里上课?
             [地点另行通知]
             [返回] [取消]
        领 > 费用改成100
        领 < ✏️ 费用:100 元

             在哪里上课?
             [地点另行通知]
             [返回] [取消]
        领 > 周末有什么培训?
        领 < …
        领 < 您的课程还没有提交,给您留着。
             [继续填写] [取消]
        领 > 示例实训楼
        领 < 多少个名额?写个数字。
             [名额不限]
             [返回] [取消]
        领 > 12
        领 < 请看一遍再发布:

             示例钳工课
             …
             时间:12月2日 周三 14:00–16:00 · 2.5 学时
             …
        领 > 周六能不能用实训楼
        领 < …
        领 < 您的课程还没有提交,给您留着。
             [继续填写] [取消]
        领 > [继续填写]
        领 <✎ …
             时间:12月2日 周三 14:00–16:00 · 2.5 学时
             …
    """)
    await play(PUBLISH)
    assert _times(database, "示例钳工课") == ["12-02 14:00-16:00"]
    assert rows(database, "SELECT approval, cost_fen FROM courses WHERE title = '示例钳工课'") == [(1, 10000)]


async def test_rules_said_in_one_message_are_kept_and_the_rest_is_named(play: Play, database: Path) -> None:
    if play.restarts:
        pytest.skip("one message")
    await play("""
        领 > 12月5日下午两点到四点在示例实训楼开示例答疑课,2个名额,要审核,不发证书,每单位最多2人,报名截止12月4日,管饭
        领 < 请看一遍再发布:
             …
             不发结业证书

             ⚠ 这些没看懂,没有记下来:「管饭」
             还没写:讲师(可以以后再补)
             …
    """)
    await play(PUBLISH)
    kept = rows(database, "SELECT approval, certificate, per_unit, enrol_until FROM courses WHERE title = '示例答疑课'")
    assert kept[0][:3] == (1, 0, 2)
    assert f"{local(int(str(kept[0][3])), CHINA):%m-%d %H:%M}" == "12-04 18:00"


async def test_a_slip_in_the_hours_and_the_same_course_again_are_warned_of(play: Play) -> None:
    if play.restarts:
        pytest.skip("one message each")
    await play("""
        领 > 12月5日下午两点到一点在示例实训楼开焊接实操课,20个名额
        领 < 请看一遍再发布:
             …
             ⚠ 一次要上 11 小时,请看看结束的时间对不对。
             …
        领 > 时间改成下午两点到四点
        领 < …
    """)
    await play(PUBLISH)
    await play("""
        联 > 12月5日下午两点到四点在示例实训楼开焊接实操课,20个名额
        联 < 请看一遍再发布:
             ⚠ 已经有一门一样的:《焊接实操课》,同一时间。别重复发布。
             …
        联 > [取消]
        联 <✎ …
        联 > 把焊接实操课改到12月6日
        联 < 您说的是这门课吧?要做什么,点下面的按钮:

             焊接实操课
             …
        联 > 我想开一门插花课
        联 < 什么时候上课?…
             …
    """)


async def test_what_one_message_lacks_is_asked_and_cancel_keeps_nothing(play: Play, database: Path) -> None:
    await play("""
        联 > /teach 12月8日在示例实训楼开钳工课
        联 < 12月8日 周二,几点上课?例如「下午两点到四点」。
             [返回] [取消]
        联 > 下午两点到四点
        联 < 多少个名额?写个数字。
             [名额不限]
             [返回] [取消]
        联 > 12
        联 < 请看一遍再发布:

             钳工课
             示例领军人甲创新工作室

             时间:12月8日 周二 14:00–16:00 · 2.5 学时
             地点:示例实训楼
             名额:12 人

             还没写:讲师(可以以后再补)
             …
        联 > [取消]
        联 <✎ 已取消,草稿没有保留。需要时随时可以重新开始。
    """)
    assert rows(database, "SELECT count(*) FROM courses WHERE title = '钳工课'") == [(0,)]
    assert rows(database, "SELECT count(*) FROM dialogues") == [(0,)]


async def test_a_half_written_course_is_not_lost_to_another(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        领 > 12月9日上午九点在示例实训楼开电工课,10个名额
        领 < 您还有一门没写完的课:
             焊接实操课
             [继续填写] [放弃旧的写新的]
        领 > [放弃旧的写新的]
        领 <✎ 请看一遍再发布:

             电工课
             …
    """)
    await play(PUBLISH)
    assert rows(database, "SELECT count(*) FROM courses WHERE title = '焊接实操课'") == [(0,)]


async def test_times_of_an_old_draft_are_asked_again(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        * +5d
        …
        领 > [发布]
        领 < 12月5日 周六 14:00 已经过了,还没有发布。请把时间再写一遍。
        领 < 什么时候上课?…
             …
        领 > 12月8日下午两点
        领 < 请看一遍再发布:
             …
             时间:12月8日 周二 14:00–16:00 · 2.5 学时
             …
    """)
    await play(PUBLISH)
    assert _times(database, "焊接实操课") == ["12-08 14:00-16:00"]


async def test_who_lost_the_role_meanwhile_publishes_nothing(play: Play, database: Path) -> None:
    await play(WRITTEN)
    change(
        database,
        "UPDATE roles SET studio = studio + 1 WHERE role = 'leader' AND person = (SELECT max(person) FROM dialogues)",
    )
    await play("""
        领 > [发布]
        领 <✎ 没有发布:您现在不能替「示例领军人甲创新工作室」开课。
    """)
    assert rows(database, "SELECT count(*) FROM courses WHERE title = '焊接实操课'") == [(0,)]


async def test_only_organisers_are_heard_without_asking(play: Play, world: World) -> None:
    await world.say("甲", LINE)
    assert not any("发布" in event.text for event in await world.settle())
    await play("""
        管 > 下周三下午三点在示例会议室办叉车安全课,15个名额
        管 < 请看一遍再发布:

             叉车安全课
             区总工会
             …
        管 > [更多设置]
        管 <✎ …
        管 > [谁来办]
        管 <✎ 谁来办这门课?…
        管 > 没有的工作室
        管 < 请看一遍再发布:
             ⚠ 没有找到「没有的工作室」这个工作室,请在「更多设置」里重写「谁来办」。
             …
        管 > [发布]
        管 <! 还没有这个工作室
        管 <✎ …
        管 > [更多设置]
        管 <✎ …
        管 > [谁来办]
        管 <✎ …
        管 > 示例焊接
        管 < 请看一遍再发布:

             叉车安全课
             示例焊接创新工作室
             …
        管 > [发布]
        管 <✎ ✅ 已发布,职工现在就能看到、报名。
             [查看课程] [管理这门课]
    """)


async def test_a_course_again_and_a_course_for_a_wish(play: Play, database: Path) -> None:
    await play("""
        甲 > 点单
        甲 < …
        甲 > 叉车驾驶
        甲 < 记下了,您想学「叉车驾驶」。…
        领 > 大家想学什么
        领 < 大家想学什么 · 1 个主题

             1 叉车驾驶 · 1 人

             点「开」就开这个主题的课,发布后会告诉想学的人。
             [开 1]
             [返回我办的课]
        领 > [开 1]
        领 < 什么时候上课?…
             …
        领 > 下周三下午三点到四点半
        领 < 在哪里上课?
        领 > 示例实训楼
        领 < 多少个名额?…
        领 > 15
        领 < 讲师是谁?
        领 > [跳过]
        领 <✎ 请看一遍再发布:

             叉车驾驶课
             …
        领 > [发布]
        领 <✎ ✅ 已发布,职工现在就能看到、报名。正在告诉想学的 1 人。
             [查看课程] [管理这门课]
        甲 < 您想学的「叉车驾驶」开课了:
             叉车驾驶课
             12月9日 周三 15:00–16:30 · 示例实训楼
             还剩 15 个名额
             [报名] [看看这门课]
        领 > [管理这门课]
        领 < 叉车驾驶课
             …
        领 > [再办一次]
        领 < 什么时候上课?…
             …
        领 > 12月17日九点
        领 < 请看一遍再发布:

             叉车驾驶课
             示例领军人甲创新工作室

             时间:12月17日 周四 09:00–10:30 · 2 学时
             地点:示例实训楼
             类别:叉车驾驶
             名额:15 人
             …
    """)
    await play(PUBLISH)
    first, second = rows(database, "SELECT id, copied_from FROM courses WHERE title = '叉车驾驶课' ORDER BY id")
    assert second[1] == first[0]
    assert rows(database, "SELECT state, course FROM wishes") == [("told", first[0])]
