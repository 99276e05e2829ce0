"""The front door: /start, its links, /help, /cancel."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import rows


async def test_a_newcomer_is_told_in_six_lines_what_to_do(play: Play, database: Path) -> None:
    await play("""
        newcomer > /start
        newcomer < 百强工作室助手
             您好。朝阳百强创新工作室的事,直接打字问我就行,例如:
             · 医疗方面有哪些工作室
             · 谁懂核磁
             想收工会通知和竞赛提醒,点 /settings 打开。
             我答不上来的,可以转给工会同志。全部用法:/help
             [找工作室] [培训] [比赛]
             [我的] [转人工] [帮助]
    """)
    newcomer = str(play.world.person("newcomer").id)
    assert rows(database, "SELECT * FROM addresses WHERE address = ?", newcomer) == [], "nothing is kept of a stranger"


async def test_the_keyboard_has_what_each_role_needs_most(play: Play) -> None:
    await play("""
        领 > /start
        领 < 百强工作室助手
             …
             您的身份:领军人「示例领军人甲创新工作室」
             …
             [找工作室] [培训] [比赛]
             [我的] [转人工] [帮助]
        联 > /start
        联 < 百强工作室助手
             …
             您的身份:联络员「示例领军人甲创新工作室」
             …
        管 > /start
        管 < 百强工作室助手
             …
             您的身份:区总工会管理员
             …
             [待答提问] [找工作室] [发通知]
             [培训] [比赛] [我的]
        主 > /start
        主 < 百强工作室助手
             …
             您的身份:系统负责人
             …
    """)


async def test_links_lead_to_studios(play: Play) -> None:
    await play("""
        newcomer > /start studio_1
        newcomer < 王文韬创新工作室
             …
             [关注] [转人工]
        newcomer > /start studio_99999
        newcomer < 这个链接的内容已不在了,可能是旧链接。
             百强工作室助手
             …
        newcomer > /start studio_999999999999999999999999
        newcomer < 这个链接的内容已不在了,可能是旧链接。
             …
        newcomer > /start <b>x</b> y
        newcomer < 这个链接的内容已不在了,可能是旧链接。
             …
        newcomer > /start studios
        newcomer < 工作室名录
             …
        newcomer > /start ask
        newcomer < 要给工会留言或提问,请点下面的按钮。
             [转人工]
        newcomer > /start group
        newcomer < 百强工作室助手
             …
    """)


async def test_help_is_made_of_what_one_may_do(play: Play) -> None:
    await play("""
        甲 > /help
        甲 < 直接打字问就行
             · 医疗方面有哪些工作室
             · 谁懂核磁
             · 周末有什么培训
             …
             也可以点命令
             /studios 浏览和筛选工作室
             /following 我关注的工作室
             /courses 培训课程:看课、报名
             /competitions 技能竞赛:查看、关注、报名
             /my 我的:报了什么、学了多少
             …
             /ask 转人工,向工会提问
             /myquestions 我的提问
             /settings 提醒设置:收什么、什么时候收
             …
             [找工作室] [培训] [比赛]
             [我的] [转人工] [帮助]
        甲 > 帮助
        甲 < 直接打字问就行
             …
    """)
    assert "/questions" not in play.world.chat("甲")[-1]["text"]
    await play("""
        管 > /help
        管 < 直接打字问就行
             …
             /questions …
    """)


async def test_the_menu_follows_role_and_language(play: Play) -> None:
    await play("""
        newcomer > /start
        newcomer < 百强工作室助手
             …
        管 > /start
        管 < 百强工作室助手
             …
    """)
    common = [command for command, _ in play.world.commands("newcomer")]
    assert common == [
        *("studios", "following", "courses", "competitions", "my", "wish", "results"),
        *("ask", "myquestions", "settings", "verify"),
        *("help", "cancel", "language", "privacy", "mydata", "forget"),
    ]
    assert "questions" not in common
    assert "questions" in [command for command, _ in play.world.commands("管")]
    assert dict(play.world.commands("english"))["studios"] == "Browse and filter studios"


async def test_nothing_to_cancel(play: Play) -> None:
    await play("""
        甲 > /cancel
        甲 < 现在没有正在填写的内容。有问题直接打字问就行。
    """)


async def test_a_half_filled_form_waits_for_its_person(play: Play) -> None:
    await play("""
        甲 > /ask
        甲 < 提问前请看一下
             …
        甲 > [同意并继续]
        甲 <✎ …
        甲 > /start
        甲 < 百强工作室助手
             …
        甲 < 您的提问还没有提交,给您留着。
             [继续填写]
        甲 > [继续填写]
        甲 <✎ …
        甲 > /cancel
        甲 < 已取消,草稿没有保留。需要时随时可以重新开始。
        甲 > /cancel
        甲 < 现在没有正在填写的内容。有问题直接打字问就行。
        甲 > /start
        甲 < 百强工作室助手
             …
    """)


async def test_the_front_door_in_english(play: Play) -> None:
    await play("""
        english > /start
        english < Studio assistant
             …
             [Find studios] […] [Competitions]
             […] [Ask the union] [Help]
        english > Help
        english < Just type your question
             …
    """)
