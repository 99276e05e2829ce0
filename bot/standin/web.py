"""The `demo` page's server: phones side by side in a browser, on this machine only.

It decides nothing about the bot: `Live` carries what happens and what is asked, this hands out the page, keeps strangers
out and carries files.
"""

import asyncio
import contextlib
import errno
import json
import re
import signal
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, WSCloseCode, WSMsgType, web

from bot import log
from bot.standin.clocks import ShiftedClock
from bot.standin.live import Browser, Live
from bot.standin.opening import opened
from bot.standin.world import World

UPLOAD_LIMIT = 20 * 1024**2
"""Bytes of one file sent from a phone: what a bot may fetch with getFile (Bot API)."""
CAPTION_LIMIT = 1024
"""Characters of a caption (Bot API)."""
FRAME_LIMIT = 256 * 1024
"""Bytes of one WebSocket message from a browser."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

PAGE = Path(__file__).parent / "page"
PAGE_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class PortTaken(Exception):
    """The page cannot be served there; the text says why and what to do."""


@contextlib.asynccontextmanager
async def serve(world: World, host: str, port: int, *, upload_limit: int = UPLOAD_LIMIT) -> AsyncIterator[str]:
    """Serve the page for `world` and yield its address; port 0 takes any free one. Raises `PortTaken`."""
    live = Live(world, upload_limit)
    forget = world.listen(live.happened)
    watch = asyncio.create_task(live.keep_watch())
    runner = web.AppRunner(_Pages(live, host).app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except (OSError, OverflowError) as problem:
            raise PortTaken(_why_not(host, port, problem)) from problem
        actual = runner.addresses[0][1]
        yield f"http://{'localhost' if host in LOOPBACK else host}:{actual}/"
    finally:
        forget()
        watch.cancel()
        await runner.cleanup()


def _why_not(host: str, port: int, problem: Exception) -> str:
    if isinstance(problem, OverflowError):
        return f"端口 {port} 用不了：要在 0 到 65535 之间，例如 --port 8080。"
    taken = isinstance(problem, OSError) and problem.errno == errno.EADDRINUSE
    reason = "已有程序占着这个端口" if taken else f"系统不允许（{getattr(problem, 'strerror', '')}）"
    return f"{host}:{port} 用不了：{reason}。换一个试试，例如 --port {max(port, 8080) + 1}。"


class _Pages:
    def __init__(self, live: Live, host: str) -> None:
        self._live = live
        self._world = live.world
        self._local = host in LOOPBACK
        self._sockets: set[web.WebSocketResponse] = set()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=self._live.upload_limit + FRAME_LIMIT, middlewares=[self._guard])
        app.router.add_get("/", self._page)
        app.router.add_get("/page/{name}", self._page)
        app.router.add_get("/live", self._socket)
        app.router.add_get("/file/{who}/{message_id:\\d+}", self._file)
        app.router.add_post("/send", self._send)
        app.on_shutdown.append(self._close)
        return app

    async def _close(self, _app: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """No other site may use this server through a visitor's browser: neither by a name that resolves to this
        machine (rebinding) nor by a socket or form of its own (cross-site)."""
        if self._local and urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            raise web.HTTPForbidden(text="only localhost is served here")
        if request.method != "GET" or request.path == "/live":
            origin = urlsplit(request.headers.get("Origin", "")).netloc
            if origin != request.host:
                raise web.HTTPForbidden(text="another site's page may not do this")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        name = request.match_info.get("name", "index.html")
        kind = PAGE_KINDS.get(Path(name).suffix)
        if kind is None or not re.fullmatch(r"[a-z]+\.[a-z]+", name) or not (PAGE / name).is_file():
            raise web.HTTPNotFound
        return web.Response(body=(PAGE / name).read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=FRAME_LIMIT)
        await socket.prepare(request)
        browser = self._live.arrive()
        self._sockets.add(socket)
        try:
            async with asyncio.TaskGroup() as deeds:
                writer = deeds.create_task(self._write(socket, browser))
                async for frame in socket:
                    if frame.type is WSMsgType.TEXT:
                        deeds.create_task(self._live.hear(browser, frame.data))
                writer.cancel()
        finally:
            self._sockets.discard(socket)
            self._live.leave(browser)
        return socket

    async def _write(self, socket: web.WebSocketResponse, browser: Browser) -> None:
        with contextlib.suppress(ConnectionError):
            while not browser.lagging:
                message = await browser.outbox.get()
                await socket.send_str(json.dumps(message, ensure_ascii=False))
        self._live.leave(browser)
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def _send(self, request: web.Request) -> web.Response:
        """A file from a phone: multipart, `caption` first, then `file`; the person and kind are in the query."""
        who, kind = request.query.get("who", ""), request.query.get("kind", "")
        if who not in self._world.people or kind not in {"photo", "document"}:
            raise web.HTTPBadRequest(text="没有这部手机。")
        caption = ""
        with tempfile.TemporaryDirectory() as folder:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader):
                    continue
                if part.name == "caption":
                    caption = (await part.text())[:CAPTION_LIMIT]
                elif part.name == "file":
                    path = await _store(part, Path(folder), self._live.upload_limit)
                    await self._world.send_file(who, kind, path, caption)
                    return web.Response(status=204)
        raise web.HTTPBadRequest(text="没有收到文件。")

    async def _file(self, request: web.Request) -> web.Response:
        """A message's photo or document. Only pictures are shown in the browser, the rest is always a download."""
        who = request.match_info["who"]
        if who not in self._world.people:
            raise web.HTTPNotFound
        try:
            name, content, kind = self._world.file(who, int(request.match_info["message_id"]))
        except KeyError:
            raise web.HTTPNotFound from None
        shown = kind in PICTURES
        disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
        headers = {**HEADERS, "Content-Disposition": disposition, "Content-Security-Policy": "sandbox"}
        return web.Response(body=content, content_type=kind if shown else "application/octet-stream", headers=headers)


async def _store(part: BodyPartReader, folder: Path, limit: int) -> Path:
    """Write an uploaded file under the name it came with, or the safe part of it. Refuses what is too large."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", part.filename or "file").strip(". ")[-120:] or "file"
    path = folder / name
    content = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        content += chunk
        if len(content) > limit:
            reason = f"文件太大：最多 {limit // 1024**2} MB。"
            raise web.HTTPRequestEntityTooLarge(limit, len(content), text=reason)
    await asyncio.to_thread(path.write_bytes, content)
    return path


def demo(port: int, database: Path | None) -> int:
    """The `demo` command: phones in a browser until Ctrl+C or SIGTERM. Returns the exit code."""
    log.setup("WARNING", "plain", secrets=())
    try:
        asyncio.run(_demo(port, database))
    except PortTaken as taken:
        print(taken, file=sys.stderr)
    except (sqlite3.Error, OSError) as problem:
        print(f"数据库 {database or ''} 用不了：{problem}。请检查文件和目录的权限、磁盘空间。", file=sys.stderr)
    else:
        return 0
    return 1


async def _demo(port: int, database: Path | None) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with opened(ShiftedClock(), database) as world, serve(world, "127.0.0.1", port) as address:
        print(f"手机已经摆好，请用浏览器打开 / open in a browser:\n\n    {address}\n\n按 Ctrl+C 结束。", flush=True)
        await stopping.wait()
