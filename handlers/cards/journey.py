"""A competition as a journey: which stage it is at, what comes next and when, and how far one has come oneself.

One drawing for the competition's card, for 「我进复赛了吗」 and for answers to questions.
"""

from dataclasses import dataclass, field

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.entry_states import standing_line
from handlers.cards.moments import moment, plain
from handlers.cards.stages import (
    APPEAL,
    DESK,
    OBJECT,
    PUBLIC,
    SCORE,
    place_name,
    stage_name,
)
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from storage import drawing, entries, results
from storage.model.competitions import Competition, State, in_order
from storage.model.contests import FOUGHT, Plan, Result, Stand, appeal_until, fought, stage_after, written_points
from storage.model.draws import Lot
from storage.model.entries import Entry
from storage.model.entries import State as Entered
from storage.model.ranking import NO_PLACE


@dataclass(frozen=True, slots=True)
class Way:
    """How far a competition is, and how far the person who asks. `entry`: the person's (None: they did not enter)."""

    plans: dict[str, Plan] = field(default_factory=dict)
    entry: Entry | None = None
    lots: dict[str, Lot] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    def stand(self, stage: str) -> Stand:
        """How far a stage's results are known."""
        return self.plans[stage].state if stage in self.plans else Stand.OPEN


async def way(context: Context, one: Competition) -> Way:
    """Read it, as the person may see it: nothing of others'."""
    tx, person = context.tx, context.person.id
    plans = await drawing.plans(tx, one.id)
    entry = await entries.of(tx, one.id, person) if person and context.private else None
    if entry is None or not plans:
        return Way(plans, entry)
    lots, found = await drawing.lots_of(tx, one.id, person), await results.of_person(tx, one.id, person)
    return Way(plans, entry, lots, found)


def publicised(one: Competition, there: Way) -> Plan | None:
    """The plan of its last stage, once its results are public: 公示 runs as it was published, not as it was planned."""
    last = fought(one.times)[-1:]
    return there.plans[last[0]] if last and there.stand(last[0]) is Stand.PUBLIC else None


def stands_words(context: Context, one: Competition, there: Way) -> str:
    """Where it stands: awarded, in the days of objections, or by its times."""
    from handlers.cards.competitions import standing  # the card itself shows parts of this drawing

    if one.state is State.CANCELLED:
        return standing(context.words, one, context.now)
    if awarded(one, there):
        return context.label("已颁奖")
    for stage in reversed(fought(one.times)):
        until = there.plans[stage].objections_until if there.stand(stage) is Stand.PUBLIC else None
        if until is not None and until > context.now:
            name, when = stage_name(context.words, stage), plain(context.words, context.office.zone, until, context.now)
            return context.label("{stage}成绩公示中,{moment} 前可以提异议", stage=name, moment=when)
    if publicised(one, there):
        return context.label("成绩已公布,公示期已过")
    return standing(context.words, one, context.now)


def ahead(one: Competition, there: Way, now: int) -> tuple[str, int] | None:
    """What begins next, and when, as far as it concerns the person: no check they passed, no contest they did not reach,
    no 公示 that was planned once it is under way."""
    entry = there.entry
    passed_check = one.checked and entry is not None and entry.state is Entered.CONFIRMED
    out = any(not result.passed for result in there.results.values())
    for stage, at in in_order(one.times) if one.state is State.OPEN else ():
        bygone = (stage == "review" and passed_check) or (stage in FOUGHT and out)
        if at > now and not bygone and not (stage == "publicity" and publicised(one, there)):
            return stage, at
    return None


def ahead_line(context: Context, one: Competition, there: Way) -> Markup:
    """「决赛:1月30日 周六 9:00」; '' for nothing."""
    following = ahead(one, there, context.now)
    if following is None:
        return Markup("")
    stage, at = following
    return context.t("{stage}:{moment}", stage=stage_name(context.words, stage), moment=moment(context, at))


def stage_lines(context: Context, one: Competition, there: Way) -> list[Markup]:
    """Every stage and its time, a line each: what has begun is ticked off, and what is known of it stands behind it."""
    lines, public = [], publicised(one, there)
    for stage, at in in_order(one.times):
        if stage == "publicity" and public is not None and public.objections_until is not None:
            until = moment(context, public.objections_until)
            lines.append(Markup("✓ {}").format(context.t("公示:到 {moment} 为止", moment=until)))
            continue
        line = context.t("{stage}:{moment}", stage=stage_name(context.words, stage), moment=moment(context, at))
        parts = [line, *_known(context, stage, there)]
        lines.append(Markup("{} {}").format("✓" if at <= context.now else "·", Markup(" · ").join(parts)))
    return lines


def _known(context: Context, stage: str, there: Way) -> list[Markup]:
    match there.stand(stage):
        case Stand.PUBLIC:
            if there.plans[stage].awarded_at is not None:
                return [context.t("已颁奖")]
            return [context.t("成绩已公布")]
        case Stand.TOLD:
            return [context.t("成绩已告诉选手")]
    return [context.t("已抽签")] if stage in there.plans and there.plans[stage].draw_told_at is not None else []


def awarded(one: Competition, there: Way) -> bool:
    """Whether the awards of its last stage are given."""
    last = fought(one.times)[-1:]
    return any(stage in there.plans and there.plans[stage].awarded_at is not None for stage in last)


def me(context: Context, one: Competition, there: Way) -> list[Markup]:
    """Whether the person is in it and how far they have come, a line each; nothing where they did not enter."""
    if there.entry is None:
        return []
    standing = standing_line(context.words, one, there.entry)
    lines = [standing] if standing else []
    if there.entry.state is not Entered.CONFIRMED and not there.results:
        return lines
    for stage in fought(one.times):
        if stage in there.results:
            lines.append(result_line(context, one, stage, there.results[stage]))
            if not there.results[stage].passed:
                break  # a number drawn for what follows, before a correction, is none
        elif stage in there.lots:
            lines.append(lot_line(context, one, there.plans[stage], there.lots[stage]))
    last = _last(one, there)
    if last and there.results[last].passed:
        following = stage_after(one.times, last)
        if following is not None and following not in there.lots:
            lines.append(
                context.t(
                    "下一场:{stage},{moment}。抽签号会发给您。",
                    stage=stage_name(context.words, following),
                    moment=moment(context, one.times[following]),
                )
            )
    return lines


def result_line(context: Context, one: Competition, stage: str, result: Result) -> Markup:
    """「初赛:86.50 分,第 3 名 · ✅ 进入复赛」."""
    name, following = stage_name(context.words, stage), stage_after(one.times, stage)
    if result.place == NO_PLACE:
        return context.t("{stage}:没有您的成绩(缺席)", stage=name)
    line = context.t(
        "{stage} <b>{points}</b> 分,{place}",
        stage=name,
        points=written_points(result.points),
        place=place_name(context.words, result),
    )
    if result.award:
        line += " · " + context.t("🏅 {award}", award=result.award)
    elif following is not None:
        after = stage_name(context.words, following)
        line += " · "
        line += context.t("✅ 进入{stage}", stage=after) if result.passed else context.t("没有进入{stage}", stage=after)
    return line


def lot_line(context: Context, one: Competition, plan: Plan, lot: Lot) -> Markup:
    """「初赛:您是 12 号,第2考场,实训楼」, and what to bring below it."""
    parts = [
        context.t("{stage}:您是 <b>{number}</b> 号", stage=stage_name(context.words, plan.stage), number=lot.number)
    ]
    parts += [Markup("{}").format(text) for text in (lot.room, plan.place or one.place) if text]
    line = Markup(" · ").join(parts)
    return line + "\n" + context.t("带上:{kit}", kit=plan.kit) if plan.kit else line


async def journey(context: Context, one: Competition) -> tuple[Markup, Rows]:
    """The whole of it as a message of its own, and the buttons that go with it."""
    from handlers.cards.competitions import CARD  # the card itself shows parts of this drawing

    there = await way(context, one)
    lines = [Markup("<b>{}</b>").format(one.title)]
    lines.append(context.t("现在:{stands}", stands=stands_words(context, one, there)))
    following = ahead(one, there, context.now)
    if following is not None:
        stage, at = following
        name = stage_name(context.words, stage)
        lines.append(context.t("接下来:{stage},{moment}", stage=name, moment=moment(context, at)))
    lines += [Markup(""), *stage_lines(context, one, there), Markup("")]
    own = me(context, one, there) if context.private else [context.t("自己走到哪一步,请私聊问我。")]
    lines += own or [context.t("您没有报名这项竞赛。")]
    rows = [*buttons(context, one, there), [CARD.button(context.label("查看竞赛"), one.id)]]
    return Markup("\n").join(lines), rows


def buttons(context: Context, one: Competition, there: Way) -> list[list[InlineKeyboardButton]]:
    """What can be done about what is known: see what is published, object, appeal."""
    rows: list[list[InlineKeyboardButton]] = []
    stages = fought(one.times)
    for stage in reversed(stages):
        if there.stand(stage) is not Stand.PUBLIC:
            continue
        row = [PUBLIC.button(context.label("{stage}成绩", stage=stage_name(context.words, stage)), one.id, stage, 0)]
        if context.private and (there.plans[stage].objections_until or 0) > context.now:
            row.append(OBJECT.button(context.label("提异议"), one.id, stage))
        rows.append(row)
        break
    if not context.private:
        return rows
    last = _last(one, there)
    told_at = there.plans[last].told_at if last else None
    if last and told_at is not None and context.now < appeal_until(one, told_at):
        rows.append([APPEAL.button(context.label("对我的成绩申诉"), one.id, last)])
    return rows


def card_rows(context: Context, one: Competition, there: Way) -> list[list[InlineKeyboardButton]]:
    """The same on the competition's card, with the way to the assessors' board."""
    rows = buttons(context, one, there)
    if not context.private:
        return rows
    if context.may("competition.score"):
        for stage in fought(one.times):
            plan = there.plans.get(stage)
            if plan is not None and plan.drawn_at is not None and plan.state is Stand.OPEN:
                label = context.label("给{stage}打分", stage=stage_name(context.words, stage))
                rows.append([SCORE.button(label, one.id, stage)])
    return rows


def desk_row(context: Context, one: Competition) -> list[InlineKeyboardButton]:
    """For admins: the way to what is drawn, scored and published in its stages."""
    return [DESK.button(context.label("赛程与成绩"), one.id)] if fought(one.times) else []


def _last(one: Competition, there: Way) -> str | None:
    """The last stage of which the person knows their result."""
    return next((stage for stage in reversed(fought(one.times)) if stage in there.results), None)
