"""Local time: from what a clock on the wall shows to the instant and back, with or without summer time.

Instants are milliseconds UTC. A wall time that summer time skips is taken to be as long after the gap as it stands in it;
one that comes twice is taken to be the first.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY_MS = 24 * 3600 * 1000
MINUTE_MS = 60_000


def instant(day: date, minute: int, zone: tzinfo) -> int:
    """The instant at which the wall clock shows `minute` (0–1439, minutes after midnight) of `day`."""
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    aware = wall.replace(tzinfo=zone)  # fold=0: the first of two
    # PEP 495: in a gap, fold=0 uses the offset from before it, which lands as far behind the gap as the wall time is in it.
    return round(aware.astimezone(UTC).timestamp() * 1000)


def local(at: int, zone: tzinfo) -> datetime:
    """What the wall clock shows at an instant."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def local_date(at: int, zone: tzinfo) -> date:
    """The local date at an instant."""
    return local(at, zone).date()


def minute_of_day(at: int, zone: tzinfo) -> int:
    """Minutes after local midnight by the wall clock, 0–1439."""
    wall = local(at, zone)
    return wall.hour * 60 + wall.minute


def days_after(day: date, days: int) -> date:
    """The date so many days later (earlier, when negative)."""
    return day + timedelta(days=days)
