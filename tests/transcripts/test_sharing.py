"""Inline mode: what is offered behind the bot's name, and what a shared card leads to."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import everything


async def test_a_course_is_shared_into_a_group_and_opened_from_there(play: Play) -> None:
    play.world.group("车间群", ["甲", "乙"])
    await play("""
        * 甲 types @bot 急救
        甲 <@ 示例·心肺复苏急救课 · 12月6日 周日 14:00 · 还剩 20 个名额 · 免费
             …
        * 甲@车间群 shares 示例·心肺复苏急救课
    """)
    shared = play.world.chat("车间群")[-1]
    assert shared["text"].startswith("示例·心肺复苏急救课\n示例急诊护理创新工作室")
    assert [[button["text"] for button in row] for row in shared["reply_markup"]["inline_keyboard"]] == [["去报名"]]
    await play("""
        乙@车间群 > [去报名]
        乙 < 示例·心肺复苏急救课
             …
    """)


async def test_studios_and_competitions_are_offered_too(play: Play) -> None:
    await play("""
        * 甲 types @bot 王文韬
        甲 <@ 王文韬创新工作室 · 医疗卫生 · 北京万东医疗科技股份有限公司
        * 甲 types @bot 焊工
        甲 <@ …示例·焊工技能竞赛 · 正在报名…
        * 甲 types @bot 没有这样的东西
        甲 <@
    """)


async def test_without_a_word_what_comes_next_is_offered(play: Play) -> None:
    await play("""
        * 甲 types @bot
        甲 <@ 示例·消防器材实操 · …
    """)


async def test_a_card_shared_with_the_bot_itself_is_no_question(play: Play) -> None:
    await play("""
        甲 > /start
        …
        * 甲 types @bot 王文韬
        …
        * 甲 shares 王文韬创新工作室
    """)


async def test_nothing_is_kept_of_what_is_typed(play: Play, database: Path) -> None:
    await play("""
        * 甲 types @bot 我的秘密
        …
    """)
    assert "秘密" not in everything(database)
