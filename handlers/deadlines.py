"""/deadlines: which report is due when, and how far studios are, marked by officers; /duties: what one's own studio owes.

A report is written and handed in at `handlers/reports.py`; what was handed in outside the chat an officer marks here.
"""

from collections.abc import Awaitable, Callable

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.duties import (
    BOARD,
    DUTY,
    EXTEND_TO,
    MARKS,
    MINE,
    NEW,
    OCCURRENCE,
    PERIODS,
    SHOWN,
    occurrence_name,
    standing_words,
    tally_words,
    tell_more_time,
)
from handlers.cards.moments import moment, plain
from handlers.cards.reports import REPORT, state_words
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale, Tap
from storage import audit, duties, reports
from storage.model.duties import Duty, Occurrence, Standing, later_by

FILED = Tap("duty.filed", int, int)
"""「已交」: the duty at the version that was seen. So for the others."""
EXCUSED = Tap("duty.excused", int, int)
REOPEN = Tap("duty.reopen", int, int)
EXTEND = Tap("duty.extend", int, int, int)
"""Days of more time."""
COMMON = Tap("duty.common", int, int)
"""The common time again."""
EXTRA_DAYS = (3, 7)
BOARD_PAGE = 6
PAGE = 10
NUMBERS_A_ROW = 5

room = Room("deadlines")


@room.command("deadlines", action="duty.edit", summary="报告期限:什么时候交、交了几家")
@room.words("报告期限", action="duty.edit")
async def show(update: Update, context: Context) -> None:
    """What is owed now."""
    await context.say(*await _board(context, 0))


@room.on_tap(BOARD, action="duty.edit")
async def board(update: Update, context: Context) -> None:
    """What is owed now, in place."""
    await context.edit(*await _board(context, context.tap[0]))


@room.on_tap(OCCURRENCE, action="duty.edit")
async def open_occurrence(update: Update, context: Context) -> None:
    """Who is how far with one occurrence."""
    number, page = context.tap
    occurrence = await duties.find_occurrence(context.tx, number)
    if occurrence is None:
        raise Stale(number)
    await context.edit(*await _occurrence(context, occurrence, page))


@room.command("duties", action="duty.read", summary="我的报告:要交什么、什么时候交")
@room.words("我的报告", "报告什么时候交", "报告什么时候交?", "什么时候交报告", action="duty.read")
async def mine(update: Update, context: Context) -> None:
    """What the person's studios owe."""
    await context.say(*await _mine(context))


@room.on_tap(MINE, action="duty.read")
async def mine_in_place(update: Update, context: Context) -> None:
    """The same, in place."""
    await context.edit(*await _mine(context))


@room.on_tap(DUTY, action="duty.read")
async def open_duty(update: Update, context: Context) -> None:
    """One studio's report: to its own people what is owed, to officers also what can be done."""
    duty = await _readable(context)
    if duty is not None:
        await context.say(*_card(context, duty))


@room.on_tap(SHOWN, action="duty.read")
async def show_duty(update: Update, context: Context) -> None:
    """The same, in place."""
    duty = await _readable(context)
    if duty is not None:
        await context.edit(*_card(context, duty))


async def _readable(context: Context) -> Duty | None:
    """The duty that the button names, if the person may read it; says so if not."""
    duty = await duties.find(context.tx, context.tap[0])
    if duty is None:
        await context.toast(context.label("这份报告已经不用交了"))
    elif not context.may("duty.read", duty.studio):
        await context.toast(context.label("只能看自己工作室的报告"), alert=True)
    else:
        return duty
    return None


@room.on_tap(FILED, action="duty.edit")
async def filed(update: Update, context: Context) -> None:
    """A studio handed its report in."""

    async def act(duty: Duty) -> bool:
        return await duties.file(context.tx, duty, context.person.id, context.now)

    await _act(context, "filed", context.label("已记为「已交」"), act)


@room.on_tap(EXCUSED, action="duty.edit")
async def excused(update: Update, context: Context) -> None:
    """A studio does not owe it after all."""

    async def act(duty: Duty) -> bool:
        return await duties.file(context.tx, duty, context.person.id, context.now, excused=True)

    await _act(context, "excused", context.label("已记为「不用交」"), act)


@room.on_tap(REOPEN, action="duty.edit")
async def reopen(update: Update, context: Context) -> None:
    """It is owed again; what was handed in here is given back by its review, with a reason."""
    handed_in = await reports.of_duty(context.tx, context.tap[0])
    if handed_in is not None and not handed_in.editable:
        await context.toast(context.label("这份是在聊天里交的,要工作室改,请用「审核」退回"), alert=True)
        return

    async def act(duty: Duty) -> bool:
        return await duties.reopen(context.tx, duty, context.now, context.office.zone)

    await _act(context, "reopened", context.label("已撤回"), act)


@room.on_tap(EXTEND, action="duty.edit")
async def extend(update: Update, context: Context) -> None:
    """More time for one studio."""
    *_, days = context.tap
    if days not in EXTRA_DAYS:
        raise Stale(days)

    async def act(duty: Duty) -> bool:
        until = later_by(duty.due_at, days, context.now, context.office.zone)
        done = await duties.extend(context.tx, duty, until, context.now, context.office.zone)
        if done:
            await tell_more_time(context, duty, until)
        return done

    await _act(context, f"extended {days} days", context.label("已宽限,提醒也跟着改了"), act)


@room.on_tap(COMMON, action="duty.edit")
async def common(update: Update, context: Context) -> None:
    """The common time again."""

    async def act(duty: Duty) -> bool:
        return await duties.extend(context.tx, duty, None, context.now, context.office.zone)

    await _act(context, "extension taken back", context.label("已取消宽限"), act)


async def _act(context: Context, what: str, said: str, act: Callable[[Duty], Awaitable[bool]]) -> None:
    """Do it to the duty as it was seen; where somebody was faster, only show it as it is now."""
    number, version, *_ = context.tap
    duty = await duties.find(context.tx, number)
    if duty is None or not duty.occurrence.active:
        await context.toast(context.label("这份报告已经不用交了"))
        return
    if duty.version == version and await act(duty):
        subject = f"duty {duty.id}"
        await audit.note(context.tx, context.person.id, "duty.edit", subject, context.now, what)
        await context.toast(said)
    else:
        await context.toast(context.label("刚被改过,现在是这样"))
    duty = await duties.find(context.tx, number)
    if duty is not None:
        await context.edit(*_card(context, duty))


async def _board(context: Context, page: int) -> tuple[Markup, Rows]:
    found = await duties.current(context.tx, context.now, context.office.zone)
    last = last_page(len(found), BOARD_PAGE)
    page = min(max(page, 0), last)
    lines = [context.t("<b>报告期限</b>")]
    numbers = []
    shown = found[page * BOARD_PAGE : (page + 1) * BOARD_PAGE]
    for number, (occurrence, tally) in enumerate(shown, page * BOARD_PAGE + 1):
        lines.append(Markup("\n{}. {}").format(number, occurrence_name(context.words, occurrence)))
        lines.append(context.t("{when} 截止", when=moment(context, occurrence.due_at)))
        lines.append(Markup("{}").format(tally_words(context.words, tally)))
        numbers.append(OCCURRENCE.button(str(number), occurrence.id, 0))
    if not found:
        lines.append(context.t("现在没有要交的报告。点「新建」定一个:每月、每季度、每年,或者只交一次。"))
    below = [NEW.button(context.label("新建"))]
    if found or await duties.periods(context.tx):
        below.insert(0, PERIODS.button(context.label("期限设置"), 0))
    rows = [numbers, turning(context, BOARD, page, last), below]
    return Markup("\n").join(lines), [row for row in rows if row]


async def _occurrence(context: Context, occurrence: Occurrence, page: int) -> tuple[Markup, Rows]:
    tally = await duties.tally(context.tx, occurrence.id, context.now)
    last = last_page(tally.late + tally.owing + tally.filed + tally.excused, PAGE)
    page = min(max(page, 0), last)
    lines = [
        Markup("<b>{}</b>").format(occurrence_name(context.words, occurrence)),
        context.t("{when} 截止", when=moment(context, occurrence.due_at)),
        Markup("{}\n").format(tally_words(context.words, tally)),
    ]
    if not occurrence.active:
        lines.append(context.t("这个期限已经结束,不再提醒。"))
    numbers = []
    for number, duty in enumerate(
        await duties.page(context.tx, occurrence, context.now, PAGE, page * PAGE), page * PAGE + 1
    ):
        mark = MARKS[duty.standing(context.now)]
        line = Markup("{}. {} {}").format(number, mark, duty.studio_name)
        if duty.extended_to is not None and duty.filed_at is None:
            until = plain(context.words, context.office.zone, duty.due_at, context.now)
            line += context.t(" · 宽限到 {when}", when=until)
        lines.append(line)
        numbers.append(SHOWN.button(str(number), duty.id))
    if not numbers:
        lines.append(context.t("还没有到开始交的时候。"))
    rows = [numbers[at : at + NUMBERS_A_ROW] for at in range(0, len(numbers), NUMBERS_A_ROW)]
    rows += [turning(context, OCCURRENCE, page, last, occurrence.id), [BOARD.button(context.label("返回"), 0)]]
    return Markup("\n").join(lines), [row for row in rows if row]


def _card(context: Context, duty: Duty) -> tuple[Markup, Rows]:
    lines = [
        Markup("<b>{}</b>").format(duty.studio_name),
        Markup("{}").format(occurrence_name(context.words, duty.occurrence)),
        standing_words(context, duty),
    ]
    if not context.may("duty.edit"):
        return Markup("\n").join(lines), [[_write(context, duty)], [MINE.button(context.label("我的报告"))]]
    here = (duty.id, duty.version)
    rows: list[list[InlineKeyboardButton]] = []
    if not duty.occurrence.active:
        lines.append(context.t("这个期限已经结束,不再提醒。"))
    elif duty.standing(context.now) in (Standing.FILED, Standing.EXCUSED):
        undo = context.label("撤回「不用交」") if duty.excused else context.label("撤回「已交」")
        rows.append([REOPEN.button(undo, *here)])
    else:
        rows.append([FILED.button(context.label("已交"), *here), EXCUSED.button(context.label("不用交"), *here)])
        extra = [EXTEND.button(context.label("宽限 {days} 天", days=days), *here, days) for days in EXTRA_DAYS]
        rows.append([*extra, EXTEND_TO.button(context.label("宽限到…"), *here)])
        if duty.extended_to is not None:
            rows.append([COMMON.button(context.label("取消宽限"), *here)])
    rows.append([OCCURRENCE.button(context.label("返回名单"), duty.occurrence.id, 0)])
    return Markup("\n").join(lines), rows


def _write(context: Context, duty: Duty) -> InlineKeyboardButton:
    return REPORT.button(context.label("写报告") if duty.filed_at is None else context.label("看报告"), duty.id)


async def _mine(context: Context) -> tuple[Markup, Rows]:
    studios = context.person.studios()
    found = await duties.of_studios(context.tx, studios, context.now)
    lines = [context.t("<b>我的报告</b>")]
    if not studios:
        lines.append(context.t("您没有负责的工作室。"))
    elif not found:
        lines.append(context.t("现在没有要交的报告。"))
    numbers = []
    for number, duty in enumerate(found[:PAGE], 1):
        name = occurrence_name(context.words, duty.occurrence)
        if len(studios) > 1:
            name = f"{duty.studio_name} · {name}"
        mark = MARKS[duty.standing(context.now)]
        report = await reports.of_duty(context.tx, duty.id)
        state = state_words(context.words, context.office.zone, report, context.now) if report is not None else ""
        lines.append(Markup("\n{}. {} {}\n{}").format(number, mark, name, state or standing_words(context, duty)))
        numbers.append(REPORT.button(str(number), duty.id))
    if any(duty.filed_at is None for duty in found):
        lines.append(context.t("\n点数字就能写,我先照您报的快报起草好。"))
    if not studios and context.may("duty.edit"):
        return Markup("\n").join(lines), [[BOARD.button(context.label("看报告期限"), 0)]]
    rows = [numbers[at : at + NUMBERS_A_ROW] for at in range(0, len(numbers), NUMBERS_A_ROW)]
    return Markup("\n").join(lines), rows
