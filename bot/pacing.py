"""How fast the bot may speak: windows for everybody, for each person and each group, and Telegram's bans.

Telegram's own figures (Bots FAQ, "My bot is hitting limits"): about 30 messages a second over all, one a second to one
person, 20 a minute to one group. The defaults here stay below or at them: 25, 1 and 20. Answers to taps and settings of
the bot are not messages to a chat; edits count over all, but not against the chat, so that paging stays quick.
"""

from collections import deque

from storage.model.post import ONCE_METHODS
from storage.outbox import Due

EVERYBODY = "all"
GROUP_MESSAGES = 20
GROUP_SPAN_MS = 60_000
SWEEP_MS = 60_000
"""How often chats that may be spoken to again are forgotten by the pacing."""


class Window:
    """At most `most` in any `span_ms` milliseconds."""

    __slots__ = ("_span_ms", "_times")

    def __init__(self, most: int, span_ms: int) -> None:
        self._span_ms = span_ms
        self._times: deque[int] = deque(maxlen=most)

    def free_at(self, now: int) -> int:
        """When the next one may go."""
        if self._times and self._times[-1] > now:  # the clock was set back: as if all had gone just now
            self._times = deque([now] * len(self._times), self._times.maxlen)
        return self._times[0] + self._span_ms if len(self._times) == self._times.maxlen else now

    def count(self, now: int) -> None:
        """One goes now."""
        self._times.append(now)

    def over(self, now: int) -> bool:
        """Whether everything counted is long ago."""
        return not self._times or self._times[-1] + self._span_ms <= now


class Pacing:
    """Decides, message by message, what may go now. Times are milliseconds UTC of the house's clock."""

    def __init__(self, per_second: float, person_pause_ms: int, bans: dict[str, int]) -> None:
        most = max(1, int(per_second))
        self._all = Window(most, round(most * 1000 / per_second))
        self._pause_ms = person_pause_ms
        self._chats: dict[str, Window] = {}
        self._bans = dict(bans)
        self._swept = 0

    def may_go(self, due: Due, now: int) -> bool:
        """Whether `due` may be sent now; if so, it is counted."""
        self._sweep(now)
        if self._all.free_at(now) > now or self.free_at(due.chat, due.method, now) > now:
            return False
        self._all.count(now)
        if due.method in ONCE_METHODS:
            self._chats.setdefault(due.chat, self._window(due.chat)).count(now)
        return True

    def free_at(self, chat: str, method: str, now: int) -> int:
        """When `chat` may next be spoken to, as far as its own window and the bans go."""
        window = self._chats.get(chat) if method in ONCE_METHODS else None
        free = window.free_at(now) if window is not None else 0
        return max(free, self._bans.get(chat, 0), self._bans.get(EVERYBODY, 0))

    def next_token_at(self, now: int) -> int:
        """When the next message to anybody may go."""
        return self._all.free_at(now)

    def banned(self, chat: str, now: int, retry_after_ms: int) -> tuple[str, int]:
        """Take note of a 429 and say whom it concerns: (scope, until).

        Telegram does not say whether a ban is for the chat or for the bot. One chat's is taken for its own; when a second
        chat is refused while the first still is, it is taken for everybody's.
        """
        until = now + retry_after_ms
        others = [end for scope, end in self._bans.items() if scope != chat and end > now]
        scope = EVERYBODY if others else chat
        self._bans[scope] = max(until, self._bans.get(scope, 0))
        return scope, self._bans[scope]

    def _window(self, chat: str) -> Window:
        return Window(GROUP_MESSAGES, GROUP_SPAN_MS) if chat.startswith("-") else Window(1, self._pause_ms)

    def _sweep(self, now: int) -> None:
        if 0 <= now - self._swept < SWEEP_MS:
            return
        self._swept = now
        self._chats = {chat: window for chat, window in self._chats.items() if not window.over(now)}
        self._bans = {scope: until for scope, until in self._bans.items() if until > now}
