"""报名: from the button to a seat, a place in the line, or a kind no.

The first time the person is asked whether name and unit may be kept. A course that counts units asks for the unit once;
one that asks questions opens a form. Two taps at most for whoever has nothing to be asked.
"""

from telegram import Update

from handlers.cards.consent_enrol import agreed, keep_consent
from handlers.cards.courses import ENROL, ENROL_HERE, course_card, short_title
from handlers.cards.enrolling import (
    AGREE,
    AGREE_NAMED,
    SURE,
    Put,
    answer,
    clash_card,
    consent_page,
    outcome_words,
    refused,
    tapped_course,
)
from handlers.cards.enrolment_form import STEPS, questions_in, step_name, summary
from handlers.cards.settings import SWITCH
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import SUMMARY, Form
from handlers.kit.room import Room
from handlers.kit.taps import Tap
from storage import enrolments, preferences, profiles
from storage.dialogues import Answers
from storage.model.courses import Course, Enrolling, enrolling
from storage.model.enrolments import ALIVE, CLOSED, Refusal
from storage.model.preferences import COURSE

FRESH = Tap("course.fresh", int)
"""Give up the half-filled form of another course for this one's."""

room = Room("enrolling")


@room.on_tap(ENROL, action="course.enrol")
async def enrol_from_afar(update: Update, context: Context) -> None:
    """报名 under an answer, a reminder or a notice, which stays."""
    await _start(context, context.say)


@room.on_tap(ENROL_HERE, action="course.enrol")
async def enrol(update: Update, context: Context) -> None:
    """报名 on the card."""
    await _start(context, context.edit)


@room.on_tap(AGREE, action="course.enrol")
async def agree(update: Update, context: Context) -> None:
    """Keep the consent and the proposed name, then go on."""
    await _agree(context)


@room.on_tap(AGREE_NAMED, action="course.enrol")
async def agree_named(update: Update, context: Context) -> None:
    """Keep the consent; the form asks for the name."""
    await _agree(context, renamed=True)


@room.on_tap(SURE, action="course.enrol")
async def enrol_surely(update: Update, context: Context) -> None:
    """Go on, although something else is on at that time."""
    course = await _open_course(context, context.edit)
    if course is None:
        return
    if not await agreed(context):
        await context.edit(*await consent_page(context, course))
        return
    await _ask_or_enrol(context, context.edit, course)


@room.on_tap(FRESH, action="course.enrol")
async def start_anew(update: Update, context: Context) -> None:
    """This course's form instead of the half-filled one."""
    course = await _open_course(context, context.edit)
    if course is None:
        return
    if await agreed(context):
        await dialogue.begin(context, ENTRY, await _asked(context, course))
    else:
        await context.edit(*await consent_page(context, course))


async def _start(context: Context, put: Put) -> None:
    course = await _open_course(context, put)
    if course is None:
        return
    if await agreed(context):
        await _go_on(context, put, course)
    else:
        await put(*await consent_page(context, course))


async def _agree(context: Context, *, renamed: bool = False) -> None:
    course = await _open_course(context, context.edit)
    if course is None:
        return
    before = await agreed(context)
    await keep_consent(context)
    if renamed and not before:  # the name that is kept stands until there is another
        await _ask_or_enrol(context, context.edit, course, renamed=True)
    else:
        await _go_on(context, context.edit, course)


async def _open_course(context: Context, put: Put) -> Course | None:
    """The course, if one can enrol now and the person has not; else say why not and show how it stands."""
    course = await tapped_course(context)
    if course is None:
        return None
    if not context.private:  # a group is shown a link into the private chat instead of this button
        await context.toast(context.label("报名请到和我的私聊里,免得大家都看到"), alert=True)
        return None
    own = await enrolments.of(context.tx, course.id, context.person.id) if context.person.id else None
    if own is not None and own.state in ALIVE:
        await refused(context, put, Refusal.ALREADY, course)
        return None
    stands = enrolling(course, context.now)
    if stands is not Enrolling.OPEN:
        await refused(context, put, CLOSED[stands], course)
        return None
    return course


async def _go_on(context: Context, put: Put, course: Course) -> None:
    """Warn of what else is on at that time, else go on."""
    found = await enrolments.clashes(context.tx, context.person.id, course)
    if found:
        await put(*clash_card(context, course, found))
        return
    await _ask_or_enrol(context, put, course)


async def _ask_or_enrol(context: Context, put: Put, course: Course, *, renamed: bool = False) -> None:
    """Open the form where there is something to ask, another name where one is to be `renamed`; else enrol."""
    asked = await _asked(context, course)
    if renamed:
        asked["ask_name"] = True
    if ENTRY.missing(asked) == SUMMARY:
        await _enrol(context, put, course)
        return
    waiting = await dialogue.waiting(context, ENTRY)
    if waiting is None or len(waiting.answers) <= len(asked):  # nothing was answered yet
        await dialogue.begin(context, ENTRY, asked, below=put == context.say)
    elif waiting.answers.get("course") == course.id:
        await dialogue.go_on(context, ENTRY, waiting, below=put == context.say)
    else:
        title = short_title(str(waiting.answers.get("title", "")))
        text = context.t("您报「{title}」的问题还没答完。", title=title)
        fresh = FRESH.button(context.label("改报这门"), course.id)
        await dialogue.offer(context, ENTRY, waiting, text, fresh, below=put == context.say)


async def _asked(context: Context, course: Course) -> Answers:
    """What the form starts from: the course, and what there is to ask."""
    profile = await profiles.of(context.tx, context.person.id) or profiles.Profile()
    return {
        "course": course.id,
        "title": course.title,
        "questions": list(course.questions),
        "ask_name": not profile.name,
        "ask_unit": course.per_unit is not None and not profile.unit,
    }


async def _enrol(context: Context, put: Put, course: Course, answers: Answers | None = None) -> None:
    """Take a seat, or a place in the line, and say what happens next."""
    said = [(text, str((answers or {}).get(step_name(place), ""))) for place, text in enumerate(course.questions)]
    person, zone = context.person.id, context.office.zone
    done = await enrolments.enrol(context.tx, course, person, context.now, zone, said)
    if isinstance(done, Refusal):
        await refused(context, put, done, course)
        return
    await preferences.unmute(context.tx, person, COURSE, course.id)  # 「不再提醒此事」 was of another time
    await answer(context, outcome_words(context, done))
    await put(*await course_card(context, course))
    if not (await preferences.of(context.tx, person)).wants(COURSE):
        on = SWITCH.button(context.label("打开培训提醒"), COURSE, 1)
        await context.say(context.t("您关掉了培训提醒,到时候不会提醒您。要打开吗?"), [[on]])


async def _finish(context: Context, answers: Answers) -> None:
    number = answers["course"]
    context.tap = (number,)
    course = await _open_course(context, context.edit)
    if course is None:
        return
    person = context.person.id
    known = await profiles.of(context.tx, person) or profiles.Profile()
    name, unit = (" ".join(str(answers.get(key) or "").split()) for key in ("name", "unit"))
    await profiles.put(context.tx, person, name or known.name, unit or known.unit, context.now)
    if list(course.questions) != questions_in(answers):
        await _ask_again(context, course, answers)
        return
    await _enrol(context, context.edit, course, answers)


async def _ask_again(context: Context, course: Course, answers: Answers) -> None:
    """The organiser changed the questions meanwhile: what is answered stays, what is new is asked."""
    before = {text: answers.get(step_name(place)) for place, text in enumerate(questions_in(answers))}
    asked = await _asked(context, course)
    asked |= {step_name(place): before[text] for place, text in enumerate(course.questions) if before.get(text)}
    await answer(context, context.label("主办方刚改了要问的问题,请再看一遍"))
    await dialogue.begin(context, ENTRY, asked)


ENTRY = Form(
    name="enrolment",
    action="course.enrol",
    title="报名",
    steps=STEPS,
    summary=summary,
    finish=_finish,
    confirm="确认报名",
    cancelled="好的,没有报名。想报时再点「报名」。",
)
dialogue.add_form(room, ENTRY)
