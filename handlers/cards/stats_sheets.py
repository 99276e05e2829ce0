"""The workbook behind the figures: the sums by studio and by month, and every record that they count.

It is written row by row, also for a hundred thousand records, where need be in a process of its own: this module brings
nothing of the bot along. No cell can run as a formula: every text is a text cell (see `handlers.kit.tables`).
"""

import asyncio
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handlers.kit.tables import runs
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

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

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
_FIRST_DAY = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet's calendar (ECMA-376, the 1900 date base), as far as March 1900 and later go."""
Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Labels:
    """The words in the workbook: the sheets' names, their heads, what the sums count, and names of stored values."""

    sheets: tuple[str, str, str]
    sums: tuple[str, ...]
    months: tuple[str, ...]
    lines: tuple[str, ...]
    whole: str
    notes: tuple[str, ...]
    names: dict[str, str]


def figures_apart(database: Path, span: Span, studios: tuple[int, ...] | None, labels: Labels) -> bytes:
    """The workbook's bytes, read from the database file: for a process of its own."""
    return asyncio.run(_figures_apart(database, span, studios, labels))


async def _figures_apart(database: Path, span: Span, studios: tuple[int, ...] | None, labels: Labels) -> bytes:
    book = Book(labels)
    async with reading(database) as tx:
        book.sums(await numbers.numbers(tx, span, studios))
        async for page in numbers.lines(tx, span, studios):
            book.add(page)
    return book.content()


def figures_book(found: Numbers, lines: Iterable[Line], labels: Labels) -> bytes:
    """The same of what was read already."""
    book = Book(labels)
    book.sums(found)
    book.add(lines)
    return book.content()


class Book:
    """The workbook as it is written: the sums first, then the lines as they come."""

    def __init__(self, labels: Labels) -> None:
        from xlsxwriter import Workbook

        self._out = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Workbook = Workbook(self._out, options)
        self._bold = self._book.add_format({"bold": True})
        self._text = self._book.add_format({"num_format": "@", "quote_prefix": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._money = self._book.add_format({"num_format": "#,##0.00####"})
        self._labels = labels
        self._lines: Worksheet | None = None
        self._row = 0

    def sums(self, found: Numbers) -> None:
        """The sheets by studio and by month."""
        labels = self._labels
        sheet = self._sheet(labels.sheets[0], labels.sums, (24, 10, 10))
        self._write(sheet, 1, [labels.whole, "", "", *_sums(found.whole)])
        row = 1
        for row, one in enumerate(found.studios, 2):
            self._write(sheet, row, [one.name, self._name(one.level), self._name(one.sector), *_sums(one.part)])
        for place, note in enumerate(labels.notes, row + 2):
            self._write(sheet, place, [note])
        sheet = self._sheet(labels.sheets[1], labels.months, (12,))
        for row, part in enumerate(found.months, 1):
            self._write(sheet, row, [part.key, *_sums(part)])

    def add(self, lines: Iterable[Line]) -> None:
        """More of the records, in their order."""
        labels = self._labels
        if self._lines is None:
            widths = (12, 24, 10, 10, 14, 8, _WIDEST, 8, 14, 8, 12, 14, 8, 30, 10, 18, 12, 12, 18)
            self._lines = self._sheet(labels.sheets[2], labels.lines, widths)
        for line in lines:
            self._row += 1
            self._write(self._lines, self._row, self._cells(line))

    def content(self) -> bytes:
        """The bytes."""
        if self._lines is None:
            self.add(())
        self._book.close()
        return self._out.getvalue()

    def _cells(self, line: Line) -> list[Cell]:
        money = None if line.amount_fen is None else line.amount_fen / FEN_A_WAN
        return [
            date.fromisoformat(line.day),
            line.studio,
            self._name(line.level),
            self._name(line.sector),
            self._name(line.kind),
            self._name(line.stage),
            line.title,
            line.number,
            line.approx,
            line.people,
            money,
            self._name(line.benefit),
            line.year,
            line.basis,
            self._name(line.proof),
            line.code,
            date.fromisoformat(line.begins_on) if line.begins_on != line.day else None,
            date.fromisoformat(line.ends_on) if line.ends_on != line.day else None,
            line.receipt,
        ]

    def _name(self, stored: str) -> str:
        return self._labels.names.get(stored, stored)

    def _sheet(self, name: str, head: Sequence[str], widths: Sequence[int]) -> "Worksheet":
        sheet: Any = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for place, text in enumerate(head):
            sheet.set_column(place, place, widths[place] if place < len(widths) else max(8, 2 * len(text) + 2))
        for place, text in enumerate(head):
            sheet.write_string(0, place, text, self._bold)
        return sheet

    def _write(self, sheet: "Worksheet", row: int, cells: Sequence[Cell]) -> None:
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(row, place, cell, self._text if runs(cell) else None)
            elif isinstance(cell, float):
                sheet.write_number(row, place, cell, self._money)
            elif isinstance(cell, int):
                sheet.write_number(row, place, cell)
            elif cell is not None:
                sheet.write_number(row, place, cell.toordinal() - _FIRST_DAY, self._day)


def _sums(part: Part) -> list[Cell]:
    values: list[Cell] = []
    for measure in MEASURES:
        value = part.value(measure)
        values.append(value / FEN_A_WAN if measure in MONEY else value)
    return [*values, part.records]
