"""Working days by the legal calendar, 调休 included: the package `chinesecalendar`, under what admins enter.

The package knows the holidays that the State Council has published, and ends with the last of those years. In a year
that the package does not know, weekends and the holidays of fixed date are off and all other days are not, but for what
admins enter; `missing_years` says which years nobody knows.
"""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from functools import cache

from storage.database import Tx, load
from storage.model.calendar import FIXED, Day, Stretch, ordinary
from storage.model.quiet import Workday
from storage.model.reminders import rung_due

SQL = load("calendar")
NATIONAL_DAY = (10, 1)
"""A year's holidays are published together: a year with this one is a known one."""
PUBLISHED_IN = 11
"""The month in which the State Council publishes the next year's holidays: from then on a year that is not known is missing."""


async def workdays(tx: Tx) -> Workday:
    """Whether a day is a working day, as things stand in this transaction."""
    entered = {row["date"]: bool(row["work"]) for row in await SQL.days(tx)}
    off, worked = _published()
    published = published_years()

    def workday(day: date) -> bool:
        known = entered.get(day.isoformat())
        if known is not None:
            return known
        fixed = day.year not in published and (day.month, day.day) in FIXED
        return day in worked or (ordinary(day) and day not in off and not fixed)

    return workday


@cache
def published_years() -> frozenset[int]:
    """The years that the package knows."""
    off, _ = _published()
    return frozenset(day.year for day in off if (day.month, day.day) == NATIONAL_DAY)


async def declared_years(tx: Tx) -> frozenset[int]:
    """The years that admins declared complete."""
    return frozenset(row["year"] for row in await SQL.years(tx))


async def known_years(tx: Tx) -> frozenset[int]:
    """The years whose working days are known: from the package, or because admins said so."""
    return published_years() | await declared_years(tx)


async def missing_years(tx: Tx, today: date) -> tuple[int, ...]:
    """This year, and from November on the next, where their working days are not known: there only weekends are days off."""
    known = await known_years(tx)
    wanted = (today.year, today.year + 1) if today.month >= PUBLISHED_IN else (today.year,)
    return tuple(year for year in wanted if year not in known)


async def entered_days(tx: Tx) -> tuple[Day, ...]:
    """What admins entered, in order."""
    return tuple(_entered(row["date"], row["work"], row["note"]) for row in await SQL.days(tx))


async def unusual_days(tx: Tx, begin: date, end: date) -> tuple[Day, ...]:
    """The days from `begin` to `end` (both included) that differ from ordinary weeks, and all that admins entered."""
    entered = {day.date: day for day in await entered_days(tx)}
    off, worked = _published()
    published = published_years()
    found = []
    for after in range((end - begin).days + 1):
        day = begin + timedelta(days=after)
        if day in entered:
            found.append(entered[day])
        elif ordinary(day) and day in off:
            found.append(Day(day, False, _name(off[day])))
        elif not ordinary(day) and day in worked:
            found.append(Day(day, True, _name(worked[day])))
        elif ordinary(day) and day.year not in published and (day.month, day.day) in FIXED:
            found.append(Day(day, False, FIXED[day.month, day.day]))
    return tuple(found)


async def enter(tx: Tx, days: Sequence[Day], person: int, now: int, zone: tzinfo) -> None:
    """Keep what an admin entered; it goes before the package and before what was entered earlier of the same day.

    Reminders that are still to come move with it.
    """
    rows = [
        {"date": day.date.isoformat(), "work": int(day.work), "note": day.note, "person": person, "now": now}
        for day in days
    ]
    await SQL.put_day(tx, rows)
    await _move_reminders(tx, now, zone)


async def remove(tx: Tx, stretch: Stretch, now: int, zone: tzinfo) -> int:
    """Take back what admins entered of these days, as long as it is still what was seen; says how many days."""
    begin, end = stretch.begin.isoformat(), stretch.end.isoformat()
    removed: int = await SQL.remove_days(tx, begin=begin, end=end, work=int(stretch.work))
    if removed:
        await _move_reminders(tx, now, zone)
    return removed


async def _move_reminders(tx: Tx, now: int, zone: tzinfo) -> None:
    """Bring the rungs that are still to come, and that nobody moved by hand, in line with the working days."""
    workday = await workdays(tx)
    for step in await SQL.steps_ahead(tx, now=now):
        due_at = max(rung_due(step["at"], step["days"], zone, workday), now)
        if due_at != step["due_at"]:
            await SQL.move_step(tx, id=step["id"], due_at=due_at)


async def declare(tx: Tx, year: int, person: int, now: int) -> bool:
    """Keep that an admin says a year is complete; False when that was said before."""
    return bool(await SQL.declare(tx, year=year, person=person, now=now))


async def take_back(tx: Tx, year: int) -> bool:
    """A year is not complete after all; False when nobody had said so."""
    return bool(await SQL.take_back(tx, year=year))


def _published() -> tuple[dict[date, str], dict[date, str]]:
    """The package's days off and its weekend days that are worked, with the English names of their holidays.

    Loaded when first needed: a start without calendar questions should not wait for it.
    """
    from chinese_calendar import constants

    return constants.holidays, constants.workdays


def _name(holiday: str) -> str:
    from chinese_calendar import Holiday

    return next((one.chinese for one in Holiday if one.value == holiday), holiday)


def _entered(day: str, work: int, note: str) -> Day:
    return Day(date.fromisoformat(day), bool(work), note, True)
