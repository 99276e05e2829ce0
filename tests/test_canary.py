"""A canary token, a telephone number and a message body go through the whole house over HTTP, logged at DEBUG: none is found."""

import asyncio
import io
import logging
from pathlib import Path

from bot import log
from bot.app import House
from bot.clock import SystemClock
from bot.config import Settings
from bot.standin import server
from bot.standin.faults import Fault
from bot.standin.people import newcomer
from bot.standin.telegram import Telegram
from bot.transport import Transport

TOKEN = "7700000002:CANARY-do-not-log-me-CANARY-do-not-log-me"
PHONE = "13900001234"
BODY = "只有我知道的秘密"


async def test_neither_token_nor_phone_nor_message_is_logged(database: Path) -> None:
    telegram = Telegram(SystemClock(), token=TOKEN)
    stream = io.StringIO()
    handler = log.setup("DEBUG", "json", stream=stream)  # the token is not even named to it
    before = logging.getLogger("aiosqlite").level
    try:
        async with server.serve(telegram) as url:
            settings = Settings(token=TOKEN, base_url=url, database=database, poll_timeout=1)
            house = House(settings, clock=SystemClock(), poll=Transport(), send=Transport())
            await house.start()
            telegram.faults.add(Fault("error", "sendMessage", status=500))
            telegram.faults.add(Fault("lost", "sendMessage"))
            telegram.faults.add(Fault("error", "getUpdates", status=404))
            phone = telegram.phone(newcomer("canary"))
            phone.say(f"{BODY} {PHONE}")
            telegram.inject({"message": {"text": BODY, "chat": PHONE}})
            while len(telegram.updates):
                await asyncio.sleep(0.02)
            await house.settled()
            await house.stop()
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger("aiosqlite").setLevel(before)
        logging.captureWarnings(False)
    logged = stream.getvalue()
    assert "started" in logged
    assert "update failed" in logged
    for secret in (TOKEN, TOKEN.partition(":")[2], PHONE, BODY):
        assert secret not in logged
