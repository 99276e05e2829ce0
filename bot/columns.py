"""The columns of a studio workbook: what each is called, what its cells may hold, how it is written back.

Decisions, also in the README: a header is known by its letters, whatever its spaces, width or a trailing colon or star; a
column with an unknown header or none is a mistake, unless it is empty. Dates are whole days: a month alone would have
to be given a day nobody stated. Numbers are taken in text columns (telephones), dates are not (a spreadsheet program makes
them of what was meant as text).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.workbooks import Cell, Odd
from storage.model.private_numbers import Private, private_number
from storage.model.studios import (
    KINDS,
    LEVELS,
    LONGEST,
    MOST_MEMBERS,
    MOST_SPECIALITIES,
    STATUSES,
    StudioDraft,
    entries,
    has_mobile,
)

Value = str | int | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field of `StudioDraft`, its width on a sheet in characters."""

    header: str
    field: str
    width: int


COLUMNS = (
    Column("名称", "name", 32),
    Column("级别", "level", 12),
    Column("行业", "sector", 12),
    Column("创新类型", "kind", 12),
    Column("领军人", "leader", 14),
    Column("单位", "unit", 32),
    Column("专业方向", "specialities", 40),
    Column("简介", "intro", 60),
    Column("地址", "address", 30),
    Column("街道", "street", 14),
    Column("电话", "phone", 18),
    Column("状态", "status", 10),
    Column("成员数", "members", 8),
    Column("命名日期", "named_on", 12),
    Column("来源", "source", 24),
    Column("更新时间", "updated_on", 12),
)
NAME = COLUMNS[0]
_BY_HEADER = {column.header: column for column in COLUMNS}
_DATES = ("named_on", "updated_on")
_CHOICES = {"level": LEVELS, "kind": KINDS, "status": STATUSES}

_DATE = re.compile(
    r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]|(\d{4})(\d\d)(\d\d))(?:[ T]0{1,2}:00(?::00)?)?"
)
_SPACES_IN_DATE = re.compile(r"(?<=[年月])\s+|\s+(?=[年月日号])")
_YEARS = range(1949, 2101)
_SPACES = re.compile(r"\s+")
_LINE_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad"))
"""Signs that come along when text is copied from a web page and mean nothing."""

DATE_ALLOWED = "要写成 2023-05-01、2023/5/1 或 2023年5月1日 这样的日期，须是真实的年月日，不知道就留空"
_PRIVATE_ALLOWED = {
    Private.IDENTITY_CARD: "像是身份证号，不能保存，请删掉",
    Private.BANK_CARD: "像是银行卡号，不能保存，请删掉",
}
_MOBILE_ALLOWED = "人人都看得到这一栏，不能有手机号；手机号只能填在「电话」"
_PLAIN_ALLOWED = "不能有看不见的控制字符，请删掉重新输入"


class Wrong(Exception):
    """A cell that cannot be taken; the text says what is allowed."""


def column_of(header: str) -> Column | None:
    """The column that a header cell means, or None."""
    letters = _SPACES.sub("", unicodedata.normalize("NFKC", header).translate(_INVISIBLE))
    return _BY_HEADER.get(re.sub(r"^\*+|[*:]+$", "", letters))


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


def value_of(field: str, cell: Cell, sectors: Sequence[str]) -> Value:
    """What a cell says about a field; raises `Wrong`. `sectors` are the values that 行业 may have now."""
    if isinstance(cell, Odd):
        raise Wrong("不能是公式或出错的单元格，请改成它的值（选择性粘贴 → 数值）")
    if field in _DATES:
        return _date(cell)
    if isinstance(cell, bool):
        raise Wrong("要填文字，不能是 TRUE/FALSE")
    if field == "members":
        return _members(cell)
    if cell is not None and not isinstance(cell, str | int | float):
        raise Wrong("要填文字，这里是日期或时间单元格；请把单元格格式改成文本重新输入")
    text = _clean("" if cell is None else _text(cell), many_lines=field == "intro")
    if (private := private_number(text)) is not None:
        raise Wrong(_PRIVATE_ALLOWED[private])
    if field != "phone" and has_mobile(text):
        raise Wrong(_MOBILE_ALLOWED)
    if field == "sector" or field in _CHOICES:
        allowed = sectors if field == "sector" else _CHOICES[field]
        if text and text not in allowed:
            raise Wrong(f"可填 {'、'.join(allowed)}，或留空")
        return text
    if field == "specialities":
        return _specialities(text)
    longest = LONGEST[field]
    if field == "name" and not text:
        raise Wrong(f"必填，1 到 {longest} 个字")
    if len(text) > longest:
        raise Wrong(f"最多 {longest} 个字，这里有 {len(text)} 个")
    return text


def cell_of(draft: StudioDraft, column: Column) -> str | int:
    """What is written for a field, so that `value_of` reads the same again."""
    value: Value = getattr(draft, column.field)
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, tuple) else value


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


def _specialities(text: str) -> tuple[str, ...]:
    found = entries(text)
    longest = LONGEST["specialities"]
    if len(found) > MOST_SPECIALITIES or any(len(one) > longest for one in found):
        raise Wrong(f"用 、,;/ 隔开，最多 {MOST_SPECIALITIES} 个，每个最多 {longest} 个字")
    return found


def _members(cell: Cell) -> int | None:
    text = "" if cell is None else unicodedata.normalize("NFKC", _text(cell)).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) <= MOST_MEMBERS):
        raise Wrong(f"要填 0 到 {MOST_MEMBERS} 的整数，不知道就留空")
    return int(text)


def _date(cell: Cell) -> str:
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        text = "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()
        text = _SPACES_IN_DATE.sub("", text)
        if not text:
            return ""
        match = _DATE.fullmatch(text)
        if not match:
            raise Wrong(DATE_ALLOWED)
        year, month, day = (int(part) for part in match.groups() if part and part.isdecimal())
        try:
            found = date(year, month, day)
        except ValueError:
            raise Wrong(DATE_ALLOWED) from None
    if found.year not in _YEARS:
        raise Wrong(f"{DATE_ALLOWED}；年份在 {_YEARS[0]} 到 {_YEARS[-1]} 之间")
    return found.isoformat()
