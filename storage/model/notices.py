"""What a notice is: a title, a text formatted as it was typed, perhaps a picture or file, and buttons.

Offsets and lengths of entities are UTF-16 units, Telegram's own measure. The limits are the Bot API's: 4096 units in a
message, 1024 under a picture or file.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from storage.model.audiences import Size

LONGEST_TITLE = 60
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_LABEL = 30
LONGEST_LINK = 500
SECONDS_TO_UNDO = 60
PER_SECOND = 30
"""How many messages a second are counted on when the time is told beforehand (Telegram's own allowance)."""
NOW = 0
DECENT = -1
"""`Notice.send_at` for the next decent hour."""
OPEN_MS = 30 * 24 * 3600 * 1000
"""How long a notice that is kept open goes to those who join."""
LASTS_MS = 3 * 24 * 3600 * 1000
"""A notice that could not be said within three days of its time is not said any more."""
DELETABLE_MS = 48 * 3600 * 1000
"""Bot API, deleteMessage: a message can only be deleted if it was sent less than 48 hours ago."""
NUDGE_EVERY_MS = 24 * 3600 * 1000

REGISTER, SHOW, READ, LINK = "register", "show", "read", "link"
"""Kinds of buttons: 报名, 查看竞赛 (both name a competition), 已阅, and a link."""

Entity = Mapping[str, Any]
_SAFE_LINK = re.compile(r"https://[^\s/?#@]+\.[^\s/?#@.]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_NOT_GIVEN = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)
"""Entities that Telegram finds by itself (Bot API, MessageEntity): they are not sent along."""


class State(StrEnum):
    """Where a notice stands; how far it is sent is its mailing's state."""

    DRAFT = "draft"
    APPROVAL = "approval"
    REFUSED = "refused"
    APPROVED = "approved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or file that Telegram has already; `kind` is photo or document."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button under the notice: `competition` for REGISTER and SHOW, `label` and `url` for LINK."""

    kind: str
    competition: int = 0
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a notice says. `entities` are those of `text`, as the Bot API writes them."""

    title: str
    text: str
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    buttons: tuple[Button, ...] = ()

    @property
    def longest(self) -> int:
        """How long title and text may be together."""
        return LONGEST_TEXT if self.media is None else LONGEST_CAPTION

    @property
    def length(self) -> int:
        """How long they are."""
        return units(self.message()[0])

    @property
    def asks(self) -> bool:
        """Whether it has a button to confirm it by."""
        return any(button.kind == READ for button in self.buttons)

    def message(self, before: str = "") -> tuple[str, list[dict[str, Any]]]:
        """Text and entities as they are sent: `before` and the title in bold as the first line."""
        title = before + self.title
        if not title:
            return self.text, [dict(entity) for entity in self.entities]
        head = f"{title}\n\n" if self.text else title
        bold: dict[str, Any] = {"type": "bold", "offset": 0, "length": units(title)}
        return head + self.text, [bold, *shifted(self.entities, units(head))]

    @property
    def name(self) -> str:
        """The title, or the beginning of the text, in one line; '' for a picture alone."""
        line = " ".join((self.title or self.text).split())
        return line if len(line) <= 24 else line[:23] + "…"

    def toggled(self, button: Button) -> "Content":
        """With this button, or without it where it was there."""
        without = tuple(one for one in self.buttons if one != button)
        return replace(self, buttons=without if button in self.buttons else (*self.buttons, button))

    def stored(self) -> str:
        """As JSON."""
        body: dict[str, Any] = {"text": self.text, "entities": [dict(entity) for entity in self.entities]}
        if self.media is not None:
            body["media"] = {"kind": self.media.kind, "file_id": self.media.file_id}
        body["buttons"] = [
            {name: value for name in ("kind", "competition", "label", "url") if (value := getattr(one, name))}
            for one in self.buttons
        ]
        return json.dumps({"title": self.title, **body}, ensure_ascii=False)


def loaded(stored: str) -> Content:
    """The content that `Content.stored` wrote."""
    body = json.loads(stored)
    media = body.get("media")
    return Content(
        title=body["title"],
        text=body["text"],
        entities=tuple(body["entities"]),
        media=Media(media["kind"], media["file_id"]) if media else None,
        buttons=tuple(Button(**one) for one in body["buttons"]),
    )


Keys = Sequence[Sequence[Mapping[str, str]]]
"""Rows of inline buttons, as the Bot API writes them."""


def payload(content: Content, keys: Keys, before: str = "") -> tuple[str, dict[str, Any]]:
    """Bot API method and parameters, without the chat: no parse mode, the entities say how it is formatted."""
    text, entities = content.message(before)
    body: dict[str, Any] = {"reply_markup": {"inline_keyboard": [list(row) for row in keys]}} if keys else {}
    if content.media is None:
        body |= {"text": text, "entities": entities, "link_preview_options": {"is_disabled": True}}
        return "sendMessage", body
    body |= {content.media.kind: content.media.file_id}
    if text:
        body |= {"caption": text, "caption_entities": entities}
    return "sendPhoto" if content.media.kind == "photo" else "sendDocument", body


def changed(content: Content, keys: Keys, before: str = "") -> tuple[str, dict[str, Any]]:
    """Like `payload`, for changing what was sent: a text stays a text, a picture or file stays and gets another caption."""
    method, body = payload(content, keys, before)
    if method == "sendMessage":
        return "editMessageText", body
    body.pop(content.media.kind if content.media is not None else "", None)
    return "editMessageCaption", body


@dataclass(frozen=True, slots=True)
class Notice:
    """A stored notice. `audience` 0: not chosen yet; `size`: how many that was when it was counted last. Times are
    milliseconds UTC; `send_at` may also be NOW or DECENT."""

    id: int
    content: Content
    state: State
    author: int
    audience: int = 0
    judged_by: int = 0
    reason: str = ""
    send_at: int = NOW
    keep_open: bool = False
    size: Size | None = None
    revision: Content | None = None
    revised_by: int = 0
    progress_chat: str = ""
    progress_message: int = 0
    progress_shown: str = ""
    progress_at: int = 0
    watched: bool = False
    version: int = 1
    created_at: int = 0
    changed_at: int = 0

    @property
    def maker(self) -> int:
        """Who wrote what it says now: whoever changed it last, else its author. Somebody else approves."""
        return self.revised_by or self.author

    @property
    def name(self) -> str:
        """What it is called in lists: its title, or the beginning of its text."""
        return self.content.name


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody who was reached and has not confirmed; `role` '' and `studio` '' for an ordinary worker."""

    person: int
    address: str
    role: str = ""
    studio: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one person's message: a row of the workbook."""

    address: str
    state: str
    error: str
    roles: tuple[tuple[str, str], ...] = field(default=())
    confirmed_at: int = 0


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shifted(entities: Sequence[Entity], by: int) -> list[dict[str, Any]]:
    """The entities, so many UTF-16 units later."""
    return [{**entity, "offset": entity["offset"] + by} for entity in entities]


def taken(text: str, entities: Sequence[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """A typed text and its entities without the white space around it and what Telegram finds in a text by itself."""
    start = units(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    end = units(text)
    kept: list[Entity] = []
    for entity in entities:
        first = max(0, entity["offset"] - start)
        last = min(end, entity["offset"] + entity["length"] - start)
        if last > first and entity["type"] not in _NOT_GIVEN:
            kept.append({**entity, "offset": first, "length": last - first})
    return text, tuple(kept)


def link(text: str) -> str:
    """A typed address as it is put behind a button: https only; '' where it is none."""
    text = text.strip()
    if "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+", text):
        text = f"https://{text}"
    return text if len(text) <= LONGEST_LINK and _SAFE_LINK.fullmatch(text) else ""


def seconds(people: int, per_second: int = PER_SECOND) -> int:
    """How long it takes to say something to so many."""
    return -(-people // per_second)


def bar(done: int, total: int, cells: int = 10) -> str:
    """▓▓▓▓▓▓░░░░: full only when everything is done."""
    full = cells if done >= total else min(cells - 1, done * cells // max(1, total))
    return "▓" * full + "░" * (cells - full)


Decent = Callable[[int], int]
"""From an instant to the first decent one."""


def start(send_at: int, now: int, decent: Decent) -> int:
    """When a notice confirmed now begins: never before it can be undone."""
    earliest = now + SECONDS_TO_UNDO * 1000
    if send_at == DECENT:
        return max(earliest, decent(earliest))
    return max(earliest, send_at)
