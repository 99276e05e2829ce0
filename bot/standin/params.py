"""What a call says, whichever way it was sent: JSON, form, query or multipart, all of which the Bot API takes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.standin.refusals import bad_request

Upload = tuple[str, bytes, str]
"""A file in a multipart call: name, content, MIME type."""


@dataclass(frozen=True, slots=True)
class Params:
    """The parameters of one call. A form sends everything as text, JSON sends values: both read the same here."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether it was sent at all and is not null."""
        return self.values.get(name) is not None

    def text(self, name: str) -> str:
        """As text; '' when not sent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """As a whole number; `default` when not sent or not one, as Telegram does."""
        value = self.values.get(name)
        if type(value) is int:
            return value
        try:
            return int(str(value).strip())
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """As yes or no: true, True, 1 and yes are yes."""
        value = self.values.get(name)
        return value is True or str(value).strip().lower() in {"true", "yes", "1"}

    def json(self, name: str, what: str) -> Any:
        """As a JSON value, or None when not sent. `what` is what Telegram calls it when it is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None
