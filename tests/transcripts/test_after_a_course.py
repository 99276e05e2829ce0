"""After a course: three taps of feedback, papers for those who came, a certificate and its verification."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from bot.standin.deeds import moment
from storage import attendance, courses, enrolments, people, profiles
from storage.database import Database
from storage.model.attendance import How
from storage.model.courses import Draft, File, Session
from storage.model.days import CHINA
from storage.model.enrolments import Enrolment
from tests.conftest import Play
from tests.transcripts.records import change, rows

HOUR = 3600_000
TEN = moment("2026-12-01T10:00")


@pytest.fixture(autouse=True)
async def course(database: Path) -> int:
    """焊接实操 of 领's studio, this morning: 甲 came, 乙 did not; of 甲 no name is known."""
    db = await Database.open(database)
    try:
        async with db.write() as tx:
            now = moment("2026-11-30T09:00")
            await tx.fetch("DELETE FROM steps")
            (studio,) = await tx.fetch("SELECT studio FROM roles WHERE role = 'leader' ORDER BY person LIMIT 1")
            files = (File("document", "f1", after=True), File("photo", "f2"))
            draft = Draft(
                "焊接实操", (Session(TEN, TEN + 2 * HOUR, credit=25),), studio=studio[0], ladder=(), files=files
            )
            made = await courses.add(tx, draft, 0, now, CHINA)
            for address, name in ((900001, ""), (900002, "示例职工乙")):
                person = await people.meet(tx, str(address), now)
                await profiles.put(tx, person.id, name, "示例单位", now)
                assert isinstance(await enrolments.enrol(tx, made, person.id, now, CHINA), Enrolment)
            (meeting,) = await attendance.meetings_of(tx, made.id)
            first = await people.meet(tx, "900001", now)
            assert await attendance.check_in(tx, meeting, first.id, How.CODE, TEN)
    finally:
        await db.close()
    return made.id


BEGUN = """
    甲 > /start
    …
    乙 > /start
    …
    领 > /start
    …
    联 > /start
    …
    * 2026-12-01T12:16
    甲 < 焊接实操 上完了，谢谢您来！
         记 2.5 学时。
         说说感受，点三下就好。只给组织者看平均分，不显示是谁。
         1/3 内容怎么样？5 分最好。
         [1] [2] [3] [4] [5]
         [领证书] [课程资料]
    领 < 焊接实操
         12月1日 周二 10:00
         签到结束：到了 1 人（迟到 0 人），没到 1 人。
         来了没签上的，可以手工补。
         [手工签到]
    联 < …
    乙 < 没有看到您签到：《焊接实操》。
         …
"""


async def test_feedback_in_three_taps(play: Play) -> None:
    await play(
        BEGUN
        + """
    甲 > [4]
    甲 <✎ …
         2/3 讲师讲得怎么样？5 分最好。
         [1] [2] [3] [4] [5]
         [返回上一问]
         [领证书] [课程资料]
    甲 > [返回上一问]
    甲 <✎ …
         1/3 内容怎么样？5 分最好。
    甲 > [5]
    甲 <✎ …
    甲 > [3]
    甲 <✎ …
         3/3 以后还会来上这样的课吗？
         [还会来] [不来了]
         [返回上一问]
         [领证书] [课程资料]
    * 甲 taps [还会来] twice
    甲 <! 谢谢，您的评价收到了
    甲 <✎ …
         收到您的评价：内容 5 分，讲师 3 分，还会来。多谢！
         [领证书] [课程资料]
    甲 <! 您已经评过了，谢谢
    """
    )


async def test_what_is_for_those_who_came(play: Play, database: Path) -> None:
    """Averages of few are not shown; who did not come gets neither the papers for afterwards nor a certificate."""
    (course,) = rows(database, "SELECT id FROM courses WHERE title = '焊接实操'")[0]
    world = play.world
    for kind in ("document", "photo"):
        file = world.telegram.files.keep(kind, "x", b"x", "text/plain")
        change(database, "UPDATE course_files SET file_id = ? WHERE kind = ? AND course = ?", file.id, kind, course)
    await play(BEGUN)
    for who in ("甲", "乙"):
        await world.tap_data(who, 1, f"course.materials:{course}")
    await world.tap_data("乙", 1, f"feedback.rate:{course}:content:5")
    await world.tap_data("乙", 1, f"certificate.mine:{course}")
    await world.tap_data("甲", 1, f"feedback.averages:{course}")
    await world.tap_data("领", 1, f"feedback.averages:{course}")
    seen: dict[str, list[str]] = {}
    for event in await world.settle():
        seen.setdefault(event.to, []).append(event.text or event.kind)
    assert seen["乙"] == [
        "焊接实操 资料 1",
        "评价请来上过课的人填。您来过的话，请组织者补签",
        "到课够 80% 才发证书，您的签到还不够。来过没签上的，请组织者补签",
    ]
    assert sorted(seen["甲"])[:2] == ["焊接实操 资料 1", "焊接实操 资料 2"]
    assert "够 3 份才显示平均分，免得看出是谁评的。" in seen["领"][-1]
    for person in range(1, 4):
        change(
            database,
            "INSERT INTO feedback (course, person, content, teacher, again, at) SELECT ?, id, ?, 4, ?, 1 FROM people "
            "ORDER BY id LIMIT 1 OFFSET ?",
            *(course, 3 + person % 3, person % 2, person),
        )
    await world.tap_data("领", 1, f"feedback.averages:{course}")
    (event,) = await world.settle()
    assert "内容 4.0 分（满分 5）" in event.text
    assert "67% 的人还会来" in event.text


async def test_a_certificate_is_issued_once_and_verified_by_anybody(play: Play, database: Path) -> None:
    await play(
        BEGUN
        + """
    甲 > [领证书]
    甲 < 证书上的姓名怎么写？请发您的真实姓名，2 到 20 字。
         [取消]
    甲 > 1
    甲 < 证书上的姓名怎么写？请发您的真实姓名，2 到 20 字。
    甲 > 示例职工甲
    甲 < 领取培训证书
         姓名：示例职工甲
         课程：焊接实操
         学时：2.5 学时
         领了以后姓名不能再改。任何人凭证书编号，可以查到上面这些。
         [领取证书]
         [改姓名]
         [取消]
    * 甲 taps [领取证书] twice
    甲 <✎ 🎓 证书发好了，文件马上到。
         编号：BQ-2026-…
         以后发「我的证书」可以再下载。
    …
    甲 < 📄 BQ-2026-….pdf
         培训证书 BQ-2026-…。任何人把编号发给我，都能核验。
    """
    )
    world = play.world
    ((number, person),) = rows(database, "SELECT number, person FROM certificates")
    message = [one for one in world.chat("甲") if "document" in one][-1]["message_id"]
    name, content, _mime = world.file("甲", message)
    page = pypdfium2.PdfDocument(content)[0]
    text = page.get_textpage().get_text_range()
    assert name == f"{number}.pdf"
    assert all(
        said in text for said in ("培训证书", "示例职工甲", "焊接实操", "2.5 学时", str(number), "2026年12月1日")
    )
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text == f"https://t.me/studio_standin_bot?start=cert_{number}"
    change(database, "UPDATE profiles SET name = '示例新名字' WHERE person = ?", person)
    typed = str(number).lower().replace("-", " ")
    wrong = typed[:-1] + ("2" if typed[-1] != "2" else "3")
    await play(
        f"""
    乙 > 核验 {typed}
    乙 < ✅ 证书有效
         编号：{number}
         姓名：示例职工甲
         课程：焊接实操
         学时：2.5 学时
         时间：2026年12月1日 周二
         发证：…，2026年12月1日 周二
    somebody > /start cert_{number}
    somebody < ✅ 证书有效
         …
    乙 > {wrong}
    乙 < 编号好像抄错了，请对着证书再看一遍。编号里没有数字 0、1 和字母 O、I。
    乙 > bq-2026-2222-222l
    乙 < 没有查到编号 BQ-2026-2222-222L 的证书。请对着证书再核对一遍；还查不到，请联系发证的工作室或区总工会。
    乙 > /verify
    乙 < 请把证书编号发给我，像 BQ-2026-XXXX-XXXX 这样，大小写都行。也可以扫证书上的二维码。
    乙 > 我的证书
    乙 < 您还没有培训证书。…
    甲 > 我的证书
    甲 < 我的培训证书，累计 2.5 学时
         焊接实操 {number}
         [下载 焊接实操]
    甲 > [下载 焊接实操]
    甲 <! 证书马上发给您
    甲 < 📄 {number}.pdf
         …
    """
    )
    assert rows(database, "SELECT count(*) FROM certificates") == [(1,)]
    message = [one for one in world.chat("甲") if "document" in one][-1]["message_id"]
    assert world.file("甲", message)[1] == content, "the same bytes whenever it is drawn"


async def test_a_certificate_is_revoked_with_a_reason(play: Play, database: Path) -> None:
    await play(
        BEGUN
        + """
    甲 > [领证书]
    …
    甲 > 示例职工甲
    …
    甲 > [领取证书]
    …
    """
    )
    (course, number) = rows(database, "SELECT course, number FROM certificates")[0]
    await play.world.tap_data("领", 1, f"certificate.issued:{course}")
    (event,) = await play.world.settle()
    assert event.text.splitlines() == ["焊接实操", "已发证书 1 张"]
    await play(
        f"""
    领 > [示例职工甲 {number}]
    领 <✎ ✅ 证书有效
         …
         [撤销这张证书] [返回]
    领 > [撤销这张证书]
    领 <✎ 为什么撤销？原因会告诉本人，核验的人也看得到（100 字以内）。
         [取消]
    领 > 签到是别人代的
    领 < 撤销这张证书？
         …
         原因：签到是别人代的
         [确认撤销]
         [返回修改] [取消]
    领 > [确认撤销]
    领 <✎ ❌ 证书已撤销（2026年12月1日 周二）：签到是别人代的
         …
    甲 < 您的培训证书 {number}（《焊接实操》）被撤销了：签到是别人代的。有疑问请点「转人工」。
    甲 > {number}
    甲 < ❌ 证书已撤销（2026年12月1日 周二）：签到是别人代的
         …
    甲 > 我的证书
    甲 < 我的培训证书，累计 2.5 学时
         焊接实操 {number}（已撤销：签到是别人代的）
    """
    )
