"""After a notice was sent: the workbook, changing and deleting what was sent, those who join later, old buttons."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.test_notice_sending import READY
from tests.transcripts.test_notices import CHECKED, KNOWN, SENT, TO_WORKERS, WRITTEN, before, talk

ALL_SENT = READY + CHECKED + SENT


async def test_everybodys_outcome_as_a_workbook(world: World) -> None:
    await talk(world, ALL_SENT)
    await talk(
        world,
        """
        甲 > [已阅]
        甲 <! 已确认,谢谢
        管 > [导出表格]
        管 <! 正在做表格,马上发给您
        管 < 📄 通知1.xlsx
             「焊工技能竞赛开始报名」每个人的情况
    """,
    )
    _, content, _ = world.file("管", world.chat("管")[-1]["message_id"])
    rows = [tuple(cell.value for cell in row) for row in openpyxl.load_workbook(io.BytesIO(content)).active]
    assert rows[0] == ("Telegram 编号", "角色", "状态", "原因", "确认时间")
    by_number = {row[0]: row[1:] for row in rows[1:]}
    assert len(by_number) == 10
    assert by_number["900001"][:2] == ("职工", "收到")
    assert by_number["900001"][3].startswith("2026-12-01 09:")
    assert by_number["900011"][:2] == ("领军人 示例领军人甲创新工作室", "没开过机器人或已屏蔽")


async def test_what_was_sent_is_changed(play: Play, world: World) -> None:
    await before(play, ALL_SENT)
    await play("""
        管 > [改已发的内容]
        管 <✎ 已发的正文:
             12月5日在示例大厦一层报名,请带工作证。
             请发新的正文,会替换每个人收到的那一条。标题、图片和按钮不变。连标题最多 4096 字。
             [取消]
        管 > 改到 **12月6日** 报名。
        管 < 改成这样:
             改到 12月6日 报名。
             [改掉已发的]
             [返回修改] [取消]
        管 > [改掉已发的]
        管 <! 开始修改 3 条
        甲 <✎ 焊工技能竞赛开始报名

             改到 12月6日 报名。
             [已阅]
        管2 <✎ 焊工技能竞赛开始报名
             …
        …
        甲 > [已阅]
        甲 <! 已确认,谢谢
    """)
    shown = world.chat("甲")[-1]
    assert [entity["type"] for entity in shown["entities"]] == ["bold", "bold"]


async def test_what_was_sent_is_deleted_within_two_days(play: Play) -> None:
    await before(play, ALL_SENT)
    await play("""
        管 > [删除已发的]
        管 <✎ 从大家的聊天里删除「焊工技能竞赛开始报名」?Telegram 只让删 48 小时以内发的;…
             [删除已发的] [不删]
        管 > [删除已发的]
        管 <! 开始删除 3 条
        甲 <✗ 焊工技能竞赛开始报名
             …
        管2 <✗ 焊工技能竞赛开始报名
             …
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
             删除 · 已删 3
             [刷新] [导出表格]
             [返回列表]
        …
    """)


async def test_after_two_days_nothing_can_be_deleted(world: World) -> None:
    await talk(world, ALL_SENT)
    await talk(
        world,
        """
        管 > [删除已发的]
        管 <✎ 从大家的聊天里删除…
        * +49h
        …
        管 > [删除已发的]
        管 <! 超过 48 小时,Telegram 不让删了。可以改内容
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
             [刷新] [导出表格]
             [谁还没确认] [催一下]
             [改已发的内容]
             [返回列表]
    """,
    )


async def test_a_notice_confirmed_by_somebody_it_was_not_sent_to(world: World) -> None:
    await talk(world, ALL_SENT)
    data = world.chat("甲")[-1]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await talk(
        world,
        """
        新人 > /start
        新人 < …
    """,
    )
    for who, said in (("新人", "这条通知不是发给您的，或者已经删除了"), ("领", "这条通知不是发给您的，不用确认")):
        await world.tap_data(who, 1, data)
        assert [event.text for event in await world.settle() if event.kind == "toast"] == [said]


async def test_who_joins_later_gets_it_too(play: Play) -> None:
    await before(play, KNOWN + WRITTEN)
    await play("""
        管 > [也发给新加入的人]
        管 <✎ 通知草稿
             …
             以后新加入的人:也发,到 2026-12-31 为止…
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
             以后新加入的人也会收到,到 12月31日 周四 09:… 为止。
             [刷新] [导出表格]
             [不再发给新加入的人]
             …
        …
        管 > [改已发的内容]
        管 <✎ …
        管 > 改到12月6日报名。
        管 < …
        管 > [改掉已发的]
        管 <! 开始修改 3 条
        …
        新人 > /start
        新人 < …
        新人 > /language
        新人 < …
        新人 > [✓ 中文]
        …
        * +20m
        新人 < 焊工技能竞赛开始报名

             改到12月6日报名。
        …
        管 > [不再发给新加入的人]
        管 <! 以后新加入的人不会再收到
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
    """)


async def test_what_telegram_refuses_is_told_in_plain_words(
    world: World, database: Path, errors: list[str], tmp_path: Path
) -> None:
    picture = tmp_path / "海报.png"
    picture.write_bytes(b"PNG")
    written = WRITTEN.replace(
        "管 > [跳过]\n管 <✎ 通知是这样写的", f"管 > +photo {picture}\n管 < 通知是这样写的"
    ).replace("请带工作证。\n     下一步选", "请带工作证。\n     带一张图片\n     下一步选")
    written = written.replace("请带工作证。\n     按钮", "请带工作证。\n     📎 带一张图片\n     按钮")
    await talk(world, KNOWN + written + TO_WORKERS)
    await talk(world, CHECKED.replace("请带工作证。\n     发给", "请带工作证。\n     📎 带一张图片\n     发给"))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE bodies SET payload = json_set(payload, '$.photo', 'gone')"
        )  # as after a change of bot
    await talk(
        world,
        """
        * +2m
        管 <✎ ⏸ 已暂停 · 焊工技能竞赛开始报名
             …
             ⚠️ Telegram 说:图片或文件已失效,请重新上传
             [继续] [取消发送]
             [刷新]
             [返回列表]
        …
        管 > [取消发送]
        管 <✎ …
        管 > [确定取消]
        管 <✎ 已取消发送 · 焊工技能竞赛开始报名
             收到 0 人
             失败 1 · 取消没发 9
             — 图片或文件已失效,请重新上传:1
        …
    """,
    )
    errors.clear()


async def test_a_question_in_the_middle_loses_nothing(world: World) -> None:
    await talk(
        world,
        """
        管 > /start
        管 < …
        管 > 发通知
        管 < 通知的标题是什么?…
        管 > 中秋慰问
        管 < 请发正文,…
        管 > /help
        管 < …
        管 < 您的通知还没有提交,给您留着。
             [继续填写] [取消]
        管 > /notice
        管 < 您有一份没写完的通知:
             中秋慰问
             [继续填写] [重新写]
        管 > [继续填写]
        管 <✎ 请发正文,…
        管 > /cancel
        管 < 已取消,这次写的没有保留。…
    """,
    )


async def test_a_button_leads_to_the_competition(world: World) -> None:
    await talk(world, KNOWN + WRITTEN)
    await talk(
        world,
        """
        管 > [按钮]
        管 <✎ …
        管 > [+ 查看竞赛]
        管 <✎ 是哪个竞赛?点一个,…
        管 > [示例·焊工技能竞赛]
        管 <✎ 通知下面的按钮
             …
             [✓ 查看竞赛「示例·焊工技能竞赛」 · 去掉]
             …
        管 > [+ 报名]
        管 <✎ 是哪个竞赛?点一个,…
        管 > [示例·焊工技能竞赛]
        管 <✎ …
        管 > [好了]
        管 <✎ 通知草稿
             …
             按钮:查看竞赛「示例·焊工技能竞赛」、报名「示例·焊工技能竞赛」
             …
        管 > [给自己看看]
        管 < 焊工技能竞赛开始报名
             …
             [查看竞赛]
             [报名]
        管 > [查看竞赛]
        管 < 示例·焊工技能竞赛
             …
    """,
    )


async def test_a_change_for_many_needs_another_admin(play: Play, database: Path) -> None:
    await before(play, ALL_SENT)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            "INSERT INTO outbox (chat, lane, method, payload, state, created_at, finished_at, mailing)"
            " VALUES (?, 3, 'sendMessage', '{}', 'sent', 0, 1796097600000, 1)",
            [(str(number),) for number in range(500)],
        )
    await play("""
        管 > [改已发的内容]
        管 <✎ 已发的正文:
             …
        管 > 改到12月6日。
        管 < 改成这样:
             …
        管 > [改掉已发的]
        管 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             收到 503 人
             …
             ⏳ 有一处修改等另一位管理员批准:
             焊工技能竞赛开始报名
             改到12月6日。
        管2 < 管理员 … 号 要改已经发出的「焊工技能竞赛开始报名」,等您批准。
             [去看看]
        管2 > [去看看]
        管2 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
             [刷新] [导出表格]
             …
             [批准修改] [不批准修改]
             [返回列表]
        管2 > [不批准修改]
        管2 <✎ ✅ 发送完毕 · 焊工技能竞赛开始报名
             …
        管 < 您对「焊工技能竞赛开始报名」的修改没有得到批准,已发的内容没有变。
             [看这条通知]
        管 > [改已发的内容]
        管 <✎ 已发的正文:
             …
        管 > 改到12月7日。
        管 < 改成这样:
             …
        管 > [改掉已发的]
        管 <✎ …
        管2 < 管理员 … 号 要改已经发出的「焊工技能竞赛开始报名」,等您批准。
        管2 > [去看看]
        管2 <✎ …
        管2 > [批准修改]
        管2 <! 开始修改 …
        甲 <✎ 焊工技能竞赛开始报名

             改到12月7日。
             [已阅]
        …
    """)
