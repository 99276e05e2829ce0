"""我的快报: what was saved is looked at, changed, withdrawn, sent again after a return, corrected after an approval."""

from pathlib import Path

import pytest

from tests.conftest import Play
from tests.transcripts.records import change, rows


@pytest.fixture
def alone(database: Path) -> Path:
    """A database without the sample's news and reports: the review begins with what is saved here."""
    change(database, "DELETE FROM news")
    change(database, "DELETE FROM reports")
    return database


SAVED = """
领 > 本月拿到实用新型专利2项
领 < …
领 > [全部保存]
领 <✎ ✅ 已保存 1 条,回执 N20261201-0001。
     …
"""


async def test_changed_and_withdrawn_until_it_is_judged(play: Play, alone: Path) -> None:
    await play(SAVED)
    await play("""
        领 > 我的快报
        领 < 我的快报 · 共 1 份

             1. N20261201-0001 · 12月1日 周二 09:…
             🕘 实用新型 授权 2 项 · 12月

             🕘 待审 · ✅ 通过 · ↩️ 退回 · ✖️ 不采纳 · ➖ 撤回
             [1]
        领 > n20261201-0001
        领 < 快报 N20261201-0001 · …
             …
        领 > [1]
        领 <✎ 🕘 待审
             …
             [修改] [撤回这条]
             [返回]
        领 > [修改]
        领 <✎ 🕘 待审
             …
        领 > [数量]
        领 <✎ 1. 实用新型 授权 2 项 · 12月
             …
        领 > 3
        领 < 🕘 待审
             …
             改动
             数量:2 项 → 3 项
             …
        领 > [提交]
        领 <✎ ✅ 已改好,等工会审核。
             [看这份快报]
        联 > 我的快报
        联 < 我的快报 · 共 1 份
             …
        联 > [1]
        联 <✎ …
        联 > [1]
        联 <✎ 🕘 待审
             …
        领 > [看这份快报]
        领 < …
        领 > [1]
        领 <✎ 🕘 待审
             …
             [修改] [撤回这条]
             [改过什么]
             [返回]
        领 > [改过什么]
        领 <✎ 改过什么

             12月1日 周二 09:… · 🕘 待审 · 您
             数量:2 项 → 3 项

             12月1日 周二 09:… · 🕘 待审 · 您
             实用新型 授权 2 项 · 12月
             [返回]
        领 > [返回]
        领 <✎ …
        领 > [撤回这条]
        领 <! 已撤回,不会再审
        领 <✎ ➖ 已撤回
             …
        联 > [修改]
        联 <! 刚被改过,现在是这样
        联 <✎ ➖ 已撤回
             …
    """)
    assert rows(alone, "SELECT state, number, version FROM records") == [("withdrawn", 3, 3)]
    acts = [what for (what,) in rows(alone, "SELECT detail FROM audit WHERE action = 'news.write' ORDER BY id")]
    assert acts[-3:] == ["saved N20261201-0001", "edited", "withdrawn"]


async def test_returned_opened_at_the_very_field_and_sent_again_then_corrected(play: Play, alone: Path) -> None:
    await play(SAVED)
    await play("""
        管 > /review
        管 < …
        管 > [退回修改]
        管 <✎ …
        管 > [请补上编号]
        领 < ↩️ 快报 N20261201-0001 有一条要改:
             …
             [改编号] [看这份快报]
        管 <! …
        管 <✎ …
        领 > [改编号]
        领 < 1. 实用新型 授权 2 项 · 12月
             编号是多少?例如专利号、证书号、标准号。
             [返回] [取消修改]
        领 > ZL 2023 1 0123456.7
        领 < ↩️ 退回修改:请补上编号
             …
             编号:没写 → 202310123456.7
             …
        领 > [提交]
        领 <✎ ✅ 已重新提交,工会审核后我马上告诉您。
             [看这份快报]
        * 领 taps [改编号] twice
        领 < 🕘 重新提交
             …
        领 < 🕘 重新提交
             …
        管 > /review
        管 < …
             上次退回:请补上编号
             …
        管 > [通过]
        领 < ✅ 快报 N20261201-0001 审核通过,…
             …
        管 <! …
        管 <✎ …
        领 > [看这份快报]
        领 < …
        领 > [1]
        领 <✎ ✅ 通过
             …
             [更正] [申请作废]
             [改过什么]
             [返回]
        领 > [更正]
        领 <✎ ✅ 通过
             …
        领 > [数量]
        领 <✎ …
        领 > 3
        领 < …
        领 > [提交]
        领 <✎ ✅ 更正已提交,回执 N20261201-0002。审完告诉您;审完以前按原来的算。
             [看这份快报]
    """)
    counted = "SELECT number FROM records WHERE state = 'approved' AND corrects IS NULL AND included_in IS NULL"
    assert rows(alone, counted) == [(2,)]
    await play("""
        管 > /review
        管 < …
        管 > [通过]
        领 < ✅ 更正通过了,…
             …
        管 <! …
        管 <✎ …
        领 > [看这份快报]
        领 < …
        领 > [返回列表]
        领 <✎ 我的快报 · 共 2 份
             …
        领 > [2]
        领 <✎ …
        领 > [1]
        领 <✎ ✅ 通过
             …
        领 > [申请作废]
        领 <✎ 已提交作废申请 N20261201-0003,审完告诉您;审完以前按原来的算。
             [看这份快报]
    """)
    assert rows(alone, counted) == [(3,)]
