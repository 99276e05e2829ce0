"""Answered questions that later questions find."""

from dataclasses import dataclass

LONGEST_QUESTION = 200
LONGEST_ANSWER = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, its answer, who says so and since when (ISO date). `used`: how often it answered somebody."""

    id: int
    question: str
    answer: str
    source: str
    updated_on: str
    used: int
    version: int


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the knowledge base and the length of the whole."""

    entries: tuple[Entry, ...]
    total: int
