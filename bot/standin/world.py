"""People, their phones and a clock around one running house: what they do, and what they see come of it.

A world drives the very house that `run` drives; only its Telegram and its clock are stand-ins. Who is meant is a sample
person's key, any new word (a new account), or `person@group` for somebody who speaks in a group.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bot.app import House
from bot.standin.chats import KICKED, Chat, Post, Sight
from bot.standin.clocks import FrozenClock, ShiftedClock
from bot.standin.events import Event, Eyes, labels
from bot.standin.people import Account, newcomer
from bot.standin.phone import Phone
from bot.standin.refusals import Json
from bot.standin.telegram import Telegram

__all__ = ["Account", "Event", "FrozenClock", "NotVisible", "ShiftedClock", "Unsettled", "World"]

PACED_MS = 60_000
"""How far a frozen clock goes forward by itself, so that what is said a second later is seen without moving it."""
STOP_MS = 6 * 3600 * 1000
"""A frozen clock that is moved far stops at least this often on its way, for what has no moment of its own."""
PATIENCE_S = 20.0
"""Real seconds until a house that does not come to rest is given up."""
LOOK_AGAIN_S = 0.2
MOST_SEEN = 10_000
"""Events kept for `settle`: a demo, which never settles, must not grow for ever."""


class NotVisible(LookupError):
    """There is no such button in sight; the text says which there are."""


class Unsettled(TimeoutError):
    """The house did not come to rest in `PATIENCE_S` real seconds; the text says what it was at."""


class World:
    """`build` makes a new house on the same database and the same `telegram` and `clock`: one for every start."""

    def __init__(
        self,
        telegram: Telegram,
        clock: FrozenClock | ShiftedClock,
        build: Callable[[], House],
        people: Mapping[str, Account],
    ) -> None:
        self.telegram = telegram
        self.clock = clock
        self.people = dict(people)
        """Everybody who has a phone, by key; newcomers are added."""
        self.patience_s = PATIENCE_S
        self._build = build
        self._house: House | None = None
        self._starting = asyncio.Lock()
        self._groups: dict[str, Chat] = {}
        self._eyes = Eyes(telegram.files, {account.id: key for key, account in people.items()})
        self._seen: deque[Event] = deque(maxlen=MOST_SEEN)
        self._listeners: list[Callable[[Event], None]] = []
        self._tapped: dict[str, tuple[int, str]] = {}
        telegram.chats.watch(self._saw)
        for account in people.values():
            telegram.chats.private(account)

    # the program

    @property
    def house(self) -> House:
        """The running house. Raises `RuntimeError` between a stop and the next start."""
        if self._house is None:
            raise RuntimeError("the house is not running")
        return self._house

    async def start(self) -> None:
        """Start the program."""
        house = self._build()
        await house.start()
        self._house = house

    async def stop(self) -> None:
        """Stop the program; stopping a stopped one changes nothing."""
        house, self._house = self._house, None
        if house is not None:
            await house.stop()

    async def restart(self) -> None:
        """Stop the program and start it again on the same database."""
        async with self._starting:
            await self.stop()
            await self.start()

    async def settle(self) -> list[Event]:
        """Wait until nothing moves any more; everything that was seen since the last time, in order, without own acts.

        A frozen clock goes forward to what is due within the next minute. Raises `Unsettled`, or what ended the house.
        """
        began = self.clock.now()
        try:
            async with asyncio.timeout(self.patience_s):
                while await self._moves(began):
                    pass
        except TimeoutError:
            raise Unsettled(
                f"the house did not come to rest in {self.patience_s:g} seconds; Telegram still keeps "
                f"{len(self.telegram.updates)} updates for it"
            ) from None
        seen = list(self._seen)
        self._seen.clear()
        return seen

    async def _moves(self, began: int) -> bool:
        updates = self.telegram.updates
        if len(updates):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(updates.drained(), LOOK_AGAIN_S)
        due = await self.house.settled()
        if len(updates):
            return True
        if isinstance(self.clock, ShiftedClock):
            return False
        if due is None or due - began > PACED_MS:
            return await self.house.make_rounds()
        self.clock.move(max(0, due - self.clock.now()))
        await asyncio.sleep(0)  # let those go on whose time has come
        return True

    async def move(self, ms: int) -> None:
        """Move the clock forward. A frozen one stops on the way wherever something is due, and several times a day."""
        if isinstance(self.clock, FrozenClock):
            end = self.clock.now() + ms
            while (now := self.clock.now()) < end and self._house is not None:
                due, planned = await self.house.settled(), await self.house.next_planned()
                stops = [now - now % STOP_MS + STOP_MS, *(at for at in (due, planned) if at is not None and at > now)]
                if min(stops) >= end:
                    break
                self.clock.move(min(stops) - now)
                await self.house.ticker.ring("due")
                await self.house.make_rounds()
            ms = end - self.clock.now()
        if ms > 0:
            self.clock.move(ms)
        if self._house is not None:
            await self.house.ticker.ring_all()

    # who and where

    def person(self, who: str) -> Account:
        """The account behind a key; a word nobody has is a new account from now on."""
        account = self.people.get(who)
        if account is None:
            account = self.people[who] = newcomer(who)
            self._eyes.names[account.id] = who
            self.telegram.chats.private(account)
        return account

    def group(self, word: str, members: list[str], *, kind: str = "supergroup", bot: str = "member") -> Chat:
        """A group or channel that is called `word`; `bot` is what the bot is in it, by the Bot API's ChatMember."""
        chat = self.telegram.group(word, [self.person(who) for who in members], kind=kind, bot=bot)
        self._groups[word] = chat
        self._eyes.names[chat.id] = word
        return chat

    def phone(self, who: str) -> Phone:
        """The phone of a person, for everything that `World` has no word for."""
        return self.telegram.phone(self.person(who.partition("@")[0]))

    def chat_of(self, who: str) -> Chat:
        """The chat in which `who` is: the private one, or the group behind the '@' (or a group's own word)."""
        person, _, group = who.partition("@")
        if group and group not in self._groups:
            self.group(group, [person])
        if group or person in self._groups:
            return self._groups[group or person]
        return self.telegram.chats.private(self.person(person))

    def elsewhere(self, who: str) -> Chat | None:
        """The group in which `who` acts; None for the private chat."""
        return self.chat_of(who) if "@" in who or who in self._groups else None

    @property
    def blocked(self) -> set[str]:
        """The people who have blocked the bot."""
        chats = ((key, self.telegram.chats.private(account)) for key, account in self.people.items())
        return {key for key, chat in chats if chat.bot == KICKED}

    # what people do

    async def say(self, who: str, text: str) -> None:
        """Write a text; one that is too long for a message becomes several."""
        self.phone(who).say(text, self.elsewhere(who))

    async def press(self, who: str, label: str) -> None:
        """Press a key of the reply keyboard, which says its label."""
        await self.say(who, label)

    async def send_file(self, who: str, kind: str, path: Path, caption: str = "") -> None:
        """Send a file as `kind` document, photo or video. Raises `OSError` when it cannot be read."""
        data = await asyncio.to_thread(path.read_bytes)
        phone = self.phone(who)
        send = {"photo": phone.photo, "video": phone.video}.get(kind, phone.document)
        send(path.name, data, caption, self.elsewhere(who))

    async def tap(self, who: str, label: str) -> None:
        """Tap the newest inline button with that label, or else that key of the reply keyboard. Raises `NotVisible`."""
        chat = self.chat_of(who)
        for post in reversed(chat.posts.values()):
            for button in (button for row in post.keyboard for button in row):
                if button["text"] == label:
                    return await self._tap(who, post, button)
        for key in (key for row in chat.keys.get("keyboard", []) for key in row):
            if key["text"] == label:
                if key.get("request_contact"):
                    self.phone(who).contact()
                    return None
                return await self.press(who, label)
        raise NotVisible(f"{who} 看不到按钮 [{label}]。{self._in_sight(chat)}")

    async def tap_data(self, who: str, message_id: int, data: str) -> None:
        """Tap the button of a message that carries `data`, whether or not it is still to be seen."""
        self._tapped[who] = message_id, data
        self.phone(who).tap(message_id, data, self.elsewhere(who))

    async def tap_again(self, who: str) -> None:
        """Tap what was tapped last once more, as a finger does that is quicker than the answer. Raises `NotVisible`."""
        if who not in self._tapped:
            raise NotVisible(f"{who} 还没有点过按钮。")
        await self.tap_data(who, *self._tapped[who])

    async def type_inline(self, who: str, text: str) -> None:
        """Type a query behind the bot's name."""
        self.phone(who).type_inline(text, self.elsewhere(who))

    async def share(self, who: str, title: str) -> None:
        """Send the result of the last query that has this title into the chat. Raises `NotVisible`."""
        offered = self.telegram.inline.offered(self.person(who.partition("@")[0]).id)
        for result in offered:
            if result.title == title:
                self.phone(who).share(result, self.elsewhere(who))
                return
        raise NotVisible(
            f"{who} 看不到结果「{title}」。看得到的是：{'、'.join(one.title for one in offered) or '没有'}"
        )

    async def block(self, who: str) -> None:
        """Block the bot."""
        self.phone(who).block()

    async def unblock(self, who: str) -> None:
        """Let the bot in again."""
        self.phone(who).unblock()

    async def _tap(self, who: str, post: Post, button: Json) -> None:
        if data := button.get("callback_data"):
            await self.tap_data(who, post.id, data)
        elif payload := self._deep_link(button.get("url", "")):
            self.phone(who).start(payload)
        # Any other link is opened by a browser, of which the bot hears nothing.

    def _deep_link(self, url: str) -> str:
        link = urlsplit(url)
        mine = link.netloc == "t.me" and link.path.strip("/") == self.telegram.me["username"]
        return parse_qs(link.query).get("start", [""])[0] if mine else ""

    def _in_sight(self, chat: Chat) -> str:
        inline = [labels(post.keyboard) for post in list(chat.posts.values())[-5:] if post.keyboard]
        keys = labels(chat.keys.get("keyboard", []))
        rows = [row for rows in (*inline, keys) for row in rows]
        if not rows:
            return "现在一个按钮也看不到。"
        return "看得到的是:\n" + "\n".join(" ".join(f"[{label}]" for label in row) for row in rows)

    # what people see

    def chat(self, who: str) -> list[Json]:
        """The messages now in a chat, oldest first, edits applied: Bot API Messages with `reactions` added, and with reply
        keyboards in `reply_markup` too."""
        shown = []
        for post in self.chat_of(who).posts.values():
            body = {**post.body}
            if post.markup:
                body["reply_markup"] = post.markup
            if post.reactions:
                body["reactions"] = [{"emoji": emoji} for emoji in post.reactions.values()]
            shown.append(body)
        return shown

    def commands(self, who: str) -> list[tuple[str, str]]:
        """The command menu somebody is offered: (command, description)."""
        account = self.person(who.partition("@")[0])
        offered = self.telegram.menu.seen_by(self.chat_of(who), account.id, account.language)
        return [(command["command"], command["description"]) for command in offered]

    def file(self, who: str, message_id: int) -> tuple[str, bytes, str]:
        """The file of a message: name, content, MIME type. Raises `KeyError` when there is none."""
        body = self.chat_of(who).posts[message_id].body
        part = body["photo"][-1] if "photo" in body else body.get("document") or body["video"]
        file = self.telegram.files.get(part["file_id"])
        if file is None:
            raise KeyError(message_id)
        return file.name, file.data, file.mime

    def listen(self, callback: Callable[[Event], None]) -> Callable[[], None]:
        """Have `callback` told of everything anybody sees, as it happens; returns what ends that."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def _saw(self, sight: Sight) -> None:
        event = self._eyes.see(sight)
        if event is None:
            return
        if event.kind != "own":
            self._seen.append(event)
        for listener in list(self._listeners):
            listener(event)
