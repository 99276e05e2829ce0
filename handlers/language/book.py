"""The gazetteer: every name, unit, street, sector and speciality of the records, and every word that may stand for it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from handlers.language import aliases
from handlers.language.grammar import Kind, vocabulary
from handlers.language.lexicon import Lexicon
from handlers.language.meaning import Attribute, Condition, Term
from handlers.language.normalise import normalise
from handlers.language.values import DISTRICTS, STREETS, enumerated
from handlers.language.words import ordinary
from storage.model.studios import SECTORS, Studio, entries

Value = tuple[int, ...] | tuple[str, ...] | Condition | Term | Attribute | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a piece of text may stand for. `weak`: it is also an ordinary word."""

    kind: Kind
    value: Value
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """A studio's texts, normalised for comparing."""

    studio: Studio
    name: str
    topical_name: str
    """The name without its leader's: what it says of the trade."""
    leaders: tuple[str, ...]
    unit: str
    specialities: tuple[str, ...]
    intro: str
    street: str
    address: str

    @property
    def text(self) -> str:
        """All of it but the names of people, a line each."""
        return "\n".join((self.topical_name, self.unit, *self.specialities, self.intro, self.street, self.address))


@dataclass(frozen=True, slots=True)
class Name:
    """A way to write the name of studios or their leaders."""

    text: str
    studios: tuple[int, ...]
    person: bool = False
    weak: bool = False


class Book:
    """What the records call things. Made once for each version of the data, then only read."""

    def __init__(
        self, studios: Iterable[Studio], lexicon: Lexicon | None = None, sectors: Sequence[str] = SECTORS
    ) -> None:
        self.lexicon = lexicon or Lexicon()
        self.facts: Mapping[int, Facts] = {studio.id: _facts(studio) for studio in studios}
        self._said = {one for facts in self.facts.values() for one in facts.specialities}
        self.names: dict[str, Name] = {}
        self.weak_names: dict[str, Name] = {}
        self.units: dict[str, tuple[str, ...]] = {}
        self.streets: dict[str, tuple[str, ...]] = {}
        self.sectors: dict[str, str] = {}
        self.specialities: dict[str, Term] = {}
        self._read_names()
        self._read_streets()
        self._read_sectors(sectors)
        self._read_units()
        self._read_beginnings()
        for facts in self.facts.values():
            for text in facts.specialities:
                if len(text) >= 2 and text not in self.sectors:
                    self.specialities.setdefault(text, self.lexicon.term(text))

    def term(self, word: str) -> Term:
        """What `word` asks for, as a topic."""
        if word in self.sectors:
            return self.lexicon.sector_term(word, self.sectors[word])
        return self.lexicon.term(word)

    @cached_property
    def entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """Everything that is looked for in a question, by its text; what is likelier stands first."""
        found: dict[str, list[Entry]] = {}
        for text, name in self.names.items():
            kind = Kind.NAMED if len(name.studios) == 1 else Kind.CHOICE
            found.setdefault(text, []).append(Entry(kind, name.studios))
        for word, condition in enumerated():
            found.setdefault(word, []).append(Entry(Kind.VALUE, condition))
        for text, streets in self.streets.items():
            found.setdefault(text, []).append(Entry(Kind.PLACE, streets))
        for text, units in self.units.items():
            found.setdefault(text, []).append(Entry(Kind.UNIT, units))
        for text, term in self.specialities.items():
            found.setdefault(text, []).append(Entry(Kind.TERM, term))
        for text in self.sectors:
            found.setdefault(text, []).append(Entry(Kind.TERM, self.term(text)))
        grammar = vocabulary()
        for text in self.lexicon.words():
            if len(text) >= 2 and (text not in grammar or grammar[text][0] in _ALSO_TOPICS):
                found.setdefault(text, []).append(Entry(Kind.TERM, self.term(text)))
        for text, (kind, attribute) in grammar.items():
            found.setdefault(text, []).append(Entry(kind, attribute))
        return {text: tuple(some) for text, some in found.items()}

    @cached_property
    def lengths(self) -> Mapping[str, tuple[int, ...]]:
        """First character → the lengths of entries that begin with it, the longest first."""
        found: dict[str, set[int]] = {}
        for text in self.entries:
            found.setdefault(text[0], set()).add(len(text))
        return {char: tuple(sorted(some, reverse=True)) for char, some in found.items()}

    @cached_property
    def corpus(self) -> str:
        """Everything that is written in the records, normalised, but for the names of people."""
        return "\0".join(facts.text for facts in self.facts.values())

    @cached_property
    def district(self) -> str:
        """The district of the programme, without 区: the one that half of the records speak of, else 朝阳."""
        told = [f"{facts.text}\n{facts.studio.source}" for facts in self.facts.values()]
        numbers = {name: sum(name in text for text in told) for name in DISTRICTS}
        most = max(numbers, key=lambda name: numbers[name])
        return most if numbers[most] * 2 > len(told) else DISTRICTS[0]

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Where each record begins in the corpus, and whose it is."""
        begins, at = [], 0
        for facts in self.facts.values():
            begins.append(at)
            at += len(facts.text) + 1
        return begins, list(self.facts)

    def holding(self, words: Iterable[str]) -> set[int]:
        """The studios in whose records one of `words` stands, as a part of other words or not."""
        begins, numbers = self._places
        found = set()
        for word in dict.fromkeys(words):
            at = self.corpus.find(word)
            while at >= 0:
                place = bisect_right(begins, at) - 1
                found.add(numbers[place])
                # on to the next record: once is enough
                at = self.corpus.find(word, begins[place + 1]) if place + 1 < len(begins) else -1
        return found

    @cached_property
    def addresses(self) -> str:
        """All addresses, normalised."""
        return "\n".join(facts.address for facts in self.facts.values() if facts.address)

    @cached_property
    def surnames(self) -> Mapping[str, tuple[int, ...]]:
        """Family name → the studios of leaders who have it."""
        found: dict[str, dict[int, None]] = {}
        for number, facts in self.facts.items():
            for leader in facts.leaders:
                if family := aliases.surname(leader.removeprefix("示例")):
                    found.setdefault(family, {})[number] = None
        return {family: tuple(some) for family, some in found.items()}

    def _read_names(self) -> None:
        exact: dict[str, dict[int, bool]] = {}
        short: dict[str, dict[int, bool]] = {}
        weak: dict[str, dict[int, bool]] = {}
        for number, facts in self.facts.items():
            for alias in aliases.of_studio(facts.name, facts.leaders):
                table = weak if alias.weak else exact if alias.text == facts.name else short
                table.setdefault(alias.text, {}).setdefault(number, False)
            for leader in facts.leaders:
                for alias in aliases.of_person(leader):
                    table = weak if alias.weak else exact if alias.text == leader else short
                    table.setdefault(alias.text, {})[number] = True
        for text, numbers in exact.items():
            if self._is_topic(text):
                weak.setdefault(text, {}).update(numbers)
                continue
            if len(text) == 2 and any(numbers.values()) and ordinary(text):
                weak.setdefault(text, {}).update(numbers)
                continue
            self.names[text] = Name(text, tuple(numbers), any(numbers.values()))
        for text, numbers in short.items():
            if text not in self.names and text not in vocabulary() and len(text) >= 2:
                self.names[text] = Name(text, tuple(numbers), any(numbers.values()))
        for text, numbers in weak.items():
            if text not in self.names:
                self.weak_names[text] = Name(text, tuple(numbers), any(numbers.values()), weak=True)

    def _is_topic(self, name: str) -> bool:
        """Whether a studio's name says no more than what studios of its trade do (焊接创新工作室)."""
        core = aliases.core_of(name)
        return core != name and (core in self.lexicon or core in self.lexicon.askers or core in self._said)

    def _read_streets(self) -> None:
        found: dict[str, dict[str, None]] = {}
        for facts in self.facts.values():
            if facts.street:
                for alias in aliases.of_street(facts.street):
                    found.setdefault(alias.text, {})[facts.studio.street] = None
        for street in STREETS:
            for alias in aliases.of_street(street):
                found.setdefault(alias.text, {street: None})
        self.streets = {
            text: tuple(some) for text, some in found.items() if text not in self.names and text not in _NO_PLACES
        }

    def _read_sectors(self, sectors: Sequence[str]) -> None:
        used = dict.fromkeys(f.studio.sector for f in self.facts.values() if f.studio.sector)
        for sector in dict.fromkeys([*sectors, *used]):
            for alias in aliases.of_sector(normalise(sector)):
                if not alias.weak or alias.text not in self.lexicon:
                    self.sectors.setdefault(alias.text, sector)
        for word, sector in self.lexicon.askers.items():
            if sector in sectors or sector in used:
                self.sectors.setdefault(word, sector)

    def _read_units(self) -> None:
        found: dict[str, dict[str, None]] = {}
        for facts in self.facts.values():
            for alias in aliases.of_unit(facts.unit) if facts.unit else ():
                found.setdefault(alias.text, {})[facts.studio.unit] = None
        known = {normalise(f.studio.unit) for f in self.facts.values()}
        for text, units in found.items():
            if text in aliases.REGIONS:
                continue
            taken = text in self.sectors or text in self.lexicon or text in self.streets or text in vocabulary()
            if text in known:
                self.units[text] = tuple(unit for unit in units if normalise(unit) == text)
            elif not taken and text not in self.names:
                self.units[text] = tuple(units)

    def _read_beginnings(self) -> None:
        """「京西水电」, 「王建军二七」: what begins with a unit's or a person's own name is a studio's name, also cut short."""
        full = {normalise(facts.studio.unit) for facts in self.facts.values()}
        people = {text for text, name in self.names.items() if name.person}
        brands = people | {text for text in self.units if text not in full and text not in aliases.REGIONS}
        found: dict[str, dict[int, None]] = {}
        for number, facts in sorted(self.facts.items(), key=lambda one: len(one[1].name)):
            core = aliases.core_of(facts.name)
            if not any(core[:end] in people for end in range(3, len(core))):
                core = core.removeprefix("示例")
            own = "".join(
                a
                for a, _ in takewhile(
                    lambda pair: pair[0] == pair[1], zip(core, aliases.without_region(facts.unit), strict=False)
                )
            )
            if len(own) >= 3 and own not in aliases.REGIONS and not self.is_trade(own):
                brands.add(own)
            ends = (at + n for at in (0, 1) for n in range(2, len(core) - at + 1) if core[at : at + n] in brands)
            for end in range(next(ends, len(core) + 1), len(core) + 1):
                found.setdefault(core[:end], {})[number] = None
        for text, numbers in found.items():
            if len(numbers) > 1 or all(aliases.core_of(self.facts[one].name) != text for one in numbers):
                numbers |= dict.fromkeys(self.with_unit(self.units.get(text, ())))
            if text not in self.names and text not in self.streets and text not in vocabulary():
                self.names[text] = Name(text, tuple(numbers))
                self.units.pop(text, None) if text not in full else None

    @cached_property
    def numbered(self) -> Mapping[str, Mapping[int, tuple[int, ...]]]:
        """Names that differ in their number alone: 「…第」 → number → the studios."""
        found: dict[str, dict[int, tuple[int, ...]]] = {}
        for number, facts in self.facts.items():
            if cut := aliases.NUMBERED.fullmatch(aliases.core_of(facts.name)):
                some = found.setdefault(cut[1], {})
                place = aliases.numeral(cut[2])
                some[place] = (*some.get(place, ()), number)
        return found

    @cached_property
    def beginnings(self) -> Mapping[str, tuple[int, ...]]:
        """The first two characters of leaders' longer names → their studios."""
        found: dict[str, dict[int, None]] = {}
        for number, facts in self.facts.items():
            for leader in (one.removeprefix("示例") for one in facts.leaders):
                if 3 <= len(leader) <= 4:
                    found.setdefault(leader[:2], {})[number] = None
        return {text: tuple(some) for text, some in found.items()}

    def is_trade(self, text: str) -> bool:
        """Whether `text` is what studios may be about, besides being a studio's name."""
        return text in self.lexicon or text in self.sectors or text in self._said

    def with_unit(self, units: Iterable[str]) -> Iterator[int]:
        """The studios of these units (as recorded)."""
        wanted = set(units)
        return (number for number, facts in self.facts.items() if facts.studio.unit in wanted)


_ALSO_TOPICS = (Kind.LATER, Kind.OFF_TOPIC, Kind.HOW, Kind.TITLE)
"""Little words that are topics first when the lexicon has them too (律师, 竞赛, 翻译)."""
_NO_PLACES = frozenset({"平房", "东风"})
"""Short forms of streets that are ordinary words: only with 街道 or 地区 behind them."""


_BESIDE_NUMBER = re.compile(r"(?<=[^\W\da-z]) (?=\d)|(?<=\d) (?=[^\W\da-z])")
"""「6 号」 is looked for as 「6号」."""


def _facts(studio: Studio) -> Facts:
    name = normalise(studio.name)
    leaders = tuple(filter(None, (normalise(one) for one in entries(studio.leader))))
    topical = name
    for leader in leaders:
        topical = topical.replace(leader, " ").replace(leader.removeprefix("示例"), " ")
    address = _BESIDE_NUMBER.sub("", normalise(studio.address))
    return Facts(
        studio,
        name,
        topical.strip(),
        leaders,
        normalise(studio.unit),
        tuple(filter(None, map(normalise, studio.specialities))),
        normalise(studio.intro),
        normalise(studio.street),
        address,
    )
