"""Taking back what was saved: an open record at once, an approved one where officers agree. Each is asked once."""

from markupsafe import Markup
from telegram import Message

from handlers.cards.my_news import CHANGE, VOIDING, back_to, record_page, state_of, today_of
from handlers.cards.questions import quote
from handlers.cards.records import RECORD, record_card
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, number_in, only_corrected, text_answer
from handlers.kit.taps import Rows, Tap
from handlers.language.course_fix import clearly_asks
from storage import records
from storage.dialogues import Answers
from storage.model.records import OPEN, Record, State
from storage.model.reviews import LONGEST_REASON, SHORTEST_REASON

REALLY = Tap("record.really", int, int)
"""Take an open record back: it was asked whether to; the record at the version that was seen."""
RECORD_NUMBER, SEEN, REASON = "record", "seen", "reason"
"""Answers: the approved record, the version of it that was seen, and why it should count no more."""


def withdrawn_page(context: Context, record: Record) -> tuple[Markup, Rows]:
    """Whether to take this one back."""
    lines = [
        context.t("<b>确定撤回这一条吗?</b>"),
        record_card(context.words, context.office.zone, record.facts, today_of(context)),
        Markup(""),
        context.t("撤回以后工会不再审,想再报要重新写。只是写错了,点「修改」就行。"),
    ]
    here = (record.id, record.version)
    change = [] if record.void else [CHANGE.button(context.label("修改"), *here)]
    return Markup("\n").join(lines), [
        [REALLY.button(context.label("确定撤回"), *here)],
        [*change, RECORD.button(context.label("返回"), record.id)],
    ]


async def ask(context: Context, record: Record, *, below: bool = False) -> None:
    """Ask once whether to take a record back; one that cannot be any more is shown as it stands."""
    may_void = record.state is State.APPROVED and record.corrects is None
    if may_void and await records.correction_of(context.tx, record.id) is None:
        await dialogue.begin(context, TAKING_BACK, {RECORD_NUMBER: record.id, SEEN: record.version}, below=below)
        return
    text, rows = withdrawn_page(context, record) if record.state in OPEN else await record_page(context, record)
    await (context.say(text, rows) if below else context.edit(text, rows))


# an approved one


async def _recalled(context: Context, answers: Answers) -> Answers:
    record = await records.find(context.tx, number_in(answers, RECORD_NUMBER))
    return {"now": record, "state": await state_of(context, record) if record is not None else ""}


def _summary(context: Context, answers: Answers) -> Markup:
    record = answers.get("now")
    lines = [context.t("<b>确定申请作废这一条吗?</b>")]
    if isinstance(record, Record):
        lines.append(Markup("{}").format(answers.get("state", "")))
        lines.append(record_card(context.words, context.office.zone, record.facts, today_of(context)))
    lines += [Markup(""), context.t("工会同意以前,还按原来的算。")]
    if reason := answers.get(REASON):
        lines.append(context.t("原因:{reason}", reason=reason))
    else:
        lines.append(context.t("为什么作废,可以直接打字写一句,工会能看到;不写也行。"))
    return Markup("\n").join(lines)


def _ask_reason(context: Context, _answers: Answers) -> Markup:
    return context.t("为什么作废?写一句就行,例如「和别的工作室重复了」。")


_read = text_answer(REASON, SHORTEST_REASON, LONGEST_REASON)


def _heard(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A reason typed beside the buttons; a question is none."""
    return _read(context, message, answers) if message.text and not clearly_asks(message.text) else None


async def _finish(context: Context, answers: Answers) -> None:
    record = await records.find(context.tx, number_in(answers, RECORD_NUMBER))
    if record is None or not context.may("news.write", record.studio):
        await context.edit(context.t("没有申请:这条已经不在,或者您现在不是这个工作室的领军人、联络员。"))
        return
    asked = None
    reason = str(answers.get(REASON) or "")
    if record.version == number_in(answers, SEEN):
        asked = await records.correct(context.tx, record, None, context.acting, context.now, said=reason)
    if asked is None:
        await context.toast(context.label("刚被改过,现在是这样"))
        await context.edit(*await record_page(context, record))
        return
    lines = [context.t("已提交作废申请 {receipt},审完告诉您;审完以前按原来的算。", receipt=asked.receipt)]
    if reason:
        lines.append(quote(reason, LONGEST_REASON))
    await context.edit(Markup("\n").join(lines), back_to(context, asked.id))


TAKING_BACK = Form(
    name=VOIDING,
    action="news.write",
    title="作废申请",
    steps=(
        Step(
            REASON,
            _ask_reason,
            _read,
            optional=True,
            needed=only_corrected(REASON),
            more=_heard,
        ),
    ),
    summary=_summary,
    finish=_finish,
    confirm="确定申请作废",
    give_up="不作废了",
    cancelled="好的,没有作废,还是原来的样子。",
    recall=_recalled,
    fields=((REASON, "写原因"),),
)
