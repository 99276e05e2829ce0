"""What is said of quick news that are being written, rather than in them: that they are right and are to be saved; and what looks
classified, which is kept nowhere."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.evidence import items_of
from handlers.cards.my_news import ATTACHING, CHANGING, MINE, VOIDING
from handlers.cards.news_asked import asks_of, blocked
from handlers.cards.news_draft import drafted
from handlers.cards.news_form import NEW, in_form, open_draft
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.form import SUMMARY
from handlers.kit.room import TYPED, Room
from handlers.language.news_line import read_news
from handlers.language.news_words import ASKS, DONE
from handlers.language.saved_news import agrees, says_save
from storage import dialogues, inbox

room = Room("news_saying")


def _is_secret(update: Update, context: Context) -> bool:
    """Whether words of it look classified or disputed where they are not asked about line by line."""
    message = update.message
    text = (message.text or message.caption) if message is not None else None
    if message is None or not text or not context.may("news.write"):
        return False
    line = read_news(text, context.now, context.office.zone)
    if not (line.classified or line.disputed):
        return False
    if items_of(message):  # a caption, a forwarded post: they would be kept with the file
        return True
    form = context.delivery.dialogue
    if form is None or form.name not in KEEPS_WORDS or context.now - form.updated_at > LISTENS_MS:
        taken = bool(line.facts) and (line.sure or line.likely)
        return not taken and (line.likely or (bool(DONE.search(text)) and not ASKS.search(text)))
    return not (line.facts and form.name == NEW.name and form.step in ("kind", SUMMARY))


KEEPS_WORDS = (NEW.name, CHANGING, ATTACHING, VOIDING)
"""Forms that keep what is typed."""


@room.message(
    TYPED & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND, action="news.write", name="secret", when=_is_secret
)
async def refuse_secret(update: Update, context: Context) -> None:
    """What looks classified is not kept, not even as it was heard; who knows that it is not says it otherwise."""
    await inbox.wipe(context.tx, update.update_id)
    context.delivery.form_shown = True
    await context.say(
        context.t(
            "这句里像有涉密或权属有争议的内容,我没有保存。涉密的、有争议的不能报。\n"
            "确实不涉密、没有争议的,请换个说法再发。涉密的话,请把聊天里的这条也删掉。"
        )
    )


def _is_agreed(update: Update, context: Context) -> bool:
    text, form = update.message.text if update.message is not None else None, open_draft(context)
    if not text or not agrees(text) or not context.may("news.write"):
        return False
    return form.step == SUMMARY if form is not None else says_save(text) and not in_form(context)


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="news.write", name="news agreed", when=_is_agreed)
async def save_as_said(update: Update, context: Context) -> None:
    """「都对,保存吧」 is the button, also after something else was looked at; where something is to be answered first it is said
    that nothing was saved."""
    assert update.message is not None  # the door's `when`
    draft = open_draft(context) or await dialogue.waiting(context, NEW)
    if draft is None:
        await context.say(context.t("现在没有要保存的快报。"), [[MINE.button(context.label("我的快报"), 0)]])
        return
    if draft.step != SUMMARY or context.now - draft.updated_at > LISTENS_MS:  # not what was looked at just now
        await dialogue.go_on(context, NEW, draft)
        return
    asks = await asks_of(context, draft.answers)
    if not drafted(draft.answers) or blocked(asks):
        said = context.t("还没有保存:请先答下面的问题。") if asks else context.t("还没有可以保存的。")
    elif asks and not says_save(update.message.text or ""):
        said = context.t("还没有保存:点「全部保存」,或者先答下面的问题。")
    elif await dialogues.finish(context.tx, draft):
        context.delivery.dialogue, context.delivery.finished = None, draft.id
        await NEW.finish(context, draft.answers)
        return
    else:
        return  # by a tap at the same time, which answers
    await dialogue.move_to(context, NEW, draft, SUMMARY, draft.answers, said=said)
