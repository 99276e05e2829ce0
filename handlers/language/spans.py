"""Dates and stretches of time as people say them: 「这周末」, 「下周三下午」, 「月底前」, 「国庆后」, 「明晚七点」.

Pure. What ambiguous words mean is listed in `handlers.language.dates` and `handlers.language.hours`; whoever acts on a span
echoes it (`handlers.cards.spans`), so that a wrong reading is seen. What is no date (农历, 2月30日, 12月5日 with another day's
weekday) is no span rather than a guess.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from handlers.language.amounts import number
from handlers.language.calendar_days import Around, Named, after, before, one_day
from handlers.language.date_readers import weekday_of
from handlers.language.dates import named_at, only_at
from handlers.language.holidays import is_working
from handlers.language.hours import NUM, Hours, NoHour, hours_at, window
from handlers.language.normalise import simplified
from storage.model.local_time import MINUTE_MS, instant, local

MOST_DAYS = 31
"""Days of which hours are said one by one (「下个月晚上」)."""
EVENING = 18
"""From this hour on a bare 「周二」 said on a Tuesday is the next one."""
_DAY = 24 * 60
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
class Span:
    """A stretch of time that was said: from `begin` to before `end`, milliseconds UTC.

    `said`: the words, as they stand in `folded(text)` at `place` (start, stop) · `exact`: a moment was named (its hour is
    the span) · `past`: it is over at `now`, because that was said (昨天) or because such a day just went by.
    """

    begin: int
    end: int
    said: str
    exact: bool = False
    past: bool = False
    place: tuple[int, int] = (0, 0)


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


def spans(text: str, now: int, zone: tzinfo) -> list[Span]:
    """The stretches of time that a text names, in order; nothing for a text without any, or with one that is no date."""
    plain = folded(text)
    return [span for one in readings(plain, now, zone) if not one.flaw for span in spans_of(one, plain, now, zone)]


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


def spans_of(one: Reading, text: str, now: int, zone: tzinfo) -> Iterator[Span]:
    """The stretches of time that a reading without flaw means; `text` is what it was read in."""
    said, place = text[one.start : one.stop], (one.start, one.stop)
    exact = _is_exact(one)

    def made(begin: int, end: int) -> Span:
        past = begin < now if exact else end <= now
        return Span(begin, end, said, exact, past, place)

    if one.at is not None:
        yield made(*one.at)
        return
    found = [made(*ends) for ends in _instants(one, now, zone)]
    ahead = [span for span in found if not span.past]
    if not ahead and one.named.loose:
        later = timedelta(days=one.named.loose)
        until = one.until and (one.until[0] + later, one.until[1])
        moved = replace(one.named, first=one.named.first + later, last=one.named.last + later)
        found = [made(*ends) for ends in _instants(replace(one, named=moved, until=until), now, zone)]
        ahead = found
    yield from ahead or found


def _is_exact(one: Reading) -> bool:
    """Whether a moment is meant, not a stretch."""
    if one.at is not None:
        return one.side != "within"
    return one.hours is not None and one.hours.until is None and one.until is None and not one.side


def _instants(one: Reading, now: int, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch, milliseconds UTC."""

    def at(day: date, minute: int) -> int:
        return instant(day + timedelta(days=minute // _DAY), minute % _DAY, zone)

    named, hours = one.named, one.hours
    wall = local(now, zone)
    if hours is None:
        named = _turned(one, wall.date(), wall.hour)
        for first, last in runs(named):
            yield at(first, 0), at(last, _DAY)
        return
    if one.until is not None:
        day, ending = one.until
        minute = _DAY if ending is None else ending.until if ending.part and ending.until else ending.begin
        begin, end = at(named.first, hours.begin), at(day, minute)
        yield begin, end if end > begin else begin + 60 * MINUTE_MS
        return
    if one.side:
        moment = at(named.first, hours.begin if one.side != "after" or hours.until is None else hours.until)
        midnight = at(named.first, 0)
        if one.side == "before":
            begin = now if named.first == wall.date() else midnight
            yield min(begin, moment - MINUTE_MS), moment
        else:
            yield moment, max(at(named.last, _DAY), moment + 60 * MINUTE_MS)
        return
    days = (first + timedelta(days=place) for first, last in runs(named) for place in range((last - first).days + 1))
    for _, day in zip(range(MOST_DAYS), days, strict=False):
        yield at(day, hours.begin), at(day, hours.begin + 60 if hours.until is None else hours.until)


def _turned(one: Reading, today: date, hour: int) -> Named:
    """The days named, or those on the side of them that was said."""
    named = one.named
    if named.loose and named.last == today and hour >= EVENING and not one.side:
        later = timedelta(days=named.loose)
        return replace(named, first=named.first + later, last=named.last + later)
    match one.side:
        case "before":
            return before(named, today)
        case "after":
            return after(named, today)
        case "since":
            return after(replace(named, last=named.first, stretch=False), today)
        case "upto":
            return replace(named, first=today, days=None) if named.last >= today else named
        case "within":
            return replace(named, first=max(named.first, today)) if named.last >= today else named
    return named


def runs(named: Named) -> Iterator[tuple[date, date]]:
    """The days that are meant, those in a row put together: (first, last), both included."""
    if named.days is None and not named.working:
        yield named.first, named.last
        return
    first: date | None = None
    for place in range((named.last - named.first).days + 2):
        day = named.first + timedelta(days=place)
        wanted = day <= named.last and (named.days is None or day.weekday() in named.days)
        wanted = wanted and (not named.working or is_working(day))
        if wanted and first is None:
            first = day
        elif not wanted and first is not None:
            yield first, day - timedelta(days=1)
            first = None
