"""`#快报` in a group: which message is one, and what the group reads of it."""

import re

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message

from handlers.cards.news_asked import asks_of
from handlers.cards.news_draft import drafted
from handlers.cards.records import kind_name
from handlers.kit.context import Context
from handlers.kit.groups import addressed, deep_link
from handlers.kit.taps import Rows, Tap
from storage.dialogues import Answers, Dialogue

SAVE = Tap("news.group", int, int)
"""全部保存 in a group: the dialogue and its version; it works for its author alone."""
_MARK = re.compile("\\s*[#\uff03]\\s*快报")


def is_news(context: Context, message: Message) -> bool:
    """Whether somebody who may report marked a group's message as news; then the bot hears it though it is not named."""
    return context.may("news.write") and _MARK.match(said_in(context, message)) is not None


def said_in(context: Context, message: Message) -> str:
    """What a group's message says, without the bot's name."""
    return addressed(context, message) or message.text or message.caption or ""


async def group_reply(context: Context, draft: Dialogue) -> tuple[Markup, Rows]:
    """How much was understood, in a line that gives no figures; saving there where nothing is to be asked first."""
    look = InlineKeyboardButton(context.label("私聊里核对"), url=deep_link(context, "news"))
    if await to_be_asked(context, draft.answers):
        return context.t("收到。有的地方要先问您一下,请到私聊里看。"), [[look]]
    facts = drafted(draft.answers)
    kinds = context.label("、").join(dict.fromkeys(kind_name(context.words, one.kind) for one in facts))
    text = context.count("记下 {number} 条:{kinds}。", "记下 {number} 条:{kinds}。", len(facts), kinds=kinds)
    return text, [[SAVE.button(context.label("全部保存"), draft.id, draft.version), look]]


async def to_be_asked(context: Context, answers: Answers) -> bool:
    """Whether anything has to be answered before it is saved, or nothing was understood."""
    return not drafted(answers) or bool(await asks_of(context, answers))
