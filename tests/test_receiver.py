"""Hearing: stored before it is confirmed, whatever is in it and whatever the disk says."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot
from telegram.error import Conflict, NetworkError

from bot.receiver import Receiver, TokenShared, lane_of
from bot.standin.clocks import FrozenClock
from bot.standin.faults import Fault
from bot.standin.people import Account
from bot.standin.phone import Phone
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from storage import inbox
from storage.database import Database
from tests.echo import MORNING
from tests.transcripts.records import rows

WORKER = Account("worker", 900001, "示例职工甲")


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(FrozenClock(MORNING))


@pytest.fixture
def phone(telegram: Telegram) -> Phone:
    return telegram.phone(WORKER)


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    yield database
    await database.close()


class Wakes:
    """Counts how often the dispatcher was woken."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self) -> None:
        self.number += 1


@pytest.fixture
def wakes() -> Wakes:
    return Wakes()


@pytest.fixture
async def receiver(telegram: Telegram, db: Database, wakes: Wakes) -> AsyncIterator[Receiver]:
    request = StandinRequest(telegram)
    bot = Bot(TOKEN, base_url="http://stand-in.invalid/bot", request=request, get_updates_request=request)
    async with bot:
        yield Receiver(bot, db, FrozenClock(MORNING), poll_s=0, heard=wakes)


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_a_batch_is_stored_then_confirmed_by_the_next_poll(
    receiver: Receiver, telegram: Telegram, phone: Phone, tmp_path: Path, wakes: Wakes
) -> None:
    phone.say("一")
    phone.say("二")
    offset = await receiver.poll(0)
    stored = rows(tmp_path / "studio.db", "SELECT update_id, lane, state FROM inbox")
    assert [(lane, state) for _, lane, state in stored] == [("900001", "waiting")] * 2
    assert len(telegram.updates) == 2  # Telegram still keeps them
    assert wakes.number == 1
    assert await receiver.poll(offset) == offset
    assert len(telegram.updates) == 0


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_what_is_delivered_again_is_stored_once(receiver: Receiver, phone: Phone, tmp_path: Path) -> None:
    phone.say("一")
    await receiver.poll(0)
    await receiver.poll(0)  # as after a crash before the confirmation
    assert len(rows(tmp_path / "studio.db", "SELECT * FROM inbox")) == 1


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_a_full_disk_confirms_nothing(
    receiver: Receiver, telegram: Telegram, phone: Phone, db: Database, wakes: Wakes
) -> None:
    phone.say("一" * 4000)
    async with db.write() as tx:
        (pages,) = await tx.fetch("PRAGMA page_count")
        await tx.fetch(f"PRAGMA max_page_count = {pages[0]}")
    with pytest.raises(Exception, match="full"):
        await receiver.poll(0)
    assert (len(telegram.updates), wakes.number) == (1, 0)
    async with db.write() as tx:
        await tx.fetch("PRAGMA max_page_count = 1000000")
    offset = await receiver.poll(0)
    await receiver.poll(offset)
    async with db.read() as tx:
        assert await inbox.counts(tx) == {"waiting": 1}
    assert len(telegram.updates) == 0


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_a_lost_answer_of_get_updates_loses_no_update(
    receiver: Receiver, telegram: Telegram, phone: Phone, tmp_path: Path
) -> None:
    phone.say("一")
    telegram.faults.add(Fault("lost", "getUpdates"))
    with pytest.raises(NetworkError):
        await receiver.poll(0)
    await receiver.poll(0)
    assert len(rows(tmp_path / "studio.db", "SELECT * FROM inbox")) == 1


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_malformed_updates_are_stored_like_others_and_stop_nothing(
    receiver: Receiver, telegram: Telegram, phone: Phone, tmp_path: Path
) -> None:
    odd = [
        {"message": {"text": "\ud800 half a pair", "from": {"id": 7}}},
        {"message": None},
        {"message": "text"},
        {"message": {"from": {"id": "x"}, "chat": {"id": 5}}},
        {"callback_query": {"from": []}},
        {"message": {"text": "\x00", "from": {"id": 10**30}}},
        {"of_the_future": {"chat": {"id": -100}}},
        {},
    ]
    for raw in odd:
        telegram.updates.inject(raw)
    phone.say("好的")
    offset = await receiver.poll(0)
    stored = rows(tmp_path / "studio.db", "SELECT lane, raw FROM inbox ORDER BY update_id")
    assert [lane for lane, _ in stored] == ["7", "", "", "5", "", str(10**30), "-100", "", "900001"]
    assert all(isinstance(json.loads(str(raw)), dict) for _, raw in stored)
    await receiver.poll(offset)
    assert len(telegram.updates) == 0


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_two_pollers_are_told_apart(receiver: Receiver, telegram: Telegram) -> None:
    telegram.faults.add(Fault("error", "getUpdates", status=409))
    with pytest.raises(Conflict):
        await receiver.poll(0)


class Pollers:
    """Two houses' receivers on one token, each with a clock of its own, and pauses that take no time."""

    def __init__(self, telegram: Telegram, db: Database, stack: contextlib.AsyncExitStack) -> None:
        self._telegram, self._db, self._stack = telegram, db, stack

    async def start(self, clock: FrozenClock) -> asyncio.Task[None]:
        """Another poller."""
        request = StandinRequest(self._telegram)
        bot = Bot(TOKEN, base_url="http://stand-in.invalid/bot", request=request, get_updates_request=request)
        await self._stack.enter_async_context(bot)
        return asyncio.create_task(Receiver(bot, self._db, clock, poll_s=30, heard=lambda: None).run())


@pytest.fixture
async def pollers(telegram: Telegram, db: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pollers]:
    monkeypatch.setattr("bot.receiver.PAUSES_S", (0.01,))
    monkeypatch.setattr("bot.standin.updates.BETWEEN_CONFLICTS_S", 0.01)
    async with contextlib.AsyncExitStack() as stack:
        yield Pollers(telegram, db, stack)


async def polled(telegram: Telegram, more: int = 2) -> None:
    """Return when so many more polls have come."""
    wanted = telegram.updates.polls + more
    async with asyncio.timeout(8):
        while telegram.updates.polls < wanted:
            await asyncio.sleep(0.01)


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_of_two_pollers_the_newcomer_gives_way(
    pollers: Pollers, telegram: Telegram, phone: Phone, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = FrozenClock(MORNING), FrozenClock(MORNING)
    first = await pollers.start(old)
    await polled(telegram, 1)
    phone.say("一")
    await polled(telegram, 1)  # the first has polled successfully
    old.move(6 * 60_000)
    second = await pollers.start(new)
    await polled(telegram)
    assert not second.done()  # as while one program is being replaced by the next
    for clock in (old, new):
        clock.move(50_000)
    await polled(telegram)
    for clock in (old, new):
        clock.move(50_000)
    with pytest.raises(TokenShared) as shared:
        async with asyncio.timeout(8):
            await second
    assert not shared.value.webhook
    phone.say("二")
    async with asyncio.timeout(8):
        await telegram.updates.drained()  # the first is at work as before
    assert not first.done()
    first.cancel()


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_conflicts_far_apart_are_no_second_poller(pollers: Pollers, telegram: Telegram) -> None:
    clock = FrozenClock(MORNING)
    only = await pollers.start(clock)
    await polled(telegram, 1)
    for _ in range(3):
        telegram.faults.add(Fault("error", "getUpdates", status=409))
        telegram.inject({"message": {}})  # ends the wait, so that the next poll meets the fault
        await polled(telegram, 1)
        clock.move(70_000)
    assert not only.done()
    only.cancel()


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_a_webhook_is_another_program_too(pollers: Pollers, telegram: Telegram) -> None:
    clock = FrozenClock(MORNING)
    telegram.updates.webhook = "https://elsewhere.invalid/"
    only = await pollers.start(clock)
    await polled(telegram, 2)
    clock.move(50_000)
    await polled(telegram, 2)
    clock.move(50_000)
    with pytest.raises(TokenShared) as shared:
        async with asyncio.timeout(8):
            await only
    assert shared.value.webhook


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        ({"update_id": 1, "message": {"from": {"id": 7}, "chat": {"id": -5}}}, "7"),
        ({"update_id": 1, "callback_query": {"from": {"id": 8}, "message": {"chat": {"id": -5}}}}, "8"),
        ({"update_id": 1, "channel_post": {"chat": {"id": -5}}}, "-5"),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -5}, "from": {"id": 9}}}, "9"),
        ({"update_id": 1}, ""),
    ],
)
def test_a_lane_is_whose_update_it_is(raw: dict[str, object], lane: str) -> None:
    assert lane_of(raw) == lane


@pytest.mark.filterwarnings("ignore:Please use 'Bot")
async def test_messages_that_come_along_are_kept_without_what_they_say(
    receiver: Receiver, telegram: Telegram, phone: Phone, tmp_path: Path
) -> None:
    first = phone.say("原文 11010519491231002X")[0]
    await receiver.poll(0)
    phone.send({"text": "答复", "quote": {"text": "11010519491231002X", "position": 0}}, reply_to=first.id)
    phone.tap(first.id, "x")
    phone.send({"pinned_message": first.body})
    await receiver.poll(0)
    stored = [
        json.loads(str(raw)) for (raw,) in rows(tmp_path / "studio.db", "SELECT raw FROM inbox ORDER BY update_id")
    ]
    _, reply, tap, pin = stored
    assert "11010519491231002X" not in str([reply, tap, pin])
    assert reply["message"]["text"] == "答复"
    for along in (
        reply["message"]["reply_to_message"],
        tap["callback_query"]["message"],
        pin["message"]["pinned_message"],
    ):
        assert along["message_id"] == first.id
        assert along["chat"]["id"] == 900001
