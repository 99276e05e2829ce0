"""Reports that are due: opened already drafted from the period's records, and handed in with one tap; /report."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.duties import MARKS, MINE, occurrence_name
from handlers.cards.report_page import LISTEN, SHOW, SUBMIT, Open, opened, opened_report, page
from handlers.cards.reports import REPORT, field_name
from handlers.kit.context import Context
from handlers.kit.listening import stop
from handlers.kit.room import Room
from storage import audit, duties, people, reports
from storage.model.duties import HALF, MONTH, QUARTER, YEAR, Duty
from storage.model.local_time import local_date
from storage.model.post import Lane
from storage.model.reports import WAITING, days_of

MOST_LISTED = 8

room = Room("reports")


@room.command("report", action="report.write", summary="写报告、交报告")
@room.words("写报告", "交报告", "填报告", "报告", action="report.write")
async def write(update: Update, context: Context) -> None:
    """The report that is owed, or which of several."""
    await _choose(context)


@room.words("写季报", "交季报", "填季报", "季报", "写季度报告", "交季度报告", action="report.write")
async def write_quarterly(update: Update, context: Context) -> None:
    """The same of the quarterly ones."""
    await _choose(context, QUARTER)


@room.words("写月报", "交月报", "填月报", "月报", action="report.write")
async def write_monthly(update: Update, context: Context) -> None:
    """The same of the monthly ones."""
    await _choose(context, MONTH)


@room.words("写半年报", "交半年报", "填半年报", "半年报", action="report.write")
async def write_half_yearly(update: Update, context: Context) -> None:
    """The same of the half-yearly ones."""
    await _choose(context, HALF)


@room.words("写年报", "交年报", "填年报", "年报", action="report.write")
async def write_yearly(update: Update, context: Context) -> None:
    """The same of the yearly ones."""
    await _choose(context, YEAR)


@room.words("撤回季报", "撤回报告", "撤回月报", "撤回年报", "修改季报", "修改报告", "改报告", action="report.write")
async def take_back(update: Update, context: Context) -> None:
    """What was handed in is with the union; what was not is opened."""
    found = await duties.of_studios(context.tx, context.person.studios(), context.now)
    with_union = [
        duty for duty in found if (one := await reports.of_duty(context.tx, duty.id)) and one.state in WAITING
    ]
    if not with_union:
        await _choose(context)
        return
    text = context.t("交上去的报告不能自己撤回。要改,请联系工会退回:退回以后我马上告诉您,点「改」就能改。")
    await context.say(text, [[MINE.button(context.label("我的报告"))]])


@room.on_tap(REPORT, action="report.write")
async def open_below(update: Update, context: Context) -> None:
    """A report, below what was tapped: a reminder or a verdict is worth keeping."""
    one = await opened(context, context.tap[0])
    if one is not None:
        await context.say(*await page(context, one))


@room.on_tap(SHOW, action="report.write")
async def open_in_place(update: Update, context: Context) -> None:
    """The same, in place."""
    one = await opened(context, context.tap[0])
    if one is not None:
        await context.edit(*await page(context, one))


@room.on_tap(SUBMIT, action="report.write")
async def submit(update: Update, context: Context) -> None:
    """Hand in what was seen; where something changed since, show that first."""
    number, version, stamp = context.tap
    one = await opened_report(context, number)
    if one is None:
        return
    if one.writable and one.report.version == version:
        if one.stamp != stamp:
            await context.toast(context.label("内容刚有变动,请再看一眼,然后提交"), alert=True)
        elif one.report.lacks:
            named = [field_name(context.words, name, one.duty) for name in one.report.lacks]
            missing = context.label("、").join(named)
            await context.toast(context.label("还缺:{fields}。点那一项写几句,再提交", fields=missing), alert=True)
        elif await _filed(context, one):
            return
    elif one.report.filed_at is not None and not one.report.editable:
        await context.toast(context.label("已经提交了,回执 {receipt}", receipt=one.report.receipt))
    else:
        await context.toast(context.label("刚被改过,现在是这样"))
    now = await opened_report(context, number)
    if now is not None:
        await context.edit(*await page(context, now))


async def _filed(context: Context, one: Open) -> bool:
    """File it and say so; False where somebody was faster."""
    report = one.report
    filed = await reports.file(context.tx, report, report.figures, context.person.id, context.now, context.office.zone)
    if filed is None:
        return False
    again = report.filed_at is not None
    what = "resubmitted" if again else "filed late" if filed.late else "filed"
    await audit.note(context.tx, context.person.id, "report.write", f"report {filed.id}", context.now, what)
    await stop(context, LISTEN)
    done = (
        context.t("✅ 已重新提交,回执 {receipt}。", receipt=filed.receipt)
        if again
        else context.t("✅ 已提交,回执 {receipt}。", receipt=filed.receipt)
    )
    late = context.t("过了截止时间,记为逾期提交。") if filed.late and not again else Markup()
    then = context.t("工会看过以后,马上告诉您结果。")
    duty = await duties.find(context.tx, filed.duty)
    assert duty is not None  # it was filed just now
    text, rows = await page(context, Open(duty, filed))
    await context.edit(Markup("{}{}{}\n\n{}").format(done, late, then, text), rows)
    await _tell_colleagues(context, Open(duty, filed))
    return True


async def _tell_colleagues(context: Context, one: Open) -> None:
    """Who else answers for the studio need not write it any more; they hear it as they hear reminders, at a decent hour."""
    for number in await duties.answerable(context.tx, one.duty.studio):
        person = await people.find(context.tx, number)
        if person is None or person.muted or person.id == context.person.id:
            continue
        words = context.words_for(person)
        named = occurrence_name(words, one.duty.occurrence)
        text = words.t("{report}:同事已经提交,回执 {receipt}。", report=named, receipt=one.report.receipt)
        buttons = [[REPORT.button(words.label("看报告"), one.duty.id)]]
        key = f"report filed:{one.report.id}:{one.report.version}:{person.id}"
        await context.tell(person, text, buttons, lane=Lane.REMINDER, key=key)


async def _choose(context: Context, cycle: str = "") -> None:
    """Open the one report that is owed; of several show a list, the first due first.

    One whose time is not over yet is not meant as long as another's is: the quarter that has just begun is owed too.
    """
    found = await duties.of_studios(context.tx, context.person.studios(), context.now)
    open_ones = [duty for duty in found if duty.filed_at is None]
    owed = [duty for duty in open_ones if duty.occurrence.cycle == cycle] or open_ones
    zone = context.office.zone
    over = [duty for duty in owed if days_of(duty.occurrence, zone)[1] < local_date(context.now, zone)]
    owed = over or [duty for duty in owed if duty.due_at == owed[0].due_at]
    if len(owed) == 1:
        one = await opened(context, owed[0].id)
        if one is not None:
            await context.say(*await page(context, one))
    elif not owed:
        mine = [[MINE.button(context.label("我的报告"))]]
        await context.say(context.t("现在没有要交的报告。"), mine if found else [])
    else:
        await _list(context, owed)


async def _list(context: Context, owed: list[Duty]) -> None:
    lines = [context.t("有 {number} 份报告要交,写哪一份?", number=len(owed))]
    rows = []
    for number, duty in enumerate(owed[:MOST_LISTED], 1):
        name = f"{duty.studio_name} · {occurrence_name(context.words, duty.occurrence)}"
        lines.append(Markup("{}. {} {}").format(number, MARKS[duty.standing(context.now)], name))
        rows.append(REPORT.button(str(number), duty.id))
    half = (len(rows) + 1) // 2 if len(rows) > 5 else len(rows)
    await context.say(Markup("\n").join(lines), [row for row in (rows[:half], rows[half:]) if row])
