"""The Bot API methods that put something into a chat."""

from itertools import count

from bot.standin.chats import Chat, Chats, Post, Sight
from bot.standin.entities import clean, find, merge, render, trim, units
from bot.standin.files import Files
from bot.standin.keyboards import reply_markup
from bot.standin.markup import link, parse, sort
from bot.standin.pace import Pace
from bot.standin.params import Params
from bot.standin.refusals import Json, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
"""Characters after entities parsing, by the Bot API. Counted here in UTF-16 units, the unit of its entities: never less
than any other way of counting, so what passes here passes there."""
LONGEST_SOURCE = 1 << 15
"""Bytes before parsing, by the Bot API server."""
LARGEST_ALBUM = 10

ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "record_audio",
        "upload_voice",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)
_MARKED = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "blockquote",
    "expandable_blockquote",
    "date_time",
}
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}


class Sending:
    """sendMessage and its kin."""

    def __init__(self, chats: Chats, files: Files, pace: Pace | None) -> None:
        self._chats = chats
        self._files = files
        self._pace = pace
        self._albums = count(13_000_000_000_000_000)

    def message(self, params: Params) -> Json:
        """The Bot API's sendMessage."""
        text, entities = written(params)
        markup = reply_markup(params)
        chat = self._chats.writable(params)
        if units(text) > LONGEST_TEXT:
            raise bad_request("message is too long")
        body = {"text": text, **({"entities": entities} if entities else {})}
        return self._post(chat, params, body, markup).body

    def photo(self, params: Params) -> Json:
        """The Bot API's sendPhoto."""
        return self._file(params, "photo")

    def document(self, params: Params) -> Json:
        """The Bot API's sendDocument."""
        return self._file(params, "document")

    def video(self, params: Params) -> Json:
        """The Bot API's sendVideo."""
        return self._file(params, "video")

    def _file(self, params: Params, kind: str) -> Json:
        file = self._files.sent(params, kind, params.text(kind), kind)
        caption = captioned(params, "message caption is too long")
        markup = reply_markup(params)
        chat = self._chats.writable(params)
        return self._post(chat, params, {**file.body(), **caption}, markup).body

    def media_group(self, params: Params) -> list[Json]:
        """The Bot API's sendMediaGroup, for photos or documents."""
        media = params.json("media", "media")
        if not isinstance(media, list | tuple) or not media:
            raise bad_request("there are no messages to send")
        if len(media) > LARGEST_ALBUM:
            raise bad_request("too many messages to send as an album")
        bodies = []
        kinds = set()
        for item in media:
            if not isinstance(item, dict):
                raise bad_request("can't parse InputMedia: expected an Object")
            kind = str(item.get("type"))
            if kind not in {"photo", "document"}:
                raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
            kinds.add(kind)
            file = self._files.sent(params, kind, str(item.get("media") or ""), "")
            bodies.append({**file.body(), **captioned(Params(item), "message caption is too long")})
        if len(kinds) > 1:
            raise bad_request("document can't be mixed with other media types")
        chat = self._chats.writable(params)
        album = str(next(self._albums))
        return [self._post(chat, params, {**body, "media_group_id": album}, {}).body for body in bodies]

    def chat_action(self, params: Params) -> bool:
        """The Bot API's sendChatAction."""
        action = params.text("action").lower()
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat = self._chats.writable(params)
        self._chats.show(Sight("action", chat, text=action))
        return True

    def _post(self, chat: Chat, params: Params, body: Json, markup: Json) -> Post:
        reply = self._replied(chat, params)
        if self._pace is not None:
            self._pace.sent(chat)
        body = {"from": self._chats.bot, **body} if chat.kind != "channel" else {"sender_chat": chat.about, **body}
        if reply is not None:
            body["reply_to_message"] = {k: v for k, v in reply.body.items() if k != "reply_to_message"}
        if "inline_keyboard" in markup:
            body["reply_markup"] = markup
        elif "keyboard" in markup:
            chat.keys = markup
        elif "remove_keyboard" in markup:
            chat.keys = {}
        post = self._chats.post(chat, body, html_of(body), by_bot=True, markup=markup)
        self._chats.show(Sight("message", chat, post, silent=params.flag("disable_notification")))
        return post

    def _replied(self, chat: Chat, params: Params) -> Post | None:
        asked = params.json("reply_parameters", "reply parameters")
        where = Params(asked) if isinstance(asked, dict) else params
        number = where.number("message_id" if where is not params else "reply_to_message_id")
        if not number:
            return None
        post = chat.posts.get(number)
        if post is None and not where.flag("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return post


def html_of(body: Json) -> str:
    """The text or caption of a Message for those who look on."""
    if "text" in body:
        return render(body["text"], body.get("entities", []))
    return render(body.get("caption", ""), body.get("caption_entities", []))


def written(params: Params) -> tuple[str, list[Json]]:
    """The text of a call and its entities. Raises `Refused` for bad formatting and for nothing to say."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    return text, entities


def captioned(params: Params, too_long: str) -> Json:
    """The caption of a call as part of a Message: {} when there is none."""
    text, entities = formatted(params, "caption", "caption_entities")
    if units(text) > LONGEST_CAPTION:
        raise bad_request(too_long)
    caption: Json = {"caption": text} if text else {}
    if text and entities:
        caption["caption_entities"] = entities
    return caption


def formatted(params: Params, name: str, marks: str) -> tuple[str, list[Json]]:
    """Clean text and sorted entities, from a parse mode or from given entities. Raises `Refused`."""
    source = params.text(name)
    if len(source) * 4 > LONGEST_SOURCE and len(source.encode("utf-8", "surrogatepass")) > LONGEST_SOURCE:
        raise bad_request("text is too long")
    source = clean(source)
    match params.text("parse_mode").lower():
        case "" | "none":
            text, entities = source, _given(source, params.json(marks, "entities"))
        case "html":
            text, entities = parse(source)
        case "markdown" | "markdownv2":
            # Escaping mistakes in it lose messages for good, so the house does not use it and nor do its tests.
            raise bad_request("the stand-in does not speak Markdown, use HTML")
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = trim(text, entities)
    return text, merge(entities, find(text))


def _given(text: str, given: object) -> list[Json]:
    if not isinstance(given, list | tuple):
        return []
    end = units(text)
    entities: list[Json] = []
    for entity in given:
        wrong = "can't parse MessageEntity: "
        if not isinstance(entity, dict):
            raise bad_request(f"{wrong}expected an Object")
        for name in ("offset", "length"):
            if type(entity.get(name)) is not int:
                raise bad_request(f'{wrong}Can\'t find field "{name}"')
        offset, length, kind = entity["offset"], entity["length"], entity.get("type")
        if kind in _FOUND:
            continue  # Telegram finds these by itself
        if kind not in _MARKED:
            raise bad_request(f"{wrong}Unsupported type specified")
        if offset < 0 or length < 0 or offset + length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        entity = dict(entity)
        if kind != "text_link" or link(str(entity.get("url") or ""), entity):
            entities.append(entity)
    return sort([entity for entity in entities if entity["length"]])
