"""After a notice was sent: who has not confirmed, the workbook, a nudge, and changing or deleting what was sent."""

import io
from dataclasses import replace

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.audiences import role_words
from handlers.cards.moments import plain
from handlers.cards.notice_desk import Reader, is_deleted, main_mailing, notice_card, reason
from handlers.cards.notice_draft import others
from handlers.cards.notice_sending import delete, nudge, revise
from handlers.cards.notices import (
    DELETE,
    DELETE_SURE,
    NUDGE,
    NUDGE_SURE,
    OPEN,
    REVISE,
    REVISE_NO,
    REVISE_YES,
    SILENT,
    TABLE,
    officer,
)
from handlers.cards.questions import quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.form import Again, Form, Step
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import audit, mailings, notices, people
from storage.dialogues import Answers
from storage.errands import Errand
from storage.model import mailings as post
from storage.model.local_time import local
from storage.model.mailings import Mailing
from storage.model.notices import DELETABLE_MS, NUDGE_EVERY_MS, Content, Notice, Receipt, State, taken
from storage.model.post import Lane

PAGE = 15
room = Room("notice_after")


async def _sent(context: Context) -> tuple[Notice, Mailing] | None:
    """The notice that a button names and its mailing, once that has ended; else say what there is."""
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这条通知已经删除了"))
        return None
    main = await main_mailing(context.tx, notice.id)
    if notice.state is State.APPROVED and main is not None and main.state in (post.DONE, post.CANCELLED):
        return notice, main
    await context.toast(context.label("要等发送结束以后"))
    await _show(context, notice)
    return None


async def _show(context: Context, notice: Notice) -> None:
    reader = Reader(context.tx, context.words, context.office, context.now, context.person.id)
    await context.edit(*await notice_card(reader, notice))


# who has not confirmed


@room.on_tap(SILENT, action="notice.send")
async def silent(update: Update, context: Context) -> None:
    """Those who were reached and have not tapped 已阅: roles and studios where they are known, else numbers."""
    found = await _sent(context)
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


@room.on_tap(TABLE, action="notice.send")
async def table(update: Update, context: Context) -> None:
    """Everybody's outcome as a workbook."""
    found = await _sent(context)
    if found is not None:
        await context.errand("notice table", notice=found[0].id)
        await context.toast(context.label("正在做表格,马上发给您"))


@room.errand("notice table")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells."""
    number = errand.arguments.get("notice")
    notice = await notices.find(desk.tx, number) if isinstance(number, int) else None
    who = await people.find(desk.tx, errand.person) if errand.person else None
    if notice is None or who is None:
        return None
    states = {
        "sent": words.label("收到"),
        "blocked": words.label("屏蔽了机器人"),
        "dead": words.label("失败"),
        "skipped": words.label("不要通知或不再符合"),
        "expired": words.label("过期没发"),
        "cancelled": words.label("取消没发"),
    }
    rows = [[words.label(name) for name in ("Telegram 编号", "角色", "状态", "原因", "确认时间")]]
    for one in await notices.receipts(desk.tx, notice.id):
        failed = reason(words, one.error) if one.state == "dead" else ""
        confirmed = f"{local(one.confirmed_at, desk.office.zone):%Y-%m-%d %H:%M}" if one.confirmed_at else ""
        state = states.get(one.state, words.label("等待"))
        rows.append([one.address, _roles(words, one), state, failed, confirmed])
    name = words.label("通知{number}.xlsx", number=notice.id)
    caption = words.label("「{name}」每个人的情况", name=notice.name)

    def make() -> Made:
        return Made(name, workbook(rows), str(Markup("{}").format(caption)))

    return make


def _roles(words: Words, one: Receipt) -> str:
    said = [f"{role_words(words, role)} {studio}".strip() for role, studio in one.roles]
    return "、".join(said) or role_words(words, "worker")


def workbook(rows: list[list[str]]) -> bytes:
    """The rows as an .xlsx of text cells: nothing in it runs as a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("1")
    for column, width in zip("ABCDE", (18, 40, 18, 30, 18), strict=True):
        sheet.column_dimensions[column].width = width
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", value.startswith(("=", "+", "-", "@"))
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# 催一下


async def _may_nudge(context: Context) -> tuple[Notice, Mailing, int] | None:
    found = await _sent(context)
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
    await _show(context, notice)
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
        await _show(context, notice)


# deleting


@room.on_tap(DELETE, action="notice.send")
async def ask_delete(update: Update, context: Context) -> None:
    """What deleting can and cannot do."""
    found = await _sent(context)
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
    await _show(context, notice)
    return False


@room.on_tap(DELETE_SURE, action="notice.send")
async def do_delete(update: Update, context: Context) -> None:
    """Delete it everywhere."""
    found = await _sent(context)
    if found is not None and await _deletable(context, *found):
        number = await delete(context, found[0])
        await context.toast(context.label("开始删除 {number} 条", number=number))
        await _show(context, found[0])


# changing what was sent


@room.on_tap(REVISE, action="notice.send")
async def ask_revision(update: Update, context: Context) -> None:
    """Begin the form for the new text."""
    found = await _sent(context)
    if found is not None:
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
            "请发新的正文,会替换每个人收到的那一条。标题、图片和按钮不变;文字通知不能变成图片,带图片的最多 {most} 字。",
            most=answers["longest"],
        )
    )
    return Markup("\n").join(lines)


def _read_new(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字,图片和文件不能换。"))
    entities = [{**one.to_dict(), "type": str(one.type)} for one in message.entities]
    text, kept = taken(message.text, entities)
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
    if notice.version != answers.get("version"):
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
    reached = (await mailings.progress(context.tx, main.id)).sent if main is not None else 0
    if reached <= context.office.approval_over:
        await _carry_out(context, replace(notice, revised_by=context.person.id), new)
        return
    judges = await others(context, context.person.id)
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
        who = officer(words, context.person.id, context.person.role)
        text = words.t("{who} 要改已经发出的「{name}」,等您批准。", who=who, name=saved.name)
        key = f"revision:{saved.id}:{saved.version}:{judge.id}"
        await context.tell(judge, text, [[OPEN.button(words.label("去看看"), saved.id)]], lane=Lane.URGENT, key=key)
    await _show(context, saved)


async def _carry_out(context: Context, notice: Notice, new: Content) -> None:
    saved = await notices.save(context.tx, replace(notice, content=new, revision=None), context.now)
    if saved is not None:
        number = await revise(context, saved, new)
        await context.toast(context.label("开始修改 {number} 条", number=number))
        await _show(context, saved)


async def _judged(context: Context) -> Notice | None:
    notice = await notices.find(context.tx, context.tap[0])
    if notice is None:
        await context.toast(context.label("这条通知已经删除了"))
        return None
    if notice.revision is None or notice.version != context.tap[1]:
        await context.toast(context.label("这处修改已经处理过了"), alert=True)
    elif notice.revised_by == context.person.id:
        await context.toast(context.label("自己的修改要由另一位管理员批准"), alert=True)
    else:
        return notice
    await _show(context, notice)
    return None


@room.on_tap(REVISE_YES, action="notice.send")
async def approve(update: Update, context: Context) -> None:
    """Let the change go out."""
    notice = await _judged(context)
    if notice is not None and notice.revision is not None:
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "approved edit"
        )
        await _carry_out(context, notice, notice.revision)


@room.on_tap(REVISE_NO, action="notice.send")
async def refuse(update: Update, context: Context) -> None:
    """Leave what was sent as it is."""
    notice = await _judged(context)
    if notice is None:
        return
    saved = await notices.save(context.tx, replace(notice, revision=None), context.now)
    if saved is not None:
        await audit.note(
            context.tx, context.person.id, "notice.send", f"notice {notice.id}", context.now, "refused edit"
        )
        author = await people.find(context.tx, notice.revised_by)
        if author is not None:
            words = context.words_for(author)
            text = words.t("您对「{name}」的修改没有得到批准,已发的内容没有变。", name=notice.name)
            await context.tell(author, text, [[OPEN.button(words.label("看这条通知"), notice.id)]], lane=Lane.URGENT)
        await _show(context, saved)


FORM = Form(
    name="notice_edit",
    action="notice.send",
    title="修改",
    steps=(Step("text", _ask_new, _read_new),),
    summary=_summary,
    finish=_finish,
    confirm="改掉已发的",
    recall=_recall,
)
dialogue.add_form(room, FORM)
