"""Days as people here count them: dates in China, which has one time zone and no summer time."""

from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def china_date(at: int) -> str:
    """The ISO date in China at `at` (milliseconds UTC)."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(CHINA).date().isoformat()


def china_minute(at: int) -> str:
    """Date and minute in China at `at` (milliseconds UTC), as '2026-10-01 09:30'."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
