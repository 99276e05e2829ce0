"""Entering a competition: questions, consent, unit, documents; the seat that two want; coming back to it."""

from pathlib import Path

from storage.model.entries import State
from tests.conftest import Play
from tests.transcripts.records import change, rows

CONSENT = """
甲 <✎ 先问您一声
     报名「示例·中式烹饪技能竞赛」,要记下您的姓名和 Telegram 编号,单位可以在 /my 里补。
     …
"""
CARD = """
甲 > /start competition_2
甲 < 示例·中式烹饪技能竞赛
     …
"""
ASKED = """
甲 > [报名]
甲 <✎ 报名「示例·中式烹饪技能竞赛」,先确认几件事 1/2

     您有中式烹调师证书吗?
     [是] [不是]
     [先不报]
"""
SECOND = """
甲 > [是]
甲 <✎ …

     您去年得过这项竞赛的一等奖吗?
     [是] [不是]
     [先不报]
"""


def rules(database: Path, **columns: object) -> None:
    """Give the cooking competition (2) these rules."""
    for name, value in columns.items():
        change(database, f"UPDATE competitions SET {name} = ? WHERE id = 2", value)


def questions(database: Path) -> None:
    """Two questions: the one to be answered with yes, the other with no."""
    for place, (text, wanted) in enumerate((("您有中式烹调师证书吗?", 1), ("您去年得过这项竞赛的一等奖吗?", 0))):
        change(database, "INSERT INTO contest_questions VALUES (2, ?, ?, ?)", place, text, wanted)


def states(database: Path) -> list[tuple[object, ...]]:
    """Every entry: team, unit, state."""
    return rows(database, "SELECT team, unit, state FROM entries ORDER BY id")


async def test_questions_then_in_and_a_wrong_answer_keeps_nothing(play: Play, database: Path) -> None:
    questions(database)
    await play(CARD + ASKED)
    await play("""
        甲 > [不是]
        甲 <✎ 抱歉,按规定这次还不能报「示例·中式烹饪技能竞赛」。
             「您有中式烹调师证书吗?」这一条要答「是」才能报。
             不清楚的,可以问主办单位(示例主办单位乙),或者转人工。
             点错了就「重新回答」。什么都没有保存。
             [重新回答] [转人工]
             [查看竞赛]
    """)
    assert rows(database, "SELECT * FROM consents") == states(database) == []
    await play(ASKED.replace("[报名]", "[重新回答]") + SECOND)
    await play("甲 > [不是]" + CONSENT)
    await play("""
        甲 > [同意并报名]
        甲 <! 报名成功,有变动会告诉您
        甲 <✎ …
             ✅ 您已报名
             [取消报名] [关注]
             [加入日历]
             [返回列表]
    """)
    assert states(database) == [("", "", State.CONFIRMED)]
    assert rows(database, "SELECT p.name FROM profiles p JOIN entries e ON e.captain = p.person") == [("示例职工甲",)]
    answers = rows(database, "SELECT answers FROM registrations")
    assert answers == [("1 您有中式烹调师证书吗?\n0 您去年得过这项竞赛的一等奖吗?",)]


async def test_rules_that_change_meanwhile_are_asked_anew(play: Play, database: Path) -> None:
    questions(database)
    await play(CARD + ASKED + SECOND)
    change(database, "DELETE FROM contest_questions WHERE position = 1")
    change(database, "UPDATE competitions SET version = version + 1 WHERE id = 2")
    await play("""
        甲 > [不是]
        甲 <! 报名的要求刚改过,请再答一遍
        甲 <✎ 报名「示例·中式烹饪技能竞赛」,先确认几件事 1/1
             …
        甲 > [是]
        甲 <✎ 先问您一声
             …
             [同意并报名] [不用了]
        甲 > [不用了]
        甲 <✎ 示例·中式烹饪技能竞赛
             …
    """)
    assert states(database) == []


UNIT = """
甲 > [报名]
…
甲 > [同意并继续]
甲 <✎ 您在哪个单位?请写全称,例如「示例机械厂」。
     [取消]
甲 > 示例机械厂
甲 < 请看一遍再报名:
     示例·中式烹饪技能竞赛
     姓名:示例职工甲
     单位:示例机械厂
     [确认报名]
     [返回修改] [取消]
"""


async def test_a_unit_has_so_many_places(play: Play, database: Path) -> None:
    rules(database, per_unit=1)
    await play(CARD + UNIT)
    await play("""
        甲 > [确认报名]
        甲 <! 报名成功,有变动会告诉您
        甲 <✎ …
             ✅ 您已报名
    """)
    await play(
        CARD.replace("甲", "乙")
        + UNIT.replace("甲", "乙").partition("乙 < 请看一遍")[0]
        + """
乙 < ⚠️ 「示例机械厂」的名额已经报满了,请问问单位工会。
     单位写错了就点「返回」改;不报了点「取消」。
     [确认报名]
     [返回修改] [取消]
乙 > [确认报名]
乙 <! 您单位的名额已经报满了,请问问单位工会
乙 <✎ ⚠️ 您单位的名额已经报满了,请问问单位工会
     单位写错了,发 /my 改。
     示例·中式烹饪技能竞赛
     …
     每个单位最多 1 人
     …
     [报名] [关注]
     [加入日历]
     [返回列表]
"""
    )
    assert states(database) == [("", "示例机械厂", State.CONFIRMED)]


async def test_documents_by_photo_interrupted_cancelled_and_handed_in(
    play: Play, database: Path, tmp_path: Path
) -> None:
    rules(database, documents="操作证正反面", checked=1)
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x")
    await play("管 > /start\n管 < …" + CARD)
    await play(f"""
        甲 > [报名]
        …
        甲 > [同意并继续]
        甲 <✎ 请拍照发给我:操作证正反面
             最多 6 张,可以一起发。请别发身份证。
             只给审核的同志看,竞赛结束 90 天后删除。
             [取消]
        甲 > 没有照片怎么办
        …
        甲 > +photo {photo}
        甲 < 已收到 1 张图片。还可以再发,发完点「完成」。
             [完成] [清空重发] [取消]
        甲 > [取消]
        甲 <✎ 好的,没有报名。想报的时候再点「报名」。
    """)
    assert states(database) == []
    await play(CARD)
    await play(f"""
        甲 > [报名]
        甲 <✎ 请拍照发给我:操作证正反面
             …
        甲 > +photo {photo}
        甲 < 已收到 1 张图片。…
        甲 > +photo {photo}
        甲 < 已收到 2 张图片。…
        甲 > [完成]
        甲 <✎ 请看一遍再报名:
             示例·中式烹饪技能竞赛
             姓名:示例职工甲
             材料:2 张图片
             交上去以后由工会审核,有结果马上告诉您。
             [确认报名]
             [返回修改] [取消]
        甲 > [确认报名]
        甲 <! 已报名,等工会审核,有结果马上告诉您
        甲 <✎ …
             🕘 已报名,等工会审核
             [我的报名] [关注]
             [加入日历]
             [返回列表]
        管 < 「示例·中式烹饪技能竞赛」有报名等审核。今天再有新的不另外告诉您,发 /entries 都能看到。
             [去审核]
        甲 > [我的报名]
        甲 <✎ 示例·中式烹饪技能竞赛
             🕘 已报名,等工会审核
             资格审核:12月6日 周日 09:00。审核完马上告诉您,不用一直看。

             1 示例职工甲
             材料(操作证正反面):2 张图片
             [重发材料] [改姓名单位]
             [取消报名] [查看竞赛]
    """)
    assert states(database) == [("", "", State.PENDING)]
    assert rows(database, "SELECT kind FROM entry_documents") == [("photo",), ("photo",)]


async def test_the_last_seat_goes_to_one_of_two(play: Play, database: Path) -> None:
    rules(database, seats=1)
    await play(CARD)
    await play(CARD.replace("甲", "乙"))
    await play("""
        甲 > [报名]
        …
        乙 > [报名]
        乙 <✎ 先问您一声
             …
        甲 > [同意并报名]
        甲 <! 报名成功,有变动会告诉您
        甲 <✎ …
             名额:1 人,还剩 0
             …
             ✅ 您已报名
        乙 > [同意并报名]
        乙 <! 名额已经报满了。可以先关注,有人退出还能再报
        乙 <✎ …
             [报名] [关注]
             [加入日历]
             [返回列表]
        甲 > [取消报名]
        甲 <! 已取消报名
        甲 <✎ …
        乙 > [报名]
        乙 <✎ 先问您一声
             …
        乙 > [同意并报名]
        乙 <! 报名成功,有变动会告诉您
        乙 <✎ …
             ✅ 您已报名
    """)
    assert states(database) == [("", "", State.WITHDRAWN), ("", "", State.CONFIRMED)]


async def test_whoever_entered_nothing_is_shown_the_way(play: Play) -> None:
    await play("""
        甲 > 我的队伍
        甲 < 您还没有报名竞赛。发「竞赛」看看有哪些。
    """)


async def test_a_half_filled_form_of_another_competition_is_not_lost(
    play: Play, database: Path, tmp_path: Path
) -> None:
    rules(database, documents="操作证正反面")
    change(database, "UPDATE competitions SET documents = '示例材料' WHERE id = 1")
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x")
    await play(f"""
        甲 > /start competition_2
        …
        甲 > [报名]
        …
        甲 > [同意并继续]
        …
        甲 > +photo {photo}
        甲 < 已收到 1 张图片。还可以再发,发完点「完成」。
             [完成] [清空重发] [取消]
        甲 > /start competition_1
        …
        甲 > [报名]
        甲 <✎ 您还有一份没填完的报名:「示例·中式烹饪技能竞赛」。先填哪一份?
             [接着填那一份]
             [改报这一项]
        甲 > [接着填那一份]
        甲 <✎ 已收到 1 张图片。还可以再发,发完点「完成」。
             [完成] [清空重发] [取消]
        甲 > /start competition_1
        …
        甲 > [报名]
        甲 <✎ 您还有一份没填完的报名:…
        甲 > [改报这一项]
        甲 <✎ 请拍照发给我:示例材料
             …
    """)
