"""/review: approved by one tap, returned with the very field, undone within a minute, and two officers who do not collide."""

from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

MET = """
管 > /start
管 < …
管2 > /start
管2 < …
联 > /start
联 < …
"""
TOLD = """
领 > 本月拿到实用新型专利2项,培训青工35人次
领 < …
领 > [全部保存]
领 <✎ …
"""
PAPER = """
领 > 论文《示例线圈》11月30日被《示例学报》录用
领 < …
领 > [全部保存]
领 <✎ …
"""


async def test_one_tap_approves_and_a_second_does_nothing(play: Play, database: Path) -> None:
    await play(MET + TOLD + PAPER)
    await play("""
        管 > 待审
        管 < 示例领军人甲创新工作室
             快报 N20261201-0001 · 领军人 · …
             1. 实用新型 授权 2 项 · 12月
             2. 培训 35 人次 · 12月
             本月拿到实用新型专利2项,培训青工35人次
             没有证明材料
             另有 1 份在等
             [全部通过 2 条]
             [第1条] [第2条]
             [下一个] [看队列]
        * 管 taps [全部通过 2 条] twice
        领 < ✅ 快报 N20261201-0001 审核通过,已计入成果:
             实用新型 授权 2 项 · 12月
             培训 35 人次 · 12月
             [看这份快报]
        联 < ✅ 快报 N20261201-0001 审核通过,已计入成果:
             …
        管 <! 好了,已发给他们
        管 <✎ ✅ 已通过:快报 N20261201-0001(2 条)
             1 分钟内可以撤销

             示例领军人甲创新工作室
             快报 N20261201-0002 · …
             …
             名称:示例线圈
             …
             [通过]
             [退回修改] [不采纳]
             [下一个] [看队列]
             [撤销刚才这一次]
        管 <! 已经记下了
        管 > [通过]
        领 < ✅ 快报 N20261201-0002 审核通过,已计入成果:
             …
        联 < …
        管 <! 好了,已发给他们
        管 <✎ ✅ 已通过:论文 《示例线圈》 …
             1 分钟内可以撤销

             ✅ 都审完了,没有等审核的。
             [撤销刚才这一次]
        * +2m
        管 > [撤销刚才这一次]
        管 <! 超过 1 分钟,撤销不了了
        甲 > /review
        甲 < 这项操作需要管理员权限。…
    """)
    assert rows(database, "SELECT DISTINCT state FROM records") == [("approved",)]
    assert rows(database, "SELECT count(*) FROM verdicts") == [(3,)]
    assert rows(database, "SELECT count(*) FROM audit WHERE action = 'record.review'") == [(3,)]


async def test_returned_put_right_resubmitted_approved(play: Play, database: Path) -> None:
    await play(MET + TOLD)
    await play("""
        管 > /review
        管 < …
        管 > [第1条]
        管 <✎ …
             类型:实用新型
             …
             [通过]
             [退回修改] [不采纳]
             [返回]
        管 > [退回修改]
        管 <✎ 实用新型 授权 2 项 · 12月

             要改什么?点一个,或者直接打字写,会告诉他们。
             [请补上证明材料]
             [请写全名称]
             [请补上编号]
             [请核对数量]
             [请核对日期]
             [返回]
        管 > 哪
        管 < 原因写 2 到 200 个字,请再发一次。
        管 > 没有写专利号
        管 < 实用新型 授权 2 项 · 12月
             没有写专利号
             这是说哪一项?点一下就退回,对方点开就是这一项。要改原因就再打一遍。
             [类型] [阶段] [名称]
             [数量] [编号] [日期]
             [证明材料]
             [不指定哪一项]
             [返回]
        管 > [编号]
        领 < ↩️ 快报 N20261201-0001 有一条要改:
             实用新型 授权 2 项 · 12月
             原因:没有写专利号
             改好提交,工会马上看到。
             [改编号] [看这份快报]
        联 < …
        管 <! 好了,已发给他们
        管 <✎ ↩️ 已退回:实用新型 授权 2 项 · 12月
             1 分钟内可以撤销
             …
             实用新型 授权 2 项 · 12月 · ↩️ 退回修改:没有写专利号
             …
        领 > [改编号]
        领 < …
        领 > ZL2024101234567
        领 < …
        管 > [撤销刚才这一次]
        领 < 刚才「快报 N20261201-0001」的审核结果撤回了,工会再看一看,有结果马上告诉您。
        联 < …
        管 <! 已撤销,也发给他们了
        管 <✎ ↶ 已撤销,请重新审:
             …
        管 > [第1条]
        管 <✎ …
        管 > [退回修改]
        管 <✎ …
        管 > [请补上编号]
        领 < …
             [改编号] [看这份快报]
        联 < …
        管 <! …
        管 <✎ …
        领 > [改编号]
        领 < …
        领 > ZL2024101234567
        领 < …
        领 > [提交]
        领 <✎ ✅ 已重新提交…
        * 管 taps [撤销刚才这一次] twice
        管 <! 对方已经动过了,撤销不了
        管 <! 对方已经动过了,撤销不了
        管 > /review
        管 < …
             1. 实用新型 授权 2 项 · 202410123456.7 · 12月
             重新提交
             上次退回:请补上编号
             编号:没写 → 202410123456.7
             2. 培训 35 人次 · 12月
             …
        管 > [第1条]
        管 <✎ …
        管 > [退回修改]
        管 <✎ …
        管 > [请核对数量]
        领 < …
        联 < …
        管 <! …
        管 <✎ …
        管 > [撤销刚才这一次]
        领 < …
        联 < …
        管 <! …
        管 <✎ ↶ 已撤销,请重新审:
             …
             重新提交
             上次退回:请补上编号
             编号:没写 → 202410123456.7
             …
        管 > [第1条]
        管 <✎ …
        管 > [历史]
        管 <✎ 历史
             管理员 7 号:请补上编号
             …
             12月1日 周二 … · 重新提交
             编号:没写 → 202410123456.7
             …
             [返回]
        管 > [返回]
        管 <✎ …
        管 > [不采纳]
        管 <✎ …
        管 > [和以前报的重复]
        领 < ✖️ 快报 N20261201-0001 有一条没有采纳:
             实用新型 授权 2 项 · 202410123456.7 · 12月
             原因:和以前报的重复
             [看这份快报]
        联 < …
        管 <! 好了,已发给他们
        管 <✎ ✖️ 不采纳:实用新型 …
             …
             [通过]
             [退回修改] [不采纳]
             …
    """)
    assert rows(database, "SELECT state FROM records ORDER BY id") == [("rejected",), ("pending",)]


async def test_two_officers_and_what_changed_meanwhile(play: Play, database: Path) -> None:
    await play(MET + TOLD)
    await play("""
        管 > /review
        管 < …
        管2 > /review
        管2 < 剩下的由管理员 7 号在看,您先忙别的。
             [看队列]
        管2 > [看队列]
        管2 <✎ 待审 · 快报 1 · 报告 0
             1. 示例领军人甲创新工作室 · 快报 2 条 · … · 👀 管理员 7 号 正在看
             [1]
             [从最早的开始审]
        管2 > [1]
        管2 <! 管理员 7 号 正在看这一份,先看别的吧
        * +11m
        管2 > [1]
        管2 <✎ 示例领军人甲创新工作室
             …
             [全部通过 2 条]
             …
        管 > [全部通过 2 条]
        管 <! 管理员 8 号 正在看这一份,先看别的吧
        管2 > [下一个]
        管2 <✎ 只剩刚才这一份了。
             [回到这一份]
        管2 > [回到这一份]
        管2 <✎ 示例领军人甲创新工作室
             …
        管2 > [看队列]
        管2 <✎ …
    """)
    change(database, "UPDATE records SET state = 'withdrawn', version = version + 1 WHERE kind = '培训'")
    await play("""
        管 > [全部通过 2 条]
        管 <! 这一份刚有变化,请再看一眼
        管 <✎ 示例领军人甲创新工作室
             …
             培训 35 人次 · 12月 · ➖ 已撤回
             …
             [通过]
             …
    """)
    change(database, "UPDATE records SET state = 'withdrawn', version = version + 1")
    await play("""
        管 > [通过]
        管 <! 这一份已经审过或撤回了
        管 <✎ ✅ 都审完了,没有等审核的。
    """)
    # Who is both an officer and answers for the studio does not judge it.
    change(database, "UPDATE records SET state = 'pending', version = version + 1")
    change(database, "INSERT INTO roles SELECT person, 'admin', 0, 0 FROM roles WHERE role = 'deputy'")
    await play("""
        联 > /review
        联 < ✅ 都审完了,没有等审核的。
             另有 1 份是您自己工作室的,由别的管理员审。
    """)


async def test_plain_ones_are_approved_together_and_taken_back_together(play: Play, database: Path) -> None:
    await play(MET + TOLD + PAPER)
    await play("""
        领 > 直接经济效益120万元
        领 < …
        领 > [全部保存]
        领 <✎ …
        管 > /review
        管 < …
        管 > [看队列]
        管 <✎ 待审 · 快报 3 · 报告 0
             …
             [1] [2] [3]
             [从最早的开始审]
             [能一起通过的]
        管 > [能一起通过的]
        管 <✎ 能一起通过:2 份,3 条
             只列:第一次提交、数字准确、金额不到 10万元、不是更正、也不像重复的快报。

             1. 示例领军人甲创新工作室
             实用新型 授权 2 项 · 12月
             培训 35 人次 · 12月
             2. 示例领军人甲创新工作室
             论文 《示例线圈》 …
             [确认通过这 2 份]
             [看队列]
        领 > 著作教材《示例》1部出版
        领 < …
        领 > [全部保存]
        领 <✎ …
        管 > [确认通过这 2 份]
        管 <! 队列刚有变化,请再看一遍
        管 <✎ 能一起通过:3 份,4 条
             …
        * 管 taps [确认通过这 3 份] twice
        领 < …
        领 < …
        领 < …
        联 < …
        联 < …
        联 < …
        管 <! 已通过,也发给他们了
        管 <✎ ✅ 已一起通过 3 份,4 条
             1 分钟内可以撤销

             示例领军人甲创新工作室
             …
             金额:120万元
             …
        管 <! 已经记下了
        管 > [撤销刚才这一次]
        领 < …
        领 < …
        领 < …
        联 < …
        联 < …
        联 < …
        管 <! 已撤销,也发给他们了
        管 <✎ …
    """)
    assert rows(database, "SELECT DISTINCT state FROM records") == [("pending",)]


async def test_a_correction_shows_old_and_new(play: Play, database: Path) -> None:
    await play(MET + PAPER)
    await play("""
        管 > /review
        管 < …
        管 > [通过]
        领 < …
        联 < …
        管 <! …
        管 <✎ …
    """)
    await play("""
        领 > [看这份快报]
        领 < …
        领 > [1]
        领 <✎ …
        领 > [更正]
        领 <✎ …
        领 > 阶段是发表
        领 < …
        领 > [提交]
        领 <✎ ✅ 更正已提交…
    """)
    await play("""
        管 > /review
        管 < 示例领军人甲创新工作室
             快报 N20261201-0002 · …

             更正(原来 → 现在)
             阶段:录用 → 发表
             类型:论文
             …
        管 > [看队列]
        管 <✎ …
    """)
    assert rows(database, "SELECT stage FROM records WHERE corrects IS NULL") == [("录用",)]
    await play("""
        管 > [1]
        管 <✎ …
        管 > [通过]
        领 < ✅ 更正通过了,已按新的计入:
             论文 《示例线圈》 发表 1 篇 · …
             [看这份快报]
        联 < …
        管 <! …
        管 <✎ …
    """)
    assert rows(database, "SELECT stage FROM records WHERE corrects IS NULL") == [("发表",)]
    await play("""
        管 > [撤销刚才这一次]
        领 < 刚才「快报 N20261201-0002」的审核结果撤回了,…
        联 < …
        管 <! 已撤销,也发给他们了
        管 <✎ ↶ 已撤销,请重新审:
             …
             更正(原来 → 现在)
             …
    """)
    assert rows(database, "SELECT stage FROM records WHERE corrects IS NULL") == [("录用",)]


async def test_a_report_is_returned_put_right_and_approved(play: Play, world: World, database: Path) -> None:
    await play(MET)
    await play("""
        领 > 写季报
        领 < …
        领 > 进展:试制完成三台样机
        领 < …
        领 > 下季度计划:再带徒5人
        领 < …
        领 > [提交]
        领 <✎ …
        联 < …
        管 > /review 甲的报告
        管 < 示例季度工作报告 · 2026年第四季度
             示例领军人甲创新工作室
             …
             [通过]
             [退回修改] [不采纳]
             [看 PDF] [要 Word]
             [下一个] [看队列]
        管 > [看 PDF]
        管 <! 文件马上发给您
        管 < 📄 示例领军人甲创新工作室 示例季度工作报告 2026年第四季度.pdf
        管 > [退回修改]
        管 <✎ 报告 R20261201-0001
             …
             [进展请写具体些]
             …
        管 > 谁负责没有写,什么时候完成?
        管 < 报告 R20261201-0001
             谁负责没有写,什么时候完成?
             这是说哪一项?…
             [进展] [问题] [措施]
             …
        管 > /review
        管 < …
             [通过]
             [退回修改] [不采纳]
             [看 PDF] [要 Word]
             [下一个] [看队列]
             [接着写没发的原因]
        * +11m
        管 > [接着写没发的原因]
        管 <✎ 报告 R20261201-0001
             谁负责没有写,什么时候完成?
             …
        管 > [返回]
        管 <✎ …
        管 > [退回修改]
        管 <✎ 报告 R20261201-0001
             谁负责没有写,什么时候完成?
             …
             [用刚才写的原因]
             …
        管 > [用刚才写的原因]
        管 <✎ …
        * +11m
        管 > 谁还没交三季报
        管 < 没有要交的2026年第三季度报告。…
        管 > [进展]
        领 < ↩️ 示例季度工作报告 · 2026年第四季度 退回修改。
             原因:谁负责没有写,什么时候完成?
             改好以后重新提交,不算逾期。
             [改进展] [看报告]
        联 < …
        管 <! 好了,已发给他们
        管 <✎ …
        * +2d
        管 > /late
        管 < 示例季度工作报告 · 2026年第四季度
             …
             退回没重交 1 家 · 还没到期 38 家

             1. ↩️ 示例领军人甲创新工作室 · 退回 2 天没重交 · …
             …
        领 > [改进展]
        领 < …
        领 > 试制完成三台样机,精度0.01毫米
        领 < …
        领 > [重新提交]
        领 <✎ …
        联 < …
        管 > 待审
        管 < 重新提交
             上次的意见:谁负责没有写,什么时候完成?
             改了:进展
             …
             [通过]
             [退回修改] [不采纳]
             [看 PDF] [要 Word]
             [改动和历史]
             …
        管 > [改动和历史]
        管 <✎ …
             进展
             原来:试制完成三台样机
             现在:试制完成三台样机,精度0.01毫米
             [返回]
        管 > [返回]
        管 <✎ …
        管 > [通过]
        领 < ✅ 示例季度工作报告 · 2026年第四季度 审核通过。
             [看报告]
        联 < …
        管 <! …
        管 <✎ …
    """)
    assert rows(database, "SELECT state, late FROM reports") == [("approved", 0)]


async def test_officers_hear_once_a_morning_and_a_dismissed_author_hears_nothing(play: Play, database: Path) -> None:
    await play(MET + TOLD)
    change(database, "DELETE FROM roles WHERE role = 'leader'")
    await play("""
        * +20h
        * +6h
        管 < 有 1 份快报和报告等审核,最早的等了 23 小时:示例领军人甲创新工作室。
             [开始审] [不再每天提醒]
        管2 < 有 1 份快报和报告等审核,…
        管2 > 设置
        管2 < …
        管2 > [✓ 审核提醒]
        管2 <! 好的,不再发这一类
        管2 <✎ …
        管 > [开始审]
        管 < 示例领军人甲创新工作室
             …
        * +1d
        管 < 有 1 份快报和报告等审核,…
        管 > [不再每天提醒]
        管 <! 好的,不再每天提醒。要再打开,去「设置」
        * +1d
        管 > /review
        管 < …
        管 > [全部通过 2 条]
        联 < ✅ 快报 N20261201-0001 审核通过,…
        管 <! 好了,已发给他们
        管 <✎ …
    """)


async def test_money_that_may_be_the_same_is_shown_beside_and_taken_back_by_its_name(
    play: Play, database: Path
) -> None:
    await play(MET)
    await play("""
        领 > 今年直接经济效益3万元
        领 < …
        领 > [全部保存]
        领 <✎ …
        领 > 今年直接经济效益1万元
        领 < …
        领 > [另外一笔]
        领 <✎ …
        领 > [全部保存]
        领 <✎ …
        管 > /review N20261201-0002
        管 < 示例领军人甲创新工作室
             …
             ⚠️ 和另一笔时间有重叠,填报人没有说是同一笔钱:直接经济效益 3万元 · 2026年 · 🕘 待审
             类型:效益
             …
        管 > [看队列]
        管 <✎ …
        管 > [能一起通过的]
        管 <✎ 没有能一起通过的,请一份一份看。…
    """)
    change(database, "UPDATE records SET state = 'approved' WHERE amount_fen = 3000000")
    change(database, "UPDATE records SET corrects = 1, void = 1 WHERE id = 2")
    change(database, "UPDATE news SET said = '重新算过' WHERE id = 2")
    await play("""
        管 > /review 领军人甲
        管 < 示例领军人甲创新工作室
             …
             申请撤下这条已通过的记录
             原因:重新算过
             类型:效益
             …
             [同意撤下] [不同意]
             …
        管 > [不同意]
        管 <✎ …
             [记录没有问题,不用撤下]
             [返回]
        管 > [返回]
        管 <✎ …
        管 > [同意撤下]
        领 < ✅ 工会同意撤下这条记录,不再计入:
             …
        联 < …
        管 <! …
        管 <✎ ✅ 已同意撤下,不再计入:…
    """)


async def test_what_is_not_shown_is_not_approved_with_the_rest(play: Play, database: Path) -> None:
    await play(MET + TOLD)
    title = "示" * 120
    for place in range(3, 26):
        change(
            database,
            "INSERT INTO records (news, studio, position, kind, title, number, begins_on, ends_on, state, created_at,"
            " changed_at) SELECT 1, studio, ?, '获奖', ?, 1, '2026-11-01', '2026-11-01', 'pending', created_at, changed_at"
            " FROM records WHERE id = 1",
            place,
            f"{title[:-2]}{place:02}",
        )
    await play("""
        管 > /review
        管 < …
             ⚠️ 还有 5 条这里放不下,请点开一条一条审。
             本月拿到实用新型专利2项,培训青工35人次
             没有证明材料
             [第1条] [第2条] [第3条] [第4条]
             …
    """)
