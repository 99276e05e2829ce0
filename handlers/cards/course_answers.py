"""Answers to questions about courses: one as its card, several as a short list, none with what comes nearest.

What is asked of a course stands above its card as its record says it; where the record does not say, that it does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.course_found import Chosen
from handlers.cards.courses import (
    CARD,
    LIST,
    cost_words,
    course_card,
    course_line,
    giver,
    hours_words,
    place_link,
    seats_words,
    session_words,
    short_title,
)
from handlers.cards.moments import moment
from handlers.cards.spans import echo_all
from handlers.cards.studios import open_button, two_a_row
from handlers.cards.wishes import wish_button
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from handlers.language.course_limits import HALF_DAY, HERE
from handlers.language.course_meaning import (
    COURSE,
    UNION,
    CourseFocus,
    CourseMeaning,
    CourseQuery,
    kept_query,
)
from handlers.language.course_words import Fact
from handlers.language.spans import Span
from storage import courses, enrolments, views
from storage.model.courses import Course, Enrolling, Session, enrolling, next_session
from storage.model.enrolments import Seats
from storage.model.studios import Studio

PAGE = 5
TURN = Tap("course.answer", int, int)
"""Another page of an answer's list: the view that keeps the query, and the page."""
MOST_SESSIONS = 4
_IN_A_LINE = (Fact.WHEN, Fact.COST, Fact.SEATS)
"""What a course's lines in a list say anyhow."""


@dataclass(frozen=True, slots=True)
class CourseReply:
    """What is said, its buttons, and what a following question can lean on (None: what was)."""

    text: Markup
    buttons: Rows = ()
    focus: CourseFocus | None = None


def described(context: Context, query: CourseQuery, studios: Sequence[Studio]) -> str:
    """What a query asks for, said back: 「12月5日 周六 · 陈亮创新工作室 · 普法 · 免费」; '' for everything."""
    parts = [when_words(context, query)] if query.times else []
    parts += [query.part] if query.part else []
    parts += [studio.name for studio in studios]
    parts += [context.label("区总工会")] if UNION in query.studios else []
    if query.denied:
        parts.append(context.label("不含「{what}」", what=query.denied))
    elif query.without:
        parts.append(context.label("不含「{what}」", what=query.topic))
    if query.topic and (query.denied or not query.without):
        parts.append(f"「{query.topic}」")
    told = (
        (query.free, context.label("免费")),
        (query.paid, context.label("收费")),
        (query.beginner, context.label("适合新手")),
        (query.online, context.label("线上")),
        (query.left, context.label("还能报名")),
        (query.offline, context.label("线下")),
        (query.most >= 0, context.label("{cost}以内", cost=cost_words(context.words, query.most))),
        (query.least >= 0, context.label("{cost}以上", cost=cost_words(context.words, query.least))),
        (query.minutes == HALF_DAY, context.label("半天以内")),
        (query.minutes not in (0, HALF_DAY), context.label("{number} 小时以内", number=query.minutes // 60)),
        (query.near not in ("", HERE), context.label("地点写着「{place}」", place=query.near)),
    )
    return " · ".join([*parts, *(word for wanted, word in told if wanted)])


def when_words(context: Context, query: CourseQuery) -> str:
    """The dates that were understood."""
    if all(one.past and one.end == context.now for one in query.times):
        return context.label("往期")
    spans = [Span(one.begin, one.end, "", one.exact, one.past) for one in query.times]
    return echo_all(context.words, context.office.zone, spans, context.now)


async def one_course(
    context: Context, course: Course, meaning: CourseMeaning, opening: Markup | None = None, *, found: int = 1
) -> CourseReply:
    """A course's card below what was asked of it."""
    seats = await enrolments.seats(context.tx, course.id)
    facts = meaning.facts or ((Fact.HOW,) if meaning.enrol else ())
    if meaning.query.left and Fact.SEATS not in facts:
        facts = (*facts, Fact.SEATS)
    lines = [opening] if opening else []
    lines += [Markup("<b>{}</b>").format(fact_line(context, course, seats, fact)) for fact in facts]
    text, rows = await course_card(context, course)
    if lines:
        text = Markup("\n").join(lines) + "\n\n" + text
    return CourseReply(text, rows, _focus(meaning, ((COURSE, course.id),), 0))


async def course_answers(
    context: Context, chosen: Chosen, meaning: CourseMeaning, page: int, what: str, opening: Markup | None = None
) -> CourseReply:
    """Several courses, a page of them, with a button each."""
    last = last_page(len(chosen.ids), PAGE)
    page = min(max(page, 0), last)
    ids = chosen.ids[page * PAGE : (page + 1) * PAGE]
    number = len(chosen.ids)
    how_many = context.t("{number} 门以上", number=number) if chosen.more else context.t("{number} 门", number=number)
    head = Markup("<b>{}</b> · {}").format(what or context.label("培训课程"), how_many)
    if last and context.private:
        head += Markup(" · ") + context.t("第 {page}/{pages} 页", page=page + 1, pages=last + 1)
    parts = [opening] if opening else []
    parts.append(head)
    buttons = []
    for place, (one, line) in enumerate(await _lines(context, ids, meaning), page * PAGE + 1):
        parts.append(Markup("<b>{}</b> {}").format(place, line))
        buttons.append(course_button(context, one, str(place)))
    if chosen.full:
        full = await courses.find_many(context.tx, chosen.full[:3])
        names = "、".join(short_title(one.title) for one in full)
        parts.append(context.t("名额满了、只能候补的:{names}", names=names))
    rows = [buttons]
    if last and not context.private:
        parts.append(context.t("群里只列前 {number} 门,其余的私聊问我。", number=len(ids)))
        rows.append([private_link(context)])
    if last and context.private:
        view = await views.put(context.tx, {"show": "courses", "query": kept_query(meaning.query)}, context.now)
        rows.append(turning(context, TURN, page, last, view))
    focus = _focus(meaning, tuple((COURSE, one) for one in ids), page * PAGE)
    return CourseReply(Markup("\n\n").join(parts), [row for row in rows if row], focus)


async def no_course(
    context: Context, chosen: Chosen, meaning: CourseMeaning, what: str, related: Sequence[Studio]
) -> CourseReply:
    """Nothing fits: that it does not, what comes nearest, studios of the trade, and asking for such a course."""
    if what:
        parts = [context.t("没有查到符合「{what}」的课。", what=what.replace("「", "").replace("」", ""))]
    else:
        parts = [context.t("现在没有要开的课。")]
    buttons: list[InlineKeyboardButton] = []
    shown: tuple[tuple[str, int], ...] = ()
    if chosen.nearest:
        parts[0] += "\n" + _nearest_words(context, chosen.instead)
        for place, (one, line) in enumerate(await _lines(context, chosen.nearest, meaning), 1):
            parts.append(Markup("<b>{}</b> {}").format(place, line))
            buttons.append(course_button(context, one, str(place)))
        shown = tuple((COURSE, one) for one in chosen.nearest)
    elif related:
        parts.append(context.t("专业方向与它有关的工作室,可以问问他们:"))
        parts[-1] += "".join(f"\n· {studio.name}" for studio in related)
    rows: list[Sequence[InlineKeyboardButton]] = [buttons]
    if not chosen.nearest:
        rows += two_a_row([open_button(studio) for studio in related])
    if context.private:
        parts.append(context.t("想学什么,点「点单」告诉我们,开了就通知您。"))
        topic = meaning.query.topic if meaning.sure and not (meaning.query.without or chosen.nearest) else ""
        rows.append([wish_button(context.words, topic), LIST.button(context.label("看全部课程"), 0, 0, 0)])
    return CourseReply(Markup("\n\n").join(parts), [row for row in rows if row], _focus(meaning, shown, 0))


def _nearest_words(context: Context, why: str) -> Markup:
    match why:
        case "full":
            return context.t("最接近的:名额满了,可以候补。")
        case "time":
            return context.t("最接近的是别的日子:")
        case "price":
            return context.t("最接近的(费用不一样):")
        case "past":
            return context.t("最接近的是最近一次,已经结束了:")
        case "giver":
            return context.t("最接近的是别家开的:")
        case "near":
            return context.t("我算不出远近,地点点开就是地图。最接近的有:")
    return context.t("最接近的有:")


def course_button(context: Context, course: Course, label: str) -> InlineKeyboardButton:
    """A button to a course's card; in a group a link into the private chat."""
    if context.private:
        return CARD.button(label, course.id)
    return InlineKeyboardButton(label, url=deep_link(context, f"course_{course.id}"))


def private_link(context: Context) -> InlineKeyboardButton:
    """From a group into the private chat."""
    return InlineKeyboardButton(context.label("私聊打开"), url=deep_link(context, "group"))


async def _lines(context: Context, ids: Sequence[int], meaning: CourseMeaning) -> list[tuple[Course, Markup]]:
    seats = await enrolments.seats_of(context.tx, ids)
    lines = []
    for one in await courses.find_many(context.tx, ids):
        line = course_line(context.words, context.office.zone, one, seats[one.id], context.now)
        more = [fact_line(context, one, seats[one.id], fact) for fact in meaning.facts if fact not in _IN_A_LINE]
        if meaning.passing and Fact.ORGANISER not in meaning.facts:
            more.append(Markup("{}").format(giver(context.words, one)))
        if (other := _session_asked(one, meaning.query, context.now)) is not None:
            there = session_words(context.words, context.office.zone, other, context.now)
            more.insert(0, context.t("其中:{when}", when=there))
        if (meaning.query.online or meaning.query.near) and Fact.WHERE not in meaning.facts:
            more.append(Markup("{}").format(one.place))
        lines.append((one, Markup("\n").join([line, *more])))
    return lines


def _session_asked(course: Course, query: CourseQuery, now: int) -> Session | None:
    """The session in the time that was asked for, where it is not the one that the list shows anyhow."""
    some = [one for one in course.sessions if any(one.begins_at < t.end and one.ends_at > t.begin for t in query.times)]
    return some[0] if some and next_session(course, now) not in some else None


def fact_line(context: Context, course: Course, seats: Seats, fact: Fact) -> Markup:
    """One thing of a course, 「地点:…」; where the record does not say, that it does not."""
    words, zone = context.words, context.office.zone
    match fact:
        case Fact.WHEN:
            said = [session_words(words, zone, one, context.now) for one in course.sessions[:MOST_SESSIONS]]
            more = (
                context.label(" 等 {number} 次", number=len(course.sessions))
                if len(course.sessions) > len(said)
                else ""
            )
            return context.t("时间:{when}{more}", when=Markup("、").join(said), more=more)
        case Fact.WHERE:
            return _told(context, context.label("地点"), place_link(course.place) if course.place else "")
        case Fact.COST:
            return _told(context, context.label("费用"), cost_words(words, course.cost_fen))
        case Fact.SEATS:
            return _told(context, context.label("名额"), seats_words(words, course, seats, context.now))
        case Fact.TEACHER:
            return _told(context, context.label("讲师"), course.teacher)
        case Fact.ELIGIBLE:
            return _told(context, context.label("对象"), course.eligible)
        case Fact.BRING:
            return _told(context, context.label("请带"), course.bring)
        case Fact.INTRO:
            return _told(context, context.label("内容"), course.intro)
        case Fact.ORGANISER:
            return _told(context, context.label("主办"), giver(words, course))
        case Fact.DEADLINE:
            if course.enrol_until is None:
                return context.t("报名截止:{moment}(开课前都能报)", moment=moment(context, course.begins_at))
            return context.t("报名截止:{moment}", moment=moment(context, course.enrol_until))
        case Fact.SESSIONS:
            credit = sum(one.credit for one in course.sessions)
            worth = hours_words(words, credit) if credit else ""
            times = context.label("共 {number} 次", number=len(course.sessions))
            return _told(context, context.label("次数"), " · ".join(filter(None, (times, worth))))
        case Fact.CREDIT:
            credit = sum(one.credit for one in course.sessions)
            paper = context.label("到课后发学习证书") if course.certificate else context.label("不发证书")
            worth = hours_words(words, credit) if credit else ""
            return _told(context, context.label("学时和证书"), " · ".join(filter(None, (worth, paper))))
        case Fact.PHONE:
            return context.t("电话:课程里没有写,有事可以点「转人工」留言")
        case Fact.HOW:
            return _how(context, course, seats)
    return context.t("这一项课程里没有写。")


def _told(context: Context, label: str, value: str) -> Markup:
    if not value:
        return context.t("{label}:没有写", label=label)
    return context.t("{label}:{value}", label=label, value=value)


def _how(context: Context, course: Course, seats: Seats) -> Markup:
    if enrolling(course, context.now) is not Enrolling.OPEN:
        return context.t("报名:{stands}", stands=seats_words(context.words, course, seats, context.now))
    if not context.private:
        return context.t("报名:点「私聊报名」")
    if seats.free == 0:
        return context.t("报名:点下面的「加入候补」,有空位按顺序告诉您")
    return context.t("报名:点下面的「报名」就行")


def _focus(meaning: CourseMeaning, shown: tuple[tuple[str, int], ...], offset: int) -> CourseFocus:
    facts = tuple(fact.value for fact in meaning.facts)
    return CourseFocus(meaning.query, shown, offset, None, facts)
