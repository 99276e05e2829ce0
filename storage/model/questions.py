"""Questions that people leave for the union's officers, and the numbers that must never be kept.

Pure: limits, states, and how identity-card and bank-card numbers are known.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

SHORTEST = 5
LONGEST = 500
"""Characters of a question, trimmed."""
LONGEST_ANSWER = 1000
LONGEST_SOURCE = 60
OUR_SOURCE = "区总工会"
"""Who says so when an officer names nobody."""
MOST_FILES = 5
MOST_OPEN = 5
"""Questions one person may have waiting at a time."""
KEPT_DAYS = 365
"""How long an answered or withdrawn question is kept; people are told so before they leave one."""


class State(StrEnum):
    """Where a question is."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that Telegram keeps: `kind` photo or document."""

    kind: str
    file_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Times are milliseconds UTC.

    `studio` and `unanswered` are 0 for none; `answer` and `source` are '' and `closed_at` None while it is open.
    """

    id: int
    receipt: str
    person: int
    language: str
    text: str
    studio: int
    unanswered: int
    state: State
    asked_at: int
    closed_at: int | None
    answer: str
    source: str
    answered_by: int | None
    knowledge: int | None
    version: int
    files: tuple[Attachment, ...] = ()


class Private(StrEnum):
    """A number that is somebody's own and is not kept."""

    IDENTITY_CARD = "identity_card"
    BANK_CARD = "bank_card"


_GROUPS = re.compile(r"(?<![A-Za-z0-9])\d+(?:[ \-]\d+)*[Xx]?(?![A-Za-z0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def private_number(text: str) -> Private | None:
    """The first kind of number in `text` that must not be kept: citizen identity number (GB 11643: 18 places, the last a
    check digit) or bank card (16 to 19 digits, Luhn), also with spaces or hyphens between groups of digits."""
    folded = unicodedata.normalize("NFKC", text)
    for run in _GROUPS.findall(folded):
        groups = re.split(r"[ \-]", run)
        for first in range(len(groups)):
            number = ""
            for group in groups[first:]:
                number += group
                if len(number) > 19:
                    break
                if is_identity_number(number):
                    return Private.IDENTITY_CARD
                if is_bank_card(number):
                    return Private.BANK_CARD
    return None


def is_identity_number(number: str) -> bool:
    """Whether these 18 places are a citizen identity number: region, a birth date of 1900–2099, check digit."""
    if not re.fullmatch(r"[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]", number, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def is_bank_card(number: str) -> bool:
    """Whether these are 16 to 19 digits with a right Luhn check digit (ISO/IEC 7812); one digit repeated is none."""
    if not re.fullmatch(r"\d{16,19}", number, re.ASCII) or len(set(number)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def receipt(series: str, number: int) -> str:
    """The number an asker quotes: Q20261201-0007."""
    return f"{series}-{number:04d}"
