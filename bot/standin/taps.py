"""Taps on inline buttons, and the one answer each of them may get."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from bot.standin.chats import Chat, Chats, Sight
from bot.standin.params import Params
from bot.standin.refusals import bad_request

ANSWERED_WITHIN_MS = 15_000
"""How long a tap can be answered. Telegram publishes no number; bots report refusals from 10 to 20 seconds on."""
LONGEST_ANSWER = 200
"""Characters of an answer (Bot API, answerCallbackQuery)."""
MOST_OPEN = 10_000

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class _Tap:
    chat: Chat
    user: int
    until: int


class Taps:
    """The taps that still wait for their answer."""

    def __init__(self, chats: Chats, now: Callable[[], int]) -> None:
        self._chats = chats
        self._now = now
        self._open: dict[str, _Tap] = {}
        self._numbers = count(4_000_000_000_000_000)

    def open(self, chat: Chat, user: int) -> str:
        """Note a tap; returns the id its answer must name."""
        number = str(next(self._numbers))
        self._open[number] = _Tap(chat, user, self._now() + ANSWERED_WITHIN_MS)
        if len(self._open) > MOST_OPEN:
            del self._open[next(iter(self._open))]
        return number

    def answer(self, params: Params) -> bool:
        """The Bot API's answerCallbackQuery: once, and in time."""
        text = params.text("text")
        tap = self._open.get(params.text("callback_query_id"))
        if tap is None or self._now() > tap.until:
            raise bad_request(_TOO_OLD)
        if len(text) > LONGEST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        del self._open[params.text("callback_query_id")]
        if text:
            kind = "alert" if params.flag("show_alert") else "toast"
            self._chats.show(Sight(kind, tap.chat, text=text, user=tap.user))
        return True
