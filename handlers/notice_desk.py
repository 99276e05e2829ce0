"""The notices' desk: the list, one notice, and its approval by a second admin."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Update

from handlers.cards.notice_opening import named, show, tell_author
from handlers.cards.notice_sending import send
from handlers.cards.notices import (
    APPROVE,
    LIST,
    NEW,
    OPEN,
    REFUSE,
    TAKE_BACK,
)
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Stale
from storage import audiences, audit, notices, people
from storage.dialogues import Answers
from storage.model.notices import Notice, State
from storage.model.texts import cleaned

PAGE = 8
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
    notice = await named(context)
    if notice is not None:
        await show(context, notice)


# approval


async def _judged(context: Context) -> Notice | None:
    """The notice to be approved or not, as long as it still waits and somebody else wrote it."""
    notice = await named(context)
    if notice is None:
        return None
    if notice.state is not State.APPROVAL or notice.version != context.tap[1]:
        await context.toast(await _already(context, notice), alert=True)
        await show(context, notice)
        return None
    if notice.author == context.person.id:
        await context.toast(context.label("自己写的通知要由另一位管理员批准"), alert=True)
        return None
    return notice


async def _already(context: Context, notice: Notice) -> str:
    judge = await people.find(context.tx, notice.judged_by) if notice.judged_by else None
    if judge is None:
        return context.label("这条通知已经变了,请看最新的")
    who = await called(context.tx, context.words, judge.id)
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
    await tell_author(context, saved, lambda words, who: words.t("{who} 批准了「{name}」。", who=who, name=saved.name))
    await show(context, saved)


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
        await tell_author(
            context,
            saved,
            lambda words, who: words.t("{who} 没有批准「{name}」:{reason}", who=who, name=saved.name, reason=reason),
        )
        await context.say(context.t("已退回给作者。"), [[LIST.button(context.label("看通知列表"), "approval", 0)]])


@room.on_tap(TAKE_BACK, action="notice.send")
async def take_back(update: Update, context: Context) -> None:
    """The author takes it back before anybody judged it."""
    notice = await named(context)
    if notice is None:
        return
    if notice.state is not State.APPROVAL or notice.author != context.person.id or notice.version != context.tap[1]:
        await context.toast(await _already(context, notice))
        await show(context, notice)
        return
    saved = await notices.save(context.tx, replace(notice, state=State.DRAFT), context.now)
    if saved is not None:
        await show(context, saved)
