"""The title of a competition, typed letter for letter, opens its card; anything else goes on to the questions."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.competitions import competition_card
from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from storage import competitions
from storage.model.competitions import LONGEST_TITLE
from storage.model.texts import cleaned

room = Room("competition_named")


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="competition.read", name="title")
async def open_named(update: Update, context: Context) -> Pass | None:
    """Its card, where there is one of this title."""
    title = cleaned((update.message.text or "") if update.message is not None else "")
    one = await competitions.by_title(context.tx, title) if 0 < len(title) <= LONGEST_TITLE else None
    if one is None:
        return PASS
    await context.say(*await competition_card(context, one))
    return None
