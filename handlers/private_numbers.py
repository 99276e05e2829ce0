"""Identity-card and bank-card numbers are refused before anything else, whatever the person was doing.

Nothing of such a message is kept: its row in the inbox is emptied in the same transaction.
"""

from collections.abc import Iterator

from telegram import Message, Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import inbox
from storage.model.private_numbers import Private, private_number

_NOT_WRITTEN = ("from", "chat", "sender_chat", "via_bot", "reply_to_message", "pinned_message")
"""Parts of a message that are not its writer's words; nor are those whose name ends in `_id`, made of digits by Telegram."""

room = Room("private_numbers")


class _HasPrivateNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return _found(message) is not None


@room.message(filters.UpdateType.MESSAGES & _HasPrivateNumber(), action="help.read", name="private number")
async def refuse(update: Update, context: Context) -> None:
    """Ask to leave the number out; a form that waits goes on waiting."""
    message = update.effective_message
    assert message is not None  # the filter
    await inbox.wipe(context.tx, update.update_id)
    context.delivery.form_shown = True
    bank_card = _found(message) is Private.BANK_CARD
    number = context.label("银行卡号或会员卡号") if bank_card else context.label("身份证号")
    await context.say(
        context.t(
            "请不要发{number}:这条消息里好像有一个。\n消息没有保存,也没有转给任何人。请去掉号码再发一次,并把聊天里的这条删掉。",
            number=number,
        )
    )


def _found(message: Message) -> Private | None:
    """The first number in anything that was written: a text or caption, a contact, a poll, a file's name, a link."""
    return next((found for text in _written(message.to_dict()) if (found := private_number(text)) is not None), None)


def _written(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, value in part.items():
            if name not in _NOT_WRITTEN and not name.endswith("_id"):
                yield from _written(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _written(value)
