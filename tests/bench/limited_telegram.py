"""The lean Telegram of `lean_telegram` with a limit: so many messages in any second, the rest refused with 429.

    python -m tests.bench.limited_telegram RATE [strict]

RATE 0 limits nothing. The rule is that of the stand-in (`bot.standin.pace`), a bucket of RATE that drains RATE a second;
with `strict`, no second anywhere may hold more than RATE messages, down to the microsecond.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from tests.bench.lean_telegram import Stock, Wire, _answer

REFUSED = json.dumps(
    {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
).encode()
REFUSAL = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(REFUSED),
    REFUSED,
)


class Limit:
    """What was accepted and refused."""

    def __init__(self, rate: int, *, strict: bool) -> None:
        self.rate = rate
        self.strict = strict
        self.level = 0.0
        self.times: deque[float] = deque(maxlen=rate or 1)
        self.accepted = self.refused = 0
        self.began = self.ended = 0.0

    def takes(self) -> bool:
        """Count a message, if it is not one too many."""
        now = time.monotonic()
        self.level = max(0.0, self.level - (now - self.ended) * self.rate)
        crowded = bool(self.rate) and len(self.times) == self.rate and now - self.times[0] < 1
        if self.rate and (crowded if self.strict else self.level + 1 > self.rate):
            self.refused += 1
            return False
        self.level += 1
        self.times.append(now)
        self.began = self.began or now
        self.ended = now
        self.accepted += 1
        return True


class LimitedWire(Wire):
    """A connection that knows the limit."""

    def __init__(self, stock: Stock, limit: Limit) -> None:
        super().__init__(stock)
        self._limit = limit

    def _serve(self, target: bytes, body: bytes) -> None:
        method = target.partition(b"?")[0].rsplit(b"/", 1)[1].lower()
        if method == b"sendmessage" and not self._limit.takes():
            self._transport.write(REFUSAL)
        elif method == b"stats":
            limit = self._limit
            self._transport.write(_answer([limit.accepted, limit.refused, limit.ended - limit.began]))
        else:
            super()._serve(target, body)


@contextlib.asynccontextmanager
async def running(rate: int, *rule: str) -> AsyncIterator[tuple[str, Callable[[], Awaitable[list[float]]]]]:
    """Such a Telegram in a process of its own: its address, and what it has counted."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.limited_telegram", str(rate), *rule, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())

    async def stats() -> list[float]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /x/stats HTTP/1.1\r\n\r\n")
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        found: list[float] = json.loads(await reader.readexactly(length))["result"]
        writer.close()
        return found

    try:
        yield f"http://127.0.0.1:{port}", stats
    finally:
        process.terminate()
        await process.wait()


async def main() -> None:
    """Serve until stopped."""
    stock, limit = Stock(0, 1), Limit(int(sys.argv[1]), strict="strict" in sys.argv)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: LimitedWire(stock, limit), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
