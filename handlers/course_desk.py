"""The organisers' desk: the courses of one's studio (of all, for admins), and the desk of one of them."""

from telegram import Update
from telegram.ext import filters

from handlers.cards.course_desk import SHUT, TEACH, desk_card, living, managed, note, scope, teach_list
from handlers.cards.course_people import pending_page
from handlers.cards.courses import MANAGE, MANAGE_HERE
from handlers.kit.context import Context
from handlers.kit.dialogue import LISTENS_MS
from handlers.kit.room import PASS, TYPED, Pass, Room
from handlers.language.course_fix import orders
from storage import courses, enrolments
from storage.model.courses import State
from storage.model.enrolments import State as Standing

MOST_LOOKED = 50
"""Courses of one giver whose names are looked for in a message."""
SHORTEST_NAMED = 3

room = Room("course_desk")


@room.words("我办的课", "我教的课", "我开的课", "课程管理", action="course.edit")
async def show_list(update: Update, context: Context) -> None:
    """What comes and goes on."""
    await context.say(*await teach_list(context))


@room.words("教过的课", "以前的课", action="course.edit")
async def show_past(update: Update, context: Context) -> None:
    """What is over."""
    await context.say(*await teach_list(context, over=True))


@room.words("待审核", "谁要审核", "谁等我审核", "审核培训报名", action="course.edit")
async def show_pending(update: Update, context: Context) -> None:
    """Whom one has to look at: of the only course, or of which courses."""
    found = await courses.of_giver(context.tx, scope(context), context.now, MOST_LOOKED)
    waits = [one for one in found.courses if await enrolments.count(context.tx, one.id, [Standing.PENDING])]
    if not waits:
        await context.say(context.t("现在没有等您审核的报名。"))
    elif len(waits) == 1:
        await context.say(*await pending_page(context, waits[0]))
    else:
        await context.say(*await teach_list(context))


def _orders(update: Update, context: Context) -> bool:
    """Whether somebody who gives courses says what is to be done with one, and is not answering a form."""
    text = update.message.text if update.message is not None else None
    form = context.delivery.dialogue
    listening = form is not None and context.now - form.updated_at <= LISTENS_MS
    return bool(text) and not listening and context.may("course.edit") and orders(text or "")


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="course.edit", name="own course", when=_orders)
async def open_named(update: Update, context: Context) -> Pass | None:
    """「取消焊接课」, 「把焊接课改到12月6日」 of one's own course: its desk, where that is done."""
    text = _plain((update.message and update.message.text) or "")
    found = await courses.of_giver(context.tx, scope(context), context.now, MOST_LOOKED)
    named = [one for one in found.courses if one.state is not State.CANCELLED and _named(one.title, text)]
    if not named:
        return PASS
    one = max(named, key=lambda each: len(each.title))
    shown, rows = await desk_card(context, one)
    await context.say(context.t("您说的是这门课吧?要做什么,点下面的按钮:") + "\n\n" + shown, rows)
    return None


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _named(title: str, text: str) -> bool:
    """Whether a message names a course, as people shorten it: without what stands before a dot, without the last 课."""
    called = _plain(title.rpartition("·")[2])
    return len(called) >= SHORTEST_NAMED and (called in text or called.removesuffix("课") in text)


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
