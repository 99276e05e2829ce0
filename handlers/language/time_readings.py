"""What a text says about time, as it is said: each date with its hours, its weekday and the side of it that is meant.

From here `handlers.language.spans` makes stretches of time, `handlers.language.moments` points of it, and
`handlers.language.course_times` the sessions of a course: one grammar for all of them.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from handlers.language.amounts import number
from handlers.language.calendar_days import Around, Named, one_day
from handlers.language.date_readers import weekday_of
from handlers.language.dates import named_at, only_at
from handlers.language.hours import NUM, Hours, NoHour, hours_at, window
from handlers.language.normalise import simplified
from storage.model.local_time import MINUTE_MS, local

_LOWER: dict[int, str | int] = {**{code: code + 32 for code in range(ord("A"), ord("Z") + 1)}, ord("〇"): "零"}
_SIDE = re.compile(
    r" ?(?:(?P<before>以前|之前|前(?![后面往来台沿端途置]))"
    r"|(?P<after>以后|之后|后(?![面勤续台期天日来]))|(?P<since>起(?![来点重步]))"
    r"|(?P<within>以内|之内|内(?![容部训科外])))"
)
_SOON = re.compile(
    rf"(?P<n>\d{{1,3}}|{NUM}|半) ?个?(?P<half>半?)(?P<unit>小时|钟头|分钟)"
    r"(?:(?P<after>以后|之后|后)|(?P<ago>以前|之前|前)|(?P<within>以内|之内|内))"
)
_LINK = re.compile(
    r"[ ,、的]{0,3}(?:\( ?)?(?:(?:周|星期|礼拜)(?P<w>[一二三四五六日天]))?(?: ?\))?[ ,、的]{0,3}(?:每[天日]|每(?=晚))?"
)
"""What may stand between a date and its hours: its weekday, perhaps in brackets."""
_TO = re.compile(" ?(?:\u2014{1,2}|-{1,3}|\u2013|~|\u301c|直?到|至) ?")
_AND = re.compile(r" ?(?:[,;]|(?P<close>、|和|与|及|以及|跟|或者?|还有|/|)) ?")
_UP_TO = re.compile(r"(?:截止到?|截至|(?<![改迟延调前挪移换达得遇碰不看找学做等])到)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words from `start` to `stop` name: days, hours of them, and which side of them is meant.

    `side`: before, after, since, within, upto (到周五) or '' · `until`: the day and hours with which a stretch ends that
    begins with `hours` · `at`: instants (begin, end) that were said without a date (两小时后) · `undated`: hours only ·
    `close`: hangs together with the one before it (周二和周四) · `flaw`: weekday (not that date's), date (there is none
    such), unread (农历) or ''.
    """

    named: Named
    start: int
    stop: int
    hours: Hours | None = None
    side: str = ""
    until: tuple[date, Hours | None] | None = None
    at: tuple[int, int] | None = None
    undated: bool = False
    close: bool = False
    flaw: str = ""


def folded(text: str) -> str:
    """The text in which places count: half-width, simplified, lower case, single spaces."""
    return read_shape(shaped(text))


def shaped(text: str) -> str:
    """Half-width, with single spaces: as it was written, for showing; as long as `read_shape` of it, but for rare words."""
    plain = unicodedata.normalize("NFKC", text).replace("廿", "二十").replace("卅", "三十")
    return re.sub(r"[^\S\n]+", " ", plain)


def read_shape(text: str) -> str:
    """A shaped text made simplified and lower case."""
    return simplified(text).translate(_LOWER)


def readings(text: str, now: int, zone: tzinfo, apart: bool = False) -> list[Reading]:
    """Everything about time in a folded text, in order, what cannot be read included.

    `apart`: 「12月5日至8日」 as its two days, not as the stretch between them.
    """
    today = local(now, zone).date()
    found: list[Reading] = []
    place = 0
    while place < len(text):
        one = _joined(text, place, found, today, now, apart) if found and found[-1].stop == place else None
        if one is None:
            one = _reading_at(text, place, Around(today), now)
            if (
                one is not None
                and not one.side
                and one.hours is None
                and _UP_TO.search(text[max(0, place - 3) : place])
            ):
                one = replace(one, side="upto")
            if one is not None:
                found.append(one)
        place = place + 1 if one is None else one.stop
    for place in range(len(found) - 1, 0, -1):  # 「12月5日、6日下午两点」: of both days
        last, one = found[place], found[place - 1]
        if last.close and last.hours is not None and one.hours is None and not one.side and one.at is None:
            found[place - 1] = replace(one, hours=last.hours)
    return found


def _joined(text: str, place: int, found: list[Reading], today: date, now: int, apart: bool) -> Reading | None:
    """What follows the last reading behind 到, 和 or nothing; put into `found`."""
    last = found[-1]
    if last.flaw or last.at is not None or last.side:
        return None
    to = _TO.match(text, place)
    if to is not None:
        end = _reading_at(text, to.end(), Around(today, last.named, until=True), now)
        whole = None if end is None or end.flaw or end.at is not None else _stretch(last, end)
        if whole is not None and end is not None and apart:
            found.append(end)
            return end
        if whole is not None:
            found[-1] = whole
            return whole
    link = _AND.match(text, place)
    assert link is not None  # it matches the empty text
    one = _reading_at(text, link.end(), Around(today, last.named), now)
    if one is None:
        return None
    if one.undated and last.hours is not None:
        one = replace(one, named=last.named, undated=False)
    close = link["close"] is not None and last.until is None
    found.append(replace(one, close=close))
    return one


def _stretch(one: Reading, end: Reading) -> Reading | None:
    """From one reading to another; None where the other is earlier."""
    if end.undated and one.hours is None:
        return None
    named = one.named if end.undated else end.named
    if named.last < one.named.first:
        return None
    if one.hours is not None:
        return replace(one, until=(named.last, end.hours), side=end.side, stop=end.stop)
    whole = replace(one.named, last=named.last, days=None, stretch=one.named.stretch or named.stretch)
    return replace(one, named=whole, hours=end.hours, side=end.side, stop=end.stop)


def _reading_at(text: str, place: int, around: Around, now: int) -> Reading | None:
    """The date, the date with its hours, or the hours written at `place`."""
    if place >= len(text):
        return None
    soon = _SOON.match(text, place)
    if soon is not None:
        return Reading(
            one_day(around.today), *soon.span(), side="within" if soon["within"] else "", at=_soon(soon, now)
        )
    found = named_at(text, place, around)
    if found is None:
        hours = hours_at(text, place)
        if hours is None:
            return None
        today = replace(one_day(around.today), loose=1)
        flaw = "date" if isinstance(hours, NoHour) else ""
        said = None if isinstance(hours, NoHour) else hours
        return _sided(text, Reading(today, place, hours.stop, said, undated=True, flaw=flaw))
    named, stop = found
    if named is None:
        return Reading(one_day(around.today), place, stop, flaw="unread")
    named, stop = only_at(text, stop, named)
    return _with_hours(text, Reading(named, place, stop, flaw=named.flaw))


def _with_hours(text: str, one: Reading) -> Reading:
    """The reading with the weekday and the hours that stand behind its date."""
    link = _LINK.match(text, one.stop)
    assert link is not None  # it matches the empty text
    named, flaw, stop, behind = one.named, one.flaw, one.stop, link.end()
    if link["w"]:
        if named.first != named.last or named.weekday:
            behind = stop
        else:
            stop = link.end() if text[link.end() - 1] == ")" else link.end("w")
            flaw = flaw or ("" if weekday_of(link["w"]) == named.first.weekday() else "weekday")
    hours = hours_at(text, behind, named.part, behind=True) if behind < len(text) else None
    if isinstance(hours, NoHour):
        return replace(one, stop=hours.stop, flaw="date")
    if hours is not None:
        stop = hours.stop
        named = one_day(named.point) if named.point else named
    elif named.part:
        hours = Hours(*window(named.part), stop, part=True)
    return _sided(text, replace(one, named=named, stop=stop, hours=hours, flaw=flaw))


def _sided(text: str, one: Reading) -> Reading:
    begun = text.startswith("开始", one.stop) and text[one.start - 1 : one.start] in ("从", "自") and one.start
    if begun:  # 「从下周开始」
        return replace(one, side="since", stop=one.stop + 2)
    side = _SIDE.match(text, one.stop)
    if side is None or (side["within"] and one.hours is not None):
        return one
    return replace(one, side=str(side.lastgroup), stop=side.end())


def _soon(found: "re.Match[str]", now: int) -> tuple[int, int]:
    """「两小时后」, 「半小时前」 and 「一小时内」 as instants."""
    unit = (1 if found["unit"] == "分钟" else 60) * MINUTE_MS
    length = unit // 2 if found["n"] == "半" else number(found["n"]) * unit + (unit // 2 if found["half"] else 0)
    if found["within"]:
        return now, now + max(length, MINUTE_MS)
    at = now - length if found["ago"] else now + length
    return at, at + 60 * MINUTE_MS
