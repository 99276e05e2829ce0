"""What officers look at, one thing at a time: a news with its records, one record, a report."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.evidence import evidence_button, evidence_lines
from handlers.cards.questions import quote, waited
from handlers.cards.records import record_card, record_line, state_line, what_changed
from handlers.cards.reports import WHOLE, field_name, report_text
from handlers.cards.review_queue import CHANGES, JUDGE, NEXT, ONE, OPEN, PAPER, PASS, QUEUE, written
from handlers.cards.review_reasons import reason_words
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from storage import duties, evidence, people, profiles, records, reports, reviews, studios
from storage.model.local_time import local_date
from storage.model.people import DEPUTY, LEADER
from storage.model.records import WAITING, News, Record
from storage.model.records import State as RecordState
from storage.model.reports import FIELDS, Report
from storage.model.reports import State as ReportState
from storage.model.reviews import NEWS, RECORD, REPORT, Scope, Verdict, since, stamp, waiting

LONGEST_SAID = 120
MOST_SHOWN = 2_600
"""Characters of the records of a news that are written out; what is not is not approved along with the rest."""
MOST_ALIKE = 3
FILED_ONCE = 2
"""The version of a report that was filed and nothing else happened to it."""


async def news_card(context: Context, scope: Scope, news: News) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """A news with all its records, or the one that waits, field by field."""
    left = waiting(news)
    today = local_date(context.now, context.office.zone)
    lines = [await _head(context, news), Markup("")]
    hidden = 0
    if len(left) == 1:
        lines += await _record_lines(context, news, left[0])
    else:
        blocks = []
        for place, one in enumerate(left, 1):
            line = record_line(context.words, context.office.zone, one.facts, today)
            blocks.append(Markup("\n").join([Markup("{}. {}").format(place, line), *await _marks(context, one)]))
        fitting = _fitting(blocks)
        lines += blocks[:fitting]
        hidden = len(blocks) - fitting
        if hidden:
            lines.append(context.t("⚠️ 还有 {number} 条这里放不下,请点开一条一条审。", number=hidden))
        if news.said:
            lines.append(quote(news.said, LONGEST_SAID))
    judged = []
    for one in (one for one in news.records if one not in left):
        line = record_line(context.words, context.office.zone, one.facts, today)
        judged.append(Markup("<i>{} · {}</i>").format(line, state_line(context.words, one)))
    fitting = _fitting(judged, sum(map(len, lines)))
    lines += judged[:fitting]
    if fitting < len(judged):
        lines.append(context.t("<i>另有 {number} 条审过了</i>", number=len(judged) - fitting))
    shown = await evidence.of(context.tx, NEWS, news.id)
    lines.append(evidence_lines(context, shown) or context.t("没有证明材料"))
    token = written(scope)
    if len(left) == 1:
        rows = _verdicts(context, scope, left[0])
        changes = [CHANGES.button(context.label("历史"), token, RECORD, left[0].id)] if left[0].version > 1 else []
    else:
        label = context.label("全部通过 {number} 条", number=len(left))
        rows = [] if hidden else [[PASS.button(label, token, NEWS, news.id, stamp(news))]]
        apart = [
            ONE.button(context.label("第{number}条", number=place), token, one.id) for place, one in enumerate(left, 1)
        ]
        rows += [apart[at : at + 4] for at in range(0, len(apart), 4)]
        changes = []
    rows.append([*evidence_button(context, NEWS, news.id, shown), *changes])
    rows.append(_onward(context, scope, since(news), NEWS, news.id))
    return Markup("\n").join(lines), [row for row in rows if row]


def _fitting(lines: Sequence[Markup], used: int = 0) -> int:
    """How many of these, from the first, fit beside what is there."""
    for place, line in enumerate(lines):
        used += len(line) + 1
        if used > MOST_SHOWN:
            return place
    return len(lines)


async def one_card(context: Context, scope: Scope, news: News, record: Record) -> tuple[Markup, Rows]:
    """One record of a news, opened apart."""
    lines = [await _head(context, news), Markup(""), *await _record_lines(context, news, record)]
    token = written(scope)
    rows = _verdicts(context, scope, record) if record.state in WAITING else []
    if record.state not in WAITING:
        lines.append(state_line(context.words, record))
    below = [OPEN.button(context.label("返回"), token, NEWS, news.id)]
    if record.version > 1:
        below.append(CHANGES.button(context.label("历史"), token, RECORD, record.id))
    return Markup("\n").join(lines), [*rows, below]


async def report_card(
    context: Context, scope: Scope, report: Report
) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    """A report as it was filed, and what is new since it was returned."""
    duty = await duties.find(context.tx, report.duty)
    assert duty is not None  # a report goes with its duty
    seen = await reports.counted(context.tx, report, duty, context.office.zone)
    lines = [report_text(context.words, context.office.zone, seen, duty, context.now)]
    before = await _returned_fields(context, report.id) if report.state is ReportState.RESUBMITTED else None
    if before is not None:
        new = [name for name in FIELDS if before[0].get(name, "") != report.named(name).content]
        names = context.label("、").join(field_name(context.words, name, duty) for name in new)
        reason = reason_words(context.words, before[1])
        told = context.t("上次的意见:{reason}", reason=reason) if reason else Markup("")
        said = context.t("改了:{fields}", fields=names) if names else context.t("文字没有改动")
        lines.insert(0, Markup("\n").join(filter(None, [context.t("<b>重新提交</b>"), told, said, Markup("")])))
    shown = await evidence.of(context.tx, REPORT, report.id)
    if shown:
        lines += [Markup(""), evidence_lines(context, shown)]
    here = (written(scope), REPORT, report.id)
    rows = [
        [PASS.button(context.label("通过"), *here, report.version)],
        [
            JUDGE.button(context.label("退回修改"), *here, report.version, ReportState.RETURNED),
            JUDGE.button(context.label("不采纳"), *here, report.version, ReportState.REJECTED),
        ],
    ]
    if sum(len(field.content) for field in report.fields) > WHOLE:
        lines.append(context.t("⚠️ 文字太长,这里没有显示全,请看 PDF 再审。"))
    papers = [
        PAPER.button(context.label("看 PDF"), report.id, "pdf"),
        PAPER.button(context.label("要 Word"), report.id, "docx"),
    ]
    rows.append(papers)
    changes = [CHANGES.button(context.label("改动和历史"), *here)] if report.version > FILED_ONCE else []
    rows.append([*evidence_button(context, REPORT, report.id, shown), *changes])
    rows.append(_onward(context, scope, report.sent_at or 0, REPORT, report.id))
    return Markup("\n").join(lines), [row for row in rows if row]


async def _returned_fields(context: Context, report: int) -> tuple[dict[str, str], str] | None:
    """What a report said when it was last returned or not taken, and why; None where it never was."""
    last = await _last_return(context, REPORT, report)
    past = [
        one for one in await reports.history(context.tx, report) if last is not None and one.version == last.version
    ]
    return (dict(past[0].fields), last.reason) if last is not None and past else None


async def _last_return(context: Context, kind: str, subject: int) -> Verdict | None:
    """The last verdict that gave it back, those undone left out."""
    given = await reviews.given(context.tx, kind, subject)
    return next((one for one in given if one.verdict != RecordState.APPROVED), None)


def _verdicts(context: Context, scope: Scope, record: Record) -> list[list[InlineKeyboardButton]]:
    here = (written(scope), RECORD, record.id, record.version)
    if record.void:
        agree = JUDGE.button(context.label("同意撤下"), *here, RecordState.APPROVED)
        return [[agree, JUDGE.button(context.label("不同意"), *here, RecordState.REJECTED)]]
    return [
        [JUDGE.button(context.label("通过"), *here, RecordState.APPROVED)],
        [
            JUDGE.button(context.label("退回修改"), *here, RecordState.RETURNED),
            JUDGE.button(context.label("不采纳"), *here, RecordState.REJECTED),
        ],
    ]


def _onward(context: Context, scope: Scope, at: int, kind: str, subject: int) -> list[InlineKeyboardButton]:
    token = written(scope)
    return [
        NEXT.button(context.label("下一个"), token, at, kind, subject),
        QUEUE.button(context.label("看队列"), token, 0),
    ]


async def _head(context: Context, news: News) -> Markup:
    studio = await studios.find(context.tx, news.studio)
    by = news.author_name or await _author(context, news)
    return Markup("<b>{}</b>\n{} · {} · {}").format(
        studio.name if studio is not None else "—",
        context.t("快报 <code>{receipt}</code>", receipt=news.receipt),
        by,
        waited(context.words, news.at, context.now),
    )


async def _author(context: Context, news: News) -> str:
    kept = await profiles.of(context.tx, news.author)
    if kept is not None and kept.name:
        return kept.name
    author = await people.find(context.tx, news.author)
    roles = {grant.role for grant in author.grants if grant.studio == news.studio} if author is not None else set()
    if LEADER in roles:
        return context.label("领军人")
    return context.label("联络员") if DEPUTY in roles else context.label("原来的填报人")


async def _record_lines(context: Context, news: News, record: Record) -> list[Markup]:
    """One record with all that an officer has to know of it."""
    today = local_date(context.now, context.office.zone)
    marks = await _marks(context, record)
    if record.void and news.said:
        marks.append(context.t("原因:{reason}", reason=news.said))
    return [*marks, record_card(context.words, context.office.zone, record.facts, today)]


async def _marks(context: Context, record: Record) -> list[Markup]:
    """What sets a record apart: it comes back, corrects another, is about so much, contains others, looks like others."""
    words, zone = context.words, context.office.zone
    today = local_date(context.now, zone)
    marks: list[Markup] = []
    if record.corrects is not None:
        marks += await _correction(context, record)
    if record.void:
        return marks
    if record.state is RecordState.RESUBMITTED:
        marks.append(context.t("<b>重新提交</b>"))
        last = await _last_return(context, RECORD, record.id)
        if reason := record.reason or (last.reason if last is not None else ""):
            marks.append(context.t("上次退回:{reason}", reason=reason_words(context.words, reason)))
        past = await records.history(context.tx, record.id)
        before = next((one.facts for one in past if last is not None and one.version == last.version), None)
        if before is not None:
            marks += what_changed(words, before, record.facts, today) or [context.t("内容没有改动")]
    if record.facts.approx:
        marks.append(context.t("⚠️ 约数:{approx}", approx=record.facts.approx))
    for number in record.includes:
        other = await records.find(context.tx, number)
        if other is not None:
            line = record_line(words, zone, other.facts, today)
            marks.append(context.t("包含前面报的:{record},不重复计算", record=line))
    for other in (await benefits_beside(context, record))[:MOST_ALIKE]:
        line = record_line(words, zone, other.facts, today)
        said = context.t(
            "⚠️ 和另一笔时间有重叠,填报人没有说是同一笔钱:{record} · {state}",
            record=line,
            state=state_line(words, other),
        )
        marks.append(said)
    for other in (await others_like(context, record))[:MOST_ALIKE]:
        line = record_line(words, zone, other.facts, today)
        if other.studio != record.studio and (studio := await studios.find(context.tx, other.studio)) is not None:
            line = Markup("{} · {}").format(studio.name, line)
        marks.append(context.t("⚠️ 和另一条很像:{record} · {state}", record=line, state=state_line(words, other)))
    return marks


async def _correction(context: Context, record: Record) -> list[Markup]:
    words = context.words
    today = local_date(context.now, context.office.zone)
    original = await records.find(context.tx, record.corrects or 0)
    if original is None:
        return [context.t("<b>更正</b>")]
    if record.void:
        return [context.t("<b>申请撤下这条已通过的记录</b>")]
    return [context.t("<b>更正</b>(原来 → 现在)"), *what_changed(words, original.facts, record.facts, today)]


async def others_like(context: Context, record: Record) -> list[Record]:
    """Records that look like the same told twice; what a correction corrects is meant to."""
    found = await records.duplicates(context.tx, record.studio, record.facts)
    return [one for one in found if one.id not in (record.id, record.corrects) and one.corrects is None]


async def benefits_beside(context: Context, record: Record) -> list[Record]:
    """Benefits whose money may be the same, though neither is said to be part of the other: both would count."""
    found = await records.overlapping_benefits(context.tx, record.studio, record.facts)
    own = (record.id, record.corrects, *record.includes)
    return [one for one in found if one.id not in own and record.id not in one.includes]
