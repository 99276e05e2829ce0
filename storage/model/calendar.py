"""Working days: what admins enter where the legal calendar differs from the weeks, and the reading of what they type."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST_STRETCH = 31
"""Days in one line; no public holiday comes near it."""
MOST_LINES = 60
LONGEST_NOTE = 20
FIRST_YEAR, LAST_YEAR = 2000, 2099

_DATE = r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_END = r"(?:(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*)?(\d{1,2})\s*日?"
_LINE = re.compile(
    rf"{_DATE}(?:\s*(?:至|到|to|~|-{{1,2}}|–|—{{1,2}})\s*{_END})?\s*[,:]?\s*(?P<what>调休上班|上班|补班|工作日?|放假|休息|休假|休|off|work)(?P<note>.*)",
    re.IGNORECASE,
)
_WORK = ("调休上班", "上班", "补班", "工作", "工作日", "work")


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from what its weekday says, or from what the library says."""

    date: date
    work: bool
    note: str = ""
    entered: bool = False
    """Whether admins entered it."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A line that cannot be taken: its number (1 first), its text, and why: form, date, order, long, note or twice."""

    line: int
    text: str
    reason: str
    other: int = 0
    """For 'twice': the line that says something else of the same day."""


FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节", **dict.fromkeys([(10, 1), (10, 2), (10, 3)], "国庆节")}
"""Holidays by month and day whose date the law fixes (全国年节及纪念日放假办法, as of 2025): off in years that nobody knows."""


def ordinary(day: date) -> bool:
    """Whether a day is a working day in a week without holidays."""
    return day.weekday() < 5


def read_lines(text: str) -> tuple[tuple[Day, ...], tuple[Flaw, ...]]:
    """The days that lines such as 「2027-02-15至2027-02-21 放假 春节」 mean, in order, and the lines that mean none."""
    days: dict[date, tuple[int, Day]] = {}
    flaws = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for number, line in lines[:MOST_LINES]:
        read = _line(number, line)
        if isinstance(read, Flaw):
            flaws.append(read)
            continue
        clash = next((days[day.date][0] for day in read if day.date in days and days[day.date][1] != day), 0)
        if clash:
            flaws.append(Flaw(number, line, "twice", clash))
            continue
        days.update({day.date: (number, day) for day in read})
    flaws += [Flaw(number, line, "many") for number, line in lines[MOST_LINES : MOST_LINES + 1]]
    return tuple(day for _, (_, day) in sorted(days.items())), tuple(flaws)


def _line(number: int, line: str) -> list[Day] | Flaw:
    found = _LINE.fullmatch(unicodedata.normalize("NFKC", line))
    if found is None:
        return Flaw(number, line, "form")
    year, month, day, end_year, end_month, end_day = (int(part) if part else 0 for part in found.groups()[:6])
    try:
        begin = date(year, month, day)
        end = date(end_year or year, end_month or month, end_day) if end_day else begin
    except ValueError:
        return Flaw(number, line, "date")
    if not FIRST_YEAR <= begin.year <= end.year <= LAST_YEAR:
        return Flaw(number, line, "date" if begin <= end else "order")
    if end < begin:
        return Flaw(number, line, "order")
    if (end - begin).days >= LONGEST_STRETCH:
        return Flaw(number, line, "long")
    note = found["note"].strip(" ,.()")
    if len(note) > LONGEST_NOTE:
        return Flaw(number, line, "note")
    work = found["what"].casefold() in _WORK
    return [Day(begin + timedelta(days=after), work, note, True) for after in range((end - begin).days + 1)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row of which the same is to be said."""

    begin: date
    end: date
    work: bool
    note: str = ""
    entered: bool = False


def stretches(days: Sequence[Day]) -> tuple[Stretch, ...]:
    """Days in order, those that follow one another and are alike put together."""
    found: list[Stretch] = []
    for day in days:
        last = found[-1] if found else None
        alike = last is not None and (last.work, last.note, last.entered) == (day.work, day.note, day.entered)
        if last is not None and alike and (day.date - last.end).days == 1:
            found[-1] = Stretch(last.begin, day.date, day.work, day.note, day.entered)
        else:
            found.append(Stretch(day.date, day.date, day.work, day.note, day.entered))
    return tuple(found)
