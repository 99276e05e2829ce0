"""A field of a report said in words: 「问题:…」, 「下季度计划是…」, 「进展加上:…」, 「没有问题」. Pure."""

import re
from dataclasses import dataclass

from handlers.language.course_fix import asks, clearly_asks
from storage.model.reports import NOTHING

_MARK = r"[::\uff1a]"
_COMMA = r"[,\uff0c]"
_NEXT = r"(?:下个?季度?|下个?月|下半年|明年(?:上半年)?|下一?步|下一?年度?|下期)"
_HEADS = {
    "progress": "(?:工作|主要)?进展(?:情况)?",
    "problems": "(?:存在的?|主要)?(?:问题|困难)",
    "measures": "(?:改进|解决|应对)?(?:措施|办法)",
    "plan": f"{_NEXT}?(?:工作)?(?:计划|打算|安排)",
}
_HEAD = "|".join(f"(?P<{name}>{head})" for name, head in _HEADS.items())
_HERE = r"(?:一栏|部分|[这那]一?[项栏块段边]|里面?)?"
_ADD = r"(?:再|还)?(?:加上|加|补充|添上|补)(?:一[条句点])?"
_PUT = re.compile(
    rf"(?:请|帮我)?(?:把|将)?(?:{_HEAD}){_HERE}\s*(?:(?:改成|改为|换成|改写成)\s*{_MARK}?|(?:先|就)?(?:写成?|写上|写一下|是|为)?\s*{_MARK})\s*"
    r"(?P<text>.+)",
    re.DOTALL,
)
_LOOSE = re.compile(
    rf"(?:(?:{_HEAD}){_HERE}\s*(?:写成|写上|{_COMMA}?\s*(?:主要是|主要有|就是|是|为))"
    rf"|(?P<also_plan>{_NEXT}(?:打算|准备|计划)))\s*(?P<text>.+)",
    re.DOTALL,
)
_MORE = re.compile(
    rf"(?:(?:{_HEAD})(?:里|中|后面)?{_ADD}|{_ADD}(?:{_HEAD.replace('?P<', '?P<also_')}))\s*[,\uff0c::\uff1a]?\s*(?P<text>.+)",
    re.DOTALL,
)
_NONE = re.compile(
    rf"(?:没有?|无)(?:什么)?(?:{_HEAD})|(?:{_HEAD.replace('?P<', '?P<also_')})\s*(?:没有|无)[.。!\uff01]?"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is to stand in a field; `add`: behind what stands there. Not `sure` is what names the field as any sentence may:
    it is not to take the place of what somebody wrote there unasked."""

    field: str
    text: str
    add: bool = False
    sure: bool = True


def read_said(text: str) -> Said | None:
    """The field that a message is about and what it is to say, or None where it names no field, or asks."""
    said = text.strip()
    if found := _NONE.fullmatch(said.rstrip("了的吧")):
        return Said(_field(found), NOTHING)
    if found := _MORE.fullmatch(said):
        return Said(_field(found), found["text"].strip(), add=True)
    if (found := _PUT.fullmatch(said)) and not clearly_asks(said):
        return Said(_field(found), found["text"].strip())
    if (found := _LOOSE.fullmatch(said)) and not asks(said):
        return Said(_field(found), found["text"].strip(), sure=False)
    return None


def _field(found: re.Match[str]) -> str:
    return next(name.removeprefix("also_") for name, value in found.groupdict().items() if value and name != "text")
