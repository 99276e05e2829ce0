"""Names and words with something wrong: one character mistyped, cut short in its own way, or simply not on record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from handlers.language.aliases import NUMBERED, abbreviable, abbreviates, looks_like_person, numeral
from handlers.language.book import Book, Name
from handlers.language.grammar import Kind
from handlers.language.meaning import Correction, Term
from handlers.language.normalise import normalise
from handlers.language.reading import Token
from handlers.language.sounds import keys, looks_alike, sounds_alike
from handlers.language.topics import says_nothing
from handlers.language.words import known, ordinary

_AROUND = (Kind.RAW, Kind.SKIP, Kind.PLACE, Kind.TERM, Kind.UNIT)
"""Pieces that a cut-short unit name may have been broken into."""
_UNIT_ENDS = "高中校院所厂店馆行社站园大局队司团"
"""What short names of units end with."""
MOST_UNITS = 5
_PARTICLES = "的了是在呢吗吧"
"""What ends no name, however it sounds: 彭永|的 is not 彭永德."""
_FIRM = (Kind.NAMED, Kind.CHOICE, Kind.VALUE, Kind.RANGE, Kind.SUPER, Kind.UNIT, Kind.ATTRIBUTE, Kind.STUDIO, Kind.WHO)


@dataclass
class Mended:
    """A question's pieces after mending."""

    tokens: list[Token]
    corrections: list[Correction] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    nearest: list[int] = field(default_factory=list)


class Mender:
    """Knows how the book's names sound and look."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @cached_property
    def _people(self) -> dict[tuple[str, ...], set[str]]:
        """How names of two to four characters sound → the names."""
        found: dict[tuple[str, ...], set[str]] = {}
        for text, name in self.book.names.items():
            if 2 <= len(text) <= 4 and name.person:
                for key in keys(text):
                    found.setdefault(key, set()).add(text)
        return found

    @cached_property
    def _gaps(self) -> dict[tuple[str, int], set[str]]:
        """A name of three and more characters without one of them, and where it was → the names."""
        found: dict[tuple[str, int], set[str]] = {}
        for text in [*self.book.names, *self.book.units, *self.book.streets]:
            if 3 <= len(text) <= 16:
                for at in range(len(text)):
                    found.setdefault((text[:at] + text[at + 1 :], at), set()).add(text)
        return found

    @cached_property
    def _words(self) -> dict[tuple[str, ...], set[str]]:
        """How specialities, sectors, streets and the lexicon's words sound → the words."""
        found: dict[tuple[str, ...], set[str]] = {}
        known = [*self.book.specialities, *self.book.sectors, *self.book.streets, *self.book.lexicon.words()]
        for text in known:
            if 2 <= len(text) <= 6 and all("㐀" <= char <= "鿿" for char in text):
                for key in keys(text):
                    found.setdefault(key, set()).add(text)
        return found

    def mend(self, tokens: list[Token]) -> Mended:
        """Explain the RAW pieces as far as possible."""
        done = Mended([])
        rest = list(self._abbreviated(self._rejoined(tokens, done)))
        while rest:
            token = rest.pop(0)
            if token.kind is Kind.CHOICE and not token.value:
                done.strangers.append(token.text)
                done.nearest += self._nearest_numbers(token.text)
                token = replace(token, kind=Kind.TERM, value=Term(token.text, (token.text,)))
            if token.kind is not Kind.RAW:
                done.tokens.append(token)
                continue
            done.tokens.extend(self._piece(token, done, rest))
        return done

    def _rejoined(self, tokens: list[Token], done: Mended) -> Iterator[Token]:
        """Slips that broke a word or name in pieces, put right: 磁|共|掁, 王|问|韬."""
        at = 0
        while at < len(tokens):
            for end in range(min(len(tokens), at + 5), at + 1, -1):
                pieces = tokens[at:end]
                text = "".join(piece.text for piece in pieces)
                if (
                    not 3 <= len(text) <= 10
                    or not all(piece.glued for piece in pieces[1:])
                    or not any(piece.kind is Kind.RAW for piece in pieces)
                    or any(piece.kind in _FIRM for piece in pieces)
                    or pieces[-1].text in _PARTICLES
                    or any(piece.kind is not Kind.RAW and len(piece.text) > 2 for piece in pieces)
                    or text in self.book.corpus
                ):
                    continue
                slips = self._slips(text)
                studios = {n for one in slips for n in self.book.names[one].studios}
                if len(studios) == 1:
                    meant = min(slips)
                    done.corrections.append(Correction(text, meant))
                    yield self._as_name(replace(pieces[0], text=text, end=pieces[-1].end), self.book.names[meant])
                    at = end
                    break
                if len(text) <= 6 and (word := self._misheard(text)):
                    done.corrections.append(Correction(text, word))
                    yield self._as_word(replace(pieces[0], text=text, end=pieces[-1].end), word)
                    at = end
                    break
            else:
                yield tokens[at]
                at += 1

    def _as_word(self, token: Token, word: str) -> Token:
        place = self.book.streets.get(word)
        if place is not None:
            return replace(token, kind=Kind.PLACE, text=word, value=place)
        return replace(token, kind=Kind.TERM, text=word, value=self.book.term(word))

    @cached_property
    def _units(self) -> dict[str, list[str]]:
        """The first characters that a short form of a unit may begin with → the units as recorded."""
        found: dict[str, list[str]] = {}
        for facts in self.book.facts.values():
            for first in {text[:1] for text in abbreviable(facts.unit)}:
                if facts.studio.unit not in found.setdefault(first, []):
                    found[first].append(facts.studio.unit)
        return found

    def _abbreviated(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Units cut short in their own way put together: 大成|律|所, 劲松|职高."""
        rest = list(tokens)
        while rest:
            for length in range(min(4, len(rest)), 0, -1):
                if unit := self._unit(rest[:length]):
                    del rest[:length]
                    yield unit
                    break
            else:
                yield rest.pop(0)

    def _unit(self, pieces: list[Token]) -> Token | None:
        text = "".join(piece.text for piece in pieces)
        unknown = any(piece.kind is Kind.RAW for piece in pieces)
        if not 2 <= len(text) <= 10 or not all(piece.kind in _AROUND for piece in pieces):
            return None
        if not (unknown or (len(pieces) > 1 and text[-1] in _UNIT_ENDS)) or not all(p.glued for p in pieces[1:]):
            return None
        if text in self.book.lexicon or text in self.book.weak_names or self.book.term(text).generic:
            return None
        units = [unit for unit in self._units.get(text[0], ()) if abbreviates(text, normalise(unit))]
        if not units or len(units) > MOST_UNITS:
            return None
        return replace(pieces[0], kind=Kind.UNIT, text=text, value=tuple(units), end=pieces[-1].end)

    def _piece(self, token: Token, done: Mended, after: list[Token]) -> Iterator[Token]:
        """A RAW piece, with the names and words found in it taken out."""
        text = token.text
        if self._called(text):
            yield token
            return
        following = next((one for one in after if one.kind is not Kind.SKIP), None)
        named = following is not None and following.kind in (Kind.STUDIO, Kind.TITLE, Kind.ATTRIBUTE)
        alone = not done.tokens and not after
        if (name := self.book.weak_names.get(text)) and (named or alone):
            yield self._as_name(token, name)
            return
        if (named or alone) and (begun := self.book.beginnings.get(text)):
            alike = {number for one in self._slips(text) for number in self.book.names[one].studios}
            begun = tuple(dict.fromkeys([*begun, *sorted(alike)]))
            if len(begun) == 1:
                done.corrections += [
                    Correction(text, one) for one in self.book.facts[begun[0]].leaders if one.startswith(text)
                ]
            yield self._as_name(token, Name(text, begun, person=True))
            return
        if text not in self.book.corpus:
            for start, end, name in self._misspelt(text, named or alone):
                done.corrections.append(Correction(text[start:end], name.text))
                if start:
                    yield replace(token, text=text[:start], end=token.start + start)
                yield self._as_name(replace(token, glued=True, start=token.start + start), name)
                if end < len(text):
                    yield replace(token, text=text[end:], start=token.start + end, glued=True)
                return
            if word := self._misheard(text):
                done.corrections.append(Correction(text, word))
                yield self._as_word(token, word)
                return
            if looks_like_person(text) and not ordinary(text) and (named or alone or len(text) == 3):
                done.strangers.append(text)
                done.nearest += [n for n in self._nearest(text) if n not in done.nearest]
                token = replace(token, kind=Kind.TERM, value=Term(text, (text,)))
        yield token

    def _as_name(self, token: Token, name: Name) -> Token:
        kind = Kind.NAMED if len(name.studios) == 1 else Kind.CHOICE
        return replace(token, kind=kind, text=name.text, value=name.studios)

    def _misspelt(self, text: str, named: bool) -> Iterator[tuple[int, int, Name]]:
        """Names that a part of `text` may be a slip for; only when a single one fits."""
        for length in range(min(len(text), 16), 1, -1):
            for start in range(len(text) - length + 1):
                part = text[start : start + length]
                found = self._slips(part)
                if length == 2 and not (named and part == text):
                    continue
                studios = {n for one in found for n in self.book.names[one].studios}
                if len(studios) == 1:
                    yield start, start + length, self.book.names[min(found)]
                    return
                if studios:
                    everything = Name("、".join(sorted(found)), tuple(sorted(studios)))
                    yield start, start + length, everything
                    return

    def _slips(self, part: str) -> set[str]:
        """Names that sound like `part`, or differ in one character that looks or sounds alike; long ones in any one."""
        found = set()
        if 2 <= len(part) <= 4 and all("㐀" <= char <= "鿿" for char in part):
            for key in keys(part):
                for text in self._people.get(key, ()):
                    if len(part) > 2 or text[0] == part[0]:
                        found.add(text)
        if len(part) >= 3:
            for at in range(len(part)):
                for text in self._gaps.get((part[:at] + part[at + 1 :], at), ()):
                    if text not in self.book.names or text == part:
                        continue
                    alike = looks_alike(part[at], text[at]) or sounds_alike(part[at], text[at])
                    if alike or (len(text) >= 5 and not self._other_person(part, text)):
                        found.add(text)
        return found

    def _other_person(self, part: str, text: str) -> bool:
        """Whether the difference is in the part of a studio's name that is its leader's."""
        for number in self.book.names[text].studios:
            for leader in self.book.facts[number].leaders:
                if leader in text and leader not in part:
                    return True
        return False

    def _misheard(self, text: str) -> str:
        """The one word of the trades or streets that sounds like `text`, or ''."""
        if not 2 <= len(text) <= 6 or not all("㐀" <= char <= "鿿" for char in text) or says_nothing(text):
            return ""
        found = {word for key in keys(text) for word in self._words.get(key, ())}
        if len(text) == 2:
            found = {word for word in found if sum(a == b for a, b in zip(word, text, strict=True)) == 1}
            found |= {word for word in self._pairs.get(text[0], ()) if looks_alike(word[1], text[1])}
        if len(text) >= 3 and not known(text):
            found |= {
                word
                for at in range(len(text))
                for word in self._gaps_of_words.get((text[:at] + text[at + 1 :], at), ())
                if len(text) > 3 or word in self.book.corpus
            }
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def _pairs(self) -> dict[str, set[str]]:
        """First character → the words of two characters that begin with it."""
        found: dict[str, set[str]] = {}
        for text in {word for words in self._words.values() for word in words if len(word) == 2}:
            found.setdefault(text[0], set()).add(text)
        return found

    @cached_property
    def _gaps_of_words(self) -> dict[tuple[str, int], set[str]]:
        found: dict[tuple[str, int], set[str]] = {}
        for text in [*self.book.specialities, *self.book.lexicon.words(), *self.book.streets]:
            if 3 <= len(text) <= 12:
                for at in range(len(text)):
                    found.setdefault((text[:at] + text[at + 1 :], at), set()).add(text)
        return found

    def _called(self, text: str) -> bool:
        """Whether somebody is called by a surname on record: 李工, 王总, 欧阳."""
        return text in self.book.surnames or (text[-1] in "工总" and text[:-1] in self.book.surnames)

    def _nearest_numbers(self, text: str) -> list[int]:
        """The studios of a numbered row that stand next to a number that is not there."""
        cut = NUMBERED.fullmatch(text)
        row = self.book.numbered[cut[1]] if cut else {}
        wanted = numeral(cut[2]) if cut else 0
        return [studio for place in sorted(row, key=lambda one: abs(one - wanted))[:3] for studio in row[place]]

    def _nearest(self, text: str) -> Iterable[int]:
        """Studios whose leader's name is close to a stranger's: two characters in place, or the given name's sound."""
        from rapidfuzz import fuzz, process

        names = [one for one, name in self.book.names.items() if name.person and len(one) <= 6]
        close = process.extract(text, names, scorer=fuzz.ratio, score_cutoff=50, limit=3)
        return [number for one, _, _ in close for number in self.book.names[one].studios]
