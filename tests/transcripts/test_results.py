"""A competition from the draw to the awards: numbers, two assessors, results, objections, a correction.

Numbers are drawn by chance: each test draws first, and its lines are written for whoever got which number.
"""

import inspect
import re
from pathlib import Path

import openpyxl

from storage.model.draws import digest
from tests.conftest import Play
from tests.transcripts.records import change, rows

ENTER = """
{who} > /start competition_2
{who} > [报名]
{who} > [同意并报名]
…
"""
DESK = """
管 > /start competition_2
管 > [赛程与成绩]
管 > [{stage}]
…
"""
DRAW = """
* 2026-12-04T10:00
管 > [抽签]
管 <! 抽好了,可以先看结果,再告诉选手
管 <✎ 示例·中式烹饪技能竞赛 · 初赛
     12月13日 周日 09:00 · 已抽签

     地点:示例职业学校实训楼
     考场:不分考场
     带上:还没写
     参加这一场的有 3 个。
     抽签种子:…
     [改地点和考场]
     [看抽签结果] [怎么抽的]
     [告诉选手抽签号]
     [重新抽签]
     [录入分数] [打分情况]
     [晋级线] [看成绩]
     [导出表格]
     [返回赛程]
"""
TOLD = """
管 > [告诉选手抽签号]
管 <✎ 会告诉 3 位选手,每人这样一条:
     …
     告诉以后就不能再重新抽签了。
     [确认告诉] [先不]
管 > [确认告诉]
管 <! 正在告诉选手
管 <✎ 示例·中式烹饪技能竞赛 · 初赛
     12月13日 周日 09:00 · 抽签号已告诉选手
     …
     [改地点和考场]
     [看抽签结果] [怎么抽的]
     [录入分数] [打分情况]
     [晋级线] [看成绩]
     [导出表格]
     [返回赛程]
甲 < 示例·中式烹饪技能竞赛 · 初赛
     您抽到 {jia} 号
     时间:12月13日 周日 09:00
     地点:示例职业学校实训楼
     [查看竞赛] [怎么抽的]
…
"""
UNIT = """
{who} > /score
{who} < 打分前先问一句:您的单位全称是什么?…
     只用来避开本单位选手,发 /privacy 可以查看和删除。
{who} > {unit}
"""


async def talk(play: Play, text: str) -> None:
    """Play it; reminders and the like may come in between."""
    steps = re.split(r"\n(?=\s*(?:\S+ > |\* ))", "\n" + inspect.cleandoc(text))
    await play("\n…\n".join([*steps, ""]))


def numbers(database: Path, stage: str = "preliminary") -> dict[str, int]:
    """Who drew what, by the last character of their names: 甲, 乙, and 领 for the leader."""
    found = rows(
        database,
        "SELECT p.name, d.number FROM draws d JOIN registrations r ON r.entry = d.entry "
        "JOIN profiles p ON p.person = r.person WHERE d.stage = ?",
        stage,
    )
    return {"领" if "领军" in str(name) else str(name)[-1]: int(str(number)) for name, number in found}


async def drawn(play: Play, database: Path, *, told: bool = True) -> dict[str, int]:
    """Three take part, and know their numbers."""
    for who in "甲乙领":
        await talk(play, ENTER.format(who=who))
    await talk(play, DESK.format(stage="初赛"))
    await talk(play, DRAW)
    got = numbers(database)
    if told:
        await talk(play, TOLD.format(jia=got["甲"]))
    return got


async def scored(play: Play, got: dict[str, int]) -> None:
    """One assessor gave 90, 80 and 70 to 甲, 乙 and 领."""
    await talk(play, UNIT.format(who="评", unit="示例评审单位") + "评 < 示例·中式烹饪技能竞赛 · 初赛打分\n     …")
    await talk(
        play,
        f"""
        评 > {got["甲"]} 90;{got["乙"]} 80;{got["领"]} 70
        评 < ✓ {got["甲"]} 号 90.00 分
             …
    """,
    )


async def known(play: Play) -> None:
    """Each is told, then all: the first goes on."""
    await talk(play, DESK.format(stage="初赛"))
    await talk(
        play,
        """
        管 > [晋级线]
        管 <✎ 前几名进下一场?写一个数,比如:20。不按名次就跳过。
             [跳过] [取消]
        管 > 1
        管 < 最少多少分才进?…
        管 > [跳过]
        管 <✎ 晋级线:前 1 名(同名次的都进)
             [保存]
             …
        管 > [保存]
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
             …
        管 > [告诉参赛者]
        管 <✎ 会一个个告诉 3 位选手自己的分数和名次。
             …
        管 > [确认告诉]
        …
        * +2m
        …
        管 > [公布成绩]
        管 <✎ 公布「示例·中式烹饪技能竞赛」初赛成绩,按抽签号,不写姓名。
             公示 5 个工作日,到 12月11日 周五(含);这期间谁都可以提异议。
             会告诉关注和报名的 3 人。
             [确认公布] [先不公布]
        管 > [确认公布]
        管 <! 公布了,正在告诉关注和报名的人
        …
        * +2m
        …
    """,
    )


async def test_numbers_are_drawn_told_once_and_can_be_checked(play: Play, database: Path) -> None:
    await drawn(play, database, told=False)
    await talk(
        play,
        """
        管 > [重新抽签]
        管 <✎ 重新抽签,现在的号全部作废,重抽会留下记录。确定吗?
             [重新抽签] [不抽了]
        * 管 taps [重新抽签] twice
        管 <! 抽好了,可以先看结果,再告诉选手
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛
             …
        管 <! 这一场刚有变动,请看最新的
        …
    """,
    )
    notes = rows(database, "SELECT detail FROM audit WHERE detail LIKE 'drawn%'")
    assert ["again" in str(note) for (note,) in notes] == [False, True]
    got = numbers(database)
    ((seed, entry),) = rows(
        database,
        "SELECT s.seed, d.entry FROM stage_plans s JOIN draws d ON d.competition = s.competition WHERE d.number = ?",
        got["甲"],
    )
    await talk(play, TOLD.format(jia=got["甲"]))
    await talk(
        play,
        f"""
        甲 > [怎么抽的]
        甲 < 初赛怎么抽的
             …
             您的:{seed}:{entry},抽到 {got["甲"]} 号
             算出来:{digest(str(seed), int(str(entry)))}
        甲 > 我的抽签号
        甲 < 示例·中式烹饪技能竞赛
             现在:报名已截止
             接下来:资格审核,12月6日 周日 09:00

             ✓ 报名开始:11月11日 周三 09:00
             ✓ 报名截止:12月3日 周四 18:00
             · 资格审核:12月6日 周日 09:00
             · 初赛:12月13日 周日 09:00 · 已抽签
             · 决赛:12月20日 周日 09:00

             ✅ 您已报名
             初赛:您是 {got["甲"]} 号 · 示例职业学校实训楼
             [查看竞赛]
        评 > /results
        评 < 您还没有报名竞赛,报了名这里能看到走到哪一步、成绩怎么样。
             [看全部竞赛]
    """,
    )


async def test_two_assessors_score_by_number_and_not_their_own_unit(play: Play, database: Path) -> None:
    got = await drawn(play, database)
    change(
        database,
        "UPDATE entries SET unit = '示例一厂' WHERE id IN (SELECT entry FROM draws WHERE number = ?)",
        got["领"],
    )
    first, second = sorted((got["甲"], got["乙"]))
    await talk(
        play,
        f"""
        甲 > /score
        甲 < 这里是评委打分的地方。您要是评委,请联系区总工会管理员登记。
        评 > /score
        评 < 打分前先问一句:您的单位全称是什么?…
             只用来避开本单位选手,发 /privacy 可以查看和删除。
        评 > 示例 一厂
        评 < 示例·中式烹饪技能竞赛 · 初赛打分
             共 2 个号,您打了 0 个,还差 2 个。
             本单位选手 1 人不在内。
             …
             {first} 号 没打
             {second} 号 没打
             [{first}] [{second}]
             [接着打 {first} 号]
             [下载打分表] [先到这里]
        评 > [接着打 {first} 号]
        评 <✎ {first} 号 · 初赛
             …
        评 > [80 多]
        评 <✎ {first} 号 · 初赛
             …
        * 评 taps [85] twice
        评 <! ✓ {first} 号 85.00 分
        评 <✎ ✓ {first} 号 85.00 分
             {second} 号 · 初赛
             …
        评 <! ✓ {first} 号 85.00 分
        评 > 88.555
        评 < ⚠️ 没看懂「88.555」,没有记
             请写「抽签号 分数」,比如:12 88.5。0 到 100 分,最多两位小数。
             …
        评 > {second} 88.5;{got["领"]} 100;{first} 101
        评 < ✓ {second} 号 88.50 分
             ⚠️ 您的打分表里没有 {got["领"]} 号,没有记
             ⚠️ 没看懂「{first} 101」,没有记
             …
        管 > [录入分数]
        管 <✎ 打分前先问一句:…
        管 > 无
        管 < 示例·中式烹饪技能竞赛 · 初赛打分
             共 3 个号,您打了 0 个,还差 3 个。
             …
        管 > {first} 95
        管 < ✓ {first} 号 95.00 分
             …
        评 > {first} 86
        评 < ✓ {first} 号 86.00 分
             示例·中式烹饪技能竞赛 · 初赛打分
             共 2 个号,您都打完了。
             …
             {first} 号 86.00
             …
        评 > [先到这里]
        评 <✎ 好的,打过的分都记着。…
    """,
    )
    given = rows(database, "SELECT d.number, s.points FROM scores s JOIN draws d ON d.entry = s.entry ORDER BY 1, 2")
    assert given == sorted([(first, 8600), (first, 9500), (second, 8850)])
    assert rows(database, "SELECT detail FROM audit WHERE action = 'competition.score'") == [("85.00 -> 86.00",)]


async def test_from_the_scores_to_the_awards(play: Play, database: Path) -> None:
    got = await drawn(play, database)
    await scored(play, got)
    await known(play)
    await talk(
        play,
        f"""
        甲 > 我进决赛了吗
        甲 < 示例·中式烹饪技能竞赛
             …
             初赛 90.00 分,第 1 名 · ✅ 进入决赛
             下一场:决赛,12月20日 周日 09:00。抽签号会发给您。
             [初赛成绩] [提异议]
             [对我的成绩申诉]
             [查看竞赛]
        评 > {got["甲"]} 10
        评 < 初赛的成绩已经告诉选手,不能再改。有错请联系竞赛管理员
        主 > /start competition_2
        …
        主 > [初赛成绩]
        主 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩
             公示到 12月11日 周五(含)
             得分:各位评委的平均分,四舍五入到两位小数
             同分:并列,后面的名次往后排(1、1、3)
             晋级线:前 1 名(同名次的都进)
             按抽签号公布,不写姓名。

             第 1 名 · {got["甲"]} 号 · 90.00 分 · 进入决赛
             第 2 名 · {got["乙"]} 号 · 80.00 分
             第 3 名 · {got["领"]} 号 · 70.00 分
             [提异议]
             [查看竞赛]
             [赛程与成绩]
        * 2026-12-20T15:00
        …
        管 > /start competition_2
        管 > [赛程与成绩]
        管 > [决赛]
        管 > [抽签]
        管 > [录入分数]
        管 > 无
        管 > 1 95.55
        管 > [先到这里]
        …
    """,
    )
    assert numbers(database, "final") == {"甲": 1}
    await talk(play, DESK.format(stage="决赛"))
    await talk(
        play,
        """
        管 > [看成绩]
        管 > [告诉参赛者]
        管 > [确认告诉]
        …
        * +31m
        …
        管 > [公布成绩]
        管 > [确认公布]
        …
        管 > [颁奖]
        管 <! 公示到 12月25日 周五(含),之后才能颁奖
        …
        * 2026-12-28T10:00
        …
        管 > [颁奖]
        管 <✎ 设哪些奖、各几名?…
        管 > 一等奖
        管 < 这一行没看懂:「一等奖」。…
        管 > 一等奖 1;二等奖 2
        管 < 请看一遍再颁奖,颁了不能改:
             一等奖:1 号
             名次相同的得同一个奖。会告诉获奖的人,再告诉关注和报名的人。
             [确认颁奖]
             [返回修改] [取消]
        管 > [确认颁奖]
        管 <✎ 示例·中式烹饪技能竞赛 · 决赛
             12月20日 周日 09:00 · 已颁奖
             …
        * +2m
        …
        甲 > 我的成绩
        甲 < 示例·中式烹饪技能竞赛
             …
             ✓ 决赛:12月20日 周日 09:00 · 已颁奖
             …
             决赛 95.55 分,第 1 名 · 🏅 一等奖
    """,
    )


async def test_each_is_told_before_all_and_what_was_looked_at(play: Play, database: Path) -> None:
    got = await drawn(play, database)
    await scored(play, got)
    await talk(play, DESK.format(stage="初赛"))
    await talk(
        play,
        f"""
        管 > [看成绩]
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
             得分:各位评委的平均分,四舍五入到两位小数
             同分:并列,后面的名次往后排(1、1、3)
             晋级线:没有设,都进下一场

             第 1 名 · {got["甲"]} 号 · 90.00 分 · 进入决赛 · 示例职工甲
             …
        评 > {got["甲"]} 60
        评 < ✓ {got["甲"]} 号 60.00 分
             …
        管 > [告诉参赛者]
        管 <! 成绩刚有变动,请再看一遍
        管 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩(还没告诉选手)
             …
        * 乙 blocks the bot
        甲 > [查看竞赛]
        …
        管 > [告诉参赛者]
        * 管 taps [确认告诉] twice
        …
        甲 < 示例·中式烹饪技能竞赛 · 初赛成绩
             {got["甲"]} 号 60.00 分,第 3 名
             🎉 恭喜进入决赛!抽签号和时间会再发给您。
             对成绩有疑问,…
             [查看竞赛] [申诉]
        …
    """,
    )
    assert len(rows(database, "SELECT 1 FROM outbox WHERE dedupe_key LIKE 'result:%'")) == 2


async def test_an_objection_upheld_leads_to_a_correction(play: Play, database: Path) -> None:
    got = await drawn(play, database)
    await scored(play, got)
    await known(play)
    await talk(
        play,
        f"""
        联 > /start competition_2
        …
        联 > [提异议]
        联 < 先问您一声
             …
             [同意并继续] [不用了]
        联 > [同意并继续]
        联 < 对「示例·中式烹饪技能竞赛」初赛的成绩有什么异议?…
        联 > 错
        联 < 写了 1 字,要 5 到 500 字,请改一下再发。
             [取消]
        联 > {got["甲"]} 号用了现成的半成品
        联 < 有照片可以发一张,没有就跳过。
             [跳过] [返回] [取消]
        联 > [跳过]
        联 <✎ 请看一遍再提交:
             …
        联 > [确认提交]
        联 <✎ ✅ 收到了,编号 1。管理员核实后,答复会发到这里。
        管 < 「示例·中式烹饪技能竞赛」初赛收到异议或申诉(编号 1),请答复。
             [去答复]
        …
        联 > /start competition_2
        …
        联 > [提异议]
        联 <! 您写的已经收到,正在处理,答复会发到这里
        管 > [去答复]
        管 <✎ 异议 1 · 示例·中式烹饪技能竞赛
             …
             {got["甲"]} 号用了现成的半成品
             [成立] [不成立]
             [返回]
        管 > [成立]
        管 <✎ 答复「成立」。…
        管 > 核实属实,扣 15 分
        管 < 请看一遍再答复:
             …
        管 > [确认答复]
        管 <✎ ✅ 已答复,这就发给本人。
             …
             [更正成绩]
             [看下一件]
        联 < 您的异议(编号 1)有答复了 · 成立
             「示例·中式烹饪技能竞赛」初赛
             核实属实,扣 15 分
             [查看竞赛]
        管 > [更正成绩]
        管 <✎ 更正几号的成绩?请写抽签号。
        管 > 99
        管 < 没有 99 号的成绩,请点「返回」重写抽签号。
        管 > [返回]
        …
        管 > {got["甲"]}
        管 < {got["甲"]} 号(示例职工甲)现在是 90.00 分,第 1 名。更正成多少分?
        管 > 75
        管 < 为什么更正?写一句,会告诉受影响的选手。
        管 > 核实扣分
        管 < 更正以后有 2 个名次或分数会变:
             {got["甲"]} 号 90.00 分 第 1 名 → 75.00 分 第 2 名
             {got["乙"]} 号 80.00 分 第 2 名 → 80.00 分 第 1 名
             原因:核实扣分
             …
        管 > [确认更正]
        管 <✎ ✅ 已更正,正在告诉受影响的 2 人。
             [看成绩]
        乙 < 更正 · 「示例·中式烹饪技能竞赛」初赛成绩
             {got["乙"]} 号 80.00 分 第 2 名 → 80.00 分 第 1 名
             您现在进入决赛了,抽签号会再发给您。
             原因:核实扣分
             [查看竞赛]
        …
        * +2m
        …
        联 > [初赛成绩]
        联 <✎ 示例·中式烹饪技能竞赛 · 初赛成绩
             …
             更正:12月4日 周五 10:…
             …
             第 1 名 · {got["乙"]} 号 · 80.00 分 · 进入决赛 · (更正)
             …
        * 2026-12-12T09:00
        …
        联 > [提异议]
        联 <! 公示已在 12月11日 周五 结束,不再收异议。还有疑问可以「转人工」
        甲 > [申诉]
        甲 <! 申诉已在 12月6日 周日 10:… 截止。还有疑问可以「转人工」
    """,
    )


async def test_only_a_competitor_appeals_and_two_admins_do_not_answer_twice(play: Play, database: Path) -> None:
    got = await drawn(play, database)
    await scored(play, got)
    await known(play)
    await talk(
        play,
        """
        甲 > [申诉]
        甲 < 先问您一声
             …
        甲 > [同意并继续]
        甲 < 对「示例·中式烹饪技能竞赛」初赛里自己的成绩,哪里有疑问?请写清楚。
             [取消]
        甲 > /cancel
        甲 < 好的,没有提交。公示期内随时可以再写。
        甲 > [申诉]
        …
        甲 > 请复核我的分数
        甲 > [跳过]
        甲 > [确认提交]
        …
        管 > [去答复]
        管 <✎ 申诉 1 · 示例·中式烹饪技能竞赛
             …
             申诉人:示例职工甲 · … 号 · 90.00 分 · 第 1 名
             [成立] [不成立]
             [返回]
        管2 > /start competition_2
        管2 > [赛程与成绩]
        管2 > [初赛]
        管2 > [答复异议 1 件]
        管2 > [不成立]
        管 > [不成立]
        管 > 复核无误
        管 > [确认答复]
        …
        甲 < 您的申诉(编号 1)有答复了 · 不成立
             「示例·中式烹饪技能竞赛」初赛
             复核无误
             [查看竞赛]
        管2 > 分数有误
        管2 > [确认答复]
        管2 <! 别的管理员刚答复过这一件
        …
    """,
    )
    assert rows(database, "SELECT state, answer FROM objections") == [("rejected", "复核无误")]


async def test_scores_from_a_workbook_all_or_nothing(play: Play, database: Path, tmp_path: Path) -> None:
    got = await drawn(play, database)
    good, bad, odd = tmp_path / "good.xlsx", tmp_path / "bad.xlsx", tmp_path / "odd.txt"
    _workbook(good, [[got["甲"], 88.5], [str(got["乙"]), "90"], [got["领"], None]])
    _workbook(bad, [[got["甲"], "=1+99"], [77, 50], [got["乙"], 100.5]])
    odd.write_text("x")
    await talk(play, UNIT.format(who="评", unit="示例评审单位") + "评 < 示例·中式烹饪技能竞赛 · 初赛打分\n     …")
    await talk(
        play,
        f"""
        评 > +file {bad}
        评 < 收到表格,正在核对…
        评 < 有 3 处需要修改,什么都没有导入:
             第 2 行 · 分数 · 「=1+99」:不能是公式或出错的单元格,请改成它的值(选择性粘贴 → 数值)
             第 3 行 · 抽签号 · 「77」:您的打分表里没有这个号
             第 4 行 · 分数 · 「100.5」:要填 0 到 100 的分数,最多两位小数;还没打就留空
        评 > +file {odd}
        评 < 收到表格,正在核对…
        评 < odd.txt:只认 .xlsx 和 .csv 文件,请看文件名的结尾。
    """,
    )
    assert rows(database, "SELECT * FROM scores") == []
    await talk(
        play,
        f"""
        评 > +file {good}
        评 < 收到表格,正在核对…
        评 < ✅ 已从表格记下 2 个号的分数。
             [看打分表]
        评 > [看打分表]
        评 <✎ 示例·中式烹饪技能竞赛 · 初赛打分
             共 3 个号,您打了 2 个,还差 1 个。
             …
    """,
    )
    given = rows(database, "SELECT d.number, s.points FROM scores s JOIN draws d ON d.entry = s.entry ORDER BY 1")
    assert given == sorted([(got["甲"], 8850), (got["乙"], 9000)])


def _workbook(path: Path, cells: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.append(["抽签号", "分数"])
    for row in cells:
        book.active.append(row)
    book.save(path)
