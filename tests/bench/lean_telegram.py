"""A Telegram for `bench_flow` that is never the bottleneck: one small process, the same for every bot.

    python -m tests.bench.lean_telegram 3000 500

Prints its port. Hands out that many text messages from that many people in batches of 100 once `POST /go` came, answers
every other method with a constant of the right shape, and tells by `GET /stats` what it saw. It checks nothing: the
stand-in of the tests does.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable

BATCH = 100
QUESTIONS = ("谁懂核磁", "医疗方面有哪些工作室", "王文韬是哪个单位的", "市级工作室一共几家", "水环境那个团队有多少人")
FIRST_PERSON = 3_000_000
_OFFSET = re.compile(rb'offset"?(?:\r\n[^\r\n]*)*?[\r\n=:" ]+(\d+)')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
BOT = {"id": 1, "is_bot": True, "first_name": "x", "username": "x_bot", "can_join_groups": True}
BOT |= {"can_read_all_group_messages": False, "supports_inline_queries": False}
SENT = {"message_id": 7, "date": 1, "from": BOT, "chat": {"id": FIRST_PERSON, "type": "private"}, "text": "示例"}


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


class Stock:
    """The updates, and what was asked."""

    def __init__(self, updates: int, people: int) -> None:
        self.batches = [
            _answer([_update(one, people) for one in range(start, min(start + BATCH, updates))])
            for start in range(0, updates, BATCH)
        ]
        self.number = updates
        self.open = False
        self.polls = self.answers = self.handed_out = 0
        self.began = self.ended = 0.0
        self.waiting: list[Callable[[], None]] = []

    def poll(self, offset: int) -> bytes | None:
        """What comes at this offset; None while there is nothing to hand out."""
        self.polls += 1
        batch = max(0, offset - 1) // BATCH
        if not self.open or batch >= len(self.batches):
            return None
        self.began = self.began or time.monotonic()
        return self.batches[batch]

    def said(self) -> None:
        """A message arrived."""
        self.answers += 1
        if self.answers == self.number:
            self.ended = time.monotonic()

    def stats(self) -> dict[str, float]:
        """What was seen so far."""
        seconds = (self.ended or time.monotonic()) - self.began if self.began else 0.0
        return {"polls": self.polls, "answers": self.answers, "seconds": seconds, "done": bool(self.ended)}


def _update(number: int, people: int) -> dict[str, object]:
    user = {"id": FIRST_PERSON + number % people, "is_bot": False, "first_name": "示例职工甲", "language_code": "zh"}
    chat = {"id": user["id"], "type": "private", "first_name": "示例职工甲"}
    text = QUESTIONS[number % len(QUESTIONS)]
    message = {"message_id": number + 1, "date": int(time.time()), "chat": chat, "from": user, "text": text}
    return {"update_id": number + 1, "message": message}


class Wire(asyncio.Protocol):
    """One connection, HTTP/1.1 kept alive, requests one after another."""

    def __init__(self, stock: Stock) -> None:
        self._stock = stock
        self._got = b""
        self._poll: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end]
            length = _LENGTH.search(head)
            if length is not None:
                whole = end + 4 + int(length.group(1))
                if len(self._got) < whole:
                    if b"100-continue" in head:
                        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                    return
            elif b"chunked" in head.lower():
                last = self._got.find(b"0\r\n\r\n", end + 4)
                if last < 0:
                    return
                whole = last + 5
            else:
                whole = end + 4
            body, self._got = self._got[end + 4 : whole], self._got[whole:]
            self._serve(head.split(b" ", 2)[1], body)

    def _serve(self, target: bytes, body: bytes) -> None:
        path, _, query = target.partition(b"?")
        method = path.rsplit(b"/", 1)[1].lower()
        if method == b"sendmessage":
            self._stock.said()
            self._transport.write(SENT_ANSWER)
        elif method == b"getupdates":
            found = _OFFSET.search(body or query)
            self._handed(int(found.group(1)) if found else 0)
        elif method == b"getme":
            self._transport.write(ME_ANSWER)
        elif method == b"stats":
            self._transport.write(_answer(self._stock.stats()))
        elif method == b"go":
            self._stock.open = True
            self._transport.write(TRUE_ANSWER)
            waiting, self._stock.waiting = self._stock.waiting, []
            for wake in waiting:
                wake()
        else:
            self._transport.write(TRUE_ANSWER)

    def _handed(self, offset: int) -> None:
        answer = self._stock.poll(offset)
        if answer is not None:
            self._transport.write(answer)
            return
        timer = asyncio.get_running_loop().call_later(5, self._transport.write, EMPTY_ANSWER)

        def wake() -> None:
            if not timer.cancelled() and timer.when() > asyncio.get_running_loop().time():
                timer.cancel()
                self._handed(offset)

        self._stock.waiting.append(wake)


SENT_ANSWER, ME_ANSWER, TRUE_ANSWER, EMPTY_ANSWER = _answer(SENT), _answer(BOT), _answer(True), _answer([])


async def main() -> None:
    """Serve until stopped."""
    stock = Stock(int(sys.argv[1]), int(sys.argv[2]))
    server = await asyncio.get_running_loop().create_server(lambda: Wire(stock), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
