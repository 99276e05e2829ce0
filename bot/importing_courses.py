"""`import courses` and `import competitions`: by the rules of `bot.importing`, rows become courses and competitions.

A course is known by 课程, 工作室 and 开始 together, a competition by 竞赛: the same means a change of it. A course that
stands once in the file at another time than the only one of its name that has not begun is that one, moved. Of a series of
sessions the sheet has the first; the others stay. Whoever is enrolled or registered is told of a change of time or place,
old → new, as when it is changed in the chat; a running house sends it.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any

from bot import workbooks
from bot.competition_columns import STAGE_COLUMNS, competition_row, competition_sheet, merged
from bot.course_columns import course_row, course_sheet
from bot.importing import Progress, Report
from handlers.cards import competition_news, course_news
from handlers.kit import sheets
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.sheets import CellError, Line, Sheet, Value, Values
from handlers.kit.words import load_words
from storage import competitions, courses, studios
from storage.database import Database, Tx
from storage.model.competitions import Competition, State, is_past
from storage.model.competitions import Draft as CompetitionDraft
from storage.model.courses import Course, Draft, Session, credit_of
from storage.model.courses import State as CourseState

EVERYTHING = 1_000_000
"""More than there will ever be."""
USUAL_MS = 2 * 3600 * 1000
"""How long a course lasts where 结束 is not written."""

Keep = Callable[[Tx, Values], Awaitable[str]]
"""Compare a row with what is kept and, unless it is a dry run, keep it: 'created', 'updated' or 'unchanged'."""


async def import_courses(
    db: Database, path: Path, *, now: int, zone: tzinfo, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring the courses to what a workbook says. Raises `FileProblem` when the file cannot be read at all."""

    there: dict[str, list[Course]] = {}

    async def keep(tx: Tx, values: Values) -> str:
        known = _meant(there.get(str(values["title"]), ()), values, once[_name(values)] == 1, now)
        draft = _course(known, values)
        if known is None:
            if not dry_run:
                await courses.add(tx, draft, 0, now, zone)
            return "created"
        if draft == known:
            return "unchanged"
        if not dry_run:
            changed = await courses.change(tx, known, draft, now, zone)
            if changed is not None and now < changed.ends_at:
                await course_news.tell_change(_desk(tx, now, zone), known, changed)
        return "updated"

    async with db.read() as tx:
        names = {one.name: one.id for one in await studios.everything(tx)}
        off = [one for one in await everything(tx, now) if one.state is CourseState.CANCELLED]
    cancelled = frozenset((one.title, one.studio, one.begins_at) for one in off)
    lines, errors = await _read(path, course_sheet(names, zone, cancelled))
    once = Counter(_name(line.values) for line in lines)

    async def look(tx: Tx) -> None:
        for one in await everything(tx, now):
            if one.state is not CourseState.CANCELLED:
                there.setdefault(one.title, []).append(one)

    return await _import(db, lines, errors, keep, dry_run, progress, look)


async def import_competitions(
    db: Database, path: Path, *, now: int, zone: tzinfo, dry_run: bool = False, progress: Progress | None = None
) -> Report:
    """Bring the competitions to what a workbook says. Raises `FileProblem` when the file cannot be read at all."""

    async def keep(tx: Tx, values: Values) -> str:
        known = await competitions.by_title(tx, str(values["title"]))
        draft = _competition(known, values)
        if known is None:
            if not dry_run:
                await competitions.add(tx, draft, 0, now, zone)
            return "created"
        if draft == known:
            return "unchanged"
        if not dry_run:
            changed = await competitions.change(tx, known, draft, now, zone)
            if changed is not None and not is_past(changed, now):
                await competition_news.tell_change(_desk(tx, now, zone), known, changed)
        return "updated"

    async with db.read() as tx:
        there = await every_competition(tx, now)
    times = {one.title: one.times for one in there}
    cancelled = frozenset(one.title for one in there if one.state is State.CANCELLED)
    lines, errors = await _read(path, competition_sheet(zone, times, cancelled))
    return await _import(db, lines, errors, keep, dry_run, progress)


async def export_courses(db: Database, path: Path, *, now: int, zone: tzinfo) -> int:
    """Write all courses that are not cancelled as a workbook that can be imported again; says how many. Raises `FileProblem`."""
    async with db.read() as tx:
        found = [one for one in await everything(tx, now) if one.state is not CourseState.CANCELLED]
    return await _export(path, course_sheet({}, zone), [course_row(one, zone) for one in found])


async def export_competitions(db: Database, path: Path, *, now: int, zone: tzinfo) -> int:
    """Write all competitions that are not cancelled, as `export_courses` does."""
    async with db.read() as tx:
        found = [one for one in await every_competition(tx, now) if one.state is not State.CANCELLED]
    return await _export(path, competition_sheet(zone), [competition_row(one, zone) for one in found])


async def everything(tx: Tx, now: int) -> list[Course]:
    """All courses, what comes first."""
    ahead = await courses.of_giver(tx, None, now, EVERYTHING)
    over = await courses.of_giver(tx, None, now, EVERYTHING, over=True)
    return [*ahead.courses, *over.courses]


async def every_competition(tx: Tx, now: int) -> list[Competition]:
    """All competitions, what comes first."""
    ahead, over = await competitions.current(tx, now, EVERYTHING), await competitions.past(tx, now, EVERYTHING)
    newest: dict[str, Competition] = {}
    for one in sorted((*ahead.competitions, *over.competitions), key=lambda one: -one.id):
        newest.setdefault(one.title, one)
    return [one for one in (*ahead.competitions, *over.competitions) if newest[one.title] is one]


async def _read(path: Path, sheet: Sheet) -> tuple[list[Line], tuple[CellError, ...]]:
    table = await asyncio.to_thread(workbooks.read, path)
    return await asyncio.to_thread(sheets.check, table, sheet)


async def _nothing(_tx: Tx) -> None:
    """For an import that asks row by row."""


async def _import(
    db: Database,
    lines: Sequence[Line],
    errors: tuple[CellError, ...],
    keep: Keep,
    dry_run: bool,
    progress: Progress | None,
    look: Callable[[Tx], Awaitable[None]] = _nothing,
) -> Report:
    """Keep all rows in one transaction, after a `look` at what there is in it; nothing, where there are errors."""
    if errors:
        return Report(errors=errors, dry_run=dry_run)
    async with db.read() if dry_run else db.write() as tx:
        await look(tx)
        became = await _keep_all(tx, lines, keep, progress)
    return Report(became.count("created"), became.count("updated"), became.count("unchanged"), dry_run=dry_run)


async def _keep_all(tx: Tx, lines: Sequence[Line], keep: Keep, progress: Progress | None) -> list[str]:
    became = []
    for number, line in enumerate(lines, 1):
        became.append(await keep(tx, line.values))
        if progress is not None:
            progress(number, len(lines))
    return became


async def _export(path: Path, sheet: Sheet, rows: Sequence[Sequence[str | int]]) -> int:
    await asyncio.to_thread(workbooks.write, path, sheet.title, [sheet.headers, *rows], sheet.widths)
    return len(rows)


def _desk(tx: Tx, now: int, zone: tzinfo) -> Desk:
    """Where messages are written from: no conversation, in the words that the bot has."""
    words = load_words()
    return Desk(tx, now, Office(words, Cards(words), doors=(), zone=zone))


def _name(values: Values) -> tuple[Value, Value]:
    return values["title"], values.get("studio")


def _meant(same: Sequence[Course], values: Values, once: bool, now: int) -> Course | None:
    """Which of the courses of this title the row is about: the one that begins then, else the only one ahead, moved.

    Where the file does not say who gives it, any does.
    """
    own = [one for one in same if "studio" not in values or one.studio == values["studio"]]
    then = [one for one in own if one.begins_at == values["begins_at"]]
    if then:
        return then[0]
    ahead = [one for one in own if one.begins_at > now]
    return ahead[0] if once and len(ahead) == 1 else None


def _course(known: Course | None, values: Values) -> Draft:
    """What is kept of a course once the row is taken in. The end of its first session, where it is not written, stays."""
    said: dict[str, Any] = dict(values)
    begin, end = said.pop("begins_at"), said.pop("ends_at", None)
    if known is None:
        end = end or begin + USUAL_MS
        return Draft(sessions=(Session(begin, end, credit=credit_of(begin, end)),), **said)
    first, *others = known.sessions
    end = end or first.ends_at + begin - first.begins_at
    if (begin, end) != (first.begins_at, first.ends_at):
        first = replace(first, begins_at=begin, ends_at=end, credit=credit_of(begin, end))
    return replace(known, sessions=(first, *others), **said)


def _competition(known: Competition | None, values: Mapping[str, Any]) -> CompetitionDraft:
    said = {field: value for field, value in values.items() if field not in STAGE_COLUMNS}
    times = merged(known.times if known is not None else {}, values)
    return CompetitionDraft(times=times, **said) if known is None else replace(known, times=times, **said)
