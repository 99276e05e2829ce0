"""What a studio hears of a verdict: at once, why, and with a button that opens the very thing to put right.

Those who answer for the studio now are told; who does so no more is not.
"""

from collections.abc import Callable, Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.duties import occurrence_name
from handlers.cards.moments import moment_for
from handlers.cards.records import EDIT_FIELD, NEWS_CARD, record_line
from handlers.cards.reports import FIELD, REPORT
from handlers.cards.review_reasons import reason_words, record_field_name, record_field_place, report_field_name
from handlers.kit.context import Context
from handlers.kit.words import Words
from storage import duties, people, records, reports, studios
from storage.model.duties import Duty
from storage.model.local_time import local_date
from storage.model.records import News, Record
from storage.model.records import State as RecordState
from storage.model.reports import FIELDS, Report
from storage.model.reports import State as ReportState
from storage.model.reviews import RECORD, Verdict

Row = list[InlineKeyboardButton]
MOST_LINES = 10
"""Records that are named in one message; the others are counted."""


async def tell_records(context: Context, news: News, given: Sequence[Verdict]) -> int:
    """What was decided with one tap of one or several records of a news; how many people were told."""
    judged = [one for one in [await records.find(context.tx, verdict.subject) for verdict in given] if one is not None]
    if not judged:
        return 0

    def said(words: Words) -> tuple[Markup, Row]:
        text = _verdict_text(words, context, news, judged)
        first = judged[0]
        place = record_field_place(first.field)
        row: Row = []
        if first.state is RecordState.RETURNED and place is not None:
            name = record_field_name(words, first.field)
            row.append(EDIT_FIELD.button(words.label("改{field}", field=name), first.id, place))
        label = words.label("去修改") if first.state is RecordState.RETURNED and not row else words.label("看这份快报")
        return text, [*row, NEWS_CARD.button(label, news.id)]

    return await _tell(context, news.studio, said, f"verdict:{given[0].id}")


def _verdict_text(words: Words, context: Context, news: News, judged: Sequence[Record]) -> Markup:
    today = local_date(context.now, context.office.zone)
    lines = [record_line(words, context.office.zone, one.facts, today) for one in judged[:MOST_LINES]]
    first = judged[0]
    if len(judged) > MOST_LINES:
        lines.append(words.t("…共 {number} 条", number=len(judged)))
    match first.state:
        case RecordState.APPROVED if first.void:
            head = words.t("✅ 工会同意撤下这条记录,不再计入:")
        case RecordState.APPROVED if first.corrects is not None:
            head = words.t("✅ 更正通过了,已按新的计入:")
        case RecordState.APPROVED:
            head = words.t("✅ 快报 {receipt} 审核通过,已计入成果:", receipt=news.receipt)
        case RecordState.REJECTED if first.void:
            head = words.t("✖️ 工会没有同意撤下这条记录,还照原来计入:")
        case RecordState.RETURNED:
            head = words.t("↩️ 快报 {receipt} 有一条要改:", receipt=news.receipt)
        case _:
            head = words.t("✖️ 快报 {receipt} 有一条没有采纳:", receipt=news.receipt)
    if first.state is not RecordState.APPROVED:
        lines.append(words.t("原因:{reason}", reason=reason_words(words, first.reason)))
    if first.state is RecordState.RETURNED:
        lines.append(words.t("改好提交,工会马上看到。"))
    return Markup("\n").join([head, *lines])


async def tell_report(context: Context, report: Report, duty: Duty, verdict: Verdict) -> int:
    """What was decided of a report; how many people were told."""

    def said(words: Words) -> tuple[Markup, Row]:
        name = occurrence_name(words, duty.occurrence)
        see = REPORT.button(words.label("看报告"), duty.id)
        reason = words.t("原因:{reason}", reason=reason_words(words, report.reason))
        match report.state:
            case ReportState.APPROVED:
                return words.t("✅ {report} 审核通过。", report=name), [see]
            case ReportState.RETURNED:
                text = words.t("↩️ {report} 退回修改。", report=name)
                after = words.t("改好以后重新提交,不算逾期。") if not report.late else words.t("改好以后重新提交。")
                row = [REPORT.button(words.label("去修改"), duty.id)]
                if report.field in FIELDS:
                    label = words.label("改{field}", field=report_field_name(words, report.field, duty))
                    row = [FIELD.button(label, report.id, FIELDS.index(report.field)), see]
                return Markup("\n").join([text, reason, after]), row
        until = moment_for(words, context.office.zone, duty.due_at, context.now)
        text = words.t("✖️ {report} 没有采纳,要重新交。", report=name)
        due = words.t("截止时间还是 {until}。", until=until) if duty.due_at > context.now else Markup("")
        row = [REPORT.button(words.label("重新写"), duty.id)]
        return Markup("\n").join(filter(None, [text, reason, due])), row

    return await _tell(context, report.studio, said, f"verdict:{verdict.id}")


async def _tell_undone(context: Context, verdict: Verdict, studio: int, named: Callable[[Words], str]) -> int:
    """A verdict was taken back within a minute."""

    def said(words: Words) -> tuple[Markup, Row]:
        text = words.t("刚才「{name}」的审核结果撤回了,工会再看一看,有结果马上告诉您。", name=named(words))
        return text, []

    return await _tell(context, studio, said, f"undone:{verdict.id}")


async def tell_undone(context: Context, undone: Sequence[Verdict]) -> int:
    """Tell all studios whose verdicts were taken back, each news and report once; how many messages went out."""
    told: set[tuple[str, int]] = set()
    sent = 0
    for verdict in undone:
        if verdict.kind == RECORD:
            record = await records.find(context.tx, verdict.subject)
            news = await records.news(context.tx, record.news) if record is not None else None
            if news is not None and (RECORD, news.id) not in told:
                told.add((RECORD, news.id))
                sent += await _tell_undone(context, verdict, news.studio, _news_named(news.receipt))
        else:
            sent += await _report_undone(context, verdict)
    return sent


def _news_named(receipt: str) -> Callable[[Words], str]:
    return lambda words: words.label("快报 {receipt}", receipt=receipt)


async def _report_undone(context: Context, verdict: Verdict) -> int:
    report = await reports.find(context.tx, verdict.subject)
    duty = await duties.find(context.tx, report.duty) if report is not None else None
    if duty is None:
        return 0
    return await _tell_undone(context, verdict, duty.studio, lambda words: occurrence_name(words, duty.occurrence))


async def _tell(context: Context, studio: int, said: Callable[[Words], tuple[Markup, Row]], key: str) -> int:
    """Tell everybody who answers for the studio; who answers for several reads which it is. How many could be told."""
    told = 0
    one = await studios.find(context.tx, studio)
    for number in await duties.answerable(context.tx, studio):
        person = await people.find(context.tx, number)
        if person is None or not person.address or person.muted:
            continue
        text, row = said(context.words_for(person))
        if one is not None and len(person.studios()) > 1:
            text = Markup("<b>{}</b>\n{}").format(one.name, text)
        await context.tell(person, text, [row] if row else [], key=f"{key}:{number}")
        told += 1
    return told
