"""How courses are shown: the list, the card of one, what each refusal says, and the buttons that lead there.

What the buttons do is the business of the rooms `training` (everybody) and `course_desk` (organisers). What needs no
person (`facts`, `course_line` …) takes the words, the zone and the time, so that mailings and ticks can
draw it too. Its many small answers to "how is this said" stay in one module, as one card is made of all of them.
"""

import re
from collections.abc import Sequence
from datetime import tzinfo
from urllib.parse import quote

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.attendance import ASK, CERTIFICATE
from handlers.cards.moments import moment_for, plain
from handlers.cards.questions import LEAVE as LEAVE_QUESTION
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.kit.words import Words
from storage import attendance, courses, enrolments, feedback
from storage.model.attendance import (
    CAME,
    OPENS_BEFORE_MS,
    Mark,
    Window,
    enough,
    materials,
    needed_for_certificate,
    window,
)
from storage.model.courses import Course, Draft, Enrolling, Session, cancel_deadline, enrolling, next_session
from storage.model.enrolments import ALIVE, SEATED, Enrolment, Seats, State
from storage.model.local_time import local, local_date

CARD = Tap("course.card", int)
"""Show a course's card as a new message: for reminders, notices and whatever else is worth keeping."""
OPEN = Tap("course.open", int)
"""The card in place of the list."""
LIST = Tap("course.list", int, int, int)
"""A page of the list, in place: 0 for what comes or 1 for what is over, the studio that gives them (0: any), the page."""
ENROL = Tap("course.enrol", int)
"""报名 from a message that stays: what comes of it is a new message."""
ENROL_HERE = Tap("course.enrol_here", int)
"""报名 on the card, which is redrawn."""
LEAVE = Tap("course.leave", int)
"""取消报名 or 退出候补."""
ACCEPT = Tap("course.accept", int)
DECLINE = Tap("course.decline", int)
"""The offer of a freed seat; they carry the course."""
CALENDAR = Tap("course.calendar", int)
"""加入日历: the .ics file."""
MATERIALS = Tap("course.materials", int)
CHECK_IN = Tap("course.check_in", int)
"""到了: opens the question for the code. Carries the course."""
MANAGE = Tap("course.manage", int)
"""The organiser's desk of a course, as a new message; MANAGE_HERE in place."""
MANAGE_HERE = Tap("course.manage_here", int)
WRITE = Tap("course.write")
"""A new course."""
WISH = Tap("course.wish")
"""点单: ask for a course that there is not."""
MINE = Tap("my.open")
"""我的: what I am enrolled in, follow and owe, in place."""

PAGE = 5
SHORT_TITLE = 24
MAP = "https://uri.amap.com/search?keyword="
_NOWHERE = re.compile("线上|在线|网上|直播|会议号|腾讯会议|zoom", re.IGNORECASE)
"""Places that no map knows."""


def short_title(title: str) -> str:
    """A title as it fits into a toast or on a button."""
    return title if len(title) <= SHORT_TITLE else title[: SHORT_TITLE - 1] + "…"


def giver(words: Words, course: Course) -> str:
    """Who gives it."""
    return course.studio_name or words.label("区总工会")


def cost_words(words: Words, fen: int | None) -> str:
    """「免费」, 「30 元」, 「12.50 元」; '' where it is not stated."""
    if fen is None:
        return ""
    if fen == 0:
        return words.label("免费")
    return words.label("{yuan} 元", yuan=fen // 100 if fen % 100 == 0 else f"{fen / 100:.2f}")


def hours_words(words: Words, tenths: int) -> str:
    """学时 from tenths: 「2.5 学时」."""
    number = tenths // 10 if tenths % 10 == 0 else f"{tenths / 10:.1f}"
    return words.label("{number} 学时", number=number)


def session_words(words: Words, zone: tzinfo, session: Session, now: int) -> Markup:
    """「12月5日 周六 14:00–16:00」; the last day is named where it is another."""
    begin, end = moment_for(words, zone, session.begins_at, now), local(session.ends_at, zone)
    if local_date(session.begins_at, zone) == end.date():
        return Markup("{}–{:%H:%M}").format(begin, end)
    return Markup("{} – {}").format(begin, moment_for(words, zone, session.ends_at, now))


def place_link(place: str) -> Markup:
    """The place as a link to a search on a map; as it is where no map knows it."""
    if _NOWHERE.search(place):
        return Markup("{}").format(place)
    return Markup('<a href="{}">{}</a>').format(MAP + quote(place), place)


def seats_words(words: Words, course: Course, seats: Seats, now: int) -> str:
    """How it stands with enrolling, in a few words: 「还剩 3 个名额」, 「已满,可候补」, 「报名已截止」."""
    match enrolling(course, now):
        case Enrolling.CANCELLED:
            return words.label("已取消")
        case Enrolling.ENDED:
            return words.label("已结束")
        case Enrolling.BEGUN:
            return words.label("已开课")
        case Enrolling.CLOSED:
            return words.label("已停止报名")
        case Enrolling.OVER:
            return words.label("报名已截止")
    if seats.free is None:
        return words.label("名额不限")
    if must_wait(seats):
        if not seats.waiting:
            return words.label("已满,可候补")
        return words.label("已满,候补 {number} 人", number=seats.waiting)
    return words.label("还剩 {number} 个名额", number=seats.free)


def must_wait(seats: Seats) -> bool:
    """Whether whoever enrols now goes to the end of the line: nobody passes those who wait."""
    return seats.free is not None and (seats.free == 0 or seats.waiting > 0)


def course_line(words: Words, zone: tzinfo, course: Course, seats: Seats, now: int) -> Markup:
    """One course in two lines, for lists: its title, then date, seats and cost."""
    session = next_session(course, now) or course.sessions[-1]
    when = plain(words, zone, session.begins_at, now)
    if len(course.sessions) > 1:
        number = course.sessions.index(session) + 1
        when = words.label("{when}(第 {number} 次,共 {all} 次)", when=when, number=number, all=len(course.sessions))
    how = (seats_words(words, course, seats, now), cost_words(words, course.cost_fen))
    parts = [when, *(part.replace(" ", "\u00a0") for part in how)]  # a phone breaks the line between them
    return Markup("{}\n{}").format(course.title, " · ".join(part for part in parts if part))


def facts(words: Words, zone: tzinfo, draft: Draft, now: int, *, given_by: str = "", stands: str = "") -> Markup:
    """What a course is: as its card has it, or as a draft will. `given_by`: who gives it; `stands`: how it stands with
    enrolling, instead of how many seats there are."""
    lines = [Markup("<b>{}</b>").format(draft.title)]
    if given_by:
        lines.append(Markup("{}").format(given_by))
    if stands:
        lines.append(Markup("<b>{}</b>").format(stands))
    lines.append(Markup(""))
    lines += _when(words, zone, draft, now)
    if draft.place:
        lines.append(words.t("地点:{place}", place=place_link(draft.place)))
    named = (
        (words.t("讲师:{teacher}", teacher=draft.teacher), draft.teacher),
        (words.t("类别:{topic}", topic=draft.topic), draft.topic),
        (words.t("对象:{eligible}", eligible=draft.eligible), draft.eligible),
        (words.t("费用:{cost}", cost=cost_words(words, draft.cost_fen)), draft.cost_fen is not None),
        (words.t("请带:{bring}", bring=draft.bring), draft.bring),
    )
    lines += [line for line, known in named if known]
    if draft.seats is not None and not stands:
        lines.append(words.t("名额:{number} 人", number=draft.seats))
    lines += _rules(words, zone, draft, now)
    if stands and draft.certificate and draft.sessions:
        lines.append(certificate_words(words, len(draft.sessions)))
    if draft.intro:
        lines += [Markup(""), Markup("{}").format(draft.intro)]
    if draft.source:
        lines += [Markup(""), Markup("<i>{}</i>").format(words.t("来源:{source}", source=draft.source))]
    return Markup("\n").join(lines)


def _when(words: Words, zone: tzinfo, draft: Draft, now: int) -> list[Markup]:
    credit = sum(session.credit for session in draft.sessions)
    worth = hours_words(words, credit) if credit else ""
    if len(draft.sessions) == 1:
        line = words.t("时间:{when}", when=session_words(words, zone, draft.sessions[0], now))
        return [Markup("{} · {}").format(line, worth) if worth else line]
    head = words.t("时间:共 {number} 次,报名后每次都来", number=len(draft.sessions))
    lines = [Markup("{} · {}").format(head, worth) if worth else head]
    for session in draft.sessions:
        mark = "✓" if session.ends_at <= now else "·"
        line = Markup("{} {}").format(mark, session_words(words, zone, session, now))
        lines.append(Markup("{} {}").format(line, place_link(session.place)) if session.place else line)
    return lines


def _rules(words: Words, zone: tzinfo, draft: Draft, now: int) -> list[Markup]:
    """Until when one may enrol and cancel, and what else holds for whoever enrols."""
    lines = []
    begins = min((session.begins_at for session in draft.sessions), default=now)
    if draft.enrol_until is not None:
        lines.append(words.t("报名截止:{moment}", moment=moment_for(words, zone, draft.enrol_until, now)))
    if draft.cancel_until is not None:
        until = moment_for(words, zone, min(draft.cancel_until, begins), now)
        lines.append(words.t("可以取消到:{moment}", moment=until))
    if draft.per_unit is not None:
        lines.append(words.t("每个单位最多 {number} 人", number=draft.per_unit))
    if draft.approval:
        lines.append(words.t("报名后由主办方审核"))
    return lines


def certificate_words(words: Words, sessions: int) -> Markup:
    """That there is a certificate, and how often one has to come for it."""
    if sessions == 1:
        return words.t("证书:来上课、签到,就发培训证书")
    return words.t(
        "证书:{sessions} 次课来满 {needed} 次,发培训证书", sessions=sessions, needed=needed_for_certificate(sessions)
    )


async def course_card(context: Context, course: Course) -> tuple[Markup, Rows]:
    """The card of a course and its buttons, as this person may see them."""
    seats = await enrolments.seats(context.tx, course.id)
    person = context.person.id
    own = await enrolments.of(context.tx, course.id, person) if person and context.private else None
    stands = seats_words(context.words, course, seats, context.now)
    by = giver(context.words, course)
    text = facts(context.words, context.office.zone, course, context.now, given_by=by, stands=stands)
    if course.reason:
        text += "\n\n" + context.t("取消原因:{reason}", reason=course.reason)
    if not context.private:
        link = InlineKeyboardButton(context.label("私聊报名"), url=deep_link(context, f"course_{course.id}"))
        return text, [[link]]
    begun = bool(person) and context.now >= course.begins_at - OPENS_BEFORE_MS
    marks = await attendance.marks_of(context.tx, course.id, person) if begun else []
    if own is not None and (said := own_words(context, course, own, marks)):
        text += "\n\n" + said
    rows = [_deeds(context, course, seats, own, marks), _papers(context, course, marks)]
    if context.now >= course.ends_at and any(mark in CAME for mark in marks):
        rows.insert(0, await _afterwards(context, course, marks))
    if context.may("course.edit", course.studio or -1):
        rows.append([MANAGE_HERE.button(context.label("管理"), course.id)])
    behind = int(enrolling(course, context.now) in (Enrolling.ENDED, Enrolling.CANCELLED))
    back = [LIST.button(context.label("返回列表"), behind, 0, 0)]
    if own is not None and own.state in ALIVE:
        back.append(MINE.button(context.label("我的")))
    return text, [row for row in [*rows, back] if row]


def own_words(context: Context, course: Course, own: Enrolment, marks: Sequence[Mark | None]) -> Markup:
    """The person's own state in a course; '' for nothing worth saying. `marks`: how its sessions found them."""
    stands = enrolling(course, context.now)
    if own.state in SEATED and stands is Enrolling.CANCELLED:
        return context.t("您报过名。课取消了,不用来了")
    if own.state is State.CONFIRMED and stands is Enrolling.ENDED:
        came = sum(mark in CAME for mark in marks)
        return context.t("您报过名:共 {all} 次课,签到 {came} 次", all=len(marks), came=came)
    if stands is Enrolling.ENDED:
        return Markup("")
    match own.state:
        case State.CONFIRMED if stands is not Enrolling.BEGUN and context.now >= cancel_deadline(course):
            return context.t("✅ 您已报名。取消时间已过,来不了请转人工说一声")
        case State.CONFIRMED:
            return context.t("✅ 您已报名")
        case State.PENDING:
            return context.t("⏳ 待审:主办方看过就告诉您,名额先给您留着")
        case State.WAITING:
            return context.t("🕘 候补第 {place} 位,有空位按顺序告诉您", place=own.place)
        case State.OFFERED if own.until is not None:
            until = moment_for(context.words, context.office.zone, own.until, context.now)
            return context.t("🎉 有空位了,名额给您留到 {moment}", moment=until)
        case State.OFFERED:
            return context.t("🎉 有空位了,名额给您留着")
        case State.REFUSED if own.reason:
            return context.t("未通过:{reason}", reason=own.reason)
        case State.REFUSED:
            return context.t("报名未通过")
        case State.LAPSED:
            return context.t("这次没有排上")
    return Markup("")


def may_check_in(course: Course, marks: Sequence[Mark | None], now: int) -> bool:
    """Whether a session goes on to which somebody with these marks has not checked in."""
    return any(
        window(session.begins_at, session.ends_at, now) is Window.OPEN and mark not in CAME
        for session, mark in zip(course.sessions, marks, strict=False)
    )


def _deeds(
    context: Context, course: Course, seats: Seats, own: Enrolment | None, marks: Sequence[Mark | None]
) -> list[InlineKeyboardButton]:
    """报名, or back out of it; only what makes sense now."""
    here, now = course.id, context.now
    stands = enrolling(course, now)
    state = own.state if own is not None and own.state in ALIVE else None
    refused = own is not None and own.state is State.REFUSED
    row: list[InlineKeyboardButton] = []
    if state is not None and stands in (Enrolling.CANCELLED, Enrolling.ENDED):
        return row
    if state is State.CONFIRMED and may_check_in(course, marks, now):
        row.append(CHECK_IN.button(context.label("到了"), here))
    if state is State.OFFERED:
        row.append(ACCEPT.button(context.label("要这个名额"), here))
        row.append(DECLINE.button(context.label("不要了"), here))
    elif state is State.WAITING:
        row.append(LEAVE.button(context.label("退出候补"), here))
    elif state is not None and now < cancel_deadline(course):
        row.append(LEAVE.button(context.label("取消报名"), here))
    elif (state is not None and stands is not Enrolling.BEGUN) or (refused and stands is Enrolling.OPEN):
        row.append(LEAVE_QUESTION.button(context.label("转人工"), course.studio or 0))
    elif state is None and stands is Enrolling.OPEN:
        label = context.label("加入候补") if must_wait(seats) else context.label("报名")
        row.append(ENROL_HERE.button(label, here))
    return row


def _papers(context: Context, course: Course, marks: Sequence[Mark | None]) -> list[InlineKeyboardButton]:
    row = []
    if context.now < course.ends_at:
        row.append(CALENDAR.button(context.label("加入日历"), course.id))
    if materials(course, context.now, came=any(mark in CAME for mark in marks)):
        row.append(MATERIALS.button(context.label("资料"), course.id))
    if enrolling(course, context.now) is Enrolling.OPEN:
        link, title = deep_link(context, f"course_{course.id}"), quote(course.title)
        row.append(
            InlineKeyboardButton(context.label("分享"), url=f"https://t.me/share/url?url={quote(link)}&text={title}")
        )
    return row


async def _afterwards(context: Context, course: Course, marks: Sequence[Mark | None]) -> list[InlineKeyboardButton]:
    """What is left to do for who came."""
    row = []
    if not (await feedback.of(context.tx, course.id, context.person.id)).complete:
        row.append(ASK.button(context.label("评价"), course.id))
    if course.certificate and enough(marks):
        row.append(CERTIFICATE.button(context.label("领证书"), course.id))
    return row


async def course_list(context: Context, *, page: int = 0, over: bool = False, studio: int = 0) -> tuple[Markup, Rows]:
    """What comes, nearest first, or what is over, newest first; a page beyond the end becomes the last."""
    page = max(page, 0)
    of_kind = courses.past if over else courses.upcoming
    found = await of_kind(context.tx, context.now, PAGE, page * PAGE, studio or None)
    last = last_page(found.total, PAGE)
    if page > last:
        return await course_list(context, page=last, over=over, studio=studio)
    head = context.label("往期课程") if over else context.label("培训课程")
    parts = [Markup("<b>{}</b> · {}").format(head, found.total)]
    seats = await enrolments.seats_of(context.tx, [one.id for one in found.courses])
    numbers = []
    for number, one in enumerate(found.courses, page * PAGE + 1):
        line = course_line(context.words, context.office.zone, one, seats[one.id], context.now)
        parts.append(Markup("<b>{}</b> {}").format(number, line))
        numbers.append(OPEN.button(str(number), one.id))
    if not found.courses and over:
        parts.append(context.t("还没有办完的课。"))
    elif not found.courses:
        parts.append(context.t("现在没有要开的课。想学什么,点「点单」告诉我们,开了就通知您。"))
    other = context.label("看将要开的") if over else context.label("看往期课程")
    rows = [numbers, turning(context, LIST, page, last, int(over), studio)]
    ends = [LIST.button(other, int(not over), studio, 0)]
    if context.private:
        ends.append(WISH.button(context.label("点单")))
        if context.may("course.edit"):
            ends.append(WRITE.button(context.label("开课")))
    return Markup("\n\n").join(parts), [row for row in [*rows, ends] if row]
