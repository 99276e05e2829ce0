"""我的: what a person is enrolled in, follows and owes, by date; what is to be done first; what they have learnt."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.attendance import ASK
from handlers.cards.competitions import CARD as COMPETITION_CARD
from handlers.cards.course_desk import TEACH
from handlers.cards.courses import CARD, CHECK_IN, MINE, hours_words, may_check_in
from handlers.cards.courses import LIST as COURSES
from handlers.cards.duties import DUTY, occurrence_name
from handlers.cards.entry_states import MINE_BELOW
from handlers.cards.journey import ahead, me, stands_words, way
from handlers.cards.moments import moment
from handlers.cards.stages import stage_name
from handlers.cards.wishes import WISHES
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows, Tap
from storage import attendance, competitions, duties, enrolments, entries, feedback, profiles, wishes
from storage.model import courses as course_model
from storage.model import entries as entry_model
from storage.model.attendance import CAME, OPENS_BEFORE_MS
from storage.model.competitions import is_past
from storage.model.courses import next_session
from storage.model.enrolments import Mine, State
from storage.model.local_time import DAY_MS
from storage.profiles import Profile

PAGE_TAP = Tap("my.page", int)
"""A page of what comes, in place."""
PAST = Tap("my.past", int)
"""学过的课, and the page."""
CALENDAR = Tap("my.calendar")
"""加入日历: one file of everything."""
PROFILE = Tap("profile.open")
"""姓名和单位."""

PAGE = 6
MOST = 50
"""Competitions looked at: nobody follows more that are not over."""
ASKED_FOR_MS = 14 * DAY_MS
"""So long after a course feedback is still asked for."""
NEVER = 9_000_000_000_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the page: by when it is sorted, what it is, how the person stands in it, and the button that opens it.

    `first`: the person has to do something about it.
    """

    at: int
    title: str
    stands: Markup
    tap: Tap
    subject: int
    first: bool = False


async def my_page(context: Context, page: int = 0) -> tuple[Markup, Rows]:
    """What there is for this person; a page beyond the end becomes the last."""
    person = context.person.id
    items = await _items(context) if person else []
    last = last_page(len(items), PAGE)
    page = min(max(page, 0), last)
    shown = items[page * PAGE : (page + 1) * PAGE]
    parts = [Markup("\n").join([context.t("<b>我的</b>"), *await _about(context)])]
    numbers = []
    heading: Markup | None = None
    for number, item in enumerate(shown, page * PAGE + 1):
        wanted = context.t("<b>先办这些</b>") if item.first else context.t("<b>接下来</b>")
        if wanted != heading:
            parts.append(wanted)
            heading = wanted
        parts.append(Markup("<b>{}</b> {}\n{}").format(number, item.title, item.stands))
        numbers.append(item.tap.button(str(number), item.subject))
    if not items:
        parts.append(context.t("现在没有报名的课程和竞赛。看看有什么课,点下面的「找课」。"))
    rows = [numbers, turning(context, PAGE_TAP, page, last), *await _doors(context, bool(items))]
    return Markup("\n\n").join(parts), [row for row in rows if row]


async def _about(context: Context) -> list[Markup]:
    """Name, unit and 学时, as far as there are any."""
    person = context.person.id
    known = (await profiles.of(context.tx, person) if person else None) or Profile()
    lines = []
    if name := " · ".join(part for part in (known.name, known.unit) if part):
        lines.append(Markup("{}").format(name))
    hours = await attendance.hours_of(context.tx, person, context.now) if person else 0
    if hours:
        lines.append(context.t("累计 {hours}", hours=hours_words(context.words, hours)))
    return lines


async def _doors(context: Context, anything: bool) -> list[list[InlineKeyboardButton]]:
    """What else can be done from here."""
    person = context.person.id
    rows = [[COURSES.button(context.label("找课"), 0, 0, 0)]]
    if person and await enrolments.past_of(context.tx, person, context.now, 1):
        rows[0].append(PAST.button(context.label("学过的课"), 0))
    if anything:
        rows[0].append(CALENDAR.button(context.label("加入日历")))
    own = []
    if context.may("course.edit"):
        own.append(TEACH.button(context.label("我办的课"), 0, 0))
    if person and await wishes.of_person(context.tx, person):
        own.append(WISHES.button(context.label("我的点单")))
    if person and await profiles.of(context.tx, person) is not None:
        own.append(PROFILE.button(context.label("改姓名单位")))
    return [*rows, own]


async def _items(context: Context) -> list[Item]:
    items = [await _course(context, mine) for mine in await enrolments.mine(context.tx, context.person.id, context.now)]
    items += await _feedback(context)
    items += await _competitions(context)
    items += await _duties(context)
    return sorted(items, key=lambda item: (not item.first, item.at))


async def _course(context: Context, mine: Mine) -> Item:
    course, own = mine.course, mine.enrolment
    if own.state is State.CONFIRMED and context.now >= course.begins_at - OPENS_BEFORE_MS:
        marks = await attendance.marks_of(context.tx, course.id, context.person.id)
        if course.state is not course_model.State.CANCELLED and may_check_in(course, marks, context.now):
            return Item(context.now, course.title, context.t("现在可以签到"), CHECK_IN, course.id, True)
    session = next_session(course, context.now) or course.sessions[-1]
    how = own_short(context, mine)
    stands = Markup("{} · {}").format(moment(context, session.begins_at), how)
    offered = own.state is State.OFFERED and course.state is not course_model.State.CANCELLED
    at = own.until if offered and own.until is not None else session.begins_at
    return Item(at, course.title, stands, CARD, course.id, offered)


def own_short(context: Context, mine: Mine) -> Markup:
    """How a person stands in a course, in a few words."""
    own = mine.enrolment
    if mine.course.state is course_model.State.CANCELLED:
        return context.t("课程已取消")
    match own.state:
        case State.PENDING:
            return context.t("⏳ 待审")
        case State.WAITING:
            return context.t("🕘 候补第 {place} 位", place=own.place)
        case State.OFFERED if own.until is not None:
            return context.t("🎉 有空位,给您留到 {moment}", moment=moment(context, own.until))
    return context.t("✅ 已报名")


async def _feedback(context: Context) -> list[Item]:
    """Courses that ended lately, to which the person came and of which they have not said how they were."""
    person, items = context.person.id, []
    for mine in await enrolments.past_of(context.tx, person, context.now, PAGE):
        course = mine.course
        if course.ends_at < context.now - ASKED_FOR_MS:
            continue
        came = any(mark in CAME for mark in await attendance.marks_of(context.tx, course.id, person))
        if came and not (await feedback.of(context.tx, course.id, person)).complete:
            items.append(Item(course.ends_at, course.title, context.t("上完了,点三下说说怎么样"), ASK, course.id, True))
    return items


async def _competitions(context: Context) -> list[Item]:
    """Those that are not over, with the next stage."""
    person, items = context.person.id, []
    for one in (await competitions.own(context.tx, person, context.now, MOST)).competitions:
        if is_past(one, context.now):
            continue
        entry = await entries.of(context.tx, one.id, person)
        returned = entry is not None and entry.state is entry_model.State.RETURNED
        if returned:
            how = context.t("⚠️ 报名退回了,点编号去改好再交")
        elif entry is not None and entry.state in entry_model.QUEUED:
            how = context.t("⏳ 待审")
        elif entry is not None and entry.state is entry_model.State.FORMING:
            how = context.t("组队中")
        elif entry is not None and entry.state is entry_model.State.CONFIRMED:
            how = context.t("✅ 已报名")
        else:
            how = context.t("已关注")
        there = await way(context, one)
        following = ahead(one, there, context.now)
        own = me(context, one, there)[1:]  # behind the first line, which says how one is registered
        if own:
            how = Markup("\n").join([how, *own])
        if following is None:
            stands = Markup("{} · {}").format(stands_words(context, one, there), how)
        else:
            stage, at = following
            stands = Markup("{} {} · {}").format(moment(context, at), stage_name(context.words, stage), how)
        tap = MINE_BELOW if returned else COMPETITION_CARD  # where it is put right
        items.append(Item(following[1] if following else NEVER, one.title, stands, tap, one.id, returned))
    return items


async def _duties(context: Context) -> list[Item]:
    """What one's own studios still owe."""
    studios = context.person.studios()
    found = await duties.of_studios(context.tx, studios, context.now) if studios else []
    return [
        Item(
            duty.due_at,
            occurrence_name(context.words, duty.occurrence),
            context.t("{moment} 截止 · 要交的报告", moment=moment(context, duty.due_at)),
            DUTY,
            duty.id,
            duty.due_at <= context.now,
        )
        for duty in found
        if duty.filed_at is None
    ]


async def past_page(context: Context, page: int = 0) -> tuple[Markup, Rows]:
    """学过的课: what is over, newest first; each opens its card, with materials and certificate."""
    person, page = context.person.id, max(page, 0)
    found = await enrolments.past_of(context.tx, person, context.now, PAGE + 1, page * PAGE) if person else []
    if not found and page:
        return await past_page(context, page - 1)
    parts = [context.t("<b>学过的课</b>")]
    numbers = []
    for number, mine in enumerate(found[:PAGE], page * PAGE + 1):
        parts.append(Markup("<b>{}</b> {}\n{}").format(number, mine.course.title, await _learnt(context, mine)))
        numbers.append(CARD.button(str(number), mine.course.id))
    if not found:
        parts.append(context.t("还没有上过课。上完的课会出现在这里。"))
    more = page + 1 if len(found) > PAGE else page
    return Markup("\n\n").join(parts), _rows(
        numbers, turning(context, PAST, page, more), [MINE.button(context.label("返回「我的」"))]
    )


async def _learnt(context: Context, mine: Mine) -> Markup:
    when = moment(context, mine.course.begins_at)
    hours = await attendance.hours_in(context.tx, context.person.id, mine.course.id)
    return Markup("{} · {}").format(when, hours_words(context.words, hours) if hours else context.t("没有学时"))


def _rows(*rows: Sequence[InlineKeyboardButton]) -> Rows:
    return [row for row in rows if row]
