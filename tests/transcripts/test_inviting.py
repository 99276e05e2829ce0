"""Invitations to roles: made, taken once, confirmed by an owner, taken back; who holds what; dismissed, handed over."""

import re
from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows


async def _opens(world: World, match: re.Match[str]) -> None:
    """Somebody opens the newest invitation that another was given to forward."""
    texts = [str(message.get("text", "")) for message in world.chat(match["whose"])]
    secret = [found[1] for text in texts for found in [re.search(r"start=(role_\S+)", text)] if found][-1]
    await world.say(match["who"], f"/start {secret}")


DEEDS = {re.compile(r"(?P<who>\S+) opens the link of (?P<whose>\S+)"): _opens}


def held(database: Path, role: str) -> list[object]:
    """The Telegram numbers of those who hold a role."""
    sql = "SELECT address FROM roles JOIN addresses USING (person) WHERE role = ? ORDER BY address"
    return [row[0] for row in rows(database, sql, role)]


MET = "\n".join(f"{who} > /start\n…" for who in "领联主") + "\n"
"""They opened the bot before: it cannot write first."""
LINK = """
领 > /invite
领 < 邀请
     …
     [邀请联络员]
     [免去 联络员 5 号]
     [写我的姓名]
领 > [邀请联络员]
领 <✎ 链接做好了:联络员「示例领军人甲创新工作室」
     …
     [写给谁] [收回]
     [返回]
领 < 请您担任联络员「示例领军人甲创新工作室」。
     点开看一看再接受:https://t.me/…?start=role_…
     12月8日 周二 … 前有效,只能用一次,请不要转给别人。
     [转发给本人]
"""
"""A leader makes a link for a deputy."""


async def test_a_leader_invites_a_deputy_who_is_told_what_it_is(play: Play, database: Path) -> None:
    await play(MET + LINK)
    await play(
        """
        领 > [写给谁]
        领 <✎ 这个链接给谁的?写几个字(40 字以内),方便以后认。只有您和系统负责人看得到。
             [不写了]
        领 > 示例职工乙
        领 < 邀请
             …
             1. 联络员「示例领军人甲创新工作室」 · 示例职工乙
             12月8日 周二 … 前有效

             您还没有写姓名,同事看到的是「领军人 3 号」。方便的话写一下。
             [邀请联络员]
             [免去 联络员 5 号]
             [1 写给谁] [1 收回]
             [写我的姓名]
        领 > [写我的姓名]
        领 <✎ 请写您的姓名,名单和证书上就这么写。
             [不改了]
        领 > 示例领军人甲
        领 < ✅ 已改好。
             …
        * 领 opens the link of 领
        领 < 这是您自己发出的邀请,请转发给要邀请的人。链接还没有用掉。
             [看我发出的邀请]
        * 乙 opens the link of 领
        乙 < 请您担任联络员「示例领军人甲创新工作室」
             可以做:替工作室报快报、交报告、开课、管报名。
             邀请人:示例领军人甲(领军人)
             12月8日 周二 … 前有效,只能用一次

             接受以后,要记下您的姓名和 Telegram 编号:
             · 姓名写 示例职工乙,发「改名字」随时可以改
             · 工会管理员和同一工作室的同志能看到;您办的事会留办理记录,三年后删除
             · 不记手机号和证件号码。发 /privacy 可以查看或删除
             [同意并接受] [不用了]
        乙 > [同意并接受]
        乙 <! 好了,欢迎您
        乙 <✎ ✅ 您现在是联络员「示例领军人甲创新工作室」。
             替工作室报快报、交报告、开课、管报名。
             发 /help 看能做什么。名单上的姓名,发「改名字」可以改。
        领 < 示例职工乙 接受邀请,现在是联络员「示例领军人甲创新工作室」。
        联 < 示例职工乙 接受邀请,现在是联络员「示例领军人甲创新工作室」。
        主 < 示例职工乙 接受邀请,现在是联络员「示例领军人甲创新工作室」。
        * 甲 opens the link of 领
        甲 < 这个邀请已经用过了,一个链接只能用一次。该是给您的话,请让邀请人再发一个。
        """,
        DEEDS,
    )
    assert len(held(database, "deputy")) == 2
    done = [row[0] for row in rows(database, "SELECT detail FROM audit ORDER BY id")]
    assert [str(one).split()[:2] for one in done] == [["invited", "deputy"], ["accepted", "deputy"]]


async def test_who_comes_second_after_both_looked(play: Play, database: Path) -> None:
    await play(LINK)
    await play(
        """
        * 乙 opens the link of 领
        …
        * 甲 opens the link of 领
        …
        * +2m
        """,
        DEEDS,
    )
    secrets = "payload LIKE '%start=role%' OR payload LIKE '%role.accept:%'"
    assert rows(database, f"SELECT count(*) FROM outbox WHERE {secrets}") == [(0,)], "the database gives nobody a role"
    await play(
        """
        乙 > [同意并接受]
        …
        甲 > [同意并接受]
        甲 <! 这个邀请已经用过了,一个链接只能用一次。该是给您的话,请让邀请人再发一个。
        甲 <✎ 这个邀请已经用过了,一个链接只能用一次。该是给您的话,请让邀请人再发一个。
        """,
        DEEDS,
    )
    assert len(held(database, "deputy")) == 2


async def test_taken_back_expired_declined_and_void(play: Play, database: Path) -> None:
    await play(LINK)
    await play(
        """
        * 乙 opens the link of 领
        …
        乙 > [不用了]
        乙 <✎ 好的,没有接受,什么也没有记下。改主意了就再点一次链接。
        领 > [收回]
        领 <! 收回了,那个链接不能用了
        …
        * 乙 opens the link of 领
        乙 < 这个邀请已经收回了。有疑问请联系邀请您的人。
        """,
        DEEDS,
    )
    change(database, "UPDATE invitations SET state = 'open', expires_at = 1")
    await play("* 乙 opens the link of 领\n乙 < 这个邀请过期了(7 天有效)。请让邀请人再发一个。", DEEDS)
    change(database, "UPDATE invitations SET expires_at = made_at + 604800000")
    change(database, "DELETE FROM roles WHERE role = 'leader'")
    await play(
        "* 乙 opens the link of 领\n乙 < 这个邀请已经失效:发邀请的人或工作室有了变动。请联系区总工会管理员。", DEEDS
    )
    assert len(held(database, "deputy")) == 1


async def test_an_admin_needs_an_owners_word(play: Play, database: Path) -> None:
    await play(MET)
    await play(
        """
        主 > /invite
        …
        主 > [区总工会管理员]
        …
        * 乙 opens the link of 主
        …
        乙 > [同意并接受]
        乙 <! 收到,等系统负责人确认
        乙 <✎ 您接受了邀请:区总工会管理员。系统负责人确认以后才生效,到时马上告诉您。
        主 < 示例职工乙 接受了邀请,要当区总工会管理员。
             请先核对是不是本人,再确认。
             [确认] [不同意]
        乙 > /people
        乙 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        * 乙 opens the link of 主
        乙 < 您已经接受了,正在等系统负责人确认,确认后马上告诉您。
        主 > /invite
        主 < 邀请
             点一下做一个链接,转发给本人:谁先点开接受,身份就是谁的,一个链接只能用一次。

             还没用的链接
             1. 区总工会管理员
             示例职工乙 已接受,等系统负责人确认

             您还没有写姓名,同事看到的是「系统负责人 9 号」。方便的话写一下。
             [领军人] [联络员]
             [评委] [区总工会管理员]
             [1 确认] [1 不同意]
             [写我的姓名]
        主 > [确认]
        主 <! 已确认,已告诉本人
        主 <✎ ✅ 示例职工乙 现在是区总工会管理员。
        乙 < ✅ 系统负责人确认了,您现在是区总工会管理员。发 /help 看能做什么。
        乙 > /people
        乙 < 身份和人员
             …
        """,
        DEEDS,
    )
    assert len(held(database, "admin")) == 3


async def test_an_admin_hands_a_studio_to_a_new_leader(play: Play, database: Path) -> None:
    await play(MET)
    await play(
        """
        管 > /people
        管 < 身份和人员
             …
        管 > [领军人 2]
        管 <✎ 领军人 · 2
             1. 示例领军人乙 示例领军人乙创新工作室、示例数据科技有限公司
             2. 领军人 3 号 示例领军人甲创新工作室
             [1] [2]
             [返回]
        管 > [2]
        管 <✎ 领军人 3 号
             · 领军人「示例领军人甲创新工作室」 · 12月1日 周二 起
             编号 3
             [免去领军人] [移交领军人]
             [返回名单]
        管 > [移交领军人]
        管 <✎ 移交领军人「示例领军人甲创新工作室」(现在是 领军人 3 号)
             …
        管 > [接任后原来的停任]
        管 <✎ 链接做好了:领军人「示例领军人甲创新工作室」
             …
             新的一位接受以后,原来的就停任;快报和报告都留在工作室。
             [写给谁] [收回]
             [返回]
        管 < 请您担任领军人「示例领军人甲创新工作室」。
             …
        * 联 opens the link of 管
        …
        联 > [同意并接受]
        联 <! 好了,欢迎您
        联 <✎ ✅ 您现在是领军人「示例领军人甲创新工作室」。
             …
        管 < 示例联络员甲 接受邀请,现在是领军人「示例领军人甲创新工作室」。
             [改资料里的领军人]
        主 < 示例联络员甲 接受邀请,现在是领军人「示例领军人甲创新工作室」。
             [改资料里的领军人]
        领 < 领军人「示例领军人甲创新工作室」已由 示例联络员甲 接任,您的这个身份到此结束。谢谢您一直以来的付出!
             报过的快报、交过的报告和写到一半的报告都留在工作室,由接任的同志接着办。
        领 > /invite
        领 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        """,
        DEEDS,
    )
    assert held(database, "leader") == ["900012", "900021"]


async def test_dismissing_and_who_may_not(play: Play, database: Path) -> None:
    await play(MET)
    assert "duties" in [command for command, _ in play.world.commands("联")]
    await play(
        """
        联 > 本月实用新型专利授权2项
        …
        领 > /invite
        …
        领 > [免去 联络员 5 号]
        领 <✎ 免去 联络员 5 号 的联络员「示例领军人甲创新工作室」?
             马上生效,会告诉本人和有关的同志。写过的记录都留着;以后可以再邀请。
             [免去] [不免了]
        领 > [免去]
        领 <! 已免去,已告诉本人
        领 <✎ 好了。
             [看联络员和邀请]
        联 < 您不再担任联络员「示例领军人甲创新工作室」。谢谢您一直以来的付出!
             报过的快报、交过的报告和写到一半的报告都留在工作室。
             您有快报还没有保存,没有报出去。该报的请告诉接任的同志。
             查工作室、报名课程和竞赛照常。有疑问请发 /ask 联系工会。
        管 > /people
        …
        管 > [区总工会管理员 2]
        …
        管 > [2]
        管 <✎ 管理员 8 号
             · 区总工会管理员 · 12月1日 周二 起
             编号 8
             [返回名单]
        主 > /people
        …
        主 > [系统负责人 1]
        …
        主 > [1]
        …
        主 > [免去系统负责人]
        …
        主 > [免去]
        主 <! 最后一位系统负责人不能免去。请先在服务器上用 studio-bot grant 再设一位。
        …
        """
    )
    assert held(database, "deputy") == []
    assert "duties" not in [command for command, _ in play.world.commands("联")], "before they say another word"
    assert held(database, "owner") == ["900051"]


async def test_of_twenty_who_tap_at_once_one_gets_it(play: Play, database: Path) -> None:
    await play(LINK)
    world, racers = play.world, [f"示例职工{number}" for number in range(20)]
    texts = [str(message.get("text", "")) for message in world.chat("领")]
    (secret,) = {found[1] for text in texts for found in [re.search(r"start=role_(\S+)", text)] if found}
    for who in racers:
        await world.say(who, f"/start role_{secret}")
    await world.settle()
    for place, who in enumerate(racers):
        await world.tap(who, "同意并接受")
        if play.restarts and place % 5 == 2:
            await world.restart()
    await world.settle()
    said = [str(world.chat(who)[-1]["text"]) for who in racers]
    assert sum("您现在是" in text for text in said) == 1
    assert sum("已经用过了" in text for text in said) == 19, "everybody is answered"
    assert len(held(database, "deputy")) == 2
    assert secret not in str(rows(database, "SELECT raw FROM inbox")) + str(rows(database, "SELECT * FROM invitations"))
