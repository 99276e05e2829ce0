"""`import results`: rows become records, all of them or none.

A row that says what a record says already (all but its words, who told it and its state) is that record and is left alone, so
that a file may be imported again, whatever has been judged since; two equal rows are two records, but not where they have a
number or are the same money: that counts once. A row that looks like a record that is there, and says something else of it, is
a mistake: that one is corrected in the chat, where it is reviewed.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from decimal import Decimal
from pathlib import Path

from bot import workbooks
from bot.importing import CHUNK, Progress, Report
from bot.record_cells import MERGED
from bot.record_columns import (
    benefit_columns,
    facts_of,
    fingerprint,
    record_sheet,
)
from handlers.kit import sheets
from handlers.kit.sheets import CellError, Line, Sheet, Values
from storage import audit, record_tables, studios, terms
from storage.database import Database, Tx
from storage.model.audit import IMPORTED
from storage.model.local_time import local_date
from storage.model.records import BENEFIT, FEN_A_WAN, KINDS, RESULTS, STAGES, Facts, State, folded_title
from storage.record_tables import New, Row
from storage.records import STANDING


async def import_records(
    db: Database, path: Path, *, now: int, zone: tzinfo, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring in what a workbook says. Raises `FileProblem` when the file cannot be read at all."""
    table = await asyncio.to_thread(workbooks.read, path)
    async with db.read() if dry_run else db.write() as tx:
        there = [row async for row in record_tables.everything(tx)]
        sheet = await _sheet(tx, {fingerprint(row.studio, row.facts) for row in there}, local_date(now, zone))
        lines, errors = await asyncio.to_thread(sheets.check, table, sheet)
        if errors:
            return Report(errors=errors, dry_run=dry_run)
        fresh = _fresh(lines, there)
        new, wrong = _joined(fresh, there)
        if wrong:
            return Report(errors=tuple(wrong), dry_run=dry_run)
        if new and not dry_run:
            await record_tables.add_all(tx, new, now)
            await audit.note(tx, 0, "news.write", "records", now, f"{IMPORTED} {len(new)}")
    if progress is not None and len(lines) > CHUNK:
        progress(len(lines), len(lines))
    return Report(len(new), 0, len(lines) - len(new), dry_run=dry_run)


async def _sheet(tx: Tx, known: set[tuple[object, ...]], today: date) -> Sheet:
    names = {one.name: one.id for one in await studios.everything(tx)}
    kinds, stages = await record_tables.words(tx)
    listed = [*await terms.names(tx, terms.RESULT), *(kind for kind in KINDS if kind not in RESULTS)]

    def there(values: Values) -> bool:
        studio = values["studio"]
        return isinstance(studio, int) and fingerprint(studio, facts_of(values)) in known

    sheet = record_sheet(
        names,
        [*listed, *sorted(kinds - set(listed))],
        [*STAGES, *sorted(stages - {*STAGES, ""})],
        there,
        today.isoformat(),
    )
    return replace(sheet, columns=(*sheet.columns, *benefit_columns()))


def _fresh(lines: Sequence[Line], there: Sequence[Row]) -> list[tuple[Line, int, Facts]]:
    """The rows that are not there yet: of equal ones, as many as there are too few."""
    left = Counter(fingerprint(row.studio, row.facts) for row in there)
    found = []
    for line in lines:
        studio, facts = line.values["studio"], facts_of(line.values)
        assert isinstance(studio, int)
        print_of = fingerprint(studio, facts)
        if left[print_of] > 0:
            left[print_of] -= 1
        else:
            found.append((line, studio, facts))
    return found


def _joined(fresh: Sequence[tuple[Line, int, Facts]], there: Sequence[Row]) -> tuple[list[New], list[CellError]]:
    """The new records, each merged benefit with the one it is part of; and what cannot be."""
    same = {key: row for row in there if row.state in STANDING for key in _names(row.studio, row.facts)}
    new, wrong = [], []
    here: dict[tuple[object, ...], int] = {}
    for place, (line, studio, facts) in enumerate(fresh):
        values = line.values
        stands = values.get("state") == MERGED or State(str(values.get("state") or State.PENDING)) in STANDING
        found = next((same[key] for key in _names(studio, facts) if key in same), None) if stands else None
        if stands and (once := _once(studio, facts)) is not None:
            row = here.setdefault(once, line.row)
            if row != line.row and facts.code:
                wrong.append(CellError(line.row, "编号", facts.code, f"和第 {row} 行是同一个编号，同一项只能算一次"))
            elif row != line.row:
                said = f"和第 {row} 行一模一样，同一笔钱不能算两次；确实是两笔，请在「原话」里写清楚"
                wrong.append(CellError(line.row, "金额万元", _in_words(facts), said))
        if found is not None:
            column, value = (
                ("编号", facts.code) if facts.code and facts.code == found.facts.code else ("名称", facts.title)
            )
            said = f"和已有的 {found.receipt} 是同一项，别的内容却不一样；要改请在聊天里改那一条，它会经过审核"
            wrong.append(CellError(line.row, column, value, said))
        part_of = None
        if values.get("state") == MERGED:
            part_of = next(
                (later for later in range(place + 1, len(fresh)) if _holds(fresh[later], studio, facts)), None
            )
            if part_of is None:
                said = "它下面没有包含它的那一笔：同一工作室、同一类别、金额不小于它、时间有重叠、状态是通过的效益"
                wrong.append(CellError(line.row, "状态", MERGED, said))
        state = State.APPROVED if values.get("state") == MERGED else State(str(values.get("state") or State.PENDING))
        new.append(New(studio, str(values.get("author") or ""), facts, state, part_of))
    return new, wrong


def _names(studio: int, facts: Facts) -> Iterable[tuple[object, ...]]:
    """What one thing is known by, each stage of it being another."""
    if facts.code:
        yield facts.stage, facts.code  # of whichever studio: it is given once
    elif title := folded_title(facts.title):
        yield studio, facts.kind, facts.stage, title, facts.begins_on, facts.ends_on


def _once(studio: int, facts: Facts) -> tuple[object, ...] | None:
    """What two rows of one file cannot both be: a stage of one number, the same money in the same words. None for what two
    rows may say alike, as of two lessons."""
    if facts.code:
        return facts.stage, facts.code
    if facts.kind == BENEFIT and facts.amount_fen is not None:
        return (*fingerprint(studio, facts), facts.year, facts.basis, facts.said)
    return None


def _in_words(facts: Facts) -> str:
    return f"{Decimal(facts.amount_fen or 0) / FEN_A_WAN:f}"


def _holds(candidate: tuple[Line, int, Facts], studio: int, part: Facts) -> bool:
    """Whether a row is a benefit that contains another."""
    line, whose, facts = candidate
    if line.values.get("state") != State.APPROVED or (whose, facts.kind, facts.benefit) != (
        studio,
        BENEFIT,
        part.benefit,
    ):
        return False
    together = facts.year == part.year or (facts.ends_on >= part.begins_on and facts.begins_on <= part.ends_on)
    return together and (facts.amount_fen or 0) >= (part.amount_fen or 0)
