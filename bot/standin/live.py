"""Browsers looking at a world: what they ask is done, what happens is told to those who have that phone open.

Said by the browser: {"do": …, "id": n, "who": …}; answered with "done" or "failed" and the same id. Told unasked: "hello",
"phone" (a whole chat), "message", "gone", "toast", "results" (inline mode), "keyboard", "commands", "clock", "program".
page/live.js is the other end.
"""

import asyncio
import json
import logging
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.standin.refusals import Json
from bot.standin.screen import bubble
from bot.standin.world import Event, NotVisible, World

log = logging.getLogger(__name__)

SAY_LIMIT = 12_000
"""Characters said at once; a Telegram app would cut them into messages of 4096."""
BACKLOG = 500
"""Messages waiting for a slow browser; past that it is cut off, and gets whole chats when it connects again."""
LOOK_AGAIN_S = 1
EXAMPLE_PLACE = (39.92, 116.44)
"""A point in Chaoyang District: latitude, longitude."""
LONGEST_MOVE_MS = 366 * 24 * 3600 * 1000
NAME = re.compile(r"[^\x00-\x1f\x7f,/@]{1,32}")
"""A sample person's key or a new account's word."""


ROLES = {
    "worker": "职工",
    "leader": "领军人",
    "deputy": "联络员",
    "assessor": "评委",
    "admin": "管理员",
    "owner": "负责人",
}


class Refusal(Exception):
    """What a browser asked cannot be done; the text is for people."""


@dataclass(eq=False)
class Browser:
    """One open page: which phones it shows and what it is yet to be told, in order."""

    outbox: asyncio.Queue[Json] = field(default_factory=lambda: asyncio.Queue(BACKLOG))
    phones: set[str] = field(default_factory=set)
    lagging: bool = False
    order: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def tell(self, message: Json) -> None:
        """Queue a message; a browser that does not read is marked as lagging instead of filling the memory."""
        try:
            self.outbox.put_nowait(message)
        except asyncio.QueueFull:
            self.lagging = True


class Live:
    """The world on one side, any number of browsers on the other."""

    def __init__(self, world: World, upload_limit: int) -> None:
        self.world = world
        self.upload_limit = upload_limit
        self._browsers: set[Browser] = set()
        self._offers: dict[str, Json] = {}
        self._deeds: dict[str, Callable[[Json], Awaitable[Json | None]]] = {
            "open": self._open,
            "say": self._say,
            "press": self._press,
            "show": self._show,
            "tap": self._tap,
            "inline": self._inline,
            "share": self._share,
            "block": self._block,
            "unblock": self._unblock,
            "move": self._move,
            "move_to": self._move_to,
            "restart": self._restart,
        }

    def arrive(self) -> Browser:
        """A browser has connected; the first thing it hears is who and what there is."""
        browser = Browser()
        me = self.world.telegram.me
        browser.tell(
            {
                "type": "hello",
                "bot": {"name": me["first_name"], "username": me["username"]},
                "people": [self._person(key) for key in self.world.people],
                "now": self.world.clock.now(),
                "upload_limit": self.upload_limit,
            }
        )
        self._browsers.add(browser)
        return browser

    def leave(self, browser: Browser) -> None:
        """It has gone, or is too slow to be told anything."""
        self._browsers.discard(browser)

    async def hear(self, browser: Browser, frame: str) -> None:
        """Do what a browser asked, one thing at a time per phone and in the order asked; answer it in any case."""
        number: object = None
        try:
            asked = _action(frame)
            number = asked.get("id")
            deed = self._deeds.get(str(asked.get("do")))
            if deed is None:
                raise Refusal("看不懂页面发来的动作。")
            async with browser.order[str(asked.get("who", ""))]:
                answer = await deed(asked) or {}
            if asked["do"] == "open":  # from here on, and in step with the chat just read
                browser.phones.add(asked["who"])
            browser.tell({"type": "done", "id": number, **answer})
        except (Refusal, NotVisible) as refused:
            browser.tell({"type": "failed", "id": number, "text": str(refused)})
        except Exception:  # the page stays alive whatever a deed does; the terminal has the rest
            log.exception("the demo could not do what the page asked")
            browser.tell({"type": "failed", "id": number, "text": "演示程序出错了，原因写在终端里。"})

    def happened(self, event: Event) -> None:
        """Tell what somebody sees to every browser that has their phone open."""
        who = event.to
        if who not in self.world.people:  # a group's chat is on nobody's screen here
            return
        if event.kind == "toast":
            self._tell(who, {"type": "toast", "text": event.text, "alert": event.alert})
        elif event.kind == "inline":
            offered = self.world.telegram.inline.offered(self.world.people[who].id)
            results = [{"title": one.title, "description": one.description} for one in offered]
            self._tell(who, {"type": "results", "results": results})
        elif event.kind == "delete":
            self._tell(who, {"type": "gone", "message_id": event.message_id})
        else:
            message = next((one for one in self.world.chat(who) if one["message_id"] == event.message_id), None)
            if message is not None:
                self._tell(who, {"type": "message", "message": self._bubble(who, message)})
        self._offer_anew(who)

    async def keep_watch(self) -> None:
        """Tell of menus that changed without a message, for as long as it runs: nobody sees a setMyCommands happen."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            for who in set().union(*(browser.phones for browser in self._browsers)):
                self._offer_anew(who)

    # what phones do

    async def _open(self, asked: Json) -> Json:
        who = _text(asked, "who")
        if not NAME.fullmatch(who):
            raise Refusal("名字要有 1 到 32 个字，不能有逗号、斜线和 @。")
        self.world.person(who)
        messages = [self._bubble(who, message) for message in self.world.chat(who)]
        return {"person": self._person(who), "messages": messages, "offer": self._offer(who)}

    async def _say(self, asked: Json) -> None:
        text = _text(asked, "text")
        if len(text) > SAY_LIMIT:
            raise Refusal(f"一次最多说 {SAY_LIMIT} 个字。")
        await self.world.say(self._who(asked), text)

    async def _press(self, asked: Json) -> None:
        who, label = self._who(asked), _text(asked, "text")
        keys = [key for row in self.world.chat_of(who).keys.get("keyboard", []) for key in row]
        if any(key["text"] == label and key.get("request_contact") for key in keys):
            self.world.phone(who).contact()
        else:
            await self.world.press(who, label)

    async def _show(self, asked: Json) -> None:
        """Send something a bot may not expect."""
        phone = self.world.phone(self._who(asked))
        match _text(asked, "kind"):
            case "sticker":
                phone.sticker()
            case "voice":
                phone.voice()
            case "location":
                phone.location(*EXAMPLE_PLACE)
            case _:
                raise Refusal("看不懂页面发来的动作。")

    async def _tap(self, asked: Json) -> None:
        await self.world.tap_data(self._who(asked), _number(asked, "message_id"), _text(asked, "data"))

    async def _inline(self, asked: Json) -> None:
        """Type behind the bot's name."""
        await self.world.type_inline(self._who(asked), _text(asked, "text"))

    async def _share(self, asked: Json) -> None:
        await self.world.share(self._who(asked), _text(asked, "title"))

    async def _block(self, asked: Json) -> None:
        await self.world.block(self._who(asked))
        self._offer_anew(asked["who"])

    async def _unblock(self, asked: Json) -> None:
        await self.world.unblock(self._who(asked))
        self._offer_anew(asked["who"])

    async def _move(self, asked: Json) -> None:
        await self._forward(_number(asked, "ms"))

    async def _move_to(self, asked: Json) -> None:
        await self._forward(_number(asked, "moment") - self.world.clock.now())

    async def _forward(self, ms: int) -> None:
        if not 0 < ms <= LONGEST_MOVE_MS:
            raise Refusal("时钟只能往前拨，一次最多一年。")
        await self.world.move(ms)
        self._tell_all({"type": "clock", "now": self.world.clock.now()})

    async def _restart(self, _asked: Json) -> Json:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        self._tell_all({"type": "program", "state": "restarting"})
        try:
            await self.world.restart()
        finally:
            self._tell_all({"type": "program", "state": "running"})
        return {"took": round((loop.time() - begin) * 1000)}

    def _who(self, asked: Json) -> str:
        who = _text(asked, "who")
        if who not in self.world.people:
            raise Refusal("没有这部手机。")
        return who

    # what browsers are told

    def _tell(self, who: str, message: Json) -> None:
        for browser in self._browsers:
            if who in browser.phones:
                browser.tell({**message, "who": who})

    def _tell_all(self, message: Json) -> None:
        for browser in self._browsers:
            browser.tell(message)

    def _offer(self, who: str) -> Json:
        """What is offered below the chat: the command menu and the reply keyboard, or nothing but to unblock the bot."""
        keys = self.world.chat_of(who).keys
        return {
            "commands": self.world.commands(who),
            "keyboard": [[key["text"] for key in row] for row in keys.get("keyboard", [])],
            "placeholder": keys.get("input_field_placeholder", ""),
            "blocked": who in self.world.blocked,
        }

    def _offer_anew(self, who: str) -> None:
        offer = self._offer(who)
        if self._offers.get(who) != offer:
            self._offers[who] = offer
            self._tell(who, {"type": "offer", **offer})

    def _bubble(self, who: str, message: Json) -> Json:
        url = f"/file/{quote(who, safe='')}/{message['message_id']}"
        return bubble(message, self.world.telegram.me["id"], url)

    def _person(self, who: str) -> Json:
        account = self.world.people[who]
        return {
            "key": who,
            "name": account.name,
            "kind": account.role,
            "role": ROLES.get(account.role, "新账号"),
            "language": account.language,
        }


def _action(frame: str) -> Json:
    try:
        asked = json.loads(frame)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        raise Refusal("看不懂页面发来的动作。")
    return asked


def _text(asked: Json, name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str):
        raise Refusal("看不懂页面发来的动作。")
    return value


def _number(asked: Json, name: str) -> int:
    value = asked.get(name)
    if type(value) is not int:
        raise Refusal("看不懂页面发来的动作。")
    return value
