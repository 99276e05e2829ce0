"""The questions about a competition's rules of registration and of judging that admins answer, and what they say."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from telegram import Message

from handlers.cards.competition_times import chosen
from handlers.cards.entry_rules import SCORING_NAMES, TIES_NAMES, question_words
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, text_answer
from handlers.language.amounts import number
from handlers.language.moments import folded
from storage.dialogues import Answers
from storage.model.competitions import (
    LONGEST_AWARDS,
    LONGEST_DOCUMENTS,
    LONGEST_QUESTION,
    MOST_APPEAL_HOURS,
    MOST_OBJECTION_DAYS,
    MOST_QUESTIONS,
    MOST_SEATS,
    MOST_TEAM,
    Competition,
    Draft,
    Question,
)
from storage.model.texts import cleaned

TOLD = ("team", "questions", "documents", "checked")
"""Changes that those who are registered hear of."""
_NUMBER = re.compile(
    r"(?:每个?单位|最多|限|各)* ?(\d{1,5}|[一二两三四五六七八九十百]{1,7}) ?(?:个|人|队|份|名|家|天|小时|个人|个工作日|工作日)?"
)
_OPEN = re.compile("几|多少|什么|哪|谁|怎么|为何|[?\uff1f].+[?\uff1f]")
"""What is not answered by yes or no."""
_RANGE = re.compile(r"每?队?(\d{1,2}) ?人?(?: ?(?:-|~|\u2013|\u2014|到|至) ?(\d{1,2}) ?人?)?")
_WANTED = re.compile(r"[\s(\uff08]*(?:答|选|应答)?[「\"]?(是|不是|否)[」\"]?[)\uff09]*$")


def number_typed(text: str) -> int | None:
    """「40」, 「两个」, 「每单位两份」; None for what is no number."""
    found = _NUMBER.fullmatch(folded(text).strip())
    return number(found[1]) if found is not None else None


def asks_openly(text: str) -> bool:
    """Whether yes or no is no answer to it."""
    return _OPEN.search(text) is not None


def ruled(one: Competition, answers: Answers) -> Draft:
    """The competition as the answers want it."""
    rule = str(answers["field"])
    value: Any = answers.get(rule) or ""
    if rule == "team":
        least, most = map(int, str(value or "1 1").split())
        return replace(one, team_least=least, team_most=most)
    if rule == "questions":
        kept = value if isinstance(value, list) else []
        value = tuple(Question(text, bool(wanted)) for text, wanted in kept)
    elif rule in ("seats", "per_unit"):
        value = int(value) if value else None
    elif rule in ("objection_days", "appeal_hours"):
        value = int(value or 0)
    elif rule == "checked":
        value = bool(value)
    return replace(one, **{rule: value})


def rule_steps() -> Sequence[Step]:
    """A step for each rule; one of them is asked."""
    return (
        Step("team", _asking(ASK["team"]), _read_team, choices=(("1 1", "个人参加"),), needed=chosen("team")),
        _number_step("seats", 1, MOST_SEATS, "不限"),
        _number_step("per_unit", 1, MOST_SEATS, "不限"),
        Step(
            "questions",
            _ask_questions,
            _read_questions,
            collects=True,
            choices=(("", "不问"),),
            needed=chosen("questions"),
        ),
        _text_step("documents", LONGEST_DOCUMENTS, "不用交"),
        Step("checked", _asking(ASK["checked"]), choices=(("1", "要审核"), ("", "不审核")), needed=chosen("checked")),
        _text_step("awards", LONGEST_AWARDS, "清空这一项"),
        _number_step("objection_days", 1, MOST_OBJECTION_DAYS),
        _number_step("appeal_hours", 1, MOST_APPEAL_HOURS),
        Step("scoring", _asking(ASK["scoring"]), choices=tuple(SCORING_NAMES.items()), needed=chosen("scoring")),
        Step("ties", _asking(ASK["ties"]), choices=tuple(TIES_NAMES.items()), needed=chosen("ties")),
    )


ASK = {
    "team": "个人参加,还是组队?组队就写每队几个人,例如「3」或「2-4」。",
    "seats": "一共收多少份报名?写个数,例如「40」。组队的按队算。",
    "per_unit": "每个单位最多报几份?写个数,例如「2」。报名时会问单位。",
    "documents": "报名要拍照交什么?例如「焊工操作证正反面」。",
    "checked": "报名后要不要管理员审核?要审核的,通过了才算报上。",
    "awards": "有什么奖励?",
    "objection_days": "公示几个工作日?写个数,例如「5」。",
    "appeal_hours": "选手知道成绩后多少小时内可以申诉?写个数,例如「48」。",
    "scoring": "几位评委的分怎么合成一个?",
    "ties": "分数一样的,名次怎么排?",
}
"""What asks for a rule (source strings)."""


def _asking(message: str) -> Callable[[Context, Answers], Markup]:
    return lambda context, _answers: context.t(message)


def _text_step(rule: str, longest: int, none: str) -> Step:
    return Step(rule, _asking(ASK[rule]), text_answer(rule, 2, longest), choices=(("", none),), needed=chosen(rule))


def _number_step(rule: str, least: int, most: int, none: str = "") -> Step:
    def read(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        value = number_typed(message.text or "")
        if value is None or not least <= value <= most:
            return Again(context.t("请写一个数,{least} 到 {most}。", least=least, most=most))
        return {**answers, rule: value}

    return Step(rule, _asking(ASK[rule]), read, choices=(("", none),) if none else (), needed=chosen(rule))


def _read_team(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    found = _RANGE.fullmatch(folded(message.text or "").strip())
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= least <= most <= MOST_TEAM:
        return Again(context.t("请写每队几个人,例如「3」或「2-4」,最多 {most} 人。", most=MOST_TEAM))
    return {**answers, "team": f"{least} {most}"}


def _ask_questions(context: Context, answers: Answers) -> Markup:
    kept = answers.get("questions")
    if isinstance(kept, list) and kept:
        asked = Markup("\n").join(question_words(context.words, Question(text, bool(wanted))) for text, wanted in kept)
        return context.t("现在问:\n{questions}\n还有就接着发,没有了点「完成」。", questions=asked)
    return context.t(
        "报名前问什么?一条一个,职工点「是」或「不是」。\n要答「是」才能报的,直接写,例如「您有焊工操作证吗?」\n"
        "要答「不是」的,后面写上「不是」,例如「您去年得过一等奖吗? 不是」。\n最多 {most} 个。",
        most=MOST_QUESTIONS,
    )


def _read_questions(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    if message.text is None:
        return Again(context.t("这一步只收文字。"))
    held = answers.get("questions")
    kept = list(held) if isinstance(held, list) else []
    for line in filter(None, map(str.strip, cleaned(message.text).splitlines())):
        found = _WANTED.search(line)
        text = line[: found.start()].strip() if found and found.start() else line
        if not 4 <= len(text) <= LONGEST_QUESTION:
            return Again(context.t("每个问题写 4 到 {most} 个字,请再发一次。", most=LONGEST_QUESTION))
        if asks_openly(text):
            return Again(
                context.t("「{text}」不能用「是」或「不是」来答。请一条只问一件事,例如「您有焊工操作证吗?」", text=text)
            )
        kept.append([text, int(not (found and found.start() and found[1] != "是"))])
    if len(kept) > MOST_QUESTIONS:
        return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_QUESTIONS))
    return {**answers, "questions": kept}
