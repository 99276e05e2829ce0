"""The organiser's side of checking in: the code on a screen, marks by hand, and what came of a session."""

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.attendance import CLOSE, HAND, HAND_HERE, MARK, SHOW
from handlers.cards.attendance_news import tell_absent, tell_marked
from handlers.cards.board import hang_up, headline, renew, take_down
from handlers.cards.courses import MANAGE_HERE
from handlers.cards.feedback import ask_for_feedback
from handlers.cards.moments import plain
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import attendance, boards
from storage.model.attendance import (
    CAME,
    OPENS_BEFORE_MS,
    Attendee,
    Mark,
    Meeting,
    Tally,
    Window,
    window,
)
from storage.model.local_time import DAY_MS
from storage.model.post import Lane

PAGE = 10
LONGEST_NAME = 12
"""Characters of a name on a button, two of which stand side by side."""
BOARD_EVERY_S = 5
"""So much later than its minute a code may be shown; it counts for a minute more than its own."""
SETTLE_EVERY_S = 60
TOLD_TTL_MS = 3 * DAY_MS
ICONS = {Mark.PRESENT: "✅", Mark.LATE: "🕒", Mark.ABSENT: "❌", None: "◻️"}

room = Room("attendance_desk")


@room.on_tap(SHOW, action="course.edit")
async def show(update: Update, context: Context) -> None:
    """The picture with the code, as long as one can check in."""
    meeting = await _meeting(context)
    if meeting is not None and await _has_opened(context, meeting):
        if window(meeting.begins_at, meeting.ends_at, context.now) is Window.OVER:
            await context.toast(context.label("签到已经结束。漏签的请用「手工签到」补"), alert=True)
        elif not context.private:
            await context.toast(context.label("签到码请在和我的私聊里打开,再投到屏幕上"), alert=True)
        else:
            await hang_up(context, meeting)


@room.on_tap(CLOSE, action="course.edit")
async def close(update: Update, context: Context) -> None:
    """Take the picture away; nobody loses a mark."""
    meeting = await _meeting(context)
    board = await boards.of(context.tx, meeting.session, context.chat) if meeting is not None else None
    if board is not None:
        await context.toast(context.label("已收起。要再打开,点「签到码」"))
        await take_down(context.tx, board, context.now)
    elif meeting is not None:
        await context.toast(context.label("已经收起了"))


@room.on_tap(HAND, action="course.edit")
async def list_names(update: Update, context: Context) -> None:
    """Everybody of the session with a tap each, as a new message: the picture with the code stays."""
    meeting = await _meeting(context)
    if meeting is not None and await _has_opened(context, meeting):
        await context.say(*await _list(context, meeting, 0))


@room.on_tap(HAND_HERE, action="course.edit")
async def turn(update: Update, context: Context) -> None:
    """Another page of it."""
    meeting = await _meeting(context)
    if meeting is not None:
        await context.edit(*await _list(context, meeting, context.tap[1]))


@room.on_tap(MARK, action="course.edit")
async def mark(update: Update, context: Context) -> None:
    """Somebody came, or did not after all."""
    _session, person, came, page = context.tap
    meeting = await _meeting(context)
    if meeting is None or not await _has_opened(context, meeting):
        return
    listed = {one.person: one for one in await attendance.attendance(context.tx, meeting.course)}
    one = listed.get(person)
    if one is None:
        await context.toast(context.label("这个人已经不在名单上了"))
    elif bool(came) != (one.marks[meeting.number - 1] in CAME):  # a second tap finds it done
        await attendance.mark(context.tx, meeting, person, bool(came), context.person.id, context.now)
        await tell_marked(context, meeting, person, came=bool(came))
        name = _name(context.words, one)
        done = context.label("已给 {name} 签到,再点一次撤销", name=name)
        await context.toast(done if came else context.label("已撤销 {name} 的签到", name=name))
    await context.edit(*await _list(context, meeting, page))


@room.tick("boards", every_s=BOARD_EVERY_S)
async def keep_boards(desk: Desk) -> bool:
    """Every code that is shown is this minute's."""
    await renew(desk)
    return False


@room.tick("sessions", every_s=SETTLE_EVERY_S)
async def settle(desk: Desk) -> bool:
    """A session is over: who did not come is absent, its organisers hear the numbers, and who came to the course is asked."""
    meeting = await attendance.settle_next(desk.tx, desk.now)
    if meeting is None:
        return False
    async with desk.apart("a session's end could not be told", session=meeting.session):
        so_far = await attendance.numbers(desk.tx, meeting)
        if not meeting.cancelled and so_far.came + so_far.absent:
            await _tell_organisers(desk, meeting, so_far)
            if so_far.absent:
                await tell_absent(desk, meeting)
            if meeting.number == meeting.sessions:
                await ask_for_feedback(desk, meeting)
    return True


async def _tell_organisers(desk: Desk, meeting: Meeting, so_far: Tally) -> None:
    for person in await attendance.organisers(desk.tx, meeting):
        words = desk.words_for(person)
        lines = [
            headline(words, desk.office.zone, meeting, desk.now),
            words.t(
                "签到结束:到了 {came} 人(迟到 {late} 人),没到 {absent} 人。",
                came=so_far.came,
                late=so_far.late,
                absent=so_far.absent,
            ),
        ]
        if so_far.absent:
            lines.append(words.t("来了没签上的,可以手工补。"))
        buttons = [[HAND.button(words.label("手工签到"), meeting.session)]]
        key = f"settled:{meeting.session}:{person.id}"
        await desk.tell(person, Markup("\n").join(lines), buttons, lane=Lane.NOTICE, key=key, ttl_ms=TOLD_TTL_MS)


async def _list(context: Context, meeting: Meeting, page: int) -> tuple[Markup, Rows]:
    listed = await attendance.attendance(context.tx, meeting.course)
    so_far = await attendance.numbers(context.tx, meeting)
    last = last_page(len(listed), PAGE)
    page = min(max(page, 0), last)
    lines = [headline(context.words, context.office.zone, meeting, context.now)]
    if listed:
        lines.append(context.t("已到 {came} 人,未到 {open} 人", came=so_far.came, open=so_far.open + so_far.absent))
        lines.append(context.t("点名字签到,再点一次撤销。🕒 是迟到。"))
    else:
        lines.append(context.t("还没有人报上名,没有可以签到的。"))
    buttons = [_button(context, meeting, one, page) for one in listed[page * PAGE : (page + 1) * PAGE]]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    rows.append(list(turning(context, HAND_HERE, page, last, meeting.session)))
    rows.append([MANAGE_HERE.button(context.label("回到这门课"), meeting.course)])
    return Markup("\n").join(lines), [row for row in rows if row]


def _button(context: Context, meeting: Meeting, one: Attendee, page: int) -> InlineKeyboardButton:
    now = one.marks[meeting.number - 1]
    label = f"{ICONS[now]} {_name(context.words, one)}"
    return MARK.button(label, meeting.session, one.person, int(now not in CAME), page)


def _name(words: Words, one: Attendee) -> str:
    name = one.name or words.label("未留名 {number}", number=one.person)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


async def _has_opened(context: Context, meeting: Meeting) -> bool:
    """Whether it is time to check in or past it; says so where not."""
    if meeting.cancelled:
        await context.toast(context.label("这门课已经取消了,不用签到"), alert=True)
        return False
    if window(meeting.begins_at, meeting.ends_at, context.now) is Window.EARLY:
        opens = plain(context.words, context.office.zone, meeting.begins_at - OPENS_BEFORE_MS, context.now)
        await context.toast(context.label("课前 30 分钟才能签到:{moment} 起", moment=opens), alert=True)
        return False
    return True


async def _meeting(context: Context) -> Meeting | None:
    """The session that the button is about, where the person may run its course; says so where not."""
    meeting = await attendance.meeting(context.tx, context.tap[0])
    if meeting is None:
        await context.toast(context.label("没有找到这节课,请重新打开课程"), alert=True)
        return None
    if not context.may("course.edit", meeting.studio or -1):
        await context.toast(context.label("这门课不归您管,请找开课的工作室"), alert=True)
        return None
    return meeting
