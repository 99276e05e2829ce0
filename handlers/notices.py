"""An admin writes a notice: title, text formatted as it was typed, a picture or file. What follows is the draft's page."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.notice_draft import draft_card, editable
from handlers.cards.notice_form import answers_of, content_of, entities_of
from handlers.cards.notices import NEW, REWRITE
from handlers.cards.questions import excerpt, quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, media_of
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import dialogues, notices
from storage.dialogues import Answers
from storage.model.notices import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Entity,
    State,
    shifted,
    taken,
    units,
)
from storage.model.texts import cleaned

FRESH = Tap("notice.fresh")
"""Give up the half-written notice for a new one."""

LIKELY_CUT = 4000
"""UTF-16 units from which a message may be the first part of a longer paste (cut at 4096, or at a space or line before it)."""

room = Room("notices")


@room.command("notice", action="notice.send", summary="发通知")
@room.words("发通知", "写通知", action="notice.send", rank=2)
async def write(update: Update, context: Context) -> None:
    """Begin a notice, or offer the half-written one."""
    waiting = await dialogue.waiting(context, FORM)
    if waiting is None or not (waiting.answers.get("text") or waiting.answers.get("title")):
        await dialogue.begin(context, FORM)
        return
    begun = excerpt(str(waiting.answers.get("title") or waiting.answers.get("text")), 60)
    text = context.t("您有一份没写完的通知:\n{text}", text=quote(begun))
    await dialogue.offer(context, FORM, waiting, text, FRESH.button(context.label("重新写")))


@room.on_tap(NEW, action="notice.send")
async def write_by_tap(update: Update, context: Context) -> None:
    """The same, by a button."""
    await write(update, context)


@room.on_tap(FRESH, action="notice.send")
async def write_anew(update: Update, context: Context) -> None:
    """Begin with nothing."""
    await dialogue.begin(context, FORM)


@room.on_tap(REWRITE, action="notice.send")
async def rewrite(update: Update, context: Context) -> None:
    """Write a draft's content again, with what it says now to begin with."""
    notice = await editable(context)
    if notice is None:
        return
    answers: Answers = {"notice": notice.id, **answers_of(notice.content)}
    begun = await dialogues.begin(context.tx, context.person.id, FORM.name, "title", answers, context.now)
    context.delivery.dialogue = begun
    await dialogue.show(context, FORM, begun)


# the form's steps


def _ask_title(context: Context, answers: Answers) -> Markup:
    if answers.get("title"):
        now = context.t("现在的标题:<b>{title}</b>", title=answers["title"])
        return now + "\n" + context.t("要改就发新的标题;不改就点「不改了」。")
    return context.t("通知的标题是什么?最多 {most} 字,会放在第一行,加粗。没有标题就跳过。", most=LONGEST_TITLE)


def _read_title(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字。没有标题就点「跳过」。"))
    title = " ".join(cleaned(message.text).split())
    if not title:
        return Again(context.t("这条消息里没有看到文字,请再发一次标题。"))
    if len(title) > LONGEST_TITLE:
        return Again(
            context.t(
                "标题写了 {number} 字,最多 {most} 字,请缩短。长的内容请放到正文里,下一步就写正文。",
                number=len(title),
                most=LONGEST_TITLE,
            )
        )
    return {**answers, "title": title}


def _ask_text(context: Context, answers: Answers) -> Markup:
    if answers.get("text"):
        lines = [context.t("现在的正文:\n{text}", text=quote(str(answers["text"])))]
        lines.append(context.t("要改就把新的全文发给我;不改就点「不改了」。"))
        return Markup("\n").join(lines)
    return context.t(
        "请发正文,最多 {most} 字。加粗、斜体、链接、日期,在输入框里怎么排,发出去就是什么样。\n"
        "带图片的话,也可以直接发一张图片,把正文写在图片说明里。",
        most=LONGEST_TEXT,
    )


def _read_text(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    written = message.text if message.text is not None else message.caption
    if written is None:
        return Again(context.t("请先发文字。只有图片或文件,请把正文写在它的说明里一起发。"))
    text, entities = taken(written, entities_of(message))
    if not text:
        return Again(context.t("这条消息里没有看到文字,请再发一次正文。"))
    if (media := media_of(message)) is not None:
        answers |= {"media": media, "dropped": ""}
    return _with_text(answers, text, entities, message.message_id)


def _with_text(answers: Answers, text: str, entities: Sequence[Entity], message_id: int) -> Answers:
    """The answers with this text: as `long` where it is too long, so that nothing that was typed is lost."""
    kept = {name: value for name, value in answers.items() if name not in ("long", "shorten")}
    kept |= {"text": text, "entities": [dict(one) for one in entities], "text_at": message_id}
    if content_of({**kept, "media": ""}).length > LONGEST_TEXT:
        return {**kept, "long": text, "text": "", "entities": []}
    # Telegram's apps cut a long paste into messages: a text that fills one may go on in the next.
    return {**kept, "shorten": "yes"} if units(text) >= LIKELY_CUT else kept


def _is_long(answers: Answers) -> bool:
    return "long" in answers or "shorten" in answers


def _ask_shorter(context: Context, answers: Answers) -> Markup:
    if answers.get("shorten"):
        return context.t(
            "正文就是刚发的这一条,连标题 {number} 字,可以了:\n{text}\n"
            "前面发的不算。再发一条会换掉它;分几次发的,请合成一条重新发。可以了就点「完成」。",
            number=content_of(answers).length,
            text=quote(str(answers["text"]), 100),
        )
    length = content_of({**answers, "text": answers["long"], "entities": [], "media": ""}).length
    return context.t(
        "标题和正文一共 {number} 字,Telegram 一条消息最多 {most} 字,多了 {more} 字。\n"
        "您发的原文还在上面,没有丢。请改短以后,把全文重新发给我。",
        number=length,
        most=LONGEST_TEXT,
        more=length - LONGEST_TEXT,
    )


def _read_shorter(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if not _is_long(answers):
        return None
    so_far = str(answers.get("long") or answers.get("text"))
    if message.text and message.message_id == _follows(answers) and units(so_far) >= LIKELY_CUT:
        text, entities = taken(message.text, entities_of(message))
        before = answers.get("entities")
        both = [*(before if isinstance(before, list) else []), *shifted(entities, units(so_far) + 1)]
        return _with_text(answers, f"{so_far}\n{text}", both, message.message_id)
    result = _read_text(context, message, answers)
    if isinstance(result, dict) and "long" not in result:
        result["shorten"] = "yes"
    return result


def _follows(answers: Answers) -> int:
    """The number of the message that would go on where the text's own message ended."""
    at = answers.get("text_at")
    return at + 1 if isinstance(at, int) else 0


def _ask_media(context: Context, answers: Answers) -> Markup:
    length = content_of({**answers, "media": ["photo", "x"]}).length
    lines = []
    if answers.get("media"):
        lines.append(context.t("已有一张图片。") if _kind(answers) == "photo" else context.t("已有一个文件。"))
    if length > LONGEST_CAPTION:
        lines.append(
            context.t(
                "要带图片或文件吗?Telegram 规定带图片的文字最多 {most} 字,现在 {number} 字,多了 {more} 字。\n"
                "可以「返回」把正文改短(写的都在),或者不带图片。",
                most=LONGEST_CAPTION,
                number=length,
                more=length - LONGEST_CAPTION,
            )
        )
    elif answers.get("media"):
        lines.append(context.t("要换就再发一个;不换就点「不改了」;不要了就点「跳过」。"))
    else:
        lines.append(context.t("要带一张图片或一个文件就发给我;不带就跳过。"))
    return Markup("\n").join(lines)


def _read_media(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    media = media_of(message)
    if media is None:
        return None if message.text else Again(context.t("这一步只收一张图片或一个文件。不带就点「跳过」。"))
    changed: Answers = {**answers, "media": media, "dropped": excerpt(message.caption or "", 60)}
    length = content_of(changed).length
    if length > LONGEST_CAPTION:
        return Again(
            context.t(
                "带图片或文件时,文字最多 {most} 字,现在 {number} 字,多了 {more} 字,所以这个还没有收。\n"
                "可以「返回」把正文改短,或者「跳过」不带。正文给您留着。",
                most=LONGEST_CAPTION,
                number=length,
                more=length - LONGEST_CAPTION,
            )
        )
    return changed


def _summary(context: Context, answers: Answers) -> Markup:
    content = content_of(answers)
    lines = [context.t("通知是这样写的:"), *([Markup("<b>{}</b>").format(content.title)] if content.title else [])]
    lines.append(quote(content.text, 600))
    if content.media is not None:
        lines.append(context.t("带一张图片") if content.media.kind == "photo" else context.t("带一个文件"))
        if dropped := str(answers.get("dropped") or ""):
            lines.append(
                context.t(
                    "⚠️ 图片或文件的说明「{text}」没有用上,正文还是上面这段。要用它,请返回把它发成正文。", text=dropped
                )
            )
    if content.length > content.longest:
        lines.append(
            context.t(
                "⚠️ 一共 {number} 字,最多 {most} 字,多了 {more} 字。请返回改短,或者去掉图片。",
                number=content.length,
                most=content.longest,
                more=content.length - content.longest,
            )
        )
    lines.append(context.t("下一步选发给谁、加按钮、定时间。格式原样保留,可以先发给自己看。"))
    return Markup("\n").join(lines)


async def _finish(context: Context, answers: Answers) -> None:
    content = content_of(answers)
    if not content.text or content.length > content.longest:
        await dialogue.begin(context, FORM, answers)
        return
    number = answers.get("notice")
    notice = await notices.find(context.tx, number) if isinstance(number, int) else None
    if notice is not None and notice.author == context.person.id and notice.state in (State.DRAFT, State.REFUSED):
        changed = replace(notice, content=replace(content, buttons=notice.content.buttons))
        saved = await notices.save(context.tx, changed, context.now)
    else:
        saved = await notices.add(context.tx, content, context.person.id, context.now)
    assert saved is not None  # read and written in one transaction
    await context.edit(*await draft_card(context, saved))


def _kind(answers: Answers) -> str:
    media = answers.get("media")
    return str(media[0]) if isinstance(media, list) else ""


FORM = Form(
    name="notice_form",
    action="notice.send",
    title="通知",
    steps=(
        Step("title", _ask_title, _read_title, optional=True),
        Step("text", _ask_text, _read_text),
        Step("shorten", _ask_shorter, _read_shorter, collects=True, needed=_is_long),
        Step("media", _ask_media, _read_media, optional=True),
    ),
    summary=_summary,
    finish=_finish,
    confirm="下一步",
    cancelled="已取消,这次写的没有保留。需要时随时可以重新开始。",
)
dialogue.add_form(room, FORM)
