"""From published results to the awards: the final, objections, appeals, a correction, a workbook of it."""

import io
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.contests import DESK, drawn_database, later, numbers, public_database, talk
from tests.transcripts.records import change, rows

__all__ = ["drawn_database", "public_database"]


@pytest.fixture
def database(public_database: Path, tmp_path: Path) -> Path:
    """A database of its own for this test, with published results."""
    return Path(shutil.copy(public_database, tmp_path / "studio.db"))


@pytest.fixture
async def world(database: Path, errors: list[str]) -> AsyncIterator[World]:
    """The house on it, a while later."""
    async with later(database) as world:
        yield world


async def test_from_the_scores_to_the_awards(play: Play, database: Path) -> None:
    got = numbers(database)
    await talk(
        play,
        f"""
        甲 > 我进决赛了吗
        甲 < 示例·中式烹饪技能竞赛
             …
             初赛 90.00 分,第 1 名 · ✅ 进入决赛
             下一场:决赛,12月20日 周日 09:00。抽签号会发给您。
             [初赛成绩] [提异议]
             [对我的成绩申诉]
             [查看竞赛]
        评 > {got["甲"]} 10
        评 < 初赛的成绩已经告诉选手,不能再改。有错请联系竞赛管理员
        主 > /start competition_2
        …
        主 > [初赛成绩]
        主 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩
             公示到 12月11日 周五(含)
             得分:各位评委的平均分,四舍五入到两位小数
             同分:并列,后面的名次往后排(1、1、3)
             晋级线:前 1 名(同名次的都进)
             按抽签号公布,不写姓名。

             第 1 名 · {got["甲"]} 号 · 90.00 分 · 进入决赛
             第 2 名 · {got["乙"]} 号 · 80.00 分
             第 3 名 · {got["领"]} 号 · 70.00 分
             [提异议]
             [查看竞赛]
             [赛程与成绩]
        * 2026-12-20T15:00
        …
        管 > /start competition_2
        管 > [赛程与成绩]
        管 > [决赛]
        管 > [抽签]
        管 > [录入分数]
        管 > 无
        管 > 1 95.55
        管 > [先到这里]
        …
    """,
    )
    assert numbers(database, "final") == {"甲": 1}
    await talk(play, DESK.format(stage="决赛"))
    await talk(
        play,
        """
        管 > [看成绩]
        管 > [告诉参赛者]
        管 > [确认告诉]
        …
        * +31m
        …
        管 > [公布成绩]
        管 > [确认公布]
        …
        管 > [颁奖]
        管 <! 公示到 12月25日 周五(含),之后才能颁奖
        …
        * 2026-12-28T10:00
        …
        管 > [颁奖]
        管 <✎ 设哪些奖、各几名?…
        管 > 一等奖
        管 < 这一行没看懂:「一等奖」。…
        管 > 一等奖 1;二等奖 2
        管 < 请看一遍再颁奖,颁了不能再颁:
             一等奖:1 号
             名次相同的得同一个奖。会告诉获奖的人,再告诉关注和报名的人。
             [确认颁奖]
             [返回修改] [取消]
        管 > [确认颁奖]
        管 <✎ 示例·中式烹饪技能竞赛 · 决赛
             12月20日 周日 09:00 · 已颁奖
             …
        * +2m
        …
        甲 > 我的成绩
        甲 < 示例·中式烹饪技能竞赛
             现在:已颁奖
             …
             ✓ 决赛:12月20日 周日 09:00 · 已颁奖
             …
             决赛 95.55 分,第 1 名 · 🏅 一等奖
    """,
    )


async def test_an_objection_upheld_leads_to_a_correction(play: Play, database: Path) -> None:
    got = numbers(database)
    await talk(
        play,
        f"""
        甲 > /start competition_2
        …
        联 > /start competition_2
        …
        联 > [提异议]
        联 < 先问您一声
             …
             [同意并继续] [不用了]
        联 > [同意并继续]
        联 < 对「示例·中式烹饪技能竞赛」初赛的成绩有什么异议?…
        联 > 错
        联 < 写了 1 字,要 5 到 500 字,请改一下再发。
             [取消]
        联 > {got["甲"]} 号用了现成的半成品
        联 < 有照片可以发一张,没有就跳过。
             [跳过] [返回] [取消]
        联 > [跳过]
        联 <✎ 请看一遍再提交:
             …
        联 > [确认提交]
        联 <✎ ✅ 收到了,编号 1。管理员核实后,答复会发到这里。
        管 < 「示例·中式烹饪技能竞赛」初赛收到异议(编号 1),请答复。
             [去答复]
        …
        联 > /start competition_2
        …
        联 > [提异议]
        联 <! 您写的已经收到,正在处理,答复会发到这里
        联 > 我的异议
        联 < 编号 1 · 示例·中式烹饪技能竞赛初赛 · 正在核实,答复会发到这里
             现在可以:
             [提异议 · 示例·中式烹饪技能竞赛初赛]
        * 2026-12-05T10:00
        …
        管 < 「示例·中式烹饪技能竞赛」初赛还有 1 件异议、申诉没有答复。
             [去答复]
        …
        管 > [去答复]
        管 <✎ 异议 1 · 示例·中式烹饪技能竞赛
             …
             {got["甲"]} 号用了现成的半成品
             [成立] [不成立]
             [返回]
        管 > [成立]
        管 <✎ 答复「成立」。…
        管 > 核实属实,扣 15 分
        管 < 请看一遍再答复:
             …
        管 > [确认答复]
        管 <✎ ✅ 已答复,这就发给本人。
             …
             [更正成绩]
             [看下一件]
        联 < 您的异议(编号 1)有答复了 · 成立
             「示例·中式烹饪技能竞赛」初赛
             核实属实,扣 15 分
             [查看竞赛]
        管 > [更正成绩]
        管 <✎ 更正几号的成绩?请写抽签号。
        管 > 99
        管 < 没有 99 号的成绩,请点「返回」重写抽签号。
        管 > [返回]
        …
        管 > {got["甲"]}
        管 < {got["甲"]} 号(示例职工甲)现在是 90.00 分,第 1 名。更正成多少分?
        管 > 75
        管 < 为什么更正?写一句,会告诉受影响的选手。
        管 > 核实扣分
        管 < 更正以后有 2 个名次或分数会变:
             {got["甲"]} 号 90.00 分 第 1 名 → 75.00 分 第 2 名
             {got["乙"]} 号 80.00 分 第 2 名 → 80.00 分 第 1 名
             原因:核实扣分
             …
        管 > [确认更正]
        管 <✎ ✅ 已更正,正在告诉受影响的 2 人。
             [看成绩]
        乙 < 更正 · 「示例·中式烹饪技能竞赛」初赛成绩
             {got["乙"]} 号 80.00 分 第 2 名 → 80.00 分 第 1 名
             您现在进入决赛了,抽签号会再发给您。
             原因:核实扣分
             [查看竞赛]
        …
        * +2m
        …
        联 > [初赛成绩]
        联 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩
             …
             更正:12月5日 周六 10:…
             …
             第 1 名 · {got["乙"]} 号 · 80.00 分 · 进入决赛 · (更正)
             …
        联 > 谁进了决赛
        联 < 示例·中式烹饪技能竞赛 · 初赛以后进决赛的有 1 个:{got["乙"]} 号
             [示例·中式烹饪技能竞赛]
        * 2026-12-12T09:00
        …
        联 > [提异议]
        联 <! 公示已在 12月11日 周五 结束,不再收异议。还有疑问可以「转人工」
        甲 > [对我的成绩申诉]
        甲 <! 申诉已在 12月6日 周日 10:… 截止。还有疑问可以「转人工」
    """,
    )


async def test_only_a_competitor_appeals_and_two_admins_do_not_answer_twice(play: Play, database: Path) -> None:
    await talk(
        play,
        """
        甲 > /start competition_2
        甲 > [对我的成绩申诉]
        甲 < 先问您一声
             …
        甲 > [同意并继续]
        甲 < 对「示例·中式烹饪技能竞赛」初赛里自己的成绩,哪里有疑问?请写清楚。
             [取消]
        甲 > /cancel
        甲 < 好的,没有提交。公示期内随时可以再写。
        甲 > [对我的成绩申诉]
        …
        甲 > 请复核我的分数
        甲 > [跳过]
        甲 > [确认提交]
        …
        管 > [去答复]
        管 <✎ 申诉 1 · 示例·中式烹饪技能竞赛
             …
             申诉人:示例职工甲 · … 号 · 90.00 分 · 第 1 名
             [成立] [不成立]
             [返回]
        管2 > /start competition_2
        管2 > [赛程与成绩]
        管2 > [初赛]
        管2 > [答复异议 1 件]
        管2 > [不成立]
        管 > [不成立]
        管 > 复核无误
        管 > [确认答复]
        …
        甲 < 您的申诉(编号 1)有答复了 · 不成立
             「示例·中式烹饪技能竞赛」初赛
             复核无误
             [查看竞赛]
        管2 > 分数有误
        管2 > [确认答复]
        管2 <! 别的管理员刚答复过这一件
        …
    """,
    )
    assert rows(database, "SELECT state, answer FROM objections") == [("rejected", "复核无误")]


async def test_the_workbook_of_a_stage_runs_nothing(play: Play, world: World, database: Path) -> None:
    got = numbers(database)
    hostile = '=HYPERLINK("http://x","y")'
    change(database, "UPDATE profiles SET name = ? WHERE name = '示例职工甲'", hostile)
    await talk(play, DESK.format(stage="初赛"))
    await talk(
        play,
        """
        管 > [导出表格]
        管 <! 正在做表格,马上发给您。里面有姓名,请妥善保管
        管 < 📄 results-2-preliminary.xlsx
             「示例·中式烹饪技能竞赛」初赛,共 3 个
        """,
    )
    _, content, _ = world.file("管", world.chat("管")[-1]["message_id"])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet for cell in row if cell.value is not None} == {"s"}
    head, first, *_ = [[cell.value or "" for cell in row] for row in sheet]
    told = dict(zip(head, first, strict=True))
    wanted = {"名次": "1", "抽签号": str(got["甲"]), "姓名或队名": hostile, "得分": "90.00", "进下一场": "是"}
    assert {name: told[name] for name in wanted} == wanted


async def test_what_was_told_is_not_changed_behind_anybodys_back(play: Play, database: Path) -> None:
    got = numbers(database)
    change(database, "INSERT INTO stage_plans (competition, stage, state, told_at) VALUES (2, 'final', 'told', 1)")
    await talk(
        play,
        f"""
        管 > /start competition_2
        …
        管 > [赛程与成绩]
        管 > [初赛]
        管 > [更正成绩]
        管 <✎ 更正几号的成绩?请写抽签号。
        管 > {got["甲"]}
        管 < …
        管 > 75
        管 < 为什么更正?写一句,会告诉受影响的选手。
        管 > 核实扣分
        管 < 更正以后有 2 个名次或分数会变:
             {got["甲"]} 号 90.00 分 第 1 名 → 75.00 分 第 2 名
             {got["乙"]} 号 80.00 分 第 2 名 → 80.00 分 第 1 名
             ⚠️ 这样改会变动谁进决赛,可是决赛的成绩已经告诉选手了,所以不能改。请另行公告。
             [确认更正]
             [返回修改] [取消]
        管 > [确认更正]
        管 <✎ 决赛的成绩已经告诉选手了,不能再变动谁进决赛。更正没有保存。
        管 > /start competition_2
        …
        管 > [报名规则]
        管 > [同分名次]
        管 > [看上一轮的分]
        管 > [保存修改]
        管 <✎ 已经有成绩按现在的规则告诉选手了,这一项不能再改。没有保存。
             [再改一项] [查看竞赛]
    """,
    )
