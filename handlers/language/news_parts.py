"""Drafts of news that belong together: two that tell of one thing, and a whole that is told with its parts."""

from handlers.language import news_words as words
from handlers.language.news_draft import HEADS, PEOPLE_KINDS, Draft, Why
from handlers.language.news_pieces import Taken
from storage.model.records import BENEFIT, LONGEST_BASIS, PATENTS, SOCIAL


def merged(drafts: list[Draft]) -> list[Draft]:
    """Two drafts of one thing made one: 「培训职工120人次,办班4期」."""
    kept: list[Draft] = []
    for one in drafts:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.kind == one.kind
            and one.kind in (*PEOPLE_KINDS, *HEADS)
            and last.segment.sentence == one.segment.sentence
            and not (last.title and one.title)
            and (last.number is None or one.number is None)
            and (last.people is None or one.people is None)
            and not ({name for name, *_ in last.doubts} & {name for name, *_ in one.doubts})
            and last.days == one.days
            and one.segment.bracket == last.segment.bracket
            and not (one.kind == words.CASES and last.number != one.number)
        ):
            last.number = one.number if last.number is None else last.number
            last.people = one.people if last.people is None else last.people
            last.title = last.title or one.title
            last.approx += one.approx
            last.doubts += one.doubts
            last.used |= one.used
            last.place, last.venue = last.place or one.place, last.venue or one.venue
            last.last = one.segment
            continue
        kept.append(one)
    return kept


def with_parts(drafts: list[Draft]) -> list[Draft]:
    """「专利3项,其中发明1项、实用新型2项」: the whole is said by its parts, or the parts are doubted."""
    whole: Draft | None = None
    opened = False
    groups: list[tuple[Draft, list[Draft]]] = []
    for one in drafts:
        if (one.part or one.bracket) and whole is not None and (one.part or not whole.bracket):
            opened = True
            groups.append((whole, [])) if not groups or groups[-1][0] is not whole else None
            groups[-1][1].append(one)
        elif (
            opened
            and whole is not None
            and one.segment.sentence == whole.segment.sentence
            and _family(one) == _family(whole)
            and whole.kind == words.PATENT
        ):
            groups[-1][1].append(one)
        else:
            whole, opened = one, False
    gone: list[Draft] = []
    for whole, parts in groups:
        same = [one for one in parts if _family(one) == _family(whole)]
        numbers = [one.number for one in same]
        total = sum(number for number in numbers if number is not None) if None not in numbers else None
        if whole.kind == words.PATENT and same and total == whole.number and all(one.kind in PATENTS for one in same):
            for one in same:
                one.stage = one.stage or whole.stage
                one.days = one.days or whole.days
                one.used |= whole.used
            gone.append(whole)
            continue
        for one in same:
            one.doubt("", Why.PART)
    return [one for one in drafts if all(one is not other for other in gone)]


def without_rates(drafts: list[Draft], taken: Taken) -> list[Draft]:
    """「单台节约1.5万元,推广20台,年效益30万元」: what each one brings is how the whole was reckoned."""
    kept: list[Draft] = []
    for place, one in enumerate(drafts):
        after = drafts[place + 1] if place + 1 < len(drafts) else None
        total = after is not None and after.kind == one.kind == BENEFIT and after.fen is not None
        if after is not None and one.each and total and after.segment.sentence == one.segment.sentence:
            told = taken.kept[one.segment.start : after.segment.start].strip(" ,;\uff0c\uff1b")
            after.basis = after.basis or told[:LONGEST_BASIS]
            after.benefit = after.benefit or one.benefit
            after.used |= one.used
            continue
        kept.append(one)
    return kept


def doubted_spans(drafts: list[Draft]) -> None:
    """「1-6月效益50万,1-9月累计80万」: the shorter time is probably counted in the longer."""
    benefits = [
        (one, one.days.first, one.days.last)
        for one in drafts
        if one.kind == BENEFIT and one.benefit != SOCIAL and one.days is not None
    ]
    for one, first, last in benefits:
        for other, begins, ends in benefits:
            if one.benefit == other.benefit and (first, last) != (begins, ends) and begins <= first and last <= ends:
                one.doubt("", Why.PART)


def _family(one: Draft) -> str:
    return words.PATENT if one.kind in PATENTS else one.kind
