"""The queue: kept until confirmed, for one poller at a time."""

import asyncio
from typing import Any

import pytest

from bot.standin.clocks import FrozenClock
from bot.standin.phone import Phone
from bot.standin.telegram import Telegram
from tests.standin.conftest import Api


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_kept_until_confirmed_by_offset(api: Api, telegram: Telegram, worker: Phone) -> None:
    for text in "甲乙丙":
        worker.say(text)
    first = await api("getUpdates")
    assert texts(first) == ["甲", "乙", "丙"]
    assert await api("getUpdates") == first
    assert texts(await api("getUpdates", offset=first[1]["update_id"])) == ["乙", "丙"]
    assert texts(await api("getUpdates")) == ["乙", "丙"]
    assert await api("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert len(telegram.updates) == 0


async def test_limit(api: Api, worker: Phone) -> None:
    for number in range(120):
        worker.say(str(number))
    assert len(await api("getUpdates", limit=5)) == 5
    assert len(await api("getUpdates")) == 100
    assert len(await api("getUpdates", limit=1000)) == 100
    assert len(await api("getUpdates", limit=0)) == 100


async def test_a_negative_offset_forgets_all_but_the_last(api: Api, worker: Phone) -> None:
    for text in "甲乙丙":
        worker.say(text)
    assert texts(await api("getUpdates", offset=-1)) == ["丙"]
    assert texts(await api("getUpdates")) == ["丙"]
    assert texts(await api("getUpdates", offset=-10)) == ["丙"]


async def test_an_offset_from_the_future_confirms_nothing(api: Api, worker: Phone) -> None:
    worker.say("甲")
    assert texts(await api("getUpdates", offset=2**31 - 1)) == ["甲"]


async def test_a_long_poll_ends_with_the_first_update(api: Api, worker: Phone) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0.01)
    assert not poll.done()
    worker.say("甲")
    assert texts(await poll) == ["甲"]


async def test_a_long_poll_ends_empty_after_its_time(api: Api) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()
    assert await api("getUpdates", timeout=1) == []
    assert 0.9 < loop.time() - begin < 2


async def test_a_second_poller_ends_the_first_one(api: Api, worker: Phone) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(api("getUpdates", timeout=30))
    said = await first
    assert said.status == 409
    assert said == ("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
    worker.say("甲")
    assert texts(await second) == ["甲"]


async def test_a_poller_that_went_away_conflicts_with_nobody(api: Api, worker: Phone) -> None:
    gone = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0)
    worker.say("甲")
    assert texts(await poll) == ["甲"]


async def test_only_wanted_kinds_are_queued(api: Api, telegram: Telegram, worker: Phone) -> None:
    worker.react(1, "👍")  # not wanted unless asked for
    assert await api("getUpdates") == []
    assert await api("getUpdates", allowed_updates=["callback_query", "message_reaction"]) == []
    worker.say("甲")
    worker.tap(1, "x")
    worker.react(1, "👍")
    assert [set(update) - {"update_id"} for update in await api("getUpdates")] == [
        {"callback_query"},
        {"message_reaction"},
    ]
    await api("getUpdates", allowed_updates=[])
    worker.say("乙")
    assert "message" in (await api("getUpdates"))[-1]


async def test_what_waits_too_long_is_dropped(api: Api, worker: Phone, clock: FrozenClock) -> None:
    worker.say("甲")
    worker.tap(1, "x")
    clock.move(149_000)
    assert len(await api("getUpdates")) == 2
    clock.move(1_000)
    assert texts(await api("getUpdates")) == ["甲"]
    clock.move(24 * 3600 * 1000)
    assert await api("getUpdates") == []


async def test_anything_can_be_queued(api: Api, telegram: Telegram) -> None:
    number = telegram.inject({"update_id": "not a number", "message": "not a message", "new_in_2030": {}})
    [update] = await api("getUpdates")
    assert update == {"update_id": number, "message": "not a message", "new_in_2030": {}}


async def test_webhooks_and_polling_exclude_each_other(api: Api, telegram: Telegram, worker: Phone) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await asyncio.sleep(0)
    assert await api("setWebhook", url="http://e.com") == (
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    )
    assert await api("setWebhook", url="https://e.com/hook") is True
    assert await poll == "Conflict: terminated by setWebhook request"
    assert (await api("getUpdates")).status == 409
    worker.say("甲")
    info = await api("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == ("https://e.com/hook", 1)
    assert await api("deleteWebhook", drop_pending_updates="true") is True
    assert await api("getUpdates") == []


async def test_drained(api: Api, telegram: Telegram, worker: Phone) -> None:
    await asyncio.wait_for(telegram.updates.drained(), 1)
    worker.say("甲")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(telegram.updates.drained(), 0.01)
    [update] = await api("getUpdates")
    await api("getUpdates", offset=update["update_id"] + 1)
    await asyncio.wait_for(telegram.updates.drained(), 1)
