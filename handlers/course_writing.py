"""Leaders, deputies and admins write a new course: in one message, step by step, like an earlier one, or for a wish."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.course_desk import COPY, MEET, managed, note, teach_list
from handlers.cards.course_fields import FIELDS, FIRST, answers_of, draft_of, fitted
from handlers.cards.course_form import field_step, more_step, rare_step, settings_step
from handlers.cards.course_times import past_session
from handlers.cards.course_written import (
    correction,
    giver_of,
    giver_step,
    not_given,
    read_title,
    recall_giver,
    started,
    summary,
    taken_in,
)
from handlers.cards.courses import CARD, MANAGE, WRITE
from handlers.cards.moments import moment
from handlers.cards.questions import quote
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.form import CORRECTING, SUMMARY, Form
from handlers.kit.room import TYPED, Room
from handlers.kit.taps import Tap
from handlers.language.course_fix import wanted_title
from handlers.language.course_line import read_course
from storage import courses, dialogues, wishes
from storage.dialogues import Answers

FRESH = Tap("teach.fresh")
"""Give up the half-written course for the new one."""
HELD = "course_held"
"""What was begun while another course was half written, until it is said which of them it is to be."""

room = Room("course_writing")


@room.command("teach", action="course.edit", summary="开课、管理我办的课")
async def teach(update: Update, context: Context) -> None:
    """The courses one gives, and how to give one; with a course in words behind it, that course."""
    text = (update.message.text if update.message is not None else None) or ""
    line = read_course(text.partition(" ")[2], context.now, context.office.zone)
    if line.title and (line.sessions or line.days or line.doubts):
        await _write(context, taken_in(context, line, started(context)), below=True)
    else:
        await context.say(*await teach_list(context))


@room.words("开课", "新建课程", "我要开课", action="course.edit")
async def write_from_words(update: Update, context: Context) -> None:
    """Begin a course, or offer the half-written one."""
    await _write(context, started(context), below=True)


@room.on_tap(WRITE, action="course.edit")
async def write(update: Update, context: Context) -> None:
    """The same, from a list."""
    await _write(context, started(context), below=False)


@room.on_tap(COPY, action="course.edit")
async def copy(update: Update, context: Context) -> None:
    """The same course again: only its times are asked."""
    one = await managed(context, context.tap[0])
    if one is not None:
        first = one.sessions[0]
        before: Answers = {
            **answers_of(one),
            "copied": one.id,
            "studio": one.studio or 0,
            "given": list(FIRST),
            "lasts": first.ends_at - first.begins_at,
        }
        await _write(context, started(context, before), below=True)


@room.on_tap(MEET, action="course.edit")
async def meet(update: Update, context: Context) -> None:
    """A course that people wish for."""
    about = await wishes.topic_asked(context.tx, context.tap[0])
    if not about:
        await context.toast(context.label("这个点单已经没有了"))
        return
    await _write(
        context, started(context, {"title": context.label("{topic}课", topic=about), "topic": about}), below=True
    )


@room.on_tap(FRESH, action="course.edit")
async def write_anew(update: Update, context: Context) -> None:
    """Begin the new one, whatever was half written."""
    held = await dialogues.named(context.tx, context.person.id, HELD)
    if held is not None:
        await dialogues.finish(context.tx, held)
    await dialogue.begin(context, NEW, dict(held.answers) if held is not None else started(context))


def _is_line(update: Update, context: Context) -> bool:
    """Whether somebody who may give courses wrote what is clearly one, and is not answering a form."""
    text = update.message.text if update.message is not None else None
    if not text or not context.may("course.edit"):
        return False
    form = context.delivery.dialogue
    asked = form is not None and form.step != SUMMARY and context.now - form.updated_at <= LISTENS_MS
    line = read_course(text, context.now, context.office.zone)
    return not asked and (line.sure or line.likely or wanted_title(text) is not None)


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="course.edit", name="course line", when=_is_line)
async def write_from_line(update: Update, context: Context) -> None:
    """A whole course in one message, though nobody asked for it."""
    text = (update.message.text if update.message is not None else None) or ""
    line = read_course(text, context.now, context.office.zone)
    if not (line.sure or line.likely):
        await _write(context, started(context, {"title": wanted_title(text)}), below=True)
        return
    await _write(context, taken_in(context, line, started(context)), below=True)


async def _write(context: Context, answers: Answers, *, below: bool) -> None:
    waiting = await dialogue.waiting(context, NEW)
    if waiting is None or not waiting.answers.get("title") or waiting.answers == answers:
        await dialogue.begin(context, NEW, answers, below=below)
        return
    await dialogues.begin(context.tx, context.person.id, HELD, "held", answers, context.now)
    text = context.t("您还有一门没写完的课:\n{title}", title=quote(str(waiting.answers["title"]), 60))
    await dialogue.offer(context, NEW, waiting, text, FRESH.button(context.label("放弃旧的写新的")), below=below)


# publishing it


async def _publish(context: Context, answers: Answers) -> None:
    by = await giver_of(context, answers)
    if not by.known:
        await context.toast(context.label("还没有这个工作室"))
        await dialogue.begin(context, NEW, answers)
        return
    if not context.may("course.edit", by.studio or -1):
        await context.edit(
            context.t("没有发布:您现在不能替「{name}」开课。", name=by.name or context.label("区总工会"))
        )
        return
    draft = draft_of(answers, by.studio)
    if not draft.title:  # an old draft: nobody could find or name such a course
        await context.toast(context.label("还没有课程名称"))
        await dialogue.begin(context, NEW, {name: value for name, value in answers.items() if name != "title"})
        return
    late = past_session(context, draft.sessions)
    if late is not None:  # the draft rested for long: ask for the times again, and for nothing else
        await context.say(
            context.t("{moment} 已经过了,还没有发布。请把时间再写一遍。", moment=moment(context, late.begins_at))
        )
        kept = {
            name: value for name, value in answers.items() if name not in ("sessions", "enrol_until", "cancel_until")
        }
        await dialogue.begin(context, NEW, {**kept, CORRECTING: "sessions"}, below=True)
        return
    draft = fitted(draft)
    if draft.enrol_until is not None and draft.enrol_until <= context.now:
        await context.toast(context.label("报名截止的时间已经过了,先去掉了"))
        kept = {name: value for name, value in answers.items() if name != "enrol_until"}
        await dialogue.begin(context, NEW, kept)
        return
    copied = answers.get("copied")
    one = await courses.add(
        context.tx,
        draft,
        context.person.id,
        context.now,
        context.office.zone,
        copied if isinstance(copied, int) else None,
    )
    await note(context, one, "created")
    said = context.t("✅ 已发布,职工现在就能看到、报名。")
    if told := await wishes.met_by(context.tx, one):
        said += context.count("正在告诉想学的 {number} 人。", "正在告诉想学的 {number} 人。", told)
    desk = MANAGE.button(context.label("管理这门课"), one.id)
    await context.edit(said, [[CARD.button(context.label("查看课程"), one.id), desk]])


NEW = Form(
    name="course_new",
    action="course.edit",
    title="课程",
    steps=(
        field_step("title", read=read_title, more=correction),
        *(field_step(name, needed=not_given(name)) for name in FIRST if name != "title"),
        more_step(),
        settings_step(),
        *(rare_step(name) for name in FIELDS if name not in FIRST),
        giver_step(),
    ),
    summary=summary,
    finish=_publish,
    confirm="发布",
    recall=recall_giver,
    fields=(*((name, FIELDS[name]) for name in FIRST), ("more", "再加一次"), ("settings", "更多设置")),
)
dialogue.add_form(room, NEW)
