"""Answers about oneself: what I am enrolled in, when, and at which place in a waiting list; how to enrol and to give up."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.competitions import LIST as CONTESTS
from handlers.cards.competitions import own_list
from handlers.cards.course_answers import CourseReply, course_button, described, one_course
from handlers.cards.course_found import asked_spans
from handlers.cards.courses import LIST, session_words
from handlers.cards.my import my_page, own_short
from handlers.kit.context import Context
from handlers.kit.groups import deep_link
from handlers.language.course_meaning import CONTEST, COURSE, CourseFocus, CourseMeaning, CourseQuery
from handlers.language.course_names import Fit, named
from handlers.language.course_words import Fact
from storage import courses, enrolments
from storage.course_search import name_of
from storage.model import courses as model
from storage.model.courses import Course, cancel_deadline
from storage.model.enrolments import Mine, State
from storage.spelling import fold

MOST = 8


async def mine(context: Context, meaning: CourseMeaning, flat: str) -> CourseReply:
    """What the person is enrolled in, as far as the question goes."""
    query = meaning.query
    if not context.private:
        link = InlineKeyboardButton(context.label("私聊打开"), url=deep_link(context, "group"))
        return CourseReply(context.t("自己报了什么,请私聊问我,群里不说。"), [[link]])
    if query.noun == CONTEST:
        listed = await own_list(context)
        if listed is not None:
            return CourseReply(*listed)
        text = context.t("您还没有报名或关注竞赛。")
        return CourseReply(text, [[CONTESTS.button(context.label("看技能竞赛"), 0, 0)]])
    if Fact.CREDIT in meaning.facts:
        return CourseReply(*await my_page(context))
    held = await enrolments.mine(context.tx, context.person.id, context.now) if context.person.id else []
    if not held and query.open and not query.noun and (listed := await own_list(context)) is not None:
        return CourseReply(*listed)
    if not held:
        text = context.t("您还没有报名的课。想上什么,点下面看看,打开后点「报名」。")
        return CourseReply(text, [[LIST.button(context.label("看全部课程"), 0, 0, 0)]])
    some = fitting(held, query, flat)
    waiting = [one for one in some if one.enrolment.state in (State.WAITING, State.OFFERED)]
    if any(word in flat for word in ("候补", "排第", "排到")):
        if not waiting:
            return CourseReply(*await _page(context, context.t("您现在没有在候补的课。")))
        some = waiting
    if query.times or query.part or query.groups:
        some = [one for one in some if _in_time(context, one.course, query)]
        if not some:
            what = described(context, query, ()).replace("「", "").replace("」", "")
            text = context.t("您没有报名「{what}」的课。", what=what)
            return await _several(context, query, held, text + "\n" + context.t("最接近的,您报名的还有:"))
    if len(some) == 1:
        return await one_course(context, some[0].course, meaning, _head(context, query))
    head = _head(context, query) or context.t("<b>您报名的课</b> · {number} 门", number=len(some))
    return await _several(context, query, some, head)


async def _several(context: Context, query: CourseQuery, some: list[Mine], head: Markup) -> CourseReply:
    parts, buttons = [head], []
    for place, one in enumerate(some[:MOST], 1):
        lines = [Markup("<b>{}</b> {}").format(place, one.course.title)]
        words, zone = context.words, context.office.zone
        coming = [it for it in one.course.sessions if it.ends_at > context.now] or list(one.course.sessions)
        lines.append(session_words(words, zone, coming[0], context.now))
        lines.append(own_short(context, one))
        parts.append(Markup("\n").join(line for line in lines if line))
        buttons.append(course_button(context, one.course, str(place)))
    rows = [buttons[at : at + 5] for at in range(0, len(buttons), 5)]
    focus = CourseFocus(query, tuple((COURSE, one.course.id) for one in some[:MOST]))
    return CourseReply(Markup("\n\n").join(parts), rows, focus)


def _head(context: Context, query: CourseQuery) -> Markup | None:
    what = described(context, query, ())
    return context.t("<b>{what}</b> · 您报名的课", what=what) if what else None


async def _page(context: Context, head: Markup) -> tuple[Markup, list[list[InlineKeyboardButton]]]:
    text, rows = await my_page(context)
    return head + "\n\n" + text, [list(row) for row in rows]


def fitting(held: list[Mine], query: CourseQuery, flat: str) -> list[Mine]:
    """Those of the name that is said, else those whose record says the words."""
    if not (query.groups or query.name):
        return held
    called = named(name_of(query.name), flat, [name_of(one.course.title) for one in held])
    if called.fit > Fit.NONE:
        return [one for one in held if name_of(one.course.title) in called.names]
    told = [
        (one, fold(" ".join((one.course.title, one.course.topic, one.course.teacher, one.course.studio_name))))
        for one in held
    ]
    return [one for one, text in told if all(any(fold(w) in text for w in group) for group in query.groups)]


def _in_time(context: Context, course: Course, query: CourseQuery) -> bool:
    if not (query.times or query.part):
        return True
    spans = asked_spans(query, context.now, context.office.zone)
    return any(one.begins_at < end and one.ends_at > begin for one in course.sessions for begin, end in spans)


async def how(context: Context) -> CourseReply:
    """How one enrols, no matter in what."""
    text = context.t(
        "报名很简单:打开一门课或一项竞赛,点「报名」就行,第一次会问您同不同意留下姓名。\n"
        "想报哪个,直接打名字问我也行,例如「焊接课」「焊工竞赛」。"
    )
    if not context.private:
        return CourseReply(text, [[InlineKeyboardButton(context.label("私聊打开"), url=deep_link(context, "group"))]])
    rows = [[LIST.button(context.label("看培训课程"), 0, 0, 0), CONTESTS.button(context.label("看技能竞赛"), 0, 0)]]
    return CourseReply(text, rows)


async def giving_up(context: Context, meaning: CourseMeaning, ids: tuple[int, ...]) -> CourseReply:
    """How one gives one's place up: the course's card, or what one is enrolled in."""
    text = context.t("要取消报名:打开那门课,点「取消报名」。")
    number = meaning.shown[1] if meaning.shown and meaning.shown[0] == COURSE else ids[0] if len(ids) == 1 else 0
    query = meaning.query
    if not number and (query.groups or query.name) and context.private and context.person.id:
        held = await enrolments.mine(context.tx, context.person.id, context.now)
        fit = [one.course.id for one in fitting(held, query, meaning.query.name)]
        number = fit[0] if len(fit) == 1 else 0
    one = await courses.find(context.tx, number) if number else None
    if one is not None and context.private and context.person.id:
        own = await enrolments.of(context.tx, one.id, context.person.id)
        seated = own is not None and own.state in (State.PENDING, State.CONFIRMED)
        if one.state is model.State.CANCELLED:
            text = context.t("这门课已经取消了,不用再取消报名。")
        elif seated and context.now >= cancel_deadline(one):
            text = context.t("自己取消的时间已经过了。来不了,请点「转人工」说一声。")
    if one is not None:
        return await one_course(context, one, CourseMeaning(meaning.want, meaning.query), text)
    if not context.private or not context.person.id:
        return CourseReply(text)
    return CourseReply(*await _page(context, text))
