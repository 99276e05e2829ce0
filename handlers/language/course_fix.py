"""A correction of a course's form as an organiser types it: 「名额改成30」, 「地点换到示例实训楼」, 「再加一次12月12日下午两点」.

What is asked (「地点在哪里?」) corrects nothing.
"""

import re
from dataclasses import dataclass

from handlers.language import course_patterns as words
from handlers.language.amounts import number
from handlers.language.moments import folded

_NAMES = {
    "enrol_until": "报名截止时间|报名截止|报名到",
    "cancel_until": "退名截止|取消截止|最晚取消",
    "per_unit": "每个?单位(?:最多|限)?|单位限额",
    "per_person": "每人限报|每人最多",
    "title": "课程名称|课程名|课名|名称|标题|题目|叫",
    "sessions": "上课时间|开课时间|时间|日期",
    "place": "上课地点|地点|地方|教室",
    "seats": "名额|人数",
    "teacher": "讲师|老师|授课人|主讲人?",
    "cost": "费用|收费|学费",
    "eligible": "面向对象|对象|面向",
    "bring": "要带的?|请带|带什么|自带",
    "topic": "类别|分类",
    "intro": "课程简介|简介|介绍",
    "approval": "报名审核|审核|审批",
    "certificate": "结业证书|证书",
    "questions": "报名提问|提问",
    "ladder": "提醒",
}
_FIELD = "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items())
_LINK = r"(?P<link>(?:改成|改为|改到|改|换成|换到|换为|换|变成|变为|调到|调成|就|是|为|[:=])+)"
_FIX = re.compile(
    rf"(?:请|把|将|那|还有|,)*(?:{_FIELD})\s*(?:要|应该|应)?\s*(?:{_LINK}|(?=\d|不限|免费))\s*(?P<rest>.+)", re.DOTALL
)
_ADD = re.compile(
    r"(?:请|还要|还|再|另外)*(?:加|增加|添)(?:上)?(?:一次|一场|一节|一课|一堂)课?\s*[,:]?\s*(?P<rest>.*\d.*)"
)
_DROP = re.compile(r"(?:请|把)?(?:去掉|删掉|删除|取消)(?:最后|末尾)(?:的)?(?:一次|一场|一节|那次)(?:课)?")
_ONE = re.compile(r"第\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[次场节课堂].+", re.DOTALL)
_COUNT = re.compile(
    r"(?:就|改成|改为|总共|一共|共|上|办|要)*\s*(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})\s*[次场节]课?(?:就行|就好|吧)?"
)
_ASKS = re.compile(
    r"[?\uff1f]|吗|呢$|么$|哪|什么|多少|几(?![号日月天])|怎么|谁|能不能|可不可以|行不行|好不好|是不是|有没有|会不会|请问"
)
_CLEARLY = re.compile(
    r"[?\uff1f]$|[吗呢么]$|能不能|可不可以|行不行|好不好|是不是|会不会|请问"
    r"|(?:有什么|有没有|有哪些|什么时候|几点|在哪|怎么报).{0,8}$"
)
_TELLS = re.compile(
    r"(?:这门?课|这个课|本次?课|学员|大家|每[个位]?人|来的人|参加的?人|报名(?:的人|者|要|需|时|前|后))(?!叫什么).*[要请须需得能带交]"
)
_ORDERS = re.compile(
    r"取消|不办了|不上了|停课|改到|改成|改为|改时间|换到|换成|挪到|推迟|延期|提前到|停止报名|名单|发个?通知|通知(?:大家|一下|学员|报名)"
    r"|再[开办]一[次期]|重开|签到码|签到表|点名"
)
_WANTED = re.compile(
    r"(?:我|我们|咱们?)?(?:也|还)?(?:想要?|要|打算|准备|计划)?(?:开设|开办|开|举办|组织|办)(?:一[个门次场节期堂]|[个门次场节])"
    r"(?:关于)?(?P<title>[^,;!\n的]{2,30}(?:课程?|培训班?|讲座|班|沙龙|工作坊))"
)
_COURSES = re.compile(r"课|培训|讲座|竞赛|比赛|工作室|报名|名额|学时|证书")
_WORDED = re.compile(r".{0,8}(?:[改换变]成|改为)(?P<rest>.{4,})", re.DOTALL)
_RULES = (
    (words.NO_APPROVAL, "approval", "不用"),
    (words.APPROVAL, "approval", "要"),
    (words.NO_CERTIFICATE, "certificate", "不发"),
    (words.CERTIFICATE, "certificate", "发"),
)


@dataclass(frozen=True, slots=True)
class Fix:
    """What to correct: a field of the form, or `more` (one more session), `less` (one less) or `times` (so many),
    and the words that say to what."""

    field: str
    text: str = ""


MORE = "more"
LESS = "less"
TIMES = "times"


def asks(text: str) -> bool:
    """Whether it is rather a question than an answer."""
    return _ASKS.search(folded(text)) is not None


def clearly_asks(text: str) -> bool:
    """Whether it is a question even where an answer was asked for, which may say 谁 and 怎么 itself."""
    return _CLEARLY.search(folded(text).strip().rstrip(".!\u3002 ")) is not None


def tells(text: str) -> bool:
    """Whether it says something about the course that is being written: 「这门课要单位盖章」."""
    said = folded(text).strip()
    return _TELLS.match(said) is not None and not asks(said)


def orders(text: str) -> bool:
    """Whether it says what is to be done with a course there is: cancel it, move it, write to its people, give it again."""
    said = folded(text)
    return _ORDERS.search(said) is not None and not asks(said)


def wanted_title(text: str) -> str | None:
    """The course that somebody wants to give: 「我想开一门焊工课」; None for anything else."""
    said = folded(text).strip().rstrip(".!\u3002 ")
    found = None if asks(said) else _WANTED.fullmatch(said)
    return found["title"] if found is not None else None


def asks_of_courses(text: str) -> bool:
    """Whether somebody who was asked something asks about courses instead."""
    return clearly_asks(text) and _COURSES.search(folded(text)) is not None


def read_fix(text: str) -> Fix | None:
    """What a typed line corrects; None for one that is no correction."""
    said = folded(text).strip().rstrip(".!。 ")
    if asks(said):
        return _told(said)
    for pattern, field, value in _RULES:
        if pattern.fullmatch(said):
            return Fix(field, value)
    if _DROP.fullmatch(said):
        return Fix(LESS)
    if (found := _ADD.fullmatch(said)) is not None:
        return Fix(MORE, found["rest"].strip())
    if (found := _COUNT.fullmatch(said)) is not None:
        return Fix(TIMES, str(number(found["n"])))
    if _ONE.fullmatch(said):
        return Fix("sessions", said)
    return _named(said)


def _told(said: str) -> Fix | None:
    """A correction whose new words ask something: 「简介改成怎么写一份好简历」, but not 「时间改成几点」."""
    if _CLEARLY.search(said):
        return None
    fix = _named(said) if _WORDED.fullmatch(said) else None
    return fix if fix is not None and fix.field in ("title", "intro", "questions") else None


def _named(said: str) -> Fix | None:
    if (found := _FIX.fullmatch(said)) is None:
        return None
    field = next(name for name in _NAMES if found[name])
    return Fix(field, found["rest"].strip().removesuffix("吧"))
