"""When something was done, as news say it: 「6月8日」 is the last one, 「今年以来」, 「1-9月」, 「前三季度」, 「近三年」.

Pure. The grammar of dates is `handlers.language.time_readings`, which looks ahead; here the same words are turned back.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from handlers.language.calendar_days import month_end, months_later
from handlers.language.numerals import read_number
from handlers.language.time_readings import Reading, readings
from storage.model.local_time import instant, local_date

SOON_DAYS = 60
"""A day without a year that comes so soon is a plan, not the one of last year."""
_TO = "(?:-{1,2}|~|\u2013|\u2014{1,2}|至|到)"
_N = "(?:\\d{1,2}|[一二两三四五六七八九十]{1,3})"
_YEAR = "(?:(?P<y>20\\d\\d|(?<!\\d)\\d\\d(?=年))年|(?P<ry>[今去本前])年)?的?"
_MONTHS = re.compile(rf"{_YEAR}(?<![\d.])(?P<a>{_N})月?份?(?:{_TO}|、)(?P<b>{_N})月份?(?!\d|{_N}[日号])")
_QUARTERS = re.compile(
    rf"{_YEAR}(?:前(?P<first>[一二两三123])个?季度|第?(?P<a>[一二三四1-4])季?度?(?:{_TO}|、|和)第?(?P<b>[一二三四1-4])季度)"
)
_YEARS = re.compile(rf"(?<!\d)(?P<a>20\d\d)年?{_TO}(?P<b>20\d\d)年?度?")
_LATELY = re.compile(
    rf"(?:近|最近|过去|这)(?P<n>{_N}|半|几)个?(?P<unit>年|月|周|星期|天|日)(?:多?以?来|内|里|间(?!接))?"
)
_MONTHS_AGO = re.compile(rf"(?P<ry>今年)?前(?P<n>{_N})个月")
_HALF_YEAR = re.compile("(?<![上下])(?:近|最近|这|大)?半年(?:多?以?来|内|间(?!接))")
_SO_FAR = re.compile(
    "(?:自?今年|年初|开年|本年度?)(?:以来|至今|到现在|到目前|起至今)|(?:今年)?(?:截至|截止|到)(?:到)?(?:目前|今天|今日|现在|当前|日前|本月|月底)(?:为止)?"
)
_WHOLE_YEAR = re.compile("全年|本年度|(?<!\\d)(?<![今去本前明])年度(?=[直间累共经效])")
_NOW = re.compile("近日|日前|近期|最近(?![一二两三四五六七八九十\\d几])|刚刚|刚才|今儿")
_SINCE = re.compile("以来|至今|到现在|起至今")
_EXPLICIT = re.compile("今年|明|后天|下[周月个下星礼季]|\\d\\d年|20\\d\\d|[今去本前]年")
_CLAUSE_START = re.compile("(?:^|[,;!\n\0\u3002 :(、在于从自到至])$")
_COMPARED = re.compile("[与和同比较](?:相比|同期|同比)|[比较](?:增长?|提高|上升|多.)|[比较]增.")
"""「与去年相比」 says nothing of when."""
_DOTTED = re.compile("\\d{1,2}[./]\\d{1,2}")
_NAME = re.compile("周末[^,;\0 办举开讲组培给为在到去做上我、和义参]")
_HONOUR = re.compile(
    "(?:五一|五四|三八|七一|八一|六一)(?:劳动奖|青年|红旗|巾帼|先进|优秀|表彰|勋章|奖|中学|小学|学校|路)"
)


@dataclass(frozen=True, slots=True)
class Days:
    """Days that were named, from `start` to `stop` of the text. `future`: not come yet · `wrong`: there is no such day ·
    `guessed`: their beginning was not said (截至目前)."""

    first: date
    last: date
    start: int
    stop: int
    future: bool = False
    wrong: bool = False
    guessed: bool = False


def days_in(text: str, now: int, zone: tzinfo) -> list[Days]:
    """The days that a folded text names, in order. `now` is milliseconds UTC."""
    today = local_date(now, zone)
    found = list(_stretches(text, today))
    for one in found:
        text = text[: one.start] + "\0" * (one.stop - one.start) + text[one.stop :]
    for place in _NOW.finditer(text):
        text = text[: place.start()] + "\0" * len(place.group()) + text[place.end() :]
    found += [days for one in readings(text, now, zone) if (days := _days(one, text, now, zone, today)) is not None]
    found = [
        one
        for one in found
        if not _COMPARED.fullmatch(text[max(0, one.start - 1) : one.start] + text[one.stop : one.stop + 2])
    ]
    return sorted(found, key=lambda one: one.start)


def _stretches(text: str, today: date) -> list[Days]:
    """What the grammar of dates does not know, because it looks ahead."""
    found: list[Days] = []

    def add(at: "re.Match[str]", first: date, last: date, guessed: bool = False) -> None:
        if all(at.end() <= one.start or at.start() >= one.stop for one in found) and first <= last:
            found.append(Days(first, last, *at.span(), future=first > today, guessed=guessed))

    for at in _SO_FAR.finditer(text):
        add(at, date(today.year, 1, 1), today, guessed="今年" not in at[0] and "年初" not in at[0])
    for at in _YEARS.finditer(text):
        add(at, date(int(at["a"]), 1, 1), date(int(at["b"]), 12, 31))
    for at in _QUARTERS.finditer(text):
        first, last = (1, _count(at["first"])) if at["first"] else (_count(at["a"]), _count(at["b"]))
        if first + 1 == last or (first <= last and not re.search("[、和]", at[0])):  # 「一季度和三季度」 are two
            _months(add, at, 3 * first - 2, 3 * last, today)
    for at in _MONTHS.finditer(text):
        first, last = _count(at["a"]), _count(at["b"])
        if 1 <= first <= last <= 12:
            _months(add, at, first, last, today)
    for at in _LATELY.finditer(text):
        if at["n"] == "几":
            continue
        n = 1 if at["n"] == "半" else _count(at["n"])
        if at["unit"] == "年":
            add(at, months_later(today, -6 if at["n"] == "半" else -12 * n), today)
        elif at["unit"] == "月":
            add(at, today - timedelta(days=15) if at["n"] == "半" else months_later(today, -n), today)
        else:
            add(at, today - timedelta(days=n * (1 if at["unit"] in "天日" else 7)), today)
    for at in _MONTHS_AGO.finditer(text):
        n = _count(at["n"])
        if at["ry"] or n > 3:
            if 1 <= n <= 12:
                add(at, date(today.year, 1, 1), month_end(date(today.year, n, 1)))
        elif n:
            begins = months_later(today.replace(day=1), -n)
            add(at, begins, today.replace(day=1) - timedelta(days=1), guessed=True)
    for at in _HALF_YEAR.finditer(text):
        add(at, months_later(today, -6), today)
    for at in _WHOLE_YEAR.finditer(text):
        if not _EXPLICIT.search(text[max(0, at.start() - 3) : at.start()]):
            add(at, date(today.year, 1, 1), date(today.year, 12, 31))
    return found


def _months(add: object, at: "re.Match[str]", first: int, last: int, today: date) -> None:
    year = today.year
    if at["y"]:
        year = int(at["y"]) if len(at["y"]) == 4 else 2000 + int(at["y"])
    elif at["ry"]:
        year -= {"去": 1, "前": 2}.get(at["ry"], 0)
    elif date(year, first, 1) > today:
        year -= 1
    assert callable(add)
    add(at, date(year, first, 1), month_end(date(year, last, 1)))


def _count(said: str) -> int:
    value, _ = read_number(said)
    return int(value) if value is not None else 0


def _days(one: Reading, text: str, now: int, zone: tzinfo, today: date) -> Days | None:
    """The days of a reading, turned back where they were meant to be past; None for what names none."""
    said = text[one.start : one.stop]
    if one.undated or one.at is not None or one.flaw == "unread" or one.named.every:
        return None
    if _DOTTED.fullmatch(said) and not _CLAUSE_START.search(text[max(0, one.start - 1) : one.start]):
        return None  # 「效益3.5」
    if _HONOUR.match(text, one.start) or _NAME.match(text, one.start):
        return None  # 「五一劳动奖章」, 「周末厨艺班」
    if one.flaw:
        return Days(today, today, one.start, one.stop, wrong=True)
    first, last = one.named.first, one.named.last
    stop = one.stop + len("全年") * text.startswith("全年", one.stop) + text.startswith("度", one.stop)
    if first > today and not _EXPLICIT.search(said):
        if _is_day(one) and "月" in said and (first - today).days <= SOON_DAYS:
            return Days(first, last, one.start, stop, future=True)
        for days in (7, 31, 366):
            back = local_date(now, zone) - timedelta(days=days)
            again = readings(said, instant(back, 12 * 60, zone), zone)
            if again and again[0].named.first <= today:
                first, last = again[0].named.first, again[0].named.last
                break
    if (one.side in ("before", "within") or said[-1] in "前内") and last >= today:
        return Days(first, last, one.start, stop, future=True)
    since = _SINCE.match(text, stop)
    if since is not None or one.side == "since":
        return Days(first, max(first, today), one.start, stop if since is None else since.end(), future=first > today)
    if one.side == "upto":
        return Days(
            date(last.year, 1, 1), min(last, today) if last.year == today.year else last, one.start, stop, guessed=True
        )
    return Days(first, last, one.start, stop, future=first > today, guessed=said.endswith("后"))


def _is_day(one: Reading) -> bool:
    return one.named.first == one.named.last
