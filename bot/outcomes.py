"""What an answer or error of the Bot API means for a message: from Telegram's words to the closed list `Said`."""

import html
import re
from collections import Counter

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.transport import NotSent
from storage.model.post import CONTENT_STRIKES, Claim, Outcome, Said

EDIT_GONE = ("message to edit not found", "message can't be edited", "there is no text in the message to edit")
NO_ADDRESS = (
    "chat not found",
    "peer_id_invalid",
    "user is deactivated",
    "group chat was deactivated",
    "user not found",
)
SPOILT = (
    "message is too long",
    "message text is empty",
    "message must be non-empty",
    "text must be non-empty",
    "caption is too long",
    "can't parse",
    "can't use file",
    "wrong file",
    "wrong remote file",
    "invalid file",
    "file is too big",
    "file reference",
    "failed to get http url",
    "wrong type of the web page",
    "webpage_",
    "photo_",
    "media_",
    "button_",
    "inline keyboard",
    "reply_markup",
    "entity_",
    "entities_too_long",
    "there is no document",
    "there is no photo",
    "unsupported url",
    "wrong http url",
)
"""What Telegram says of the message itself, whoever it is for (lower case; from the Bot API server's own sources and
experience). Anything else is taken for the recipient's until several got it."""
RECIPIENTS = (
    *EDIT_GONE,
    "message can't be deleted",
    "message_id_invalid",
    "message identifier",
    "message thread not found",
    "message to be replied",
    "topic",
    "rights",
    "administrator",
    "_forbidden",
)
"""What is surely about one recipient's chat or message, however many get it."""
MARKUP = re.compile(r"<[^>]*>")


def outcome_of(claim: Claim, error: TelegramError) -> Outcome:
    """What an error of the Bot API means for the message."""
    match error:
        case NotSent():
            return Outcome(claim, Said.NOT_SENT, error="not sent")
        case RetryAfter():
            wait = error.retry_after
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
            return Outcome(claim, Said.WAIT, error="429", retry_after_ms=int(seconds * 1000))
        case Forbidden():
            return Outcome(claim, Said.BLOCKED, error="403")
        case ChatMigrated():
            # A mailing's message takes its chat from the row; any other has it among its own parameters.
            payload = None if claim.mailing else {**claim.payload, "chat_id": error.new_chat_id}
            chat = str(error.new_chat_id)
            return Outcome(claim, Said.REWRITTEN, error="migrated", method=claim.method, chat=chat, payload=payload)
        case BadRequest():
            return _bad_request(claim, str(error).lower())
        case EndPointNotFound() | InvalidToken():  # 404 or 401: the methods exist, so it is the token or the address
            return Outcome(claim, Said.NOT_SENT, error="token refused")
        case NetworkError():
            return Outcome(claim, Said.UNKNOWN, error=type(error).__name__)
        case _:
            return Outcome(claim, Said.REFUSED, error=type(error).__name__)


def _bad_request(claim: Claim, text: str) -> Outcome:
    if "message is not modified" in text:
        return Outcome(claim, Said.SENT)
    if "query is too old" in text or "query id is invalid" in text:
        return Outcome(claim, Said.TOO_LATE, error="tap too old")
    if any(gone in text for gone in NO_ADDRESS):
        return Outcome(claim, Said.BLOCKED, error="chat not found")
    if claim.method in ("deleteMessage", "deleteMessages") and "not found" in text:
        return Outcome(claim, Said.SENT)  # it is not to be seen any more, which is what was wanted
    if claim.method == "editMessageMedia" and any(gone in text for gone in EDIT_GONE):
        return Outcome(claim, Said.SENT)  # a picture that is renewed: who took it away does not want the next one
    if claim.mailing is not None:
        spoilt = any(words in text for words in SPOILT)
        return Outcome(claim, Said.SPOILT if spoilt else Said.REFUSED, error=text[:200])
    if "can't parse entities" in text and "parse_mode" in claim.payload:
        cured = plain(claim.payload)
        method, chat = claim.method, claim.chat
        return Outcome(claim, Said.REWRITTEN, error="bad entities", method=method, chat=chat, payload=cured)
    if claim.method == "editMessageText" and any(gone in text for gone in EDIT_GONE):
        payload = {key: value for key, value in claim.payload.items() if key != "message_id"}
        return Outcome(claim, Said.REWRITTEN, error="edit gone", method="sendMessage", chat=claim.chat, payload=payload)
    return Outcome(claim, Said.REFUSED, error=text[:200])


def plain(payload: dict[str, object]) -> dict[str, object]:
    """The same message without formatting: the cure, once, for entities that Telegram cannot parse."""
    kept = {key: value for key, value in payload.items() if key != "parse_mode"}
    for key in ("text", "caption"):
        if isinstance(kept.get(key), str):
            kept[key] = html.unescape(MARKUP.sub("", str(kept[key])))
    return kept


class Strikes:
    """How often the messages of a mailing were refused in the same unknown words, since one of them was taken."""

    def __init__(self) -> None:
        self._strikes: Counter[tuple[int, str]] = Counter()

    def judged(self, outcome: Outcome) -> Outcome:
        """The outcome, and a refusal as one of the whole mailing when it is the message's fault and not the recipient's."""
        mailing = outcome.claim.mailing
        if mailing is None:
            return outcome
        if outcome.said is Said.SENT and self._strikes:
            self._strikes = Counter({key: n for key, n in self._strikes.items() if key[0] != mailing})
        if outcome.said is not Said.REFUSED or any(words in outcome.error for words in RECIPIENTS):
            return outcome
        self._strikes[mailing, outcome.error] += 1
        if self._strikes[mailing, outcome.error] < CONTENT_STRIKES:
            return outcome
        return Outcome(outcome.claim, Said.SPOILT, error=outcome.error)
