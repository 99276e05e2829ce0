"""Identity-card and bank-card numbers are refused before anything else, whatever the person was doing.

Nothing of such a message is kept: its row in the inbox is emptied in the same transaction.
"""

from telegram import Message, Update
from telegram.ext import filters

from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import inbox
from storage.model.private_numbers import Private, private_number

room = Room("private_numbers")


class _HasPrivateNumber(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return private_number(message.text or message.caption or "") is not None


@room.message(filters.UpdateType.MESSAGES & _HasPrivateNumber(), action="help.read", name="private number")
async def refuse(update: Update, context: Context) -> None:
    """Ask to leave the number out; a form that waits goes on waiting."""
    message = update.effective_message
    assert message is not None  # the filter
    await inbox.wipe(context.tx, update.update_id)
    context.delivery.form_shown = True
    if private_number(message.text or message.caption or "") is Private.BANK_CARD:
        number = context.label("银行卡号或会员卡号")
    else:
        number = context.label("身份证号")
    await context.say(
        context.t(
            "请不要发{number}:这条消息里好像有一个。\n消息没有保存,也没有转给任何人。请去掉号码再发一次,并把聊天里的这条删掉。",
            number=number,
        )
    )
