"""Slow work, after the commit that asked for it: read, make outside the event loop, write what came of it.

One errand is done after another, each made in a thread. What takes seconds (`Apart`) is made in a process of its own, one
at a time, while the others go on.

The file and "done" are one transaction: a process that dies at any moment before leaves an errand that is done again
from the start, one that dies after it leaves nothing to do.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardMarkup

from bot.apart import work_apart
from bot.clock import Clock, kind_of
from handlers.kit.context import cut_html, message_text
from handlers.kit.desk import Apart, Desk, Gather, Made, Parcel
from handlers.kit.office import Office
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import errands, outbox
from storage.database import Database, Tx
from storage.errands import Errand
from storage.model.post import REPLY_TTL_MS, Lane, Letter

log = logging.getLogger(__name__)

PAUSE_AFTER_FAILURE_MS = 1_000
LONGEST_CAPTION = 1024
"""Bot API, sendPhoto and sendDocument: characters after entities parsing."""
LONGEST_S = 120.0
"""One errand takes a second or two; what takes longer than this is given up, as others wait."""


class Errands:
    """The loop that does errands."""

    def __init__(
        self,
        gathers: Mapping[str, Gather],
        office: Office,
        db: Database,
        clock: Clock,
        *,
        written: Callable[[], None],
        crash_point: Callable[[str], None],
        parcels: Mapping[str, Parcel] | None = None,
        fetch: Callable[[str], Awaitable[bytes]] | None = None,
        longest_s: float = LONGEST_S,
        database: Path | None = None,
    ) -> None:
        """`fetch` gets a file from Telegram by its file id: for `parcels`, what is done with files that people sent.
        `database`: where the file is, for what is made apart."""
        self._database = database
        self._apart: set[asyncio.Task[None]] = set()
        self._one_apart = asyncio.Lock()
        self._orphaned = False
        """Whether something is claimed that nobody is at."""
        self._longest_s = longest_s
        self._gathers = gathers
        self._parcels = parcels or {}
        self._fetch = fetch
        self._office = office
        self._db = db
        self._clock = clock
        self._written = written
        self._crash_point = crash_point
        self._wake = asyncio.Event()
        self.idle = asyncio.Event()
        """Set while no errand waits that could be done now."""
        self.next_try: int | None = None
        """When an errand that failed is tried again (milliseconds UTC); meaningful while `idle`."""

    def wake(self) -> None:
        """An errand was asked for."""
        self.idle.clear()
        self._wake.set()

    async def recover(self) -> None:
        """Put back what an earlier process was at when it died; what was begun too often is given up."""
        async with self._db.write() as tx:
            deadly = await errands.interrupted(tx)
        for errand in deadly:
            await self._failed(errand, self._words(errand), RuntimeError("begun too often"), final=True)

    async def run(self) -> None:
        """Do errands until cancelled."""
        try:
            await self._work()
        finally:
            for task in self._apart:
                task.cancel()
            await asyncio.gather(*self._apart, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            self._wake.clear()
            try:
                if self._orphaned:
                    await self.recover()
                    self._orphaned = False
                while await self._next():
                    pass
                async with self._db.read() as tx:
                    self.next_try = await errands.next_due(tx, self._clock.now())
            except Exception:
                log.exception("errands cannot be worked on, trying again")
                self._orphaned = True  # claimed, and nobody is at it
                self.next_try = self._clock.now() + PAUSE_AFTER_FAILURE_MS
            if not self._wake.is_set() and not self._apart:
                self.idle.set()
            await self._clock.wait(self._wake, self.next_try)
            self.idle.clear()

    async def _next(self) -> bool:
        """Do the next errand; False when none is due."""
        async with self._db.read() as tx:
            if not await errands.any_due(tx, self._clock.now()):
                return False
        async with self._db.write() as tx:
            errand = await errands.claim(tx, self._clock.now())
        if errand is None:
            return False
        self._crash_point("errand_claimed")
        words = self._words(errand)
        parcel = self._parcels.get(errand.kind)
        try:
            if parcel is not None:
                async with asyncio.timeout(self._longest_s):
                    read = await self._open(errand, parcel)
                await self._take(errand, words, parcel, read)
                return True
            async with asyncio.timeout(self._longest_s):
                make = await self._gather(errand, words)
                made = None if make is None or isinstance(make, Apart) else await asyncio.to_thread(make)
        except TimeoutError as problem:  # its thread goes on, and would again the next time
            await self._failed(errand, words, problem, final=True)
            return True
        except Exception as problem:
            await self._failed(errand, words, problem)
            return True
        if isinstance(make, Apart):
            task = asyncio.create_task(self._make_apart(errand, words, make))
            self._apart.add(task)
            task.add_done_callback(self._came_back)
        else:
            await self._finish(errand, made)
        return True

    async def _make_apart(self, errand: Errand, words: Words, make: Apart) -> None:
        """Have it made in a process of its own, one at a time; a house that stops meanwhile does it again when it starts."""
        assert self._database is not None
        try:
            async with self._one_apart, asyncio.timeout(self._longest_s):
                content = await work_apart(make.work, self._database.absolute(), *make.arguments)
        except TimeoutError as problem:
            await self._failed(errand, words, problem, final=True)
        except Exception as problem:
            await self._failed(errand, words, problem)
        else:
            await self._finish(errand, Made(make.name, content, make.caption, not_before=make.not_before))

    def _came_back(self, task: asyncio.Task[None]) -> None:
        self._apart.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("an errand's outcome could not be written down, it is done again", exc_info=problem)
            self._orphaned = True
        self.wake()

    async def _finish(self, errand: Errand, made: Made | None) -> None:
        self._crash_point("errand_made")
        now = self._clock.now()
        async with self._db.write() as tx:
            if await errands.finish(tx, errand, now) and made is not None:
                await self._send(tx, errand, made, now)
                tx.after_commit(self._written)

    async def _open(self, errand: Errand, parcel: Parcel) -> Any:
        """What a file that somebody sent says."""
        assert self._fetch is not None
        content = await self._fetch(str(errand.arguments["file"]))
        return await asyncio.to_thread(parcel.read, str(errand.arguments["name"]), content)

    async def _take(self, errand: Errand, words: Words, parcel: Parcel, read: Any) -> None:
        self._crash_point("errand_made")
        now = self._clock.now()
        async with self._db.write() as tx:
            if await errands.finish(tx, errand, now):
                await parcel.take(Desk(tx, now, self._office), errand, words, read)
                tx.after_commit(self._written)

    async def _gather(self, errand: Errand, words: Words) -> Callable[[], Made] | Apart | None:
        gather = self._gathers[errand.kind]
        async with self._db.read() as tx:
            return await gather(Desk(tx, self._clock.now(), self._office), errand, words)

    async def _send(self, tx: Tx, errand: Errand, made: Made, now: int) -> None:
        payload: dict[str, object] = {"chat_id": int(errand.chat)}
        if made.buttons:
            payload["reply_markup"] = InlineKeyboardMarkup(made.buttons).to_dict()
        if not made.content:
            await self._put(
                tx, errand, "sendMessage", {**payload, **message_text(made.caption)}, now, due=made.not_before
            )
            return
        if made.caption:
            payload |= {"caption": cut_html(made.caption, LONGEST_CAPTION), "parse_mode": "HTML"}
        file = await outbox.put_file(tx, made.name, made.content, "photo" if made.photo else "document")
        await self._put(tx, errand, "sendPhoto" if made.photo else "sendDocument", payload, now, file, made.not_before)

    def _words(self, errand: Errand) -> Words:
        return self._office.words.get(errand.language) or self._office.words[SOURCE_LANGUAGE]

    async def _failed(self, errand: Errand, words: Words, problem: Exception, *, final: bool = False) -> None:
        code = f"{errand.id % 36**4:04X}"
        log.error(
            "errand failed",
            extra={"errand": errand.id, "kind": errand.kind, "code": code, "try": errand.tries},
            exc_info=problem,
        )
        now = self._clock.now()
        async with self._db.write() as tx:
            if await errands.failed(tx, errand, f"{code} {kind_of(problem)}", now, final=final):
                if errand.kind in self._parcels:
                    text = words.t("抱歉,您发来的文件没有读成(代码 {code})。请再发一次,还不行请联系管理员。", code=code)
                else:
                    text = words.t("抱歉,文件没有做成(代码 {code})。请稍后再试一次,还不行请联系管理员。", code=code)
                await self._put(tx, errand, "sendMessage", {"chat_id": int(errand.chat), **message_text(text)}, now)
                tx.after_commit(self._written)

    async def _put(
        self,
        tx: Tx,
        errand: Errand,
        method: str,
        payload: dict[str, object],
        now: int,
        file: int | None = None,
        due: int = 0,
    ) -> None:
        key, until = f"errand:{errand.id}", max(now, due) + REPLY_TTL_MS
        letter = Letter(errand.chat, method, payload, Lane.REPLY, errand.person, key, due, until, file)
        await outbox.put(tx, letter, now)
