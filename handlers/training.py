"""培训: what courses there are, the card of one, giving a seat back, taking or leaving an offered one, and the calendar."""

from telegram import Update

from handlers.cards.calendar_file import calendar_of, course_entries
from handlers.cards.course_news import offer_seats
from handlers.cards.course_recall import recall_list, recall_one
from handlers.cards.courses import (
    ACCEPT,
    CALENDAR,
    CARD,
    DECLINE,
    LEAVE,
    LIST,
    OPEN,
    PAGE,
    course_card,
    course_list,
)
from handlers.cards.enrolling import ACCEPT_SURELY, offer_clash_card, outcome_words, refused, tapped_course
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from handlers.kit.words import Words
from handlers.language.course_meaning import COURSE
from storage import courses, enrolments
from storage.errands import Errand
from storage.model import courses as model
from storage.model.courses import Course, Enrolling, cancel_deadline, enrolling
from storage.model.enrolments import ALIVE, SEATED, Enrolment, Refusal, State

SURELY = Tap("course.surely", int)
"""取消报名 once more, where it cannot be undone."""
ICS = "course.ics"

room = Room("training")


@room.command("courses", action="course.read", summary="培训课程:看课、报名")
@room.words("培训", "课程", "培训课程", "有什么课", "有什么培训", action="course.read", rank=2)
@room.words("有哪些课", "有哪些培训", "有哪些课程", "看课程", "培训报名", "报课", action="course.read")
async def show_list(update: Update, context: Context) -> None:
    """What comes, nearest first."""
    text, rows = await course_list(context)
    await context.say(text, rows)
    await recall_list(context, COURSE, rows)


@room.on_tap(LIST, action="course.read")
async def turn(update: Update, context: Context) -> None:
    """A page of what comes or of what is over, in place."""
    over, studio, page = context.tap
    text, rows = await course_list(context, page=page, over=bool(over), studio=max(studio, 0))
    await context.edit(text, rows)
    await recall_list(context, COURSE, rows, max(page, 0) * PAGE)


@room.on_tap(OPEN, action="course.read")
async def open_card(update: Update, context: Context) -> None:
    """The card in place of the list."""
    course = await tapped_course(context)
    if course is not None:
        await context.edit(*await course_card(context, course))
        await recall_one(context, COURSE, course.id)


@room.on_tap(CARD, action="course.read")
async def show_card(update: Update, context: Context) -> None:
    """The card below a reminder or a notice, which stays."""
    course = await tapped_course(context)
    if course is not None:
        await context.say(*await course_card(context, course))
        await recall_one(context, COURSE, course.id)


@room.on_tap(LEAVE, action="course.enrol")
async def leave(update: Update, context: Context) -> None:
    """Give up a seat or a place in the line; ask first where there is no way back."""
    course = await tapped_course(context)
    if course is None:
        return
    own = await _own(context, course)
    if own is None:
        await refused(context, context.edit, Refusal.NOT_ENROLLED, course)
        return
    if course.state is model.State.CANCELLED:
        await refused(context, context.edit, Refusal.CANCELLED, course)
        return
    if own.state in (State.PENDING, State.CONFIRMED) and context.now >= cancel_deadline(course):
        await refused(context, context.edit, Refusal.TOO_LATE, course)
        return
    lost = await _lost(context, course, own)
    if not lost:
        await _leave(context, course)
        return
    label = context.label("确定退出") if own.state is State.WAITING else context.label("确定取消报名")
    sure = SURELY.button(label, course.id)
    await context.edit(lost, [[sure, OPEN.button(context.label("不取消"), course.id)]])


@room.on_tap(SURELY, action="course.enrol")
async def leave_surely(update: Update, context: Context) -> None:
    """Give it up for good."""
    course = await tapped_course(context)
    if course is not None:
        await _leave(context, course)


@room.on_tap(ACCEPT, action="course.enrol")
async def accept(update: Update, context: Context) -> None:
    """要这个名额."""
    course = await tapped_course(context)
    if course is None:
        return
    own = await _own(context, course)
    if own is not None and own.state is State.OFFERED:
        found = await enrolments.clashes(context.tx, context.person.id, course, SEATED)
        if found:
            await context.edit(*offer_clash_card(context, course, found))
            return
    await _accept(context, course)


@room.on_tap(ACCEPT_SURELY, action="course.enrol")
async def accept_surely(update: Update, context: Context) -> None:
    """The same, although something else is on at that time."""
    course = await tapped_course(context)
    if course is not None:
        await _accept(context, course)


async def _accept(context: Context, course: Course) -> None:
    done = await enrolments.accept(context.tx, course, context.person.id, context.now)
    if isinstance(done, Refusal):
        await refused(context, context.edit, done, course)
        return
    await context.toast(outcome_words(context, done))
    await context.edit(*await course_card(context, course))


@room.on_tap(DECLINE, action="course.enrol")
async def decline(update: Update, context: Context) -> None:
    """不要了: the seat goes to the next in line."""
    course = await tapped_course(context)
    if course is None:
        return
    done = await enrolments.decline(context.tx, course, context.person.id, context.now)
    if isinstance(done, Refusal):
        await refused(context, context.edit, done, course)
        return
    await offer_seats(context, course)
    await context.toast(context.label("好的,名额给下一位。以后想上还可以再报名"))
    await context.edit(*await course_card(context, course))


@room.on_tap(CALENDAR, action="course.read")
async def ask_calendar(update: Update, context: Context) -> None:
    """Have the calendar file made; it comes as a message of its own."""
    course = await tapped_course(context)
    if course is None:
        return
    await context.errand(ICS, course=course.id)
    if course.state is model.State.CANCELLED:
        await context.toast(context.label("日历文件马上发给您,点开就标成已取消;要是还在日历里,请手动删掉"))
    else:
        await context.toast(context.label("日历文件马上发给您,点开就能加到手机日历"))


@room.errand(ICS, action="course.read")
async def gather_calendar(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """Read what the calendar file needs."""
    number = errand.arguments.get("course")
    course = await courses.find(desk.tx, number) if isinstance(number, int) else None
    if course is None:
        return None
    entries, now = course_entries(course), desk.now
    caption = words.t("{title} · 日历", title=course.title)
    return lambda: Made(f"course-{course.id}.ics", calendar_of(entries, now), caption)


async def _own(context: Context, course: Course) -> Enrolment | None:
    """The person's enrolment that is alive."""
    own = await enrolments.of(context.tx, course.id, context.person.id) if context.person.id else None
    return own if own is not None and own.state in ALIVE else None


async def _lost(context: Context, course: Course, own: Enrolment) -> str:
    """What a person would lose for good by leaving, as a question; '' where they can come back."""
    waiting = (await enrolments.seats(context.tx, course.id)).waiting
    if own.state is State.WAITING:
        if waiting <= own.place:
            return ""
        return context.t(
            "您在「{title}」候补第 {place} 位,退出后再报要排到最后。确定退出吗?", title=course.title, place=own.place
        )
    if own.state in SEATED and waiting:
        return context.count(
            "有 {number} 人在候补,取消后名额马上让给下一位,再报「{title}」要排到最后。确定取消吗?",
            "有 {number} 人在候补,取消后名额马上让给下一位,再报「{title}」要排到最后。确定取消吗?",
            waiting,
            title=course.title,
        )
    if enrolling(course, context.now) is not Enrolling.OPEN:
        return context.t("现在已不能报名,取消后就不能再报「{title}」了。确定取消吗?", title=course.title)
    return ""


async def _leave(context: Context, course: Course) -> None:
    was = await enrolments.leave(context.tx, course, context.person.id, context.now)
    if isinstance(was, Refusal):
        await refused(context, context.edit, was, course)
        return
    await offer_seats(context, course)
    if was.state is State.WAITING:
        await context.toast(context.label("已退出候补"))
    else:
        await context.toast(context.label("已取消报名,名额让出来了"))
    await context.edit(*await course_card(context, course))
