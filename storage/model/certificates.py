"""Training certificates: the number that stands on one and that anybody can ask for. Times are milliseconds UTC.

A number is BQ-2026-XXXX-XXXX: the year, seven random characters and a check character. Nothing in it counts up, so that
nobody finds others' numbers from their own; the alphabet leaves out 0, O, 1 and I, which are mistaken for one another.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_PLACES = 7
"""32 to this power: 34 thousand million numbers a year."""
PREFIX = "BQ"
SHORTEST_NAME = 2
LONGEST_NAME = 20
LONGEST_REASON = 100


class Refusal(StrEnum):
    """Why somebody gets no certificate of a course (yet)."""

    NOT_FOUND = "not_found"
    NONE_GIVEN = "none_given"  # the course gives none, or was cancelled
    NOT_OVER = "not_over"
    NOT_ENOUGH = "not_enough"  # too few sessions


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on a certificate; it does not change with the course or the profile. `credit` in tenths; `began_at` and
    `finished_at`: the course's first and last day; `course` None: it is gone; `reason`: why it was revoked."""

    id: int
    number: str
    course: int | None
    person: int
    name: str
    title: str
    giver: str
    credit: int
    began_at: int
    finished_at: int
    issued_at: int
    revoked_at: int | None
    reason: str


def number(year: int, random: Sequence[int]) -> str:
    """The number of these random places, each below 32. Raises `ValueError` for too few or too many."""
    if len(random) != RANDOM_PLACES:
        raise ValueError(f"{RANDOM_PLACES} places are wanted, not {len(random)}")
    body = "".join(ALPHABET[one] for one in random)
    body += _check(f"{year:04d}", body)
    return f"{PREFIX}-{year:04d}-{body[:4]}-{body[4:]}"


_TYPED = re.compile(rf"{PREFIX}(\d{{4}})([0-9A-Z]{{{RANDOM_PLACES + 1}}})")
_AMONG = re.compile(
    rf"(?<![0-9A-Z]){PREFIX}[- ]?(\d{{4}})[- ]?([0-9A-Z]{{4}})[- ]?([0-9A-Z]{{{RANDOM_PLACES - 3}}})(?![0-9A-Z])"
)
"""A number in a sentence: 「BQ-2026-… 是真的吗」."""
_SAID = re.compile(r"^(?:/verify(?:@\w+)?|核验|验证|查验|查证|查询|查|证书编号|证书|编号|号码|no|verify)+")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as somebody typed it, in its proper form; `sound`: its check character fits, so it was copied without a slip."""

    number: str
    sound: bool


def typed_number(text: str) -> Typed | None:
    """The certificate number that a message is, in any case, with spaces or hyphens, in a sentence or alone; else None."""
    folded = unicodedata.normalize("NFKC", text).strip()
    bare = re.sub(r"[\s\-_.:,#\u2010-\u2015\u3002\u3001]+", "", _SAID.sub("", folded.lower().replace(" ", ""))).upper()
    found = _TYPED.fullmatch(bare) or _AMONG.search(folded.upper())
    if found is None:
        return None
    year, body = found[1], "".join(found.groups()[1:])
    sound = set(body) <= set(ALPHABET) and _check(year, body[:-1]) == body[-1]
    return Typed(f"{PREFIX}-{year}-{body[:4]}-{body[4:]}", sound)


def _check(year: str, body: str) -> str:
    """The check character (Luhn modulo 32): it notices every wrong character and nearly every two that changed places."""
    values = [int(digit) for digit in year] + [ALPHABET.index(letter) for letter in body]
    total, size = 0, len(ALPHABET)
    for place, value in enumerate(reversed(values)):
        doubled = value * (2 if place % 2 == 0 else 1)
        total += doubled // size + doubled % size
    return ALPHABET[-total % size]
