"""Messages on their way out: lanes, states and what follows from each outcome of a try.

The Bot API has no idempotency key, so saying something exactly once is impossible: a message is said at least once, and
every try that may have reached the person before is flagged (`maybe_repeat`).
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

MAX_TRIES = 8
"""Tries that may have reached the person, after which a message is a dead letter."""
OUTAGE_MS = 1_000
OUTAGE_LONGEST_MS = 30_000
"""How long to wait when Telegram could not be reached: a second at first, half a minute when it goes on."""
DOUBT_FIRST_MS = 1_000
DOUBT_LONGEST_MS = 15 * 60_000
"""Where nobody knows whether the person has it, tries are few and ever farther apart: eight in about 35 minutes."""
LEASE_MS = 15 * 60_000
"""Until when a claim is surely its process's own; longer than any request may take."""
REPLY_TTL_MS = 24 * 3600 * 1000
"""A reply older than a day answers nobody; it is marked expired instead of sent."""
TAP_TTL_MS = 150_000
"""Telegram takes answers to a tap for about 150 s (the design's verified trap)."""

CONTENT_STRIKES = 5
"""So many people's messages of a mailing refused in the same unknown words are the message's fault, not theirs."""

ONCE_METHODS = frozenset({"sendMessage", "sendDocument", "sendPhoto", "sendVideo", "copyMessage"})
"""Methods that show something new each time they are called; only these can be repeated visibly."""


class Lane(IntEnum):
    """Who goes first when not all can go at once."""

    REPLY = 0
    URGENT = 1
    REMINDER = 2
    NOTICE = 3

    @property
    def bulk(self) -> bool:
        """Whether it can wait for whoever is talking to the bot just now."""
        return self >= Lane.REMINDER


class Said(StrEnum):
    """The closed list of what a try to send can come to."""

    SENT = "sent"
    NOT_SENT = "not_sent"  # no connection: surely not received
    UNKNOWN = "unknown"  # time ran out or 5xx after sending: perhaps received
    WAIT = "wait"  # 429: as long as told, not counted as a try
    BLOCKED = "blocked"  # 403, or the chat does not exist
    TOO_LATE = "too_late"  # a tap can be answered no more
    REFUSED = "refused"  # 400: it will never be taken as it is
    SPOILT = "spoilt"  # 400: nobody's would be taken, so the whole mailing stops
    HELD = "held"  # claimed and not tried after all: a ban or an outage came first, or the house closed
    REWRITTEN = "rewritten"  # 400 with a cure: sent again in another shape, once


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be said: `payload` holds the Bot API parameters of `method`."""

    chat: str
    method: str
    payload: dict[str, object]
    lane: Lane = Lane.REPLY
    person: int | None = None
    dedupe_key: str | None = None
    not_before: int = 0
    expires_at: int | None = None
    file: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A message claimed for sending; `tries` counts this try, `payload` is the whole of its parameters."""

    id: int
    chat: str
    method: str
    payload: dict[str, object]
    lane: Lane
    person: int | None
    file: int | None
    tries: int
    mailing: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a try came to. `retry_after_ms` with WAIT and HELD; `method`, `chat` and `payload` with REWRITTEN
    (payload None: as it was)."""

    claim: Claim
    said: Said
    error: str = ""
    message_id: int | None = None
    retry_after_ms: int = 0
    method: str = ""
    chat: str = ""
    payload: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the row."""

    state: str
    not_before: int = 0
    tries: int = 0
    maybe_repeat: bool = False


def outage_ms(failures: int) -> int:
    """How long nothing is tried after Telegram could not be reached so many times in a row: 1 s, 2 s, 4 s … 30 s."""
    return int(min(OUTAGE_MS * 2 ** max(0, failures - 1), OUTAGE_LONGEST_MS))


def doubt_ms(tries: int) -> int:
    """How long to wait after the `tries`-th try of unknown outcome: 1 s, 4 s, 16 s … 15 minutes."""
    return int(min(DOUBT_FIRST_MS * 4 ** max(0, tries - 1), DOUBT_LONGEST_MS))


def follow_up(outcome: Outcome, now: int) -> Change:
    """What follows from an outcome, as the row is to say it."""
    tries = outcome.claim.tries
    visible = outcome.claim.method in ONCE_METHODS
    match outcome.said:
        case Said.SENT:
            return Change("sent", tries=tries)
        case Said.WAIT:
            return Change("retry", now + outcome.retry_after_ms, tries - 1)
        case Said.REWRITTEN:
            return Change("retry" if tries < MAX_TRIES else "dead", tries=tries)
        case Said.BLOCKED:
            return Change("blocked", tries=tries)
        case Said.TOO_LATE:
            return Change("expired", tries=tries)
        case Said.REFUSED | Said.SPOILT:
            return Change("dead", tries=tries)
        case Said.HELD:
            wait = now + outcome.retry_after_ms if outcome.retry_after_ms else 0
            return Change("waiting" if tries <= 1 else "retry", wait, tries - 1)
        case Said.NOT_SENT:
            # An outage may last for hours: what surely never left is tried until it expires, and is not counted.
            return Change("retry", now + OUTAGE_MS, tries - 1)
        case Said.UNKNOWN:
            if tries >= MAX_TRIES:
                return Change("dead", tries=tries, maybe_repeat=visible)
            return Change("retry", now + doubt_ms(tries), tries, visible)
