"""Who owes which report, since when, and whether they hear of it; and how punctual studios have been."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.duties import BOARD, SHOWN, label_words, occurrence_name
from handlers.cards.moments import day, moment
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from storage import duties, lateness
from storage.model.duties import Occurrence
from storage.model.lateness import Cell, Debt, Owes, Rate, Reach, rate
from storage.model.local_time import DAY_MS, local_date
from storage.model.reminders import days_left

LIST = Tap("late.list")
"""The reports that somebody owes, in place."""
OF = Tap("late.of", int, int)
"""Who owes an occurrence, and the page."""
NUDGE = Tap("late.nudge", int)
"""「催一下」: whom it would reach, before it does."""
DEBT = Tap("late.debt", int)
"""One studio that owes, in place: its duty."""
NUDGE_ONE = Tap("late.one", int)
"""「催这一家」: its duty."""
RATES = Tap("late.rates", int)
"""「按时率」, and the page of studios."""
PAGE = 8
MOST_OCCURRENCES = 8
RATE_PAGE = 12
RATES_DAYS = 400
"""On-time rates look back so many days: a year and the month in which its last report is due."""
MARKS = {Owes.LATE: "❗", Owes.RETURNED: "↩️", Owes.OWING: "▫️"}


async def owed_now(context: Context) -> list[tuple[Occurrence, list[Debt]]]:
    """The occurrences that somebody owes: where most are late first."""
    found = []
    for occurrence, _ in await duties.current(context.tx, context.now, context.office.zone):
        owed = await lateness.debts(context.tx, occurrence.id, context.now)
        if owed:
            found.append((occurrence, owed))
    return found


async def late_page(
    context: Context, found: Sequence[tuple[Occurrence, list[Debt]]]
) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """Who owes: of one report the names, of several the reports."""
    if len(found) == 1:
        return owing_page(context, *found[0], 0)
    lines = [context.t("<b>谁还没交</b>")]
    numbers = []
    for place, (occurrence, owed) in enumerate(found[:MOST_OCCURRENCES], 1):
        lines.append(Markup("\n{}. {}").format(place, occurrence_name(context.words, occurrence)))
        lines.append(Markup("{} · {}").format(_sums(context, owed), _due(context, occurrence)))
        numbers.append(OF.button(str(place), occurrence.id, 0))
    if not found:
        lines.append(context.t("✅ 现在没有人欠报告。"))
    rows = [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    rows.append([RATES.button(context.label("按时率"), 0), BOARD.button(context.label("报告期限"), 0)])
    return Markup("\n").join(lines), rows


def owing_page(
    context: Context, occurrence: Occurrence, owed: Sequence[Debt], page: int
) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """Who owes one report, since when, and whether they were reached."""
    last = last_page(len(owed), PAGE)
    page = min(max(page, 0), last)
    lines = [
        Markup("<b>{}</b>").format(occurrence_name(context.words, occurrence)),
        _due(context, occurrence),
        _sums(context, owed),
        Markup(""),
    ]
    numbers = []
    for place, debt in enumerate(owed[page * PAGE : (page + 1) * PAGE], page * PAGE + 1):
        since, reach = _since(context, debt), reach_words(context, debt)
        lines.append(Markup("{}. {} {} · {} · {}").format(place, MARKS[debt.owes], debt.studio_name, since, reach))
        numbers.append(DEBT.button(str(place), debt.duty))
    rows: list[list[InlineKeyboardButton]] = []
    fresh, _, _ = lateness.to_nudge(owed, context.now, context.office.zone)
    if fresh:
        rows.append([NUDGE.button(context.label("催没交的 {number} 家", number=len(fresh)), occurrence.id)])
    rows += [numbers[at : at + 4] for at in range(0, len(numbers), 4)]
    rows.append(turning(context, OF, page, last, occurrence.id))
    rows.append([LIST.button(context.label("别的报告")), RATES.button(context.label("按时率"), 0)])
    if not owed:
        lines.append(context.t("✅ 这份报告没有人欠了。"))
    return Markup("\n").join(lines), [row for row in rows if row]


async def debt_page(
    context: Context, occurrence: Occurrence, debt: Debt
) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """One studio: since when it owes, and of everybody who answers for it whether they were reached."""
    lines = [
        Markup("<b>{}</b>").format(debt.studio_name),
        Markup("{}").format(occurrence_name(context.words, occurrence)),
        Markup("{} {} · {}").format(
            MARKS[debt.owes], _since(context, debt), context.t("{when} 截止", when=moment(context, debt.due_at))
        ),
        Markup(""),
    ]
    letters = await lateness.nudged(context.tx, debt, context.office.zone)
    for contact in debt.contacts:
        alone = replace(debt, contacts=(contact,), nudged_at=debt.nudged_at if contact.person in letters else None)
        how = reach_words(context, alone)
        if contact.open and contact.person in letters:
            label = DELIVERED.get(letters[contact.person], NOT_DELIVERED)
            how = context.label(label, how=how)
        who = await called(context.tx, context.words, contact.person)
        lines.append(Markup("{} · {}").format(who, how))
    if not debt.contacts:
        lines.append(Markup("{}").format(reach_words(context, debt)))
    fresh, _, _ = lateness.to_nudge([debt], context.now, context.office.zone)
    rows = [[NUDGE_ONE.button(context.label("催这一家"), debt.duty)]] if fresh else []
    rows.append(
        [SHOWN.button(context.label("已交、宽限"), debt.duty), OF.button(context.label("返回"), occurrence.id, 0)]
    )
    return Markup("\n").join(lines), rows


async def debts_page(
    context: Context, found: Sequence[tuple[Occurrence, Debt]]
) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """What studios of a name owe: the one, or a list to open each."""
    if len(found) == 1:
        return await debt_page(context, *found[0])
    lines = [context.t("<b>谁还没交</b>"), Markup("")]
    numbers = []
    for place, (occurrence, debt) in enumerate(found[:MOST_OCCURRENCES], 1):
        name = occurrence_name(context.words, occurrence)
        lines.append(
            Markup("{}. {} {} · {} · {}").format(place, MARKS[debt.owes], debt.studio_name, name, _since(context, debt))
        )
        numbers.append(DEBT.button(str(place), debt.duty))
    return Markup("\n").join(lines), [numbers[at : at + 4] for at in range(0, len(numbers), 4)]


DELIVERED = {
    "sent": "{how},已送到",
    "waiting": "{how},正在送",
    "sending": "{how},正在送",
    "retry": "{how},正在送",
}
NOT_DELIVERED = "{how},没有送到"
"""Source strings: what became of a nudge, by the outbox; one that waits may wait for quiet hours to end."""


def _due(context: Context, occurrence: Occurrence) -> Markup:
    return context.t("{when} 截止", when=moment(context, occurrence.due_at))


def _sums(context: Context, owed: Sequence[Debt]) -> Markup:
    kinds = [debt.owes for debt in owed]
    late, back, left = (kinds.count(kind) for kind in (Owes.LATE, Owes.RETURNED, Owes.OWING))
    parts = [
        context.t("逾期 {number} 家", number=late) if late else "",
        context.t("退回没重交 {number} 家", number=back) if back else "",
        context.t("还没到期 {number} 家", number=left) if left else "",
    ]
    return Markup(" · ").join(filter(None, parts))


def _since(context: Context, debt: Debt) -> Markup:
    left = days_left(debt.since, context.now, context.office.zone)
    match debt.owes:
        case Owes.LATE:
            return context.t("逾期 {days} 天", days=-left) if left else context.t("今天逾期")
        case Owes.RETURNED:
            return context.t("退回 {days} 天没重交", days=-left) if left else context.t("今天退回")
    return context.t("还有 {days} 天", days=left) if left else context.t("今天到期")


def reach_words(context: Context, debt: Debt) -> str:
    """Whether those who answer for the studio hear of it."""
    match debt.reach:
        case Reach.NOBODY:
            return context.label("⚠️ 没登记负责人")
        case Reach.BLOCKED:
            return context.label("⚠️ 停用了机器人")
        case Reach.MUTED:
            return context.label("⚠️ 关了报告提醒")
        case Reach.NOT_YET:
            return context.label("还没提醒过")
    zone = context.office.zone
    today = local_date(context.now, zone)
    heard = local_date(debt.heard_at or 0, zone)
    when = context.label("今天") if heard == today else day(context.words, heard, today)
    if debt.nudged_at is not None and debt.nudged_at == debt.heard_at:
        return context.label("{when}催过", when=when)
    return context.label("{when}提醒过", when=when)


# how punctual


async def rates_page(context: Context, page: int) -> tuple[Markup, Rows]:
    """On time by period, the newest first, then by studio, the lowest first."""
    cells = await lateness.on_time(context.tx, context.now - RATES_DAYS * DAY_MS, context.now, context.now)
    periods: dict[int, list[Cell]] = {}
    by_studio: dict[int, list[Cell]] = {}
    for cell in cells:
        periods.setdefault(cell.occurrence, []).append(cell)
        by_studio.setdefault(cell.studio, []).append(cell)
    ranked = sorted(
        (one for one in by_studio.values() if rate(one).due),
        key=lambda one: (rate(one).percent or 0, -rate(one).due, one[0].studio_name),
    )
    last = last_page(len(ranked), RATE_PAGE)
    page = min(max(page, 0), last)
    lines = [context.t("<b>按时率</b> · 近一年到期的报告")]
    if not ranked:
        lines.append(context.t("还没有到期的报告。"))
    if page == 0:
        for one in reversed(periods.values()):
            name = " · ".join(filter(None, [one[0].title, label_words(context.words, one[0].label)]))
            lines.append(context.t("{name}:{rate}", name=name, rate=_rate(context, rate(one))))
    if ranked:
        lines.append(context.t("\n<b>按工作室</b>(低的在前)"))
    for place, one in enumerate(ranked[page * RATE_PAGE : (page + 1) * RATE_PAGE], page * RATE_PAGE + 1):
        lines.append(
            Markup("{}. {}").format(
                place, context.t("{name}:{rate}", name=one[0].studio_name, rate=_rate(context, rate(one)))
            )
        )
    lines.append(context.t("<i>按时 = 截止前(算上宽限)第一次交上。不用交的不算。</i>"))
    rows = [turning(context, RATES, page, last), [LIST.button(context.label("谁还没交"))]]
    return Markup("\n").join(lines), [row for row in rows if row]


def _rate(context: Context, one: Rate) -> Markup:
    if one.percent is None:
        return context.t("没有到期的")
    text = context.t("{percent}%({number}/{due} 份)", percent=one.percent, number=one.on_time, due=one.due)
    if one.late:
        text += context.t(" · 迟交 {number}", number=one.late)
    if one.missing:
        text += context.t(" · 没交 {number}", number=one.missing)
    return text
