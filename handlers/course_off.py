"""Organisers call a course off: with a reason, asked twice, told to everybody on the list."""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.course_changing import done, outrun, recall, title
from handlers.cards.course_desk import END, living, note
from handlers.cards.course_news import tell_cancelled
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Again, Form, Step, text_answer
from handlers.kit.room import Room
from storage import courses
from storage.dialogues import Answers
from storage.model.courses import LONGEST_REASON

EITHER = ("取消", "取消课程", "取消吧", "确定取消")
"""What may mean that the course is off, or that nothing is to be done."""
_REASON = text_answer("reason", 2, LONGEST_REASON)

room = Room("course_off")


@room.on_tap(END, action="course.edit")
async def cancel(update: Update, context: Context) -> None:
    """Ask why, and whether it is meant."""
    one = await living(context, context.tap[0])
    if one is not None:
        await dialogue.begin(context, OFF, {"course": one.id, "version": one.version})


def _ask_reason(context: Context, answers: Answers) -> Markup:
    return context.t("为什么取消《{title}》?请写一句原因,会告诉名单上的人。", title=title(answers))


def _off_summary(context: Context, answers: Answers) -> Markup:
    concerned = answers["concerned"]
    lines = [
        context.t("确定取消《{title}》吗?取消后不能恢复。", title=title(answers)),
        context.t("原因:{reason}", reason=answers["reason"]),
    ]
    if isinstance(concerned, int) and concerned:
        lines.append(context.count("会告诉名单上的 {number} 人。", "会告诉名单上的 {number} 人。", concerned))
    return Markup("\n").join(lines)


def _read_reason(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """Why; 「取消」 alone may mean the course, or that it is not to be called off."""
    return _either(context, message) or _REASON(context, message, answers)


def _read_either(context: Context, message: Message, answers: Answers) -> Again | None:
    return _either(context, message)


def _either(context: Context, message: Message) -> Again | None:
    if (message.text or "").strip().rstrip(".!\u3002\uff01") not in EITHER:
        return None
    return Again(context.t("「取消」有两个意思,请点按钮:不办这门课了,还是继续办?"))


async def _call_off(context: Context, answers: Answers) -> None:
    one = await living(context, answers["course"])
    if one is None:
        return
    reason = str(answers["reason"])
    ended = await courses.cancel(context.tx, one, reason, context.now) if one.version == answers["version"] else None
    if ended is None:
        await outrun(context, one.id)
        return
    await note(context, ended, "cancelled")
    said = context.t("课程已取消,不再提醒。")
    if told := await tell_cancelled(context, ended):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told) + context.t(
            "晚上休息的人,早上收到。"
        )
    await done(context, ended, said)


OFF = Form(
    name="course_off",
    action="course.edit",
    title="取消课程",
    steps=(Step("reason", _ask_reason, _read_reason, more=_read_either),),
    summary=_off_summary,
    finish=_call_off,
    confirm="确认取消课程",
    cancelled="好的,没有取消,课程照常办。",
    give_up="继续办,不取消",
    waits="课程还没有取消,照常办。要取消的话,接着填:",
    recall=recall,
)
dialogue.add_form(room, OFF)
