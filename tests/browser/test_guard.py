"""The page's server keeps strangers out and sizes in. No browser is needed here: the bad requests are made by hand."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.standin import web
from bot.standin.clocks import ShiftedClock
from bot.standin.people import sample
from bot.standin.telegram import Telegram
from bot.standin.world import World
from tests.browser.desk import no_house


class Door:
    """A client that can lie about where it comes from."""

    def __init__(self, world: World, address: str, session: aiohttp.ClientSession) -> None:
        self.world = world
        self.address = address
        self.session = session
        self.own = {"Origin": address.rstrip("/")}

    async def status(self, path: str, method: str = "GET", **how: Any) -> int:
        async with self.session.request(method, self.address + path, **how) as answer:
            return answer.status

    async def ask(self, *asked: object) -> list[dict[str, Any]]:
        """Say these over a fresh socket; the answer to each."""
        async with self.session.ws_connect(self.address + "live", headers=self.own) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            answers = []
            for one in asked:
                await socket.send_str(one if isinstance(one, str) else json.dumps(one))
                while (answer := await socket.receive_json())["type"] not in {"done", "failed"}:
                    pass
                answers.append(answer)
            return answers


@pytest.fixture
def upload_limit() -> int:
    return web.UPLOAD_LIMIT


@pytest_asyncio.fixture
async def door(upload_limit: int) -> AsyncIterator[Door]:
    clock = ShiftedClock()
    world = World(Telegram(clock), clock, no_house, {account.key: account for account in sample()})
    async with (
        web.serve(world, "127.0.0.1", 0, upload_limit=upload_limit) as address,
        aiohttp.ClientSession() as session,
    ):
        yield Door(world, address, session)


async def test_other_sites_are_refused(door: Door) -> None:
    assert await door.status("", headers={"Host": "evil.example"}) == 403
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await door.session.ws_connect(door.address + "live", headers=headers)
        assert await door.status("send?who=worker&kind=photo", "POST", headers=headers) == 403
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    assert await door.status("send?who=worker&kind=photo", "POST", headers=rebound) == 403


async def test_only_the_pages_own_files_are_handed_out(door: Door) -> None:
    assert await door.status("") == 200
    assert await door.status("page/app.js") == 200
    for path in ("page/..%2fweb.py", "page/%2e%2e%2fweb.py", "page/web.py", "page/none.js", "page/", "file/worker/1"):
        assert await door.status(path) == 404, path
    async with door.session.get(door.address) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_not_an_action_is_answered_and_the_line_stays(door: Door) -> None:
    wrong = [
        "not json",
        [],
        {"do": "fly", "id": 1},
        {"do": "say", "id": 2, "who": "worker"},
        {"do": "say", "id": 3, "who": "nobody", "text": "?"},
        {"do": "say", "id": 4, "who": "worker", "text": "长" * 12_001},
        {"do": "open", "id": 5, "who": "a/b"},
        {"do": "open", "id": 6, "who": "长" * 33},
        {"do": "move", "id": 7, "ms": -1},
        {"do": "move", "id": 8, "ms": 10**15},
        {"do": "move_to", "id": 9, "moment": True},
        {"do": "tap", "id": 10, "who": "worker", "message_id": "1", "data": "x"},
        {"do": "restart", "id": 11},  # there is no house here, so this one fails inside
    ]
    answers = await door.ask(*wrong, {"do": "open", "id": 12, "who": "worker"})
    assert [answer["type"] for answer in answers] == ["failed"] * len(wrong) + ["done"]
    assert door.world.chat("worker") == []


@pytest.mark.parametrize("upload_limit", [1000])
async def test_a_file_that_is_too_large_is_not_taken(door: Door) -> None:
    for size, status in ((1001, 413), (1000, 204)):
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("caption", "说明")
        form.add_field("file", b"x" * size, filename="../../a\\b.bin")
        sent = await door.status("send?who=worker&kind=document", "POST", data=form, headers=door.own)
        assert sent == status
    (message,) = door.world.chat("worker")
    assert (message["document"]["file_name"], message["caption"]) == ("_.._a_b.bin", "说明")
    async with door.session.get(f"{door.address}file/worker/{message['message_id']}") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"] == "sandbox"
        assert await answer.read() == b"x" * 1000


async def test_only_pictures_are_shown_in_the_browser(door: Door) -> None:
    phone = door.world.phone("worker")
    page = phone.document("page.html", b"<script>alert(1)</script>").id
    for number, shown in ((page, False), (phone.photo("a.png", b"\x89PNG").id, True)):
        async with door.session.get(f"{door.address}file/worker/{number}") as answer:
            assert answer.headers["Content-Type"].startswith("image/" if shown else "application/octet-stream")
            assert answer.headers["Content-Disposition"].startswith("inline" if shown else "attachment")


async def test_a_port_that_cannot_be_had_is_said_in_words(door: Door) -> None:
    port = int(door.address.rstrip("/").rsplit(":", 1)[1])
    for number, words in ((port, f"已有程序占着.*--port {port + 1}"), (70_000, "65535")):
        with pytest.raises(web.PortTaken, match=words):
            async with web.serve(door.world, "127.0.0.1", number):
                pass


async def test_every_browser_is_told_and_one_that_does_not_read_is_cut_off(door: Door) -> None:
    async with (
        door.session.ws_connect(door.address + "live", headers=door.own) as one,
        door.session.ws_connect(door.address + "live", headers=door.own) as other,
    ):
        for socket in (one, other):
            await socket.send_json({"do": "open", "id": 1, "who": "worker"})
            assert [(await socket.receive_json())["type"] for _ in range(2)] == ["hello", "done"]
        await door.world.say("worker", "你好")
        for socket in (one, other):
            told = await socket.receive_json()
            assert (told["type"], told["message"]["text"], told["message"]["own"]) == ("message", "你好", True)
        for number in range(600):  # more than waits for anybody, without a moment to send it
            door.world.phone("worker").say(str(number))
        async with asyncio.timeout(5):
            while (frame := await one.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert frame.data == aiohttp.WSCloseCode.TRY_AGAIN_LATER
