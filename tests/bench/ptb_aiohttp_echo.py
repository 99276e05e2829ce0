"""A peer for `bench_flow`: the smallest python-telegram-bot echo bot, over the house's own transport."""

import os

from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.transport import Transport
from tests.bench.ptb_echo import echo


def main() -> None:
    """Poll the Bot API named by BENCH_BASE_URL, many updates at a time."""
    application = (
        ApplicationBuilder()
        .token(os.environ["BENCH_TOKEN"])
        .base_url(os.environ["BENCH_BASE_URL"] + "/bot")
        .concurrent_updates(True)
        .request(Transport(connections=64))
        .get_updates_request(Transport(connections=1))
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
