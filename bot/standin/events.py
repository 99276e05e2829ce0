"""What somebody sees happen: a Telegram's `Sight` as an `Event` that has a name for who sees it."""

import html
from dataclasses import dataclass, field

from bot.standin.chats import Post, Sight
from bot.standin.files import Files
from bot.standin.refusals import Json


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody sees happen.

    `kind` is message, edit, toast, document, photo, video, reaction, delete, inline (the results of a query, a line each), or
    own: what the person did. `text` is plain, `file` a file's name, `buttons` rows of labels, be they inline or a reply
    keyboard. `inline` has the inline ones with `text` and `data` or `url`; `keyboard` is the reply keyboard now under the
    input field: rows of labels, [] removed, None unchanged. `alert` is a toast that must be closed.
    """

    to: str
    kind: str
    text: str = ""
    html: str = ""
    buttons: list[list[str]] = field(default_factory=list)
    file: str = ""
    message_id: int = 0
    keyboard: list[list[str]] | None = None
    inline: list[list[Json]] = field(default_factory=list)
    alert: bool = False


class Eyes:
    """Turns what can be seen into what `names` (account and chat numbers to words) see of it."""

    def __init__(self, files: Files, names: dict[int, str]) -> None:
        self.names = names
        self._files = files
        self._keys: dict[int, Json] = {}

    def see(self, sight: Sight) -> Event | None:
        """The event, or None for what leaves no trace on a phone ("typing…")."""
        chat, post = sight.chat, sight.post
        private = sight.kind in {"toast", "alert", "inline"}
        to = self.names.get(sight.user if private else chat.id, str(chat.id))
        if private:
            kind = "inline" if sight.kind == "inline" else "toast"
            return Event(to, kind, sight.text, html.escape(sight.text, quote=False), alert=sight.kind == "alert")
        if post is None:
            return None
        match sight.kind:
            case "reaction":
                return Event(to, "reaction", sight.text, message_id=post.id)
            case "delete":
                return Event(to, "delete", post.text, post.html, message_id=post.id)
            case "message":
                kind = next((kind for kind in ("document", "photo", "video") if kind in post.body), "message")
                return self._message(to, kind, sight, post)
            case "edit" | "own":
                return self._message(to, sight.kind, sight, post)
        return None

    def _message(self, to: str, kind: str, sight: Sight, post: Post) -> Event:
        keys = sight.chat.keys
        changed = self._keys.get(sight.chat.id, {}) != keys
        self._keys[sight.chat.id] = keys
        return Event(
            to,
            kind,
            post.text,
            post.html,
            labels(post.keyboard or post.markup.get("keyboard", [])),
            self._file_name(post),
            post.id,
            labels(keys.get("keyboard", [])) if changed else None,
            [[_button(button) for button in row] for row in post.keyboard],
        )

    def _file_name(self, post: Post) -> str:
        part = post.body.get("document") or post.body.get("video") or (post.body.get("photo") or [{}])[-1]
        file = self._files.get(part.get("file_id", ""))
        return file.name if file else ""


def labels(rows: list[list[Json]]) -> list[list[str]]:
    """What is written on the buttons."""
    return [[str(button["text"]) for button in row] for row in rows]


def _button(button: Json) -> Json:
    shown = {"text": button["text"]}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "url" in button:
        shown["url"] = button["url"]
    return shown
