"""`export news`, `results`, `benefits` and `reports`: what studios told and handed in, as workbooks."""

import asyncio
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path

from bot import workbooks
from bot.course_columns import written
from bot.record_columns import benefit_columns, benefit_row, record_row, record_sheet
from storage import record_tables
from storage.database import Database
from storage.model.records import BENEFIT, KINDS, RESULTS
from storage.model.reports import STATE_NAMES, State
from storage.record_tables import Owed, Row

OWED, EXCUSED, FILED = "未交", "免交", "已交"
"""What a report is that the bot has no text of."""
FIELD_NAMES = {"progress": "进展", "problems": "问题", "measures": "措施", "plan": "下季度计划"}
_REPORTS = ("期间", "报告", "工作室", "状态", "截止时间", "提交时间", "是否逾期", "编号")


async def export_news(db: Database, path: Path) -> int:
    """Write all records as a workbook that can be imported again; says how many. Raises `FileProblem`."""
    return await _export(db, path, lambda _row: True, record_row)


async def export_results(db: Database, path: Path) -> int:
    """The same of results alone: the types that the union calls 成果, also those that admins added."""
    others = frozenset(KINDS) - frozenset(RESULTS)
    return await _export(db, path, lambda row: row.facts.kind not in others, record_row)


async def export_benefits(db: Database, path: Path) -> int:
    """The same of benefits, with their year, basis and proof."""
    return await _export(db, path, lambda row: row.facts.kind == BENEFIT, benefit_row, more=True)


async def export_reports(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    """Write what every studio handed in or owes of every period that is due by now or was handed in; how many."""
    async with db.read() as tx:
        found = [one async for one in record_tables.reports(tx)]
    rows = [_report_row(one, zone) for one in found if one.due_at <= now or one.closed_at or one.state]
    head: list[str | int | float] = [*_REPORTS, *FIELD_NAMES.values(), "数字", "退回原因"]
    widths = [10, 28, 26, 10, 18, 18, 10, 20, *(50 for _ in FIELD_NAMES), 40, 30]
    table: list[list[str | int | float]] = [head, *rows]
    await asyncio.to_thread(workbooks.write_large, path, "报告", table, widths)
    return len(rows)


async def _export(
    db: Database,
    path: Path,
    wanted: Callable[[Row], bool],
    row_of: Callable[[Row], list[str | int | float]],
    *,
    more: bool = False,
) -> int:
    async with db.read() as tx:
        rows = [row_of(row) async for row in record_tables.everything(tx) if wanted(row)]
    sheet = record_sheet({}, (), ())
    columns = (*sheet.columns, *benefit_columns()) if more else sheet.columns
    table: list[list[str | int | float]] = [[column.header for column in columns], *rows]
    await asyncio.to_thread(workbooks.write_large, path, sheet.title, table, [column.width for column in columns])
    return len(rows)


def _report_row(one: Owed, zone: tzinfo) -> list[str | int | float]:
    shown = one.fields if one.filed_at is not None else {}  # what is a draft is its studio's own business
    if one.state is not None and one.filed_at is not None:
        state = STATE_NAMES[State(one.state)]
    else:
        state = (EXCUSED if one.excused else FILED) if one.closed_at is not None else OWED
    handed_in = one.filed_at if one.filed_at is not None else one.closed_at if not one.excused else None
    late = "" if handed_in is None else "逾期" if one.late or handed_in > one.due_at else "按时"
    return [
        one.label,
        one.title,
        one.studio_name,
        state,
        written(one.due_at, zone),
        written(handed_in, zone),
        late,
        one.receipt,
        *(shown.get(name, "") for name in FIELD_NAMES),
        "\n".join(f"{name} {value}" for name, value in one.figures),
        one.reason,
    ]
