"""A question cut into pieces that mean something: the dearest way through everything that each piece may stand for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.language.aliases import SURNAMES, numeral
from handlers.language.amounts import spans
from handlers.language.book import Book, Entry, Value
from handlers.language.grammar import Kind
from handlers.language.meaning import Order, Term
from handlers.language.values import DISTRICTS
from handlers.language.words import boundaries

_WEIGHTS: Mapping[Kind, float] = {
    Kind.NAMED: 1.4,
    Kind.CHOICE: 1.4,
    Kind.UNIT: 1.3,
    Kind.PLACE: 1.3,
    Kind.VALUE: 1.25,
    Kind.RANGE: 1.6,
    Kind.SUPER: 1.6,
    Kind.ORDINAL: 1.3,
    Kind.TERM: 1.15,
    Kind.SKIP: 0.9,
    Kind.STUDIO: 0.95,
}
_ADDRESS_END = re.compile("路|街|巷|胡同|号院?|大厦|广场|园|区|里|村|桥|门")
_WORDS = ("东城", "西城", "大兴")
_DISTRICT = re.compile(
    f"(?:北京市?)?(?P<name>{'|'.join(DISTRICTS)})(?:区(?!级)(?:里|内)?)?(?!街道|地区|大街|路|桥|站|门)"
)
_LATIN = re.compile(r"[a-z0-9]")
_AFTER_NAMES = "讲说做办带教管收招学弄搞干当主负"
"""Verbs that often follow a name."""
_VERBS_AFTER_NAMES = "会懂能是的在呢有做教想也都带收搞干管找问看叫把被给对从到去来要让"
"""Little words that a dictionary takes for the end of a name before them: 宋永|是."""
_MAKES = "建开办设"
"""Before 「的工作室」 what somebody did; before 「的电话」 the end of a name."""
_BEFORE_NAMES = "那这和与跟找问请从到对给向由被把让叫于时有"
"""Surnames that are more often little words."""
_ROAD = re.compile("(?:东|西|南|北|中)?(?:路|大街|街(?!道)|胡同|桥(?!街道)|巷)")
Marks = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question. `glued`: it follows the piece before it without a space."""

    kind: Kind
    text: str
    value: "Value | Order | int" = None
    start: int = 0
    end: int = 0
    glued: bool = False
    entries: tuple[Entry, ...] = ()
    """Everything else it may stand for."""


def read(text: str, book: Book, today: str = "", marks: Marks | None = None) -> list[Token]:
    """The pieces of normalised `text`; what nothing is known of is RAW. `marks` are extra entries (see `hearing`)."""
    if not text:
        return []
    best: list[tuple[float, Token | None]] = [(0.0, None), *((-1.0, None) for _ in text)]
    at: dict[int, list[Token]] = {}
    for token in _candidates(text, book, today, marks or {}):
        at.setdefault(token.start, []).append(token)
    for start in range(len(text)):
        score = best[start][0]
        if best[start + 1][0] < score:
            best[start + 1] = (score, None)
        for token in at.get(start, ()):
            weight = score + (token.end - token.start) ** 2 * _WEIGHTS.get(token.kind, 1.0)
            if weight > best[token.end][0]:
                best[token.end] = (weight, token)
    pieces: list[Token] = []
    end = len(text)
    while end > 0:
        piece = best[end][1] or Token(Kind.RAW, text[end - 1], start=end - 1, end=end)
        pieces.append(piece)
        end = piece.start
    return list(_joined(iter(_others(list(_names_kept(list(reversed(pieces)), text)), text)), text))


def _others(tokens: list[Token], text: str) -> list[Token]:
    """Names of two characters that are only a part of somebody else's taken back: 王伟 in 王伟东."""
    edges = boundaries(text, True)
    for place, token in enumerate(tokens):
        if token.kind not in (Kind.NAMED, Kind.CHOICE) or len(token.text) != 2:
            continue
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        further = tokens[place + 2] if place + 2 < len(tokens) else None
        longer = after is not None and after.kind is Kind.RAW and _han(after.text) and after.text not in _AFTER_NAMES
        longer = longer and (further is None or further.kind is not Kind.RAW or token.end not in edges)
        glued = after is not None and after.kind is Kind.SKIP and len(after.text) == 1 and token.end not in edges
        glued = glued and after is not None and after.text not in _VERBS_AFTER_NAMES
        made = after is not None and after.text in _MAKES and [one.kind for one in tokens[place + 2 : place + 4]]
        glued = glued or made == [Kind.SKIP, Kind.ATTRIBUTE]
        family = before is not None and before.kind is Kind.RAW and before.text in SURNAMES
        nobody = before is not None and before.text == "谁" and token.glued is False and after is None
        if nobody or longer or glued or (family and before is not None and before.text not in _BEFORE_NAMES):
            tokens[place] = replace(token, kind=Kind.RAW, value=None, entries=())
            if glued and after is not None:
                tokens[place + 1] = replace(after, kind=Kind.RAW, value=None, entries=())
    return tokens


def _han(text: str) -> bool:
    return "㐀" <= text[0] <= "鿿"


def _names_kept(pieces: list[Token], text: str) -> Iterator[Token]:
    """Unknown names put together again where one of their characters is also a little word: 李想, 王问韬."""
    edges = boundaries(text, True)
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else None
        little = piece.kind in (Kind.SKIP, Kind.AND, Kind.NOT) and len(piece.text) == 1 and piece.text not in "的在是呢"
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        family = before is not None and before.kind is Kind.RAW and before.text in SURNAMES
        given = after is not None and after.kind is Kind.RAW and piece.text in SURNAMES and piece.end not in edges
        if little and ((family and piece.start not in edges) or given):
            piece = pieces[place] = Token(Kind.RAW, piece.text, start=piece.start, end=piece.end)
        yield piece


def _candidates(text: str, book: Book, today: str, marks: Marks) -> Iterator[Token]:
    edges = boundaries(text)
    for span in spans(text, today):
        yield Token(span.kind, text[span.start : span.end], span.value, span.start, span.end)
    districts = {(token.start, token.end): token for token in _districts(text, book)}
    yield from (token for token in _places(text, book) if (token.start, token.end) not in districts)
    yield from districts.values()
    yield from _numbered(text, book)
    for start, char in enumerate(text):
        if char in marks:
            yield Token(marks[char].kind, char, marks[char].value, start, start + 1)
        for length in book.lengths.get(char, ()):
            end = start + length
            piece = text[start:end]
            if (start, end) in districts:
                continue
            entries = book.entries.get(piece) if end <= len(text) else None
            if entries and (fit := [e for e in entries if _fits(e.kind, text, start, end, edges)]):
                yield Token(fit[0].kind, piece, fit[0].value, start, end, entries=tuple(fit))


def _places(text: str, book: Book) -> Iterator[Token]:
    """Pieces of addresses on record: 酒仙桥路12号."""
    for found in _ADDRESS_END.finditer(text):
        for start in range(max(0, found.end() - 16), found.end() - 2):
            piece = text[start : found.end()]
            if piece in book.addresses:
                yield Token(Kind.TERM, piece, Term(piece, (piece,)), start, found.end())
                break


def _districts(text: str, book: Book) -> Iterator[Token]:
    """Districts: the programme's own is no condition; one that no record has is a place without studios."""
    for found in _DISTRICT.finditer(text):
        if found["name"] == book.district:
            yield Token(Kind.SKIP, found.group(), None, *found.span())
        elif found["name"] not in book.corpus and found.end() - found.start() > 2:
            yield Token(Kind.PLACE, found.group(), (found.group(),), *found.span())
        elif found["name"] not in book.corpus and found["name"] not in _WORDS:
            yield Token(Kind.PLACE, found.group(), (f"{found['name']}区",), *found.span())


def _numbered(text: str, book: Book) -> Iterator[Token]:
    """「石景山第十一」: a studio of a numbered row; of a number that there is not, no studio."""
    for found in re.finditer("第([0-9]+|[一二三四五六七八九十百]+)", text) if book.numbered else ():
        at = found.start(1)
        for start in range(max(0, at - 16), at - 2):
            if (row := book.numbered.get(text[start:at])) is not None:
                studios = row.get(numeral(found[1]), ())
                kind = Kind.NAMED if len(studios) == 1 else Kind.CHOICE
                yield Token(kind, text[start : found.end()], studios, start, found.end())
                break


def _fits(kind: Kind, text: str, start: int, end: int, edges: frozenset[int]) -> bool:
    """Whether a piece stands by itself: not a part of a letter word, and not across the words of the sentence."""
    if _LATIN.match(text[start]) and start and _LATIN.match(text[start - 1]) and not text[start].isdigit():
        return False
    if _LATIN.match(text[end - 1]) and end < len(text) and _LATIN.match(text[end]):
        return False
    aligned = (start in edges) + (end in edges)
    if end - start == 1:
        return aligned == 2
    if kind is Kind.SKIP and text[start:end] == "朝阳" and text[end : end + 1] == "门":
        return False
    if kind is Kind.PLACE and _ROAD.match(text, end):
        return False
    if kind is Kind.UNIT:
        return start in edges and (end in edges or end - start > 2)
    return aligned > 0 or end - start > 3 or kind is Kind.STUDIO


def _joined(pieces: Iterator[Token], text: str) -> Iterator[Token]:
    """Neighbouring unknown characters in one piece; spaces dropped."""
    raw: Token | None = None
    for piece in pieces:
        space = piece.kind is Kind.RAW and piece.text == " "
        if piece.kind is Kind.RAW and not space:
            raw = replace(raw, text=raw.text + piece.text, end=piece.end) if raw else piece
            continue
        if raw:
            yield _placed(raw, text)
            raw = None
        if not space:
            yield _placed(piece, text)
    if raw:
        yield _placed(raw, text)


def _placed(token: Token, text: str) -> Token:
    return replace(token, glued=token.start > 0 and text[token.start - 1] != " ")


def shown(tokens: Sequence[Token]) -> str:
    """The pieces as one line, for looking at."""
    return " ".join(f"{token.text}/{token.kind}" for token in tokens)
