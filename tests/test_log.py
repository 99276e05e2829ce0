"""Logging: no token, phone, card number, login or message body gets out, whoever logs and at whatever level."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import sys
import threading
import time
import warnings
from collections.abc import Iterator

import pytest
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import Application, MessageHandler, filters

from bot.log import CAPS, redact, setup
from bot.transport import Transport

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanaryCAN"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, levels = root.level, {name: logging.getLogger(name).level for name in CAPS}
    hook, thread_hook = sys.excepthook, threading.excepthook
    yield
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook = hook, thread_hook
    for handler in [one for one in root.handlers if type(one).__module__ == "bot.log"]:
        root.removeHandler(handler)
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def log_to(level: str = "DEBUG", shape: str = "plain", **options: object) -> io.StringIO:
    stream = io.StringIO()
    setup(level, shape, stream=stream, **options)  # type: ignore[arg-type]
    return stream


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
            "POST https://api.telegram.org/bot<token>/sendMessage",
        ),
        ("http://127.0.0.1:1/file/bot1:x/a.xlsx", "http://127.0.0.1:1/file/bot<token>/a.xlsx"),
        (f"/bot{TOKEN.replace(':', '%3A')}/getMe", "/bot<token>/getMe"),
        (f"令牌{TOKEN}。", "令牌<token>。"),
        ("socks5://me:pass@host:1080", "socks5://<login>@host:1080"),
        ("电话13800138000,", "电话<phone>,"),
        ("+86 138-0013-8000 和 8613800138000", "<phone> 和 <phone>"),
        ("010-87654321", "<phone>"),
        ("+1 202 555 0100", "<phone>"),
        ("110105199001011234 和 11010519900101123X", "<id> 和 <id>"),
        # What is no secret stays: people's ids, times, rows, positions in code.
        ("chat 900001 row 12", "chat 900001 row 12"),
        ("id 7123456789 group -1001234567890", "id 7123456789 group -1001234567890"),
        ("at 1796112000000 2026-12-01T09:00:00.000+08:00", "at 1796112000000 2026-12-01T09:00:00.000+08:00"),
        ('File "/srv/bot/sender.py", line 123', 'File "/srv/bot/sender.py", line 123'),
        ("sqlite3.OperationalError: database is locked", "sqlite3.OperationalError: database is locked"),
    ],
)
def test_redaction(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_given_secrets_of_any_shape() -> None:
    assert redact("password (a+b) here", ["(a+b)", ""]) == "password <secret> here"


@pytest.mark.parametrize("shape", ["plain", "json"])
def test_messages_arguments_fields_exceptions_and_stacks_are_cleaned(shape: str) -> None:
    stream = log_to(shape=shape, secrets=("opensesame",))
    log = logging.getLogger("somebody.else")
    log.info(f"in the message {TOKEN}")
    log.info("in an argument %s %r", TOKEN, {"url": f"https://x/bot{TOKEN}/getMe"})
    log.info("in a field", extra={"row": 5, "where": f"bot{TOKEN}", "phone": "13800138000", "done": True})
    log.info("a secret without a pattern: opensesame")
    try:
        try:
            raise ValueError(f"cause {TOKEN}")
        except ValueError as error:
            raise RuntimeError("13800138000") from error
    except RuntimeError:
        log.exception("it failed", stack_info=True)
    out = stream.getvalue()
    assert "canary" not in out.lower()
    assert "13800138000" not in out
    assert "opensesame" not in out
    assert "ValueError: cause <token>" in out
    assert "Stack (most recent call last)" in out


def test_a_json_line_has_its_facts() -> None:
    stream = log_to(shape="json")
    logging.getLogger("bot.sender").warning(
        "发出 %d 条", 3, extra={"row": 5, "text": "你好", "update": {"a": "secret"}}
    )
    (line,) = stream.getvalue().splitlines()
    facts = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", facts.pop("at"))
    assert facts == {
        "level": "WARNING",
        "logger": "bot.sender",
        "message": "发出 3 条",
        "row": 5,
        "text": "<2 characters>",
        "update": "<hidden>",
    }


def test_a_plain_line_is_one_line() -> None:
    stream = log_to()
    logging.getLogger("bot").info("name %s", "示例\n2026 ERROR forged", extra={"who": "a\r\nb"})
    (line,) = stream.getvalue().splitlines()
    assert line.endswith("INFO bot: name 示例\\n2026 ERROR forged who=a\\r\\nb")


def test_a_record_that_does_not_fit_its_arguments_shows_neither(capsys: pytest.CaptureFixture[str]) -> None:
    stream = log_to()
    root = logging.getLogger()
    # pytest's own handlers raise here, on purpose
    root.handlers[:] = [one for one in root.handlers if type(one).__module__ == "bot.log"]
    logging.getLogger("bot").info("%d %d", TOKEN)
    assert "unprintable log record" in stream.getvalue()
    stream.close()
    logging.getLogger("bot").info("%s", TOKEN)
    both = capsys.readouterr()
    assert "canary" not in (both.out + both.err).lower()


def test_setting_up_twice_logs_once() -> None:
    first, second = log_to(), log_to("WARNING")
    logging.getLogger("bot").warning("once")
    logging.getLogger("bot").info("not at this level")
    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1
    assert "level" not in second.getvalue()


def test_warnings_and_uncaught_exceptions_come_the_same_way() -> None:
    stream = log_to()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # catch_warnings puts its own showwarning back at the end
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"careful with {TOKEN}", stacklevel=1)
        logging.captureWarnings(False)
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    def fail() -> None:
        raise LookupError(TOKEN)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    out = stream.getvalue()
    assert "careful with <token>" in out
    assert "RuntimeError: <token>" in out
    assert "LookupError: <token>" in out
    assert "KeyboardInterrupt" not in out
    assert "canary" not in out.lower()


async def test_the_canary_at_debug_through_the_libraries(unused_tcp_port: int) -> None:
    """PTB's whole way (application, bot, transport) with httpx and aiohttp in the process, everything at DEBUG."""
    stream = log_to("DEBUG", secrets=(TOKEN,))
    httpx = logging.getLogger("httpx")
    httpx.info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("aiohttp.access").info("GET /bot%s/getMe", TOKEN)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    transport = Transport(connect_timeout=0.5)
    bot = Bot(
        TOKEN, base_url=f"http://127.0.0.1:{unused_tcp_port}/bot", request=transport, get_updates_request=Transport()
    )
    application = Application.builder().bot(bot).updater(None).build()

    async def room(update: Update, context: object) -> None:
        raise RuntimeError(f"room failed with {TOKEN}")

    application.add_handler(MessageHandler(filters.ALL, room))
    raw = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "text": "悄悄话canary", "chat": {"id": 5, "type": "private"}},
    }
    await transport.initialize()
    with pytest.raises(TelegramError):
        await bot.send_message(5, "悄悄话canary")
    application._initialized = True
    await application.process_update(Update.de_json(raw, bot))
    loop.call_exception_handler({"message": f"task failed at bot{TOKEN}", "exception": ValueError(TOKEN)})
    await transport.shutdown()
    loop.set_debug(False)
    out = stream.getvalue()
    assert "room failed with <" in out
    assert "task failed" in out
    assert "canary" not in out.lower()
    assert "悄悄话" not in out


def test_cleaning_a_line_is_quick() -> None:
    line = "update handled room=studios action=ask took=1.25 chat=900001 " * 3
    start = time.perf_counter()
    for _ in range(1000):
        redact(line, (TOKEN,))
    assert time.perf_counter() - start < 1.0
    long = "1" * 20_000 + "+" * 20_000 + "a:" * 10_000
    start = time.perf_counter()
    redact(long)
    assert time.perf_counter() - start < 2.0
