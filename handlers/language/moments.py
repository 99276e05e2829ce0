"""Points of time as people write them: 「12月5日下午2点」, 「下周三9点半」, 「2026-12-05 14:00」, 「月底」.

The grammar is that of `handlers.language.spans`; here only what names one day counts. Whether what was read may be in the past
is the caller's question: 「今天8点」, 「昨天9点」 and 「上周五」 are read as they stand; a time without a date is the next one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from handlers.language.calendar_days import Named
from handlers.language.spans import runs
from handlers.language.time_readings import Reading, read_shape, readings, shaped
from storage.model.local_time import instant, local, minute_of_day

LAST_MINUTE = 24 * 60 - 1
"""「24点」 is the end of the day named, not the beginning of the next."""
_NOON = 12 * 60
_SAME = str.maketrans("〇號點", "零号点")


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
    """The text in which the places of a `Moment` count: half-width marks and digits, single spaces."""
    return shaped(text).translate(_SAME)


def read_moment(text: str, now: int, zone: tzinfo) -> Moment | None:
    """The one moment that a text names; None for none or several, and for a weekday that is not that day's."""
    found = read_moments(text, now, zone)
    return found[0] if len(found) == 1 else None


def read_moments(text: str, now: int, zone: tzinfo) -> list[Moment]:
    """Every moment that a text names, in order. `now` is milliseconds UTC, `zone` the local time it is meant in.

    A date that is none (2月30日), or whose weekday is another, is left out.
    """
    plain = read_shape(shaped(text))
    return [
        found for one in readings(plain, now, zone, apart=True) if not one.flaw for found in _moment(one, now, zone)
    ]


def _moment(one: Reading, now: int, zone: tzinfo) -> Iterator[Moment]:
    """The moment that a reading names; nothing for a stretch of days or a mere part of the day."""
    place = (one.start, one.stop)
    if one.at is not None and one.side != "within":
        wall = local(one.at[0], zone)
        yield Moment(wall.date(), wall.hour * 60 + wall.minute, *place)
        return
    minute = _minute(one)
    if one.undated or one.at is not None:
        if minute is not None:
            yield Moment(one.named.first + timedelta(days=int(minute <= minute_of_day(now, zone))), minute, *place)
        return
    for day in _days(one.named):
        yield Moment(day, minute, *place)


def _days(named: Named) -> list[date]:
    """The days that are each a point of time: one that is named, the last of 月底, and weekdays that are told off."""
    if named.point is not None or named.first == named.last:
        return [named.point or named.first]
    if named.weekday and named.days is None:  # 「周三到周五」
        return [named.first, named.last]
    if named.weekday:
        return [
            first + timedelta(days=place) for first, last in runs(named) for place in range((last - first).days + 1)
        ]
    return []


def _minute(one: Reading) -> int | None:
    """The minute of the day that was said; 中午 is one, 上午 is not."""
    if one.hours is None:
        return None
    if one.hours.part:
        return _NOON if one.hours.begin == 11 * 60 else None
    return min(one.hours.begin, LAST_MINUTE)
