"""Structured logging in one place: what may leave the program in a log line, and in which shape.

Rules, whoever writes the record: no token (in any form it has in URLs), no phone or identity-card number, no
password of a proxy, and no message body. The finished line is what is cleaned, so that messages, arguments,
exception texts and tracebacks of every library are covered alike. Libraries that would print bodies or URLs
at DEBUG are held at the level in `CAPS` whatever level is asked for.

Extra facts are given as `extra={"row": 5}` and come out as fields; a field named like a body (`BODIES`) comes
out as its length only.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import IO
from zoneinfo import ZoneInfo

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHAPES = ("plain", "json")

# Lowest level a library may log at. httpx and aiohttp.access write whole URLs at INFO; telegram and aiosqlite
# write whole updates and SQL parameters at DEBUG.
CAPS: Mapping[str, int] = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "aiohttp": logging.INFO,
    "aiosqlite": logging.INFO,
    "telegram": logging.INFO,
    "yoyo": logging.WARNING,
    "python_socks": logging.INFO,
    "asyncio": logging.INFO,
}

# Fields that would hold what somebody wrote: only their length is logged.
BODIES = frozenset({"text", "body", "raw", "payload", "caption", "html", "answer", "question", "update", "params"})

_CHINA = ZoneInfo("Asia/Shanghai")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A token inside a Bot API URL, of any length, also percent-encoded.
    (re.compile(r"(?i)\bbot\d+(?::|%3a)[^/\s\"'<>]+"), "bot<token>"),
    # A bare token: numeric id, colon, 35 characters in practice (30 and more here).
    (re.compile(r"(?i)(?<!\d)\d{5,}(?::|%3a)[a-z0-9_-]{30,}"), "<token>"),
    # User and password in a URL (proxies).
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@]+@"), r"\1<login>@"),
    # Identity-card numbers: 17 digits and a check character.
    (re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])"), "<id>"),
    # Mobile numbers of the mainland, with or without +86 and separators.
    (re.compile(r"(?<![\d-])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"), "<phone>"),
    # Landlines (010-12345678) and international numbers.
    (re.compile(r"(?<![\d-])0\d{2,3}[ -]\d{7,8}(?!\d)"), "<phone>"),
    (re.compile(r"(?<![\w+])\+\d[\d -]{7,16}\d(?!\d)"), "<phone>"),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without tokens, logins in URLs, phone and identity-card numbers, and the given secrets."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "<secret>")
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class _Line(logging.Formatter):
    """One record, one cleaned line (plain tracebacks keep their own lines)."""

    def __init__(self, shape: str, secrets: Iterable[str]) -> None:
        super().__init__()
        self._json = shape == "json"
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        try:
            message = record.getMessage()
        except Exception:
            # Arguments that do not fit their message: say where, and show neither.
            message = f"unprintable log record ({record.pathname}:{record.lineno})"
        trace = self.formatException(record.exc_info) if record.exc_info else record.exc_text or ""
        if record.stack_info:
            trace = f"{trace}\n{record.stack_info}".strip()
        fields = {name: self._field(name, value) for name, value in vars(record).items() if name not in _STANDARD}
        moment = datetime.fromtimestamp(record.created, UTC).astimezone(_CHINA)
        at = moment.isoformat(timespec="milliseconds")
        message, trace = self._clean(message), self._clean(trace)
        if self._json:
            whole: dict[str, object] = {"at": at, "level": record.levelname, "logger": record.name}
            whole |= {"message": message, **fields}
            if trace:
                whole["trace"] = trace
            return json.dumps(whole, ensure_ascii=False)
        tail = "".join(f" {name}={value}" for name, value in fields.items())
        head = f"{at} {record.levelname} {record.name}: {_one_line(message)}{_one_line(tail)}"
        return f"{head}\n{trace}" if trace else head

    def _clean(self, text: str) -> str:
        return redact(text, self._secrets)

    def _field(self, name: str, value: object) -> object:
        if name in BODIES:
            return f"<{len(value)} characters>" if isinstance(value, str | bytes) else "<hidden>"
        if isinstance(value, bool | int | float) or value is None:
            return value
        return self._clean(str(value))


def _one_line(text: str) -> str:
    """Somebody's name may hold line breaks; a log line may not."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


class _Handler(logging.StreamHandler[IO[str]]):
    """Ours, so that a second `setup` replaces it; a failing stream never prints the record."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        if isinstance(sys.exc_info()[1], BrokenPipeError):
            return
        sys.__stderr__ and sys.__stderr__.write(f"cannot log a record of {record.name}\n")


def setup(
    level: str = "INFO", shape: str = "plain", *, secrets: Iterable[str] = (), stream: IO[str] | None = None
) -> logging.Handler:
    """Log everything of this process to `stream` (standard error) from now on, cleaned.

    `level` is one of LEVELS, `shape` one of SHAPES, `secrets` exact strings that never appear (the configured
    token, a proxy's password). Uncaught exceptions of the main and other threads and warnings come the same
    way. Returns the handler.
    """
    handler = _Handler(stream or sys.stderr)
    handler.setFormatter(_Line(shape, secrets))
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, cap in CAPS.items():
        logging.getLogger(name).setLevel(max(cap, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    return handler


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    _log_uncaught(kind, error, trace)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None:
        logging.getLogger("bot").critical("uncaught exception", exc_info=(kind, error, trace))
