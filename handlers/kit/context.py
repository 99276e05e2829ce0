"""What a conversation is given for one update: the person, the transaction, the time, and ways to speak.

Speaking writes rows. The sender says them after the transaction is on disk.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from telegram import (
    InlineKeyboardMarkup,
    InlineQueryResult,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.kit.office import Office
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import dialogues, errands, outbox, people
from storage.batch import Batch
from storage.model.people import Person, may
from storage.model.post import REPLY_TTL_MS, TAP_TTL_MS, Lane, Letter

LONGEST_TEXT = 4096
"""Bot API, sendMessage: characters after entities parsing. UTF-16 units, as Telegram counts."""
_TAG = re.compile(r"<[^>]*>")
LONGEST_TOAST = 200
"""Bot API, answerCallbackQuery: characters."""


@dataclass
class Delivery:
    """One update being handled."""

    update: Update
    tx: Batch
    now: int
    office: Office
    person: Person
    words: Words
    dialogue: dialogues.Dialogue | None = None
    finished: int = 0
    """The form that this update ended by confirming it, by its dialogue's number."""
    error: Exception | None = None
    tap_answered: bool = False
    form_shown: bool = False
    written: int = 0


class Switchboard(Application[Any, "Context", dict[str, Any], dict[str, Any], dict[str, Any], None]):
    """PTB's Application with one more thing: the update being handled, so that a `Context` can be made for it."""

    __slots__ = ("delivery",)
    delivery: Delivery


class Context(CallbackContext[ExtBot[None], dict[str, Any], dict[str, Any], dict[str, Any]]):
    """PTB's callback context, with the house's own means."""

    def __init__(self, application: Any, chat_id: int | None = None, user_id: int | None = None) -> None:
        super().__init__(application, chat_id, user_id)
        self.delivery: Delivery = application.delivery
        self.tap: tuple[Any, ...] = ()
        """The arguments of the tapped button."""

    @property
    def tx(self) -> Batch:
        """The transaction of this update, and of others that came with it."""
        return self.delivery.tx

    @property
    def now(self) -> int:
        """Milliseconds UTC."""
        return self.delivery.now

    @property
    def office(self) -> Office:
        """What all conversations share."""
        return self.delivery.office

    @property
    def person(self) -> Person:
        """Who speaks. A stranger has `id` 0: nothing about them is kept until `acquainted`."""
        return self.delivery.person

    @property
    def acting(self) -> int:
        """Whose deed it is, by number."""
        return self.person.id

    @property
    def words(self) -> Words:
        """The words of the person's language."""
        return self.delivery.words

    @property
    def chat(self) -> str:
        """The chat this update came from."""
        chat = self.delivery.update.effective_chat
        return str(chat.id) if chat else self.person.address

    @property
    def private(self) -> bool:
        """Whether this is a chat between one person and the bot."""
        chat = self.delivery.update.effective_chat
        return chat is not None and chat.type == chat.PRIVATE

    def t(self, message: str, /, **values: object) -> Markup:
        """See `Words.t`."""
        return self.words.t(message, **values)

    def label(self, message: str, /, **values: object) -> str:
        """See `Words.label`."""
        return self.words.label(message, **values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> Markup:
        """See `Words.count`."""
        return self.words.count(one, many, number, **values)

    def card(self, template: str, /, **values: object) -> Markup:
        """A filled template of `handlers/cards/`."""
        return self.office.cards.render(self.words.language, template, **values)

    def may(self, action: str, studio: int = 0) -> bool:
        """Whether the person may do this (to this studio)."""
        return may(self.person, action, studio)

    async def acquainted(self) -> Person:
        """The person as a row: call it once they agreed that something about them is kept."""
        if not self.person.id:
            self.delivery.person = await people.meet(self.tx, self.person.address, self.now)
        return self.person

    async def say(
        self,
        text: str,
        buttons: Rows = (),
        *,
        keyboard: Sequence[Sequence[str]] | None = None,
        lane: Lane = Lane.REPLY,
        instead_of: str = "",
    ) -> None:
        """Say something in this chat, with inline `buttons` or a reply `keyboard` ([] takes the keyboard away).

        What was said with the same `instead_of` and has not gone out yet is not said any more.
        """
        payload = {"chat_id": _number(self.chat), **message_text(text)}
        message = self.delivery.update.effective_message
        if not self.private and message is not None:
            payload["reply_parameters"] = {"message_id": message.message_id, "allow_sending_without_reply": True}
        if buttons:
            payload["reply_markup"] = InlineKeyboardMarkup(buttons).to_dict()
        elif keyboard is not None and self.private:
            payload["reply_markup"] = _keyboard(keyboard)
        key = None
        if instead_of:
            await outbox.cancel(self.tx, self.chat, instead_of, self.now)
            key = f"{instead_of}{self.delivery.update.update_id}:{self.delivery.written}"
        await self._put(self.chat, "sendMessage", payload, lane, key=key)

    async def edit(self, text: str, buttons: Rows = ()) -> None:
        """Change the message whose button was tapped; where there is none any more, say it anew."""
        query = self.delivery.update.callback_query
        if query is None or query.message is None or not query.message.is_accessible:
            await self.say(text, buttons)
            return
        payload = {"chat_id": _number(self.chat), "message_id": query.message.message_id, **message_text(text)}
        if buttons:
            payload["reply_markup"] = InlineKeyboardMarkup(buttons).to_dict()
        await self._put(self.chat, "editMessageText", payload)

    async def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer a tap with a short note (an `alert` has to be closed). The first answer counts; more are left out."""
        query = self.delivery.update.callback_query
        if query is None or self.delivery.tap_answered:
            return
        self.delivery.tap_answered = True
        payload: dict[str, object] = {"callback_query_id": query.id}
        if text:
            payload |= {"text": text[:LONGEST_TOAST], "show_alert": alert}
        # Its own place in the order: what follows in the chat need not wait for it.
        await self._put(f"tap:{query.id}", "answerCallbackQuery", payload, ttl_ms=TAP_TTL_MS)

    async def answer_inline(self, results: Sequence[InlineQueryResult], *, cache_s: int) -> None:
        """Answer what was typed behind the bot's name: at most 50 results, the same for everybody for `cache_s` seconds."""
        query = self.delivery.update.inline_query
        if query is not None:
            shown = [result.to_dict() for result in results]
            payload = {"inline_query_id": query.id, "results": shown, "cache_time": cache_s, "is_personal": False}
            # Its own place in the order, as for taps; a phone that waited longer shows nothing of it.
            await self._put(f"inline:{query.id}", "answerInlineQuery", payload, ttl_ms=TAP_TTL_MS)

    async def send_file(self, name: str, content: bytes, caption: str = "") -> None:
        """Send a document of these bytes in this chat."""
        number = await outbox.put_file(self.tx, name, content)
        payload: dict[str, object] = {"chat_id": _number(self.chat)}
        if caption:
            payload |= {"caption": str(escape(caption)), "parse_mode": "HTML"}
        await self._put(self.chat, "sendDocument", payload, file=number)

    async def tell(
        self,
        person: Person,
        text: str,
        buttons: Rows = (),
        *,
        lane: Lane = Lane.REPLY,
        key: str | None = None,
        ttl_ms: int = REPLY_TTL_MS,
    ) -> None:
        """Say something to somebody else, in their words (`words_for`); said once for each `key`, within `ttl_ms`."""
        payload = {"chat_id": _number(person.address), **message_text(text)}
        if buttons:
            payload["reply_markup"] = InlineKeyboardMarkup(buttons).to_dict()
        await self._put(person.address, "sendMessage", payload, lane, person=person.id, key=key, ttl_ms=ttl_ms)

    async def forward_media(self, person: Person, method: str, field: str, file_id: str, caption: str = "") -> None:
        """Show `person` a picture or file that Telegram has already: `method` sendPhoto, `field` photo, or sendDocument."""
        payload: dict[str, object] = {"chat_id": _number(person.address), field: file_id}
        if caption:
            payload["caption"] = caption
        await self._put(person.address, method, payload, person=person.id)

    def words_for(self, person: Person) -> Words:
        """The words of somebody else's language."""
        return self.office.words_for(person)

    async def errand(self, kind: str, **arguments: object) -> None:
        """Ask for slow work (a room's `errand` of this kind); the file it makes comes to this chat after the commit."""
        language = self.words.language
        await errands.put(self.tx, kind, self.person.id or None, self.chat, language, arguments, self.now)
        self.tx.after_commit(self.office.errand_asked)

    async def put(self, letter: Letter) -> None:
        """Write any other message."""
        self.tx.say(letter)

    async def _put(
        self,
        chat: str,
        method: str,
        payload: dict[str, Any],
        lane: Lane = Lane.REPLY,
        *,
        person: int | None = None,
        key: str | None = None,
        file: int | None = None,
        ttl_ms: int = REPLY_TTL_MS,
    ) -> None:
        self.delivery.written += 1
        key = key or f"{self.delivery.update.update_id}:{self.delivery.written}"
        person = person if person is not None else self.person.id or None
        await self.put(Letter(chat, method, payload, lane, person, key, expires_at=self.now + ttl_ms, file=file))


def _number(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdigit() else chat


def message_text(text: str) -> dict[str, Any]:
    """The parameters of a message with this text (Markup stays HTML, anything else is escaped), cut where it is too long."""
    return {"text": cut_html(text, LONGEST_TEXT), "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def cut_html(text: str, longest: int) -> str:
    """The text as HTML (Markup stays, anything else is escaped), without its formatting and its end where it is too long."""
    shown = str(escape(text))  # Markup stays as it is
    plain = html.unescape(_TAG.sub("", shown))
    if utf16_length(plain) > longest:
        cut = plain.encode("utf-16-le")[: 2 * (longest - 1)].decode("utf-16-le", "ignore")
        shown = str(escape(cut + "…"))
    return shown


def utf16_length(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le")) // 2


def _keyboard(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    if not rows:
        return ReplyKeyboardRemove().to_dict()
    buttons = [[KeyboardButton(label) for label in row] for row in rows]
    return ReplyKeyboardMarkup(buttons, resize_keyboard=True, is_persistent=True).to_dict()
