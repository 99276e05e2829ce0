"""People around a running house: what they do reaches it, what it says reaches them."""

import asyncio
from pathlib import Path

import pytest

from bot.pacing import BURST
from bot.standin.clocks import FrozenClock, ShiftedClock
from bot.standin.faults import Fault
from bot.standin.opening import opened
from bot.standin.world import NotVisible, Unsettled, World
from tests.standin.conftest import PNG


async def test_an_answer_is_seen_by_who_asked(world: World) -> None:
    await world.say("甲", "/help")
    events = await world.settle()
    assert {event.to for event in events} == {"甲"}
    assert events[0].kind == "message"
    assert events[0].text
    assert await world.settle() == []


async def test_everything_is_told_to_listeners(world: World) -> None:
    told: list[tuple[str, str]] = []
    end = world.listen(lambda event: told.append((event.to, event.kind)))
    await world.say("甲", "/help")
    await world.settle()
    assert told[:2] == [("甲", "own"), ("甲", "message")]
    end()
    await world.say("甲", "/help")
    await world.settle()
    assert len(told) == 2


async def test_a_button_that_is_not_there(world: World) -> None:
    with pytest.raises(NotVisible, match="现在一个按钮也看不到"):
        await world.tap("甲", "没有")
    await world.say("甲", "/studios")
    await world.settle()
    with pytest.raises(NotVisible, match=r"看得到的是") as missing:
        await world.tap("甲", "没有")
    assert "[" in str(missing.value)
    with pytest.raises(NotVisible):
        await world.tap_again("甲")


async def test_a_chat_shows_what_stands_in_it(world: World) -> None:
    await world.say("甲", "/help")
    await world.settle()
    own, answer = world.chat("甲")
    assert own["text"] == "/help"
    assert answer["from"]["id"] == world.telegram.me["id"]


async def test_new_words_are_new_accounts(world: World) -> None:
    await world.say("路人", "/help")
    events = await world.settle()
    assert {event.to for event in events} == {"路人"}
    assert world.people["路人"].id == world.person("路人").id


async def test_files_reach_the_house(world: World, tmp_path: Path) -> None:
    for name, kind in (("名单.csv", "document"), ("现场.png", "photo")):
        (tmp_path / name).write_bytes(PNG)
        await world.send_file("甲", kind, tmp_path / name, "看")
        own = [message for message in world.chat("甲") if kind in message][-1]
        assert own["caption"] == "看"
        assert world.file("甲", own["message_id"])[:2] == (name, PNG)
    await world.settle()
    with pytest.raises(OSError, match=r"nothing\.csv"):
        await world.send_file("甲", "document", tmp_path / "nothing.csv")


async def test_a_restart_keeps_what_was_said_before_it(world: World) -> None:
    await world.say("甲", "/help")
    await world.restart()
    assert [event.to for event in await world.settle()] == ["甲"]


async def test_restarting_is_quick(world: World) -> None:
    loop = asyncio.get_running_loop()
    times = []
    for _ in range(5):
        begin = loop.time()
        await world.restart()
        times.append(loop.time() - begin)
    assert min(times) < 0.1


async def test_a_frozen_clock_goes_on_to_what_is_paced(world: World) -> None:
    begin = world.clock.now()
    for _ in range(BURST + 2):
        await world.say("甲", "/help")
    events = await world.settle()
    assert len(events) == BURST + 2
    assert 1000 <= world.clock.now() - begin <= 10_000


async def test_a_flood_is_waited_out(world: World) -> None:
    begin = world.clock.now()
    world.telegram.faults.add(Fault("flood", "sendMessage", retry_after=20))
    await world.say("甲", "/help")
    assert len(await world.settle()) == 1
    assert world.clock.now() - begin >= 20_000


async def test_the_clock_stops_on_the_way_at_what_is_due(world: World) -> None:
    begin = world.clock.now()
    world.telegram.faults.add(Fault("flood", "sendMessage", retry_after=600))
    await world.say("甲", "/help")
    assert await world.settle() == []
    seen: list[int] = []
    world.listen(lambda _event: seen.append(world.clock.now() - begin))
    await world.move(3_600_000)
    assert len(await world.settle()) == 1
    assert 600_000 <= seen[0] < 700_000
    assert world.clock.now() - begin == 3_600_000


async def test_groups_have_names(world: World) -> None:
    world.group("群", ["甲", "乙"])
    await world.say("甲@群", "/help")
    events = await world.settle()
    assert {event.to for event in events} == {"群"}
    assert world.chat("群")[0]["from"]["first_name"] == "示例职工甲"


async def test_people_who_blocked_the_bot(world: World, errors: list[str]) -> None:
    await world.say("甲", "/help")
    await world.settle()
    await world.block("甲")
    assert world.blocked == {"甲"}
    await world.settle()
    await world.unblock("甲")
    await world.settle()
    assert world.blocked == set()


async def test_a_house_that_does_not_come_to_rest_is_named(world: World) -> None:
    world.patience_s = 0.5
    await world.stop()
    with pytest.raises(RuntimeError, match="not running"):
        await world.settle()
    await world.start()
    world.telegram.faults.add(Fault("error", "getUpdates", times=0))
    await world.settle()
    await world.say("甲", "/help")  # the poll that is under way still gets it, and no later one confirms it
    with pytest.raises(Unsettled, match="Telegram still keeps 1 updates"):
        await world.settle()


async def test_menus_are_those_of_the_person(world: World) -> None:
    await world.say("甲", "/start")
    await world.settle()
    assert "help" in dict(world.commands("甲"))


async def test_a_world_on_real_time(database: Path) -> None:
    clock = ShiftedClock()
    begin = clock.now()
    async with opened(clock, database) as world:
        await world.say("worker", "/help")
        assert len(await world.settle()) == 1
        await world.move(3_600_000)
        assert clock.now() - begin >= 3_600_000


async def test_frozen_waiting() -> None:
    clock = FrozenClock(1_000)
    event = asyncio.Event()
    await asyncio.wait_for(clock.wait(event, 1_000), 1)
    waiting = asyncio.create_task(clock.wait(event, 2_000))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    clock.move(1_000)
    await asyncio.wait_for(waiting, 1)
    waiting = asyncio.create_task(clock.wait(event, None))
    await asyncio.sleep(0)
    event.set()
    await asyncio.wait_for(waiting, 1)


async def test_shifted_waiting() -> None:
    clock = ShiftedClock()
    event = asyncio.Event()
    waiting = asyncio.create_task(clock.wait(event, clock.now() + 3_600_000))
    await asyncio.sleep(0.01)
    clock.move(1_000)
    await asyncio.sleep(0.01)
    assert not waiting.done()
    clock.move(3_600_000)
    await asyncio.wait_for(waiting, 1)
    waiting = asyncio.create_task(clock.wait(event, None))
    await asyncio.sleep(0)
    event.set()
    await asyncio.wait_for(waiting, 1)
    begin = clock.now()
    await clock.wait(asyncio.Event(), clock.now() + 20)
    assert clock.now() - begin >= 20
