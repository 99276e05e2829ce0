"""Peers for `bench_send`: each says `number` messages as fast as it can, thirty at a time, and prints seconds and CPU
seconds.

python -m tests.bench.send_peers ptb|ptb_limited|aiogram NUMBER
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable

FIRST = 3_000_000
TOGETHER = 30
Say = Callable[[int], Awaitable[object]]


Took = tuple[float, float]
"""Seconds and CPU seconds."""


async def timed(say: Say, number: int) -> Took:
    """Say them, thirty under way at a time."""
    began, worked = time.monotonic(), time.process_time()
    for start in range(0, number, TOGETHER):
        await asyncio.gather(*(say(FIRST + one) for one in range(start, min(start + TOGETHER, number))))
    return time.monotonic() - began, time.process_time() - worked


async def ptb(number: int, *, limited: bool = False) -> Took:
    """python-telegram-bot, with or without its rate limiter."""
    from telegram.ext import AIORateLimiter, ExtBot
    from telegram.request import HTTPXRequest

    limiter = AIORateLimiter(overall_max_rate=1_000_000) if limited else None
    base = os.environ["BENCH_BASE_URL"] + "/bot"
    async with ExtBot(
        os.environ["BENCH_TOKEN"],
        base_url=base,
        request=HTTPXRequest(connection_pool_size=TOGETHER, pool_timeout=60),
        rate_limiter=limiter,
    ) as bot:
        return await timed(lambda chat: bot.send_message(chat, "开会"), number)


async def aiogram(number: int) -> Took:
    """aiogram 3."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer

    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_BASE_URL"]))
    async with Bot(os.environ["BENCH_TOKEN"], session=session) as bot:
        return await timed(lambda chat: bot.send_message(chat, "开会"), number)


if __name__ == "__main__":
    name, number = sys.argv[1], int(sys.argv[2])
    loops = {"ptb": ptb, "ptb_limited": lambda count: ptb(count, limited=True), "aiogram": aiogram}
    print(*asyncio.run(loops[name](number)))
