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
             [保存]
             …
        领 > 改好了,保存吧
        领 < ✅ 已改好,等工会审核。
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
        领 <✎ 确定撤回这一条吗?
             …
             [确定撤回]
             [修改] [返回]
        领 > [确定撤回]
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
        管 > [请核对数量]
        领 < ↩️ 快报 N20261201-0001 有一条要改:
             …
             [改数量] [看这份快报]
        管 <! …
        管 <✎ …
        领 > [改数量]
        领 < 1. 实用新型 授权 2 项 · 12月
             有多少?写个数就行,例如「3」。
             [不改了] [清空这一项] [返回]
             [取消修改]
        领 > 1
        领 < ↩️ 退回修改:请核对数量
             …
             数量:2 项 → 1 项
             …
             [提交]
             …
        领 > [提交]
        领 <✎ ✅ 已重新提交,工会审核后我马上告诉您。
             [看这份快报]
        * 领 taps [改数量] twice
        领 < 🕘 重新提交
             …
        领 < 🕘 重新提交
             …
        管 > /review
        管 < …
             上次退回:请核对数量
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
    assert rows(alone, counted) == [(1,)]
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
        领 <✎ 确定申请作废这一条吗?
             …
             [确定申请作废]
             [写原因]
             [不作废了]
        领 > 和别的工作室重复了
        领 < 确定申请作废这一条吗?
             …
             原因:和别的工作室重复了
             [确定申请作废]
             [写原因]
             [不作废了]
        领 > [确定申请作废]
        领 <✎ 已提交作废申请 N20261201-0003,审完告诉您;审完以前按原来的算。
             …
        管 > /review
        管 < …
             原因:和别的工作室重复了
             …
        管 > [同意撤下]
        领 < ✅ 工会同意撤下这条记录,不再计入:
             …
        管 <! …
        管 <✎ …
        领 > 我的快报
        领 < …
             ✅ 申请作废:实用新型 授权 3 项 · 12月
             …
             ✅ 更正:实用新型 授权 3 项 · 12月
             …
             ➖ 实用新型 授权 3 项 · 12月
             …
    """)
    assert rows(alone, counted) == []


async def test_what_is_said_after_saving_opens_it_and_changes_nothing_by_itself(play: Play, alone: Path) -> None:
    await play("""
        领 > 发明专利授权1项,培训35人次
        领 < …
        * 领 taps [全部保存] twice
        领 <✎ ✅ 已保存 2 条,…
             …
        领 <! 已经保存过了,回执 N20261201-0001
        领 > 发明专利授权改成2项
        领 < 🕘 待审
             …
             改动
             数量:1 项 → 2 项
             …
             [保存]
             …
    """)
    assert rows(alone, "SELECT number, people FROM records ORDER BY id") == [(1, None), (None, 35)]
    await play("""
        领 > [保存]
        领 <✎ ✅ 已改好,等工会审核。
             [看这份快报]
        领 > 专利是3项
        领 < 🕘 待审
             …
             数量:2 项 → 3 项
             …
             [保存]
             …
        领 > [取消修改]
        领 <✎ …
        领 > 两条都是上个月的
        领 < 「两条都是上个月的」说的是哪一条?一次改一条。
             1. 发明专利 授权 2 项 · 12月1日
             2. 培训 35 人次 · 12月1日
             [第 1 条] [第 2 条]
        领 > [第 2 条]
        领 < 🕘 待审
             …
             日期:12月1日 → 11月
             …
        领 > [取消修改]
        领 <✎ …
        领 > 我写错了
        领 < 说的是刚保存的这份吗?…
             …
             [1] [2]
             …
        领 > 撤回第2条
        领 < 确定撤回这一条吗?
             类型:培训
             …
        领 > [确定撤回]
        领 <! …
        领 <✎ ➖ 已撤回
             …
        领 > 带徒2人
        领 < …
        领 > 我的快报
        领 < 📝 还有一份没保存,没存就没有报上去。
             …
        领 > [继续填写]
        领 <✎ 快报 · 1 条
             …
        领 > [取消]
        领 <✎ …
        * +25h
        领 > 第一条少报了5人
        领 < …
    """)
    found = rows(alone, "SELECT number, people, begins_on, state FROM records ORDER BY id")
    assert found == [(2, None, "2026-12-01", "pending"), (None, 35, "2026-12-01", "withdrawn")]


async def test_a_change_that_makes_it_part_of_other_money_is_asked_about(play: Play, alone: Path) -> None:
    await play("""
        领 > 1-6月直接经济效益50万元
        领 < …
        领 > [全部保存]
        领 <✎ …
        领 > 1-6月间接经济效益80万元
        领 < …
        领 > [全部保存]
        领 <✎ …
        领 > [看这份快报]
        领 < …
        领 > [1]
        领 <✎ …
        领 > [修改]
        领 <✎ …
        领 > [效益类别]
        领 <✎ …
        领 > [直接经济效益]
        领 <✎ 🕘 待审
             …
             效益类别:间接经济效益 → 直接经济效益

             ❓ 改成这样,和已经报过的效益时间有重叠。同一笔钱只算一次:
             已有:直接经济效益 50万元 · 1–6月(待审)
             [包含那一笔] [另外一笔]
             …
        领 > 保存
        领 < 还没有保存:请先答下面的问题。
             …
        领 > [包含那一笔]
        领 <✎ …
             [保存]
             …
        领 > [保存]
        领 <✎ ✅ 已改好,等工会审核。
             [看这份快报]
    """)
    assert rows(alone, "SELECT amount_fen, benefit, includes FROM records ORDER BY id") == [
        (50_000_000, "direct", ""),
        (80_000_000, "direct", "1"),
    ]


async def test_what_came_back_or_was_approved_is_corrected_in_words_too(play: Play, alone: Path) -> None:
    await play(SAVED)
    await play("""
        管 > /review
        管 < …
        管 > [通过]
        领 < …
        管 <! …
        管 <✎ …
        领 > 专利应该是4项
        领 < ✅ 通过
             …
             数量:2 项 → 4 项

             已经通过的,更正要再审一次;审完以前按原来的算。
             …
        领 > 保存
        领 < ✅ 更正已提交,回执 N20261201-0002。…
             [看这份快报]
        联 > 撤回
        联 < 确定撤回这一条吗?
             …
        联 > [确定撤回]
        联 <! …
        联 <✎ …
        领 > 专利应该是5项
        领 < ✅ 通过
             …
             数量:2 项 → 5 项
             …
             [提交]
             …
    """)
    assert rows(alone, "SELECT number, state FROM records ORDER BY id") == [(2, "approved"), (4, "withdrawn")]


async def test_a_change_under_way_is_not_lost_to_another(play: Play, alone: Path) -> None:
    await play("""
        领 > 发明专利授权1项,培训35人次
        领 < …
        领 > [全部保存]
        领 <✎ …
        领 > 发明专利授权改成2项
        领 < …
        领 > [看这份快报]
        领 < …
        领 > [2]
        领 <✎ …
        领 > [修改]
        领 <✎ 这一条您还没改完。先保存它,或者取消修改,再改别的。
             …
             数量:1 项 → 2 项
             …
             [保存]
             …
        * +2h
        领 > 第二条少报了5人
        领 < 这一条您还没改完。先保存它,或者取消修改;刚才说的那条也记下了,接着就改。
             …
        领 > [保存]
        领 <✎ ✅ 已改好,等工会审核。
             [接着改另一条]
             [看这份快报]
        领 > [接着改另一条]
        领 < 🕘 待审
             …
             人数:35 人次 → 40 人次
             …
             [保存]
             …
        领 > [保存]
        领 <✎ …
    """)
    assert rows(alone, "SELECT number, people FROM records ORDER BY id") == [(2, None), (None, 40)]
