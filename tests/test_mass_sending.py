"""Mailings through the sender: in batches, evenly, stopped at once, inside no ban."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest
from telegram.error import BadRequest

from bot.outcomes import outcome_of
from bot.sender import batch, in_flight
from bot.standin.chats import KICKED, MEMBER
from bot.standin.faults import Fault
from bot.standin.world import World
from storage import audiences, mailings, outbox, people
from storage.database import Database, Tx
from storage.model.mailings import NewMailing
from storage.model.post import CONTENT_STRIKES, Claim, Lane, Letter, Said
from tests.echo import MORNING, Echo, echoing
from tests.transcripts.records import rows

MANY = 150
BULK_IN_FLIGHT = in_flight(30)[1]
Stop = Callable[[Tx, int, int], Awaitable[bool]]


@pytest.fixture
def path(empty_database: Path) -> Path:
    return empty_database


@pytest.fixture
async def world(path: Path) -> AsyncIterator[World]:
    async with echoing(path, Echo()) as world:
        yield world


async def send_to_many(
    world: World,
    path: Path,
    text: str = "开会",
    number: int = MANY,
    *,
    lane: Lane = Lane.NOTICE,
    body: Mapping[str, object] | None = None,
) -> int:
    """A mailing to so many people, in the outbox and being sent; the house has not looked yet."""
    db = await Database.open(path)
    async with db.write() as tx:
        for one in range(number):
            account = world.person(f"p{one}")
            world.telegram.chats.private(account).bot = MEMBER
            await people.meet(tx, str(account.id), MORNING)
        audience = await audiences.create(tx, [], MORNING)
        new = NewMailing("notice", lane, "sendMessage", created_by=1, start_at=0, audience=audience)
        mailing = await mailings.create(tx, new, {"": body or {"text": text}}, MORNING)
        await mailings.start_due(tx, MORNING)
        while await mailings.fill(tx, MORNING):
            pass
    await db.close()
    return mailing


async def tick(world: World) -> None:
    """Let time go on to what is due next."""
    due = await world.house.settled()
    assert due is not None
    world.clock.move(max(0, due - world.clock.now()))
    await asyncio.sleep(0)


async def have(world: World, number: int) -> None:
    """Let time go on until so many messages arrived."""
    world.house._sender.wake()
    async with asyncio.timeout(30):
        while len(sent(world)) < number:
            await tick(world)


async def all_said(world: World) -> None:
    """Let time go on until nothing is due within a minute."""
    world.house._sender.wake()
    began = None
    async with asyncio.timeout(60):
        while began != len(sent(world)):
            began = len(sent(world))
            await world.settle()


def sent(world: World) -> list[int]:
    """When messages were accepted, milliseconds."""
    return [call.at for call in world.telegram.calls if call.method == "sendMessage" and call.status == 200]


def states(path: Path) -> dict[str, int]:
    return dict(rows(path, "SELECT state, count(*) FROM outbox WHERE mailing IS NOT NULL GROUP BY state"))  # type: ignore[arg-type]


async def test_a_mailing_goes_out_evenly_with_few_statements(world: World, path: Path) -> None:
    await world.settle()
    world.clock.move(5_000)  # the menus of the start were said: nobody talks
    await send_to_many(world, path)
    statements: list[str] = []
    writer = world.house._db._writer
    await writer.set_trace_callback(statements.append)
    await all_said(world)
    await writer.set_trace_callback(lambda _: None)
    assert states(path) == {"sent": MANY}
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent(world))]
    assert min(gaps) >= 32
    assert sum(gaps) <= MANY / 30 * 1000 * 1.01
    assert len(statements) <= 0.5 * MANY, "\n".join(statements[:60])


async def test_an_answer_does_not_wait_for_a_notice(world: World, path: Path) -> None:
    await send_to_many(world, path)
    await have(world, 20)
    await world.say("worker", "在吗")
    asked = world.clock.now()
    await all_said(world)
    (answered,) = [message["date"] * 1000 for message in world.chat("worker") if message["from"]["is_bot"]]
    assert answered - asked <= 1000  # dates are whole seconds
    position = [call.at for call in world.telegram.calls if call.method == "sendMessage"].index(asked)
    assert position <= 22


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("stop", [mailings.pause, mailings.cancel])
async def test_pause_means_pause(world: World, path: Path, stop: Stop, told: bool) -> None:
    mailing = await send_to_many(world, path)
    await have(world, 40)
    db = await Database.open(path)
    async with db.write() as tx:
        assert await stop(tx, mailing, MORNING)
    before = len(sent(world))
    if told:  # as a room of this house tells; another process's pause is seen by the next claim
        world.house._sender.wake()
        await world.house.settled()
    await all_said(world)
    assert len(sent(world)) - before <= (0 if told else sum(batch(30)))
    waiting, flagged = rows(path, "SELECT sum(state IN ('waiting', 'cancelled')), max(maybe_repeat) FROM outbox")[0]
    assert (waiting, flagged) == (MANY - len(sent(world)), 0)
    async with db.write() as tx:
        resumed = await mailings.resume(tx, mailing, MORNING)
    await db.close()
    await all_said(world)
    assert resumed == (stop is mailings.pause)
    assert not resumed or states(path) == {"sent": MANY}


async def test_inside_a_ban_no_notice_goes_and_answers_do_and_nothing_is_dropped(world: World, path: Path) -> None:
    await send_to_many(world, path)
    await have(world, 20)
    world.telegram.faults.add(Fault("flood", "sendMessage", retry_after=35))
    world.house._sender.wake()
    async with asyncio.timeout(30):
        while not rows(path, "SELECT 1 FROM bans WHERE scope = 'bulk'"):
            due = await world.house.settled()
            if not any(call.status == 429 for call in world.telegram.calls):
                world.clock.move(max(0, (due or 0) - world.clock.now()))
            await asyncio.sleep(0)
    (refused,) = [call.at for call in world.telegram.calls if call.status == 429]
    await world.restart()
    await world.say("worker", "在吗")
    await all_said(world)
    inside = [at for at in sent(world) if refused <= at < refused + 35_000]
    assert len(inside) == 1  # the answer
    assert states(path) == {"sent": MANY}
    after = [at for at in sent(world) if at >= refused + 35_000]
    assert sum(at < after[0] + 2_000 for at in after) <= 31  # half as fast
    assert rows(path, "SELECT max(tries), max(maybe_repeat) FROM outbox WHERE mailing IS NOT NULL") == [(1, 0)]


async def test_a_body_that_is_refused_stops_its_mailing_and_no_other(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad = await send_to_many(world, path, "", 100)
    await all_said(world)
    assert rows(path, "SELECT id, state FROM mailings") == [(bad, "paused")]
    assert states(path)["waiting"] >= 100 - BULK_IN_FLIGHT
    assert "empty" in str(rows(path, "SELECT DISTINCT error FROM outbox WHERE state = 'dead'"))
    good = await send_to_many(world, path, "开会", 100)
    await all_said(world)
    assert (good, "sending") in rows(path, "SELECT id, state FROM mailings")
    assert states(path)["sent"] == 100


async def test_what_is_refused_in_the_same_unknown_words_again_and_again_is_the_messages_fault(
    world: World, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.telegram.faults.add(Fault("error", "sendMessage", status=400, times=0))
    await send_to_many(world, path)
    await all_said(world)
    assert CONTENT_STRIKES <= states(path)["dead"] <= BULK_IN_FLIGHT + CONTENT_STRIKES
    assert rows(path, "SELECT state FROM mailings") == [("paused",)]


async def test_who_blocked_the_bot_gets_nothing_else_tried(world: World, path: Path) -> None:
    world.telegram.chats.private(world.person("worker")).bot = KICKED
    chat = str(world.person("worker").id)
    db = await Database.open(path)
    async with db.write() as tx:
        person = await people.meet(tx, chat, MORNING)
        letters = [Letter(chat, "sendMessage", {"chat_id": int(chat), "text": "1"}, Lane.URGENT, person.id)]
        letters += [Letter(chat, "sendMessage", {"chat_id": int(chat), "text": "2"}, Lane.REMINDER, person.id)] * 3
        await outbox.put_many(tx, letters, MORNING)
    await db.close()
    await all_said(world)
    tried = [call.status for call in world.telegram.calls if call.method == "sendMessage"]
    assert set(tried) == {403}
    assert len(tried) <= 2  # of each lane the first may be under way
    assert rows(path, "SELECT DISTINCT state FROM outbox WHERE chat = ?", chat) == [("blocked",)]


async def test_mailings_go_side_by_side_and_reminders_before_notices(path: Path) -> None:
    async with echoing(path, Echo()) as world:
        for text, lane in (("甲", Lane.NOTICE), ("乙", Lane.NOTICE), ("丙", Lane.REMINDER)):
            await send_to_many(world, path, text, 60, lane=lane)
        await all_said(world)
        order = rows(
            path, "SELECT mailing FROM outbox WHERE mailing IS NOT NULL ORDER BY finished_at, telegram_message_id"
        )
        assert {mailing for (mailing,) in order[:60]} == {3}
        assert {mailing for (mailing,) in order[60:120]} == {1, 2}


def mailed(method: str, **payload: object) -> Claim:
    return Claim(1, "900001", method, {"chat_id": 900001, **payload}, Lane.NOTICE, 1, None, 1, mailing=7)


@pytest.mark.parametrize(
    ("claim", "text", "said"),
    [
        (mailed("deleteMessage", message_id=5), "message to delete not found", Said.SENT),
        (mailed("deleteMessage", message_id=5), "message can't be deleted for everyone", Said.REFUSED),
        (mailed("editMessageText", message_id=5), "message to edit not found", Said.REFUSED),
        (mailed("editMessageText", message_id=5), "message is not modified: …", Said.SENT),
        (mailed("editMessageText", message_id=5, text="x"), "message is too long", Said.SPOILT),
        (mailed("sendMessage", parse_mode="HTML"), "can't parse entities: unsupported start tag", Said.SPOILT),
        (mailed("sendPhoto"), "wrong file identifier/HTTP URL specified", Said.SPOILT),
        (mailed("sendMessage"), "not enough rights to send text messages to the chat", Said.REFUSED),
        (mailed("sendMessage"), "chat not found", Said.BLOCKED),
    ],
)
def test_refusals_are_the_messages_or_the_recipients(claim: Claim, text: str, said: Said) -> None:
    outcome = outcome_of(claim, BadRequest(f"Bad Request: {text}"))
    assert outcome.said is said
    assert outcome.method != "sendMessage"  # a correction never comes as a new message


@pytest.mark.parametrize("paid", [False, True])
async def test_only_bulk_is_paid_for_and_only_where_that_is_wanted(path: Path, paid: bool) -> None:
    asked: list[tuple[object, bool]] = []
    async with echoing(path, Echo(), paid_broadcasts=paid) as world:
        call = world.telegram.call

        async def watched(token: str, method: str, params: Mapping[str, object], files: object = None) -> object:
            if method == "sendMessage":
                asked.append((params["text"], bool(params.get("allow_paid_broadcast"))))
            return await call(token, method, params, files)  # type: ignore[arg-type]

        world.telegram.call = watched  # type: ignore[assignment, method-assign]
        await send_to_many(world, path, number=2)
        await world.say("p0", "你好")
        await world.settle()
    assert sorted(asked, key=str) == sorted([("你好", False), ("开会", paid), ("开会", paid)], key=str)
