"""Public holidays by the names people use, and the days off around them.

Known years have the days that the State Council published (package `chinesecalendar`). In other years only the days that
the law itself names are taken (全国年节及纪念日放假办法, as of 2025), with the weekend that touches them: what is sure.
A year whose festival's date is in no table below has none.
"""

from datetime import date, timedelta
from functools import lru_cache

# The days of the Chinese calendar (GB/T 33661, as the Purple Mountain Observatory publishes them).
_SPRING = {
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23),
    2032: (2, 11),
}  # fmt: skip
_TOMBS = {2024: 4, 2025: 4, 2026: 5, 2027: 5, 2028: 4, 2029: 4, 2030: 5, 2031: 5, 2032: 4}
_BOATS = {
    2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5), 2031: (6, 24),
    2032: (6, 12),
}  # fmt: skip
_MOON = {
    2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12), 2031: (10, 1),
    2032: (9, 19),
}  # fmt: skip

_LEGAL = {
    "元旦": (0, 1),
    "春节": (-1, 4),
    "清明": (0, 1),
    "五一": (0, 2),
    "端午": (0, 1),
    "中秋": (0, 1),
    "国庆": (0, 3),
}
"""The first day that is off by law, counted from the festival, and how many are."""
_ONE_DAY = {
    "除夕": (-1, "春节"),
    "元宵": (14, "春节"),
    "大年初一": (0, "春节"),
}
_FIXED = {
    "妇女节": (3, 8),
    "青年节": (5, 4),
    "儿童节": (6, 1),
    "建党节": (7, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "圣诞节": (12, 25),
}
_SAID = {
    "元旦": "元旦|新年",
    "春节": "春节|过年|新春佳节",
    "清明": r"清明(?!上河)",
    "五一": r"五一(?!劳动奖|奖|路|街|大道|广场|巾帼|先锋|劳模|[点月号日\d年级楼零一二三四五六七八九十])"
    r"(?:国际)?(?:劳动节)?|劳动节",
    "端午": "端午",
    "中秋": "中秋",
    "国庆": r"国庆(?!路|街|创新|工作室|师傅|老师)|十一(?=节?小?长?假|期间|前|之前|以前|后|之后|以后|黄金周)",
    "除夕": "除夕|大年三十|年三十",
    "元宵": "元宵",
    "大年初一": "大年初一|年初一",
    "妇女节": "三八妇女节|妇女节|三八节",
    "青年节": "五四青年节|青年节|五四节",
    "儿童节": "六一儿童节|儿童节|六一节|六一(?=前|后|期间)",
    "建党节": "七一建党节|建党节|七一(?=前|后|期间)",
    "建军节": "八一建军节|建军节|八一(?=前|后|期间)",
    "教师节": "教师节",
    "圣诞节": "圣诞",
}
NAMES = "|".join(f"(?P<h{place}>{names})" for place, names in enumerate(_SAID.values()))
"""A pattern of every name; the group that matched is asked for with `name_of`."""
_FAMILY = frozenset(
    "张王李赵刘陈杨黄吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅"
)
"""「李国庆」 is somebody."""


def is_somebody(text: str, place: int) -> bool:
    """Whether the holiday's name at `place` is a given name behind a family name."""
    return text.startswith(("国庆", "元旦", "建军", "端午"), place) and place > 0 and text[place - 1] in _FAMILY


def name_of(group: str) -> str:
    """The holiday that the group `h<number>` of `NAMES` stands for."""
    return tuple(_SAID)[int(group[1:])]


@lru_cache(maxsize=256)
def holiday(name: str, year: int) -> tuple[date, date] | None:
    """The first and the last day off for the holiday of that year; None where it is not known."""
    if name in _FIXED:
        day = date(year, *_FIXED[name])
        return day, day
    if name in _ONE_DAY:
        after, of = _ONE_DAY[name]
        new_year = _festival(of, year)
        if new_year is None:
            return None
        one = new_year + timedelta(days=after)
        return one, one
    festival = _festival(name, year)
    if festival is None:
        return None
    off, worked = _published()
    known = any(day.year == year and (day.month, day.day) == (10, 1) for day in off)
    after, count = _LEGAL[name]
    legal = {festival + timedelta(days=after + place) for place in range(count)}

    def free(day: date) -> bool:
        return day in off or day in legal or (day.weekday() >= 5 and day not in worked)

    first = festival if known else min(legal)
    last = festival if known else max(legal)
    while free(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while free(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first, last


def is_working(day: date) -> bool:
    """Whether it is a working day: by the published calendar, else by its weekday."""
    off, worked = _published()
    return day in worked or (day.weekday() < 5 and day not in off)


def _festival(name: str, year: int) -> date | None:
    """The day that the holiday is about."""
    match name:
        case "元旦":
            found: tuple[int, int] | None = (1, 1)
        case "五一":
            found = (5, 1)
        case "国庆":
            found = (10, 1)
        case "清明":
            found = (4, _TOMBS[year]) if year in _TOMBS else None
        case "春节":
            found = _SPRING.get(year)
        case "端午":
            found = _BOATS.get(year)
        case _:
            found = _MOON.get(year)
    return found and date(year, *found)


def _published() -> tuple[dict[date, str], dict[date, str]]:
    """The package's days off and worked weekends; loaded when first needed, a start without dates should not wait."""
    from chinese_calendar import constants

    return constants.holidays, constants.workdays
