"""When a course meets and until when one may enrol, in a leader's words: 「每周三晚7点-9点,共四次,报名到12月10日截止」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from enum import StrEnum

from handlers.language.amounts import number
from handlers.language.calendar_days import after, before
from handlers.language.hours import NUM, Hours
from handlers.language.spans import runs, spans_of
from handlers.language.time_readings import Reading, readings
from storage.model.courses import MOST_SESSIONS, Session, credit_of
from storage.model.local_time import MINUTE_MS, instant, local_date

USUAL_MINUTES = 120
USUAL_COUNT = 4
LAST_MINUTE = 24 * 60 - 1
CLOSES_AT = 18 * 60
"""What a date alone means where enrolling or cancelling ends."""
_BEGINNINGS = {0: 9 * 60, 5: 8 * 60, 6: 9 * 60, 11: 12 * 60, 12: 14 * 60, 17: 17 * 60 + 30, 18: 19 * 60}
"""When a course begins of which only a part of the day was said, by the part's first hour."""
_DUE_BEFORE = re.compile(
    r"(?:(?:报名)?(?:截止|截至)|报名(?:时间|日期)?(?=[到至从: ]))(?:时间|日期)? ?(?:到|至|从|为|是|:)? ?$"
)
_DUE_BEHIND = re.compile(r" ?(?:(?:报名)?(?:截止|停止)(?:报名)?|止(?!痛|血))")
_DUE_BY = re.compile(r" ?[^,;\n]{0,2}报名(?:截止)?")
_OFF_BEFORE = re.compile(
    r"(?:最晚|最迟)(?:可以?)?$|(?:(?:退名|退课|退报名|取消报名|取消)(?:的)?(?:时间|日期)?(?:截止|截至|最晚|到|至)+|最晚取消)"
    r"(?:时间|日期)?[:到至为是]? ?$"
)
_OFF_BEHIND = re.compile(r" ?(?:之?前|以前)?(?:都)?(?:可以?|能|截止)?(?:自己|自行)?(?:取消(?:报名)?|退名|退课|退报名)")
_OPENS = re.compile(r" ?(?:起|开始|开放)?报名(?:开始)?")
_COUNT = re.compile(
    rf"(?:一?共|总共|合计|为期|连续|连上|连着) ?(?P<n>{NUM}) ?个?(?:次|讲|期|节|堂|场|周|天|星期)课?(?!时)"
)
_LOOK_BACK = 12


class Assumed(StrEnum):
    """What was not said and filled in, so that it can be shown to be checked."""

    LENGTH = "length"  # no end: two hours
    HALF = "half"  # 「3点」: of the afternoon
    HOUR = "hour"  # 「下午」: 14:00
    COUNT = "count"  # 「每周三」 without how often: four times


class Doubt(StrEnum):
    """What was said and cannot be so."""

    PAST = "past"  # it begins before `now`
    WEEKDAY = "weekday"  # the date is another weekday
    DATE = "date"  # no such date
    LATE = "late"  # enrolling ends after it begins
    MANY = "many"  # more sessions than a course may have


@dataclass(slots=True)
class Times:
    """What a message says about time. `days`: dates without an hour · `taken`: the places of the words that say it.

    `dated`: a day was said, not only an hour · `unread`: times that went into nothing.
    """

    sessions: tuple[Session, ...] = ()
    days: tuple[date, ...] = ()
    enrol_until: int | None = None
    cancel_until: int | None = None
    unread: tuple[str, ...] = ()
    dated: bool = False
    assumed: set[Assumed] = field(default_factory=set)
    doubts: set[Doubt] = field(default_factory=set)
    taken: list[tuple[int, int]] = field(default_factory=list)


def read_times(text: str, now: int, zone: tzinfo) -> Times:
    """Read the times in a folded text; `now` in milliseconds UTC."""
    times, meetings, whole_day = Times(), [], False
    for one in readings(text, now, zone):
        if one.flaw:
            times.doubts.add(Doubt.WEEKDAY if one.flaw == "weekday" else Doubt.DATE)
            times.taken.append((one.start, one.stop))
        elif (off := _around(text, one, _OFF_BEFORE, _OFF_BEHIND)) is not None:
            times.taken.append(off)
            times.cancel_until, _ = _deadline(one, now, zone)
        elif (due := _due(text, one)) is not None:
            times.taken.append(due)
            times.enrol_until, whole_day = _deadline(one, now, zone)
        elif (opens := _OPENS.match(text, one.stop)) is not None:
            times.taken.append((one.start, opens.end()))
        else:
            meetings.append(one)
            times.taken.append((one.start, one.stop))
    count = _COUNT.search(text)
    if count is not None:
        times.taken.append(count.span())
    _meet(times, meetings, number(count["n"]) if count else 0, now, zone)
    if times.sessions and times.days:
        bare = [one for one in meetings if one.hours is None and one.at is None and not one.undated]
        times.unread = tuple(text[one.start : one.stop] for one in bare)
    if times.sessions:
        begins_at = times.sessions[0].begins_at
        if (
            whole_day
            and times.enrol_until is not None
            and local_date(begins_at, zone) == local_date(times.enrol_until, zone)
        ):
            times.enrol_until = min(times.enrol_until, begins_at)
        if times.enrol_until is not None and times.enrol_until > begins_at:
            times.doubts.add(Doubt.LATE)
        if begins_at < now:
            times.doubts.add(Doubt.PAST)
    if times.enrol_until is not None and times.enrol_until < now:
        times.doubts.add(Doubt.PAST)
    return times


def _due(text: str, one: Reading) -> tuple[int, int] | None:
    """Where the words stand that say until when one may enrol, if these do."""
    return _around(text, one, _DUE_BEFORE, _DUE_BEHIND) or (
        _around(text, one, _DUE_BEFORE, _DUE_BY) if one.side == "before" else None
    )


def _around(
    text: str, one: Reading, before_it: "re.Pattern[str]", behind_it: "re.Pattern[str]"
) -> tuple[int, int] | None:
    """Where a time stands with the words before or behind it that say what it is for; None without any."""
    lead = max(0, one.start - _LOOK_BACK)
    ahead = before_it.search(text[lead : one.start])
    behind = behind_it.match(text, one.stop)
    if ahead is None and behind is None:
        return None
    return one.start if ahead is None else lead + ahead.start(), one.stop if behind is None else behind.end()


def _deadline(one: Reading, now: int, zone: tzinfo) -> tuple[int, bool]:
    """The moment until which one may enrol, and whether only its day was said."""
    if one.at is not None:
        return one.at[0], False
    if one.until is not None and one.until[1] is not None:
        return instant(one.until[0], min(one.until[1].begin, LAST_MINUTE), zone), False
    if one.hours is not None and not one.hours.part:
        return instant(one.named.last, min(one.hours.until or one.hours.begin, LAST_MINUTE), zone), False
    named = before(one.named, local_date(now, zone)) if one.side == "before" else one.named
    if one.hours is not None:
        return instant(named.last, min(one.hours.until or LAST_MINUTE, LAST_MINUTE), zone), False
    closes = instant(named.last, CLOSES_AT, zone)
    return (closes if closes > now else instant(named.last, LAST_MINUTE, zone)), True


def _meet(times: Times, meetings: list[Reading], count: int, now: int, zone: tzinfo) -> None:
    """Work out when the course meets, from everything that was said about it."""
    hours = next((one for one in meetings if one.undated), None)
    dated = [one for one in meetings if not one.undated]
    times.dated = bool(dated)
    if hours is not None and dated:  # 「12月5日、6日,焊接课,下午两点」
        dated = [one if one.hours or one.at else replace(one, hours=hours.hours) for one in dated]
    series = next((one for one in dated if one.named.every), None)
    since = next((one for one in dated if one.side == "since"), None)
    if series is None and since is not None and count:  # 「12月7日起连续三天」
        series = replace(
            since, named=replace(since.named, every=True, last=since.named.first + timedelta(days=6)), side=""
        )
    found: list[tuple[int, int]]
    if series is not None:
        spare = next((one.hours for one in dated if one.hours is not None), None)
        fixed = _fixed(times, replace(series, hours=series.hours or spare))
        bounds = [one for one in dated if one is not series and not one.named.every and not one.flaw]
        found = list(_series(times, fixed, bounds, count, now, zone))
    else:
        found = [ends for one in dated or meetings for ends in _once(times, one, now, zone)]
    found = sorted(set(found))
    if len(found) > MOST_SESSIONS:
        times.doubts.add(Doubt.MANY)
    times.sessions = tuple(Session(begin, end, credit=credit_of(begin, end)) for begin, end in found[:MOST_SESSIONS])


def _once(times: Times, one: Reading, now: int, zone: tzinfo) -> Iterator[tuple[int, int]]:
    """The meetings that a date with its hours names; a date without is kept as a day."""
    if one.hours is None and one.at is None:
        for first, last in runs(one.named):
            days = min((last - first).days + 1, MOST_SESSIONS)
            times.days += tuple(first + timedelta(days=place) for place in range(days))
        return
    fixed = _fixed(times, replace(one, side="") if one.until is None and one.side not in ("before", "upto") else one)
    for span in spans_of(fixed, "", now, zone):
        if span.exact:
            times.assumed.add(Assumed.LENGTH)
        yield span.begin, span.begin + USUAL_MINUTES * MINUTE_MS if span.exact else span.end


def _fixed(times: Times, one: Reading) -> Reading:
    """The reading with an hour where only a part of the day was said."""
    hours = one.hours
    if hours is None:
        return one
    if hours.half:
        times.assumed.add(Assumed.HALF)
    if hours.part and one.until is None:
        times.assumed.add(Assumed.HOUR)
        return replace(one, hours=Hours(_BEGINNINGS[hours.begin // 60], None, hours.stop))
    return one


def _series(
    times: Times, series: Reading, bounds: list[Reading], count: int, now: int, zone: tzinfo
) -> Iterator[tuple[int, int]]:
    """The meetings of 「每周三」: from a day that was named, or the first that can still be enrolled for, so many times."""
    hours, named, today = series.hours, series.named, local_date(now, zone)
    weekdays = named.days
    if weekdays is None and (named.weekday or named.loose):
        length = (named.last - named.first).days
        weekdays = frozenset((named.first.weekday() + place) % 7 for place in range(length + 1))
    start, stop = today, None
    if named.days and not named.weekday and not named.endless:  # 「12月每周三」
        stop = named.last
    for one in bounds:
        if one.side in ("before", "upto"):
            stop = (before(one.named, today) if one.side == "before" else one.named).last
        elif one.side == "after":
            start = after(one.named).first
        elif one.side == "since" or one.named.endless or one.named.first == one.named.last:
            start = one.named.first
        else:
            start, stop = max(one.named.first, today), one.named.last
    if not bounds:
        start = named.first if not named.weekday and not named.loose else today
        if times.enrol_until is not None:
            start = max(start, local_date(times.enrol_until, zone))
    if hours is None:
        times.days += (named.first,)
        return
    minutes = USUAL_MINUTES if hours.until is None else hours.until - hours.begin
    if not count and stop is None:
        times.assumed.add(Assumed.COUNT)
        count = USUAL_COUNT * (len(weekdays) if weekdays else 1)
    if hours.until is None:
        times.assumed.add(Assumed.LENGTH)
    wanted, since, made = count or MOST_SESSIONS + 1, max(now, 0 if bounds else times.enrol_until or 0), 0
    for place in range(366):
        day = start + timedelta(days=place)
        if made == wanted or (stop is not None and day > stop):
            return
        right = day.weekday() in weekdays if weekdays else not named.working or day.weekday() < 5
        begin = instant(day, min(hours.begin, LAST_MINUTE), zone)
        if right and (bounds or begin > since):
            made += 1
            yield begin, begin + minutes * MINUTE_MS
