"""What those whom a course concerns are told: a seat is free for them, it changes, it is off, they were not reached by the
line, the organiser decided. Said by conversations and by ticks alike, in each reader's words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import changes
from handlers.cards.courses import (
    ACCEPT,
    CALENDAR,
    CARD,
    DECLINE,
    ENROL,
    MANAGE,
    WISH,
    cost_words,
    place_link,
    seats_words,
    session_words,
)
from handlers.cards.moments import moment_for
from handlers.cards.news import send_news
from handlers.cards.questions import LEAVE as LEAVE_QUESTION
from handlers.kit.context import Context
from handlers.kit.desk import Desk
from handlers.kit.taps import Rows
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import attendance, enrolments, mailings, offers, people
from storage.model.audiences import ENROLLED, Condition
from storage.model.courses import Course, Enrolling, Session, State, enrolling, next_session
from storage.model.enrolments import ALIVE, Enrolment
from storage.model.enrolments import State as Standing
from storage.model.post import Lane
from storage.model.wishes import Wish
from storage.offers import Offered

WORD_TTL_MS = 3 * 24 * 3600 * 1000
"""So long a word about one's own place in the line is of use."""


async def offer_seats(where: Context | Desk, course: Course) -> int:
    """Offer every free seat of a course to those first in line and tell them; how many. For whoever freed a seat."""
    made = await enrolments.offer_freed(where.tx, course.id, where.now, where.office.zone)
    for offered in made:
        await tell_offer(where, course, offered)
    return len(made)


async def tell_offer(where: Context | Desk, course: Course, offered: Offered) -> None:
    """Tell somebody that a seat is kept for them, and until when; not before they are to be disturbed."""
    if not offered.person.address:
        return
    words, zone = where.words_for(offered.person), where.office.zone
    lines = [
        words.t("🎉 《{title}》有空位了,给您留着。", title=course.title),
        _when(words, zone, course, where.now),
        words.t("留到 {moment},过了就给下一位。", moment=moment_for(words, zone, offered.until, where.now)),
    ]
    if course.approval:
        lines.append(words.t("您要了以后,主办方再看一下。"))
    buttons = [
        [ACCEPT.button(words.label("要这个名额"), course.id), DECLINE.button(words.label("不要了"), course.id)],
        [CARD.button(words.label("查看课程"), course.id)],
    ]
    await where.tell(
        offered.person,
        Markup("\n").join(lines),
        buttons,
        lane=Lane.NOTICE,
        key=offers.letter_key(offered.offer),
        ttl_ms=offered.until - where.now,
    )


async def tell_lapsed(where: Context | Desk, course: Course, one: Enrolment) -> None:
    """Tell somebody that their waiting is over: the course began, or the seat kept for them was not taken in time."""

    def said(words: Words) -> tuple[Markup, Rows]:
        if where.now >= course.begins_at:
            text = words.t("《{title}》已经开课,这次没有排上。还想学,点「点单」告诉我们。", title=course.title)
            return text, [[WISH.button(words.label("点单")), CARD.button(words.label("查看课程"), course.id)]]
        text = words.t("《{title}》给您留的名额到时间了,不再给您留着。", title=course.title)
        if enrolling(course, where.now) is not Enrolling.OPEN:
            return text, [[CARD.button(words.label("查看课程"), course.id)]]
        text += words.t("还想上,可以重新报名,有人候补就排在后面。")
        return text, [
            [ENROL.button(words.label("重新报名"), course.id), CARD.button(words.label("查看课程"), course.id)]
        ]

    await _tell(where, one, "lapsed", said)


async def tell_unjudged(where: Context | Desk, course: Course, one: Enrolment) -> None:
    """Tell somebody that the course began before its organiser had looked at their enrolment."""

    def said(words: Words) -> tuple[Markup, Rows]:
        text = words.t(
            "抱歉,《{title}》开课了,主办方没来得及看您的报名,这次没有排上。想问原因,请点「转人工」。",
            title=course.title,
        )
        ask = LEAVE_QUESTION.button(words.label("转人工"), course.studio or 0)
        return text, [[ask, CARD.button(words.label("查看课程"), course.id)]]

    await _tell(where, one, "unjudged", said)


async def ask_to_judge(where: Context | Desk, course: Course) -> None:
    """Tell those who run a course how many wait to be looked at, when they are to be disturbed."""
    number = await enrolments.count(where.tx, course.id, [Standing.PENDING])

    def said(words: Words) -> tuple[Markup, Rows]:
        text = words.count(
            "⏳ 《{title}》有 {number} 人报名,等您审核。",
            "⏳ 《{title}》有 {number} 人报名,等您审核。",
            number,
            title=course.title,
        )
        begins = moment_for(words, where.office.zone, course.begins_at, where.now)
        text += "\n" + words.t("{moment} 开课,到那时没审的就排不上了。", moment=begins)
        return text, [[MANAGE.button(words.label("去审核"), course.id)]]

    await _tell_organisers(where, course, f"judge:{course.id}:{where.now}", said)


async def tell_judged(where: Context | Desk, course: Course, one: Enrolment) -> None:
    """Tell somebody what the organiser decided about their enrolment, and why it was refused."""

    def said(words: Words) -> tuple[Markup, Rows]:
        card = CARD.button(words.label("查看课程"), course.id)
        if one.state is Standing.CONFIRMED:
            when = _when(words, where.office.zone, course, where.now)
            text = words.t("✅ 《{title}》报名通过了。", title=course.title) + "\n" + when
            return text, [[CALENDAR.button(words.label("加入日历"), course.id), card]]
        text = words.t("您在《{title}》的报名没有通过。", title=course.title)
        if one.reason:
            text += "\n" + words.t("原因:{reason}", reason=one.reason)
        return text, [[card]]

    await _tell(where, one, "judged", said)


async def tell_forgiven(where: Context | Desk, course: Course, one: Enrolment) -> None:
    """Tell somebody who was turned down that they may enrol after all."""

    def said(words: Words) -> tuple[Markup, Rows]:
        row = [ENROL.button(words.label("报名"), course.id), CARD.button(words.label("查看课程"), course.id)]
        return words.t("您可以重新报《{title}》了。", title=course.title), [row]

    await _tell(where, one, "forgiven", said)


async def tell_wisher(where: Context | Desk, course: Course, wish: Wish) -> None:
    """Tell somebody that there is the course they wished for; nothing where one cannot enrol any more."""
    person = await people.find(where.tx, wish.person)
    if person is None or person.muted or not person.address or enrolling(course, where.now) is not Enrolling.OPEN:
        return
    own = await enrolments.of(where.tx, course.id, person.id)
    if own is not None and own.state in ALIVE:
        return
    words, zone = where.words_for(person), where.office.zone
    seats = seats_words(words, course, await enrolments.seats(where.tx, course.id), where.now)
    lines = [
        words.t("您想学的「{wish}」开课了:", wish=wish.text),
        Markup("<b>{}</b>").format(course.title),
        _when(words, zone, course, where.now),
        Markup(" · ").join(part for part in (seats, cost_words(words, course.cost_fen)) if part),
    ]
    row = [ENROL.button(words.label("报名"), course.id), CARD.button(words.label("看看这门课"), course.id)]
    ttl = max(0, course.begins_at - where.now)
    await where.tell(person, Markup("\n").join(lines), [row], lane=Lane.REMINDER, key=f"wish:{wish.id}", ttl_ms=ttl)


async def tell_change(where: Context | Desk, seen: Course, course: Course) -> int:
    """Tell everybody enrolled what changed, old → new; how many they are. Nobody, where nothing did that concerns them."""
    zone, now = where.office.zone, where.now

    def text(words: Words) -> Markup:
        lines = changes(words, differences(words, zone, seen, course, now))
        return Markup("{}\n{}").format(words.t("《{title}》有变化:", title=seen.title), lines)

    if not differences(where.office.words[SOURCE_LANGUAGE], zone, seen, course, now):
        return 0

    def to_organisers(words: Words) -> tuple[Markup, Rows]:
        lines = changes(words, differences(words, zone, seen, course, now))
        said = Markup("{}\n{}").format(words.t("别人改了您办的《{title}》:", title=seen.title), lines)
        return said, [[MANAGE.button(words.label("管理这门课"), course.id)]]

    await _tell_organisers(where, course, f"changed:{course.id}:{course.version}", to_organisers)
    return await spread(where, course, text, seen)


async def tell_cancelled(context: Context, course: Course) -> int:
    """Tell everybody enrolled that a course is off, and why; how many they are. What they were to be told of it and were not
    yet, of a change say, is none any more."""

    def to_organisers(words: Words) -> tuple[Markup, Rows]:
        said = words.t("别人取消了您办的《{title}》。", title=course.title)
        if course.reason:
            said += "\n" + words.t("原因:{reason}", reason=course.reason)
        return said, [[MANAGE.button(words.label("管理这门课"), course.id)]]

    def text(words: Words) -> Markup:
        said = words.t("《{title}》取消了,请不要来。", title=course.title)
        said += "\n" + _when(words, context.office.zone, course, context.now)
        return said + "\n" + words.t("原因:{reason}", reason=course.reason) if course.reason else said

    await mailings.withdraw_news(context.tx, ENROLLED, course.id, context.now)
    await _tell_organisers(context, course, f"off:{course.id}", to_organisers)
    return await spread(context, course, text)


async def spread(
    where: Context | Desk, course: Course, text: Callable[[Words], Markup], seen: Course | None = None
) -> int:
    """Tell everybody who has a seat or waits for one, whatever they muted; how many they are.

    It waits for a decent hour, unless that were too late for the next session, as it is or as it was `seen`.
    """
    number = await enrolments.count(where.tx, course.id, ALIVE)
    off = course.state is State.CANCELLED
    nearest = [next_session(one, where.now) for one in (course, seen) if one is not None]
    known_by = min((one.begins_at for one in nearest if one is not None), default=None)

    def row(words: Words) -> list[InlineKeyboardButton]:
        calendar = words.label("从日历里去掉") if off else words.label("加入日历")
        return [CARD.button(words.label("查看课程"), course.id), CALENDAR.button(calendar, course.id)]

    return await send_news(where, Condition(ENROLLED, str(course.id)), number, text, row, known_by)


def differences(words: Words, zone: tzinfo, seen: Course, course: Course, now: int) -> list[tuple[str, str, str]]:
    """What of a change concerns those enrolled: (name, before, after) each; '' where there is nothing."""
    lines: list[tuple[str, str, str]] = []
    if seen.title != course.title:
        lines.append((words.label("名称"), seen.title, course.title))
    lines += _sessions(words, zone, seen, course, now)
    if seen.place != course.place:
        lines.append((words.label("地点"), seen.place, place_link(course.place) if course.place else ""))
    if seen.teacher != course.teacher:
        lines.append((words.label("讲师"), seen.teacher, course.teacher))
    if seen.cost_fen != course.cost_fen:
        lines.append((words.label("费用"), cost_words(words, seen.cost_fen), cost_words(words, course.cost_fen)))
    if seen.bring != course.bring:
        lines.append((words.label("请带"), seen.bring, course.bring))
    return lines


def _sessions(words: Words, zone: tzinfo, seen: Course, course: Course, now: int) -> list[tuple[str, str, str]]:
    """The sessions that are at another time or place, that are new, and that are left out."""
    before = {one.id: one for one in seen.sessions}
    after = {one.id: one for one in course.sessions}
    several = len(before) > 1 or len(after) > 1

    def text(one: Session | None) -> str:
        if one is None:
            return words.label("没有这一次") if several else ""
        when = session_words(words, zone, one, now)
        return Markup("{} {}").format(when, one.place) if one.place else when

    moved = [
        (before.get(number), after.get(number))
        for number in sorted({**before, **after}, key=lambda number: (before.get(number) or after[number]).begins_at)
        if _plain(before.get(number)) != _plain(after.get(number))
    ]
    lines = []
    for old, new in moved:
        if several and old is not None:
            name = words.label("第 {number} 次", number=seen.sessions.index(old) + 1)
        else:
            name = words.label("加一次") if several else words.label("时间")
        lines.append((name, text(old), text(new)))
    return lines


def _plain(session: Session | None) -> Session | None:
    """What people come to, without what it is worth."""
    return replace(session, credit=0) if session is not None else None


def _when(words: Words, zone: tzinfo, course: Course, now: int) -> Markup:
    """The next session, and where: 「12月5日 周六 14:00–16:00 · 示例实训楼」."""
    session = next_session(course, now) or course.sessions[-1]
    when = session_words(words, zone, session, now)
    if len(course.sessions) > 1:
        when = words.t("{when} 起,共 {number} 次", when=when, number=len(course.sessions))
    place = session.place or course.place
    return Markup("{} · {}").format(when, place_link(place)) if place else when


async def _tell_organisers(
    where: Context | Desk, course: Course, key: str, said: Callable[[Words], tuple[Markup, Rows]]
) -> None:
    """A word to those who run a course, once for each `key`; not to whoever is at it."""
    for person in await attendance.organisers_of(where.tx, course.id):
        if person.address and person.id != where.acting:
            text, buttons = said(where.words_for(person))
            named = f"{key}:{person.id}"
            await where.tell(person, text, buttons, lane=Lane.NOTICE, key=named, ttl_ms=WORD_TTL_MS)


async def _tell(where: Context | Desk, one: Enrolment, what: str, said: Callable[[Words], tuple[Markup, Rows]]) -> None:
    """A word to one person about their own enrolment, once, when they are to be disturbed."""
    person = await people.find(where.tx, one.person)
    if person is None or not person.address:
        return
    text, buttons = said(where.words_for(person))
    key = f"enrolment:{one.id}:{one.version}:{what}"
    await where.tell(person, text, buttons, lane=Lane.NOTICE, key=key, ttl_ms=WORD_TTL_MS)
