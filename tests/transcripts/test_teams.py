"""Teams in competitions: named by a captain, joined by a link, small when registration closes, handed over, taken back."""

import re
from pathlib import Path

import pytest

from bot.standin.world import World
from storage.model.entries import State
from tests.conftest import Play
from tests.transcripts.records import change, rows

CREATED = """
甲 > /start competition_2
甲 < 示例·中式烹饪技能竞赛
     …
     组队参加:每队 2–3 人
     …
甲 > [报名]
甲 <✎ 先问您一声
     …
     [同意并继续] [不用了]
甲 > [同意并继续]
甲 <✎ 您是队长,队友能看到您的姓名。队伍叫什么名字?2–20 个字。
     [取消]
甲 > 示例一队
甲 < 请看一遍再报名:
     示例·中式烹饪技能竞赛
     姓名:示例职工甲
     队伍:示例一队(您是队长)
     [确认报名]
     [返回修改] [取消]
甲 > [确认报名]
甲 <! 队伍建好了,请邀请队友
甲 <✎ 示例·中式烹饪技能竞赛
     队伍「示例一队」 · 🕘 组队中 · 队员 1 人,还差 1 人

     1 示例职工甲 · 队长

     人齐了才算报上。请把邀请链接转发给队友,链接丢了就点「邀请队友」换一个。
     [改队名] [改姓名单位]
     [邀请队友]
     [撤销整队] [查看竞赛]
甲 < 示例职工甲请您加入队伍「示例一队」,一起参加「示例·中式烹饪技能竞赛」。
     点开就能加入:https://t.me/…?start=team_…
     报名截止:12月3日 周四 18:00
     [转发给队友]
"""
OPENED = """
* 乙 opens the invitation of 甲
乙 < 请您加入队伍「示例一队」
     竞赛:示例·中式烹饪技能竞赛
     队长:示例职工甲
     队员 1 人,还差 1 人
     报名截止:12月3日 周四 18:00
     加入以后,队友能看到您的姓名。
     [加入队伍]
     [查看竞赛]
"""
JOINED = """
乙 > [加入队伍]
乙 <✎ 先问您一声
     …
     [同意并加入] [不用了]
乙 > [同意并加入]
乙 <! 您已加入队伍,有变动会告诉您
乙 <✎ 示例·中式烹饪技能竞赛
     队伍「示例一队」 · ✅ 您已报名 · 队员 2 人

     1 示例职工甲 · 队长
     2 示例职工乙
     [退出队伍] [查看竞赛]
甲 < 示例职工乙 加入了队伍「示例一队」。队员 2 人
     ✅ 人齐了,已经报上。
     [看我的队伍]
"""


async def _opens(world: World, match: re.Match[str]) -> None:
    """Somebody opens the newest invitation that another was given to forward."""
    texts = [str(message.get("text", "")) for message in world.chat(match["whose"])]
    token = [found[1] for text in texts for found in [re.search(r"start=(team_\S+)", text)] if found][-1]
    await world.say(match["who"], f"/start {token}")


DEEDS = {re.compile(r"(?P<who>\S+) opens the invitation of (?P<whose>\S+)"): _opens}


@pytest.fixture(autouse=True)
def team_competition(database: Path) -> None:
    """The cooking competition is for teams of two or three."""
    change(database, "UPDATE competitions SET team_least = 2, team_most = 3 WHERE id = 2")


def teams(database: Path) -> list[tuple[object, ...]]:
    """Every team: its name, state and number of members."""
    return rows(
        database,
        "SELECT team, state, (SELECT count(*) FROM registrations r WHERE r.entry = e.id) FROM entries e ORDER BY id",
    )


async def test_three_people_become_a_team_by_a_link(play: Play, database: Path) -> None:
    await play(CREATED)
    assert teams(database) == [("示例一队", State.FORMING, 1)]
    await play(OPENED + JOINED, DEEDS)
    await play(
        """
        * 领 opens the invitation of 甲
        领 < …
             队员 2 人
             …
        领 > [加入队伍]
        …
        领 > [同意并加入]
        领 <! 您已加入队伍,有变动会告诉您
        …
        * 联 opens the invitation of 甲
        联 < 这支队伍的人已经满了
        …
        * 乙 opens the invitation of 甲
        乙 < 您已经报过名了
        乙 < 示例·中式烹饪技能竞赛
             …
        """,
        DEEDS,
    )
    assert teams(database) == [("示例一队", State.CONFIRMED, 3)]
    assert (
        rows(database, "SELECT invitation FROM entries WHERE invitation LIKE '%team%' OR length(invitation) <> 64")
        == []
    )


async def test_a_new_link_ends_the_old_one(play: Play, database: Path) -> None:
    await play(CREATED + OPENED, DEEDS)
    await play("""
        甲 > [邀请队友]
        甲 <! 这是新链接,以前的链接不能用了
        甲 < …请您加入队伍…
        乙 > [加入队伍]
        乙 <! 这个邀请已经失效,请让队长重新发一个
    """)
    await play(OPENED + JOINED, DEEDS)


async def test_members_leave_are_removed_and_take_over(play: Play, database: Path) -> None:
    await play(CREATED + OPENED + JOINED, DEEDS)
    await play("""
        甲 > [看我的队伍]
        甲 < …
             [改队名] [改姓名单位]
             [邀请队友] [移出队员] [换队长]
             [撤销整队] [查看竞赛]
        甲 > [换队长]
        甲 <✎ 请谁当队伍「示例一队」的队长?您还留在队里。
             [示例职工乙]
             [返回]
        甲 > [示例职工乙]
        甲 <! 队长换好了,已告诉本人
        甲 <✎ …
             1 示例职工乙 · 队长
             2 示例职工甲
             [退出队伍] [查看竞赛]
        乙 < 您现在是队伍「示例一队」的队长了。竞赛:示例·中式烹饪技能竞赛
             [看我的队伍]
        甲 > [退出队伍]
        甲 <✎ 确定退出队伍「示例一队」吗?会告诉队长。
             您退出以后队伍人数不够,整队就不算报上了,要补齐再报。
             [确定退出] [不取消]
        甲 > [确定退出]
        甲 <! 已退出队伍
        甲 <✎ 示例·中式烹饪技能竞赛
             …
             [报名] [关注]
             [加入日历]
             [返回列表]
        乙 < 示例职工甲 退出了队伍「示例一队」。队员 1 人,还差 1 人
             ⚠️ 人数不够,现在不算报上。请在 12月3日 周四 18:00 以前补齐。
             [看我的队伍]
    """)
    assert teams(database) == [("示例一队", State.FORMING, 1)]


async def test_a_captain_removes_somebody_and_takes_the_team_back(play: Play, database: Path) -> None:
    await play(CREATED + OPENED + JOINED, DEEDS)
    await play(
        """
        甲 > [看我的队伍]
        …
        甲 > [移出队员]
        甲 <✎ 把谁移出队伍「示例一队」?
             [示例职工乙]
             [返回]
        甲 > [示例职工乙]
        甲 <! 已移出队伍,已告诉本人
        甲 <✎ …
        乙 < 队长把您移出了队伍「示例一队」。「示例·中式烹饪技能竞赛」还在报名的话,您可以另外组队。
             [看我的队伍]
        乙 > [退出队伍]
        乙 <✎ 示例·中式烹饪技能竞赛
             …
        * 乙 opens the invitation of 甲
        乙 < 这个邀请已经失效,请让队长重新发一个
        甲 > [邀请队友]
        甲 < …请您加入队伍…
        * 领 opens the invitation of 甲
        领 < …
        领 > [加入队伍]
        领 <✎ …
        领 > [同意并加入]
        领 <! 您已加入队伍,有变动会告诉您
        …
        甲 > [看我的队伍]
        …
        甲 > [撤销整队]
        甲 <✎ 撤销后,队伍「示例一队」的报名就没有了。确定吗?
             会告诉 1 位队友。想让别人带队,请先「换队长」。
             [确定撤销整队] [不取消]
        甲 > [确定撤销整队]
        甲 <! 整队的报名已撤销
        甲 <✎ …
        领 < 队长撤销了队伍「示例一队」,「示例·中式烹饪技能竞赛」的报名没有了。您可以另外组队。
             [看我的队伍]
        * 乙 opens the invitation of 甲
        乙 < 这个邀请已经失效,请让队长重新发一个
        """,
        DEEDS,
    )
    assert teams(database) == [("示例一队", State.WITHDRAWN, 0)]


async def test_a_team_too_small_is_told_in_time_and_let_go_at_the_end(play: Play, database: Path) -> None:
    await play(CREATED)
    await play("""
        * 2026-12-02T09:30
        甲 < 队伍「示例一队」队员 1 人,还差 1 人。「示例·中式烹饪技能竞赛」12月3日 周四 18:00 截止,人不够就报不上了,请抓紧邀请。
             [看我的队伍]
        * +3h
        * 2026-12-03T18:30
        甲 < 《示例·中式烹饪技能竞赛》资格审核 12月6日 周日 09:00,还有 3 天。
             [看竞赛]
             [明天再说] [不再提醒此事]
        甲 < 「示例·中式烹饪技能竞赛」报名已截止,队伍「示例一队」人数不够,没有报上。要补报请问主办单位。
             [看我的队伍]
        甲 > [看我的队伍]
        甲 < 示例·中式烹饪技能竞赛
             队伍「示例一队」 · 报名截止时人数不够,没有报上
             [转人工]
             [查看竞赛]
    """)
    assert teams(database) == [("示例一队", State.LAPSED, 0)]


async def test_a_name_that_another_team_has_is_asked_for_again(play: Play, database: Path) -> None:
    await play(CREATED)
    await play("""
        乙 > /start competition_2
        乙 < …
        乙 > [报名]
        乙 <✎ …
        乙 > [同意并继续]
        乙 <✎ …
        乙 > 队
        乙 < 写了 1 字,要 2 到 20 字,请改一下再发。
        乙 > 示例一隊
        乙 < …
        乙 > [确认报名]
        乙 <! 已经有队伍叫这个名字了,请换一个
        乙 <✎ …
        乙 < 您是队长,队友能看到您的姓名。队伍叫什么名字?2–20 个字。
             [取消]
        乙 > 示例二队
        乙 < …
        乙 > [确认报名]
        乙 <! 队伍建好了,请邀请队友
        …
    """)
    assert [name for name, *_ in teams(database)] == ["示例一队", "示例二队"]


async def test_somebody_elses_team_and_forged_buttons(play: Play, world: World, database: Path) -> None:
    await play(CREATED)
    await play("乙 > /start\n乙 < …")
    message = world.chat("乙")[-1]["message_id"]
    for data, said in (
        ("team.invite:1", "您不在这份报名里了,请看最新的"),
        ("team.take:1:1:remove:2", "您不在这份报名里了,请看最新的"),
        ("entry.fix:1:team", "您不在这份报名里了,请看最新的"),
        ("team.join:guessed", "这个邀请已经失效,请让队长重新发一个"),
        ("team.agree:guessed:1", "这个邀请已经失效,请让队长重新发一个"),
    ):
        await world.tap_data("乙", message, data)
        assert [event.text for event in await world.settle() if event.kind == "toast"] == [said.replace(",", "\uff0c")]
    assert teams(database) == [("示例一队", State.FORMING, 1)]


async def test_whoever_leaves_a_checked_team_is_told_what_it_means_and_so_are_captain_and_admins(
    play: Play, database: Path
) -> None:
    await play("\n管 > /start\n管 < …\n" + CREATED + OPENED + JOINED, DEEDS)
    change(database, "UPDATE competitions SET checked = 1 WHERE id = 2")  # and the team was confirmed
    await play("""
        乙 > [退出队伍]
        乙 <✎ 确定退出队伍「示例一队」吗?会告诉队长。
             您退出以后队伍人数不够,整队就不算报上了,要补齐再报。
             已经审核通过的也要重新审核,也会告诉工会。
             [确定退出] [不取消]
        乙 > [确定退出]
        乙 <! 已退出队伍
        乙 <✎ …
        甲 < 示例职工乙 退出了队伍「示例一队」。队员 1 人,还差 1 人
             ⚠️ 人数不够,现在不算报上。请在 12月3日 周四 18:00 以前补齐,工会再审核一次。
             [看我的队伍]
        管 < 「示例·中式烹饪技能竞赛」审核过的队伍「示例一队」有人退出,队员 1 人,还差 1 人,现在不算报上。补齐后会再来审核。
             [看这份报名]
        管 > [看这份报名]
        管 < 示例·中式烹饪技能竞赛
             报名:示例一队 · 组队中
             …
        …
    """)
