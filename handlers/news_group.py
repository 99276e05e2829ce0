"""`#快报 …` in a group: its leader's line is taken in there, saved by a tap of theirs, looked at in the private chat.

The bot hears such a message where its privacy mode is off, or where the message names it too.
"""

from telegram import Update
from telegram.ext import filters

from handlers.cards.evidence import items_of
from handlers.cards.group_news import SAVE, group_reply, is_news, said_in, to_be_asked
from handlers.cards.news_draft import STUDIO, drafted, taken_in, with_items
from handlers.cards.news_form import GROUP, empty, save
from handlers.kit.context import Context
from handlers.kit.form import number_in
from handlers.kit.room import Room
from handlers.language.news_line import read_news
from storage import dialogues, inbox

room = Room("news_group")


def _is_news(update: Update, context: Context) -> bool:
    return update.message is not None and is_news(context, update.message)


@room.message(
    filters.UpdateType.MESSAGE & filters.ChatType.GROUPS & (filters.TEXT | filters.CAPTION),
    action="news.write",
    name="group news",
    when=_is_news,
)
async def hear(update: Update, context: Context) -> None:
    """Take it in behind whatever the person is doing in the private chat."""
    message = update.message
    assert message is not None  # the door's `when`
    line = read_news(said_in(context, message), context.now, context.office.zone)
    if line.classified or line.disputed:
        await inbox.wipe(context.tx, update.update_id)
        await context.say(context.t("这条像有涉密或有争议的内容,我没有保存。请把它从群里删掉,需要的话私聊我。"))
        return
    if not line.facts:
        await inbox.wipe(context.tx, update.update_id)
        await context.say(context.t("没看懂这条快报。可以这样写:#快报 培训35人次,带徒3人"))
        return
    before, at = context.delivery.dialogue, await dialogues.named(context.tx, context.person.id, GROUP)
    answers = at.answers if at is not None else await empty(context)
    answers = taken_in(answers, said_in(context, message), line, update.update_id)
    answers = with_items(answers, items_of(message))
    draft = await dialogues.begin(context.tx, context.person.id, GROUP, "group", answers, context.now)
    if before is not None and before.name != GROUP:
        await dialogues.lift(context.tx, before)
    await context.say(*await group_reply(context, draft))


@room.on_tap(SAVE, action="news.write")
async def save_there(update: Update, context: Context) -> None:
    """Save it, once; others' taps do nothing."""
    number, version = context.tap
    draft = await dialogues.named(context.tx, context.person.id, GROUP)
    if draft is None or draft.id != number:
        await context.toast(context.label("只有写这条快报的人能保存;存过的不用再点"))
        return
    if draft.version != version:
        await context.toast(context.label("这份后来又加了,请点最新的那条"))
        return
    if await to_be_asked(context, draft.answers) or not drafted(draft.answers):
        await context.toast(context.label("有的地方要先问您,请到私聊里看"), alert=True)
        return
    studio = number_in(draft.answers, STUDIO)
    if studio and not context.may("news.write", studio):
        await context.toast(context.label("您现在不是这个工作室的领军人或联络员"), alert=True)
        return
    if await dialogues.finish(context.tx, draft):
        await save(context, draft.answers, draft.id)
