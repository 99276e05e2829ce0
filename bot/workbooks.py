"""Tables of cells (`handlers.kit.tables`) in files: read whole, written complete or not at all."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from bot.os_errors import reason
from handlers.kit import tables
from handlers.kit.large_tables import write_large as write_large_table
from handlers.kit.tables import MOST_BYTES, FileProblem, Row


def read(path: Path) -> list[Row]:
    """The rows of a file that are not blank. Of a workbook, the first visible sheet that has any. Raises `FileProblem`."""
    tables.kind_of(path.name)
    try:
        if path.is_dir():
            raise FileProblem(f"{path} 是文件夹，请给出文件名。")
        if path.stat().st_size > MOST_BYTES:
            raise FileProblem(f"{path.name} 超过 {MOST_BYTES // 2**20} MB，太大了；请核对是否选对了文件，或分批导入。")
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"找不到文件 {path}。") from None
    except OSError as problem:
        raise FileProblem(f"读不了 {path}：{reason(problem)}。") from None
    return tables.read(path.name, content)


def write(path: Path, title: str, rows: Iterable[Sequence[str | int]], widths: Sequence[int]) -> None:
    """Write rows, the first of which is the header; `widths` of the columns in characters.

    The file appears complete or not at all, and only its owner can read it: it may hold telephone numbers.
    """
    kind = tables.kind_of(path.name)
    try:
        if path.is_dir():
            raise FileProblem(f"{path} 是文件夹，请给出文件名。")
        _whole(path, lambda stream: tables.write(stream, kind, title, rows, widths))
    except OSError as problem:
        raise FileProblem(f"写不了 {path}：{reason(problem)}。") from None


def write_large(path: Path, title: str, rows: Iterable[Sequence[str | int | float]], widths: Sequence[int]) -> None:
    """The same for very many rows, with numbers that are not whole. Raises `FileProblem`."""
    kind = tables.kind_of(path.name)
    try:
        if path.is_dir():
            raise FileProblem(f"{path} 是文件夹，请给出文件名。")
        if kind == ".csv":
            plain = ([f"{cell:.15g}" if isinstance(cell, float) else cell for cell in row] for row in rows)
            _whole(path, lambda stream: tables.write(stream, kind, title, plain, widths))
        else:
            _whole(path, lambda stream: write_large_table(stream, title, rows, widths))
    except OSError as problem:
        raise FileProblem(f"写不了 {path}：{reason(problem)}。") from None


def _whole(path: Path, fill: Callable[[IO[bytes]], None]) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
