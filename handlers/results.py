"""Results for everybody: one's own way through a competition, and what is published of a stage."""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.competitions import LIST, competition_list
from handlers.cards.journey import journey, me, way
from handlers.cards.results import is_public, published, who_passed
from handlers.cards.stage_desk import found
from handlers.cards.stages import DESK, JOURNEY, PUBLIC, stage_name
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import competitions, objections
from storage.model.competitions import is_past
from storage.model.contests import Stand, fought

MOST = 8
"""Competitions on one page of one's own, or of an admin's."""

room = Room("results")


@room.command("results", action="competition.read", summary="比赛走到哪一步、成绩")
@room.words(
    "我走到哪一步了",
    "我走到哪一步了?",
    "我进复赛了吗",
    "我进复赛了吗?",
    "我进决赛了吗",
    "我进决赛了吗?",
    "我的成绩",
    "我的比赛成绩",
    "比赛成绩",
    "我的抽签号",
    action="competition.read",
)
async def show_own(update: Update, context: Context) -> None:
    """How far one has come in what one entered; for admins also the ways to the desks."""
    if not context.private:
        await context.say(context.t("自己的成绩请私聊问我。"))
        return
    person = context.person.id
    page = await competitions.own(context.tx, person, context.now, MOST) if person else None
    entered = []
    for one in page.competitions if page is not None else ():
        there = await way(context, one)
        if there.entry is not None and (there.entry.alive or there.results):
            entered.append((one, there))
    if len(entered) == 1 and not context.may("competition.edit"):
        await context.say(*await journey(context, entered[0][0]))
        return
    lines: list[Markup] = []
    rows: list[list[InlineKeyboardButton]] = []
    for number, (one, there) in enumerate(entered, 1):
        lines.append(Markup("<b>{} {}</b>").format(number, one.title))
        lines += me(context, one, there)
    if entered:
        rows.append([JOURNEY.button(str(number), one.id) for number, (one, _) in enumerate(entered, 1)])
    if context.may("competition.edit"):
        text, more = await _desks(context)
        lines, rows = [*lines, *([Markup("")] if lines else []), *text], [*rows, *more]
    if not lines:
        lines.append(context.t("您还没有报名竞赛,报了名这里能看到走到哪一步、成绩怎么样。"))
        rows.append([LIST.button(context.label("看全部竞赛"), 0, 0)])
    await context.say(Markup("\n").join(lines), rows)


@room.words(
    "谁进了决赛",
    "谁进决赛了",
    "谁进了复赛",
    "谁进复赛了",
    "决赛名单",
    "复赛名单",
    "晋级名单",
    action="competition.read",
)
async def show_passed(update: Update, context: Context) -> None:
    """Who goes on, by number, in the competitions with results."""
    lines, rows = [], []
    for one in await competitions.with_results(context.tx, MOST):
        said = None if is_past(one, context.now) else await who_passed(context, one)
        if said is not None:
            lines.append(said)
            rows.append([JOURNEY.button(one.title, one.id)])
    if not lines:
        lines.append(context.t("现在没有公布晋级名单的竞赛。成绩公布以后,这里能看到。"))
        rows.append([LIST.button(context.label("看全部竞赛"), 0, 0)])
    await context.say(Markup("\n").join(lines), rows)


async def _desks(context: Context) -> tuple[list[Markup], list[list[InlineKeyboardButton]]]:
    """For admins: what waits for an answer, and the competitions that are fought out."""
    lines, rows = [context.t("管理竞赛的赛程与成绩:")], []
    waiting: dict[int, int] = {}
    for number, _, count in await objections.waiting(context.tx):
        waiting[number] = waiting.get(number, 0) + count
    current = await competitions.current(context.tx, context.now, MOST)
    listed = {one.id: one for one in current.competitions if fought(one.times)}
    for number in waiting:
        one = await competitions.find(context.tx, number)
        if one is not None:
            listed.setdefault(number, one)
    for one in listed.values():
        label = (
            one.title
            if one.id not in waiting
            else context.label("{title} · {number} 件待答", title=one.title, number=waiting[one.id])
        )
        rows.append([DESK.button(label, one.id)])
    if not listed:
        lines.append(context.t("现在没有写了初赛、复赛或决赛时间的竞赛。"))
    return lines, rows


@room.on_tap(JOURNEY, action="competition.read")
async def show_journey(update: Update, context: Context) -> None:
    """How far one competition is, and oneself in it."""
    one = await competitions.find(context.tx, context.tap[0])
    if one is None:
        await context.toast(context.label("没有找到这项竞赛,请看最新的"))
        await context.say(*await competition_list(context))
        return
    await context.say(*await journey(context, one))


@room.on_tap(PUBLIC, action="competition.read")
async def show_published(update: Update, context: Context) -> None:
    """A page of what is published; admins see it as soon as each competitor is told."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    desk = context.may("competition.edit") and context.private and plan.state is Stand.TOLD
    if not is_public(plan) and not desk:
        name = stage_name(context.words, stage)
        await context.toast(context.label("{stage}的成绩还没公布", stage=name))
        return
    await context.edit(*await published(context, one, plan, context.tap[2]))
