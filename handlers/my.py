"""我的: what one is enrolled in, follows and owes, what was learnt, and one calendar file of it all."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.calendar_file import Entry, calendar_of, competition_entries, course_entries
from handlers.cards.courses import MINE
from handlers.cards.duties import occurrence_name
from handlers.cards.my import CALENDAR, MOST, PAGE_TAP, PAST, my_page, past_page
from handlers.cards.stages import stage_name
from handlers.kit.context import Context
from handlers.kit.desk import Desk, Made, Make
from handlers.kit.room import TYPED, Room
from handlers.kit.words import Words
from storage import competitions, duties, enrolments, people
from storage.errands import Errand
from storage.model.competitions import is_past
from storage.model.enrolments import State

ICS = "my.ics"

room = Room("my")


def _no_officer(_update: Update, context: Context) -> bool:
    """「日程」 of an officer is what will be sent (`schedule`), of anybody else their own."""
    return not context.may("schedule.edit")


@room.command("my", action="course.enrol", summary="我的:报了什么、学了多少")
@room.words("我的", "我的报名", "我的课程", "我的培训", "我的课", action="course.enrol", rank=4)
@room.message(TYPED & filters.Text(("日程",)), action="course.enrol", name="agenda", when=_no_officer)
@room.words("我报了哪些课", "我报了什么课", "我报名的课", "我报了什么", "我的学时", "我的日程", action="course.enrol")
async def show(update: Update, context: Context) -> None:
    """By date, and what is to be done first."""
    await context.say(*await my_page(context))


@room.on_tap(MINE, action="course.enrol")
async def show_again(update: Update, context: Context) -> None:
    """The same in place of a card."""
    await _page(context, 0)


@room.on_tap(PAGE_TAP, action="course.enrol")
async def turn(update: Update, context: Context) -> None:
    """A page of it, in place."""
    await _page(context, context.tap[0])


@room.words("学过的课", "我学过的课", "我上过的课", action="course.enrol")
async def show_past(update: Update, context: Context) -> None:
    """What is over."""
    await context.say(*await past_page(context))


@room.on_tap(PAST, action="course.enrol")
async def turn_past(update: Update, context: Context) -> None:
    """A page of what is over, in place."""
    if context.private:
        await context.edit(*await past_page(context, context.tap[0]))


@room.on_tap(CALENDAR, action="course.enrol")
async def ask_calendar(update: Update, context: Context) -> None:
    """Have the calendar file made; it comes as a message of its own."""
    if not context.private or not context.person.id:
        return
    await context.errand(ICS, person=context.person.id)
    await context.toast(context.label("日历文件马上发给您,点开就能加到手机日历"))


@room.errand(ICS, action="course.enrol")
async def gather_calendar(desk: Desk, errand: Errand, words: Words) -> Make | None:
    """The courses one has a seat in, the competitions one follows or takes part in, and the reports one's studios owe."""
    person = await people.find(desk.tx, errand.person) if errand.person is not None else None
    if person is None:
        return None
    entries: list[Entry] = []
    for mine in await enrolments.mine(desk.tx, person.id, desk.now):
        if mine.enrolment.state in (State.CONFIRMED, State.PENDING):
            entries += course_entries(mine.course)
    for one in (await competitions.own(desk.tx, person.id, desk.now, MOST)).competitions:
        if not is_past(one, desk.now):
            entries += competition_entries(one, {stage: stage_name(words, stage) for stage in one.times})
    for duty in await duties.of_studios(desk.tx, person.studios(), desk.now):
        if duty.filed_at is None:
            title = words.label("{title} 截止", title=occurrence_name(words, duty.occurrence))
            entries.append(Entry(f"duty-{duty.id}", title, duty.due_at, None, "", duty.version, False))
    now, caption = desk.now, words.t("我的日历")
    return lambda: Made("my.ics", calendar_of(entries, now), caption)


async def _page(context: Context, page: int) -> None:
    if context.private:  # what is somebody's own is not shown to a group
        await context.edit(*await my_page(context, page))
