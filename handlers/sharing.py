"""Inline mode: whoever types the bot's name and a word in any chat is offered studios, courses and competitions to share.

Nothing is kept of what is typed: it goes letter by letter, and much of it is not meant for the bot.
"""

from telegram import InlineQueryResultArticle, Update
from telegram.ext import filters

from handlers.cards.inline import competition_result, course_result, studio_result
from handlers.kit.context import Context
from handlers.kit.room import PASS, Pass, Room
from handlers.language.normalise import LONGEST, normalise
from storage import competitions, courses, enrolments, inbox, search, studios
from storage.model.search import COURSE, STUDIO
from storage.spelling import fold

MOST_OF_A_KIND = 8
"""Results of each kind: a phone shows about six at once."""
MOST_COMPETITIONS = 200
"""Competitions that come or go on, looked through by title and trade."""
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
        hits = await search.find(context.tx, [[word] for word in typed.split()], kind=COURSE, limit=MOST_OF_A_KIND * 4)
        ahead = [one for one in await courses.find_many(context.tx, hits.ids) if one.ends_at > context.now]
        found = sorted(ahead, key=lambda one: one.begins_at)[:MOST_OF_A_KIND]
    else:
        found = list((await courses.upcoming(context.tx, context.now, MOST_OF_A_KIND)).courses)
    seats = await enrolments.seats_of(context.tx, [one.id for one in found])
    return [course_result(context, one, seats[one.id]) for one in found]


async def _competitions(context: Context, typed: str) -> list[InlineQueryResultArticle]:
    page = await competitions.current(context.tx, context.now, MOST_COMPETITIONS if typed else MOST_OF_A_KIND)
    wanted = [fold(word) for word in typed.split()]
    found = [one for one in page.competitions if all(word in fold(one.title + one.trade) for word in wanted)]
    return [competition_result(context, one) for one in found[:MOST_OF_A_KIND]]
