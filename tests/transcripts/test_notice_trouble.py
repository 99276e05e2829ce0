"""Notices that grow, stop or end early: approval counted again, what Telegram refuses, deletion, one that cannot be drawn."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.test_notice_after import ALL_SENT
from tests.transcripts.test_notice_sending import READY
from tests.transcripts.test_notices import CHECKED, KNOWN, WRITTEN, before, talk

KEPT_OPEN = """
管 > [也发给新加入的人]
管 <✎ …
管 > [收件人]
管 <✎ …
管 > [全体]
管 <✎ …
管 > [好了]
管 <✎ …
管 > [去发送]
管 <✎ …
管 > [确认发送]
管 <✎ …
* +3m
甲 < 焊工技能竞赛开始报名
     …
管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
     …
…
"""
NEWCOMER = """
新人 > /start
新人 < …
新人 > /language
新人 < …
新人 > [✓ 中文]
…
"""


def run(database: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection, connection:
        return [row for one in statements for row in connection.execute(one).fetchall()]


async def told(world: World) -> list[str]:
    """What the admin is told within two minutes, beside the progress."""
    events = await world.settle()
    await world.move(120_000)
    events += await world.settle()
    return [event.text for event in events if event.to == "管" and event.kind == "message"]


def many_more(database: Path) -> None:
    """Five hundred more people, who never pressed START."""
    with closing(sqlite3.connect(database)) as connection, connection:
        numbers = range(10_000, 10_500)
        connection.executemany("INSERT INTO people (id, created_at) VALUES (?, 0)", [(one,) for one in numbers])
        connection.executemany(
            "INSERT INTO addresses (person, channel, address) VALUES (?, 'telegram', ?)",
            [(one, str(800_000 + one)) for one in numbers],
        )


async def test_what_was_deleted_reaches_nobody_who_joins_later(world: World) -> None:
    await talk(world, KNOWN + WRITTEN + KEPT_OPEN)
    await talk(
        world,
        """
        管 > [删除已发的]
        管 <✎ …
        管 > [删除已发的]
        管 <! 开始删除 3 条
        …
    """,
    )
    await talk(world, NEWCOMER + "* +25m\n")
    assert not any("焊工技能竞赛开始报名" in str(post.get("text")) for post in world.chat("新人"))


async def test_a_deletion_ends_a_nudge_and_a_change_that_wait(world: World, database: Path) -> None:
    await talk(world, ALL_SENT)
    run(database, "INSERT INTO preferences (person, quiet_from, quiet_to) SELECT person, 0, 1439 FROM addresses")
    await talk(
        world,
        """
        管 > [催一下]
        管 <✎ …
        管 > [催一下]
        管 <! 已经开始催
        …
        管 > [删除已发的]
        管 <✎ …
        管 > [删除已发的]
        管 <! 开始删除 3 条
        甲 <✗ 焊工技能竞赛开始报名
             …
        管2 <✗ 焊工技能竞赛开始报名
             …
        …
    """,
    )
    run(database, "DELETE FROM preferences")
    await world.move(60_000)
    assert not [event for event in await world.settle() if "提醒" in event.text]
    assert run(database, "SELECT state FROM mailings WHERE kind = 'nudge'") == [("cancelled",)]
    await talk(
        world,
        """
        管 > /notices
        管 < …
        管 > [1]
        管 <✎ …
    """,
    )
    assert "改已发的内容" not in str(world.chat("管")[-1]["reply_markup"])


async def test_the_newest_of_two_changes_is_the_last(world: World, database: Path) -> None:
    await talk(world, ALL_SENT)
    for text in ("改到12月6日", "改到12月7日"):
        await talk(world, f"管 > [改已发的内容]\n管 <✎ …\n管 > {text}\n管 < …\n")
        run(database, "UPDATE mailings SET state = 'sending' WHERE kind = 'none'")
        await world.tap("管", "改掉已发的")
        if "6" in text:
            await world.settle()
            run(database, "UPDATE mailings SET state = 'paused', told = 1, finished_at = NULL WHERE kind = 'edit'")
            run(database, "UPDATE outbox SET state = 'retry' WHERE method = 'editMessageText' AND mailing IS NOT NULL")
    await world.settle()
    await world.move(60_000)
    await world.settle()
    states = run(database, "SELECT state FROM mailings WHERE kind = 'edit' ORDER BY id")
    assert states == [("cancelled",), ("done",)]
    assert "12月7日" in world.chat("甲")[-1]["text"]


async def test_what_grew_before_its_time_waits_for_another_admin(play: Play, database: Path) -> None:
    await before(play, READY + CHECKED)
    many_more(database)
    await play("""
        * +2m
        管 <✎ ⏸ 等另一位管理员批准 · 焊工技能竞赛开始报名
             焊工技能竞赛开始报名
             …
             收件人变多了,现在 510 人。超过 500 人要另一位管理员批准才发。
             已发 0 · 等待 510
             [看原样]
             [取消发送]
             [返回列表]
        管 < 「焊工技能竞赛开始报名」的收件人变多了,现在 510 人,超过 500 人,先停下了,等另一位管理员批准再发。
             [看这条通知]
        管2 < 「焊工技能竞赛开始报名」的收件人变多了,现在 510 人,超过 500 人,先停下了。等您批准再发。
             [去看看]
        管2 > [去看看]
        管2 <✎ ⏸ 等另一位管理员批准 · 焊工技能竞赛开始报名
             …
             [看原样]
             [批准] [取消发送]
             [返回列表]
        管2 > [批准]
        管2 <✎ 正在发送 · 焊工技能竞赛开始报名
             …
        管 < 管理员 … 批准了「焊工技能竞赛开始报名」。
             [看这条通知]
        甲 < 焊工技能竞赛开始报名
             …
        …
    """)
    assert run(database, "SELECT count(*) FROM outbox WHERE mailing IS NOT NULL") == [(510,)]


async def test_a_change_that_telegram_refuses_is_told_once(world: World, database: Path, errors: list[str]) -> None:
    await talk(world, ALL_SENT)
    await talk(world, "管 > [改已发的内容]\n管 <✎ …\n管 > 改到12月6日\n管 < …\n管 > [改掉已发的]\n…\n")
    run(
        database,
        "UPDATE outbox SET state = 'dead', error = 'Bad Request: can''t parse entities' WHERE id IN"
        " (SELECT min(o.id) FROM outbox o JOIN mailings m ON m.id = o.mailing WHERE m.kind = 'edit')",
        "UPDATE outbox SET state = 'waiting', finished_at = NULL WHERE id IN"
        " (SELECT max(o.id) FROM outbox o JOIN mailings m ON m.id = o.mailing WHERE m.kind = 'edit')",
        "UPDATE mailings SET state = 'paused', finished_at = NULL WHERE kind = 'edit'",
    )
    assert await told(world) == ["「焊工技能竞赛开始报名」的修改停下来了，还有 1 条。Telegram 说：格式有问题"]
    await talk(
        world,
        """
        管 > [看这条通知]
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
             ⚠️ 修改停下来了,Telegram 说:格式有问题
             [刷新] [导出表格]
             [谁还没确认] [催一下]
             [改已发的内容] [删除已发的]
             [继续修改] [不再修改]
             [返回列表]
        管 > [继续修改]
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
        …
    """,
    )
    assert run(database, "SELECT state FROM mailings WHERE kind = 'edit'") == [("done",)]
    assert run(database, "SELECT count(*) FROM outbox WHERE state = 'waiting' AND mailing IS NOT NULL") == [(0,)]
    errors.clear()


async def test_news_that_telegram_refuses_are_told_once(world: World, database: Path, errors: list[str]) -> None:
    await talk(world, KNOWN)
    run(
        database,
        "INSERT INTO audiences (id, created_at) VALUES (90, 0)",
        "INSERT INTO audience_conditions (audience, kind, value, subject, twin)"
        " SELECT 90, 'competition', id, id, id FROM competitions LIMIT 1",
        "INSERT INTO mailings (id, kind, audience, lane, method, state, filled, start_at, created_by, created_at)"
        " SELECT 90, 'news', 90, 2, 'sendMessage', 'paused', 1, 0, person, 0 FROM addresses WHERE address = '900041'",
        "INSERT INTO outbox (person, chat, lane, method, payload, state, created_at, error, mailing)"
        " SELECT person, '1', 2, 'sendMessage', '{}', 'waiting', 0, '', 90 FROM addresses WHERE address = '900001'",
        "INSERT INTO outbox (person, chat, lane, method, payload, state, created_at, error, mailing)"
        " SELECT person, '2', 2, 'sendMessage', '{}', 'dead', 0, 'too long', 90 FROM addresses WHERE address = '900041'",
    )
    assert await told(world) == ["「示例·焊工技能竞赛」的变动消息停下来了，还有 1 人没发。Telegram 说：内容太长"]
    await talk(
        world,
        """
        管 > [不再发送]
        管 <✎ 好的,没发的不再发了。
    """,
    )
    assert run(database, "SELECT state FROM mailings WHERE id = 90") == [("cancelled",)]
    errors.clear()


async def test_one_that_cannot_be_drawn_holds_up_no_other(world: World, database: Path, errors: list[str]) -> None:
    await talk(world, READY + CHECKED)
    run(
        database,
        "INSERT INTO notices (id, title, content, state, author, progress_chat, progress_message, watched, created_at,"
        " changed_at) SELECT 0, 'x', '{}', 'approved', author, progress_chat, progress_message, 1, 0, 0 FROM notices",
    )
    await talk(
        world,
        """
        * +2m
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
        …
    """,
    )
    assert any("the progress of notice 0" in line for line in errors)
    errors.clear()


async def test_an_open_notice_changed_by_one_admin_reaches_a_crowd_only_with_another(
    world: World, database: Path
) -> None:
    await talk(world, KNOWN + WRITTEN + KEPT_OPEN)
    run(database, "UPDATE mailings SET at_most = NULL")  # as if another admin had approved what it said first
    await talk(world, "管 > [改已发的内容]\n管 <✎ …\n管 > 改到12月6日\n管 < …\n管 > [改掉已发的]\n…\n")
    many_more(database)
    await talk(
        world,
        """
        * +20m
        管2 < 「焊工技能竞赛开始报名」的收件人变多了,现在 503 人,超过 500 人,先停下了。等您批准再发。
             [去看看]
        …
        管2 > [去看看]
        管2 <✎ ⏸ 等另一位管理员批准 · 焊工技能竞赛开始报名
             …
             [看原样]
             [批准] [取消发送]
             [返回列表]
        管2 > [取消发送]
        管2 <✎ …
        管2 > [确定取消]
        管2 <✎ 已取消发送 · 焊工技能竞赛开始报名
             …
        …
    """,
    )
    assert run(database, "SELECT count(*) FROM outbox WHERE state = 'waiting' AND mailing IS NOT NULL") == [(0,)]
