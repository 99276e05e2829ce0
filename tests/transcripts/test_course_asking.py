"""Questions about courses and competitions: from a question to a seat, what leans on the last answer, groups, nothing found."""

from pathlib import Path

from storage import courses
from storage.database import Database
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS
from tests.conftest import Play
from tests.transcripts.records import change, rows

HOUR_MS = 3_600_000


async def test_from_a_question_to_a_seat_in_three_taps(play: Play, database: Path) -> None:
    await play("""
        甲 > 周末有什么培训
        甲 < 12月5日 周六 – 12月6日 周日 · 4 门
             …
             2 示例·焊接实操课
             12月5日 周六 14:00 · 还剩 20 个名额 · 免费
             …
             [1] [2] [3] [4]
        甲 > [2]
        甲 < 示例·焊接实操课
             …
             [报名]
             …
        甲 > [报名]
        甲 <✎ 先问您一声
             …
        甲 > [同意并报名]
        甲 <! 报名成功!开课前提醒您,有变动马上告诉您
        甲 <✎ 示例·焊接实操课
             …
             ✅ 您已报名
             [取消报名]
             …
        甲 > 我周末有课吗
        甲 < 12月5日 周六 – 12月6日 周日 · 您报名的课
             …
             示例·焊接实操课
             …
    """)
    assert rows(database, "SELECT state FROM enrolments WHERE course = 1") == [("confirmed",)]


async def test_one_course_is_its_card_at_once(play: Play) -> None:
    await play("""
        甲 > 焊接实操课什么时候,多少钱?
        甲 < 时间:12月5日 周六 14:00–16:00
             费用:免费

             示例·焊接实操课
             …
             [报名]
             …
        甲 > [报名]
        甲 <✎ 先问您一声
             …
             [同意并报名]
             …
    """)


async def test_what_comes_next_leans_on_the_answer(play: Play) -> None:
    await play("""
        甲 > 有焊接课吗
        甲 < 「焊接」 · 3 门
             …
             [1] [2] [3]
        甲 > 第二个
        甲 < 示例·焊接入门体验课
             …
        甲 > 那门课在哪
        甲 < 地点:示例实训基地一号厂房
             …
        甲 > 第三个呢
        甲 < …
             示例·管对接焊提高班
             …
        甲 > 还有别的吗
        甲 < 没有别的了,一共就 3 门。
        甲 > 适合新手的
        甲 < …示例·焊接入门体验课
             …
        甲 > 第九个
        甲 < …
        甲 > 培训
        甲 < 培训课程 · 36
             …
        甲 > [3]
        甲 <✎ 示例·Excel 数据分析入门
             …
        甲 > 多少钱
        甲 < 费用:免费

             示例·Excel 数据分析入门
             …
        甲 > 陈亮电话
        甲 < …陈亮创新工作室…
        甲 > 他们有什么课
        甲 < 陈亮创新工作室 · 2 门
             …
    """)


async def test_a_long_list_is_turned_in_place(play: Play) -> None:
    await play("""
        甲 > 12月有什么课
        甲 < 12月1日 周二 – 12月31日 周四 · 35 门 · 第 1/7 页
             …
             [1] [2] [3] [4] [5]
             [下一页 ›]
        甲 > [下一页 ›]
        甲 <✎ 12月1日 周二 – 12月31日 周四 · 35 门 · 第 2/7 页
             …
             [6] [7] [8] [9] [10]
             [‹ 上一页] [下一页 ›]
        甲 > 还有别的吗
        甲 < 12月1日 周二 – 12月31日 周四 · 35 门 · 第 3/7 页
             …
    """)


async def test_nothing_found_says_so_and_takes_a_wish(play: Play) -> None:
    await play("""
        甲 > 明天有焊接课吗
        甲 < 没有查到符合「12月2日 周三 · 焊接」的课。
             最接近的是别的日子:

             1 示例·焊接实操课
             12月5日 周六 14:00 · 还剩 20 个名额 · 免费
             …
             [1] [2] [3]
             [点单] [看全部课程]
        甲 > 有没有潜水课
        甲 < 没有查到符合「潜水」的课。
             …
             [点单:潜水] [看全部课程]
        甲 > [点单\uff1a潜水]
        甲 < 记下了,您想学「潜水」。开了课就告诉您。
             [撤回] [再点一个]
             [看课程]
        甲 > 我想学开挖掘机,你们开吗
        甲 < 没有查到与「挖掘机」有关的工作室…
             …
             [点单:开挖掘机]
             …
        甲 > 我点的单有回音吗
        甲 < 我的点单
             1. 潜水
             [撤回 1]
             [点单]
    """)


async def test_what_is_full_can_be_waited_for(play: Play) -> None:
    await play("""
        甲 > 免费的烹饪课还有名额吗
        甲 < …
             示例·团餐营养搭配讲座
             …
             名额满了、只能候补的:示例·家常菜烹饪课
             [报名]
             …
        甲 > 家常菜烹饪课还有位置吗
        甲 < 名额:已满,可候补

             示例·家常菜烹饪课
             …
             [加入候补]
             …
    """)


async def test_a_course_that_was_moved_or_called_off_is_found_as_it_is_now(play: Play, database: Path) -> None:
    await play("""
        甲 > 咖啡课
        甲 < 示例·手冲咖啡体验课
             …
    """)
    change(database, "UPDATE courses SET state = 'cancelled' WHERE title = '示例·手冲咖啡体验课'")
    await play("""
        甲 > 咖啡课
        甲 < 没有查到符合「咖啡」的课。
             …
    """)


async def test_a_name_that_a_studio_and_a_course_have_offers_both(play: Play, database: Path) -> None:
    await play("""
        甲 > 示例焊接创新工作室
        甲 < 示例焊接创新工作室
             …
    """)
    await add(database, "示例焊接创新工作室", play.world.clock.now() + DAY_MS)
    await play("""
        甲 > 示例焊接创新工作室
        甲 < 「示例焊接创新工作室」是课程,也是工作室(示例焊接创新工作室)。您要看哪个?
             [课程 · 示例焊接创新工作室]
             [示例焊接]
        甲 > [课程 · 示例焊接创新工作室]
        甲 < 示例焊接创新工作室
             …
             [报名]
             …
    """)


async def test_a_course_that_was_just_opened_is_found_by_its_name(play: Play, database: Path) -> None:
    await play("""
        甲 > 陶艺课
        甲 < 没有查到符合「陶艺」的课。
             …
    """)
    await add(database, "亲子陶艺体验课", play.world.clock.now() + DAY_MS)
    await play("""
        甲 > 陶艺课
        甲 < 亲子陶艺体验课
             …
        甲 > qztytyk
        甲 < 亲子陶艺体验课
             …
        甲 > 明天亲子淘艺体验课几点
        甲 < 没有查到「亲子淘艺体验」,您是不是指「亲子陶艺体验课」?
             时间:12月2日 周三 09:00–11:00
             …
    """)


async def add(database: Path, title: str, at: int) -> None:
    """A new course of two hours, as an import keeps it while the bot runs."""
    db = await Database.open(database)
    try:
        async with db.write() as tx:
            await courses.add(tx, Draft(title=title, sessions=(Session(at, at + 2 * HOUR_MS),)), 0, at - DAY_MS, CHINA)
    finally:
        await db.close()


async def test_competitions_in_words(play: Play) -> None:
    await play("""
        甲 > 焊工竞赛什么时候
        甲 < 初赛:2027年1月10日 周日 09:00
             决赛:2027年1月30日 周六 09:00

             示例·焊工技能竞赛
             …
             [报名] [关注]
             …
        甲 > 初赛在哪里
        甲 < 初赛:示例实训基地一号厂房
             …
        甲 > 焊工竞赛我进复赛了吗
        甲 < 这项竞赛没有写复赛。

             示例·焊工技能竞赛
             …
             您没有报名这项竞赛。
             [查看竞赛]
        甲 > 怎么报名
        甲 < 报名:点下面的「报名」,12月21日 周一 18:00 截止
             …
        乙 > 初赛在哪里
        乙 < 您问的是哪一项竞赛?
             …
        乙 > 1
        乙 < 初赛:示例职业学校实训楼

             示例·中式烹饪技能竞赛
             …
    """)


async def test_what_is_asked_of_ones_own_course(play: Play) -> None:
    await play("""
        甲 > 几点上课
        甲 < 您还没有报名的课。想上什么,点下面看看,打开后点「报名」。
             [看「我的」] [看课程]
        甲 > 焊接实操课
        甲 < 示例·焊接实操课
             …
        甲 > [报名]
        甲 <✎ 先问您一声
             …
        甲 > [同意并报名]
        甲 <! 报名成功!…
        甲 <✎ 示例·焊接实操课
             …
        甲 > 有没有潜水课
        甲 < 没有查到…
             …
        甲 > 换地方了吗
        甲 < 现在的安排是下面这样。…
             时间:12月5日 周六 14:00–16:00
             地点:示例实训基地一号厂房

             示例·焊接实操课
             …
        甲 > 有没有潜水课
        甲 < 没有查到…
             …
        甲 > 明天上课吗
        甲 < 您没有报名「12月2日 周三」的课。
             最接近的,您报名的还有:

             1 示例·焊接实操课
             …
        甲 > 我来不了了
        甲 < 来不了就取消,名额让给别人:打开那门课,点「取消报名」。

             示例·焊接实操课
             …
             [取消报名]
             …
    """)


async def test_a_group_hears_what_everybody_may_know(play: Play) -> None:
    play.world.group("车间群", ["甲", "乙"])
    await play("""
        甲@车间群 > @studio_standin_bot 周末有什么培训
        车间群 < 12月5日 周六 – 12月6日 周日 · 4 门
             …
             [1] [2] [3] [4]
        乙@车间群 > [2]
        乙 < 示例·焊接实操课
             …
        甲@车间群 > @studio_standin_bot 我报了哪些讲座
        车间群 < 自己报了什么,请私聊问我,群里不说。
             [私聊打开]
        甲@车间群 > @studio_standin_bot 有没有潜水课
        车间群 < 没有查到符合「潜水」的课。
        甲@车间群 > @studio_standin_bot 这个月有什么培训
        车间群 < 12月1日 周二 – 12月31日 周四 · 35 门
             …
             群里只列前 5 门,其余的私聊问我。
             [1] [2] [3] [4] [5]
             [私聊打开]
        甲@车间群 > @studio_standin_bot 点单
        车间群 < 这件事请私聊我办,群里不办。
             [私聊打开]
        甲@车间群 > @studio_standin_bot 开课
        车间群 < 这件事请私聊我办,群里不办。
             [私聊打开]
        甲@车间群 > @studio_standin_bot 核验证书 BQ-2026-5ZUJ-NL79
        车间群 < 这件事请私聊我办,群里不办。
             [私聊打开]
        甲@车间群 > @studio_standin_bot 换地方了吗
        车间群 < 自己报了什么,请私聊问我,群里不说。
             [私聊打开]
        甲@车间群 > @studio_standin_bot 迟到了怎么办
        车间群 < 开课前 30 分钟就能签到。…
             [私聊打开]
        甲@车间群 > @studio_standin_bot 焊工竞赛在哪里比
        车间群 < 地点:示例实训基地一号厂房
             …
             [私聊打开]
    """)


async def test_a_question_in_the_middle_of_a_form_loses_nothing(play: Play) -> None:
    await play("""
        甲 > /ask
        甲 < …
             [同意并继续] [不用了]
        甲 > [同意并继续]
        甲 <✎ …
        甲 > 食堂几点开饭
        甲 < …
        甲 > 培训
        甲 < 培训课程 · 36
             …
        甲 < 您的提问还没有提交,给您留着。
             [继续填写] [取消]
    """)


async def test_what_a_command_does_is_found_by_words(play: Play) -> None:
    await play("""
        甲 > 日程
        甲 < 我的

             现在没有报名的课程和竞赛。看看有什么课,点下面的「找课」。
             [找课]
        甲 > 不想再收到提醒了
        甲 < 要关掉提醒或通知:发 /settings,点一下就关,随时能再打开。
        甲 > 怎么群发通知
        甲 < 群发通知由区总工会管理员来做。…
        管 > 怎么群发通知
        管 < 群发通知:发 /notice,写好内容、选好发给谁,看过再发。
        领 > leader 报告怎么交
        领 < 您的工作室要交什么、什么时候交:发 /duties。
        管 > 日程
        管 < 发送日程 · 11月30日 周一 至 12月6日 周日
             …
             [1] [2] [3] [4] [5]
             …
        甲 > 签到码在哪
        甲 < 签到:到了现场,扫主办方出示的二维码;…
    """)


async def test_for_beginners_as_the_first_words(play: Play) -> None:
    await play("""
        甲 > 适合新手的
        甲 < 适合新手 · 12 门 · …
             1 示例·Excel 数据分析入门
             …
    """)
