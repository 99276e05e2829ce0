"""Checking in where it is not the time for it: too early, already done, just over, or for whoever gives the course."""

from markupsafe import Markup

from handlers.cards.attendance import HAND, SHOW
from handlers.cards.course_desk import CHECK_IN_FROM_MS
from handlers.cards.courses import CARD, MANAGE, short_title
from handlers.cards.moments import moment
from handlers.kit.context import Context
from storage import attendance, courses, enrolments
from storage.model.attendance import CAME, CLOSES_AFTER_MS, OPENS_BEFORE_MS, Attendance, Meeting
from storage.model.enrolments import State
from storage.model.local_time import local

JUST_OVER_MS = 12 * 3600 * 1000
"""A code typed so long after the end is still about that session."""
MOST_GIVEN = 3
"""Courses of one's own that are looked at."""


async def say_twice(context: Context, meeting: Meeting, known: Attendance) -> None:
    """Once is enough."""
    at = f"{local(known.at, context.office.zone):%H:%M}"
    await context.say(context.t("您 {at} 已经签到了,不用再签:{title}", at=at, title=meeting.title))


async def say_early(context: Context, meeting: Meeting) -> None:
    """From when one can check in."""
    text = context.t(
        "还没到签到时间。「{title}」{begins} 开始,{opens} 起可以签到。",
        title=meeting.title,
        begins=moment(context, meeting.begins_at),
        opens=f"{local(meeting.begins_at - OPENS_BEFORE_MS, context.office.zone):%H:%M}",
    )
    await context.say(text)


async def show_given(context: Context) -> bool:
    """Lead whoever runs a session at this time to its code; False where they run none."""
    if not context.may("course.edit"):
        return False
    found = await courses.between(context.tx, context.now, context.now + CHECK_IN_FROM_MS)
    given = [one for one in found if context.may("course.edit", one.studio or -1)][:MOST_GIVEN]
    lines, rows = [], []
    for one in given:
        session = next(each for each in one.sessions if each.ends_at > context.now)
        lines.append(Markup("<b>{}</b> {}").format(one.title, moment(context, session.begins_at)))
        code = SHOW.button(context.label("签到码"), session.id)
        hand = HAND.button(context.label("手工点名"), session.id)
        rows.append([code, hand] if len(given) == 1 else [MANAGE.button(short_title(one.title), one.id)])
    if not given:
        return False
    lines.append(context.t("这是您办的课。课前 30 分钟起点「签到码」,投到屏幕上给大家扫。"))
    await context.say(Markup("\n").join(lines), rows)
    return True


async def say_just_over(context: Context, *, done: bool) -> bool:
    """Say that the session the person had a seat in is over, and what to do; False where none ended lately, or where
    they checked in and need not be told that it is `done`."""
    if not context.person.id:
        return False
    own = [
        *await enrolments.mine(context.tx, context.person.id, context.now),
        *await enrolments.past_of(context.tx, context.person.id, context.now, MOST_GIVEN),
    ]
    ended = [
        session.id
        for one in own
        if one.enrolment.state is State.CONFIRMED
        for session in one.course.sessions
        if context.now - JUST_OVER_MS <= session.ends_at <= context.now - CLOSES_AFTER_MS
    ]
    meeting = await attendance.meeting(context.tx, ended[-1]) if ended else None
    if meeting is None or meeting.cancelled:
        return False
    known = await attendance.of(context.tx, meeting.session, context.person.id)
    if known is not None and known.mark in CAME:
        if not done:
            return False
        await say_twice(context, meeting, known)
    else:
        text = context.t(
            "「{title}」已经下课,签到码不能用了。来过的话,请组织者给您手工补签,学时照算。", title=meeting.title
        )
        await context.say(text, [[CARD.button(context.label("看这门课"), meeting.course)]])
    return True
