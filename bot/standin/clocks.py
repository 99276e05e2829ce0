"""Clocks that can be moved: one that stands still for tests and the terminal, one that goes on for the demo."""

import asyncio

from bot.clock import SystemClock


class FrozenClock:
    """Time that moves only when it is moved. `now` and `until` are milliseconds UTC."""

    def __init__(self, start: int) -> None:
        self._now = start
        self._waiting: dict[asyncio.Event, int] = {}

    def now(self) -> int:
        """Milliseconds UTC."""
        return self._now

    def counted(self) -> int:
        """Milliseconds since some moment."""
        return self._now

    async def pass_by(self, _seconds: float, /) -> None:
        """Never return: nothing happens here by itself, whoever moves the clock also rings the ticks."""
        await asyncio.Event().wait()

    def move(self, ms: int) -> None:
        """Move forward and let those go on whose time has come."""
        self._now += ms
        for moved, until in self._waiting.items():
            if until <= self._now:
                moved.set()

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set or the clock was moved to `until` (None: only the event)."""
        if event.is_set() or until is None:
            await event.wait()
            return
        moved = asyncio.Event()
        if until <= self._now:
            return
        self._waiting[moved] = until
        waits = [asyncio.ensure_future(either.wait()) for either in (event, moved)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._waiting[moved]
            for wait in waits:
                wait.cancel()


class ShiftedClock:
    """The machine's time, and as much later as it was moved."""

    def __init__(self) -> None:
        self._machine = SystemClock()
        self._ahead = 0
        self._moved = asyncio.Event()

    def now(self) -> int:
        """Milliseconds UTC."""
        return self._machine.now() + self._ahead

    def counted(self) -> int:
        """Milliseconds since some moment, moving not counted."""
        return self._machine.counted()

    async def pass_by(self, seconds: float, /) -> None:
        """Return when so much time has passed, moved or not."""
        await self._machine.pass_by(seconds)

    def move(self, ms: int) -> None:
        """Move forward."""
        self._ahead += ms
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set, or it is `until` by this clock, moved or not."""
        while not event.is_set() and (until is None or self.now() < until):
            moved = self._moved
            either = asyncio.Event()
            waits = [asyncio.ensure_future(_pass_on(one, either)) for one in (event, moved)]
            try:
                await self._machine.wait(either, None if until is None else until - self._ahead)
            finally:
                for wait in waits:
                    wait.cancel()


async def _pass_on(happened: asyncio.Event, either: asyncio.Event) -> None:
    await happened.wait()
    either.set()
