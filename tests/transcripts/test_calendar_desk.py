"""Officers enter the legal calendar, and the house tells them of a year that is missing."""

from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

ENTERED = """
管 > /calendar
管 < 工作日历
     接下来 120 天里和平常不一样的日子:
     2027-01-01 周五 放假 · 元旦
     [按月看] [录入]
     [2027年还没录完]
管 > [录入]
管 <✎ 请把放假和调休上班的日子发给我,一行一条,可以一次发很多行:
     2027-02-14 上班
     2027-02-15至2027-02-21 放假 春节
     周末放假、平日上班不用写。
     [取消]
管 > 2027-02-14 上班
     2027年2月15日至21日 放假 春节
管 < 请看一遍:
     2027-02-14 周日 上班(自己录入)
     2027-02-15 周一 至 02-21 周日 放假 · 春节(自己录入)
     一共 8 天。录入后马上生效。
     还有别的日子,直接接着发。
     [录入]
     [返回修改] [取消]
* 管 taps [录入] twice
管 <✎ ✅ 已录入 8 天。
     2027年2月 · 工作日 16 天
     1. 2027-02-14 周日 上班(自己录入)
     2. 2027-02-15 周一 至 02-21 周日 放假 · 春节(自己录入)
     [删除 1] [删除 2]
     [‹ 1月] [3月 ›]
     [录入] [返回]
管 <! 这份表单已经提交或取消了
"""


async def test_days_are_entered_once_and_removed_once(play: Play, database: Path) -> None:
    await play(ENTERED)
    assert rows(database, "SELECT count(*), sum(work) FROM calendar_days") == [(8, 1)]
    await play("""
        管 > [删除 2]
        管 <✎ 删除这一条吗?删了就照国家公布的或平常的星期算。
             2027-02-15 周一 至 02-21 周日 放假(自己录入)
             [确定删除] [不删了]
        * 管 taps [确定删除] twice
        管 <! 已删除,马上生效
        管 <✎ 2027年2月 · 工作日 21 天
             1. 2027-02-14 周日 上班(自己录入)
             [删除 1]
             [‹ 1月] [3月 ›]
             [录入] [返回]
        管 <! 这一条已经删除或改过了
        管 > [‹ 1月]
        管 <✎ 2027年1月 · 工作日 20 天
             1. 2027-01-01 周五 放假 · 元旦
             [‹ 12月] [2月 ›]
             [录入] [返回]
    """)
    acts = rows(database, "SELECT action, detail FROM audit ORDER BY id")
    assert acts == [
        ("calendar.edit", "entered 2027-02-14..2027-02-14 work, 2027-02-15..2027-02-21 off"),
        ("calendar.edit", "removed 2027-02-15..2027-02-21"),
    ]


async def test_each_wrong_line_is_answered_and_nothing_is_kept(play: Play, database: Path) -> None:
    await play("""
        管 > 工作日历
        管 < …
        管 > [录入]
        管 <✎ …
        管 > 2027-02-14 上班
             春节放假七天
             2027-02-30 放假
             2027-02-14 放假
        管 < 这些没有录入,请改好再发:
             第 2 行没看懂:春节放假七天
             第 3 行的日期不存在:2027-02-30 放假
             第 4 行和第 1 行说的不一样:2027-02-14 放假
             写法:2027-02-15至2027-02-21 放假 春节
             [取消]
        * 管 sends a voice
        管 < 没看到日期。
             …
        管 > /help
        管 < …
        管 < 您的工作日历还没有提交,给您留着。
             [继续填写] [取消]
        管 > [取消]
        管 <✎ 已取消,草稿没有保留。需要时随时可以重新开始。
        管 > /calendar 2027-02-31 放假
        管 < 这些没有录入,请改好再发:
             第 1 行的日期不存在:2027-02-31 放假
             …
        管 > /calendar 2027-05-01至2027-05-05 放假
        管 < 请看一遍:
             …
    """)
    assert rows(database, "SELECT * FROM calendar_days") == []


async def test_two_officers_at_once_the_later_word_counts_and_an_old_button_removes_nothing_else(
    play: Play, database: Path
) -> None:
    await play(ENTERED)
    await play("""
        管2 > /calendar 2027-02-14 放假
        管2 < …
        管2 > [录入]
        管2 <✎ ✅ 已录入 1 天。
               …
        管 > [删除 1]
        管 <✎ …
        管 > [确定删除]
        管 <! 这一条已经删除或改过了
        管 <✎ …
    """)
    assert rows(database, "SELECT work FROM calendar_days WHERE date = '2027-02-14'") == [(0,)]


async def test_a_missing_year_is_said_each_monday_until_it_is_declared(play: Play, database: Path) -> None:
    change(database, "DELETE FROM calendar_years")
    await play("""
        管 > /start
        管 < …
        * 2026-12-07T09:50
        * 2026-12-07T10:20
        管 < ⚠️ 2027 年的放假安排还没有录入。现在只按周末休息算,节假日和调休都不知道。国务院通知出来后,请在工作日历里录入。
             [打开工作日历] [录入]
        * 2026-12-08T12:00
        管 > [打开工作日历]
        管 <✎ 工作日历
             ⚠️ 2027 年的放假安排还没有录入。…
             …
             [按月看] [录入]
             [2027年已录完]
        * 2026-12-14T12:00
        管 < ⚠️ 2027 年的放假安排还没有录入。…
        管2 > /calendar
        管2 < …
        管2 > [2027年已录完]
        管2 <! 好的,2027年按已录完算
        管2 <✎ 工作日历
               接下来 120 天里和平常不一样的日子:
               2027-01-01 周五 放假 · 元旦
               [按月看] [录入]
               [2027年还没录完]
        * 2026-12-22T12:00
        管2 > [2027年还没录完]
        管2 <! 好的,2027年还没录完
        管2 <✎ …
        * 2026-12-28T12:00
        管 < ⚠️ …
        管2 < ⚠️ …
    """)


async def test_more_lines_at_the_last_look_and_a_year_that_is_entered_in_part(play: Play, database: Path) -> None:
    change(database, "DELETE FROM calendar_years")
    await play("""
        管 > /calendar 2027-02-15至2027-02-21 放假 春节
        管 < 请看一遍:
             2027-02-15 周一 至 02-21 周日 放假 · 春节(自己录入)
             一共 7 天。录入后马上生效。
             还有别的日子,直接接着发。
             [录入]
             [返回修改] [取消]
        管 > 2027-02-14 上班
        管 < 请看一遍:
             2027-02-14 周日 上班(自己录入)
             2027-02-15 周一 至 02-21 周日 放假 · 春节(自己录入)
             一共 8 天。录入后马上生效。
             …
        管 > 2027-02-30 上班
        管 < 这些没有录入,请改好再发:
             第 1 行的日期不存在:2027-02-30 上班
             写法:2027-02-15至2027-02-21 放假 春节
             前面的还留着,这一条改好再发就行。
             [录入]
             [返回修改] [取消]
        管 > [录入]
        管 <✎ ✅ 已录入 8 天。
             2027年2月 · 工作日 16 天
             …
             ⚠️ 2027 年还没录完,没录到的日子只按周末休息算。都录完了,请点「2027年已录完」。
             [删除 1] [删除 2]
             [2027年已录完]
             [‹ 1月] [3月 ›]
             [录入] [返回]
        * 2026-12-07T10:20
        管 < ⚠️ 2027 年还没录完,…
             [打开工作日历] [录入]
             [2027年已录完]
        管 > [2027年已录完]
        管 <! 好的,2027年按已录完算
        管 <✎ 工作日历
             接下来 …
             [按月看] [录入]
             [2027年还没录完]
    """)


async def test_made_up_buttons_are_stale(world: World, database: Path) -> None:
    await world.say("管", "/calendar")
    await world.settle()
    for data in ["calendar.month:1999:1", "calendar.month:2027:13", "calendar.remove:x:y:1", "calendar.declare:2050"]:
        await world.tap_data("管", world.chat("管")[-1]["message_id"], data)
        (event,) = await world.settle()
        assert (event.kind, event.text) == ("toast", "这个按钮已过期，请重新查找")
    assert rows(database, "SELECT year FROM calendar_years") == [(2027,)]


async def test_who_is_no_officer_is_refused(play: Play) -> None:
    await play("""
        甲 > /calendar 2027-02-14 上班
        甲 < 这项操作需要管理员权限。…
        领 > 工作日历
        领 < 这项操作需要管理员权限。…
    """)
