"""A room: one conversation's doors, each with the action that its user must be allowed to do.

Callbacks have PTB's own signature and are registered with PTB's own handler and filter classes. The rooms' order is
meaning: the first room with a door that takes an update handles it, unless the callback returns `PASS`.
"""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from handlers.kit.context import Context
from handlers.kit.desk import Gather, Watch, Work
from handlers.kit.taps import Stale, Tap
from handlers.kit.words import Words
from storage.model.people import ACTIONS

if TYPE_CHECKING:
    from handlers.kit.form import Form


class Pass(Enum):
    """What a callback returns to leave an update to the next room."""

    PASS = "pass"


PASS = Pass.PASS
Callback = Callable[[Update, Context], Awaitable[Pass | None]]
When = Callable[[Update, Context], bool]
Handler = BaseHandler[Update, Context, Any]
TYPED = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
"""A new message in a private chat (not an edited one)."""


@dataclass(frozen=True)
class Door:
    """One way into a room."""

    room: str
    kind: str
    """command | words | tap | message | arrival"""
    name: str
    action: str
    callback: Callback
    summary: str = ""
    """For commands: the line in the menu and in /help (a source string); '' keeps it out of both."""
    rank: int = 0
    """For words: the place on the reply keyboard, 1 first; 0 keeps it off."""
    filter: filters.BaseFilter | None = None
    tap: Tap | None = None
    when: When | None = None
    """What else must hold for the door to take an update; asked before the right, so that nobody is refused in passing."""


class Room:
    """One conversation, one module."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.doors: list[Door] = []
        self.forms: list[Form] = []
        self.watches: list[Watch] = []
        self.errands: dict[str, Gather] = {}

    def command(self, *names: str, action: str, summary: str = "") -> Callable[[Callback], Callback]:
        """`/name`; further names are other spellings of the first."""

        def add(callback: Callback) -> Callback:
            for place, name in enumerate(names):
                self._add(Door(self.name, "command", name, action, callback, summary if place == 0 else ""))
            return callback

        return add

    def words(self, *phrases: str, action: str, rank: int = 0) -> Callable[[Callback], Callback]:
        """A message that is just these words (source strings), in any language; the first may stand on the keyboard."""

        def add(callback: Callback) -> Callback:
            for place, phrase in enumerate(phrases):
                self._add(Door(self.name, "words", phrase, action, callback, rank=rank if place == 0 else 0))
            return callback

        return add

    def on_tap(self, tap: Tap, *, action: str) -> Callable[[Callback], Callback]:
        """A button of this kind; its arguments are in `context.tap`."""

        def add(callback: Callback) -> Callback:
            return self._add(Door(self.name, "tap", tap.name, action, callback, tap=tap))

        return add

    def any_tap(self, *, action: str) -> Callable[[Callback], Callback]:
        """Every button, whatever it carries: for what no other door knows."""

        def add(callback: Callback) -> Callback:
            return self._add(Door(self.name, "tap", "*", action, callback))

        return add

    def message(
        self, accepts: filters.BaseFilter, *, action: str, name: str = "", when: When | None = None
    ) -> Callable[[Callback], Callback]:
        """Any message that PTB's filter accepts, as long as `when` holds."""

        def add(callback: Callback) -> Callback:
            door_name = name or getattr(callback, "__name__", "message")
            return self._add(Door(self.name, "message", door_name, action, callback, filter=accepts, when=when))

        return add

    def arrival(self, *, action: str) -> Callable[[Callback], Callback]:
        """The bot was added, blocked, or let in again (`my_chat_member`)."""

        def add(callback: Callback) -> Callback:
            return self._add(Door(self.name, "arrival", "my_chat_member", action, callback))

        return add

    def tick(self, name: str, *, every_s: int) -> Callable[[Work], Work]:
        """Work that the house does of its own accord, looked at every `every_s` seconds; see `kit.desk`."""

        def add(work: Work) -> Work:
            self.watches.append(Watch(self.name, name, every_s, work))
            return work

        return add

    def errand(self, kind: str) -> Callable[[Gather], Gather]:
        """Slow work of this kind, as conversations ask for it by `Context.errand`."""

        def add(gather: Gather) -> Gather:
            self.errands[kind] = gather
            return gather

        return add

    def _add(self, door: Door) -> Callback:
        if door.action not in ACTIONS:
            raise ValueError(f"{self.name}: door {door.name!r} names no known action: {door.action!r}")
        self.doors.append(door)
        return door.callback


def install(
    application: Application[Any, Any, Any, Any, Any, Any], rooms: Sequence[Room], words: dict[str, Words]
) -> None:
    """Open the rooms' doors in the application, in order.

    Each door is a PTB handler group of its own: within a group PTB asks no further once a handler took the update, and
    `PASS` must lead to the next door.
    """
    for group, door in enumerate(door for room in rooms for door in room.doors):
        application.add_handler(_handler(door, words), group)


def _handler(door: Door, words: dict[str, Words]) -> Handler:
    callback = _guarded(door)
    if door.kind == "command":
        return CommandHandler(door.name, callback, filters=TYPED)
    if door.kind == "words":
        spoken = sorted({one.label(door.name) for one in words.values()} | {door.name})
        return MessageHandler(TYPED & filters.Text(spoken), callback)
    if door.kind == "tap":
        return CallbackQueryHandler(callback, pattern=door.tap.pattern if door.tap is not None else None)
    if door.kind == "arrival":
        return ChatMemberHandler(callback, ChatMemberHandler.MY_CHAT_MEMBER)
    return MessageHandler(door.filter, callback)


def _guarded(door: Door) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """The callback behind its checks: `when`, the right, the button's data."""

    async def enter(update: Update, context: Context) -> None:
        if door.when is not None and not door.when(update, context):
            return
        if not context.may(door.action):
            await refuse(context)
            raise ApplicationHandlerStop
        try:
            if door.tap is not None:
                context.tap = door.tap.read((update.callback_query and update.callback_query.data) or "")
            passed = await door.callback(update, context) is PASS
        except Stale:
            await context.toast(context.label("这个按钮已过期,请重新查找"))
            passed = False
        if passed:
            return
        await context.toast("")  # every tap is answered, or the phone keeps showing that it waits
        raise ApplicationHandlerStop

    return enter


async def refuse(context: Context) -> None:
    """Say kindly that the person may not do this."""
    text = context.label("这项操作需要管理员权限。需要的话请联系区总工会管理员。")
    if context.delivery.update.callback_query is not None:
        await context.toast(text, alert=True)
    else:
        await context.say(text)
