"""The organiser's side of courses: their list, the desk of one, and the buttons that lead there."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards import attendance
from handlers.cards.courses import (
    MANAGE_HERE,
    OPEN,
    WRITE,
    course_line,
    giver,
    session_words,
)
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from storage import audit, courses, enrolments
from storage.model.courses import Course, Enrolling, State, enrolling
from storage.model.enrolments import State as Standing

TEACH = Tap("teach.list", int, int)
"""我教的课: 0 for what comes or 1 for what is over, then the page."""
COPY = Tap("teach.copy", int)
"""再办一次: a new course like this one."""
CHANGE = Tap("teach.change", int)
MATERIAL = Tap("teach.material", int)
"""课后资料: what those who came get afterwards."""
SHUT = Tap("teach.shut", int, int)
"""停止报名 (1) or 恢复报名 (0)."""
END = Tap("teach.end", int)
"""取消课程."""
PENDING = Tap("teach.pending", int, int)
"""Those to approve: the course, the page."""
PEOPLE = Tap("teach.people", int, int)
"""名单: the course, the page."""
SOMEBODY = Tap("teach.person", int)
"""One enrolment of the list."""
APPROVE = Tap("teach.approve", int)
APPROVE_ALL = Tap("teach.approve_all", int, int)
"""All those shown: the course, the last enrolment that was."""
REFUSE = Tap("teach.refuse", int)
DISMISS = Tap("teach.dismiss", int)
FORGIVE = Tap("teach.forgive", int)
"""Let somebody who was turned down enrol again. APPROVE, REFUSE, DISMISS and FORGIVE carry the enrolment."""
TABLE = Tap("teach.table", int)
TELL = Tap("teach.tell", int)
"""通知已报名的人."""
DEMAND = Tap("teach.demand", int)
"""点单: what people wish for; carries the page."""
MEET = Tap("teach.meet", int)
"""开这门课: carries a wish for it."""

PAGE = 5
CHECK_IN_FROM_MS = 2 * 3600 * 1000
"""签到码 is on the desk from two hours before a session …"""
CHECK_IN_UNTIL_MS = 12 * 3600 * 1000
"""… until half a day after it: who forgot is marked by hand."""


async def managed(context: Context, number: object) -> Course | None:
    """The course of this number, if the person may manage it; else say so kindly."""
    one = await courses.find(context.tx, number) if isinstance(number, int) else None
    if one is None:
        await context.toast(context.label("没有找到这门课,请看最新的"))
        await context.say(*await teach_list(context))
        return None
    if not may_manage(context, one):
        whose = giver(context.words, one)
        await context.toast(context.label("这门课是{giver}办的,由他们来管", giver=whose), alert=True)
        return None
    return one


def may_manage(context: Context, one: Course) -> bool:
    """Leaders and deputies their own studio's; a course of the union itself belongs to admins."""
    return context.may("course.edit", one.studio or -1)


async def living(context: Context, number: object) -> Course | None:
    """The same, as long as the course is to take place; a cancelled one is shown as it is."""
    one = await managed(context, number)
    if one is not None and one.state is State.CANCELLED:
        await context.toast(context.label("这门课已经取消了"))
        await context.edit(*await desk_card(context, one))
        return None
    return one


async def note(context: Context, one: Course, detail: str) -> None:
    """Write down in the audit what was done to a course."""
    await audit.note(context.tx, context.person.id, "course.edit", f"course {one.id}", context.now, detail)


def scope(context: Context) -> tuple[int, ...] | None:
    """The studios whose courses the person manages; None: all, and the union's."""
    return None if context.may("course.edit", -1) else context.person.studios()


async def teach_list(context: Context, *, over: bool = False, page: int = 0) -> tuple[Markup, Rows]:
    """What the person's studios give: what comes and goes on, or what is over; a page beyond the end becomes the last."""
    page = max(page, 0)
    found = await courses.of_giver(context.tx, scope(context), context.now, PAGE, page * PAGE, over=over)
    last = last_page(found.total, PAGE)
    if page > last:
        return await teach_list(context, over=over, page=last)
    title = context.t("<b>教过的课</b>") if over else context.t("<b>我办的课</b>")
    lines = [Markup("{} · {}").format(title, found.total) if found.total else title]
    seats = await enrolments.seats_of(context.tx, [one.id for one in found.courses])
    numbers = []
    for number, one in enumerate(found.courses, page * PAGE + 1):
        line = course_line(context.words, context.office.zone, one, seats[one.id], context.now)
        pending = await enrolments.count(context.tx, one.id, [Standing.PENDING])
        if pending and not over:
            line += "\n" + context.t("⏳ {number} 人等您审核", number=pending)
        lines.append(Markup("\n<b>{}</b> {}").format(number, line))
        numbers.append(MANAGE_HERE.button(str(number), one.id))
    if not found.courses:
        lines.append(_nothing(context, over))
    elif over:
        lines.append("\n" + context.t("点数字打开一门课,里面有「再办一次」。"))
    rows: list[list[InlineKeyboardButton]] = [numbers, turning(context, TEACH, page, last, int(over))]
    other = TEACH.button(context.label("看要上的课"), 0, 0) if over else TEACH.button(context.label("教过的课"), 1, 0)
    rows.append([WRITE.button(context.label("开课")), other])
    rows.append([DEMAND.button(context.label("看大家想学什么"), 0)])
    return Markup("\n").join(lines), [row for row in rows if row]


def _nothing(context: Context, over: bool) -> Markup:
    if over:
        return "\n" + context.t("还没有上完的课。")
    return "\n" + context.t(
        "还没有要上的课。想开课,直接发一句话就行,例如:\n"
        "「12月5日下午两点在实训楼开焊接实操课,20个名额,讲师示例领军人乙」"
    )


async def desk_card(context: Context, one: Course) -> tuple[Markup, Rows]:
    """The desk of a course: how it is filled, and what its organiser can do."""
    words, zone, now = context.words, context.office.zone, context.now
    tally = {
        state: await enrolments.count(context.tx, one.id, [state])
        for state in (Standing.CONFIRMED, Standing.PENDING, Standing.OFFERED, Standing.WAITING)
    }
    stands = enrolling(one, now)
    lines = [
        Markup("<b>{}</b>").format(one.title),
        Markup("{} · {}").format(giver(words, one), _standing(context, stands)),
    ]
    coming = [session for session in one.sessions if session.ends_at > now]
    shown = (coming or [*one.sessions])[0]
    when = session_words(words, zone, shown, now)
    if len(one.sessions) > 1:
        place = one.sessions.index(shown) + 1
        when += context.t("(第 {number} 次,共 {all} 次)", number=place, all=len(one.sessions))
    lines.append(when)
    if shown.place or one.place:
        lines.append(Markup("{}").format(shown.place or one.place))
    lines += [Markup(""), _filled(context, one, tally)]
    if one.reason:
        lines.append(context.t("取消原因:{reason}", reason=one.reason))
    return Markup("\n").join(lines), _desk_rows(context, one, tally, stands)


def _standing(context: Context, stands: Enrolling) -> str:
    said = {
        Enrolling.OPEN: context.label("正在报名"),
        Enrolling.OVER: context.label("报名已截止"),
        Enrolling.BEGUN: context.label("已开课"),
        Enrolling.CLOSED: context.label("已停止报名"),
        Enrolling.CANCELLED: context.label("已取消"),
        Enrolling.ENDED: context.label("已结束"),
    }
    return said[stands]


def _filled(context: Context, one: Course, tally: dict[Standing, int]) -> Markup:
    """「已报名 12/20 · 待审 3 · 留着 1 · 候补 4」."""
    confirmed = tally[Standing.CONFIRMED]
    number = str(confirmed) if one.seats is None else f"{confirmed}/{one.seats}"
    parts = [context.t("已报名 <b>{number}</b>", number=number)]
    if tally[Standing.PENDING]:
        parts.append(context.t("待审 {number}", number=tally[Standing.PENDING]))
    if tally[Standing.OFFERED]:
        parts.append(context.t("给候补留着 {number}", number=tally[Standing.OFFERED]))
    if tally[Standing.WAITING]:
        parts.append(context.t("候补 {number}", number=tally[Standing.WAITING]))
    taken = sum(tally[state] for state in tally if state is not Standing.WAITING)
    text = Markup(" · ").join(parts)
    if one.seats is not None and taken > one.seats:
        text += "\n" + context.t("⚠ 占了名额的有 {taken} 人,比名额多;有人退出不会再补。", taken=taken)
    return text


def _desk_rows(context: Context, one: Course, tally: dict[Standing, int], stands: Enrolling) -> Rows:
    label, on_list = context.label, sum(tally.values())
    alive = stands not in (Enrolling.CANCELLED, Enrolling.ENDED)
    rows: list[list[InlineKeyboardButton]] = []
    if tally[Standing.PENDING]:
        rows.append([PENDING.button(label("待审 {number} 人", number=tally[Standing.PENDING]), one.id, 0)])
    if on_list:
        people = PEOPLE.button(label("名单 {number} 人", number=on_list), one.id, 0)
        rows.append([people, TABLE.button(label("导出表格"), one.id)])
    rows.append(_presence(context, one))
    if alive:
        tell = [TELL.button(label("通知已报名的人"), one.id)] if on_list else []
        rows.append([CHANGE.button(label("修改"), one.id), *tell])
    ends = []
    if stands in (Enrolling.OPEN, Enrolling.OVER):
        ends.append(SHUT.button(label("停止报名"), one.id, 1))
    elif stands is Enrolling.CLOSED:
        ends.append(SHUT.button(label("恢复报名"), one.id, 0))
    if alive:
        ends.append(END.button(label("取消课程"), one.id))
    rows.append(ends)
    if stands in (Enrolling.BEGUN, Enrolling.ENDED):
        rows.append([MATERIAL.button(label("课后资料"), one.id)])
    if stands is Enrolling.ENDED and on_list:
        rated = attendance.AVERAGES.button(label("学员评价"), one.id)
        rows.append([rated, attendance.ISSUED.button(label("证书"), one.id)])
    rows.append([COPY.button(label("再办一次"), one.id), OPEN.button(label("看课程卡片"), one.id)])
    rows.append([TEACH.button(label("返回我办的课"), int(not alive), 0)])
    return [row for row in rows if row]


def _presence(context: Context, one: Course) -> list[InlineKeyboardButton]:
    """签到码 and 点名 of the session at hand."""
    if one.state is State.CANCELLED:
        return []
    for session in one.sessions:
        if session.begins_at - CHECK_IN_FROM_MS <= context.now < session.ends_at + CHECK_IN_UNTIL_MS:
            show = attendance.SHOW.button(context.label("签到码"), session.id)
            hand = attendance.HAND.button(context.label("手工点名"), session.id)
            return [show, hand] if context.now < session.ends_at else [hand]
    return []


def back_row(context: Context, one: Course) -> list[InlineKeyboardButton]:
    """Back to the desk of the course."""
    return [MANAGE_HERE.button(context.label("返回课程管理"), one.id)]
