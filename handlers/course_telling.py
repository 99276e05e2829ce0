"""An organiser writes to those on a course's list, and only to them: text, to whom, a look at it, then it goes."""

from markupsafe import Markup
from telegram import InlineKeyboardMarkup, Update

from handlers.cards.course_desk import TELL, living, note
from handlers.cards.courses import CARD, MANAGE_HERE
from handlers.cards.questions import quote
from handlers.kit import dialogue
from handlers.kit.context import Context, message_text
from handlers.kit.form import Form, Step, text_answer
from handlers.kit.room import Room
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage import audiences, audit, courses, enrolments, mailings
from storage.dialogues import Answers
from storage.model.audiences import ENROLLED, SEATED, Condition
from storage.model.courses import Course, next_session
from storage.model.enrolments import ALIVE, State
from storage.model.mailings import NEWS, NewMailing
from storage.model.post import Lane

LONGEST = 800
"""Characters of a message: with its heading it fits into one."""
A_DAY = 3
"""Messages that one course's list gets in 24 hours at most, whoever writes them."""
DAY_MS = 24 * 3600 * 1000
LASTS_MS = 7 * DAY_MS
SENT = "wrote to the list"

room = Room("course_telling")


@room.on_tap(TELL, action="course.edit")
async def begin(update: Update, context: Context) -> None:
    """Ask for the text, unless the list has been told enough for today."""
    one = await living(context, context.tap[0])
    if one is None or await _enough(context, one):
        return
    await dialogue.begin(context, FORM, {"course": one.id})


async def _enough(context: Context, one: Course) -> bool:
    sent = await audit.number_since(context.tx, f"course {one.id}", SENT, context.now - DAY_MS)
    if sent >= A_DAY:
        await context.toast(context.label("一天里最多通知 {most} 次,今天已经够了,明天再发吧", most=A_DAY), alert=True)
    return sent >= A_DAY


async def _recall(context: Context, answers: Answers) -> Answers:
    number = answers["course"]
    assert isinstance(number, int)
    one = await courses.find(context.tx, number)
    return {
        "title": one.title if one is not None else "",
        ENROLLED: await enrolments.count(context.tx, number, ALIVE),
        SEATED: await enrolments.count(context.tx, number, [State.CONFIRMED]),
    }


def _ask_text(context: Context, answers: Answers) -> Markup:
    return context.t(
        "要告诉《{title}》名单上的人什么?写好直接发,最多 {most} 字。", title=answers["title"], most=LONGEST
    )


def _ask_whom(context: Context, answers: Answers) -> Markup:
    return context.t(
        "发给谁?\n已报名 {seated} 人;连待审、候补的一共 {enrolled} 人。",
        seated=answers[SEATED],
        enrolled=answers[ENROLLED],
    )


def _message(words: Words, title: str, text: str) -> Markup:
    return Markup("{}\n{}").format(words.t("📢 《{title}》的主办方说:", title=title), text)


def _summary(context: Context, answers: Answers) -> Markup:
    people = answers[str(answers["whom"])]
    assert isinstance(people, int)
    message = _message(context.words, str(answers["title"]), str(answers["text"]))
    return Markup("{}\n{}\n{}").format(
        context.t("大家会收到:"),
        quote(message),
        context.count("发给 {number} 人。", "发给 {number} 人。", people),
    )


async def _send(context: Context, answers: Answers) -> None:
    one = await living(context, answers["course"])
    if one is None:
        return
    back = [[MANAGE_HERE.button(context.label("返回课程管理"), one.id)]]
    if await _enough(context, one):
        await context.edit(context.t("没有发:今天已经通知过 {most} 次了。", most=A_DAY), back)
        return
    kind = SEATED if answers["whom"] == SEATED else ENROLLED
    number = await enrolments.count(context.tx, one.id, [State.CONFIRMED] if kind == SEATED else ALIVE)
    if not number:
        await context.edit(context.t("没有发:名单上没有人。"), back)
        return
    if number > context.office.approval_over and not context.may("notice.send"):
        most = context.office.approval_over
        await context.edit(context.t("没有发:超过 {most} 人的通知,请联系区总工会管理员来发。", most=most), back)
        return
    await _mail(context, one, kind, str(answers["text"]), number)
    await note(context, one, SENT)
    sending = context.count("✅ 正在发给 {number} 人。", "✅ 正在发给 {number} 人。", number)
    await context.edit(sending + context.t("晚上休息的人,早上收到。"), back)


async def _mail(context: Context, one: Course, kind: str, text: str, number: int) -> None:
    audience = await audiences.create(context.tx, [Condition(kind, str(one.id))], context.now)
    bodies: dict[str, dict[str, object]] = {}
    for language, words in context.office.words.items():
        keys = InlineKeyboardMarkup([[CARD.button(words.label("查看课程"), one.id)]]).to_dict()
        said = message_text(_message(words, one.title, text))
        bodies["" if language == SOURCE_LANGUAGE else language] = {**said, "reply_markup": keys}
    nearest = next_session(one, context.now)
    letter = NewMailing(
        kind=NEWS,
        lane=Lane.NOTICE,
        method="sendMessage",
        created_by=context.person.id,
        start_at=context.now,
        audience=audience,
        expires_at=context.now + LASTS_MS,
        expected=number,
        known_by=nearest.begins_at if nearest is not None else None,
    )
    await mailings.create(context.tx, letter, bodies, context.now)


FORM = Form(
    name="course_telling",
    action="course.edit",
    title="通知",
    steps=(
        Step("text", _ask_text, text_answer("text", 2, LONGEST)),
        Step("whom", _ask_whom, choices=((SEATED, "只发给已报名的"), (ENROLLED, "连待审、候补的"))),
    ),
    summary=_summary,
    finish=_send,
    confirm="发出",
    cancelled="好的,没有发。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
