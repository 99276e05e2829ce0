"""Dates and stretches of time as people say them: 「这周末」, 「下周三下午」, 「月底前」, 「国庆后」, 「明晚七点」.

Pure. What ambiguous words mean is listed in `handlers.language.dates` and `handlers.language.hours`; whoever acts on a span
echoes it (`handlers.cards.spans`), so that a wrong reading is seen. What is no date (农历, 2月30日, 12月5日 with another day's
weekday) is no span rather than a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta, tzinfo

from handlers.language.calendar_days import Named, after, before
from handlers.language.holidays import is_working
from handlers.language.time_readings import Reading, folded, readings
from storage.model.local_time import MINUTE_MS, instant, local

MOST_DAYS = 31
"""Days of which hours are said one by one (「下个月晚上」)."""
EVENING = 18
"""From this hour on a bare 「周二」 said on a Tuesday is the next one."""
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that was said: from `begin` to before `end`, milliseconds UTC.

    `said`: the words, as they stand in `time_readings.folded(text)` at `place` (start, stop) · `exact`: a moment was named
    (its hour is the span) · `past`: it is over at `now`, because that was said (昨天) or because such a day just went by.
    """

    begin: int
    end: int
    said: str
    exact: bool = False
    past: bool = False
    place: tuple[int, int] = (0, 0)


def spans(text: str, now: int, zone: tzinfo) -> list[Span]:
    """The stretches of time that a text names, in order; nothing for a text without any, or with one that is no date."""
    plain = folded(text)
    return [span for one in readings(plain, now, zone) if not one.flaw for span in spans_of(one, plain, now, zone)]


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
