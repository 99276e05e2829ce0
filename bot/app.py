"""The house, put together from settings, two transports and a clock.

`run` gives it the real ones; the demo, the terminal and the tests give it a Telegram on this machine and a clock that can
be moved. Nothing else differs.
"""

import asyncio
import gc
import logging
import signal
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from telegram.error import InvalidToken
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot
from telegram.request import BaseRequest
from telegram.warnings import PTBUserWarning

from bot.clock import Clock, SystemClock, Tick, Ticker
from bot.config import Settings
from bot.dispatcher import Dispatcher
from bot.errands import Errands
from bot.keeper import Keeper, TooLarge
from bot.lease import Lease, Leased
from bot.pacing import Pacing
from bot.receiver import Receiver, TokenShared
from bot.rounds import Rounds
from bot.sender import Sender
from bot.transport import Transport
from bot.watchdog import LOOK_S, Heartbeat, Watchdog
from handlers.kit import menu
from handlers.kit.cards import Cards
from handlers.kit.context import Context, Switchboard
from handlers.kit.office import Office
from handlers.kit.room import Room, install
from handlers.kit.words import load_words
from handlers.rooms import ROOMS
from storage import (
    audit,
    dialogues,
    errands,
    focus,
    inbox,
    invitations,
    outbox,
    questions,
    reminders,
    ticks,
    unanswered,
    views,
)
from storage.database import Database
from storage.vault import Vault

log = logging.getLogger(__name__)

HOUSEKEEPING_S = 600
PRUNES = (
    inbox.prune,
    dialogues.prune,
    views.prune,
    focus.prune,
    questions.prune,
    unanswered.prune,
    audit.prune,
    invitations.prune,
    errands.prune,
    reminders.prune,
)
MOST_FETCHED = 20 * 2**20
"""Bytes: what Telegram's own servers give a bot."""
RECORD_S = 10
"""How often it is written down when the ticks rang: for people to read, and not worth a commit every time."""
DUE_S = 5
"""How often the loops look again on their own, in case a wake-up was lost with another process (an import)."""


def _never(point: str) -> None:
    """Where a fault test may end the process; in a real house nothing happens."""


class House:
    """One running bot."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        poll: BaseRequest,
        send: BaseRequest,
        crash_point: Callable[[str], None] = _never,
        rooms: Sequence[Room] = ROOMS,
        standby: bool = False,
    ) -> None:
        # PTB advises against its raw calls where it has a method; raw calls are what an inbox and an outbox are made of.
        warnings.filterwarnings("ignore", message="Please use 'Bot", category=PTBUserWarning)
        self._settings = settings
        self._clock = clock
        self._crash_point = crash_point
        self._rooms = rooms
        self._lease = Lease(settings.database, standby=standby, lost=self._fail)
        bot: ExtBot[None] = ExtBot(
            settings.token,
            base_url=settings.methods_url,
            base_file_url=settings.files_url,
            request=Leased(send, self._lease),
            get_updates_request=Leased(poll, self._lease),
        )
        application: Any = (
            ApplicationBuilder()
            .application_class(Switchboard)
            .bot(bot)
            .updater(None)
            .job_queue(None)
            .context_types(ContextTypes(context=Context))
            .build()
        )
        self._application: Switchboard = application
        self._tasks: list[asyncio.Task[None]] = []
        self._failure: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Open the database, greet Telegram and begin to listen.

        Raises `InvalidToken` when Telegram does not know the token, `NetworkError` when it cannot be reached, `sqlite3.Error`
        or `OSError` when the database cannot be used, and `AlreadyRunning` when another program works on it; a house that
        stands by waits for that one's end instead.
        """
        self._failure = asyncio.get_running_loop().create_future()
        db: Database | None = None
        try:
            self._db = db = await self._lease.begin()
            await self._open()
        except BaseException:
            if db is not None:
                await self._application.bot.shutdown()
            await self._lease.give_back(db)
            if db is not None:
                await db.close()
            raise
        for work in (self._receiver.run, self._dispatcher.run, self._sender.run, self._errands.run, self._keeper.run):
            self._tasks.append(asyncio.create_task(self._watched(work)))
        self.ticker.start()
        log.info("started", extra={"bot": self._application.bot.username})

    async def _open(self) -> None:
        """Everything of a start that may fail."""
        await self._application.initialize()
        words = load_words()
        office = Office(
            words,
            Cards(words),
            doors=[door for room in self._rooms for door in room.doors],
            forms={form.name: form for room in self._rooms for form in room.forms},
            username=self._application.bot.username,
            zone=ZoneInfo(self._settings.time_zone),
            approval_over=self._settings.notice_approval_over,
            vault=Vault(self._settings.vault),
        )
        install(self._application, self._rooms, words)
        now = self._clock.now()
        async with self._db.write() as tx:
            await menu.set_common_menus(office, tx, now)
            bans = await outbox.bans(tx, now)
        pacing = Pacing(self._settings.messages_per_second, round(self._settings.seconds_per_person * 1000), bans)
        bot = self._application.bot
        self._sender = Sender(
            bot,
            self._db,
            self._clock,
            pacing,
            crash_point=self._crash_point,
            zone=office.zone,
            connections=self._settings.connections,
            paid=self._settings.paid_broadcasts,
        )
        self._dispatcher = Dispatcher(
            self._application,
            office,
            self._db,
            self._clock,
            written=self._sender.wake,
            crash_point=self._crash_point,
        )
        self._receiver = Receiver(
            bot, self._db, self._clock, poll_s=self._settings.poll_timeout, heard=self._dispatcher.wake
        )
        self._errands = Errands(
            {kind: gather for room in self._rooms for kind, gather in room.errands.items()},
            office,
            self._db,
            self._clock,
            written=self._sender.wake,
            crash_point=self._crash_point,
            parcels={kind: parcel for room in self._rooms for kind, parcel in room.parcels.items()},
            fetch=self._fetch,
            database=self._settings.database,
        )
        office.errand_asked = self._errands.wake
        assert office.vault is not None
        self._keeper = Keeper(
            office.vault,
            office,
            self._db,
            self._clock,
            fetch=self._fetch,
            written=self._sender.wake,
            crash_point=self._crash_point,
        )
        office.evidence_shown = self._keeper.wake
        watches = [watch for room in self._rooms for watch in room.watches]
        self._rounds = Rounds(watches, office, self._db, self._clock, written=self._sender.wake)
        watchdog = Watchdog(office, self._db, self._clock, self._settings.database, written=self._sender.wake)
        watchdog.ticker = self.ticker = Ticker(
            self._clock,
            [
                *self._rounds.ticks,
                Tick("due", DUE_S, self._look_again),
                Tick("housekeeping", HOUSEKEEPING_S, self._keep_house, prompt=False),
                Tick("record", RECORD_S, self._record_rings),
                Tick(watchdog.name, LOOK_S, watchdog.look),
            ],
        )
        await self._sender.recover()
        await self._errands.recover()

    async def stop(self) -> None:
        """End cleanly: listen no more, finish what is under way, close."""
        await self.ticker.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        try:
            await self._sender.finish()
        finally:
            await self._application.shutdown()
            await self._lease.give_back(self._db)
            await self._db.close()
        log.info("stopped")

    async def run(self, stopping: asyncio.Event) -> None:
        """Start, work until `stopping` is set, and stop. Raises what ended the house otherwise."""
        waiting = asyncio.create_task(stopping.wait())
        starting = asyncio.create_task(self.start())
        try:
            await asyncio.wait({waiting, starting}, return_when=asyncio.FIRST_COMPLETED)
            if not starting.done():
                starting.cancel()
                await asyncio.gather(starting, return_exceptions=True)
                return
            starting.result()
        except BaseException:
            waiting.cancel()
            raise
        gc.freeze()  # what stands after the start is there for good: 10–20 % less work for every update
        try:
            assert self._failure is not None
            ends: set[asyncio.Future[Any]] = {waiting, self._failure}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if self._failure.done():
                self._failure.result()
        finally:
            await self.stop()

    @property
    def renewal(self) -> int:
        """Number of the lease's renewal that is under way, or 0: one that goes on for minutes waits for a write without end."""
        return self._lease.renewal

    async def settled(self) -> int | None:
        """Wait until everything heard was acted on and everything due now was said (or found it must wait).

        Returns when the next message or retry is due, in milliseconds UTC, or None. Raises what ended the house.
        """
        while True:
            assert self._failure is not None
            if self._failure.done():
                self._failure.result()
            await self._dispatcher.idle.wait()
            await self._errands.idle.wait()
            await self._keeper.idle.wait()
            await self._sender.idle.wait()
            if self._dispatcher.idle.is_set() and self._errands.idle.is_set() and self._keeper.idle.is_set():
                due = (self._dispatcher.next_try, self._errands.next_try, self._keeper.next_try, self._sender.next_due)
                return min((at for at in due if at is not None), default=None)

    async def next_planned(self) -> int | None:
        """When the next thing is due that the rooms' ticks look for (milliseconds UTC), or None."""
        async with self._db.read() as tx:
            return await ticks.next_due(tx, self._clock.now())

    async def make_rounds(self) -> bool:
        """Have the rooms look at what is due now: for a stand-in whose clock stands still. Whether anything was written."""
        place, written = 0, False
        while (due := await self._rounds.due(place)) is not None:
            place = due + 1
            before = self._db.changes
            await self.ticker.ring(self._rounds.names[due])
            written |= self._db.changes != before
        return written

    async def _watched(self, work: Callable[[], Awaitable[None]]) -> None:
        """A loop that ends by itself ends the house: better a clear end than half a bot."""
        try:
            await work()
        except (InvalidToken, TokenShared) as error:
            self._fail(error)
        except Exception as error:
            log.exception("a loop of the house ended")
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """End the house, for this reason if it is the first."""
        if self._failure is not None and not self._failure.done():
            self._failure.set_exception(error)

    async def _fetch(self, file_id: str) -> bytes:
        """A file that somebody sent, from Telegram; one that does not say its size may be of any."""
        file = await self._application.bot.get_file(file_id)
        if file.file_size is None or file.file_size > MOST_FETCHED:
            raise TooLarge("a file too large to be fetched")
        return bytes(await file.download_as_bytearray())

    async def _look_again(self, _now: int) -> None:
        self._dispatcher.wake()
        self._errands.wake()
        self._keeper.wake()
        self._sender.wake()

    async def _record_rings(self, _now: int) -> None:
        async with self._db.write() as tx:
            await ticks.put(tx, {name: (ring.at, ring.error) for name, ring in self.ticker.rings.items()})

    async def _keep_house(self, now: int) -> None:
        async with self._db.write() as tx:
            await outbox.expire(tx, now)
        for prune in PRUNES:
            async with self._db.write() as tx:
                await prune(tx, now)
        more = True
        while more:  # others write in between
            async with self._db.write() as tx:
                more = await outbox.prune(tx, now)
        await self._keeper.sweep()
        await self._db.checkpoint()
        async with self._db.read() as tx:
            said, heard = await outbox.counts(tx), await inbox.counts(tx)
        unwell = {"dead_messages": said.get("dead", 0), "dead_updates": heard.get("dead", 0)}
        if any(unwell.values()):
            log.warning("there are dead letters: see studio-bot status", extra=unwell)


def real_house(settings: Settings, crash_point: Callable[[str], None] = _never, *, standby: bool = False) -> House:
    """The house that `run` opens: Telegram over the network, the machine's clock."""
    timeouts = {"connect_timeout": settings.connect_timeout, "read_timeout": settings.read_timeout}
    return House(
        settings,
        clock=SystemClock(),
        poll=Transport(proxy=settings.proxy, connections=1, **timeouts),
        send=Transport(proxy=settings.proxy, connections=settings.connections, **timeouts),
        crash_point=crash_point,
        standby=standby,
    )


async def run_until_told(house: House, beside: Coroutine[Any, Any, None] | None = None) -> None:
    """Run the house until SIGTERM or SIGINT, then end cleanly; and something `beside` it that ends by itself."""
    tasks = [asyncio.create_task(beside)] if beside is not None else []
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tasks.append(asyncio.create_task(Heartbeat(renewal=lambda: house.renewal).run()))
    try:
        await house.run(stopping)
    finally:
        for task in tasks:
            task.cancel()
