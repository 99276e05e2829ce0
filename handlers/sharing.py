"""Inline mode: whoever types the bot's name and a word in any chat is offered studios, courses and competitions to share.

Nothing is kept of what is typed: it goes letter by letter, and much of it is not meant for the bot.
"""

from telegram import InlineQueryResultArticle, Update
from telegram.ext import filters

from handlers.cards.inline import competition_result, course_result, studio_result
from handlers.kit.context import Context
from handlers.kit.room import PASS, Pass, Room
from handlers.language.normalise import LONGEST, normalise
from storage import competitions, course_search, courses, enrolments, inbox, search, studios
from storage.model.competitions import is_past
from storage.model.search import STUDIO
from storage.spelling import fold

MOST_OF_A_KIND = 8
"""Results of each kind: a phone shows about six at once."""
CACHE_S = 30
"""So long Telegram may give the same answer again; seats change quickly."""

room = Room("sharing")


@room.message(filters.UpdateType.MESSAGES & filters.VIA_BOT, action="help.read", name="via bot")
async def shared(update: Update, context: Context) -> Pass | None:
    """A card that was shared is no question to the bot; what came through other bots is somebody else's business, and asked."""
    message = update.effective_message
    if message is None or message.via_bot is None or message.via_bot.id != context.bot.id:
        return PASS
    await inbox.wipe(context.tx, update.update_id)
    return None


@room.inline(action="course.read")
async def offer(update: Update, context: Context) -> None:
    """What fits the words typed so far; what comes next, where there are none."""
    query = update.inline_query
    typed = normalise(query.query if query is not None else "")[:LONGEST]
    await inbox.wipe(context.tx, update.update_id)
    found = [*await _courses(context, typed), *await _competitions(context, typed), *await _studios(context, typed)]
    await context.answer_inline(found, cache_s=CACHE_S)


async def _studios(context: Context, typed: str) -> list[InlineQueryResultArticle]:
    if not typed:
        return []
    hits = await search.find(context.tx, [[word] for word in typed.split()], kind=STUDIO, limit=MOST_OF_A_KIND)
    found = [await studios.find(context.tx, number) for number in hits.ids]
    return [studio_result(context, one) for one in found if one is not None]


async def _courses(context: Context, typed: str) -> list[InlineQueryResultArticle]:
    if typed:
        coming = [(context.now, course_search.NEVER)]
        hits = await course_search.about(context.tx, [[word] for word in typed.split()], coming)
        found = await courses.find_many(context.tx, hits.ids[:MOST_OF_A_KIND])
    else:
        found = list((await courses.upcoming(context.tx, context.now, MOST_OF_A_KIND)).courses)
    seats = await enrolments.seats_of(context.tx, [one.id for one in found])
    return [course_result(context, one, seats[one.id]) for one in found]


async def _competitions(context: Context, typed: str) -> list[InlineQueryResultArticle]:
    if not typed:
        page = await competitions.current(context.tx, context.now, MOST_OF_A_KIND)
        return [competition_result(context, one) for one in page.competitions]
    wanted = [fold(word) for word in typed.split()]
    named = [
        one.id
        for one in await course_search.contests(context.tx)
        if not one.cancelled and all(word in fold(one.title + one.trade) for word in wanted)
    ]
    found = [await competitions.find(context.tx, number) for number in named[:MOST_OF_A_KIND]]
    return [competition_result(context, one) for one in found if one is not None and not is_past(one, context.now)]
