"""Officers answer questions: /questions, one question with its attachments, and the answer form.

Two officers may write at once; the question's version decides whose answer goes out, and the other is told.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.desk import leaving, question_card, question_list
from handlers.cards.questions import DESK, OPEN, answer_text, ask_human, excerpt, quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.taps import Stale, Tap
from storage import audit, knowledge, people, questions, unanswered
from storage.dialogues import Answers
from storage.model.days import china_date
from storage.model.knowledge import LONGEST_QUESTION
from storage.model.questions import LONGEST_ANSWER, LONGEST_SOURCE, OUR_SOURCE, SHORTEST, Question, State

ANSWER = Tap("desk.answer", int)
FRESH = Tap("desk.fresh", int)
ANSWER_TTL_MS = 30 * 24 * 3600 * 1000

room = Room("answering")


@room.command("questions", action="question.answer", summary="待答复的提问")
@room.words("待答提问", action="question.answer", rank=1)
async def show_desk(update: Update, context: Context) -> None:
    """What waits for an answer."""
    await context.say(*await question_list(context, State.OPEN, 0))


@room.on_tap(DESK, action="question.answer")
async def turn(update: Update, context: Context) -> None:
    """Another list or page of the desk, in place."""
    state, page = context.tap
    if state not in (State.OPEN, State.ANSWERED):
        raise Stale(state)
    await context.edit(*await question_list(context, State(state), page))


@room.on_tap(OPEN, action="question.answer")
async def open_question(update: Update, context: Context) -> None:
    """One question; its attachments follow as messages."""
    question = await _question(context)
    if question is None:
        return
    await _show(context, question)
    for number, file in enumerate(question.files, 1):
        method = "sendPhoto" if file.kind == "photo" else "sendDocument"
        caption = context.label("{receipt} 附件 {number}", receipt=question.receipt, number=number)
        await context.forward_media(context.person, method, file.kind, file.file_id, caption)


@room.on_tap(ANSWER, action="question.answer")
async def answer(update: Update, context: Context) -> None:
    """Begin the answer form, or offer the half-filled one."""
    question = await _question(context)
    if question is None:
        return
    waiting = await dialogue.waiting(context, FORM)
    if waiting is None or not waiting.answers.get("text"):
        await _begin(context, question)
    elif waiting.answers.get("question") == question.id:
        await dialogue.show(context, FORM, waiting)
    else:
        text = context.t("您还有一份没发出的答复,是给 {receipt} 的。", receipt=waiting.answers["receipt"])
        await dialogue.offer(context, FORM, waiting, text, FRESH.button(context.label("放弃它,答这个"), question.id))


@room.on_tap(FRESH, action="question.answer")
async def answer_anew(update: Update, context: Context) -> None:
    """Give up the half-filled answer for another question's."""
    question = await _question(context)
    if question is not None:
        await _begin(context, question)


async def _begin(context: Context, question: Question) -> None:
    if question.state is not State.OPEN:
        await _show(context, question)
        return
    answers: Answers = {
        "question": question.id,
        "version": question.version,
        "receipt": question.receipt,
    }
    await dialogue.begin(context, FORM, answers, below=bool(question.files))


async def _question(context: Context) -> Question | None:
    """The question that the button names; where it is gone, say so and show the list."""
    question = await questions.find(context.tx, context.tap[0])
    if question is None:
        await context.toast(context.label("这个提问已被提问人删除"))
        await context.edit(*await question_list(context, State.OPEN, 0))
    return question


async def _show(context: Context, question: Question) -> None:
    text = await question_card(context, question)
    rows = []
    if question.state is State.OPEN:
        rows.append(ANSWER.button(context.label("回答"), question.id))
    state = State.ANSWERED if question.state is State.ANSWERED else State.OPEN
    rows.append(DESK.button(context.label("返回列表"), state.value, 0))
    await context.edit(text, [rows])


# the form's steps; the question itself is not in the answers, so that it is gone once its asker erased it


async def _recall(context: Context, answers: Answers) -> Answers:
    question = await questions.find(context.tx, _number(answers))
    return {"asked": question.text if question is not None else context.label("这个提问已被提问人删除")}


def _number(answers: Answers) -> int:
    number = answers["question"]
    assert isinstance(number, int)
    return number


def _ask_answer(context: Context, answers: Answers) -> Markup:
    lines = [context.t("答复 {receipt}:", receipt=answers["receipt"]), quote(str(answers["asked"]), 200)]
    if answers.get("text"):
        lines.append(context.t("现在写的是:\n{text}", text=quote(str(answers["text"]))))
        lines.append(context.t("要改就发新的一段;不改就点「不改了」。"))
    else:
        lines.append(context.t("请写下答复,最多 {most} 字,会原样发给提问人。", most=LONGEST_ANSWER))
    return Markup("\n").join(lines)


def _ask_source(context: Context, answers: Answers) -> Markup:
    present = context.t("现在是:{source}。", source=answers["source"]) if answers.get("source") else Markup("")
    return present + context.t("这个答复出自哪里?比如文件名或部门。跳过就写「{ours}」。", ours=OUR_SOURCE)


def _ask_keep(context: Context, answers: Answers) -> Markup:
    return context.t("要加入知识库吗?加入后,有人问类似的问题,机器人会直接用这个答复。")


def _ask_wording(context: Context, answers: Answers) -> Markup:
    present = quote(_wording(answers, str(answers["asked"])))
    return context.t(
        "知识库里这个问题怎么写?请写成一般的问法,去掉姓名、单位等个人情况。\n跳过就用提问人的原话:\n{text}",
        text=present,
    )


def _keeps(answers: Answers) -> bool:
    return answers.get("keep") == "yes"


def _wording(answers: Answers, asked: str) -> str:
    return excerpt(str(answers.get("wording") or asked), LONGEST_QUESTION)


def _source(answers: Answers) -> str:
    return str(answers.get("source") or OUR_SOURCE)


def _summary(context: Context, answers: Answers) -> Markup:
    lines = [
        context.t("请看一遍再发出:\n{text}", text=quote(str(answers["asked"]), 120)),
        context.t("<b>答复</b>\n{text}", text=answers["text"]),
        Markup("<i>{}</i>").format(context.t("来源:{source}", source=_source(answers))),
    ]
    if _keeps(answers):
        lines.append(context.t("并加入知识库:\n{text}", text=quote(_wording(answers, str(answers["asked"])))))
    else:
        lines.append(context.t("不加入知识库。"))
    return Markup("\n").join(lines)


async def _send(context: Context, answers: Answers) -> None:
    number, version = _number(answers), answers["version"]
    assert isinstance(version, int)
    text, source, now = str(answers["text"]), _source(answers), context.now
    question = await questions.answer(context.tx, number, version, text, source, context.person.id, now)
    if question is None:
        await _too_late(context, number)
        return
    await audit.note(context.tx, context.person.id, "question.answer", f"question {question.id}", now)
    if question.unanswered:
        await unanswered.close(context.tx, question.unanswered, now)
    if _keeps(answers):
        entry = await knowledge.add(context.tx, _wording(answers, question.text), text, source, china_date(now), now)
        await questions.set_knowledge(context.tx, question.id, entry)
        await audit.note(context.tx, context.person.id, "question.answer", f"knowledge {entry}", now, "added")
    await context.edit(await _tell_asker(context, question), leaving(context))


async def _tell_asker(context: Context, question: Question) -> Markup:
    """Say the answer to who asked; what to tell the officer about it."""
    who = await people.find(context.tx, question.person)
    if who is None or who.muted:
        return context.t(
            "已保存 {receipt} 的答复。提问人屏蔽了机器人,回来后可在「我的提问」里看到。", receipt=question.receipt
        )
    words = context.office.words.get(question.language) or context.words_for(who)
    await context.tell(
        who,
        answer_text(words, question, china_date(context.now)),
        [[ask_human.button(words.label("继续提问"), 0)]],
        key=f"answer:{question.id}",
        ttl_ms=ANSWER_TTL_MS,
    )
    return context.t("✅ 答复已发给提问人({receipt})。", receipt=question.receipt)


async def _too_late(context: Context, number: int) -> None:
    """Somebody was faster: say who, and show what there is now."""
    question = await questions.find(context.tx, number)
    if question is None:
        text = context.t("这个提问已被提问人删除,您的答复没有发出。")
    elif question.state is State.WITHDRAWN:
        text = context.t("提问人已撤回 {receipt},您的答复没有发出。", receipt=question.receipt)
    else:
        text = context.t("{receipt} 已由另一位管理员答复,您的没有发出。", receipt=question.receipt)
        text += Markup("\n\n<b>{}</b>\n{}").format(context.label("已发出的答复"), question.answer)
    await context.edit(text, leaving(context))


FORM = Form(
    name="answer",
    action="question.answer",
    title="答复",
    steps=(
        Step("text", _ask_answer, text_answer("text", 1, LONGEST_ANSWER)),
        Step("source", _ask_source, text_answer("source", 2, LONGEST_SOURCE), optional=True),
        Step("keep", _ask_keep, choices=(("yes", "加入"), ("no", "不加入"))),
        Step("wording", _ask_wording, text_answer("wording", SHORTEST, LONGEST_QUESTION), optional=True, needed=_keeps),
    ),
    summary=_summary,
    finish=_send,
    confirm="发出答复",
    recall=_recall,
)
dialogue.add_form(room, FORM)
