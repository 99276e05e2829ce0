"""The queue of updates: kept until confirmed, handed out once per confirmation, to one poller at a time.

The rules are those of the Bot API server (`Client.cpp`, `do_get_updates`; `TQueue`): an update is forgotten when a
`getUpdates` asks for a higher offset; a negative offset forgets all but the last; an offset from the future confirms
nothing; what waits too long is dropped (a tap after 150 s, everything else after a day); a type nobody allowed is
never queued; a second poller ends the first one's waiting with 409.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.standin.params import Params
from bot.standin.refusals import Json, Refused, bad_request, conflict

DAY_MS = 24 * 3600 * 1000
TAP_MS = 150 * 1000
"""How long a tap waits for a bot that does not poll."""
MOST_AT_ONCE = 100
LONGEST_POLL_S = 50
FUTURE_MARGIN = 10
"""An offset further than this beyond the newest update is taken for a mistake."""
BETWEEN_CONFLICTS_S = 3.0
"""A 409 within this time of the last one is answered late, so that two pollers do not spin."""

BY_DEFAULT = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    }
)
"""What a bot gets that never said what it wants."""
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class _Waiting:
    update: Json
    until: int


FIRST_UPDATE = 100_000_001


class Updates:
    """What the bot has yet to confirm. `now` is the clock in milliseconds; waiting itself is in real seconds."""

    def __init__(self, now: Callable[[], int], first_id: int = FIRST_UPDATE) -> None:
        self._now = now
        self._next = first_id
        self._queue: dict[int, _Waiting] = {}
        self._allowed = BY_DEFAULT
        self._poller: asyncio.Future[Refused | None] | None = None
        self._empty = asyncio.Event()
        self._empty.set()
        self._last_conflict = -BETWEEN_CONFLICTS_S
        self.webhook = ""
        self.polls = 0
        """How often getUpdates was called."""

    def __len__(self) -> int:
        return len(self._queue)

    async def drained(self) -> None:
        """Return when every update has been confirmed."""
        await self._empty.wait()

    def push(self, kind: str, body: Json) -> int:
        """Queue one update and return its id; 0 when the bot does not want that kind."""
        if kind not in self._allowed and (kind in BY_DEFAULT or kind in ON_REQUEST):
            return 0
        return self.inject({kind: body})

    def inject(self, raw: Json) -> int:
        """Queue an update as it is, however malformed; only its number is the queue's own. Returns that."""
        key = self._next
        self._next += 1
        until = self._now() + (TAP_MS if "callback_query" in raw else DAY_MS)
        self._queue[key] = _Waiting({**raw, "update_id": key}, until)
        self._empty.clear()
        self._wake(None)
        return key

    async def get_updates(self, params: Params) -> list[Json]:
        """The Bot API's getUpdates. Raises `Refused` with 409 as described above."""
        self.polls += 1
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        if params.has("allowed_updates"):
            self._allow(params.json("allowed_updates", "allowed updates"))
        offset = params.number("offset")
        limit = params.number("limit", MOST_AT_ONCE)
        limit = limit if 1 <= limit <= MOST_AT_ONCE else MOST_AT_ONCE
        timeout = min(max(params.number("timeout"), 0), LONGEST_POLL_S)
        self._confirm(offset)
        batch = self._batch(limit)
        if batch or not timeout:
            return batch
        await self._wait(timeout)
        return self._batch(limit)

    def set_webhook(self, params: Params) -> bool:
        """The Bot API's setWebhook: nothing is ever delivered to it, but getUpdates is refused until it is deleted."""
        url = params.text("url")
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if params.has("allowed_updates"):
            self._allow(params.json("allowed_updates", "allowed updates"))
        self.webhook = url
        if params.flag("drop_pending_updates"):
            self._forget(list(self._queue))
        if url:
            self._wake(conflict("terminated by setWebhook request"))
        return True

    def delete_webhook(self, params: Params) -> bool:
        """The Bot API's deleteWebhook."""
        self.webhook = ""
        if params.flag("drop_pending_updates"):
            self._forget(list(self._queue))
        return True

    def webhook_info(self, _params: Params) -> Json:
        """The Bot API's getWebhookInfo."""
        info: Json = {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
        }
        if self._allowed != BY_DEFAULT:
            info["allowed_updates"] = sorted(self._allowed)
        return info

    def _allow(self, kinds: object) -> None:
        if not isinstance(kinds, list | tuple):
            raise bad_request("can't parse allowed updates JSON object")
        self._allowed = frozenset(map(str, kinds)) or BY_DEFAULT

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            keep = len(self._queue) + offset
            gone = [key for key, _ in zip(self._queue, range(keep), strict=False)]
        elif 0 < offset <= self._next + FUTURE_MARGIN:
            gone = []
            for key in self._queue:  # in order of id: stop at the first that stays
                if key >= offset:
                    break
                gone.append(key)
        else:
            return
        self._forget(gone)

    def _forget(self, keys: list[int]) -> None:
        for key in keys:
            del self._queue[key]
        if not self._queue:
            self._empty.set()

    def _batch(self, limit: int) -> list[Json]:
        now = self._now()
        batch: list[Json] = []
        late: list[int] = []
        for key, waiting in self._queue.items():
            if waiting.until <= now:
                late.append(key)
                continue
            batch.append(waiting.update)
            if len(batch) == limit:
                break
        self._forget(late)
        return batch

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._wake(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
        mine = self._poller = loop.create_future()
        try:
            async with asyncio.timeout(seconds):
                ended = await mine
        except TimeoutError:
            return
        finally:
            if self._poller is mine:
                self._poller = None
        if ended is not None:
            pause = self._last_conflict + BETWEEN_CONFLICTS_S - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            self._last_conflict = loop.time()
            raise ended

    def _wake(self, why: Refused | None) -> None:
        poller, self._poller = self._poller, None
        if poller is not None and not poller.done():
            poller.set_result(why)
