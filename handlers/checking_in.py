"""到了: a worker checks in to a session by its QR code or its six digits, and gets a straight answer.

The link of the QR code, the digits alone, 「签到 123456」 and 「到了」 all lead here. Whether somebody is enrolled, whether it
is time, and whether the code counts is asked at every way in.
"""

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.check_in_times import say_early, say_just_over, say_twice, show_given
from handlers.cards.courses import CARD, CHECK_IN, hours_words
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.room import PASS, TYPED, Pass, Room
from storage import attendance, enrolments
from storage.model.attendance import (
    CAME,
    Attendance,
    Fit,
    How,
    Mark,
    Meeting,
    Window,
    bare_code,
    fits,
    typed_code,
    window,
)
from storage.model.enrolments import State
from storage.model.local_time import local

room = Room("checking_in")

LINK = r"^/start in_(\d{1,18})_(\d{6})$"
"""What the QR code sends: t.me/<bot>?start=in_<session>_<code>."""


def _has_code(update: Update, _context: Context) -> bool:
    return bool(update.message and typed_code(update.message.text or ""))


@room.message(TYPED & filters.Regex(LINK), action="course.check_in", name="link")
async def scan(update: Update, context: Context) -> None:
    """Somebody scanned the code of a session."""
    assert context.matches
    session, digits = context.matches[0].groups()
    meeting = await attendance.meeting(context.tx, int(session))
    if meeting is None:
        await context.say(context.t("没有找到这节课。请扫现场屏幕上的二维码,或者把那六位数发给我。"))
    elif await _may_check_in(context, meeting) and not await _rests(context):
        await _take(context, meeting, fits(meeting.secret, digits, context.now), How.QR)


@room.message(TYPED & filters.TEXT & ~filters.COMMAND, action="course.check_in", name="code", when=_has_code)
async def type_code(update: Update, context: Context) -> Pass | None:
    """Six digits, with 「签到」 before them or alone. Alone they mean something only while a session of theirs goes on."""
    text = (update.message and update.message.text) or ""
    bare, digits = bare_code(text), typed_code(text)
    theirs = await attendance.open_for(context.tx, context.person.id, context.now)
    found = [(fits(one.secret, digits, context.now), one) for one in theirs]
    fit, meeting = min(found, key=lambda one: list(Fit).index(one[0]), default=(Fit.WRONG, None))
    if bare and not theirs and context.delivery.dialogue is None and await say_just_over(context, done=True):
        return None
    if bare and fit is Fit.WRONG and (context.delivery.dialogue is not None or await _all_checked_in(context, theirs)):
        return PASS  # an answer to a form, or a number that means something else
    if await _rests(context):
        return None
    if meeting is None:
        await _say_not_theirs(context, digits)
    else:
        await _take(context, meeting, fit, How.CODE)
    return None


@room.words("到了", "我到了", "签到", "我要签到", "打卡", action="course.check_in")
async def arrive(update: Update, context: Context) -> None:
    """Ask for the code of the session that goes on; say when there is one where none does."""
    theirs = await attendance.open_for(context.tx, context.person.id, context.now)
    for one in theirs:
        known = await attendance.of(context.tx, one.session, context.person.id)
        if known is None or known.mark not in CAME:
            await _ask(context, one)
            return
    if theirs:
        await _take(context, theirs[0], Fit.RIGHT, How.CODE)
    else:
        await _say_none_open(context)


@room.on_tap(CHECK_IN, action="course.check_in")
async def tap(update: Update, context: Context) -> None:
    """到了 on a course's card or a reminder."""
    if not context.private:
        await context.toast(context.label("签到请到和我的私聊里"), alert=True)
        return
    meetings = await attendance.meetings_of(context.tx, context.tap[0])
    here = [one for one in meetings if window(one.begins_at, one.ends_at, context.now) is Window.OPEN]
    ahead = [one for one in meetings if one.begins_at > context.now]
    meeting = next(iter([*here, *ahead, *reversed(meetings)]), None)
    if meeting is None:
        await context.toast(context.label("没有找到这门课,请看最新的课程"))
    elif await _may_check_in(context, meeting):
        known = await attendance.of(context.tx, meeting.session, context.person.id)
        if known is not None and known.mark in CAME:
            await say_twice(context, meeting, known)
        else:
            await _ask(context, meeting)


async def _ask(context: Context, meeting: Meeting) -> None:
    text = context.t(
        "<b>{title}</b>\n请扫现场屏幕上的二维码,或者把屏幕上的六位数发给我。看不到的话,请组织者给您手工签到。",
        title=meeting.title,
    )
    await context.say(text)


async def _take(context: Context, meeting: Meeting, fit: Fit, how: How) -> None:
    """Check in with a right code; else say what is wrong with it."""
    known = await attendance.of(context.tx, meeting.session, context.person.id)
    if known is not None and known.mark in CAME:
        await say_twice(context, meeting, known)
    elif fit is Fit.RIGHT:
        done = await attendance.check_in(context.tx, meeting, context.person.id, how, context.now)
        assert done is not None  # nobody else writes in this transaction
        await _welcome(context, meeting, done)
    elif fit is Fit.EXPIRED:
        await context.say(context.t("这个签到码过期了,每分钟换一次。请扫屏幕上现在的二维码,或者发现在的六位数。"))
    else:
        await _count_miss(context)


async def _welcome(context: Context, meeting: Meeting, done: Attendance) -> None:
    now = f"{local(done.at, context.office.zone):%H:%M}"
    if done.mark is Mark.LATE:
        began = f"{local(meeting.begins_at, context.office.zone):%H:%M}"
        lines = [context.t("✅ {now} 签到成功。{began} 开始的,记为迟到,学时照算。", now=now, began=began)]
    else:
        lines = [context.t("✅ {now} 签到成功", now=now)]
    lines.append(_named(context, meeting))
    ahead = [one for one in await attendance.meetings_of(context.tx, meeting.course) if one.number > meeting.number]
    if ahead:
        lines.append(context.t("下次课:{moment}", moment=moment(context, ahead[0].begins_at)))
    else:
        lines.append(context.t("下课后我来问问您的感受,点三下就好。"))
    await context.say(Markup("\n").join(lines))


def _named(context: Context, meeting: Meeting) -> Markup:
    parts = [meeting.title]
    if meeting.sessions > 1:
        parts.append(context.label("第 {number} 次课,共 {all} 次", number=meeting.number, all=meeting.sessions))
    if meeting.credit:
        parts.append(hours_words(context.words, meeting.credit))
    return Markup("{}").format(" · ".join(parts))


async def _may_check_in(context: Context, meeting: Meeting) -> bool:
    """Whether the person has a seat and it is time; says what to do where not."""
    if meeting.cancelled:
        await context.say(context.t("「{title}」已经取消了,不用签到。", title=meeting.title))
        return False
    if not await _enrolled(context, meeting):
        return False
    match window(meeting.begins_at, meeting.ends_at, context.now):
        case Window.EARLY:
            await say_early(context, meeting)
            return False
        case Window.OVER:
            text = context.t("「{title}」这节课的签到已经结束。来过的话,请组织者给您手工补签。", title=meeting.title)
            await context.say(text)
            return False
    return True


async def _enrolled(context: Context, meeting: Meeting) -> bool:
    """Whether the person has a seat; says how they stand where not."""
    own = await enrolments.of(context.tx, meeting.course, context.person.id) if context.person.id else None
    if own is not None and own.state is State.CONFIRMED:
        return True
    name = meeting.title
    match own.state if own is not None else None:
        case State.PENDING:
            text = context.t("您报的「{title}」还在等审核。请跟现场的组织者说一声,通过了就能签到。", title=name)
        case State.WAITING:
            text = context.t("您在「{title}」的候补里,还没排到名额。想上课请跟现场的组织者说一声。", title=name)
        case State.OFFERED:
            text = context.t("「{title}」有个名额给您留着,先打开课程点「要这个名额」,再来签到。", title=name)
        case _:
            text = context.t("您没有报「{title}」,签不了到。人在现场的话,请跟组织者说一声。", title=name)
    await context.say(text, [[CARD.button(context.label("看这门课"), meeting.course)]])
    return False


async def _say_none_open(context: Context) -> None:
    """No session goes on that the person has a seat in; who gives one is led to its code."""
    if await show_given(context) or await say_just_over(context, done=False):
        return
    ahead = await attendance.next_for(context.tx, context.person.id, context.now)
    if ahead is not None:
        await say_early(context, ahead)
        return
    await context.say(context.t("您现在没有要签到的课。想看看有什么课,发「培训」。"))


async def _say_not_theirs(context: Context, digits: str) -> None:
    """A code was sent where none of the person's sessions goes on: perhaps it is that of a course they are not enrolled in."""
    for one in await attendance.open_now(context.tx, context.now):
        if fits(one.secret, digits, context.now) is Fit.RIGHT:
            await _enrolled(context, one)
            return
    if context.person.id and await attendance.missed(context.tx, context.person.id, context.now) is not None:
        await _rests(context)
    else:
        await _say_none_open(context)


async def _all_checked_in(context: Context, theirs: list[Meeting]) -> bool:
    """Whether none of these sessions waits for the person to check in."""
    known = [await attendance.of(context.tx, one.session, context.person.id) for one in theirs]
    return all(one is not None and one.mark in CAME for one in known)


async def _count_miss(context: Context) -> None:
    if await attendance.missed(context.tx, context.person.id, context.now) is None:
        await context.say(context.t("这个签到码不对。请看准屏幕上现在的六位数再发一次,或者直接扫码。"))
    else:
        await _rests(context)


async def _rests(context: Context) -> bool:
    """Whether the person tried too many wrong codes and must wait; says so."""
    until = await attendance.resting(context.tx, context.person.id, context.now)
    if until is None:
        return False
    time = f"{local(until, context.office.zone):%H:%M}"
    await context.say(context.t("输错好几次了,请 {time} 以后再试。着急的话,请组织者给您手工签到。", time=time))
    return True
