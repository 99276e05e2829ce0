"""A bare stand-in without a house, called as a bot would call it."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from bot.standin.clocks import FrozenClock
from bot.standin.params import Params
from bot.standin.people import Account
from bot.standin.phone import Phone
from bot.standin.telegram import TOKEN, Telegram

NOON = 1_796_097_600_000
"""2026-12-01 12:00 in Shanghai."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000010000000080802000000"
    "7f14e8c00000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""A picture of 16 × 8."""

Api = Callable[..., Awaitable[Any]]


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
def telegram(clock: FrozenClock) -> Iterator[Telegram]:
    telegram = Telegram(clock)
    yield telegram
    assert not telegram.unknown_methods, f"methods that do not exist: {dict(telegram.unknown_methods)}"


@pytest.fixture
def worker(telegram: Telegram) -> Phone:
    """Somebody who has pressed START; that update is confirmed."""
    phone = telegram.phone(Account("worker", 900001, "示例职工甲"))
    phone.start()
    telegram.updates.delete_webhook(Params({"drop_pending_updates": True}))
    return phone


@pytest.fixture
def api(telegram: Telegram) -> Api:
    """Call a method; the result, or for a refusal the description (with `status` and `parameters` at hand)."""

    async def call(method: str, files: Any = None, **params: Any) -> Any:
        status, body = await telegram.call(TOKEN, method, params, files)
        return body["result"] if status == 200 else Said(status, body)

    return call


class Said(str):
    """The description of a refusal."""

    status: int
    parameters: dict[str, int]

    def __new__(cls, status: int, body: dict[str, Any]) -> "Said":
        said = super().__new__(cls, body["description"])
        said.status = status
        said.parameters = body.get("parameters", {})
        assert body["ok"] is False
        assert body["error_code"] == status
        return said
