"""From a question to what it means. Pure: the same question, book, last answer and day give the same meaning."""

import re
from dataclasses import dataclass, replace

from handlers.language import asides, decide, follow
from handlers.language.book import Book
from handlers.language.hearing import Ear
from handlers.language.meaning import Correction, Focus, Intent, Meaning
from handlers.language.mending import Mender
from handlers.language.normalise import LONGEST, normalise
from handlers.language.parse import Parse, parse
from handlers.language.reading import Token, read
from handlers.language.smalltalk import small_talk


@dataclass(frozen=True, slots=True)
class Heard:
    """A question taken to pieces: what the decisions are made on."""

    said: str
    tokens: tuple[Token, ...]
    parse: Parse
    corrections: tuple[Correction, ...]
    strangers: tuple[str, ...]
    nearest: tuple[int, ...]


class Listener:
    """Understands questions about what is in one book. Its slower parts are made when first needed."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._ear: Ear | None = None
        self._mender = Mender(book)
        self._whole = re.compile(
            f"(?:{book.district}区?|[全本]区|[咱我]们区|区里).*工作室|共有?(?:多少|几)[家个]工作室"
        )

    def understand(self, text: str, focus: Focus | None = None, today: str = "") -> Meaning:
        """What `text` means after the last answer `focus`, on ISO date `today` (for 「去年」)."""
        said = asides.opened(normalise(text)[:LONGEST])
        chat = small_talk(said)
        if not said:
            return Meaning(Intent.HELP if "?" in text or "\uff1f" in text else Intent.OKAY, said)
        if chat is not None and not (focus and follow.answers(said, focus)):
            return Meaning(chat, said)
        heard = self.take_apart(said, today)
        if aside := asides.aside(said, heard.parse.named, focus is not None) or asides.private(heard.parse, said):
            return aside
        if self._whole.search(said):
            focus = None  # 「朝阳区有几家工作室」 is about all of them, whatever was spoken of
        meaning = follow.with_focus(heard.parse, heard, focus, self.book) if focus else None
        meaning = meaning or decide.decide(heard.parse, heard, self.book)
        meaning = replace(meaning, said=said, corrections=heard.corrections)
        if meaning.intent is Intent.UNKNOWN and chat is not None:
            return Meaning(chat, said)
        return meaning

    def take_apart(self, said: str, today: str = "") -> Heard:
        """Normalised text in its pieces."""
        marks = None
        text, corrections = asides.mended(said)
        if any("a" <= char <= "z" for char in text):
            self._ear = self._ear or Ear(self.book)
            letters = self._ear.hear(text)
            text, marks, corrections = letters.text, letters.marks, [*corrections, *letters.corrections]
        mended = self._mender.mend(read(text, self.book, today, marks))
        return Heard(
            said,
            tuple(mended.tokens),
            parse(mended.tokens, self.book),
            (*corrections, *mended.corrections),
            tuple(mended.strangers),
            tuple(mended.nearest),
        )


def understand(text: str, book: Book, focus: Focus | None = None, today: str = "") -> Meaning:
    """As `Listener.understand`, for a single question."""
    return Listener(book).understand(text, focus, today)
