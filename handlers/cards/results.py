"""Results as they are shown: what scores come to (to admins), what is published (to all), what each is told."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from handlers.cards.competitions import CARD
from handlers.cards.moments import day, moment
from handlers.cards.stage_desk import CUT, MISSING, entry_named
from handlers.cards.stages import OBJECT, PREVIEW, PUBLIC, STAGE, place_name, stage_name
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import drawing, people, profiles, results, scoring
from storage.model.competitions import PREVIOUS, TRIMMED, Competition
from storage.model.contests import Plan, Result, Stand, fought, last_day, stage_after, written_points
from storage.model.local_time import local_date
from storage.model.people import ASSESSOR
from storage.model.ranking import NO_PLACE, Cut

TELL = Tap("result.tell", int, str, str)
"""Ask before each competitor is told: the fingerprint of what was looked at."""
PAGE = 20
MOST_NAMED = 10
"""Numbers named in one line."""
MOST_PASSED = 60
"""Of those who go on."""


def rules(words: Words, one: Competition, cut: Cut, following: str | None) -> list[str]:
    """By what rule these places come about."""
    lines = [
        words.label("得分:去掉一个最高分和一个最低分后平均(满 3 位评委才去)")
        if one.scoring == TRIMMED
        else words.label("得分:各位评委的平均分")
    ]
    lines[0] += words.label(",四舍五入到两位小数")
    lines.append(
        words.label("同分:看上一场得分,还相同就并列")
        if one.ties == PREVIOUS
        else words.label("同分:并列,后面的名次往后排(1、1、3)")
    )
    if following is not None:
        lines.append(words.label("晋级线:{cut}", cut=cut_words(words, cut)))
    return lines


def cut_words(words: Words, cut: Cut) -> str:
    """「前 20 名,不低于 60.00 分(第 20 名同分的都进)」."""
    parts = []
    if cut.top is not None:
        parts.append(words.label("前 {top} 名(同名次的都进)", top=cut.top))
    if cut.least is not None:
        parts.append(words.label("不低于 {least} 分", least=written_points(cut.least)))
    return words.label(",").join(parts) or words.label("没有设,都进下一场")


def line(words: Words, one: Competition, stage: str, result: Result, *, name: str = "") -> Markup:
    """「第 1 名 · 12 号 · 88.50 分 · 进入复赛」."""
    parts = [Markup("<b>{}</b>").format(place_name(words, result)), words.t("{number} 号", number=result.number)]
    if result.place != NO_PLACE:
        parts.append(words.t("{points} 分", points=written_points(result.points)))
    following = stage_after(one.times, stage)
    if result.award:
        parts.append(words.t("🏅 {award}", award=result.award))
    elif following is not None and result.passed:
        parts.append(words.t("进入{stage}", stage=stage_name(words, following)))
    if result.corrected:
        parts.append(words.t("(更正)"))
    if name:
        parts.append(Markup("{}").format(name))
    return Markup(" · ").join(parts)


async def preview(context: Context, one: Competition, plan: Plan, page: int = 0) -> tuple[Markup, Rows]:
    """What the scores come to, with names, for admins."""
    stage, words = plan.stage, context.words
    found = await results.worked_out(context.tx, one, plan)
    page = min(max(page, 0), last_page(len(found), PAGE))
    following = stage_after(one.times, stage)
    lines = [context.t("<b>{title}</b> · {stage}成绩(还没告诉选手)", title=one.title, stage=stage_name(words, stage))]
    lines += [Markup("{}").format(rule) for rule in rules(words, one, plan.cut, following)]
    lines += [*await gaps(context, one, plan, found), Markup("")]
    for result in found[page * PAGE : (page + 1) * PAGE]:
        lines.append(line(words, one, stage, result, name=await entry_named(context, result.entry)))
    here = (one.id, stage)
    rows = [turning(context, PREVIEW, page, last_page(len(found), PAGE), *here)]
    if following is not None:
        rows.append([CUT.button(context.label("晋级线"), *here), MISSING.button(context.label("打分情况"), *here)])
    else:
        rows.append([MISSING.button(context.label("打分情况"), *here)])
    if any(result.place for result in found):
        rows.append([TELL.button(context.label("告诉参赛者"), *here, results.fingerprint(found))])
    rows.append([STAGE.button(context.label("返回"), *here)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def gaps(context: Context, one: Competition, plan: Plan, found: Sequence[Result]) -> list[Markup]:
    """What speaks against telling the results already, a line each."""
    lines = []
    if context.now < one.times[plan.stage]:
        lines.append(context.t("⚠️ 这一场 {moment} 才开始。", moment=moment(context, one.times[plan.stage])))
    if stage_after(one.times, plan.stage) is not None and plan.cut == Cut():
        lines.append(context.t("⚠️ 还没设晋级线,所有人都会进下一场。"))
    absent = [result.number for result in found if result.place == NO_PLACE]
    if absent:
        lines.append(context.t("⚠️ 一分都没有(按缺席算):{numbers}", numbers=_numbers(context.words, absent)))
    left = [number for number, _, _ in await unscored(context, one, plan) if number]
    if left:
        lines.append(context.t("⚠️ 有 {number} 位评委还没打完,见「打分情况」。", number=len(left)))
    given = await scoring.given(context.tx, one.id, plan.stage)
    left_out = {mark.entry for mark in set(given) - set(await scoring.counted(context.tx, one.id, plan.stage))}
    if left_out:
        numbers = _numbers(context.words, sorted(result.number for result in found if result.entry in left_out))
        lines.append(context.t("⚠️ 本单位评委打的分不算数,已去掉:{numbers}", numbers=numbers))
    return lines


async def unscored(context: Context, one: Competition, plan: Plan) -> list[tuple[int, str, str]]:
    """Of every assessor who gave points or holds the role: how many numbers they left, their name, which numbers."""
    given = {mark.assessor for mark in await scoring.given(context.tx, plan.competition, plan.stage)}
    holders = {person.id for person in await people.holders(context.tx, ASSESSOR)}
    found = []
    for at, assessor in enumerate(sorted(given | holders), 1):
        profile = await profiles.of(context.tx, assessor)
        board = await scoring.board(context.tx, one, plan, assessor, profile.unit if profile else "")
        name = (profile.name if profile else "") or context.label("评委 {number}", number=at)
        if profile is not None and profile.unit:
            name = f"{name}({profile.unit})"
        left = [place.number for place in board.open]
        if assessor in given or left:
            numbers = context.label("全部") if assessor not in given else _numbers(context.words, left)
            found.append((len(left), name, numbers))
    return found


def _numbers(words: Words, numbers: Sequence[int]) -> str:
    named = words.label("、").join(words.label("{number} 号", number=number) for number in numbers[:MOST_NAMED])
    return named if len(numbers) <= MOST_NAMED else words.label("{named}等 {all} 个", named=named, all=len(numbers))


async def published(context: Context, one: Competition, plan: Plan, page: int = 0) -> tuple[Markup, Rows]:
    """What everybody may see: by number, without names; admins see it from when each was told."""
    stage, words = plan.stage, context.words
    counts = await results.counts(context.tx, one.id, stage)
    page = min(max(page, 0), last_page(counts.number, PAGE))
    mine = (
        await results.of_person(context.tx, one.id, context.person.id) if context.person.id and context.private else {}
    )
    own = mine.get(stage)
    lines = [context.t("<b>{title}</b> · {stage}成绩", title=one.title, stage=stage_name(words, stage))]
    if plan.objections_until is not None:
        lines.append(publicity(words, context.office.zone, plan.objections_until, context.now))
    if plan.corrected_at is not None:
        lines.append(context.t("更正:{moment}", moment=moment(context, plan.corrected_at)))
    lines += [Markup("{}").format(rule) for rule in rules(words, one, plan.cut, stage_after(one.times, stage))]
    lines.append(context.t("按抽签号公布,不写姓名。"))
    lines.append(Markup(""))
    for result in await results.listed(context.tx, one.id, stage, PAGE, page * PAGE):
        lines.append(
            line(words, one, stage, result, name=context.label("← 您") if own and own.entry == result.entry else "")
        )
    here = (one.id, stage)
    rows = [turning(context, PUBLIC, page, last_page(counts.number, PAGE), *here)]
    if context.private and plan.objections_until is not None and context.now < plan.objections_until:
        rows.append([OBJECT.button(context.label("提异议"), *here)])
    rows.append([CARD.button(context.label("查看竞赛"), one.id)])
    if context.may("competition.edit") and context.private:
        rows.append([STAGE.button(context.label("赛程与成绩"), *here)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def who_passed(context: Context, one: Competition) -> Markup | None:
    """「初赛:进决赛的有 3 个:1 号、4 号、7 号」, of the last stage from which somebody goes on; that it is not public yet, where
    it was fought; None where nobody was scored yet. By number, without names, as it is published."""
    plans = await drawing.plans(context.tx, one.id)
    for stage in reversed(fought(one.times)):
        following, plan = stage_after(one.times, stage), plans.get(stage)
        if following is None or plan is None or plan.state is Stand.OPEN:
            continue
        name, after = stage_name(context.words, stage), stage_name(context.words, following)
        head = Markup("<b>{}</b> · ").format(one.title)
        if not is_public(plan):
            return head + context.t("{stage}的成绩还没公布,选手先知道自己的。", stage=name)
        numbers = [result.number for result in await results.listed(context.tx, one.id, stage) if result.passed]
        said = context.label("、").join(context.label("{number} 号", number=number) for number in numbers[:MOST_PASSED])
        more = context.label("等") if len(numbers) > MOST_PASSED else ""
        return head + context.t(
            "{stage}以后进{after}的有 {number} 个:{numbers}{more}",
            stage=name,
            after=after,
            number=len(numbers),
            numbers=said,
            more=more,
        )
    return None


def publicity(words: Words, zone: tzinfo, until: int, now: int) -> Markup:
    """「公示到 12月8日 周二(含)」, or that it is over."""
    last = day(words, last_day(until, zone), local_date(now, zone))
    return words.t("公示到 {day}(含)", day=last) if now < until else words.t("公示已在 {day} 结束", day=last)


def is_public(plan: Plan) -> bool:
    """Whether everybody may see a stage's results."""
    return plan.state is Stand.PUBLIC
