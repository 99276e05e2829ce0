"""我的提问: what a person asked, what became of it, and taking a question back."""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.questions import MY_QUESTIONS, PAGE, ask_human, attached, excerpt, quote
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import privacy, questions
from storage.model.days import china_date
from storage.model.questions import Question, State

MINE = Tap("mine.list", int)
SHOW = Tap("mine.show", int)
WITHDRAW = Tap("mine.withdraw", int)
REALLY = Tap("mine.really", int)
STATES = {State.OPEN: "等待答复", State.ANSWERED: "已答复", State.WITHDRAWN: "已撤回"}
"""Source strings."""

room = Room("my_questions")


@room.command("myquestions", action="question.ask", summary="我的提问")
@room.words("我的提问", "我的问题", action="question.ask")
@room.on_tap(MY_QUESTIONS, action="question.ask")
async def show_list(update: Update, context: Context) -> None:
    """What the person asked, the newest first."""
    await context.say(*await _list(context, 0))


@room.on_tap(MINE, action="question.ask")
async def turn(update: Update, context: Context) -> None:
    """A page of the list, in place."""
    await context.edit(*await _list(context, context.tap[0]))


@room.on_tap(SHOW, action="question.ask")
async def show(update: Update, context: Context) -> None:
    """One question, with its answer."""
    question = await _own(context)
    if question is not None:
        await _show(context, question)


@room.on_tap(WITHDRAW, action="question.ask")
async def ask_withdraw(update: Update, context: Context) -> None:
    """Make sure before a question is taken back."""
    question = await _own(context)
    if question is None:
        return
    if question.state is not State.OPEN:
        await _show(context, question)
        return
    text = context.t("确定撤回 {receipt} 吗?撤回后不会再有人答复。", receipt=question.receipt)
    yes = REALLY.button(context.label("确定撤回"), question.id)
    await context.edit(Markup("{}\n{}").format(text, quote(question.text, 60)), [[yes, _back_to(context, question)]])


@room.on_tap(REALLY, action="question.ask")
async def withdraw(update: Update, context: Context) -> None:
    """Take a question back; when an officer was faster, show the answer."""
    question = await _own(context)
    if question is None:
        return
    if await questions.withdraw(context.tx, question.id, context.person.id, context.now):
        await privacy.untell_one(context.tx, question)
        await context.toast(context.label("已撤回"))
    elif question.state is State.ANSWERED:
        await context.toast(context.label("已经有答复了"))
    await _show(context, await questions.find(context.tx, question.id) or question)


async def _own(context: Context) -> Question | None:
    """The person's own question that the button names; else say so and show the list."""
    question = await questions.find(context.tx, context.tap[0])
    if question is not None and question.person == context.person.id != 0:
        return question
    await context.toast(context.label("没有这个提问,或者已经删除了"))
    await context.edit(*await _list(context, 0))
    return None


async def _list(context: Context, page: int) -> tuple[Markup, Rows]:
    page = max(page, 0)
    found = await questions.of_person(context.tx, context.person.id, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await _list(context, last)
    ask = [ask_human.button(context.label("再提一个") if found.total else context.label("去提问"), 0)]
    if not found.total:
        return context.t("您还没有提过问题。"), [ask]
    lines = [context.t("<b>我的提问</b> · 共 {number} 个", number=found.total)]
    numbers = []
    for number, question in enumerate(found.questions, page * PAGE + 1):
        state = context.label(STATES[question.state])
        lines.append(Markup("\n{}. {} · {}").format(number, state, china_date(question.asked_at)))
        lines.append(Markup("{}").format(excerpt(question.text)))
        numbers.append(SHOW.button(str(number), question.id))
    rows = [numbers, turning(context, MINE, page, last), ask]
    return Markup("\n").join(lines), [row for row in rows if row]


async def _show(context: Context, question: Question) -> None:
    lines = [
        Markup("<b>{}</b> · {}").format(question.receipt, context.label(STATES[question.state])),
        quote(question.text),
    ]
    if question.files:
        lines.append(context.t("附件:{files}", files=attached(context.words, question.files)))
    lines.append(context.t("提问日期:{day}", day=china_date(question.asked_at)))
    if question.state is State.ANSWERED:
        day = china_date(question.closed_at or 0)
        lines += [
            Markup("\n<b>{}</b>\n{}").format(context.label("答复"), question.answer),
            Markup("<i>{}</i>").format(context.t("来源:{source} · {day}", source=question.source, day=day)),
        ]
    rows = []
    if question.state is State.OPEN:
        rows.append(WITHDRAW.button(context.label("撤回"), question.id))
    elif question.state is State.ANSWERED:
        rows.append(ask_human.button(context.label("继续提问"), 0))
    rows.append(MINE.button(context.label("返回列表"), 0))
    await context.edit(Markup("\n").join(lines), [rows])


def _back_to(context: Context, question: Question) -> InlineKeyboardButton:
    return SHOW.button(context.label("不撤了"), question.id)
