"""Admins look at what the scores come to, tell each competitor, and then everybody.

What is told is what was looked at: the button carries a fingerprint of it. From then on the results are rows of their own.
Each competitor is told by the tick, some dozens in one transaction; whatever stops it, it goes on with those who are left.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.competition_news import spread
from handlers.cards.moments import day, plain
from handlers.cards.result_letters import award_letter, correction_letter, letter
from handlers.cards.results import TELL, cut_words, gaps, preview, unscored
from handlers.cards.stage_desk import MISSING, PUBLISH, found, stage_card, unreached, with_plans
from handlers.cards.stages import PREVIEW, PUBLIC, STAGE, stage_name
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import audit, calendar, competitions, drawing, profiles, results
from storage.model.competitions import Competition
from storage.model.contests import (
    PUBLISH_AFTER_MS,
    Plan,
    Stand,
    appeal_until,
    last_day,
    publicity_ends,
)
from storage.model.local_time import local_date
from storage.model.post import Lane
from storage.results import Told

EVERY_S = 15
TTL_MS = 7 * 24 * 3600 * 1000
TELL_SURELY = Tap("result.told", int, str, str)
PUBLISH_SURELY = Tap("result.all", int, str, int)

room = Room("result_desk")


@room.on_tap(PREVIEW, action="competition.edit")
async def show_preview(update: Update, context: Context) -> None:
    """What the scores come to as they stand."""
    there = await _open(context)
    if there is not None:
        one, _, plan = there
        await context.edit(*await preview(context, one, plan, context.tap[2]))


@room.on_tap(MISSING, action="competition.edit")
async def show_missing(update: Update, context: Context) -> None:
    """Who has not scored whom."""
    there = await _open(context)
    if there is None:
        return
    one, stage, plan = there
    lines = [context.t("<b>{title}</b> · {stage}打分情况", title=one.title, stage=stage_name(context.words, stage))]
    for number, name, numbers in await unscored(context, one, plan):
        if number:
            lines.append(context.t("{name}:还差 {number} 个({numbers})", name=name, number=number, numbers=numbers))
        else:
            lines.append(context.t("{name}:打完了", name=name))
    if len(lines) == 1:
        lines.append(context.t("还没有人打分。"))
    subject = f"competition {one.id} {stage}"
    if await audit.number_since(context.tx, subject, profiles.UNIT_CHANGED, plan.drawn_at or 0):
        lines.append(context.t("⚠️ 抽签以后有评委改过单位,请核对上面各位的单位。"))
    await context.edit(Markup("\n").join(lines), [[STAGE.button(context.label("返回"), one.id, stage)]])


@room.on_tap(TELL, action="competition.edit")
async def ask_tell(update: Update, context: Context) -> None:
    """What telling means, and whether it is meant."""
    there = await _same(context)
    if there is None:
        return
    one, stage, plan = there
    found = await results.worked_out(context.tx, one, plan)
    people = await drawing.people_of(context.tx, [result.entry for result in found])
    passed = sum(result.passed for result in found)
    lines = [
        context.count(
            "会一个个告诉 {number} 位选手自己的分数和名次。",
            "会一个个告诉 {number} 位选手自己的分数和名次。",
            sum(len(those) for those in people.values()),
        ),
        context.t("晋级线:{cut};进下一场的有 {passed} 个。", cut=cut_words(context.words, plan.cut), passed=passed),
        *await gaps(context, one, plan, found),
        context.t("告诉以后,评委不能再改分;都收到了(或者过 30 分钟)就能公布。"),
    ]
    sure = TELL_SURELY.button(context.label("确认告诉"), one.id, stage, context.tap[2])
    await context.edit(Markup("\n").join(lines), [[sure, PREVIEW.button(context.label("再看看"), one.id, stage, 0)]])


@room.on_tap(TELL_SURELY, action="competition.edit")
async def tell(update: Update, context: Context) -> None:
    """Freeze what was looked at; the tick tells each."""
    there = await _same(context)
    if there is None:
        return
    one, stage, plan = there
    found = await results.worked_out(context.tx, one, plan)
    if not await results.tell(context.tx, plan, found, context.now):
        await _outrun(context, one, stage)
        return
    await _note(context, plan, f"results told, {len(found)} entries, {context.tap[2]}")
    await context.toast(context.label("正在告诉选手,每人先看到自己的"))
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


@room.tick("results", every_s=EVERY_S)
async def tell_each(desk: Desk) -> bool:
    """Tell those who do not know their result yet."""
    done = False
    for one, competition, plan in await with_plans(desk, await results.untold(desk.tx)):
        async with desk.apart("result could not be told", competition=one.competition, entry=one.result.entry):
            await _tell(desk, competition, plan, one)
            await results.told(desk.tx, [one], desk.now)
            done = True
    return done


async def _tell(desk: Desk, one: Competition | None, plan: Plan, about: Told) -> None:
    """Its people hear it: for the first time, what was corrected, or what it won."""
    if one is None or plan.told_at is None or results.same(about.was, about.result):
        return
    until = appeal_until(one, plan.told_at)
    for person in about.people:
        words = desk.words_for(person)
        key = results.letter_key(one.id, plan.stage, about.result.entry, person.id)
        if about.was is not None:
            text, rows = correction_letter(words, one, plan, about.was, about.result)
            key = f"corrected:{one.id}:{plan.stage}:{plan.corrected_at}:{about.result.entry}:{person.id}"
        elif about.result.award and plan.awarded_at is not None:
            text, rows = award_letter(words, one, plan, about.result)
            key = f"award:{one.id}:{plan.stage}:{about.result.entry}:{person.id}"
        else:
            text, rows = letter(words, one, plan, about.result, plain(words, desk.office.zone, until, desk.now))
        await desk.tell(person, text, rows, lane=Lane.REMINDER, key=key, ttl_ms=TTL_MS)


@room.on_tap(PUBLISH, action="competition.edit")
async def ask_publish(update: Update, context: Context) -> None:
    """Until when objections would be taken, and who hears of it; not before each competitor heard their own."""
    there = await _publishable(context)
    if there is None:
        return
    one, stage, plan = there
    until = await _until(context, one)
    last = day(context.words, last_day(until, context.office.zone), local_date(context.now, context.office.zone))
    concerned = (await competitions.counts(context.tx, one.id)).told
    lines = [
        context.t(
            "公布「{title}」{stage}成绩,按抽签号,不写姓名。", title=one.title, stage=stage_name(context.words, stage)
        ),
        context.t("公示 {days} 个工作日,到 {day}(含);这期间谁都可以提异议。", days=one.objection_days, day=last),
        context.count("会告诉关注和报名的 {number} 人。", "会告诉关注和报名的 {number} 人。", concerned),
    ]
    sure = PUBLISH_SURELY.button(context.label("确认公布"), one.id, stage, plan.version)
    await context.edit(Markup("\n").join(lines), [[sure, STAGE.button(context.label("先不公布"), one.id, stage)]])


@room.on_tap(PUBLISH_SURELY, action="competition.edit")
async def publish(update: Update, context: Context) -> None:
    """Let everybody see the results, and tell those who follow or take part."""
    there = await _publishable(context)
    if there is None:
        return
    one, stage, plan = there
    until = await _until(context, one)
    if not await results.publish(context.tx, plan, until, context.now):
        await _outrun(context, one, stage)
        return
    await _note(context, plan, "published")
    zone, now = context.office.zone, context.now
    await spread(
        context,
        one,
        lambda words: Markup("{}\n{}").format(
            words.t("「{title}」{stage}成绩公布了。", title=one.title, stage=stage_name(words, stage)),
            words.t(
                "公示到 {day}(含)。点「看成绩」就能看到;有意见的可以提异议。",
                day=day(words, last_day(until, zone), local_date(now, zone)),
            ),
        ),
        lambda words: PUBLIC.button(words.label("看成绩"), one.id, stage, 0),
    )
    await context.toast(context.label("公布了,正在告诉关注和报名的人"))
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


async def _publishable(context: Context) -> tuple[Competition, str, Plan] | None:
    """The stage, as long as it was told and every competitor heard theirs, or long enough ago."""
    there = await found(context)
    if there is None:
        return None
    one, stage, plan = there
    if plan.state is not Stand.TOLD or plan.version != context.tap[2] or plan.told_at is None:
        await _outrun(context, one, stage)
        return None
    waiting = await unreached(context, plan)
    if waiting and context.now < plan.told_at + PUBLISH_AFTER_MS:
        at = plain(context.words, context.office.zone, plan.told_at + PUBLISH_AFTER_MS, context.now)
        said = context.label(
            "还有 {number} 人没收到自己的成绩。都收到,或者到 {moment},就能公布", number=waiting, moment=at
        )
        await context.toast(said, alert=True)
        return None
    return there


async def _until(context: Context, one: Competition) -> int:
    workday = await calendar.workdays(context.tx)
    return publicity_ends(context.now, one.objection_days, context.office.zone, workday)


async def _open(context: Context) -> tuple[Competition, str, Plan] | None:
    """The stage, as long as its results are not told."""
    there = await found(context)
    if there is not None and there[2].state is not Stand.OPEN:
        await _outrun(context, there[0], there[1])
        return None
    return there


async def _same(context: Context) -> tuple[Competition, str, Plan] | None:
    """The stage, as long as its results come to what the tapped button was drawn from."""
    there = await _open(context)
    if there is None:
        return None
    one, _, plan = there
    if results.fingerprint(await results.worked_out(context.tx, one, plan)) != context.tap[2]:
        await context.toast(context.label("成绩刚有变动,请再看一遍"))
        await context.edit(*await preview(context, one, plan))
        return None
    return there


async def _outrun(context: Context, one: Competition, stage: str) -> None:
    await context.toast(context.label("这一场刚有变动,请看最新的"))
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


async def _note(context: Context, plan: Plan, detail: str) -> None:
    subject = f"competition {plan.competition} {plan.stage}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, detail)
