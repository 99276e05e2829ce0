"""What all conversations of one running house share; nothing about anybody, nothing that a restart would lose."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, TypeVar

from handlers.kit.cards import Cards
from handlers.kit.words import SOURCE_LANGUAGE, Words
from storage.database import Tx
from storage.model.days import CHINA
from storage.model.people import Person
from storage.vault import Vault

if TYPE_CHECKING:
    from handlers.kit.form import Form
    from handlers.kit.room import Door

T = TypeVar("T")


@dataclass
class Office:
    """The words, the cards, the list of doors, and the forms by name."""

    words: dict[str, Words]
    cards: Cards
    doors: "Sequence[Door]"
    forms: "Mapping[str, Form]" = field(default_factory=dict)
    username: str = ""
    """The bot's own name, for links that lead to it."""
    zone: tzinfo = CHINA
    """The local time that people here live by."""
    approval_over: int = 500
    """A notice to more people than this needs a second admin."""
    errand_asked: Callable[[], None] = lambda: None
    """Called once an errand that somebody asked for is on disk."""
    evidence_shown: Callable[[], None] = lambda: None
    """Called once pictures or files that somebody showed are rows on disk: they are to be fetched."""
    vault: Vault | None = None
    """Copies of the files behind news and reports."""
    _shelf: dict[Callable[[Tx], Awaitable[Any]], tuple[int, Any]] = field(default_factory=dict)

    def words_for(self, person: Person) -> Words:
        """The words of a person's language."""
        return self.words[person.language or SOURCE_LANGUAGE]

    def shelf(self) -> Mapping[Callable[[Tx], Awaitable[Any]], tuple[int, Any]]:
        """What is on the shelf, for `put_back`."""
        return dict(self._shelf)

    def put_back(self, shelf: Mapping[Callable[[Tx], Awaitable[Any]], tuple[int, Any]]) -> None:
        """Forget what was made since: the transaction it was read in is undone."""
        self._shelf = dict(shelf)

    async def shelved(self, make: Callable[[Tx], Awaitable[T]], tx: Tx, version: int) -> T:
        """What `make(tx)` gave when the stored data had this version: made anew only when the version changes."""
        known = self._shelf.get(make)
        if known is None or known[0] != version:
            known = self._shelf[make] = (version, await make(tx))
        made: T = known[1]
        return made
