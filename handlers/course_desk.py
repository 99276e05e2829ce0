"""The organisers' desk: the courses of one's studio (of all, for admins), and the desk of one of them."""

from telegram import Update

from handlers.cards.course_desk import SHUT, TEACH, desk_card, living, managed, note, teach_list
from handlers.cards.courses import MANAGE, MANAGE_HERE
from handlers.kit.context import Context
from handlers.kit.room import Room
from storage import courses
from storage.model.courses import State

room = Room("course_desk")


@room.words("我办的课", "我教的课", "我开的课", "课程管理", action="course.edit")
async def show_list(update: Update, context: Context) -> None:
    """What comes and goes on."""
    await context.say(*await teach_list(context))


@room.words("教过的课", "以前的课", action="course.edit")
async def show_past(update: Update, context: Context) -> None:
    """What is over."""
    await context.say(*await teach_list(context, over=True))


@room.on_tap(TEACH, action="course.edit")
async def turn(update: Update, context: Context) -> None:
    """A page of either, in place."""
    over, page = context.tap
    await context.edit(*await teach_list(context, over=bool(over), page=page))


@room.on_tap(MANAGE, action="course.edit")
async def open_below(update: Update, context: Context) -> None:
    """The desk of a course below a message that stays."""
    one = await managed(context, context.tap[0])
    if one is not None:
        await context.say(*await desk_card(context, one))


@room.on_tap(MANAGE_HERE, action="course.edit")
async def open_here(update: Update, context: Context) -> None:
    """The same in place of the list or the card."""
    one = await managed(context, context.tap[0])
    if one is not None:
        await context.edit(*await desk_card(context, one))


@room.on_tap(SHUT, action="course.edit")
async def shut(update: Update, context: Context) -> None:
    """Let nobody enrol any more, or again."""
    number, closed = context.tap
    one = await living(context, number)
    if one is None:
        return
    wanted = State.CLOSED if closed else State.OPEN
    if one.state is not wanted and one.ends_at > context.now:
        changed = await courses.set_closed(context.tx, one, bool(closed), context.now)
        if changed is not None:
            one = changed
            await note(context, one, "closed" if closed else "opened")
    done = context.label("已停止报名,候补的人还按顺序等") if closed else context.label("已恢复报名")
    await context.toast(done)
    await context.edit(*await desk_card(context, one))
