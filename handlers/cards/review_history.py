"""What a record or report said before, who judged it how, and what is new since it was returned."""

from collections.abc import Mapping

from markupsafe import Markup

from handlers.cards.moments import moment
from handlers.cards.questions import excerpt
from handlers.cards.records import state_name, what_changed
from handlers.cards.reports import field_name
from handlers.cards.review_queue import ONE, OPEN, who_looks, written
from handlers.cards.review_reasons import reason_words
from handlers.kit.context import Context
from handlers.kit.taps import Rows
from storage import duties, records, reports, reviews
from storage.model.duties import Duty
from storage.model.local_time import local_date
from storage.model.reports import FIELDS, STATE_NAMES
from storage.model.reviews import RECORD, REPORT, Scope

MOST = 8
"""Versions that are shown, the newest."""
LONGEST = 200
"""Characters of a report's field, before and after."""


async def history(context: Context, scope: Scope, kind: str, subject: int) -> tuple[Markup, Rows] | None:
    """All that is known of it; None where there is no such thing."""
    return await _of_record(context, scope, subject) if kind == RECORD else await _of_report(context, scope, subject)


async def _of_record(context: Context, scope: Scope, number: int) -> tuple[Markup, Rows] | None:
    record = await records.find(context.tx, number)
    if record is None:
        return None
    today = local_date(context.now, context.office.zone)
    past = await records.history(context.tx, number)
    lines = [context.t("<b>历史</b>"), *await _verdicts(context, RECORD, number)]
    for before, after in list(zip([None, *past], past, strict=False))[-MOST:]:
        lines.append(Markup("{} · {}").format(moment(context, after.at), state_name(context.words, after.state)))
        if before is not None:
            lines += what_changed(context.words, before.facts, after.facts, today)
    back = ONE.button(context.label("返回"), written(scope), number)
    return Markup("\n").join(lines), [[back]]


async def _of_report(context: Context, scope: Scope, number: int) -> tuple[Markup, Rows] | None:
    report = await reports.find(context.tx, number)
    duty = await duties.find(context.tx, report.duty) if report is not None else None
    if report is None or duty is None:
        return None
    past = await reports.history(context.tx, number)
    lines = [context.t("<b>改动和历史</b>"), *await _verdicts(context, REPORT, number)]
    for before, after in list(zip([None, *past], past, strict=False))[-MOST:]:
        name = STATE_NAMES[after.state]
        lines.append(Markup("{} · {}").format(moment(context, after.at), context.label(name)))
        if before is not None:
            lines += _changes(context, duty, before.fields, after.fields)
    back = OPEN.button(context.label("返回"), written(scope), REPORT, number)
    return Markup("\n").join(lines), [[back]]


def _changes(context: Context, duty: Duty, before: Mapping[str, str], after: Mapping[str, str]) -> list[Markup]:
    lines = []
    for name in FIELDS:
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            lines.append(Markup("<b>{}</b>").format(field_name(context.words, name, duty)))
            lines.append(context.t("原来:{text}", text=excerpt(old, LONGEST) or context.label("没写")))
            lines.append(context.t("现在:{text}", text=excerpt(new, LONGEST) or context.label("没写")))
    return lines


async def _verdicts(context: Context, kind: str, subject: int) -> list[Markup]:
    """Who returned it and why."""
    lines = []
    for one in (await reviews.given(context.tx, kind, subject))[:3]:
        if one.reason:
            who, reason = await who_looks(context, one.person), reason_words(context.words, one.reason)
            lines.append(context.t("{who}:{reason}", who=who, reason=reason))
    return lines
