"""Reports in words: their name, their fields, how far they are, and the buttons that lead to them."""

from collections.abc import Sequence
from datetime import tzinfo

from markupsafe import Markup

from handlers.cards.duties import occurrence_name
from handlers.cards.moments import moment_for
from handlers.kit.context import LONGEST_TEXT
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from storage.model.duties import Duty
from storage.model.reports import FIELDS, STATE_NAMES, Report, State

REPORT = Tap("report.open", int)
"""A duty's report, below what was tapped: to write it, or to see how far it is."""
FIELD = Tap("report.field", int, int)
"""One field of a report to be written: the report, the field's place in `FIELDS`."""

PLANS = {
    "month": "下月计划",
    "quarter": "下季度计划",
    "half": "下半年计划",
    "year": "明年计划",
    "once": "下一步计划",
}
"""Source strings: what the fourth field is called, by cycle."""
NAMES = {"progress": "进展", "problems": "问题", "measures": "措施"}
"""Source strings."""
WHOLE = 2_600
"""UTF-16 units of all fields that still fit beside the rest; longer ones are shown by their beginning."""


def field_name(words: Words, field: str, duty: Duty) -> str:
    """What a field is called; 「下季度计划」 is named by the cycle, and in the first half of a year 「下半年计划」."""
    if field in NAMES:
        return words.label(NAMES[field])
    if duty.occurrence.cycle == "half" and duty.occurrence.label.endswith("H2"):
        return words.label("明年上半年计划")
    return words.label(PLANS[duty.occurrence.cycle])


def report_text(
    words: Words, zone: tzinfo, report: Report, duty: Duty, now: int, hints: Sequence[Markup] = ()
) -> Markup:
    """A report as it is read in the chat: whose and of when, how far it is, `hints`, figures, fields (long ones by their
    beginning)."""
    lines = [
        Markup("<b>{}</b>").format(occurrence_name(words, duty.occurrence)),
        Markup("{}").format(duty.studio_name),
        *_standing(words, zone, report, now),
        *hints,
    ]
    if report.figures:
        lines.append(Markup("\n<b>{}</b>").format(words.label("数据")))
        lines += [Markup("{} {}").format(label, value) for label, value in report.figures]
    long = sum(len(field.content) for field in report.fields) > WHOLE
    for name in FIELDS:
        content = report.named(name).content
        shown = _beginning(content) if long else content
        lines.append(Markup("\n<b>{}</b>\n{}").format(field_name(words, name, duty), shown or words.label("(还没写)")))
    return Markup("\n").join(lines)


def state_words(words: Words, zone: tzinfo, report: Report, now: int) -> Markup:
    """How far a report is that was handed in, and when it was, the last time; '' for one that never was."""
    if report.sent_at is None or report.state is State.DRAFT:
        return Markup()
    when = moment_for(words, zone, report.sent_at, now)
    late = words.label(" · 逾期提交") if report.late else ""
    if report.state is State.RESUBMITTED:  # shown as such
        return words.t("待审 · {when} 重新提交{late}", when=when, late=late)
    state = words.label(STATE_NAMES[report.state])
    return words.t("{state} · {when} 提交{late}", state=state, when=when, late=late)


def _standing(words: Words, zone: tzinfo, report: Report, now: int) -> list[Markup]:
    state = state_words(words, zone, report, now)
    return [state, words.t("回执 <code>{receipt}</code>", receipt=report.receipt)] if state else []


def _beginning(content: str) -> str:
    most = WHOLE // len(FIELDS)
    return content if len(content) <= most else content[: most - 1] + "…"


assert WHOLE < LONGEST_TEXT
