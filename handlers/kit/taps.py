"""Buttons: typed, at most 64 bytes, never expiring and never trusted.

A tap's data is its name and its arguments, `studio.card:12`. Whoever handles it checks right and state again: the
button may be years old, may have been forwarded, or may have been made up.
"""

import re
from collections.abc import Sequence
from typing import Any

from telegram import InlineKeyboardButton

MOST_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data: 1–64 bytes."""
_INTEGER = re.compile(r"-?\d{1,18}")

Rows = Sequence[Sequence[InlineKeyboardButton]]


class Stale(Exception):
    """A button that no longer fits: answered with 「已过期」, and redrawn where that is possible."""


class Tap:
    """One kind of button; `types` (int or str, str without ':') say what it carries."""

    def __init__(self, name: str, *types: type[int] | type[str]) -> None:
        self.name = name
        self.types = types

    @property
    def pattern(self) -> str:
        """What its data looks like, as a regular expression."""
        return rf"^{re.escape(self.name)}(:|$)"

    def button(self, label: str, *arguments: int | str) -> InlineKeyboardButton:
        """A button of this kind. Raises `ValueError` for arguments that do not fit: a fault of ours, not of the user's."""
        return InlineKeyboardButton(label, callback_data=self.data(*arguments))

    def data(self, *arguments: int | str) -> str:
        """What the button sends back when tapped."""
        data = ":".join([self.name, *map(str, arguments)])
        if len(data.encode()) > MOST_BYTES or self.read(data) != tuple(arguments):
            raise ValueError(f"button data does not fit: {data!r}")
        return data

    def read(self, data: str) -> tuple[Any, ...]:
        """The arguments in a tap's data. Raises `Stale` when they are not what this kind of button carries."""
        name, *parts = data.split(":")
        if name != self.name or len(parts) != len(self.types):
            raise Stale(data)
        if any(kind is int and not _INTEGER.fullmatch(part) for kind, part in zip(self.types, parts, strict=True)):
            raise Stale(data)
        return tuple(kind(part) for kind, part in zip(self.types, parts, strict=True))
