"""Working days: the package under what admins enter, and the years nobody knows."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from storage import calendar, reminders
from storage.database import Database
from storage.model.calendar import Day, Flaw, Stretch, read_lines, stretches
from storage.model.local_time import instant

ZONE = ZoneInfo("Asia/Shanghai")


async def test_a_row_wins_over_the_package_and_the_package_over_the_week(db: Database) -> None:
    async with db.write() as tx:
        workday = await calendar.workdays(tx)
        assert [workday(date(2026, 10, day)) for day in (1, 8, 10, 11)] == [False, True, True, False]
        await calendar.enter(tx, [Day(date(2026, 10, 8), False), Day(date(2026, 10, 11), True, "补")], 7, 1, ZONE)
        workday = await calendar.workdays(tx)
        assert [workday(date(2026, 10, day)) for day in (1, 8, 10, 11)] == [False, False, True, True]
        assert await calendar.remove(tx, Stretch(date(2026, 10, 1), date(2026, 10, 9), True), 1, ZONE) == 0, (
            "not what was seen"
        )
        assert await calendar.remove(tx, Stretch(date(2026, 10, 8), date(2026, 10, 8), False), 1, ZONE) == 1
        assert (await calendar.workdays(tx))(date(2026, 10, 8))


async def test_a_year_nobody_knows_is_missing_from_november_until_declared(db: Database) -> None:
    year = max(calendar.published_years()) + 1
    async with db.write() as tx:
        workday = await calendar.workdays(tx)
        assert not any(workday(date(year, 1, day)) for day in range(1, 32) if date(year, 1, day).weekday() > 4)
        assert all(workday(date(year, 1, day)) for day in range(2, 32) if date(year, 1, day).weekday() < 5)
        assert await calendar.missing_years(tx, date(year - 1, 10, 31)) == ()
        assert await calendar.missing_years(tx, date(year - 1, 11, 1)) == (year,)
        assert await calendar.missing_years(tx, date(year, 11, 1)) == (year, year + 1)
        assert await calendar.declare(tx, year, 7, 1)
        assert not await calendar.declare(tx, year, 8, 2)
        assert await calendar.missing_years(tx, date(year, 3, 1)) == ()
        assert await calendar.take_back(tx, year)
        assert await calendar.missing_years(tx, date(year, 3, 1)) == (year,)


async def test_planned_reminders_move_with_the_calendar(db: Database) -> None:
    def nine(day: int) -> int:
        return instant(date(2027, 2, day), 9 * 60, ZONE)

    matter, now = instant(date(2027, 2, 24), 18 * 60, ZONE), nine(1)
    holidays = [Day(date(2027, 2, day), False) for day in range(15, 22)]
    due = "SELECT days, due_at FROM steps ORDER BY days DESC"
    async with db.write() as tx:
        workday = await calendar.workdays(tx)
        await reminders.plan(tx, "occurrence", 1, "due", matter, (7, 3, 1), now, ZONE, workday)
        assert [tuple(row) for row in await tx.fetch(due)] == [(7, nine(17)), (3, nine(19)), (1, nine(23))]
        await calendar.enter(tx, holidays, 7, now, ZONE)
        assert [tuple(row) for row in await tx.fetch(due)] == [(7, nine(12)), (3, nine(12)), (1, nine(23))]
        await calendar.remove(tx, Stretch(date(2027, 2, 15), date(2027, 2, 21), False), nine(5), ZONE)
        assert [tuple(row) for row in await tx.fetch(due)] == [(7, nine(17)), (3, nine(19)), (1, nine(23))]
        await calendar.enter(tx, holidays, 7, nine(16), ZONE)
        assert [tuple(row) for row in await tx.fetch(due)] == [(7, nine(16)), (3, nine(16)), (1, nine(23))], "late: now"


async def test_unusual_days_are_named(db: Database) -> None:
    async with db.write() as tx:
        await calendar.enter(tx, [Day(date(2026, 9, 26), False, "中秋")], 7, 1, ZONE)
        found = await calendar.unusual_days(tx, date(2026, 9, 19), date(2026, 10, 11))
    assert stretches(found) == (
        Stretch(date(2026, 9, 20), date(2026, 9, 20), True, "国庆节"),
        Stretch(date(2026, 9, 25), date(2026, 9, 25), False, "中秋"),
        Stretch(date(2026, 9, 26), date(2026, 9, 26), False, "中秋", True),
        Stretch(date(2026, 10, 1), date(2026, 10, 2), False, "国庆节"),
        Stretch(date(2026, 10, 5), date(2026, 10, 7), False, "国庆节"),
        Stretch(date(2026, 10, 10), date(2026, 10, 10), True, "国庆节"),
    )


@pytest.mark.parametrize(
    ("text", "first", "last", "work", "note"),
    [
        ("2027-02-14 上班", (2027, 2, 14), (2027, 2, 14), True, ""),
        ("2027-02-15至2027-02-21 放假", (2027, 2, 15), (2027, 2, 21), False, ""),
        ("2027年2月15日至21日放假 春节", (2027, 2, 15), (2027, 2, 21), False, "春节"),
        ("2027.12.31-2028.1.2 休息(元旦)", (2027, 12, 31), (2028, 1, 2), False, "元旦"),
        ("\uff12\uff10\uff12\uff17/9/26 ~ 10/3 放假", (2027, 9, 26), (2027, 10, 3), False, ""),
        ("2027-02-14\uff1a补班", (2027, 2, 14), (2027, 2, 14), True, ""),
    ],
)
def test_lines_are_read(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int], work: bool, note: str
) -> None:
    days, flaws = read_lines(text)
    assert not flaws
    assert stretches(days) == (Stretch(date(*first), date(*last), work, note, True),)


def test_each_wrong_line_is_named_by_its_number() -> None:
    text = "2027-02-14 上班\n春节放假\n\n2027-02-30 放假\n2027-02-21至2027-02-15 放假\n"
    text += "2027-01-01至2027-12-31 放假\n2027-02-14 放假"
    _, flaws = read_lines(text)
    assert [(flaw.line, flaw.reason, flaw.other) for flaw in flaws] == [
        (2, "form", 0),
        (4, "date", 0),
        (5, "order", 0),
        (6, "long", 0),
        (7, "twice", 1),
    ]
    _, flaws = read_lines(f"2027-02-14 上班 {'很' * 21}")
    assert flaws == (Flaw(1, f"2027-02-14 上班 {'很' * 21}", "note"),)
    _, flaws = read_lines("\n".join(["2027-02-14 上班"] * 61))
    assert [(flaw.line, flaw.reason) for flaw in flaws] == [(61, "many")]


async def test_holidays_of_fixed_date_are_off_in_years_that_nobody_knows(db: Database) -> None:
    async with db.write() as tx:
        workday = await calendar.workdays(tx)
        assert not any(workday(date(2099, *day)) for day in [(1, 1), (5, 1), (10, 1), (10, 2)])
        assert workday(date(2099, 5, 6))
        unusual = await calendar.unusual_days(tx, date(2099, 1, 1), date(2099, 1, 10))
        assert [(day.date, day.work, day.note) for day in unusual] == [(date(2099, 1, 1), False, "元旦")]
        await calendar.enter(tx, [Day(date(2099, 1, 1), True)], 1, 0, ZONE)
        assert (await calendar.workdays(tx))(date(2099, 1, 1))
