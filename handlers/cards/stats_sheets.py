"""The workbook behind the figures: the sums by studio and by month, and every record that they count.

It is written row by row, also for a hundred thousand records, where need be in a process of its own: this module brings
nothing of the bot along. No cell can run as a formula (see `handlers.kit.large_tables`).
"""

import asyncio
import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handlers.kit.large_tables import LargeBook, Value
from storage import numbers
from storage.database import reading
from storage.model.numbers import (
    ACTIVITIES,
    ALL_PATENTS,
    ALL_RESULTS,
    APPRENTICES,
    DIRECT_FEN,
    GRADUATES,
    INDIRECT_FEN,
    MONEY,
    PENDING_PATENTS,
    REACHED,
    TRAINED,
    Numbers,
    Part,
    Span,
)
from storage.model.records import FEN_A_WAN
from storage.numbers import Line

MEASURES = (
    ALL_RESULTS,
    ALL_PATENTS,
    PENDING_PATENTS,
    TRAINED,
    APPRENTICES,
    GRADUATES,
    ACTIVITIES,
    REACHED,
    DIRECT_FEN,
    INDIRECT_FEN,
)
"""The columns of the sums."""
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Labels:
    """The words in the workbook: the sheets' names, their heads, what the sums count, and names of stored values."""

    sheets: tuple[str, str, str, str, str, str, str]
    """By studio, by sector, by level, by kind of results, by month, the records, what everything counts."""
    sums: tuple[str, ...]
    sectors: tuple[str, ...]
    levels: tuple[str, ...]
    kinds: tuple[str, ...]
    months: tuple[str, ...]
    lines: tuple[str, ...]
    whole: str
    unknown: str
    notes: tuple[str, ...]
    names: dict[str, str]


def figures_apart(database: Path, span: Span, studios: tuple[int, ...] | None, labels: Labels) -> bytes:
    """The workbook's bytes, read from the database file: for a process of its own."""
    return asyncio.run(_figures_apart(database, span, studios, labels))


async def _figures_apart(database: Path, span: Span, studios: tuple[int, ...] | None, labels: Labels) -> bytes:
    out = io.BytesIO()
    with LargeBook(out) as book:
        async with reading(database) as tx:
            _put_sums(book, await numbers.numbers(tx, span, studios), labels)
            _begin_lines(book, labels)
            async for page in numbers.lines(tx, span, studios):
                book.add(_cells(line, labels.names) for line in page)
        _put_notes(book, labels)
    return out.getvalue()


def figures_book(found: Numbers, lines: Iterable[Line], labels: Labels) -> bytes:
    """The same of what was read already."""
    out = io.BytesIO()
    with LargeBook(out) as book:
        _put_sums(book, found, labels)
        _begin_lines(book, labels)
        book.add(_cells(line, labels.names) for line in lines)
        _put_notes(book, labels)
    return out.getvalue()


def _put_sums(book: LargeBook, found: Numbers, labels: Labels) -> None:
    """The sheets of sums, each as one of the pictures shows it."""
    names = labels.names
    book.sheet(labels.sheets[0], labels.sums, _widths(labels.sums, (24, 10, 10)))
    book.add([[labels.whole, None, None, *_sums(found.whole)]])
    for one in found.studios:
        book.add([[one.name, names.get(one.level, one.level), names.get(one.sector, one.sector), *_sums(one.part)]])
    whole = [labels.whole, *_sums(found.whole)]
    for place, head, parts in ((1, labels.sectors, found.by_sector()), (2, labels.levels, found.by_level())):
        book.sheet(labels.sheets[place], head, _widths(head, (14,)))
        book.add([names.get(part.key, part.key) or labels.unknown, *_sums(part)] for part in parts)
        book.add([whole])
    book.sheet(labels.sheets[3], labels.kinds, (16, 12))
    book.add([names.get(kind, kind), number] for kind, number in found.whole.kinds())
    book.add([[labels.whole, found.whole.value(ALL_RESULTS)]])
    book.sheet(labels.sheets[4], labels.months, _widths(labels.months, (12,)))
    book.add([part.key, *_sums(part)] for part in found.months)
    book.add([whole])


def _begin_lines(book: LargeBook, labels: Labels) -> None:
    widths = (12, 24, 10, 10, 14, 8, _WIDEST, 8, 14, 8, 12, 14, 8, 30, 10, 18, 12, 12, 18)
    book.sheet(labels.sheets[5], labels.lines, widths)


def _put_notes(book: LargeBook, labels: Labels) -> None:
    """What everything counts: it goes along when the file is forwarded."""
    book.sheet(labels.sheets[6], (labels.sheets[6],), (80,))
    book.add([note] for note in labels.notes)


def _widths(head: Sequence[str], first: Sequence[int]) -> list[int]:
    return [*first, *(max(8, 2 * len(text) + 2) for text in head[len(first) :])]


def _cells(line: Line, names: Mapping[str, str]) -> list[Value]:
    return [
        _day(line.day),
        line.studio,
        names.get(line.level, line.level),
        names.get(line.sector, line.sector),
        names.get(line.kind, line.kind),
        names.get(line.stage, line.stage),
        line.title,
        line.number,
        line.approx,
        line.people,
        None if line.amount_fen is None else line.amount_fen / FEN_A_WAN,
        names.get(line.benefit, line.benefit),
        line.year,
        line.basis,
        names.get(line.proof, line.proof),
        line.code,
        _day(line.begins_on) if line.begins_on != line.day else None,
        _day(line.ends_on) if line.ends_on != line.day else None,
        line.receipt,
    ]


@functools.lru_cache(maxsize=4_096)
def _day(written: str) -> date:
    return date.fromisoformat(written)


def _sums(part: Part) -> list[Value]:
    values: list[Value] = []
    for measure in MEASURES:
        value = part.value(measure)
        values.append(value / FEN_A_WAN if measure in MONEY else value)
    return [*values, part.records]
