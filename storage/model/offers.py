"""Offers of a freed seat: to whom, when they may be made, and how long they last.

A seat is offered to the first in line who may have it. The offer lasts a day, less as the course nears, and neither
begins nor ends while its person is not to be disturbed. Instants are milliseconds UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from storage.model.local_time import MINUTE_MS, days_after, instant, local_date, minute_of_day
from storage.model.quiet import Quiet

LONGEST_MS = 24 * 3600 * 1000
"""An offer's usual length."""
SHARE = 2
"""Near the course an offer takes at most half of the time that is left, so that others behind can still be asked."""
SHORT_MS = 30 * MINUTE_MS
"""Half of the time left or not: nobody is given less than half an hour, so long as the course is as far away."""
LEAST_MS = 10 * MINUTE_MS
"""With less time than this nobody can decide and come: the seat is not offered any more."""
MORNING_MS = 60 * MINUTE_MS
"""What would end in quiet hours ends an hour after them: who slept has time to see it."""
EVENING_MS = 5 * MINUTE_MS
"""Where that would be too late, it ends five minutes before the quiet hours begin."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when an offer is said until when it can be taken."""

    made_at: int
    until: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody in the line: the enrolment's number, their unit ('' unknown), and when they are not to be disturbed."""

    enrolment: int
    person: int
    unit: str = ""
    quiet: Quiet = Quiet()


def span(now: int, begins_at: int, quiet: Quiet, zone: tzinfo) -> Span | None:
    """When a seat that is free at `now` is offered, and for how long; None when no decent time is left before it begins."""
    made_at = quiet.over(now, zone)
    left = begins_at - made_at
    if left < LEAST_MS:
        return None
    wanted = made_at + min(LONGEST_MS, max(left // SHARE, SHORT_MS))
    until = _awake(min(wanted, begins_at), made_at, begins_at, quiet, zone)
    until -= until % MINUTE_MS
    return Span(made_at, until) if until - made_at >= LEAST_MS - MINUTE_MS else None


def _awake(end: int, made_at: int, begins_at: int, quiet: Quiet, zone: tzinfo) -> int:
    """`end`, or the nearest sensible moment outside the quiet hours it falls into; never after the course begins."""
    if not quiet.holds(minute_of_day(end, zone)):
        return end
    evening = _before(end, quiet, zone) - EVENING_MS
    morning = quiet.over(end, zone) + MORNING_MS
    if quiet.holds(minute_of_day(morning, zone)):
        morning = quiet.over(end, zone)
    if morning < begins_at and not quiet.holds(minute_of_day(morning, zone)):
        return morning
    if quiet.holds(minute_of_day(evening, zone)):
        return made_at  # awake for less than five minutes between two quiet hours: no time to offer anything
    return max(evening, made_at)


def _before(at: int, quiet: Quiet, zone: tzinfo) -> int:
    """When the quiet hours that hold `at` began."""
    day = local_date(at, zone)
    if quiet.begin > quiet.end and minute_of_day(at, zone) < quiet.end:
        day = days_after(day, -1)
    return instant(day, quiet.begin, zone)


def allot(
    line: Iterable[Waiting],
    free: int | None,
    per_unit: int | None,
    taken: Mapping[str, int],
    now: int,
    begins_at: int,
    zone: tzinfo,
) -> list[tuple[Waiting, Span]]:
    """Who of the `line` is offered one of the `free` seats (None: as many as come), in order.

    Passed over are those whose unit has as many seats as it may (`taken` by unit, with those offered here), and those
    who sleep until it is too late. Nobody else is.
    """
    held = dict(taken)
    given: list[tuple[Waiting, Span]] = []
    for one in line:
        if free is not None and len(given) >= free:
            break
        if per_unit is not None and held.get(one.unit, 0) >= per_unit:
            continue
        if (offer := span(now, begins_at, one.quiet, zone)) is not None:
            held[one.unit] = held.get(one.unit, 0) + 1
            given.append((one, offer))
    return given
