"""Large workbooks, a hundred thousand rows in seconds and in little memory; `handlers.kit.tables` is for the rest.

As there, no cell runs as a formula: a text is a text cell, and one that looks like a formula has Excel's own quote prefix.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from types import TracebackType
from typing import IO, Any, Self

from handlers.kit.tables import runs

Value = str | int | float | date | None
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD_WIDTH = 12
LONGEST_CELL = 32_767
"""Characters, by Excel."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class LargeBook:
    """A workbook as it is written, to be closed by `with`: sheet after sheet, row after row. Texts, numbers (those that are
    not whole as money is shown) and days; None and '' are empty cells."""

    def __init__(self, stream: IO[bytes]) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(stream, _OPTIONS)
        self._bold = self._book.add_format({"bold": True})
        self._quoted = self._book.add_format({"quote_prefix": True, "num_format": "@"})
        self._day = self._book.add_format({"num_format": "yyyy\\-mm\\-dd"})
        self._money = self._book.add_format({"num_format": "#,##0.00####"})
        self._sheet: Any = None
        self._row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._book.close()

    def sheet(self, title: str, head: Sequence[str], widths: Sequence[int]) -> None:
        """Begin another sheet with its header; `widths` of the columns in characters, 0 and those not given are as usual.
        The name must be one that Excel takes: at most 31 characters, none of []:*?/\\."""
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 1)
        for column, width in enumerate(widths[: len(head)]):
            self._sheet.set_column(column, column, width or _HEAD_WIDTH)
        for column, text in enumerate(head):
            self._sheet.write_string(0, column, text, self._bold)
        self._row = 0

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """More rows of the sheet, none longer than its header."""
        assert self._sheet is not None, "a sheet is begun before rows are added"
        put_text, put_number, put_day = self._sheet.write_string, self._sheet.write_number, self._sheet.write_datetime
        for cells in rows:
            self._row += 1
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    if value:
                        clean = _clean(value)
                        put_text(self._row, column, clean, self._quoted if runs(clean) else None)
                elif isinstance(value, float):
                    put_number(self._row, column, value, self._money)
                elif isinstance(value, int):
                    put_number(self._row, column, value)
                elif value is not None:
                    put_day(self._row, column, value, self._day)


def write_large(stream: IO[bytes], title: str, rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
    """Write an .xlsx of these rows, the first of which is the header; `widths` of the columns in characters.
    Numbers stay numbers."""
    found = iter(rows)
    with LargeBook(stream) as book:
        book.sheet(title, [str(cell) for cell in next(found)], widths)
        book.add(found)


def _clean(text: str) -> str:
    if not text.isprintable():
        text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text[:LONGEST_CELL]
