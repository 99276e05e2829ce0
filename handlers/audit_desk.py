"""/audit: who did what, newest first, by person, kind, subject and time; whether the record is whole; a workbook of it.

Each line is sealed over the one before it (`storage.audit`). The house reads the chain every night, and tells the owners
each month where it stands: the button below that message carries the seal, and lies with Telegram, not with us.
"""

import re
from dataclasses import replace
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.audit import KIND_NAMES, act_line, deed_words, shown_seal, subject_words
from handlers.cards.audit_page import (
    CHECK,
    KINDS,
    LIST,
    ONE,
    TABLE,
    WHEN,
    WHO,
    Filter,
    audit_page,
    checked_now,
    filter_of,
    wanted_of,
    whole_words,
)
from handlers.cards.roles import called
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.tables import workbook
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from handlers.language.spans import spans
from storage import audit, profiles, studios
from storage.errands import Errand
from storage.model.audit import EXPORTED, SHORT_SEAL
from storage.model.local_time import DAY_MS, local, local_date
from storage.model.texts import cleaned

ERRAND = "audit table"
MOST_ROWS = 10_000
MOST_PEOPLE = 10
LONGEST_SUBJECT = 24
_NUMBERED = re.compile(r"(?:管理员|负责人|领军人|联络员|评委|职工|编号) ?(\d{1,12})(?: ?号)?$")
"""「管理员 7 号」, as whoever told no name is called."""
HEAD = ("序号", "时间", "谁", "做了什么", "对什么", "类别", "原始记录", "封条")
WIDTHS = (8, 18, 18, 20, 48, 20, 40, 20)

room = Room("audit_desk")


@room.command("audit", action="audit.read", summary="办理记录:谁做了什么")
@room.words("办理记录", "操作记录", action="audit.read")
async def show(update: Update, context: Context) -> None:
    """The newest; behind the command a name, a kind, a studio or a time."""
    shown, unknown = await _said(context, cleaned(" ".join(context.args or ())))
    text, rows = await audit_page(context, shown, 0)
    if unknown:
        text = context.t("没有看懂「{said}」。可以写姓名、工作室、哪一类、什么时间。", said=unknown) + "\n\n" + text
    await context.say(text, rows)


@room.on_tap(LIST, action="audit.read")
async def turn(update: Update, context: Context) -> None:
    """Another page, or another filter."""
    *parts, page = context.tap
    await context.edit(*await audit_page(context, filter_of(*parts), page))


@room.on_tap(ONE, action="audit.read")
async def open_one(update: Update, context: Context) -> None:
    """One act, and what else was done by the same person or to the same thing."""
    act = await audit.line(context.tx, context.tap[0])
    if act is None:
        await context.toast(context.label("这一条已满三年,删掉了"))
        return
    words = context.words
    lines = [
        context.t("第 {number} 条", number=act.line),
        await act_line(context.tx, words, context.office.zone, act, context.now),
        context.t("封条:{seal}", seal=shown_seal(act.seal)),
    ]
    same_person = LIST.button(context.label("只看这个人"), *Filter(person=act.person).taken(), 0)
    subject = " ".join(act.subject.split()[:2])
    row = [same_person] if act.person else []
    if len(subject) <= LONGEST_SUBJECT and ":" not in subject:
        row.append(LIST.button(context.label("只看这件事"), *Filter(subject=subject).taken(), 0))
    await context.edit(Markup("\n").join(lines), [row, [LIST.button(context.label("返回"), *Filter().taken(), 0)]])


@room.on_tap(KINDS, action="audit.read")
async def choose_kind(update: Update, context: Context) -> None:
    """Which kind of acts."""
    now = filter_of(*context.tap)
    labels = [(0, context.label("全部"))] + [
        (place, context.label(name)) for place, name in enumerate(KIND_NAMES.values(), 1)
    ]
    buttons = [LIST.button(label, *replace(now, kind=place).taken(), 0) for place, label in labels]
    await context.edit(context.t("看哪一类?"), _in_rows(buttons, 3))


@room.on_tap(WHO, action="audit.read")
async def choose_person(update: Update, context: Context) -> None:
    """Whose acts: those who did most in the last three months."""
    now = filter_of(*context.tap)
    found = await audit.busiest(context.tx, context.now - 90 * DAY_MS, MOST_PEOPLE)
    buttons = [LIST.button(context.label("所有人"), *replace(now, person=0).taken(), 0)]
    for person in found:
        name = await called(context.tx, context.words, person)
        buttons.append(LIST.button(name[:12], *replace(now, person=person).taken(), 0))
    await context.edit(context.t("看谁的?也可以发「/audit 姓名」。"), _in_rows(buttons, 2))


@room.on_tap(WHEN, action="audit.read")
async def choose_time(update: Update, context: Context) -> None:
    """Of which time."""
    now, today = filter_of(*context.tap), local_date(context.now, context.office.zone).toordinal()
    choices = [
        (context.label("全部时间"), 0, 0),
        (context.label("今天"), today, 1),
        (context.label("近 7 天"), today - 6, 7),
        (context.label("近 30 天"), today - 29, 30),
        (context.label("近一年"), today - 364, 365),
    ]
    buttons = [LIST.button(label, *replace(now, begin=begin, days=days).taken(), 0) for label, begin, days in choices]
    await context.edit(context.t("看什么时间的?也可以发「/audit 11月」。"), _in_rows(buttons, 2))


@room.on_tap(CHECK, action="audit.read")
async def compare(update: Update, context: Context) -> None:
    """Whether the chain still leads through a seal that was told."""
    line, short = context.tap
    held, found = await audit.holds(context.tx, line, short, context.now), await checked_now(context)
    if held is None:
        text = context.label("第 {line} 条已满三年,按规定删掉了,不能再核对", line=line)
    elif held and found.broken is None:
        text = context.label("✓ 对得上:到第 {line} 条为止,记录没有被改过;后面的也完好", line=line)
    else:
        text = context.label(
            "⚠️ 对不上!第 {line} 条或以前的记录被改过(或者恢复过旧备份),请马上找维护的人", line=found.broken or line
        )
    await context.toast(text, alert=True)


@room.on_tap(TABLE, action="audit.read")
async def ask_table(update: Update, context: Context) -> None:
    """Have the workbook made; that is an act of its own."""
    now = filter_of(*context.tap)
    await context.errand(ERRAND, parts=list(now.taken()))
    await audit.note(context.tx, context.person.id, "audit.read", "audit", context.now, EXPORTED)
    await context.toast(context.label("正在做表格,马上发给您。里面有姓名,请妥善保管"))


@room.errand(ERRAND, action="audit.read")
async def gather(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the workbook tells."""
    parts = errand.arguments["parts"]
    assert isinstance(parts, list)
    found = await audit.page(desk.tx, wanted_of(filter_of(*parts), desk.office.zone), MOST_ROWS, 0)
    rows = [[words.label(name) for name in HEAD]]
    whose: dict[int, str] = {}
    for act in found.acts:
        if act.person not in whose:
            whose[act.person] = await called(desk.tx, words, act.person)
        rows.append(
            [
                str(act.line),
                f"{local(act.at, desk.office.zone):%Y-%m-%d %H:%M:%S}",
                whose[act.person],
                deed_words(words, act),
                await subject_words(desk.tx, words, act),
                act.action,
                f"{act.subject}: {act.detail}",
                act.seal[:SHORT_SEAL],
            ]
        )
    whole = await audit.check(desk.tx, desk.now)
    caption = words.label("办理记录 {number} 条。", number=len(found.acts)) + whole_words(words, whole)
    if found.total > len(found.acts):
        caption += words.label("只有最新的 {most} 条,请按时间分开导出。", most=MOST_ROWS)
    return lambda: Made("audit.xlsx", workbook(words.label("办理记录"), rows, WIDTHS), caption)


async def _said(context: Context, text: str) -> tuple[Filter, str]:
    """What was typed behind the command: a kind, a time, a person's name or number, a studio's name or a part of it; and what
    of it is none of these."""
    found = Filter()
    numbered = _NUMBERED.search(text)
    if numbered is not None:
        return replace(found, person=int(numbered[1])), ""
    if text and (said := spans(text, context.now, context.office.zone)):
        begin, end = (local_date(at, context.office.zone) for at in (said[0].begin, said[0].end - 1))
        if said[0].begin > context.now:  # 「11月」 of what was done is the last one
            begin, end = _year_before(begin), _year_before(end)
        found = replace(found, begin=begin.toordinal(), days=(end - begin).days + 1)
        text = text.replace(said[0].said, "").strip()
    if not text:
        return found, ""
    for place, name in enumerate(KIND_NAMES.values(), 1):
        if len(text) > 1 and (text in name or text.lower() == context.label(name).lower()):
            return replace(found, kind=place), ""
    if (who := await profiles.named(context.tx, text)) is not None:
        return replace(found, person=who), ""
    alike = await studios.alike(context.tx, text)
    if len(alike) == 1:
        return replace(found, subject=f"studio {alike[0].id}"), ""
    return found, text


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _in_rows(buttons: list[InlineKeyboardButton], number: int) -> Rows:
    return [buttons[at : at + number] for at in range(0, len(buttons), number)]
