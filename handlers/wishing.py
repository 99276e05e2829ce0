"""点单: ask for a course that there is not. One line is enough; the same wish of others is counted with it."""

import re

from markupsafe import Markup
from telegram import Update

from handlers.cards.course_news import tell_wisher
from handlers.cards.courses import CARD, WISH, course_line
from handlers.cards.wishes import DROP, STILL, STOP, WISH_FOR, WISHES, asking, kept, refusal_words, there_are, wish_list
from handlers.kit import listening
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.room import PASS, Pass, Room
from handlers.language.normalise import without_numbers
from storage import course_search, courses, dialogues, enrolments, wishes
from storage.model.courses import Enrolling, enrolling
from storage.model.texts import cleaned
from storage.model.wishes import LONGEST, SHORTEST, Refusal

_NO = (
    "不点了",
    "不点",
    "不了",
    "不",
    "不要",
    "不要了",
    "不想",
    "算了",
    "取消",
    "不用",
    "不用了",
    "没有",
    "没有了",
    "没",
    "no",
)
"""What is no wish."""
_QUESTION = re.compile("什么|哪|几[点号时]|多少|怎么|谁")
"""Whoever asks this wants to know something; 「有没有插花课」 is a wish all the same."""
_STOPS = ".!\u3002\uff01"
TYPED = "wish"
"""What the listening is called that waits for a wish."""
SHOWN = 3
"""Courses that are shown instead of a wish being kept."""
AHEAD_MS = 400 * 24 * 3600 * 1000
TELL_EVERY_S = 15
TOLD_AT_ONCE = 200

room = Room("wishing")


@room.command("wish", action="course.wish", summary="点单:想学什么课,告诉我们")
async def wish_by_command(update: Update, context: Context) -> None:
    """Keep what stands behind the command, or ask."""
    said = cleaned(" ".join(context.args or []))
    if said:
        await _keep(context, said)
    else:
        await _ask(context)


@room.words("点单", "我要点单", "我想点单", "开课建议", "想学别的", action="course.wish")
async def wish_by_words(update: Update, context: Context) -> None:
    """Ask what they would like to learn."""
    await _ask(context)


@room.on_tap(WISH, action="course.wish")
async def wish(update: Update, context: Context) -> None:
    """The same, under a list or an answer, which stays."""
    await _ask(context)


@room.on_tap(WISH_FOR, action="course.wish")
async def wish_for(update: Update, context: Context) -> None:
    """Keep what was asked for and not found."""
    if context.private:
        await _keep(context, cleaned(context.tap[0]))
    else:
        await _to_private_chat(context)


@listening.ear(room, TYPED, action="course.wish")
async def hear(context: Context, text: str, about: dict[str, object]) -> Pass | None:
    """The wish, typed; a question is answered instead."""
    said = cleaned(text)
    if _QUESTION.search(said):
        return PASS  # answered elsewhere; the wish waits
    if said.rstrip(_STOPS).lower() in _NO:
        await _stop(context)
    else:
        await _keep(context, said)
    return None


@room.on_tap(STILL, action="course.wish")
async def keep_still(update: Update, context: Context) -> None:
    """Keep it, although there are such courses."""
    waiting = await dialogues.named(context.tx, context.person.id, TYPED) if context.person.id else None
    said = str(waiting.answers.get("said") or "") if waiting is not None else ""
    if said and context.private:
        await _keep(context, said, surely=True)
    else:
        await context.toast(context.label("请再发一次「点单」"))


@room.tick("wishes", every_s=TELL_EVERY_S)
async def tell_met(desk: Desk) -> bool:
    """Those whose wish a new course meets hear of it."""
    found = await wishes.untold(desk.tx, TOLD_AT_ONCE)
    known = {one.id: one for one in await courses.find_many(desk.tx, {course for _, course in found})}
    for wish, course in found:
        if course in known:
            async with desk.apart("a wish that is met could not be told", wish=wish.id):
                await tell_wisher(desk, known[course], wish)
    return len(found) == TOLD_AT_ONCE


@room.on_tap(STOP, action="course.wish")
async def stop(update: Update, context: Context) -> None:
    """Nothing is kept."""
    await _stop(context)


@room.words("我的点单", "我点的单", "我点了什么", "我点了什么单", action="course.wish")
async def show_own(update: Update, context: Context) -> None:
    """The person's open wishes."""
    await context.say(*await wish_list(context))


@room.on_tap(WISHES, action="course.wish")
async def show_own_below(update: Update, context: Context) -> None:
    """The same, below the page it was tapped on."""
    await context.say(*await wish_list(context))


@room.on_tap(DROP, action="course.wish")
async def drop(update: Update, context: Context) -> None:
    """Take a wish back."""
    if context.person.id and await wishes.withdraw(context.tx, context.tap[0], context.person.id):
        await context.toast(context.label("已撤回"))
    else:
        await context.toast(context.label("这个点单已经撤回了,或者已经有课了"))
    await context.edit(*await wish_list(context))


async def _ask(context: Context) -> None:
    if not context.private:
        await _to_private_chat(context)
        return
    await context.acquainted()
    await listening.listen(context, TYPED, {})
    await context.say(*asking(context))


async def _keep(context: Context, said: str, *, surely: bool = False) -> None:
    """Keep what was said; where there are such courses and it is not meant `surely`, show them first."""
    if len(said) > LONGEST:
        await context.say(context.t("太长了,请用 {number} 个字以内说想学什么。", number=LONGEST))
        return
    person = await context.acquainted()
    if not surely and await _there_are(context, said):
        return
    done = await wishes.add(context.tx, person.id, without_numbers(said), None, context.now)
    if done in (Refusal.EMPTY, Refusal.SHORT):
        await context.say(refusal_words(context, done))
        return
    await listening.stop(context, TYPED)
    if isinstance(done, Refusal):
        await context.say(refusal_words(context, done))
        await context.say(*await wish_list(context))
    else:
        await context.say(*kept(context, done))


async def _there_are(context: Context, said: str) -> bool:
    """Show the courses to come that are of this, if there are any."""
    topic = wishes.topic_of(said)
    if len(topic) < SHORTEST:
        return False
    found = await course_search.about(context.tx, [[topic]], [(context.now, context.now + AHEAD_MS)])
    coming = [
        one for one in await courses.find_many(context.tx, found.ids) if enrolling(one, context.now) is Enrolling.OPEN
    ]
    if not coming or not found.surely:
        return False
    await listening.listen(context, TYPED, {"said": said})
    seats = await enrolments.seats_of(context.tx, [one.id for one in coming])
    lines, buttons = [], []
    for number, one in enumerate(coming[:SHOWN], 1):
        line = course_line(context.words, context.office.zone, one, seats[one.id], context.now)
        lines.append(Markup("<b>{}</b> {}").format(number, line))
        buttons.append(CARD.button(str(number), one.id))
    await context.say(*there_are(context, said, lines, [buttons]))
    return True


async def _stop(context: Context) -> None:
    await listening.stop(context, TYPED)
    await context.edit(context.t("好的,没有记下什么。想学时再发「点单」。"))


async def _to_private_chat(context: Context) -> None:
    await context.toast(context.label("点单请到和我的私聊里"), alert=True)
