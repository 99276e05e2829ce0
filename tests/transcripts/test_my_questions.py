"""我的提问: the limit, the list, taking a question back."""

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.test_questions import CONSENT, SUBMIT


async def test_at_most_five_wait_at_a_time(play: Play) -> None:
    await play(CONSENT + SUBMIT)
    for number in range(2, 6):
        await play(f"""
            甲 > 提问
            甲 < 请写下您的问题…
            甲 > 这是第 {number} 个问题
            甲 < 您的问题:
                 …
            甲 > [跳过]
            甲 <✎ 请看一遍再提交:
                 …
            甲 > [确认提交]
            甲 <✎ ✅ 已提交,编号 Q20261201-000{number}。
                 …
        """)
    await play("""
        甲 > 提问
        甲 < 您已有 5 个提问在等答复。请等等答复,或者先撤回一个。
             [我的提问]
        甲 > [我的提问]
        甲 < 我的提问 · 共 5 个
             …
             [1] [2] [3] [4] [5]
             [再提一个]
        甲 > [5]
        甲 <✎ Q20261201-0001 · 等待答复
             …
             [撤回] [返回列表]
        甲 > [撤回]
        甲 <✎ 确定撤回 Q20261201-0001 吗?撤回后不会再有人答复。
             高温补贴怎么领
             [确定撤回] [不撤了]
        * 甲 taps [确定撤回] twice
        甲 <! 已撤回
        甲 <✎ Q20261201-0001 · 已撤回
             …
        …
        甲 > 提问
        甲 < 请写下您的问题…
    """)


async def test_somebody_elses_question_cannot_be_seen_or_withdrawn(play: Play, world: World) -> None:
    await play(CONSENT + SUBMIT)
    await play("""
        乙 > /myquestions
        乙 < 您还没有提过问题。
    """)
    message = world.chat("乙")[-1]["message_id"]
    for data in ("mine.show:1", "mine.withdraw:1", "mine.really:1"):
        await world.tap_data("乙", message, data)
        await play("乙 <! 没有这个提问,或者已经删除了")
    await play("""
        甲 > 我的提问
        甲 < 我的提问 · 共 1 个

             1. 等待答复 · 2026-12-01
             高温补贴怎么领
    """)
