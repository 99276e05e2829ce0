"""The language of the search index: pairs of neighbouring characters as FTS5 tokens, and questions put in them.

FTS5's own tokenizers miss two-character Chinese words; pairs of characters miss nothing. Every token begins with the kind of
document and a tier: `0` occurs anywhere, `1` in title or people, `2` in topics or unit. A word that is frequent anywhere
then has a short list of good candidates beside its long one.
"""

import operator
import string
from collections.abc import Iterable, Mapping, Sequence

from storage import spelling
from storage.model.search import PARTER
from storage.model.studios import StudioFilter, facets_unwanted, facets_wanted

ANYWHERE, NAMES, HEAD = "012"
_FACET = "f"
_TIERS = (ANYWHERE + NAMES, ANYWHERE + NAMES, ANYWHERE + HEAD, ANYWHERE + HEAD, ANYWHERE, ANYWHERE)
"""Under which tiers each line of a document is indexed."""
_MOST_GROUPS, _MOST_ALTERNATIVES, _MOST_PAIRS = 8, 24, 12
"""Nobody asks for more; they keep a pasted page from becoming an endless query."""
ENOUGH = 3
"""Rare pairs that tell a long word from others well enough; each further list makes the query slower."""
_PRIVATE_USE = 0xE000
_SPELL_OUT = {
    code: chr(_PRIVATE_USE + code) for code in range(128) if chr(code) not in string.ascii_letters + string.digits
}
"""ASCII signs end a token in FTS5; in tokens they are written as characters of the private use area (which `fold` drops)."""

Words = tuple[tuple[str, ...], ...]
"""Folded groups: every group must occur, by any of its alternatives."""
Telling = Mapping[str, Sequence[str]]
"""For some words the pairs that are to be looked for; for others all pairs are."""


def words(groups: Sequence[Sequence[str]]) -> Words:
    """Groups of alternatives as the index spells them. Invisible signs alone ask for nothing; a group without any
    alternative stays and finds nothing."""
    kept = []
    for group in groups[:_MOST_GROUPS]:
        folded = tuple(filter(None, dict.fromkeys(map(spelling.fold, group[:_MOST_ALTERNATIVES]))))
        if folded or not group:
            kept.append(folded)
    return tuple(kept)


def tokens(kind: str, lines: Sequence[str], facets: Iterable[str]) -> str:
    """Everything the index knows a document by, each token once. Lines and facets are folded."""
    found: dict[str, set[str]] = {ANYWHERE: set(), NAMES: set(), HEAD: set()}
    for tiers, line in zip(_TIERS, lines, strict=True):
        for entry in line.split(PARTER):
            for tier in tiers:
                found[tier].update(_pairs(entry))
    parts = [_facet(kind, facet) for facet in facets]
    for tier, some in found.items():
        if some:
            parts.append(f"{kind}{tier}" + f" {kind}{tier}".join(some))
    return " ".join(parts)


def match(kind: str, asked: Words, tier: str, filters: StudioFilter | None, telling: Telling) -> str:
    """The FTS5 query for documents in which all groups occur, in a tier other than ANYWHERE at least one of them there."""

    def any_of(group: Iterable[str], where: str) -> str:
        return "(" + " OR ".join(_occurs(f"{kind}{where}", part, telling) for part in group) + ")"

    anywhere = [any_of(group, ANYWHERE) for group in asked]
    text = " AND ".join(anywhere)
    if tier != ANYWHERE:
        choices = [
            " AND ".join([any_of(group, tier), *anywhere[:place], *anywhere[place + 1 :]])
            for place, group in enumerate(asked)
        ]
        text = "(" + " OR ".join(f"({choice})" for choice in choices) + ")"
    if filters is None:
        return text
    for choice in facets_wanted(filters):
        text += " AND (" + " OR ".join(f'"{_facet(kind, spelling.fold(one))}"' for one in choice) + ")"
    for one in facets_unwanted(filters):
        text = f'({text}) NOT "{_facet(kind, spelling.fold(one))}"'
    return text


def of(word: str) -> list[str]:
    """The pairs of a folded word of two and more characters, of a very long one some."""
    found = list(dict.fromkeys(_pairs(word)[:-1]))
    return found[:: -(-len(found) // _MOST_PAIRS)]


def _occurs(prefix: str, part: str, telling: Telling) -> str:
    """A candidate must have the pairs of a word; whether they stand together is for the reader of the text to see."""
    if len(part) == 1:
        return f'"{prefix}{_pairs(part)[0]}" *'
    return "(" + " AND ".join(f'"{prefix}{pair}"' for pair in telling.get(part) or of(part)) + ")"


def _pairs(entry: str) -> list[str]:
    """The pairs of a folded text, and its last character alone: every character then begins a token, and a prefix
    query for one character finds it in any place."""
    entry = entry.translate(_SPELL_OUT)
    return [*map(operator.add, entry, entry[1:]), entry[-1:]] if entry else []


def _facet(kind: str, folded: str) -> str:
    return f"{kind}{_FACET}{folded.translate(_SPELL_OUT)}"
