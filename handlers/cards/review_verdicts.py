"""Giving verdicts: checked against what was seen, written down, told to the studio, and on to the next."""

from markupsafe import Markup

from handlers.cards.duties import occurrence_name
from handlers.cards.records import record_line
from handlers.cards.review_shown import after_verdict, found, free, next_shown, shown
from handlers.cards.verdict_news import tell_records, tell_report
from handlers.kit.context import Context
from storage import duties, records, reports, reviews
from storage.model.local_time import local_date
from storage.model.records import WAITING, News, Record
from storage.model.records import State as RecordState
from storage.model.reports import WAITING as REPORT_WAITING
from storage.model.reports import Report
from storage.model.reports import State as ReportState
from storage.model.reviews import NEWS, RECORD, REPORT, Scope, Verdict, stamp, waiting

JUST_NOW_MS = 10_000
"""A second tap on what one has just judged is no news."""


async def approve(context: Context, scope: Scope, kind: str, subject: int, seen: int) -> None:
    """Approve everything of a news or report that waits, as it was seen (a stamp or version)."""
    one = await _mine(context, scope, kind, subject)
    if isinstance(one, Report):
        await judge_report(context, scope, subject, seen, ReportState.APPROVED)
    elif isinstance(one, News) and stamp(one) != seen:
        await changed(context, scope, one)
    elif isinstance(one, News):
        given = await reviews.approve(context.tx, one, context.person.id, context.now)
        told = await tell_records(context, one, given)
        said = context.t("✅ 已通过:快报 {receipt}({number} 条)", receipt=one.receipt, number=len(given))
        await _done(context, scope, said, one, given[0], told)


async def judge_record(
    context: Context, scope: Scope, number: int, version: int, verdict: RecordState, reason: str = "", field: str = ""
) -> bool:
    """Judge one record of a news, and show what else of it waits; False where it could not be, which has been said."""
    record = await records.find(context.tx, number)
    one = await _mine(context, scope, NEWS, record.news, (RECORD, number)) if record is not None else None
    if record is None or not isinstance(one, News):
        return False
    given = None
    if record.version == version and record.state in WAITING:
        given = await reviews.judge_record(context.tx, record, verdict, reason, field, context.person.id, context.now)
    if given is None:
        await changed(context, scope, one)
        return False
    told = await tell_records(context, one, [given])
    line = record_line(context.words, context.office.zone, record.facts, local_date(context.now, context.office.zone))
    await _done(context, scope, Markup("{}{}").format(_head(context, verdict, record), line), one, given, told)
    return True


async def judge_report(
    context: Context, scope: Scope, number: int, version: int, verdict: ReportState, reason: str = "", field: str = ""
) -> bool:
    """Judge a report; False where it could not be, which has been said."""
    one = await _mine(context, scope, REPORT, number)
    duty = await duties.find(context.tx, one.duty) if isinstance(one, Report) else None
    if not isinstance(one, Report) or duty is None:
        return False
    given = None
    if one.version == version:
        zone = context.office.zone
        given = await reviews.judge_report(
            context.tx, one, verdict, reason, field, context.person.id, context.now, zone
        )
    judged = await reports.find(context.tx, number)
    if given is None or judged is None:
        await changed(context, scope, one)
        return False
    told = await tell_report(context, judged, duty, given)
    name = f"{duty.studio_name} · {occurrence_name(context.words, duty.occurrence)}"
    await _done(context, scope, Markup("{}{}").format(_head(context, verdict), name), one, given, told)
    return True


async def changed(context: Context, scope: Scope, one: News | Report) -> None:
    """Somebody was faster, its studio or another officer: as it stands now."""
    await context.toast(context.label("这一份刚有变化,请再看一眼"), alert=True)
    if context.delivery.update.callback_query is None:
        await context.say(context.t("这一份刚有变化,请再看一眼。"))
    await context.edit(*await shown(context, scope, one))


async def _mine(
    context: Context, scope: Scope, kind: str, subject: int, judged: tuple[str, int] | None = None
) -> News | Report | None:
    """What is to be judged, claimed for this officer; None where it cannot be: then that has been said and shown."""
    if await _just_now(context, kind, subject, judged):
        await context.toast(context.label("已经记下了"))
        return None
    one = await found(context, kind, subject)
    if one is None:
        await context.edit(*await next_shown(context, scope))
        return None
    return one if await free(context, kind, subject) else None


async def _just_now(context: Context, kind: str, subject: int, judged: tuple[str, int] | None) -> bool:
    """Whether this officer has judged all of it a moment ago: a double tap, after which the next one is shown already."""
    if judged is not None:
        verdicts = [await reviews.given(context.tx, *judged)]
    elif kind == REPORT:
        verdicts = [await reviews.given(context.tx, REPORT, subject)]
    else:
        news = await records.news(context.tx, subject)
        verdicts = [await reviews.given(context.tx, RECORD, one.id) for one in (news.records if news else ())]
    last = max((one[0] for one in verdicts if one), key=lambda one: one.id, default=None)
    if last is None or last.person != context.person.id or context.now - last.at >= JUST_NOW_MS:
        return False
    return not await _waits(context, kind, subject, judged)


async def _waits(context: Context, kind: str, subject: int, judged: tuple[str, int] | None) -> bool:
    """Whether there is anything to judge."""
    if judged is not None:
        record = await records.find(context.tx, judged[1])
        return record is not None and record.state in WAITING
    if kind == REPORT:
        report = await reports.find(context.tx, subject)
        return report is not None and report.state in REPORT_WAITING
    news = await records.news(context.tx, subject)
    return news is not None and bool(waiting(news))


def _head(context: Context, verdict: RecordState | ReportState, record: Record | None = None) -> Markup:
    if record is not None and record.void:
        agreed = verdict is RecordState.APPROVED
        return context.t("✅ 已同意撤下,不再计入:") if agreed else context.t("✖️ 没有同意撤下,照旧计入:")
    if record is not None and record.corrects is not None and verdict is RecordState.APPROVED:
        return context.t("✅ 更正已通过:")
    match verdict.value:
        case "approved":
            return context.t("✅ 已通过:")
        case "returned":
            return context.t("↩️ 已退回:")
    return context.t("✖️ 不采纳:")


async def _done(context: Context, scope: Scope, said: Markup, judged: News | Report, given: Verdict, told: int) -> None:
    if told:
        await context.toast(context.label("好了,已发给他们"))
    else:
        await context.toast(context.label("记下了。这家没有能收到消息的领军人或联络员,请另行告知"), alert=True)
    await after_verdict(context, scope, said, judged, given)
