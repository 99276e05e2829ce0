"""A record of quick news in the making, and what is doubted about it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.language import news_words as words
from handlers.language.news_pieces import Segment, Taken
from handlers.language.news_times import Days
from handlers.language.quantities import Quantity
from storage.model.records import ACTIVITY, GRADUATED, MENTORING, PATENTS, TRAINING


class Why(StrEnum):
    """Why a value is doubted."""

    ASSUMED = "assumed"  # not said: what is usual was taken (today, this year); to be seen rather than asked
    MISSING = "missing"  # needed and not said: how many apprentices, how much money
    WHICH = "which"  # one of `choices`: which sort of patent, which stage, direct or indirect
    UNSURE = "unsure"  # a figure that says no exact number (十几项, 30-40人), or that is written oddly (1 200元)
    UNIT = "unit"  # a bare number where money is meant: 元 or 万元
    FUTURE = "future"  # a day that has not come
    DATE = "date"  # there is no such day, or it cannot be read
    PART = "part"  # 其中…: part of another of these records, which would be counted twice
    CLASSIFIED = "classified"
    DISPUTED = "disputed"


PEOPLE_KINDS = (TRAINING, ACTIVITY, words.CASES)
"""Of these people are counted."""
HEADS = (MENTORING, GRADUATED)
"""Of these the people are the number."""
TITLED = (*PATENTS, words.PATENT, words.SOFTWARE, words.PAPER, words.WORK, words.METHOD, words.AWARD, words.STANDARD)
"""Of these each has a title of its own."""
PARTLY = re.compile("^[ :]*(?:其中|包括|含|里面)")
_NOT = re.compile("[未没待等不]$")


@dataclass(slots=True)
class Draft:
    """A record in the making; see `storage.model.records.Facts`. `before`: its stage was said before its name."""

    kind: str
    segment: Segment
    stage: str = ""
    before: bool = False
    title: str = ""
    number: int | None = None
    people: int | None = None
    fen: int | None = None
    approx: list[str] = field(default_factory=list)
    benefit: str = ""
    basis: str = ""
    proof: str = ""
    code: str = ""
    days: Days | None = None
    own_days: bool = False
    part: bool = False
    bracket: bool = False
    doubts: list[tuple[str, Why, tuple[str, ...]]] = field(default_factory=list)
    last: Segment | None = None
    place: Quantity | None = None
    """How many schools, companies it was at: not how often."""
    venue: str = ""
    word: str = ""
    """Where it was, and the word for what it was: its title says so."""
    each: bool = False
    """Its money is of each one of several."""
    used: set[int] = field(default_factory=set)
    """Where the quantities begin that it took over."""

    def doubt(self, name: str, why: Why, choices: tuple[str, ...] = ()) -> None:
        if all(one[:2] != (name, why) for one in self.doubts):
            self.doubts.append((name, why, choices))

    def is_open(self, name: str) -> bool:
        """Whether a figure of that name was said, but says no exact number."""
        return any(said == name for said, *_ in self.doubts)

    def count(self, name: str, figure: Quantity) -> None:
        """Take a quantity over as number or people."""
        whole = None if figure.each else figure.whole  # 「每期20人」: of all of them it was not said
        setattr(self, name, whole)
        self.used.add(figure.start)
        if figure.approx or figure.each:
            self.approx.append(figure.approx or figure.said)
        if whole is None:
            self.doubt(name, Why.UNSURE)


def stage_in(text: str, kind: str) -> tuple[str, int] | None:
    """The stage that words about a kind say, the furthest of several, and where."""
    able = words.STAGES_OF.get(kind, ())
    best: tuple[int, str, int] | None = None
    for stage, pattern in words.STAGES:
        meant = {"授权": "登记"}.get(stage, stage) if kind == words.SOFTWARE else stage
        for found in pattern.finditer(text):
            if meant not in able or _NOT.search(text[max(0, found.start() - 2) : found.start()]):
                continue
            if best is None or able.index(meant) > best[0]:
                best = (able.index(meant), meant, found.start())
    if best is not None:
        return best[1], best[2]
    got = words.GOT.search(text) if kind in (*PATENTS, words.PATENT, words.SOFTWARE) else None
    if got is None:
        return None
    return ("登记" if kind == words.SOFTWARE else "授权"), got.start()


def proof_in(text: str) -> str:
    """Whether a benefit is proved: by an audit, or by a seal."""
    return "audit" if words.AUDITED.search(text) else "seal" if words.SEALED.search(text) else ""


def said_in(taken: Taken, segment: Segment) -> str:
    """The words of a segment, what is understood blotted out."""
    return taken.masked[segment.start : segment.stop]
