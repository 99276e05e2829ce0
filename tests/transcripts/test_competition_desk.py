"""Admins write competitions, change them and call them off."""

from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

WRITTEN = """
管 > /competitions
管 < 技能竞赛 · 4
     …
     [1] [2] [3] [4]
     [看往期竞赛]
     [新建竞赛]
管 > [新建竞赛]
管 <✎ 竞赛叫什么名称?
     [取消]
管 > 示例·电工技能竞赛
管 < 是什么工种?例如「焊工」。
     [跳过] [返回] [取消]
管 > 电工
管 < 哪里主办?
     [跳过] [返回] [取消]
管 > 示例主办单位甲
管 < 谁可以参加?例如「本区各单位一线职工」。
     [跳过] [返回] [取消]
管 > [跳过]
管 <✎ 在哪里举办?
     [跳过] [返回] [取消]
管 > 示例实训楼
管 < 报名什么时候截止?例如「12月20日18点」。
     …
     [返回] [取消]
管 > 报名开始 12月5日 报名截止 12月20日18点 初赛 2027-01-10 9:00
管 < 现在的时间:
     · 报名开始:12月5日 周六 09:00
     · 报名截止:12月20日 周日 18:00
     · 初赛:2027年1月10日 周日 09:00

     还可以写:资格审核、复赛、决赛、公示。写上是哪一项和时间,可以分几条发。
     没有别的就点「完成」。
     [完成] [清空重发] [返回]
     [取消]
"""
SAVED = """
管 > 决赛 1月20日
管 < 现在的时间:
     …
     · 决赛:2027年1月20日 周三 09:00
     …
管 > [完成]
管 <✎ 请写几句简介:比什么、怎么比、有什么奖励。
     [跳过] [返回] [取消]
管 > 理论和实操两部分。
管 < 有通知、赛题这样的图片或文件就发给我,最多 5 个。
     [跳过] [返回] [取消]
管 > [跳过]
管 <✎ 这些内容出自哪里?比如通知的名称和文号,会写给职工看。
     [跳过] [返回] [取消]
管 > 示例通知一号
管 < 请看一遍再保存:

     示例·电工技能竞赛

     工种:电工
     主办:示例主办单位甲
     地点:示例实训楼

     · 报名开始:12月5日 周六 09:00
     · 报名截止:12月20日 周日 18:00
     · 初赛:2027年1月10日 周日 09:00
     · 决赛:2027年1月20日 周三 09:00

     理论和实操两部分。

     来源:示例通知一号
     [保存]
     [返回修改] [取消]
* 管 taps [保存] twice
管 <✎ ✅ 已保存,职工现在就能看到。到时候会提醒关注和报名的人。
     组队、名额、材料、审核这些,在「报名规则」里设。
     [报名规则] [查看竞赛]
管 <! 这份表单已经提交或取消了
"""
FOLLOWED = """
{who} > /start competition_1
{who} < 示例·焊工技能竞赛
     …
{who} > [关注]
{who} <✎ 先问您一声
     …
{who} > [同意并关注]
{who} <! 已关注,到时候提醒您
{who} <✎ …
"""
OPENED = """
{who} > /start competition_1
{who} < 示例·焊工技能竞赛
     …
     关注 … 人 · 报名 0 人(仅管理员可见)
     [报名] [关注]
     [加入日历]
     [修改] [取消竞赛]
     [报名名单] [报名规则]
     [赛程与成绩]
     [返回列表]
"""
CHOSEN = """
{who} > [修改]
{who} <✎ 要改「示例·焊工技能竞赛」的哪一项?
     [名称] [时间]
     [地点] [对象]
     [工种] [主办]
     [简介] [附件]
     [来源] [提醒]
     [取消]
"""


def _by(who: str, script: str) -> str:
    return script.replace("{who}", who)


async def test_a_competition_is_written_and_seen(play: Play, database: Path) -> None:
    await play(WRITTEN + SAVED)
    assert rows(database, "SELECT title, trade, place, source, version FROM competitions WHERE id = 6") == [
        ("示例·电工技能竞赛", "电工", "示例实训楼", "示例通知一号", 1)
    ]
    assert rows(database, "SELECT action, subject, detail FROM audit") == [
        ("competition.edit", "competition 6", "created")
    ]
    planned = rows(
        database,
        "SELECT DISTINCT stage FROM steps WHERE kind = 'competition' AND subject = 6 AND state = 'planned' ORDER BY stage",
    )
    assert planned == [("final",), ("preliminary",), ("register_close",), ("register_open",)]
    await play("""
        甲 > 竞赛
        甲 < 技能竞赛 · 5
             …
             2 示例·电工技能竞赛
             还没开始报名 · 报名开始:12月5日 周六 09:00
             …
    """)


async def test_times_that_cannot_be_taken(play: Play) -> None:
    await play(WRITTEN)
    await play("""
        管 > [清空重发]
        管 <✎ 现在的时间:
             · 报名截止:12月20日 周日 18:00

             还可以写:报名开始、资格审核、初赛、复赛、决赛、公示。写上是哪一项和时间,可以分几条发。
             没有别的就点「跳过」。
             [跳过] [返回] [取消]
        管 > 初赛 12月10日
        管 < 报名截止(12月20日 周日 18:00)要早于初赛(12月10日 周四 09:00)。请改好再发一次。
             [跳过] [返回] [取消]
        管 > 初赛 2026年11月10日
        管 < 初赛写的是 11月10日 周二 09:00,已经过了。请再发一次。
        管 > 初赛 昨天9点
        管 < 初赛写的是 11月30日 周一 09:00,已经过了。请再发一次。
        管 > 初赛 另行通知
        管 < 「初赛」的时间没看懂。请写成「初赛 12月20日 9:00」这样再发一次。
        管 > 1月10日
        管 < 没看懂。请写上是哪一项和时间,例如「报名截止 12月20日18点」。写了星期的,请核对对不对。
        管 > 初赛 2027年1月10日 周一
        管 < 「初赛」的时间没看懂。…
        * 管 sends a sticker
        管 < 这一步只收文字。
        管 > 报名截止 12月22日 初赛 1月12日
        管 < 现在的时间:
             · 报名截止:12月22日 周二 18:00
             · 初赛:2027年1月12日 周二 09:00
             …
        管 > [返回]
        管 <✎ 现在的时间:
             …
             报名什么时候截止?…
             [不改了] [返回] [取消]
        管 > 随便
        管 < 没看懂。…
        管 > 12月25日
        管 < 现在的时间:
             · 报名截止:12月25日 周五 18:00
             · 初赛:2027年1月12日 周二 09:00
             …
    """)


async def test_a_half_written_competition_waits_and_its_times_grow_old(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        管 > /help
        管 < …
        管 < 您的竞赛还没有提交,给您留着。
             [继续填写] [取消]
        管 > 新建竞赛
        管 < 您还有一项没写完的竞赛:
             示例·电工技能竞赛
             [继续填写] [放弃它,重新写]
        * +20d
        …
        管 > [继续填写]
        管 <✎ 现在的时间:
             ✓ 报名开始:12月5日 周六 09:00
             …
        管 > [完成]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ …
        管 > [跳过]
        管 <✎ 请看一遍再保存:
             …
        管 > [保存]
        管 < 「报名开始」的时间已经过了,还没有保存。请把时间再写一遍。
        管 < 报名什么时候截止?…
        管 > 1月5日
        管 < 现在的时间:
             · 报名截止:2027年1月5日 周二 18:00
             …
        管 > [跳过]
        管 <✎ …
    """)
    assert rows(database, "SELECT id FROM competitions WHERE id > 5") == []


async def test_cancelled_in_the_middle_and_an_old_button(play: Play, database: Path) -> None:
    await play(WRITTEN)
    await play("""
        管 > /cancel
        管 < 已取消,草稿没有保留。…
        管 > [完成]
        管 <! 这份表单已经提交或取消了
    """)
    assert rows(database, "SELECT id FROM competitions WHERE id > 5") == []


async def test_a_changed_time_moves_its_reminders_and_is_told(play: Play, database: Path) -> None:
    await play(_by("甲", FOLLOWED) + _by("乙", FOLLOWED))
    change(database, "INSERT INTO mutes SELECT person, 'competition', 1, 0 FROM addresses WHERE address = '900002'")
    await play(_by("管", OPENED) + _by("管", CHOSEN))
    await play("""
        管 > [时间]
        管 <✎ 现在的时间:
             ✓ 报名开始:11月21日 周六 09:00
             · 报名截止:12月21日 周一 18:00
             …
             要改哪几项?…
             [返回] [取消]
        管 > 报名截止 12月24日 公示 去掉
        管 < 请看一遍再保存:
             示例·焊工技能竞赛
             报名截止:12月21日 周一 18:00 → 12月24日 周四 18:00
             公示:2027年2月4日 周四 09:00 → 未定
             保存后会告诉关注和报名的 1 人。
             [保存修改]
             [返回修改] [取消]
        管 > [保存修改]
        管 <✎ ✅ 已修改。正在告诉 1 人。
             [查看竞赛]
        甲 < 「示例·焊工技能竞赛」有变化:
             报名截止:12月21日 周一 18:00 → 12月24日 周四 18:00
             公示:2027年2月4日 周四 09:00 → 未定
             [查看竞赛] [加入日历]
        甲 > [查看竞赛]
        甲 < 示例·焊工技能竞赛
             正在报名 · 报名截止:12月24日 周四 18:00
             …
    """)
    stages = rows(database, "SELECT DISTINCT stage, at FROM steps WHERE subject = 1 AND state = 'planned' ORDER BY at")
    assert ("register_close", 1_798_106_400_000) in stages  # 2026-12-24 18:00 in Shanghai
    assert "publicity" not in [stage for stage, _ in stages]
    assert rows(database, "SELECT detail FROM audit") == [("changed times",)]


@pytest.mark.parametrize("subject", [0, 1], ids=["all competitions", "this one"])
async def test_who_is_registered_hears_of_a_change_and_of_the_end_whatever_they_muted(
    play: Play, database: Path, subject: int
) -> None:
    await play(_by("甲", FOLLOWED) + _by("乙", FOLLOWED))
    change(database, f"INSERT INTO mutes SELECT person, 'competition', {subject}, 0 FROM addresses")
    change(
        database,
        "INSERT INTO registrations (person, competition, at) SELECT person, 1, 0 FROM addresses WHERE address = '900002'",
    )
    await play(_by("管", OPENED).replace("报名 0", "报名 1") + _by("管", CHOSEN))
    await play("""
        管 > [地点]
        管 <✎ …
        管 > 示例体育馆
        管 < 请看一遍再保存:
             示例·焊工技能竞赛
             地点:示例实训基地一号厂房 → 示例体育馆
             保存后会告诉关注和报名的 1 人。
             [保存修改]
             [返回修改] [取消]
        管 > [保存修改]
        管 <✎ ✅ 已修改。正在告诉 1 人。
             [查看竞赛]
        乙 < 「示例·焊工技能竞赛」有变化:
             地点:示例实训基地一号厂房 → 示例体育馆
             [查看竞赛] [加入日历]
        管 > [查看竞赛]
        管 <✎ …
        管 > [取消竞赛]
        管 <✎ …
        管 > 场地检修
        管 < …
             会告诉关注和报名的 1 人。
             …
        管 > [确认取消竞赛]
        管 <✎ 竞赛已取消,不再提醒。正在告诉 1 人。
             [查看竞赛]
        乙 < 「示例·焊工技能竞赛」已取消。
             原因:场地检修
             [查看竞赛] [从日历里去掉]
        乙 > [从日历里去掉]
        乙 <! 日历文件马上发给您,点开就标成已取消;要是还在日历里,请手动删掉
        乙 < 📄 competition-1.ics
             示例·焊工技能竞赛 · 日历
    """)
    assert rows(database, "SELECT o.state, count(*) FROM outbox o WHERE o.mailing IS NOT NULL GROUP BY o.state") == [
        ("sent", 2),
        ("skipped", 2),
    ]


async def test_who_cares_for_the_trade_is_told_once_of_a_new_competition(play: Play, database: Path) -> None:
    await play(_by("甲", FOLLOWED) + _by("乙", FOLLOWED))
    change(
        database,
        "INSERT INTO interests SELECT person, 'trade', '电工' FROM addresses WHERE address IN ('900001', '900002')",
    )
    change(database, "INSERT INTO mutes SELECT person, 'competition', 0, 0 FROM addresses WHERE address = '900002'")
    source, saved = "     来源:示例通知一号\n", "到时候会提醒关注和报名的人。\n"
    told = """
甲 < 有新的竞赛:示例·电工技能竞赛
     报名截止:12月20日 周日 18:00
     您在 /settings 里选了关心「电工」。
     [查看竞赛]
"""
    script = SAVED.replace(source, source + "\n     保存后会告诉关心「电工」的 1 人。\n")
    await play(WRITTEN + script.replace(saved, saved.replace("人。", "人。正在告诉 1 人。")) + told)
    await play("""
        甲 > [查看竞赛]
        甲 < 示例·电工技能竞赛
             …
    """)


async def test_a_field_is_changed_and_emptied(play: Play, database: Path) -> None:
    await play(_by("管", OPENED) + _by("管", CHOSEN))
    await play("""
        管 > [地点]
        管 <✎ 在哪里举办?
             [清空这一项]
             [返回] [取消]
        管 > 示例体育馆
        管 < 请看一遍再保存:
             示例·焊工技能竞赛
             地点:示例实训基地一号厂房 → 示例体育馆
             [保存修改]
             [返回修改] [取消]
        管 > [返回修改]
        管 <✎ 现在写的是:
             示例体育馆
             在哪里举办?
             [清空这一项]
             [不改了] [返回] [取消]
        管 > [返回]
        管 <✎ 要改「示例·焊工技能竞赛」的哪一项?…
        管 > 工种
        管 < 是什么工种?…
        管 > [清空这一项]
        管 <✎ 请看一遍再保存:
             示例·焊工技能竞赛
             工种:焊工 → 未定
        管 > [保存修改]
        管 <✎ ✅ 已修改。
             [查看竞赛]
    """)
    assert rows(database, "SELECT trade, place FROM competitions WHERE id = 1") == [("", "示例实训基地一号厂房")]
    assert rows(database, "SELECT id FROM mailings") == []  # nobody follows it


async def test_the_days_of_its_reminders_are_changed(play: Play, database: Path) -> None:
    await play(_by("管", OPENED) + _by("管", CHOSEN))
    await play("""
        管 > [提醒]
        管 <✎ 现在:…
             每个时间提前几天提醒?写天数,例如「14、7、3、1、0」,0 是当天。
             [不提醒]
             [返回] [取消]
        管 > 每天
        管 < 没看懂。请写提前的天数,例如「7、3、1、0」,0 是当天。
             [不提醒]
             [返回] [取消]
        管 > 5,1,当天
        管 < 请看一遍再保存:
             示例·焊工技能竞赛
             提醒:… → …
        管 > [保存修改]
        管 <✎ ✅ 已修改。
    """)
    assert rows(database, "SELECT ladder FROM competitions WHERE id = 1") == [("5,1,0",)]
    days = rows(database, "SELECT DISTINCT days FROM steps WHERE subject = 1 AND kind = 'competition' ORDER BY days")
    assert days == [(0,), (1,), (5,)]


async def test_giving_up_a_change_or_a_cancellation_says_that_all_stays(play: Play, database: Path) -> None:
    await play(_by("管", OPENED) + _by("管", CHOSEN))
    await play("""
        管 > [取消]
        管 <✎ 好的,没有改动,竞赛还是原来的样子。
        管 > /start competition_1
        管 < …
        管 > [取消竞赛]
        管 <✎ 为什么取消「示例·焊工技能竞赛」?…
        管 > /cancel
        管 < 好的,没有取消,竞赛照常办。
    """)
    assert rows(database, "SELECT version, state FROM competitions WHERE id = 1") == [(1, "open")]


async def test_attachments_are_changed(play: Play, database: Path, tmp_path: Path) -> None:
    path = tmp_path / "赛题.txt"
    path.write_text("一")
    change(database, "INSERT INTO competition_files VALUES (1, 0, 'photo', 'old')")
    await play(_by("管", OPENED.replace("     [加入日历]", "     [看附件] [加入日历]")) + _by("管", CHOSEN))
    await play(f"""
        管 > [附件]
        管 <✎ 有通知、赛题这样的图片或文件就发给我,最多 5 个。
             [不要附件]
             [返回] [取消]
        管 > 没有文件
        管 < …
        管 < 您的竞赛修改还没有提交,给您留着。
        管 > +file "{path}"
        管 < 已收到 1 个文件。发完点「完成」。
             [不要附件]
             [完成] [清空重发] [返回]
             [取消]
        管 > [完成]
        管 <✎ 请看一遍再保存:
             示例·焊工技能竞赛
             附件:1 张图片 → 1 个文件
        管 > [保存修改]
        管 <✎ ✅ 已修改。
             [查看竞赛]
        管 > [查看竞赛]
        管 <✎ …
        管 > [修改]
        管 <✎ …
        管 > [附件]
        管 <✎ …
        管 > [不要附件]
        管 <✎ 请看一遍再保存:
             示例·焊工技能竞赛
             附件:1 个文件 → 未定
        管 > [保存修改]
        管 <✎ ✅ 已修改。
    """)
    assert rows(database, "SELECT * FROM competition_files") == []


async def test_two_admins_change_one_competition(play: Play, database: Path) -> None:
    await play(_by("管", OPENED) + _by("管2", OPENED) + _by("管", CHOSEN) + _by("管2", CHOSEN))
    await play("""
        管 > [工种]
        管 <✎ …
        管 > 气焊工
        管 < …
        管2 > [主办]
        管2 <✎ …
        管2 > 示例主办单位戊
        管2 < 请看一遍再保存:
             …
        管 > [保存修改]
        管 <✎ ✅ 已修改。
        管2 > [保存修改]
        管2 <✎ 这项竞赛刚被别人改过,您的修改没有保存。现在是这样:
        管2 < 示例·焊工技能竞赛
             …
             工种:气焊工
             主办:示例主办单位甲
             …
             [报名] [关注]
             [加入日历]
             [修改] [取消竞赛]
             [报名名单] [报名规则]
             [赛程与成绩]
             [返回列表]
    """)
    assert rows(database, "SELECT trade, organiser, version FROM competitions WHERE id = 1") == [
        ("气焊工", "示例主办单位甲", 2)
    ]


async def test_a_competition_is_called_off(play: Play, database: Path) -> None:
    await play(_by("甲", FOLLOWED) + _by("管2", OPENED) + _by("管", OPENED))
    await play("""
        管 > [取消竞赛]
        管 <✎ 为什么取消「示例·焊工技能竞赛」?请写一句原因,会告诉关注和报名的人。
             [不取消,照常办]
        管 > 场地检修
        管 < 确定取消「示例·焊工技能竞赛」吗?取消后不能恢复。
             原因:场地检修
             会告诉关注和报名的 1 人。
             要继续办,请点「不取消,照常办」,什么都不会变。
             [确认取消竞赛]
             [返回修改] [不取消,照常办]
        管 > [确认取消竞赛]
        管 <✎ 竞赛已取消,不再提醒。正在告诉 1 人。
             [查看竞赛]
        甲 < 「示例·焊工技能竞赛」已取消。
             原因:场地检修
             [查看竞赛] [从日历里去掉]
        甲 > [查看竞赛]
        甲 < 示例·焊工技能竞赛
             已取消
             取消原因:场地检修
             …
             [取消关注]
             [返回列表]
        甲 > /competitions
        甲 < 技能竞赛 · 3
             …
        管2 > [修改]
        管2 <! 这项竞赛已经取消了
        管2 <✎ 示例·焊工技能竞赛
             已取消
             …
             [返回列表]
    """)
    assert (
        rows(database, "SELECT stage FROM steps WHERE subject = 1 AND kind = 'competition' AND state = 'planned'") == []
    )
    assert rows(database, "SELECT detail FROM audit") == [("cancelled",)]


@pytest.mark.parametrize("who", ["甲", "领", "评"])
async def test_only_admins_write(world: World, database: Path, who: str) -> None:
    await world.say(who, "/start competition_1")
    await world.settle()
    message = world.chat(who)[-1]
    assert "修改" not in str(message)
    for data in ("competition.write", "competition.change:1", "competition.cancel:1", "competition.fresh"):
        await world.tap_data(who, message["message_id"], data)
        seen = await world.settle()
        assert any("需要管理员权限" in event.text for event in seen), data
    assert rows(database, "SELECT id FROM dialogues") == []
