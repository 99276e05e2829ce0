"""The calendar file of a competition: RFC 5545, one event for each stage.

A UID names competition and stage for ever and SEQUENCE is the competition's version, so that a newer file replaces what an
older one put into a calendar. Times are in UTC: right in every zone, with no time zone to define.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from storage.model.competitions import Competition, State, in_order

PRODID = "-//studio-bot//competitions//ZH"


def calendar_file(competition: Competition, names: Mapping[str, str], now: int) -> bytes:
    """The file's bytes. `names`: what each stage is called in the reader's language; `now` stamps it."""
    from icalendar import Calendar, Event  # 0.1 s to load, and seldom needed

    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for stage, at in in_order(competition.times):
        event = Event()
        event.add("uid", f"competition-{competition.id}-{stage}@studio-bot")
        event.add("dtstamp", _utc(now))
        event.add("dtstart", _utc(at))
        event.add("summary", f"{names[stage]} · {competition.title}")
        event.add("sequence", competition.version)
        event.add("status", "CANCELLED" if competition.state is State.CANCELLED else "CONFIRMED")
        if competition.place:
            event.add("location", competition.place)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // 1000, UTC)
