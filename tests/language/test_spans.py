"""Dates and stretches of time in ordinary Chinese: the labelled phrases and their score, and what holds of every text."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from handlers.language.spans import Span, spans
from storage.model.local_time import local, local_date

ZONE = ZoneInfo("Asia/Shanghai")
LEAST_SHARE = 0.97
LEAST_PHRASES = 150
SAID_AT = tomllib.loads((Path(__file__).parent / "dates.toml").read_text(encoding="utf-8"))["at"]


def at(wall: str) -> int:
    return round(datetime.fromisoformat(wall).replace(tzinfo=ZONE).timestamp() * 1000)


def shown(span: Span) -> str:
    """A span in the notation of dates.toml."""
    begin, end = local(span.begin, ZONE), local(span.end, ZONE)
    if span.exact:
        return f"{begin:%Y-%m-%d %H:%M}"
    last = local_date(span.end - 1, ZONE)
    if f"{begin:%H%M}{end:%H%M}" == "00000000":
        return f"{begin:%Y-%m-%d}" if last == begin.date() else f"{begin:%Y-%m-%d}..{last}"
    until = "24:00" if last < end.date() else f"{end:%H:%M}"
    return f"{begin:%Y-%m-%d %H:%M}.." + (until if last == begin.date() else f"{last} {until}")


def fault(phrase: dict[str, Any], now: int) -> str:
    """What is wrong about the reading of a labelled phrase; '' for nothing."""
    means = phrase["means"] if isinstance(phrase["means"], list) else [phrase["means"]]
    found = spans(phrase["say"], now, ZONE)
    if [shown(span) for span in found] != means:
        return f"means {means}, read {[shown(span) for span in found]}"
    if any(span.past != phrase.get("past", False) for span in found):
        return f"past: {[span.past for span in found]}"
    return ""


def test_labelled_phrases(record_property: Callable[[str, object], None]) -> None:
    wrong, asked = [], 0
    for said in SAID_AT:
        now = at(said["now"])
        for phrase in said["phrases"]:
            asked += 1
            if what := fault(phrase, now):
                wrong.append(f"{said['now']} {phrase['say']}: {what}")
    share = 1 - len(wrong) / asked
    record_property("score", f"date phrases: {asked - len(wrong)} of {asked} right ({share:.1%}), {len(SAID_AT)} nows")
    assert asked >= LEAST_PHRASES
    assert share >= LEAST_SHARE, "\n".join(wrong)
