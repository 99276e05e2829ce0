"""The stand-in over HTTP: PTB's stock transport, and calls in every shape."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InputFile
from telegram.error import Conflict, EndPointNotFound, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.standin.faults import Fault
from bot.standin.phone import Phone
from bot.standin.server import serve
from bot.standin.telegram import TOKEN, Telegram
from tests.standin.conftest import PNG


@pytest.fixture
async def base(telegram: Telegram) -> AsyncIterator[str]:
    async with serve(telegram) as base:
        yield base


@pytest.fixture
async def bot(base: str) -> AsyncIterator[Bot]:
    requests = {"request": HTTPXRequest(), "get_updates_request": HTTPXRequest()}
    async with Bot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot", **requests) as bot:
        yield bot


async def test_ptb_talks_to_it(bot: Bot, telegram: Telegram, worker: Phone) -> None:
    assert bot.username == telegram.me["username"]
    worker.say("你好")
    [update] = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.text == "你好"
    sent = await bot.send_message(900001, "<b>好</b>", parse_mode="HTML")
    assert sent.text_html == "<b>好</b>"
    photo = await bot.send_photo(900001, InputFile(PNG, "p.png"))
    file = await photo.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == PNG
    document = await bot.send_document(900001, InputFile("名称".encode(), "名单.csv"), caption="表")
    assert document.document is not None
    assert document.document.file_name == "名单.csv"
    album = await bot.send_media_group(900001, [_photo(), _photo()])
    assert len(album) == 2
    assert (await bot.get_chat(900001)).first_name == "示例职工甲"
    assert await bot.set_my_commands([("help", "帮助")])
    assert (await bot.get_my_commands())[0].description == "帮助"
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRocket")
    telegram.unknown_methods.clear()


async def test_a_picture_is_renewed_as_the_sender_does_it(bot: Bot, telegram: Telegram, worker: Phone) -> None:
    sent = await bot.send_photo(900001, InputFile(PNG, "p.png"), caption="旧")
    payload = {
        "chat_id": 900001,
        "message_id": sent.message_id,
        "media": {"type": "photo", "media": "attach://photo", "caption": "<b>新</b>", "parse_mode": "HTML"},
    }
    changed = await bot.do_api_request("editMessageMedia", api_kwargs={**payload, "photo": InputFile(PNG, "q.png")})
    assert changed["caption"] == "新"
    file = telegram.files.get(changed["photo"][-1]["file_id"])
    assert file is not None
    assert (file.name, file.data) == ("q.png", PNG)


def _photo() -> Any:
    from telegram import InputMediaPhoto

    return InputMediaPhoto(PNG, filename="p.png")


async def test_faults_over_http(bot: Bot, telegram: Telegram, worker: Phone) -> None:
    telegram.faults.add(Fault("lost", "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(900001, "x")
    telegram.faults.add(Fault("unreachable", "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(900001, "y")
    telegram.faults.add(Fault("flood", "sendMessage", retry_after=2))
    with pytest.raises(RetryAfter):
        await bot.send_message(900001, "z")
    posts = telegram.chats.private(worker.account).posts.values()
    assert [post.text for post in posts if post.by_bot] == ["x"]


async def test_two_pollers_over_http(bot: Bot, base: str, telegram: Telegram) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    async with Bot(TOKEN, base_url=f"{base}/bot") as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
    await asyncio.sleep(0.05)  # a poller whose connection is gone is no rival
    third = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    telegram.inject({})
    assert len(await third) == 1


@pytest.mark.parametrize("shape", ["json", "form", "query", "multipart"])
async def test_parameters_in_every_shape(base: str, telegram: Telegram, worker: Phone, shape: str) -> None:
    keyboard = {"inline_keyboard": [[{"text": "看", "callback_data": "x"}]]}
    params = {"chat_id": "900001", "text": "你好", "reply_markup": json.dumps(keyboard)}
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in params.items():
        form.add_field(name, value)
    how: dict[str, Any] = {
        "json": {"json": {**params, "chat_id": 900001, "reply_markup": keyboard}},
        "form": {"data": params},
        "query": {"params": params},
        "multipart": {"data": form},
    }[shape]
    async with (
        aiohttp.ClientSession() as session,
        session.request("GET" if shape == "query" else "POST", f"{base}/bot{TOKEN}/sendmessage", **how) as answer,
    ):
        result = (await answer.json())["result"]
    assert (result["text"], result["reply_markup"]) == ("你好", keyboard)


async def test_nonsense_is_refused(base: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(
            f"{base}/bot{TOKEN}/getMe", data=b"{", headers={"Content-Type": "application/json"}
        ) as no:
            assert no.status == 400
            assert (await no.json())["ok"] is False
        async with session.get(f"{base}/file/bot{TOKEN}/documents/file_9.txt") as no:
            assert no.status == 404


async def test_the_second_door(base: str, telegram: Telegram) -> None:
    async with aiohttp.ClientSession() as session:

        async def do(method: str, path: str, **how: Any) -> Any:
            async with session.request(method, f"{base}/standin/{path}", **how) as answer:
                return await answer.json()

        assert await do("POST", "say", json={"who": "worker", "text": "你好"}) == [1]
        assert await do("POST", "say", json={"who": 900777, "text": "你好"}) == [1]
        assert await do("POST", "tap", json={"who": "worker", "message_id": 1, "data": "x"})
        assert await do("POST", "updates", json=[{"message": 1}, {}]) == 5
        assert await do("POST", "faults", json={"kind": "error", "method": "getMe"}) == 1
        async with session.get(f"{base}/bot{TOKEN}/getMe") as answer:
            assert answer.status == 502
        await do("POST", "faults", json={"kind": "error"})
        for odd in ({"kind": "earthquake"}, {"method": "getMe"}, []):
            async with session.post(f"{base}/standin/faults", json=odd) as no:
                assert no.status == 400
                assert "lost" in (await no.json())["kinds"]
        assert await do("DELETE", "faults") is True
        assert [post["text"] for post in await do("GET", "chat/900001")] == ["你好"]
        log = await do("GET", "log")
        assert (log["waiting"], log["counts"], log["faults_happened"]) == (5, {"getMe": 1}, 1)
        assert log["calls"][0]["status"] == 502
