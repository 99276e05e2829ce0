"""The arithmetic of report periods."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model.duties import (
    CYCLES,
    ONCE,
    Draft,
    due_at,
    following,
    label_of,
    labels,
    later_by,
    opens_at,
    preceding,
    span,
)
from storage.model.local_time import instant, local

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/St_Johns")]
REPEATED = st.sampled_from([cycle for cycle in CYCLES if cycle != ONCE])
DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("label", "begin", "end"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2026H1", "2026-01-01", "2026-06-30"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_what_a_label_is_about(label: str, begin: str, end: str) -> None:
    assert span(label) == (date.fromisoformat(begin), date.fromisoformat(end))


@pytest.mark.parametrize("label", ["once", "2026Q5", "2026-13", "2026X1", "2026Q"])
def test_what_is_no_label(label: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        span(label)


@given(REPEATED, DAYS)
def test_occurrences_follow_one_another_without_gap(cycle: str, day: date) -> None:
    label = label_of(cycle, day)
    begin, end = span(label)
    assert begin <= day <= end
    assert span(following(cycle, label))[0] == end + timedelta(days=1)
    assert preceding(cycle, following(cycle, label)) == label
    assert span(preceding(cycle, label))[1] == begin - timedelta(days=1)


@given(REPEATED, DAYS, st.integers(0, 60), st.integers(0, 1439), st.sampled_from(ZONES), st.integers(0, 1439))
def test_whatever_is_due_is_planned_and_nothing_that_is_over(
    cycle: str, day: date, due_day: int, minute: int, zone: ZoneInfo, at: int
) -> None:
    draft, now = Draft("示例", cycle, due_day, minute), instant(day, at, zone)
    found = labels(draft, now, zone)
    present = label_of(cycle, local(now, zone).date())
    assert found[-2:] == (present, following(cycle, present))
    assert all(due_at(draft, label, zone) > now for label in found[:-2])
    assert due_at(draft, preceding(cycle, found[0]), zone) <= now
    for label in found:
        due = due_at(draft, label, zone)
        assert opens_at(label, due, draft.ladder, zone) <= instant(span(label)[0], 0, zone)


@given(DAYS, st.integers(0, 60), st.integers(0, 1439))
def test_a_due_time_is_what_the_clock_on_the_wall_shows(day: date, due_day: int, minute: int) -> None:
    zone = ZONES[0]
    label = label_of("month", day)
    wall = local(due_at(Draft("示例", "month", due_day, minute), label, zone), zone)
    assert wall.date() == span(label)[1] + timedelta(days=due_day)
    assert wall.hour * 60 + wall.minute == minute


def test_more_time_counts_from_today_where_it_is_late() -> None:
    zone = ZONES[0]
    due = instant(date(2026, 12, 10), 18 * 60, zone)
    early, late = instant(date(2026, 12, 1), 540, zone), instant(date(2026, 12, 20), 540, zone)
    assert later_by(due, 3, early, zone) == instant(date(2026, 12, 13), 18 * 60, zone)
    assert later_by(due, 3, late, zone) == instant(date(2026, 12, 23), 18 * 60, zone)


def test_what_is_due_once_is_owed_from_the_beginning() -> None:
    draft = Draft("示例", ONCE, once_at=123)
    assert labels(draft, 0, ZONES[0]) == (ONCE,)
    assert due_at(draft, ONCE, ZONES[0]) == 123
    assert opens_at(ONCE, 123, draft.ladder, ZONES[0]) == 0
