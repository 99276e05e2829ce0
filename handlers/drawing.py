"""The stages of a competition, for admins: numbers and rooms drawn by one tap and told to each competitor.

How numbers are drawn: `storage.model.draws`. Until they are told a draw may be repeated, and every draw leaves a note.
"""

import secrets

from markupsafe import Markup
from telegram import Update

from handlers.cards.competitions import CARD
from handlers.cards.moments import moment_for
from handlers.cards.stage_desk import (
    DRAW,
    LOTS,
    REDRAW,
    REST,
    TELL_LOTS,
    TELL_LOTS_SURELY,
    desk,
    entry_named,
    found,
    stage_card,
    with_plans,
)
from handlers.cards.stages import DESK, DRAW_RULE, STAGE, stage_name
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage import audit, competitions, drawing, scoring
from storage.model.competitions import Competition
from storage.model.contests import Plan
from storage.model.draws import digest
from storage.model.post import Lane

PAGE = 20
EVERY_S = 15
TTL_MS = 3 * 24 * 3600 * 1000
"""A number that could not be brought in three days stands on the card."""
AGAIN = Tap("draw.surely", int, str, int)
"""重新抽签, meant."""

room = Room("drawing")


@room.on_tap(DESK, action="competition.edit")
async def show_desk(update: Update, context: Context) -> None:
    """The stages of a competition."""
    one = await competitions.find(context.tx, context.tap[0])
    if one is None:
        await context.toast(context.label("没有找到这项竞赛,请看最新的"))
        return
    await context.edit(*await desk(context, one))


@room.on_tap(STAGE, action="competition.edit")
async def show_stage(update: Update, context: Context) -> None:
    """One stage of it."""
    there = await found(context)
    if there is not None:
        one, _, plan = there
        await context.edit(*await stage_card(context, one, plan))


@room.on_tap(DRAW, action="competition.edit")
async def draw(update: Update, context: Context) -> None:
    """Draw all numbers and rooms."""
    there = await found(context)
    if there is not None and there[2].drawn_at is None:
        await _draw(context, *there)
    elif there is not None:
        await _outrun(context, *there)


@room.on_tap(REDRAW, action="competition.edit")
async def ask_again(update: Update, context: Context) -> None:
    """Ask before numbers that were drawn are drawn anew."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    if plan.version != context.tap[2]:
        await _outrun(context, *there)
        return
    text = context.t("重新抽签,现在的号全部作废,重抽会留下记录。确定吗?")
    sure = AGAIN.button(context.label("重新抽签"), one.id, stage, plan.version)
    await context.edit(text, [[sure, STAGE.button(context.label("不抽了"), one.id, stage)]])


@room.on_tap(AGAIN, action="competition.edit")
async def draw_again(update: Update, context: Context) -> None:
    """Draw them anew, as long as nobody knows a number or was scored by it."""
    there = await found(context)
    if there is None:
        return
    if await scoring.any_given(context.tx, there[0].id, there[1]):
        await context.toast(context.label("已经按现在的号打过分了,不能再重新抽签"))
        await _show(context, *there)
        return
    await _draw(context, *there)


async def _draw(context: Context, one: Competition, stage: str, plan: Plan) -> None:
    if plan.version != context.tap[2]:
        await _outrun(context, one, stage, plan)
        return
    if not await drawing.contestants(context.tx, one, stage):
        await context.toast(context.label("还没有人参加这一场"))
        return
    drawn = await drawing.draw(context.tx, one, plan, secrets.token_hex(8), context.now)
    if drawn is None:
        await _outrun(context, one, stage, plan)
        return
    again = " again" if plan.drawn_at is not None else ""
    await _note(context, drawn, f"drawn{again}, seed {drawn.seed}")
    await context.toast(context.label("抽好了,可以先看结果,再告诉选手"))
    await context.edit(*await stage_card(context, one, drawn))


@room.on_tap(REST, action="competition.edit")
async def draw_rest(update: Update, context: Context) -> None:
    """Numbers behind the others for those who came later."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    number = await drawing.draw_rest(context.tx, one, plan) if plan.version == context.tap[2] else None
    if number is None:
        await _outrun(context, one, stage, plan)
        return
    await _note(context, plan, f"{number} more drawn")
    said = context.label("补了 {number} 个号", number=number)
    if plan.draw_told_at is not None:
        said = context.label("补了 {number} 个号,这就告诉他们", number=number)
    await context.toast(said)
    await _show(context, one, stage, plan)


@room.on_tap(LOTS, action="competition.edit")
async def show_lots(update: Update, context: Context) -> None:
    """Who drew what."""
    there = await found(context)
    if there is None:
        return
    one, stage, _ = there
    total, page = await drawing.number_drawn(context.tx, one.id, stage), max(0, context.tap[2])
    page = min(page, last_page(total, PAGE))
    lines = [context.t("<b>{title}</b> · {stage}抽签", title=one.title, stage=stage_name(context.words, stage))]
    for lot in await drawing.lots(context.tx, one.id, stage, PAGE, page * PAGE):
        parts = [context.label("{number} 号", number=lot.number), lot.room, await entry_named(context, lot.entry)]
        lines.append(Markup(" · ").join(Markup("{}").format(part) for part in parts if part))
    turn = turning(context, LOTS, page, last_page(total, PAGE), one.id, stage)
    back = [STAGE.button(context.label("返回"), one.id, stage)]
    await context.edit(Markup("\n").join(lines), [row for row in (turn, back) if row])


@room.on_tap(TELL_LOTS, action="competition.edit")
async def ask_tell(update: Update, context: Context) -> None:
    """What competitors will read, and that it is final."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    if plan.version != context.tap[2] or plan.draw_told_at is not None:
        await _outrun(context, *there)
        return
    lots = await drawing.lots(context.tx, one.id, stage)
    if {lot.room for lot in lots} - {room.name for room in plan.rooms} - {""}:
        await context.toast(context.label("考场改过了,请先重新抽签"), alert=True)
        await _show(context, one, stage, plan)
        return
    people = await drawing.people_of(context.tx, [lot.entry for lot in lots])
    number = sum(len(those) for those in people.values())
    lines = [
        context.count("会告诉 {number} 位选手,每人这样一条:", "会告诉 {number} 位选手,每人这样一条:", number),
        Markup("<blockquote>{}</blockquote>").format(
            _letter(context.words, context, one, plan, lots[0].number, lots[0].room)
        ),
        context.t("告诉以后就不能再重新抽签了。"),
    ]
    sure = TELL_LOTS_SURELY.button(context.label("确认告诉"), one.id, stage, plan.version)
    await context.edit(Markup("\n").join(lines), [[sure, STAGE.button(context.label("先不"), one.id, stage)]])


@room.on_tap(TELL_LOTS_SURELY, action="competition.edit")
async def tell_lots(update: Update, context: Context) -> None:
    """From now on the numbers stand; the tick below tells each competitor."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    if plan.version != context.tap[2] or not await drawing.tell(context.tx, plan, context.now):
        await _outrun(context, one, stage, plan)
        return
    await _note(context, plan, "numbers told")
    await context.toast(context.label("正在告诉选手"))
    await _show(context, one, stage, plan)


@room.tick("numbers", every_s=EVERY_S)
async def tell_numbers(desk: Desk) -> bool:
    """Tell those who do not know their number yet; some dozens in one transaction, whatever stopped the last one."""
    done = False
    for one, competition, plan in await with_plans(desk, await drawing.untold(desk.tx)):
        async with desk.apart("number could not be told", competition=one.competition, entry=one.lot.entry):
            await _tell_number(desk, competition, plan, one)
            await drawing.told(desk.tx, [one], desk.now)
            done = True
    return done


async def _tell_number(desk: Desk, competition: Competition | None, plan: Plan, one: drawing.Told) -> None:
    for person in one.people if competition is not None else ():
        assert competition is not None
        words = desk.words_for(person)
        text = _letter(words, desk, competition, plan, one.lot.number, one.lot.room)
        buttons = [
            CARD.button(words.label("查看竞赛"), competition.id),
            DRAW_RULE.button(words.label("怎么抽的"), competition.id, one.stage),
        ]
        key = f"number:{one.competition}:{one.stage}:{one.lot.entry}:{person.id}"
        await desk.tell(person, text, [buttons], lane=Lane.REMINDER, key=key, ttl_ms=TTL_MS)


@room.on_tap(DRAW_RULE, action="competition.read")
async def explain(update: Update, context: Context) -> None:
    """How numbers were drawn, and what this person's was made of."""
    there = await found(context)
    if there is None:
        return
    one, stage, plan = there
    lot = (await drawing.lots_of(context.tx, one.id, context.person.id)).get(stage) if context.person.id else None
    if plan.drawn_at is None or (lot is None and not context.may("competition.edit")):
        await context.toast(context.label("抽签的办法,抽到号的选手可以看"))
        return
    lines = [
        context.t("<b>{stage}怎么抽的</b>", stage=stage_name(context.words, stage)),
        context.t("抽签由程序完成,谁都可以照着核一遍:"),
        context.t("1. 种子后面写一个英文冒号,再写报名号,做 SHA-256;"),
        context.t("2. 结果从小到大排,最小的是 1 号;"),
        context.t("3. 考场按先后坐满一间再坐下一间。"),
        context.t("种子:<code>{seed}</code>", seed=plan.seed),
    ]
    if lot is not None:
        made_of = f"{plan.seed}:{lot.entry}"
        lines.append(context.t("您的:<code>{made_of}</code>,抽到 {number} 号", made_of=made_of, number=lot.number))
        lines.append(context.t("算出来:<code>{digest}</code>", digest=digest(plan.seed, lot.entry)))
    await context.say(Markup("\n").join(lines))


def _letter(words: Words, where: Desk | Context, one: Competition, plan: Plan, number: int, place: str) -> Markup:
    """What a competitor reads of their number."""
    at = moment_for(words, where.office.zone, one.times[plan.stage], where.now)
    lines = [
        words.t("<b>{title}</b> · {stage}", title=one.title, stage=stage_name(words, plan.stage)),
        words.t("您抽到 <b>{number}</b> 号", number=number),
        words.t("时间:{moment}", moment=at),
    ]
    if plan.place or one.place:
        lines.append(words.t("地点:{place}", place=plan.place or one.place))
    if place:
        lines.append(words.t("考场:{room}", room=place))
    if plan.kit:
        lines.append(words.t("带上:{kit}", kit=plan.kit))
    return Markup("\n").join(lines)


async def _show(context: Context, one: Competition, stage: str, _plan: Plan) -> None:
    await context.edit(*await stage_card(context, one, await drawing.plan(context.tx, one.id, stage)))


async def _outrun(context: Context, one: Competition, stage: str, plan: Plan) -> None:
    """Somebody was faster, or the button is old: show how things are."""
    await context.toast(context.label("这一场刚有变动,请看最新的"))
    await _show(context, one, stage, plan)


async def _note(context: Context, plan: Plan, detail: str) -> None:
    subject = f"competition {plan.competition} {plan.stage}"
    await audit.note(context.tx, context.person.id, "competition.edit", subject, context.now, detail)
