"""/calendar: officers enter the days off and the working days that the legal calendar brings each year.

In November and December the house itself tells them of a year that nobody entered, every Monday morning until it is.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.workdays import begun_words, flaw_words, missing_words, stretch_words
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale, Tap
from handlers.kit.words import Words
from storage import audit, calendar, people
from storage.database import Tx
from storage.dialogues import Answers
from storage.model.calendar import FIRST_YEAR, LAST_YEAR, Day, Stretch, read_lines, stretches
from storage.model.local_time import local, local_date
from storage.model.people import ADMIN, OWNER
from storage.model.post import Lane

OVERVIEW = Tap("calendar.page")
MONTH = Tap("calendar.month", int, int)
ADD = Tap("calendar.add")
REMOVE = Tap("calendar.remove", str, str, int)
"""What admins entered of these days: the first, the last, and whether they are working days."""
REALLY = Tap("calendar.really", str, str, int)
DECLARE = Tap("calendar.declare", int)
TAKE_BACK = Tap("calendar.back", int)
AHEAD_DAYS = 120
MOST_SHOWN = 15
MONDAY = 0
TOLD_FROM, TOLD_UNTIL = 10, 18
"""Hours of the day between which officers are told of a missing year."""
EVERY_S = 600
MOST_FLAWS = 10

room = Room("calendar_desk")


@room.command("calendar", action="calendar.edit", summary="工作日历:放假和调休")
async def show(update: Update, context: Context) -> None:
    """The days ahead that differ from ordinary weeks; with lines behind the command, begin to add them."""
    message = update.message
    _, _, lines = (message.text or "" if message else "").partition(" ")
    if not lines.strip():
        await context.say(*await _overview(context))
        return
    days, flaws = read_lines(lines)
    if flaws or not days:
        await context.say(flaw_words(context, flaws[:MOST_FLAWS]))
    else:
        await dialogue.begin(context, FORM, {"days": _kept(days)})


@room.words("工作日历", action="calendar.edit")
async def show_too(update: Update, context: Context) -> None:
    """The same, in words."""
    await context.say(*await _overview(context))


@room.on_tap(OVERVIEW, action="calendar.edit")
async def overview(update: Update, context: Context) -> None:
    """The days ahead, in place."""
    await context.edit(*await _overview(context))


@room.on_tap(MONTH, action="calendar.edit")
async def month(update: Update, context: Context) -> None:
    """One month."""
    year, number = context.tap
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Stale(year)
    await context.edit(*await _month(context, year, number))


@room.on_tap(ADD, action="calendar.edit")
async def add(update: Update, context: Context) -> None:
    """Begin to enter days."""
    await dialogue.begin(context, FORM)


@room.on_tap(REMOVE, action="calendar.edit")
async def ask_remove(update: Update, context: Context) -> None:
    """Make sure before entered days are taken out."""
    stretch = _stretch(context)
    back = MONTH.button(context.label("不删了"), stretch.begin.year, stretch.begin.month)
    yes = REALLY.button(context.label("确定删除"), *context.tap)
    text = context.t("删除这一条吗?删了就照国家公布的或平常的星期算。\n{days}", days=stretch_words(context, stretch))
    await context.edit(text, [[yes, back]])


@room.on_tap(REALLY, action="calendar.edit")
async def remove(update: Update, context: Context) -> None:
    """Take entered days out, as far as they are still what was seen."""
    stretch = _stretch(context)
    if await calendar.remove(context.tx, stretch, context.now, context.office.zone):
        await _note(context, f"removed {stretch.begin}..{stretch.end}")
        await context.toast(context.label("已删除,马上生效"))
    else:
        await context.toast(context.label("这一条已经删除或改过了"))
    await context.edit(*await _month(context, stretch.begin.year, stretch.begin.month))


@room.on_tap(DECLARE, action="calendar.edit")
async def declare(update: Update, context: Context) -> None:
    """An officer says that a year is complete."""
    (year,) = context.tap
    today = local_date(context.now, context.office.zone)
    if year not in (today.year, today.year + 1):
        raise Stale(year)
    if await calendar.declare(context.tx, year, context.person.id, context.now):
        await _note(context, f"declared {year}")
    await context.toast(context.label("好的,{year}年按已录完算", year=year))
    await context.edit(*await _overview(context))


@room.on_tap(TAKE_BACK, action="calendar.edit")
async def take_back(update: Update, context: Context) -> None:
    """A year is not complete after all."""
    (year,) = context.tap
    if await calendar.take_back(context.tx, year):
        await _note(context, f"took back {year}")
    await context.toast(context.label("好的,{year}年还没录完", year=year))
    await context.edit(*await _overview(context))


@room.tick("calendar", every_s=EVERY_S)
async def tell_missing(desk: Desk) -> bool:
    """On Mondays of November and December, tell officers of a year whose days off nobody entered; once each Monday."""
    wall = local(desk.now, desk.office.zone)
    if wall.weekday() != MONDAY or not TOLD_FROM <= wall.hour < TOLD_UNTIL or wall.month < calendar.PUBLISHED_IN:
        return False
    missing = await calendar.missing_years(desk.tx, wall.date())
    if not missing:
        return False
    begun = await _begun(desk.tx, missing)
    officers = {one.id: one for role in (ADMIN, OWNER) for one in await people.holders(desk.tx, role)}
    for person in officers.values():
        words = desk.words_for(person)
        buttons = [[OVERVIEW.button(words.label("打开工作日历")), ADD.button(words.label("录入"))]]
        buttons += [[DECLARE.button(words.label("{year}年已录完", year=year), year)] for year in begun]
        key = f"calendar:{wall.date()}:{person.id}"
        await desk.tell(person, _unknown(words, missing, begun), buttons, lane=Lane.REMINDER, key=key)
    return False


async def _begun(tx: Tx, years: Sequence[int]) -> list[int]:
    """Those of these years of which something was entered."""
    entered = {day.date.year for day in await calendar.entered_days(tx)}
    return [year for year in years if year in entered]


def _unknown(words: Words, years: Sequence[int], begun: Sequence[int]) -> Markup:
    """That these years are not known, or only in part."""
    untouched = [year for year in years if year not in begun]
    lines = [missing_words(words, untouched)] if untouched else []
    return Markup("\n").join([*lines, *(begun_words(words, year) for year in begun)])


async def _overview(context: Context) -> tuple[Markup, Rows]:
    today = local_date(context.now, context.office.zone)
    found = stretches(await calendar.unusual_days(context.tx, today, today + timedelta(days=AHEAD_DAYS)))
    lines = [context.t("<b>工作日历</b>")]
    missing = await calendar.missing_years(context.tx, today)
    if missing:
        lines.append(_unknown(context.words, missing, await _begun(context.tx, missing)))
    lines.append(context.t("接下来 {days} 天里和平常不一样的日子:", days=AHEAD_DAYS))
    lines += [stretch_words(context, one) for one in found[:MOST_SHOWN]]
    if not found:
        lines.append(context.t("没有,都按平常的星期。"))
    elif len(found) > MOST_SHOWN:
        lines.append(context.t("……还有 {number} 条,请按月看。", number=len(found) - MOST_SHOWN))
    declared = [year for year in sorted(await calendar.declared_years(context.tx)) if year >= today.year]
    rows = [[MONTH.button(context.label("按月看"), today.year, today.month), ADD.button(context.label("录入"))]]
    rows += [[DECLARE.button(context.label("{year}年已录完", year=year), year)] for year in missing]
    rows += [[TAKE_BACK.button(context.label("{year}年还没录完", year=year), year)] for year in declared]
    return Markup("\n").join(lines), rows


async def _month(context: Context, year: int, number: int) -> tuple[Markup, Rows]:
    begin, length = date(year, number, 1), monthrange(year, number)[1]
    end = begin + timedelta(days=length - 1)
    workday = await calendar.workdays(context.tx)
    working = sum(workday(begin + timedelta(days=after)) for after in range(length))
    found = stretches(await calendar.unusual_days(context.tx, begin, end))
    lines = [context.t("<b>{year}年{month}月</b> · 工作日 {number} 天", year=year, month=number, number=working)]
    lines += [Markup("{}. {}").format(at, stretch_words(context, one)) for at, one in enumerate(found, 1)]
    if not found:
        lines.append(context.t("没有放假和调休,都按平常的星期。"))
    unknown = year not in await calendar.known_years(context.tx)
    begun = await _begun(context.tx, (year,)) if unknown else []
    if unknown:
        lines.append(_unknown(context.words, (year,), begun))
    removable = [
        REMOVE.button(
            context.label("删除 {number}", number=at), one.begin.isoformat(), one.end.isoformat(), int(one.work)
        )
        for at, one in enumerate(found, 1)
        if one.entered
    ]
    before, after = begin - timedelta(days=1), end + timedelta(days=1)
    turn = [
        MONTH.button(context.label("‹ {month}月", month=day.month), day.year, day.month)
        if day is before
        else MONTH.button(context.label("{month}月 ›", month=day.month), day.year, day.month)
        for day in (before, after)
        if FIRST_YEAR <= day.year <= LAST_YEAR
    ]
    rows = [removable[at : at + 3] for at in range(0, len(removable), 3)]
    today = local_date(context.now, context.office.zone)
    if begun and year in (today.year, today.year + 1):
        rows.append([DECLARE.button(context.label("{year}年已录完", year=year), year)])
    rows += [turn, [ADD.button(context.label("录入")), OVERVIEW.button(context.label("返回"))]]
    return Markup("\n").join(lines), rows


def _stretch(context: Context) -> Stretch:
    """The days that the button names. Raises `Stale` for what are none."""
    begin, end, work = context.tap
    iso = re.compile(r"\d{4}-\d\d-\d\d")
    if not (iso.fullmatch(begin) and iso.fullmatch(end)):
        raise Stale(begin)
    try:
        return Stretch(date.fromisoformat(begin), date.fromisoformat(end), bool(work), "", True)
    except ValueError:
        raise Stale(begin) from None


async def _note(context: Context, detail: str) -> None:
    await audit.note(context.tx, context.person.id, "calendar.edit", "calendar", context.now, detail)


# the form's step


def _ask_days(context: Context, answers: Answers) -> Markup:
    return context.t(
        "请把放假和调休上班的日子发给我,一行一条,可以一次发很多行:\n"
        "<code>2027-02-14 上班</code>\n<code>2027-02-15至2027-02-21 放假 春节</code>\n"
        "周末放假、平日上班不用写。"
    )


def _read_days(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    days, flaws = read_lines(message.text or "")
    if flaws or not days:
        return Again(flaw_words(context, flaws[:MOST_FLAWS]))
    return {**answers, "days": _kept(days)}


def _more_days(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """Lines sent when the summary is shown come on top; of the same day the later word counts."""
    if not any(mark.isdecimal() for mark in message.text or ""):
        return None
    read = _read_days(context, message, answers)
    if isinstance(read, Again):
        return Again(read.text + "\n" + context.t("前面的还留着,这一条改好再发就行。"))
    if read is None:
        return None
    days = {day.date: day for day in (*_days(answers), *_days(read))}
    return {**answers, "days": _kept([days[day] for day in sorted(days)])}


def _kept(days: Sequence[Day]) -> list[list[object]]:
    return [[day.date.isoformat(), int(day.work), day.note] for day in days]


def _days(answers: Answers) -> list[Day]:
    kept = answers.get("days")
    rows = kept if isinstance(kept, list) else []
    return [Day(date.fromisoformat(day), bool(work), note, True) for day, work, note in rows]


def _summary(context: Context, answers: Answers) -> Markup:
    days = _days(answers)
    lines = [stretch_words(context, one) for one in stretches(days)]
    number = context.count("一共 {number} 天。录入后马上生效。", "一共 {number} 天。录入后马上生效。", len(days))
    return Markup("\n").join([context.t("请看一遍:"), *lines, number, context.t("还有别的日子,直接接着发。")])


async def _save(context: Context, answers: Answers) -> None:
    days = _days(answers)
    await calendar.enter(context.tx, days, context.person.id, context.now, context.office.zone)
    written = [f"{one.begin}..{one.end} {'work' if one.work else 'off'}" for one in stretches(days)]
    await _note(context, "entered " + ", ".join(written)[:500])
    first = days[0].date
    text, rows = await _month(context, first.year, first.month)
    await context.edit(context.t("✅ 已录入 {number} 天。", number=len(days)) + "\n" + text, rows)


FORM = Form(
    name="workdays",
    action="calendar.edit",
    title="工作日历",
    steps=(Step("days", _ask_days, _read_days, more=_more_days),),
    summary=_summary,
    finish=_save,
    confirm="录入",
)
dialogue.add_form(room, FORM)
