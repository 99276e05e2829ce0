"""Dates and times as people write them: 「12月5日下午2点」, 「下周三9点半」, 「2026-12-05 14:00」, 「月底」.

A date without a year is the first one from today on, unless it went by only lately: 「11月20日」 said on 1 December is a slip,
not next year's. A time without a date is the next one. Whether what was read may be in the past is the caller's question:
「今天8点」, 「昨天9点」 and 「上周五」 are read as they stand.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from handlers.language.amounts import number
from storage.model.local_time import MINUTE_MS, instant, local, local_date, minute_of_day

LAST_MINUTE = 24 * 60 - 1
"""「24点」 is the end of the day named, not the beginning of the next."""
_NUM = r"(?:\d{1,2}|[零一二两三四五六七八九十]{1,3})"
_YEAR = r"(?P<y>(?:19|20)\d\d|\d\d(?=\s*年)|二零[零一二三四五六七八九]{2}(?=\s*年))"
_PART = r"凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|夜里|早|晚"
_DATES = [
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("full", rf"(?<!\d){_YEAR}\s*[-/.年]\s*(?P<m>{_NUM})\s*[-/.月]\s*(?P<d>{_NUM})(?!\d)\s*[日号]?T?"),
        ("year", rf"(?P<which>前|去|今|明|后)年\s*(?P<m>{_NUM})\s*月\s*(?P<d>{_NUM})\s*[日号]?"),
        ("day", rf"(?<![\d/.:-])(?P<m>{_NUM})\s*月\s*(?P<d>{_NUM})(?!\d)\s*[日号]?"),
        ("day", r"(?<![\d/.:-])(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d/.:-])\s*[日号]?"),
        ("month", rf"(?P<which>上个?|本|这个?|下个?)月\s*(?P<d>{_NUM})\s*[日号]"),
        ("here", rf"(?<![\d/.:-])(?P<d>{_NUM})\s*[日号](?!线)"),
        ("end", rf"(?P<which>上个?|本|这个?|下个?|(?P<m>{_NUM})\s*)?月份?[底末]"),
        ("year end", r"(?P<which>前|去|今|明|后)?年[底末]"),
        ("near", r"(?P<which>大前|前|昨|大后|后|明|今)(?:天|日|(?P<part>早|晚)上?)"),
        ("later", rf"(?P<n>{_NUM})\s*个?(?P<unit>天|日|周|星期|礼拜|月)\s*(?:以后|之后|后)"),
        ("ago", rf"(?P<n>{_NUM})\s*个?(?P<unit>天|周|星期|礼拜|(?<=个)月)\s*(?:以前|之前|前)"),
        ("week", r"(?P<which>(?<![早晚])上上?|下下|下|本|这)?个?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])"),
    )
]
_SOON = re.compile(
    rf"(?P<n>\d{{1,3}}|{_NUM}|半)\s*个?半?(?P<unit>小时|钟头|分钟)\s*(?:以后|之后|后|(?P<ago>以前|之前|前))"
)
_TIME = (
    rf"(?P<part>{_PART})?\s*(?:(?P<h>\d{{1,2}})\s*:\s*(?P<min>\d\d)(?::\d\d)?(?!\d)(?:\s*(?P<ap>[apAP])\.?[mM])?"
    rf"|(?P<h2>{_NUM})\s*[点时](?:钟|整)?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<min2>{_NUM})(?![\d零一二三四五六七八九十月日号年/.-])分?)?"
    r"|(?P<h3>\d{1,2})\s*(?P<ap3>[apAP])\.?[mM])"
)
_CLOCK = re.compile(_TIME)
_NOON = re.compile(r"中午|正午")
_LINK = re.compile(r"[\s,、的]*(?:\(?\s*(?:周|星期|礼拜)(?P<w>[一二三四五六日天])\s*\)?)?[\s,、的]*")
"""What may stand between a date and its time: its weekday, perhaps in brackets."""
_UNTIL = re.compile(rf"\s*(?:-|—|–|~|至|到)+\s*(?:{re.sub(r'[?]P<[^>]+>', '?:', _TIME)})")
_FORWARD = {"大前": -3, "前": -2, "昨": -1, "去": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"": 0, "上上": -2, "上": -1, "下": 1, "下下": 2}
_LATELY_DAYS = 60
"""A date without a year that went by so few days ago is that one."""
_FEW_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A local date, and the minute of that day (0–1439) if a time was said. `start` and `end`: where, in `folded(text)`."""

    day: date
    minute: int | None = None
    start: int = 0
    end: int = 0

    def at(self, zone: tzinfo, default_minute: int) -> int:
        """The instant, milliseconds UTC; `default_minute` of the day where no time was said."""
        return instant(self.day, default_minute if self.minute is None else self.minute, zone)


def folded(text: str) -> str:
    """The text in which the places of a `Moment` count: half-width marks and digits."""
    return unicodedata.normalize("NFKC", text).replace("〇", "零").replace("號", "号").replace("點", "点")


def read_moment(text: str, now: int, zone: tzinfo) -> Moment | None:
    """The one moment that a text names; None for none or several, and for a weekday that is not that day's."""
    found = read_moments(text, now, zone)
    return found[0] if len(found) == 1 else None


def read_moments(text: str, now: int, zone: tzinfo) -> list[Moment]:
    """Every moment that a text names, in order. `now` is milliseconds UTC, `zone` the local time it is meant in.

    A date that is none (2月30日), or whose weekday is another, is left out.
    """
    return list(_moments(folded(text), now, zone))


def _moments(text: str, now: int, zone: tzinfo) -> Iterator[Moment]:
    today, place, before = local_date(now, zone), 0, None
    while place < len(text):
        if (soon := _SOON.match(text, place)) is not None:
            wall = local(now + _span_ms(soon), zone)
            yield Moment(wall.date(), wall.hour * 60 + wall.minute, *soon.span())
            place = soon.end()
        elif (found := _date_at(text, place, today, before)) is not None:
            day, end, part = found
            link = _LINK.match(text, end)
            assert link is not None  # it matches the empty text
            right = day is not None and (not link["w"] or _weekday(link["w"]) == day.weekday())
            hours = _CLOCK.match(text, link.end())
            minute, end = _time_behind(text, end, link, part)
            if hours is not None and minute is None:  # 「12月5日25点」 is no time at all
                end, right = hours.end(), False
            if day is not None and right:
                before = day
                yield Moment(day, minute, place, end)
            place = end
        elif (clock := _clock_at(text, place, "")) is not None:
            minute, end = clock
            late = minute <= minute_of_day(now, zone)
            yield Moment(today + timedelta(days=int(late)), minute, place, end)
            place = end
        else:
            place += 1


def _time_behind(text: str, end: int, link: "re.Match[str]", part: str) -> tuple[int | None, int]:
    """The time that belongs to a date ending at `end`, and where all of it ends."""
    clock = _clock_at(text, link.end(), part)
    if clock is not None:
        return clock
    noon = _NOON.match(text, link.end())
    if noon is not None:
        return 12 * 60, noon.end()
    return None, link.end() if link["w"] else end


def _date_at(text: str, place: int, today: date, before: date | None) -> tuple[date | None, int, str] | None:
    """The date written at `place` (None for one that does not exist), where it ends, and a part of the day it names."""
    best: tuple[str, re.Match[str]] | None = None
    for kind, pattern in _DATES:
        found = pattern.match(text, place)
        if found is not None and (best is None or found.end() > best[1].end()):
            best = (kind, found)
    if best is None:
        return None
    kind, found = best
    said = {name: value for name, value in found.groupdict().items() if value}
    try:
        day = _day(kind, said, today, before)
    except (ValueError, OverflowError):
        day = None
    return day, found.end(), said.get("part", "")


def _day(kind: str, said: dict[str, str], today: date, before: date | None) -> date:
    """The date that the pieces of a match name. Raises `ValueError` for one that does not exist."""
    n = {name: number(said[name]) for name in ("m", "d", "n") if name in said}
    which = said.get("which", "")
    match kind:
        case "full":
            return date(_year(said["y"]), n["m"], n["d"])
        case "year":
            return date(today.year + _FORWARD[which], n["m"], n["d"])
        case "day":
            return _coming(n["m"], n["d"], today)
        case "month":
            month = _month(today, _months(which))
            return month.replace(day=n["d"])
        case "here":
            return _coming_day(n["d"], before or today)
        case "end":
            named = _coming(n["m"], 1, today.replace(day=1)) if "m" in n else None
            month = named or _month(today, _months(which))
            return month.replace(day=monthrange(month.year, month.month)[1])
        case "year end":
            return date(today.year + _FORWARD.get(which, 0), 12, 31)
        case "near":
            return today + timedelta(days=_FORWARD[which])
        case "later":
            return _later(today, n["n"], said["unit"])
        case "ago":
            return _later(today, -n["n"], said["unit"])
    weekday, weeks = _weekday(said["w"]), _WEEKS.get(which, 0)
    if not which:
        return today + timedelta(days=(weekday - today.weekday()) % 7)
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def _year(said: str) -> int:
    if said.isdigit():
        return int(said) if len(said) == 4 else 2000 + int(said)
    return int("".join(str("零一二三四五六七八九".index(digit)) for digit in said))


def _coming(month: int, day: int, today: date) -> date:
    """The first such date from today on, or the one that went by lately; 2月29日 waits for its year."""
    for year in range(today.year - 1, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today - timedelta(days=_LATELY_DAYS):
            return found
    raise ValueError(f"no such date: {month}-{day}")


def _coming_day(day: int, since: date) -> date:
    """The first such day of a month from `since` on."""
    for months in range(_FEW_MONTHS):
        month = _month(since, months)
        if day <= monthrange(month.year, month.month)[1] and month.replace(day=day) >= since:
            return month.replace(day=day)
    raise ValueError(f"no such day: {day}")


def _months(which: str) -> int:
    """How many months later 上月, 本月 and 下个月 are."""
    return {"上": -1, "下": 1}.get(which[:1], 0)


def _month(day: date, later: int) -> date:
    """The first of the month so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def _later(today: date, n: int, unit: str) -> date:
    if unit == "月":
        month = _month(today, n)
        return month.replace(day=min(today.day, monthrange(month.year, month.month)[1]))
    return today + timedelta(days=n if unit in "天日" else 7 * n)


def _weekday(said: str) -> int:
    return 6 if said == "天" else "一二三四五六日".index(said)


def _span_ms(found: "re.Match[str]") -> int:
    minutes = 1 if found["unit"] == "分钟" else 60
    sign = -1 if found["ago"] else 1
    if found["n"] == "半":
        return sign * minutes * MINUTE_MS // 2
    half = minutes // 2 if "半" in found.group() else 0
    return sign * (number(found["n"]) * minutes + half) * MINUTE_MS


def _clock_at(text: str, place: int, part: str) -> tuple[int, int] | None:
    """The minute of the day written at `place`, and where it ends; the end of a span of time is passed over."""
    found = _CLOCK.match(text, place)
    if found is None or (place and text[place].isdigit() and text[place - 1].isdigit()):
        return None
    hour = number(found["h"] or found["h2"] or found["h3"])
    if found["half"] or found["quarter"]:
        minute = 30 if found["half"] else 15 * number(found["quarter"])
    else:
        minute = number(found["min"] or found["min2"] or "0")
    whole = _whole_hour(hour, found["part"] or part, (found["ap"] or found["ap3"] or "").lower())
    if whole > 24 or minute > 59 or (whole == 24 and minute):
        return None
    until = _UNTIL.match(text, found.end())
    return min(whole * 60 + minute, LAST_MINUTE), until.end() if until is not None else found.end()


def _whole_hour(hour: int, part: str, half: str) -> int:
    """An hour of the part of the day that was named, 0–24; more than 24 is no hour."""
    if half:
        return hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 25
    if part in ("下午", "午后", "傍晚") and hour < 12:
        return hour + 12
    if part in ("晚上", "夜里", "晚"):
        return hour + 12 if 4 <= hour <= 12 else hour
    if part in ("中午", "正午") and hour < 4:
        return hour + 12
    return 0 if part == "凌晨" and hour == 12 else hour
