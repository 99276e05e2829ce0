"""/ops: how the house is doing, and what was given up sent again."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.standin.faults import Fault
from tests.conftest import Play
from tests.transcripts.records import rows

DEAD = "INSERT INTO outbox (person, chat, lane, method, payload, state, tries, created_at, finished_at, error) VALUES "
LETTER = '{"chat_id": 900001, "text": "迟到的答复"}'
MET = """
甲 > 您好
甲 < …
"""
"""A bot may write only to who wrote to it first."""
AT = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""


async def dead(path: Path, *texts: str, error: str = "Bad Request: message is too long", words: bool = True) -> None:
    """Messages to 甲 that were given up."""

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
            for text in texts:
                payload = LETTER.replace("迟到的答复", text) if words else "{}"
                values = (payload, AT, AT, error)
                connection.execute(DEAD + "(NULL, '900001', 0, 'sendMessage', ?, 'dead', 1, ?, ?, ?)", values)

    await asyncio.to_thread(write)


async def test_all_is_well(play: Play) -> None:
    await play("""
        管 > /ops
        管 < ✅ 一切正常
             …
             等着处理:没有
             …
             屏蔽了机器人的:0 人
             可能说了两遍的:0 条
             定时任务:…
             [刷新]
        管 > 运行情况
        管 < ✅ 一切正常
             …
        主 > /ops
        主 < ✅ 一切正常
             …
    """)


async def test_nobody_else_may_look(play: Play) -> None:
    await play("""
        领 > /ops
        领 < 这项操作需要管理员权限。…
        甲 > 运行情况
        甲 < 这项操作需要管理员权限。…
    """)


async def test_what_was_given_up_is_sent_again(play: Play, database: Path) -> None:
    await play(MET)
    await dead(database, "第一条", "第二条")
    await dead(database, "第三条", error="TimedOut")
    await play("""
        管 > /ops
        管 < ⚠️ 有情况,请看下面
             ❗ 没发成:3 条
             …
             [没发成的 3 条]
             [刷新]
        管 > [没发成的 3 条]
        管 <✎ 没发成的消息 · 3 条
             1. 太长了,Telegram 不收:2 条,最近 12月1日 周二 09:00
             2. 多次没等到 Telegram 的回答:1 条,最近 12月1日 周二 09:00
             [1 逐条看] [1 重发 2 条]
             [2 逐条看] [2 重发 1 条]
             [返回]
        管 > [1 逐条看]
        管 <✎ 太长了,Telegram 不收
             1. 回复 · 12月1日 周二 09:00
             2. 回复 · 12月1日 周二 09:00
             [重发 1] [重发 2]
             [返回]
        管 > [重发 2]
        管 <! 好的,马上重发
        管 <✎ 太长了,Telegram 不收
             1. 回复 · 12月1日 周二 09:00
             [重发 1]
             [返回]
        甲 < 第一条
        管 > [返回]
        管 <✎ 没发成的消息 · 2 条
             …
        管 > [1 重发 1 条]
        管 <! 好的,1 条马上重发
        管 <✎ 没发成的消息 · 1 条
             …
        甲 < …
        管 > [返回]
        管 <✎ ⚠️ 有情况,请看下面
             …
    """)
    assert rows(database, "SELECT action, detail FROM audit ORDER BY id") == [
        ("ops.mend", "sent again"),
        ("ops.mend", "1 sent again"),
    ]
    assert rows(database, "SELECT count(*) FROM outbox WHERE state = 'dead'") == [(1,)]


async def test_two_officers_at_once_send_it_once(play: Play, database: Path) -> None:
    await play(MET)
    await dead(database, "只发一遍")
    await play("""
        管 > /ops
        管 < …
        管2 > /ops
        管2 < …
        管 > [没发成的 1 条]
        管 <✎ 没发成的消息 · 1 条
             …
        管2 > [没发成的 1 条]
        管2 <✎ 没发成的消息 · 1 条
             …
        管 > [1 重发 1 条]
        管 <! 好的,1 条马上重发
        管 <✎ 没有发不出去的消息。
             [返回]
        甲 < 只发一遍
        管2 > [1 重发 1 条]
        管2 <! 这条已经重发过,或者已经清理了
        管2 <✎ 没有发不出去的消息。
             [返回]
        管2 > [返回]
        管2 <✎ ✅ 一切正常
             …
    """)
    assert rows(database, "SELECT count(*) FROM audit WHERE action = 'ops.mend'") == [(1,)]


async def test_what_has_no_words_left_cannot_be_sent_again(play: Play, database: Path) -> None:
    await dead(database, "旧的", words=False)
    await play("""
        管 > /ops
        管 < …
        管 > [没发成的 1 条]
        管 <✎ 没发成的消息 · 1 条
             1. 太长了,Telegram 不收:1 条,最近 12月1日 周二 09:00
             超过 72 小时的只留原因,不留内容,不能重发。
             [1 逐条看]
             [返回]
        管 > [1 逐条看]
        管 <✎ 太长了,Telegram 不收
             1. 回复 · 12月1日 周二 09:00 · 内容已清掉
             [返回]
    """)
    number = rows(database, "SELECT id FROM outbox WHERE state = 'dead'")[0][0]
    chat = play.world.chat("管")[-1]["message_id"]
    await play.world.tap_data("管", chat, f"ops.one:{number}")  # a button of an older day
    alerts = [event.text for event in await play.world.settle() if "72 小时" in event.text]
    assert len(alerts) == 1


async def test_the_owner_is_told_of_what_was_given_up_and_of_nothing_twice(play: Play, database: Path) -> None:
    play.errors.clear()
    await play("""
        主 > /ops
        主 < ✅ 一切正常
             …
    """)
    await play.world.move(60_000)
    play.world.telegram.faults.add(Fault("error", "sendMessage", status=400))
    play.world.clock.move(1_000)
    await play.world.say("甲", "/help")
    await play.world.settle()
    await play.world.move(60_000)
    told = [event.text for event in await play.world.settle() if event.to == "主"]
    assert len(told) == 1
    assert "已放弃" in told[0]
    await play.world.move(60_000)
    assert [event for event in await play.world.settle() if event.to == "主"] == []
    assert any("message refused" in line for line in play.errors)
    play.errors.clear()
