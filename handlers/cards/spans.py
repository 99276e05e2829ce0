"""Stretches of time said back, so that a wrong reading is seen: 「12月5日 周六」, 「12月4日 周五 – 12月6日 周日」."""

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from itertools import pairwise

from handlers.cards.moments import day
from handlers.kit.words import Words
from handlers.language.spans import Span
from storage.model.local_time import local, local_date

_MOST = 3
"""Stretches said one by one; of more, the first and the last."""


def echo(words: Words, zone: tzinfo, span: Span, now: int) -> str:
    """A span in words: a day, a day with its hours, or the first and the last day."""
    today = local_date(now, zone)
    begin, end = local(span.begin, zone), local(span.end, zone)
    first = day(words, begin.date(), today)
    if span.exact:
        return f"{first} {begin:%H:%M}"
    last_day = local_date(span.end - 1, zone)
    last = day(words, last_day, today)
    midnight = end.date() > last_day
    if f"{begin:%H%M}" == "0000" and midnight:
        return first if last_day == begin.date() else f"{first} – {last}"
    until = "24:00" if midnight else f"{end:%H:%M}"
    if last_day == begin.date():
        return f"{first} {begin:%H:%M}–{until}"
    return f"{first} {begin:%H:%M} – {last} {until}"


def echo_all(words: Words, zone: tzinfo, found: Sequence[Span], now: int) -> str:
    """Several spans in words; the same hours of many days are said once: 「12月7日 周一 – 12月11日 周五 每天 18:00–24:00」."""
    if len(found) <= _MOST:
        return "、".join(echo(words, zone, one, now) for one in found)
    first, last = local(found[0].begin, zone), local(found[-1].end - 1, zone)
    days = [local_date(one.begin, zone) for one in found]
    today = local_date(now, zone)
    ends = f"{day(words, first.date(), today)} – {day(words, last.date(), today)}"
    hours = {echo(words, zone, one, now).rpartition(" ")[2] for one in found}
    row = all(after - before == timedelta(days=1) for before, after in pairwise(days))
    if len(hours) == 1 and row:
        return words.label("{days} 每天 {hours}", days=ends, hours=hours.pop())
    return words.label("{days},共 {count} 段", days=ends, count=len(found))
