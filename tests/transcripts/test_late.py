"""/late: who owes, whether they hear of it, one nudge a day to them alone, and how punctual studios have been."""

from pathlib import Path

import pytest

from tests.conftest import Play
from tests.transcripts.records import change, rows


@pytest.fixture
def few(database: Path) -> Path:
    """Three studios owe: one with people, one without, one whose leader blocked the bot."""
    three = "(SELECT id FROM studios WHERE name IN ('示例领军人甲创新工作室', '示例领军人乙创新工作室', '示例焊接创新工作室'))"
    change(database, f"DELETE FROM duties WHERE studio NOT IN {three}")
    change(
        database,
        "INSERT INTO period_conditions (period, kind, value) SELECT periods.id, 'studio', CAST(studios.id AS TEXT)"
        f" FROM periods, studios WHERE studios.id IN {three}",
    )
    change(
        database,
        """UPDATE addresses SET muted_at = 1 WHERE person = (SELECT person FROM roles JOIN studios ON studios.id = roles.studio
        WHERE role = 'leader' AND name = '示例领军人乙创新工作室')""",
    )
    return database


async def test_only_those_who_owe_are_reminded_once_a_day(play: Play, few: Path) -> None:
    await play("""
        领 > /start
        领 < …
        联 > /start
        联 < …
        管 > 谁还没交四季报
        管 < 示例季度工作报告 · 2026年第四季度
             2027年1月10日 周日 18:00 截止
             还没到期 3 家

             1. ▫️ 示例焊接创新工作室 · 还有 40 天 · ⚠️ 没登记负责人
             2. ▫️ 示例领军人乙创新工作室 · 还有 40 天 · ⚠️ 停用了机器人
             3. ▫️ 示例领军人甲创新工作室 · 还有 40 天 · 还没提醒过
             [催没交的 1 家]
             [1] [2] [3]
             [别的报告] [按时率]
        管 > [催没交的 1 家]
        管 <✎ 示例季度工作报告 · 2026年第四季度
             催 1 家工作室,发给 2 人。
             示例领军人甲创新工作室

             联系不上 2 家,请打电话:
             示例焊接创新工作室 ⚠️ 没登记负责人
             示例领军人乙创新工作室 ⚠️ 停用了机器人
             [确认催 1 家]
             [返回]
        * 管 taps [确认催 1 家] twice
        领 < 工会提醒您:示例季度工作报告 · 2026年第四季度 2027年1月10日 周日 18:00 前交,点下面就能写。
             [写报告]
        联 < 工会提醒您:…
        管 <! 已催 1 家
        管 <✎ ✅ 已催 1 家,发给 2 人。有人交上,这里就少一家。

             …
             3. ▫️ 示例领军人甲创新工作室 · 还有 40 天 · 今天催过
             [1] [2] [3]
             [别的报告] [按时率]
        管 <! 今天已经催过了
        管 <✎ …
        管 > /late
        管 < …
             3. ▫️ 示例领军人甲创新工作室 · 还有 40 天 · 今天催过
             [1] [2] [3]
             [别的报告] [按时率]
        管 > 谁还没交三季报
        管 < 没有要交的2026年第三季度报告。现在欠着的是:

             …
        管 > /late 四季度
        管 < 示例季度工作报告 · 2026年第四季度
             …
        管 > /late 三季度
        管 < 没有要交的2026年第三季度报告。现在欠着的是:

             …
        管 > /late 领军人甲
        管 < 示例领军人甲创新工作室
             示例季度工作报告 · 2026年第四季度
             ▫️ 还有 40 天 · 2027年1月10日 周日 18:00 截止

             领军人… · 今天催过,已送到
             联络员… · 今天催过,已送到
             [已交、宽限] [返回]
        * +1d
        管 > /late 四季度
        管 < …
        管 > [3]
        管 <✎ 示例领军人甲创新工作室
             …
             [催这一家]
             [已交、宽限] [返回]
        * 管 taps [催这一家] twice
        领 < 工会提醒您:…
        联 < …
        管 <! 已催,发给 2 人
        管 <✎ …
        管 <! 今天已经催过了
        甲 > 谁没交报告
        甲 < 这项操作需要管理员权限。…
        领 > [写报告]
        领 < 示例季度工作报告 · 2026年第四季度
             …
    """)
    assert rows(few, "SELECT count(*), count(DISTINCT person) FROM nudges") == [(4, 2)]
    assert rows(few, "SELECT count(*) FROM audit WHERE detail = 'nudged'") == [(2,)]


async def test_the_late_come_first_and_rates_say_what_they_count(play: Play, few: Path) -> None:
    change(few, "UPDATE occurrences SET due_at = due_at - 45 * 86400000 WHERE label = '2026Q4'")
    change(
        few,
        """UPDATE duties SET filed_at = (SELECT due_at - 1 FROM occurrences WHERE occurrences.id = duties.occurrence)
        WHERE studio = (SELECT id FROM studios WHERE name = '示例焊接创新工作室')""",
    )
    await play("""
        领 > /start
        领 < …
        管 > 谁没交
        管 < 示例季度工作报告 · 2026年第四季度
             11月26日 周四 18:00 截止
             逾期 2 家

             1. ❗ 示例领军人乙创新工作室 · 逾期 5 天 · ⚠️ 停用了机器人
             2. ❗ 示例领军人甲创新工作室 · 逾期 5 天 · 还没提醒过
             [催没交的 1 家]
             …
        管 > [按时率]
        管 <✎ 按时率 · 近一年到期的报告
             示例季度工作报告 · 2026年第四季度:33%(1/3 份) · 没交 2

             按工作室(低的在前)
             1. 示例领军人乙创新工作室:0%(0/1 份) · 没交 1
             2. 示例领军人甲创新工作室:0%(0/1 份) · 没交 1
             3. 示例焊接创新工作室:100%(1/1 份)
             按时 = 截止前(算上宽限)第一次交上。不用交的不算。
             [谁还没交]
        * 2026-12-01T22:00
        …
        管 > /late
        管 < …
        管 > [催没交的 1 家]
        管 <✎ …
        管 > [确认催 1 家]
        管 <! 已催 1 家
        管 <✎ …
        * +9h
        * +1h
        领 < 工会催您:示例季度工作报告 · 2026年第四季度应在 11月26日 周四 18:00 前交,还没收到。现在交也收,点下面就能写。
             [写报告]
        * +14h
        管 > /late
        管 < …
        管 > [催没交的 1 家]
        管 <✎ …
        管 > [确认催 1 家]
        管 <! …
        管 <✎ …
        领 > 写季报
        领 < …
        领 > 进展:试制完成三台样机
        领 < …
        领 > 下季度计划:再带徒5人
        领 < …
        领 > [提交]
        领 <✎ …
        * +10h
    """)
