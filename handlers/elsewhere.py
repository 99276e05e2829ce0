"""Everywhere but a private chat with one person: groups and channels; and being blocked or let in again.

The first room: what is not meant for the bot goes no further.
"""

from telegram import ChatMember, InlineKeyboardButton, Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from handlers.cards.examples import examples
from handlers.cards.group_news import is_news
from handlers.kit.context import Context
from handlers.kit.groups import addressed, deep_link
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Rows
from storage import focus, inbox, people

room = Room("elsewhere")

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
"""Bot API: 'left' and 'kicked'; a private chat that blocked the bot is 'kicked' too."""
_EXPLAINED = ("start", "help")
"""Commands that a group gets an explanation for even when they do not name the bot."""


@room.arrival(action="help.read")
async def arrive(update: Update, context: Context) -> None:
    """Added to a group: explain once. Blocked by a person: say nothing more until they return."""
    change = update.my_chat_member
    assert change is not None  # the only update that comes here
    was_out, is_out = change.old_chat_member.status in _OUT, change.new_chat_member.status in _OUT
    if change.chat.type == ChatType.PRIVATE:
        await people.set_muted(context.tx, context.chat, context.now if is_out else None)
    elif is_out:
        await focus.forget(context.tx, context.chat)
    elif was_out and change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
        await context.say(*_explained(context))


@room.message(filters.UpdateType.CHANNEL_POSTS, action="help.read")
async def post(update: Update, context: Context) -> None:
    """Channels publish, they do not ask."""
    await inbox.wipe(context.tx, update.update_id)


@room.message(filters.ChatType.GROUPS, action="help.read")
async def group(update: Update, context: Context) -> Pass | None:
    """In a group: a question that names the bot goes on to the other rooms, a command is explained, the rest is not heard."""
    message = update.message
    if message is None or not _from_somebody(message):
        await inbox.wipe(context.tx, update.update_id)
        return None
    command = _command(message)
    if command:
        name, _, bot = command.partition("@")
        mine = bot.casefold() == context.bot.username.casefold()
        explain = mine or (not bot and name in _EXPLAINED)
    else:
        said = addressed(context, message)
        if (said and message.text) or is_news(context, message):
            return PASS
        explain = said is not None
    await inbox.wipe(context.tx, update.update_id)
    if explain:
        await context.say(*_explained(context))
    return None


def _from_somebody(message: Message) -> bool:
    """Whether a person wrote this: not a channel, not another bot. An anonymous administrator writes as the group itself."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    return message.from_user is not None and not message.from_user.is_bot


def _command(message: Message) -> str:
    """The command at the start of a message, without its slash; '' for none."""
    word = (message.text or "").split(maxsplit=1)[:1]
    return word[0][1:] if word and word[0].startswith("/") else ""


def _explained(context: Context) -> tuple[str, Rows]:
    """How to use the bot in a group."""
    text = context.t(
        "大家好,我是百强工作室助手。在群里点我的名再提问,例如:\n@{name} {example}\n"
        "领军人、联络员报快报也点我的名:@{name} #快报 培训35人次\n"
        "没点我的名的消息我不看也不记。关注工作室、给工会留言,请私聊我。",
        name=context.bot.username,
        example=examples(context)[0],
    )
    return text, [[InlineKeyboardButton(context.label("私聊我"), url=deep_link(context, "group"))]]
