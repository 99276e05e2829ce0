"""What people do with their phones: every act becomes the updates that Telegram would make of it."""

import itertools
import mimetypes
from pathlib import PurePath

from bot.standin.chats import ADMINISTRATOR, KICKED, MEMBER, UNKNOWN, Chat, Chats, Post, Sight
from bot.standin.entities import find, render
from bot.standin.files import Files
from bot.standin.formatting import typed
from bot.standin.inline import Inline, Result
from bot.standin.people import Account
from bot.standin.refusals import Json
from bot.standin.sending import LONGEST_CAPTION, LONGEST_TEXT
from bot.standin.taps import Taps
from bot.standin.updates import Updates

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
"""Who an anonymous administrator's messages come from (Bot API, Message.sender_chat)."""


class Phone:
    """One account's app. `chat` is a group or channel; without it the private chat with the bot is meant."""

    def __init__(
        self, account: Account, chats: Chats, files: Files, updates: Updates, taps: Taps, inline: Inline
    ) -> None:
        self.account = account
        self._chats = chats
        self._files = files
        self._updates = updates
        self._taps = taps
        self._inline = inline

    def say(self, text: str, chat: Chat | None = None, *, reply_to: int = 0) -> list[Post]:
        """Send a text, as several messages when it is longer than one may be, and formatted: that is what Telegram's apps do."""
        posts = []
        for piece in pieces(text, LONGEST_TEXT):
            sent, entities = typed(piece)
            body: Json = {"text": sent}
            if entities:
                body["entities"] = entities
            posts.append(self.send(body, chat, reply_to=reply_to))
        return posts

    def start(self, payload: str = "") -> Post:
        """Press START, or follow a link t.me/<bot>?start=<payload>."""
        return self.say(f"/start {payload}".strip())[0]

    def document(self, name: str, data: bytes, caption: str = "", chat: Chat | None = None) -> Post:
        """Send a file."""
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = self._files.keep("document", PurePath(name).name, data, mime)
        return self.send({**file.body(), **_caption(caption)}, chat)

    def photo(self, name: str, data: bytes, caption: str = "", chat: Chat | None = None) -> Post:
        """Send a picture, which Telegram keeps without its name."""
        file = self._files.keep("photo", PurePath(name).name, data, "image/jpeg")
        return self.send({**file.body(), **_caption(caption)}, chat)

    def video(self, name: str, data: bytes, caption: str = "", chat: Chat | None = None) -> Post:
        """Send a film."""
        file = self._files.keep("video", PurePath(name).name, data, "video/mp4")
        return self.send({**file.body(), **_caption(caption)}, chat)

    def album(self, photos: list[tuple[str, bytes]], caption: str = "", chat: Chat | None = None) -> list[Post]:
        """Send several pictures at once: separate messages with one media_group_id, and nothing that says it is over."""
        group = f"{self.account.id}{self._chats.date()}"
        posts = []
        for number, (name, data) in enumerate(photos):
            file = self._files.keep("photo", name, data, "image/jpeg")
            body = {**file.body(), **_caption(caption if number == 0 else ""), "media_group_id": group}
            posts.append(self.send(body, chat))
        return posts

    def voice(self, seconds: int = 3, chat: Chat | None = None) -> Post:
        """Send a voice message."""
        file = self._files.keep("voice", "voice.ogg", b"OggS", "audio/ogg")
        return self.send({"voice": {**file.brief(), "duration": seconds, "mime_type": "audio/ogg"}}, chat)

    def sticker(self, emoji: str = "👍", chat: Chat | None = None) -> Post:
        """Send a sticker."""
        file = self._files.keep("sticker", "sticker.webp", b"RIFF", "image/webp")
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.send({"sticker": {**file.brief(), **shape, "emoji": emoji}}, chat)

    def location(self, latitude: float, longitude: float, chat: Chat | None = None) -> Post:
        """Send a place."""
        return self.send({"location": {"latitude": latitude, "longitude": longitude}}, chat)

    def contact(self, chat: Chat | None = None) -> Post:
        """Send one's own telephone number; it is one that nobody can have."""
        number = f"+8610{self.account.id % 10**8:08d}"
        contact = {"phone_number": number, "first_name": self.account.name, "user_id": self.account.id}
        return self.send({"contact": contact}, chat)

    def forward(self, text: str, origin: str = "示例频道", chat: Chat | None = None) -> Post:
        """Forward a channel's post."""
        source = {"id": -1009000000001, "type": "channel", "title": origin}
        date = self._chats.date()
        forwarded = {"type": "channel", "chat": source, "message_id": 7, "date": date}
        return self.send({"text": text, "forward_origin": forwarded}, chat)

    def send(self, body: Json, chat: Chat | None = None, *, reply_to: int = 0) -> Post:
        """Send any message, given as the part of a Message that is its content."""
        chat = chat or self._open()
        if reply_to and (replied := chat.posts.get(reply_to)):
            body = {**body, "reply_to_message": {k: v for k, v in replied.body.items() if k != "reply_to_message"}}
        channel = chat.kind == "channel"
        author = {"sender_chat": chat.about} if channel else {"from": self.account.user()}
        html = render(body.get("text") or body.get("caption") or "", body.get("entities") or [])
        post = self._chats.post(chat, {**author, **body}, html, by_bot=False)
        if chat.keys.get("one_time_keyboard"):
            chat.keys = {}
        self._chats.show(Sight("own", chat, post, user=self.account.id))
        if channel and chat.bot == ADMINISTRATOR:
            self._updates.push("channel_post", post.body)
        elif not channel and self._heard(chat, post):
            self._updates.push("message", post.body)
        return post

    def edit(self, message_id: int, text: str, chat: Chat | None = None) -> Post:
        """Change the text of one's own message. Raises `KeyError` when there is no such message."""
        chat = chat or self._open()
        post = chat.posts[message_id]
        post.body = {**post.body, "text": text, "edit_date": self._chats.date()}
        post.body.pop("entities", None)
        if entities := find(text):
            post.body["entities"] = entities
        post.html = render(text, entities)
        kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
        if self._heard(chat, post):
            self._updates.push(kind, post.body)
        return post

    def delete(self, message_id: int, chat: Chat | None = None) -> None:
        """Delete a message from the chat, which no bot is told."""
        chat = chat or self._open()
        if (post := chat.posts.pop(message_id, None)) is not None:
            self._chats.show(Sight("delete", chat, post))

    def tap(self, message_id: int, data: str, chat: Chat | None = None) -> str:
        """Tap the inline button that carries `data`; returns the tap's id. The message may be gone by now."""
        chat = chat or self._chats.private(self.account)
        post = chat.posts.get(message_id)
        number = self._taps.open(chat, self.account.id)
        gone = {"chat": chat.about, "message_id": message_id, "date": 0}
        tap = {
            "id": number,
            "from": self.account.user(),
            "message": post.body if post else gone,
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        self._updates.push("callback_query", tap)
        return number

    def type_inline(self, text: str, chat: Chat | None = None) -> None:
        """Type a query behind the bot's name, in any chat."""
        where = chat or self._chats.private(self.account)
        kind = "sender" if chat is None and where.bot == MEMBER else where.kind
        self._updates.push("inline_query", self._inline.open(self.account, text, kind))

    def share(self, result: Result, chat: Chat | None = None) -> Post:
        """Send a result of the last query into a chat, through the bot, which hears of it there as of its own."""
        where = chat or self._open()
        post = self._inline.share(self.account, result, where)
        if where.bot in (MEMBER, ADMINISTRATOR):
            self._updates.push("message", post.body)
        return post

    def block(self) -> None:
        """Block the bot."""
        self._turn(KICKED)

    def unblock(self) -> None:
        """Let the bot in again."""
        self._turn(MEMBER)

    def react(self, message_id: int, emoji: str) -> None:
        """Put a reaction under a message; a bot gets it only when it asked for message_reaction."""
        chat = self._open()
        about = {
            "chat": chat.about,
            "message_id": message_id,
            "user": self.account.user(),
            "date": self._chats.date(),
            "old_reaction": [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        self._updates.push("message_reaction", about)

    def add_bot(self, chat: Chat, standing: str = MEMBER) -> None:
        """Put the bot into a group or channel, change what it is there, or throw it out (`left`, `kicked`)."""
        self._changed(chat, standing)

    def _turn(self, standing: str) -> None:
        chat = self._chats.private(self.account)
        if chat.bot != UNKNOWN:
            self._changed(chat, standing)

    def _changed(self, chat: Chat, standing: str) -> None:
        old, chat.bot = chat.bot, standing
        self._updates.push(
            "my_chat_member",
            {
                "chat": chat.about,
                "from": self.account.user(),
                "date": self._chats.date(),
                "old_chat_member": membership(old, self._chats.bot),
                "new_chat_member": membership(standing, self._chats.bot),
            },
        )

    def _open(self) -> Chat:
        """The private chat, in which writing lets the bot in."""
        chat = self._chats.private(self.account)
        if chat.bot == KICKED:
            self._turn(MEMBER)  # an app unblocks before it sends
        elif chat.bot != MEMBER:
            chat.bot = MEMBER
        return chat

    def _heard(self, chat: Chat, post: Post) -> bool:
        """Whether the bot is given a message: in groups, privacy mode keeps from it what is not meant for it."""
        if chat.kind == "private" or chat.bot == ADMINISTRATOR:
            return True
        if chat.bot != MEMBER:
            return False
        name = f"@{self._chats.bot['username']}".lower()
        text = post.text.lower()
        reply = post.body.get("reply_to_message", {}).get("from", {}).get("id") == self._chats.bot["id"]
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        if command:
            return "@" not in command or command.endswith(name)
        return reply or name in text


def membership(standing: str, user: Json) -> Json:
    """A Bot API ChatMember: what `user` is in a chat."""
    member: Json = {"status": standing, "user": user}
    if standing == KICKED:
        member["until_date"] = 0
    elif standing == ADMINISTRATOR:
        rights = (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_manage_video_chats",
            "can_restrict_members",
            "can_promote_members",
            "can_change_info",
            "can_invite_users",
            "can_post_stories",
            "can_edit_stories",
            "can_delete_stories",
        )
        member |= dict.fromkeys(rights, False)
    return member


def pieces(text: str, longest: int) -> list[str]:
    """A long text as Telegram's apps cut it: at a line or a space when there is one near the end, else anywhere.

    Lengths are UTF-16 units, and no character is cut in two.
    """
    parts = []
    while len(text) * 2 > longest:
        sizes = itertools.accumulate(2 if letter > "\uffff" else 1 for letter in text[: longest + 1])
        end = sum(1 for size in sizes if size <= longest)
        if end >= len(text):
            break
        cut = max(text.rfind("\n", end // 2, end), text.rfind(" ", end // 2, end)) + 1 or end
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*parts, text) if part] or [text]


def _caption(text: str) -> Json:
    if not text:
        return {}
    sent, entities = typed(pieces(text, LONGEST_CAPTION)[0])
    return {"caption": sent, **({"caption_entities": entities} if entities else {})}
