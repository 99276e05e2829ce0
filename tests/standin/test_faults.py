"""Faults on request, in process and as PTB sees them."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.standin.faults import AnswerLost, Fault, Unreachable
from bot.standin.phone import Phone
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.transport import NotSent
from tests.standin.conftest import Api


def heard(telegram: Telegram, phone: Phone) -> list[str]:
    return [post.text for post in telegram.chats.private(phone.account).posts.values() if post.by_bot]


async def test_an_unreachable_telegram_receives_nothing(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("unreachable"))
    with pytest.raises(Unreachable):
        await api("sendMessage", chat_id=900001, text="x")
    assert heard(telegram, worker) == []
    await api("sendMessage", chat_id=900001, text="x")
    assert heard(telegram, worker) == ["x"]


async def test_a_lost_answer_leaves_the_message(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("lost", "sendMessage", times=2))
    for _ in range(2):
        with pytest.raises(AnswerLost):
            await api("sendMessage", chat_id=900001, text="x")
    await api("sendMessage", chat_id=900001, text="y")
    assert heard(telegram, worker) == ["x", "x", "y"]
    assert telegram.faults.happened == 2


async def test_errors_before_accepting(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("error", status=500))
    said = await api("sendMessage", chat_id=900001, text="x")
    assert (said.status, said) == (500, "Internal Server Error")
    assert heard(telegram, worker) == []


async def test_faults_pick_method_and_chat(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("flood", "sendMessage", chat=900001, times=0, retry_after=7))
    assert await api("getUpdates") == []
    assert await api("sendMessage", chat_id=12345, text="x") == "Bad Request: chat not found"
    for _ in range(3):
        said = await api("sendMessage", chat_id=900001, text="x")
        assert (said.status, said, said.parameters) == (429, "Too Many Requests: retry after 7", {"retry_after": 7})
    telegram.faults.clear()
    assert (await api("sendMessage", chat_id=900001, text="x"))["text"] == "x"


async def test_getting_updates_fails_only_when_named(api: Api, telegram: Telegram) -> None:
    telegram.faults.add(Fault("error"))
    assert await api("getUpdates") == []
    telegram.faults.clear()
    telegram.faults.add(Fault("error", "getUpdates"))
    assert (await api("getUpdates")).status == 502


async def test_a_late_answer_comes(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("late", seconds=0.05))
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert (await api("sendMessage", chat_id=900001, text="x"))["text"] == "x"
    assert loop.time() - begin >= 0.05


async def test_what_ptb_makes_of_it(telegram: Telegram, worker: Phone) -> None:
    async with Bot(TOKEN, request=StandinRequest(telegram), get_updates_request=StandinRequest(telegram)) as bot:
        for fault, error in (
            (Fault("unreachable"), NotSent),
            (Fault("lost"), TimedOut),
            (Fault("error"), NetworkError),
            (Fault("flood"), RetryAfter),
        ):
            telegram.faults.add(fault)
            with pytest.raises(error):
                await bot.send_message(900001, "x")
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(5, "x")
        worker.block()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(900001, "x")
    with pytest.raises(InvalidToken):
        await Bot("1:" + "a" * 35, request=StandinRequest(telegram)).get_me()


async def test_a_share_of_the_calls(api: Api, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("error", "sendMessage", times=0, share=0.25))
    failed = 0
    for _ in range(400):
        said = await api("sendMessage", chat_id=900001, text="x")
        failed += getattr(said, "status", 200) == 502
    assert 70 <= failed <= 130
    assert telegram.faults.happened_by_kind == {"error": failed}
    with pytest.raises(ValueError, match="share"):
        Fault("error", share=0)
