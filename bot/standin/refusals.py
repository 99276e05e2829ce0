"""How the stand-in says no: Telegram's status codes and Telegram's words.

The wording follows the open Bot API server (tdlib/telegram-bot-api, `Client.cpp`) and TDLib, because programs compare it.
"""

from typing import Any

Json = dict[str, Any]
"""A JSON object as the Bot API speaks it."""


class Refused(Exception):
    """Telegram understood the call and will not do it."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> Json:
        """The answer the caller reads."""
        body: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refused:
    """400: the same call will never succeed."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """403: whoever is to be reached does not want it."""
    return Refused(403, f"Forbidden: {reason}")


def flood(retry_after: int) -> Refused:
    """429: too much at once; the caller may come back after that many seconds."""
    return Refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def conflict(reason: str) -> Refused:
    """409: somebody else is taking the updates."""
    return Refused(409, f"Conflict: {reason}")
