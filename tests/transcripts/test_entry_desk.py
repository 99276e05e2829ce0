"""The admins' look at entries: confirmed, returned and corrected, refused; two at once; lists and the workbook."""

import io
from pathlib import Path

import openpyxl
import pytest

from bot.standin.world import World
from storage.model.entries import State
from tests.conftest import Play
from tests.transcripts.records import change, rows

KNOWN = """
管 > /start
管 < …
管2 > /start
管2 < …
"""
HANDED_IN = """
甲 > /start competition_2
甲 < …
甲 > [报名]
甲 <✎ …
甲 > [同意并继续]
甲 <✎ …
甲 > +photo PHOTO
甲 < …
甲 > [完成]
甲 <✎ …
甲 > [确认报名]
甲 <! 已报名,等工会审核,有结果马上告诉您
甲 <✎ …
管 < 「示例·中式烹饪技能竞赛」有报名等审核。今天再有新的不另外告诉您,发 /entries 都能看到。
     [去审核]
管2 < …
     [去审核]
"""
LOOKED_AT = """
管 > [去审核]
管 < 示例·中式烹饪技能竞赛
     报名:示例职工甲 · 待审

     1 示例职工甲
     材料(操作证):1 张图片
     报名时间:12月1日 周二 09:02
     [通过] [退回] [不通过]
     [看材料]
     [看名单]
"""
RETURNED = """
管 > [退回]
管 <✎ 「示例职工甲」要改什么?点一个,或者直接打字写,会告诉本人。
     [请重拍看不清的材料]
     [请补齐材料]
     [请改正姓名或单位]
     [返回]
管 > [请重拍看不清的材料]
管 <! 已退回,告诉本人了
管 <✎ ✅ 「示例·中式烹饪技能竞赛」的报名都看完了。
     [看名单] [其他竞赛]
     [查看竞赛]
甲 < 「示例·中式烹饪技能竞赛」的报名要改一改:请重拍看不清的材料
     改好再提交一次就行,名额给您留着。
     [重发材料] [看我的报名]
"""


@pytest.fixture
def handed_in(database: Path, tmp_path: Path) -> str:
    """甲 handed in an entry with a photo to the cooking competition, which is checked; as a transcript."""
    change(database, "UPDATE competitions SET documents = '操作证', checked = 1 WHERE id = 2")
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x")
    return KNOWN + HANDED_IN.replace("PHOTO", str(photo))


def states(database: Path) -> list[tuple[object, ...]]:
    """Every entry's state and reason."""
    return rows(database, "SELECT state, reason FROM entries ORDER BY id")


async def test_confirmed(play: Play, database: Path, handed_in: str) -> None:
    await play(handed_in + LOOKED_AT)
    await play("""
        管 > [看材料]
        管 < …示例职工甲 材料 1/1…
        管 > [通过]
        管 <! 已通过,告诉本人了
        管 <✎ ✅ 「示例·中式烹饪技能竞赛」的报名都看完了。
        甲 < ✅ 「示例·中式烹饪技能竞赛」的报名审核通过了。到时候会提醒您参赛。
             [看我的报名]
        甲 > [看我的报名]
        甲 < 示例·中式烹饪技能竞赛
             ✅ 报名已确认
             …
             [取消报名] [查看竞赛]
    """)
    assert states(database) == [(State.CONFIRMED, "")]
    assert rows(database, "SELECT subject, detail FROM audit") == [("entry 1", "confirmed")]


async def test_returned_corrected_and_confirmed(play: Play, database: Path, handed_in: str, tmp_path: Path) -> None:
    await play(handed_in + LOOKED_AT + RETURNED)
    await play(f"""
        甲 > [重发材料]
        甲 < 请拍照发给我:操作证
             …
        甲 > +photo {tmp_path / "photo.png"}
        甲 < 已收到 1 张图片。…
        甲 > [完成]
        甲 <✎ 请看一遍再提交:
             材料:1 张图片(换掉原来的)
             退回原因:请重拍看不清的材料
             提交后工会再审核一次。
             [提交]
             [返回修改] [取消]
        甲 > [提交]
        甲 <! 已重新提交,有结果马上告诉您
        甲 <✎ 示例·中式烹饪技能竞赛
             🕘 已重新提交,等工会审核
             …
        管 > /entries
        管 < 报名审核
             示例·中式烹饪技能竞赛:等审核 1 份
             [示例·中式烹饪技能竞赛(1)]
        管 > [示例·中式烹饪技能竞赛(1)]
        管 <✎ 示例·中式烹饪技能竞赛
             报名:示例职工甲 · 重新提交
             退回原因:请重拍看不清的材料
             …
             [通过] [退回] [不通过]
             [看材料]
             [看名单]
        管 > [通过]
        管 <! 已通过,告诉本人了
        …
        甲 < ✅ 「示例·中式烹饪技能竞赛」的报名审核通过了。…
    """)
    assert states(database) == [(State.CONFIRMED, "")]


async def test_refused_in_ones_own_words_frees_the_seat(play: Play, database: Path, handed_in: str) -> None:
    change(database, "UPDATE competitions SET seats = 1 WHERE id = 2")
    await play(handed_in + LOOKED_AT)
    await play("""
        管 > [不通过]
        管 <✎ 为什么不通过「示例职工甲」?点一个,或者直接打字写原因,会告诉本人。
             [不符合参赛条件]
             [不是本区单位的职工]
             [重复报名]
             [返回]
        管 > 嗯
        管 < 原因写 2 到 200 个字,请再发一次。
        管 > 今天有什么课
        管 < …
        管 > 只收餐饮单位
        管 < 「示例职工甲」不通过,会发给本人:
             只收餐饮单位
             要改就再打一遍。
             [发给本人] [先不发]
        管 > 这项竞赛只收餐饮单位的职工
        管 < 「示例职工甲」不通过,会发给本人:
             这项竞赛只收餐饮单位的职工
             要改就再打一遍。
             [发给本人] [先不发]
        管 > [发给本人]
        管 <! 没有通过,告诉本人了
        管 <✎ ✅ 「示例·中式烹饪技能竞赛」的报名都看完了。
        甲 < 「示例·中式烹饪技能竞赛」的报名没有通过:这项竞赛只收餐饮单位的职工
             有疑问可以转人工。
             [转人工]
        甲 > /start competition_2
        甲 < 示例·中式烹饪技能竞赛
             …
             名额:1 人,还剩 1
             …
             报名没有通过:这项竞赛只收餐饮单位的职工
             [关注]
             …
    """)
    assert rows(database, "SELECT * FROM registrations") == []


async def test_two_admins_do_not_collide(play: Play, database: Path, handed_in: str) -> None:
    await play(handed_in + LOOKED_AT)
    await play("""
        管2 > [去审核]
        管2 < …
        管 > [通过]
        管 <! 已通过,告诉本人了
        管 <✎ …
        甲 < …
        管2 > [退回]
        管2 <! 这份报名刚有变化,现在是:已确认
        管2 <✎ …
             报名:示例职工甲 · 已确认
             …
             [退回] [不通过]
             [看材料]
             [看名单]
    """)
    assert states(database) == [(State.CONFIRMED, "")]


async def test_the_list_the_workbook_and_whoever_may_not(play: Play, world: World, handed_in: str) -> None:
    await play(handed_in)
    await play("""
        管 > /start competition_2
        管 < …
             [报名] [关注]
             [加入日历]
             [修改] [取消竞赛]
             [报名名单] [报名规则]
             [赛程与成绩]
             [返回列表]
        管 > [报名名单]
        管 <✎ 示例·中式烹饪技能竞赛 · 报名名单
             待审 1
             1 示例职工甲 · 待审
             [1]
             [去审核(1)] [导出名单]
             [查看竞赛]
        管 > [1]
        管 <✎ 示例·中式烹饪技能竞赛
             …
        管 > [看名单]
        管 <✎ …
        管 > [导出名单]
        管 <! 正在做表格,马上发给您
        管 < …报名名单…
    """)
    _, content, _ = world.file("管", world.chat("管")[-1]["message_id"])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["编号", "姓名", "单位", "队名", "状态", "退回或不通过的原因", "报名时间"],
        ["1", "示例职工甲", None, None, "待审", None, "2026-12-01 09:02"],
    ]
    await play("""
        甲 > 报名审核
        甲 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
    """)


async def test_a_team_is_returned_for_its_name_and_its_people_change_it_meanwhile(play: Play, database: Path) -> None:
    change(database, "UPDATE competitions SET team_least = 1, team_most = 2, checked = 1 WHERE id = 2")
    await play(KNOWN)
    await play("""
        甲 > /start competition_2
        甲 < …
        甲 > [报名]
        甲 <✎ …
        甲 > [同意并继续]
        甲 <✎ …
        甲 > 无敌队
        甲 < …
        甲 > [确认报名]
        甲 <! 已报名,等工会审核,有结果马上告诉您
        甲 <✎ …
        甲 < …
        管 < …
        管2 < …
        管 > [去审核]
        管 < …
             [通过] [退回] [不通过]
             [看名单]
        管 > [退回]
        管 <✎ 「无敌队」要改什么?…
             [请改正姓名或单位]
             [请换一个队名]
             [返回]
        管 > [返回]
        管 <✎ …
        甲 > [改姓名单位]
        甲 <✎ 您的姓名怎么写?和材料上一样。
             [取消]
        甲 > 示例职工甲甲
        甲 < 您在哪个单位?请写全称,例如「示例机械厂」。
             [跳过] [返回] [取消]
        甲 > 示例机械厂
        甲 < 请看一遍再提交:
             姓名:示例职工甲甲
             单位:示例机械厂
             [提交]
             [返回修改] [取消]
        甲 > [提交]
        甲 <! 已改好
        甲 <✎ …
        管 > [通过]
        管 <! 这份报名刚有变化,现在是:待审
        管 <✎ …
             1 示例职工甲甲 · 示例机械厂 · 队长
             …
        管 > [退回]
        管 <✎ …
        管 > [请换一个队名]
        管 <! 已退回,告诉本人了
        管 <✎ …
        甲 < …请换一个队名
             …
             [改队名] [看我的报名]
        甲 > [改队名]
        甲 < 您是队长…
        甲 > [取消]
        甲 <✎ 好的,没有改动,报名还是原来的样子。
        甲 > [看我的报名]
        甲 < …
             [重新提交]
             [改队名] [改姓名单位]
             [邀请队友]
             [撤销整队] [查看竞赛]
        * 甲 taps [重新提交] twice
        甲 <! 已重新提交,有结果马上告诉您
        甲 <✎ …
        甲 <! 已经重新提交过了
    """)
    assert states(database) == [(State.RESUBMITTED, "请换一个队名")]
    assert rows(database, "SELECT unit FROM entries") == [("示例机械厂",)]


async def test_objections_that_wait_stand_on_the_desk_too(play: Play, database: Path, handed_in: str) -> None:
    await play(handed_in)
    change(
        database,
        "INSERT INTO objections (kind, competition, stage, person, text, at)"
        " SELECT 'objection', 2, 'final', min(id), '示例异议', 1796086800000 FROM people",
    )
    await play("""
        管 > /entries
        管 < 报名审核
             示例·中式烹饪技能竞赛:等审核 1 份

             等答复的异议、申诉
             示例·中式烹饪技能竞赛决赛:1 件
             [示例·中式烹饪技能竞赛(1)]
             [答复决赛(1)]
    """)


async def test_a_returned_entry_opens_itself_from_my(play: Play, handed_in: str) -> None:
    await play(handed_in + LOOKED_AT + RETURNED)
    await play("""
        甲 > /my
        甲 < 我的
             …
             先办这些

             1 示例·中式烹饪技能竞赛
             …
        甲 > [1]
        甲 < 示例·中式烹饪技能竞赛
             ⚠️ 报名退回修改:请重拍看不清的材料
             …
             [重新提交]
             [重发材料] [改姓名单位]
             …
    """)
