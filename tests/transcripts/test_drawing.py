"""Numbers are drawn by one tap, told once, and can be checked by whoever drew one."""

from pathlib import Path

from storage.model.draws import digest
from tests.conftest import Play
from tests.transcripts.contests import DESK, DRAW, ENTER, TOLD, numbers, talk
from tests.transcripts.records import rows


async def test_numbers_are_drawn_told_once_and_can_be_checked(play: Play, database: Path) -> None:
    for who in "甲乙领":
        await talk(play, ENTER.format(who=who))
    await talk(play, DESK.format(stage="初赛"))
    await talk(play, DRAW)
    await talk(
        play,
        """
        管 > [重新抽签]
        管 <✎ 重新抽签,现在的号全部作废,重抽会留下记录。确定吗?
             [重新抽签] [不抽了]
        * 管 taps [重新抽签] twice
        管 <! 抽好了,可以先看结果,再告诉选手
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛
             …
        管 <! 这一场刚有变动,请看最新的
        …
    """,
    )
    notes = rows(database, "SELECT detail FROM audit WHERE detail LIKE 'drawn%'")
    assert ["again" in str(note) for (note,) in notes] == [False, True]
    got = numbers(database)
    ((seed, entry),) = rows(
        database,
        "SELECT s.seed, d.entry FROM stage_plans s JOIN draws d ON d.competition = s.competition WHERE d.number = ?",
        got["甲"],
    )
    await talk(play, TOLD.format(first=got["甲"]))
    await talk(
        play,
        f"""
        甲 > [怎么抽的]
        甲 < 初赛怎么抽的
             …
             您的:{seed}:{entry},抽到 {got["甲"]} 号
             算出来:{digest(str(seed), int(str(entry)))}
        甲 > 我的抽签号
        甲 < 示例·中式烹饪技能竞赛
             现在:报名已截止
             接下来:资格审核,12月6日 周日 09:00

             ✓ 报名开始:11月11日 周三 09:00
             ✓ 报名截止:12月3日 周四 18:00
             · 资格审核:12月6日 周日 09:00
             · 初赛:12月13日 周日 09:00 · 已抽签
             · 决赛:12月20日 周日 09:00

             ✅ 您已报名
             初赛:您是 {got["甲"]} 号 · 示例职业学校实训楼
             [查看竞赛]
        评 > /results
        评 < 您还没有报名竞赛,报了名这里能看到走到哪一步、成绩怎么样。
             [看全部竞赛]
    """,
    )
