"""更正: points that were told are put right; everybody whom it moves is told old and new, and all hear that it was corrected."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.competition_news import spread
from handlers.cards.result_letters import change_line
from handlers.cards.stage_desk import entry_named, found, stage_card, stage_of
from handlers.cards.stages import CORRECT, PUBLIC, stage_name
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.words import Words
from storage import audit, drawing, results
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import Plan, Result, Stand, read_points, stage_after, written_points
from storage.results import Moved

LONGEST_REASON = 200
MOST_SHOWN = 10

room = Room("correcting")


@room.on_tap(CORRECT, action="competition.edit")
async def correct(update: Update, context: Context) -> None:
    """Ask whose points, and what they are."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    if plan.state is Stand.OPEN:
        await context.toast(context.label("成绩还没告诉选手,请评委直接改分"))
        await context.edit(*await stage_card(context, one, plan))
        return
    about: Answers = {"competition": one.id, "stage": stage, "version": plan.version}
    await dialogue.begin(context, FORM, about)


async def _recall(context: Context, answers: Answers) -> Answers:
    """Whose number it is, and whom it would move."""
    number, stage = answers.get("number"), str(answers["stage"])
    there = await stage_of(context, answers["competition"], stage)
    if there is None or not isinstance(number, int):
        return {"result": None, "moved": [], "name": "", "late": "", "awarded": False}
    one, _, plan = there
    kept = await results.listed(context.tx, one.id, stage)
    result = next((result for result in kept if result.number == number), None)
    points = answers.get("points")
    moved: list[Moved] = []
    if result is not None and isinstance(points, int):
        moved = await results.correction(context.tx, one, plan, {result.entry: points})
    name = await entry_named(context, result.entry) if result is not None else ""
    late = await _too_late(context, one, plan, moved)
    return {"result": result, "moved": moved, "name": name, "late": late, "awarded": plan.awarded_at is not None}


def _ask_number(context: Context, answers: Answers) -> Markup:
    return context.t("更正几号的成绩?请写抽签号。")


def _read_number(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    text = (message.text or "").strip().removesuffix("号").strip()
    if not text.isdecimal() or not 1 <= int(text) <= 99_999:
        return Again(context.t("请写抽签号,比如:12。"))
    return {**answers, "number": int(text)}


def _ask_points(context: Context, answers: Answers) -> Markup:
    result = answers["result"]
    if not isinstance(result, Result):
        return context.t("没有 {number} 号的成绩,请点「返回」重写抽签号。", number=answers["number"])
    return context.t(
        "{number} 号({name})现在是 {points} 分,第 {place} 名。更正成多少分?",
        number=result.number,
        name=answers["name"],
        points=written_points(result.points),
        place=result.place,
    )


def _read_points(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    points = read_points(message.text or "")
    if points is None:
        return Again(context.t("请写 0 到 100 的分数,最多两位小数,比如:88.5。"))
    return {**answers, "points": points}


def _ask_reason(context: Context, answers: Answers) -> Markup:
    return context.t("为什么更正?写一句,会告诉受影响的选手。")


def _summary(context: Context, answers: Answers) -> Markup:
    moved = answers["moved"]
    if not isinstance(answers["result"], Result):
        return context.t("没有 {number} 号的成绩,请点「返回修改」。", number=answers["number"])
    if not isinstance(moved, list) or not moved:
        return context.t("和现在一样,没有要更正的。")
    lines = [context.t("更正以后有 {number} 个名次或分数会变:", number=len(moved))]
    lines += [_change(context.words, change) for change in moved[:MOST_SHOWN]]
    if answers["late"]:
        lines.append(
            context.t(
                "⚠️ 这样改会变动谁进{stage},可是{stage}的成绩已经告诉选手了,所以不能改。请另行公告。",
                stage=answers["late"],
            )
        )
        return Markup("\n").join(lines)
    if answers["awarded"]:
        lines.append(context.t("已经颁过奖,奖项会跟着新的名次变。"))
    lines.append(context.t("原因:{reason}", reason=answers["reason"]))
    lines.append(context.t("会告诉这些选手「原来 → 现在」;已经公布的,会告诉大家有更正。"))
    return Markup("\n").join(lines)


def _change(words: Words, change: Moved) -> Markup:
    return change_line(words, change.before, change.after)


async def _too_late(context: Context, one: Competition, plan: Plan, moved: Sequence[Moved]) -> str:
    """Whoever is moved over the cut of a stage whose next one is told already would be in a contest that is over: the name
    of that stage; '' where nobody is."""
    following = stage_after(one.times, plan.stage)
    if following is None or all(change.before.passed == change.after.passed for change in moved):
        return ""
    after = await drawing.plan(context.tx, one.id, following)
    return stage_name(context.words, following) if after.state is not Stand.OPEN else ""


async def _finish(context: Context, answers: Answers) -> None:
    there = await stage_of(context, answers["competition"], str(answers["stage"]))
    if there is None:
        return
    one, stage, plan = there
    kept = await results.listed(context.tx, one.id, stage)
    result = next((result for result in kept if result.number == answers["number"]), None)
    points = answers["points"]
    moved, reason = None, str(answers["reason"])
    if result is not None and isinstance(points, int) and plan.version == answers["version"]:
        would = await results.correction(context.tx, one, plan, {result.entry: points})
        late = await _too_late(context, one, plan, would)
        if late:
            await context.edit(
                context.t("{stage}的成绩已经告诉选手了,不能再变动谁进{stage}。更正没有保存。", stage=late)
            )
            return
        moved = await results.correct(context.tx, one, plan, {result.entry: points}, reason, context.now)
    if moved is None:
        await context.edit(context.t("这一场刚有变动,更正没有保存。请再来一次。"))
        await context.say(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))
        return
    subject = f"competition {one.id} {stage} number {answers['number']}"
    detail = f"corrected to {written_points(int(str(points)))}, {len(moved)} moved"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, detail)
    plan = await drawing.plan(context.tx, one.id, stage)
    told = await drawing.people_of(context.tx, [change.after.entry for change in moved])
    if plan.state is Stand.PUBLIC and moved:
        await spread(
            context,
            one,
            lambda words: Markup("{}\n{}").format(
                words.t("「{title}」{stage}成绩有更正。", title=one.title, stage=stage_name(words, stage)),
                Markup("\n").join(_change(words, change) for change in moved[:MOST_SHOWN]),
            ),
        )
    said = context.t("✅ 已更正,正在告诉受影响的 {number} 人。", number=sum(map(len, told.values())))
    await context.edit(said, [[PUBLIC.button(context.label("看成绩"), one.id, stage, 0)]])


FORM = Form(
    name="correction",
    action="competition.edit",
    title="更正",
    steps=(
        Step("number", _ask_number, _read_number),
        Step("points", _ask_points, _read_points),
        Step("reason", _ask_reason, text_answer("reason", 2, LONGEST_REASON)),
    ),
    summary=_summary,
    finish=_finish,
    confirm="确认更正",
    cancelled="好的,没有更正。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
