"""Chats and what stands in them: whom the bot may write to, and every message as it looks now."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.standin.params import Params
from bot.standin.people import Account
from bot.standin.refusals import Json, Refused, bad_request, forbidden

KEPT = 2_000
"""Messages remembered in one chat; older ones count as deleted, so that a load run does not fill the memory."""

UNKNOWN, MET, MEMBER, ADMINISTRATOR, LEFT, KICKED, DEACTIVATED = (
    "unknown",
    "met",
    "member",
    "administrator",
    "left",
    "kicked",
    "deactivated",
)
"""What the bot is in a chat. A private chat is `unknown` until its person writes or is `met` in a group, `kicked` when
it blocked the bot, `deactivated` when the account is gone."""


@dataclass(slots=True)
class Post:
    """One message. `body` is the Bot API's Message; it is replaced, never changed, by an edit."""

    body: Json
    html: str
    by_bot: bool
    markup: Json = field(default_factory=dict)
    """What it was sent with, reply keyboards too, which a Message does not show. {} for nothing."""
    reactions: dict[int, str] = field(default_factory=dict)
    """Emoji by who put it there."""

    @property
    def id(self) -> int:
        number: int = self.body["message_id"]
        return number

    @property
    def text(self) -> str:
        """The text, or the caption of a file."""
        text: str = self.body.get("text") or self.body.get("caption") or ""
        return text

    @property
    def keyboard(self) -> list[list[Json]]:
        """The rows of its inline keyboard."""
        rows: list[list[Json]] = self.markup.get("inline_keyboard", [])
        return rows


@dataclass(slots=True, eq=False)
class Chat:
    """One chat. `about` is the Bot API's Chat."""

    about: Json
    bot: str
    account: Account | None = None
    members: dict[int, str] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    keys: Json = field(default_factory=dict)
    """The reply keyboard under the input field; {} for none."""
    migrated_to: int = 0
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def id(self) -> int:
        number: int = self.about["id"]
        return number

    @property
    def kind(self) -> str:
        """private, group, supergroup or channel."""
        kind: str = self.about["type"]
        return kind


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that could be seen happening: a message, edit, delete, toast, alert, inline, reaction, action or own."""

    kind: str
    chat: Chat
    post: Post | None = None
    text: str = ""
    user: int = 0
    """Who alone sees it (a toast), or 0."""
    silent: bool = False


class Chats:
    """Every chat of this Telegram, and those who look on."""

    def __init__(self, bot: Json, now: Callable[[], int]) -> None:
        self.bot = bot
        self._now = now
        self.met_before: dict[int, str] = {}
        """What the bot is in private chats that began with an earlier stand-in on the same database: account -> standing."""
        self._chats: dict[int, Chat] = {}
        self._names: dict[str, int] = {}
        self._watchers: list[Callable[[Sight], None]] = []

    def date(self) -> int:
        """The clock as Telegram tells it: whole seconds."""
        return self._now() // 1000

    def watch(self, see: Callable[[Sight], None]) -> Callable[[], None]:
        """Have `see` called with everything that happens; returns what ends that."""
        self._watchers.append(see)
        return lambda: self._watchers.remove(see)

    def show(self, sight: Sight) -> None:
        """Tell those who look on."""
        for see in self._watchers:
            see(sight)

    def private(self, account: Account) -> Chat:
        """The private chat with an account; the account exists from now on."""
        chat = self._chats.get(account.id)
        if chat is None:
            chat = self._chats[account.id] = Chat(account.chat(), self.met_before.get(account.id, UNKNOWN), account)
        return chat

    def add(self, chat: Chat) -> Chat:
        """Let a group or channel exist. Its members count as met: the bot knows them, but may not write to them."""
        self._chats[chat.id] = chat
        if name := chat.about.get("username"):
            self._names[str(name).lower()] = chat.id
        for member in chat.members:
            if (other := self._chats.get(member)) and other.bot == UNKNOWN:
                other.bot = MET
        return chat

    def known(self, number: int) -> Chat | None:
        """The chat of that number, whether or not the bot may know of it."""
        return self._chats.get(number)

    def find(self, params: Params, name: str = "chat_id") -> Chat:
        """The chat a call names, by number or @name. Raises `Refused` as Telegram does."""
        value = params.text(name).strip()
        if not value:
            raise bad_request("chat_id is empty")
        number = self._names.get(value[1:].lower(), 0) if value.startswith("@") else params.number(name)
        chat = self._chats.get(number)
        if chat is None or chat.bot == UNKNOWN:
            raise bad_request("chat not found")
        return chat

    def writable(self, params: Params) -> Chat:
        """The chat a call names, when the bot may write there. Raises `Refused` as Telegram does."""
        chat = self.find(params)
        kind = chat.kind
        if chat.migrated_to:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.bot in {MEMBER, ADMINISTRATOR}:
            if kind == "channel" and chat.bot == MEMBER:
                raise bad_request("need administrator rights in the channel chat")
            return chat
        if chat.bot == KICKED:
            if kind == "private":
                raise forbidden("bot was blocked by the user")
            raise forbidden(f"bot was kicked from the {kind} chat")
        if chat.bot == LEFT:
            raise forbidden(f"bot is not a member of the {kind} chat")
        if chat.bot == DEACTIVATED:
            raise forbidden("user is deactivated")
        raise forbidden("bot can't initiate conversation with a user")

    def post(self, chat: Chat, body: Json, html: str, *, by_bot: bool, markup: Json | None = None) -> Post:
        """Put a message into a chat; its number, chat and date are added here."""
        about = {"message_id": next(chat.numbers), **body, "chat": chat.about, "date": self.date()}
        post = Post(about, html, by_bot, markup or {})
        chat.posts[post.id] = post
        if len(chat.posts) > KEPT:
            del chat.posts[next(iter(chat.posts))]
        return post

    def message(self, chat: Chat, params: Params, what: str) -> Post:
        """The message a call names. `what` is what Telegram calls it, as in 'message to edit'."""
        post = chat.posts.get(params.number("message_id"))
        if post is None:
            raise bad_request(f"{what} not found")
        return post
