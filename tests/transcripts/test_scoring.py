"""Assessors score by number: typed, tapped, from a workbook; never their own unit. What is told is what was looked at."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.contests import DESK, SCORED, UNIT, drawn_database, later, numbers, talk
from tests.transcripts.records import change, rows

__all__ = ["drawn_database"]


@pytest.fixture
def database(drawn_database: Path, tmp_path: Path) -> Path:
    """A database of its own for this test, with three who know their numbers."""
    return Path(shutil.copy(drawn_database, tmp_path / "studio.db"))


@pytest.fixture
async def world(database: Path, errors: list[str]) -> AsyncIterator[World]:
    """The house on it, a while later."""
    async with later(database) as world:
        yield world


async def test_two_assessors_score_by_number_and_not_their_own_unit(play: Play, database: Path) -> None:
    got = numbers(database)
    change(
        database,
        "UPDATE entries SET unit = '示例一厂' WHERE id IN (SELECT entry FROM draws WHERE number = ?)",
        got["领"],
    )
    first, second = sorted((got["甲"], got["乙"]))
    await talk(
        play,
        f"""
        甲 > /score
        甲 < 这里是评委打分的地方。您要是评委,请联系区总工会管理员登记。
        评 > /score
        评 < 打分前先问一句:您的单位全称是什么?…
             只用来避开本单位选手,发 /privacy 可以查看和删除。
        评 > 示例 一厂
        评 < 示例·中式烹饪技能竞赛 · 初赛打分
             共 2 个号,您打了 0 个,还差 2 个。
             本单位选手 1 人不在内。
             …
             {first} 号 没打
             {second} 号 没打
             [{first}] [{second}]
             [接着打 {first} 号]
             [下载打分表] [先到这里]
        评 > [接着打 {first} 号]
        评 <✎ {first} 号 · 初赛
             …
        评 > [80 多]
        评 <✎ {first} 号 · 初赛
             …
        * 评 taps [85] twice
        评 <! ✓ {first} 号 85.00 分
        评 <✎ ✓ {first} 号 85.00 分
             {second} 号 · 初赛
             …
        评 <! ✓ {first} 号 85.00 分
        评 > 88.555
        评 < ⚠️ 没看懂「88.555」,没有记
             请写「抽签号 分数」,比如:12 88.5。0 到 100 分,最多两位小数。
             …
        评 > {second} 88.5;{got["领"]} 100;{first} 101
        评 < ✓ {second} 号 88.50 分
             ⚠️ 您的打分表里没有 {got["领"]} 号,没有记
             ⚠️ 没看懂「{first} 101」,没有记
             …
        管 > /start competition_2
        管 > [赛程与成绩]
        管 > [初赛]
        管 > [录入分数]
        管 <✎ 打分前先问一句:…
        管 > 无
        管 < 示例·中式烹饪技能竞赛 · 初赛打分
             共 3 个号,您打了 0 个,还差 3 个。
             …
        管 > {first} 95
        管 < ✓ {first} 号 95.00 分
             …
        评 > 帮助
        评 < 直接打字问就行
             …
        评 > {first}号86分;{second} 缺考
        评 < ✓ {first} 号 86.00 分
             缺考的不用打分:一分都没有的,按缺席算。
             示例·中式烹饪技能竞赛 · 初赛打分
             共 2 个号,您都打完了。
             …
             {first} 号 86.00
             …
        评 > /cancel
        评 < 好的,先到这里。前面记下的都还在。
        评 > [先到这里]
        评 <✎ 好的,打过的分都记着。…
    """,
    )
    given = rows(database, "SELECT d.number, s.points FROM scores s JOIN draws d ON d.entry = s.entry ORDER BY 1, 2")
    assert given == sorted([(first, 8600), (first, 9500), (second, 8850)])
    assert rows(database, "SELECT detail FROM audit WHERE action = 'competition.score'") == [("85.00 -> 86.00",)]


async def test_scores_from_a_workbook_all_or_nothing(play: Play, database: Path, tmp_path: Path) -> None:
    got = numbers(database)
    good, bad, odd = tmp_path / "good.xlsx", tmp_path / "bad.xlsx", tmp_path / "odd.txt"
    _workbook(good, [[got["甲"], 88.5], [str(got["乙"]), "90"], [got["领"], None]])
    _workbook(bad, [[got["甲"], "=1+99"], [77, 50], [got["乙"], 100.5]])
    odd.write_text("x")
    await talk(play, UNIT.format(who="评", unit="示例评审单位") + "评 < 示例·中式烹饪技能竞赛 · 初赛打分\n     …")
    await talk(
        play,
        f"""
        评 > +file {bad}
        评 < 收到表格,正在核对…
        评 < 有 3 处需要修改,什么都没有导入:
             第 2 行 · 分数 · 「=1+99」:不能是公式或出错的单元格,请改成它的值(选择性粘贴 → 数值)
             第 3 行 · 抽签号 · 「77」:您的打分表里没有这个号
             第 4 行 · 分数 · 「100.5」:要填 0 到 100 的分数,最多两位小数;还没打就留空
        评 > +file {odd}
        评 < 收到表格,正在核对…
        评 < odd.txt:只认 .xlsx 和 .csv 文件,请看文件名的结尾。
    """,
    )
    assert rows(database, "SELECT * FROM scores") == []
    await talk(
        play,
        f"""
        评 > +file {good}
        评 < 收到表格,正在核对…
        评 < ✅ 已从表格记下 2 个号的分数。
             [看打分表]
        评 > [看打分表]
        评 <✎ 示例·中式烹饪技能竞赛 · 初赛打分
             共 3 个号,您打了 2 个,还差 1 个。
             …
    """,
    )
    given = rows(database, "SELECT d.number, s.points FROM scores s JOIN draws d ON d.entry = s.entry ORDER BY 1")
    assert given == sorted([(got["甲"], 8850), (got["乙"], 9000)])


async def test_each_is_told_before_all_and_what_was_looked_at(play: Play, database: Path) -> None:
    got = numbers(database)
    await talk(play, SCORED.format(first=got["甲"], second=got["乙"], third=got["领"]))
    await talk(play, DESK.format(stage="初赛"))
    await talk(
        play,
        f"""
        管 > [看成绩]
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
             得分:各位评委的平均分,四舍五入到两位小数
             同分:并列,后面的名次往后排(1、1、3)
             晋级线:没有设,都进下一场
             ⚠️ 这一场 12月13日 周日 09:00 才开始。
             ⚠️ 还没设晋级线,所有人都会进下一场。

             第 1 名 · {got["甲"]} 号 · 90.00 分 · 进入决赛 · 示例职工甲
             …
        评 > {got["甲"]} 60
        评 < ✓ {got["甲"]} 号 60.00 分
             …
        管 > [告诉参赛者]
        管 <! 成绩刚有变动,请再看一遍
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
             …
        * 乙 blocks the bot
        管 > [告诉参赛者]
        * 管 taps [确认告诉] twice
        …
        甲 < 示例·中式烹饪技能竞赛 · 初赛成绩
             {got["甲"]} 号 60.00 分,第 3 名
             🎉 恭喜进入决赛!抽签号和时间会再发给您。
             对成绩有疑问,…
             [查看竞赛] [申诉]
        …
    """,
    )
    assert len(rows(database, "SELECT 1 FROM outbox WHERE dedupe_key LIKE 'result:%'")) == 2


def _workbook(path: Path, cells: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["抽签号", "分数"])
    for row in cells:
        book.active.append(row)
    book.save(path)
