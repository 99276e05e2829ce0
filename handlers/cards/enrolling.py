"""Enrolling in words: the question for consent, what else is on at that time, and what came of it."""

from collections.abc import Awaitable, Callable, Sequence

from markupsafe import Markup

from handlers.cards.consent_enrol import consent_card
from handlers.cards.course_refusals import refusal_words
from handlers.cards.courses import DECLINE, OPEN, course_card, course_list
from handlers.cards.moments import moment
from handlers.kit.context import Context
from handlers.kit.taps import Rows, Tap
from storage import courses, enrolments
from storage.model.courses import Course
from storage.model.enrolments import Clash, Enrolment, Refusal, State

AGREE = Tap("course.agree", int)
"""同意并报名: consent, with the name that Telegram shows; then enrol."""
AGREE_NAMED = Tap("course.agree_named", int)
"""The same, and write another name first."""
SURE = Tap("course.sure", int)
"""仍要报名, although something else is on at that time."""

ACCEPT_SURELY = Tap("course.accept_surely", int)
"""仍要这个名额, although something else is on at that time."""

SHOWN_CLASHES = 3

Put = Callable[..., Awaitable[None]]
"""`context.edit` on a card of ours, `context.say` below a message that is to stay."""


async def tapped_course(context: Context) -> Course | None:
    """The course that the tapped button is about; where there is none, say so and show the list instead."""
    one = await courses.find(context.tx, context.tap[0])
    if one is None:
        await context.toast(refusal_words(context.words, context.office.zone, Refusal.NOT_FOUND, None, context.now))
        await context.say(*await course_list(context))
    return one


async def answer(context: Context, said: str, *, alert: bool = False) -> None:
    """Say what came of it: as a toast, or in words to whoever typed."""
    if context.delivery.update.callback_query is not None:
        await context.toast(said, alert=alert)
    else:
        await context.say(said)


async def refused(context: Context, put: Put, refusal: Refusal, course: Course) -> None:
    """Say why not, and show how the course stands."""
    said = refusal_words(context.words, context.office.zone, refusal, course, context.now)
    own = await enrolments.of(context.tx, course.id, context.person.id) if context.person.id else None
    if refusal is Refusal.ALREADY and own is not None and own.state is State.WAITING:
        said = context.label("您已在候补第 {place} 位,有空位按顺序告诉您", place=own.place)
    elif refusal is Refusal.ALREADY and own is not None and own.state is State.OFFERED:
        said = context.label("有一个名额给您留着,请点「要这个名额」")
    await answer(context, said, alert=True)
    await put(*await course_card(context, course))


async def consent_page(context: Context, course: Course) -> tuple[Markup, Rows]:
    """What is kept and who sees it, with the name that is proposed."""
    yes = AGREE.button(context.label("同意并报名"), course.id)
    other = AGREE_NAMED.button(context.label("同意并改名字"), course.id)
    no = OPEN.button(context.label("不用了"), course.id)
    return await consent_card(context, course.title), [[yes], [other, no]]


def clash_card(context: Context, course: Course, found: Sequence[Clash]) -> tuple[Markup, Rows]:
    """What else the person has at that time."""
    lines = [*_clashing(context, course, found), context.t("还要报名吗?")]
    yes, no = SURE.button(context.label("仍要报名"), course.id), OPEN.button(context.label("不报了"), course.id)
    return Markup("\n").join(lines), [[yes, no]]


def offer_clash_card(context: Context, course: Course, found: Sequence[Clash]) -> tuple[Markup, Rows]:
    """The same, for a seat that is offered."""
    lines = [*_clashing(context, course, found), context.t("名额先给您留着。还要吗?")]
    yes = ACCEPT_SURELY.button(context.label("仍要这个名额"), course.id)
    return Markup("\n").join(lines), [[yes, DECLINE.button(context.label("不要了"), course.id)]]


def _clashing(context: Context, course: Course, found: Sequence[Clash]) -> list[Markup]:
    return [
        context.t("「{title}」和您已报的时间有冲突:", title=course.title),
        *(
            context.t("· {title}({moment})", title=clash.title, moment=moment(context, clash.begins_at))
            for clash in found[:SHOWN_CLASHES]
        ),
    ]


def outcome_words(context: Context, enrolment: Enrolment) -> str:
    """What came of enrolling or of taking an offer, and what happens next."""
    match enrolment.state:
        case State.PENDING:
            return context.label("已提交,等主办方审核。审完就告诉您,名额先给您留着")
        case State.WAITING:
            place = enrolment.place
            return context.label("名额满了,您在候补第 {place} 位。有空位按顺序告诉您,不用再来看", place=place)
    return context.label("报名成功!开课前提醒您,有变动马上告诉您")
