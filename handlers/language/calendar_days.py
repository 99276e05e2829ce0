"""Days that were named, and the arithmetic of the calendar that their readings need. Weeks begin on Monday."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.language.amounts import number

LATELY_DAYS = 60
"""A date without a year that went by so few days ago is that one."""
AFTER_DAYS = 30
LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Named:
    """Days that were named: `first` to `last`, both included.

    `days`: where only some of them are meant, by weekday (0 Monday) · `working`: only working days ·
    `stretch`: longer than a day by nature, so that 前 and 后 leave it out · `loose`: days after which the same words mean the
    next (7 for a bare 周三) · `week`: the Monday of the week that was named · `part`: of the day, in the same word (今晚) ·
    `every`: 「每」 was said · `weekday`: named by its weekday · `point`: the one of them that an hour or a
    deadline is of (两周后3点: the first, 月底: the last) ·
    `endless`: what follows a day or a stretch, without an end of its own ·
    `flaw`: why it is none.
    """

    first: date
    last: date
    days: frozenset[int] | None = None
    working: bool = False
    stretch: bool = False
    loose: int = 0
    week: date | None = None
    part: str = ""
    every: bool = False
    weekday: bool = False
    point: date | None = None
    endless: bool = False
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What the words lean on: today, and the days named just before them (「5号到8号」)."""

    today: date
    before: Named | None = None
    until: bool = False
    """Whether they are the end of a stretch that began with `before`."""

    @property
    def since(self) -> date:
        """The day from which a bare day counts."""
        return self.before.first if self.before is not None else self.today


def one_day(day: date) -> Named:
    """A single day."""
    return Named(day, day)


def month_of(day: date, later: int) -> date:
    """The first of the month so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    month = month_of(day, months)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def coming(month: int, day: int, today: date) -> date:
    """The first such date from `today` on, or the one that went by lately; 2月29日 waits for its year."""
    for year in range(today.year - 1, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today - timedelta(days=LATELY_DAYS):
            return found
    raise ValueError(f"no such date: {month}-{day}")


def coming_day(day: int, since: date) -> date:
    """The first such day of a month from `since` on."""
    for later in range(3):
        month = month_of(since, later)
        if day <= month_end(month).day and month.replace(day=day) >= since:
            return month.replace(day=day)
    raise ValueError(f"no such day: {day}")


def later(today: date, n: int, unit: str) -> date:
    """The day so many days, weeks, months or years later."""
    if unit == "月":
        return months_later(today, n)
    if unit == "年":
        return months_later(today, 12 * n)
    return today + timedelta(days=n if unit in "天日" else 7 * n)


def third_of(month: date, third: str) -> Named:
    """A month that begins with the day `month`, or the part of it that is named."""
    last = month_end(month)
    match third[:1]:
        case "上":
            return Named(month, month.replace(day=10), stretch=True)
        case "中":
            return Named(month.replace(day=11), month.replace(day=20), stretch=True)
        case "下":
            return Named(month.replace(day=21), last, stretch=True)
        case "初":
            return Named(month, month.replace(day=5), stretch=True)
        case "底" | "末":
            return Named(last - timedelta(days=4), last, point=last)
    return Named(month, last, stretch=True)


def part_of_year(year: int, part: str) -> Named:
    months = (1, 12)
    if "季" in part:
        quarter = number(part.removeprefix("第")[0])
        months = (3 * quarter - 2, 3 * quarter)
    elif "半" in part:
        months = (1, 6) if part[0] == "上" else (7, 12)
    elif "中" in part:
        months = (6, 7)
    elif "初" in part:
        months = (1, 1)
    elif "底" in part or "末" in part:
        return Named(date(year, 12, 1), date(year, 12, 31), point=date(year, 12, 31))
    return Named(date(year, months[0], 1), month_end(date(year, months[1], 1)), stretch=True)


def before(named: Named, today: date) -> Named:
    """From today to the days named: with a day, without a longer stretch. What is past has all that was before it."""
    last = named.first - timedelta(days=1) if named.stretch else named.last
    if last < today:
        return Named(min(LONG_AGO, last), last)
    return Named(today, last)


def after(named: Named, today: date = date.min) -> Named:
    """The thirty days from a day on, or behind a longer stretch; counted from `today` where that is later."""
    first = named.last + timedelta(days=1) if named.stretch else named.first
    return Named(first, max(first, today) + timedelta(days=AFTER_DAYS - 1), stretch=True, endless=True)
