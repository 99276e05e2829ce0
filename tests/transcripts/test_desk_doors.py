"""Who may not answer, and buttons of the officers' desk that are old or made up."""

from pathlib import Path

import pytest

from bot.standin.world import World
from tests.conftest import Play
from tests.transcripts.records import change
from tests.transcripts.test_answering import ASKED, OPENED, WRITTEN


@pytest.mark.parametrize(
    "data",
    [
        "desk.list:open:0",
        "desk.open:1",
        "desk.answer:1",
        "desk.fresh:1",
        "answer.confirm:1:1",
        "answer.choose:1:1:0",
        "missed.list:0",
        "missed.ignore:1",
        "known.list:0",
        "known.really:1:1",
        "known.write:0:0",
        "entry.confirm:1:1",
        "lexicon.add",
        "lexicon.remove:1",
        "synonyms.confirm:1:1",
    ],
)
async def test_a_worker_who_makes_up_buttons_is_refused(world: World, data: str) -> None:
    await world.say("甲", "/start")
    await world.settle()
    await world.tap_data("甲", world.chat("甲")[-1]["message_id"], data)
    (event,) = await world.settle()
    assert (event.kind, event.alert) == ("toast", True)
    assert "管理员权限" in event.text


async def test_a_worker_has_no_such_commands(play: Play) -> None:
    await play("""
        甲 > /questions
        甲 < 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        甲 > /knowledge
        甲 < 这项操作需要管理员权限。…
        甲 > /lexicon 核磁=磁共振
        甲 < 这项操作需要管理员权限。…
    """)


async def test_made_up_numbers_and_lists_are_stale(play: Play, world: World) -> None:
    await play("""
        管 > /questions
        管 < 待答复的提问 · 0
             …
    """)
    message = world.chat("管")[-1]["message_id"]
    await world.tap_data("管", message, "desk.list:secret:0")
    await play("管 <! 这个按钮已过期,请重新查找")
    await world.tap_data("管", message, "desk.open:99")
    await play("管 <! 这个提问已被提问人删除")
    await world.tap_data("管", message, "desk.list:answered:-7")
    await play("""
        管 <✎ 已答复的提问 · 0
             还没有答复过。
             [待答复] [没答上的] [知识库]
    """)


async def test_who_was_an_officer_until_a_moment_ago_sends_no_answer(play: Play, database: Path) -> None:
    await play(ASKED + OPENED + WRITTEN)
    await play("""
        管 > [不加入]
        管 <✎ 请看一遍再发出:
             …
    """)
    change(database, "DELETE FROM roles WHERE person = (SELECT person FROM addresses WHERE address = '900041')")
    await play("""
        管 > [发出答复]
        管 <! 这项操作需要管理员权限。需要的话请联系区总工会管理员。
        管 > 发出答复
        管 < …
        甲 > 我的提问
        甲 < 我的提问 · 共 1 个

             1. 等待答复 · 2026-12-01
             …
    """)
