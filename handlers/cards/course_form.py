"""The questions about a course that its organiser answers, when writing one and when changing one.

Every field has one reader of typed text, which the step, the change of one field and a line typed at the summary share.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from telegram import Message

from handlers.cards.course_doubts import doubt_lines
from handlers.cards.course_fields import (
    FIELDS,
    FIRST,
    NO,
    YES,
    days_in,
    draft_of,
    files_in,
    had,
    sessions_in,
    value_words,
)
from handlers.cards.course_fixing import aside, own_words
from handlers.cards.course_reading import READERS, Read
from handlers.cards.moments import day
from handlers.cards.questions import attached
from handlers.kit.context import Context
from handlers.kit.form import Again, Step, always, media_of, only_corrected, read_nothing
from handlers.language.course_fix import clearly_asks
from handlers.language.course_line import read_course
from storage.dialogues import Answers
from storage.model.courses import (
    MOST_FILES,
    Draft,
)
from storage.model.local_time import local_date
from storage.model.questions import Attachment

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
OPEN_TEXTS = ("intro", "questions")
"""Fields whose text may ask anything, and name any other."""


# steps


def field_step(
    name: str,
    *,
    needed: Callable[[Answers], bool] = always,
    read: Read | None = None,
    more: Callable[[Context, Message, Answers], Answers | Again | None] = read_nothing,
) -> Step:
    """The step that asks for one field; `needed`: whether the walk through the form comes to it; `read`: in place of the
    field's own reader; `more`: see `Step`."""
    if name in ("files", "after"):
        return _files_step(name, needed)
    reader = read or READERS.get(name)

    def ask(context: Context, answers: Answers) -> Markup:
        if name == "sessions" and not sessions_in(answers) and (days := days_in(answers)):
            return _ask_hour(context, days)
        doubts = doubt_lines(context, answers) if name == "sessions" else []
        return Markup("\n").join([*doubts, _now_it_is(context, answers, name) + _question(context, name)])

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        if message.text is None:
            return Again(context.t("请点一个按钮。") if reader is None else context.t("这一步只收文字。"))
        if name not in OPEN_TEXTS:
            if clearly_asks(message.text):
                return None  # a question in the middle of the form: others answer it, and the form waits
            other = _aside(context, message.text, answers, name)
            if other is not None:
                return other
        return reader(context, own_words(message.text, name), answers) if reader is not None else None

    return Step(name, ask, hear, optional=_may_lack(name), choices=CHOICES.get(name, ()), needed=needed, more=more)


def _aside(context: Context, text: str, answers: Answers, name: str) -> Again | None:
    """What was said of another field; a name may come with the whole course, which its own reader knows."""
    if name == "title" and ("\n" in text or read_course(text, context.now, context.office.zone).title):
        return None
    return aside(context, text, answers, name)


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
        return READERS["more"](context, message.text, answers)

    return Step("more", ask, hear, needed=only_corrected("more"))


def _may_lack(name: str) -> bool:
    """Whether a course may be without it, and no choice says so in its own words."""
    return name not in ("title", "sessions", *CHOICES)


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
            "什么时候上课?例如「12月5日下午两点到四点」;没写几点下课的按 2 小时算。\n"
            "上几次的写「每周三晚上七点,共四次」,或者把每次的时间都写上。"
        )
    message = QUESTIONS[name]
    return context.t(message)


def _ask_hour(context: Context, days: Sequence[date]) -> Markup:
    today = local_date(context.now, context.office.zone)
    named = context.label("、").join(day(context.words, one, today) for one in days)
    return context.t("{days},几点上课?例如「下午两点到四点」。", days=named)


def _files_step(name: str, needed: Callable[[Answers], bool]) -> Step:
    def ask(context: Context, answers: Answers) -> Markup:
        files = files_in(answers, name)
        if files:
            got = attached(context.words, [Attachment(file.kind, file.file_id) for file in files])
            return context.t("已收到 {files}。发完点「完成」。", files=got)
        if before := files_in(answers, had(name)):
            got = attached(context.words, [Attachment(file.kind, file.file_id) for file in before])
            return context.t("现在有 {files}。再发的加在后面;都不要了就点「清空这一项」。", files=got)
        if name == "after":
            return context.t("课后资料发给我,上完课只给来过的人看。图片或文件,最多 {most} 个。", most=MOST_FILES)
        return context.t("有海报、教材这样的图片或文件就发给我,谁都能看,最多 {most} 个。", most=MOST_FILES)

    def hear(context: Context, message: Message, answers: Answers) -> Answers | Again | None:
        file = media_of(message)
        if file is None:
            return None if message.text else Again(context.t("这一步只收图片和文件。"))
        kept = files_in(answers, name) if name in answers else files_in(answers, had(name))
        files = [[one.kind, one.file_id] for one in kept]
        if len(files) >= MOST_FILES:
            return Again(context.t("最多 {most} 个,多出来的没有收。请点「完成」。", most=MOST_FILES))
        return {**answers, name: [*files, file]}

    return Step(name, ask, hear, optional=True, collects=True, needed=needed)
