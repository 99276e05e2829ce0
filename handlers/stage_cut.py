"""晋级线: who goes on from a stage, by place, by points, or by both; until its results are told."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.results import cut_words, preview
from handlers.cards.stage_desk import CUT, found, stage_card, stage_of
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from storage import audit, drawing, results
from storage.dialogues import Answers
from storage.model.competitions import Competition
from storage.model.contests import Stand, read_points, written_points
from storage.model.ranking import Cut

MOST_TOP = 100_000

room = Room("stage_cut")


@room.on_tap(CUT, action="competition.edit")
async def change_cut(update: Update, context: Context) -> None:
    """Who goes on."""
    there = await found(context)
    if there is not None and there[2].state is not Stand.OPEN:
        await _outrun(context, there[0], there[1])
    elif there is not None:
        one, stage, plan = there
        about: Answers = {"competition": one.id, "stage": stage, "version": plan.version}
        await dialogue.begin(context, FORM, about)


def _ask_top(context: Context, answers: Answers) -> Markup:
    return context.t("前几名进下一场?写一个数,比如:20。不按名次就跳过。")


def _ask_least(context: Context, answers: Answers) -> Markup:
    return context.t("最少多少分才进?比如:60。不设就跳过。")


def _read_top(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    text = (message.text or "").strip().removeprefix("前").removesuffix("名").strip()
    if not text.isdecimal() or not 1 <= int(text) <= MOST_TOP:
        return Again(context.t("请写一个数,比如:20。"))
    return {**answers, "top": int(text)}


def _read_least(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    points = read_points(message.text or "")
    if points is None:
        return Again(context.t("请写 0 到 100 的分数,比如:60。"))
    return {**answers, "least": points}


def _cut(answers: Answers) -> Cut:
    top, least = answers.get("top"), answers.get("least")
    return Cut(top if isinstance(top, int) else None, least if isinstance(least, int) else None)


def _summary(context: Context, answers: Answers) -> Markup:
    cut = _cut(answers)
    lines = [context.t("晋级线:{cut}", cut=cut_words(context.words, cut))]
    if cut.top is not None and cut.least is not None:
        lines.append(
            context.t("两条都要够:名次在前 {top},分数不低于 {least}。", top=cut.top, least=written_points(cut.least))
        )
    return Markup("\n").join(lines)


async def _save(context: Context, answers: Answers) -> None:
    there = await stage_of(context, answers["competition"], str(answers["stage"]))
    if there is None:
        return
    one, stage, plan = there
    seen = await drawing.begun(context.tx, plan) if plan.version == answers["version"] else None
    if seen is None or not await results.set_cut(context.tx, seen, _cut(answers)):
        await _outrun(context, one, stage)
        return
    subject, detail = f"competition {one.id} {stage}", f"cut {answers.get('top', '')}/{answers.get('least', '')}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, detail)
    await context.edit(*await preview(context, one, await drawing.plan(context.tx, one.id, stage)))


async def _outrun(context: Context, one: Competition, stage: str) -> None:
    await context.toast(context.label("这一场刚有变动,请看最新的"))
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


FORM = Form(
    name="stage_cut",
    action="competition.edit",
    title="晋级线",
    steps=(
        Step("top", _ask_top, _read_top, optional=True),
        Step("least", _ask_least, _read_least, optional=True),
    ),
    summary=_summary,
    finish=_save,
    confirm="保存",
    cancelled="好的,晋级线没有改动。",
)
dialogue.add_form(room, FORM)
