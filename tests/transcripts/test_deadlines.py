"""Report periods: defined by officers, owed by studios, marked, moved and ended."""

from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows


@pytest.fixture
def bare(database: Path) -> Path:
    """The sample data without its report period."""
    change(database, "DELETE FROM periods")
    change(database, "DELETE FROM steps WHERE kind = 'occurrence'")
    return database


CREATED = """
管 > /deadlines
管 < 报告期限
     现在没有要交的报告。点「新建」定一个:每月、每季度、每年,或者只交一次。
     [新建]
管 > [新建]
管 <✎ 这个报告叫什么?例如:季度工作报告
     [取消]
管 > 季度工作报告
管 < 多久交一次?
     [每月] [每季度]
     [每半年] [每年]
     [只交一次]
     [返回] [取消]
管 > [每季度]
管 <✎ 结束后第几天、几点截止?例如:10天 18:00
     写 0 天就是最后一天当天。最多 60 天。
     [返回] [取消]
管 > 10天 18:00
管 < 谁要交?已摘牌的工作室不算。
     [全部工作室] [按级别]
     [按行业] [按街道]
     [指定工作室]
     [返回] [取消]
管 > [指定工作室]
管 <✎ 请写工作室的名字,几家用顿号隔开;写名字里的几个字也行。
     [返回] [取消]
管 > 示例领军人甲、示例焊接
管 < 什么时候提醒?点一个,或者自己写天数,例如:10、5、1、0、-2
     0 是当天,负数是逾期以后。
     [常用:提前 14、7、3、1 天、当天、逾期 1 天] [不提醒]
     [返回] [取消]
管 > 提前10、1天,当天
管 < 季度工作报告
     时间:每季度,结束后第 10 天 18:00 前
     谁交:示例领军人甲创新工作室、示例焊接创新工作室 · 现在 2 家
     提醒:提前 10、1 天 · 当天
     最近一次:2026年第四季度 · 2027年1月10日 周日 18:00 截止
     [保存]
     [返回修改] [取消]
* 管 taps [保存] twice
管 <✎ ✅ 已定好,到时候会自动提醒。

     季度工作报告
     时间:每季度,结束后第 10 天 18:00 前
     谁交:示例领军人甲创新工作室、示例焊接创新工作室
     提醒:提前 10、1 天 · 当天
     2026年第四季度:2027年1月10日 周日 18:00 截止
     2027年第一季度:2027年4月10日 周六 18:00 截止
     [修改] [结束这个期限]
     [返回]
管 <! 这份表单已经提交或取消了
"""
OPENED = """
管 > 谁还没交
管 < 季度工作报告 · 2026年第四季度
     2027年1月10日 周日 18:00 截止
     还没到期 2 家

     1. ▫️ 示例焊接创新工作室 · 还有 40 天 · ⚠️ 没登记负责人
     2. ▫️ 示例领军人甲创新工作室 · 还有 40 天 · 还没提醒过
     [催没交的 1 家]
     [1] [2]
     [别的报告] [按时率]
管 > [2]
管 <✎ 示例领军人甲创新工作室
     …
管 > [已交、宽限]
管 <✎ 示例领军人甲创新工作室
     季度工作报告 · 2026年第四季度
     2027年1月10日 周日 18:00 前交
     [已交] [不用交]
     [宽限 3 天] [宽限 7 天] [宽限到…]
     [返回名单]
"""


async def test_a_period_is_defined_and_a_report_marked_and_taken_back(play: Play, bare: Path) -> None:
    await play(CREATED + OPENED)
    steps = rows(bare, "SELECT days FROM steps WHERE kind = 'occurrence' ORDER BY at, due_at")
    assert steps == [(10,), (1,), (0,), (10,), (1,), (0,)]
    await play("""
        * 管 taps [已交] twice
        管 <! 已记为「已交」
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             已交(12月1日 周二 09:…)
             [撤回「已交」]
             [返回名单]
        管 <! 刚被改过,现在是这样
        管 > [返回名单]
        管 <✎ 季度工作报告 · 2026年第四季度
             2027年1月10日 周日 18:00 截止
             未交 1 家 · 已交 1 家

             1. ▫️ 示例焊接创新工作室
             2. ✅ 示例领军人甲创新工作室
        领 > /duties
        领 < 我的报告

             1. ✅ 季度工作报告 · 2026年第四季度
             已交(…)
        管 > [2]
        管 <✎ …
        管 > [撤回「已交」]
        管 <! 已撤回
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             2027年1月10日 周日 18:00 前交
        管 > [不用交]
        管 <! 已记为「不用交」
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             这次不用交
             [撤回「不用交」]
             [返回名单]
    """)
    acts = rows(bare, "SELECT detail FROM audit WHERE action = 'duty.edit' ORDER BY id")
    assert acts == [("created 季度工作报告",), ("filed",), ("reopened",), ("excused",)]


async def test_more_time_for_one_studio_by_tap_and_typed(play: Play, bare: Path) -> None:
    await play(CREATED + OPENED)
    await play("""
        联 > /start
        联 < …
        管 > [宽限 3 天]
        管 <! 已宽限,提醒也跟着改了
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             宽限到 2027年1月13日 周三 18:00
             [已交] [不用交]
             [宽限 3 天] [宽限 7 天] [宽限到…]
             [取消宽限]
             [返回名单]
        联 < 季度工作报告 · 2026年第四季度:工会给你们宽限到 2027年1月13日 周三 18:00。
             [看看]
        管 > [宽限到…]
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             现在 2027年1月13日 周三 18:00 截止。宽限到什么时候?例如:12月20日 18:00
             [取消]
        管 > 过几天
        管 < 没看懂是哪一天,请写成「12月20日 18:00」这样。
             [取消]
        管 > 2026年11月1日
        管 < 要在以后,最多 180 天。请再写一个时间。
             [取消]
        管 > 2027年1月20日中午12点
        管 < 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             宽限到 2027年1月20日 周三 12:00,提醒跟着改。
             [就这样宽限]
             [返回修改] [取消]
        管 > [就这样宽限]
        管 <✎ ✅ 已宽限到 2027年1月20日 周三 12:00。
             [看这家]
             [看报告期限]
        联 < 季度工作报告 · 2026年第四季度:工会给你们宽限到 2027年1月20日 周三 12:00。
             [看看]
        联 > 我的报告
        联 < 我的报告

             1. ▫️ 季度工作报告 · 2026年第四季度
             宽限到 2027年1月20日 周三 12:00

             点数字就能写,我先照您报的快报起草好。
             [1]
        联 > [1]
        联 < 季度工作报告 · 2026年第四季度
             示例领军人甲创新工作室
             宽限到 2027年1月20日 周三 12:00
             ❗ 还缺:进展、下季度计划
             …
        * 2027-01-12T12:00
        联 < …
        …
        管 > 谁还没交
        管 < 季度工作报告 · 2026年第四季度
             1月10日 周日 18:00 截止
             逾期 1 家 · 还没到期 1 家

             1. ❗ 示例焊接创新工作室 · 逾期 2 天 · ⚠️ 没登记负责人
             2. ▫️ 示例领军人甲创新工作室 · 还有 8 天 · …提醒过
        管 > [2]
        管 <✎ …
        管 > [已交、宽限]
        管 <✎ …
        管 > [取消宽限]
        管 <! 已取消宽限
        管 <✎ 示例领军人甲创新工作室
             季度工作报告 · 2026年第四季度
             逾期,应在 1月10日 周日 18:00 前交
    """)


async def test_two_officers_at_one_report_and_one_period(play: Play, bare: Path) -> None:
    await play(CREATED + OPENED)
    await play("""
        管2 > 报告期限
        管2 < 报告期限

              1. 季度工作报告 · 2026年第四季度
              2027年1月10日 周日 18:00 截止
              未交 2 家 · 已交 0 家
              [1]
              [期限设置] [新建]
        管2 > [期限设置]
        管2 <✎ 期限设置
              1. 季度工作报告 · 每季度,结束后第 10 天 18:00 前
              [1]
              [新建] [返回]
        管2 > [1]
        管2 <✎ …
        管2 > [修改]
        管2 <✎ 现在是:季度工作报告
              这个报告叫什么?例如:季度工作报告
              [不改了] [取消]
        管2 > [不改了]
        管2 <✎ 现在是:每季度,结束后第 10 天 18:00 前
              …
        管2 > 5天 12:00
        管2 < 现在是:示例领军人甲创新工作室、示例焊接创新工作室
              谁要交?已摘牌的工作室不算。
              [全部工作室] [按级别]
              [按行业] [按街道]
              [指定工作室]
              [不改了] [返回] [取消]
        管2 > [按级别]
        管2 <✎ 请写是哪些,几个用顿号隔开。可以写:全国、市级示范性、市级、区级、企业级
              [返回] [取消]
        管2 > 返回
        管2 < …谁要交?…
        管2 > [全部工作室]
        管2 <✎ 现在是:提前 10、1 天 · 当天
              …
        管2 > 不改了
        管2 < 季度工作报告
              时间:每季度,结束后第 5 天 12:00 前
              谁交:全部工作室(已摘牌的除外) · 现在 39 家
              提醒:提前 10、1 天 · 当天
              最近一次:2026年第四季度 · 2027年1月5日 周二 12:00 截止
              保存后,还没到期的都照新的时间和提醒。
              [保存]
              [返回修改] [取消]
        主 > /deadlines
        主 < …
        主 > [期限设置]
        主 <✎ …
        主 > [1]
        主 <✎ …
        主 > [修改]
        主 <✎ …
        主 > 季度报告
        主 < …
        主 > 不改了
        主 < …
        主 > 不改了
        主 < …
        主 > 不改了
        主 < …
        主 > 不改了
        主 < 季度报告
             …
        管2 > [保存]
        管2 <✎ ✅ 已修改,提醒也跟着改了。
              …
              2026年第四季度:2027年1月5日 周二 12:00 截止
              …
        主 > [保存]
        主 <✎ 这个期限刚被别人改过或结束了,您的修改没有保存。

             季度工作报告
             …
        管 > [已交]
        管 <! 已记为「已交」
        管 <✎ …
    """)
    assert rows(bare, "SELECT count(*) FROM duties") == [(39,)]


async def test_a_period_is_ended_and_its_old_buttons_say_so(play: Play, bare: Path) -> None:
    await play(CREATED + OPENED)
    await play("""
        管2 > /deadlines
        管2 < …
        管2 > [期限设置]
        管2 <✎ …
        管2 > [1]
        管2 <✎ …
        管2 > [结束这个期限]
        管2 <✎ 结束「季度工作报告」吗?以后不再要求交,也不再提醒。已经记的「已交」都留着。
              [确定结束] [不结束]
        * 管2 taps [确定结束] twice
        管2 <! 已结束
        管2 <✎ 期限设置
              还没有定过。
              [新建] [返回]
        管2 <! 这个期限已经结束了
        管 > [已交]
        管 <! 这份报告已经不用交了
        领 > /duties
        领 < 我的报告
             现在没有要交的报告。
    """)
    assert rows(bare, "SELECT count(*) FROM steps WHERE kind = 'occurrence' AND state = 'planned'") == [(0,)]


async def test_wrong_answers_interruption_and_a_report_that_is_due_once(play: Play, bare: Path) -> None:
    await play(f"""
        管 > /deadlines
        管 < …
        管 > [新建]
        管 <✎ …
        管 > 报
        管 < 写了 1 字,要 2 到 40 字,请改一下再发。
             [取消]
        管 > {"长" * 41}
        管 < 写了 41 字,要 2 到 40 字…
        管 > 安全自查
        管 < …
        管 > 随便
        管 < 请点一个按钮。
        管 > 只交一次
        管 < 什么时候截止?例如:12月20日 18:00
             [返回] [取消]
        管 > /help
        管 < …
        管 < 您的报告期限还没有提交,给您留着。
             [继续填写] [取消]
        管 > [继续填写]
        管 <✎ 什么时候截止?…
        管 > 上周五
        管 < 11月27日 周五 18:00 已经过去了,请写一个以后的时间。
        管 > 昨晚8点
        管 < 11月30日 周一 20:00 已经过去了,请写一个以后的时间。
        管 > 11月20日 9点
        管 < 11月20日 周五 09:00 已经过去了,请写一个以后的时间。
        管 > 2026年11月30日
        管 < 11月30日 周一 18:00 已经过去了,请写一个以后的时间。
             [返回] [取消]
        管 > 12月18日下午5点
        管 < 谁要交?…
        管 > 按级别
        管 < 请写是哪些,几个用顿号隔开。可以写:全国、市级示范性、市级、区级、企业级
             [返回] [取消]
        管 > 国际级
        管 < 没找到这样的,请照名单里的写法再发一次。
             [返回] [取消]
        管 > 市级、国际级
        管 < 这几个没找到,或者不止一家:国际级。请把全部再发一次。
             [返回] [取消]
        管 > 返回
        管 < …谁要交?…
        管 > [按级别]
        管 <✎ …
        管 > 全国
        管 < 什么时候提醒?…
        管 > 天天
        管 < 没看懂,请写天数,用顿号隔开,例如:10、5、1、0、-2
        管 > 不提醒
        管 < 安全自查
             时间:一次,12月18日 周五 17:00 前
             谁交:级别:全国 · 现在 1 家
             提醒:不提醒
             [保存]
             [返回修改] [取消]
        管 > 保存
        管 < ✅ 已定好,到时候会自动提醒。
             …
        管 > 谁还没交
        管 < 安全自查
             12月18日 周五 17:00 截止
             还没到期 1 家

             1. ▫️ 示例城市供电创新工作室 · 还有 17 天 · ⚠️ 没登记负责人
             [1]
             [别的报告] [按时率]
        管 > /deadlines
        管 < …
        管 > [新建]
        管 <✎ …
        管 > 半份报告
        管 < …
        管 > /deadlines
        管 < …
        管 < 您的报告期限还没有提交,给您留着。
        管 > [新建]
        管 <✎ 多久交一次?
        管 > /cancel
        管 < 已取消,草稿没有保留。需要时随时可以重新开始。
    """)
    assert rows(bare, "SELECT title FROM periods") == [("安全自查",)]


async def test_leaders_see_their_own_studio_only(play: Play, world: World, database: Path) -> None:
    await play("""
        领 > 我的报告
        领 < 我的报告

             1. ▫️ 示例季度工作报告 · 2026年第四季度
             2027年1月10日 周日 18:00 前交

             点数字就能写,…
             [1]
        管 > /duties
        管 < 我的报告
             您没有负责的工作室。
             [看报告期限]
        甲 > /duties
        甲 < 这里是领军人和联络员看自己工作室报告的地方。…
        领 > /deadlines
        领 < 这项操作需要管理员权限。…
        领 > 谁还没交
        领 < 这项操作需要管理员权限。…
    """)
    ((own, other),) = rows(
        database,
        "SELECT (SELECT d.id FROM duties d JOIN studios s ON s.id = d.studio WHERE s.name = '示例领军人甲创新工作室'),"
        " (SELECT d.id FROM duties d JOIN studios s ON s.id = d.studio WHERE s.name = '示例焊接创新工作室')",
    )
    message = world.chat("领")[-1]["message_id"]
    await world.tap_data("领", message, f"duty.card:{other}")
    await play("领 <! 只能看自己工作室的报告")
    await world.tap_data("领", message, f"duty.show:{other}")
    await play("领 <! 只能看自己工作室的报告")
    await world.tap_data("领", message, f"duty.card:{own}")
    await play("领 < 示例领军人甲创新工作室\n     示例季度工作报告 · 2026年第四季度\n     …")
    await world.tap_data("领", message, "duty.card:99999")
    await play("领 <! 这份报告已经不用交了")
    for data in (f"duty.filed:{own}:1", f"duty.extend:{own}:1:7", f"duty.until:{own}:1", "deadline.new"):
        await world.tap_data("领", message, data)
        await play("领 <! 这项操作需要管理员权限。…")
    assert rows(database, "SELECT count(*) FROM duties WHERE filed_at IS NOT NULL OR extended_to IS NOT NULL") == [(0,)]


async def test_the_question_leads_to_ones_own_reports_and_others_are_told_whose_page_it_is(play: Play) -> None:
    await play("""
        领 > 报告什么时候交?
        领 < 我的报告
             …
        甲 > /duties
        甲 < 这里是领军人和联络员看自己工作室报告的地方。您要是领军人或联络员,请联系区总工会管理员登记。
    """)


async def test_made_up_buttons_are_stale(world: World) -> None:
    await world.say("管", "/deadlines")
    await world.settle()
    for data in ["duty.extend:1:1:400", "deadline.open:99999:0"]:
        await world.tap_data("管", world.chat("管")[-1]["message_id"], data)
        (event,) = await world.settle()
        assert (event.kind, event.text) == ("toast", "这个按钮已过期，请重新查找")
