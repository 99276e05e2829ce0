"""Numbers that are somebody's own and are not kept: how identity-card and bank-card numbers are known."""

import re
import unicodedata
from enum import StrEnum


class Private(StrEnum):
    """A number that is somebody's own and is not kept."""

    IDENTITY_CARD = "identity_card"
    BANK_CARD = "bank_card"


_GROUPS = re.compile(r"(?<!\d)\d+(?:[ .\-]{1,3}\d+)*[Xx]?(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def private_number(text: str) -> Private | None:
    """The first kind of number in `text` that must not be kept: citizen identity number (GB 11643: 18 places, the last a
    check digit) or bank card (16 to 19 digits, Luhn), also with spaces, dots or hyphens between groups of digits. Digits that
    belong to letters, as in the number of an order or a patent, are no bank card."""
    folded = unicodedata.normalize("NFKC", text)
    for run in _GROUPS.finditer(folded):
        coded = folded[: run.start()][-1:].isascii() and folded[: run.start()][-1:].isalpha()
        groups = re.split(r"[ .\-]+", run[0])
        for first in range(len(groups)):
            number = ""
            for group in groups[first:]:
                number += group
                if len(number) > 19:
                    break
                if is_identity_number(number):
                    return Private.IDENTITY_CARD
                if is_bank_card(number) and not coded:
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
