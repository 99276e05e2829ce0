"""What the house does of its own accord: ticks that look at what is due, and errands done after a commit.

A tick runs in a transaction of its own and speaks by writing rows, as conversations do. An errand is slow work that a
conversation asked for (`Context.errand`): its `gather` reads what it needs, the function it returns runs outside the
event loop, and the file that comes out of it is sent through the outbox.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup

from handlers.kit.context import message_text
from handlers.kit.office import Office
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import outbox
from storage.database import Trouble, Tx
from storage.errands import Errand
from storage.model.people import Person
from storage.model.post import REPLY_TTL_MS, Lane, Letter

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desk:
    """Where the house works of its own accord: a transaction, the time (milliseconds UTC), and ways to speak."""

    tx: Tx
    now: int
    office: Office

    @property
    def acting(self) -> int:
        """Whose deed it is: nobody's."""
        return 0

    @contextlib.asynccontextmanager
    async def apart(self, failed: str, **about: object) -> AsyncIterator[None]:
        """Work on one subject of many: when it fails, it alone is undone (the log says `failed` and what it is about), and
        the others go on."""
        try:
            async with self.tx.savepoint():
                yield
        except Trouble:
            raise  # a full disk: nothing can be done for any
        except Exception:
            log.exception(failed, extra=about)

    def words_for(self, person: Person) -> Words:
        """The words of a person's language."""
        return self.office.words_for(person)

    async def tell(
        self,
        person: Person,
        text: str,
        buttons: Rows = (),
        *,
        lane: Lane = Lane.REPLY,
        key: str | None = None,
        ttl_ms: int = REPLY_TTL_MS,
    ) -> None:
        """Say something to a person, in their words (`words_for`); said once for each `key`, within `ttl_ms`."""
        payload: dict[str, Any] = {"chat_id": int(person.address), **message_text(text)}
        if buttons:
            payload["reply_markup"] = InlineKeyboardMarkup(buttons).to_dict()
        await self.put(
            Letter(person.address, "sendMessage", payload, lane, person.id, key, expires_at=self.now + ttl_ms)
        )

    async def put(self, letter: Letter) -> None:
        """Write any message."""
        await outbox.put(self.tx, letter, self.now)


Work = Callable[[Desk], Awaitable[bool]]
"""One piece of a tick's work, in one transaction; True when there is more to do at once."""


@dataclass(frozen=True)
class Watch:
    """A room's tick: `work` every `every_s` seconds, again and again until it says there is no more."""

    room: str
    name: str
    every_s: int
    work: Work


@dataclass(frozen=True, slots=True)
class Made:
    """A file that an errand made, and what stands under it: a plain text, or HTML as Markup. A `photo` is shown as a picture.
    Without content it is a message of its caption alone. It is not sent before `not_before` (milliseconds UTC)."""

    name: str
    content: bytes
    caption: str = ""
    buttons: Rows = ()
    photo: bool = False
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """A file whose making takes seconds: it is made in a process of its own, so that no reply waits for it.

    `work(database, *arguments)` is a function of a module, is told where the database file is, and returns the file's bytes;
    the arguments can be pickled. See `bot.apart`.
    """

    name: str
    work: Callable[..., bytes]
    arguments: tuple[object, ...]
    caption: str = ""
    not_before: int = 0


Make = Callable[[], Made] | Apart
Gather = Callable[[Desk, Errand, Words], Awaitable[Make | None]]
"""Read what the file needs, on a reading transaction; None when there is nothing to make any more. A function that it returns
runs in a thread: it may take its time and must not touch the database."""


Take = Callable[[Desk, Errand, Words, Any], Awaitable[None]]


@dataclass(frozen=True)
class Parcel:
    """What is done with a file that somebody sent, as an errand (`Context.errand` with `file` and `name`): `read` makes
    something of its name and bytes, in a thread and without the database; `take` keeps it and answers, in the transaction in
    which the errand is done."""

    read: Callable[[str, bytes], Any]
    take: Take
