"""Saying things to a Telegram that fails in every way it can."""

import asyncio
import itertools
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.outcomes import outcome_of, plain
from bot.standin.chats import MEMBER
from bot.standin.clocks import FrozenClock
from bot.standin.faults import Fault
from bot.standin.world import World
from bot.transport import NotSent
from storage import outbox
from storage.database import Database, Tx
from storage.model.post import MAX_TRIES, Claim, Lane, Letter, Said, doubt_ms
from tests.echo import MORNING, Echo, echoing, texts
from tests.transcripts.records import change, rows

HOUR_MS = 3_600_000


@pytest.fixture
def path(empty_database: Path) -> Path:
    return empty_database


@pytest.fixture
async def world(path: Path) -> AsyncIterator[World]:
    async with echoing(path, Echo()) as world:
        yield world


def post(path: Path) -> list[tuple[object, ...]]:
    """State, tries and flag of every message to a person, oldest first."""
    return rows(path, "SELECT state, tries, maybe_repeat FROM outbox WHERE method = 'sendMessage' ORDER BY id")


async def test_what_is_sent_is_written_down_with_its_number(world: World, path: Path) -> None:
    await world.say("worker", "你好")
    assert await texts(world, "worker") == ["你好"]
    (row,) = rows(path, "SELECT state, telegram_message_id, finished_at FROM outbox WHERE method = 'sendMessage'")
    assert row == ("sent", world.chat("worker")[-1]["message_id"], MORNING)


async def test_without_a_connection_it_is_said_later_once_and_unflagged(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("unreachable", "sendMessage", times=3))
    await world.say("worker", "你好")
    assert await texts(world, "worker") == ["你好"]
    assert world.clock.now() == MORNING + 1_000 + 2_000 + 4_000
    assert post(path) == [("sent", 1, 0)]  # what never left is no try


async def test_a_lost_answer_is_repeated_and_flagged(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("lost", "sendMessage"))
    await world.say("worker", "你好")
    assert await texts(world, "worker") == ["你好", "你好"]
    assert post(path) == [("sent", 2, 1)]


async def test_a_file_that_cannot_be_read_is_tried_again_unflagged(
    world: World, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    read, failures = outbox.file, iter([True, True])

    async def failing(tx: Tx, number: int) -> tuple[str, str, bytes] | None:
        if next(failures, False):
            raise sqlite3.OperationalError("disk I/O error")
        return await read(tx, number)

    monkeypatch.setattr(outbox, "file", failing)
    db = await Database.open(path)
    async with db.write() as tx:
        file = await outbox.put_file(tx, "名录.xlsx", b"PK")
        chat = world.person("worker").id
        world.telegram.chats.private(world.person("worker")).bot = MEMBER
        await outbox.put(tx, Letter(str(chat), "sendDocument", {"chat_id": chat}, file=file), MORNING)
    await db.close()
    world.house._sender.wake()
    await world.settle()
    assert rows(path, "SELECT state, tries, maybe_repeat FROM outbox WHERE file IS NOT NULL") == [("sent", 1, 0)]
    assert world.clock.now() == MORNING + 20_000


async def test_a_long_ban_of_a_chat_keeps_nothing_claimed(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("flood", "sendMessage", retry_after=10_000))
    await world.say("worker", "多 5")
    async with asyncio.timeout(30):
        while not rows(path, "SELECT * FROM bans"):
            await world.house.settled()
            await asyncio.sleep(0.001)  # `settled` may return at once, before anything was heard
    assert not rows(path, "SELECT * FROM outbox WHERE state = 'sending'")


async def test_a_server_error_is_unknown_so_flagged(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("error", "sendMessage", status=502, times=2))
    await world.say("worker", "你好")
    assert await texts(world, "worker") == ["你好"]
    assert post(path) == [("sent", 3, 1)]


async def test_messages_of_unknown_fate_are_tried_for_half_an_hour(world: World, path: Path) -> None:
    began = world.clock.now()
    world.telegram.faults.add(Fault("unreachable", "sendMessage", times=40))  # an outage costs none of the tries
    world.telegram.faults.add(Fault("error", "sendMessage", status=502, times=0))
    await world.say("worker", "你好")
    await world.settle()
    await world.move(2 * HOUR_MS)
    tried = [call.at - began for call in world.telegram.calls if call.status == 502]
    gaps = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert gaps == [doubt_ms(number) for number in range(1, MAX_TRIES)]
    assert sum(gaps) > HOUR_MS / 2
    assert post(path) == [("dead", MAX_TRIES, 1)]


async def test_an_outage_of_an_hour_loses_nothing_and_keeps_the_order(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("unreachable", times=0))
    await world.say("worker", "一")
    await world.say("worker", "二")
    await world.settle()
    await world.move(HOUR_MS)
    assert await texts(world, "worker") == []
    world.telegram.faults.clear()
    await world.move(60_000)
    assert await texts(world, "worker") == ["一", "二"]
    assert [state for state, *_ in post(path)] == ["sent", "sent"]


async def test_after_a_day_a_reply_is_expired_instead_of_said(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("unreachable", "sendMessage", times=0))
    await world.say("worker", "昨天的")
    await world.settle()
    await world.stop()
    world.clock.move(25 * HOUR_MS)
    world.telegram.faults.clear()
    await world.start()
    await world.say("worker", "今天的")
    assert await texts(world, "worker") == ["今天的"]
    assert [state for state, *_ in post(path)] == ["expired", "sent"]


async def test_a_flood_ban_is_obeyed_costs_no_try_and_outlives_a_restart(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("flood", "sendMessage", retry_after=50))
    await world.say("worker", "你好")
    async with asyncio.timeout(30):
        while not rows(path, "SELECT * FROM bans"):
            await world.house.settled()
            await asyncio.sleep(0.001)  # `settled` may return at once, before anything was heard
    await world.restart()
    await world.say("worker2", "别人照常")
    assert (await texts(world, "worker2")) == ["别人照常"]
    assert world.clock.now() >= MORNING + 50_000
    assert post(path)[0] == ("sent", 1, 0)
    shown = world.chat("worker")[-1]
    assert shown["text"] == "你好"
    assert shown["date"] * 1000 >= MORNING + 50_000


async def test_bans_of_two_chats_are_everybodys(world: World, path: Path) -> None:
    for who in ("worker", "worker2"):
        chat = world.person(who).id
        world.telegram.faults.add(Fault("flood", "sendMessage", chat=chat, retry_after=30))
        await world.say(who, "你好")
    await world.settle()
    assert {scope for (scope,) in rows(path, "SELECT scope FROM bans")} <= {"all", str(world.person("worker").id)}
    assert ("all",) in rows(path, "SELECT scope FROM bans")
    assert [state for state, *_ in post(path)] == ["sent", "sent"]


async def test_who_blocked_the_bot_is_muted_until_they_return(world: World, path: Path) -> None:
    await world.say("worker", "记 我")
    await world.settle()
    await world.say("worker", "通知 2")  # the answers come after the block
    await world.block("worker")
    await world.settle()
    states = [state for state, *_ in post(path)[1:]]
    assert set(states) <= {"sent", "blocked"}
    assert "blocked" in states
    assert rows(path, "SELECT muted_at IS NOT NULL FROM addresses") == [(1,)]
    await world.say("worker", "我回来了")
    assert "我回来了" in await texts(world, "worker")
    assert rows(path, "SELECT muted_at FROM addresses") == [(None,)]


async def test_bad_formatting_is_said_plainly_once(world: World, path: Path) -> None:
    await world.say("worker", "坏 的")
    assert await texts(world, "worker") == ["没关 <上"]
    assert post(path) == [("sent", 2, 0)]


async def test_what_telegram_will_never_take_is_a_dead_letter_and_stops_nothing(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await world.say("worker", "空 的")
    await world.say("worker", "下一条")
    assert await texts(world, "worker") == ["下一条"]
    assert post(path) == [("dead", 1, 0), ("sent", 1, 0)]
    assert "message refused" in [record.message for record in caplog.records if record.levelno == logging.ERROR]


async def test_an_edit_that_changes_nothing_is_done_and_one_of_a_gone_message_is_said_anew(
    world: World, path: Path
) -> None:
    await world.say("worker", "键 一")
    await world.settle()
    message = world.chat("worker")[-1]["message_id"]
    for _ in range(2):
        await world.tap_data("worker", message, "echo.edit:改好了")
    assert [(event.kind, event.text) for event in await world.settle()] == [("edit", "改好了")]
    await world.say("worker", "键 二")
    await world.settle()
    message = world.chat("worker")[-1]["message_id"]
    await world.tap("worker", "改")
    world.phone("worker").delete(message)
    seen = [(event.kind, event.text) for event in await world.settle() if event.kind != "delete"]
    assert seen == [("message", "改好了")]
    assert {state for (state,) in rows(path, "SELECT state FROM outbox")} == {"sent"}


async def test_replies_go_before_notices_and_each_lane_keeps_its_order(world: World) -> None:
    await world.say("worker", "通知 4")
    said = await texts(world, "worker")
    assert [text for text in said if text != "答复"] == ["通知 1", "通知 2", "通知 3", "通知 4"]
    assert said[0] == "答复"


async def test_order_holds_when_one_in_the_middle_has_to_be_tried_again(world: World) -> None:
    world.telegram.faults.add(Fault("unreachable", "sendMessage", times=2))
    await world.say("worker", "多 5")
    await world.say("worker2", "我不用等")
    seen = [(event.to, event.text) for event in await world.settle()]
    assert [text for to, text in seen if to == "worker"] == ["1", "2", "3", "4", "5"]
    assert seen[0] == ("worker2", "我不用等") or seen[0] == ("worker", "1")


async def test_one_person_is_answered_in_a_short_burst_and_then_once_a_second(world: World) -> None:
    await world.say("worker", "多 6")
    await world.settle()
    dates = [message["date"] for message in world.chat("worker") if message["text"].isdigit()]
    assert [date - dates[0] for date in dates] == [0, 0, 0, 1, 2, 3]


async def test_one_person_gets_one_notice_a_second(world: World) -> None:
    await world.say("worker", "通知 4")
    await world.settle()
    dates = [message["date"] for message in world.chat("worker") if message["text"].startswith("通知")][1:]
    assert [date - dates[0] for date in dates] == [0, 1, 2, 3]


async def test_what_was_on_its_way_when_the_process_died_is_said_and_flagged(world: World, path: Path) -> None:
    world.telegram.faults.add(Fault("unreachable", "sendMessage", times=0))
    await world.say("worker", "一")
    await world.say("worker", "二")
    await world.settle()
    await world.stop()
    world.telegram.faults.clear()
    change(
        path, "UPDATE outbox SET state = 'sending', lease_until = 1, maybe_repeat = 0 WHERE id = 1 OR state = 'retry'"
    )
    await world.start()
    assert await texts(world, "worker") == ["一", "二"]
    assert [flag for state, _, flag in post(path)] == [1, 0]


async def test_a_clock_set_back_delays_nothing(path: Path) -> None:
    clock = FrozenClock(MORNING)
    async with echoing(path, Echo(), clock) as world:
        world.telegram.faults.add(Fault("unreachable", "sendMessage", times=1))
        await world.say("worker", "一")
        async with asyncio.timeout(30):
            while not rows(path, "SELECT * FROM outbox WHERE state = 'retry'"):
                await world.house.settled()
                await asyncio.sleep(0.001)  # `settled` may return at once, before anything was heard
        clock.move(-HOUR_MS)
        await world.house.ticker.ring_all()
        assert await texts(world, "worker") == ["一"]
        await world.say("worker", "二")
        assert await texts(world, "worker") == ["二"]
        assert clock.now() < MORNING


def claim(method: str = "sendMessage", **payload: object) -> Claim:
    return Claim(1, "900001", method, {"chat_id": 900001, "text": "你好", **payload}, Lane.REPLY, None, None, 1)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotSent("no connection"), Said.NOT_SENT),
        (TimedOut("read"), Said.UNKNOWN),
        (NetworkError("Bad Gateway"), Said.UNKNOWN),
        (RetryAfter(5), Said.WAIT),
        (Forbidden("Forbidden: bot was blocked by the user"), Said.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Said.BLOCKED),
        (BadRequest("Bad Request: chat not found"), Said.BLOCKED),
        (BadRequest("Bad Request: message is too long"), Said.REFUSED),
        (
            BadRequest("Bad Request: query is too old and response timeout expired or query ID is invalid"),
            Said.TOO_LATE,
        ),
        (Conflict("terminated by other getUpdates request"), Said.REFUSED),
    ],
)
def test_errors_of_the_bot_api_are_a_closed_list_of_outcomes(error: Exception, said: Said) -> None:
    assert outcome_of(claim(), error).said is said  # type: ignore[arg-type]


def test_a_migrated_group_is_written_to_under_its_new_number() -> None:
    outcome = outcome_of(claim(), ChatMigrated(-1001))
    assert outcome.said is Said.REWRITTEN
    assert (outcome.chat, outcome.payload and outcome.payload["chat_id"]) == ("-1001", -1001)


def test_entities_that_cannot_be_parsed_are_cured_only_once() -> None:
    error = BadRequest("Bad Request: can't parse entities: unsupported start tag")
    first = outcome_of(claim(parse_mode="HTML"), error)
    assert first.said is Said.REWRITTEN
    assert first.payload is not None
    assert "parse_mode" not in first.payload
    assert outcome_of(claim(), error).said is Said.REFUSED


def test_plain_text_is_what_the_formatted_one_showed() -> None:
    assert plain({"text": "<b>甲</b> &lt;乙&gt; &amp;", "parse_mode": "HTML"}) == {"text": "甲 <乙> &"}
