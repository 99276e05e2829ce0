"""A competition's rules of registration and of judging, in words: on its card, and as admins see and change them.

An ordinary competition has none: people register alone, as many as come, unchecked.
"""

from markupsafe import Markup

from handlers.kit.words import Words
from storage.model.competitions import MEAN, PREVIOUS, SHARED, TRIMMED, Draft, Question

RULES = {
    "team": "个人或组队",
    "seats": "报名名额",
    "per_unit": "每单位名额",
    "questions": "资格问题",
    "documents": "报名材料",
    "checked": "资格审核",
    "awards": "奖励",
    "objection_days": "异议天数",
    "appeal_hours": "申诉时限",
    "scoring": "打分方式",
    "ties": "同分名次",
}
"""What can be changed, and what it is called (source strings)."""
SCORING_NAMES = {MEAN: "平均分", TRIMMED: "去最高最低后平均"}
TIES_NAMES = {SHARED: "名次并列(1、1、3)", PREVIOUS: "看上一轮的分"}
"""Source strings."""


def rule_lines(words: Words, draft: Draft, taken: int | None = None, *, closed: bool = False) -> list[Markup]:
    """What somebody who thinks of entering should know, a line each. `taken`: how many of the seats; `closed`: it is too
    late to enter, and what one enters with is no news."""
    lines, team = [], draft.team_most > 1
    if team:
        lines.append(words.t("组队参加:每队 {people} 人", people=_span(draft)))
    if draft.seats is not None and not closed:
        said = (
            words.t("名额:{number} 队", number=draft.seats) if team else words.t("名额:{number} 人", number=draft.seats)
        )
        if taken is not None:
            said += words.t(",还剩 {free}", free=max(0, draft.seats - taken))
        lines.append(said)
    if closed:
        return [*lines, *([words.t("奖励:{awards}", awards=draft.awards)] if draft.awards else [])]
    if draft.per_unit is not None and team:
        lines.append(words.t("每个单位最多 {number} 队", number=draft.per_unit))
    elif draft.per_unit is not None:
        lines.append(words.t("每个单位最多 {number} 人", number=draft.per_unit))
    if draft.documents:
        lines.append(words.t("报名要交:{documents}(拍照)", documents=draft.documents))
    if draft.checked:
        lines.append(words.t("报名后由工会审核,结果会告诉您"))
    if draft.awards:
        lines.append(words.t("奖励:{awards}", awards=draft.awards))
    return lines


def rule_words(words: Words, draft: Draft, rule: str) -> str:
    """How one rule stands, in words."""
    unlimited = words.label("不限")
    match rule:
        case "team":
            return (
                words.label("组队,每队 {people} 人", people=_span(draft))
                if draft.team_most > 1
                else words.label("个人")
            )
        case "seats" | "per_unit":
            number = getattr(draft, rule)
            return unlimited if number is None else str(number)
        case "questions":
            asked = [question_words(words, one) for one in draft.questions]
            return " / ".join(asked) if asked else words.label("不问")
        case "documents":
            return draft.documents or words.label("不用交")
        case "checked":
            return words.label("要审核") if draft.checked else words.label("不审核")
        case "awards":
            return draft.awards or words.label("没写")
        case "objection_days":
            return words.label("{number} 个工作日", number=draft.objection_days)
        case "appeal_hours":
            return str(words.count("{number} 小时", "{number} 小时", draft.appeal_hours))
        case "scoring":
            name = SCORING_NAMES[draft.scoring]
            return words.label(name)
        case _:
            name = TIES_NAMES[draft.ties]
            return words.label(name)


def question_words(words: Words, question: Question) -> str:
    """An eligibility question and the answer it wants."""
    wanted = words.label("是") if question.wanted else words.label("不是")
    return words.label("{question}(要「{wanted}」)", question=question.text, wanted=wanted)


def _span(draft: Draft) -> str:
    if draft.team_least == draft.team_most:
        return str(draft.team_most)
    return f"{draft.team_least}\u2013{draft.team_most}"
