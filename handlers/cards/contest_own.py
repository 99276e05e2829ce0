"""Answers about one's own competition: number and room, score, check, team, appeal. Nothing of anybody else's is said."""

from markupsafe import Markup

from handlers.cards.competitions import LIST, competition_card, competition_list, own_list
from handlers.cards.contest_answers import concerned
from handlers.cards.course_answers import CourseReply, private_link
from handlers.cards.entries import entry_page
from handlers.cards.journey import journey
from handlers.cards.moments import moment
from handlers.cards.stages import stage_name
from handlers.kit.context import Context
from handlers.language.course_meaning import CONTEST, CourseFocus, CourseMeaning
from handlers.language.course_own import Own
from storage import competitions, drawing, entries, objections
from storage.model.competitions import Competition
from storage.model.contests import Stand
from storage.model.entries import QUEUED, Entry

MOST = 20
_OF_THE_ENTRY = (Own.CHECK, Own.RETURNED, Own.TEAM, Own.QUIT)
"""What is seen and done on the page of one's entry."""


async def own_contest(
    context: Context, meaning: CourseMeaning, flat: str, focus: CourseFocus | None
) -> CourseReply | None:
    """The answer; None where nothing of the person's own can be meant by such words."""
    own = meaning.own
    if own is Own.MANAGE:
        return CourseReply(*await competition_list(context))
    if not context.private:
        return CourseReply(context.t("自己的报名和成绩,请私聊问我。"), [[private_link(context)]])
    some = await concerned(context, meaning, flat, focus)
    if own is Own.APPEAL and not some:
        some = await _in_publicity(context)
    if not some:
        if own is Own.CHECK:
            return None  # of a course, or of something else again
        if own is Own.APPEAL:
            text = context.t("现在没有在公示的成绩。公示期里人人可以提异议;对自己成绩的申诉,成绩告诉您以后就能提。")
            return CourseReply(text, [[LIST.button(context.label("看技能竞赛"), 0, 0)]])
        text = context.t("您没有报名正在进行的竞赛。报了名,抽签、成绩和晋级都会先告诉您。")
        return CourseReply(text, [[LIST.button(context.label("看技能竞赛"), 0, 0)]])
    if len(some) > 1:
        listed = await own_list(context)
        if listed is None:
            return None
        return CourseReply(context.t("您问的是哪一项竞赛?") + "\n\n" + listed[0], listed[1])
    one = some[0]
    entry = await entries.of(context.tx, one.id, context.person.id)
    if entry is not None and entry.alive and own in _OF_THE_ENTRY:
        text, rows = await entry_page(context, one)
    elif own in _OF_THE_ENTRY:
        text, rows = await competition_card(context, one)
    else:
        text, rows = await journey(context, one)
    opening = await _opening(context, one, own, entry)
    focused = CourseFocus(meaning.query, ((CONTEST, one.id),))
    return CourseReply(opening + "\n\n" + text if opening else text, rows, focused)


async def _opening(context: Context, one: Competition, own: Own | None, entry: Entry | None) -> Markup:
    match own:
        case Own.APPEAL:
            return await _appeals(context, one)
        case _ if entry is None or not entry.alive:
            return Markup()
        case Own.LOT:
            drawn = await drawing.lots_of(context.tx, one.id, context.person.id)
            return Markup() if drawn else context.t("还没有抽签。抽好了,号和考场马上发给您。")
        case Own.SCORE:
            return context.t("成绩核完先告诉您本人,再公布。")
        case Own.CHECK if entry.state in QUEUED:
            return context.t("审完马上告诉您,通过、退回都会说明。")
        case Own.QUIT:
            return context.t("要退赛,点下面的按钮;找不到按钮请转人工。")
    return Markup()


async def _appeals(context: Context, one: Competition) -> Markup:
    """How one's own objections stand, and until when there may be more."""
    lines = []
    for plan in (await drawing.plans(context.tx, one.id)).values():
        until = plan.objections_until
        if plan.state is Stand.PUBLIC and until is not None:
            name = stage_name(context.words, plan.stage)
            if until > context.now:
                said = context.t("{stage}成绩公示到 {moment},点「提异议」。", stage=name, moment=moment(context, until))
            else:
                said = context.t("{stage}成绩的公示 {moment} 结束了。", stage=name, moment=moment(context, until))
            lines.append(said)
    for each in await objections.of_person(context.tx, one.id, context.person.id):
        if each.answer:
            lines.append(context.t("您提的第 {number} 号:已答复。{reply}", number=each.id, reply=each.answer))
        else:
            lines.append(context.t("您提的第 {number} 号:还在核实,有结果马上告诉您。", number=each.id))
    if not lines:
        lines = [context.t("告诉您成绩以后才能申诉,公示期里人人可以提异议。能点的按钮在下面。")]
    return Markup("\n").join(lines)


async def _in_publicity(context: Context) -> list[Competition]:
    """Competitions of which results can be objected to by anybody."""
    found = await competitions.current(context.tx, context.now, MOST)
    some = []
    for one in found.competitions:
        plans = (await drawing.plans(context.tx, one.id)).values()
        if any(plan.state is Stand.PUBLIC and (plan.objections_until or 0) > context.now for plan in plans):
            some.append(one)
    return some[:1]
