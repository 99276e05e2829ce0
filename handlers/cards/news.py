"""News of a course or competition, written once in every language and sent to all whom it concerns: a mailing of kind 'news'."""

from collections.abc import Callable, Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import audiences, mailings
from storage.model.audiences import Condition
from storage.model.mailings import NEWS, NewMailing
from storage.model.post import Lane

NEWS_TTL_MS = 7 * 24 * 3600 * 1000
"""Older news of a change is none: the card says how things are."""


async def send_news(
    where: Context | Desk,
    to: Condition,
    people: int,
    text: Callable[[Words], Markup],
    row: Callable[[Words], Sequence[InlineKeyboardButton]],
    known_by: int | None = None,
) -> int:
    """Send to everybody who meets `to`, who are `people`; returns how many. They have to know it by `known_by` (milliseconds
    UTC), if that is given: then it does not wait for a decent hour that would be too late."""
    if not people:
        return 0
    audience = await audiences.create(where.tx, [to], where.now)
    bodies: dict[str, dict[str, object]] = {}
    for language, words in where.office.words.items():
        keys = InlineKeyboardMarkup([row(words)]).to_dict()
        bodies["" if language == SOURCE_LANGUAGE else language] = {**message_text(text(words)), "reply_markup": keys}
    news = NewMailing(
        kind=NEWS,
        lane=Lane.REMINDER,
        method="sendMessage",
        created_by=where.acting,
        start_at=where.now,
        audience=audience,
        expires_at=where.now + NEWS_TTL_MS,
        expected=people,
        known_by=known_by,
    )
    await mailings.create(where.tx, news, bodies, where.now)
    return people
