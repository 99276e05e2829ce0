"""What recipients do with a notice: 已阅."""

from telegram import Update

from handlers.cards.moments import plain
from handlers.cards.notices import CONFIRM, SAMPLE
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import notices

room = Room("notice_read")


@room.on_tap(CONFIRM, action="notice.confirm")
async def confirm(update: Update, context: Context) -> None:
    """已阅: counts once, and only for somebody who was sent the notice. The message stays as it is: changing every one of them
    would cost as many calls as sending them did."""
    person, number = context.person, context.tap[0]
    if not person.id or await notices.find(context.tx, number) is None:
        await context.toast(context.label("这条通知不是发给您的,或者已经删除了"))
        return
    at = await notices.confirmed_at(context.tx, number, person.id)
    if at is not None:
        moment = plain(context.words, context.office.zone, at, context.now)
        await context.toast(context.label("您在 {moment} 已经确认过了", moment=moment))
    elif not await notices.was_sent(context.tx, number, person.id):
        await context.toast(context.label("这条通知不是发给您的,不用确认"))
    else:
        await notices.confirm(context.tx, number, person.id, context.now)
        await context.toast(context.label("已确认,谢谢"))


@room.on_tap(SAMPLE, action="notice.confirm")
async def sample(update: Update, context: Context) -> None:
    """已阅 under a preview."""
    await context.toast(context.label("这是预览,点了不算确认"))
