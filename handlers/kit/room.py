"""A room: one conversation's doors, each with the action that its user must be allowed to do.

Callbacks have PTB's own signature and are registered with PTB's own handler and filter classes. The rooms' order is
meaning: the first room with a door that takes an update handles it, unless the callback returns `PASS`.
"""

import functools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers.kit.context import Context
from handlers.kit.desk import Desk, Gather, Make, Parcel, Take, Watch, Work
from handlers.kit.taps import Stale, Tap
from handlers.kit.words import Words
from storage import people
from storage.errands import Errand
from storage.model.people import ACTIONS, Person, may

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
    """command | words | tap | message | inline | arrival"""
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
        self.parcels: dict[str, Parcel] = {}

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

    def inline(self, *, action: str) -> Callable[[Callback], Callback]:
        """Whatever is typed behind the bot's name in any chat (`inline_query`)."""

        def add(callback: Callback) -> Callback:
            return self._add(Door(self.name, "inline", "inline_query", action, callback))

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

    def errand(self, kind: str, *, action: str) -> Callable[[Gather], Gather]:
        """Slow work of this kind, as conversations ask for it by `Context.errand`. Nothing is made where whoever asked may not
        do `action` any more when it is done (for any studio: which one, `gather` asks itself)."""
        _known(self.name, kind, action)

        def add(gather: Gather) -> Gather:
            async def rightly(desk: Desk, errand: Errand, words: Words) -> Make | None:
                return await gather(desk, errand, words) if await _still_may(desk, errand, action) else None

            self.errands[kind] = rightly
            return gather

        return add

    def parcel(self, kind: str, read: Callable[[str, bytes], Any], *, action: str) -> Callable[[Take], Take]:
        """What is done with a file that somebody sent, as conversations ask for it by `Context.errand`; see `kit.desk`.
        Nothing is, as for `errand`, where the right to is gone."""
        _known(self.name, kind, action)

        def add(take: Take) -> Take:
            async def rightly(desk: Desk, errand: Errand, words: Words, found: Any) -> None:
                if await _still_may(desk, errand, action):
                    await take(desk, errand, words, found)

            self.parcels[kind] = Parcel(read, rightly)
            return take

        return add

    def _add(self, door: Door) -> Callback:
        _known(self.name, door.name, door.action)
        self.doors.append(door)
        return door.callback


def _known(room: str, door: str, action: str) -> None:
    if action not in ACTIONS:
        raise ValueError(f"{room}: door {door!r} names no known action: {action!r}")


async def _still_may(desk: Desk, errand: Errand, action: str) -> bool:
    """Whether whoever asked for it may do this now: an errand that failed, or was left over from a stop, is done later."""
    who = await people.find(desk.tx, errand.person) if errand.person is not None else Person(0)
    return who is not None and may(who, action)


@dataclass(frozen=True, slots=True)
class _Hung:
    """A door in its place, with PTB's own handler, which says whether an update is for it."""

    place: int
    door: Door
    handler: Handler


class Corridor(BaseHandler[Update, Context, None]):
    """All doors in order, as one PTB handler: what is typed or tapped is looked up, not compared with every door."""

    def __init__(self, rooms: Sequence[Room], words: dict[str, Words]) -> None:
        super().__init__(_nobody)
        self._keyed: dict[tuple[str, str], list[_Hung]] = {}
        """Commands, words and taps by what brings an update to them; '' under "tap" takes all taps."""
        self._messages: list[_Hung] = []
        self._arrivals: list[_Hung] = []
        self._inline: list[_Hung] = []
        for place, door in enumerate(door for room in rooms for door in room.doors):
            hung = _Hung(place, door, _handler(door, words))
            if door.kind == "arrival":
                self._arrivals.append(hung)
            elif door.kind == "inline":
                self._inline.append(hung)
            elif door.kind == "message":
                self._messages.append(hung)
            else:
                for key in _keys(door, words):
                    self._keyed.setdefault((door.kind, key), []).append(hung)

    def check_update(self, update: object) -> list[_Hung] | None:
        """The doors that the update may be for; None when there are none."""
        return (self._before(update) or None) if isinstance(update, Update) else None

    def takers(self, update: Update) -> Iterator[Door]:
        """The doors that the update is for, in order, whatever their `when` says."""
        return (hung.door for hung in self._before(update) if hung.handler.check_update(update) not in (None, False))

    async def handle_update(self, update: Update, application: Any, check_result: object, context: Context) -> None:
        """Go through the doors until one keeps the update."""
        assert isinstance(check_result, list)
        for hung in check_result:
            if hung.door.when is not None and not hung.door.when(update, context):
                continue
            check = hung.handler.check_update(update)
            if check is None or check is False:
                continue
            hung.handler.collect_additional_context(context, update, application, check)
            if not await _enter(hung.door, update, context):
                return

    def _before(self, update: Update) -> list[_Hung]:
        if update.callback_query is not None:
            name = (update.callback_query.data or "").partition(":")[0]
            found = {hung.place: hung for key in (name, "") for hung in self._keyed.get(("tap", key), ())}
            return [found[place] for place in sorted(found)]
        if update.my_chat_member is not None:
            return self._arrivals
        if update.inline_query is not None:
            return self._inline
        message = update.message
        text = (message.text or "") if message is not None else ""
        keyed = self._keyed.get(("words", text), [])
        if message is not None and text.startswith("/") and message.entities:
            word = text[1 : message.entities[0].length].partition("@")[0].lower()
            keyed = keyed + self._keyed.get(("command", word), [])
        return sorted(self._messages + keyed, key=_place) if keyed else self._messages


def install(
    application: Application[Any, Any, Any, Any, Any, Any], rooms: Sequence[Room], words: dict[str, Words]
) -> Corridor:
    """Open the rooms' doors in the application, in order."""
    corridor = _corridor(tuple(rooms), tuple(words.items()))
    application.add_handler(corridor)
    return corridor


@functools.lru_cache(maxsize=4)
def _corridor(rooms: tuple[Room, ...], words: tuple[tuple[str, Words], ...]) -> Corridor:
    """Doors have no state: they are hung once a process, as tests start the house 10,000 times."""
    return Corridor(rooms, dict(words))


def _place(hung: _Hung) -> int:
    return hung.place


def _keys(door: Door, words: dict[str, Words]) -> list[str]:
    """What brings an update to this command, words or tap."""
    if door.kind == "command":
        return [door.name.lower()]
    if door.kind == "words":
        return sorted({one.label(door.name) for one in words.values()} | {door.name})
    return [door.tap.name if door.tap is not None else ""]


async def _nobody(_update: Update, _context: Context) -> None:
    """PTB wants a callback of every handler; here the doors have their own."""


def _handler(door: Door, words: dict[str, Words]) -> Handler:
    """PTB's handler of this kind of door: of it the check is used, and what it adds to the context."""
    if door.kind == "command":
        return CommandHandler(door.name, _nobody, filters=TYPED)
    if door.kind == "words":
        return MessageHandler(TYPED & filters.Text(_keys(door, words)), _nobody)
    if door.kind == "tap":
        return _tap_handler(door.tap)
    if door.kind == "inline":
        return InlineQueryHandler(_nobody)
    if door.kind == "arrival":
        return ChatMemberHandler(_nobody, ChatMemberHandler.MY_CHAT_MEMBER)
    return MessageHandler(door.filter, _nobody)


@functools.cache
def _tap_handler(tap: Tap | None) -> Handler:
    """Most doors are taps, and their handlers have no state: they are made once a process, not at every start."""
    return CallbackQueryHandler(_nobody, pattern=tap.pattern if tap is not None else None)


async def _enter(door: Door, update: Update, context: Context) -> bool:
    """The callback behind its checks: the right, the button's data. True when the update is left to the next door."""
    if not context.may(door.action):
        await refuse(context, door.action)
        return False
    try:
        if door.tap is not None:
            context.tap = door.tap.read((update.callback_query and update.callback_query.data) or "")
        passed = await door.callback(update, context) is PASS
    except Stale:
        await context.toast(context.label("这个按钮已过期,请重新查找"))
        passed = False
    if not passed:
        await context.toast("")  # every tap is answered, or the phone keeps showing that it waits
    return passed


async def refuse(context: Context, action: str) -> None:
    """Say kindly that the person may not do this, and whose business it is."""
    if action == "duty.read":
        text = context.label(
            "这里是领军人和联络员看自己工作室报告的地方。您要是领军人或联络员,请联系区总工会管理员登记。"
        )
    elif action == "course.edit":
        text = context.label(
            "这里是领军人和联络员开课、管课的地方。您要是领军人或联络员,请联系区总工会管理员登记;想报名,发「培训」。"
        )
    elif action in ("news.write", "report.write"):
        text = context.label(
            "这里是领军人和联络员报快报、交报告的地方。您要是领军人或联络员,请联系区总工会管理员登记。"
        )
    elif action == "competition.score":
        text = context.label("这里是评委打分的地方。您要是评委,请联系区总工会管理员登记。")
    else:
        text = context.label("这项操作需要管理员权限。需要的话请联系区总工会管理员。")
    if context.delivery.update.callback_query is not None:
        await context.toast(text, alert=True)
    else:
        await context.say(text)
