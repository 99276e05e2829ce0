"""Tables of cells, .xlsx and .csv, from bytes and to bytes, as office workers make them.

Reading tells where a cell stood and of what sort it is; what it means is for `handlers.kit.cells`. Everything that can be
wrong with a file as a whole is a `FileProblem` whose text is a sentence for whoever sent it.

Writing is safe to open in a spreadsheet program: no cell can run as a formula. In .xlsx every text is a text cell (with the
quote prefix that Excel itself uses). A .csv has no cell types, so a text that begins like a formula gets an apostrophe in
front, and one more if it already had some; reading takes exactly one away again.
"""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import IO, Any

MOST_BYTES = 50 * 2**20
MOST_UNPACKED = 500 * 2**20
"""An .xlsx is a zip; a small one can unpack to anything."""
MOST_SENT = 5 * 2**20
MOST_SENT_UNPACKED = 20 * 2**20
"""The same for a file out of a chat: anybody's, and read while others wait for theirs."""
MOST_ROWS = 20_000
MOST_BLANK_ROWS = 40_000
"""Empty rows that are written out (formatted down to somewhere) cost as much as full ones."""
MOST_COLUMNS = 256
"""The programme has a hundred studios and thousands of courses: whatever is larger is another file, picked by mistake. And an
import is one transaction of about a millisecond a row, while a running bot waits 30 s for the lock (`storage.database`)."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RUNS = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""Texts that a spreadsheet program takes for a formula; some also when the sign is full-width."""
_QUOTED = re.compile("'" + _RUNS.pattern)
_DELIMITERS = ",;\t"


class FileProblem(Exception):
    """A file that cannot be read or written at all; the text is a Chinese sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell without a value of its own: a formula or a spreadsheet error. `text` is what it shows to an editor."""

    text: str


Cell = str | int | float | bool | datetime | date | time | timedelta | Odd | None
Row = tuple[int, tuple[Cell, ...]]
"""Its number as a spreadsheet program shows it, and its cells."""


def runs(text: str) -> bool:
    """Whether a spreadsheet program would take the text for a formula."""
    return bool(_RUNS.match(text))


def kind_of(name: str) -> str:
    """'.csv' or '.xlsx', by the end of a file's name. Raises `FileProblem` for any other."""
    kind = name[name.rfind(".") :].lower() if "." in name else ""
    if kind == ".xls":
        raise FileProblem(f"{name} 是旧版 .xls 格式，请用 Excel 或 WPS 另存为 .xlsx 再试。")
    if kind not in (".csv", ".xlsx"):
        raise FileProblem(f"{name}：只认 .xlsx 和 .csv 文件，请看文件名的结尾。")
    return kind


def read(name: str, content: bytes) -> list[Row]:
    """The rows of a file that are not blank. Of a workbook, the first visible sheet that has any. Raises `FileProblem`."""
    return _read(name, content, MOST_BYTES, MOST_UNPACKED)


def read_sent(name: str, content: bytes) -> list[Row]:
    """The same of a file that somebody sent into a chat, which may be smaller only."""
    return _read(name, content, MOST_SENT, MOST_SENT_UNPACKED)


def _read(name: str, content: bytes, most_bytes: int, most_unpacked: int) -> list[Row]:
    kind = kind_of(name)
    if len(content) > most_bytes:
        raise FileProblem(f"{name} 超过 {most_bytes // 2**20} MB，太大了；请核对是否选对了文件，或分批导入。")
    if not content.strip():
        raise FileProblem(f"{name} 是空文件。")
    rows = _read_csv(name, content) if kind == ".csv" else _read_xlsx(name, content, most_unpacked)
    if not rows:
        raise FileProblem(f"{name} 里没有内容。")
    return rows


def write(stream: IO[bytes], kind: str, title: str, rows: Iterable[Sequence[str | int]], widths: Sequence[int]) -> None:
    """Write rows, the first of which is the header, as `kind` ('.csv' or '.xlsx'); `title` of the sheet, `widths` of the
    columns in characters."""
    if kind == ".csv":
        _write_csv(stream, rows)
    else:
        _write_xlsx(stream, title, rows, widths)


def workbook(title: str, rows: Iterable[Sequence[str | int]], widths: Sequence[int]) -> bytes:
    """The same as the bytes of an .xlsx."""
    stream = io.BytesIO()
    _write_xlsx(stream, title, rows, widths)
    return stream.getvalue()


def _read_xlsx(name: str, content: bytes, most_unpacked: int) -> list[Row]:
    import openpyxl

    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise FileProblem(f"{name} 设了打开密码，请去掉密码另存后再试。")
        raise FileProblem(f"{name} 其实是旧版 .xls 格式，请用 Excel 或 WPS 另存为 .xlsx 再试。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > most_unpacked:
            raise FileProblem(f"{name} 展开后超过 {most_unpacked // 2**20} MB，太大了。")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drop-down lists and styles, which do not matter here
            workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            for sheet in workbook.worksheets:
                if sheet.sheet_state == "visible" and (rows := _sheet(name, sheet)):
                    return rows
    except FileProblem:
        raise
    except Exception as problem:  # openpyxl raises whatever its parser stumbles over
        raise FileProblem(f"{name} 打不开：文件已损坏，或不是 Excel 工作簿。") from problem
    return []


def _sheet(name: str, sheet: Any) -> list[Row]:
    rows: list[Row] = []
    blank = 0
    for number, cells in _written(sheet):
        if any(cell["column"] > MOST_COLUMNS and cell["value"] is not None for cell in cells):
            raise FileProblem(f"{name} 的列太多（超过 {MOST_COLUMNS} 列），请核对是否选对了文件。")
        at = {cell["column"]: _cell(cell) for cell in cells if cell["column"] <= MOST_COLUMNS}
        values = tuple(at.get(column) for column in range(1, max(at, default=0) + 1))
        if not _is_blank(values):
            rows.append((number, values))
            _check_length(name, rows)
        elif (blank := blank + 1) > MOST_BLANK_ROWS:
            raise FileProblem(f"{name} 的表格下面有太多空行，请把空行删掉，另存后再试。")
    return rows


def _written(sheet: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The rows that a sheet has, numbered. openpyxl's own way to go through them makes up every row that is left out, and a
    small file can leave out a thousand million; so its parser is asked."""
    from openpyxl.worksheet._reader import WorkSheetParser

    book = sheet.parent
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        yield from parser.parse()


def _cell(cell: dict[str, Any]) -> Cell:
    if cell["data_type"] in ("f", "e"):
        text = getattr(cell["value"], "text", cell["value"])  # an array formula is an object
        return Odd(str(text or "公式"))
    value: Cell = cell["value"]
    return value


def _read_csv(name: str, content: bytes) -> list[Row]:
    if content.startswith((b"PK\x03\x04", _OLE)):
        raise FileProblem(f"{name} 的内容其实是 Excel 工作簿，请把文件名结尾改回 .xlsx 或 .xls。")
    text = _decoded(name, content)
    delimiter = max(_DELIMITERS, key=text.lstrip().partition("\n")[0].count)  # a tie goes to the comma
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            values = tuple(cell[1:] if _QUOTED.match(cell) else cell for cell in cells)
            if not _is_blank(values):
                rows.append((number, values))
                _check_length(name, rows)
    except csv.Error as problem:
        raise FileProblem(
            f"{name} 第 {reader.line_num} 行附近的引号或分隔符不完整，请用 Excel 或 WPS 重新另存。"
        ) from problem
    return rows


def _decoded(name: str, content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise FileProblem(f"{name} 的文字编码认不出来，请另存为 UTF-8 或 GB18030 编码的 .csv，或另存为 .xlsx。")


def _is_blank(cells: Iterable[Cell]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _check_length(name: str, rows: list[Row]) -> None:
    if len(rows) > MOST_ROWS:
        raise FileProblem(f"{name} 超过 {MOST_ROWS} 行，太大了；请核对是否选对了文件，或分批导入。")


def _write_csv(stream: IO[bytes], rows: Iterable[Sequence[str | int]]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and runs(cell) else cell for cell in row])
    text.flush()
    text.detach()


def _write_xlsx(stream: IO[bytes], title: str, rows: Iterable[Sequence[str | int]], widths: Sequence[int]) -> None:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "B2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    bold = Font(bold=True)
    for number, row in enumerate(rows):
        cells = list(_cells(sheet, row))
        if not number:
            for cell in cells:
                cell.font = bold
        sheet.append(cells)
    workbook.save(stream)


def _cells(sheet: Any, row: Sequence[str | int]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for value in row:
        if isinstance(value, int):
            yield WriteOnlyCell(sheet, value)
            continue
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # openpyxl takes "=…" for a formula
        cell.number_format = "@"
        cell.quotePrefix = runs(value)
        yield cell
