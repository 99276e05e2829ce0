"""Pictures and files behind news and reports: what may be shown to the bot, and what becomes of it. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

NEWS, REPORT = "news", "report"
"""What evidence belongs to (`evidence.subject`)."""
PHOTO, DOCUMENT, VIDEO, POST = "photo", "document", "video", "post"
"""`evidence.kind`: as Telegram carries it; a post is a forwarded text without a file."""
MOST_FILES = 20
"""For one news or report, posts among them."""
MOST_BYTES = 20 * 2**20
"""Bot API, getFile: what Telegram's own servers give a bot."""
QUOTA = 500 * 2**20
"""Bytes of a studio's copies altogether: a hundred studios fit on 50 GB."""
LONGEST_NAME = 80
LONGEST_TEXT = 4_000
"""Characters."""

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_FOLDERS = re.compile(r"[\\/]+")
_ODD = re.compile(r"[:*?\"<>|]+")
"""What Windows takes in no name."""


class State(StrEnum):
    """Where the copy of a file is on its way."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    """By what its bytes are: it is not shown to officers as proof."""
    FAILED = "failed"
    """Tried for a day: Telegram may still have it, our copy there is none."""


class Why(StrEnum):
    """Why something was refused, has failed, or waits."""

    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    QUOTA = "quota"
    TYPE = "type"
    """Not a kind of file that is taken."""
    MISMATCH = "mismatch"
    """Its bytes are something else than its name says."""
    LOCKED = "locked"
    """An office document behind a password: nobody could check it."""
    MACROS = "macros"
    BOMB = "bomb"
    """Packed so that it would unpack to anything."""
    EMPTY = "empty"
    GONE = "gone"
    """Telegram does not give it."""
    UNREACHABLE = "unreachable"
    """It did not come through."""
    DISK = "disk"
    """There is no room, or no right, to write it here."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was shown: `bytes` as Telegram says, 0 where it does not; `text` a caption, or the post itself."""

    kind: str
    file_id: str = ""
    name: str = ""
    text: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was not attached at all, and why."""

    item: Item
    why: Why


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of evidence. Times are milliseconds UTC."""

    id: int
    studio: int
    subject: str
    number: int
    kind: str
    file_id: str
    name: str
    text: str
    person: int
    state: State
    why: str
    stored: str
    type: str
    bytes: int
    tries: int
    next_try: int
    at: int
    kept_at: int | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Evidence that could not be sent to somebody by its file id."""

    evidence: int
    person: int
    chat: str


def clean_name(name: str) -> str:
    """A file's name as it may be shown: one line without folders, without characters that are not seen or that turn others
    around, and not long; its ending is kept. Never used as a path. '' where nothing is left."""
    seen = "".join(
        " " if unicodedata.category(char) in _UNSEEN else char for char in unicodedata.normalize("NFC", name)
    )
    last = _FOLDERS.split(seen.strip().rstrip("\\/"))[-1]
    tidy = " ".join(_ODD.sub(" ", last).split()).strip(". ")
    if len(tidy) <= LONGEST_NAME:
        return tidy
    stem, dot, ending = tidy.rpartition(".")
    if not dot or len(ending) > 8:
        return tidy[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 2]}….{ending}"[:LONGEST_NAME]
