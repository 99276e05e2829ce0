"""What those who follow a competition or are registered for it are told when it changes or is called off."""

from collections.abc import Callable

from markupsafe import Markup
from telegram import InlineKeyboardMarkup

from handlers.cards.competitions import CARD
from handlers.kit.context import Context, message_text
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import audiences, competitions, mailings
from storage.model.audiences import COMPETITION, Condition
from storage.model.competitions import Competition
from storage.model.mailings import NEWS, NewMailing
from storage.model.post import Lane

NEWS_TTL_MS = 7 * 24 * 3600 * 1000
"""Older news of a change is none: the card says how things are."""


async def spread(context: Context, one: Competition, text: Callable[[Words], Markup]) -> int:
    """Tell them, each in their language; how many they are, without those who muted it."""
    concerned = (await competitions.counts(context.tx, one.id)).told
    if not concerned:
        return 0
    audience = await audiences.create(context.tx, [Condition(COMPETITION, str(one.id))], context.now)
    bodies: dict[str, dict[str, object]] = {}
    for language, words in context.office.words.items():
        keys = InlineKeyboardMarkup([[CARD.button(words.label("查看竞赛"), one.id)]]).to_dict()
        bodies["" if language == SOURCE_LANGUAGE else language] = {**message_text(text(words)), "reply_markup": keys}
    news = NewMailing(
        kind=NEWS,
        lane=Lane.REMINDER,
        method="sendMessage",
        created_by=context.person.id,
        start_at=context.now,
        audience=audience,
        expires_at=context.now + NEWS_TTL_MS,
        expected=concerned,
    )
    await mailings.create(context.tx, news, bodies, context.now)
    return concerned
