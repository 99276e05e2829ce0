"""Quick news of money: no part of it is told twice without a question, in one message, later, or the other way round."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import rows

NEW = (
    "SELECT r.id, r.amount_fen / 1000000, r.includes FROM records r JOIN news n ON n.id = r.news "
    "WHERE n.receipt LIKE 'N202612%'"
)


async def test_a_part_in_the_same_message_and_one_told_afterwards(play: Play, database: Path) -> None:
    await play("""
        领 > 1-6月直接经济效益50万元,1-9月累计直接经济效益80万元
        领 < 快报 · 2 条

             1. 直接经济效益 50万元 · 1–6月
             2. 直接经济效益 80万元 · 1–9月

             ❓ 第 2 条和第 1 条的效益时间有重叠。同一笔钱只算一次,第 2 条里包含第 1 条吗?
             答完就能保存。
             效益的计算依据和证明可以现在补(点编号),也可以等审核时再补。

             哪条不对,直接说,例如「第1条是3项」「不是本月,是上月」,或者点它的编号。
             [包含] [是两笔]
             …
        领 > [包含]
        领 <✎ …
        领 > [全部保存]
        领 <✎ ✅ 已保存 2 条…
        领 > 7-8月直接经济效益10万元
        领 < …
             ❓ 第 1 条和以前报的效益时间有重叠。同一笔钱只算一次:
             这次:直接经济效益 10万元 · 7–8月
             已有:直接经济效益 80万元 · 1–9月(待审)
             …
             [前面那笔里有了] [另外一笔]
             …
        领 > [前面那笔里有了]
        领 <✎ …
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条…
        领 > 10月直接经济效益30万元
        领 < 快报 · 1 条
             …
             [全部保存]
             …
    """)
    (half, _, _), (months, _, parts), (summer, _, _) = rows(database, f"{NEW} ORDER BY r.id")
    assert parts == f"{half},{summer}"
    assert months == half + 1
