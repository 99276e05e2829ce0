"""The stand-in over HTTP, so that any Bot API client can be pointed at it: `/bot<token>/<method>`, `/file/bot<token>/<path>`.

Calls may be JSON, a form, multipart or a query, as on Telegram. For runs in another process there is a second door, which
is not Telegram's and takes JSON:

- `POST /standin/say {"who": 900001, "text": "…"}`: a person (a sample key, a word, or a number) says something;
- `POST /standin/tap {"who": …, "message_id": 5, "data": "…"}`: taps a button;
- `POST /standin/updates [{…}, …]`: queues raw updates, however malformed; answers how many wait;
- `POST /standin/faults {"kind": "lost", "method": "sendMessage", "times": 3}`: see `faults.Fault`; DELETE ends
  all; what is no fault is answered 400 with the kinds that are;
- `GET /standin/log`: counts of calls by method, unknown methods, updates that wait, and the latest calls;
- `GET /standin/chat/<id>`: the messages of a chat as they stand.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from aiohttp import BodyPartReader, web

from bot.standin.faults import KINDS, AnswerLost, Fault, Unreachable
from bot.standin.params import Upload
from bot.standin.people import Account, newcomer, sample
from bot.standin.refusals import bad_request
from bot.standin.telegram import Telegram

LARGEST_BODY = 60 * 1000 * 1000
"""Bytes of one call: somewhat more than the largest file."""


@contextlib.asynccontextmanager
async def serve(telegram: Telegram, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve a stand-in and yield its address, to be used as `base_url`; port 0 takes any free one."""
    # A client that goes away must end its own long poll, or it would conflict with its successor's.
    runner = web.AppRunner(application(telegram), access_log=None, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def application(telegram: Telegram) -> web.Application:
    """The aiohttp application."""
    doors = _Doors(telegram)
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_route("*", "/bot{token}/{method}", doors.call)
    app.router.add_get("/file/bot{token}/{path:.+}", doors.download)
    app.router.add_post("/standin/say", doors.say)
    app.router.add_post("/standin/tap", doors.tap)
    app.router.add_post("/standin/updates", doors.updates)
    app.router.add_post("/standin/faults", doors.add_fault)
    app.router.add_delete("/standin/faults", doors.clear_faults)
    app.router.add_get("/standin/log", doors.log)
    app.router.add_get("/standin/chat/{chat:-?\\d+}", doors.chat)
    return app


class _Doors:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._people = {account.key: account for account in sample()}

    async def call(self, request: web.Request) -> web.Response:
        params, files = await _read(request)
        token, method = request.match_info["token"], request.match_info["method"]
        try:
            status, body = await self._telegram.call(token, method, params, files)
        except (Unreachable, AnswerLost):
            if request.transport is not None:
                request.transport.abort()
            raise asyncio.CancelledError from None  # there is nobody left to answer
        return _json(body, status)

    async def download(self, request: web.Request) -> web.Response:
        file = self._telegram.download(request.match_info["token"], request.match_info["path"])
        if file is None:
            return _json({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def say(self, request: web.Request) -> web.Response:
        asked = await request.json()
        posts = self._telegram.phone(self._account(asked["who"])).say(asked["text"])
        return _json([post.id for post in posts])

    async def tap(self, request: web.Request) -> web.Response:
        asked = await request.json()
        phone = self._telegram.phone(self._account(asked["who"]))
        return _json(phone.tap(asked["message_id"], asked["data"]))

    async def updates(self, request: web.Request) -> web.Response:
        for update in await request.json():
            self._telegram.inject(update)
        return _json(len(self._telegram.updates))

    async def add_fault(self, request: web.Request) -> web.Response:
        try:
            self._telegram.faults.add(Fault(**await request.json()))
        except (TypeError, ValueError) as error:
            return _json({"error": str(error), "kinds": sorted(KINDS)}, 400)
        return _json(len(self._telegram.faults.waiting))

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._telegram.faults.clear()
        return _json(True)

    async def log(self, _request: web.Request) -> web.Response:
        telegram = self._telegram
        return _json(
            {
                "counts": telegram.counts,
                "unknown_methods": telegram.unknown_methods,
                "waiting": len(telegram.updates),
                "faults_happened": telegram.faults.happened,
                "calls": [asdict(call) for call in telegram.calls],
            }
        )

    async def chat(self, request: web.Request) -> web.Response:
        chat = self._telegram.chats.known(int(request.match_info["chat"]))
        return _json([post.body for post in chat.posts.values()] if chat else [])

    def _account(self, who: str | int) -> Account:
        if isinstance(who, int):
            return Account(str(who), who, f"示例职工{who}")
        return self._people.get(who) or newcomer(who)


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json")


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters of a call, from wherever they were put, and its files."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    kind = request.content_type
    if not request.body_exists:
        return params, files
    if kind == "application/json":
        try:
            given = json.loads(await request.read() or b"{}")
        except ValueError:
            given = None
        if not isinstance(given, dict):
            refused = bad_request("Can't parse the request's JSON object")
            raise web.HTTPBadRequest(text=json.dumps(refused.body()), content_type="application/json")
        params |= given
    elif kind == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name:
                await _take(part, part.name, params, files)
    else:
        params |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return params, files


async def _take(part: BodyPartReader, name: str, params: dict[str, Any], files: dict[str, Upload]) -> None:
    if part.filename is None and "Content-Type" not in part.headers:
        params[name] = await part.text()
        return
    content = bytes(await part.read(decode=False))
    if part.filename is None:
        params[name] = content.decode("utf-8", "replace")
    else:
        files[name] = (part.filename, content, part.headers.get("Content-Type", "application/octet-stream"))
