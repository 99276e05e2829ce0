"""When somebody may be disturbed: quiet hours, and days off by the legal calendar.

Minutes are those of the local day, 0–1439. Whether a day is a working day comes from outside (`storage.calendar`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from storage.model.local_time import MINUTE_MS, days_after, instant, local_date, minute_of_day

Workday = Callable[[date], bool]
DEFAULT_QUIET = (21 * 60, 8 * 60)
"""21:00–8:00, the issue's default."""
DECENT_HOURS = (9 * 60, 20 * 60)
"""When notices go out by themselves: 9:00–20:00 of working days."""
LONGEST_LOOK_DAYS = 30
"""No stretch of days off comes near it; behind it a day is taken as it is."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """A person's quiet hours, from minute `begin` to minute `end` of the local day, usually over midnight; equal = none."""

    begin: int = DEFAULT_QUIET[0]
    end: int = DEFAULT_QUIET[1]

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day is quiet."""
        if self.begin <= self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end

    def over(self, at: int, zone: tzinfo) -> int:
        """The first instant from `at` on that is not quiet."""
        minute = minute_of_day(at, zone)
        if not self.holds(minute):
            return at
        day = local_date(at, zone)
        if self.begin > self.end and minute >= self.begin:
            day = days_after(day, 1)
        end = instant(day, self.end, zone)
        # Where the hour comes twice, `at` may lie in the second one: that ends when the clock shows `end` again.
        moment = end if end > at else at - at % MINUTE_MS + (self.end - minute) * MINUTE_MS
        # Where the end falls into the hour that is left out, the next quiet hours may have begun behind it.
        return self.over(moment, zone) if self.holds(minute_of_day(moment, zone)) else moment


NEVER_QUIET = Quiet(0, 0)


def next_decent(at: int, zone: tzinfo, workday: Workday, hours: tuple[int, int] = DECENT_HOURS) -> int:
    """The first instant from `at` on within decent `hours` of a working day."""
    begin, end = hours
    day = local_date(at, zone)
    if workday(day) and begin <= minute_of_day(at, zone) < end:
        return at
    if minute_of_day(at, zone) >= begin:
        day = days_after(day, 1)
    for _ in range(LONGEST_LOOK_DAYS):
        if workday(day):
            break
        day = days_after(day, 1)
    return instant(day, begin, zone)
