"""Points of time as people read them: 「12月5日 周六 14:00」, in the local time of the house.

A moment is marked as one (Bot API, `<tg-time>`), so that a client that can offers the calendar. It has no format: the words
stay ours, which are shorter than a client's and the same for everybody.
"""

from datetime import date, tzinfo

from markupsafe import Markup

from handlers.kit.context import Context
from handlers.kit.words import Words
from storage.model.local_time import local, local_date

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
"""Source strings, Monday first."""
MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")
"""Source strings."""


def moment(context: Context, at: int) -> Markup:
    """An instant (milliseconds UTC) in the reader's words."""
    return moment_for(context.words, context.office.zone, at, context.now)


def moment_for(words: Words, zone: tzinfo, at: int, now: int) -> Markup:
    """An instant in these words; the year is named when it is not that of `now`."""
    text = plain(words, zone, at, now)
    return Markup('<tg-time unix="{}">{}</tg-time>').format(at // 1000, text)


def plain(words: Words, zone: tzinfo, at: int, now: int) -> str:
    """The same as plain text, for toasts and buttons."""
    wall = local(at, zone)
    return f"{day(words, wall.date(), local_date(now, zone))} {wall:%H:%M}"


def day(words: Words, when: date, today: date) -> str:
    """「12月5日 周六」, with its year when it is not that of `today`."""
    name = WEEKDAYS[when.weekday()]
    weekday = words.label(name)
    name = MONTHS[when.month - 1]
    month = words.label(name)
    if when.year == today.year:
        return words.label("{month}{day}日 {weekday}", month=month, day=when.day, weekday=weekday)
    return words.label("{year}年{month}{day}日 {weekday}", year=when.year, month=month, day=when.day, weekday=weekday)
