"""The last room: what no other room takes gets one kind sentence that says what to do instead."""

import difflib

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.examples import examples
from handlers.cards.listings import Listing, keep
from handlers.cards.questions import LEAVE
from handlers.cards.studios import VALUES
from handlers.kit import menu
from handlers.kit.context import Context
from handlers.kit.once import first_of
from handlers.kit.room import TYPED, Room
from handlers.language.normalise import LONGEST
from storage import inbox
from storage.spelling import fold

room = Room("fallback")

CLOSE_ENOUGH = 0.5
"""difflib ratio from which a command is taken for a slip: /studoi, /folow, /langage."""

_SPOKEN = filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE
_SEEN = filters.PHOTO | filters.VIDEO | filters.Document.ALL | filters.ANIMATION
_PLACE = filters.LOCATION | filters.VENUE
_PLAYED = filters.Sticker.ALL | filters.Dice.ALL | filters.GAME


@room.message(filters.UpdateType.EDITED, action="help.read")
async def edited(update: Update, context: Context) -> None:
    """An edited question was answered before it came here; an edited command or picture asks for nothing."""


@room.message(filters.StatusUpdate.ALL, action="help.read")
async def service(update: Update, context: Context) -> None:
    """Telegram's own notes (a pinned message, a changed picture) ask for nothing."""


@room.message(TYPED & filters.COMMAND, action="help.read")
async def unknown_command(update: Update, context: Context) -> None:
    """Suggest the nearest command that this person may use."""
    message = update.effective_message
    name = ((message.text or "") if message else "").split()[0][1:].partition("@")[0].casefold()
    known = [door.name for door in context.office.doors if door.kind == "command" and context.may(door.action)]
    near = difflib.get_close_matches(name, known, 1, CLOSE_ENOUGH)
    if near:
        text = context.t("没有 /{name} 这个命令,您是不是要 /{near}?", name=name[:32], near=near[0])
    else:
        text = context.t("没有 /{name} 这个命令。全部命令见 /help,也可以直接打字问。", name=name[:32])
    await context.say(text)


@room.message(TYPED & _SPOKEN, action="help.read")
async def spoken(update: Update, context: Context) -> None:
    """Voice and audio."""
    await inbox.wipe(context.tx, update.update_id)
    await _once(
        context, "spoken", context.t("我还听不了语音。请打字问,例如「{example}」。", example=examples(context)[1])
    )


@room.message(TYPED & _PLAYED, action="help.read")
async def played(update: Update, context: Context) -> None:
    """Stickers, dice, games."""
    await _once(
        context,
        "played",
        context.t("收到。有想查的工作室,打字问我就行,例如「{example}」。", example=examples(context)[1]),
    )


@room.message(TYPED & _SEEN, action="question.ask")
async def seen(update: Update, context: Context) -> None:
    """Pictures, videos and files: they can go along with a question to the union."""
    await inbox.wipe(context.tx, update.update_id)
    if await first_of(context, "seen"):
        text = context.t("我看不懂图片和文件,也没有留存。要交给工会,请点「转人工」,写明情况再附上。")
        await context.say(text, [[LEAVE.button(context.label("转人工"), 0)]])


@room.message(TYPED & _PLACE, action="studio.read")
async def placed(update: Update, context: Context) -> None:
    """A place: studios can be looked up by street."""
    await inbox.wipe(context.tx, update.update_id)
    if await first_of(context, "placed"):
        button = VALUES.button(context.label("按街道找"), await keep(context, Listing()), "street", 0)
        await context.say(context.t("我还不会按位置找,您的位置没有留存。可以按街道找工作室。"), [[button]])


@room.message(TYPED & filters.CONTACT, action="help.read")
async def contact(update: Update, context: Context) -> None:
    """A telephone number, perhaps somebody else's."""
    await inbox.wipe(context.tx, update.update_id)
    await _once(
        context,
        "contact",
        context.t(
            "这张名片我没有留存。请不要在这里发别人的电话。查工作室打字问就行,例如「{example}」。",
            example=examples(context)[1],
        ),
    )


@room.message(filters.UpdateType.MESSAGE & filters.TEXT, action="help.read")
async def text(update: Update, context: Context) -> None:
    """Text that nobody could take: too long, or nothing to be seen in it; also what a group said to the bot."""
    message = update.effective_message
    said = (message.text or "") if message else ""
    if not fold(said):
        await _once(
            context,
            "invisible",
            context.t("这条消息里没有看到文字。请打字问,例如「{example}」。", example=examples(context)[1]),
        )
    elif len(said) <= LONGEST:
        await _once(
            context,
            "text",
            context.t("这句话我没看懂。请换个说法问,例如「{example}」;也可以看 /help。", example=examples(context)[1]),
        )
    elif await first_of(context, "long"):
        said_so = context.t(
            "这段话太长,我读不完。请用 {number} 字以内问一件事;情况复杂的,点「转人工」留给工会。",
            number=LONGEST,
        )
        await context.say(said_so, [[LEAVE.button(context.label("转人工"), 0)]])


@room.message(TYPED, action="help.read")
async def anything(update: Update, context: Context) -> None:
    """Polls, stories, invoices and whatever Telegram thinks of next."""
    await _once(
        context,
        "anything",
        context.t("这类消息我看不懂。请打字问,例如「{example}」;全部用法见 /help。", example=examples(context)[1]),
    )


@room.any_tap(action="help.read")
async def old_tap(update: Update, context: Context) -> None:
    """A button that no room knows any more."""
    await context.toast(context.label("这个按钮已过期。请发 /start 重新开始"))


async def _once(context: Context, what: str, said: Markup) -> None:
    """Say it for the first of several such messages, with the keyboard for those who do not know what to type."""
    if await first_of(context, what):
        await context.say(said, keyboard=menu.keyboard(context))
