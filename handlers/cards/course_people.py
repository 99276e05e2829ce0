"""Who is on a course's list, as its organiser sees it: those to approve, the list, one of them."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from handlers.cards.course_desk import (
    APPROVE,
    APPROVE_ALL,
    DISMISS,
    FORGIVE,
    PENDING,
    PEOPLE,
    REFUSE,
    SOMEBODY,
    TABLE,
    back_row,
)
from handlers.cards.moments import moment
from handlers.cards.questions import excerpt
from handlers.kit.context import Context
from handlers.kit.paging import last_page, turning
from handlers.kit.taps import Rows
from handlers.kit.words import Words
from storage import enrolments
from storage.enrolments import Listed
from storage.model.courses import LONGEST_ANSWER, Course, Enrolling, enrolling
from storage.model.enrolments import ALIVE, State

TO_APPROVE = 4
"""People to approve on one page: with their answers, a phone's screen."""
SHOWN = 80
"""Characters of an answer there; the rest is on the page of the person."""
PAGE = 12
NUMBERS_A_ROW = 6
STANDINGS = {
    State.CONFIRMED: "已报名",
    State.PENDING: "待审",
    State.OFFERED: "名额留着",
    State.WAITING: "候补",
    State.CANCELLED: "自己取消",
    State.REFUSED: "未通过",
    State.LAPSED: "没排上",
}
"""What an enrolment's state is called on lists (source strings)."""


def standing(words: Words, state: State) -> str:
    """What this state is called on lists."""
    name = STANDINGS[state]
    return words.label(name)


def called(words: Words, one: Listed) -> str:
    """Who it is: the name they gave, else their number."""
    return one.name or words.label("没留姓名(编号 {number})", number=one.enrolment.person)


async def pending_page(context: Context, course: Course, page: int = 0) -> tuple[Markup, Rows]:
    """Those to approve, the first first, each with their answers."""
    total = await enrolments.count(context.tx, course.id, [State.PENDING])
    last = last_page(total, TO_APPROVE)
    page = min(max(page, 0), last)
    found = await enrolments.listed(context.tx, course.id, [State.PENDING], TO_APPROVE, page * TO_APPROVE)
    title = context.t("<b>待审</b> · {title}", title=course.title)
    if not found:
        return title + "\n\n" + context.t("都审完了。"), [back_row(context, course)]
    lines, rows = [Markup("{} · {}").format(title, total)], []
    for number, one in enumerate(found, page * TO_APPROVE + 1):
        lines += [Markup(""), Markup("<b>{}</b> {}").format(number, _who(context.words, one))]
        lines += _answers(one, SHOWN)
        passed = APPROVE.button(context.label("✅ {number} 通过", number=number), one.enrolment.id)
        rows.append([passed, REFUSE.button(context.label("✗ {number} 不通过", number=number), one.enrolment.id)])
    if page == 0 and len(found) > 1:  # a later page would approve who is not in sight
        everybody = context.label("✅ 这 {number} 人都通过", number=len(found))
        rows.append([APPROVE_ALL.button(everybody, course.id, found[-1].enrolment.id)])
    rows.append(turning(context, PENDING, page, last, course.id))
    rows.append(back_row(context, course))
    return Markup("\n").join(lines), [row for row in rows if row]


async def people_page(context: Context, course: Course, page: int = 0) -> tuple[Markup, Rows]:
    """The list, in the order of enrolling."""
    total = await enrolments.count(context.tx, course.id, ALIVE)
    last = last_page(total, PAGE)
    page = min(max(page, 0), last)
    found = await enrolments.listed(context.tx, course.id, ALIVE, PAGE, page * PAGE)
    lines = [context.t("<b>名单</b> · {title} · {total} 人", title=course.title, total=total), Markup("")]
    buttons: list[InlineKeyboardButton] = []
    for number, one in enumerate(found, page * PAGE + 1):
        state = one.enrolment.state
        mark = "" if state is State.CONFIRMED else Markup(" · <i>{}</i>").format(standing(context.words, state))
        if one.enrolment.place:
            mark = Markup(" · <i>{}</i>").format(context.label("候补第 {place} 位", place=one.enrolment.place))
        lines.append(Markup("{} {}{}").format(number, _who(context.words, one), mark))
        buttons.append(SOMEBODY.button(str(number), one.enrolment.id))
    if not found:
        lines.append(context.t("名单上还没有人。"))
    rows = [buttons[at : at + NUMBERS_A_ROW] for at in range(0, len(buttons), NUMBERS_A_ROW)]
    rows.append(turning(context, PEOPLE, page, last, course.id))
    if found:
        rows.append([TABLE.button(context.label("导出表格"), course.id)])
    rows.append(back_row(context, course))
    return Markup("\n").join(lines), [row for row in rows if row]


def person_page(context: Context, course: Course, one: Listed) -> tuple[Markup, Rows]:
    """One of them, and what can be done."""
    enrolment = one.enrolment
    lines = [
        Markup("<b>{}</b>").format(called(context.words, one)),
        Markup("{} · {}").format(course.title, standing(context.words, enrolment.state)),
        context.t("单位:{unit}", unit=enrolment.unit) if enrolment.unit else context.t("没留单位"),
        context.t("报名时间:{moment}", moment=moment(context, enrolment.created_at)),
        *_answers(one),
    ]
    if enrolment.reason:
        lines.append(context.t("原因:{reason}", reason=enrolment.reason))
    rows: list[list[InlineKeyboardButton]] = []
    alive = enrolling(course, context.now) not in (Enrolling.CANCELLED, Enrolling.ENDED)
    if enrolment.state is State.PENDING and alive:
        passed = APPROVE.button(context.label("✅ 通过"), enrolment.id)
        rows.append([passed, REFUSE.button(context.label("✗ 不通过"), enrolment.id)])
    elif enrolment.state in ALIVE and alive:
        rows.append([DISMISS.button(context.label("移出名单"), enrolment.id)])
    elif enrolment.state is State.REFUSED and alive:
        rows.append([forgive_button(context.words, one)])
    rows.append([PEOPLE.button(context.label("返回名单"), course.id, 0)])
    return Markup("\n").join(lines), rows


def forgive_button(words: Words, one: Listed) -> InlineKeyboardButton:
    """Let somebody who was turned down enrol again."""
    return FORGIVE.button(words.label("还让这位报名"), one.enrolment.id)


def _who(words: Words, one: Listed) -> Markup:
    name = called(words, one)
    return Markup("{} · {}").format(name, one.enrolment.unit) if one.enrolment.unit else Markup("{}").format(name)


def _answers(one: Listed, longest: int = LONGEST_ANSWER) -> list[Markup]:
    return [Markup("{}\n— {}").format(question, excerpt(answer, longest)) for question, answer in one.answers]
