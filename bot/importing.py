"""The `import` command's work: a workbook's rows, checked all together, become records in one transaction.

Decisions, also in the README: the file is the truth for the columns it has (an empty cell empties the field), columns it
lacks are left as they are, and studios it does not name stay. A row is known by its 名称, letter for letter. One bad cell
and nothing is imported; all bad cells are told at once.
"""

import asyncio
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any

from bot import workbooks
from bot.columns import cell_of, studio_sheet
from bot.standin.sample_competitions import import_sample_competitions
from bot.standin.sample_courses import import_sample_courses
from bot.standin.sample_duties import import_sample_duties
from bot.standin.sample_records import import_sample_records
from handlers.kit import sheets
from handlers.kit.sheets import CellError, Line
from handlers.kit.tables import FileProblem
from storage import people, search, studios, terms
from storage.database import Database, Tx
from storage.model.studios import Studio, StudioDraft, StudioFilter
from storage.studios import Counts

SAMPLE = Path(__file__).parent / "standin" / "sample"
CHUNK = 100
"""Rows between two signs of progress."""
TIDY_FROM = 1_000
"""Changed rows from which merging the search index is worth its time."""

Progress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did, or would do (`dry_run`). With errors nothing was done."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: tuple[CellError, ...] = ()
    dry_run: bool = False


async def import_studios(
    db: Database, path: Path, *, now: int, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring the studios to what a workbook says. Raises `FileProblem` when the file cannot be read at all."""
    table = await asyncio.to_thread(workbooks.read, path)
    async with db.read() as tx:
        sectors = await terms.names(tx, terms.SECTOR)
        retired = await _retired(tx, sectors)
    lines, errors = await asyncio.to_thread(sheets.check, table, studio_sheet(sectors, retired))
    if errors:
        return Report(errors=errors, dry_run=dry_run)
    async with db.read() if dry_run else db.write() as tx:
        counts = Counts()
        for start in range(0, len(lines), CHUNK):
            drafts = [await _draft(tx, line) for line in lines[start : start + CHUNK]]
            counts += _compare(drafts) if dry_run else await studios.save_all(tx, [new for _, new in drafts], now)
            if progress is not None:
                progress(min(start + CHUNK, len(lines)), len(lines))
        if not dry_run and counts.created + counts.updated >= TIDY_FROM:
            await search.tidy(tx)
    return Report(counts.created, counts.updated, counts.unchanged, dry_run=dry_run)


async def export_studios(db: Database, path: Path) -> int:
    """Write all studios as a workbook that can be imported again; says how many. Raises `FileProblem`."""
    async with db.read() as tx:
        records = await studios.everything(tx)
    sheet = studio_sheet(())
    table: Any = itertools.chain(
        [sheet.headers], ([cell_of(one, column) for column in sheet.columns] for one in records)
    )
    await asyncio.to_thread(workbooks.write, path, sheet.title, table, sheet.widths)
    return len(records)


async def import_sample(db: Database, now: int, *, told: bool = False) -> Report:
    """Load the sample data: studios through the importer, then the sample people with their roles; `told`: also what studios
    are said to have told and handed in, where nobody did yet."""
    report = await import_studios(db, SAMPLE / "studios.csv", now=now)
    if report.errors:
        raise FileProblem(report_text(report))
    header, *table = await asyncio.to_thread(workbooks.read, SAMPLE / "people.csv")
    async with db.write() as tx:
        for _, cells in table:
            one = dict(zip(map(str, header[1]), map(str, cells), strict=True))
            person = await people.meet(tx, one["telegram_id"], now)
            if one["language"]:
                await people.set_language(tx, person.id, one["language"])
            studio = await studios.by_name(tx, one["studio"])
            if one["role"] not in ("", "worker"):
                await people.grant(tx, person.id, one["role"], now, studio.id if studio else 0)
    await import_sample_competitions(db, SAMPLE / "competitions.csv", now)
    await import_sample_courses(db, SAMPLE / "courses.csv", now)
    await import_sample_duties(db, now)
    if told:
        await import_sample_records(db, SAMPLE, now)
    return report


def report_text(report: Report) -> str:
    """A report in words, a line for each error."""
    if report.errors:
        return "\n".join(sheets.report(report.errors))
    counts = f"新增 {report.created} 个，更新 {report.updated} 个，没有变化 {report.unchanged} 个"
    return f"试运行，没有写入。将会{counts}。" if report.dry_run else f"导入完成：{counts}。"


def percent_lines(stream: IO[str], what: str = "导入") -> Progress:
    """Progress for a terminal (one line that counts up) or a log (a line each tenth); nothing for short work."""
    last = -1

    def show(done: int, total: int) -> None:
        nonlocal last
        percent = done * 100 // total if total else 100
        step = 1 if stream.isatty() else 10
        if total <= CHUNK or percent // step == last:
            return
        last = percent // step
        line = f"{what} {percent}%（{done}/{total}）"
        stream.write(f"\r{line}" + ("\n" if done == total else "") if stream.isatty() else f"{line}\n")
        stream.flush()

    return show


async def import_file(
    db: Database,
    what: str,
    path: Path,
    *,
    now: int,
    zone: tzinfo,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """`import`: what a file says about 'studios', 'courses', 'competitions' or 'results'. Raises `FileProblem`."""
    from bot import importing_courses, importing_records

    if what == "studios":
        return await import_studios(db, path, now=now, dry_run=dry_run, progress=progress)
    bring = {
        "courses": importing_courses.import_courses,
        "competitions": importing_courses.import_competitions,
        "results": importing_records.import_records,
    }[what]
    return await bring(db, path, now=now, zone=zone, dry_run=dry_run, progress=progress)


async def command(db: Database, what: str, file: Path | None, *, zone: tzinfo, dry_run: bool = False) -> int:
    """`studio-bot import`: a workbook, or without a file the sample data. Says what happened; the exit code."""
    from bot.clock import SystemClock

    now = SystemClock().now()
    try:
        if file is None:
            report = await import_sample(db, now, told=True)
        else:
            progress = percent_lines(sys.stderr)
            report = await import_file(db, what, file, now=now, zone=zone, dry_run=dry_run, progress=progress)
    except FileProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(report_text(report), file=sys.stderr if report.errors else sys.stdout)
    return 1 if report.errors else 0


async def _retired(tx: Tx, sectors: Sequence[str]) -> frozenset[tuple[str, str]]:
    """(name, 行业) of studios whose sector is no longer on the list: they may keep it, or no export could come back."""
    everybody = StudioFilter(include_delisted=True)
    found: list[tuple[str, str]] = []
    for sector, number in await studios.count_by(tx, "sector", everybody):
        if sector not in sectors:
            page = await studios.browse(tx, replace(everybody, sector=sector), limit=number)
            found += [(studio.name, sector) for studio in page.studios]
    return frozenset(found)


async def _draft(tx: Tx, line: Line) -> tuple[Studio | None, StudioDraft]:
    values: Mapping[str, Any] = line.values
    known = await studios.by_name(tx, values["name"])
    return known, replace(known if known is not None else StudioDraft(values["name"]), **values)


def _compare(drafts: Sequence[tuple[Studio | None, StudioDraft]]) -> Counts:
    return Counts(
        created=sum(known is None for known, _ in drafts),
        updated=sum(known is not None and known != new for known, new in drafts),
        unchanged=sum(known is not None and known == new for known, new in drafts),
    )
