"""What admins see of a competition's stages: how far each is, and what is to be done next."""

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import OPEN
from handlers.cards.moments import moment
from handlers.cards.stages import (
    AWARD,
    CORRECT,
    DESK,
    DRAW_RULE,
    OBJECTIONS,
    PREVIEW,
    PUBLIC,
    SCORE,
    STAGE,
    TABLE,
    stage_name,
)
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.taps import Rows, Stale, Tap
from handlers.kit.words import Words
from storage import competitions, drawing, entries, objections, results, scoring
from storage.model.competitions import Competition, Registration, State, registration
from storage.model.contests import Plan, Stand, fought, stage_before
from storage.model.draws import short_of
from storage.model.entries import Entry

PLAN = Tap("stage.plan", int, str)
"""Place, rooms, kit."""
DRAW = Tap("draw.draw", int, str, int)
REDRAW = Tap("draw.again", int, str, int)
"""Draw (again): the plan's version."""
REST = Tap("draw.rest", int, str, int)
"""Numbers for those who came later."""
LOTS = Tap("draw.list", int, str, int)
"""A page of who drew what."""
TELL_LOTS = Tap("draw.tell", int, str, int)
"""Let competitors know their numbers: ask first."""
TELL_LOTS_SURELY = Tap("draw.told", int, str, int)
MISSING = Tap("score.missing", int, str)
"""Who has not scored whom."""
CUT = Tap("result.cut", int, str)
PUBLISH = Tap("result.publish", int, str, int)
"""Ask before results are shown to all: the plan's version."""

Waiting = TypeVar("Waiting", drawing.Told, results.Told)


async def with_plans(desk: Desk, waiting: Sequence[Waiting]) -> list[tuple[Waiting, Competition | None, Plan]]:
    """What waits to be told, each with its competition and stage; read once for all that wait of one stage."""
    known: dict[tuple[int, str], tuple[Competition | None, Plan]] = {}
    found_with: list[tuple[Waiting, Competition | None, Plan]] = []
    for one in waiting:
        here = (one.competition, one.stage)
        if here not in known:
            known[here] = await competitions.find(desk.tx, one.competition), await drawing.plan(desk.tx, *here)
        competition, plan = known[here]
        found_with.append((one, competition, plan))
    return found_with


async def found(context: Context) -> tuple[Competition, str, Plan] | None:
    """The competition and stage that the tapped button is about; where there is none, say so. Raises `Stale` for a stage
    that it never had."""
    number, stage = context.tap[0], str(context.tap[1])
    return await stage_of(context, number, stage)


async def stage_of(context: Context, number: object, stage: str) -> tuple[Competition, str, Plan] | None:
    """The same for a competition's number and a stage."""
    one = await competitions.find(context.tx, number) if isinstance(number, int) else None
    if one is None or stage not in fought(one.times):
        raise Stale(stage)
    if one.state is State.CANCELLED:
        await context.toast(context.label("这项竞赛已经取消了"))
        if context.delivery.update.callback_query is None:
            await context.say(context.t("这项竞赛已经取消了。"))
        return None
    return one, stage, await drawing.plan(context.tx, one.id, stage)


async def desk(context: Context, one: Competition) -> tuple[Markup, Rows]:
    """The stages of a competition and how far each is."""
    plans = await drawing.plans(context.tx, one.id)
    lines, rows = [context.t("<b>{title}</b> · 赛程与成绩", title=one.title), Markup("")], []
    for stage in fought(one.times):
        plan = plans.get(stage, Plan(one.id, stage))
        name = stage_name(context.words, stage)
        lines.append(
            context.t("{stage}:{moment}", stage=name, moment=moment(context, one.times[stage]))
            + " · "
            + how_far(context.words, plan)
        )
        rows.append([STAGE.button(name, one.id, stage)])
    if not rows:
        lines.append(context.t("这项竞赛还没有写初赛、复赛或决赛的时间,请先在「修改」里补上。"))
    rows.append([OPEN.button(context.label("返回竞赛"), one.id)])
    return Markup("\n").join(lines), rows


def how_far(words: Words, plan: Plan) -> str:
    """Where a stage stands, in a few words."""
    if plan.awarded_at is not None:
        return words.label("已颁奖")
    if plan.state is Stand.PUBLIC:
        return words.label("成绩已公布")
    if plan.state is Stand.TOLD:
        return words.label("成绩已告诉选手")
    if plan.draw_told_at is not None:
        return words.label("抽签号已告诉选手")
    return words.label("已抽签") if plan.drawn_at is not None else words.label("还没抽签")


async def stage_card(context: Context, one: Competition, plan: Plan) -> tuple[Markup, Rows]:
    """One stage: what is planned, who is in it, what comes next."""
    stage, tx = plan.stage, context.tx
    inside = await drawing.contestants(tx, one, stage)
    lots = await drawing.lots(tx, one.id, stage)
    late = len(set(inside) - {lot.entry for lot in lots})
    lines = [
        context.t("<b>{title}</b> · {stage}", title=one.title, stage=stage_name(context.words, stage)),
        context.t("{moment} · {how}", moment=moment(context, one.times[stage]), how=how_far(context.words, plan)),
        Markup(""),
        context.t("地点:{place}", place=plan.place or one.place or context.label("还没写")),
        context.t("考场:{rooms}", rooms=_rooms(context.words, plan)),
        context.t("带上:{kit}", kit=plan.kit or context.label("还没写")),
        context.count("参加这一场的有 {number} 个。", "参加这一场的有 {number} 个。", len(inside)),
    ]
    before = stage_before(one.times, stage)
    if before is not None and not inside:
        name = stage_name(context.words, before)
        lines.append(context.t("{stage}的成绩告诉选手以后,才知道谁参加这一场。", stage=name))
    if before is None and plan.state is Stand.OPEN and registration(one, context.now) is Registration.OPEN:
        lines.append(context.t("⚠️ 报名还没截止,现在抽签,后来的要补号。"))
    short = short_of(late if plan.drawn_at is not None else len(inside), plan.rooms, lots if plan.drawn_at else ())
    if short and plan.state is Stand.OPEN:
        lines.append(context.t("⚠️ 考场还差 {number} 个座位,请先改考场。", number=short))
    if plan.drawn_at is not None:
        lines.append(context.t("抽签种子:<code>{seed}</code>", seed=plan.seed))
    if late and plan.drawn_at is not None and plan.state is Stand.OPEN:
        lines.append(context.t("⚠️ 有 {number} 个后来的还没有号。", number=late))
    opened = await objections.number_open(tx, one.id, stage)
    if opened:
        lines.append(context.t("⚠️ 有 {number} 件异议、申诉等答复。", number=opened))
    if before is not None and plan.state is Stand.OPEN and await objections.number_open(tx, one.id, before):
        name = stage_name(context.words, before)
        lines.append(context.t("⚠️ {stage}还有异议、申诉没有答复,谁进这一场可能会变。", stage=name))
    rows = await _buttons(context, one, plan, ready=bool(inside) and not short, late=bool(late) and not short)
    if opened:
        rows.insert(0, [OBJECTIONS.button(context.label("答复异议 {number} 件", number=opened), one.id, stage)])
    rows.append([DESK.button(context.label("返回赛程"), one.id)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def _buttons(
    context: Context, one: Competition, plan: Plan, *, ready: bool, late: bool
) -> list[list[InlineKeyboardButton]]:
    here, label = (one.id, plan.stage), context.label
    if plan.state is Stand.OPEN:
        rows = [[PLAN.button(label("改地点和考场"), *here)]]
        if plan.drawn_at is None:
            return [*rows, [DRAW.button(label("抽签"), *here, plan.version)]] if ready else rows
        lots = [LOTS.button(label("看抽签结果"), *here, 0), DRAW_RULE.button(label("怎么抽的"), *here)]
        rows.append(lots)
        if plan.draw_told_at is None:
            rows.append([TELL_LOTS.button(label("告诉选手抽签号"), *here, plan.version)])
            if not await scoring.any_given(context.tx, *here):
                rows.append([REDRAW.button(label("重新抽签"), *here, plan.version)])
        if late:
            rows.append([REST.button(label("给后来的补号"), *here, plan.version)])
        rows.append([SCORE.button(label("录入分数"), *here), MISSING.button(label("打分情况"), *here)])
        rows.append([CUT.button(label("晋级线"), *here), PREVIEW.button(label("看成绩"), *here, 0)])
        rows.append([TABLE.button(label("导出表格"), *here)])
        return rows
    rows = [[PUBLIC.button(label("看成绩"), *here, 0), TABLE.button(label("导出表格"), *here)]]
    if plan.state is Stand.TOLD:
        rows.insert(0, [PUBLISH.button(label("公布成绩"), *here, plan.version)])
    rows.append([CORRECT.button(label("更正成绩"), *here)])
    if plan.state is Stand.PUBLIC and plan.stage == fought(one.times)[-1] and plan.awarded_at is None:
        rows.append([AWARD.button(label("颁奖"), *here)])
    return rows


def _rooms(words: Words, plan: Plan) -> str:
    if not plan.rooms:
        return words.label("不分考场")
    return words.label("、").join(f"{room.name}({room.places})" for room in plan.rooms)


def entry_name(words: Words, entry: Entry | None) -> str:
    """Whom an admin sees behind a number."""
    if entry is None:
        return words.label("(已删除)")
    name = entry.name or words.label("报名 {number}", number=entry.id)
    return f"{name}({entry.unit})" if entry.unit else name


async def entry_named(context: Context, number: int) -> str:
    """The same by the entry's number."""
    return entry_name(context.words, await entries.find(context.tx, number))


async def unreached(context: Context, plan: Plan) -> int:
    """How many letters with results are still on their way."""
    return await results.on_their_way(context.tx, plan.competition, plan.stage)
