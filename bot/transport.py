"""PTB's `BaseRequest` over aiohttp: the one way to Telegram, with what the sender must know about a failure.

`NotSent` means that not one byte of the request left this program (name lookup, connecting, TLS, the proxy's
handshake, waiting for a free connection): sending again cannot make a repeat. `TimedOut` and plain
`NetworkError` mean that nobody knows: the request may have been carried out. Which of the two it is follows
from one fact, recorded as it happens: whether the request's head had been handed to the socket.

No exception that leaves this module names a URL or has a cause that does: URLs hold the token.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Final, NoReturn

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.log import redact

_JSON: Final = {"Content-Type": "application/json"}
_SOCKS: Final = ("socks5://", "socks5h://")


class NotSent(NetworkError):
    """Surely nothing was sent: trying again cannot make a repeat."""


class _Journey:
    """What is known of one request: whether anything of it may have left."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = False


class Transport(BaseRequest):
    """Requests to the Bot API over a pool of kept connections.

    `proxy`: '' for none, or `http://…`, `https://…`, `socks5://…` (names are resolved by the proxy).
    `connections`: the most that are open at once. All timeouts are seconds: `connect_timeout` for lookup,
    connecting and TLS, `pool_timeout` for waiting for a free connection before that, `read_timeout` for silence
    while the answer is awaited, `write_timeout` for sending the request, `upload_timeout` instead of it when the
    request carries files. `keepalive` is how long an idle connection is kept; Telegram closes idle ones after
    about a minute, and a request on a connection that is just being closed has an unknown outcome.
    """

    __slots__ = (
        "_connect_timeout",
        "_connections",
        "_keepalive",
        "_pool_timeout",
        "_proxy",
        "_read_timeout",
        "_session",
        "_upload_timeout",
        "_write_timeout",
    )

    def __init__(
        self,
        *,
        proxy: str = "",
        connections: int = 64,
        connect_timeout: float = 10.0,
        read_timeout: float = 20.0,
        write_timeout: float = 20.0,
        upload_timeout: float = 120.0,
        pool_timeout: float = 10.0,
        keepalive: float = 15.0,
    ) -> None:
        self._proxy = proxy
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._upload_timeout = upload_timeout
        self._pool_timeout = pool_timeout
        self._keepalive = keepalive
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds of silence allowed; PTB adds getUpdates' own waiting time to it."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool. Opening an open one changes nothing."""
        if self._session is not None:
            return
        socks = self._proxy.startswith(_SOCKS)
        tracing = aiohttp.TraceConfig()
        tracing.on_request_headers_sent.append(_has_left)
        self._session = aiohttp.ClientSession(
            connector=self._socks_connector() if socks else self._connector(),
            proxy=None if socks or not self._proxy else self._proxy,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            skip_auto_headers=("Accept-Encoding",),
            trace_configs=[tracing],
            trust_env=False,
        )

    def _connector(self) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._keepalive)

    def _socks_connector(self) -> aiohttp.TCPConnector:
        from aiohttp_socks import ProxyConnector  # only those with such a proxy wait for it to load

        url = self._proxy.replace("socks5h://", "socks5://", 1)
        # rdns: the proxy looks names up; where Telegram is filtered, local answers are wrong.
        return ProxyConnector.from_url(url, rdns=True, limit=self._connections, keepalive_timeout=self._keepalive)

    async def shutdown(self) -> None:
        """Close the pool and every connection. Closing a closed one changes nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the HTTP status and the body of the answer.

        Raises NotSent, TimedOut or NetworkError as the module says, BadRequest for what cannot be written, and
        RuntimeError when not initialised.
        """
        session = self._session
        if session is None:
            raise RuntimeError("the transport is not open")
        headers: Mapping[str, str] | None = None
        body: bytes | aiohttp.MultipartWriter | None = None
        files = False
        if request_data is not None:
            files = request_data.contains_files
            if files:
                body = _form(request_data)
            else:
                body, headers = json.dumps(request_data.parameters).encode(), _JSON
        connect = _or(connect_timeout, self._connect_timeout)
        pool = _or(pool_timeout, self._pool_timeout)
        read = _or(read_timeout, self._read_timeout)
        write = _or(write_timeout, self._upload_timeout if files else self._write_timeout)
        parts = (pool, connect, write, read)
        # aiohttp has no limit for writing: the sum limits the whole. Downloads (GET) may take as long as they
        # keep coming.
        total = None if method == "GET" else sum(part for part in parts if part) if all(parts) else None
        timeout = aiohttp.ClientTimeout(
            total=total,
            connect=pool + connect if pool and connect else None,
            sock_connect=connect,
            sock_read=read,
        )
        journey = _Journey()
        try:
            async with session.request(
                method,
                URL(url, encoded=True),
                data=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
                trace_request_ctx=journey,
            ) as answer:
                status, payload = answer.status, await answer.read()
        except Exception as error:
            failure = _failure(error, journey)
        else:
            return _checked(status, payload)
        # Raised here, outside `except`: so the original, which may name the URL, is not attached as context.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dictionary; NetworkError (outcome unknown) when it is none. Its text is not logged."""
        try:
            answer = json.loads(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            _refuse(f"the answer of {len(payload)} bytes is not the Bot API's")
        return answer


def _refuse(message: str) -> NoReturn:
    raise NetworkError(message)


def _checked(status: int, payload: bytes) -> tuple[int, bytes]:
    """What PTB may see: a proxy's or gateway's page becomes an empty answer, so that it is named by its status."""
    if status == 407:
        raise NotSent("the proxy wants a login (407)")
    if not 200 <= status <= 299 and not payload.lstrip().startswith(b"{"):
        # PTB takes any 404 for a wrong token; a page that is not the Bot API's says nothing about the token.
        if status in (401, 403, 404):
            raise NetworkError(f"HTTP {status}, and the answer is not the Bot API's")
        return status, b"{}"
    return status, payload


def _or(given: Any, default: float) -> float | None:
    """The timeout PTB passed for this call, else our own."""
    if isinstance(given, DefaultValue):
        return default
    return None if given is None else float(given)


def _form(data: RequestData) -> aiohttp.MultipartWriter:
    """Parameters and files as multipart. File names go out as they are: Telegram shows them undecoded.

    Raises BadRequest for what no form can carry (a line break in a file name, half a surrogate pair).
    """
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    try:
        for name, value in data.json_parameters.items():
            form.add_field(name, value)
        for name, (filename, content, mime) in data.multipart_data.items():
            # A large body given as bytes would be written at one go, without letting others run.
            held = io.BytesIO(content) if isinstance(content, bytes) else content
            form.add_field(name, held, filename=filename, content_type=mime)
        written = form()
    except (ValueError, TypeError):
        written = None
    if not isinstance(written, aiohttp.MultipartWriter):
        raise BadRequest("the form cannot be written")
    return written


async def _has_left(_session: aiohttp.ClientSession, context: SimpleNamespace, _sent: object) -> None:
    context.trace_request_ctx.left = True


def _failure(error: Exception, journey: _Journey) -> NetworkError:
    """The error to raise instead; it says what happened and where, without the URL."""
    reason = _reason(error)
    if not journey.left:
        return NotSent(f"not sent: {reason}")
    if isinstance(error, TimeoutError):
        return TimedOut(f"no answer in time: {reason}")
    return NetworkError(f"outcome unknown: {reason}")


def _reason(error: Exception) -> str:
    kind = type(error).__name__
    if isinstance(error, TimeoutError | aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError):
        return kind
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{kind} {error.status} {redact(error.message)}"
    return f"{kind}: {redact(str(error))}" if str(error) else kind
