"""A Telegram on this machine: the Bot API methods the house uses, refusing what Telegram refuses, faults on request.

`Telegram.call` is the Bot API; `Telegram.phone` is what people do; `Telegram.chats.watch` is what can be seen. It is for
the demo, the terminal and tests, in process (`request.py`) and over HTTP (`server.py`).
"""

import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from bot.standin.chats import LEFT, MEMBER, Chat, Chats
from bot.standin.editing import Editing
from bot.standin.faults import AnswerLost, Faults, Unreachable
from bot.standin.files import File, Files
from bot.standin.inline import Inline
from bot.standin.menu import Menu
from bot.standin.pace import Pace
from bot.standin.params import Params, Upload
from bot.standin.people import Account
from bot.standin.phone import Phone, membership
from bot.standin.refusals import Json, Refused, bad_request
from bot.standin.sending import Sending
from bot.standin.taps import Taps
from bot.standin.updates import FIRST_UPDATE, Updates

TOKEN = "7700000001:STAND-IN-TOKEN-FOR-THIS-MACHINE-ONLY"
"""The token of the stand-in's bot. It opens nothing anywhere else."""
BOT: Json = {
    "id": 7_700_000_001,
    "is_bot": True,
    "first_name": "百强工作室助手",
    "username": "studio_standin_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
REMEMBERED_CALLS = 5_000
_TOKEN = re.compile(r"\d+:[\w-]{30,}")


class Now(Protocol):
    """Where the time comes from."""

    def now(self) -> int:
        """Milliseconds UTC."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was answered: `status` is HTTP's, or 0 when no answer arrived; `said` is why it was refused."""

    at: int
    method: str
    chat: int
    status: int
    said: str = ""


Method = Callable[[Params], Any | Awaitable[Any]]


class Telegram:
    """One Telegram with one bot, `me`. Time comes from `clock`; `pace` makes it keep Telegram's sending limits."""

    def __init__(
        self,
        clock: Now,
        *,
        token: str = TOKEN,
        me: Json = BOT,
        pace: bool = False,
        first_update: int = FIRST_UPDATE,
    ) -> None:
        self.clock = clock
        self.token = token
        self.me = me
        self.chats = Chats({key: me[key] for key in ("id", "is_bot", "first_name", "username")}, clock.now)
        self.files = Files()
        self.faults = Faults()
        self.menu = Menu(self.chats)
        self.taps = Taps(self.chats, clock.now)
        self.inline = Inline(self.chats, clock.now)
        self.updates = Updates(clock.now, first_update)
        self.unknown_methods: Counter[str] = Counter()
        """Methods that were called and do not exist here: a test that ends with any has failed."""
        self.calls: deque[Call] = deque(maxlen=REMEMBERED_CALLS)
        """The latest calls, without getUpdates."""
        self.counts: Counter[str] = Counter()
        """How often each method was called."""
        sending = Sending(self.chats, self.files, Pace(clock.now) if pace else None)
        editing = Editing(self.chats, self.files)
        named: dict[str, Method] = {
            "getMe": lambda _params: self.me,
            "getUpdates": self.updates.get_updates,
            "setWebhook": self.updates.set_webhook,
            "deleteWebhook": self.updates.delete_webhook,
            "getWebhookInfo": self.updates.webhook_info,
            "logOut": lambda _params: True,
            "close": lambda _params: True,
            "sendMessage": sending.message,
            "sendPhoto": sending.photo,
            "sendDocument": sending.document,
            "sendVideo": sending.video,
            "sendMediaGroup": sending.media_group,
            "sendChatAction": sending.chat_action,
            "editMessageText": editing.text,
            "editMessageCaption": editing.caption,
            "editMessageMedia": editing.media,
            "editMessageReplyMarkup": editing.reply_markup,
            "deleteMessage": editing.delete,
            "setMessageReaction": editing.react,
            "answerCallbackQuery": self.taps.answer,
            "answerInlineQuery": self.inline.answer,
            "setMyCommands": self.menu.set_commands,
            "getMyCommands": self.menu.get_commands,
            "deleteMyCommands": self.menu.delete_commands,
            "setMyName": partial(self.menu.set_text, "name"),
            "getMyName": partial(self.menu.get_text, "name"),
            "setMyDescription": partial(self.menu.set_text, "description"),
            "getMyDescription": partial(self.menu.get_text, "description"),
            "setMyShortDescription": partial(self.menu.set_text, "short_description"),
            "getMyShortDescription": partial(self.menu.get_text, "short_description"),
            "getFile": self.files.get_file,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "leaveChat": self._leave_chat,
        }
        self._methods = {name.lower(): (name, method) for name, method in named.items()}

    def phone(self, account: Account) -> Phone:
        """The phone of an account, which exists from now on."""
        self.chats.private(account)
        return Phone(account, self.chats, self.files, self.updates, self.taps, self.inline)

    def group(
        self,
        title: str,
        members: Mapping[Account, str] | list[Account],
        *,
        kind: str = "supergroup",
        bot: str = MEMBER,
        number: int = 0,
    ) -> Chat:
        """A new group, supergroup or channel, the bot already in it as `bot`; members are accounts, or account → status."""
        standings = members if isinstance(members, Mapping) else dict.fromkeys(members, "member")
        for account in standings:
            self.chats.private(account)
        number = number or -(1_000_000_000_000 + sum(title.encode()) * 1000 + len(title))
        about = {"id": number, "type": kind, "title": title}
        return self.chats.add(Chat(about, bot, members={who.id: status for who, status in standings.items()}))

    def inject(self, update: Json) -> int:
        """Queue an update as it is, however malformed; its number is the queue's."""
        return self.updates.inject(update)

    async def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, Json]:
        """One call of the Bot API: HTTP status and answer. Method names may be in any case, as on Telegram.

        Raises `Unreachable` and `AnswerLost` when a fault says so.
        """
        values = Params(params, files or {})
        key = method.lower()
        name, chat, status, said = method, 0, 0, ""
        try:
            self._check(token)
            name, act = self._find(method)
            self.counts[name] += 1
            chat = values.number("chat_id")
            fault = await self.faults.before(key, chat) if self.faults.waiting else None
            result = act(values)
            if isinstance(result, Awaitable):
                result = await result
            if fault is not None:
                self.faults.after(fault)
            status = 200
        except Refused as no:
            status, said = no.status, no.description
            return status, no.body()
        except (AnswerLost, Unreachable) as error:
            said = str(error)
            raise
        finally:
            if key != "getupdates":
                self.calls.append(Call(self.clock.now(), name, chat, status, said))
        return 200, {"ok": True, "result": result}

    def download(self, token: str, path: str) -> File | None:
        """The file behind a path that getFile named; None for a wrong token too."""
        return self.files.download(path) if token == self.token else None

    def _check(self, token: str) -> None:
        if token != self.token:
            raise Refused(401, "Unauthorized") if _TOKEN.fullmatch(token) else Refused(404, "Not Found")

    def _find(self, method: str) -> tuple[str, Method]:
        found = self._methods.get(method.lower())
        if found is None:
            self.unknown_methods[method] += 1
            raise Refused(404, "Not Found: method not found")
        return found

    def _get_chat(self, params: Params) -> Json:
        chat = self.chats.find(params)
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
        )
        return {**chat.about, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def _get_chat_member(self, params: Params) -> Json:
        chat = self.chats.find(params)
        user = params.number("user_id")
        if user == self.me["id"]:
            return membership(chat.bot, self.chats.bot)
        known = self.chats.known(user)
        standing = chat.members.get(user, MEMBER if user == chat.id else "")
        if known is None or known.account is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return membership(standing or LEFT, known.account.user())

    def _leave_chat(self, params: Params) -> bool:
        chat = self.chats.find(params)
        if chat.kind == "private":
            raise bad_request("chat member status can't be changed in private chats")
        chat.bot = LEFT
        return True
