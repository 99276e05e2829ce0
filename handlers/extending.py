"""「宽限到…」: officers give one studio more time for its report, until a moment that they type."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.duties import BOARD, EXTEND_TO, SHOWN, occurrence_name, tell_more_time
from handlers.cards.moments import moment
from handlers.cards.periods import END_OF_WORK, numbered
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step
from handlers.kit.room import Room
from handlers.language.moments import read_moment
from storage import audit, duties
from storage.dialogues import Answers
from storage.model.duties import MOST_EXTRA_DAYS
from storage.model.local_time import DAY_MS

room = Room("extending")


@room.on_tap(EXTEND_TO, action="duty.edit")
async def extend_to(update: Update, context: Context) -> None:
    """Ask until when."""
    number, version = context.tap
    duty = await duties.find(context.tx, number)
    if duty is None or duty.version != version or duty.filed_at is not None:
        await context.toast(context.label("刚被改过,请重新打开"))
        return
    await dialogue.begin(context, GRACE, {"duty": number, "version": version})


async def _recall_grace(context: Context, answers: Answers) -> Answers:
    duty = await duties.find(context.tx, numbered(answers, "duty"))
    if duty is None:
        return {}
    return {"studio": duty.studio_name, "report": occurrence_name(context.words, duty.occurrence), "due": duty.due_at}


def _ask_until(context: Context, answers: Answers) -> Markup:
    return context.t(
        "{studio}\n{report}\n现在 {when} 截止。宽限到什么时候?例如:12月20日 18:00",
        studio=answers.get("studio", ""),
        report=answers.get("report", ""),
        when=moment(context, numbered(answers, "due")),
    )


def _read_until(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    read = read_moment(message.text or "", context.now, context.office.zone)
    if read is None:
        return Again(context.t("没看懂是哪一天,请写成「12月20日 18:00」这样。"))
    at = read.at(context.office.zone, END_OF_WORK)
    if not context.now < at <= context.now + MOST_EXTRA_DAYS * DAY_MS:
        return Again(context.t("要在以后,最多 {days} 天。请再写一个时间。", days=MOST_EXTRA_DAYS))
    return {**answers, "until": at}


def _grace_summary(context: Context, answers: Answers) -> Markup:
    until = moment(context, numbered(answers, "until"))
    studio, report = answers.get("studio", ""), answers.get("report", "")
    return context.t("{studio}\n{report}\n宽限到 {when},提醒跟着改。", studio=studio, report=report, when=until)


async def _save_grace(context: Context, answers: Answers) -> None:
    duty = await duties.find(context.tx, numbered(answers, "duty"))
    until, zone = numbered(answers, "until"), context.office.zone
    same = duty is not None and duty.version == answers["version"] and duty.occurrence.active
    if duty is None or not same or not await duties.extend(context.tx, duty, until, context.now, zone):
        text = context.t("这份报告刚被改过,宽限没有保存。")
    else:
        subject = f"duty {duty.id}"
        await audit.note(context.tx, context.person.id, "duty.edit", subject, context.now, f"extended to {until}")
        await tell_more_time(context, duty, until)
        text = context.t("✅ 已宽限到 {when}。", when=moment(context, until))
    rows = [[SHOWN.button(context.label("看这家"), duty.id)]] if duty is not None else []
    await context.edit(text, [*rows, [BOARD.button(context.label("看报告期限"), 0)]])


GRACE = Form(
    name="grace",
    action="duty.edit",
    title="宽限",
    steps=(Step("until", _ask_until, _read_until),),
    summary=_grace_summary,
    finish=_save_grace,
    confirm="就这样宽限",
    recall=_recall_grace,
)
dialogue.add_form(room, GRACE)
