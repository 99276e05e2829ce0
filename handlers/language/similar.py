"""Whether a question is one that the knowledge base has an answer to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from handlers.language.grammar import Kind
from handlers.language.meaning import Condition, Term
from handlers.language.reading import Token
from handlers.language.topics import topic_of
from handlers.language.understand import Listener

SURE = 0.8
"""From here on an entry answers before anything else is looked up."""
FAIR = 0.62
"""From here on it answers a question that nothing else answers."""
_FIXED = (Kind.NAMED, Kind.CHOICE, Kind.VALUE, Kind.RANGE, Kind.UNIT, Kind.PLACE, Kind.NOT, Kind.EXCEPT, Kind.ORDINAL)
"""Pieces that must be the same in both: another name or number is another question."""
_LIGHT = 0.3
_HOW = ("怎么样", "怎么", "如何", "怎样", "咋", "能不能", "可不可以", "可以", "是否可以")
_EQUAL = """
    申请=申报 要求=条件 资格=条件 步骤=流程 手续=流程 程序=流程 办=办理 补助=补贴 资助=补贴 扶持=补贴
    加入工会=入会 费用=收费 多少钱=收费 要钱=收费 花钱=收费 价格=收费
"""
_LIKE = dict(pair.split("=") for pair in _EQUAL.split())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a bag of what it says: what must be equal, what weighs, and its characters in pairs."""

    fixed: frozenset[str]
    words: frozenset[str]
    light: frozenset[str]
    pairs: frozenset[str]


def asked(listener: Listener, said: str) -> Asked:
    """A normalised question, ready to be compared."""
    fixed: set[str] = set()
    words: set[str] = set()
    light: set[str] = set()
    for token in listener.take_apart(said).tokens:
        if token.kind in _FIXED:
            fixed.add(_value(token))
        elif token.kind is Kind.TERM and isinstance(token.value, Term):
            words.add(min(token.value.same))
        elif token.kind is Kind.RAW:
            topic = topic_of([token], listener.book)
            words |= {min(term.same) for term in topic.terms} if topic else set()
        elif token.kind is Kind.HOW:
            rest = token.text
            for how in _HOW:
                rest = rest.removeprefix(how)
            words |= {_LIKE.get(rest, rest)} if rest else set()
            light |= {"怎么"} if rest != token.text else set()
        elif token.kind is Kind.LATER:
            words.add(token.text)
        elif token.kind in (Kind.ATTRIBUTE, Kind.SUPER, Kind.COUNT, Kind.WHO, Kind.STUDIO):
            light.add(f"{token.kind}{token.value if token.kind is Kind.ATTRIBUTE else ''}")
    flat = said.replace(" ", "")
    return Asked(frozenset(fixed), frozenset(words), frozenset(light), frozenset(_pairs(flat)))


def _pairs(text: str) -> Iterable[str]:
    """Neighbouring characters in pairs."""
    return (one + other for one, other in pairwise(text))


def likeness(one: Asked, other: Asked) -> float:
    """How much two questions say the same, 0 to 1; 0 when they name different things."""
    if one.fixed != other.fixed:
        return 0.0
    weight = len(one.words) + len(other.words) + _LIGHT * (len(one.light) + len(other.light))
    shared = 2 * len(one.words & other.words) + _LIGHT * 2 * len(one.light & other.light)
    by_words = shared / weight if weight and (one.words or one.fixed) else 0.0
    pairs = len(one.pairs) + len(other.pairs)
    by_pairs = 2 * len(one.pairs & other.pairs) / pairs if pairs else 0.0
    if one.words and other.words and not one.words & other.words:
        return min(by_pairs, FAIR - 0.01)
    return max(by_pairs, by_words * 0.9 + by_pairs * 0.1)


def best(question: Asked, entries: Sequence[tuple[int, Asked]]) -> tuple[int, float]:
    """The entry most like the question and its likeness; (0, 0.0) when there is none."""
    scored = [(likeness(question, entry), -number) for number, entry in entries]
    score, minus = max(scored, default=(0.0, 0))
    return (-minus, score) if score > 0 else (0, 0.0)


def _value(token: Token) -> str:
    value = token.value
    return str(value.label) if isinstance(value, Condition) else f"{token.kind}{value}"
