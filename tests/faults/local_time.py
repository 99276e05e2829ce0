"""Right local time: rungs and quiet hours in zones with and without summer time, against `zoneinfo` alone.

    python -m tests.faults.local_time --moments 20000 --seed 1

What a wall clock shows is looked up minute by minute, from UTC to local time only: gaps and hours that come twice need no
rule there. Half of the moments lie within two days of a change of the clocks. Exit code 1 for any wrong instant.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.model.local_time import instant
from storage.model.quiet import Quiet
from storage.model.reminders import rung_due, when

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
"""Without summer time; with it, in both hemispheres; with one of half an hour."""
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
HALF_HOUR_MS = 30 * MINUTE_MS
FIRST, LAST = 2025, 2029


@dataclass
class Tally:
    """What was tried, and what came out otherwise."""

    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    def check(self, what: str, got: object, wanted: object) -> None:
        """Count one comparison."""
        self.tried += 1
        if got != wanted:
            self.wrong.append(f"{what}: {got} instead of {wanted}")


def wall(at: int, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows, without its offset."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).replace(tzinfo=None)


def minute_of(at: int, zone: ZoneInfo) -> int:
    """Minutes after midnight by that clock."""
    shown = wall(at, zone)
    return shown.hour * 60 + shown.minute


def instants(day: date, minute: int, zone: ZoneInfo) -> Iterator[int]:
    """The instants at which the wall clock shows that minute of that day: none in a gap, two where it comes twice."""
    wanted = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    in_utc = int(wanted.timestamp() * 1000)
    for offset in range(-16 * 60, 16 * 60 + 1, 15):  # no zone is ahead of UTC by less than whole quarters of an hour
        at = in_utc - offset * MINUTE_MS
        if wall(at, zone) == wanted.replace(tzinfo=None):
            yield at


def first_instant(day: date, minute: int, zone: ZoneInfo) -> int:
    """The first of these; in a gap, as long after the gap as the minute stands in it."""
    found = sorted(instants(day, minute, zone))
    if found:
        return found[0]
    inside = 0
    while not (before := list(instants(day, minute - inside, zone))):
        inside += 1
    # `before` is the last minute that there was; the clock goes on a minute later, at the gap's end.
    return max(before) + inside * MINUTE_MS


def changes(zone: ZoneInfo) -> list[int]:
    """When the clocks are changed, to the hour."""
    at = int(datetime(FIRST, 1, 1, tzinfo=UTC).timestamp() * 1000)
    end = int(datetime(LAST, 1, 1, tzinfo=UTC).timestamp() * 1000)
    found = []
    while at < end:
        if wall(at, zone) + timedelta(hours=1) != wall(at + HOUR_MS, zone):
            found.append(at)
        at += HOUR_MS
    return found


def quiet_over(at: int, quiet: Quiet, zone: ZoneInfo) -> int:
    """The first minute from `at` on that is not quiet by the wall clock."""
    if not quiet.holds(minute_of(at, zone)):
        return at
    at += -at % MINUTE_MS
    while quiet.holds(minute_of(at, zone)):
        at += MINUTE_MS
    if minute_of(at, zone) != quiet.end:  # it ends in a gap: as long after it as the end stands in it
        return first_instant(wall(at, zone).date(), quiet.end, zone)
    return at


def weekday(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def run(moments: int, seed: int) -> Tally:
    """Try so many moments in each zone."""
    rng = random.Random(seed)
    tally = Tally()
    for name in ZONES:
        zone = ZoneInfo(name)
        near = changes(zone)
        begin = int(datetime(FIRST, 1, 1, tzinfo=UTC).timestamp() * 1000)
        end = int(datetime(LAST, 1, 1, tzinfo=UTC).timestamp() * 1000)
        for _ in range(moments):
            if near and rng.random() < 0.5:
                at = rng.choice(near) + rng.randint(-48 * 60, 48 * 60) * MINUTE_MS
            else:
                at = rng.randrange(begin, end) // MINUTE_MS * MINUTE_MS
            _rung(tally, rng, at, zone)
            _quiet(tally, rng, at + rng.choice((0, 31_000)), zone)
    return tally


def _rung(tally: Tally, rng: random.Random, at: int, zone: ZoneInfo) -> None:
    day = wall(at, zone).date()
    minute = rng.randrange(24 * 60)
    tally.check(f"{zone} {day} minute {minute}", instant(day, minute, zone), first_instant(day, minute, zone))
    days = rng.choice((14, 7, 3, 1, 0, -1))
    due = rung_due(at, days, zone, lambda _: True)
    own = [shown for shown in (9 * 60, 8 * 60) if days == 0 and first_instant(day, shown, zone) + HALF_HOUR_MS <= at]
    minute = own[0] if own else 9 * 60
    wanted = day if own else day - timedelta(days=days or 1)
    tally.check(f"{zone} {days} days before {at}", due, first_instant(wanted, minute, zone))
    working = rung_due(at, days, zone, weekday)
    shown = wall(working, zone)
    tally.check(f"{zone} {days} days before {at}, by the clock", shown.hour * 60 + shown.minute, minute)
    itself = shown.date() == day and days == 0
    tally.check(f"{zone} {days} days before {at}, a working day", weekday(shown.date()) or itself, True)


def _quiet(tally: Tally, rng: random.Random, at: int, zone: ZoneInfo) -> None:
    quiet = rng.choice((Quiet(), Quiet(rng.randrange(0, 1440, 15), rng.randrange(0, 1440, 15))))
    tally.check(f"{zone} {quiet} over {at}", quiet.over(at, zone), quiet_over(at, quiet, zone))
    before = at + rng.randrange(5 * 24 * 60) * MINUTE_MS
    told = when(at, quiet, zone, weekday, before)
    if told is None:
        tally.check(f"{zone} {quiet} no moment from {at} until {before}", quiet_over(at, quiet, zone) >= before, True)
        return
    tally.check(f"{zone} {quiet} told at {told}", quiet.holds(minute_of(told, zone)), False)
    tally.check(f"{zone} {quiet} told at {told} within its time", at <= told < before, True)


def trial(arguments: argparse.Namespace) -> list[str]:
    """Try `arguments.moments` in each zone with `arguments.seed`, print the figures; the sentences that did not hold."""
    tally = run(arguments.moments, arguments.seed)
    print(f"local time, seed {arguments.seed}: {tally.tried} instants in {len(ZONES)} zones, {len(tally.wrong)} wrong")
    return tally.wrong


def main() -> int:
    """Play it from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moments", type=int, default=5000, help="in each zone")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wrong = trial(parser.parse_args())
    for sentence in wrong[:10]:
        print("WRONG:", sentence)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
