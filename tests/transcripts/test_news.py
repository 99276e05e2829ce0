"""Quick news of a studio: one line, one tap; corrected, asked about, held, saved once; in a group too."""

import sqlite3
from contextlib import closing
from pathlib import Path

from PIL import Image

from bot.standin.chats import ADMINISTRATOR
from tests.conftest import Play
from tests.transcripts.records import change, everything, rows

SAID = "本月拿到实用新型专利2项,培训青工35人次,直接经济效益120万元"
HINT = "哪条不对,直接说,例如「第1条是3项」「不是本月,是上月」,或者点它的编号。"
TAKEN = f"""
领 > {SAID}
领 < 快报 · 3 条

     1. 实用新型 授权 2 项 · 12月
     2. 培训 35 人次 · 12月
     3. 直接经济效益 120万元 · 12月

     效益的计算依据和证明可以现在补(点编号),也可以等审核时再补。

     {HINT}
     [全部保存]
     [1] [2] [3]
     [再加一条] [加材料] [取消]
"""
SAVED = """
领 > [全部保存]
领 <✎ ✅ 已保存 3 条,回执 N20261201-0001。
     工会审核后我马上告诉您;审核以前随时可以改。
     [看这份快报] [我的快报]
"""
HERE = "WHERE n.receipt LIKE 'N202612%'"


def kept(database: Path) -> list[tuple[object, ...]]:
    """What was saved here, beside the sample."""
    columns = "r.kind, r.stage, r.number, r.people, r.amount_fen, r.begins_on, r.state"
    return rows(database, f"SELECT {columns} FROM records r JOIN news n ON n.id = r.news {HERE} ORDER BY r.id")


async def test_one_line_and_one_tap(play: Play, database: Path) -> None:
    await play(TAKEN)
    await play("""
        * 领 taps [全部保存] twice
        领 <✎ ✅ 已保存 3 条,回执 N20261201-0001。
             工会审核后我马上告诉您;审核以前随时可以改。
             [看这份快报] [我的快报]
        领 <! 已经保存过了,回执 N20261201-0001
        领 > [看这份快报]
        领 < 快报 N20261201-0001 · 12月1日 周二 09:…
             示例领军人甲创新工作室

             1. 实用新型 授权 2 项 · 12月
             🕘 待审
             …
             [1] [2] [3]
             [加材料]
             [返回列表]
    """)
    assert kept(database) == [
        ("实用新型", "授权", 2, None, None, "2026-12-01", "pending"),
        ("培训", "", None, 35, None, "2026-12-01", "pending"),
        ("效益", "", None, None, 120_000_000, "2026-12-01", "pending"),
    ]
    assert rows(database, f"SELECT said FROM news n {HERE}") == [(SAID,)]


async def test_corrected_by_taps_and_by_saying(play: Play, database: Path) -> None:
    await play(TAKEN)
    await play("""
        领 > [2]
        领 <✎ 第 2 条
             类型:培训
             人数:35 人次
             日期:12月
             原话:培训青工35人次

             要改哪一项?
             [类型] [名称]
             [数量] [人数]
             [日期]
             [🗑 删掉这条]
             [返回] [取消]
        领 > [人数]
        领 <✎ 2. 培训 35 人次 · 12月
             多少人?例如「35」;说不准就写「近千人」。
             [不改了] [清空这一项] [返回]
             [取消]
        领 > 很多
        领 < 没看懂是多少。请只写一个数,例如「35」「三十五」「近千人」。
        领 > 三十六人
        领 < 快报 · 3 条
             …
             2. 培训 36 人次 · 12月
             …
        领 > 专利是3项
        领 < ✏️ 第 1 条 数量:2 项 → 3 项
             …
        领 > 不是本月,是上月
        领 < ✏️ 第 1 条 日期:12月 → 11月
             …
        领 > 第1条删掉
        领 < ✏️ 删掉了原来的第 1 条。

             快报 · 2 条

             1. 培训 36 人次 · 11月
             2. 直接经济效益 120万元 · 11月
             …
        领 > 再加一条:获奖1项
        领 < ✏️ 加上了第 3 条。
             …
             3. 获奖 1 项 · 11月
             …
        领 > [1]
        领 <✎ 第 1 条
             …
        领 > [🗑 删掉这条]
        领 <✎ 快报 · 2 条
             …
        领 > [全部保存]
        领 <✎ ✅ 已保存 2 条,…
             …
    """)
    assert [row[0] for row in kept(database)] == ["效益", "获奖"]


async def test_a_correction_that_may_mean_two_lines_is_asked_about(play: Play, database: Path) -> None:
    await play("""
        领 > 本月拿到实用新型专利2项,发明专利受理1项
        领 < 快报 · 2 条
             …
        领 > 专利是3项
        领 < 快报 · 2 条

             1. 实用新型 授权 2 项 · 12月
             2. 发明专利 受理 1 项 · 12月

             ❓ 「专利是3项」说的是哪一条?

             …
             [第 1 条] [第 2 条] [都不是]
             [1] [2]
             [再加一条] [加材料] [取消]
        领 > 不是本月,是上月
        领 < …
             ❓ 「专利是3项」说的是哪一条?

             …
             [第 1 条] [第 2 条] [都不是]
             [1] [2]
             [再加一条] [加材料] [取消]
        领 > [第 2 条]
        领 <✎ 快报 · 2 条

             1. 实用新型 授权 2 项 · 11月
             2. 发明专利 受理 3 项 · 11月
             …
        领 > [全部保存]
        领 <✎ …
    """)
    assert [row[2] for row in kept(database)] == [2, 3]


async def test_step_by_step(play: Play, database: Path) -> None:
    await play("""
        领 > /news
        领 < 用一句话写下做了什么,像和同事说话一样,例如:
             …
        领 > [效益]
        领 <✎ 是哪一种效益?
             [直接经济效益] [间接经济效益]
             [社会效益]
             [返回] [取消]
        领 > [间接经济效益]
        领 <✎ 多少钱?请带上单位,例如「120万元」「3500元」。
             [返回] [取消]
        领 > 120
        领 < 请写清楚是多少、什么单位,例如「120万元」「3500元」。
        领 > 一百二十万
        领 < 是怎么算出来的?最多 200 字,例如「每台省电 300 元,共 400 台」。
             [跳过] [返回] [取消]
        领 > 每台省电 300 元,共 4000 台
        领 < 有什么证明?
        领 > [财务审计]
        领 <✎ 是哪天的事?例如「6月8日」「上月」「1到9月」。
             [今天] [本月] [上月] [今年]
             [返回] [取消]
        领 > [上月]
        领 <✎ 快报 · 1 条

             1. 间接经济效益 120万元 · 11月
             …
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条,…
             …
    """)
    found = rows(
        database,
        "SELECT amount_fen, benefit, year, basis, proof, begins_on, ends_on"
        f" FROM records r JOIN news n ON n.id = r.news {HERE}",
    )
    assert found == [(120_000_000, "indirect", 2026, "每台省电 300 元,共 4000 台", "audit", "2026-11-01", "2026-11-30")]


async def test_what_was_told_before_and_what_contains_it(play: Play, database: Path) -> None:
    await play(TAKEN + SAVED)
    await play("""
        领 > 本月培训青工35人次,全年直接经济效益300万元
        领 < 快报 · 2 条

             1. 培训 35 人次 · 12月
             2. 直接经济效益 300万元 · 2026年

             ❓ 第 1 条好像报过了,请对照一下:
             这次:培训 35 人次 · 12月
             已有:培训 35 人次 · 12月(待审)
             ❓ 第 2 条和以前报的效益时间有重叠。同一笔钱只算一次:
             这次:直接经济效益 300万元 · 2026年
             已有:直接经济效益 120万元 · 12月(待审)
             …
             [不重复] [删掉第 1 条]
             [1] [2]
             [再加一条] [加材料] [取消]
        领 > 提交
        领 < …
             [不重复] [删掉第 1 条]
             …
        领 > [删掉第 1 条]
        领 <✎ 快报 · 1 条
             …
             [包含前面的] [另外一笔]
             [1]
             [再加一条] [加材料] [取消]
        领 > [包含前面的]
        领 <✎ 快报 · 1 条
             …
             [全部保存]
             …
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条,…
             …
    """)
    (third, fourth) = rows(database, "SELECT id, includes FROM records ORDER BY id DESC LIMIT 2")[::-1]
    assert fourth[1] == str(third[0])


async def test_a_half_made_one_waits_and_nothing_typed_meanwhile_is_lost(play: Play, database: Path) -> None:
    await play(TAKEN)
    await play("""
        * +2d
        领 > 带徒3人
        领 < 您还有一份没存的快报:
             1. 实用新型 授权 2 项 · 12月
             2. 培训 35 人次 · 12月
             3. 直接经济效益 120万元 · 12月

             刚写的这份也记下了。
             [合成一份]
             [继续填写] [不要旧的]
        领 > [合成一份]
        领 <✎ 快报 · 4 条
             …
             4. 带徒 3 人 · 12月3日
             …
        * +2d
        领 > 获奖1项
        领 < 您还有一份没存的快报:
             …
        领 > [继续填写]
        领 <✎ 快报 · 4 条
             …
        领 > 带徒3人
        领 < ✏️ 加上了 1 条。
             …
        领 > 带徒3人
        领 < 这句已经记下了,没有再记一遍。
             …
        领 > 第5条删掉
        领 < …
        领 > [全部保存]
        领 <✎ ✅ 已保存 4 条,…
             …
             [接着报另一份]
             [看这份快报] [我的快报]
        领 > [接着报另一份]
        领 <✎ 快报 · 1 条

             1. 获奖 1 项 · 12月5日
             …
        领 > [取消]
        领 <✎ 已取消,草稿没有保留。需要时随时可以重新开始。
    """)
    assert len(kept(database)) == 4


async def test_evidence_comes_before_with_and_after_the_words(play: Play, database: Path, tmp_path: Path) -> None:
    photo = tmp_path / "现场.jpg"
    Image.new("RGB", (8, 8)).save(photo)
    await play(f"""
        领 > 快报
        领 < 用一句话写下做了什么…
        领 > +photo {photo}
        领 < 收到了。再写一句是什么事吧。
             …
        领 > +photo {photo} 本月培训青工35人次
        领 < 快报 · 1 条
             …
             📎 2 份证明材料
             …
        领 > +file {photo}
        领 < …
             📎 3 份证明材料
             …
        领 > [加材料]
        领 <✎ 已收到 3 份。
             请把照片、文件发过来,也可以转发一条消息,一共最多 20 份。发完点「完成」。
             [完成] [清空重发] [返回]
             [取消]
        * 领 forwards 你们的课讲得真好
        领 < 已收到 4 份。
             …
        领 > 然后呢
        领 < 这一步只收照片、文件,或者转发的消息。发完点「完成」。
        领 > [完成]
        领 <✎ 快报 · 1 条
             …
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条,回执 N20261201-0001。
             工会审核后我马上告诉您;审核以前随时可以改。
             📎 4 份证明材料,正在备份。
             [看这份快报] [我的快报]
        …
    """)
    kinds = rows(
        database, "SELECT kind FROM evidence e JOIN news n ON e.subject = 'news' AND e.number = n.id ORDER BY e.id"
    )
    assert kinds[-4:] == [("photo",), ("photo",), ("document",), ("post",)]


async def test_of_two_studios_it_is_asked_which(play: Play, database: Path) -> None:
    await play("领 > /start\n领 < …")
    change(
        database,
        "INSERT INTO roles (person, role, studio, granted_at) SELECT person, role, 1, 0 FROM roles WHERE role = 'leader'",
    )
    await play("""
        领 > 培训青工35人次
        领 < 快报 · 1 条

             1. 培训 35 人次 · 12月1日

             ❓ 这是哪个工作室的?
             …
             [王文韬创新工作室] [示例领军人甲创新工作室]
             [1]
             [再加一条] [加材料] [取消]
        领 > [王文韬创新工作室]
        领 <✎ 快报 · 1 条 · 王文韬创新工作室
             …
        领 > [全部保存]
        领 <✎ ✅ 已保存 1 条,…
             …
    """)
    assert rows(database, f"SELECT studio FROM news n {HERE}") == [(1,)]


async def test_in_a_group_it_works_for_its_author(play: Play, database: Path) -> None:
    play.world.group("工作室群", ["领", "联", "甲"], bot=ADMINISTRATOR)
    await play("""
        领@工作室群 > 今天培训青工35人次
        甲@工作室群 > #快报 培训青工35人次
        领@工作室群 > #快报 今天天气不错
        工作室群 < 没看懂这条快报。可以这样写:#快报 培训35人次,带徒3人
        领@工作室群 > #快报 培训青工35人次,直接经济效益120万元
        工作室群 < 记下 2 条:培训、效益。
             [全部保存] [私聊里核对]
        联@工作室群 > [全部保存]
        联 <! 只有写这条快报的人能保存;存过的不用再点
        领@工作室群 > [全部保存]
        工作室群 <✎ ✅ 已保存 2 条,N20261201-0001。
        领@工作室群 > #快报 带徒3人
        工作室群 < 记下 1 条:带徒。
             [全部保存] [私聊里核对]
        领@工作室群 > [私聊里核对]
        领 < 快报 · 1 条

             1. 带徒 3 人 · 12月1日
             …
    """)
    assert len(kept(database)) == 2
    with closing(sqlite3.connect(database)) as connection:
        heard = "".join(raw for (raw,) in connection.execute("SELECT raw FROM inbox"))
    assert "天气" not in heard


async def test_who_may_not_report_is_told_so(play: Play, database: Path) -> None:
    await play("""
        甲 > /news
        甲 < 这里是领军人和联络员报快报、交报告的地方。…
        领 > /cancel
        领 < …
    """)
    await play(TAKEN)
    change(database, "DELETE FROM roles WHERE role = 'leader'")
    await play("""
        领 > [全部保存]
        领 <! 这里是领军人和联络员报快报、交报告的地方。…
    """)
    assert kept(database) == []


async def test_what_looks_classified_is_asked_about_and_not_kept(play: Play, database: Path) -> None:
    said = "某型雷达天线项目通过验收(涉密)"
    asked = f"""
        领 > {said}
        领 < 快报 · 0 条

             还没有一条。请写一句,例如「培训35人次」。

             ⚠️ 有一条像是涉密内容。涉密的不能发给我,这条先没有记。确实涉密吗?
             [不涉密] [涉密不报]
             [再加一条] [加材料] [取消]
    """
    await play(asked)
    await play("""
        领 > [涉密不报]
        领 <! 没有记,也没有留下。请把聊天里的那条也删掉;不涉密的请单独再报。
        领 <✎ 快报 · 0 条
             …
    """)
    assert "雷达" not in everything(database)
    await play("""
        领 > 题目是某型雷达,涉密
        领 < 这句里像有涉密或权属有争议的内容,我没有保存。涉密的、有争议的不能报。
             …
        领 > 带徒3人
        领 < ✏️ 加上了 1 条。
             …
    """)
    assert "雷达" not in everything(database)
    await play(f"""
        领 > {said}
        领 < …
        领 > [不涉密]
        领 <✎ 快报 · 2 条
             …
             2. 技术革新 《某型雷达天线项目》 验收 1 项 · 12月1日
             …
    """)


async def test_a_line_that_is_open_is_corrected_by_saying_so_or_gone(play: Play) -> None:
    await play("""
        领 > 本月培训35人,带徒3人
        领 < 快报 · 2 条
             …
        领 > [2]
        领 <✎ 第 2 条
             …
        领 > 第2条是5人
        领 < ✏️ 第 2 条 数量:3 人 → 5 人
             第 2 条
             类型:带徒
             数量:5 人
             …
        领 > 第1条删掉
        领 < 快报 · 1 条

             1. 带徒 5 人 · 12月
             …
        领 > [1]
        领 <✎ 第 1 条
             …
        领 > 第1条删掉
        领 < 快报 · 0 条
             …
    """)
