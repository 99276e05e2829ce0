"""A notice's draft: when it goes out, giving it up, and the step that sends it."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Update

from handlers.cards.moments import plain
from handlers.cards.notice_desk import Reader, notice_card
from handlers.cards.notice_draft import change, check_page, draft_card, editable, heard_draft, others
from handlers.cards.notice_sending import send
from handlers.cards.notices import (
    DISCARD,
    KEEP,
    LIST,
    OPEN,
    SEND,
    SET_TIME,
    SUBMIT,
    WHEN,
    decent,
)
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from handlers.language.moments import read_moment
from storage import audiences, audit, notices
from storage.dialogues import Answers
from storage.model.notices import (
    DECENT,
    NOW,
    SECONDS_TO_UNDO,
    State,
)
from storage.model.post import Lane

DISCARD_SURE = Tap("notice.discarded", int, int)

room = Room("notice_draft")


# time


@room.on_tap(WHEN, action="notice.send")
async def ask_time(update: Update, context: Context) -> None:
    """When it is to go out."""
    notice = await editable(context)
    if notice is None:
        return
    at = (await decent(context.tx, context.office.zone))(context.now + SECONDS_TO_UNDO * 1000)
    moment = plain(context.words, context.office.zone, at, context.now)
    label, here = context.label, (notice.id, notice.version)
    await listen(context, "notice.time", {"notice": notice.id})
    await context.edit(
        context.t("什么时候发?点一个,或者直接打字,比如「12月5日 15:00」「明天9点」。"),
        [
            [SET_TIME.button(label("现在"), notice.id, 0, notice.version)],
            [SET_TIME.button(label("合适的时间 {moment}", moment=moment), notice.id, 1, here[1])],
            [OPEN.button(label("返回"), notice.id)],
        ],
    )


@room.on_tap(SET_TIME, action="notice.send")
async def set_time(update: Update, context: Context) -> None:
    """Now, or the next decent hour."""
    notice = await editable(context, context.tap[2])
    if notice is not None:
        saved = await change(context, notice, send_at=DECENT if context.tap[1] else NOW)
        if saved is not None:
            await context.edit(*await draft_card(context, saved))


@ear(room, "notice.time", action="notice.send")
async def hear_time(context: Context, text: str, about: Answers) -> None:
    """A time as it was typed."""
    notice = await heard_draft(context, about)
    if notice is None:
        return
    found = read_moment(text, context.now, context.office.zone)
    back = [[OPEN.button(context.label("返回"), notice.id)]]
    if found is None:
        await context.say(context.t("没看懂这个时间。请写日期和几点,比如「12月5日 15:00」「明天9点」。"), back)
        return
    if found.minute is None:
        await context.say(context.t("还要写几点,比如「12月5日 15:00」。"), back)
        return
    at = found.at(context.office.zone, 0)
    moment = plain(context.words, context.office.zone, at, context.now)
    if at <= context.now:
        await context.say(context.t("{moment} 已经过去了,请换一个时间。", moment=moment), back)
        return
    saved = await change(context, notice, send_at=at)
    if saved is not None:
        text_, rows = await draft_card(context, saved)
        await context.say(Markup("{}\n\n{}").format(context.t("好的,{moment} 发。", moment=moment), text_), rows)


@room.on_tap(KEEP, action="notice.send")
async def keep_open(update: Update, context: Context) -> None:
    """Whether those who join the audience later get it too."""
    notice = await editable(context, context.tap[1])
    if notice is not None:
        saved = await change(context, notice, keep_open=not notice.keep_open)
        if saved is not None:
            await context.edit(*await draft_card(context, saved))


# giving it up, sending it


@room.on_tap(DISCARD, action="notice.send")
async def ask_discard(update: Update, context: Context) -> None:
    """Whether the draft is really to go."""
    notice = await editable(context, context.tap[1])
    if notice is not None:
        yes = DISCARD_SURE.button(context.label("删除"), notice.id, notice.version)
        await context.edit(
            context.t("删除草稿「{name}」?删了就找不回来。", name=notice.name),
            [[yes, OPEN.button(context.label("不删"), notice.id)]],
        )


@room.on_tap(DISCARD_SURE, action="notice.send")
async def discard(update: Update, context: Context) -> None:
    """Forget the draft."""
    notice = await editable(context, context.tap[1])
    if notice is not None and await notices.erase(context.tx, notice):
        await context.edit(context.t("草稿已删除。"), [[LIST.button(context.label("看通知列表"), "draft", 0)]])


@room.on_tap(SEND, action="notice.send")
async def check(update: Update, context: Context) -> None:
    """The last look."""
    notice = await editable(context)
    if notice is None:
        return
    if not notice.audience:
        await context.toast(context.label("请先选收件人"))
        return
    for name in ("notice.time", "notice.link", "notice.number"):
        await stop(context, name)
    await context.edit(*await check_page(context, notice, await audiences.size(context.tx, notice.audience)))


@room.on_tap(SUBMIT, action="notice.send")
async def submit(update: Update, context: Context) -> None:
    """Send it, or hand it to another admin for approval."""
    notice = await editable(context, context.tap[1])
    if notice is None or not notice.audience:
        return
    if NOW < notice.send_at <= context.now:
        await context.toast(context.label("定的时间已经过了,请换一个时间"), alert=True)
        await context.edit(*await draft_card(context, notice))
        return
    size = await audiences.size(context.tx, notice.audience)
    if not size.people:
        await context.edit(*await check_page(context, notice, size))
        return
    message_ = update.effective_message
    here = replace(
        notice,
        size=size,
        progress_chat=context.chat,
        progress_message=message_.message_id if message_ is not None else 0,
        reason="",
    )
    if size.people > context.office.approval_over:
        judges = await others(context.tx, notice.author)
        if not judges:
            await context.edit(*await check_page(context, notice, size))
            return
        saved = await change(context, here, state=State.APPROVAL, judged_by=0)
        if saved is None:
            return
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {saved.id}", context.now, "asked approval"
        )
        for judge in judges:
            words = context.words_for(judge)
            text = words.t("有一条通知等您批准:<b>{name}</b>", name=saved.name)
            open_it = OPEN.button(words.label("去看看"), saved.id)
            await context.tell(
                judge, text, [[open_it]], lane=Lane.URGENT, key=f"notice:{saved.id}:{saved.version}:{judge.id}"
            )
    else:
        saved = await change(context, here, state=State.APPROVED, judged_by=0)
        if saved is None:
            return
        await send(context, saved, size.people)
    reader = Reader(context.tx, context.words, context.office, context.now, context.person.id)
    await context.edit(*await notice_card(reader, saved))
