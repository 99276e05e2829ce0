"""What a competitor reads of their result: at first, when it is corrected, when it wins an award."""

from markupsafe import Markup

from handlers.cards.competitions import CARD
from handlers.cards.stages import APPEAL, place_name, stage_name
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage.model.competitions import Competition
from storage.model.contests import Plan, Result, stage_after, written_points
from storage.model.ranking import NO_PLACE


def letter(words: Words, one: Competition, plan: Plan, result: Result, until: str) -> tuple[Markup, Rows]:
    """What a competitor reads of their result, before anybody else does. `until`: when an appeal ends."""
    stage, following = stage_name(words, plan.stage), stage_after(one.times, plan.stage)
    lines = [words.t("<b>{title}</b> · {stage}成绩", title=one.title, stage=stage)]
    if result.place == NO_PLACE:
        lines.append(words.t("没有您的成绩,按缺席算。"))
    else:
        points = written_points(result.points)
        lines.append(
            words.t(
                "{number} 号 <b>{points}</b> 分,{place}",
                number=result.number,
                points=points,
                place=place_name(words, result),
            )
        )
    if following is not None and result.place != NO_PLACE:
        name = stage_name(words, following)
        lines.append(
            words.t("🎉 恭喜进入{stage}!抽签号和时间会再发给您。", stage=name)
            if result.passed
            else words.t("这次没有进入{stage},谢谢您参加。", stage=name)
        )
    lines.append(words.t("对成绩有疑问,{moment} 前可以申诉。公布以前请先别转发。", moment=until))
    rows = [
        [
            CARD.button(words.label("查看竞赛"), one.id),
            APPEAL.button(words.label("申诉"), one.id, plan.stage),
        ]
    ]
    return Markup("\n").join(lines), rows


def correction_letter(words: Words, one: Competition, plan: Plan, was: Result, result: Result) -> tuple[Markup, Rows]:
    """Old and new, and why."""
    lines = [
        words.t("更正 · 「{title}」{stage}成绩", title=one.title, stage=stage_name(words, plan.stage)),
        change_line(words, was, result),
    ]
    following = stage_after(one.times, plan.stage)
    if following is not None and was.passed != result.passed:
        name = stage_name(words, following)
        lines.append(
            words.t("您现在进入{stage}了,抽签号会再发给您。", stage=name)
            if result.passed
            else words.t("您现在没有进入{stage}。", stage=name)
        )
    lines.append(words.t("原因:{reason}", reason=plan.corrected_why))
    return Markup("\n").join(lines), [[CARD.button(words.label("查看竞赛"), one.id)]]


def award_letter(words: Words, one: Competition, plan: Plan, result: Result) -> tuple[Markup, Rows]:
    """What it won."""
    text = words.t(
        "🏅 恭喜!「{title}」{stage}第 {place} 名,获得 <b>{award}</b>。",
        title=one.title,
        stage=stage_name(words, plan.stage),
        place=result.place,
        award=result.award,
    )
    return text, [[CARD.button(words.label("查看竞赛"), one.id)]]


def change_line(words: Words, was: Result, result: Result) -> Markup:
    """「12 号 80.00 分 第 5 名 → 85.00 分 第 3 名」."""
    return words.t(
        "{number} 号 {before} → <b>{after}</b>",
        number=result.number,
        before=_stands(words, was),
        after=_stands(words, result),
    )


def _stands(words: Words, result: Result) -> str:
    if result.place == NO_PLACE:
        return words.label("缺席")
    said = words.label("{points} 分 {place}", points=written_points(result.points), place=place_name(words, result))
    return f"{said} {result.award}" if result.award else said
