"""From the pieces of a match to the days it names: one reader for each kind of date (see `handlers.language.dates`)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from handlers.language.amounts import number
from handlers.language.calendar_days import (
    Around,
    Named,
    after,
    before,
    coming,
    coming_day,
    later,
    monday_of,
    month_end,
    month_of,
    one_day,
    part_of_year,
    third_of,
)
from handlers.language.holidays import holiday, name_of

SOON_DAYS = 14
FEW_DAYS = 5
_FORWARD = {"大前": -3, "前": -2, "昨": -1, "去": -1, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2, "下下下": 3}


def year_of(said: str) -> int:
    """「2027」, 「27」, 「二零二七」 as a year."""
    if said.isdigit():
        return int(said) if len(said) == 4 else 2000 + int(said)
    return int("".join(str("零一二三四五六七八九".index(digit)) for digit in said))


def _full(said: dict[str, str], around: Around) -> Named:
    return one_day(date(year_of(said["y"]), number(said["m"]), number(said["d"])))


def _lunar(_said: dict[str, str], _around: Around) -> None:
    """The Chinese calendar is not understood."""


def _year(said: dict[str, str], around: Around) -> int | None:
    """The year that stands before a month or a holiday."""
    if "y" in said:
        return year_of(said["y"])
    return around.today.year + _FORWARD[said["ry"]] if "ry" in said else None


def _year_day(said: dict[str, str], around: Around) -> Named:
    return one_day(date(around.today.year + _FORWARD[said["ry"]], number(said["m"]), number(said["d"])))


def _day(said: dict[str, str], around: Around) -> Named:
    month, day = number(said["m"]), number(said["d"])
    if around.until:  # 「12月28日至1月3日」
        first = around.since
        found = coming(month, day, first)
        return one_day(found if found >= first else date(first.year + 1, month, day))
    return one_day(coming(month, day, around.today))


def _month_day(said: dict[str, str], around: Around) -> Named:
    return one_day(month_of(around.today, _WEEKS[said["rm"]]).replace(day=number(said["d"])))


def _here(said: dict[str, str], around: Around) -> Named:
    return one_day(coming_day(number(said["d"]), around.since))


def _month(said: dict[str, str], around: Around) -> Named:
    year = _year(said, around)
    if "rm" in said:
        month = month_of(around.today, _WEEKS[said["rm"]])
    else:
        wanted = number(said["m"])
        since = around.since.replace(day=1)
        month = date(year or since.year, wanted, 1)
        if year is None and month < since:
            month = month.replace(year=since.year + 1)
    found = third_of(month, said.get("third", ""))
    if year is None and "rm" not in said and found.last < around.today:
        found = third_of(month.replace(year=month.year + 1), said.get("third", ""))
    return found


def _bare_third(said: dict[str, str], around: Around) -> Named:
    third = said.get("third") or said["third2"]
    found = third_of(month_of(around.today, 0), third)
    return found if found.last >= around.today else third_of(month_of(around.today, 1), third)


def _half_month(said: dict[str, str], around: Around) -> Named:
    """「上半月」: the first fifteen days of this month, whose other half is the rest."""
    month = month_of(around.today, 0)
    if said["half"] == "上":
        return Named(month, month.replace(day=15), stretch=True)
    return Named(month.replace(day=16), month_end(month), stretch=True)


def _whole_year(said: dict[str, str], around: Around) -> Named:
    year = _year(said, around)
    return part_of_year(around.today.year if year is None else year, said.get("yp", ""))


def _half(said: dict[str, str], around: Around) -> Named:
    today = around.today
    if "rq" in said:
        begin = month_of(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * _WEEKS[said["rq"]])
        return Named(begin, month_end(month_of(begin, 2)), stretch=True)
    found = part_of_year(today.year, said["yp"])
    if "内" in said["yp"]:
        return replace(found, first=today)
    if "初" in said["yp"] and found.last < today:
        return part_of_year(today.year + 1, said["yp"])
    return found


def _holiday(said: dict[str, str], around: Around) -> Named | None:
    name = name_of(next(group for group in said if group[0] == "h" and group[1:].isdigit()))
    year = _year(said, around)
    this = around.today.year
    for wanted in (this - 1, this, this + 1) if year is None else (year,):
        days = holiday(name, wanted)
        if days is None:
            if wanted >= this:
                return None
            continue
        found = Named(*days, stretch=True)
        if "after" in said:
            found = after(found)
        if "ahead" in said and (year is not None or found.first > around.today):
            return before(found, around.today)
        if "ahead" not in said and (year is not None or found.last >= around.today):
            return found
    return None


def _new_year(said: dict[str, str], around: Around) -> Named | None:
    """「年前」, 「年后」 and 「过完年」 are of the Spring Festival."""
    return _holiday({"h1": "春节", "ahead" if said.get("side") == "前" else "after": "1"}, around)


def _pair(said: dict[str, str], around: Around) -> Named:
    first = around.today + timedelta(days=int(said["pair"] == "明后"))
    return Named(first, first + timedelta(days=1))


def _near(said: dict[str, str], around: Around) -> Named:
    day = around.today + timedelta(days=_FORWARD[said["which"]])
    return replace(one_day(day), part="晚" if "night" in said else said.get("part", ""))


def weekday_of(said: str) -> int:
    if said.isdigit():
        return int(said) - 1
    return 6 if said == "天" else "一二三四五六日".index(said)


def _week(said: dict[str, str], around: Around) -> Named:
    wanted = [weekday_of(said["w"]), *(weekday_of(one) for one in said.get("more", "") if one in "一二三四五六日天")]
    every, which = "every" in said, said.get("which")
    bound = around.before
    if which:
        week: date | None = monday_of(around.today) + timedelta(days=7 * _WEEKS[which])
    else:
        week = bound.week if bound is not None else None
    if week is not None:
        first = week + timedelta(days=wanted[0])
        if around.until and bound is not None and first < bound.first:
            first += timedelta(days=7)
    else:
        first = around.since + timedelta(days=(wanted[0] - around.since.weekday()) % 7)
    loose = 0 if which or bound is not None else 7
    if "last" in said:
        last = first + timedelta(days=(weekday_of(said["last"]) - wanted[-1]) % 7)
        return Named(first, last, loose=loose, week=week, every=every, weekday=True)
    days = {(one - wanted[0]) % 7 for one in wanted}
    last = first + timedelta(days=max(days))
    several = frozenset(wanted) if len(days) > 1 else None
    return Named(first, last, several, loose=loose, week=week, every=every, weekday=True)


def _weekend(said: dict[str, str], around: Around) -> Named:
    which = said.get("which")
    saturday = monday_of(around.today) + timedelta(days=5 + 7 * _WEEKS.get(which or "", 0))
    loose = 0 if which else 7
    return Named(saturday, saturday + timedelta(days=1), stretch=True, loose=loose, every="every" in said)


def _whole_week(said: dict[str, str], around: Around) -> Named:
    monday = monday_of(around.today) + timedelta(days=7 * _WEEKS[said["which"]])
    return Named(monday, monday + timedelta(days=6), stretch=True, week=monday)


def _monthly(said: dict[str, str], around: Around) -> Named:
    """「每月第一个周六」: the next of them."""
    for months in range(12):
        month = month_of(around.today, months)
        first = month + timedelta(days=(weekday_of(said["w"]) - month.weekday()) % 7 + 7 * (number(said["nth"]) - 1))
        if first.month == month.month and first >= around.today:
            return one_day(first)
    raise ValueError("no such weekday")


def _workdays(said: dict[str, str], around: Around) -> Named:
    return Named(around.today, around.today + timedelta(days=6), working="daily" not in said, stretch=True, every=True)


def _count(said: dict[str, str], around: Around) -> Named | None:
    unit, n = said["unit"], 0 if said["n"] == "半" else number(said["n"])
    if unit == "月" and "ge" not in said and said["n"] != "半":  # 「三月内」 is of March
        return replace(one_day(around.today), flaw="date") if n > 12 else _within_month(n, said, around)
    today = around.today
    half = said["n"] == "半" or "half" in said
    more = 15 if half and unit == "月" else 0
    first = later(later(today, n, unit), 6 if half and unit == "年" else 0, "月") + timedelta(days=more)
    if "within" in said:
        return Named(today, first)
    if "after" in said:
        if unit in "天日":
            return one_day(first)
        longer = 1 if n or unit != "月" else 0
        end = later(today, n + 1, unit) + timedelta(days=more) if longer else first + timedelta(days=15)
        return Named(first, end - timedelta(days=1), point=first)
    if unit == "年":
        return None  # 「三年前」 is a story, no date
    return one_day(later(today, -n, unit) - timedelta(days=more))


def _within_month(month: int, said: dict[str, str], around: Around) -> Named:
    named = _month({"m": str(month)}, around)
    if "within" in said:
        return replace(named, first=max(named.first, around.today))
    return after(named) if "after" in said else before(named, around.today)


def _ahead(said: dict[str, str], around: Around) -> Named | None:
    unit, near = said["unit"], said["from"] in ("最近", "近", "这")
    if near and unit == "年":
        return None  # 「近三年」 lie behind
    today = around.today
    if said["n"] == "几":
        return Named(today, today + timedelta(days=FEW_DAYS - 1 if unit in "天日" else 27), stretch=True)
    if said["n"] == "半":
        return Named(today, later(today, 6, "月") if unit == "年" else today + timedelta(days=15), stretch=True)
    count = number(said["n"])
    if not count:
        return None  # 「最近0周」
    end = later(today, count, unit)
    return Named(today, end - timedelta(days=1) if near else end, stretch=True)


def _soon(said: dict[str, str], around: Around) -> Named:
    return Named(around.today, around.today + timedelta(days=SOON_DAYS - 1), stretch=True)


READERS: dict[str, Callable[[dict[str, str], Around], Named | None]] = {
    "lunar": _lunar,
    "full": _full,
    "year day": _year_day,
    "day": _day,
    "short": _day,
    "month day": _month_day,
    "here": _here,
    "twins": _here,
    "month": _month,
    "half month": _half_month,
    "third": _bare_third,
    "year": _whole_year,
    "half": _half,
    "holiday": _holiday,
    "new year": _new_year,
    "pair": _pair,
    "near": _near,
    "week": _week,
    "weekend": _weekend,
    "whole week": _whole_week,
    "monthly": _monthly,
    "workdays": _workdays,
    "count": _count,
    "ahead": _ahead,
    "soon": _soon,
}
