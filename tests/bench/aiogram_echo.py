"""A peer for `bench_flow`: the smallest aiogram 3 echo bot, as its documentation writes it."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Say the same."""
    await message.answer(message.text or "")


async def main() -> None:
    """Poll the Bot API named by BENCH_BASE_URL."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["BENCH_BASE_URL"]))
    await dispatcher.start_polling(Bot(os.environ["BENCH_TOKEN"], session=session))


if __name__ == "__main__":
    asyncio.run(main())
