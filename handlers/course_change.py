"""Organisers change a course: one field, or several in one go.

Two of them may change one at once; the course's version decides whose change is kept, and the other is told and shown how it
is now. A change of time or place is told to everybody on the list.
"""

from markupsafe import Markup
from telegram import Message, Update

from handlers.cards.competitions import changes
from handlers.cards.course_changing import done, outrun, recall, title
from handlers.cards.course_desk import CHANGE, MATERIAL, living, note
from handlers.cards.course_fields import FIELDS, MOMENTS, fitted, had, kept_sessions, value_words, with_answer
from handlers.cards.course_fixing import corrected, kept
from handlers.cards.course_form import chosen_step
from handlers.cards.course_news import differences, offer_seats, tell_change
from handlers.cards.course_times import past_session
from handlers.cards.moments import moment
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import CORRECTING, Again, Form, Step
from handlers.kit.room import Room
from handlers.language.course_fix import read_fix
from storage import courses
from storage.dialogues import Answers
from storage.model.courses import Course
from storage.model.enrolments import Seats

TOLD = ("title", "sessions", "place", "teacher", "cost", "bring")
"""What concerns those on the list (`differences`)."""

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


def _ask_field(context: Context, answers: Answers) -> Markup:
    return context.t("要改《{title}》的哪一项?点按钮,或者直接打字,例如「名额改成30」。", title=title(answers))


def _read_field(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """A field and its new value in one line."""
    if not message.text:
        return None
    found = corrected(context, message.text, answers)
    if not isinstance(found, dict):
        return found
    fix = read_fix(message.text)
    field = fix.field if fix is not None else _changed(found)[-1]
    return {**found, "field": field if field in FIELDS else "sessions", CORRECTING: "field"}


def _read_more(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
    """One more field, typed where the change is to be looked at: all of them are saved together."""
    found = corrected(context, message.text, answers) if message.text else None
    return kept(context, answers, found) if isinstance(found, dict) else found


def _changed(answers: Answers) -> list[str]:
    """The fields that the change says something of."""
    return [name for name in FIELDS if name in answers]


def _with_answers(one: Course, answers: Answers) -> Course:
    """The course as the change makes it."""
    new = one
    for name in _changed(answers):
        new = with_answer(new, answers, name)
    return fitted(new)


def _difference(context: Context, one: Course, new: Course, fields: list[str]) -> tuple[Markup, bool]:
    """What the change changes, old → new, and whether it concerns those on the list."""
    words, zone, now = context.words, context.office.zone, context.now
    told = differences(words, zone, one, new, now)
    lines = [changes(words, told)] if told else []
    none = context.t("没有")
    for field in fields:
        if told and field in TOLD:
            continue
        label = FIELDS[field]
        name = words.label(label)
        before, after = (value_words(words, zone, now, of, field) or none for of in (one, new))
        if "\n" in before or "\n" in after:
            shown = context.t("{name}原来:\n{before}\n现在:\n<b>{after}</b>", name=name, before=before, after=after)
        else:
            shown = changes(words, [(name, before, after)])
        lines.append(shown)
    return Markup("\n").join(lines), bool(told)


def _change_summary(context: Context, answers: Answers) -> Markup:
    one, seats, concerned = answers["one"], answers["seats_now"], answers["concerned"]
    if not isinstance(one, Course) or not isinstance(seats, Seats):
        return context.t("这门课已经不在了。")
    fields = _changed(answers)
    new = _with_answers(one, answers)
    shown, concerns = _difference(context, one, new, fields)
    lines = [context.t("请看一遍再保存:"), Markup("<b>{}</b>").format(one.title), shown]
    if "seats" in fields and new.seats is not None and new.seats < seats.taken:
        lines.append(
            context.t(
                "⚠ 已有 {taken} 人占了名额,比 {seats} 多。不会取消谁的名额,有人退出时先不补。",
                taken=seats.taken,
                seats=new.seats,
            )
        )
    gone = [at for at in MOMENTS if at not in fields and getattr(one, at) is not None and getattr(new, at) is None]
    names = (FIELDS[at] for at in gone)
    lines += [context.t("{name}也改为到开课为止。", name=context.label(name)) for name in names]
    if concerns and isinstance(concerned, int) and concerned:
        lines.append(
            context.count("保存后会告诉名单上的 {number} 人。", "保存后会告诉名单上的 {number} 人。", concerned)
        )
    lines.append(context.t("<i>还要改别的,直接打字,例如「地点改成线上」。</i>"))
    return Markup("\n").join(lines)


async def _save(context: Context, answers: Answers) -> None:
    one = await living(context, answers["course"])
    if one is None:
        return
    if one.version != answers["version"]:
        await outrun(context, one.id)
        return
    new = _with_answers(one, answers)
    if new == one:
        await done(context, one, context.t("和原来一样,没有改动。"))
        return
    late = past_session(context, new.sessions, one.sessions)
    if late is not None:
        at = moment(context, late.begins_at)
        await done(context, one, context.t("{moment} 已经过了,没有保存。请重新修改。", moment=at))
        return
    if any(was.begins_at <= context.now and was not in new.sessions for was in one.sessions):
        await done(context, one, context.t("已经上过的那次不能改时间,也不能去掉,没有保存。"))
        return
    changed = await courses.change(context.tx, one, new, context.now, context.office.zone)
    if changed is None:
        await outrun(context, one.id)
        return
    await note(context, changed, "changed " + " ".join(_changed(answers)))
    said = context.t("✅ 已修改。")
    if told := await tell_change(context, one, changed):
        said += context.count("正在告诉 {number} 人。", "正在告诉 {number} 人。", told) + context.t(
            "晚上休息的人,早上收到。"
        )
    if await offer_seats(context, changed):  # more seats: those who wait first
        said += context.t("空出的名额先给候补的人。")
    await done(context, changed, said)


EDIT = Form(
    name="course_change",
    action="course.edit",
    title="课程修改",
    steps=(
        Step("field", _ask_field, _read_field, choices=tuple(FIELDS.items()), more=_read_more),
        *(chosen_step(name) for name in FIELDS),
    ),
    summary=_change_summary,
    finish=_save,
    confirm="保存修改",
    cancelled="好的,没有改动,课程还是原来的样子。",
    recall=recall,
)
dialogue.add_form(room, EDIT)
