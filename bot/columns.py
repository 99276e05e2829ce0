"""The columns of a studio workbook: what each is called, what its cells may hold, how it is written back."""

from collections.abc import Callable, Sequence

from handlers.kit.cells import Wrong, choice, day, plain, text, whole
from handlers.kit.sheets import Column, Sheet, Value, Values
from handlers.kit.tables import Cell
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

_MOBILE = "人人都看得到这一栏，不能有手机号；手机号只能填在「电话」"


def _line(field: str, *, required: bool = False, many_lines: bool = False) -> Callable[[Cell], str]:
    mobile = None if field == "phone" else _MOBILE
    return text(LONGEST[field], required=required, many_lines=many_lines, mobile=mobile)


def _specialities(cell: Cell) -> tuple[str, ...]:
    written = plain(cell)
    if has_mobile(written):
        raise Wrong(_MOBILE)
    found = entries(written)
    longest = LONGEST["specialities"]
    if len(found) > MOST_SPECIALITIES or any(len(one) > longest for one in found):
        raise Wrong(f"用 、,;/ 隔开，最多 {MOST_SPECIALITIES} 个，每个最多 {longest} 个字")
    return found


def studio_sheet(sectors: Sequence[str], retired: frozenset[tuple[str, str]] = frozenset()) -> Sheet:
    """The sheet of studios. `sectors` are the values that 行业 may have now; `retired` are (name, 行业) of studios that keep one
    which is no longer on the list."""

    def pardoned(values: Values, field: str) -> bool:
        return field == "sector" and (values.get("name"), values.get("sector")) in retired

    return Sheet(
        "工作室",
        (
            Column("名称", "name", 32, _line("name", required=True), required=True),
            Column("级别", "level", 12, choice(LEVELS)),
            Column("行业", "sector", 12, choice(sectors)),
            Column("创新类型", "kind", 12, choice(KINDS)),
            Column("领军人", "leader", 14, _line("leader")),
            Column("单位", "unit", 32, _line("unit")),
            Column("专业方向", "specialities", 40, _specialities),
            Column("简介", "intro", 60, _line("intro", many_lines=True)),
            Column("地址", "address", 30, _line("address")),
            Column("街道", "street", 14, _line("street")),
            Column("电话", "phone", 18, _line("phone")),
            Column("状态", "status", 10, choice(STATUSES)),
            Column("成员数", "members", 8, whole(MOST_MEMBERS)),
            Column("命名日期", "named_on", 12, day),
            Column("来源", "source", 24, _line("source")),
            Column("更新时间", "updated_on", 12, day),
        ),
        key=("name",),
        twice="和第 {row} 行同名；同一个名称在文件里只能有一行",
        pardoned=pardoned,
    )


def cell_of(draft: StudioDraft, column: Column) -> str | int:
    """What is written for a field, so that the column reads the same again."""
    value: Value = getattr(draft, column.field)
    if value is None:
        return ""
    return "、".join(value) if isinstance(value, tuple) else value
