"""「谁还没交三季报」「哪些工作室没交11月的报告」: who owes which report, asked in words. Pure."""

import re
from dataclasses import dataclass

from handlers.language.normalise import normalise

_ASKS = re.compile(
    r"(?:还有|看看|查查|查一下)?(?:谁|哪[些几]?(?:家|个)?(?:工作室|单位)?|多少家?(?:工作室)?)(?:的)?(?:还|都)?(?:没有?|未)(?:上?交|报|提交|填)(?:的)?(?P<what>.{0,14}?)(?:呢|吗|了)?"
    r"|(?:还|都)?(?:没有?|未)(?:上?交|报|提交|填)(?P<what2>.{0,14}?)(?:的)?(?:工作室|单位)?(?:还|都)?(?:有|是)?(?:几家|多少家?|哪[些几]?(?:家|个)?(?:工作室)?|谁)(?:呢|吗)?"
    r"|(?:还有)?(?:谁|哪[些几]?(?:家|个)?(?:工作室|单位)?)(?:还|都)?(?:欠|拖欠|迟交|晚交)(?:了|着|交)?(?P<what3>.{0,14}?)(?:没交|呢|吗|了)?"
    r"|(?:谁|哪[些几]?(?:家|个)?(?:工作室|单位)?)的(?P<what4>.{0,14}?)(?:迟交|晚交|逾期|没交|未交|超期)(?:了|呢|吗)?"
    r"|(?P<first>.{2,14}?)(?:还有)?(?:谁|哪[些几]?(?:家|个)?(?:工作室|单位)?)(?:还|都)?(?:没有?|未)(?:上?交|报|提交|填)(?:的)?(?:呢|吗|了)?"
)
_QUARTER = re.compile(r"第?([一二三四1-4])季")
_MONTH = re.compile(r"(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月")
_YEAR = re.compile(r"(20\d\d)年?")
_EMPTY = re.compile(r"(?:的|了|呢|吗|工作|报告|报表|上次|这次|本次|[?\uff1f\u3002.!])*")
_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


@dataclass(frozen=True, slots=True)
class LateAsked:
    """Which reports are meant: `ending` of their labels (Q3, -11, H2), the `cycle`, the `year`; `title`: words of the title.
    '' where it was not said."""

    ending: str = ""
    cycle: str = ""
    year: str = ""
    title: str = ""

    def means(self, label: str, cycle: str, title: str) -> bool:
        """Whether a report of this label, cycle and title is meant."""
        return (
            (not self.ending or label.endswith(self.ending))
            and (not self.cycle or cycle == self.cycle)
            and (not self.year or label.startswith(self.year))
            and (not self.title or self.title in title)
        )


def read_late(text: str) -> LateAsked | None:
    """Which reports a question after those who owe them means; None for another question."""
    found = _ASKS.fullmatch(normalise(text).replace(" ", ""))
    if found is None:
        return None
    what = next((found[name] for name in ("what", "what2", "what3", "what4", "first") if found[name] is not None), "")
    if found["first"] is not None and not re.search("报|季|月|年", what):
        return None
    year = match[1] if (match := _YEAR.search(what)) else ""
    rest = _YEAR.sub("", what)
    ending, cycle = "", ""
    if match := _QUARTER.search(rest):
        ending, cycle = f"Q{_number(match[1])}", "quarter"
    elif match := _MONTH.search(rest):
        ending, cycle = f"-{_number(match[1]):02}", "month"
    elif "半年" in rest:
        ending = "H1" if "上半年" in rest else "H2" if "下半年" in rest else ""
        cycle = "half"
    elif "季" in rest:
        cycle = "quarter"
    elif "月" in rest:
        cycle = "month"
    elif "年" in rest:
        cycle = "year"
    if cycle or _EMPTY.fullmatch(rest):
        return LateAsked(ending, cycle, year)
    return LateAsked("", "", year, re.sub("(?:的|工作)?报告$", "", rest))


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else _NUMERALS[said]
