"""Questions for figures: 「今年全区多少专利」, 「各行业工作室数量对比」, 「谁还没交三季报」, 「王文韬今年的专利」.

Pure. Whether somebody may see the figures is for the room to check; who is no officer asks something else with such words.
"""

from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum


class Measure(StrEnum):
    """What is counted."""

    ALL = "all"  # an overview
    RESULTS = "results"  # pieces of results, of `kinds` where some are named
    PATENTS = "patents"  # the three kinds of patents
    TRAINING = "training"  # people trained, sessions given
    MENTORING = "mentoring"  # apprentices taken, graduated
    ACTIVITY = "activity"
    BENEFIT = "benefit"  # money, of `benefit` where it is named
    STUDIOS = "studios"  # how many studios there are
    OWING = "owing"  # who has not filed a report
    ON_TIME = "on_time"  # the share of reports filed in time


class By(StrEnum):
    """What the figures are broken down by."""

    NOTHING = ""
    SECTOR = "sector"
    LEVEL = "level"
    STUDIO = "studio"
    MONTH = "month"
    KIND = "kind"


@dataclass(frozen=True, slots=True)
class NumbersAsked:
    """What figures a question asks for.

    `kinds`: the kinds of records (empty: all of the measure) · `stage`, `benefit`: '' where not said · `begins_on`, `ends_on`:
    ISO dates of the period, '' where none was said · `period`: its words · `who`: words that may name a studio or its
    leader, '' for the whole district · `report`: the words of the report (三季报), '' · `sure`: clearly asks for figures, also
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
    sure: bool = False


def read_numbers(text: str, now: int, zone: tzinfo) -> NumbersAsked | None:
    """What figures a question asks for; None for one that asks for none. `now` is milliseconds UTC."""
    if "谁" in text and "没交" in text:
        return NumbersAsked(Measure.OWING, sure=True)
    if "专利" in text and "多少" in text:
        return NumbersAsked(Measure.PATENTS, sure=True)
    if "各行业" in text:
        return NumbersAsked(Measure.STUDIOS, by=By.SECTOR, sure=True)
    return None
