"""A studio's card: what everybody may see, following, and the way back."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import change


async def test_a_card_and_back_to_the_page_it_came_from(play: Play) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
        甲 > [下一页 ›]
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
        甲 > [7 示例急诊护理]
        甲 <✎ 示例急诊护理创新工作室
             …
             单位:示例第一医院
             …
             来源:示例数据 · 更新 …
             [关注] [转人工]
             [返回列表]
        甲 > [返回列表]
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
    """)


async def test_following_asks_once_and_toggles(play: Play) -> None:
    await play("""
        newcomer > /start studio_1
        newcomer < 王文韬创新工作室
             …
             [关注] [转人工]
        newcomer > [关注]
        newcomer <✎ 关注「王文韬创新工作室」
             需要您同意:我们会记下您的 Telegram 编号和关注了哪些工作室,…
             …
             [同意并关注] [不用了]
        newcomer > [不用了]
        newcomer <✎ 王文韬创新工作室
             …
             [关注] [转人工]
        newcomer > /following
        newcomer < 我的关注
             您还没有关注工作室。打开一个工作室,点「关注」,就会列在这里。
             [看全部工作室] [转人工]
        newcomer > /start studio_1
        newcomer < 王文韬创新工作室
             …
        newcomer > [关注]
        newcomer <✎ 关注「王文韬创新工作室」
             …
        newcomer > [同意并关注]
        newcomer <! 已关注,可在「我的关注」里查看
        newcomer <✎ 王文韬创新工作室
             …
             [取消关注] [转人工]
        newcomer > 我的关注
        newcomer < 我的关注
             共 1 家

             1 王文韬创新工作室
             …
        # the second studio is not asked about again
        newcomer > /start studio_2
        newcomer < 王宝刚创新工作室
             …
        newcomer > [关注]
        newcomer <! 已关注,可在「我的关注」里查看
        newcomer <✎ 王宝刚创新工作室
             …
             [取消关注] [转人工]
        newcomer > [取消关注]
        newcomer <! 已取消关注
        newcomer <✎ 王宝刚创新工作室
             …
             [关注] [转人工]
    """)


async def test_a_double_tap_acts_once_and_makes_no_error(play: Play) -> None:
    await play("""
        甲 > /start studio_1
        甲 < 王文韬创新工作室
             …
        甲 > [关注]
        甲 <✎ 关注「王文韬创新工作室」
             …
        * 甲 taps [同意并关注] twice
        甲 <! 已关注,可在「我的关注」里查看
        甲 <✎ 王文韬创新工作室
             …
             [取消关注] [转人工]
        甲 <! 已关注,可在「我的关注」里查看
        甲 > 我的关注
        甲 < 我的关注
             共 1 家
             …
        甲 > /studios
        甲 < 工作室名录
             …
        * 甲 taps [下一页 ›] twice
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
    """)


async def test_two_people_follow_the_same_studio_at_once(play: Play) -> None:
    await play("""
        甲 > /start studio_1
        甲 < 王文韬创新工作室
             …
        乙 > /start studio_1
        乙 < 王文韬创新工作室
             …
        甲 > [关注]
        甲 <✎ 关注「王文韬创新工作室」
             …
        乙 > [关注]
        乙 <✎ 关注「王文韬创新工作室」
             …
        甲 > [同意并关注]
        甲 <! 已关注,可在「我的关注」里查看
        甲 <✎ 王文韬创新工作室
             …
        乙 > [不用了]
        乙 <✎ 王文韬创新工作室
             …
             [关注] [转人工]
        乙 > 我的关注
        乙 < 我的关注
             您还没有关注工作室。…
    """)


async def test_long_introductions_unfold(play: Play, database: Path) -> None:
    change(database, f"UPDATE studios SET intro = '{'这是一段很长的示例介绍文字。' * 30}成果:示例成果。' WHERE id = 1")
    await play("""
        甲 > /start studio_1
        甲 < 王文韬创新工作室
             …
             [展开全文]
             [关注] [转人工]
        甲 > [展开全文]
        甲 <✎ 王文韬创新工作室
             …
             [收起]
             [关注] [转人工]
        甲 > [收起]
        甲 <✎ 王文韬创新工作室
             …
             [展开全文]
             [关注] [转人工]
    """)


async def test_mobile_numbers_are_for_those_who_need_them(play: Play, database: Path) -> None:
    await play("""
        甲 > /start studio_5
        甲 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001
             …
        领 > /start studio_5
        领 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001、139-0000-0001
             …
        联 > /start studio_5
        联 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001、139-0000-0001
             …
        管 > /start studio_5
        管 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001、139-0000-0001
             …
        leader2 > /start studio_5
        leader2 < 示例领军人甲创新工作室
             …
             电话:010-0000-0001
             …
    """)
    change(database, "UPDATE studios SET phone = '139-0000-0001' WHERE id = 5")
    await play("""
        甲 > /start studio_5
        甲 < 示例领军人甲创新工作室
             …
             电话:手机号不公开,可点「转人工」联系
             …
    """)


async def test_sources_ages_and_names_are_said_as_they_are(play: Play, database: Path) -> None:
    change(database, "UPDATE studios SET updated_on = '', source = '' WHERE id = 1")
    change(database, "UPDATE studios SET name = '<b>示例&工作室', status = '已摘牌' WHERE id = 2")
    await play("""
        甲 > /start studio_1
        甲 < 王文韬创新工作室
             …
             来源:未登记 · 更新时间未登记
        甲 > /start studio_2
        甲 < <b>示例&工作室
             …已摘牌
             ⚠️ 这个工作室已摘牌,以下资料仅供参考。
             …
             来源:… · 更新 2023-12-31
             ⚠️ 这条资料已超过一年,请先核实
    """)
