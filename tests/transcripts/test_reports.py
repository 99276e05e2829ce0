"""Reports: opened drafted, edited field by field by one or two, handed in, returned, handed in again; their papers."""

import io
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pypdfium2
import pytest
from PIL import Image

from bot.standin.deeds import moment
from bot.standin.world import World
from storage import reports
from storage.database import Database
from storage.model.reports import State
from tests.conftest import Play
from tests.transcripts.records import change, rows

RECORDS = (
    ("实用新型", "授权", "一种线圈", 2, "", None, None, "", "approved", "2026-11-03"),
    ("实用新型", "授权", "", 1, "", None, None, "", "pending", "2026-11-20"),
    ("培训", "", "", 2, "近千人", 1000, None, "", "approved", "2026-10-12"),
    ("活动", "", "进校园讲反欺凌", None, "", 450, None, "", "approved", "2026-10-08"),
    ("效益", "", "", None, "", None, 120_000_000, "direct", "approved", "2026-11-30"),
    ("论文", "发表", "退回的论文", 1, "", None, None, "", "returned", "2026-11-30"),
    ("获奖", "", "上一季度的奖", 1, "", None, None, "", "approved", "2026-09-30"),
)


def put_records(database: Path, records: Sequence[tuple[object, ...]] = RECORDS, receipt: str = "N1") -> None:
    """News of the leader's studio, as it stands after some were reviewed."""
    studio = "(SELECT id FROM studios WHERE name = '示例领军人甲创新工作室')"
    change(database, f"INSERT INTO news (receipt, studio, author, at) VALUES (?, {studio}, 0, 0)", receipt)
    for place, one in enumerate(records, 1):
        change(
            database,
            f"""INSERT INTO records (news, studio, position, kind, stage, title, number, approx, people, amount_fen, benefit,
                state, begins_on, ends_on, created_at, changed_at)
            VALUES ((SELECT max(id) FROM news), {studio}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)""",
            place,
            *one,
            one[-1],
        )


@pytest.fixture
def told(database: Path) -> Path:
    put_records(database)
    return database


DRAFTED = """
领 > 写季报
领 < 示例季度工作报告 · 2026年第四季度
     示例领军人甲创新工作室
     2027年1月10日 周日 18:00 前交
     我照着这一期的 5 条记录起草好了,请看一遍。
     1 条还没审,数据里标了「待审」。
     1 条被退回,没有算进来,改好就会算。

     数据
     实用新型授权 3项(其中1条待审)
     培训 2场、近千人
     活动 1场、450人次
     直接经济效益 120万元

     进展
     创新成果:实用新型授权3项(《一种线圈》)。
     人才培养:举办培训2场,培训近千人。
     开展活动:10月8日进校园讲反欺凌,450人参加。
     创造效益:直接经济效益120万元。

     问题
     经济效益120万元还没有单位盖章或财务审计的证明。

     措施
     请单位核实效益数据,补齐盖章或审计证明。

     下季度计划
     做好《一种线圈》的推广应用;继续面向一线职工开展技能培训;继续开展服务活动。

     要改哪一项,点它,或者直接说「问题:…」。照片、文件也可以直接发来。
     [提交]
     [进展] [问题]
     [措施] [下季度计划]
     [问题、措施都写「无」]
     [看 PDF] [要 Word]
"""


async def test_a_report_drafted_from_news_is_handed_in_with_a_tap(play: Play, told: Path) -> None:
    await play("""
        联 > 谁会造火箭
        联 < …
    """)
    await play(DRAFTED)
    await play("""
        * 领 taps [提交] twice
        领 <✎ ✅ 已提交,回执 R20261201-0001。工会看过以后,马上告诉您结果。

             示例季度工作报告 · 2026年第四季度
             示例领军人甲创新工作室
             待审 · 12月1日 周二 09:00 提交
             回执 R20261201-0001
             …
        领 <! 已经提交了,回执 R20261201-0001
        领 <✎ 示例季度工作报告 · 2026年第四季度
             …
             待审 · …
             …
             [看 PDF] [要 Word]
             [我的报告]
        联 < 示例季度工作报告 · 2026年第四季度:同事已经提交,回执 R20261201-0001。
             [看报告]
        联 > 交报告
        联 < 现在没有要交的报告。
             [我的报告]
        领 > 撤回季报
        领 < 交上去的报告不能自己撤回。要改,请联系工会退回:…
             [我的报告]
        领 > [我的报告]
        领 <✎ 我的报告

             1. ✅ 示例季度工作报告 · 2026年第四季度
             待审 · 12月1日 周二 09:00 提交
             [1]
    """)
    assert rows(told, "SELECT state, late, receipt FROM reports") == [("pending", 0, "R20261201-0001")]
    closed = rows(told, "SELECT count(*) FROM duties WHERE filed_at IS NOT NULL AND filed_by > 0 AND excused = 0")
    assert closed == [(1,)]


async def test_fields_are_written_by_tap_and_by_saying_so(play: Play, database: Path) -> None:
    await play("""
        领 > /report
        领 < …
             ❗ 还缺:进展、下季度计划
             这一期还没有记录。发快报,我就写进来;也可以直接写。
             问题、措施没写,提交时写作「无」。
             …
        领 > [提交]
        领 <! 还缺:进展、下季度计划。点那一项写几句,再提交
        领 > 进展:试制完成三台样机
        领 < 已写进「进展」。
             …
             ❗ 还缺:下季度计划
             …
        领 > [下季度计划]
        领 <✎ 下季度计划 · 示例季度工作报告 · 2026年第四季度

             (还没写)

             发来新的内容,就换掉上面这段。
             [返回]
        领 > 推广两项专利
        领 < 已写进「下季度计划」。
             …
        领 > 下季度计划再加一条:办两场焊接培训
        领 < 已写进「下季度计划」。
             …
             推广两项专利
             办两场焊接培训
             …
        领 > [进展]
        领 <✎ …
             [接在后面]
             [返回]
        领 > [接在后面]
        领 <✎ 进展 · 示例季度工作报告 · 2026年第四季度

             试制完成三台样机

             请发要加的话,我接在后面。
             [返回]
        领 > 通过了厂里验收
        领 < 已写进「进展」。
             …
             试制完成三台样机
             通过了厂里验收
             …
        领 > [问题、措施都写「无」]
        领 <✎ …
             问题
             无

             措施
             无
             …
        领 > 问题是设备老化
        领 < 已写进「问题」。
             …
             设备老化
             …
        # what is no field means what it always means
        领 > 谁会造火箭
        领 < 没有查到…
             [看全部工作室]
             [转人工]
        领 > /cancel
        领 < 好的,先到这里。前面记下的都还在。
        领 > 我的报告
        领 < …
        领 > [1]
        领 < …
             设备老化
             …
        领 > [提交]
        领 <✎ ✅ 已提交,…
             …
    """)
    said = rows(database, "SELECT field, content FROM report_fields ORDER BY field")
    assert said == [
        ("measures", "无"),
        ("plan", "推广两项专利\n办两场焊接培训"),
        ("problems", "设备老化"),
        ("progress", "试制完成三台样机\n通过了厂里验收"),
    ]


async def test_what_is_too_long_is_not_taken_and_untouched_text_follows_the_news(play: Play, told: Path) -> None:
    await play(DRAFTED)
    await play(f"""
        领 > 问题:{"长" * 2001}
        领 < 没有写进去:「问题」一共 2001 字,最多 2000 字。请短一些再发。
        领 > 措施:找兄弟工作室帮忙
        领 < …
    """)
    put_records(told, [("获奖", "", "市级一等奖", 1, "", None, None, "", "approved", "2026-11-30")], "N2")
    await play("""
        # seen without the prize: shown first, then handed in
        领 > [提交]
        领 <! 内容刚有变动,请再看一眼,然后提交
        领 <✎ …
             创新成果:实用新型授权3项(《一种线圈》);获奖1项(《市级一等奖》)。
             …
             找兄弟工作室帮忙
             …
        领 > [提交]
        领 <✎ ✅ 已提交,…
             …
    """)


async def test_two_deputies_do_not_overwrite_each_other(play: Play, database: Path) -> None:
    await play("""
        领 > 写季报
        领 < …
        联 > 写季报
        联 < …
        联 > 问题:场地不够
        联 < 已写进「问题」。
             …
        领 > 问题:设备老化
        领 < 「问题」同事刚改过,还没有用您的。留哪一段?

             同事写的
             场地不够

             您写的
             设备老化
             [用我的] [用对方的]
             [两段都留]
        联 > 问题:场地太小
        联 < …
        领 > [用我的]
        领 <! 同事又改了,请再选一次
        领 <✎ 「问题」同事刚改过,还没有用您的。留哪一段?

             同事写的
             场地太小

             您写的
             设备老化
             [用我的] [用对方的]
             [两段都留]
        * 领 taps [两段都留] twice
        领 <✎ …
             场地太小
             设备老化
             …
        领 <! 您写的那段已经处理过了,现在是这样
        # adding overwrites nobody
        联 > 问题再加一条:缺人
        联 < …
             场地太小
             设备老化
             缺人
             …
        领 > 进展:完成样机
        领 < …
        领 > 计划:推广
        领 < …
        联 > [措施]
        联 <✎ …
        领 > [提交]
        领 <✎ ✅ 已提交…
             …
        # handed in by one while another writes
        联 > 找工会帮忙
        联 < 没有写进去:报告刚刚交上去了,现在不能改。要改,请工会退回。您写的还在上面。
             …
             [看 PDF] [要 Word]
             [我的报告]
    """)
    assert rows(database, "SELECT content FROM report_fields WHERE field = 'measures'") == [("无",)]


async def judged(database: Path, world: World, verdict: State, reason: str, field: str = "") -> None:
    """What an officer decides while the bot runs."""
    db = await Database.open(database)
    async with db.write() as tx:
        seen = await reports.find(tx, 1)
        assert seen is not None
        assert await reports.judge(tx, seen, verdict, reason, field, 1, world.clock.now(), ZoneInfo("Asia/Shanghai"))
    await db.close()


async def test_returned_it_is_mended_and_handed_in_again_rejected_it_is_owed(
    play: Play, told: Path, world: World
) -> None:
    await play(DRAFTED)
    await play("""
        领 > [提交]
        领 <✎ ✅ 已提交…
             …
    """)
    await judged(told, world, State.RETURNED, "问题写具体些", "problems")
    await play("""
        领 > [我的报告]
        领 <✎ …
        领 > [1]
        领 < 示例季度工作报告 · 2026年第四季度
             …
             退回修改 · …
             回执 R20261201-0001
             ⚠️ 原因:问题写具体些
             …
             [改「问题」] [重新提交]
             …
        领 > [改「问题」]
        领 <✎ 问题 · …
             ⚠️ 退回原因:问题写具体些
             …
        领 > 线圈绕线机精度不够
        领 < …
        领 > [重新提交]
        领 <✎ ✅ 已重新提交,回执 R20261201-0001。…
             待审 · 12月1日 周二 09:01 重新提交
             …
    """)
    assert rows(told, "SELECT state, late FROM reports") == [("resubmitted", 0)]
    await judged(told, world, State.REJECTED, "不是本期的内容")
    await play("""
        联 > 写季报
        联 < …
             不采纳 · …
             …
             ⚠️ 原因:不是本期的内容
             …
             [重新提交]
             …
    """)
    assert rows(told, "SELECT count(*) FROM duties WHERE filed_at IS NOT NULL") == [(0,)]


async def test_what_lies_after_a_return_is_brought_to_mind_once(play: Play, told: Path, world: World) -> None:
    await play(DRAFTED)
    await play("""
        领 > [提交]
        领 <✎ …
             …
    """)
    await judged(told, world, State.RETURNED, "进展请写具体些", "progress")
    await play("""
        * +2d
        * +1d
        领 < 示例季度工作报告 · 2026年第四季度退回 3 天了,还没有重新提交。
             原因:进展请写具体些
             [改「进展」] [打开报告]
        * +7d
        领 > [改「进展」]
        领 < 进展 · …
             ⚠️ 退回原因:进展请写具体些
             …
    """)


async def test_marked_as_filed_outside_the_chat_while_it_is_written(play: Play, told: Path, world: World) -> None:
    await play(DRAFTED)
    await play("""
        管 > 谁还没交
        管 < …
    """)
    ((duty,),) = rows(told, "SELECT duty FROM reports")
    await world.tap_data("管", world.chat("管")[-1]["message_id"], f"duty.show:{duty}")
    await play("""
        管 <✎ 示例领军人甲创新工作室
             …
        管 > [已交]
        管 <! 已记为「已交」
        管 <✎ …
        领 > [提交]
        领 <! 刚被改过,现在是这样
        领 <✎ 示例季度工作报告 · 2026年第四季度
             示例领军人甲创新工作室
             …
             已交(12月1日 周二 09:00)
             不用再写了。写过的都还在下面。
             [看 PDF] [要 Word]
             [我的报告]
        管 > [撤回「已交」]
        管 <! 已撤回
        管 <✎ …
        领 > 交季报
        领 < …
        领 > [提交]
        领 <✎ ✅ 已提交…
             …
        # what was handed in here is given back by its review
        管 > [已交]
        管 <! 刚被改过,现在是这样
        管 <✎ …
        管 > [撤回「已交」]
        管 <! 这份是在聊天里交的,要工作室改,请用「审核」退回
    """)


async def test_late_is_taken_and_marked_an_extension_counts(play: Play, told: Path, world: World) -> None:
    await world.stop()
    world.clock.move(moment("2027-01-11T09:00") - world.clock.now())
    await world.start()
    await play("""
        领 > 写季报
        领 < …
             逾期,应在 1月10日 周日 18:00 前交
             …
        领 > [提交]
        领 <✎ ✅ 已提交,回执 R20270111-0001。过了截止时间,记为逾期提交。工会看过以后,马上告诉您结果。
             …
             待审 · 1月11日 周一 09:00 提交 · 逾期提交
             …
    """)


async def test_fields_said_as_people_say_them(play: Play, told: Path) -> None:
    """Also in the midst of quick news; a question is no text, and what somebody wrote is not replaced by a sentence unasked."""
    await play("""
        领 > 写季报
        领 < …
        # no problems, no measures for one
        领 > 问题没有
        领 < 已写进「问题」;我起草的措施也就写「无」了。
             …
        领 > 措施是什么
        …
        领 > 本月拿到软著1项
        …
        领 > 下季度计划:办两期培训
        领 < 已写进「下季度计划」。
             …
        领 > 下季度打算办三期培训
        领 < 「下季度计划」您已经写过一段,还没有换。留哪一段?

             原来的
             办两期培训

             新写的
             办三期培训
             [用新写的] [用原来的]
             [两段都留]
        领 > 写季报
        领 < …
        领 > [用新写的]
        领 <✎ …
             办三期培训
             …
        领 > 问题:涉密雷达项目不好公开
        领 < 没有写进去:这句里像有涉密的内容,报告里不能写。…
    """)
    found = rows(told, "SELECT field, content FROM report_fields WHERE field <> 'progress' ORDER BY field")
    assert found == [("measures", "无"), ("plan", "办三期培训"), ("problems", "无")]


async def test_who_may_not_or_not_any_more(play: Play, told: Path, world: World) -> None:
    await play(DRAFTED)
    change(told, "DELETE FROM roles WHERE role = 'leader' AND studio = (SELECT studio FROM reports)")
    await play("""
        领 > [提交]
        领 <! 这里是领军人和联络员报快报、交报告的地方。…
        领 > 问题:没有
        …
        # the deputy, or a new leader, finds the draft
        联 > 写季报
        联 < …
             我照着这一期的 5 条记录起草好了,请看一遍。
             …
    """)
    await world.tap_data("甲", world.chat("联")[-1]["message_id"], "report.open:1")
    await play("甲 <! 这里是领军人和联络员报快报、交报告的地方。…")


async def test_the_papers(play: Play, told: Path, world: World, tmp_path: Path) -> None:
    picture = tmp_path / "现场.png"
    Image.new("RGB", (40, 30), "white").save(picture)
    await play(DRAFTED)
    await play(f"""
        领 > +photo {picture}
        领 < 已放进「示例季度工作报告 · 2026年第四季度」。还有就接着发。
             📎 1 份证明材料,…
             [回到报告]
             [看证明材料]
        领 > [回到报告]
        领 <✎ …
             📎 1 份证明材料,…
             …
        领 > [看 PDF]
        领 <! 文件马上发给您
        领 < 📄 示例领军人甲创新工作室 示例季度工作报告 2026年第四季度.pdf
             还没有提交,先看看样子。
        领 > [要 Word]
        领 <! 文件马上发给您
        领 < 📄 示例领军人甲创新工作室 示例季度工作报告 2026年第四季度.docx
             还没有提交,先看看样子。
    """)
    word, pdf = [world.file("领", one["message_id"])[1] for one in reversed(world.chat("领")) if "document" in one]
    read = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    written = docx.Document(io.BytesIO(word))
    paragraphs = "\n".join(one.text for one in written.paragraphs)
    for text in ("示例季度工作报告", "二、进展", "五、下季度计划", "培训近千人"):
        assert text in read.replace("\r\n", "")
        assert text in paragraphs
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert {"实用新型授权", "2场、近千人", "单位\uff08盖章\uff09\uff1a"} <= set(cells)
