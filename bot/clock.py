"""Time: the one place that asks the machine for it, and the ticks that look at what is due.

Ticks are interval rings kept in memory; what is due is a row, looked up when a tick rings. So a tick that is missed,
doubled or late loses nothing.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)


class Clock(Protocol):
    """Where `now` comes from, and waiting until it is later."""

    def now(self) -> int:
        """Milliseconds UTC."""

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set or `now()` has reached `until` (None: only the event)."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Milliseconds UTC."""
        return time.time_ns() // 1_000_000

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set or `now()` has reached `until`."""
        timeout = None if until is None else max(0, until - self.now()) / 1000
        try:
            async with asyncio.timeout(timeout):
                await event.wait()
        except TimeoutError:
            return


@dataclass(frozen=True, slots=True)
class Tick:
    """Something looked at again and again: `run(now)` every `every_s` seconds."""

    name: str
    every_s: int
    run: Callable[[int], Awaitable[None]]


class Ticker:
    """Rings the ticks."""

    def __init__(self, clock: Clock, ticks: Sequence[Tick]) -> None:
        self._clock = clock
        self._ticks = ticks
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Ring every tick at its interval until `stop`."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._ring,
                "interval",
                [tick],
                seconds=tick.every_s,
                id=tick.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Ring no more."""
        self._scheduler.shutdown(wait=False)

    async def ring_all(self) -> None:
        """Ring every tick now: for a stand-in whose clock was moved."""
        for tick in self._ticks:
            await self._ring(tick)

    async def _ring(self, tick: Tick) -> None:
        try:
            await tick.run(self._clock.now())
        except Exception:
            # A tick that fails (a full disk, say) is rung again; it must not take the others with it.
            log.exception("tick failed", extra={"tick": tick.name})
