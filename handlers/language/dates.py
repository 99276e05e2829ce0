"""The day, or the days, that words name: 「12月5日」, 「下周三」, 「本月中旬」, 「国庆」, 「三天内」, 「周一到周三」.

How an ambiguous word is read, always with the week beginning on Monday (and always echoed, so that it is seen):

- 「下周三」 is of the next calendar week, 「周三」 the next one from today on, 「这周三」 this week's, also when it is over.
- A weekday or a weekend that is today's means the next one from 18:00 on, or when the hour named is over.
- 「12月5日」 is the first from today on, unless it went by less than 60 days ago: then it is that one, and past.
- 「3月」 is the next March that is not over. 「5号」 is the next fifth.
- 「月初」 is the first five days of a month, 「月底」 the last five, 「年底」 December, 「年初」 January.
- 「最近」 is the coming two weeks, 「这几天」 five days, 「这两天」 today and tomorrow.
- 「三天内」 ends with the third day after today; 「两周后」 is the week that begins in two weeks.
- 「前」 and 「后」 include a day that was named (12月5日前, 月底前) and leave out a longer stretch (国庆后, 下周前).
  「后」 reaches 30 days.
- The Chinese calendar (农历) is not understood, only its holidays by name.
"""

import re
from dataclasses import replace
from datetime import timedelta

from handlers.language.amounts import number
from handlers.language.calendar_days import Around, Named, one_day
from handlers.language.date_readers import READERS, weekday_of
from handlers.language.holidays import NAMES, is_somebody
from handlers.language.hours import NUM

_FOUR = r"(?P<y>(?:19|20)\d\d|\d\d(?= ?年)|二零[零一二三四五六七八九]{2}(?= ?年))"
_Y = rf"(?:{_FOUR} ?年(?:的 ?)?|(?P<ry>前|去|今|明|后|本|当)年(?:的 ?)?)"
_M = rf"(?P<m>{NUM}) ?月"
_ALONE = r"(?<![\d/.-])(?<!\d:)"
_D = rf"(?P<d>{NUM})(?!\d)"
_RM = r"(?P<rm>上上|上|本|这|当|下下|下)一?个?月"
_NO_UNIT = r"(?![\d:/.-])(?! ?[年个人名位岁天元块万次节课期级折米度%小公学分点时楼层版])(?![a-z])"
_NOT_A_DAY = r"(?![线楼厅院门馆会教车间机厂口桌台室地仓文码店铺营库工位子令召称选])"
_W = "周|星期|礼拜"
_AFTER_WEEKDAY = r"[点时月号次节十个楼层种场期名位天项至到起下些定样直同般边级语本常化用程:年刻半分课]"
_MORE_DAYS = rf"(?:[、及和]?(?:{_W})?[一二三四五六日](?!{_AFTER_WEEKDAY})){{0,6}}"
_UNIT = "天|日|周|星期|礼拜|月|年"
_CHINESE = "零一二两三四五六七八九十"
_PATTERNS: dict[str, str] = {
    "lunar": r"(?:农历|阴历|旧历|夏历)(?: ?(?:[正腊闰冬]|\d{1,2}|[一二三四五六七八九十]{1,2})月份?)?"
    r" ?(?:初?[一二三四五六七八九十]{1,3}|\d{1,2})?[日号]?"
    r"|(?:闰[一二三四五六七八九十]{1,2}|正|腊)月(?: ?(?:初?[一二三四五六七八九十]{1,3}))?|腊八|大年初[二三四五六七八九十]",
    "full": rf"(?<!\d){_FOUR} ?(?:年|[-/.]) ?(?P<m>{NUM}) ?"
    rf"(?:月|[-/.]) ?{_D} ?[日号]?t?",
    "year day": rf"(?P<ry>前|去|今|明|后|本|当)年的? ?{_M} ?{_D} ?[日号]?",
    "day": rf"{_ALONE}{_M} ?{_D} ?[日号]?",
    "short": r"(?:(?<![\d/.v-])|(?<=[/.]\d-)|(?<=[/.]\d\d-))(?<!\d:)(?P<m>\d{1,2})(?:[/.]|-(?=\d\d))(?P<d>\d{1,2})"
    rf"(?:(?=-\d{{1,2}}[/.]\d{{1,2}}{_NO_UNIT})| ?[日号]|{_NO_UNIT})",
    "month day": rf"{_RM}的? ?{_D} ?[日号]",
    "here": rf"(?<![\d/.路街巷弄院村道])(?<!\d:)(?!两){_D} ?(?:号{_NOT_A_DAY}|日(?![内语子常元游]))",
    "twins": rf"{_ALONE}(?P<d>{NUM})(?=(?:[、,]{NUM}){{1,9}}[日号]{_NOT_A_DAY}|(?:-|~|到|至){NUM}[日号]{_NOT_A_DAY})",
    "month": rf"(?:{_Y}?(?<!\d){_M}(?!一?次)份?|{_RM}份?)(?:的?(?P<third>上旬|中旬|下旬|初|中(?![午国心级高餐式医])|底|末))?",
    "half month": r"(?P<half>[上下])半个?月",
    "third": r"月(?P<third>初|末|底|中(?![旬])(?![午国心级高餐式医]))|月?(?P<third2>[上中下]旬)",
    "year": rf"(?:{_FOUR} ?年|(?P<ry>前|去|今|明|后|本|当)年)(?:的?(?P<yp>年?底|年?末|年?初|年中|上半年|下半年"
    "|第?[一二三四1-4]季度|期间))?",
    "half": r"(?<!大)(?P<yp>年底|年末|年初|年内|[上下]半年|第?[一二三四1-4]季度|(?P<rq>上|本|这|当|下)一?个?季度)",
    "holiday": rf"{_Y}?(?:{NAMES})节?(?:假期|放假|小长假|长假|黄金周|假日|当天|期间)*(?:(?P<after>以后|之后|后(?![面勤天]))"
    r"|(?P<ahead>以前|之前|前(?![后夕面])))?",
    "new year": rf"(?<![\d{_CHINESE}去今明后前当本每往成])年(?P<side>前|后)(?!进)|过完年(?:后|以后|之后)?",
    "pair": r"(?P<pair>今明|明后)(?:两|2)?[天日]",
    "near": r"(?P<which>大前|前|昨|大后|后|明|今)(?:[天日]|儿(?!个)|(?P<part>早|晚)上?|(?P<night>夜))",
    "week": rf"(?P<every>每个?)?(?P<which>上上|上|这|本|当|下下下|下下|下)?一?个?(?:{_W})"
    rf"(?P<w>[一二三四五六日天](?!次|回|节课|个|课时)|[1-7](?![\d.:-]))(?P<more>{_MORE_DAYS})"
    rf"(?:(?:到|至|-|~)(?:{_W})?(?P<last>[一二三四五六日天])(?!{_AFTER_WEEKDAY}))?",
    "weekend": rf"(?P<every>每个?|每到)?(?P<which>上上|上|这|本|当|下下|下)?一?个?(?:(?:{_W})末|双休日)",
    "whole week": rf"(?P<which>上上|上|这|本|当|下下下|下下|下)一?个?(?:{_W})(?![{_CHINESE}天日末\d])",
    "monthly": rf"每个?月的?第(?P<nth>[一二三四五1-5])个?(?:{_W})(?P<w>[一二三四五六日天])",
    "workdays": r"(?P<every>每个?)?工作日|(?P<daily>每[天日]|每(?=晚))",
    "count": rf"(?P<n>\d{{1,3}}|[{_CHINESE}]{{1,3}}|半)(?P<ge>个?)(?P<half>半?)(?P<unit>{_UNIT})(?:的?时间)?"
    r"(?:(?P<within>以内|之内|内|里(?!面))|(?<!\d日)(?P<after>以后|之后|后(?![天日]))|(?<!日)(?P<ago>以前|之前|前(?![天日])))",
    "ahead": r"(?P<from>未来|接下来|今后|往后|最近|近|这)的?"
    rf"(?P<n>\d{{1,2}}|[{_CHINESE}]{{1,3}}|几|半)个?(?P<unit>{_UNIT})(?:以内|之内|内|里)?",
    "soon": r"(?<![离距靠])(?:最近|近期|近来|近日)(?!的?(?:工作室|地铁|公交|车站|站|地方|点|地点|单位|学校|医院|是哪|在哪))",
}
_COMPILED = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
_CALENDAR = ("full", "day", "short", "here", "twins", "month", "year", "count", "half", "holiday")
_RELATIVE_YEAR = ("year day", "month", "year", "holiday", "near", "pair")
_WEEK = ("week", "weekend", "whole week", "month day", "month")


def _starts() -> dict[str, tuple[tuple[str, "re.Pattern[str]"], ...]]:
    """The patterns that may begin with a character."""
    kinds: dict[str, tuple[str, ...]] = {
        "0123456789": _CALENDAR,
        _CHINESE: (*_CALENDAR, "lunar"),
        "今明后前去": _RELATIVE_YEAR,
        "昨": ("near",),
        "大": ("near", "holiday", "lunar"),
        "本当": (*_RELATIVE_YEAR, *_WEEK, "half"),
        "这": (*_WEEK, "ahead", "half"),
        "上下": (*_WEEK, "half", "third", "half month"),
        "中": ("third", "holiday"),
        "周星礼": ("week", "weekend"),
        "双": ("weekend",),
        "每": ("monthly", "week", "weekend", "workdays"),
        "工": ("workdays",),
        "月": ("third",),
        "年": ("half", "new year", "holiday"),
        "过": ("new year", "holiday"),
        "半": ("count",),
        "第": ("half",),
        "未接往": ("ahead",),
        "最近": ("ahead", "soon"),
        "农阴旧夏闰正腊": ("lunar",),
        "元春新清劳端国除妇青儿建教圣": ("holiday",),
    }
    found: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for chars, names in kinds.items():
        for char in chars:
            known = found.get(char, ())
            found[char] = known + tuple(
                (name, _COMPILED[name]) for name in names if (name, _COMPILED[name]) not in known
            )
    return found


_STARTS = _starts()


def named_at(text: str, place: int, around: Around) -> tuple[Named | None, int] | None:
    """The days written at `place` and where their words end; (None, end) for words that are no date of ours."""
    patterns = _STARTS.get(text[place])
    if patterns is None:
        return None
    best: tuple[str, re.Match[str]] | None = None
    for kind, pattern in patterns:
        found = pattern.match(text, place)
        if found is not None and (best is None or found.end() > best[1].end()):
            best = (kind, found)
    if best is None:
        return None
    kind, found = best
    if kind == "holiday" and is_somebody(text, place):
        return None
    said = {name: value for name, value in found.groupdict().items() if value}
    try:
        return READERS[kind](said, around), found.end()
    except (ValueError, OverflowError):
        return replace(one_day(around.today), flaw="date"), found.end()


_ONLY = re.compile(
    rf" ?的? ?(?:第(?P<nth>[一二三四五1-5])个?|每个?)?(?:(?P<work>工作日)|(?P<day>[天日])"
    rf"|(?P<end>(?:{_W})末|双休日)|(?:{_W})(?P<w>[一二三四五六日天])(?P<more>{_MORE_DAYS}))"
)


_NTH_WEEK = re.compile(rf" ?的? ?第[一二三四五1-5]个?(?:{_W})(?![一二三四五六日天末])")
"""「12月第二周」: nobody agrees which that is."""


def only_at(text: str, place: int, named: Named) -> tuple[Named, int]:
    """Some of the days named, where the words behind them say which: 「下个月的周末」; and where those words end."""
    if (named.last - named.first).days < 6 or named.weekday or named.working:
        return named, place
    if (week := _NTH_WEEK.match(text, place)) is not None:
        return replace(named, flaw="unread"), week.end()
    found = _ONLY.match(text, place)
    if found is None:
        return named, place
    if found["work"]:
        return replace(named, working=True), found.end()
    if found["day"]:
        return (named, place) if found["nth"] else (named, found.end())
    said = found["more"] or ""
    if found["nth"]:
        weekday = 5 if found["end"] else weekday_of(found["w"])
        first = named.first + timedelta(days=(weekday - named.first.weekday()) % 7 + 7 * (number(found["nth"]) - 1))
        last = first + timedelta(days=int(bool(found["end"])))
        return replace(named, first=first, last=last, flaw="" if last <= named.last else "date"), found.end()
    named = replace(named, point=None, every="每" in found.group())
    days = (5, 6) if found["end"] else [weekday_of(one) for one in found["w"] + said if one in "一二三四五六日天"]
    return replace(named, days=frozenset(days)), found.end()
