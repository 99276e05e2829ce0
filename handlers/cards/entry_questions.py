"""What everybody who enters a competition is asked before: yes or no, one question a message, nothing kept.

Whoever answers all of them as wanted goes on; a wrong answer ends it kindly. The buttons carry the competition's version:
where its rules changed in between, the questions begin anew.
"""

from collections.abc import Callable

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import OPEN
from handlers.cards.questions import ask_human
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from storage.model.competitions import Competition

Answer = Callable[[str, int, int], InlineKeyboardButton]
"""Makes the button of this label that answers the question at this place with 1 (yes) or 0 (no)."""


def question_card(context: Context, one: Competition, place: int, answer: Answer) -> tuple[Markup, Rows]:
    """The question at this place (0 first), to be answered by a tap."""
    total = len(one.questions)
    text = context.t("报名「{title}」,先确认几件事 {number}/{total}", title=one.title, number=place + 1, total=total)
    asked = Markup("{}\n\n<b>{}</b>").format(text, one.questions[place].text)
    yes, no = answer(context.label("是"), place, 1), answer(context.label("不是"), place, 0)
    return asked, [[yes, no], [OPEN.button(context.label("先不报"), one.id)]]


def wrong_answer(context: Context, one: Competition, place: int, again: InlineKeyboardButton) -> tuple[Markup, Rows]:
    """What is required, whom to ask, and the way back for whoever mistapped."""
    question = one.questions[place]
    wanted = context.label("是") if question.wanted else context.label("不是")
    whom = context.t("不清楚的,可以问主办单位({organiser}),或者转人工。", organiser=one.organiser)
    lines = [
        context.t("抱歉,按规定这次还不能报「{title}」。", title=one.title),
        context.t("「{question}」这一条要答「{wanted}」才能报。", question=question.text, wanted=wanted),
        whom if one.organiser else context.t("不清楚的,可以转人工问工会。"),
        context.t("点错了就「重新回答」。什么都没有保存。"),
    ]
    human = ask_human.button(context.label("转人工"), 0)
    return Markup("\n").join(lines), [[again, human], [OPEN.button(context.label("查看竞赛"), one.id)]]
