"""Quick news of a studio in one message of its leader: 「本月拿到实用新型专利2项,培训青工35人次,直接经济效益120万」.

Pure. What is unsure becomes a doubt and no value: nothing is saved that was only guessed. The message is taken apart in
`news_pieces`, made into drafts in `news_made`; here they become facts, and it is judged whether it is a report at all.
"""

import re
from dataclasses import dataclass
from datetime import tzinfo

from handlers.language import news_words as words
from handlers.language.course_line import read_course
from handlers.language.news_draft import Draft, Why
from handlers.language.news_made import Maker
from handlers.language.news_pieces import Taken, take_apart
from handlers.language.news_places import with_place
from handlers.language.news_saying import corrects
from handlers.language.news_told import CHOICES
from storage.model import records as kinds
from storage.model.local_time import local_date
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    GRADUATED,
    LONGEST_CODE,
    LONGEST_TITLE,
    MENTORING,
    MOST_RECORDS,
    PATENTS,
    TRAINING,
    Facts,
)

__all__ = ["Doubt", "NewsLine", "Why", "read_news"]
LONGEST = 2_000
"""Characters of a message that are read."""


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
    corrects: bool = False
    """It says that something told before was otherwise: no news of its own."""


_MARK = re.compile(r"^\s*(?:[#\uff03]\s*快报|快报(?=[\s:,\uff1a\uff0c]|$))[\s:,\uff1a\uff0c]*")
_OPENING = re.compile(
    r"^(?:大家好|各位(?:领导|老师|同事)|领导好|老师好|你好|您好|汇报一下|报一下|汇报|报告|喜报|好消息|快报|报喜|跟您汇报|补报)[:,!\s\uff1a\uff0c\uff01]*"
)


_DENIES = re.compile(r"(?<!是)不是(?:\d|[一二两三四五六七八九十百]+[项人名篇个条场次件万])")
"""「专利不是1项」: of nothing it is said how many."""


def read_news(text: str, now: int, zone: tzinfo) -> NewsLine:
    """Read one message of a leader. `now` is milliseconds UTC, `zone` the local time it is meant in."""
    marked = _MARK.match(text) is not None
    said = _OPENING.sub("", _MARK.sub("", text[:LONGEST]).strip())
    taken = take_apart(said, now, zone)
    maker = Maker(taken).run()
    drafts = maker.drafts[:MOST_RECORDS]
    today = local_date(now, zone).isoformat()
    facts, doubts = [], []
    for place, draft in enumerate(drafts):
        facts.append(_facts(draft, taken, today))
        doubts += [Doubt(place, *one) for one in draft.doubts]
    asks = words.ASKS.search(taken.masked) is not None or words.CHAT.search(taken.plain) is not None
    plans = words.PLANS.search(taken.masked) is not None or any(one.why is Why.FUTURE for one in doubts)
    refused = words.NOT_YET.search(taken.masked) is not None or words.ANNOUNCES.search(taken.masked) is not None
    done = words.DONE.search(taken.plain) is not None
    told = any(_told(one, taken.plain) for one in drafts)
    done = done or (told and any(one.days is not None and not one.days.future and not one.days.wrong for one in drafts))
    corrected = corrects(taken.plain)
    refused = refused or corrected or _DENIES.search(taken.plain) is not None
    asked = any(one.field == "kind" and one.why is Why.WHICH and one.choices == CHOICES for one in doubts)
    sure = bool(facts) and told and done and not asks and not plans and not refused and not asked
    if sure and any(one.kind in (TRAINING, ACTIVITY) for one in facts) and read_course(text, now, zone).sure:
        sure = False
    secret = done and words.CLASSIFIED.search(taken.plain) is not None
    return NewsLine(
        tuple(facts),
        tuple(doubts),
        sure=sure,
        likely=marked or sure or (((bool(facts) and told) or secret) and not asks and not plans and not refused),
        classified=any(one.why is Why.CLASSIFIED for one in doubts) or words.CLASSIFIED.search(taken.plain) is not None,
        disputed=any(one.why is Why.DISPUTED for one in doubts),
        rest="\uff0c".join(one for one in maker.rest if one),
        corrects=corrected,
    )


def _told(draft: Draft, plain: str) -> bool:
    """Whether a draft tells of something done, rather than names a thing: 「焊接实操课」 is a course that somebody looks for."""
    past = words.PAST.search(plain) is not None
    counted = draft.number is not None or draft.people is not None or bool(draft.approx)
    if any(name == "kind" and choices == CHOICES for name, _, choices in draft.doubts):
        return counted or bool(draft.title)
    match draft.kind:
        case kinds.TRAINING | kinds.ACTIVITY:
            if words.CLOCK.search(plain) and not past:
                return False
            dated = draft.days is not None and not draft.days.future and not draft.days.wrong
            held = past or dated or words.HELD.search(plain) is not None
            people = draft.people is not None or bool(draft.approx)
            return (
                people
                or (draft.number is not None and held)
                or (bool(draft.title) and words.GAVE.search(plain) is not None)
            )
        case kinds.GRADUATED:
            return True
        case kinds.MENTORING:
            return counted
        case kinds.BENEFIT:
            return draft.fen is not None or bool(draft.approx) or draft.benefit == kinds.SOCIAL
        case words.AWARD:
            return counted or bool(draft.title)
    return counted or bool(draft.stage or draft.code) or (bool(draft.title) and past)


def _facts(draft: Draft, taken: Taken, today: str) -> Facts:
    """A draft as facts; what it lacks is doubted."""
    kind = draft.kind
    if kind == words.PATENT:
        kind = ""
        draft.doubt("kind", Why.WHICH, PATENTS)
    begins, ends = today, today
    if draft.days is None:
        draft.doubt("begins_on", Why.ASSUMED)
    elif draft.days.wrong:
        draft.doubt("begins_on", Why.DATE)
    else:
        begins, ends = draft.days.first.isoformat(), draft.days.last.isoformat()
        if draft.days.future:
            draft.doubt("begins_on", Why.FUTURE)
        elif draft.days.guessed:
            draft.doubt("begins_on", Why.ASSUMED)
    if draft.kind in words.ASKED_STAGE and not draft.stage and not draft.part:
        draft.doubt("stage", Why.WHICH, words.STAGES_OF[draft.kind])
    number = draft.number
    if number is None and not any(name == "number" for name, *_ in draft.doubts):
        number = _one(draft, begins == ends)
        if number is None and (draft.kind in (MENTORING, GRADUATED) or draft.kind in words.STAGES_OF):
            draft.doubt("number", Why.MISSING)
    year = None
    if draft.kind == BENEFIT:
        year = int(ends[:4])
        if draft.days is None:
            draft.doubt("year", Why.ASSUMED)
        elif begins[:4] != ends[:4]:
            draft.doubt("year", Why.UNSURE)  # 「近三年」: a benefit is of a year
    stop = draft.last.stop if draft.last is not None and draft.last.stop > draft.segment.stop else draft.segment.stop
    said = taken.plain[draft.segment.start : stop]
    if words.CLASSIFIED.search(said):
        draft.doubt("", Why.CLASSIFIED)
    sentence = [one for one in taken.segments if one.sentence == draft.segment.sentence]
    around = taken.plain[sentence[0].start : sentence[-1].stop]
    if draft.kind in words.ABLE_TO_DISPUTE and words.DISPUTED.search(around):
        draft.doubt("", Why.DISPUTED)
    return Facts(
        kind=kind,
        stage=draft.stage,
        title=with_place(draft.title[:LONGEST_TITLE], draft.word or draft.kind, draft.venue),
        number=number,
        approx="\u3001".join(dict.fromkeys(draft.approx)),
        people=draft.people,
        amount_fen=draft.fen,
        benefit=draft.benefit,
        year=year,
        basis=draft.basis,
        proof=draft.proof,
        code=draft.code[:LONGEST_CODE],
        begins_on=begins,
        ends_on=ends,
        said=taken.kept[draft.segment.start : stop].strip(),
    )


def _one(draft: Draft, one_day: bool) -> int | None:
    """One, where a single thing is named and no number is said."""
    if draft.kind in (TRAINING, ACTIVITY):
        return 1 if draft.title and draft.place is None and (one_day or draft.title.endswith("班")) else None
    if draft.kind in (BENEFIT, MENTORING, GRADUATED, words.CASES):
        return 1 if draft.kind == words.CASES and draft.title else None
    kinds_of = draft.title or draft.code or draft.kind == words.AWARD
    return 1 if kinds_of else None
