"""After a notice was sent: who has not confirmed, a nudge, and deleting what was sent."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.audiences import role_words
from handlers.cards.moments import plain
from handlers.cards.notice_desk import is_deleted
from handlers.cards.notice_opening import ended, show
from handlers.cards.notice_sending import delete, nudge
from handlers.cards.notices import (
    DELETE,
    DELETE_SURE,
    NUDGE,
    NUDGE_SURE,
    OPEN,
    SILENT,
)
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from storage import notices
from storage.model.mailings import Mailing
from storage.model.notices import DELETABLE_MS, NUDGE_EVERY_MS, Notice

PAGE = 15
room = Room("notice_after")


# who has not confirmed


@room.on_tap(SILENT, action="notice.send")
async def silent(update: Update, context: Context) -> None:
    """Those who were reached and have not tapped 已阅: roles and studios where they are known, else numbers."""
    found = await ended(context)
    if found is None:
        return
    notice = found[0]
    total = await notices.number_silent(context.tx, notice.id)
    last = last_page(total, PAGE)
    page = min(max(context.tap[1], 0), last)
    lines = [context.t("<b>还没确认</b> · {number}", number=total)]
    for one in await notices.silent(context.tx, notice.id, PAGE, page * PAGE):
        who = role_words(context.words, one.role or "worker")
        studio = context.t("「{studio}」", studio=one.studio) if one.studio else ""
        lines.append(Markup("{}{} · {}").format(who, studio, one.address))
    rows = [turning(context, SILENT, page, last, notice.id), [OPEN.button(context.label("返回"), notice.id)]]
    await context.edit(Markup("\n").join(lines), [row for row in rows if row])


# 催一下


async def _may_nudge(context: Context) -> tuple[Notice, Mailing, int] | None:
    found = await ended(context)
    if found is None:
        return None
    notice, main = found
    last = await notices.last_nudge(context.tx, notice.id)
    number = await notices.number_silent(context.tx, notice.id)
    if not notice.content.asks or not number or await is_deleted(context.tx, notice.id):
        await context.toast(context.label("没有要催的人"))
    elif last and context.now - last < NUDGE_EVERY_MS:
        moment = plain(context.words, context.office.zone, last, context.now)
        await context.toast(context.label("{moment} 刚催过,一天只能催一次", moment=moment), alert=True)
    else:
        return notice, main, number
    await show(context, notice)
    return None


@room.on_tap(NUDGE, action="notice.send")
async def ask_nudge(update: Update, context: Context) -> None:
    """How many would be reminded."""
    found = await _may_nudge(context)
    if found is not None:
        notice, _, number = found
        text = context.t(
            "再发一遍「{name}」给收到了但还没点「已阅」的 {number} 人?开头会写「提醒」。一天只能催一次。",
            name=notice.name,
            number=number,
        )
        yes = NUDGE_SURE.button(context.label("催一下"), notice.id)
        await context.edit(text, [[yes, OPEN.button(context.label("先不催"), notice.id)]])


@room.on_tap(NUDGE_SURE, action="notice.send")
async def do_nudge(update: Update, context: Context) -> None:
    """Remind them."""
    found = await _may_nudge(context)
    if found is not None:
        notice, main, number = found
        await nudge(context, notice, main.id, number)
        await context.toast(context.label("已经开始催"))
        await show(context, notice)


# deleting


@room.on_tap(DELETE, action="notice.send")
async def ask_delete(update: Update, context: Context) -> None:
    """What deleting can and cannot do."""
    found = await ended(context)
    if found is None:
        return
    notice, main = found
    if not await _deletable(context, notice, main):
        return
    text = context.t(
        "从大家的聊天里删除「{name}」?Telegram 只让删 48 小时以内发的;已经看过的、截图的收不回来。删了不能恢复。",
        name=notice.name,
    )
    yes = DELETE_SURE.button(context.label("删除已发的"), notice.id)
    await context.edit(text, [[yes, OPEN.button(context.label("不删"), notice.id)]])


async def _deletable(context: Context, notice: Notice, main: Mailing) -> bool:
    if await is_deleted(context.tx, notice.id):
        await context.toast(context.label("已经在删除了"))
    elif context.now - (main.started_at or main.start_at) >= DELETABLE_MS:
        await context.toast(context.label("超过 48 小时,Telegram 不让删了。可以改内容"), alert=True)
    else:
        return True
    await show(context, notice)
    return False


@room.on_tap(DELETE_SURE, action="notice.send")
async def do_delete(update: Update, context: Context) -> None:
    """Delete it everywhere."""
    found = await ended(context)
    if found is not None and await _deletable(context, *found):
        number = await delete(context, found[0])
        await context.toast(context.label("开始删除 {number} 条", number=number))
        await show(context, found[0])
