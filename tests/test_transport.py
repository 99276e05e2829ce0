"""The transport against real sockets on this machine: what arrives, and what is known when nothing answers."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import RequestData

from bot.transport import NotSent, Transport

TOKEN = "123456:CANARY-canary-CANARY-canary-CANARY-x"
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """An HTTP server on loopback; its base URL."""
    app = web.Application(client_max_size=50_000_000)
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[int]:
    """A raw TCP server on loopback; its port."""
    open_ones: set[asyncio.StreamWriter] = set()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_ones:
            writer.close()
        await asyncio.sleep(0.01)


def ok(result: str = "true") -> web.Response:
    return web.Response(text=f'{{"ok": true, "result": {result}}}', content_type="application/json")


def refused(status: int, description: str, parameters: str = "{}") -> web.Response:
    text = f'{{"ok": false, "error_code": {status}, "description": "{description}", "parameters": {parameters}}}'
    return web.Response(status=status, text=text, content_type="application/json")


async def failure(base: str, **options: object) -> TelegramError:
    """What a sendMessage to `base` raises; the token must not be in it."""
    async with Transport(**options) as transport:  # type: ignore[arg-type]
        with pytest.raises(TelegramError) as caught:
            await transport.post(f"{base}/bot{TOKEN}/sendMessage", RequestData())
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "CANARY" not in str(error) + repr(error)
    return error


@pytest.fixture
def dead_port(unused_tcp_port: int) -> int:
    return unused_tcp_port


async def test_ptb_talks_json_over_it() -> None:
    seen: list[tuple[str, str, dict[str, object]]] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append((request.path, request.content_type, await request.json()))
        return ok('{"message_id": 7, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "你好"}')

    async with serving(answer) as base, Transport() as transport:
        bot = Bot(TOKEN, base_url=f"{base}/bot", request=transport, get_updates_request=Transport())
        message = await bot.send_message(5, "你好 <b>", parse_mode="HTML")
        raw = await bot.do_api_request("sendSomethingNew", {"chat_id": 5, "reply_markup": {"inline_keyboard": [[]]}})
    assert message.message_id == 7
    assert raw["message_id"] == 7  # type: ignore[index, call-overload]
    path, kind, body = seen[0]
    assert (path, kind) == (f"/bot{TOKEN}/sendMessage", "application/json")
    assert body["text"] == "你好 <b>"
    assert body["chat_id"] == 5
    assert seen[1][2]["reply_markup"] == {"inline_keyboard": [[]]}


async def test_files_go_as_a_form_with_their_chinese_names() -> None:
    seen: dict[str, object] = {}

    async def answer(request: web.Request) -> web.StreamResponse:
        for name, field in (await request.post()).items():
            held = isinstance(field, web.FileField)
            seen[name] = (field.filename, field.content_type, field.file.read()) if held else field
        return ok('{"message_id": 8, "date": 1, "chat": {"id": 5, "type": "private"}}')

    async with serving(answer) as base, Transport() as transport:
        bot = Bot(TOKEN, base_url=f"{base}/bot", request=transport, get_updates_request=Transport())
        await bot.send_document(5, InputFile(io.BytesIO(b"x" * 300_000), filename="工作室 名单.xlsx"), caption="名单")
        with pytest.raises(BadRequest, match="cannot be written"):
            await bot.send_document(5, InputFile(b"x", filename="a\r\nb.txt"))
        with pytest.raises(BadRequest, match="cannot be written"):
            await bot.send_document(5, InputFile(b"x", filename="a.txt"), caption="\ud800")
    assert seen["chat_id"] == "5"
    assert seen["caption"] == "名单"
    name, kind, content = seen["document"]  # type: ignore[misc]
    assert name == "工作室 名单.xlsx"
    assert kind == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert content == b"x" * 300_000


async def test_files_are_fetched_and_a_missing_one_is_said() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path.endswith("gone"):
            return refused(404, "Not Found")
        return web.Response(body=b"\x00\xff" * 10)

    async with serving(answer) as base, Transport() as transport:
        assert await transport.retrieve(f"{base}/file/bot{TOKEN}/a.xlsx") == b"\x00\xff" * 10
        with pytest.raises(InvalidToken):
            await transport.retrieve(f"{base}/file/bot{TOKEN}/gone")


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (refused(400, "Bad Request: chat not found"), BadRequest),
        (refused(409, "Conflict: terminated by other getUpdates request"), Conflict),
        (refused(429, "Too Many Requests: retry after 3", '{"retry_after": 3}'), RetryAfter),
        (refused(401, "Unauthorized"), InvalidToken),
        (refused(500, "Internal Server Error"), NetworkError),
        (web.Response(status=502, text="<html>bad gateway</html>"), NetworkError),
        (web.Response(status=404, text="<html>not here</html>"), NetworkError),
        (web.Response(status=200, text="<html>please log in</html>"), NetworkError),
        (web.Response(status=200, text="[1]"), NetworkError),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), NetworkError),
        (web.Response(status=407, text=""), NotSent),
    ],
)
async def test_answers_become_ptbs_errors(response: web.Response, expected: type[TelegramError]) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        return response

    async with serving(answer) as base:
        error = await failure(base)
    assert type(error) is expected
    assert "html" not in str(error)


async def test_nobody_listens(dead_port: int) -> None:
    assert isinstance(await failure(f"http://127.0.0.1:{dead_port}"), NotSent)


async def test_a_name_that_does_not_exist() -> None:
    assert isinstance(await failure("http://nowhere.invalid"), NotSent)


async def test_an_impossible_address() -> None:
    assert isinstance(await failure("http://:80"), NotSent)
    assert isinstance(await failure("ftp://127.0.0.1"), NotSent)


async def test_tls_that_fails() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with listening(talk) as port:
        assert isinstance(await failure(f"https://127.0.0.1:{port}"), NotSent)


async def test_tls_that_never_answers() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(talk) as port:
        error = await failure(f"https://127.0.0.1:{port}", connect_timeout=0.2)
    assert isinstance(error, NotSent)


async def test_the_connection_ends_after_the_request() -> None:
    heard = bytearray()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(10_000))

    async with listening(talk) as port:
        error = await failure(f"http://127.0.0.1:{port}")
    assert heard.startswith(b"POST /bot")
    assert type(error) is NetworkError


async def test_the_answer_breaks_off() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10_000)
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok"')
        await writer.drain()

    async with listening(talk) as port:
        assert type(await failure(f"http://127.0.0.1:{port}")) is NetworkError


async def test_no_answer_in_time() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(talk) as port:
        assert type(await failure(f"http://127.0.0.1:{port}", read_timeout=0.2)) is TimedOut


async def test_an_upload_that_nobody_reads() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    options = {"upload_timeout": 0.2, "read_timeout": 0.1, "connect_timeout": 0.1, "pool_timeout": 0.1}
    async with listening(talk) as port, Transport(**options) as transport:
        bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=transport, get_updates_request=Transport())
        with pytest.raises(TimedOut):
            await bot.send_document(5, InputFile(b"x" * 30_000_000, filename="a.bin"))


async def test_ptbs_own_timeouts_are_obeyed() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        await request.read()
        await asyncio.sleep(0.3)
        return ok()

    async with serving(answer) as base, Transport(read_timeout=0.1) as transport:
        assert transport.read_timeout == 0.1
        url = f"{base}/bot{TOKEN}/x"
        with pytest.raises(TimedOut):
            await transport.post(url)
        assert await transport.post(url, read_timeout=2) is True
        assert await transport.post(url, read_timeout=None) is True


async def test_waiting_for_a_free_connection_ends_with_nothing_sent() -> None:
    calls = 0
    release = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal calls
        calls += 1
        await release.wait()
        return ok()

    options = {"connections": 2, "pool_timeout": 0.2, "connect_timeout": 1}
    async with serving(answer) as base, Transport(**options) as transport:
        tasks = [asyncio.create_task(transport.post(f"{base}/bot{TOKEN}/x", RequestData())) for _ in range(3)]
        with pytest.raises(NotSent):
            await tasks[2]
        assert calls == 2
        release.set()
        assert await asyncio.gather(*tasks[:2]) == [True, True]


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_no_proxy_listens(scheme: str, dead_port: int) -> None:
    error = await failure("http://127.0.0.1:9", proxy=f"{scheme}://me:hidden@127.0.0.1:{dead_port}")
    assert isinstance(error, NotSent)
    assert "hidden" not in str(error)


@pytest.mark.parametrize("last_words", [b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", b""])
async def test_a_proxy_that_opens_no_tunnel(last_words: bytes) -> None:
    heard = bytearray()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(last_words)
        await writer.drain()

    async with listening(talk) as port:
        error = await failure("https://telegram.invalid", proxy=f"http://127.0.0.1:{port}")
    assert heard.startswith(b"CONNECT telegram.invalid:443")
    assert isinstance(error, NotSent)


async def test_through_an_http_proxy() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.raw_path == f"http://telegram.invalid/bot{TOKEN}/getMe"
        return ok("1")

    async with serving(answer) as base, Transport(proxy=base) as transport:
        assert await transport.post(f"http://telegram.invalid/bot{TOKEN}/getMe", RequestData()) == 1


async def test_through_a_socks_proxy_that_looks_names_up_itself() -> None:
    asked: list[bytes] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        return ok("2")

    async with serving(answer) as base:

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            greeting = await reader.readexactly(2)
            await reader.readexactly(greeting[1])
            writer.write(b"\x05\x00")
            head = await reader.readexactly(5)
            asked.append(head[:4] + await reader.readexactly(head[4]))
            await reader.readexactly(2)
            writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
            there, back = await asyncio.open_connection("127.0.0.1", int(base.rsplit(":", 1)[1]))
            back.write(await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(2))
            writer.write(await there.readuntil(b"}"))
            await writer.drain()
            back.close()

        async with listening(talk) as port, Transport(proxy=f"socks5://127.0.0.1:{port}") as transport:
            assert await transport.post(f"http://telegram.invalid/bot{TOKEN}/getMe", RequestData()) == 2
    assert asked == [b"\x05\x01\x00\x03telegram.invalid"]


async def test_a_socks_proxy_that_refuses() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"\x05\xff")
        await writer.drain()

    async with listening(talk) as port:
        assert isinstance(await failure("http://telegram.invalid", proxy=f"socks5://127.0.0.1:{port}"), NotSent)


async def test_it_opens_and_closes_any_number_of_times_and_leaves_nothing_open() -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return ok()

    async with serving(answer) as base:
        transport = Transport()
        with pytest.raises(NetworkError, match="not open"):
            await transport.post(f"{base}/bot{TOKEN}/x")
        for _ in range(2):
            await transport.initialize()
            await transport.initialize()
            assert await transport.post(f"{base}/bot{TOKEN}/x", RequestData()) is True
            await transport.shutdown()
            await transport.shutdown()
        del transport
    # "Unclosed client session" is a ResourceWarning, and warnings are errors here.
    gc.collect()


async def test_the_token_is_in_no_log(caplog: pytest.LogCaptureFixture, dead_port: int) -> None:
    caplog.set_level(logging.DEBUG)
    await failure(f"http://127.0.0.1:{dead_port}")

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="nonsense")

    async with serving(answer) as base:
        await failure(base)
    assert "CANARY" not in caplog.text


async def test_a_cancelled_request_is_cancelled() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with listening(talk) as port, Transport() as transport:
        task = asyncio.create_task(transport.post(f"http://127.0.0.1:{port}/bot{TOKEN}/x", RequestData()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
