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
