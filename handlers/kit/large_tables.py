"""Large workbooks, a hundred thousand rows in seconds and in little memory; `handlers.kit.tables` is for the rest.

As there, no cell runs as a formula: a text is a text cell, and one that looks like a formula has Excel's own quote prefix.
"""

import re
from collections.abc import Iterable, Sequence
from typing import IO

from handlers.kit.tables import runs

Value = str | int | float
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD_WIDTH = 12
LONGEST_CELL = 32_767
"""Characters, by Excel."""


def write_large(stream: IO[bytes], title: str, rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
    """Write an .xlsx of these rows, the first of which is the header; `widths` of the columns in characters.
    Numbers stay numbers."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 1)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width or _HEAD_WIDTH)
    put_text, put_number = sheet.write_string, sheet.write_number
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if not isinstance(value, str):
                put_number(number, column, value)
            elif value:
                clean = (value if value.isprintable() else _ILLEGAL.sub("", value))[:LONGEST_CELL]
                put_text(number, column, clean, bold if not number else quoted if runs(clean) else None)
    book.close()
