"""A notice on its way: undoing, pausing, cancelling, and the progress that is kept up in its author's chat."""

import logging
import zlib
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Update

from handlers.cards.notice_desk import Reader, is_moving, main_mailing, notice_card
from handlers.cards.notice_opening import named, show, tell_author
from handlers.cards.notices import (
    CANCEL,
    CANCEL_SURE,
    OPEN,
    PAUSE,
    RESUME,
    UNDO,
)
from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Rows
from storage import audit, mailings, notices, outbox, people
from storage.model import mailings as post
from storage.model.mailings import Mailing
from storage.model.notices import Notice, State
from storage.model.post import Lane, Letter

PROGRESS_EVERY_S = 5

log = logging.getLogger(__name__)

room = Room("notice_flow")


async def _main(context: Context) -> tuple[Notice, Mailing] | None:
    """The notice that a button names and the mailing that sends it."""
    notice = await named(context)
    if notice is None:
        return None
    main = await main_mailing(context.tx, notice.id)
    if main is None or notice.state is not State.APPROVED:
        await context.toast(context.label("这条通知没有在发送"))
        await show(context, notice)
        return None
    return notice, main


@room.on_tap(UNDO, action="notice.send")
async def undo(update: Update, context: Context) -> None:
    """Take it back before it begins: it becomes its author's draft again."""
    found = await _main(context)
    if found is None:
        return
    notice, main = found
    if main.state != post.PLANNED or main.start_at <= context.now:
        await context.toast(context.label("已经开始发送,可以暂停或取消"), alert=True)
        await show(context, notice)
        return
    await mailings.cancel(context.tx, main.id, context.now)
    saved = await notices.save(context.tx, replace(notice, state=State.DRAFT, judged_by=0, watched=False), context.now)
    assert saved is not None  # read and written in one transaction
    await audit.note(context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "undone")
    await context.toast(context.label("已撤销,一条也没有发出"))
    await tell_author(
        context,
        saved,
        lambda words, who: words.t("{who} 撤销了「{name}」,一条也没有发出。", who=who, name=saved.name),
    )
    await show(context, saved)


@room.on_tap(PAUSE, action="notice.send")
async def pause(update: Update, context: Context) -> None:
    """Hold it."""
    found = await _main(context)
    if found is not None:
        done = await mailings.pause(context.tx, found[1].id, context.now)
        await _acted(context, found[0], done, "paused")


@room.on_tap(RESUME, action="notice.send")
async def resume(update: Update, context: Context) -> None:
    """Go on."""
    found = await _main(context)
    if found is not None:
        done = await mailings.resume(context.tx, found[1].id, context.now)
        await _acted(context, found[0], done, "resumed")


async def _acted(context: Context, notice: Notice, done: bool, what: str) -> None:
    """Show what came of it; where another admin was faster, say so."""
    if done:
        await audit.note(context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, what)
        await notices.watch(context.tx, notice.id)
    else:
        await context.toast(context.label("状态已经变了,请看最新的"))
    await show(context, notice)


@room.on_tap(CANCEL, action="notice.send")
async def ask_cancel(update: Update, context: Context) -> None:
    """Whether it is really to be given up; told with what has gone out already."""
    found = await _main(context)
    if found is None:
        return
    notice, main = found
    if main.state not in (post.SENDING, post.PAUSED):
        if main.state == post.DONE and await mailings.close(context.tx, main.id):
            await audit.note(context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "closed")
            await context.toast(context.label("以后新加入的人不会再收到"))
        else:
            await context.toast(context.label("已经发完或取消了"))
        await show(context, notice)
        return
    progress = await mailings.progress(context.tx, main.id)
    text = context.t(
        "取消发送「{name}」?已经发出的 {sent} 条收不回来(发完可以删除),还没发的 {waiting} 条不再发。",
        name=notice.name,
        sent=progress.sent,
        waiting=progress.waiting + progress.sending,
    )
    yes = CANCEL_SURE.button(context.label("确定取消"), notice.id)
    await context.edit(text, [[yes, OPEN.button(context.label("不取消"), notice.id)]])


@room.on_tap(CANCEL_SURE, action="notice.send")
async def cancel(update: Update, context: Context) -> None:
    """Give it up."""
    found = await _main(context)
    if found is not None:
        going = found[1].state in (post.SENDING, post.PAUSED)
        done = going and await mailings.cancel(context.tx, found[1].id, context.now)
        await _acted(context, found[0], done, "cancelled")


# progress


@room.tick("notice progress", every_s=PROGRESS_EVERY_S)
async def keep_up(desk: Desk) -> bool:
    """Edit the progress in its author's chat wherever it changed; at the end it becomes the report, once."""
    for number in await notices.watched(desk.tx):
        try:
            async with desk.tx.savepoint():
                notice = await notices.find(desk.tx, number)
                if notice is not None:
                    await _keep_up(desk, notice)
        except Exception as error:  # one that cannot be drawn does not hold up the others
            log.error("the progress of notice %d: %s", number, type(error).__name__)
    return False


async def _keep_up(desk: Desk, notice: Notice) -> None:
    """One notice's; nothing is written where nothing changed."""
    author = await people.find(desk.tx, notice.author)
    moving = await is_moving(desk.tx, notice)
    if moving and 0 <= desk.now - notice.progress_at < PROGRESS_EVERY_S * 1000:
        return
    shown = notice.progress_shown
    if author is not None and notice.progress_message and notice.progress_chat == author.address:
        # Whoever deleted the progress got it anew as another message: that is the one to edit from now on.
        anew = await notices.sent_anew(desk.tx, _key(notice.id, notice.progress_at, shown))
        notice = replace(notice, progress_message=anew or notice.progress_message)
        reader = Reader(desk.tx, desk.words_for(author), desk.office, desk.now, author.id)
        text, rows = await notice_card(reader, notice)
        shown = await _show_progress(desk, notice, text, rows)
    if shown != notice.progress_shown or not moving:
        at = desk.now if shown != notice.progress_shown else notice.progress_at
        await notices.showed(desk.tx, notice, shown, at, watched=moving)


async def _show_progress(desk: Desk, notice: Notice, text: Markup, rows: Rows) -> str:
    """Edit the message; what was to be shown there and has not gone out yet is not shown any more."""
    markup = InlineKeyboardMarkup(rows).to_dict()
    shown, chat = f"{text}{markup}", notice.progress_chat
    if shown != notice.progress_shown:
        await outbox.cancel(desk.tx, chat, f"notice progress:{notice.id}:", desk.now)
        payload: dict[str, object] = {
            "chat_id": int(chat),
            "message_id": notice.progress_message,
            **message_text(text),
            "reply_markup": markup,
        }
        key = _key(notice.id, desk.now, shown)
        await desk.put(Letter(chat, "editMessageText", payload, Lane.REPLY, notice.author, key))
    return shown


def _key(notice: int, at: int, shown: str) -> str:
    return f"notice progress:{notice}:{at}:{zlib.crc32(shown.encode())}"
