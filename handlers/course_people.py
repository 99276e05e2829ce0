"""Organisers look at who is on a course's list: approve, refuse with a reason, take somebody off with a reason.

The person is told; a seat that comes free goes on to who waits.
"""

from markupsafe import Markup
from telegram import Update

from handlers.cards.course_desk import (
    APPROVE,
    APPROVE_ALL,
    DISMISS,
    FORGIVE,
    PENDING,
    PEOPLE,
    REFUSE,
    SOMEBODY,
    managed,
    note,
)
from handlers.cards.course_news import offer_seats, tell_forgiven, tell_judged
from handlers.cards.course_people import (
    TO_APPROVE,
    called,
    forgive_button,
    pending_page,
    people_page,
    person_page,
    standing,
)
from handlers.cards.courses import CARD
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import Room
from storage import courses, enrolments, people, profiles
from storage.dialogues import Answers
from storage.enrolments import Listed
from storage.model.courses import LONGEST_REASON, Course, State
from storage.model.enrolments import ALIVE, Enrolment
from storage.model.enrolments import State as Standing
from storage.model.post import Lane

room = Room("course_people")
FROM_PENDING = "refuse"
FROM_LIST = "dismiss"


@room.on_tap(PENDING, action="course.edit")
async def show_pending(update: Update, context: Context) -> None:
    """Those to approve."""
    one = await managed(context, context.tap[0])
    if one is not None:
        await context.edit(*await pending_page(context, one, context.tap[1]))


@room.on_tap(PEOPLE, action="course.edit")
async def show_people(update: Update, context: Context) -> None:
    """The whole list."""
    one = await managed(context, context.tap[0])
    if one is not None:
        await context.edit(*await people_page(context, one, context.tap[1]))


@room.on_tap(SOMEBODY, action="course.edit")
async def show_person(update: Update, context: Context) -> None:
    """One of them."""
    found = await _enrolment(context, context.tap[0])
    if found is None:
        return
    course, one = found
    await context.edit(*person_page(context, course, await enrolments.listed_one(context.tx, one.enrolment.id) or one))


@room.on_tap(APPROVE, action="course.edit")
async def approve(update: Update, context: Context) -> None:
    """Let somebody in, at once."""
    found = await _enrolment(context, context.tap[0])
    if found is None:
        return
    course, one = found
    if course.state is State.CANCELLED:
        await context.toast(context.label("这门课已经取消了"))
    else:
        passed = await enrolments.judge(context.tx, one.enrolment.id, True, "", context.person.id, context.now)
        if passed is None:
            await context.toast(_already(context, one.enrolment))
        else:
            await note(context, course, f"approved enrolment {passed.id}")
            await tell_judged(context, course, passed)
            await context.toast(context.label("已通过,已告诉{name}", name=called(context.words, one)))
    await context.edit(*await pending_page(context, course))


@room.on_tap(APPROVE_ALL, action="course.edit")
async def approve_all(update: Update, context: Context) -> None:
    """Let in all who were shown."""
    number, upto = context.tap
    course = await managed(context, number)
    if course is None:
        return
    if course.state is State.CANCELLED:
        await context.toast(context.label("这门课已经取消了"))
        await context.edit(*await pending_page(context, course))
        return
    shown = await enrolments.listed(context.tx, course.id, [Standing.PENDING], TO_APPROVE)
    let_in = 0
    for one in shown:
        if one.enrolment.id > upto:
            break
        passed = await enrolments.judge(context.tx, one.enrolment.id, True, "", context.person.id, context.now)
        if passed is not None:
            await note(context, course, f"approved enrolment {passed.id}")
            await tell_judged(context, course, passed)
            let_in += 1
    await context.toast(context.label("已通过 {number} 人,已告诉他们", number=let_in))
    await context.edit(*await pending_page(context, course))


@room.on_tap(REFUSE, action="course.edit")
async def ask_refusal(update: Update, context: Context) -> None:
    """Why not."""
    found = await _enrolment(context, context.tap[0])
    if found is None:
        return
    course, one = found
    if one.enrolment.state is not Standing.PENDING:
        await context.toast(_already(context, one.enrolment))
        await context.edit(*await pending_page(context, course))
        return
    await dialogue.begin(context, OUT, {"enrolment": one.enrolment.id, "how": FROM_PENDING})


@room.on_tap(DISMISS, action="course.edit")
async def ask_dismissal(update: Update, context: Context) -> None:
    """Why they are to be taken off."""
    found = await _enrolment(context, context.tap[0])
    if found is None:
        return
    course, one = found
    if one.enrolment.state not in ALIVE:
        await context.toast(_already(context, one.enrolment))
        await context.edit(*await people_page(context, course))
        return
    await dialogue.begin(context, OUT, {"enrolment": one.enrolment.id, "how": FROM_LIST})


@room.on_tap(FORGIVE, action="course.edit")
async def forgive(update: Update, context: Context) -> None:
    """Let somebody who was turned down enrol again, and tell them."""
    found = await _enrolment(context, context.tap[0])
    if found is None:
        return
    course, one = found
    if await enrolments.forgive(context.tx, one.enrolment.id, context.now):
        await note(context, course, f"forgave enrolment {one.enrolment.id}")
        await tell_forgiven(context, course, one.enrolment)
        await context.toast(context.label("好的,{name}可以再报名了,已告诉本人", name=called(context.words, one)))
    else:
        await context.toast(_already(context, one.enrolment))
    await context.edit(*await people_page(context, course))


async def _enrolment(context: Context, number: object) -> tuple[Course, Listed] | None:
    """The enrolment of this number and its course, if the person may manage that; else say so."""
    found = await enrolments.find(context.tx, number) if isinstance(number, int) else None
    course = await managed(context, found.course if found is not None else None)
    if course is None or found is None:
        return None
    return course, await _listed(context, found)


async def _listed(context: Context, found: Enrolment) -> Listed:
    profile = await profiles.of(context.tx, found.person)
    return Listed(found, profile.name if profile is not None else "", ())


def _already(context: Context, one: Enrolment) -> str:
    return context.label("已经处理过了:{state}", state=standing(context.words, one.state))


async def _tell_dismissed(context: Context, course: Course, one: Enrolment) -> None:
    person = await people.find(context.tx, one.person)
    if person is None or not person.address:
        return
    words = context.words_for(person)
    lines = (
        words.t("您不在《{title}》的名单上了。", title=course.title),
        words.t("原因:{reason}", reason=one.reason),
        words.t("有疑问请转人工问一声。"),
    )
    card = CARD.button(words.label("查看课程"), course.id)
    key = f"dismissed:{one.id}:{one.version}"
    await context.tell(person, Markup("\n").join(lines), [[card]], lane=Lane.NOTICE, key=key)


# a refusal, or taking somebody off


async def _recall(context: Context, answers: Answers) -> Answers:
    """Who it is about and of which course; read anew, as it is somebody else's."""
    number = answers["enrolment"]
    assert isinstance(number, int)
    found = await enrolments.find(context.tx, number)
    course = await courses.find(context.tx, found.course) if found is not None else None
    if found is None or course is None:
        return {"who": "", "title": ""}
    return {"who": called(context.words, await _listed(context, found)), "title": course.title}


def _ask_reason(context: Context, answers: Answers) -> Markup:
    title, who = answers["title"], answers["who"]
    if answers["how"] == FROM_PENDING:
        return context.t("《{title}》为什么不通过{who}?写一句原因,会告诉本人。", title=title, who=who)
    return context.t("为什么把{who}移出《{title}》的名单?写一句原因,会告诉本人。", title=title, who=who)


def _summary(context: Context, answers: Answers) -> Markup:
    title, who, reason = answers["title"], answers["who"], answers["reason"]
    if answers["how"] == FROM_PENDING:
        return context.t("不通过{who}在《{title}》的报名?\n原因:{reason}", title=title, who=who, reason=reason)
    return context.t("把{who}移出《{title}》的名单?\n原因:{reason}", title=title, who=who, reason=reason)


async def _put_out(context: Context, answers: Answers) -> None:
    found = await _enrolment(context, answers["enrolment"])
    if found is None:
        return
    course, one = found
    reason, number, by = str(answers["reason"]), one.enrolment.id, context.person.id
    if answers["how"] == FROM_PENDING:
        out = await enrolments.judge(context.tx, number, False, reason, by, context.now)
    else:
        out = await enrolments.dismiss(context.tx, number, reason, by, context.now)
    if out is None:
        await context.toast(_already(context, one.enrolment))
    else:
        await note(context, course, f"{answers['how']} enrolment {out.id}")
        if answers["how"] == FROM_PENDING:
            await tell_judged(context, course, out)
        else:
            await _tell_dismissed(context, course, out)
        await offer_seats(context, course)
        await context.toast(context.label("好的,已告诉{name}", name=called(context.words, one)))
    page = pending_page if answers["how"] == FROM_PENDING else people_page
    text, rows = await page(context, course)
    undo = [] if out is None else [[forgive_button(context.words, one)]]
    await context.edit(text, [*rows, *undo])


OUT = Form(
    name="course_out",
    action="course.edit",
    title="名单处理",
    steps=(Step("reason", _ask_reason, text_answer("reason", 2, LONGEST_REASON)),),
    summary=_summary,
    finish=_put_out,
    confirm="确定",
    cancelled="好的,名单没有变。",
    recall=_recall,
)
dialogue.add_form(room, OUT)
