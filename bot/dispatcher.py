"""Inbox → rooms. What an update changes, what it says, and that it is done are in one transaction.

Updates that wait together share one. When one of them fails, all is undone and done again without it, each of the others
now behind a savepoint of its own, so that a further failure undoes only itself: rooms write nothing but rows, so nobody
sees the first attempt. Updates of one person are handled in order; one that failed holds back only that person's later
ones.
"""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.clock import Clock
from bot.roster import Roster
from handlers.kit import dialogue, menu
from handlers.kit.context import Context, Delivery, Switchboard
from handlers.kit.office import Office
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import inbox, people
from storage.batch import Batch
from storage.database import Database
from storage.inbox import Heard
from storage.model.people import Person

log = logging.getLogger(__name__)

TOGETHER = 50
"""Most updates that share one commit: at a millisecond or two each the last of them still waits less than 100 ms."""
LONGEST_S = 0.1
"""After this time a transaction takes no more updates: the sender needs the database too."""
PAUSE_AFTER_FAILURE_MS = 1_000
MACHINE_ERRORS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Primary result codes (sqlite.org/rescode.html) that say nothing about the update."""


class Malformed(Exception):
    """An update that cannot be read; trying again is of no use."""


class _Again(Exception):
    """The transaction is to be undone and done again, knowing that these updates failed."""

    def __init__(self, failed: Mapping[int, Exception]) -> None:
        super().__init__()
        self.failed = failed


class Dispatcher:
    """The loop that acts on what was heard."""

    def __init__(
        self,
        application: Switchboard,
        office: Office,
        db: Database,
        clock: Clock,
        *,
        written: Callable[[], None],
        crash_point: Callable[[str], None],
    ) -> None:
        self._application = application
        self._office = office
        self._db = db
        self._clock = clock
        self._written = written
        self._crash_point = crash_point
        self._ahead: dict[int, tuple[str, Update | Malformed]] = {}
        """By number, the text and the reading of the updates that were looked at last."""
        self._wake = asyncio.Event()
        self.idle = asyncio.Event()
        """Set while nothing that was heard waits to be acted on."""
        self.next_try: int | None = None
        """When an update that failed is tried again; meaningful while `idle`."""
        application.add_error_handler(_keep_error)

    def wake(self) -> None:
        """Something was written to the inbox."""
        self.idle.clear()
        self._wake.set()

    async def run(self) -> None:
        """Handle updates until cancelled."""
        while True:
            self._wake.clear()
            try:
                while await self.handle_waiting():
                    pass
                async with self._db.read(prompt=True) as tx:
                    self.next_try = await inbox.next_try(tx, self._clock.now())
            except Exception:
                # The database refuses (a full disk, say): everything heard is still waiting.
                log.exception("the inbox cannot be worked on, trying again")
                self.next_try = self._clock.now() + PAUSE_AFTER_FAILURE_MS
            if not self._wake.is_set():
                self.idle.set()
            await self._clock.wait(self._wake, self.next_try)
            self.idle.clear()

    async def handle_waiting(self) -> bool:
        """Handle what waits, at most `TOGETHER` updates; False when there was nothing."""
        now = self._clock.now()
        async with self._db.read(prompt=True) as tx:
            if not await inbox.waiting(tx, now, 1):
                self._ahead.clear()
                return False
        try:
            await self._shelving(now, {}, singly=False)
        except _Again as again:
            await self._shelving(now, again.failed, singly=True)
        self._crash_point("committed")
        return True

    async def _shelving(self, now: int, failed: Mapping[int, Exception], *, singly: bool) -> None:
        """`_attempt`, and nothing that an undone transaction read stays on the shelf: its numbers are given again."""
        shelf = self._office.shelf()
        try:
            await self._attempt(now, failed, singly=singly)
        except BaseException:
            self._office.put_back(shelf)
            raise

    async def _attempt(self, now: int, failed: Mapping[int, Exception], *, singly: bool) -> None:
        """Handle what waits in one transaction; `failed` are known to, by number. Raises `_Again`, when not `singly`."""
        async with self._db.write() as tx:
            batch = Batch(tx, now)
            lanes_held: set[str] = set()
            waiting = self._parsed(await inbox.waiting(batch, now, TOGETHER))
            roster = Roster(batch, [_address(update) for _, update in waiting])
            until = asyncio.get_running_loop().time() + LONGEST_S
            for heard, update in waiting:
                if asyncio.get_running_loop().time() > until:
                    break  # the others wait for the next transaction
                if heard.lane in lanes_held:
                    continue
                error = update if isinstance(update, Exception) else failed.get(heard.update_id)
                if error is None and isinstance(update, Update):
                    error = await self._try(batch, heard, update, roster, now, singly=singly)
                if error is not None:
                    lanes_held.add(heard.lane)
                    await self._failed(batch, roster, heard, update, error, now)
            try:
                await batch.flush()
            except Exception as error:
                if _of_the_machine(error) or singly:
                    raise
                raise _Again({}) from error
            self._crash_point("handled")
            tx.after_commit(self._written)

    async def _try(
        self, batch: Batch, heard: Heard, update: Update, roster: Roster, now: int, *, singly: bool
    ) -> Exception | None:
        """Handle one update; what it failed with. Raises what is no fault of the update."""
        shelf = self._office.shelf()
        try:
            async with batch.savepoint() if singly else contextlib.nullcontext():
                await self._handle(batch, heard, update, roster, now)
        except Exception as error:
            if _of_the_machine(error):
                raise
            if not singly:
                raise _Again({} if batch.late_failure else {heard.update_id: error}) from error
            self._office.put_back(shelf)
            roster.forget()
            return error
        return None

    def _parsed(self, waiting: Sequence[Heard]) -> list[tuple[Heard, Update | Malformed]]:
        """What waits, each with what it says; what an earlier transaction left over is not parsed again."""
        ahead, self._ahead = self._ahead, {}
        for heard in waiting:
            raw, update = ahead.get(heard.update_id, ("", None))
            self._ahead[heard.update_id] = (heard.raw, update if update and raw == heard.raw else self._read(heard))
        return [(heard, self._ahead[heard.update_id][1]) for heard in waiting]

    def _read(self, heard: Heard) -> Update | Malformed:
        try:
            update = Update.de_json(json.loads(heard.raw), self._application.bot)
            _address(update)
        except Exception as error:
            malformed = Malformed()
            malformed.__cause__ = error
            return malformed
        return update

    async def _handle(self, batch: Batch, heard: Heard, update: Update, roster: Roster, now: int) -> None:
        delivery = await self._delivery(batch, update, roster, now)
        self._application.delivery = delivery
        before = delivery.dialogue
        await self._application.process_update(update)
        if delivery.error is not None:
            raise delivery.error
        context = Context(self._application)
        await dialogue.remind(context, before)
        await menu.keep_in_step(context, changed=roster.changed)
        batch.done(heard.update_id)
        if batch.late_failure is not None:
            raise batch.late_failure

    async def _delivery(self, batch: Batch, update: Update, roster: Roster, now: int) -> Delivery:
        address = _address(update)
        person, form = await roster.look_up(address)
        if person is not None and person.muted and not update.my_chat_member:
            await people.set_muted(batch, address, None)  # who speaks to us has let us in again
        person = person or Person(id=0, address=address)
        return Delivery(
            update=update,
            tx=batch,
            now=now,
            office=self._office,
            person=person,
            words=self._words(update, person),
            dialogue=form,
        )

    def _words(self, update: Update, person: Person) -> Words:
        """The chosen language, or else that of what is written, or else that of the phone."""
        message = update.effective_message
        said = (message.text or "") if message and not update.callback_query else ""
        code = (update.effective_user.language_code or "") if update.effective_user else ""
        if person.language:
            language = person.language
        elif any("一" <= letter <= "鿿" for letter in said):
            language = SOURCE_LANGUAGE
        else:
            language = code.split("-")[0]
        return self._office.words.get(language) or self._office.words[SOURCE_LANGUAGE]

    async def _failed(
        self, tx: Batch, roster: Roster, heard: Heard, update: Update | Malformed, error: Exception, now: int
    ) -> None:
        code = f"{heard.update_id % 36**4:04X}"
        malformed = not isinstance(update, Update)
        log.error(
            "update failed",
            extra={"update_id": heard.update_id, "code": code, "try": heard.tries + 1},
            exc_info=error,
        )
        kind = type(error.__cause__ or error).__name__
        dead = await inbox.failed(tx, heard, f"{code} {kind}", now, for_good=malformed)
        if dead and isinstance(update, Update):
            try:
                async with tx.savepoint():
                    await self._apologise(tx, roster, update, code, now)
            except Exception as problem:
                if _of_the_machine(problem):
                    raise
                log.exception("nobody could be told of an update that failed", extra={"update_id": heard.update_id})

    async def _apologise(self, tx: Batch, roster: Roster, update: Update, code: str, now: int) -> None:
        self._application.delivery = await self._delivery(tx, update, roster, now)
        context = Context(self._application)
        if context.chat:
            await context.toast("")
            await context.say(
                context.t("抱歉,这条消息没有处理成功(代码 {code})。内容已经留存,请稍后再试或点 /ask 留言。", code=code)
            )


def _address(update: Update | Malformed) -> str:
    """The private chat of whoever an update comes from; '' for nobody."""
    user = update.effective_user if not isinstance(update, Malformed) else None
    return str(user.id) if user else ""


def _of_the_machine(error: Exception) -> bool:
    """Whether the database cannot work at all just now (a full disk): no fault of the update, so no try of it."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.Error) and code is not None and code & 0xFF in MACHINE_ERRORS


async def _keep_error(update: object, context: Context) -> None:
    """PTB keeps handler exceptions to itself: hand it to the transaction, which must not be committed."""
    context.delivery.error = context.error
    raise ApplicationHandlerStop  # no other room may handle what is to be handled again
