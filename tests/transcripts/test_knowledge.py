"""Officers keep the knowledge base and see what the bot could not answer."""

from pathlib import Path

import pytest

from tests.conftest import Play
from tests.transcripts.records import change, rows

START_MS = 1_796_086_800_000
"""When conversations begin: tests.conftest.START."""
WRITTEN = """
管 > /knowledge
管 < 知识库 · 0
     还没有内容。答复提问时选「加入」,或点「新写一条」。
     [新写一条]
     [待答复] [已答复] [没答上的]
管 > [新写一条]
管 <✎ 这条知识回答什么问题?请写成一般的问法,别带姓名。
     [取消]
管 > 京卡怎么补办
管 < 京卡怎么补办
     请写答案,最多 1000 字。机器人会原样回答。
     [返回] [取消]
管 > 到单位工会登记,约十个工作日领到。
管 < 这个答复出自哪里?比如文件名或部门。跳过就写「区总工会」。
     [跳过] [返回] [取消]
管 > [跳过]
管 <✎ 请看一遍再入库:
     京卡怎么补办
     到单位工会登记,约十个工作日领到。
     来源:区总工会
     [入库]
     [返回修改] [取消]
管 > [入库]
管 <✎ ✅ 已入库。以后有人这样问,机器人就这样答。
     [看知识库]
管 > [看知识库]
管 <✎ 知识库 · 1

     1. 2026-12-01 · 用过 0 次
     京卡怎么补办
     [1]
     [新写一条]
     [待答复] [已答复] [没答上的]
管 > [1]
管 <✎ 京卡怎么补办
     到单位工会登记,约十个工作日领到。
     来源:区总工会 · 2026-12-01
     [修改] [删除]
     [返回列表]
"""


@pytest.fixture
def missed(database: Path) -> None:
    """Two questions that the bot could not answer."""
    for asked, times in (("食堂几点开门", 1), ("停车位怎么申请", 3)):
        change(
            database,
            "INSERT INTO unanswered (asked, text, times, first_at, last_at) VALUES (?, ?, ?, ?, ?)",
            *(asked, asked, times, START_MS - 7_200_000, START_MS - 7_200_000),
        )


async def test_an_entry_is_written_changed_and_removed(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        管 > [修改]
        管 <✎ 请看一遍再入库:
             …
        管 > [返回修改]
        管 <✎ 现在写的是:
             区总工会
             这个答复出自哪里?…
             [不改了] [跳过] [返回]
             [取消]
        管 > [返回]
        管 <✎ 京卡怎么补办
             现在写的是:
             …
        管 > 到单位工会登记,约五个工作日领到。
        管 < 现在写的是:
             区总工会
             …
        管 > [不改了]
        管 <✎ 请看一遍再入库:
             …
        * +1d
        管 > [入库]
        管 <✎ ✅ 已修改,马上生效。
             [看知识库]
        管 > [看知识库]
        管 <✎ 知识库 · 1

             1. 2026-12-02 · …
        管 > [1]
        管 <✎ …约五个工作日领到。
             来源:区总工会 · 2026-12-02
        管 > [删除]
        管 <✎ 确定删除这一条吗?删了机器人就不再这样答。
             …
             [确定删除] [不删了]
        管 > [不删了]
        管 <✎ 京卡怎么补办
             …
        管 > [删除]
        管 <✎ …
        * 管 taps [确定删除] twice
        管 <! 已删除
        管 <✎ 知识库 · 0
             …
        管 <! 这一条已经删除了
    """)
    details = [row[0] for row in rows(database, "SELECT detail FROM audit ORDER BY id")]
    assert details == ["added", "changed", "removed"]


async def test_two_officers_change_one_entry(play: Play) -> None:
    await play(WRITTEN)
    await play("""
        管2 > /knowledge
        管2 < …
        管2 > [1]
        管2 <✎ …
        管2 > [删除]
        管2 <✎ 确定删除这一条吗?…
        管 > [修改]
        管 <✎ …
        管 > [入库]
        管 <✎ ✅ 已修改,马上生效。
        管2 > [确定删除]
        管2 <! 刚被别人改过,请再看一遍
        管2 <✎ 确定删除这一条吗?…
        管 > [看知识库]
        管 <✎ …
        管 > [1]
        管 <✎ …
        管 > [修改]
        管 <✎ …
        管2 > [确定删除]
        管2 <! 已删除
        管2 <✎ 知识库 · 0
             …
        管 > [入库]
        管 <✎ 这一条刚被别人改过或删了,您的修改没有保存。
             [看知识库]
    """)


@pytest.mark.usefixtures("missed")
async def test_a_missed_question_gets_an_answer_or_is_put_aside(play: Play, database: Path) -> None:
    await play("""
        管 > /questions
        管 < …
        管 > [没答上的]
        管 <✎ 机器人没答上的问题 · 2

             1. 2026-12-01 · 问过 3 次
             停车位怎么申请

             2. 2026-12-01 · 问过 1 次
             食堂几点开门
             [1] [2]
             [待答复] [已答复] [知识库]
        管 > [1]
        管 <✎ 停车位怎么申请
             问过 3 次 · 最近一次 2 小时前
             [写答案入库] [忽略]
             [返回列表]
        管 > [写答案入库]
        管 <✎ 停车位怎么申请
             请写答案,最多 1000 字。机器人会原样回答。
             [返回] [取消]
        管 > 到所在街道工会登记。
        管 < 这个答复出自哪里?…
        管 > 街道工会
        管 < 请看一遍再入库:
             …
        管 > [入库]
        管 <✎ ✅ 已入库。以后有人这样问,机器人就这样答。
             [看知识库] [看没答上的]
        管 > [看没答上的]
        管 <✎ 机器人没答上的问题 · 1

             1. 2026-12-01 · 问过 1 次
             食堂几点开门
        管 > [1]
        管 <✎ 食堂几点开门
             …
        * 管 taps [忽略] twice
        管 <! 已忽略。再有人问,会重新出现
        管 <✎ 机器人没答上的问题 · 0
             没有。机器人都答上了。
             [待答复] [已答复] [知识库]
    """)
    assert rows(database, "SELECT question, answer, source FROM knowledge") == [
        ("停车位怎么申请", "到所在街道工会登记。", "街道工会")
    ]


@pytest.mark.usefixtures("missed")
async def test_a_half_written_entry_waits_for_its_officer(play: Play) -> None:
    await play("""
        管 > /questions
        管 < …
        管 > [没答上的]
        管 <✎ …
        管 > [1]
        管 <✎ …
        管 > [写答案入库]
        管 <✎ …
        管 > 到所在街道工会登记。
        管 < …
        管 > /knowledge
        管 < 知识库 · 0
             …
        管 < 您的知识库条目还没有提交,给您留着。
        管 > [新写一条]
        管 <✎ 您还有一条没写完的:
             停车位怎么申请
             [继续填写] [放弃它,写这个]
        * restart
        管 > [继续填写]
        管 <✎ 这个答复出自哪里?…
    """)


async def test_from_a_question_without_an_answer_to_one_that_has_it(play: Play) -> None:
    await play("""
        甲 > 停车位补贴怎么领
        甲 < …没有收录…
        甲 > [转人工]
        甲 < 提问前请看一下
             …
        甲 > [同意并继续]
        甲 <✎ 您的问题:
             停车位补贴怎么领
             有图片或文件就发给我,最多 5 个;没有就点「跳过」。
             [跳过] [返回] [取消]
        甲 > [跳过]
        甲 <✎ …
        甲 > [确认提交]
        甲 <✎ ✅ 已提交,编号 Q20261201-0001。
             …
        管 > /questions
        管 < …
        管 > [没答上的]
        管 <✎ 机器人没答上的问题 · 1
             …
        管 > [待答复]
        管 <✎ …
        管 > [1]
        管 <✎ …
        管 > [回答]
        管 <✎ …
        管 > 到所在街道工会登记。
        管 < …
        管 > [跳过]
        管 <✎ …
        管 > [加入]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > [发出答复]
        管 <✎ ✅ …
        甲 < 您的提问有答复了 · Q20261201-0001
             …
        管 > [看待答提问]
        管 <✎ …
        管 > [没答上的]
        管 <✎ 机器人没答上的问题 · 0
             …
        乙 > 停车位的补贴怎么领呀
        乙 < …
             到所在街道工会登记。
             来源:区总工会 · 更新 2026-12-01
    """)
