"""The questions about a course that its organiser answers, when writing one and when changing one.

Every field has one reader of typed text, which the step, the change of one field and a line typed at the summary share.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from markupsafe import Markup
from telegram import Message

from handlers.cards.course_fields import (
    FIELDS,
    FIRST,
    NO,
    TEXTS,
    YES,
    draft_of,
    files_in,
    kept_sessions,
    sessions_in,
    value_words,
)
from handlers.cards.course_times import add_sessions, read_sessions
from handlers.cards.duties import read_ladder
from handlers.cards.moments import moment
from handlers.cards.questions import attached
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, always, only_corrected
from handlers.language.amounts import number
from handlers.language.moments import folded, read_moment
from storage.dialogues import Answers
from storage.model.courses import (
    LONGEST_INTRO,
    LONGEST_LINE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    MOST_COST_FEN,
    MOST_FILES,
    MOST_QUESTIONS,
    MOST_SEATS,
    Draft,
)
from storage.model.local_time import MINUTE_MS, instant, local_date
from storage.model.questions import Attachment
from storage.model.texts import cleaned

Read = Callable[[Context, str, Answers], Answers | Again]

CLOSES_AT = 18 * 60
"""What a date alone means where enrolling or cancelling ends."""
SHORTEST_TITLE = 2
QUESTIONS = {
    "title": "课程叫什么?也可以一句话写全,例如:\n「12月5日下午两点在实训楼开焊接实操课,20个名额,讲师示例领军人乙」",
    "place": "在哪里上课?",
    "seats": "多少个名额?写个数字。",
    "teacher": "讲师是谁?",
    "cost": "怎么收费?例如「30元」。",
    "eligible": "适合谁来?例如「本区各单位一线职工」「新手」。",
    "bring": "要请大家带什么?",
    "topic": "属于哪一类?例如「焊接」「烹饪」。职工按类别找课。",
    "intro": "请写几句简介:讲什么、怎么学。",
    "questions": "报名时要问大家什么?一行一个问题,最多 5 个,例如「有电工证吗?」。",
    "enrol_until": "报名什么时候截止?例如「12月3日18点」「开课前2天」。",
    "cancel_until": "最晚什么时候可以自己取消?例如「12月4日12点」「开课前1天」。",
    "per_unit": "每个单位最多几个人?写个数字。",
    "per_person": "一个人同时最多报几门您办的课?写个数字。",
    "ladder": "开课前几天提醒已报名的人?写天数,例如「3、1、0」,0 是当天。",
    "approval": "报名要您逐个审核吗?待审的人先占着名额。",
    "certificate": "来上课的人结业后发证书吗?",
}
"""What asks for a field (source strings)."""
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "place": (("", "地点另行通知"),),
    "seats": (("", "名额不限"),),
    "cost": (("0", "免费"), ("", "不写费用")),
    "enrol_until": (("", "到开课为止"),),
    "cancel_until": (("", "到开课为止"),),
    "per_unit": (("", "不限"),),
    "per_person": (("", "不限"),),
    "approval": (("", "不用审核"), (YES, "要审核")),
    "certificate": (("", "发证书"), (NO, "不发")),
    "ladder": ((NO, "不提醒"),),
}
"""Answers to tap."""
CLEARED = (("", "清空这一项"),)
_NOTHING = re.compile(r"不限制?|无限制?|没有?限制?|都行|多少都行")
_FREE = re.compile(r"免费|不收费|不要钱|公益")
_BEFORE = re.compile(
    r"(?:开课|上课|开始)?(?:的)?(?:前|提前)\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(?P<unit>天|小时)"
)
_NUMBER = re.compile(
    r"(?:最多|限)?\s*(?P<n>\d{1,6}|[零一二两三四五六七八九十百]{1,6})\s*(?:个?名额|个人|个|人|名|位|门|席)?(?:名额)?"
)


# reading


def _text(name: str) -> Read:
    least = SHORTEST_TITLE if name == "title" else 1
    most = {"title": LONGEST_TITLE, "intro": LONGEST_INTRO}.get(name, LONGEST_LINE)

    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        said = cleaned(text)
        if not least <= len(said) <= most:
            return Again(
                context.t(
                    "写了 {number} 字,要 {least} 到 {most} 字,请改一下再发。", number=len(said), least=least, most=most
                )
            )
        return {**answers, name: said}

    return read


def _number(name: str, most: int) -> Read:
    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        said = folded(text).strip()
        if _NOTHING.fullmatch(said):
            return {**answers, name: ""}
        found = _NUMBER.fullmatch(said)
        value = number(found["n"]) if found is not None else 0
        if not 1 <= value <= most:
            return Again(context.t("请写一个数字,1 到 {most},例如「20」。", most=most))
        return {**answers, name: value}

    return read


def _read_cost(context: Context, text: str, answers: Answers) -> Answers | Again:
    said = folded(text).strip()
    if _FREE.search(said):
        return {**answers, "cost": "0"}
    try:
        fen = int(Decimal(re.sub(r"[每人/收费¥\uffe5元块钱\s]", "", said)) * 100)
    except (InvalidOperation, ValueError, OverflowError):
        return Again(context.t("没看懂费用。请写「免费」或者「30元」。"))
    if not 0 <= fen <= MOST_COST_FEN:
        return Again(context.t("费用请写 0 到 {most} 元。", most=MOST_COST_FEN // 100))
    return {**answers, "cost": str(fen)}


def _moment(name: str) -> Read:
    def read(context: Context, text: str, answers: Answers) -> Answers | Again:
        zone, said = context.office.zone, folded(text).strip()
        begins = min((one.begins_at for one in _present(answers).sessions), default=None)
        ahead = _BEFORE.search(said)
        if ahead is not None and begins is not None:
            count = number(ahead["n"])
            if ahead["unit"] == "小时":
                at = begins - count * 60 * MINUTE_MS
            else:
                at = instant(local_date(begins - count * 24 * 60 * MINUTE_MS, zone), CLOSES_AT, zone)
        else:
            found = read_moment(said, context.now, zone)
            if found is None:
                return Again(context.t("没看懂这个时间。请写日期和几点,例如「12月3日18点」「开课前2天」。"))
            at = found.at(zone, CLOSES_AT)
        if at <= context.now:
            return Again(context.t("写的是 {moment},已经过了。请再发一次。", moment=moment(context, at)))
        if begins is not None and at > begins:
            return Again(context.t("要早于开课({begins})。请再发一次。", begins=moment(context, begins)))
        return {**answers, name: at}

    return read


def _read_sessions(context: Context, text: str, answers: Answers) -> Answers | Again:
    written = read_sessions(context, text, _present(answers).sessions)
    if isinstance(written, Again):
        return written
    return {**answers, "sessions": kept_sessions(written.sessions), "guessed": written.guessed}


def _read_more(context: Context, text: str, answers: Answers) -> Answers | Again:
    written = add_sessions(context, text, _present(answers).sessions)
    if isinstance(written, Again):
        return written
    return {**answers, "sessions": kept_sessions(written.sessions)}


def _read_questions(context: Context, text: str, answers: Answers) -> Answers | Again:
    asked = [cleaned(line) for line in text.splitlines() if line.strip()]
    if len(asked) > MOST_QUESTIONS:
        return Again(context.t("最多问 {most} 个问题,您写了 {number} 个。", most=MOST_QUESTIONS, number=len(asked)))
    if not asked or max(map(len, asked)) > LONGEST_QUESTION:
        return Again(context.t("每个问题最多 {most} 字,请改短再发。", most=LONGEST_QUESTION))
    return {**answers, "questions": asked}


def _read_ladder(context: Context, text: str, answers: Answers) -> Answers | Again:
    ladder = read_ladder(folded(text))
    if ladder is None:
        return Again(context.t("没看懂。请写提前的天数,例如「3、1、0」,0 是当天。"))
    return {**answers, "ladder": [days for days in ladder if days >= 0] or NO}


READERS: Mapping[str, Read] = {
    **{name: _text(name) for name in TEXTS},
    "sessions": _read_sessions,
    "more": _read_more,
    "seats": _number("seats", MOST_SEATS),
    "per_unit": _number("per_unit", MOST_SEATS),
    "per_person": _number("per_person", 100),
    "cost": _read_cost,
    "enrol_until": _moment("enrol_until"),
    "cancel_until": _moment("cancel_until"),
    "questions": _read_questions,
    "ladder": _read_ladder,
}
"""What a typed text makes of the answers, by field."""


# steps


def field_step(name: str, *, needed: Callable[[Answers], bool] = always) -> Step:
    """The step that asks for one field; `needed`: whether the walk through the form comes to it."""
    if name in ("files", "after"):
        return _files_step(name, needed)
    reader = READERS.get(name)

    def ask(context: Context, answers: Answers) -> Markup:
        return _now_it_is(context, answers, name) + _question(context, name)

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if reader is None:
            return None if message.text else Again(context.t("请点一个按钮。"))
        if message.text is None:
            return Again(context.t("这一步只收文字。"))
        return reader(context, message.text, answers)

    return Step(name, ask, hear, optional=_may_lack(name), choices=CHOICES.get(name, ()), needed=needed)


def chosen_step(name: str) -> Step:
    """The same in the form that changes one field."""
    step = field_step(name, needed=chosen(name))
    choices = CLEARED if _may_lack(name) else step.choices
    return Step(name, step.ask, step.read, collects=step.collects, choices=choices, needed=step.needed)


def chosen(field: str) -> Callable[[Answers], bool]:
    """For a step of the form that changes one field."""
    return lambda answers: answers.get("field") == field


def rare_step(name: str) -> Step:
    """A field that the ordinary course does without: asked when the organiser goes to it."""
    return field_step(name, needed=only_corrected(name))


def settings_step() -> Step:
    """更多设置: the way to those fields."""

    def ask(context: Context, answers: Answers) -> Markup:
        return context.t("还可以设这些,都不是必填的:")

    rare = tuple((name, label) for name, label in FIELDS.items() if name not in FIRST)
    return Step("settings", ask, choices=(*rare, ("giver", "谁来办")), leads=True, needed=only_corrected("settings"))


def more_step() -> Step:
    """再加一次: one more session, or several."""

    def ask(context: Context, answers: Answers) -> Markup:
        return _now_it_is(context, answers, "sessions") + context.t(
            "再加哪一次?例如「12月12日下午两点」。一次可以写几个时间,也可以写「每周三晚上七点,共四次」。"
        )

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.text is None:
            return Again(context.t("这一步只收文字。"))
        return _read_more(context, message.text, answers)

    return Step("more", ask, hear, needed=only_corrected("more"))


def _may_lack(name: str) -> bool:
    """Whether a course may be without it, and no choice says so in its own words."""
    return name not in ("title", "sessions", *CHOICES)


def _present(answers: Answers) -> Draft:
    """The course as it is so far: what is being changed, with what was answered, or what was answered alone."""
    before = answers.get("before")
    if isinstance(before, list) and "sessions" not in answers:
        return Draft(title="", sessions=sessions_in(answers, "before"))
    return draft_of(answers, None)


def _now_it_is(context: Context, answers: Answers, field: str) -> Markup:
    """What the field says now, in front of the question."""
    one = answers.get("one")
    if field in answers:
        draft: Draft = draft_of(answers, None)
    elif isinstance(one, Draft):
        draft = one
    else:
        return Markup("")
    shown = value_words(context.words, context.office.zone, context.now, draft, field)
    if not shown:
        return Markup("")
    return context.t("现在:{value}", value=shown if "\n" not in shown else Markup("\n{}").format(shown)) + "\n\n"


def _question(context: Context, name: str) -> Markup:
    if name == "sessions":
        return context.t(
            "什么时候上课?例如「12月5日下午两点到四点」;没写到几点的按 2 小时算。\n"
            "上几次的写「每周三晚上七点,共四次」,或者把每次的时间都写上。"
        )
    message = QUESTIONS[name]
    return context.t(message)


def _files_step(name: str, needed: Callable[[Answers], bool]) -> Step:
    def ask(context: Context, answers: Answers) -> Markup:
        files = files_in(answers, name)
        if files:
            got = attached(context.words, [Attachment(file.kind, file.file_id) for file in files])
            return context.t("已收到 {files}。发完点「完成」。", files=got)
        if name == "after":
            return context.t("课后资料发给我,上完课只给来过的人看。图片或文件,最多 {most} 个。", most=MOST_FILES)
        return context.t("有海报、教材这样的图片或文件就发给我,谁都能看,最多 {most} 个。", most=MOST_FILES)

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.photo:
            file = ["photo", message.photo[-1].file_id]
        elif message.document is not None:
            file = ["document", message.document.file_id]
        else:
            return None if message.text else Again(context.t("这一步只收图片和文件。"))
        files = [[one.kind, one.file_id] for one in files_in(answers, name)]
        if len(files) >= MOST_FILES:
            return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_FILES))
        return {**answers, name: [*files, file]}

    return Step(name, ask, hear, optional=True, collects=True, needed=needed)
