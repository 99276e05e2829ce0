"""/schedule: everything that will be sent, and when; officers skip one, move one, pause a ladder."""

from datetime import tzinfo
from itertools import groupby

from markupsafe import Markup
from telegram import InlineKeyboardButton, Message, Update
from telegram.ext import filters

from handlers.cards.moments import day, moment, plain
from handlers.cards.notices import OPEN as NOTICE
from handlers.cards.reminders import stage, subject
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, number_in
from handlers.kit.paging import last_page
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Rows, Tap
from handlers.language.moments import read_moment
from storage import audit, calendar, schedule
from storage.dialogues import Answers
from storage.model import reminders as rules
from storage.model.local_time import days_after, instant, local, local_date
from storage.model.reminders import State
from storage.schedule import Mailing, Rung

PAGE_TAP = Tap("schedule.page", int, int)
"""Weeks from this one, and the page of that week."""
RUNG = Tap("schedule.rung", int)
SKIP = Tap("schedule.skip", int, int)
"""Like the following it carries the rung and the version that was seen."""
RESTORE = Tap("schedule.restore", int, int)
MOVE = Tap("schedule.move", int, int)
PAUSE = Tap("schedule.pause", int, int)
RESUME = Tap("schedule.resume", int, int)
ROWS_A_PAGE = 10
BUTTONS_A_ROW = 5
FARTHEST_WEEKS = 60

room = Room("schedule")


def _officer(_update: Update, context: Context) -> bool:
    """「日程」 of anybody else is their own (`my`)."""
    return context.may("schedule.edit")


@room.command("schedule", action="schedule.edit", summary="发送日程")
@room.words("发送日程", action="schedule.edit")
@room.message(TYPED & filters.Text(("日程",)), action="schedule.edit", name="agenda", when=_officer)
async def show(update: Update, context: Context) -> None:
    """This week; the next one with something in it where this one has nothing."""
    await context.say(*await _page(context, await _first_week(context), 0))


@room.on_tap(PAGE_TAP, action="schedule.edit")
async def turn(update: Update, context: Context) -> None:
    """Another week or page, in place."""
    week, page = context.tap
    await context.edit(*await _page(context, week, page))


@room.on_tap(RUNG, action="schedule.edit")
async def open_rung(update: Update, context: Context) -> None:
    """One rung, and what can be done with it."""
    rung = await schedule.find(context.tx, context.tap[0])
    if rung is None:
        await _gone(context)
    else:
        await context.edit(*await _card(context, rung))


@room.on_tap(SKIP, action="schedule.edit")
async def skip(update: Update, context: Context) -> None:
    """Leave one out; it stays in sight."""
    rung = await _seen(context)
    if rung is not None and await schedule.skip(context.tx, rung):
        await _done(context, rung, "skipped", context.label("已跳过,到时不发"))


@room.on_tap(RESTORE, action="schedule.edit")
async def restore(update: Update, context: Context) -> None:
    """Say it after all."""
    rung = await _seen(context)
    if rung is not None and await schedule.restore(context.tx, rung):
        await _done(context, rung, "restored", context.label("已恢复,到时照发"))


@room.on_tap(PAUSE, action="schedule.edit")
async def pause(update: Update, context: Context) -> None:
    """Say nothing more of this stage for now, whatever has become of the rung meanwhile."""
    rung = await schedule.find(context.tx, context.tap[0])
    if rung is None or not rung.pausable:
        rung = await _seen(context)
    if rung is not None and await schedule.pause(context.tx, rung.matter):
        await _done(context, rung, "paused", context.label("已暂停,恢复之前都不发"))


@room.on_tap(RESUME, action="schedule.edit")
async def resume(update: Update, context: Context) -> None:
    """Go on with the ladder."""
    rung = await _seen(context)
    if rung is not None and await schedule.resume(context.tx, rung.matter):
        await _done(context, rung, "resumed", context.label("已恢复"))


@room.on_tap(MOVE, action="schedule.edit")
async def move(update: Update, context: Context) -> None:
    """Ask for another time."""
    rung = await _seen(context)
    if rung is not None:
        await dialogue.begin(context, FORM, {"rung": rung.id, "version": rung.version})


async def _seen(context: Context) -> Rung | None:
    """The rung that the button is about, as it was seen; else say so and show it as it is."""
    number, version = context.tap
    rung = await schedule.find(context.tx, number)
    if rung is None or not rung.changeable:
        await _gone(context)
        return None
    if rung.version == version:
        return rung
    await context.toast(context.label("刚刚有变动,请看最新的"))
    await context.edit(*await _card(context, rung))
    return None


async def _gone(context: Context) -> None:
    await context.toast(context.label("这条提醒已经发出或取消了"))
    await context.edit(*await _page(context, 0, 0))


async def _done(context: Context, rung: Rung, deed: str, toast: str) -> None:
    await _note(context, rung, deed)
    await context.toast(toast)
    changed = await schedule.find(context.tx, rung.id)
    if changed is not None:
        await context.edit(*await _card(context, changed))


async def _note(context: Context, rung: Rung, deed: str) -> None:
    about = f"{rung.matter.kind} {rung.matter.subject} {rung.matter.stage} {rung.days}"
    await audit.note(context.tx, context.person.id, "schedule.edit", f"step {rung.id}", context.now, f"{deed}: {about}")


# the list


def _bounds(context: Context, week: int) -> tuple[int, int]:
    """Monday of a week and of the next, as instants."""
    zone = context.office.zone
    today = local_date(context.now, zone)
    monday = days_after(today, 7 * week - today.weekday())
    return instant(monday, 0, zone), instant(days_after(monday, 7), 0, zone)


async def _first_week(context: Context) -> int:
    begin, end = _bounds(context, 0)
    if await schedule.mailings(context.tx, begin, end):
        return 0
    first = await schedule.next_rung(context.tx, begin)
    if first is None:
        return 0
    zone = context.office.zone
    return min((local_date(first, zone) - local_date(begin, zone)).days // 7, FARTHEST_WEEKS)


async def _page(context: Context, week: int, page: int) -> tuple[Markup, Rows]:
    week = min(max(week, 0), FARTHEST_WEEKS)
    begin, end = _bounds(context, week)
    total = await schedule.number_of_rungs(context.tx, begin, end)
    last = last_page(total, ROWS_A_PAGE)
    page = min(max(page, 0), last)
    lines = [_title(context, begin, end)]
    lines += await _missing(context)
    mailings = await schedule.mailings(context.tx, begin, end) if page == 0 else []
    lines += [_mailing(context, one) for one in mailings]
    rungs = await schedule.rungs(context.tx, begin, end, ROWS_A_PAGE, page * ROWS_A_PAGE)
    numbers: list[InlineKeyboardButton] = []
    # By subject, in the order in which the first rung of each comes.
    first = {(one.matter.kind, one.matter.subject, one.matter.stage): at for at, one in reversed([*enumerate(rungs)])}
    ordered = sorted(rungs, key=lambda one: first[one.matter.kind, one.matter.subject, one.matter.stage])
    for _, group in groupby(ordered, key=lambda one: (one.matter.kind, one.matter.subject, one.matter.stage)):
        same = list(group)
        lines.append(Markup("\n<b>{}</b>").format(_about(context, same[0])))
        for rung in same:
            number = page * ROWS_A_PAGE + len(numbers) + 1
            lines.append(Markup("{}. {}").format(number, _rung_line(context, rung)))
            numbers.append(RUNG.button(str(number), rung.id))
    if not rungs and not mailings:
        lines.append(context.t("这一周没有要发的。"))
    return Markup("\n").join(lines), _buttons(context, numbers, mailings, (week, page, last))


def _buttons(
    context: Context, numbers: list[InlineKeyboardButton], mailings: list[Mailing], place: tuple[int, int, int]
) -> Rows:
    week, page, last = place
    rows = [numbers[at : at + BUTTONS_A_ROW] for at in range(0, len(numbers), BUTTONS_A_ROW)]
    rows += [
        [NOTICE.button(context.label("通知:{title}", title=one.title[:20]), one.notice)]
        for one in mailings
        if one.notice is not None
    ]
    turning = []
    if page > 0:
        turning.append(PAGE_TAP.button(context.label("‹ 上一页"), week, page - 1))
    if page < last:
        turning.append(PAGE_TAP.button(context.label("下一页 ›"), week, page + 1))
    weeks = []
    if week > 0:
        weeks.append(PAGE_TAP.button(context.label("‹ 上一周"), week - 1, 0))
    if week < FARTHEST_WEEKS:
        weeks.append(PAGE_TAP.button(context.label("下一周 ›"), week + 1, 0))
    return [row for row in (*rows, turning, weeks) if row]


def _title(context: Context, begin: int, end: int) -> Markup:
    zone, today = context.office.zone, local_date(context.now, context.office.zone)
    monday, sunday = local_date(begin, zone), days_after(local_date(end, zone), -1)
    return context.t(
        "<b>发送日程</b> · {begin} 至 {end}\n以下都是{zone}",
        begin=day(context.words, monday, today),
        end=day(context.words, sunday, today),
        zone=_zone(context, zone, begin),
    )


def _zone(context: Context, zone: tzinfo, at: int) -> str:
    """The local time by its name: 「北京时间」, or the zone's own with what it is ahead of UTC."""
    wall = local(at, zone)
    key = str(getattr(zone, "key", ""))
    if key == "Asia/Shanghai" or (not key and f"{wall:%z}" == "+0800"):
        return context.label("北京时间")
    offset = f"{wall:%z}"
    return context.label(
        "{zone} 时间(UTC{offset})", zone=key or wall.tzname() or "", offset=f"{offset[:3]}:{offset[3:5]}"
    )


async def _missing(context: Context) -> list[Markup]:
    """The years whose days off nobody knows are said, not guessed."""
    years = await calendar.missing_years(context.tx, local_date(context.now, context.office.zone))
    return [
        context.t("⚠️ {year} 年的放假安排还没有录入,暂时只把周末当休息日。发 /calendar 录入。", year=str(year))
        for year in years
    ]


def _about(context: Context, rung: Rung) -> str:
    words = context.words
    when = plain(words, context.office.zone, rung.matter.at, context.now)
    return words.label(
        "{name} {what} {when}", name=subject(words, rung.matter), what=stage(words, rung.matter.stage), when=when
    )


def _rung_line(context: Context, rung: Rung) -> Markup:
    state = _state(context, rung)
    text = Markup("{} · {}").format(moment(context, rung.due_at), _which(context, rung.days))
    return Markup("{} · {}").format(text, state) if state else text


def _which(context: Context, days: int) -> Markup:
    if days == 0:
        return context.t("当天")
    if days > 0:
        return context.count("提前 {number} 天", "提前 {number} 天", days)
    return context.count("过期 {number} 天", "过期 {number} 天", -days)


def _state(context: Context, rung: Rung) -> str:
    match rung.state:
        case State.PAUSED:
            return context.label("已暂停")
        case State.SKIPPED:
            return context.label("已跳过")
        case State.FIRING:
            return context.label("正在发")
    return ""


def _mailing_state(context: Context, state: str) -> str:
    match state:
        case "sending":
            return context.label("正在发")
        case "paused":
            return context.label("已暂停")
        case "approval":
            return context.label("等待批准")
    return context.label("到时发出")


def _mailing(context: Context, mailing: Mailing) -> Markup:
    title = (
        context.label("通知「{title}」", title=mailing.title)
        if mailing.title
        else context.label("竞赛或培训的变动通知")
    )
    state = _mailing_state(context, mailing.state)
    return Markup("\n<b>{}</b>\n{} · {}").format(title, moment(context, mailing.at), state)


async def _card(context: Context, rung: Rung) -> tuple[Markup, Rows]:
    people = await schedule.people(context.tx, rung)
    lines = [
        Markup("<b>{}</b>").format(_about(context, rung)),
        _rung_line(context, rung),
        context.count(
            "现在会提醒 {number} 人,到时按当时的情况再算。", "现在会提醒 {number} 人,到时按当时的情况再算。", people
        ),
    ]
    here = (rung.id, rung.version)
    rows: list[list[InlineKeyboardButton]] = []
    match rung.state:
        case State.PLANNED:
            rows += [[SKIP.button(context.label("跳过这一次"), *here), MOVE.button(context.label("改时间"), *here)]]
            rows += [[PAUSE.button(context.label("暂停这一组"), *here)]]
        case State.FIRING:
            rows += [[PAUSE.button(context.label("暂停这一组"), *here)]]
        case State.PAUSED:
            rows += [[RESUME.button(context.label("恢复这一组"), *here), MOVE.button(context.label("改时间"), *here)]]
        case State.SKIPPED:
            rows += [[RESTORE.button(context.label("恢复这一次"), *here)]]
    begin, _ = _bounds(context, 0)
    zone = context.office.zone
    week = (local_date(rung.due_at, zone) - local_date(begin, zone)).days // 7
    return Markup("\n").join(lines), [*rows, [PAGE_TAP.button(context.label("返回日程"), max(week, 0), 0)]]


# another time


def _ask_when(context: Context, answers: Answers) -> Markup:
    return context.t("改到什么时候发?直接写,例如:12月3日 10:00、明天下午2点。")


def _read_when(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    zone = context.office.zone
    read = read_moment(message.text or "", context.now, zone)
    if read is None:
        return Again(context.t("没看懂这个时间。请写成:12月3日 10:00。"))
    at = read.at(zone, rules.MINUTE)
    if at <= context.now:
        return Again(context.t("{when} 已经过去了,请写以后的时间。", when=plain(context.words, zone, at, context.now)))
    return {**answers, "when": at}


def _read_again(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """Another time, typed at the check: it takes the place of the first. What is no time is for other rooms."""
    at_all = read_moment(message.text or "", context.now, context.office.zone)
    return _read_when(context, message, answers) if at_all is not None else None


async def _recall(context: Context, answers: Answers) -> Answers:
    rung = await schedule.find(context.tx, number_in(answers, "rung"))
    return {"about": _about(context, rung)} if rung is not None else {}


def _summary(context: Context, answers: Answers) -> Markup:
    when = moment(context, number_in(answers, "when"))
    return context.t("{about}\n改到 {when} 发。", about=answers.get("about", ""), when=when)


async def _save(context: Context, answers: Answers) -> None:
    at = number_in(answers, "when")
    rung = await schedule.find(context.tx, number_in(answers, "rung"))
    if rung is None or not rung.changeable:
        await _gone(context)
        return
    if at <= context.now or (rung.days >= 0 and at >= rung.matter.at):
        text = context.t("没有改:要晚于现在,早于 {when}。", when=moment(context, rung.matter.at))
        await context.edit(text, [[RUNG.button(context.label("返回"), rung.id)]])
        return
    if rung.version != answers.get("version") or not await schedule.move(context.tx, rung, at):
        text = context.t("没有改:别的管理员刚改过这一条。")
        await context.edit(text, [[RUNG.button(context.label("看最新的"), rung.id)]])
        return
    await _done(context, rung, f"moved to {at}", context.label("已改好"))


FORM = Form(
    name="reschedule",
    action="schedule.edit",
    title="改提醒时间",
    steps=(Step("when", _ask_when, _read_when, more=_read_again),),
    summary=_summary,
    finish=_save,
    confirm="改到这个时间",
    recall=_recall,
)
dialogue.add_form(room, FORM)
