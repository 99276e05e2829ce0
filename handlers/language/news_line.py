"""Quick news of a studio in one message of its leader: 「本月拿到实用新型专利2项,培训青工35人次,直接经济效益120万」.

Pure. What is unsure becomes a doubt and no value: nothing is saved that was only guessed.
"""

import re
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum

from handlers.language.time_readings import read_shape, shaped
from storage.model.local_time import local_date
from storage.model.records import BENEFIT, INDIRECT, KINDS, MENTORING, PATENTS, TRAINING, Facts

LONGEST = 2_000
"""Characters of a message that are read."""


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


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubted: `field` of the facts at `place` ('' for the whole of them); `choices`: values it may have."""

    place: int
    field: str
    why: Why
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsLine:
    """What a message says was done.

    `facts`: in the order they were said · `sure`: clearly a report of something done, also where nobody asked for one ·
    `likely`: worth asking a leader whether it is one · `classified`, `disputed`: words of it look so (the records are named
    by doubts) · `rest`: words that were not understood.
    """

    facts: tuple[Facts, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    sure: bool = False
    likely: bool = False
    classified: bool = False
    disputed: bool = False
    rest: str = ""


_MARK = re.compile(r"^\s*[#\uff03]?快报[\s:,\uff1a\uff0c]*")
_AMOUNT = re.compile(r"(?P<n>\d{1,9}) ?(?P<unit>项|件|篇|场|次|人次|人|名|万元?)")
_WORDS = {
    "实用新型": "实用新型",
    "发明专利": "发明专利",
    "软著": "软件著作权",
    "论文": "论文",
    "获奖": "获奖",
    "培训": TRAINING,
    "带徒": MENTORING,
    "效益": BENEFIT,
}


def read_news(text: str, now: int, zone: tzinfo) -> NewsLine:
    """Read one message of a leader. `now` is milliseconds UTC, `zone` the local time it is meant in."""
    marked = _MARK.match(text) is not None
    plain = read_shape(shaped(_MARK.sub("", text[:LONGEST])))
    today = local_date(now, zone).isoformat()
    facts, doubts, rest = [], [], []
    for said in re.split("[,;\u3002\n]", plain):
        kind = next((kind for word, kind in _WORDS.items() if word in said), None)
        if kind is None:
            rest.append(said)
            continue
        one = Facts(kind, begins_on=today, ends_on=today, said=said)
        if (found := _AMOUNT.search(said)) is not None:
            number = int(found["n"])
            if found["unit"][0] == "万":
                one = replace(one, amount_fen=number * 1_000_000)
            elif found["unit"] in ("人次", "人", "名") and kind == TRAINING:
                one = replace(one, people=number)
            else:
                one = replace(one, number=number)
        if kind in PATENTS:
            one = replace(one, stage="受理" if "受理" in said else "申请" if "申请" in said else "授权")
        if kind == BENEFIT:
            one = replace(one, benefit=INDIRECT if "间接" in said else "direct", year=int(today[:4]))
        doubts.append(Doubt(len(facts), "begins_on", Why.ASSUMED))
        facts.append(one)
    asks = re.search("[?\uff1f]|吗|怎么|多少|什么", text) is not None
    assert all(one.kind in KINDS for one in facts)
    return NewsLine(
        tuple(facts), tuple(doubts), bool(facts) and not asks, marked or (bool(facts) and not asks), rest="".join(rest)
    )
