"""Changing a notice that was sent: the new text, and another admin's approval where many people got it."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.notice_desk import is_deleted, main_mailing
from handlers.cards.notice_draft import others
from handlers.cards.notice_form import entities_of
from handlers.cards.notice_opening import ended, named, show
from handlers.cards.notice_sending import revise
from handlers.cards.notices import (
    OPEN,
    REVISE,
    REVISE_NO,
    REVISE_YES,
)
from handlers.cards.questions import quote
from handlers.cards.roles import called
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from storage import audit, mailings, notices, people
from storage.dialogues import Answers
from storage.model.notices import Content, Notice, taken
from storage.model.post import Lane

room = Room("notice_edit")


@room.on_tap(REVISE, action="notice.send")
async def ask_revision(update: Update, context: Context) -> None:
    """Begin the form for the new text."""
    found = await ended(context)
    if found is not None and await is_deleted(context.tx, found[0].id):
        await context.toast(context.label("已经在删除了"))
        await show(context, found[0])
    elif found is not None:
        await dialogue.begin(context, FORM, {"notice": found[0].id, "version": found[0].version})


async def _recall(context: Context, answers: Answers) -> Answers:
    number = answers.get("notice")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    content = notice.content if notice is not None else Content("", "")
    return {"old": content.text, "longest": content.longest, "around": content.length - len(content.text)}


def _ask_new(context: Context, answers: Answers) -> Markup:
    lines = [context.t("已发的正文:\n{text}", text=quote(str(answers["old"]), 600))]
    lines.append(
        context.t(
            "请发新的正文,会替换每个人收到的那一条。标题、图片和按钮不变。连标题最多 {most} 字。",
            most=answers["longest"],
        )
    )
    return Markup("\n").join(lines)


def _read_new(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字,图片和文件不能换。"))
    text, kept = taken(message.text, entities_of(message))
    if not text:
        return Again(context.t("这条消息里没有看到文字,请再发一次正文。"))
    return {**answers, "text": text, "entities": [dict(one) for one in kept]}


def _summary(context: Context, answers: Answers) -> Markup:
    return context.t("改成这样:\n{text}", text=quote(str(answers["text"]), 1000))


async def _finish(context: Context, answers: Answers) -> None:
    number, entities = answers.get("notice"), answers.get("entities")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if notice is None:
        await context.edit(context.t("这条通知已经删除了。"))
        return
    new = replace(
        notice.content, text=str(answers["text"]), entities=tuple(entities) if isinstance(entities, list) else ()
    )
    if await is_deleted(context.tx, notice.id):
        text = context.t("这条通知已经从大家的聊天里删除了,不用再改。")
        await context.edit(text, [[OPEN.button(context.label("看这条通知"), notice.id)]])
    elif notice.version != answers.get("version"):
        text = context.t("这条通知被另一位管理员改过了,您的没有发出。请看最新的再改。")
        await context.edit(text, [[OPEN.button(context.label("看这条通知"), notice.id)]])
    elif new.length > new.longest:
        text = context.t(
            "标题和正文一共 {number} 字,最多 {most} 字,多了 {more} 字。请改短再发。",
            number=new.length,
            most=new.longest,
            more=new.length - new.longest,
        )
        await context.say(text)
        await dialogue.begin(context, FORM, {"notice": notice.id, "version": notice.version}, below=True)
    else:
        await _revised(context, notice, new)


async def _revised(context: Context, notice: Notice, new: Content) -> None:
    """Change it at once, or ask another admin where that many people need one."""
    main = await main_mailing(context.tx, notice.id)
    reached = (await mailings.progress(context.tx, main.id)).concerned if main is not None else 0
    if reached <= context.office.approval_over:
        await _carry_out(context, replace(notice, revised_by=context.person.id), new, approved=False)
        return
    judges = await others(context.tx, context.person.id)
    if not judges:
        text = context.t(
            "改发给超过 {most} 人的通知要另一位管理员批准,但现在没有第二位管理员。", most=context.office.approval_over
        )
        await context.edit(text, [[OPEN.button(context.label("看这条通知"), notice.id)]])
        return
    saved = await notices.save(context.tx, replace(notice, revision=new, revised_by=context.person.id), context.now)
    if saved is None:
        return
    for judge in judges:
        words = context.words_for(judge)
        who = await called(context.tx, words, context.person.id)
        text = words.t("{who} 要改已经发出的「{name}」,等您批准。", who=who, name=saved.name)
        key = f"revision:{saved.id}:{saved.version}:{judge.id}"
        await context.tell(judge, text, [[OPEN.button(words.label("去看看"), saved.id)]], lane=Lane.URGENT, key=key)
    await show(context, saved)


async def _carry_out(context: Context, notice: Notice, new: Content, *, approved: bool) -> None:
    saved = await notices.save(context.tx, replace(notice, content=new, revision=None), context.now)
    if saved is not None:
        number = await revise(context, saved, new, approved=approved)
        await context.toast(context.label("开始修改 {number} 条", number=number))
        await show(context, saved)


async def _judged(context: Context) -> Notice | None:
    notice = await named(context)
    if notice is None:
        return None
    if notice.revision is None or notice.version != context.tap[1]:
        await context.toast(context.label("这处修改已经处理过了"), alert=True)
    elif notice.revised_by == context.person.id:
        await context.toast(context.label("自己的修改要由另一位管理员批准"), alert=True)
    else:
        return notice
    await show(context, notice)
    return None


@room.on_tap(REVISE_YES, action="notice.send")
async def approve(update: Update, context: Context) -> None:
    """Let the change go out."""
    notice = await _judged(context)
    if notice is not None and notice.revision is not None:
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "approved edit"
        )
        await _carry_out(context, notice, notice.revision, approved=True)


@room.on_tap(REVISE_NO, action="notice.send")
async def refuse(update: Update, context: Context) -> None:
    """Leave what was sent as it is."""
    notice = await _judged(context)
    if notice is None:
        return
    saved = await notices.save(context.tx, replace(notice, revision=None, revised_by=0), context.now)
    if saved is not None:
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "refused edit"
        )
        author = await people.find(context.tx, notice.revised_by)
        if author is not None:
            words = context.words_for(author)
            text = words.t("您对「{name}」的修改没有得到批准,已发的内容没有变。", name=notice.name)
            await context.tell(author, text, [[OPEN.button(words.label("看这条通知"), notice.id)]], lane=Lane.URGENT)
        await show(context, saved)


FORM = Form(
    name="notice_edit",
    action="notice.send",
    title="修改",
    steps=(Step("text", _ask_new, _read_new),),
    summary=_summary,
    finish=_finish,
    confirm="改掉已发的",
    cancelled="已取消,已经发出的没有变。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
