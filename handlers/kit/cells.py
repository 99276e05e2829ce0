"""What the cells of a table may hold: each reader takes a cell and gives its value, or raises `Wrong` with what is allowed.

Dates are whole days: a month alone would have to be given a day nobody stated. Numbers are taken in text columns
(telephones), dates are not (a spreadsheet program makes them of what was meant as text).
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, tzinfo

from handlers.kit.tables import Cell, Odd
from storage.model.local_time import instant
from storage.model.private_numbers import Private, private_number
from storage.model.studios import has_mobile

_DAY = r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]|(\d{4})(\d\d)(\d\d))"
_DATE = re.compile(_DAY + r"(?:[ T]0{1,2}:00(?::00)?)?")
_MOMENT = re.compile(_DAY + r"[ T]?(\d{1,2}):(\d\d)(?::00)?")
_SPACES_IN_DATE = re.compile(r"(?<=[年月])\s+|\s+(?=[年月日号])")
_YEARS = range(1949, 2101)
_SPACES = re.compile(r"\s+")
_LINE_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad"))
"""Signs that come along when text is copied from a web page and mean nothing."""
_YUAN = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?元?")
_FREE = ("免费", "无", "不收费")

DATE_ALLOWED = "要写成 2023-05-01、2023/5/1 或 2023年5月1日 这样的日期，须是真实的年月日，不知道就留空"
MOMENT_ALLOWED = "要写成 2026-12-05 14:00 这样的日期和时间，须是真实的，24 小时制"
_PRIVATE_ALLOWED = {
    Private.IDENTITY_CARD: "像是身份证号，不能保存，请删掉",
    Private.BANK_CARD: "像是银行卡号，不能保存，请删掉",
}
_MOBILE_ALLOWED = "人人都看得到这一栏，不能有手机号"
_PLAIN_ALLOWED = "不能有看不见的控制字符，请删掉重新输入"


class Wrong(Exception):
    """A cell that cannot be taken; the text says what is allowed."""


def header(text: str) -> str:
    """A header's letters, whatever its spaces, width, or a star or colon around it."""
    letters = _SPACES.sub("", unicodedata.normalize("NFKC", text).translate(_INVISIBLE))
    return re.sub(r"^\*+|[*:]+$", "", letters)


def shown(cell: Cell) -> str:
    """A cell as its reader sees it, for a message: one line, not too long."""
    if isinstance(cell, Odd):
        text = cell.text
    elif isinstance(cell, datetime):
        text = cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    else:
        text = "" if cell is None else _text(cell)
    text = "".join(char if char.isprintable() else "�" for char in _SPACES.sub(" ", text.translate(_INVISIBLE)))
    return text if len(text) <= 60 else text[:57] + "…"


def text(
    longest: int, *, required: bool = False, many_lines: bool = False, mobile: str | None = _MOBILE_ALLOWED
) -> Callable[[Cell], str]:
    """A reader of texts up to `longest` characters. `mobile` is said to a mobile number; None where one may stand."""

    def read(cell: Cell) -> str:
        written = plain(cell, many_lines=many_lines)
        if mobile is not None and has_mobile(written):
            raise Wrong(mobile)
        if required and not written:
            raise Wrong(f"必填，1 到 {longest} 个字")
        if len(written) > longest:
            raise Wrong(f"最多 {longest} 个字，这里有 {len(written)} 个")
        return written

    return read


def choice(allowed: Sequence[str]) -> Callable[[Cell], str]:
    """A reader of one of these texts, or nothing."""

    def read(cell: Cell) -> str:
        written = plain(cell)
        if written and written not in allowed:
            raise Wrong(f"可填 {'、'.join(allowed)}，或留空")
        return written

    return read


def plain(cell: Cell, *, many_lines: bool = False) -> str:
    """A cell's text without stray spaces and without what must not be kept."""
    _no_formula(cell)
    if isinstance(cell, bool):
        raise Wrong("要填文字，不能是 TRUE/FALSE")
    if cell is not None and not isinstance(cell, str | int | float):
        raise Wrong("要填文字，这里是日期或时间单元格；请把单元格格式改成文本重新输入")
    written = _clean("" if cell is None else _text(cell), many_lines=many_lines)
    if (private := private_number(written)) is not None:
        raise Wrong(_PRIVATE_ALLOWED[private])
    return written


def whole(most: int, least: int = 0) -> Callable[[Cell], int | None]:
    """A reader of whole numbers from `least` to `most`; None for an empty cell."""

    def read(cell: Cell) -> int | None:
        _no_formula(cell)
        if isinstance(cell, bool):
            raise Wrong("要填文字，不能是 TRUE/FALSE")
        written = _folded(cell)
        if not written:
            return None
        if not (written.isascii() and written.isdecimal() and len(written) <= 9 and least <= int(written) <= most):
            raise Wrong(f"要填 {least} 到 {most} 的整数，不知道就留空")
        return int(written)

    return read


def yuan(most_fen: int) -> Callable[[Cell], int | None]:
    """A reader of amounts in yuan: 免费, 50, 50.5, 50元; hundredths of a yuan, None for an empty cell."""

    def read(cell: Cell) -> int | None:
        _no_formula(cell)
        written = _folded(cell)
        if not written or written in _FREE:
            return 0 if written else None
        found = None if isinstance(cell, bool) else _YUAN.fullmatch(written)
        fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
        if found is None or fen > most_fen:
            raise Wrong(f"要填「免费」或 0 到 {most_fen // 100} 的元数，最多两位小数，不知道就留空")
        return fen

    return read


def day(cell: Cell) -> str:
    """A reader of dates: ISO text, '' for an empty cell."""
    _no_formula(cell)
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        written = _SPACES_IN_DATE.sub("", _folded(cell))
        if not written:
            return ""
        match = _DATE.fullmatch(written)
        if not match:
            raise Wrong(DATE_ALLOWED)
        found = _real(match.groups(), DATE_ALLOWED)
    return _in_time(found, DATE_ALLOWED).isoformat()


def moment(zone: tzinfo, *, required: bool = False) -> Callable[[Cell], int | None]:
    """A reader of local times such as 2026-12-05 14:00; milliseconds UTC, None for an empty cell."""
    allowed = MOMENT_ALLOWED + ("" if required else "；不知道就留空")

    def read(cell: Cell) -> int | None:
        _no_formula(cell)
        if isinstance(cell, datetime):
            return instant(_in_time(cell.date(), allowed), cell.hour * 60 + cell.minute, zone)
        written = _SPACES_IN_DATE.sub("", _folded(cell))
        if not written:
            if required:
                raise Wrong(f"必填，{allowed}")
            return None
        match = None if isinstance(cell, date | time) else _MOMENT.fullmatch(written)
        if not match:
            raise Wrong(allowed)
        *parts, hour, minute = match.groups()
        if int(hour) > 23 or int(minute) > 59:
            raise Wrong(allowed)
        return instant(_in_time(_real(parts, allowed), allowed), int(hour) * 60 + int(minute), zone)

    return read


def _real(parts: Sequence[str | None], allowed: str) -> date:
    year, month, number = (int(part) for part in parts if part and part.isdecimal())
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong(allowed) from None


def _in_time(found: date, allowed: str) -> date:
    if found.year not in _YEARS:
        raise Wrong(f"{allowed}；年份在 {_YEARS[0]} 到 {_YEARS[-1]} 之间")
    return found


def _no_formula(cell: Cell) -> None:
    if isinstance(cell, Odd):
        raise Wrong("不能是公式或出错的单元格，请改成它的值（选择性粘贴 → 数值）")


def _folded(cell: Cell) -> str:
    return "" if cell is None else unicodedata.normalize("NFKC", _text(cell)).strip()


def _text(cell: object) -> str:
    """A cell's text; a whole number without the '.0' that spreadsheets keep behind it."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _clean(text: str, *, many_lines: bool) -> str:
    """Text without stray spaces; a line break stays only where a text may have several lines."""
    if many_lines:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE).split("\n")
        text = "\n".join(_LINE_SPACES.sub(" ", line).strip() for line in lines).strip()
    else:
        text = _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()
    if any(
        unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in _BIDI
        for char in text
        if char != "\n"
    ):
        raise Wrong(_PLAIN_ALLOWED)
    return text


_BIDI = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
"""Signs that turn the direction of writing and can make a text look like another."""
