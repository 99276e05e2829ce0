"""Everything that answers are made of, put together for one version of the data."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from handlers.language.book import Book
from handlers.language.lexicon import Lexicon
from handlers.language.normalise import normalise
from handlers.language.similar import Asked, asked, best
from handlers.language.understand import Listener
from storage.model.knowledge import Entry
from storage.model.lexicon import Group
from storage.model.studios import Studio


@dataclass
class Shelf:
    """The book of the records, who understands questions about it, and the knowledge base."""

    book: Book
    listener: Listener
    entries: dict[int, Entry]
    _asked: list[tuple[int, Asked]] = field(default_factory=list)

    @classmethod
    def made_of(
        cls, studios: Sequence[Studio], sectors: Sequence[str], groups: Sequence[Group], entries: Sequence[Entry]
    ) -> "Shelf":
        """A shelf of these records."""
        book = Book(studios, Lexicon(group.words for group in groups), sectors)
        listener = Listener(book)
        shelf = cls(book, listener, {entry.id: entry for entry in entries})
        shelf._asked = [(entry.id, asked(listener, normalise(entry.question))) for entry in entries]
        return shelf

    def known(self, said: str) -> tuple[Entry | None, float]:
        """The entry of the knowledge base that is most like a normalised question, and how much."""
        number, score = best(asked(self.listener, said), self._asked) if self._asked else (0, 0.0)
        return self.entries.get(number), score
