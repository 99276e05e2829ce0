"""News and records of one's own studios behind a button: where they are still one's own, and still as they were seen."""

from handlers.cards.my_news import record_page
from handlers.cards.news_form import in_form
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.form import SUMMARY
from handlers.kit.listening import STEP
from handlers.kit.taps import Stale
from storage import records
from storage.model.records import News, Record


def answering(context: Context) -> bool:
    """Whether what they type answers a question: of a form, or of a page that listens."""
    form = context.delivery.dialogue
    if form is None or context.now - form.updated_at > LISTENS_MS:
        return False
    return form.step == STEP or (in_form(context) and form.step != SUMMARY)


async def own_news(context: Context, number: int) -> News | None:
    """The news of this number where it is of one's own studio; says so where not."""
    news = await records.news(context.tx, number)
    if news is None:
        raise Stale(number)
    if not context.may("news.write", news.studio):
        await context.toast(context.label("只能看自己工作室的快报"), alert=True)
        return None
    return news


async def own_record(context: Context) -> Record | None:
    """The record of a button, where it is of one's own studio."""
    record = await records.find(context.tx, context.tap[0])
    if record is None:
        raise Stale(context.tap)
    return record if await own_news(context, record.news) is not None else None


async def seen_record(context: Context) -> Record | None:
    """The record of a button, at the version that was seen; where it changed since it is shown as it is."""
    record = await own_record(context)
    if record is not None and record.version != context.tap[1]:
        await context.toast(context.label("刚被改过,现在是这样"))
        await show_record(context, record.id)
        return None
    return record


async def show_record(context: Context, number: int) -> None:
    """A record as it is now, in place."""
    record = await records.find(context.tx, number)
    if record is not None:
        await context.edit(*await record_page(context, record))
