"""From the rows of a table to what they say, or to every mistake in them at once.

A header is known by its letters, whatever its spaces, width or a trailing colon or star; a column with an unknown header
or none is a mistake, unless it is empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.kit import cells
from handlers.kit.cells import Wrong, shown
from handlers.kit.tables import Cell, Row

Value = str | int | None | tuple[str, ...]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field it fills, its width on a sheet in characters, and the reader of its cells.

    A `required` one must be there; that its cells are filled is the reader's business.
    """

    header: str
    field: str
    width: int
    read: Callable[[Cell], Value]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """What several cells of a row say together and cannot be: the field to tell it at, and what is allowed."""

    field: str
    allowed: str


def _not_pardoned(_values: Values, _field: str) -> bool:
    return False


def _no_mistakes(_values: Values) -> Sequence[Mistake]:
    return ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a table holds: its title and columns, and which fields make two rows the same (`twice` says so, with {row}); where
    none do, rows may be the same.

    `together` finds what is wrong between the good cells of a row; `pardoned` lets a wrong one pass.
    """

    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    twice: str
    together: Callable[[Values], Sequence[Mistake]] = _no_mistakes
    pardoned: Callable[[Values, str], bool] = _not_pardoned

    @property
    def widths(self) -> list[int]:
        """Of the columns, in characters."""
        return [column.width for column in self.columns]

    @property
    def headers(self) -> list[str]:
        """The first row."""
        return [column.header for column in self.columns]

    def column_of(self, header: str) -> Column | None:
        """The column that a header cell means, or None."""
        letters = cells.header(header)
        return next((column for column in self.columns if column.header == letters), None)


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that cannot be taken. `column` is its header or, without one, its letter; `value` what it shows."""

    row: int
    column: str
    value: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Line:
    """A good row: where it stood, and what it says of the fields that the file has."""

    row: int
    values: Values


def check(rows: Sequence[Row], sheet: Sheet) -> tuple[list[Line], tuple[CellError, ...]]:
    """The good rows, and every error in the order of the file."""
    (header_row, header), *body = rows
    width = max(len(row) for _, row in rows)
    filled = [any(not _is_blank(row, place) for _, row in body) for place in range(width)]
    columns, errors = _columns(sheet, header_row, header, filled)
    if not all(column in columns.values() for column in sheet.columns if column.required):
        return [], tuple(errors)
    lines: list[Line] = []
    seen: dict[tuple[Value, ...], int] = {}
    for number, row in body:
        values, wrong = _row(sheet, columns, number, row)
        if sheet.key and not any(field in wrong for field in sheet.key):
            first = seen.setdefault(tuple(values.get(field) for field in sheet.key), number)
            if first != number:
                column = next(column for column in sheet.columns if column.field == sheet.key[0])
                said = sheet.twice.format(row=first)
                wrong[column.field] = CellError(number, column.header, str(values[column.field]), said)
        errors += [wrong[column.field] for column in columns.values() if column.field in wrong]
        lines.append(Line(number, values))
    return lines, tuple(errors)


def report(errors: Sequence[CellError], most: int | None = None) -> list[str]:
    """The errors in words, a line for each; at most so many of them."""
    lines = [f"有 {len(errors)} 处需要修改，什么都没有导入："]
    for error in errors[:most]:
        value = f"「{error.value}」" if error.value else "（空）"
        lines.append(f"第 {error.row} 行 · {error.column} · {value}：{error.allowed}")
    if most is not None and len(errors) > most:
        lines.append(f"……还有 {len(errors) - most} 处")
    return lines


def _row(
    sheet: Sheet, columns: Mapping[int, Column], number: int, row: Sequence[Cell]
) -> tuple[dict[str, Value], dict[str, CellError]]:
    values: dict[str, Value] = {}
    wrong: dict[str, CellError] = {}
    shows: dict[str, str] = {}
    for place, column in columns.items():
        cell = row[place] if place < len(row) else None
        shows[column.field] = shown(cell)
        try:
            values[column.field] = column.read(cell)
        except Wrong as problem:
            wrong[column.field] = CellError(number, column.header, shown(cell), str(problem))
            values[column.field] = str(cell)
    wrong = {field: error for field, error in wrong.items() if not sheet.pardoned(values, field)}
    if not wrong:
        headers = {column.field: column.header for column in sheet.columns}
        for one in sheet.together(values):
            wrong[one.field] = CellError(number, headers[one.field], shows.get(one.field, ""), one.allowed)
    return values, wrong


def _columns(
    sheet: Sheet, row: int, header: Sequence[Cell], filled: Sequence[bool]
) -> tuple[dict[int, Column], list[CellError]]:
    """Which column stands where, and what is wrong with the header."""
    columns: dict[int, Column] = {}
    errors: list[CellError] = []
    allowed = "、".join(sheet.headers)
    texts = [shown(cell) for cell in header]
    if not any(map(sheet.column_of, texts)):
        begins = "、".join(filter(None, texts))
        return {}, [CellError(row, "表头", shown(begins), f"第 {row} 行不是表头；表头应有 {allowed}")]
    for place, has_cells in enumerate(filled):
        text = "" if place >= len(header) else shown(header[place])
        column = sheet.column_of(text)
        if column is None:
            if has_cells:
                say = f"不认识的表头，可用 {allowed}" if text else f"这一列有内容却没有表头，可用 {allowed}"
                errors.append(CellError(row, _letter(place), text, say))
        elif column in columns.values():
            errors.append(CellError(row, _letter(place), text, "这个表头出现了两次，只能有一列"))
        else:
            columns[place] = column
    errors += [
        CellError(row, column.header, "", f"表头里必须有「{column.header}」；可用 {allowed}")
        for column in sheet.columns
        if column.required and column not in columns.values()
    ]
    return columns, errors


def _is_blank(row: Sequence[Cell], place: int) -> bool:
    cell = row[place] if place < len(row) else None
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _letter(place: int) -> str:
    """The letter of a column, as spreadsheet programs show it: 0 → A 列."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters} 列"
