"""A notice on its way: a second admin's approval, undoing, pausing, cancelling, two admins at once."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.test_notices import CHECKED, KNOWN, READ_BUTTON, SENT, TO_WORKERS, WRITTEN, before, talk

READY = KNOWN + WRITTEN + READ_BUTTON + TO_WORKERS
CROWD = READY.replace("10 人能收到 · 大约 1 秒", "510 人能收到 · 大约 17 秒")
ASKED = """
管 > [去发送]
管 <✎ 请再看一遍
     …
     超过 500 人,提交后要另一位管理员批准。
     [提交批准]
     [返回修改]
管 > [提交批准]
管 <✎ ⏳ 等另一位管理员批准
     焊工技能竞赛开始报名
     12月5日在示例大厦一层报名,请带工作证。
     按钮:已阅
     提交人:管理员 … 号
     发给:所有人
     510 人能收到 · 大约 17 秒
     时间:批准以后
     [看原样]
     [撤回修改]
     [返回列表]
管2 < 有一条通知等您批准:焊工技能竞赛开始报名
     [去看看]
"""
OPENED = """
管2 > [去看看]
管2 <✎ ⏳ 等另一位管理员批准
     焊工技能竞赛开始报名
     12月5日在示例大厦一层报名,请带工作证。
     按钮:已阅
     提交人:管理员 … 号
     …
     [看原样]
     [批准] [不批准]
     [返回列表]
"""


@pytest.fixture
def many(database: Path) -> None:
    """Five hundred more people, who never pressed START: enough that a second admin is needed."""
    with closing(sqlite3.connect(database)) as connection, connection:
        first = 10_000
        connection.executemany(
            "INSERT INTO people (id, created_at) VALUES (?, 0)", [(first + number,) for number in range(500)]
        )
        connection.executemany(
            "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
            [(first + number, str(800_000 + number)) for number in range(500)],
        )


async def test_a_second_admin_approves(many: None, play: Play) -> None:
    await before(play, CROWD + ASKED + OPENED)
    await play("""
        管2 > [看原样]
        管2 < 焊工技能竞赛开始报名
             …
             [已阅]
        管2 > [批准]
        管2 <✎ 焊工技能竞赛开始报名
             管理员 … 号 已批准。
             🕘 60 秒内开始发送,现在还可以撤销。
             发给 … 人
        管 < 管理员 … 号 批准了「焊工技能竞赛开始报名」。
             [看这条通知]
        …
        管2 > [撤销]
        管2 <! 已撤销,一条也没有发出
        管2 <✎ 焊工技能竞赛开始报名
             还是草稿,在作者手里。
             [返回列表]
        管 < 管理员 … 号 撤销了「焊工技能竞赛开始报名」,一条也没有发出。
             [修改再提交]
        …
        管 > [修改再提交]
        管 <✎ 通知草稿
             …
    """)


async def test_of_two_admins_at_once_one_decides(many: None, play: Play) -> None:
    await play("""
        主 > /start
        主 < …
    """)
    await before(play, CROWD + ASKED.replace("管2 < 有一条", "主 < 有一条通知等您批准:…\n管2 < 有一条") + OPENED)
    await play("""
        主 > [去看看]
        主 <✎ ⏳ 等另一位管理员批准
             …
        管2 > [批准]
        管2 <✎ 焊工技能竞赛开始报名
             …
        …
        主 > [批准]
        主 <! 管理员 … 号 已经批准了这条通知
        主 <✎ 焊工技能竞赛开始报名
             管理员 … 号 已批准。
             …
        …
    """)


async def test_nobody_approves_their_own(many: None, play: Play, world: World) -> None:
    await before(play, CROWD + ASKED)
    data = next(
        button["callback_data"].replace("notice.back", "notice.approve")
        for post in reversed(world.chat("管"))
        for row in post.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if button["text"] == "撤回修改"
    )
    await world.tap_data("管", world.chat("管")[-1]["message_id"], data)
    assert [event.text for event in await world.settle()] == ["自己写的通知要由另一位管理员批准"]


async def test_not_approved_goes_back_with_the_reason(many: None, play: Play) -> None:
    await before(play, CROWD + ASKED + OPENED)
    await play("""
        管2 > [不批准]
        管2 <✎ 为什么不批准「焊工技能竞赛开始报名」?写一句话,会转给作者。
             [返回]
        管2 > 日期和竞赛通知不一致
        管2 < 已退回给作者。
             [看通知列表]
        管 < 管理员 … 号 没有批准「焊工技能竞赛开始报名」:日期和竞赛通知不一致
             [修改再提交]
        管 > [修改再提交]
        管 <✎ 通知草稿
             管理员 … 号 没有批准:日期和竞赛通知不一致
             …
        管 > [去发送]
        管 <✎ 请再看一遍
             …
        管 > [提交批准]
        管 <✎ ⏳ 等另一位管理员批准
             …
        管2 < 有一条通知等您批准:焊工技能竞赛开始报名
        管2 > [去看看]
        管2 <✎ ⏳ 等另一位管理员批准
             …
        管2 > [不批准]
        管2 <✎ 为什么不批准「焊工技能竞赛开始报名」?…
        管 > [撤回修改]
        管 <✎ 通知草稿
             …
        管2 > 还是不对
        管2 < 这条通知已经变了,请看最新的
             [看通知列表]
    """)


async def test_undone_within_the_minute_and_not_after(play: Play, world: World) -> None:
    await before(play, READY + CHECKED)
    undo = world.chat("管")[-1]["message_id"], _data(world, "管", "撤销")
    await play("""
        * +30s
        管 > [撤销]
        管 <! 已撤销,一条也没有发出
        管 <✎ 通知草稿
             焊工技能竞赛开始报名
             …
        * +5m
    """)
    await play(CHECKED + SENT)
    await world.tap_data("管", *undo)
    seen = [(event.kind, event.text) for event in await world.settle() if event.to == "管"]
    assert seen[0] == ("toast", "已经开始发送，可以暂停或取消")


def _data(world: World, who: str, label: str) -> str:
    return next(
        button["callback_data"]
        for post in reversed(world.chat(who))
        for row in post.get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
        if button["text"] == label
    )


async def test_paused_in_quiet_hours_resumed_and_cancelled_by_another_admin(play: Play, world: World) -> None:
    await play("""
        * 2026-12-01T22:30
        …
    """)
    await before(play, READY)
    await play("""
        管 > [去发送]
        管 <✎ 请再看一遍
             …
             ⚠️ 这个时间在晚上或清早。在免打扰时段的人,会等免打扰结束再收到。
             [还是现在发]
             [改到 12月2日 周三 09:00]
             [返回修改]
        管 > [还是现在发]
        管 <✎ 焊工技能竞赛开始报名
             …
        * +2m
        管 <✎ 正在发送 · 焊工技能竞赛开始报名
             …
             10 人暂缓(在免打扰时段,或者正在填表),晚些再发
             [暂停] [取消发送]
             [刷新]
             [返回列表]
        …
        管2 > /notices
        管2 < 通知 · 正在发 · 1
             1. 焊工技能竞赛开始报名
             [1]
             [写新通知]
        管2 > [1]
        管2 <✎ 正在发送 · 焊工技能竞赛开始报名
             …
        管2 > [暂停]
        管2 <✎ ⏸ 已暂停 · 焊工技能竞赛开始报名
             …
             [继续] [取消发送]
             …
        管 <✎ ⏸ 已暂停 · 焊工技能竞赛开始报名
             …
        管 > [继续]
        管 <✎ 正在发送 · 焊工技能竞赛开始报名
             …
        管2 > [继续]
        管2 <! 状态已经变了,请看最新的
        管2 <✎ 正在发送 · 焊工技能竞赛开始报名
             …
        管2 > [取消发送]
        管2 <✎ 取消发送「焊工技能竞赛开始报名」?已经发出的 0 条收不回来(发完可以删除),还没发的 10 条不再发。
             [确定取消] [不取消]
        管2 > [确定取消]
        管2 <✎ 已取消发送 · 焊工技能竞赛开始报名
             收到 0 人
             取消没发 10
        管 <✎ 已取消发送 · 焊工技能竞赛开始报名
             …
        * +12h
    """)
    number = _data(world, "管", "刷新").rpartition(":")[2]
    for old, said in (
        ("notice.stop", "状态已经变了，请看最新的"),
        ("notice.cancel", "已经发完或取消了"),
        ("notice.pause", "状态已经变了，请看最新的"),
        ("notice.undo", "已经开始发送，可以暂停或取消"),
    ):
        await world.tap_data("管", world.chat("管")[-1]["message_id"], f"{old}:{number}")
        assert [event.text for event in await world.settle() if event.kind == "toast"] == [said]


async def test_a_progress_that_was_deleted_goes_on_in_the_new_message(world: World) -> None:
    await talk(world, READY + CHECKED)
    world.phone("管").delete(world.chat("管")[-1]["message_id"])
    await world.settle()
    await talk(
        world,
        """
        * +2m
        甲 < 焊工技能竞赛开始报名
             …
        管 < 正在发送 · 焊工技能竞赛开始报名
             …
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
        …
    """,
    )
    assert sum("发送" in one.get("text", "") for one in world.chat("管")[-3:]) == 1


async def test_sending_twice_sends_once(world: World) -> None:
    await talk(world, READY)
    await talk(
        world,
        """
        管 > [去发送]
        管 <✎ 请再看一遍
             …
        * 管 taps [确认发送] twice
        管 <! 这条通知已经提交,不能再改草稿了
        管 <✎ 焊工技能竞赛开始报名
             🕘 60 秒内开始发送,现在还可以撤销。
             …
        …
        * +2m
        甲 < 焊工技能竞赛开始报名
             …
        管2 < 焊工技能竞赛开始报名
             …
        …
    """,
    )


async def test_without_a_second_admin_it_is_said_plainly(world: World, many: None, database: Path) -> None:
    await talk(world, CROWD)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "DELETE FROM roles WHERE role IN ('admin', 'owner') AND person <> (SELECT author FROM notices)"
        )
    await talk(
        world,
        """
        管 > [去发送]
        管 <✎ 请再看一遍
             …
             ⚠️ 发给超过 500 人要另一位管理员批准,但现在没有第二位管理员。请系统负责人先任命一位,或者缩小收件人范围。
             [返回修改]
    """,
    )
