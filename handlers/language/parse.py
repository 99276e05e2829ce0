"""The pieces of a question gathered by what they do: who is meant, what is asked, which conditions, what is denied."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handlers.language.book import Book
from handlers.language.grammar import Kind
from handlers.language.joining import prepared
from handlers.language.meaning import Attribute, Condition, Order, Term, Topic
from handlers.language.reading import Token
from handlers.language.topics import CONTENT, topic_of
from handlers.language.values import UNNAMED

FILTERS = (Kind.VALUE, Kind.RANGE, Kind.PLACE, Kind.UNIT)
_OBJECTS = (*FILTERS, *CONTENT, Kind.NAMED, Kind.CHOICE)
_BOTH = ("又", "且", "并且", "而且", "同时", "加上")
"""Joined by these, both are wanted of one studio."""
_MODEL = ("示范", "示范性", "示范的", "示范级", "示范性的")
_LAW_FIRM = ("律师所", "律所", "律师楼", "事务所", "律师事务所")
_PERSONAL = ("他", "她", "它", "他们", "她们", "它们", "其", "他的", "她的", "他们的", "人家")


@dataclass
class Parse:
    """What was found in a question."""

    tokens: Sequence[Token]
    named: list[int] = field(default_factory=list)
    not_named: list[int] = field(default_factory=list)
    not_named_words: list[str] = field(default_factory=list)
    choices: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    without: list[Topic] = field(default_factory=list)
    either: bool = False
    attributes: list[Attribute] = field(default_factory=list)
    order: Order | None = None
    unranked: str = ""
    ordinal: int = 0
    first: int = 0
    """「前两个」, 「他们俩」: how many of those shown are meant."""
    claims: list[Condition] = field(default_factory=list)
    """Numbers of studios that are said: 「20 家」."""
    items: list[Condition | Topic] = field(default_factory=list)
    """What is wanted, piece by piece, as long as nothing has been put together."""
    unsaid: bool = False
    said: dict[Kind, str] = field(default_factory=dict)
    """Kinds of little words that occur → the first such word."""
    personal: bool = False
    pointing: bool = False
    strangers: list[str] = field(default_factory=list)
    later: str = ""
    off_topic: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The pieces as they were typed."""
        return tuple(token.text for token in self.tokens)

    @property
    def most(self) -> str:
        """「最多」 or 「最少」, as typed; '' for neither."""
        return self.said.get(Kind.MOST) or self.said.get(Kind.LEAST) or ""

    def has(self, *kinds: Kind) -> bool:
        """Whether one of these kinds of words occurs."""
        return any(kind in self.said for kind in kinds)

    @property
    def filtered(self) -> bool:
        """Whether the question says anything about which studios are meant, apart from names."""
        return bool(self.conditions or self.topics or self.without or self.not_named)

    @property
    def bare(self) -> bool:
        """Whether no studio is said at all."""
        return not (self.filtered or self.named or self.choices)


def parse(tokens: Sequence[Token], book: Book) -> Parse:
    """Gather the pieces."""
    found = Parse(prepared(tokens, book))
    denied = False  # a 「不是」 or 「除了」 reaches what follows, over 和 and 、
    except_for = False
    last: list[tuple[list[object], object]] = []
    at = 0
    while at < len(found.tokens):
        token = found.tokens[at]
        kind = token.kind
        found.said.setdefault(kind, token.text)
        following = found.tokens[at + 1 :]
        if kind in (Kind.NOT, Kind.EXCEPT):
            denied, except_for = True, kind is Kind.EXCEPT
        elif kind is Kind.BLANK:
            attribute = next((t.value for t in following[:2] if t.kind is Kind.ATTRIBUTE), None)
            if isinstance(attribute, Attribute) and attribute in _RECORDED:
                found.conditions.append(Condition(attribute.value, negated=True, label=following[0].text))
                at += 1 + next(i for i, t in enumerate(following) if t.kind is Kind.ATTRIBUTE)
            elif attribute is Attribute.RESULTS and not found.named and not _asks(found.tokens):
                said = next(t.text for t in following if t.kind is Kind.ATTRIBUTE)
                found.without.append(Topic(said, (book.lexicon.term(said),)))
                found.unsaid = True
                at += 1 + next(i for i, t in enumerate(following) if t.kind is Kind.ATTRIBUTE)
            elif (
                following
                and following[0].kind in (*CONTENT, Kind.VALUE, Kind.SKIP, Kind.PLACE)
                and (len(following) > 1 or following[0].kind is Kind.VALUE)
            ):
                denied = not any(t.kind is Kind.YES_NO for t in following)
                found.unsaid = denied and following[0].kind in CONTENT
        elif kind is Kind.BESIDES:
            if not except_for:
                _deny_last(found, last)
            denied = except_for = False
        elif kind in _OBJECTS:
            at, added = _take(found, at, denied, book)
            last = [*last[-2:], added] if added else last
            after = found.tokens[at + 1].kind if at + 1 < len(found.tokens) else None
            joined = after in (Kind.AND, Kind.OR) and not (except_for and found.tokens[at + 1].text == "还有")
            denied = denied and joined
        else:
            _little(found, token, at)
        at += 1
    _without_model(found)
    telling = [topic for topic in found.topics if any(_tells(term) for term in topic.terms)]
    found.topics = telling or found.topics
    sectors = {topic.terms[0].sector for topic in found.topics if topic.terms[0].asks_sector}
    if len(sectors) == len(found.topics) > 1 and not any(word in _BOTH for word in found.words):
        found.either = True  # 「医疗 教育」: no studio is of two sectors
    return found


def _without_model(found: Parse) -> None:
    """「市级不含示范」: 市级 takes in 市级示范性 unless it is said not to."""
    for one in [one for one in found.conditions if one.field == "level" and one.negated]:
        for place, other in enumerate(found.conditions):
            if other.field == "level" and not other.negated and (left := set(other.values) - set(one.values)):
                values = tuple(value for value in other.values if value in left)
                label = values[0] if len(values) == 1 else other.label
                found.conditions[place] = replace(other, values=values, label=label)
                if one in found.conditions:
                    found.conditions.remove(one)
                break


_RECORDED = (
    Attribute.PHONE,
    Attribute.ADDRESS,
    Attribute.LEADER,
    Attribute.UNIT,
    Attribute.MEMBERS,
    Attribute.LEVEL,
    Attribute.SECTOR,
    Attribute.KIND,
    Attribute.STREET,
    Attribute.NAMED_ON,
    Attribute.STATUS,
    Attribute.INTRO,
    Attribute.SPECIALITIES,
    Attribute.SOURCE,
    Attribute.UPDATED_ON,
)


def _take(found: Parse, at: int, denied: bool, book: Book) -> tuple[int, tuple[list[object], object] | None]:
    """Take in what studios are meant from the piece at `at` on; the place of the last piece used, and what was added where."""
    token = found.tokens[at]
    match token.kind:
        case Kind.NAMED | Kind.CHOICE:
            numbers = token.value if isinstance(token.value, tuple) else ()
            studios = [number for number in numbers if isinstance(number, int)]
            if denied and not _asks(found.tokens):
                found.not_named += studios
                found.not_named_words.append(token.text)
            elif token.kind is Kind.CHOICE:
                found.choices.append((token.text, tuple(studios)))
            else:
                found.named += [number for number in studios if number not in found.named]
            return at, None
        case Kind.VALUE | Kind.RANGE:
            assert isinstance(token.value, Condition)
            condition = replace(token.value, negated=denied)
            if denied and condition.values == ("已命名",) and found.has(Kind.BLANK):
                condition = UNNAMED
        case Kind.PLACE | Kind.UNIT:
            field_name = "street" if token.kind is Kind.PLACE else "unit"
            values = tuple(map(str, token.value)) if isinstance(token.value, tuple) else ()
            label = values[0] if len(values) == 1 else token.text
            if token.text in _LAW_FIRM:
                values = tuple(f.studio.unit for f in book.facts.values() if _LAW_FIRM[-1] in f.unit)
                label = _LAW_FIRM[-1]
            condition = Condition(field_name, values, negated=denied, label=label)
        case _:
            return _take_topic(found, at, denied, book)
    if not condition.negated:
        found.items.append(condition)
    _merge(found, condition, at)
    return at, (found.conditions, condition)  # type: ignore[return-value]


def _merge(found: Parse, condition: Condition, at: int) -> None:
    """Add a condition; two values of one field joined by 和 or 或 (or simply both said) are either's."""
    for place, other in enumerate(found.conditions):
        if other.field == condition.field and other.negated == condition.negated and other.values and condition.values:
            values = tuple(dict.fromkeys([*other.values, *condition.values]))
            label = other.label if condition.label in other.label else f"{other.label}或{condition.label}"
            found.conditions[place] = replace(other, values=values, label=label)
            return
    found.conditions.append(condition)


def _take_topic(found: Parse, at: int, denied: bool, book: Book) -> tuple[int, tuple[list[object], object] | None]:
    end = at
    while end + 1 < len(found.tokens) and found.tokens[end + 1].kind in CONTENT and found.tokens[end + 1].glued:
        end += 1
    pieces = found.tokens[at : end + 1]
    for piece in pieces:
        if any(entry.kind is Kind.LATER for entry in piece.entries):
            found.later = found.later or piece.text
        if any(entry.kind is Kind.OFF_TOPIC for entry in piece.entries):
            found.off_topic = found.off_topic or piece.text
        if any(entry.kind is Kind.HOW for entry in piece.entries):
            found.said.setdefault(Kind.HOW, piece.text)
    if denied and pieces[0].text in _MODEL and any(one.field == "level" for one in found.conditions):
        found.conditions.append(Condition("level", ("市级示范性",), negated=True, label="市级示范性"))
        return end, None
    topic = topic_of(pieces, book)
    if topic is None:
        return end, None
    before = found.tokens[at - 1].kind if at else None
    if before in (Kind.AND, Kind.OR) and found.topics and not denied and found.tokens[at - 1].text not in _BOTH:
        found.either = True
    if not denied:
        found.items.append(topic)
    where = found.without if denied else found.topics
    where.append(topic)
    return end, (where, topic)  # type: ignore[return-value]


def _deny_last(found: Parse, last: list[tuple[list[object], object]]) -> None:
    """「医疗以外的」: what stands before is not wanted."""
    if found.named and not last:
        found.not_named.append(found.named.pop())
        found.not_named_words += [t.text for t in found.tokens if t.kind is Kind.NAMED][-1:]
    if not last:
        return
    _, what = last[-1]
    if isinstance(what, Topic) and what in found.topics:
        found.topics.remove(what)
        found.without.append(what)
    elif isinstance(what, Condition) and what in found.conditions:
        found.conditions.remove(what)
        found.conditions.append(replace(what, negated=True))


def _little(found: Parse, token: Token, at: int) -> None:
    match token.kind:
        case Kind.ATTRIBUTE if isinstance(token.value, Attribute):
            if token.value not in found.attributes and not _names_field(found.tokens, at, token.value):
                found.attributes.append(token.value)
        case Kind.SUPER:
            if isinstance(token.value, Order):
                found.order = found.order or token.value
            else:
                found.unranked = token.text
        case Kind.ORDINAL if isinstance(token.value, int):
            found.ordinal = token.value
        case Kind.FIRST if isinstance(token.value, int):
            found.first, found.pointing = token.value, True
        case Kind.AMOUNT if isinstance(token.value, Condition):
            found.claims.append(token.value)
        case Kind.PRONOUN:
            found.personal |= token.text in _PERSONAL
            found.pointing = True
        case Kind.LATER:
            found.later = found.later or token.text
        case Kind.OFF_TOPIC:
            found.off_topic = found.off_topic or token.text


def _asks(tokens: Sequence[Token]) -> bool:
    return any(token.kind is Kind.YES_NO for token in tokens)


def _tells(term: Term) -> bool:
    """Whether a term says something by itself: not 发 beside 论文."""
    return not term.generic and (len(term.text) > 1 or len(term.same) > 1)


def _names_field(tokens: Sequence[Token], at: int, attribute: Attribute) -> bool:
    """Whether 「级别」 only introduces the value that follows: 「级别是市级的」."""
    following = [token for token in tokens[at + 1 : at + 4] if token.kind is not Kind.SKIP][:1]
    return any(
        (isinstance(t.value, Condition) and t.value.field == attribute.value and t.kind is Kind.VALUE)
        or (isinstance(t.value, Term) and t.value.asks_sector and attribute is Attribute.SECTOR)
        for t in following
    )
