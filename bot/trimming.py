"""What is cut off an update before it is kept: other messages that Telegram sends along.

A reply, a tap or a pin comes with the whole message it is about. Rooms read of it where it stands and who wrote it, never
what it says; and what it says may have been erased or refused here before.
"""

from typing import Any

PLACE = ("message_id", "message_thread_id", "date", "chat", "from", "sender_chat")
"""What is kept of a message that comes along (Bot API: Message, MaybeInaccessibleMessage)."""
_ALONG = ("reply_to_message", "pinned_message")
_LEFT_OUT = ("external_reply", "quote")

Json = dict[str, Any]


def trimmed(update: Json) -> Json:
    """The update without the content of messages that merely come along. What is malformed stays as it is."""
    return {name: _part(name, part) if isinstance(part, dict) else part for name, part in update.items()}


def _part(name: str, part: Json) -> Json:
    if name == "callback_query":
        return {key: _placed(value) if key == "message" else value for key, value in part.items()}
    return {key: _placed(value) if key in _ALONG else value for key, value in part.items() if key not in _LEFT_OUT}


def _placed(message: Any) -> Any:
    return {key: message[key] for key in PLACE if key in message} if isinstance(message, dict) else message
