"""The notices' desk: the list, approval by a second admin, undoing, pausing and cancelling, and the progress that is kept up."""

import zlib
from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Update

from handlers.cards.notice_desk import Reader, is_moving, main_mailing, notice_card
from handlers.cards.notice_draft import draft_card
from handlers.cards.notice_sending import send
from handlers.cards.notices import (
    APPROVE,
    CANCEL,
    CANCEL_SURE,
    LIST,
    NEW,
    OPEN,
    PAUSE,
    REFUSE,
    RESUME,
    TAKE_BACK,
    UNDO,
    officer,
)
from handlers.kit.context import Context, message_text
from handlers.kit.desk import Desk
from handlers.kit.listening import ear, listen, stop
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale
from handlers.kit.words import Words
from storage import audiences, audit, mailings, notices, outbox, people
from storage.dialogues import Answers
from storage.model import mailings as post
from storage.model.mailings import Mailing
from storage.model.notices import Notice, State
from storage.model.post import Lane, Letter
from storage.model.texts import cleaned

PAGE = 8
PROGRESS_EVERY_S = 5
LONGEST_REASON = 200
STAGE_NAMES = {"draft": "草稿", "approval": "等批准", "planned": "等发送", "sending": "正在发", "done": "已结束"}

room = Room("notice_desk")


# the list


@room.command("notices", action="notice.send", summary="通知列表")
@room.words("我发的通知", "通知列表", action="notice.send")
async def show_list(update: Update, context: Context) -> None:
    """The stage where something waits, the most urgent first."""
    numbers = await notices.numbers(context.tx, context.person.id)
    order = ("approval", "sending", "planned", "draft", "done")
    await _list(context, next((one for one in order if numbers.get(one)), "done"), 0, anew=True)


@room.on_tap(LIST, action="notice.send")
async def turn(update: Update, context: Context) -> None:
    """Another stage or page, in place."""
    stage, page = context.tap
    if stage not in notices.STAGES:
        raise Stale(stage)
    await _list(context, stage, page)


async def _list(context: Context, stage: str, page: int, *, anew: bool = False) -> None:
    numbers = await notices.numbers(context.tx, context.person.id)
    total = numbers.get(stage, 0)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    found = await notices.listed(context.tx, stage, context.person.id, PAGE, page * PAGE)
    name = STAGE_NAMES[stage]
    lines = [context.t("<b>通知 · {stage}</b> · {number}", stage=context.label(name), number=total)]
    lines += [Markup("{}. {}").format(place, one.name) for place, one in enumerate(found, page * PAGE + 1)]
    if not found:
        lines.append(context.t("这里没有通知。"))
    opening = [OPEN.button(str(place), one.id) for place, one in enumerate(found, page * PAGE + 1)]
    tabs = [
        LIST.button(context.label("{stage} {number}", stage=context.label(name), number=numbers.get(one, 0)), one, 0)
        for one, name in STAGE_NAMES.items()
        if one != stage and numbers.get(one)
    ]
    rows = [opening[at : at + 4] for at in range(0, len(opening), 4)]
    rows += [turning(context, LIST, page, last, stage), *(tabs[at : at + 2] for at in range(0, len(tabs), 2))]
    rows.append([NEW.button(context.label("写新通知"))])
    said = Markup("\n").join(lines), [row for row in rows if row]
    await (context.say(*said) if anew else context.edit(*said))


@room.on_tap(OPEN, action="notice.send")
async def open_notice(update: Update, context: Context) -> None:
    """One notice: the draft for its author, else where it stands."""
    notice = await _named(context)
    if notice is not None:
        await _show(context, notice)


async def _named(context: Context) -> Notice | None:
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这条通知已经删除了"))
        await _list(context, "done", 0)
    return notice


async def _show(context: Context, notice: Notice) -> None:
    if notice.state in (State.DRAFT, State.REFUSED) and notice.author == context.person.id:
        await context.edit(*await draft_card(context, notice))
        return
    reader = Reader(context.tx, context.words, context.office, context.now, context.person.id)
    await context.edit(*await notice_card(reader, notice))


# approval


async def _judged(context: Context) -> Notice | None:
    """The notice to be approved or not, as long as it still waits and somebody else wrote it."""
    notice = await _named(context)
    if notice is None:
        return None
    if notice.state is not State.APPROVAL or notice.version != context.tap[1]:
        await context.toast(await _already(context, notice), alert=True)
        await _show(context, notice)
        return None
    if notice.author == context.person.id:
        await context.toast(context.label("自己写的通知要由另一位管理员批准"), alert=True)
        return None
    return notice


async def _already(context: Context, notice: Notice) -> str:
    judge = await people.find(context.tx, notice.judged_by) if notice.judged_by else None
    if judge is None:
        return context.label("这条通知已经变了,请看最新的")
    who = officer(context.words, judge.id, judge.role)
    if notice.state is State.REFUSED:
        return context.label("{who} 已经退回了这条通知", who=who)
    return context.label("{who} 已经批准了这条通知", who=who)


@room.on_tap(APPROVE, action="notice.send")
async def approve(update: Update, context: Context) -> None:
    """Let it go out; of two admins at once the first does."""
    notice = await _judged(context)
    if notice is None:
        return
    saved = await notices.save(
        context.tx, replace(notice, state=State.APPROVED, judged_by=context.person.id), context.now
    )
    if saved is None:
        return
    await audit.note(context.tx, context.person.id, "notice.send", f"notice {saved.id}", context.now, "approved")
    size = await audiences.size(context.tx, saved.audience)
    await send(context, saved, size.people)
    await _tell_author(context, saved, lambda words, who: words.t("{who} 批准了「{name}」。", who=who, name=saved.name))
    await _show(context, saved)


@room.on_tap(REFUSE, action="notice.send")
async def refuse(update: Update, context: Context) -> None:
    """Ask why not."""
    notice = await _judged(context)
    if notice is not None:
        await listen(context, "notice.reason", {"notice": notice.id, "version": notice.version})
        await context.edit(
            context.t("为什么不批准「{name}」?写一句话,会转给作者。", name=notice.name),
            [[OPEN.button(context.label("返回"), notice.id)]],
        )


@ear(room, "notice.reason", action="notice.send")
async def hear_reason(context: Context, text: str, about: Answers) -> None:
    """Send it back to its author with the reason."""
    reason = " ".join(cleaned(text).split())
    if not reason or len(reason) > LONGEST_REASON:
        await context.say(context.t("请写 1 到 {most} 字的理由。", most=LONGEST_REASON))
        return
    await stop(context, "notice.reason")
    number = about.get("notice")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if notice is None or notice.state is not State.APPROVAL or notice.version != about.get("version"):
        said = await _already(context, notice) if notice is not None else context.label("这条通知已经删除了")
        await context.say(said, [[LIST.button(context.label("看通知列表"), "approval", 0)]])
        return
    judged = replace(notice, state=State.REFUSED, judged_by=context.person.id, reason=reason)
    saved = await notices.save(context.tx, judged, context.now)
    if saved is not None:
        await audit.note(context.tx, context.person.id, "notice.send", f"notice {saved.id}", context.now, "refused")
        await _tell_author(
            context,
            saved,
            lambda words, who: words.t("{who} 没有批准「{name}」:{reason}", who=who, name=saved.name, reason=reason),
        )
        await context.say(context.t("已退回给作者。"), [[LIST.button(context.label("看通知列表"), "approval", 0)]])


@room.on_tap(TAKE_BACK, action="notice.send")
async def take_back(update: Update, context: Context) -> None:
    """The author takes it back before anybody judged it."""
    notice = await _named(context)
    if notice is None:
        return
    if notice.state is not State.APPROVAL or notice.author != context.person.id or notice.version != context.tap[1]:
        await context.toast(await _already(context, notice))
        await _show(context, notice)
        return
    saved = await notices.save(context.tx, replace(notice, state=State.DRAFT), context.now)
    if saved is not None:
        await _show(context, saved)


async def _tell_author(context: Context, notice: Notice, text: Callable[[Words, str], Markup]) -> None:
    author = await people.find(context.tx, notice.author)
    if author is None or author.id == context.person.id or not author.address:
        return
    words = context.words_for(author)
    who = officer(words, context.person.id, context.person.role)
    label = words.label("修改再提交") if notice.state in (State.DRAFT, State.REFUSED) else words.label("看这条通知")
    await context.tell(author, text(words, who), [[OPEN.button(label, notice.id)]], lane=Lane.URGENT)


# on its way


async def _main(context: Context) -> tuple[Notice, Mailing] | None:
    """The notice that a button names and the mailing that sends it."""
    notice = await _named(context)
    if notice is None:
        return None
    main = await main_mailing(context.tx, notice.id)
    if main is None or notice.state is not State.APPROVED:
        await context.toast(context.label("这条通知没有在发送"))
        await _show(context, notice)
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
        await _show(context, notice)
        return
    await mailings.cancel(context.tx, main.id, context.now)
    saved = await notices.save(context.tx, replace(notice, state=State.DRAFT, judged_by=0, watched=False), context.now)
    assert saved is not None  # read and written in one transaction
    await audit.note(context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "undone")
    await context.toast(context.label("已撤销,一条也没有发出"))
    await _tell_author(
        context,
        saved,
        lambda words, who: words.t("{who} 撤销了「{name}」,一条也没有发出。", who=who, name=saved.name),
    )
    await _show(context, saved)


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
    await _show(context, notice)


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
        await _show(context, notice)
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
    for notice in await notices.watched(desk.tx):
        await _keep_up(desk, notice)
    return False


async def _keep_up(desk: Desk, notice: Notice) -> None:
    """One notice's; nothing is written where nothing changed."""
    author = await people.find(desk.tx, notice.author)
    moving = await is_moving(desk.tx, notice)
    if moving and 0 <= desk.now - notice.progress_at < PROGRESS_EVERY_S * 1000:
        return
    shown = notice.progress_shown
    if author is not None and notice.progress_message and notice.progress_chat == author.address:
        reader = Reader(desk.tx, desk.words_for(author), desk.office, desk.now, author.id)
        text, rows = await notice_card(reader, notice)
        shown = await _show_progress(desk, notice, text, rows)
    if shown != notice.progress_shown or not moving:
        await notices.showed(desk.tx, notice.id, shown, desk.now, watched=moving)


async def _show_progress(desk: Desk, notice: Notice, text: Markup, rows: Rows) -> str:
    """Edit the message; what was to be shown there and has not gone out yet is not shown any more."""
    markup = InlineKeyboardMarkup(rows).to_dict()
    shown = f"{text}{markup}"
    if shown != notice.progress_shown:
        key = f"notice progress:{notice.id}:"
        await outbox.cancel(desk.tx, notice.progress_chat, key, desk.now)
        payload: dict[str, object] = {
            "chat_id": int(notice.progress_chat),
            "message_id": notice.progress_message,
            **message_text(text),
            "reply_markup": markup,
        }
        chat = notice.progress_chat
        key += f"{desk.now}:{zlib.crc32(shown.encode())}"
        await desk.put(Letter(chat, "editMessageText", payload, Lane.REPLY, notice.author, key))
    return shown
