"""What one studio's record says of something, in its own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.language.book import Facts
from handlers.language.meaning import Term, Topic
from handlers.language.normalise import normalise
from handlers.language.select import stands_in
from storage.model.studios import Studio

SENTENCE = re.compile("[^。;\uff1b!\uff01?\uff1f\n]+[。;\uff1b!\uff01?\uff1f]?")
MOST_QUOTED = 2
_ASKING = frozenset(
    [
        "数量",
        "人数",
        "时间",
        "名字",
        "情况",
        "内容",
        "关系",
        "结果",
        "东西",
        "个数",
        "次数",
        "数字",
        "数目",
        "年头",
        "家数",
    ]
)
"""Words of a question that the record need not repeat."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a record says of a topic. `missing`: words of the topic that it does not have."""

    studio: Studio
    sentences: tuple[str, ...] = ()
    specialities: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the record says something of all that was asked."""
        return bool(self.sentences or self.specialities) and not self.missing


def quote(facts: Facts, topics: Sequence[Topic]) -> Quote:
    """The sentences and specialities of a record in which the topics stand."""
    terms = [term for topic in topics for term in topic.terms if not term.generic and term.text not in _ASKING]
    terms = terms or [term for topic in topics for term in topic.terms]
    sentences = [one.strip() for one in SENTENCE.findall(facts.studio.intro) if one.strip()]
    folded = [normalise(one) for one in sentences]
    met = [[_says(term, one) for term in terms] for one in folded]
    named = [[_says(term, one) for term in terms] for one in facts.specialities]
    lines = [*met, *named, [_says(term, facts.unit) or _says(term, facts.name) for term in terms]]
    missing = tuple(term.text for place, term in enumerate(terms) if not any(line[place] for line in lines))
    order = sorted(range(len(sentences)), key=lambda place: (-sum(met[place]), place))
    best = sorted(place for place in order[:MOST_QUOTED] if sum(met[place]))
    most = max((sum(one) for one in met), default=0)
    best = [place for place in best if sum(met[place]) == most]
    specialities = tuple(
        facts.studio.specialities[place]
        for place, line in enumerate(named)
        if place < len(facts.studio.specialities) and any(line)
    )
    return Quote(facts.studio, tuple(sentences[place] for place in best), specialities, missing)


def _says(term: Term, text: str) -> bool:
    return any(stands_in(word, text) for word in term.same)
