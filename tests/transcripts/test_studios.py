"""Browsing studios: pages, filters, cards, following."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import change


async def test_pages_turn_in_place(play: Play) -> None:
    await play("""
        甲 > 找工作室
        甲 < 工作室名录
             共 39 家 · 第 1/7 页
             也可以直接打字问,例如「谁懂核磁」
             …
             来源:示例数据 · 更新 …
             [1 示例城市供电] [2 示例大气监测]
             [3 示例焊接] [4 示例养老护理]
             [5 示例劳动争议调解] [6 示例地铁车辆检修]
             [下一页 ›]
             [筛选]
        甲 > [下一页 ›]
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
        甲 > [‹ 上一页]
        甲 <✎ 工作室名录
             共 39 家 · 第 1/7 页
             …
    """)


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


async def test_filters_are_combined_and_cleared(play: Play) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
        甲 > [筛选]
        甲 <✎ 筛选工作室
             请选择按什么筛选,可以组合。
             [级别] [行业]
             [创新类型] [街道]
             [查看 39 家]
        甲 > [级别]
        甲 <✎ 请选择级别:
             [全国 1] [市级示范性 2]
             [市级 11] [区级 14]
             [企业级 5]
             [返回]
        # 市级 takes in 市级示范性
        甲 > [市级 11]
        甲 <✎ 工作室名录
             筛选:市级
             共 11 家 · 第 1/2 页
             …
        甲 > [筛选]
        甲 <✎ 筛选工作室
             已选:市级
             …
             [级别 · 市级] [行业]
             [创新类型] [街道]
             [查看 11 家] [清除筛选]
        甲 > [行业]
        甲 <✎ 请选择行业:
        甲 > [制造 1]
        甲 <✎ 工作室名录
             筛选:市级 · 制造
             共 1 家

             1 示例焊接创新工作室
             示例重型设备厂 · 市级示范性 · 制造
             …
             [1 示例焊接]
             [筛选] [清除筛选]
        甲 > [清除筛选]
        甲 <✎ 工作室名录
             共 39 家 · 第 1/7 页
             …
    """)


async def test_streets_have_pages_too(play: Play) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
        甲 > [筛选]
        甲 <✎ 筛选工作室
             …
        甲 > [街道]
        甲 <✎ 请选择街道:
             [望京街道 4] [三里屯街道 3]
             …
             [下一页 ›]
             [返回]
        甲 > [下一页 ›]
        甲 <✎ 请选择街道:
             [和平街街道 1] [团结湖街道 1]
             …
             [‹ 上一页] [下一页 ›]
             [返回]
        甲 > [返回]
        甲 <✎ 筛选工作室
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


async def test_old_buttons_are_redrawn(play: Play, database: Path) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
    """)
    change(database, "DELETE FROM views")
    await play("""
        甲 > [下一页 ›]
        甲 <! 这个列表已过期,已换成最新名录
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
    """)
    change(database, "DELETE FROM studios WHERE id > 4")
    await play("""
        # a page that is not there any more becomes the last one
        甲 > [下一页 ›]
        甲 <✎ 工作室名录
             共 4 家
             …
    """)
    change(database, "DELETE FROM studios WHERE id = 1")
    await play("""
        甲 > [3 王文韬]
        甲 <! 这个工作室已不在名录中,请看最新名录
        甲 <✎ 工作室名录
             共 3 家
             …
    """)


async def test_buttons_that_nobody_made_do_nothing(play: Play) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
    """)
    message = play.world.chat("甲")[-1]["message_id"]
    for data in (
        "studio.card:1",
        "studio.card:x:0:0",
        "studio.values:1:phone:0",
        "studio.list:1:-5",
        "studio.list:1:99999",
    ):
        await play.world.tap_data("甲", message, data)
        await play.world.settle()
    await play("""
        甲 > /studios
        甲 < 工作室名录
             共 39 家 · 第 1/7 页
             …
    """)


async def test_nothing_is_found(play: Play, database: Path) -> None:
    change(database, "DELETE FROM studios")
    await play("""
        甲 > /studios
        甲 < 工作室名录
             名录里还没有工作室资料。
             [转人工]
    """)


async def test_a_filter_that_fits_nothing_any_more_can_be_cleared(play: Play, database: Path) -> None:
    await play("""
        甲 > /studios
        甲 < 工作室名录
             …
        甲 > [筛选]
        甲 <✎ 筛选工作室
             …
        甲 > [级别]
        甲 <✎ 请选择级别:
    """)
    change(database, "DELETE FROM studios WHERE level = '企业级'")
    await play("""
        甲 > [企业级 5]
        甲 <✎ 工作室名录
             筛选:企业级
             没有符合条件的工作室。可以清除筛选再看看。
             [筛选] [清除筛选]
        甲 > [清除筛选]
        甲 <✎ 工作室名录
             共 34 家 · 第 1/6 页
             …
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


async def test_browsing_in_the_middle_of_a_form_does_not_lose_it(play: Play) -> None:
    await play("""
        甲 > /ask
        甲 < 提问前请看一下
             …
        甲 > [同意并继续]
        甲 <✎ 请写下您的问题,…
             …
        甲 > 找工作室
        甲 < 工作室名录
             …
        甲 < 您的提问还没有提交,给您留着。
             [继续填写] [取消]
        甲 > [下一页 ›]
        甲 <✎ 工作室名录
             共 39 家 · 第 2/7 页
             …
        甲 > [继续填写]
        甲 <✎ 请写下您的问题,…
             …
    """)


async def test_browsing_in_english(play: Play) -> None:
    await play("""
        english > /studios
        english < Studio directory
             39 studios · page 1 of 7
             …
             Source: 示例数据 · updated …
             [1 示例城市供电] [2 示例大气监测]
             …
             [Next ›]
             [Filter]
        english > [Filter]
        english <✎ Filter studios
             …
             [Level] [Sector]
             [Kind] [Street]
             [Show 39]
        english > [Level]
        english <✎ Choose a level:
             [National 1] [Municipal model 2]
             [Municipal 11] [District 14]
             [Enterprise 5]
             [Back]
    """)
