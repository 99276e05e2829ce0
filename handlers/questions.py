"""转人工 / 提问: leave a question for the union's officers.

Consent first (once), then the question, attachments, a summary, and a receipt number. A question that the bot could not
answer comes filled in.
"""

import json
import logging

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.questions import LEAVE, MY_QUESTIONS, OPEN, ask_human, attached, quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, media_of, number_in
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from handlers.language.normalise import normalise, without_numbers
from storage import inbox, people, questions, studios, unanswered
from storage.dialogues import Answers
from storage.model.people import ADMIN, OWNER, QUESTION
from storage.model.post import Lane
from storage.model.questions import (
    KEPT_DAYS,
    LONGEST,
    MOST_FILES,
    MOST_OPEN,
    SHORTEST,
    Attachment,
    Question,
)
from storage.model.texts import cleaned

AGREE = Tap("ask.agree", int, int, int)
"""同意并继续; like FRESH it carries what it started from, 0 for none: studio, unanswered question, and the update that
held a question behind /ask."""
DECLINE = Tap("ask.decline")
FRESH = Tap("ask.fresh", int, int, int)
LOOKED_BACK = 10_000
"""So many of the last updates, everybody's, are looked through for a person's own question: some days', in 10 ms at most."""
NOTICE_TTL_MS = 7 * 24 * 3600 * 1000

log = logging.getLogger(__name__)
room = Room("questions")


@room.command("ask", action="question.ask", summary="转人工,向工会提问")
@room.words("转人工", "提问", "人工", "我要提问", "人工服务", action="question.ask", rank=5)
async def ask(update: Update, context: Context) -> None:
    """Begin with an empty form, or with what stands behind the command."""
    await _start(context, 0, 0, update.update_id if context.args else 0)


@room.on_tap(ask_human, action="question.ask")
async def ask_what_was_not_answered(update: Update, context: Context) -> None:
    """Begin with the question that the bot could not answer."""
    await _start(context, 0, context.tap[0])


@room.on_tap(LEAVE, action="question.ask")
async def ask_about_studio(update: Update, context: Context) -> None:
    """Begin with a question about a studio."""
    await _start(context, context.tap[0], 0)


@room.on_tap(AGREE, action="question.ask")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent; the consent's message becomes the form."""
    person = await context.acquainted()
    await people.consent(context.tx, person.id, QUESTION, context.now)
    studio, missed, heard = context.tap
    await _open_form(context, studio, missed, heard, below=False)


@room.on_tap(DECLINE, action="question.ask")
async def decline(update: Update, context: Context) -> None:
    """Nothing is kept."""
    await context.edit(context.t("好的,什么都没有保存。查工作室、问问题照常可用。"))


@room.on_tap(FRESH, action="question.ask")
async def start_anew(update: Update, context: Context) -> None:
    """Give up the half-filled form for a new one."""
    studio, missed, heard = context.tap
    if await _consented(context):
        await _begin(context, studio, missed, heard, below=False)
    else:
        await _ask_consent(context, studio, missed, heard)


async def _start(context: Context, studio: int, missed: int, heard: int = 0) -> None:
    if not context.private:
        await _to_private_chat(context)
    elif await _consented(context):
        await _open_form(context, studio, missed, heard, below=True)
    else:
        await _ask_consent(context, studio, missed, heard)


async def _to_private_chat(context: Context) -> None:
    await context.toast(context.label("提问请到和我的私聊里,免得大家都看到"), alert=True)


async def _consented(context: Context) -> bool:
    return bool(context.person.id) and QUESTION in await people.consents(context.tx, context.person.id)


async def _ask_consent(context: Context, studio: int, missed: int, heard: int) -> None:
    text = context.card("consent.html", days=KEPT_DAYS)
    yes = AGREE.button(context.label("同意并继续"), studio, missed, heard)
    await context.say(text, [[yes, DECLINE.button(context.label("不用了"))]])


async def _open_form(context: Context, studio: int, missed: int, heard: int, *, below: bool) -> None:
    """Begin the form, or offer the half-filled one where it holds something else."""
    waiting = await dialogue.waiting(context, FORM)
    if waiting is None or not waiting.answers.get("text"):
        await _begin(context, studio, missed, heard, below=below)
        return
    if (waiting.answers.get("about"), waiting.answers.get("missed")) == (studio, missed) != (0, 0):
        await dialogue.show(context, FORM, waiting, below=below)
        return
    text = context.t("您有一份没提交的提问:\n{text}", text=quote(str(waiting.answers["text"]), 60))
    label = context.label("改问这个") if studio or missed or heard else context.label("重新写")
    await dialogue.offer(context, FORM, waiting, text, FRESH.button(label, studio, missed, heard), below=below)


async def _begin(context: Context, studio: int, missed: int, heard: int, *, below: bool) -> None:
    if await questions.number_open(context.tx, context.person.id) >= MOST_OPEN:
        await _too_many(context)
        return
    answers: Answers = {"about": studio, "missed": missed}
    about = await studios.find(context.tx, studio) if studio else None
    if about is not None:
        answers["about_name"] = about.name
    if text := cleaned(await _missed(context, missed) or await _behind_command(context, heard)):
        fits = isinstance(_question(context, text), str)
        answers["text" if fits else "hint"] = text
    await dialogue.begin(context, FORM, answers, below=below)


async def _missed(context: Context, number: int) -> str:
    """The question that could not be answered; '' where this person did not ask it, or too long ago. It is kept without who
    asked it, and a button's number can be made up."""
    found = await unanswered.find(context.tx, number) if number else None
    if found is None:
        return ""
    for raw in await inbox.latest(context.tx, context.person.address, LOOKED_BACK):
        heard = json.loads(raw)
        message = heard.get("message") or heard.get("edited_message") or {}
        said = without_numbers(cleaned(str(message.get("text") or message.get("caption") or "")))
        if said and normalise(said) == normalise(found.text):
            return found.text
    return ""


async def _behind_command(context: Context, heard: int) -> str:
    """What the person wrote behind /ask; '' for nothing, or where it was heard too long ago."""
    raw = await inbox.raw(context.tx, heard, context.person.address) if heard else None
    message = json.loads(raw).get("message") if raw else None
    _command, *words = str(message.get("text") or "").split(maxsplit=1) if message else [""]
    return words[0] if words else ""


async def _too_many(context: Context) -> None:
    text = context.t("您已有 {number} 个提问在等答复。请等等答复,或者先撤回一个。", number=MOST_OPEN)
    await context.say(text, [[MY_QUESTIONS.button(context.label("我的提问"))]])


# the form's steps


def _ask_text(context: Context, answers: Answers) -> Markup:
    lines = []
    if answers.get("about_name"):
        lines.append(context.t("关于:<b>{name}</b>", name=answers["about_name"]))
    if answers.get("text"):
        lines.append(context.t("现在写的是:\n{text}", text=quote(str(answers["text"]))))
        lines.append(context.t("要改的话,把新的问题发给我;不改就点「不改了」。"))
    else:
        if answers.get("hint"):
            lines.append(context.t("您刚才问的是:\n{text}", text=quote(str(answers["hint"]), 60)))
        lines.append(context.t("请写下您的问题,我转给区总工会的工作人员。"))
        lines.append(
            context.t("一条消息写完,{least}–{most} 字。请别写身份证号、银行卡号。", least=SHORTEST, most=LONGEST)
        )
    return Markup("\n").join(lines)


def _read_text(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    written = message.text or message.caption
    if written is None:
        return Again(context.t("请先用文字写下问题,图片和文件下一步再发。"))
    text = _question(context, written)
    if isinstance(text, Again):
        return text
    answers["text"] = text
    if (file := media_of(message)) is not None:
        answers["files"] = [*_files(answers), file][:MOST_FILES]
    return answers


def _question(context: Context, written: str) -> str | Again:
    """The text as it is kept, or why it cannot be taken."""
    text = cleaned(written)
    if len(text) < SHORTEST:
        return Again(context.t("太短了,工作人员可能看不懂。请写成一句话,至少 {least} 个字。", least=SHORTEST))
    if len(text) > LONGEST:
        return Again(
            context.t(
                "写了 {number} 字,最多 {most} 字。请缩短一些,细节可以下一步用图片或文件补充。",
                number=len(text),
                most=LONGEST,
            )
        )
    return text


def _ask_files(context: Context, answers: Answers) -> Markup:
    files = _attachments(answers)
    if not files:
        return Markup("\n").join(
            (
                context.t("您的问题:\n{text}", text=quote(str(answers["text"]), 120)),
                context.t("有图片或文件就发给我,最多 {most} 个;没有就点「跳过」。", most=MOST_FILES),
            )
        )
    got = context.t("已收到 {files}。", files=attached(context.words, files))
    if len(files) == MOST_FILES:
        return context.t("{got}已经够 {most} 个了,请点「完成」。", got=got, most=MOST_FILES)
    return context.t("{got}还可以再发 {more} 个,发完点「完成」。", got=got, more=MOST_FILES - len(files))


def _read_files(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    file = media_of(message)
    if file is None:
        return None if message.text else Again(context.t("这一步只收图片和文件。没有的话点「跳过」或「完成」。"))
    files = _files(answers)
    if len(files) >= MOST_FILES:
        return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_FILES))
    if message.caption:
        text = _question(context, f"{answers['text']}\n{message.caption}")
        if isinstance(text, Again):
            return text
        answers["text"] = text
    return {**answers, "files": [*files, file]}


def _files(answers: Answers) -> list[list[str]]:
    files = answers.get("files")
    return list(files) if isinstance(files, list) else []


def _attachments(answers: Answers) -> list[Attachment]:
    return [Attachment(kind, file_id) for kind, file_id in _files(answers)]


def _summary(context: Context, answers: Answers) -> Markup:
    lines = [context.t("请看一遍再提交:\n{text}", text=quote(str(answers["text"])))]
    if answers.get("about_name"):
        lines.append(context.t("关于:{name}", name=answers["about_name"]))
    if files := _attachments(answers):
        lines.append(context.t("附件:{files}", files=attached(context.words, files)))
    lines.append(context.t("由区总工会工作人员答复,他们看不到您的姓名和手机号。"))
    return Markup("\n").join(lines)


async def _submit(context: Context, answers: Answers) -> None:
    if await questions.number_open(context.tx, context.person.id) >= MOST_OPEN:
        await _too_many(context)
        return
    question = await questions.add(
        context.tx,
        context.person.id,
        str(answers["text"]),
        _attachments(answers),
        context.now,
        language=context.words.language,
        studio=number_in(answers, "about"),
        unanswered=number_in(answers, "missed"),
    )
    await context.edit(
        context.t(
            "✅ 已提交,编号 <b>{receipt}</b>。\n有答复会第一时间发给您,在「我的提问」里也能看到。",
            receipt=question.receipt,
        ),
        [[MY_QUESTIONS.button(context.label("我的提问"))]],
    )
    await _tell_officers(context, question)


async def _tell_officers(context: Context, question: Question) -> None:
    officers = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(context.tx, role)}
    reachable = [one for one in officers.values() if one.address and not one.muted]
    if not reachable:
        log.warning("no officer can be told of a question", extra={"number": question.id, "officers": len(officers)})
    for officer in reachable:
        words = context.words_for(officer)
        lines = [words.t("有新提问 {receipt}", receipt=question.receipt), quote(question.text, 120)]
        if question.files:
            lines.append(words.t("附件:{files}", files=attached(words, question.files)))
        await context.tell(
            officer,
            Markup("\n").join(lines),
            [[OPEN.button(words.label("去回答"), question.id)]],
            lane=Lane.NOTICE,
            key=f"question:{question.id}:{officer.id}",
            ttl_ms=NOTICE_TTL_MS,
        )


FORM = Form(
    name="ask",
    action="question.ask",
    title="提问",
    steps=(
        Step("text", _ask_text, _read_text),
        Step("files", _ask_files, _read_files, optional=True, collects=True),
    ),
    summary=_summary,
    finish=_submit,
)
dialogue.add_form(room, FORM)
