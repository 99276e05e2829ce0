"""The Bot API methods that change what already stands in a chat."""

from telegram.constants import ReactionEmoji

from bot.standin.chats import Chat, Chats, Post, Sight
from bot.standin.entities import units
from bot.standin.files import Files
from bot.standin.keyboards import inline_only
from bot.standin.params import Params
from bot.standin.refusals import Json, bad_request
from bot.standin.sending import LONGEST_TEXT, captioned, html_of, written

DELETABLE_S = 48 * 3600
"""How old a message may be that a bot deletes (Bot API, deleteMessage)."""
REACTIONS = frozenset(str(emoji.value) for emoji in ReactionEmoji)

_UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


class Editing:
    """editMessageText and its kin."""

    def __init__(self, chats: Chats, files: Files) -> None:
        self._chats = chats
        self._files = files

    def text(self, params: Params) -> Json:
        """The Bot API's editMessageText."""
        text, entities = written(params)
        markup = inline_only(params)
        chat, post = self._own(params)
        if "text" not in post.body:
            raise bad_request("there is no text in the message to edit")
        if units(text) > LONGEST_TEXT:
            raise bad_request("MESSAGE_TOO_LONG")
        body = {key: value for key, value in post.body.items() if key not in {"entities", "reply_markup"}}
        body["text"] = text
        if entities:
            body["entities"] = entities
        return self._change(chat, post, body, markup)

    def caption(self, params: Params) -> Json:
        """The Bot API's editMessageCaption."""
        markup = inline_only(params)
        caption = captioned(params, "MEDIA_CAPTION_TOO_LONG")
        chat, post = self._own(params)
        if "text" in post.body:
            raise bad_request("there is no caption in the message to edit")
        old = {"caption", "caption_entities", "reply_markup"}
        body = {key: value for key, value in post.body.items() if key not in old} | caption
        return self._change(chat, post, body, markup)

    def media(self, params: Params) -> Json:
        """The Bot API's editMessageMedia: a photo or document, uploaded or known, in place of what the message showed."""
        media = params.json("media", "media")
        if not isinstance(media, dict):
            raise bad_request("can't parse InputMedia: expected an Object")
        kind = str(media.get("type"))
        if kind not in {"photo", "document"}:
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
        markup = inline_only(params)
        caption = captioned(Params(media), "MEDIA_CAPTION_TOO_LONG")
        chat, post = self._own(params)
        file = self._files.sent(params, kind, str(media.get("media") or ""), "")
        old = {"text", "entities", "photo", "document", "caption", "caption_entities", "reply_markup"}
        body = {key: value for key, value in post.body.items() if key not in old} | file.body() | caption
        return self._change(chat, post, body, markup)

    def reply_markup(self, params: Params) -> Json:
        """The Bot API's editMessageReplyMarkup."""
        markup = inline_only(params)
        chat, post = self._own(params)
        body = {key: value for key, value in post.body.items() if key != "reply_markup"}
        return self._change(chat, post, body, markup)

    def _own(self, params: Params) -> tuple[Chat, Post]:
        """The message to edit, which must be the bot's own and without a reply keyboard."""
        chat = self._chats.writable(params)
        post = self._chats.message(chat, params, "message to edit")
        if not post.by_bot or (post.markup and "inline_keyboard" not in post.markup):
            raise bad_request("message can't be edited")
        return chat, post

    def _change(self, chat: Chat, post: Post, body: Json, markup: Json) -> Json:
        if markup:
            body["reply_markup"] = markup
        if body.keys() - {"edit_date"} == post.body.keys() - {"edit_date"} and all(
            body[key] == post.body[key] for key in body
        ):
            raise bad_request(_UNCHANGED)
        body["edit_date"] = self._chats.date()
        post.body, post.markup = body, markup
        post.html = html_of(body)
        self._chats.show(Sight("edit", chat, post))
        return body

    def delete(self, params: Params) -> bool:
        """The Bot API's deleteMessage."""
        if not params.has("message_id"):
            raise bad_request("message identifier is not specified")
        chat = self._chats.writable(params)
        post = self._chats.message(chat, params, "message to delete")
        if not post.by_bot and chat.kind != "private" and chat.bot != "administrator":
            raise bad_request("message can't be deleted")
        if self._chats.date() - int(post.body["date"]) > DELETABLE_S:
            raise bad_request("message can't be deleted for everyone")
        del chat.posts[post.id]
        self._chats.show(Sight("delete", chat, post))
        return True

    def react(self, params: Params) -> bool:
        """The Bot API's setMessageReaction: one standard emoji, or none to take it back."""
        chosen = params.json("reaction", "reaction types") or []
        if not isinstance(chosen, list | tuple) or not all(isinstance(one, dict) for one in chosen):
            raise bad_request("can't parse reaction types JSON object")
        emoji = [str(one.get("emoji", "")) for one in chosen]
        if not set(emoji) <= REACTIONS:
            raise bad_request("REACTION_INVALID")
        if len(emoji) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        chat = self._chats.find(params)
        post = self._chats.message(chat, params, "message to react")
        post.reactions.pop(self._chats.bot["id"], None)
        if emoji:
            post.reactions[self._chats.bot["id"]] = emoji[0]
        self._chats.show(Sight("reaction", chat, post, text="".join(emoji)))
        return True
