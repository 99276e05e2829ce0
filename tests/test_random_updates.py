"""Anything that can be sent: whatever comes, the house answers or decides not to, and nothing goes unhandled."""

import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened
from handlers.rooms import ROOMS
from tests.conftest import START, Errors
from tests.inline import inline

TAPS = [door.tap for room in ROOMS for door in room.doors if door.tap is not None]
COMMANDS = [door.name for room in ROOMS for door in room.doors if door.kind == "command"]
WORDS = [door.name for room in ROOMS for door in room.doors if door.kind == "words"]
PEOPLE = ["worker", "leader", "admin", "owner", "english", "somebody"]
NUMBERS = st.one_of(st.integers(-2, 60), st.integers(-(10**19), 10**19))

text = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(
        alphabet="谁懂核磁医疗方面有哪些工作室一共几家王文韬他们在哪电话呢区级市朝阳<>&\u202e\u200b wW1",
        min_size=1,
        max_size=24,
    ),
    st.sampled_from(WORDS),
    st.builds("/{} {}".format, st.sampled_from(COMMANDS), st.one_of(st.just(""), st.text(max_size=20))),
    st.builds("/{}".format, st.text(max_size=20)),
    st.text(max_size=3).map(lambda part: (part or "长") * 2000),
)
part = st.one_of(NUMBERS.map(str), st.text(max_size=12))
data = st.one_of(
    st.text(min_size=1, max_size=60),
    st.builds(
        lambda tap, parts: ":".join([tap.name, *parts][: len(tap.types) + 1]),
        st.sampled_from(TAPS),
        st.lists(part, max_size=4),
    ),
    st.builds(
        lambda tap, numbers: ":".join([tap.name, *map(str, numbers[: len(tap.types)])]),
        st.sampled_from(TAPS),
        st.lists(st.integers(0, 60), min_size=4, max_size=4),
    ),
)
media = st.sampled_from(
    [
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
        {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}], "caption": "谁懂核磁"},
        {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}], "media_group_id": "7"},
        {"document": {"file_id": "d", "file_unique_id": "d"}},
        {"location": {"latitude": 39.9, "longitude": 116.4}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"new_chat_title": "新群名"},
        {"something_new_in_the_bot_api": {"x": 1}},
        {},
    ]
)  # fmt: skip
acts = st.one_of(
    st.tuples(st.just("say"), text),
    st.tuples(st.just("tap"), data),
    st.tuples(st.just("send"), media),
    st.tuples(st.just("edit"), text),
    st.tuples(st.just("forward"), text),
    st.tuples(st.just("move"), st.sampled_from([1_000, 3_600_000, 40 * 86_400_000])),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("block"), st.booleans()),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(PEOPLE), acts), max_size=12))
def test_whatever_is_sent_is_handled(steps: list[Any], sample_database: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(sample_database, tmp_path / "random.db"))
    for rest in ("random.db-wal", "random.db-shm"):
        (tmp_path / rest).unlink(missing_ok=True)
    errors = Errors()
    logging.getLogger().addHandler(errors)
    try:
        with inline():
            asyncio.run(play(database, steps))
    finally:
        logging.getLogger().removeHandler(errors)
    assert not errors.records
    with closing(sqlite3.connect(database)) as db:
        assert not db.execute("SELECT raw, error FROM inbox WHERE state <> 'done'").fetchall()
        assert not db.execute("SELECT payload, error FROM outbox WHERE state IN ('dead', 'waiting')").fetchall()


async def play(database: Path, steps: list[Any]) -> None:
    """Have people do these things, and wait until the house has done with each."""
    async with opened(FrozenClock(moment(START)), database) as world:
        await world.settle()
        for who, (act, value) in steps:
            account = world.person(who)
            date = world.clock.now() // 1000
            message = {"message_id": 77, "date": date, "chat": account.chat(), "from": account.user()}
            match act:
                case "say":
                    world.telegram.inject({"message": {**message, "text": value}})
                case "send":
                    world.telegram.inject({"message": {**message, **value}})
                case "edit":
                    world.telegram.inject({"edited_message": {**message, "edit_date": date, "text": value}})
                case "forward":
                    origin = {"type": "hidden_user", "sender_user_name": "示例职工丙", "date": date}
                    world.telegram.inject({"message": {**message, "forward_origin": origin, "text": value}})
                case "tap":
                    await world.say(who, "/help")  # so that there is a message to tap at
                    await world.settle()
                    await world.tap_data(who, world.chat(who)[-1]["message_id"], value)
                case "move":
                    await world.move(value)
                case "restart":
                    await world.restart()
                case "block":
                    await (world.block(who) if value else world.unblock(who))
            await world.settle()
        assert not world.telegram.unknown_methods
