"""What a person wants to be told, and when."""

from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change, rows

PAGE = """
甲 > /settings
甲 < 提醒设置
     收:通知、竞赛提醒、培训提醒
     免打扰:21:00–8:00
     一天有几件事:合成一条发
     语言:中文(发 /language 可以换)
     关心的工种:没选
     关心的街道:没选
     您一改就记下,记在您的 Telegram 编号下;发 /privacy 可以查看和删除。
     [✓ 通知] [✓ 竞赛提醒]
     [✓ 培训提醒]
     [免打扰时间] [改成分开发]
     [关心的工种] [关心的街道]
"""


async def test_kinds_are_switched_off_and_on_in_place(play: Play, database: Path) -> None:
    await play(PAGE)
    await play("""
        甲 > [✓ 通知]
        甲 <! 好的,不再发这一类
        甲 <✎ 提醒设置
             收:竞赛提醒、培训提醒
             …
             [✗ 通知] [✓ 竞赛提醒]
             [✓ 培训提醒]
             [免打扰时间] [改成分开发]
             [关心的工种] [关心的街道]
        甲 > [✓ 竞赛提醒]
        甲 <! …
        甲 <✎ …
        甲 > [✓ 培训提醒]
        甲 <! …
        甲 <✎ 提醒设置
             收:什么都不收
             …
        甲 > [✗ 通知]
        甲 <! 好的,照常提醒
        甲 <✎ 提醒设置
             收:通知
             …
    """)
    assert rows(database, "SELECT kind, subject FROM mutes") == [("competition", 0), ("course", 0)]


async def test_a_stranger_is_told_that_nothing_reaches_them_yet(play: Play, database: Path) -> None:
    await play("""
        新来的 > /settings
        新来的 < 提醒设置
                 收:还没有开始。点「接收通知和提醒」,工会的通知和竞赛提醒才能发到您这里。
                 …
                 [接收通知和提醒]
                 [免打扰时间] [改成分开发]
                 [关心的工种] [关心的街道]
        新来的 > [接收通知和提醒]
        新来的 <! 好的,有通知和提醒就发给您
        新来的 <✎ 提醒设置
                 收:通知、竞赛提醒、培训提醒
                 …
                 [✓ 通知] [✓ 竞赛提醒]
                 [✓ 培训提醒]
                 …
    """)
    assert rows(database, "SELECT count(*) FROM addresses WHERE address = ?", str(play.world.person("新来的").id)) == [
        (1,)
    ]


async def test_whoever_only_looks_leaves_nothing_behind(play: Play, database: Path) -> None:
    before = rows(database, "SELECT count(*) FROM people")
    await play("""
        新来的 > 设置
        新来的 < 提醒设置
                 …
        新来的 > [免打扰时间]
        新来的 <✎ 免打扰时间
                 现在:21:00–8:00
                 …
                 [✓ 21:00–8:00] [22:00–7:00]
                 [20:00–9:00] [不设免打扰]
                 [自己写] [返回设置]
        新来的 > [返回设置]
        新来的 <✎ 提醒设置
                 …
    """)
    assert rows(database, "SELECT count(*) FROM people") == before
    await play("""
        新来的 > [改成分开发]
        新来的 <! 记下了
        新来的 <✎ 提醒设置
                 收:通知、竞赛提醒、培训提醒
                 免打扰:21:00–8:00
                 一天有几件事:分开发
                 …
    """)
    assert rows(database, "SELECT digest, quiet_from, quiet_to FROM preferences") == [(0, 1260, 480)]


async def test_quiet_hours_by_taps_and_typed(play: Play, database: Path) -> None:
    await play(PAGE)
    await play("""
        甲 > [免打扰时间]
        甲 <✎ …
        甲 > [不设免打扰]
        甲 <! 记下了
        甲 <✎ 提醒设置
             …
             免打扰:不设
             …
        甲 > [免打扰时间]
        甲 <✎ 免打扰时间
             现在:不设
             …
             [21:00–8:00] [22:00–7:00]
             [20:00–9:00] [✓ 不设免打扰]
             [自己写] [返回设置]
        甲 > [自己写]
        甲 <✎ 请写几点到几点不打扰,例如:22:00-7:30
             不要免打扰就写「不要」。
             [取消]
        甲 > 晚上别吵我
        甲 < 没看懂。请写成 22:00-7:30 这样,开始和结束不能一样;不要免打扰就写「不要」。
             [取消]
        * 甲 sends a voice
        甲 < 没看懂。…
        甲 > 22点到7点半
        甲 < 免打扰:22:00–7:30
             [就这样]
             [返回修改] [取消]
        * 甲 taps [就这样] twice
        甲 <✎ 提醒设置
             …
             免打扰:22:00–7:30
             …
        甲 <! 这份表单已经提交或取消了
    """)
    assert rows(database, "SELECT quiet_from, quiet_to FROM preferences") == [(1320, 450)]


async def test_typing_is_interrupted_and_cancelled(play: Play, database: Path) -> None:
    await play(PAGE)
    await play("""
        甲 > [免打扰时间]
        甲 <✎ …
        甲 > [自己写]
        甲 <✎ …
        甲 > /help
        甲 < …
        甲 < 您的免打扰时间还没有提交,给您留着。
             [继续填写] [取消]
        甲 > [继续填写]
        甲 <✎ 请写几点到几点不打扰…
        甲 > 取消
        甲 < 已取消,草稿没有保留。需要时随时可以重新开始。
    """)
    assert rows(database, "SELECT * FROM preferences") == []


async def test_streets_from_the_list_and_trades_typed(play: Play, database: Path) -> None:
    change(database, "DELETE FROM competitions")
    await play(PAGE)
    await play("""
        甲 > [关心的街道]
        甲 <✎ 关心的街道
             点一下选上,再点一下去掉,最多 10 个。有相关的通知,会发给您。
        甲 > [望京街道]
        甲 <! 记下了
        甲 <✎ …
        甲 > [下一页 ›]
        甲 <✎ 关心的街道
             …
        甲 > [返回设置]
        甲 <✎ 提醒设置
             …
             关心的街道:望京街道
             …
        甲 > [关心的工种]
        甲 <✎ 关心的工种
             …
             现在还没有可选的,请点「自己写」。
             [自己写] [返回设置]
        甲 > [自己写]
        甲 <✎ 请写您关心的工种,几个用顿号隔开。每个最多 12 字。
             [取消]
        甲 > 我在北京的工地上做了二十年焊接
        甲 < 「我在北京的工地上做了二十年焊接」太长了,每个最多 12 字。
             [取消]
        甲 > 一、二、三、四、五、六、七、八、九、十、十一
        甲 < 最多 10 个,您写了 11 个。
             [取消]
        甲 > 焊工, 钳工
        甲 < 加上关心的工种:焊工、钳工
             [记下]
             [返回修改] [取消]
        甲 > [记下]
        甲 <✎ 关心的工种
             …
             [✓ 焊工] [✓ 钳工]
             [自己写] [返回设置]
        甲 > [✓ 焊工]
        甲 <! 记下了
        甲 <✎ 关心的工种
             …
             [✓ 钳工]
             [自己写] [返回设置]
    """)
    kept = rows(database, "SELECT kind, value FROM interests ORDER BY kind")
    assert kept == [("street", "望京街道"), ("trade", "钳工")]


async def test_more_than_can_be_kept_is_said(play: Play, database: Path) -> None:
    await play(PAGE)
    for number in range(9):
        change(
            database,
            "INSERT INTO interests SELECT person, 'street', ? FROM addresses WHERE address = '900001'",
            f"街{number}",
        )
    await play("""
        甲 > [关心的街道]
        甲 <✎ …
        甲 > [望京街道]
        甲 <! 记下了
        甲 <✎ …
        甲 > [三里屯街道]
        甲 <! 最多选 10 个,请先去掉一个
    """)


async def test_a_leader_is_asked_of_reports_and_gets_single_things_back(play: Play, database: Path) -> None:
    change(
        database,
        "INSERT INTO mutes SELECT a.person, 'duty', d.id, 1 FROM addresses a, duties d JOIN studios s ON s.id = d.studio"
        " WHERE a.address = '900011' AND s.name = '示例领军人甲创新工作室'",
    )
    await play("""
        领 > 提醒设置
        领 < 提醒设置
             收:通知、竞赛提醒、培训提醒、报告提醒
             …
             [✓ 通知] [✓ 竞赛提醒]
             [✓ 培训提醒] [✓ 报告提醒]
             [免打扰时间] [改成分开发]
             [关心的工种] [关心的街道]
             [单独关掉的 1 件]
        领 > [单独关掉的 1 件]
        领 <✎ 单独关掉的提醒
             1. 示例领军人甲创新工作室 · 示例季度工作报告 · 2026年第四季度
             [恢复 1]
             [返回设置]
        * 领 taps [恢复 1] twice
        领 <! 好的,以后照常提醒
        领 <✎ 单独关掉的提醒
             没有单独关掉的。
             [返回设置]
        领 <! 这一件已经恢复了
    """)
    assert rows(database, "SELECT * FROM mutes") == []


@pytest.mark.parametrize("said", ["别提醒我了", "不要再发通知了", "晚上不要打扰", "关闭提醒"])
async def test_who_wants_less_is_led_here(world: World, said: str) -> None:
    await world.say("甲", said)
    assert [event.text.partition("\n")[0] for event in await world.settle()] == ["提醒设置"]


async def test_made_up_buttons_are_stale(world: World, database: Path) -> None:
    await world.say("甲", "/settings")
    await world.settle()
    for data in [
        "settings.switch:secret:1",
        "settings.quiet:1:2",
        "settings.want:level:1:0:x",
        "settings.unmute:notice:0",
    ]:
        await world.tap_data("甲", world.chat("甲")[-1]["message_id"], data)
        (event,) = await world.settle()
        assert (event.kind, event.text) == ("toast", "这个按钮已过期，请重新查找")
    assert rows(database, "SELECT kind FROM mutes UNION ALL SELECT kind FROM interests") == []
