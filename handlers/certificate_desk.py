"""The organiser's side of certificates: which were issued for a course, and revoking one with a reason."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import InlineKeyboardButton, Update

from handlers.cards.attendance import ISSUED
from handlers.cards.certificates import facts, verified
from handlers.cards.courses import MANAGE_HERE
from handlers.kit import dialogue
from handlers.kit.context import Context
from handlers.kit.form import Form, Step, number_in, text_answer
from handlers.kit.paging import last_page, turning
from handlers.kit.room import Room
from handlers.kit.taps import Rows, Tap
from storage import audit, certificates, courses, people
from storage.dialogues import Answers
from storage.model.certificates import LONGEST_REASON, Certificate
from storage.model.courses import Course
from storage.model.local_time import DAY_MS
from storage.model.post import Lane

PAGE = 8
TOLD_TTL_MS = 7 * DAY_MS
PAGE_OF = Tap("certificate.page", int, int)
"""A page of a course's certificates, in place: course, page."""
LOOK = Tap("certificate.look", int)
REVOKE = Tap("certificate.revoke", int)

room = Room("certificate_desk")


@room.on_tap(ISSUED, action="course.edit")
async def show(update: Update, context: Context) -> None:
    """Which certificates were issued for a course."""
    course = await _course(context, context.tap[0])
    if course is not None:
        await context.say(*await _list(context, course, 0))


@room.on_tap(PAGE_OF, action="course.edit")
async def turn(update: Update, context: Context) -> None:
    """Another page of them, in place."""
    number, page = context.tap
    course = await _course(context, number)
    if course is not None:
        await context.edit(*await _list(context, course, page))


@room.on_tap(LOOK, action="course.edit")
async def look(update: Update, context: Context) -> None:
    """One of them, as anybody who has its number sees it."""
    one = await _certificate(context, context.tap[0])
    if one is None:
        return
    row = [PAGE_OF.button(context.label("返回"), one.course or 0, 0)]
    if one.revoked_at is None:
        row.insert(0, REVOKE.button(context.label("撤销这张证书"), one.id))
    await context.edit(verified(context.words, context.office.zone, one), [row])


@room.on_tap(REVOKE, action="course.edit")
async def revoke(update: Update, context: Context) -> None:
    """Ask for the reason."""
    one = await _certificate(context, context.tap[0])
    if one is not None and one.revoked_at is not None:
        await context.toast(context.label("这张证书已经撤销了"))
    elif one is not None:
        await dialogue.begin(context, FORM, {"certificate": one.id})


async def _list(context: Context, course: Course, page: int) -> tuple[Markup, Rows]:
    total = await certificates.count(context.tx, course.id)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    lines = [Markup("<b>{}</b>").format(course.title)]
    if not course.certificate:
        lines.append(context.t("这门课不发证书。"))
    elif total:
        lines.append(context.count("已发证书 {number} 张", "已发证书 {number} 张", total))
    else:
        lines.append(context.t("还没有人领证书。上完课、到课够了的人,自己点「领证书」就能领。"))
    rows: list[Sequence[InlineKeyboardButton]] = []
    for one in await certificates.of_course(context.tx, course.id, PAGE, page * PAGE):
        label = f"{one.name} {one.number}" if one.revoked_at is None else f"❌ {one.name} {one.number}"
        rows.append([LOOK.button(label, one.id)])
    rows.append(turning(context, PAGE_OF, page, last, course.id))
    rows.append([MANAGE_HERE.button(context.label("回到这门课"), course.id)])
    return Markup("\n").join(lines), [row for row in rows if row]


async def _certificate(context: Context, number: object) -> Certificate | None:
    """The certificate of this number, where the person may run its course; says so where not."""
    one = await certificates.find(context.tx, number) if isinstance(number, int) else None
    if one is None:
        await context.toast(context.label("没有找到这张证书"))
        return None
    return one if await _course(context, one.course) is not None else None


async def _course(context: Context, number: int | None) -> Course | None:
    course = await courses.find(context.tx, number) if number is not None else None
    if course is None:
        await context.toast(context.label("没有找到这门课,请看最新的课程"))
    elif context.may("course.edit", course.studio or -1):
        return course
    else:
        await context.toast(context.label("这门课不归您管,请找开课的工作室"), alert=True)
    return None


def _ask_reason(context: Context, answers: Answers) -> Markup:
    return context.t("为什么撤销?原因会告诉本人,核验的人也看得到({most} 字以内)。", most=LONGEST_REASON)


async def _recall(context: Context, answers: Answers) -> Answers:
    one = await certificates.find(context.tx, number_in(answers, "certificate"))
    return {"facts": facts(context.words, context.office.zone, one) if one is not None else Markup("")}


def _summary(context: Context, answers: Answers) -> Markup:
    lines = [
        context.t("<b>撤销这张证书?</b>"),
        Markup(answers.get("facts", "")),
        context.t("原因:{reason}", reason=answers["reason"]),
    ]
    return Markup("\n").join(lines)


async def _finish(context: Context, answers: Answers) -> None:
    """Revoke it, once; its owner hears why."""
    one = await _certificate(context, answers.get("certificate"))
    if one is None:
        return
    reason = str(answers["reason"])
    if await certificates.revoke(context.tx, one.id, reason, context.now):
        subject = f"certificate {one.id}"  # its number names somebody, and so may the reason
        await audit.note(context.tx, context.person.id, "course.edit", subject, context.now, "revoked")
        owner = await people.find(context.tx, one.person)
        if owner is not None:
            text = context.words_for(owner).t(
                "您的培训证书 {number}(《{title}》)被撤销了:{reason}。有疑问请点「转人工」。",
                number=one.number,
                title=one.title,
                reason=reason,
            )
            key = f"certificate:{one.id}:revoked"
            await context.tell(owner, text, lane=Lane.NOTICE, key=key, ttl_ms=TOLD_TTL_MS)
    now = await certificates.find(context.tx, one.id) or one
    row = [PAGE_OF.button(context.label("返回"), one.course or 0, 0)]
    await context.edit(verified(context.words, context.office.zone, now), [row])


FORM = Form(
    name="revoking",
    action="course.edit",
    title="撤销证书",
    steps=[Step("reason", _ask_reason, text_answer("reason", 2, LONGEST_REASON))],
    summary=_summary,
    finish=_finish,
    confirm="确认撤销",
    cancelled="好的,证书照样有效。",
    recall=_recall,
)
dialogue.add_form(room, FORM)
