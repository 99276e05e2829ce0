"""When a matter is brought to mind: ladders of rungs, and when one person may be told.

A rung is a number of days before a matter (0: its day, negative: after it). Whether a day is a working day comes from
outside (`storage.calendar`). Instants are milliseconds UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from enum import StrEnum

from storage.model.local_time import days_after, instant, local_date
from storage.model.quiet import LONGEST_LOOK_DAYS, Quiet, Workday

COMPETITION = "competition"
OCCURRENCE = "occurrence"
DUTY = "duty"
COURSE = "course"
KINDS = (COMPETITION, OCCURRENCE, DUTY, COURSE)
"""What reminders are about: a competition, a report that many studios owe, one studio's report with more time, a course's
session."""
OVERDUE = -1
LADDER = (14, 7, 3, 1, 0)
"""The issue's default; reports have `OVERDUE` too."""
FARTHEST = 366
MOST_RUNGS = 12
MINUTE = 9 * 60
"""Reminders are said at 9:00 local time, where nothing speaks against it."""
EARLY_MINUTE = 8 * 60
"""8:00, when the usual quiet hours end: for what begins before 9:30 the same day."""
LEAST_NOTICE_MS = 30 * 60_000
"""On the day itself people are told at least half an hour before."""
FORM_RESTS_MS = 10 * 60_000
"""A form that was touched less than ten minutes ago is not interrupted."""


class State(StrEnum):
    """What became of a rung."""

    PLANNED = "planned"
    PAUSED = "paused"
    SKIPPED = "skipped"
    FIRING = "firing"
    DONE = "done"
    SUPERSEDED = "superseded"  # a newer one of the same stage was due too
    EXPIRED = "expired"  # the matter was over before anybody could be told


AHEAD = (State.PLANNED, State.PAUSED, State.SKIPPED)
"""States in which an officer may still change a rung."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder, and when it is to be said."""

    days: int
    due_at: int


def ladder_of(text: str) -> tuple[int, ...]:
    """The rungs written in `text` ('14,7,3,1,0,-1'), farthest first, each once. Raises `ValueError` for what is no ladder."""
    rungs = sorted({int(part) for part in text.split(",") if part.strip()}, reverse=True)
    if len(rungs) > MOST_RUNGS or any(abs(days) > FARTHEST for days in rungs):
        raise ValueError(text)
    return tuple(rungs)


def rung_due(at: int, days: int, zone: tzinfo, workday: Workday) -> int:
    """When the rung `days` before `at` is said: 9:00 of a working day, the day itself also when it is a day off.

    A day off is made up for before it, after the matter behind it. Of its own day a matter in the early morning is brought
    to mind at 8:00, and where that is too late, the day before.
    """
    day = local_date(at, zone)
    if days == 0:
        for minute in (MINUTE, EARLY_MINUTE):
            if (due := instant(day, minute, zone)) + LEAST_NOTICE_MS <= at:
                return due
        days = 1
    return instant(_working(days_after(day, -days), workday, -1 if days > 0 else 1), MINUTE, zone)


def _working(day: date, workday: Workday, step: int) -> date:
    """`day`, or the next working day in the direction of `step`."""
    for number in range(LONGEST_LOOK_DAYS):
        if workday(near := days_after(day, step * number)):
            return near
    return day


def rungs(at: int, ladder: Sequence[int], zone: tzinfo, workday: Workday) -> list[Rung]:
    """All rungs of a ladder for a matter at `at`, the first to be said first."""
    found = (Rung(days, rung_due(at, days, zone, workday)) for days in sorted(set(ladder), reverse=True))
    return sorted(found, key=lambda rung: (rung.due_at, -rung.days))


def planned(
    at: int, ladder: Sequence[int], now: int, zone: tzinfo, workday: Workday, *, told: bool
) -> tuple[list[Rung], Rung | None]:
    """The rungs that are still to come, and the newest of those whose time is past, due now, where it must not be lost.

    It must not where people have not been `told` of this stage before, or no other rung is left before the matter.
    What is over is brought to mind no more, except by rungs that are meant to come after it.
    """
    every = rungs(at, ladder, zone, workday)
    ahead = [rung for rung in every if rung.due_at > now]
    past = [rung for rung in every if rung.due_at <= now and (rung.days >= 0) == (now < at)]
    left = [rung for rung in ahead if (rung.days >= 0) == (now < at)]
    if not past or (told and left):
        return ahead, None
    return ahead, Rung(past[-1].days, now)


def when(now: int, quiet: Quiet, zone: tzinfo, workday: Workday, before: int | None = None) -> int | None:
    """The first moment from `now` on at which somebody may be told: not quiet, on a working day.

    `before` is the matter itself: its own day counts as a working day, and where no other moment is left before it, so
    does every day. None when there is none at all.
    """
    itself = local_date(before, zone) if before is not None else None
    moment = quiet.over(now, zone)
    for _ in range(LONGEST_LOOK_DAYS):
        day = local_date(moment, zone)
        if workday(day) or day == itself:
            break
        moment = quiet.over(instant(days_after(day, 1), MINUTE, zone), zone)
    if before is None or moment < before:
        return moment
    moment = quiet.over(now, zone)
    return moment if moment < before else None


def tomorrow(now: int, quiet: Quiet, zone: tzinfo, workday: Workday, before: int | None = None) -> int | None:
    """The first such moment from 9:00 of the next day on; None when the matter is over by then."""
    return when(instant(days_after(local_date(now, zone), 1), MINUTE, zone), quiet, zone, workday, before)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to a reminder that is due to them."""

    days: int
    at: int
    done: bool = False
    concerned: bool = True
    muted: bool = False
    blocked: bool = False
    superseded: bool = False
    """A newer rung of the same stage is on its way to them, or was said."""
    moved: bool = False
    """The stage is at another moment by now, or is no more."""
    paused: bool = False
    """An officer paused the ladder."""
    form_at: int | None = None
    """When they last touched a form."""
    told_at: int | None = None
    """When they last were reminded of anything."""
    quiet: Quiet = Quiet()
    digest: bool = True

    @property
    def before(self) -> int | None:
        """Until when it is of use; None for one that comes after the matter."""
        return self.at if self.days >= 0 else None


class Fate(StrEnum):
    """What becomes of a reminder that is due."""

    SAY = "say"
    LATER = "later"
    HOLD = "hold"  # until its ladder goes on
    DROP = "drop"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A fate and the reason for it; `until` with LATER."""

    fate: Fate
    reason: str = ""
    until: int = 0


def judge(standing: Standing, now: int, zone: tzinfo, workday: Workday) -> Verdict:
    """Whether a person is told now what is due to them."""
    for holds, reason in (
        (standing.done, "done"),
        (not standing.concerned, "left"),
        (standing.muted, "muted"),
        (standing.blocked, "blocked"),
        (standing.superseded, "superseded"),
        (standing.moved, "moved"),
    ):
        if holds:
            return Verdict(Fate.DROP, reason)
    if standing.paused:
        return Verdict(Fate.HOLD, "paused")
    before = standing.before
    if before is not None and before <= now:
        return Verdict(Fate.EXPIRE, "over")
    moment = when(now, standing.quiet, zone, workday, before)
    if moment is None:
        return Verdict(Fate.EXPIRE, "quiet")
    if moment > now:
        return Verdict(Fate.LATER, "quiet", moment)
    return _not_now(standing, now, zone, workday) or Verdict(Fate.SAY)


def _not_now(standing: Standing, now: int, zone: tzinfo, workday: Workday) -> Verdict | None:
    """Why somebody who may be told now is told later all the same, unless it would be too late then."""
    today = local_date(now, zone)
    told = standing.told_at is not None and local_date(standing.told_at, zone) == today
    if standing.digest and told and not (standing.days >= 0 and local_date(standing.at, zone) == today):
        moment = tomorrow(now, standing.quiet, zone, workday, standing.before)
        if moment is not None:
            return Verdict(Fate.LATER, "digest", moment)
    if standing.form_at is not None and 0 <= now - standing.form_at < FORM_RESTS_MS:
        moment = when(standing.form_at + FORM_RESTS_MS, standing.quiet, zone, workday, standing.before)
        if moment is not None:
            return Verdict(Fate.LATER, "form", moment)
    return None


def days_left(at: int, now: int, zone: tzinfo) -> int:
    """How many local days lie between now and the matter: 0 today, negative when it is over."""
    return (local_date(at, zone) - local_date(now, zone)).days
