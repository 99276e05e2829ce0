"""The audit in the chat: who did what, filtered, exported; what was changed behind the bot's back is told."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import rows

INVITED = """
主 > /start
…
领 > /invite
…
领 > [邀请联络员]
…
"""
"""Something to stand in it."""


async def test_newest_first_by_kind_and_time_and_as_a_workbook(play: Play, database: Path) -> None:
    await play(INVITED)
    await play("""
        管 > /audit
        管 < 办理记录 · 1 条
             记录完好 ✓ 共 1 条。

             1. 12月1日 周二 09:… 领军人 3 号 邀请
             邀请 1 · 联络员「示例领军人甲创新工作室」
             [1]
             [谁] [哪一类] [什么时间]
             [导出表格]
        管 > [1]
        管 <✎ 第 1 条
             …
             [只看这个人] [只看这件事]
             [返回]
        管 > [只看这件事]
        管 <✎ 办理记录 · 1 条
             邀请 1
             …
        管 > [哪一类]
        …
        管 > [通知]
        管 <✎ 办理记录 · 0 条
             通知 · 邀请 1
             记录完好 ✓ 共 1 条。

             没有这样的记录。
             [谁] [哪一类] [什么时间]
             [看全部]
        管 > [看全部]
        …
        管 > [导出表格]
        管 <! 正在做表格,马上发给您。里面有姓名,请妥善保管
        管 < 📄 audit.xlsx
             办理记录 2 条。记录完好 ✓ 共 2 条。
        管 > /audit 上个月
        管 < 办理记录 · 0 条
             11月1日 周日 – 11月30日 周一
             …
        管 > /audit 11月 示例第几
        管 < 没有看懂「示例第几」。可以写姓名、工作室、哪一类、什么时间。

             办理记录 · 0 条
             11月1日 周日 – 11月30日 周一
             …
        管 > /audit 领军人 3 号
        管 < 办理记录 · 1 条
             领军人 3 号
             …
        管 > /audit 报告
        管 < 办理记录 · 0 条
             快报、报告和审核
             …
        领 > /audit
        领 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
    """)
    assert rows(database, "SELECT action, detail FROM audit WHERE id = 2") == [("audit.read", "exported")]


def _tampered(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("DROP TRIGGER audit_unchanged")
        connection.execute("UPDATE audit SET detail = 'invited admin 0' WHERE id = 1")


async def test_owners_hear_each_month_and_when_it_was_changed(play: Play, database: Path) -> None:
    await play("主 > /start\n…\n管 > /invite\n…\n管 > [评委]\n…")
    await play("""
        * 2027-01-01T10:00
        主 < 办理记录 · 1月1日 周五
             一共 1 条,全部核对过,完好。
             第 1 条的封条:…
             请留着这条消息。以后什么时候点「核对」,都能知道到今天为止的记录有没有被人改过。
             [核对]
        主 > [核对]
        主 <! ✓ 对得上:到第 1 条为止,记录没有被改过;后面的也完好
    """)
    _tampered(database)
    await play("""
        管 > /audit
        管 < 办理记录 · 1 条
             ⚠️ 第 1 条起对不上,记录被改过!
             …
        主 > [核对]
        主 <! ⚠️ 对不上!第 1 条或以前的记录被改过(或者恢复过旧备份),请马上找维护的人
        * +3h
        * +1d
        主 < ⚠️ 办理记录从第 1 条起对不上:有人绕过机器人改过数据。请马上停用可疑的账号,找维护的人核对备份。发 /audit 查看。
    """)
