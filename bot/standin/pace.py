"""Telegram's limits on how fast a bot may send, for runs that want them kept."""

from collections.abc import Callable

from bot.standin.chats import Chat
from bot.standin.refusals import flood


class Pace:
    """Refuses with 429 what comes faster than Telegram's FAQ allows: 30 messages a second over all, one a second in one
    private chat (short bursts pass), 20 a minute in one group. Not applied unless a Telegram is given one."""

    def __init__(
        self,
        now: Callable[[], int],
        *,
        per_second: int = 30,
        chat_burst: int = 5,
        group_per_minute: int = 20,
    ) -> None:
        self._now = now
        self._all = (per_second, per_second / 1000)
        self._private = (chat_burst, 1 / 1000)
        self._group = (group_per_minute, group_per_minute / 60_000)
        self._levels: dict[int, tuple[float, int]] = {}

    def sent(self, chat: Chat) -> None:
        """Count one message. Raises `Refused` with 429 when it is one too many; then it does not count."""
        for key, (size, per_ms) in ((0, self._all), (chat.id, self._private if chat.id > 0 else self._group)):
            now = self._now()
            level, at = self._levels.get(key, (0.0, now))
            level = max(0.0, level - (now - at) * per_ms)
            if level + 1 > size:
                self._levels[key] = (level, now)
                raise flood(max(1, round((level + 1 - size) / per_ms / 1000)))
            self._levels[key] = (level + 1, now)
