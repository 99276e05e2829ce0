"""Questions in words, asked in the whole house: one message each, and what hangs on it."""

from pathlib import Path

from tests.conftest import Play
from tests.transcripts.records import change, rows


async def test_a_stranger_is_answered_at_once(play: Play, database: Path) -> None:
    await play("""
        新 > 谁懂核磁
        新 < 符合「核磁」的有 1 家:

             王文韬创新工作室
             …
             来源:公开报道(2023) · 更新 2023-12-31
             ⚠️ 这条资料已超过一年,请先核实
             [关注] [转人工]
    """)
    stranger = play.world.person("新").id
    assert rows(database, f"SELECT count(*) FROM addresses WHERE address = '{stranger}'") == [(0,)]


async def test_questions_lean_on_the_last_answer(play: Play) -> None:
    await play("""
        甲 > 水环境那个团队有多少人
        甲 < 王宝刚创新工作室
             人数:21 人
             …
             [王宝刚]
        甲 > 他们在哪
        甲 < 王宝刚创新工作室
             地址:北京市朝阳区
             …
        甲 > 电话呢
        甲 < 王宝刚创新工作室
             电话:没有登记
             …
             [王宝刚]
             [转人工]
        甲 > 那陈亮呢
        甲 < 陈亮创新工作室
             电话:没有登记
             …
        # nobody else's question leans on it
        乙 > 电话呢
        乙 < 您问的是哪家工作室?…
             [看工作室名录]
        # after half an hour it is forgotten
        * +31m
        甲 > 他们在哪
        甲 < 您问的是哪家工作室?…
             [看工作室名录]
    """)


async def test_a_list_turns_its_pages_in_place(play: Play) -> None:
    await play("""
        甲 > 制造业有哪些
        甲 < 「制造业」的工作室一共 …
             …
        甲 > [下一页 ›]
        甲 <✎ 「制造业」的工作室一共 …
             …
        甲 > 还有别的吗
        甲 < 没有别的了,符合「制造业」的一共就 …
             [按条件筛选]
        甲 > [‹ 上一页]
        甲 <✎ 「制造业」的工作室一共 …
             …
    """)


async def test_from_a_list_to_a_card_and_back(play: Play) -> None:
    await play("""
        甲 > 望京有哪些
        甲 < 「望京街道」的工作室一共 …
             …
        甲 > [2 示例领军人乙]
        甲 <✎ 示例领军人乙创新工作室
             …
        甲 > [返回列表]
        甲 <✎ 望京街道
             …
    """)


async def test_a_number_and_its_studios(play: Play) -> None:
    await play("""
        甲 > 市级工作室一共几家
        甲 < 「市级(含市级示范性)」的工作室一共 11 家。
             其中:市级示范性 2 家、市级 9 家。
             另有 8 家没有登记级别,无法判断。
             来源:示例数据 · 更新 …
             [看名单]
        甲 > [看名单]
        甲 <✎ 市级(含市级示范性)
             共 11 家 · 第 1/2 页
             …
    """)


async def test_which_of_several_is_asked_back(play: Play) -> None:
    await play("""
        甲 > 王师傅的单位
        甲 < 姓王的领军人有 2 位,您问的是哪一位?
             1 王文韬创新工作室 · 王文韬 · 北京万东医疗科技股份有限公司
             2 王宝刚创新工作室 · 王宝刚 · 中科宇图科技股份有限公司
             [1 王文韬]
             [2 王宝刚]
        甲 > [2 王宝刚]
        甲 <✎ 王宝刚创新工作室
             单位:中科宇图科技股份有限公司
             …
        甲 > 有多少人
        甲 < 王宝刚创新工作室
             人数:21 人
             …
    """)


async def test_a_choice_whose_studio_is_gone(play: Play, database: Path) -> None:
    await play("""
        甲 > 王师傅的单位
        甲 < 姓王的领军人有 2 位,您问的是哪一位?
             …
    """)
    change(database, "DELETE FROM studios WHERE leader = '王宝刚'")
    change(database, "UPDATE search_version SET version = version + 1")
    await play("""
        甲 > [2 王宝刚]
        甲 <! 这个按钮已过期,请重新查找
    """)


async def test_a_slip_is_said_back(play: Play) -> None:
    await play("""
        甲 > 王文涛是哪个单位的
        甲 < 没有查到「王文涛」,您是不是指「王文韬」?

             王文韬创新工作室
             单位:北京万东医疗科技股份有限公司
             …
    """)


async def test_a_stranger_is_not_taken_for_somebody_else(play: Play) -> None:
    await play("""
        甲 > 王宝强的工作室在哪
        甲 < 没有查到「王宝强」:名录里没有这个名字的领军人或工作室。
             名字最接近的是下面这些,不一定是您要找的:
    """)


async def test_what_is_not_known_is_said_and_kept_without_who_asked(play: Play, database: Path) -> None:
    await play("""
        甲 > 谁会潜水打捞
        甲 < 没有查到与「…」有关的工作室,我不能乱说。
             [看全部工作室]
             [转人工]
        乙 > 谁会潜水打捞?
        乙 < 没有查到与「…」有关的工作室,我不能乱说。
             [看全部工作室]
             [转人工]
        甲 > 我的电话13900000000,什么时候补贴
        甲 < …没有收录…
             [转人工]
    """)
    kept = rows(database, "SELECT text, times FROM unanswered ORDER BY id")
    assert kept[0] == ("谁会潜水打捞", 2)
    assert "13900000000" not in str(rows(database, "SELECT * FROM unanswered"))


async def test_the_unknown_question_fills_the_form(play: Play) -> None:
    await play("""
        甲 > 加班费怎么算
        甲 < 「加班费怎么算」这类规定和办法我没有收录,不能乱答,请以区总工会通知为准。
             [转人工]
        甲 > [转人工]
        甲 < 提问前请看一下
             …
             [同意并继续] [不用了]
        甲 > [同意并继续]
        甲 <✎ …加班费怎么算…
             …
    """)


async def test_mobile_numbers_are_for_those_who_need_them(play: Play) -> None:
    await play("""
        甲 > 示例快递末端服务创新工作室的电话
        甲 < 示例快递末端服务创新工作室
             电话:只登记了手机号,不公开;可以点「转人工」联系
             …
        甲 > 示例领军人甲的电话
        甲 < 示例领军人甲创新工作室
             电话:010-0000-0001
             …
        管 > 示例快递末端服务创新工作室的电话
        管 < 示例快递末端服务创新工作室
             电话:139-0000-0009
             …
    """)


async def test_a_delisted_studio_is_left_out_of_lists_but_answered_by_name(play: Play) -> None:
    await play("""
        甲 > 其他行业的工作室有哪些
        甲 < …
             另有 1 家已摘牌,没有计入。
             …
        甲 > 示例缝纫改衣创新工作室在哪
        甲 < 示例缝纫改衣创新工作室
             ⚠️ 这个工作室已摘牌。
             地址:…
             …
        甲 > 被摘牌的有几家
        甲 < 「已摘牌」的工作室一共 1 家。
             …
    """)


async def test_words_that_officers_add_are_understood(play: Play, database: Path) -> None:
    await play("""
        甲 > 谁会大铁盒子
        甲 < 没有查到与「…」有关的工作室,我不能乱说。
             [看全部工作室]
             [转人工]
    """)
    change(database, "INSERT INTO lexicon (words, added_at) VALUES ('大铁盒子 磁共振', 0)")
    change(database, "UPDATE search_version SET version = version + 1")
    await play("""
        甲 > 谁会大铁盒子
        甲 < 符合「大铁盒子」的有 1 家:

             王文韬创新工作室
             …
    """)


async def test_the_knowledge_base_answers_with_its_source(play: Play, database: Path) -> None:
    change(
        database,
        "INSERT INTO knowledge (question, answer, source, updated_on, added_at) VALUES (?, ?, ?, ?, 0)",
        "区级工作室怎么申报",
        "填申报表,交到街道总工会。",
        "区总工会",
        "2025-03-01",
    )
    change(database, "UPDATE search_version SET version = version + 1")
    await play("""
        甲 > 请问如何申报区级创新工作室?
        甲 < 问:区级工作室怎么申报
             填申报表,交到街道总工会。
             来源:区总工会 · 更新 2025-03-01
             ⚠️ 这条资料已超过一年,请先核实
             [没解决,转人工]
        # another level is another question
        甲 > 市级工作室怎么申报
        甲 < …没有收录…
             [转人工]
        # and a question that the records answer stays with them
        甲 > 区级工作室有几家
        甲 < 「区级」的工作室一共 …
             …
    """)
    assert rows(database, "SELECT used FROM knowledge") == [(1,)]


async def test_small_talk_gets_a_short_answer(play: Play, database: Path) -> None:
    await play("""
        甲 > 你好
        甲 < 您好!我是百强工作室助手。想找哪方面的工作室?…
        甲 > 谢谢
        甲 < 不客气!…
        甲 > 今天天气怎么样
        甲 < 这个我不懂,…
        甲 > 我要投诉
        甲 < 要给工会留言或提问,请点「转人工」,…
             [转人工]
    """)
    assert rows(database, "SELECT count(*) FROM unanswered") == [(0,)]


async def test_an_answer_is_about_todays_records(play: Play, database: Path) -> None:
    await play("""
        甲 > 王文韬是市级的吗
        甲 < 王文韬创新工作室的级别没有登记,我不能确定。
             …
    """)
    change(database, "UPDATE studios SET level = '区级' WHERE leader = '王文韬'")
    change(database, "UPDATE search_version SET version = version + 1")
    await play("""
        甲 > 王文韬是市级的吗
        甲 < 不是。王文韬创新工作室的级别是区级。
             …
        甲 > 那王宝刚呢
        甲 < 王宝刚创新工作室的级别没有登记,我不能确定。
             …
    """)
