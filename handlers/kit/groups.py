"""Groups: what there is meant for the bot."""

import re

from telegram import Message, MessageEntity
from telegram.constants import ChatType

from handlers.kit.context import Context

_EDGES = " \t\n\r,\uff0c:\uff1a"
"""What is left of a sentence when the bot's name is taken out of it: full-width comma and colon too."""


def addressed(context: Context, message: Message) -> str | None:
    """What a group's message says to the bot, its @name left out ('' for nothing but the name); None when it is not for it.

    Meant for the bot is what names it or replies to it. In a private chat everything is.
    """
    text = message.text or message.caption or ""
    if message.chat.type == ChatType.PRIVATE:
        return text
    name = f"@{context.bot.username}"
    mentions: dict[MessageEntity, str] = {}
    if message.text:
        mentions = message.parse_entities([MessageEntity.MENTION])
    elif message.caption:
        mentions = message.parse_caption_entities([MessageEntity.MENTION])
    named = any(said.casefold() == name.casefold() for said in mentions.values())
    answered = message.reply_to_message
    if named or (answered is not None and answered.from_user is not None and answered.from_user.id == context.bot.id):
        return re.sub(rf"{re.escape(name)}\b", " ", text, flags=re.IGNORECASE).strip(_EDGES)
    return None


def deep_link(context: Context, payload: str) -> str:
    """A link that opens the private chat and sends `/start payload` (Bot API: up to 64 of A–Z a–z 0–9 _ -)."""
    return link_to(context.bot.username, payload)


def link_to(username: str, payload: str) -> str:
    """The same for ticks and errands, which know the bot's name from the office."""
    return f"https://t.me/{username}?start={payload}"
