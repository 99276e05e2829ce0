"""News that were saved, as their studio sees them: the list, one with its records, one record and what may be done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.evidence import evidence_button, evidence_lines
from handlers.cards.moments import moment
from handlers.cards.records import (
    NEWS_CARD,
    RECORD,
    STATE_MARKS,
    record_card,
    record_line,
    state_line,
    what_changed,
)
from handlers.kit.context import Context
from handlers.kit.form import said_ended
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from storage import evidence, people, records, studios
from storage.model.evidence import NEWS
from storage.model.local_time import local_date
from storage.model.records import OPEN, News, Record, State, Version

MINE = Tap("news.mine", int)
"""「我的快报」: the news of one's own studios; it carries the page (0 first)."""
SHOWN = Tap("news.show", int)
"""A news in place of what was tapped: for lists."""
CHANGE = Tap("record.change", int, int)
"""Change a record while it is open, correct it when it is approved: the record at the version that was seen. So the others."""
WITHDRAW = Tap("record.withdraw", int, int)
"""Ask whether to take an open record back."""
VOID = Tap("record.void", int, int)
"""The same of an approved one, which officers are to agree to."""
SEND = Tap("record.send", int, int)
"""重新提交, as it is."""
HISTORY = Tap("record.history", int)
ATTACH = Tap("news.attach", int)
"""More evidence for a news."""
CHANGING, ATTACHING, VOIDING = "news_change", "news_attach", "news_void"
"""The names of the forms that change a record, that add evidence, that ask to take an approved record back."""
PAGE = 6
MOST_VERSIONS = 6


def today_of(context: Context) -> date:
    """The local date."""
    return local_date(context.now, context.office.zone)


def saved_text(context: Context, news: News, files: int, refused: Markup | str, secret: int) -> Markup:
    """What its author reads when it is saved, and what happens next."""
    number = len(news.records)
    lines = [
        context.count(
            "✅ 已保存 {number} 条,回执 {receipt}。",
            "✅ 已保存 {number} 条,回执 {receipt}。",
            number,
            receipt=news.receipt,
        ),
        context.t("工会审核后我马上告诉您;审核以前随时可以改。"),
    ]
    if files:
        lines.append(context.count("📎 {number} 份证明材料,正在备份。", "📎 {number} 份证明材料,正在备份。", files))
    if refused:
        lines.append(Markup("{}").format(refused))
    if secret:
        lines.append(
            context.count("可能涉密或有争议的 {number} 条没有存。", "可能涉密或有争议的 {number} 条没有存。", secret)
        )
    return Markup("\n").join(lines)


async def saved_already(context: Context, draft: int) -> str:
    """What a second tap on a draft's button is told."""
    news = await records.of_draft(context.tx, draft)
    if news is None or not context.may("news.write", news.studio):
        return await said_ended(context, draft)
    return context.label("已经保存过了,回执 {receipt}", receipt=news.receipt)


async def news_list(context: Context, page: int) -> tuple[Markup, Rows]:
    """The news of one's own studios, the newest first, with how each of their records stands."""
    led = context.person.studios()
    _, total = await records.page_of(context.tx, led, 0, 0)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    found, _ = await records.page_of(context.tx, led, PAGE, page * PAGE)
    lines = [context.t("<b>我的快报</b> · 共 {total} 份", total=total)]
    numbers = []
    for place, news in enumerate(found, page * PAGE + 1):
        marks = "".join(STATE_MARKS[record.state] for record in news.records)
        line = context.t(
            "\n{place}. {receipt} · {when}", place=place, receipt=news.receipt, when=moment(context, news.at)
        )
        lines.append(Markup("{}\n{} {}").format(line, marks, _short(context, news)))
        numbers.append(SHOWN.button(str(place), news.id))
    if not found:
        lines.append(context.t("还没有报过。直接写一句就行,例如「本月培训青工35人次」。"))
    else:
        lines.append(context.t("\n🕘 待审 · ✅ 通过 · ↩️ 退回 · ✖️ 不采纳 · ➖ 撤回"))
    return Markup("\n").join(lines), [row for row in (numbers, turning(context, MINE, page, last)) if row]


def _short(context: Context, news: News) -> Markup:
    if not news.records:
        return Markup()
    first = own_line(context, news.records[0])
    if len(news.records) > 1:
        return context.t("{first} 等 {number} 条", first=first, number=len(news.records))
    return first


def own_line(context: Context, record: Record) -> Markup:
    """A record in one line; what only asks to change another is said to be that, as it counts nowhere itself."""
    line = record_line(context.words, context.office.zone, record.facts, today_of(context))
    if record.corrects is None:
        return line
    return context.t("申请作废:{line}", line=line) if record.void else context.t("更正:{line}", line=line)


async def news_card(context: Context, news: News) -> tuple[Markup, Rows]:
    """One news with its records, evidence, and a button for each record."""
    studio = await studios.find(context.tx, news.studio)
    lines = [
        context.t("<b>快报</b> {receipt} · {when}", receipt=news.receipt, when=moment(context, news.at)),
        Markup("{}").format(studio.name if studio is not None else ""),
    ]
    if news.author and news.author != context.person.id:
        lines.append(context.t("由同一工作室的另一位提交"))
    for record in news.records:
        line = Markup("\n{}. {}\n{}")
        lines.append(line.format(record.position, own_line(context, record), await state_of(context, record)))
    shown = await evidence.of(context.tx, NEWS, news.id)
    if held := evidence_lines(context, shown):
        lines.append(Markup("\n{}").format(held))
    numbers = [RECORD.button(str(record.position), record.id) for record in news.records]
    below = [*evidence_button(context, NEWS, news.id, shown)]
    if any(record.state in OPEN for record in news.records):
        below.append(ATTACH.button(context.label("加材料"), news.id))
    rows = [numbers[at : at + 7] for at in range(0, len(numbers), 7)]
    rows += [below, [MINE.button(context.label("返回列表"), 0)]]
    return Markup("\n").join(lines), [row for row in rows if row]


async def state_of(context: Context, record: Record) -> Markup:
    """How a record stands, and what it has to do with others."""
    parts = [state_line(context.words, record)]
    if record.corrects is not None and record.state is State.APPROVED:
        agreed = context.t("✅ 已同意作废,原来那条不再计入")
        parts = [agreed if record.void else context.t("✅ 更正已通过,原来那条按新的计入")]
    elif record.corrects is not None:
        parts.append(context.t("申请作废以前的一条") if record.void else context.t("更正以前的一条"))
    if record.included_in is not None:
        parts.append(context.t("已算在另一笔里,不重复计"))
    if record.state is State.APPROVED and (waiting := await records.correction_of(context.tx, record.id)) is not None:
        parts.append(context.t("更正待审") if not waiting.void else context.t("作废待审"))
    return Markup(" · ").join(parts)


async def record_page(context: Context, record: Record) -> tuple[Markup, Rows]:
    """One record with what its studio may do about it."""
    facts = record.facts
    lines = [
        Markup("<b>{}</b>").format(await state_of(context, record)),
        record_card(context.words, context.office.zone, facts, today_of(context)),
    ]
    original = await records.find(context.tx, record.corrects) if record.corrects is not None else None
    if original is not None and not record.void:
        lines += what_changed(context.words, original.facts, facts, today_of(context))
    here = (record.id, record.version)
    rows: list[list[InlineKeyboardButton]] = []
    match record.state:
        case State.RETURNED:
            rows.append([CHANGE.button(context.label("修改"), *here), SEND.button(context.label("重新提交"), *here)])
            rows.append([WITHDRAW.button(context.label("撤回这条"), *here)])
        case State.PENDING | State.RESUBMITTED:
            row = [] if record.void else [CHANGE.button(context.label("修改"), *here)]
            rows.append([*row, WITHDRAW.button(context.label("撤回这条"), *here)])
        case State.APPROVED if record.corrects is None and await records.correction_of(context.tx, record.id) is None:
            rows.append([CHANGE.button(context.label("更正"), *here), VOID.button(context.label("申请作废"), *here)])
            lines.append(context.t("\n已经通过的,更正要再审一次;审完以前按原来的算。"))
    if record.version > 1:
        rows.append([HISTORY.button(context.label("改过什么"), record.id)])
    rows.append([SHOWN.button(context.label("返回"), record.news)])
    return Markup("\n").join(lines), rows


async def history_page(context: Context, record: Record, versions: Sequence[Version]) -> tuple[Markup, Rows]:
    """What a record said and how it stood, the newest first."""
    lines = [context.t("<b>改过什么</b>")]
    for place in range(len(versions) - 1, max(-1, len(versions) - 1 - MOST_VERSIONS), -1):
        one = versions[place]
        mark = state_line(context.words, _at(record, one))
        lines.append(Markup("\n{} · {} · {}").format(moment(context, one.at), mark, await _who(context, one)))
        if place:
            lines += what_changed(context.words, versions[place - 1].facts, one.facts, today_of(context))
        else:
            lines.append(record_line(context.words, context.office.zone, one.facts, today_of(context)))
    return Markup("\n").join(lines), [[RECORD.button(context.label("返回"), record.id)]]


def _at(record: Record, version: Version) -> Record:
    """The record as it stood; the reason is only known of the present."""
    return replace(record, state=version.state, reason="")


async def _who(context: Context, version: Version) -> str:
    if version.person == context.person.id:
        return context.label("您")
    person = await people.find(context.tx, version.person)
    if person is not None and person.studios():
        return context.label("同一工作室的人")
    return context.label("管理员") if person is not None else context.label("系统")


def back_to(context: Context, news: int) -> Rows:
    """A button to the news."""
    return [[NEWS_CARD.button(context.label("看这份快报"), news)]]
