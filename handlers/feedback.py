"""Feedback on a course: given by those who came, in three taps; seen by organisers as averages."""

from markupsafe import Markup
from telegram import Update

from handlers.cards.attendance import AGAIN, ASK, AVERAGES, RATE
from handlers.cards.courses import MANAGE_HERE
from handlers.cards.feedback import ask_next, questions
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Stale
from storage import attendance, courses, feedback
from storage.model.attendance import CAME
from storage.model.courses import Course
from storage.model.feedback import ASKED, LEAST_ANSWERS

EVERY_S = 15

room = Room("feedback")


@room.tick("feedback", every_s=EVERY_S)
async def thank(desk: Desk) -> bool:
    """Courses that are over: who came is thanked and asked, some at a time."""
    return await ask_next(desk)


@room.on_tap(ASK, action="course.check_in")
async def ask(update: Update, context: Context) -> None:
    """The questions, as a new message."""
    course = await _course(context)
    if course is not None:
        await context.say(*await _questions(context, course))


@room.on_tap(RATE, action="course.check_in")
async def rate(update: Update, context: Context) -> None:
    """One answer, and the next question. Until the third is given any of them can be given anew."""
    _course_number, what, value = context.tap
    course = await _course(context)
    if course is None:
        return
    said = await feedback.of(context.tx, course.id, context.person.id)
    answered = said.answered(what, value)
    if answered is not None:
        await feedback.put(context.tx, course.id, context.person.id, answered, context.now)
        if answered.complete:
            await context.toast(context.label("谢谢,您的评价收到了"))
    elif said.complete:
        await context.toast(context.label("您已经评过了,谢谢"))
    else:
        raise Stale(what)
    await context.edit(*await _questions(context, course))


@room.on_tap(AGAIN, action="course.check_in")
async def go_back(update: Update, context: Context) -> None:
    """The question before."""
    _course_number, what = context.tap
    course = await _course(context)
    if course is not None and what in ASKED:
        await context.edit(*await _questions(context, course, what))


@room.on_tap(AVERAGES, action="course.edit")
async def averages(update: Update, context: Context) -> None:
    """What those who came thought of it: averages, and of how many people; never who."""
    course = await courses.find(context.tx, context.tap[0])
    if course is None:
        await context.toast(context.label("没有找到这门课,请看最新的课程"))
        return
    if not context.may("course.edit", course.studio or -1):
        await context.toast(context.label("这门课不归您管,请找开课的工作室"), alert=True)
        return
    found = await feedback.averages(context.tx, course.id)
    listed = await attendance.attendance(context.tx, course.id)
    came = sum(any(mark in CAME for mark in one.marks) for one in listed)
    lines = [
        Markup("<b>{}</b>").format(course.title),
        context.t("来过 {came} 人,收到 {number} 份评价", came=came, number=found.number),
    ]
    if found.number >= LEAST_ANSWERS:
        share = round(100 * found.again / found.number)
        lines.append(context.t("内容 <b>{mean}</b> 分(满分 5)", mean=f"{found.content / 10:.1f}"))
        lines.append(context.t("讲师 <b>{mean}</b> 分(满分 5)", mean=f"{found.teacher / 10:.1f}"))
        lines.append(context.t("<b>{share}%</b> 的人还会来", share=share))
    else:
        lines.append(context.t("够 {least} 份才显示平均分,免得看出是谁评的。", least=LEAST_ANSWERS))
    await context.say(Markup("\n").join(lines), [[MANAGE_HERE.button(context.label("回到这门课"), course.id)]])


async def _questions(context: Context, course: Course, what: str = "") -> tuple[Markup, Rows]:
    return await questions(context.tx, context.words, course, context.person.id, context.now, what)


async def _course(context: Context) -> Course | None:
    """The course that the button is about, if it is over and the person came to it; says so where not."""
    course = await courses.find(context.tx, context.tap[0])
    if course is None:
        await context.toast(context.label("没有找到这门课,请看最新的课程"))
        return None
    if context.now < course.ends_at:
        await context.toast(context.label("课还没上完,上完再评价"))
        return None
    marks = await attendance.marks_of(context.tx, course.id, context.person.id) if context.person.id else []
    if not any(mark in CAME for mark in marks):
        await context.toast(context.label("评价请来上过课的人填。您来过的话,请组织者补签"), alert=True)
        return None
    return course
