"""What nobody else took and is for quick news: a file that comes before the words, news of one who may not report."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.evidence import items_of, refusal
from handlers.cards.news_draft import items_in, with_items
from handlers.cards.news_form import NEW, empty
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import SUMMARY
from handlers.kit.room import TYPED, Room, refuse
from handlers.language.news_line import read_news
from storage.model.evidence import MOST_BYTES, MOST_FILES, Why

room = Room("news_late")


def _may_report(_update: Update, context: Context) -> bool:
    return context.may("news.write")


@room.message(
    TYPED & (filters.PHOTO | filters.VIDEO | filters.Document.ALL),
    action="news.write",
    name="file first",
    when=_may_report,
)
async def take_file(update: Update, context: Context) -> None:
    """Keep it for the news that it is evidence of, and ask which that are."""
    items = items_of(update.message) if update.message is not None else []
    if any(item.bytes > MOST_BYTES for item in items):
        await context.say(refusal(context.words, Why.TOO_LARGE, items))
        return
    draft = await dialogue.waiting(context, NEW)
    if draft is None:
        await dialogue.begin(context, NEW, with_items(await empty(context), items))
        return
    answers = with_items(draft.answers, items)
    if len(items_in(answers)) > MOST_FILES:
        await context.say(refusal(context.words, Why.TOO_MANY, items))
        return
    said = context.t("📎 收到了,先放进您没存的这份快报里。")
    await dialogue.move_to(
        context, NEW, draft, NEW.missing(answers) if draft.step != SUMMARY else SUMMARY, answers, said=said
    )


def _is_anothers(update: Update, context: Context) -> bool:
    text = update.message.text if update.message is not None else None
    if not text or context.may("news.write") or context.may("record.review"):
        return False
    return read_news(text, context.now, context.office.zone).sure


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="help.read", name="news of another", when=_is_anothers)
async def tell_who(update: Update, context: Context) -> None:
    """Who may report, instead of a search for it."""
    await refuse(context, "news.write")
