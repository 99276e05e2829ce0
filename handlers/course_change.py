"""Organisers change one field of a course, or call it off.

Two of them may change one at once; the course's version decides whose change is kept, and the other is told and shown how it
is now. A change of time or place, and a cancellation, are told at once to everybody on the list.
"""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.competitions import changes
from handlers.cards.course_desk import CHANGE, END, MATERIAL, desk_card, living, note
from handlers.cards.course_fields import FIELDS, MOMENTS, fitted, had, kept_sessions, value_words, with_answer
from handlers.cards.course_form import chosen_step
from handlers.cards.course_news import differences, offer_seats, tell_cancelled, tell_change
from handlers.cards.course_reading import READERS
from handlers.cards.course_times import past_session
from handlers.cards.moments import moment
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, Again, Form, Step, text_answer
from handlers.kit.room import Room
from handlers.language.course_fix import LESS, MORE, TIMES, read_fix
from storage import courses, enrolments
from storage.dialogues import Answers
from storage.model.courses import LONGEST_REASON, Course
from storage.model.enrolments import ALIVE, Seats

room = Room("course_change")


@room.on_tap(CHANGE, action="course.edit")
async def change(update: Update, context: Context) -> None:
    """Begin a change, or go on with the one that was begun."""
    await _begin(context)


@room.on_tap(MATERIAL, action="course.edit")
async def add_material(update: Update, context: Context) -> None:
    """课后资料: the same, for that field."""
    await _begin(context, field="after")


async def _begin(context: Context, **chosen: object) -> None:
    one = await living(context, context.tap[0])
    if one is None:
        return
    files = {
        name: [[file.kind, file.file_id] for file in one.files if file.after == (name == "after")]
        for name in ("files", "after")
    }
    answers: Answers = {
        "course": one.id,
        "version": one.version,
        "before": kept_sessions(one.sessions),
        **{had(name): held for name, held in files.items()},
        **chosen,
    }
    waiting = await dialogue.waiting(context, EDIT)
    if waiting is not None and all(
        waiting.answers.get(name) == answers[name] for name in ("course", "version", *chosen)
    ):
        await dialogue.show(context, EDIT, waiting)
    else:
        await dialogue.begin(context, EDIT, answers)


@room.on_tap(END, action="course.edit")
async def cancel(update: Update, context: Context) -> None:
    """Ask why, and whether it is meant."""
    one = await living(context, context.tap[0])
    if one is not None:
        await dialogue.begin(context, OFF, {"course": one.id, "version": one.version})


async def _recall(context: Context, answers: Answers) -> Answers:
    """The course as it is now, how it is filled, and how many it concerns."""
    number = answers["course"]
    assert isinstance(number, int)
    one = await courses.find(context.tx, number)
    concerned = await enrolments.count(context.tx, number, ALIVE)
    return {"one": one, "seats_now": await enrolments.seats(context.tx, number), "concerned": concerned}


def _title(answers: Answers) -> str:
    one = answers["one"]
    return one.title if isinstance(one, Course) else ""


async def _done(context: Context, one: Course, said: Markup) -> None:
    """What was done, and the desk again."""
    text, rows = await desk_card(context, one)
    await context.edit(Markup("{}\n\n{}").format(said, text), rows)


async def _outrun(context: Context, number: int) -> None:
    """Somebody was faster: say so, and show how it is now."""
    await context.edit(context.t("这门课刚被别人改过,您的修改没有保存。现在是这样:"))
    one = await courses.find(context.tx, number)
    if one is not None:
        await context.say(*await desk_card(context, one))


# a change


def _ask_field(context: Context, answers: Answers) -> Markup:
    return context.t("要改《{title}》的哪一项?点按钮,或者直接打字,例如「名额改成30」。", title=_title(answers))


def _read_field(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A field and its new value in one line."""
    fix = read_fix(message.text) if message.text else None
    if fix is None or fix.field == LESS:
        return None
    result = READERS[fix.field](context, fix.text, answers)
    if isinstance(result, Again):
        return result
    return {**result, "field": "sessions" if fix.field in (MORE, TIMES) else fix.field, CORRECTING: "field"}


def _difference(context: Context, one: Course, new: Course, field: str) -> tuple[Markup, bool]:
    """What the change changes, old → new, and whether it concerns those on the list."""
    words, zone, now = context.words, context.office.zone, context.now
    if told := differences(words, zone, one, new, now):
        return changes(words, told), True
    name = FIELDS[field]
    before, after = (value_words(words, zone, now, of, field) for of in (one, new))
    none = context.t("没有")
    if "\n" in before or "\n" in after:
        shown = context.t(
            "{name}原来:\n{before}\n现在:\n<b>{after}</b>",
            name=words.label(name),
            before=before or none,
            after=after or none,
        )
        return shown, False
    return changes(words, [(words.label(name), before or none, after or none)]), False


def _change_summary(context: Context, answers: Answers) -> Markup:
    one, seats, concerned = answers["one"], answers["seats_now"], answers["concerned"]
    if not isinstance(one, Course) or not isinstance(seats, Seats):
        return context.t("这门课已经不在了。")
    field = str(answers["field"])
    new = fitted(with_answer(one, answers, field))
    shown, concerns = _difference(context, one, new, field)
    lines = [context.t("请看一遍再保存:"), Markup("<b>{}</b>").format(one.title), shown]
    if field == "seats" and new.seats is not None and new.seats < seats.taken:
        lines.append(
            context.t(
                "⚠ 已有 {taken} 人占了名额,比 {seats} 多。不会取消谁的名额,有人退出时先不补。",
                taken=seats.taken,
                seats=new.seats,
            )
        )
    gone = [at for at in MOMENTS if at != field and getattr(one, at) is not None and getattr(new, at) is None]
    names = (FIELDS[at] for at in gone)
    lines += [context.t("{name}也改为到开课为止。", name=context.label(name)) for name in names]
    if concerns and isinstance(concerned, int) and concerned:
        lines.append(
            context.count("保存后会马上告诉名单上的 {number} 人。", "保存后会马上告诉名单上的 {number} 人。", concerned)
        )
    return Markup("\n").join(lines)


async def _save(context: Context, answers: Answers) -> None:
    one = await living(context, answers["course"])
    if one is None:
        return
    if one.version != answers["version"]:
        await _outrun(context, one.id)
        return
    field = str(answers["field"])
    new = fitted(with_answer(one, answers, field))
    if new == one:
        await _done(context, one, context.t("和原来一样,没有改动。"))
        return
    late = past_session(context, new.sessions, one.sessions)
    if late is not None:
        at = moment(context, late.begins_at)
        await _done(context, one, context.t("{moment} 已经过了,没有保存。请重新修改。", moment=at))
        return
    if any(was.begins_at <= context.now and was not in new.sessions for was in one.sessions):
        await _done(context, one, context.t("已经上过的那次不能改时间,也不能去掉,没有保存。"))
        return
    changed = await courses.change(context.tx, one, new, context.now, context.office.zone)
    if changed is None:
        await _outrun(context, one.id)
        return
    await note(context, changed, f"changed {field}")
    said = context.t("✅ 已修改。")
    if told := await tell_change(context, one, changed):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    if await offer_seats(context, changed):  # more seats: those who wait first
        said += context.t("空出的名额先给候补的人。")
    await _done(context, changed, said)


EDIT = Form(
    name="course_change",
    action="course.edit",
    title="课程修改",
    steps=(
        Step("field", _ask_field, _read_field, choices=tuple(FIELDS.items())),
        *(chosen_step(name) for name in FIELDS),
    ),
    summary=_change_summary,
    finish=_save,
    confirm="保存修改",
    cancelled="好的,没有改动,课程还是原来的样子。",
    recall=_recall,
)
dialogue.add_form(room, EDIT)


# calling one off


def _ask_reason(context: Context, answers: Answers) -> Markup:
    return context.t("为什么取消《{title}》?请写一句原因,会告诉名单上的人。", title=_title(answers))


def _off_summary(context: Context, answers: Answers) -> Markup:
    concerned = answers["concerned"]
    lines = [
        context.t("确定取消《{title}》吗?取消后不能恢复。", title=_title(answers)),
        context.t("原因:{reason}", reason=answers["reason"]),
    ]
    if isinstance(concerned, int) and concerned:
        lines.append(context.count("会马上告诉名单上的 {number} 人。", "会马上告诉名单上的 {number} 人。", concerned))
    lines.append(context.t("要继续办,请点最下面的「取消」,什么都不会变。"))
    return Markup("\n").join(lines)


async def _call_off(context: Context, answers: Answers) -> None:
    one = await living(context, answers["course"])
    if one is None:
        return
    reason = str(answers["reason"])
    ended = await courses.cancel(context.tx, one, reason, context.now) if one.version == answers["version"] else None
    if ended is None:
        await _outrun(context, one.id)
        return
    await note(context, ended, "cancelled")
    said = context.t("课程已取消,不再提醒。")
    if told := await tell_cancelled(context, ended):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told)
    await _done(context, ended, said)


OFF = Form(
    name="course_off",
    action="course.edit",
    title="取消课程",
    steps=(Step("reason", _ask_reason, text_answer("reason", 2, LONGEST_REASON)),),
    summary=_off_summary,
    finish=_call_off,
    confirm="确认取消课程",
    cancelled="好的,没有取消,课程照常办。",
    recall=_recall,
)
dialogue.add_form(room, OFF)
