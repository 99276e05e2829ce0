"""Time: the one place that asks the machine for it, and the ticks that look at what is due.

Ticks are rings kept in memory; what is due is a row, looked up when a tick rings. So a tick that is missed, doubled or
late loses nothing. Between two rings time is counted, not read from the clock on the wall: a scheduler that remembers
when to ring next falls silent for a day when somebody sets the clock back by one.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

log = logging.getLogger(__name__)

SOON_S = 2
"""After a start every tick rings this soon: what became due while the house was down waits no longer."""


class Clock(Protocol):
    """Where `now` comes from, and waiting until it is later."""

    def now(self) -> int:
        """Milliseconds UTC."""

    def counted(self) -> int:
        """Milliseconds since some moment: what has passed, however the clock was set meanwhile."""

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set or `now()` has reached `until` (None: only the event)."""

    async def pass_by(self, seconds: float, /) -> None:
        """Return when so much time has passed, however the clock was set meanwhile."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Milliseconds UTC."""
        return time.time_ns() // 1_000_000

    def counted(self) -> int:
        """Milliseconds since some moment."""
        return time.monotonic_ns() // 1_000_000

    async def wait(self, event: asyncio.Event, until: int | None) -> None:
        """Return when `event` is set or `now()` has reached `until`."""
        timeout = None if until is None else max(0, until - self.now()) / 1000
        try:
            async with asyncio.timeout(timeout):
                await event.wait()
        except TimeoutError:
            return

    async def pass_by(self, seconds: float, /) -> None:
        """Return when so much time has passed."""
        await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something looked at again and again: `run(now)` every `every_s` seconds."""

    name: str
    every_s: float
    run: Callable[[int], Awaitable[None]]
    prompt: bool = True
    """Whether it rings soon after a start, and not only after its first interval."""


@dataclass(frozen=True, slots=True)
class Ring:
    """When a tick rang last (milliseconds UTC, and counted), and the kind of its failure ('' = it went well)."""

    at: int
    counted: int
    error: str = ""


class Ticker:
    """Rings the ticks."""

    def __init__(self, clock: Clock, ticks: Sequence[Tick]) -> None:
        self._clock = clock
        self._ticks = ticks
        self._turns = {tick.name: asyncio.Lock() for tick in ticks}
        self._tasks: list[asyncio.Task[None]] = []
        self.rings: dict[str, Ring] = {}
        """The last ring of every tick that has rung."""
        self.started = clock.counted()
        if len(self._turns) < len(ticks):
            raise ValueError(f"two ticks have one name: {sorted(tick.name for tick in ticks)}")

    @property
    def ticks(self) -> Sequence[Tick]:
        """What is rung."""
        return self._ticks

    def start(self) -> None:
        """Ring every tick at its interval until `stop`."""
        self.started = self._clock.counted()
        self._tasks = [asyncio.create_task(self._ring_on(tick)) for tick in self._ticks]

    async def stop(self) -> None:
        """Ring no more; what a tick is at is broken off (its transaction is undone)."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def ring_all(self) -> None:
        """Ring every tick now: for a stand-in whose clock was moved."""
        for tick in self._ticks:
            await self._ring(tick)

    async def ring(self, *names: str) -> None:
        """Ring these now, in this order."""
        known = {tick.name: tick for tick in self._ticks}
        for name in names:
            await self._ring(known[name])

    async def _ring_on(self, tick: Tick) -> None:
        await self._clock.pass_by(min(tick.every_s, SOON_S) if tick.prompt else tick.every_s)
        while True:
            await self._ring(tick)
            await self._clock.pass_by(tick.every_s)

    async def _ring(self, tick: Tick) -> None:
        async with self._turns[tick.name]:
            error = ""
            try:
                await tick.run(self._clock.now())
            except Exception as problem:
                # A tick that fails (a full disk, say) is rung again; it must not take the others with it.
                error = kind_of(problem)
                log.exception("tick failed", extra={"tick": tick.name})
            self.rings[tick.name] = Ring(self._clock.now(), self._clock.counted(), error)


def kind_of(problem: Exception) -> str:
    """What a failure may be called where people read it: its kind, and what the database says of itself, no words of anybody."""
    return getattr(problem, "sqlite_errorname", "") if isinstance(problem, sqlite3.Error) else type(problem).__name__
