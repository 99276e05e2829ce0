"""Large workbooks, a hundred thousand rows in seconds and in little memory; `handlers.kit.tables` is for the rest.

The rows go as XML straight into the file (Office Open XML, ECMA-376 part 1, 18.3 and 18.8), which takes a third of the time
that a library needs for it. As there, no cell runs as a formula: a text is a text cell, and one that looks like a formula has
Excel's own quote prefix.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from types import TracebackType
from typing import IO, Self
from xml.sax.saxutils import escape, quoteattr

from handlers.kit.tables import runs

Value = str | int | float | date | None
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"[&<>]|^\s|\s$|[\n\t\r]|_x[0-9A-Fa-f]{4}_")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""「_x0041_」 would be read as the character of that number: its first line is written as one of those itself (22.9.2.19)."""
_FIRST_DAY = date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet's calendar (18.17.4.1, the 1900 date base), as far as March 1900 and later go."""
_HEAD_WIDTH = 12
LONGEST_CELL = 32_767
"""Characters, by Excel."""
_AT_ONCE = 500
"""Rows packed at once."""
_KNOWN = 20_000
"""Different texts whose cells are kept: names of studios, kinds and sectors come again and again."""
_LEVEL = 3
"""Of packing: a tenth larger than the usual 6, in half of the time."""

_BOLD, _QUOTED, _DAY, _MONEY = 1, 2, 3, 4
"""Places in the list of formats of `_STYLES`; 0 is the plain one."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FORMAT = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="0" xfId="0"{}/>'
_FORMATS = (
    _FORMAT.format(0, 0, ""),
    _FORMAT.format(0, 1, ' applyFont="1"'),
    _FORMAT.format(49, 0, ' quotePrefix="1" applyNumberFormat="1"'),
    _FORMAT.format(164, 0, ' applyNumberFormat="1"'),
    _FORMAT.format(165, 0, ' applyNumberFormat="1"'),
)
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_STYLES = (
    f'{_XML}<styleSheet {_MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00####"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_FORMATS)}">{"".join(_FORMATS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class LargeBook:
    """A workbook as it is written, to be closed by `with`: sheet after sheet, row after row. Texts, numbers (those that are
    not whole as money is shown) and days; None and '' are empty cells."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._file = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._sheet: IO[bytes] | None = None
        self._titles: list[str] = []
        self._columns: list[str] = []
        self._row = 0
        self._texts: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _problem: BaseException | None, _where: TracebackType | None
    ) -> None:
        if kind is None:
            self._close()
        else:
            self._end_sheet()
            self._file.close()

    def sheet(self, title: str, head: Sequence[str], widths: Sequence[int]) -> None:
        """Begin another sheet with its header; `widths` of the columns in characters, 0 and those not given are as usual.
        The name must be one that Excel takes: at most 31 characters, none of []:*?/\\."""
        self._end_sheet()
        self._titles.append(title)
        number = len(self._titles)
        self._sheet = self._file.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True)
        self._columns = [_column(place) for place in range(len(head))]
        self._row = 0
        cols = "".join(
            f'<col min="{place}" max="{place}" width="{width or _HEAD_WIDTH}" customWidth="1"/>'
            for place, width in enumerate(widths[: len(head)], 1)
        )
        seen = ' tabSelected="1"' if number == 1 else ""
        pane = '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        self._sheet.write(
            f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView{seen} workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/>{f"<cols>{cols}</cols>" if cols else ""}<sheetData>'.encode()
        )
        self._row = 1
        bold = (f'<c r="{self._columns[place]}1" s="{_BOLD}"{_text(text)}' for place, text in enumerate(head) if text)
        self._sheet.write(f'<row r="1">{"".join(bold)}</row>'.encode())

    def add(self, rows: Iterable[Sequence[Value]]) -> None:
        """More rows of the sheet, none longer than its header."""
        assert self._sheet is not None, "a sheet is begun before rows are added"
        done: list[str] = []
        for cells in rows:
            self._row += 1
            done.append(self._cells(cells))
            if len(done) == _AT_ONCE:
                self._sheet.write("".join(done).encode())
                done.clear()
        self._sheet.write("".join(done).encode())

    def _cells(self, cells: Sequence[Value]) -> str:
        row, known = self._row, self._texts
        parts = [f'<row r="{row}">']
        for column, value in zip(self._columns, cells, strict=False):
            if isinstance(value, str):
                if value:
                    cell = known.get(value) or self._learnt(value)
                    parts.append(f'<c r="{column}{row}"{cell}')
            elif isinstance(value, float):
                parts.append(f'<c r="{column}{row}" s="{_MONEY}"><v>{value!r}</v></c>')
            elif isinstance(value, int):
                parts.append(f'<c r="{column}{row}"><v>{value:d}</v></c>')
            elif value is not None:
                parts.append(f'<c r="{column}{row}" s="{_DAY}"><v>{value.toordinal() - _FIRST_DAY}</v></c>')
        parts.append("</row>")
        return "".join(parts)

    def _learnt(self, value: str) -> str:
        cell = (f' s="{_QUOTED}"' if runs(value) else "") + _text(value)
        if len(self._texts) < _KNOWN:
            self._texts[value] = cell
        return cell

    def _end_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.write(b"</sheetData></worksheet>")
            self._sheet.close()
            self._sheet = None

    def _close(self) -> None:
        self._end_sheet()
        numbered = list(enumerate(self._titles, 1))
        sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"/>' for at, name in numbered)
        named = f"{len(numbered) + 1}"
        links = "".join(_link(f"{at}", "worksheet", f"worksheets/sheet{at}.xml") for at, _ in numbered)
        kinds = "".join(_part(f"/xl/worksheets/sheet{at}.xml", f"{_TYPE}.worksheet+xml") for at, _ in numbered)
        parts = {
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _links(links + _link(named, "styles", "styles.xml")),
            "_rels/.rels": _links(_link("1", "officeDocument", "xl/workbook.xml")),
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{_part('/xl/workbook.xml', f'{_TYPE}.sheet.main+xml')}{_part('/xl/styles.xml', f'{_TYPE}.styles+xml')}{kinds}"
            "</Types>",
        }
        self._file.writestr("xl/styles.xml", _STYLES)
        for name, content in parts.items():
            self._file.writestr(name, _XML + content)
        self._file.close()


def write_large(stream: IO[bytes], title: str, rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
    """Write an .xlsx of these rows, the first of which is the header; `widths` of the columns in characters.
    Numbers stay numbers."""
    found = iter(rows)
    with LargeBook(stream) as book:
        book.sheet(title, [str(cell) for cell in next(found)], widths)
        book.add(found)


def _text(value: str) -> str:
    """A text cell behind its place and format."""
    clean = (value if value.isprintable() else _ILLEGAL.sub("", value))[:LONGEST_CELL]
    if not _SPECIAL.search(clean):
        return f' t="inlineStr"><is><t>{clean}</t></is></c>'
    said = escape(_CODED.sub("_x005F_", clean.replace("\r\n", "\n").replace("\r", "\n")))
    return f' t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _column(place: int) -> str:
    """A, B, …, Z, AA, …"""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _link(number: str, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _part(name: str, kind: str) -> str:
    return f'<Override PartName="{name}" ContentType="{kind}"/>'
