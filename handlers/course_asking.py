"""Questions in words about courses and competitions; whatever is about something else goes on to the other questions.

What is meant is decided in `handlers.language.course_*`, what is said is made in `handlers.cards.course_answers`,
`course_mine` and `contest_answers`. Nothing is guessed: an answer is a record's own, or says that there is none.
"""

import re
from dataclasses import replace

from markupsafe import Markup
from telegram import Update
from telegram.ext import filters

from handlers.cards.contest_answers import choose_contests, contests, standings
from handlers.cards.contest_own import own_contest
from handlers.cards.course_answers import (
    TURN,
    CourseReply,
    course_answers,
    course_button,
    described,
    no_course,
    one_course,
    private_link,
)
from handlers.cards.course_found import Chosen, called_in, certain, choose
from handlers.cards.course_mine import giving_up, how, mine
from handlers.cards.course_own import own_course
from handlers.cards.shelf import shelf_of
from handlers.cards.studios import open_button
from handlers.kit.context import Context
from handlers.kit.groups import addressed
from handlers.kit.room import PASS, Pass, Room
from handlers.kit.taps import Stale
from handlers.language import asides
from handlers.language.course_decide import decide
from handlers.language.course_limits import HERE
from handlers.language.course_meaning import (
    CONTEST,
    COURSE,
    CourseFocus,
    CourseMeaning,
    CourseQuery,
    Want,
    kept_focus,
    read_focus,
    read_query,
)
from handlers.language.course_names import Fit, Named
from handlers.language.course_own import Own
from handlers.language.course_parse import CourseParse, flattened, letters_in, parse
from handlers.language.keeping import read_focus as read_studios
from handlers.language.meaning import Intent, Query
from handlers.language.normalise import LONGEST, normalise
from handlers.language.select import select
from handlers.language.shelf import Shelf
from handlers.language.similar import SURE
from handlers.language.smalltalk import small_talk
from storage import course_search, courses, enrolments, views
from storage import focus as focuses
from storage.model.days import china_date
from storage.model.studios import Studio
from storage.spelling import fold

room = Room("course_asking")

_HEARD = filters.UpdateType.MESSAGES & filters.TEXT & ~filters.COMMAND
_OTHERS = (Intent.HUMAN, Intent.OFF_TOPIC, Intent.HOW_TO, Intent.WHO_ARE_YOU)
MOST_RELATED = 3
_ALONE = re.compile(
    r"\s*(?:/?(?:点单|开课|我要开课|新建课程|到了|我到了|签到|打卡|我的点单|我的证书|领证书|学过的课)\s*$"
    r"|(?:核验|验证|查)证书|证书核验|/?verify\b|i'm here|i am here)",
    re.IGNORECASE,
)
"""What is done in the private chat, asked for in a group."""


@room.message(_HEARD, action="course.read", name="question")
async def ask(update: Update, context: Context) -> Pass | None:
    """Answer what is asked of courses and competitions; leave everything else to the next room."""
    message = update.effective_message
    text = (addressed(context, message) or "") if message is not None else ""
    if len(text) > LONGEST or not fold(text):
        return PASS
    if update.edited_message is not None and context.delivery.dialogue is not None:
        return PASS
    kept = await focuses.find(context.tx, context.chat, context.now)
    reply = await _reply(context, text, kept) if context.private or not _ALONE.match(text) else _privately(context)
    if reply is None:
        return PASS
    await context.say(reply.text, reply.buttons)
    await _keep(context, reply, read_focus(kept))
    return None


@room.on_tap(TURN, action="course.read")
async def turn(update: Update, context: Context) -> None:
    """Another page of an answer, asked anew of today's records."""
    view, page = context.tap
    kept = await views.find(context.tx, view)
    query = read_query(kept.get("query")) if kept is not None and kept.get("show") == "courses" else None
    if query is None:
        raise Stale(str(view))
    shelf = await shelf_of(context)
    chosen = await choose(context, query, relaxing=False)
    what = described(context, query, _studios(shelf, query))
    meaning = CourseMeaning(Want.LIST, query)
    if not chosen.ids:
        reply = await no_course(context, chosen, meaning, what, ())
    else:
        reply = await course_answers(context, chosen, meaning, page, what)
    await context.edit(reply.text, reply.buttons)
    await _keep(context, reply, None)


async def _takes_part(context: Context) -> bool:
    """Whether the person is enrolled in anything to come: 「明天上课吗」 asks for that then, else for any course."""
    person = context.person.id if context.private else 0
    return bool(person and await enrolments.mine(context.tx, person, context.now))


def _privately(context: Context) -> CourseReply:
    return CourseReply(context.t("这件事请私聊我办,群里不办。"), [[private_link(context)]])


async def _keep(context: Context, reply: CourseReply, before: CourseFocus | None) -> None:
    """Keep what the next question may lean on: after one of a list, the list as well."""
    focus = reply.focus
    if focus is None:
        return
    if before is not None and len(focus.shown) == 1 and focus.shown[0] in before.shown:
        focus = replace(before, one=focus.shown[0], facts=focus.facts)
    await focuses.put(context.tx, context.chat, kept_focus(focus), context.now)


async def _reply(context: Context, text: str, kept: str | None) -> CourseReply | None:
    """The answer; None for what is not about courses."""
    focus = read_focus(kept)
    said = normalise(text)
    chat = small_talk(said)
    if chat is not None and not (focus is not None and (said.isdigit() or chat is Intent.HELP)):
        return None  # 「多少钱」 alone says nothing, after a course it does
    shelf = await shelf_of(context)
    found = parse(
        await _spelt(context, flattened(text)),
        context.now,
        context.office.zone,
        shelf.listener,
        china_date(context.now),
    )
    before = read_studios(kept) if focus is None else None
    meaning = decide(found, context.now, focus, before.studios if before is not None else ())
    if meaning is None or _of_others(found, said, focus is not None):
        return None
    if not meaning.leaning and meaning.want is Want.LIST and shelf.known(said)[1] >= SURE:
        return None  # the union has answered exactly this
    return await _answer(context, shelf, found, meaning, focus)


async def _spelt(context: Context, text: str) -> str:
    """Titles that are typed in pinyin or by their initials, put in Chinese."""
    for run in letters_in(text):
        names = await course_search.spelt(context.tx, run.replace(" ", "").replace("'", ""))
        if len(set(names)) == 1:
            text = text.replace(run, names[0], 1)
            if text == names[0] and "课" not in text:
                text += "课"
    return text


def _of_others(found: CourseParse, said: str, leaning: bool) -> bool:
    """Whether the whole wording shows that something else is wanted: a complaint, the weather, a certificate."""
    aside = asides.aside(said, found.named, leaning)
    if aside is None:
        return False
    return aside.intent in _OTHERS or (aside.intent is Intent.LATER and "证" in said and not found.noun)


async def _answer(
    context: Context, shelf: Shelf, found: CourseParse, meaning: CourseMeaning, focus: CourseFocus | None
) -> CourseReply | None:
    query = meaning.query
    match meaning.want:
        case Want.MINE if meaning.own is not Own.TODAY or await _takes_part(context):
            return await mine(context, meaning, found.flat)
        case Want.STANDING if meaning.own is not None:
            return await own_contest(context, meaning, found.flat, focus)
        case Want.STANDING:
            return await standings(context, meaning, found.flat, focus)
        case Want.HOW:
            return await how(context)
        case Want.OWN:
            return await own_course(context, meaning, found.flat)
        case Want.CANCEL:
            chosen = await choose(context, query, found.flat, relaxing=False) if not query.open else Chosen()
            return await giving_up(context, meaning, chosen.ids)
    if meaning.shown is not None and meaning.shown[0] == COURSE:
        one = await courses.find(context.tx, meaning.shown[1])
        if one is not None:
            return await one_course(context, one, meaning)
    if meaning.shown is not None or query.noun == CONTEST:
        reply = await contests(context, meaning, found.flat if not meaning.leaning else "")
        return None if meaning.passing and reply.focus is None else reply
    return await _courses(context, shelf, found, meaning)


async def _courses(context: Context, shelf: Shelf, found: CourseParse, meaning: CourseMeaning) -> CourseReply | None:
    query, flat = meaning.query, found.flat if not meaning.leaning else ""
    called = await called_in(context, query, flat)
    if called.fit >= Fit.INSIDE and flat and len(query.times) == len(found.spans):
        # 「中秋月饼制作」 is a name, not a day
        kept = zip(query.times, found.spans, strict=True)
        query = replace(query, times=tuple(time for time, span in kept if span.said not in called.names[0]))
        meaning = replace(meaning, query=query)
    if not meaning.sure:
        asked = bool(meaning.facts) or meaning.enrol or query.left
        if not certain(called, query, flat, asked) and not (meaning.enrol or meaning.timed):
            return None
        if called.fit is Fit.WHOLE and not meaning.facts and (both := await _both(context, shelf, called, flat)):
            return both
        if found.named and not meaning.timed:
            return None  # a studio's name, and no course's
    chosen = await choose(context, query, flat, called=called)
    studios = _studios(shelf, query)
    what = described(context, query, studios)
    if chosen.ids and not meaning.sure and not chosen.surely:
        return None
    if found.unread and not (meaning.leaning or query.groups or query.studios) and chosen.fit < Fit.PART:
        return None  # a word that says nothing by itself is not left out of account
    if not chosen.ids:
        near = chosen.instead == "past" or (meaning.timed and chosen.instead == "time" and chosen.surely)
        if meaning.passing or not (meaning.sure or near):
            return None
        if not query.noun:
            meant = await choose_contests(context, query, flat)
            if meant.ids:
                return await contests(context, replace(meaning, query=replace(query, noun=CONTEST)), flat)
        return await no_course(context, chosen, meaning, what, _related(shelf, query))
    opening = _opening(context, query, chosen, meaning)
    if len(chosen.ids) == 1:
        one = await courses.find(context.tx, chosen.ids[0])
        assert one is not None
        narrowed = query.times or query.studios or query.free or query.paid or query.beginner or query.online
        if opening is None and (narrowed or query.limited or query.without):
            opening = context.t("<b>{what}</b> · 1 门", what=what)
        reply = await one_course(context, one, meaning, opening)
        if chosen.full:
            full = await courses.find_many(context.tx, chosen.full[:3])
            names = "、".join(each.title for each in full)
            note = context.t("名额满了、只能候补的:{names}", names=names)
            rows = [*reply.buttons, [course_button(context, each, each.title[:12]) for each in full[:1]]]
            reply = replace(reply, text=reply.text + "\n\n" + note, buttons=rows)
        return reply
    page = meaning.offset // 5
    if meaning.offset >= len(chosen.ids):
        text = context.t("没有别的了,一共就 {number} 门。", number=len(chosen.ids))
        return CourseReply(text)
    return await course_answers(context, chosen, meaning, page, what, opening)


def _opening(context: Context, query: CourseQuery, chosen: Chosen, meaning: CourseMeaning) -> Markup | None:
    """What was taken for something else than was typed."""
    if chosen.guess:
        return context.t("没有查到「{said}」,您是不是指「{meant}」?", said=query.topic, meant=chosen.guess)
    if meaning.guessed:
        said, meant = meaning.guessed[0]
        return context.t("没有查到「{said}」,您是不是指「{meant}」?", said=said, meant=meant)
    if query.near == HERE:
        return context.t("我不知道您在哪儿,没法按远近排。地点点开就是地图:")
    if query.groups and not chosen.surely:
        return context.t("课程介绍里提到「{what}」的:", what=query.topic)
    return None


async def _both(context: Context, shelf: Shelf, called: Named, flat: str) -> CourseReply | None:
    """What is a studio's name and a course's: both are offered."""
    understood = shelf.listener.understand(flat)
    if understood.intent is not Intent.CARD or not understood.studios:
        return None
    chosen = await choose(context, CourseQuery(name=called.names[0]), flat, relaxing=False)
    some = await courses.find_many(context.tx, chosen.ids[:3])
    if not some:
        return None
    rows = [[course_button(context, one, context.label("课程 · {title}", title=one.title[:20]))] for one in some]
    if context.private:
        rows += [[open_button(shelf.book.facts[number].studio)] for number in understood.studios[:2]]
    names = [shelf.book.facts[number].studio.name for number in understood.studios[:2]]
    text = context.t("「{said}」是课程,也是工作室({names})。您要看哪个?", said=flat, names="、".join(names))
    return CourseReply(text, rows, CourseFocus(CourseQuery(), tuple((COURSE, one.id) for one in some)))


def _studios(shelf: Shelf, query: CourseQuery) -> list[Studio]:
    return [shelf.book.facts[one].studio for one in query.studios if one in shelf.book.facts]


def _related(shelf: Shelf, query: CourseQuery) -> list[Studio]:
    """Studios whose own words have to do with a topic that no course has."""
    if query.studios or not query.topic:
        return []
    topics = tuple(shelf.listener.take_apart(query.topic).parse.topics)
    if not topics or all(term.generic for topic in topics for term in topic.terms):
        return []
    chosen = select(Query(topics=topics, either=query.either), shelf.book)
    return list(chosen.studios[:MOST_RELATED])
