"""/late: who owes which report, since when, reached or not; one tap reminds only them; on-time rates."""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.duties import label_words, occurrence_name
from handlers.cards.late import (
    DEBT,
    LIST,
    NUDGE,
    NUDGE_ONE,
    OF,
    RATES,
    debt_page,
    debts_page,
    late_page,
    owed_now,
    owing_page,
    rates_page,
    reach_words,
)
from handlers.cards.late_nudge import nudge
from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.kit.taps import Stale, Tap
from handlers.language.late_asked import LateAsked, read_late
from storage import duties, lateness
from storage.model.duties import Occurrence
from storage.model.lateness import Debt, Owes, Reach
from storage.model.local_time import local_date
from storage.model.texts import cleaned

SEND = Tap("late.nudged", int, int)
"""「确认催」: the occurrence, and how many studios were shown."""
MOST_NAMED = 10

room = Room("late")


@room.command("late", action="duty.edit", summary="谁还没交报告,催一下")
@room.words("谁还没交", "谁没交", "催报告", action="duty.edit")
async def show(update: Update, context: Context) -> None:
    """Who is late, or where nobody is, who still owes: the names where it is about one report, else the reports."""
    if said := cleaned(" ".join(context.args or ())):
        await _show_asked(context, read_late(said) or read_late(f"谁还没交{said}") or LateAsked("", "", "", said))
        return
    found = await owed_now(context)
    late = [one for one in found if any(debt.owes is not Owes.OWING for debt in one[1])]
    await context.say(*await late_page(context, late or found))


def _meant(update: Update, context: Context) -> bool:
    """Whether it clearly asks after reports; by a title alone only officers do."""
    asks = read_late((update.message.text if update.message is not None else "") or "")
    return asks is not None and (not asks.title or context.may("duty.edit"))


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="duty.edit", name="who owes", when=_meant)
async def asked(update: Update, context: Context) -> Pass | None:
    """The same of the report that is named: 「谁还没交三季报」."""
    asks = read_late((update.message.text if update.message is not None else "") or "")
    assert asks is not None  # the door's `when`
    if asks.title and not [one for one in await owed_now(context) if asks.means(*_known_by(one[0]))]:
        return PASS
    await _show_asked(context, asks)
    return None


async def _show_asked(context: Context, asks: LateAsked) -> None:
    """Who owes what was asked after; where nobody does, why: it was handed in, its time has not come, or there is none."""
    every = await owed_now(context)
    found = [one for one in every if asks.means(*_known_by(one[0]))]
    if not found and asks.title:  # of a studio
        of_it = [(one, debt) for one, owed in every for debt in owed if asks.title in debt.studio_name]
        if of_it:
            await context.say(*await debts_page(context, of_it))
            return
    text, rows = await late_page(context, found or every)
    if not found:
        told = await _nobody_owes(context, asks)
        if every:
            told = Markup("{}\n\n{}").format(context.t("{told}现在欠着的是:", told=told), text)
        text = told
    await context.say(text, rows)


async def _nobody_owes(context: Context, asks: LateAsked) -> Markup:
    known = [
        occurrence
        for active in (True, False)
        for period in await duties.periods(context.tx, active=active)
        for occurrence in await duties.of_period(context.tx, period.id)
        if asks.means(*_known_by(occurrence))
    ]
    if not known:
        year = asks.year or str(local_date(context.now, context.office.zone).year)
        name = asks.title or (label_words(context.words, year + asks.ending) if asks.ending else "")
        return context.t("没有要交的{name}报告。", name=name)
    asked = [one for one in known if one.opens(context.office.zone) <= context.now]
    if not asked:
        return context.t("「{name}」还没到交的时候。", name=occurrence_name(context.words, known[0]))
    return context.t("「{name}」没有人欠。", name=occurrence_name(context.words, asked[-1]))


def _known_by(occurrence: Occurrence) -> tuple[str, str, str]:
    return occurrence.label, occurrence.cycle, occurrence.title


@room.on_tap(LIST, action="duty.edit")
async def show_list(update: Update, context: Context) -> None:
    """The reports that somebody owes."""
    await context.edit(*await late_page(context, await owed_now(context)))


@room.on_tap(OF, action="duty.edit")
async def show_one(update: Update, context: Context) -> None:
    """Who owes one of them."""
    number, page = context.tap
    occurrence = await _occurrence(context, number)
    owed = await lateness.debts(context.tx, number, context.now)
    await context.edit(*owing_page(context, occurrence, owed, page))


@room.on_tap(RATES, action="duty.edit")
async def show_rates(update: Update, context: Context) -> None:
    """On-time rates by period and studio."""
    await context.edit(*await rates_page(context, context.tap[0]))


@room.on_tap(NUDGE, action="duty.edit")
async def preview(update: Update, context: Context) -> None:
    """Whom it would reach, and whom nobody can tell."""
    await _preview(context, await _occurrence(context, context.tap[0]))


async def _preview(context: Context, occurrence: Occurrence) -> None:
    owed = await lateness.debts(context.tx, occurrence.id, context.now)
    fresh, already, unreachable = lateness.to_nudge(owed, context.now, context.office.zone)
    number = len({person for debt in fresh for person in debt.reached})
    lines = [Markup("<b>{}</b>").format(occurrence_name(context.words, occurrence))]
    if fresh:
        lines.append(context.t("催 {studios} 家工作室,发给 {people} 人。", studios=len(fresh), people=number))
        lines.append(_names(context, fresh))
    else:
        lines.append(context.t("现在没有可以催的。"))
    if already:
        lines.append(context.t("今天催过的 {number} 家,明天才能再催。", number=len(already)))
    if unreachable:
        lines.append(context.t("\n联系不上 {number} 家,请打电话:", number=len(unreachable)))
        lines += [
            Markup("{} {}").format(debt.studio_name, reach_words(context, debt)) for debt in unreachable[:MOST_NAMED]
        ]
    back = OF.button(context.label("返回"), occurrence.id, 0)
    send = SEND.button(context.label("确认催 {number} 家", number=len(fresh)), occurrence.id, len(fresh))
    await context.edit(Markup("\n").join(lines), [[send], [back]] if fresh else [[back]])


def _names(context: Context, owed: list[Debt]) -> Markup:
    names = context.label("、").join(debt.studio_name for debt in owed[:MOST_NAMED])
    return context.t("{names} 等", names=names) if len(owed) > MOST_NAMED else Markup("{}").format(names)


@room.on_tap(SEND, action="duty.edit")
async def send(update: Update, context: Context) -> None:
    """Remind those who owe, each report once a day."""
    number, shown = context.tap
    occurrence = await _occurrence(context, number)
    owed = await lateness.debts(context.tx, number, context.now)
    fresh, already, _ = lateness.to_nudge(owed, context.now, context.office.zone)
    if not fresh and already:
        await context.toast(context.label("今天已经催过了"), alert=True)
        await context.edit(*owing_page(context, occurrence, owed, 0))
        return
    if len(fresh) != shown or not fresh:
        await context.toast(context.label("刚有变化,请再看一眼"), alert=True)
        await _preview(context, occurrence)
        return
    number_told = await nudge(context, occurrence, fresh)
    await context.toast(context.label("已催 {number} 家", number=len(fresh)))
    owed = await lateness.debts(context.tx, number, context.now)
    text, rows = owing_page(context, occurrence, owed, 0)
    said = context.t(
        "✅ 已催 {studios} 家,发给 {people} 人。有人交上,这里就少一家。", studios=len(fresh), people=number_told
    )
    left = [contact.reach for debt in fresh for contact in debt.contacts if not contact.open]
    if muted := left.count(Reach.MUTED):
        said += "\n" + context.t("{number} 人自己关了报告提醒,没有发。", number=muted)
    if blocked := left.count(Reach.BLOCKED):
        said += "\n" + context.t("{number} 人停用了机器人,收不到。", number=blocked)
    await context.edit(Markup("{}\n\n{}").format(said, text), rows)


@room.on_tap(DEBT, action="duty.edit")
async def show_debt(update: Update, context: Context) -> None:
    """One studio that owes: since when, and who of it hears of it."""
    found = await _debt(context, context.tap[0])
    if found is not None:
        await context.edit(*await debt_page(context, *found))


@room.on_tap(NUDGE_ONE, action="duty.edit")
async def nudge_one(update: Update, context: Context) -> None:
    """Remind this studio alone, once a day."""
    found = await _debt(context, context.tap[0])
    if found is None:
        return
    occurrence, debt = found
    fresh, already, _ = lateness.to_nudge([debt], context.now, context.office.zone)
    if fresh:
        number = await nudge(context, occurrence, fresh)
        await context.toast(context.label("已催,发给 {number} 人", number=number))
    elif already:
        await context.toast(context.label("今天已经催过了"), alert=True)
    else:
        await context.toast(context.label("没有能收到消息的人,请打电话"), alert=True)
    now = await _debt(context, debt.duty)
    if now is not None:
        await context.edit(*await debt_page(context, *now))


async def _debt(context: Context, number: int) -> tuple[Occurrence, Debt] | None:
    """What the studio of this duty owes; None where it does no more, which is said and shown."""
    duty = await duties.find(context.tx, number)
    if duty is None:
        raise Stale(number)
    owed = await lateness.debts(context.tx, duty.occurrence.id, context.now)
    found = next((debt for debt in owed if debt.duty == number), None)
    if found is not None:
        return duty.occurrence, found
    await context.toast(context.label("这家已经不欠了"))
    await context.edit(*owing_page(context, duty.occurrence, owed, 0))
    return None


async def _occurrence(context: Context, number: int) -> Occurrence:
    found = await duties.find_occurrence(context.tx, number)
    if found is None:
        raise Stale(number)
    return found
