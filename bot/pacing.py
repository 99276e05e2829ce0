"""How fast the bot may speak: a bucket for everybody, a pause for each chat, and Telegram's bans.

Telegram's own figures (Bots FAQ, "My bot is hitting limits"): about 30 messages a second over all, one a second to one
chat. The defaults here stay below: 25 and 1. Answers to taps and settings of the bot are not messages to a chat; edits
count over all, but not against the chat's pause, so that paging stays quick.
"""

from storage.model.post import ONCE_METHODS
from storage.outbox import Due

EVERYBODY = "all"
QUIET_MS = 60_000
"""A chat not spoken to for this long is forgotten by the pacing."""


class Pacing:
    """Decides, message by message, what may go now. Times are milliseconds UTC of the house's clock."""

    def __init__(self, per_second: float, person_pause_ms: int, bans: dict[str, int]) -> None:
        self._per_ms = per_second / 1000
        self._most = max(1.0, per_second)
        self._tokens = self._most
        self._at = 0
        self._pause_ms = person_pause_ms
        self._next: dict[str, int] = {}
        self._bans = dict(bans)

    def may_go(self, due: Due, now: int) -> bool:
        """Whether `due` may be sent now; if so, it is counted."""
        self._refill(now)
        if self._tokens < 1 or self.free_at(due.chat, due.method, now) > now:
            return False
        self._tokens -= 1
        if due.method in ONCE_METHODS:
            self._next[due.chat] = now + self._pause_ms
        return True

    def free_at(self, chat: str, method: str, now: int) -> int:
        """When `chat` may next be spoken to, as far as its own pause and the bans go."""
        pause = self._next.get(chat, 0) if method in ONCE_METHODS else 0
        if pause > now + self._pause_ms:  # the clock was set back
            pause = self._next[chat] = now + self._pause_ms
        return max(pause, self._bans.get(chat, 0), self._bans.get(EVERYBODY, 0))

    def next_token_at(self, now: int) -> int:
        """When the bucket for everybody next has a message's worth in it."""
        self._refill(now)
        return now if self._tokens >= 1 else now + max(1, int((1 - self._tokens) / self._per_ms) + 1)

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

    def _refill(self, now: int) -> None:
        # A clock that was set back fills nothing and takes nothing away.
        self._tokens = min(self._most, self._tokens + max(0, now - self._at) * self._per_ms)
        if now - self._at > QUIET_MS:
            self._next = {chat: at for chat, at in self._next.items() if at > now}
            self._bans = {scope: until for scope, until in self._bans.items() if until > now}
        self._at = now
