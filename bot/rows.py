"""From the rows of a studio workbook to what they say, or to every mistake in them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.columns import COLUMNS, NAME, Column, Value, Wrong, column_of, shown, value_of
from bot.workbooks import Cell, Row


@dataclass(frozen=True, slots=True)
class CellError:
    """One cell that cannot be taken. `column` is its header or, without one, its letter; `value` what it shows."""

    row: int
    column: str
    value: str
    allowed: str


@dataclass(frozen=True, slots=True)
class Line:
    """A good row: the studio's name and what the file says about its fields."""

    name: str
    values: Mapping[str, Value]


def check(
    rows: Sequence[Row], sectors: Sequence[str], retired: frozenset[tuple[str, str]]
) -> tuple[list[Line], tuple[CellError, ...]]:
    """The good rows, and every error in the order of the file."""
    (header_row, header), *body = rows
    width = max(len(cells) for _, cells in rows)
    filled = [any(not _is_blank(cells, place) for _, cells in body) for place in range(width)]
    columns, errors = _columns(header_row, header, filled)
    if NAME not in columns.values():
        return [], tuple(errors)
    lines: list[Line] = []
    rows_by_name: dict[str, int] = {}
    for number, cells in body:
        values: dict[str, Value] = {}
        wrong: dict[str, CellError] = {}
        for place, column in columns.items():
            cell = cells[place] if place < len(cells) else None
            try:
                values[column.field] = value_of(column.field, cell, sectors)
            except Wrong as problem:
                wrong[column.field] = CellError(number, column.header, shown(cell), str(problem))
                values[column.field] = str(cell)
        name = str(values["name"])
        if (name, values.get("sector")) in retired:
            wrong.pop("sector", None)
        if "name" not in wrong:
            first = rows_by_name.setdefault(name, number)
            if first != number:
                wrong["name"] = CellError(
                    number, NAME.header, name, f"和第 {first} 行同名；同一个名称在文件里只能有一行"
                )
        errors += [wrong[column.field] for column in columns.values() if column.field in wrong]
        lines.append(Line(name, values))
    return lines, tuple(errors)


def _columns(row: int, header: Sequence[Cell], filled: Sequence[bool]) -> tuple[dict[int, Column], list[CellError]]:
    """Which column stands where, and what is wrong with the header."""
    columns: dict[int, Column] = {}
    errors: list[CellError] = []
    allowed = "、".join(column.header for column in COLUMNS)
    texts = [shown(cell) for cell in header]
    if not any(map(column_of, texts)):
        begins = "、".join(filter(None, texts))
        return {}, [CellError(row, "表头", shown(begins), f"第 {row} 行不是表头；表头应有 {allowed}")]
    for place, has_cells in enumerate(filled):
        text = "" if place >= len(header) else shown(header[place])
        column = column_of(text)
        if column is None:
            if has_cells:
                say = f"不认识的表头，可用 {allowed}" if text else f"这一列有内容却没有表头，可用 {allowed}"
                errors.append(CellError(row, _letter(place), text, say))
        elif column in columns.values():
            errors.append(CellError(row, _letter(place), text, "这个表头出现了两次，只能有一列"))
        else:
            columns[place] = column
    if NAME not in columns.values():
        errors.append(CellError(row, NAME.header, "", f"表头里必须有「{NAME.header}」；可用 {allowed}"))
    return columns, errors


def _is_blank(cells: Sequence[Cell], place: int) -> bool:
    cell = cells[place] if place < len(cells) else None
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _letter(place: int) -> str:
    """The letter of a column, as spreadsheet programs show it: 0 → A 列."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters} 列"
