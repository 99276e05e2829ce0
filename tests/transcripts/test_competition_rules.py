"""Admins set how one registers: one rule at a time, said before it is saved, told to those it concerns."""

from pathlib import Path

import pytest

from storage.model.entries import State
from tests.conftest import Play
from tests.transcripts.records import change, rows

OPENED = """
管 > /start competition_2
管 < …
管 > [报名规则]
管 <✎ 示例·中式烹饪技能竞赛 · 报名规则
     个人或组队:个人
     报名名额:不限
     每单位名额:不限
     资格问题:不问
     报名材料:不用交
     资格审核:不审核
     奖励:没写
     异议天数:5 个工作日
     申诉时限:48 小时
     打分方式:平均分
     同分名次:名次并列(1、1、3)
     要改哪一项?
     [个人或组队] [报名名额]
     [每单位名额] [资格问题]
     [报名材料] [资格审核]
     [奖励] [异议天数]
     [申诉时限] [打分方式]
     [同分名次]
     [取消]
"""
ENTERED = """
甲 > /start competition_2
甲 < …
甲 > [报名]
甲 <✎ …
甲 > [同意并报名]
甲 <! 报名成功,有变动会告诉您
甲 <✎ …
"""


async def test_from_individuals_to_teams(play: Play, database: Path) -> None:
    await play(OPENED)
    await play("""
        管 > [个人或组队]
        管 <✎ 个人参加,还是组队?组队就写每队几个人,例如「3」或「2-4」。
             [个人参加]
             [返回] [取消]
        管 > 很多人
        管 < 请写每队几个人,例如「3」或「2-4」,最多 20 人。
        管 > 每队2到4人
        管 < 请看一遍再保存:
             示例·中式烹饪技能竞赛
             个人或组队:个人 → 组队,每队 2–4 人
             [保存修改]
             [返回修改] [取消]
        管 > [保存修改]
        管 <✎ ✅ 已修改。
             [再改一项] [查看竞赛]
        管 > [再改一项]
        管 <✎ …
             个人或组队:组队,每队 2–4 人
             …
        管 > [报名名额]
        管 <✎ …
        管 > 40个
        管 < …
             报名名额:不限 → 40
        管 > [保存修改]
        …
        管 > [查看竞赛]
        管 <✎ …
             组队参加:每队 2–4 人
             名额:40 队,还剩 40
             …
    """)
    assert rows(database, "SELECT team_least, team_most, seats FROM competitions WHERE id = 2") == [(2, 4, 40)]
    assert ("changed team",) in rows(database, "SELECT detail FROM audit")


async def test_questions_are_collected_with_the_answers_they_want(play: Play, database: Path) -> None:
    await play(ENTERED + OPENED)
    await play("""
        管 > [资格问题]
        管 <✎ 报名前问什么?…
        管 > 您有中式烹调师证书吗?
        管 < 现在问:
             您有中式烹调师证书吗?(要「是」)
             还有就接着发,没有了点「完成」。
        管 > 您去年得过一等奖吗? 不是
        管 < 现在问:
             您有中式烹调师证书吗?(要「是」)
             您去年得过一等奖吗?(要「不是」)
             …
        管 > [完成]
        管 <✎ 请看一遍再保存:
             …
             保存后会告诉关注和报名的 1 人。
        管 > [保存修改]
        管 <✎ ✅ 已修改。正在告诉 1 人。
        甲 < 「示例·中式烹饪技能竞赛」的报名规则有变化:
             资格问题:不问 → 您有中式烹调师证书吗?(要「是」) / 您去年得过一等奖吗?(要「不是」)
    """)
    assert rows(database, "SELECT text, wanted FROM contest_questions ORDER BY position") == [
        ("您有中式烹调师证书吗?", 1),
        ("您去年得过一等奖吗?", 0),
    ]
    assert rows(database, "SELECT state FROM entries") == [(State.CONFIRMED,)]


async def test_whoever_is_in_stays_in(play: Play, database: Path) -> None:
    await play(ENTERED + OPENED)
    await play("""
        管 > [个人或组队]
        管 <✎ …
        管 > 3
        管 < …
        管 > [保存修改]
        管 <✎ 已经有人报名,不能在个人和组队之间改。没有保存。
             [再改一项] [查看竞赛]
    """)
    change(database, "UPDATE competitions SET checked = 1 WHERE id = 2")
    change(database, "UPDATE entries SET state = 'pending'")
    await play("""
        管 > [再改一项]
        管 <✎ …
        管 > [资格审核]
        管 <✎ 报名后要不要管理员审核?…
             [要审核] [不审核]
             [返回] [取消]
        管 > [不审核]
        管 <✎ …
             资格审核:要审核 → 不审核
             …
        管 > [保存修改]
        管 <✎ ✅ 已修改。…
        甲 < …
    """)
    assert rows(database, "SELECT state FROM entries") == [(State.CONFIRMED,)]


@pytest.mark.parametrize("label", ["打分方式", "同分名次", "申诉时限", "奖励"])
async def test_cancelled_and_outrun(play: Play, database: Path, label: str) -> None:
    await play(OPENED + f"管 > [{label}]\n管 <✎ …\n")
    await play("""
        管 > [返回]
        管 <✎ …
        管 > [取消]
        管 <✎ 好的,没有改动,报名规则还是原来的样子。
    """)
    if label == "奖励":
        await play(OPENED)
        change(database, "UPDATE competitions SET version = version + 1 WHERE id = 2")
        await play("""
            管 > [奖励]
            管 <✎ …
            管 > 一等奖奖金若干
            管 < …
            管 > [保存修改]
            管 <✎ 这项竞赛刚被别人改过,您的修改没有保存。现在是这样:
            管 < …
        """)
    assert rows(database, "SELECT awards, scoring, ties FROM competitions WHERE id = 2") == [("", "mean", "shared")]
