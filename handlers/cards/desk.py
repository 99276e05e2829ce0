"""The officers' desk: what waits for an answer, as lists and cards, and the buttons from one list to the next.

Shared by the rooms that answer questions and that keep the knowledge base.
"""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.questions import (
    DESK,
    EXCERPT,
    KNOWN,
    MISSED,
    OPEN,
    PAGE,
    ago,
    asker,
    attached,
    excerpt,
    quote,
    waited,
)
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows
from storage import people, questions, studios
from storage.model.days import china_date
from storage.model.questions import Question, State

TABS = (
    (State.OPEN.value, "待答复"),
    (State.ANSWERED.value, "已答复"),
    ("missed", "没答上的"),
    ("known", "知识库"),
)
"""The lists and their labels (source strings)."""


def tabs(context: Context, shown: str) -> list[list[InlineKeyboardButton]]:
    """Buttons to the lists other than the one shown."""
    lead = {"missed": MISSED.button, "known": KNOWN.button}
    row = []
    for tab, label in TABS:
        if tab == shown:
            continue
        words = context.label(label)
        row.append(lead[tab](words, 0) if tab in lead else DESK.button(words, tab, 0))
    return [row]


def leaving(context: Context) -> Rows:
    """The button under something finished: back to what waits."""
    return [[DESK.button(context.label("看待答提问"), State.OPEN.value, 0)]]


async def question_list(context: Context, state: State, page: int) -> tuple[Markup, Rows]:
    """Questions in this state, OPEN or ANSWERED; a page beyond the end becomes the last."""
    page = max(page, 0)
    of_state = questions.open_ones if state is State.OPEN else questions.answered_ones
    found = await of_state(context.tx, PAGE, page * PAGE)
    last = last_page(found.total, PAGE)
    if page > last:
        return await question_list(context, state, last)
    if state is State.OPEN:
        lines = [context.t("<b>待答复的提问</b> · {number}", number=found.total)]
        empty = context.t("都答完了,没有等着的。")
    else:
        lines = [context.t("<b>已答复的提问</b> · {number}", number=found.total)]
        empty = context.t("还没有答复过。")
    numbers = []
    for number, question in enumerate(found.questions, page * PAGE + 1):
        if state is State.OPEN:
            when = waited(context.words, question.asked_at, context.now)
        else:
            when = context.t("{day} 答复", day=china_date(question.closed_at or 0))
        lines.append(Markup("\n{}. {} · {}").format(number, question.receipt, when))
        lines.append(Markup("{}").format(excerpt(question.text, EXCERPT)))
        numbers.append(OPEN.button(str(number), question.id))
    if not numbers:
        lines.append(empty)
    rows = [numbers, turning(context, DESK, page, last, state.value), *tabs(context, state.value)]
    return Markup("\n").join(lines), [row for row in rows if row]


async def question_card(context: Context, question: Question) -> Markup:
    """One question as officers see it: the asker is a number."""
    words = context.words
    lines = [
        Markup("<b>{}</b>").format(question.receipt),
        quote(question.text),
        Markup("{} · {}").format(asker(words, question), ago(words, question.asked_at, context.now)),
    ]
    about = await studios.find(context.tx, question.studio) if question.studio else None
    if about is not None:
        lines.append(context.t("关于:{name}", name=about.name))
    if question.files:
        lines.append(context.t("附件:{files}", files=attached(words, question.files)))
    who = await people.find(context.tx, question.person)
    if who is not None and who.muted:
        lines.append(context.t("⚠️ 提问人已屏蔽机器人,暂时收不到消息"))
    if question.state is State.WITHDRAWN:
        lines.append(context.t("提问人已撤回"))
    elif question.state is State.ANSWERED:
        lines.append(Markup("\n<b>{}</b>\n{}").format(context.label("答复"), question.answer))
        day = china_date(question.closed_at or 0)
        lines.append(Markup("<i>{}</i>").format(context.t("来源:{source} · {day}", source=question.source, day=day)))
    return Markup("\n").join(lines)
