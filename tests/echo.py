"""A house with one small room, for the tests of the flow itself: it says back what it hears, and fails on request."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Update
from telegram.ext import filters

from bot.app import House
from bot.config import Settings
from bot.standin.clocks import FrozenClock
from bot.standin.people import sample
from bot.standin.request import StandinRequest
from bot.standin.telegram import TOKEN, Telegram
from bot.standin.world import World
from handlers.kit.context import Context
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Tap
from storage import people
from storage.model.post import Lane, Letter

MORNING = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
EDIT = Tap("echo.edit", str)


@dataclass
class Echo:
    """A room and what it did. `failures`: how often each text still fails."""

    failures: dict[str, int] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    """Every try, in order: who said what."""

    def room(self) -> Room:
        """The room; `多 n` says 1 to n, `通知 n` the same as notices, `坏` bad HTML, `孤` with a
        file that is not there, `键` a button that edits."""
        room = Room("echo")

        @room.on_tap(EDIT, action="help.read")
        async def edit(update: Update, context: Context) -> None:
            await context.edit(context.tap[0])

        @room.message(TYPED & filters.TEXT, action="help.read")
        async def say(update: Update, context: Context) -> None:
            assert update.message is not None
            said = update.message.text or ""
            self.heard.append(f"{context.chat} {said}")
            if self.failures.get(said, 0) > 0:
                self.failures[said] -= 1
                await context.say("never said: the transaction is undone")
                raise RuntimeError("the room was told to fail")
            word, _, number = said.partition(" ")
            if word == "多":
                for one in range(int(number)):
                    await context.say(str(one + 1))
            elif word == "通知":
                person = await context.acquainted()
                for one in range(int(number)):
                    await context.tell(person, f"通知 {one + 1}", lane=Lane.NOTICE)
                await context.say("答复")
            elif word == "坏":
                payload = {"chat_id": int(context.chat), "text": "<b>没关 &lt;上", "parse_mode": "HTML"}
                await context.put(Letter(context.chat, "sendMessage", payload, person=context.person.id))
            elif word == "孤":
                await context.put(Letter(context.chat, "sendMessage", {"chat_id": 1, "text": "x"}, file=999_999))
            elif word == "空":
                await context.put(Letter(context.chat, "sendMessage", {"chat_id": int(context.chat), "text": ""}))
            elif word == "键":
                await context.say("原来的", [[EDIT.button("改", "改好了"), EDIT.button("不变", "原来的")]])
            elif word == "记":
                await people.meet(context.tx, context.person.address, context.now)
                await context.say("记下了")
            else:
                await context.say(said)

        return room


@contextlib.asynccontextmanager
async def echoing(
    path: Path, echo: Echo, clock: FrozenClock | None = None, *, paid_broadcasts: bool = False
) -> AsyncIterator[World]:
    """A world whose house has that one room, on a database at `path`."""
    clock = clock or FrozenClock(MORNING)
    telegram = Telegram(clock)
    settings = Settings(token=TOKEN, base_url="http://stand-in.invalid", database=path, paid_broadcasts=paid_broadcasts)

    def build() -> House:
        request = StandinRequest(telegram)
        return House(settings, clock=clock, poll=request, send=request, rooms=(echo.room(),))

    world = World(telegram, clock, build, {account.key: account for account in sample()})
    await world.start()
    try:
        yield world
    finally:
        await world.stop()


async def texts(world: World, who: str) -> list[str]:
    """What somebody received since the last time."""
    return [event.text for event in await world.settle() if event.to == who and event.kind == "message"]
