"""What can be found and what is found: plain records, and how much a hit weighs.

A document is any record as the search sees it. Its fields weigh differently: who searches 焊接 wants the welding
studio, then those that are good at welding, and last those whose introduction mentions it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

STUDIO = "studio"

TITLE, PEOPLE, TOPICS, UNIT, PLACE, BODY = range(6)
"""Lines of a stored document, in this order; all before PLACE are its head."""
_WEIGHTS = (100, 100, 80, 50, 20, 5)
_WHOLE_FIELD = 25
_WHOLE_WORD = 12
_REPEATED = 3
"""Repetitions in running text that still add to the weight, one point each."""

PARTER = "\x1f"
"""Parts the entries of one line (specialities), so that no hit runs over two of them."""


@dataclass(frozen=True, slots=True)
class Document:
    """A record as it is found. `kind` is a noun in ASCII letters, `subject` the noun's own number."""

    kind: str
    subject: int
    title: str
    people: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    unit: str = ""
    place: tuple[str, ...] = ()
    """Address and labels: found, but seldom what somebody meant."""
    body: str = ""
    facets: tuple[str, ...] = ()
    """Exact values to filter by, as 'level=区级'."""
    words: tuple[tuple[str, str], ...] = ()
    """(kind, text): what the language book learns from it."""
    prior: int = 0
    """Among equal hits the smaller comes first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A found subject; a greater score fits better."""

    subject: int
    score: int


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found. `total` is a lower bound when it is not exact: nobody counts to a million for a phone's screen."""

    total: int
    total_is_exact: bool
    hits: tuple[Hit, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        """The subjects of this page, best first."""
        return tuple(hit.subject for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the records, for guessing what a question means. Pinyin and initials are unparted lower case."""

    text: str
    pinyin: str
    initials: str
    kind: str
    """name | leader | unit | street | speciality | word (a noun of an introduction)."""
    uses: int = 1
    """In how many documents."""


def holds(lines: Sequence[str], groups: Sequence[Sequence[str]]) -> bool:
    """Whether every group has an alternative that is really inside one of the lines."""
    return all(any(part in line for part in group for line in lines) for group in groups)


def score(
    lines: Sequence[str], groups: Sequence[Sequence[str]], starts: Callable[[str], frozenset[int]] | None = None
) -> int:
    """How well a document fits: the sum over groups of their best hit, 0 when a group has none.

    `lines` are the folded fields, `groups` folded alternatives. `starts(text)`, the places where words begin, lets whole
    words count more than pieces of words; it takes its time.
    """
    total = 0
    for group in groups:
        best = 0
        for part in group:
            for place, line in enumerate(lines):
                if part in line:
                    best = max(best, _weigh(place, line, part, starts))
                    break  # later fields weigh less
        if not best:
            return 0
        total += best
    return total


def _weigh(place: int, line: str, part: str, starts: Callable[[str], frozenset[int]] | None) -> int:
    weight = _WEIGHTS[place]
    if place >= PLACE:
        return weight + min(line.count(part) - 1, _REPEATED)
    entry = line if PARTER not in line else next(entry for entry in line.split(PARTER) if part in entry)
    if entry == part:
        return weight + _WHOLE_FIELD
    if starts is None:
        return weight
    at, words = entry.find(part), starts(entry)
    return weight + (_WHOLE_WORD if at in words and at + len(part) in words else 0)
