"""/schedule: what will be sent and when; one skipped, one moved, a ladder paused; two officers at once."""

from pathlib import Path

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows
from tests.transcripts.test_reminding import FOLLOWED, Deeds, deeds, nothing_else

__all__ = ["deeds", "nothing_else"]


KNOWN = """
管 > /start
…
管2 > /start
…
"""
WEEK = """
管 > 发送日程
管 < 发送日程 · 11月30日 周一 至 12月6日 周日
     以下都是北京时间

     《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00
     1. 12月3日 周四 09:00 · 提前 7 天
     [1]
     [下一周 ›]
"""
CARD = """
管 > [1]
管 <✎ 《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00
     12月3日 周四 09:00 · 提前 7 天
     现在会提醒 1 人,到时按当时的情况再算。
     [跳过这一次] [改时间]
     [暂停这一组]
     [返回日程]
"""


async def test_what_will_be_sent_week_by_week(play: Play, deeds: Deeds) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + """
        管 > [下一周 ›]
        管 <✎ 发送日程 · 12月7日 周一 至 12月13日 周日
             …
             《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00
             1. 12月7日 周一 09:00 · 提前 3 天
             2. 12月9日 周三 09:00 · 提前 1 天
             3. 12月10日 周四 09:00 · 当天
             [1] [2] [3]
             [‹ 上一周] [下一周 ›]
        管 > [下一周 ›]
        管 <✎ 发送日程 · 12月14日 周一 至 12月20日 周日
             …
             这一周没有要发的。
             [‹ 上一周] [下一周 ›]
    """.replace("\n        ", "\n")
    )


async def test_skip_one_and_take_it_back(play: Play, deeds: Deeds) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + """
管 > [跳过这一次]
管 <! 已跳过,到时不发
管 <✎ 《示例钳工技能竞赛》 …
     12月3日 周四 09:00 · 提前 7 天 · 已跳过
     …
     [恢复这一次]
     [返回日程]
管 > [返回日程]
管 <✎ …
     1. 12月3日 周四 09:00 · 提前 7 天 · 已跳过
     [1]
     [下一周 ›]
* 2026-12-02T12:00
管 > [1]
管 <✎ …
管 > [恢复这一次]
管 <! 已恢复,到时照发
管 <✎ …
     …
     [跳过这一次] [改时间]
     [暂停这一组]
     [返回日程]
* 2026-12-03T09:00
甲 < 《示例钳工技能竞赛》…
管 > [跳过这一次]
管 <! 这条提醒已经发出或取消了
管 <✎ …
"""
    )


async def test_a_paused_ladder_says_nothing_until_it_goes_on(play: Play, deeds: Deeds, database: Path) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + """
管 > [暂停这一组]
管 <! 已暂停,恢复之前都不发
管 <✎ …
     12月3日 周四 09:00 · 提前 7 天 · 已暂停
     …
     [恢复这一组] [改时间]
     [返回日程]
* 2026-12-08T12:00
管 > [恢复这一组]
管 <! 已恢复
管 <✎ …
甲 < 《示例钳工技能竞赛》…还有 2 天。
* 2026-12-09T09:00
甲 < 《示例钳工技能竞赛》…就在明天。
"""
    )
    noted = rows(database, "SELECT detail FROM audit WHERE action = 'schedule.edit' ORDER BY id")
    assert [str(detail).split(":")[0] for (detail,) in noted] == ["paused", "resumed"]


async def test_move_one(play: Play, deeds: Deeds) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + """
管 > [改时间]
管 <✎ 改到什么时候发?直接写,例如:12月3日 10:00、明天下午2点。
     [取消]
管 > 找个时间
管 < 没看懂这个时间。请写成:12月3日 10:00。
管 > 今天8点
管 < 12月1日 周二 08:00 已经过去了,请写以后的时间。
管 > 明天下午3点
管 < 《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00
     改到 12月2日 周三 15:00 发。
     [改到这个时间]
     …
# another time typed at the check is taken too
管 > 明天下午2点
管 < 《示例钳工技能竞赛》 报名截止 12月10日 周四 18:00
     改到 12月2日 周三 14:00 发。
     [改到这个时间]
     …
管 > [改到这个时间]
管 <! 已改好
管 <✎ …
     12月2日 周三 14:00 · 提前 7 天
     …
* 2026-12-02T13:59
* 2026-12-02T14:00
甲 < 《示例钳工技能竞赛》…还有 8 天。
* 2026-12-04T09:00
"""
    )


async def test_a_time_behind_the_matter_is_not_taken(play: Play, deeds: Deeds) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + """
管 > [改时间]
管 <✎ …
管 > 12月11日 9:00
管 < …
管 > [改到这个时间]
管 <✎ 没有改:要晚于现在,早于 12月10日 周四 18:00。
     [返回]
管 > [返回]
管 <✎ …
     12月3日 周四 09:00 · 提前 7 天
     …
"""
    )


async def test_two_officers_at_once(play: Play, deeds: Deeds) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + (WEEK + CARD).replace("管 ", "管2 ")
        + """
管 > [跳过这一次]
管 <! 已跳过,到时不发
管 <✎ …
管2 > [改时间]
管2 <! 刚刚有变动,请看最新的
管2 <✎ …
     …
     [恢复这一次]
     [返回日程]
管 > [恢复这一次]
管 <! …
管 <✎ …
管2 > [恢复这一次]
管2 <! 刚刚有变动,请看最新的
管2 <✎ …
管2 > [改时间]
管2 <✎ …
管2 > 明天下午2点
管2 < …
管 > [跳过这一次]
管 <! …
管 <✎ …
管2 > [改到这个时间]
管2 <✎ 没有改:别的管理员刚改过这一条。
     [看最新的]
"""
    )


async def test_only_officers_see_it(play: Play, world: World) -> None:
    await play("""
        甲 > /schedule
        甲 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        领 > 发送日程
        领 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
    """)


async def test_a_tap_twice_acts_once(play: Play, deeds: Deeds, database: Path) -> None:
    await play(KNOWN + FOLLOWED, deeds)
    await play(
        WEEK
        + CARD
        + """
* 管 taps [跳过这一次] twice
…
"""
    )
    assert len(rows(database, "SELECT * FROM audit WHERE action = 'schedule.edit'")) == 1


async def test_a_year_whose_days_off_nobody_knows_is_said(play: Play, database: Path) -> None:
    change(database, "DELETE FROM calendar_years")
    await play("""
        管 > /schedule
        管 < 发送日程 · 11月30日 周一 至 12月6日 周日
             以下都是北京时间
             ⚠️ 2027 年的放假安排还没有录入,暂时只把周末当休息日。发 /calendar 录入。
             这一周没有要发的。
             [下一周 ›]
        …
    """)
