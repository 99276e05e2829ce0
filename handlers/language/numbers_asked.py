"""Questions for figures: 「今年全区多少专利」, 「各行业工作室数量对比」, 「谁还没交三季报」, 「王文韬今年的专利」.

Pure. Whether somebody may see the figures is for the room to check; who is no officer asks something else with such words.
"""

import re
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import pairwise

from handlers.language import numbers_words as words
from handlers.language.news_times import Days, days_in
from handlers.language.news_words import CASES, GONE, KINDS, PATENT
from handlers.language.numbers_words import By, Flaw, Measure
from handlers.language.quantities import Sort, quantities
from handlers.language.time_readings import read_shape, shaped
from storage.model.records import ACTIVITY, BENEFIT, DIRECT, GRADUATED, INDIRECT, MENTORING, PATENTS, SOCIAL, TRAINING

_BROAD = (TRAINING, MENTORING, GRADUATED, ACTIVITY, BENEFIT, CASES)
"""Kinds that are measures of their own."""

__all__ = ["By", "Flaw", "Measure", "NumbersAsked", "read_numbers"]


@dataclass(frozen=True, slots=True)
class NumbersAsked:
    """What figures a question asks for.

    `kinds`: the kinds of records (empty: all of the measure) · `stage`, `benefit`: '' where not said · `begins_on`, `ends_on`:
    ISO dates of the period, '' where none was said · `period`: its words · `who`: words that may name a studio or its
    leader, '' for the whole district · `report`: the words of the report (三季报), '' · `flaw`: why there is no answer for the
    period, whose words `period` then has · `sure`: clearly asks for figures, also
    where nobody asked for a question of that kind; else only behind /stats.
    """

    measure: Measure
    kinds: tuple[str, ...] = ()
    stage: str = ""
    benefit: str = ""
    by: By = By.NOTHING
    begins_on: str = ""
    ends_on: str = ""
    period: str = ""
    who: str = ""
    report: str = ""
    flaw: Flaw = Flaw.NONE
    sure: bool = False


NEVER = date(1, 1, 1)
LONGEST = 120
"""Characters; what is longer asks for no figure."""


def read_numbers(text: str, now: int, zone: tzinfo) -> NumbersAsked | None:
    """What figures a question asks for; None for one that asks for none. `now` is milliseconds UTC."""
    if len(text) > LONGEST:
        return None
    plain = read_shape(shaped(text)).strip()
    if (owing := _owing(plain, now, zone)) is not None:
        return owing
    figures = [one for one in quantities(plain) if (one.sort not in (Sort.OTHER, Sort.BARE) or one.large)]
    left = list(plain)
    days = days_in(plain, now, zone)
    days += [Days(NEVER, NEVER, *one.span(), wrong=True) for one in words.NO_QUARTER.finditer(plain)]
    best = [found.span() for _, pattern in words.BYS for found in pattern.finditer(plain)]  # 「最多的五个工作室」
    known = [(day.start, day.stop) for day in days] + best
    if any(all(one.stop <= start or one.start >= stop for start, stop in known) for one in figures):
        return None  # it tells, rather than asks
    flaw, days = _periods(plain, days)
    for one in days:
        _take(left, one.start, one.stop)
    by = By.NOTHING
    for name, pattern in words.BYS:
        for found in pattern.finditer("".join(left)):
            by = by or name
            _take(left, *found.span())
    measure, kinds = _measure(left)
    if measure is None:
        return None
    asked = False
    for found in words.ASKED.finditer("".join(left)):
        asked = asked or bool(found.group())
        _take(left, *found.span())
    stage = words.STAGES.search(plain) if measure in (Measure.PATENTS, Measure.RESULTS) else None
    rest = "".join(one.strip(words.EDGE) for one in words.FILLER.sub(GONE, "".join(left)).split(GONE))
    future = any(day.future for day in days)
    named = bool(days) and left[-1] == GONE and not words.TELLS.search(plain)  # 「王文韬今年的专利」
    sure = (asked or bool(by) or named) and len(rest) <= 12 and not future
    sure = sure or measure is Measure.ON_TIME
    if words.NO_FIGURE.search(plain) or (
        measure in (Measure.TRAINING, Measure.ACTIVITY) and not words.COURSES.search(plain) and not by
    ):
        sure = False
    sure = sure or _is_bare(plain, measure, rest)
    if words.NOT_THOSE.search(plain):
        sure = False
    elif asked and not words.NO_FIGURE.search(plain):
        if future and not flaw and measure not in (Measure.TRAINING, Measure.ACTIVITY):
            flaw = Flaw.FUTURE
        sure = sure or bool(flaw)
    if not by and words.RANKED.search(plain):
        by = By.STUDIO
    day = days[0] if days else None
    return NumbersAsked(
        measure=measure,
        kinds=kinds,
        stage=stage.group() if stage else "",
        benefit=_benefit(plain) if measure is Measure.BENEFIT else "",
        by=by,
        begins_on=day.first.isoformat() if day and not flaw else "",
        ends_on=day.last.isoformat() if day and not flaw else "",
        period=plain[day.start : day.stop] if day else "",
        who=rest,
        flaw=flaw,
        sure=sure,
    )


def _periods(plain: str, days: list[Days]) -> tuple[Flaw, list[Days]]:
    """The one period that is meant: two that follow each other are one, two that do not cannot be answered at once."""
    wrong = [one for one in days if one.wrong]
    if wrong:
        return Flaw.NO_SUCH, wrong
    if len(days) < 2:
        return Flaw.NONE, days
    row = sorted(days, key=lambda one: one.first)
    if all((later.first - one.last).days == 1 for one, later in pairwise(row)):
        start, stop = min(one.start for one in days), max(one.stop for one in days)
        return Flaw.NONE, [Days(row[0].first, row[-1].last, start, stop, future=row[-1].future)]
    if all(re.fullmatch("[和与跟同及、比 ]{1,2}", plain[one.stop : later.start]) for one, later in pairwise(days)):
        return Flaw.SEVERAL, [Days(days[0].first, days[-1].last, days[0].start, days[-1].stop)]
    return Flaw.NONE, days


def _is_bare(plain: str, measure: Measure, rest: str) -> bool:
    """「社会效益」, 「全区成果」: nothing but what is counted, or of the district."""
    if rest:
        return False
    whole = re.search("全区|本区|我区|我们?区", plain) is not None and measure is not Measure.STUDIOS
    return (whole and not words.NO_FIGURE.search(plain) and len(plain) <= 8) or (
        measure is Measure.BENEFIT and re.fullmatch("(?:社会|直接|间接|经济)*效益", plain) is not None
    )


def _take(left: list[str], start: int, stop: int) -> None:
    left[start:stop] = GONE * (stop - start)


def _measure(left: list[str]) -> tuple[Measure | None, tuple[str, ...]]:
    """What is counted, and of which kinds; its words are taken away."""
    text = "".join(left)
    if (on_time := words.KNOWN[0][1].search(text)) is not None:
        _take(left, *on_time.span())
        return Measure.ON_TIME, ()
    named = [
        (kind, found)
        for kind, pattern in KINDS
        if kind not in _BROAD or (kind == CASES and "案例" in text)
        for found in [pattern.search(text)]
        if found is not None
    ]
    if named:
        named.sort(key=lambda one: one[1].start() - one[1].end())
        longest = named[0][1]
        chosen = [
            (kind, found)
            for kind, found in named
            if found is longest or found.end() <= longest.start() or found.start() >= longest.end()
        ]
        for _, match in chosen:
            _take(left, *match.span())
        kinds = tuple(kind for kind, _ in chosen if kind != PATENT)
        if any(kind == PATENT for kind, _ in chosen):
            return Measure.PATENTS, kinds or PATENTS
        return (Measure.PATENTS if set(kinds) <= set(PATENTS) else Measure.RESULTS), kinds
    for measure, pattern in words.KNOWN[1:]:
        said = pattern.search("".join(left))
        if said is not None:
            _take(left, *said.span())
            graduated = measure is Measure.MENTORING and "出师" in said.group()
            return measure, (GRADUATED,) if graduated else ()
    return None, ()


def _benefit(plain: str) -> str:
    return (
        SOCIAL
        if re.search("社会|惠及|受益|受惠", plain)
        else INDIRECT
        if "间接" in plain
        else DIRECT
        if "直接" in plain
        else ""
    )


def _owing(plain: str, now: int, zone: tzinfo) -> NumbersAsked | None:
    """Who has not filed a report."""
    found = words.OWING.search(plain) or words.OWED.search(plain)
    if found is None or words.OTHER_THINGS.search(plain):
        return None
    if not re.search("交|报|填|欠|逾期|写", found.group()):
        return None
    said = re.search(words.REPORT, plain)
    report = said["report"] if said is not None else ""
    if not report and not re.search("[交欠](?:上来|了|过|齐|的|$|[?])|未交|逾期|迟交", plain):
        return None
    quarter = re.search("([一二三四1-4])季(?!度)", report)
    words_of = report if quarter is None else report.replace(quarter.group(), f"{quarter[1]}季度")
    days = days_in(words_of, now, zone) or days_in(plain, now, zone)
    if not days and "半年" in report:
        days = days_in("上半年", now, zone)
    day = days[0] if days else None
    return NumbersAsked(
        Measure.OWING,
        begins_on=day.first.isoformat() if day else "",
        ends_on=day.last.isoformat() if day else "",
        period=words_of if day else "",
        report=report,
        sure=True,
    )
