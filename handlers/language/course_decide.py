"""What a taken-apart question about courses or competitions means; None when it is none of them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.language import phrases
from handlers.language.course_meaning import (
    CONTEST,
    COURSE,
    UNION,
    CourseFocus,
    CourseMeaning,
    CourseQuery,
    Time,
    Want,
)
from handlers.language.course_own import CONTESTS, Own
from handlers.language.course_parse import FOUGHT, CourseParse, trimmed
from handlers.language.course_words import Fact, Sign

_MORE = frozenset(word for word in phrases.MORE.split() if word not in ("继续", "more", "next"))
_BACK = frozenset(phrases.BACK.split())
_STUDIOS_TIME = re.compile("工作室|命名|成立|挂牌|授牌|认定|以后|以前|之后|之前的|团队|更新|登记")
"""Studios have dates too."""
_PARTICLES = re.compile("[?!。啊呀哦呢吧啦了]+$")
_ABOUT_ONE = (
    Fact.COST,
    Fact.SEATS,
    Fact.DEADLINE,
    Fact.BRING,
    Fact.CREDIT,
    Fact.SESSIONS,
    Fact.WHEN,
    Fact.HOW,
    Fact.ELIGIBLE,
    Fact.AWARDS,
)
"""What is asked of courses rather than of studios."""
_PAGE = 5
LONGEST_MS = 62 * 24 * 3600 * 1000
EVERY_WEEK = re.compile(
    "(?:每个?)?(?:(?P<end>周末|双休日|星期末)|(?P<work>工作日)|(?:周|星期|礼拜)(?P<day>[一二三四五六日天]))"
)
"""Days of any week, where they are set aside."""
WORKDAYS = frozenset(range(5))
_WEEKDAYS = {day: place for place, day in enumerate("一二三四五六日")} | {"天": 6}
LOOKED_BACK_MS = 366 * 24 * 3600 * 1000
"""「以前」 reaches so far back."""


def decide(
    parse: CourseParse, now: int, focus: CourseFocus | None = None, studios: Sequence[int] = ()
) -> CourseMeaning | None:
    """The meaning at `now` (milliseconds UTC) after the last answer: `focus` when that was about courses, else the
    `studios` it showed."""
    if parse.own is not None and (meaning := _of_own_course(parse, now, focus)):
        return meaning
    if parse.done or (parse.rules and not parse.named and not parse.has(Sign.CANCEL)):
        return None
    if parse.studio_word and not parse.giving:
        return None
    if meaning := _of_own(parse, now, focus):
        return meaning
    if focus is not None and (meaning := _leaning(parse, now, focus)):
        return meaning
    query = _query(parse, now)
    facts = tuple(dict.fromkeys(parse.facts))
    if parse.has(Sign.GIVER) and parse.has(Sign.COURSE) and not parse.named and len(studios) == 1:
        query = replace(query, studios=tuple(studios))
    enrol = parse.has(Sign.ENROL) or Fact.HOW in facts
    about = parse.noun
    if parse.has(Sign.CANCEL):
        return CourseMeaning(Want.CANCEL, query, facts)
    if not about:
        return _without_noun(parse, query, facts, enrol)
    if parse.unread and not (parse.groups or facts or parse.named):
        return None  # a word that says nothing by itself is not left out of account
    if parse.choices and not parse.named:
        return None  # 「哪一位」 is the studios' room's to ask
    return CourseMeaning(
        Want.LIST,
        query,
        facts,
        passing=parse.studio_word,
        enrol=enrol,
        count=parse.has(Sign.COUNT),
        guessed=tuple(parse.guessed),
    )


def _query(parse: CourseParse, now: int) -> CourseQuery:
    noun = CONTEST if parse.has(Sign.CONTEST) or parse.stage in FOUGHT else COURSE if parse.has(Sign.COURSE) else ""
    if parse.has(Sign.CONTEST) and parse.has(Sign.COURSE):
        noun = ""
    times = tuple(Time(one.begin, one.end, one.exact, one.past) for one in parse.spans)
    if parse.has(Sign.PAST) and not times:
        times = (Time(now - LOOKED_BACK_MS, now, past=True),)
    groups, denied = tuple(parse.groups), parse.has(Sign.NOT)
    query = CourseQuery(
        noun=noun,
        name="" if parse.has(Sign.OR) or denied else "".join(parse.pieces).replace(" ", ""),
        groups=() if denied else groups,
        pieces=() if denied else tuple(parse.pieces),
        without=groups if denied else (),
        either=parse.has(Sign.OR),
        topic=" ".join(parse.pieces),
        times=times,
        part=parse.part,
        studios=(UNION,) if parse.has(Sign.UNION) else tuple(parse.named or parse.choices),
        free=parse.has(Sign.FREE),
        paid=parse.has(Sign.PAID),
        left=parse.has(Sign.LEFT),
        beginner=parse.has(Sign.BEGINNER),
        online=parse.has(Sign.ONLINE),
        lecture=parse.lecture and not parse.has(Sign.CONTEST),
        stage=parse.stage,
        most=parse.limits.most,
        least=parse.limits.least,
        minutes=parse.limits.minutes,
        near=parse.limits.near,
        offline=parse.limits.offline,
    )
    return query if parse.denied is None else _setting_aside(query, parse.denied, parse.limits.denied)


def _setting_aside(query: CourseQuery, other: CourseParse, said: str) -> CourseQuery:
    """The query without what `other` names."""
    groups, studios = tuple(other.groups), tuple(other.named or other.choices)
    days: set[int] = set()
    times = []
    for span in other.spans if not groups else ():
        if found := EVERY_WEEK.fullmatch(span.said):
            days |= {5, 6} if found["end"] else WORKDAYS if found["work"] else {_WEEKDAYS[found["day"]]}
        else:
            times.append(Time(span.begin, span.end, span.exact, span.past))
    return replace(
        query,
        without=(*query.without, *groups),
        not_times=tuple(times),
        not_days=tuple(sorted(days)),
        not_part=other.part,
        not_studios=studios,
        paid=query.paid or other.has(Sign.FREE),
        free=query.free or other.has(Sign.PAID),
        offline=query.offline or other.has(Sign.ONLINE),
        online=query.online or other.limits.offline,
        denied=" ".join(other.pieces) or (trimmed(said) if times or days or other.part or studios else ""),
    )


def _of_own_course(parse: CourseParse, now: int, focus: CourseFocus | None) -> CourseMeaning | None:
    """What is asked of the course that one is enrolled in, or of the one that is spoken of."""
    rest, own = parse.own_rest, parse.own
    if rest is None or rest.named or rest.choices or rest.studio_word or (rest.pieces and not rest.groups):
        return None
    contest = rest.has(Sign.CONTEST) or rest.stage in FOUGHT
    if own in CONTESTS:
        return CourseMeaning(Want.STANDING, replace(_query(rest, now), noun=CONTEST), own=own)
    if contest:
        facts = {Own.CHANGED: (Fact.WHEN, Fact.WHERE), Own.OTHERS: (Fact.ELIGIBLE,)}.get(own or Own.PAST)
        return CourseMeaning(Want.LIST, replace(_query(rest, now), noun=CONTEST), facts) if facts else None
    leaning = not rest.pieces and not parse.flat.startswith("我")
    one = _only(focus) if focus is not None and leaning else None
    asked = {
        Own.WHEN: (Fact.WHEN,),
        Own.WHERE: (Fact.WHERE,),
        Own.CHANGED: (Fact.WHEN, Fact.WHERE),
        Own.CERTIFICATE: (Fact.CREDIT,),
    }.get(own or Own.PAST)
    if one is not None and asked and focus is not None and one[0] == COURSE:
        return CourseMeaning(Want.LIST, focus.query, asked, shown=one, leaning=True)
    if own in (Own.WHEN, Own.WHERE) and leaning and focus is not None and focus.shown:
        return None
    return CourseMeaning(Want.OWN, _query(rest, now), asked or (), own=own)


def _of_own(parse: CourseParse, now: int, focus: CourseFocus | None) -> CourseMeaning | None:
    """What one is enrolled in, and how far one got."""
    query, facts = _query(parse, now), tuple(dict.fromkeys(parse.facts))
    me = parse.flat.startswith("我") or "我" in parse.flat
    contest = parse.has(Sign.CONTEST) or parse.stage in FOUGHT
    if parse.has(Sign.PASSED) and (contest or (focus is not None and focus.query.noun == CONTEST)):
        return CourseMeaning(Want.STANDING, replace(query, noun=CONTEST), facts)
    if contest and ("排第" in parse.flat or "第几" in parse.flat):
        return CourseMeaning(Want.STANDING, replace(query, noun=CONTEST), facts)
    if Fact.RESULT in facts and me and (contest or parse.has(Sign.MINE)):
        return CourseMeaning(Want.STANDING, replace(query, noun=CONTEST), facts)
    if Fact.CREDIT in facts and parse.flat.startswith("我") and not parse.pieces:
        return CourseMeaning(Want.MINE, query, facts)
    if not parse.has(Sign.MINE):
        return None
    certain = any(
        word in parse.flat
        for word in (
            "我报",
            "我候补",
            "我排",
            "我在候补",
            "我的候补",
            "我什么都没报",
            "我参加的",
            "我选的",
            "我是不是报",
            "我有没有报",
        )
    )
    if not (certain or parse.noun):
        return None
    if parse.named or parse.studio_word:
        return None
    return CourseMeaning(Want.MINE, query, facts, own=parse.own)


def _without_noun(parse: CourseParse, query: CourseQuery, facts: tuple[Fact, ...], enrol: bool) -> CourseMeaning | None:
    """A question that only a name, or 报名, can make one about courses."""
    if parse.bare and _ahead(parse):
        return CourseMeaning(Want.LIST, query)
    if query.offline and len(parse.flat) <= 3 and not (parse.pieces or parse.named or facts):
        return CourseMeaning(Want.LIST, query)
    bare = not (parse.pieces or parse.spans or parse.named)
    if enrol and bare and not parse.has(Sign.MINE):
        return CourseMeaning(Want.HOW)
    if parse.spans and not parse.pieces and parse.has(Sign.LEARN):
        return CourseMeaning(Want.LIST, query)
    timed = (any(not one.past for one in parse.spans) or bool(parse.part)) and not _STUDIOS_TIME.search(parse.flat)
    if parse.named and timed and not parse.groups:
        return CourseMeaning(Want.LIST, query, facts, sure=False, timed=True)
    if parse.named and not (parse.spans or facts or enrol or parse.studio_word):
        return CourseMeaning(Want.LIST, CourseQuery(name=parse.flat), sure=False)
    if parse.has(Sign.BEGINNER) and not (parse.named or parse.pieces or parse.studio_word or facts):
        return CourseMeaning(Want.LIST, query)  # 「适合新手的」 says it all
    if parse.named or not parse.pieces:
        if enrol and "报名" in parse.flat and not parse.named:
            return CourseMeaning(Want.LIST, query, facts, enrol=True)
        return None
    if (timed or parse.has(Sign.BEGINNER)) and parse.groups and not facts:
        return CourseMeaning(Want.LIST, query, sure=False, enrol=enrol, timed=True)
    asked = enrol or any(fact in _ABOUT_ONE for fact in facts) or parse.has(Sign.LEFT)
    guessed = tuple(parse.guessed)
    return CourseMeaning(Want.LIST, query, facts if asked else (), sure=False, enrol=enrol, guessed=guessed)


def _leaning(parse: CourseParse, now: int, focus: CourseFocus) -> CourseMeaning | None:
    """A question that leans on the last answer about courses."""
    if parse.named or parse.choices or parse.studio_word:
        return None
    facts = tuple(dict.fromkeys(parse.facts))
    flat = _PARTICLES.sub("", parse.flat)
    if flat in _MORE or parse.flat in _MORE:
        return CourseMeaning(Want.LIST, focus.query, offset=focus.offset + len(focus.shown), leaning=True)
    if flat in _BACK:
        return CourseMeaning(Want.LIST, focus.query, offset=max(0, focus.offset - _PAGE), leaning=True)
    number = parse.ordinal or (int(flat) if flat.isdigit() and len(flat) < 3 else 0)
    if number and (not parse.pieces or flat.isdigit()):
        place = number - 1 if number > 0 else len(focus.shown) - 1
        if focus.offset < number <= focus.offset + len(focus.shown):
            place = number - focus.offset - 1
        if 0 <= place < len(focus.shown):
            kept = facts or tuple(map(Fact, focus.facts))
            return CourseMeaning(
                Want.LIST, focus.query, kept, shown=focus.shown[place], leaning=True, enrol=parse.has(Sign.ENROL)
            )
        return None
    enrol = parse.has(Sign.ENROL) or Fact.HOW in facts
    pointing = parse.has(Sign.POINT)
    kinds = {kind for kind, _ in focus.shown} or {focus.query.noun}
    other_kind = CONTEST not in kinds and (parse.has(Sign.CONTEST) or parse.stage in FOUGHT)
    other_kind = other_kind or (parse.has(Sign.COURSE) and COURSE not in kinds)
    if other_kind:
        return None
    if parse.has(Sign.CANCEL) and not parse.pieces:
        return CourseMeaning(Want.CANCEL, focus.query, leaning=True, shown=_only(focus))
    if not parse.pieces and not parse.spans and (pointing or not parse.noun or parse.stage):
        if (facts or enrol or parse.stage or pointing) and focus.shown:
            query = replace(focus.query, stage=parse.stage or focus.query.stage)
            soonest = focus.shown[0] if parse.has(Sign.SOON) else None
            return CourseMeaning(
                Want.LIST, query, facts, shown=soonest or _only(focus), leaning=True, enrol=enrol, offset=focus.offset
            )
        if parse.has(Sign.SOON) and focus.shown:
            return CourseMeaning(Want.LIST, focus.query, shown=focus.shown[0], leaning=True)
    refining = parse.has(Sign.SO) or parse.flat.startswith("那") or not parse.noun
    filters = parse.has(Sign.FREE, Sign.PAID, Sign.LEFT, Sign.BEGINNER, Sign.ONLINE) or _query(parse, now).limited
    said = parse.flat
    small = parse.has(Sign.SO) or said.startswith(("那", "只", "换", "要"))
    small = small or (said.endswith("的") and not said.startswith(("有", "哪", "谁", "想", "我")))
    narrower = small if parse.pieces or parse.spans else filters or parse.part
    if refining and narrower and not facts:
        return CourseMeaning(Want.LIST, _merged(focus.query, _query(parse, now)), leaning=True)
    return None


def _only(focus: CourseFocus) -> tuple[str, int] | None:
    """What was opened last, or shown as the only one."""
    return focus.one or (focus.shown[0] if len(focus.shown) == 1 else None)


def _merged(query: CourseQuery, own: CourseQuery) -> CourseQuery:
    """The last query with what the new words put in its place or add."""
    if own.groups or own.name or own.without:
        query = replace(
            query,
            name=own.name,
            groups=own.groups,
            pieces=own.pieces,
            without=own.without,
            either=own.either,
            topic=own.topic,
        )
    return replace(
        query,
        times=own.times or query.times,
        part=own.part or query.part,
        free=own.free or (query.free and not own.paid),
        paid=own.paid or (query.paid and not own.free),
        left=own.left or query.left,
        beginner=own.beginner or query.beginner,
        online=own.online or query.online,
        stage=own.stage or query.stage,
        most=own.most if own.most >= 0 else query.most,
        least=own.least if own.least >= 0 else query.least,
        minutes=own.minutes or query.minutes,
        near=own.near or query.near,
        offline=own.offline or (query.offline and not own.online),
        not_times=own.not_times or query.not_times,
        not_days=own.not_days or query.not_days,
        not_part=own.not_part or query.not_part,
        not_studios=own.not_studios or query.not_studios,
        denied=own.denied or query.denied,
    )


def _ahead(parse: CourseParse) -> bool:
    """Whether the dates that were said, and nothing else, are days to come: 「今年」 is said of studios."""
    return all(not one.past and one.end - one.begin <= LONGEST_MS for one in parse.spans)
