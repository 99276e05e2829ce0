"""What the right answer is: read from the sheet of studios itself, by cells, without any of the program's code."""

import csv
from collections.abc import Mapping
from pathlib import Path

Row = Mapping[str, str]
Those = Mapping[str, object]
DELISTED = "已摘牌"


def rows(sheet: Path) -> list[Row]:
    """The studios of a sheet."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def chosen(sheet: list[Row], those: Those) -> set[str]:
    """The names of the studios whose cells are as `those` says; see questions.toml."""
    return {
        row["名称"]
        for row in sheet
        if all(_fits(row, cell, wanted) for cell, wanted in those.items())
        and (row["状态"] != DELISTED or "状态" in those or "名称" in those or "领军人" in those)
    }


def _fits(row: Row, cell: str, wanted: object) -> bool:
    members = int(row["成员数"]) if row["成员数"] else None
    match cell:
        case "最少人数":
            return members is not None and isinstance(wanted, int) and members >= wanted
        case "最多人数":
            return members is not None and isinstance(wanted, int) and members <= wanted
        case "命名年":
            return any(row["命名日期"].startswith(year) for year in _any_of(wanted))
        case "命名起":
            return row["命名日期"] >= str(wanted)
        case "命名止":
            return bool(row["命名日期"]) and row["命名日期"] <= str(wanted)
        case "更新止":
            return bool(row["更新时间"]) and row["更新时间"] <= str(wanted)
        case "专业":
            return any(word in row["专业方向"] for word in _any_of(wanted))
        case "名称" | "领军人":
            return any(
                row[cell] == name.removeprefix("=") if name.startswith("=") else name in row[cell]
                for name in _any_of(wanted)
            )
        case _:
            return row[cell] in _any_of(wanted)


def _any_of(wanted: object) -> list[str]:
    return [str(one) for one in wanted] if isinstance(wanted, list) else [str(wanted)]
