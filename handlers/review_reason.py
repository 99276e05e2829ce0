"""退回 and 不采纳: why, by a common reason or in one's own words, and which field it is about."""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards import reason_drafts
from handlers.cards.questions import quote
from handlers.cards.records import record_line
from handlers.cards.review_queue import JUDGE, MINE, ONE, OPEN, WHY, read_scope
from handlers.cards.review_reasons import (
    RECORD_REFUSALS,
    RECORD_RETURNS,
    REPORT_REFUSALS,
    REPORT_RETURNS,
    record_field_name,
    record_fields,
    refusals_of,
    report_field_name,
    returns_of,
)
from handlers.cards.review_shown import found, free
from handlers.cards.review_verdicts import judge_record, judge_report
from handlers.kit.context import Context
from handlers.kit.listening import ear, listen, stop
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Rows, Stale, Tap
from handlers.language.course_fix import asks
from storage import dialogues, duties, records, reports
from storage.dialogues import Answers
from storage.model.duties import Duty
from storage.model.local_time import local_date
from storage.model.records import Record
from storage.model.records import State as RecordState
from storage.model.reports import FIELDS as REPORT_FIELDS
from storage.model.reports import Report
from storage.model.reports import State as ReportState
from storage.model.reviews import CLAIM_MS, LONGEST_REASON, NEWS, RECORD, REPORT, SHORTEST_REASON
from storage.model.texts import cleaned

REASON = Tap("review.reason", str, str, int, int, str, int)
"""One of the common reasons: part of the queue, kind, number, version, verdict, the reason's place."""
SEND = Tap("review.send", int, int)
"""The reason that was typed, meant: of this number, about the field at this place (-1: about none)."""
RETURNED, REJECTED = "returned", "rejected"
NO_FIELD = -1
FIELDS_A_ROW = 3

room = Room("review_reason")


@room.on_tap(JUDGE, action="record.review")
async def decide(update: Update, context: Context) -> None:
    """通过 at once; for the others the reason first."""
    token, kind, number, version, verdict = context.tap
    read_scope(token)
    if kind not in (RECORD, REPORT) or verdict not in ("approved", RETURNED, REJECTED):
        raise Stale(verdict)
    if verdict != "approved":
        await _ask(context, token, kind, number, version, verdict)
    else:
        await _judge(context, token, kind, number, version, verdict, "", "")


async def _ask(context: Context, token: str, kind: str, number: int, version: int, verdict: str) -> None:
    """The common reasons to tap; one's own is typed."""
    subject = await _subject(context, kind, number)
    if subject is None:
        raise Stale(number)
    waits, whole = await _whole(context, subject)
    if not waits or not await free(context, *whole):
        return
    await reason_drafts.leave(context)
    about: Answers = {"scope": token, "kind": kind, "number": number, "version": version, "verdict": verdict}
    await listen(context, WHY, about)
    rows = []
    about_it = [_named(context, subject)]
    draft = await reason_drafts.of(context, kind, number)
    if draft is not None and draft["verdict"] == verdict:
        about_it.append(quote(str(draft["reason"]), LONGEST_REASON))
        rows.append([MINE.button(context.label("用刚才写的原因"), kind, number)])
    for place, reason in _common(subject, verdict):
        rows.append([REASON.button(context.label(reason), token, kind, number, version, verdict, place)])
    text = context.t("为什么不采纳?点一个,或者直接打字写,会告诉他们。")
    if verdict == RETURNED:
        text = context.t("要改什么?点一个,或者直接打字写,会告诉他们。")
    await context.edit(Markup("{}\n\n{}").format(Markup("\n").join(about_it), text), [*rows, [_back(context, about)]])


def _back(context: Context, about: Answers) -> InlineKeyboardButton:
    """To the card, with nothing decided."""
    token, number = str(about["scope"]), int(str(about["number"]))
    label = context.label("返回")
    if about["kind"] == RECORD:
        return ONE.button(label, token, number)
    return OPEN.button(label, token, REPORT, number)


@room.on_tap(MINE, action="record.review")
async def go_on(update: Update, context: Context) -> None:
    """The reason that was typed before and not sent."""
    kind, number = context.tap
    await reason_drafts.leave(context)
    draft = await reason_drafts.of(context, kind, number)
    subject = await _subject(context, kind, number) if kind in (RECORD, REPORT) else None
    if draft is None or subject is None:
        raise Stale(number)
    waits, whole = await _whole(context, subject)
    if not waits:
        await reason_drafts.drop(context, kind, number)
    elif await free(context, *whole):
        draft["version"] = subject.version  # it is shown as it is now
        await listen(context, WHY, draft)
        await context.edit(*await _typed(context, subject, draft))


@room.on_tap(REASON, action="record.review")
async def give(update: Update, context: Context) -> None:
    """A common reason."""
    token, kind, number, version, verdict, place = context.tap
    read_scope(token)
    if kind not in (RECORD, REPORT) or verdict not in (RETURNED, REJECTED):
        raise Stale(verdict)
    field, text = _reason(kind, verdict, place)
    await reason_drafts.leave(context)
    await _judge(context, token, kind, number, version, verdict, text, field)


@ear(room, WHY, action="record.review")
async def hear(context: Context, text: str, about: Answers) -> Pass | None:
    """A reason that was typed. It may ask who and when, as reasons do: nothing is sent before the next tap. Once the claim on
    what is judged has run out, what asks is a question again."""
    reason = cleaned(text)
    listening = context.delivery.dialogue
    if listening is not None and context.now - listening.updated_at > CLAIM_MS and asks(reason):
        return PASS
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        await context.say(context.t("原因写 2 到 {most} 个字,请再发一次。", most=LONGEST_REASON))
        return None
    subject = await _subject(context, str(about["kind"]), int(str(about["number"])))
    if subject is None:
        await stop(context, WHY)
        return None
    await listen(context, WHY, {**about, "reason": reason})
    await context.say(*await _typed(context, subject, {**about, "reason": reason}))
    return None


async def _typed(context: Context, subject: Record | Report, about: Answers) -> tuple[Markup, Rows]:
    """The reason that was typed, and what it may be about."""
    duty = await duties.find(context.tx, subject.duty) if isinstance(subject, Report) else None
    if about["verdict"] == REJECTED:
        rows = [[SEND.button(context.label("不采纳,发给他们"), subject.id, NO_FIELD)]]
        ask = context.t("不采纳,会把原因告诉他们。要改就再打一遍。")
    else:
        rows = _fields(context, subject, duty)
        rows.append([SEND.button(context.label("不指定哪一项"), subject.id, NO_FIELD)])
        ask = context.t("这是说哪一项?点一下就退回,对方点开就是这一项。要改原因就再打一遍。")
    said = quote(str(about["reason"]), LONGEST_REASON)
    text = Markup("{}\n{}\n{}").format(_named(context, subject), said, ask)
    if asks(str(about["reason"])):
        text += "\n" + context.t("<i>不是原因,是想问我?点「返回」再问一遍。</i>")
    return text, [*rows, [_back(context, about)]]


@room.on_tap(SEND, action="record.review")
async def send(update: Update, context: Context) -> None:
    """The typed reason, meant."""
    number, place = context.tap
    waiting = await dialogues.named(context.tx, context.person.id, WHY)
    about = waiting.answers if waiting is not None else {}
    if about.get("number") != number or not about.get("reason"):
        raise Stale(number)
    kind = str(about["kind"])
    subject = await _subject(context, kind, number)
    if subject is None:
        raise Stale(number)
    names = record_fields(subject) if isinstance(subject, Record) else REPORT_FIELDS
    if not NO_FIELD <= place < len(names):
        raise Stale(place)
    if not await free(context, *(await _whole(context, subject))[1]):
        return  # what was typed stays until they can judge again
    field = names[place] if place != NO_FIELD else ""
    version, verdict = int(str(about["version"])), str(about["verdict"])
    await reason_drafts.leave(context)
    if await _judge(context, str(about["scope"]), kind, number, version, verdict, str(about["reason"]), field):
        await reason_drafts.drop(context, kind, number)


async def _judge(
    context: Context, token: str, kind: str, number: int, version: int, verdict: str, reason: str, field: str
) -> bool:
    """Whether it was judged: it may have changed meanwhile, which has been said."""
    scope = read_scope(token)
    if kind == RECORD:
        return await judge_record(context, scope, number, version, RecordState(verdict), reason, field)
    return await judge_report(context, scope, number, version, ReportState(verdict), reason, field)


async def _subject(context: Context, kind: str, number: int) -> Record | Report | None:
    return await (records.find(context.tx, number) if kind == RECORD else reports.find(context.tx, number))


async def _whole(context: Context, subject: Record | Report) -> tuple[bool, tuple[str, int]]:
    """What an officer looks at when they judge this, and whether it waits for them; says so if not."""
    whole = (NEWS, subject.news) if isinstance(subject, Record) else (REPORT, subject.id)
    return await found(context, *whole) is not None, whole


def _common(subject: Record | Report, verdict: str) -> list[tuple[int, str]]:
    """The common reasons that fit, with their places."""
    if verdict == REJECTED:
        return refusals_of(subject) if isinstance(subject, Record) else list(enumerate(REPORT_REFUSALS))
    if isinstance(subject, Record):
        return [(place, text) for place, _, text in returns_of(subject)]
    return [(place, text) for place, (_, text) in enumerate(REPORT_RETURNS)]


def _reason(kind: str, verdict: str, place: int) -> tuple[str, str]:
    """The field and the words of a common reason. Raises `Stale` for one there is not."""
    refusals = [("", text) for text in (RECORD_REFUSALS if kind == RECORD else REPORT_REFUSALS)]
    known = refusals if verdict == REJECTED else RECORD_RETURNS if kind == RECORD else REPORT_RETURNS
    if not 0 <= place < len(known):
        raise Stale(place)
    return known[place]


def _fields(context: Context, subject: Record | Report, duty: Duty | None) -> list[list[InlineKeyboardButton]]:
    """A button for each field that the reason may be about."""
    names = record_fields(subject) if isinstance(subject, Record) else REPORT_FIELDS
    buttons = []
    for place, name in enumerate(names):
        label = record_field_name(context.words, name)
        if duty is not None:
            label = report_field_name(context.words, name, duty)
        buttons.append(SEND.button(label, subject.id, place))
    return [buttons[at : at + FIELDS_A_ROW] for at in range(0, len(buttons), FIELDS_A_ROW)]


def _named(context: Context, subject: Record | Report) -> Markup:
    """What is judged, in a line."""
    if isinstance(subject, Record):
        today = local_date(context.now, context.office.zone)
        return Markup("<b>{}</b>").format(record_line(context.words, context.office.zone, subject.facts, today))
    return context.t("<b>报告 {receipt}</b>", receipt=subject.receipt)
