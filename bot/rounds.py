"""The rooms' own ticks: work that no message asked for, in write transactions of its own.

A room that has much to do does it in pieces, each a transaction: between two pieces whoever waits for the database has
their turn, so that a question is answered while a notice is written out to a hundred thousand people.
"""

import asyncio
from collections.abc import Callable, Iterable

from bot.clock import Clock, Tick
from handlers.kit.desk import Desk, Watch
from handlers.kit.office import Office
from storage.database import Database

PIECES = 100
"""Most pieces of work in one ring; the next ring goes on where it ended."""


class _Due(Exception):
    """There is something to do."""


class Rounds:
    """The watches of all rooms, as ticks."""

    def __init__(
        self, watches: Iterable[Watch], office: Office, db: Database, clock: Clock, *, written: Callable[[], None]
    ) -> None:
        self._office = office
        self._db = db
        self._clock = clock
        self._written = written
        self._watches = list(watches)
        self.ticks = [self._tick(watch) for watch in self._watches]

    @property
    def names(self) -> list[str]:
        """The ticks' names, in the order of the rooms."""
        return [tick.name for tick in self.ticks]

    async def due(self, first: int = 0) -> int | None:
        """The place of the first tick, at `first` or later, that has something to do now; None when none has.

        All are tried in one transaction that is undone as soon as one wrote anything. For a stand-in whose clock stands still
        and that asks after every step.
        """
        if first >= len(self._watches):
            return None
        place = first
        try:
            async with self._db.write() as tx:
                before = tx.changes
                desk = Desk(tx, self._clock.now(), self._office)
                for place, watch in enumerate(self._watches[first:], first):  # noqa: B007 - it is what is returned
                    if await watch.work(desk) or tx.changes != before:
                        raise _Due
        except Exception:  # also what a room failed at: its own ring says what it was
            return place
        return None

    def _tick(self, watch: Watch) -> Tick:
        async def run(_now: int) -> None:
            for _ in range(PIECES):
                if not await self._piece(watch):
                    return
                await asyncio.sleep(0)

        return Tick(f"{watch.room}.{watch.name}", watch.every_s, run)

    async def _piece(self, watch: Watch) -> bool:
        """One transaction of work; whether there is more."""
        async with self._db.write() as tx:
            before = tx.changes
            more = await watch.work(Desk(tx, self._clock.now(), self._office))
            if tx.changes != before:
                tx.after_commit(self._written)
            return more
