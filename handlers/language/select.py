"""Which studios a query means, told apart by how surely: of the sector, by their own words, only mentioned, only close.

Pure: works on the book's records; which of them to look at for a topic is the index's business (`candidates`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from handlers.language.aliases import SURNAMES
from handlers.language.book import Book, Facts
from handlers.language.meaning import Condition, Query, Term, Topic
from handlers.language.words import boundaries, pieces
from storage.model.studios import DELISTED, Studio, level_rank

MOST_GROUPS, MOST_WORDS = 8, 24
"""What `storage.search.find` looks at; more would be cut off."""
_PARTS = 2
"""Parts of a long word that a studio's record must have to be worth naming as the nearest."""
_REGION = re.compile(r"^(?:北京市朝阳区|北京市|北京|朝阳区)")


class Grade(IntEnum):
    """How surely a studio has to do with a topic."""

    NONE = 0
    NEAR = 1  # only close words, in its name or specialities
    MENTIONED = 2  # only in the introduction
    UNIT = 3
    OWN = 4  # name or specialities
    SECTOR = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A studio and what in its record met the topic (a speciality, a word), '' where nothing needs to be said."""

    studio: Studio
    grade: Grade
    word: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query came to.

    `main` is the answer. `related` (only for questions by 行业): not of the sector, but their own words have to do with it.
    `mentioned`: only the introduction says the word; `near`: only close words are there; `partial`: some of the words.
    Those three are no answer, only the nearest there is, and are to be called that.
    """

    main: tuple[Hit, ...] = ()
    related: tuple[Hit, ...] = ()
    mentioned: tuple[Hit, ...] = ()
    near: tuple[Hit, ...] = ()
    partial: tuple[Hit, ...] = ()
    delisted: int = 0
    """Left out because they were delisted."""
    unknown: int = 0
    """Left out because the record does not say what was asked for (成员数, 命名日期 …)."""

    @property
    def studios(self) -> tuple[Studio, ...]:
        """The answer's studios: main, then related."""
        return tuple(hit.studio for hit in (*self.main, *self.related))


def select(query: Query, book: Book, candidates: Collection[int] | None = None) -> Selection:
    """The studios of `query`. `candidates`: where all its topics' words may stand; None has them looked for in the book."""
    hits: list[Hit] = []
    delisted = unknown = 0
    looked_at = _looked_at(query, book, candidates)
    unwanted = _looked_at(Query(topics=query.without), book, None) if query.without else ()
    for number in looked_at:
        facts = book.facts[number]
        studio = facts.studio
        met = [_meets(one, studio) for one in query.conditions]
        if any(
            one is False or (one is None and by.field == "unit") for by, one in zip(query.conditions, met, strict=True)
        ):
            continue  # a unit is a name: who has none is not "unknown"
        hit = _grade_all(query, facts) if query.topics else Hit(studio, Grade.OWN)
        if hit.grade is Grade.NONE or (number in unwanted and _unwanted(query, facts)):
            continue
        if studio.status == DELISTED and not _about_delisted(query):
            delisted += hit.grade > Grade.MENTIONED
        elif not all(met):
            unknown += hit.grade > Grade.MENTIONED
        else:
            hits.append(hit)
    hits.sort(key=lambda hit: (-hit.grade, level_rank(hit.studio.level), hit.studio.name))
    partial = () if hits or not query.topics else tuple(_partial(query, book))
    return _grouped(hits, partial, _by_sector(query), delisted, unknown)


def _looked_at(query: Query, book: Book, candidates: Collection[int] | None) -> Collection[int]:
    """The studios that can be meant."""
    if not query.topics:
        return book.facts
    terms = [term for topic in query.topics for term in topic.terms]
    if candidates is None:
        words = [word for term in terms for word in (*term.same, *term.near)]
        candidates = book.holding([*words, *(topic.text for topic in query.topics)])
    sectors = {term.sector for term in terms if term.asks_sector}
    names = {term.text for term in terms}
    return {
        number
        for number, facts in book.facts.items()
        if number in candidates or facts.studio.sector in sectors or not names.isdisjoint(facts.leaders)
    }


def _partial(query: Query, book: Book) -> Iterator[Hit]:
    """Studios that meet some of the topics' words, for want of better."""
    terms = [term for topic in query.topics for term in topic.terms if not term.generic]
    words = [word for term in terms for word in (*term.same, *pieces(term.text))]
    for number in sorted(book.holding(words)):
        facts = book.facts[number]
        gone = facts.studio.status == DELISTED and not _about_delisted(query)
        fits = all(_meets(one, facts.studio) for one in query.conditions)
        if fits and not gone and (word := _partly(query.topics, facts)):
            yield Hit(facts.studio, Grade.NONE, word)


def _grouped(hits: list[Hit], partial: tuple[Hit, ...], by_sector: bool, delisted: int, unknown: int) -> Selection:
    own = [hit for hit in hits if hit.grade >= Grade.UNIT]
    mentioned = tuple(hit for hit in hits if hit.grade is Grade.MENTIONED)
    near = tuple(hit for hit in hits if hit.grade is Grade.NEAR)
    main = tuple(hit for hit in own if hit.grade is Grade.SECTOR or not by_sector)
    related = tuple(hit for hit in own if by_sector and hit.grade is not Grade.SECTOR)
    return Selection(main, related, mentioned, near, partial, delisted, unknown)


def _by_sector(query: Query) -> bool:
    """Whether the question is by 行业 (alone, or several of them)."""
    return bool(query.topics) and all(len(topic.terms) == 1 and topic.terms[0].asks_sector for topic in query.topics)


def _about_delisted(query: Query) -> bool:
    return any(one.field == "status" and DELISTED in one.values and not one.negated for one in query.conditions)


def _meets(condition: Condition, studio: Studio) -> bool | None:
    """Whether a studio meets a condition; None when its record does not say."""
    value = str(studio.id) if condition.field == "id" else getattr(studio, condition.field)
    filled = value is not None and value not in ("", ())
    if not (condition.values or condition.low is not None or condition.high is not None):
        return filled is not condition.negated
    if not filled:
        return None
    met = value in condition.values if condition.values else within(condition, value)
    return met is not condition.negated


def within(condition: Condition, value: Any) -> bool:
    """Whether a number or ISO date lies in the condition's range."""
    low, high = condition.low, condition.high
    return (low is None or value >= low) and (high is None or value <= high)


def _grade_all(query: Query, facts: Facts) -> Hit:
    hits = [_grade(topic, facts) for topic in query.topics]
    choose = max if query.either else min
    best = choose(hits, key=lambda hit: hit.grade)
    words = [hit.word for hit in hits if hit.word and hit.grade is not Grade.NONE]
    return Hit(facts.studio, best.grade, "、".join(dict.fromkeys(words)) if best.grade else "")


def _grade(topic: Topic, facts: Facts) -> Hit:
    """How surely a studio has to do with one topic."""
    terms = [term for term in topic.terms if not term.generic] or list(topic.terms)
    if len(topic.terms) > 1 and (word := _own_word((topic.text,), facts)):
        return Hit(facts.studio, Grade.OWN, word)
    hits = [_term_hit(term, facts) for term in terms]
    worst = min(hits, key=lambda hit: hit.grade)
    if len(hits) > 1 and worst.grade >= Grade.UNIT:
        return Hit(facts.studio, min(worst.grade, Grade.OWN), next((h.word for h in hits if h.word), ""))
    return worst


def _sector_hit(term: Term, facts: Facts) -> Hit:
    is_it = term.asks_sector and bool(term.sector) and facts.studio.sector == term.sector
    return Hit(facts.studio, Grade.SECTOR if is_it else Grade.NONE)


def _term_hit(term: Term, facts: Facts) -> Hit:
    word = _own_word(term.same, facts)
    if (hit := _sector_hit(term, facts)).grade:
        return Hit(facts.studio, hit.grade, word)
    if word:
        return Hit(facts.studio, Grade.OWN, word)
    unit = _REGION.sub("", facts.unit)
    if any(stands_in(one, unit) for one in term.same):
        return Hit(facts.studio, Grade.UNIT, facts.studio.unit)
    if len(term.text) > 2 and term.text in facts.address:
        return Hit(facts.studio, Grade.UNIT, facts.studio.address)
    if term.text in facts.leaders:
        return Hit(facts.studio, Grade.OWN, term.text)
    if any(stands_in(one, facts.intro) for one in term.same):
        return Hit(facts.studio, Grade.MENTIONED, term.text)
    if word := _own_word(term.near, facts):
        return Hit(facts.studio, Grade.NEAR, word)
    return Hit(facts.studio, Grade.NONE)


def _own_word(words: Iterable[str], facts: Facts) -> str:
    """The speciality, or the word of the name, in which one of `words` stands; '' for none."""
    words = [word for word in words if len(word) > 1 or word not in SURNAMES]
    for word in words:
        for place, speciality in enumerate(facts.specialities):
            if stands_in(word, speciality):
                return facts.studio.specialities[place]
    return next((word for word in words if stands_in(word, facts.topical_name)), "")


def stands_in(word: str, text: str) -> bool:
    """Whether `word` stands in `text` as a word: not 电工 in 机电工程, not ai in email."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if word[0].isascii() or word[-1].isascii():
            if not _letter(text, at - 1, word[0]) and not _letter(text, end, word[-1]):
                return True
        elif len(word) > 3:
            return True
        else:
            edges = boundaries(text)
            if (at in edges and end in edges) or ((at in edges or end in edges) and len(word) > 1):
                return True
        at = text.find(word, at + 1)
    return False


def _letter(text: str, at: int, beside: str) -> bool:
    """Whether the character at `at` goes on with the letter or digit `beside`."""
    if not 0 <= at < len(text) or not beside.isascii():
        return False
    other = text[at]
    return other.isascii() and ((other.isalpha() and beside.isalpha()) or (other.isdigit() and beside.isdigit()))


def _unwanted(query: Query, facts: Facts) -> bool:
    """Whether a studio is what was not wanted: of that sector, or by its own words."""
    for topic in query.without:
        hit = _grade(topic, facts)
        if query.unsaid and hit.grade:
            return True
        by_sector = len(topic.terms) == 1 and topic.terms[0].asks_sector
        if hit.grade >= (Grade.SECTOR if by_sector and facts.studio.sector else Grade.UNIT):
            return True
    return False


def _partly(topics: Sequence[Topic], facts: Facts) -> str:
    """A word of the topics that a studio does meet, when it does not meet all; of a long word two parts; '' for none."""
    for topic in topics:
        for term in topic.terms:
            if not term.generic and (hit := _term_hit(term, facts)).grade >= Grade.UNIT:
                return hit.word or term.text
            parts = [part for part in pieces(term.text) if any(stands_in(part, text) for text in _texts(facts))]
            if len(parts) >= _PARTS:
                return "、".join(parts)
    return ""


def _texts(facts: Facts) -> tuple[str, ...]:
    return (facts.topical_name, *facts.specialities, facts.unit, facts.intro)


def groups(query: Query) -> tuple[tuple[str, ...], ...]:
    """The query's topics for `storage.search.find`: one of each group must be there; () when the index cannot be asked so."""
    if query.either or not query.topics:
        return ()
    terms = [term for topic in query.topics for term in topic.terms if not term.generic]
    found = tuple((*term.same, *term.near) for term in terms)
    fits = len(found) <= MOST_GROUPS and all(len(group) <= MOST_WORDS for group in found)
    return found if fits else ()
