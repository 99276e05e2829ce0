"""Quick news by saying so: saved, added to or corrected in words; what comes before the words; what is not kept at all."""

from pathlib import Path

from handlers.cards.my_news import CHANGING
from handlers.cards.news_form import GROUP, HELD
from handlers.cards.news_form import NEW as FORM
from handlers.cards.report_page import LISTEN
from storage.dialogues import LONG_KEPT
from tests.conftest import Play
from tests.transcripts.records import everything, rows

PDF = b"%PDF-1.7\n" + bytes(200)
NEW = "FROM records r JOIN news n ON n.id = r.news WHERE n.receipt LIKE 'N202612%' ORDER BY r.id"


async def test_right_as_it_stands_is_said_and_a_figure_that_may_be_another_is_asked_about(
    play: Play, database: Path
) -> None:
    await play("""
        领 > 6月8日培训《安全用电培训》120人
        领 < …
        领 > 培训30人
        领 < 快报 · 1 条

             1. 培训 《安全用电培训》 1 场 120 人次 · 6月8日

             ❓ 「培训30人」是改前面的,还是再加一条?
             答完就能保存。
             …
             [改第 1 条] [再加一条]
             …
        领 > 好的
        领 < 还没有保存:请先答下面的问题。
             …
        领 > [再加一条]
        领 <✎ 快报 · 2 条
             …
        领 > 培训不是30人
        领 < 没听懂要改哪一条、改成什么,还是原来的样子。可以说「第1条是3项」,或者点它的编号。
             …
        领 > 少写了一个,实用新型授权2项
        领 < ✏️ 加上了第 3 条。
             …
        领 > 第3条人数是30
        领 < 没听懂要改哪一条、改成什么,…
             …
        领 > 都对,保存吧
        领 < ✅ 已保存 3 条,回执 N20261201-0001。
             …
    """)
    assert rows(database, f"SELECT r.kind, r.number, r.people {NEW}") == [
        ("培训", 1, 120),
        ("培训", None, 30),
        ("实用新型", 2, None),
    ]


async def test_a_file_may_come_first(play: Play, database: Path, tmp_path: Path) -> None:
    (tmp_path / "证书.pdf").write_bytes(PDF)
    await play(f"""
        领 > +file {tmp_path / "证书.pdf"}
        领 < 📎 收到 1 份材料,先替您留着。这是哪件事的?用一句话写下来,例如:
             …
        领 > 6月8日给青工讲安全用电,来了35人
        领 < 快报 · 1 条
             …
             📎 1 份证明材料
             …
        领 > 保存
        领 < ✅ 已保存 1 条,回执 N20261201-0001。
             …
        甲 > 本月拿到实用新型专利2项
        甲 < 这里是领军人和联络员报快报、交报告的地方。…
    """)
    assert rows(
        database, "SELECT count(*) FROM evidence e JOIN news n ON n.id = e.number WHERE n.draft IS NOT NULL"
    ) == [(1,)]


async def test_what_looks_classified_is_kept_by_no_way_of_saying_it(play: Play, database: Path, tmp_path: Path) -> None:
    (tmp_path / "图.pdf").write_bytes(PDF)
    await play(f"""
        领 > 有个项目涉密,代号KANARIE,经费200万,通过验收了
        领 < 这句里像有涉密或权属有争议的内容,我没有保存。…
        领 > +file {tmp_path / "图.pdf"} 涉密的KANARIE图纸
        领 < 这句里像有涉密或权属有争议的内容,我没有保存。…
        领 > 本月实用新型专利2项
        领 < …
        领 > 再加一条:涉密KANARIE项目获奖1项
        领 < …
             ⚠️ 有一条像是涉密内容。涉密的不能发给我,这条先没有记。确实涉密吗?
             …
        领 > /cancel
        领 < 已取消,草稿没有保留。需要时随时可以重新开始。
    """)
    assert "KANARIE" not in everything(database)


async def test_what_was_told_before_may_be_changed_to_what_is_told_now(play: Play, database: Path) -> None:
    await play("""
        领 > 11月10日培训焊工30人《氩弧焊》
        领 < …
        领 > 保存
        领 < ✅ 已保存 1 条,回执 N20261201-0001。
             …
        领 > 11月10日培训焊工32人《氩弧焊》
        领 < …
             [不重复] [改成这次的] [删掉第 1 条]
             …
        领 > [改成这次的]
        领 <✎ 🕘 待审
             …
             改动
             人数:30 人次 → 32 人次
             …
        领 > [保存]
        领 <✎ ✅ 已改好,等工会审核。
             [看这份快报]
    """)
    assert rows(database, f"SELECT r.people, r.version {NEW}") == [(32, 2)]
    assert rows(database, "SELECT count(*) FROM dialogues") == [(0,)]


def test_what_a_studio_wrote_is_kept_under_the_names_it_has() -> None:
    assert set(LONG_KEPT) == {FORM.name, HELD, GROUP, CHANGING, LISTEN}
