"""/stats, questions for figures, the workbook, and the monthly sheet, as they are talked."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

HEAD = "id, news, studio, position, kind, stage, title, number, people, amount_fen, benefit, year"
RECORDS = (
    # of 示例领军人甲 and of 王文韬
    (
        901,
        "示例领军人甲创新工作室",
        "发明专利",
        "授权",
        "示例专利一",
        2,
        None,
        None,
        "",
        None,
        "2026-11-03",
        "approved",
    ),
    (902, "示例领军人甲创新工作室", "培训", "", "", 1, 35, None, "", None, "2026-11-20", "approved"),
    (903, "王文韬创新工作室", "实用新型", "授权", "=cmd()", 5, None, None, "", None, "2026-10-09", "approved"),
    (904, "王文韬创新工作室", "发明专利", "受理", "示例专利三", 1, None, None, "", None, "2026-10-10", "approved"),
    (905, "王文韬创新工作室", "效益", "", "", None, None, 120_000_000, "direct", 2026, "2026-09-30", "approved"),
    (906, "王文韬创新工作室", "论文", "", "示例论文", 9, None, None, "", None, "2026-10-12", "pending"),
)


@pytest.fixture
def database(database: Path) -> Path:
    """The sample data with these records alone."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM news")
        for number, studio, kind, stage, title, many, people, fen, benefit, year, on, state in RECORDS:
            (home,) = connection.execute("SELECT id FROM studios WHERE name = ?", (studio,)).fetchone()
            connection.execute(
                "INSERT INTO news (id, receipt, studio, author, at) VALUES (?, ?, ?, 0, 0)",
                (number, f"N{number}", home),
            )
            facts = (number, number, home, 1, kind, stage, title, many, people, fen, benefit, year)
            connection.execute(
                f"INSERT INTO records ({HEAD}, begins_on, ends_on, state, created_at, changed_at) "
                f"VALUES ({', '.join('?' * len(facts))}, ?, ?, ?, 0, 0)",
                (*facts, on, on, state),
            )
    return database


async def test_officers_see_everything_and_studios_their_own(play: Play) -> None:
    await play("""
        管 > /stats
        管 < 🖼 stats.png
             2026年成果 7 项(全区)
             实用新型 5、发明专利 2
             另有 1 项专利还在申请、受理
             培训 35 人次
             直接经济效益 120万元

             …还有 1 条待审,没有算进来。
             [按行业] [按级别]
             [按工作室] [按时率]
             [去年] [表格]
        管 > [按工作室]
        管 <! 马上发给您
        管 < 🖼 stats.png
             2026年成果:7 项(全区)
             王文韬 5 项
             示例领军人甲 2 项
             …
        管 > [去年]
        管 <! 马上发给您
        管 < 2025年成果:0 项(全区)
             …
             [总览] [按行业]
             [按级别] [按时率]
             [今年]
        联 > /stats
        联 < 🖼 stats.png
             2026年成果 2 项(示例领军人甲创新工作室)
             …
        联 > /stats 王文韬
        联 < 领军人和联络员看自己工作室的数字。…
             [看我们的数字]
        甲 > /stats
        甲 < 这项操作需要管理员权限。…
    """)


async def test_figures_asked_for_in_words(play: Play) -> None:
    await play("""
        管 > 今年全区多少专利
        管 < 🖼 stats.png
             2026年专利:7 项(全区)

             只算已通过的记录。专利:发明专利、实用新型、外观设计,还在申请、受理的不算。
             另有 1 项专利还在申请、受理。
             [总览] [按行业]
             [按级别] [按工作室] [按时率]
             [去年] [表格]
        管 > [去年]
        管 <! 马上发给您
        管 < 2025年专利:0 项(全区)
             …
        管 > 王文韬上季度直接经济效益多少
        管 < 🖼 stats.png
             2026年三季度直接经济效益:120万元(王文韬创新工作室)
             …
        管 > 各行业工作室数量对比
        管 < 39 家工作室,行业有 12 个:
             …
        管 < 🖼 stats.png
             服务工作室最多,有 6 家
        管 > /stats 王
        管 < 哪一家?
             [王文韬]
             [王宝刚]
        管 > [王文韬]
        管 <! 马上发给您
        管 < 🖼 stats.png
             2026年成果 5 项(王文韬创新工作室)
             …
        管 > 王文韬和示例领军人甲今年成果对比
        管 < 2026年成果
             王文韬 5 项
             示例领军人甲 2 项
             …
             [王文韬]
             [示例领军人甲]
        管 > /stats 制造
        管 < 🖼 stats.png
             2026年成果:7 项(全区)
             …
        领 > 我们的数字
        领 < 🖼 stats.png
             2026年成果 2 项(示例领军人甲创新工作室)
             …
        领 > 今年全区多少专利
        领 < 领军人和联络员看自己工作室的数字。…
             [看我们的数字]
        领 > [看我们的数字]
        领 <! 马上发给您
        领 < 🖼 stats.png
             2026年成果 2 项(示例领军人甲创新工作室)
             …
        甲 > 今年全区多少专利
        甲 < 没有查到…
             [看全部工作室]
             [转人工]
    """)


async def test_the_workbook_is_theirs_and_noted(world: World, database: Path) -> None:
    await world.say("管", "/stats")
    await world.settle()
    await world.tap("管", "表格")
    sent = next(event for event in await world.settle() if event.kind == "document")
    assert sent.text == "2026年的统计表\uff1a5 条已通过的记录"
    _, content, _ = world.file("管", sent.message_id)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [list(row)[:5] for row in book["按工作室"].iter_rows(max_row=2, values_only=True)][1] == [
        "合计",
        None,
        None,
        7,
        7,
    ]
    assert book.sheetnames == ["按工作室", "按行业", "按级别", "按类型", "按月", "明细", "说明"]
    for name in ("按行业", "按级别", "按类型", "按月"):
        last = [cell.value for cell in list(book[name].iter_rows())[-1]]
        assert last[:2] == ["合计", 7]
    cell = next(cell for row in book["明细"] for cell in row if cell.value == "=cmd()")
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert rows(database, "SELECT action, subject, detail FROM audit WHERE subject LIKE 'stats%'") == [
        ("stats.read", "stats 2026-01-01..2026-12-31", "exported, studio 0")
    ]
    # Somebody else's button: a leader's workbook has the leader's own records alone, a worker gets none.
    (data,) = rows(database, "SELECT 'stats.table:0:20260101:20261231'")[0]
    await world.say("联", "/stats")
    await world.settle()
    await world.tap_data("联", world.chat("联")[-1]["message_id"], str(data))
    sent = next(event for event in await world.settle() if event.kind == "document")
    assert sent.text == "2026年的统计表\uff1a2 条已通过的记录"


async def test_the_monthly_sheet_comes_once(play: Play, database: Path) -> None:
    change(database, "DELETE FROM monthly_figures WHERE month = '2026-11'")
    await play("""
        管 > 谢谢
        管 < …
        * +20m
        * +2h
        管 < 🖼 stats.png
             2026年11月成果 2 项(全区)
             …
             2026年到11月一共:成果 7 项。
             [2026年全年] [全年表格]
             [不用每月发]
        管 < 📄 统计2026年11月.xlsx
             2026年11月的统计表:2 条已通过的记录
        管 > [不用每月发]
        管 <! 好的,以后不再每月发
        管 < 好的,月报以后不再发给您。想看随时发 /stats;想恢复,点下面。
             [恢复每月发]
        管 > [恢复每月发]
        管 <✎ 好的,每月第一个工作日把上个月的数字发给您。
    """)
