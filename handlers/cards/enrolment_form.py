"""The form that enrolling opens where there is something to ask: a name, the unit, the organiser's questions.

What is asked stands in the answers it begins with: `title` and `questions` of the course as they were then, `ask_name`,
`ask_unit`. There are as many steps as a course may have questions; those it has not are passed over.
"""

from collections.abc import Callable

from markupsafe import Markup
from telegram import Message

from handlers.kit.context import Context
from handlers.kit.form import Again, Step, text_answer
from handlers.language.course_fix import asks_of_courses
from storage.dialogues import Answers
from storage.model.courses import LONGEST_ANSWER, MOST_QUESTIONS
from storage.model.entries import LONGEST_NAME, LONGEST_UNIT
from storage.model.texts import cleaned, is_name


def step_name(place: int) -> str:
    """What the step of the course's question at this place (0 first) is called."""
    return f"q{place}"


def questions_in(answers: Answers) -> list[str]:
    """The course's questions when the form began."""
    kept = answers.get("questions")
    return [str(text) for text in kept] if isinstance(kept, list) else []


def summary(context: Context, answers: Answers) -> Markup:
    """What was said, to be looked at before enrolling."""
    lines = [context.t("请看一遍再报名:"), Markup("<b>{}</b>").format(answers["title"])]
    if answers.get("name"):
        lines.append(context.t("名字:{name}", name=answers["name"]))
    if answers.get("unit"):
        lines.append(context.t("单位:{unit}", unit=answers["unit"]))
    for place, text in enumerate(questions_in(answers)):
        lines += [Markup("{}").format(text), Markup("<b>{}</b>").format(answers.get(step_name(place), ""))]
    return Markup("\n").join(lines)


def _question_step(place: int) -> Step:
    def ask(context: Context, answers: Answers) -> Markup:
        texts = questions_in(answers)
        head = Markup("<b>{}</b> · {}/{}").format(answers["title"], place + 1, len(texts))
        return Markup("{}\n{}").format(head, texts[place])

    answer = text_answer(step_name(place), 1, LONGEST_ANSWER)

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        """An answer may say anything; a question about courses is none, and the form waits for it to be answered."""
        return None if message.text and asks_of_courses(message.text) else answer(context, message, answers)

    return Step(
        step_name(place),
        ask,
        hear,
        needed=lambda answers: place < len(questions_in(answers)),
    )


def read_name(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A name as lists and certificates can have it."""
    name = " ".join(cleaned(message.text or "").split())
    if not is_name(name, LONGEST_NAME):
        return Again(context.t("请写您的姓名,2 到 {most} 个字,例如「示例职工甲」。", most=LONGEST_NAME))
    return {**answers, "name": name}


def _if(flag: str) -> Callable[[Answers], bool]:
    return lambda answers: bool(answers.get(flag))


def _ask_name(context: Context, answers: Answers) -> Markup:
    return context.t("名单和证书上写什么名字?请写您的姓名。只有主办方看得到,以后在 /my 里可以改。")


def _ask_unit(context: Context, answers: Answers) -> Markup:
    return context.t(
        "「{title}」按单位限名额,请写您的单位,例如「示例机械厂」。只问这一次,以后在 /my 里可以改。",
        title=answers["title"],
    )


STEPS = (
    Step("name", _ask_name, read_name, needed=_if("ask_name")),
    Step("unit", _ask_unit, text_answer("unit", 2, LONGEST_UNIT), needed=_if("ask_unit")),
    *(_question_step(place) for place in range(MOST_QUESTIONS)),
)
"""Its steps, in order."""
