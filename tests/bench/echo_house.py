"""For `bench_flow`: the house with one room that says back what it hears; every update and every answer is a row."""

import asyncio
import os
from pathlib import Path

from telegram import Update
from telegram.ext import filters

from bot.app import House, run_until_told
from bot.clock import SystemClock
from bot.config import Settings
from bot.transport import Transport
from handlers.kit.context import Context
from handlers.kit.room import TYPED, Room

room = Room("echo")


@room.message(TYPED & filters.TEXT, action="help.read")
async def echo(update: Update, context: Context) -> None:
    """Say the same."""
    assert update.message is not None
    await context.say(update.message.text or "")


def house() -> House:
    """The house on the Bot API named by BENCH_BASE_URL, without limits of its own."""
    settings = Settings(
        token=os.environ["BENCH_TOKEN"],
        base_url=os.environ["BENCH_BASE_URL"],
        database=Path(os.environ["BENCH_DATABASE"]),
        messages_per_second=1_000_000,
        seconds_per_person=0,
    )
    send = Transport(connections=settings.connections)
    return House(settings, clock=SystemClock(), poll=Transport(connections=1), send=send, rooms=(room,))


if __name__ == "__main__":
    asyncio.run(run_until_told(house()))
