"""Short answers about taking part: what holds for everybody, then how it stands with one's own course and its button."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.course_answers import CourseReply, course_button, fact_line, one_course, private_link
from handlers.cards.course_found import choose
from handlers.cards.course_mine import fitting
from handlers.cards.courses import LIST, MINE, short_title
from handlers.cards.my import own_short, past_page
from handlers.cards.wishes import wish_list
from handlers.kit.context import Context
from handlers.language.course_meaning import COURSE, CourseFocus, CourseMeaning
from handlers.language.course_names import Fit
from handlers.language.course_own import Own
from handlers.language.course_words import Fact
from storage import courses, enrolments
from storage.model import courses as model
from storage.model.attendance import LATE_AFTER_MS, MINUTE_MS, OPENS_BEFORE_MS, SHARE_WANTED
from storage.model.enrolments import Mine, State

MOST = 3
_OF_ONESELF = (Own.WISHES, Own.WHEN, Own.WHERE, Own.CHANGED, Own.SEAT, Own.PAST, Own.NEXT, Own.LEAVING)
"""What nobody else in a group need read."""
_SEATED = (State.PENDING, State.CONFIRMED)


async def own_course(context: Context, meaning: CourseMeaning, flat: str) -> CourseReply | None:
    """The answer; None where a name was said that is no course's."""
    query, own = meaning.query, meaning.own
    assert own is not None
    if not context.private:
        if own in _OF_ONESELF:
            return CourseReply(context.t("自己报了什么,请私聊问我,群里不说。"), [[private_link(context)]])
        return CourseReply(_rule(context, own), [[private_link(context)]])
    person = context.person.id
    held = await enrolments.mine(context.tx, person, context.now) if person else []
    if query.groups or query.name:
        held = fitting(held, query, flat)
        if not held:
            return await _of_others(context, meaning)
    if own is Own.WISHES:
        return CourseReply(*await wish_list(context))
    if own is Own.PAST:
        return CourseReply(*await past_page(context))
    if own is Own.SEAT:
        held = [one for one in held if one.enrolment.state in (State.WAITING, State.OFFERED)] or held
        held = [one for one in held if one.enrolment.state is State.OFFERED] or held
    if own is Own.NEXT:
        held = held[:1]
    if own in (Own.FORGOT, Own.PAPERS) and person:
        begun = [one for one in held if one.course.begins_at <= context.now]
        held = await enrolments.past_of(context.tx, person, context.now, MOST) + begun
    rule = _rule(context, own)
    if not held:
        if own in _OF_ONESELF:
            rule = context.t("您还没有报名的课。想上什么,点下面看看,打开后点「报名」。")
        return CourseReply(
            rule, [[MINE.button(context.label("看「我的」")), LIST.button(context.label("看课程"), 0, 0, 0)]]
        )
    if len(held) == 1 and own in (*_OF_ONESELF, Own.CERTIFICATE):
        return await one_course(context, held[0].course, meaning, _opening(context, own, held[0]) or rule or None)
    return await _several(context, meaning, held, rule)


def _opening(context: Context, own: Own, one: Mine) -> Markup | None:
    """What is said above one's only course."""
    if one.course.state is model.State.CANCELLED:
        if one.course.reason:
            return context.t("这门课取消了:{reason}", reason=one.course.reason)
        return context.t("这门课取消了。")
    return _rule(context, own) if own is not Own.SEAT else None


def _rule(context: Context, own: Own) -> Markup:
    """What holds for every course; '' where there is nothing to say but how one's own stands."""
    match own:
        case Own.CHANGED:
            return context.t("现在的安排是下面这样。改了时间、地点或者取消,我会马上告诉报了名的人。")
        case Own.FORGOT:
            return context.t("忘了签到,请告诉这门课的主办方,来过的人他们可以补签,补上就有学时。")
        case Own.MISSED:
            return context.t("报了没去,那一次没有学时。去不了请早点取消,打开那门课点「取消报名」,名额让给候补的人。")
        case Own.LATE:
            return context.t(
                "开课前 {before} 分钟就能签到。开课 {minutes} 分钟以后算迟到,照样能签,也算学时。",
                before=OPENS_BEFORE_MS // MINUTE_MS,
                minutes=LATE_AFTER_MS // MINUTE_MS,
            )
        case Own.PAPERS:
            return context.t(
                "资料在课程里:打开那门课,点「资料」。有的上完课才发,发给来上课的人。没有这个按钮,就是没有放资料。"
            )
        case Own.OTHERS:
            return context.t("名额一人一个,要本人用自己的手机报。打开那门课,点「分享」发给他,他点开就能报。")
        case Own.CERTIFICATE:
            return context.t(
                "看是哪门课:课程里写着发证书的,到课满 {share}% 就能领,上完在「学过的课」里。", share=SHARE_WANTED
            )
        case Own.LEAVING:
            return context.t("来不了就取消,名额让给别人:打开那门课,点「取消报名」。")
        case Own.REMIND:
            return context.t("报了名的课,开课前我会提醒您,改了时间地点也马上告诉您。")
    return Markup()


async def _several(context: Context, meaning: CourseMeaning, held: list[Mine], rule: Markup) -> CourseReply:
    parts, buttons = [rule] if rule else [], []
    seats = await enrolments.seats_of(context.tx, [one.course.id for one in held])
    for place, one in enumerate(held[:MOST], 1):
        facts = meaning.facts or (Fact.WHEN,)
        lines = [Markup("<b>{}</b> {} · {}").format(place, one.course.title, _stands(context, one))]
        if one.course.state is not model.State.CANCELLED:
            lines += [fact_line(context, one.course, seats[one.course.id], fact) for fact in facts]
        parts.append(Markup("\n").join(lines))
        buttons.append(course_button(context, one.course, str(place)))
    more: list[InlineKeyboardButton] = [MINE.button(context.label("看「我的」"))]
    shown = tuple((COURSE, one.course.id) for one in held[:MOST])
    focus = CourseFocus(meaning.query, shown, 0, None, tuple(fact.value for fact in meaning.facts))
    return CourseReply(Markup("\n\n").join(parts), [buttons, more], focus)


def _stands(context: Context, one: Mine) -> Markup:
    if one.course.ends_at <= context.now and one.enrolment.state in _SEATED:
        return context.t("上完了")
    return own_short(context, one)


async def _of_others(context: Context, meaning: CourseMeaning) -> CourseReply | None:
    """Asked of a course that one is not enrolled in: as its record says."""
    chosen = await choose(context, meaning.query, meaning.query.name, relaxing=False)
    rule = _rule(context, meaning.own) if meaning.own is not None else Markup()
    if not chosen.ids or not chosen.surely or (not meaning.query.noun and chosen.fit < Fit.PART):
        return None
    if len(chosen.ids) == 1:
        one = await courses.find(context.tx, chosen.ids[0])
        assert one is not None
        return await one_course(context, one, meaning, rule or None)
    some = await courses.find_many(context.tx, chosen.ids[:MOST])
    rows = [[course_button(context, one, short_title(one.title))] for one in some]
    return CourseReply(rule + "\n" + context.t("您问的是哪一门?"), rows)
