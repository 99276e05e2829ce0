"""The rules of reminders, tried on any moment: when a rung is due, when one person may be told, what becomes of what is due."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.model import reminders as rules
from storage.model.local_time import DAY_MS, MINUTE_MS, local, local_date, minute_of_day
from storage.model.quiet import NEVER_QUIET, Quiet
from storage.model.reminders import Fate, Standing

ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]
SHANGHAI = ZONES[0]
FIRST = int(datetime(2026, 1, 1, tzinfo=SHANGHAI).timestamp() * 1000)
instants = st.integers(FIRST // MINUTE_MS, FIRST // MINUTE_MS + 3 * 365 * 24 * 60).map(
    lambda minute: minute * MINUTE_MS
)
zones = st.sampled_from(ZONES)
quiets = st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439)) | st.just(Quiet())
many = settings(max_examples=150, deadline=None)


def weekday(day: date) -> bool:
    return day.weekday() < 5


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


@many
@given(instants, st.sampled_from((14, 7, 3, 1, 0, -1)), zones)
def test_a_rung_is_due_in_the_morning_of_a_working_day_and_on_its_side_of_the_matter(
    at: int, days: int, zone: ZoneInfo
) -> None:
    due = rules.rung_due(at, days, zone, weekday)
    wall = local(due, zone)
    early = days == 0 and wall.date() == local_date(at, zone) and wall.hour == 8
    assert (wall.hour, wall.minute) == ((8, 0) if early else (9, 0))
    assert (due < at) == (days >= 0)
    if wall.date() == local_date(at, zone):
        assert due + 30 * MINUTE_MS <= at
    itself = days == 0 and local_date(due, zone) == local_date(at, zone)
    assert weekday(wall.date()) or itself
    away = (local_date(at, zone) - wall.date()).days
    assert days <= away <= days + 3 if days >= 0 else -4 <= away <= days


@many
@given(instants, st.sets(st.integers(-3, 30), max_size=6), st.integers(-40, 40), st.booleans(), zones)
def test_what_is_planned_is_ahead_and_at_most_one_is_caught_up(
    at: int, ladder: set[int], ahead_days: int, told: bool, zone: ZoneInfo
) -> None:
    now = at - ahead_days * DAY_MS + 7
    ahead, caught = rules.planned(at, tuple(ladder), now, zone, weekday, told=told)
    assert all(rung.due_at > now for rung in ahead)
    assert {rung.days for rung in ahead} | {
        rung.days for rung in rules.rungs(at, tuple(ladder), zone, weekday) if rung.due_at <= now
    } == ladder
    if caught is None:
        return
    assert caught.due_at == now
    assert caught.days not in {rung.days for rung in ahead}
    assert (caught.days >= 0) == (now < at), "before the matter only what comes before it"
    earlier = [
        rung
        for rung in rules.rungs(at, tuple(ladder), zone, weekday)
        if rung.due_at <= now and (rung.days >= 0) == (now < at)
    ]
    assert caught.days == min(earlier, key=lambda rung: (-rung.due_at, rung.days)).days


@many
@given(instants, quiets, zones, st.none() | st.integers(1, 14 * 24 * 60))
@example(ms("2026-10-25T02:30"), Quiet(60, 165), ZONES[1], None)
def test_nobody_is_told_in_quiet_hours_or_after_the_matter(
    at: int, quiet: Quiet, zone: ZoneInfo, left: int | None
) -> None:
    before = at + left * MINUTE_MS if left is not None else None
    moment = rules.when(at, quiet, zone, weekday, before)
    if moment is None:
        assert before is not None
        assert quiet.over(at, zone) >= before, "only where nothing is left"
        return
    assert moment >= at
    assert before is None or moment < before
    assert not quiet.holds(minute_of_day(moment, zone))
    if before is None:
        assert weekday(local_date(moment, zone))


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ("2026-12-03T09:00", "2026-12-10T18:00", "2026-12-03T09:00"),
        ("2026-12-03T22:00", "2026-12-10T18:00", "2026-12-04T08:00"),  # over the night
        ("2026-12-04T22:00", "2026-12-10T18:00", "2026-12-07T09:00"),  # over the weekend
        ("2026-12-04T22:00", "2026-12-06T18:00", "2026-12-06T09:00"),  # its own day counts, though it is a Sunday
        ("2026-12-04T22:00", "2026-12-05T18:00", "2026-12-05T08:00"),
        ("2026-12-05T10:00", "2026-12-06T08:30", "2026-12-05T10:00"),  # a day off, where nothing else is left
        ("2026-12-03T22:00", "2026-12-04T07:00", None),  # it is over before the night is
    ],
)
def test_when_somebody_may_be_told(now: str, before: str, told: str | None) -> None:
    moment = rules.when(ms(now), Quiet(), SHANGHAI, weekday, ms(before))
    assert moment == (ms(told) if told else None)


NOW = ms("2026-12-03T09:00")
AT = ms("2026-12-10T18:00")


@pytest.mark.parametrize(
    ("standing", "fate", "reason"),
    [
        (Standing(7, AT), Fate.SAY, ""),
        (Standing(7, AT, done=True, muted=True), Fate.DROP, "done"),
        (Standing(7, AT, concerned=False), Fate.DROP, "left"),
        (Standing(7, AT, muted=True, blocked=True), Fate.DROP, "muted"),
        (Standing(7, AT, blocked=True), Fate.DROP, "blocked"),
        (Standing(0, NOW), Fate.EXPIRE, "over"),
        (Standing(-1, NOW - DAY_MS), Fate.SAY, ""),
        (Standing(7, AT, quiet=Quiet(480, 720)), Fate.LATER, "quiet"),
        (Standing(0, NOW + DAY_MS // 24, quiet=Quiet(480, 720)), Fate.EXPIRE, "quiet"),
        (Standing(7, AT, form_at=NOW - MINUTE_MS), Fate.LATER, "form"),
        (Standing(7, AT, form_at=NOW - 10 * MINUTE_MS), Fate.SAY, ""),
        (Standing(0, NOW + 2 * MINUTE_MS, form_at=NOW), Fate.SAY, ""),  # it would be too late
        (Standing(7, AT, told_at=NOW - MINUTE_MS), Fate.LATER, "digest"),
        (Standing(7, AT, told_at=NOW - MINUTE_MS, digest=False), Fate.SAY, ""),
        (Standing(7, AT, told_at=NOW - DAY_MS), Fate.SAY, ""),
        (Standing(0, NOW + DAY_MS // 3, told_at=NOW - MINUTE_MS), Fate.SAY, ""),  # it is its day
        (Standing(1, NOW + DAY_MS // 2 + DAY_MS // 4, told_at=NOW, quiet=NEVER_QUIET), Fate.SAY, ""),  # 3:00 tomorrow
    ],
)
def test_what_becomes_of_what_is_due(standing: Standing, fate: Fate, reason: str) -> None:
    verdict = rules.judge(standing, NOW, SHANGHAI, weekday)
    assert (verdict.fate, verdict.reason) == (fate, reason)
    assert (verdict.until > NOW) == (fate is Fate.LATER)


def test_a_ladder_as_it_is_written() -> None:
    assert rules.ladder_of("0,14,3,-1,14") == (14, 3, 0, -1)
    assert rules.ladder_of("") == ()
    for wrong in ("x", "400", ",".join(map(str, range(20)))):
        with pytest.raises(ValueError, match=r".*"):
            rules.ladder_of(wrong)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-12-06T14:00", "2026-12-06T09:00"),  # a Sunday: its own day
        ("2026-12-06T09:00", "2026-12-06T08:00"),
        ("2026-12-06T08:29", "2026-12-04T09:00"),  # too early for its own day: the working day before
        ("2026-12-08T07:00", "2026-12-07T09:00"),
    ],
)
def test_the_day_itself(at: str, due: str) -> None:
    assert rules.rung_due(ms(at), 0, SHANGHAI, weekday) == ms(due)
