"""The `export` command's work: what is kept, as workbooks. No cell of them runs as a formula (`handlers.kit.tables`).

Lists name people: the files are readable by their owner alone (`bot.workbooks`).
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from pathlib import Path

from bot import exporting_records, importing, importing_courses, workbooks
from bot.course_columns import written
from handlers.cards.course_people import standing
from handlers.cards.entry_states import state_name
from handlers.cards.stages import stage_name
from handlers.kit.tables import FileProblem
from handlers.kit.words import SOURCE_LANGUAGE, load_words
from storage import attendance, audit, drawing, enrolments, entries, results
from storage.database import Database
from storage.model.attendance import Mark
from storage.model.audit import EXPORTED
from storage.model.contests import fought, written_points
from storage.model.enrolments import State
from storage.model.entries import State as Entered
from storage.model.ranking import NO_PLACE

MARKS = {Mark.PRESENT: "到", Mark.LATE: "迟到", Mark.ABSENT: "缺席"}

Export = Callable[[Database, Path, int, tzinfo], Awaitable[int]]
"""Write the file at this time (milliseconds UTC) in this zone; how many records it has."""


async def _studios(db: Database, path: Path, _now: int, _zone: tzinfo) -> int:
    return await importing.export_studios(db, path)


async def _courses(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    return await importing_courses.export_courses(db, path, now=now, zone=zone)


async def _competitions(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    return await importing_courses.export_competitions(db, path, now=now, zone=zone)


async def _enrolments(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    words = load_words()[SOURCE_LANGUAGE]
    rows = []
    async with db.read() as tx:
        for one in await importing_courses.everything(tx, now):
            for each in await enrolments.listed(tx, one.id, tuple(State), importing_courses.EVERYTHING):
                enrolled = each.enrolment
                when, state = written(enrolled.created_at, zone), standing(words, enrolled.state)
                head = [one.title, one.studio_name, written(one.begins_at, zone)]
                rows.append([*head, each.name, enrolled.unit, state, when, enrolled.reason])
    head = ["课程", "工作室", "开始", "姓名", "单位", "状态", "报名时间", "原因"]
    return await _write(path, "报名", head, rows, [32, 28, 18, 14, 28, 10, 18, 24])


async def _attendance(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    rows = []
    async with db.read() as tx:
        for one in await importing_courses.everything(tx, now):
            for each in await attendance.attendance(tx, one.id):
                for session, mark in zip(one.sessions, each.marks, strict=True):
                    if mark is not None:
                        begin = written(session.begins_at, zone)
                        rows.append([one.title, one.studio_name, begin, each.name, each.unit, MARKS[mark]])
    head = ["课程", "工作室", "场次", "姓名", "单位", "签到"]
    return await _write(path, "签到", head, rows, [32, 28, 18, 14, 28, 8])


async def _entries(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    words = load_words()[SOURCE_LANGUAGE]
    rows = []
    async with db.read() as tx:
        for one in await importing_courses.every_competition(tx, now):
            for entry in await entries.listed(tx, one.id, tuple(Entered), importing_courses.EVERYTHING):
                state, members = (
                    state_name(words, entry.state),
                    [(each.name, each.unit, each.at) for each in entry.members],
                )
                for name, unit, at in members or [("", entry.unit, entry.created_at)]:
                    rows.append(
                        [one.title, str(entry.id), name, unit or entry.unit, entry.team, state, written(at, zone)]
                    )
    head = ["竞赛", "报名号", "姓名", "单位", "队名", "状态", "报名时间"]
    return await _write(path, "参赛报名", head, rows, [32, 8, 14, 28, 20, 10, 18])


async def _scores(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    words = load_words()[SOURCE_LANGUAGE]
    rows = []
    async with db.read() as tx:
        for one in await importing_courses.every_competition(tx, now):
            for stage in fought(one.times):
                lots = {lot.entry: lot for lot in await drawing.lots(tx, one.id, stage)}
                for result in await results.listed(tx, one.id, stage):
                    entry, lot = await entries.find(tx, result.entry), lots.get(result.entry)
                    there = result.place != NO_PLACE
                    rows.append(
                        [
                            one.title,
                            stage_name(words, stage),
                            str(result.place) if there else "缺席",
                            str(lot.number) if lot is not None else "",
                            entry.team or entry.name if entry is not None else "",
                            entry.unit if entry is not None else "",
                            written_points(result.points) if there else "",
                            ("是" if result.passed else "否") if there else "",
                            result.award,
                        ]
                    )
    head = ["竞赛", "阶段", "名次", "抽签号", "姓名或队名", "单位", "得分", "进下一场", "奖项"]
    return await _write(path, "成绩", head, rows, [32, 10, 8, 8, 20, 28, 10, 10, 12])


async def _write(path: Path, title: str, head: list[str], rows: list[list[str]], widths: list[int]) -> int:
    await asyncio.to_thread(workbooks.write, path, title, [head, *rows], widths)
    return len(rows)


async def _news(db: Database, path: Path, _now: int, _zone: tzinfo) -> int:
    return await exporting_records.export_news(db, path)


async def _results(db: Database, path: Path, _now: int, _zone: tzinfo) -> int:
    return await exporting_records.export_results(db, path)


async def _benefits(db: Database, path: Path, _now: int, _zone: tzinfo) -> int:
    return await exporting_records.export_benefits(db, path)


EXPORTS: dict[str, tuple[str, str, Export]] = {
    "studios": ("个工作室", "studio.edit", _studios),
    "courses": ("门课", "course.edit", _courses),
    "competitions": ("项竞赛", "competition.edit", _competitions),
    "enrolments": ("条课程报名", "course.edit", _enrolments),
    "attendance": ("条签到", "course.edit", _attendance),
    "entries": ("条竞赛报名", "competition.edit", _entries),
    "scores": ("条竞赛成绩", "competition.edit", _scores),
    "news": ("条记录", "stats.read", _news),
    "results": ("条成果", "stats.read", _results),
    "benefits": ("条效益", "stats.read", _benefits),
    "reports": ("份报告", "stats.read", exporting_records.export_reports),
}
"""What can be exported: how it is counted, the action that stands in the audit, and what writes it."""


async def command(db: Database, what: str, to: Path, *, zone: tzinfo) -> int:
    """`studio-bot export`: says how many were written; the exit code."""
    from bot.clock import SystemClock

    counted, action, export = EXPORTS[what]
    now = SystemClock().now()
    try:
        number = await export(db, to, now, zone)
    except FileProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    async with db.write() as tx:
        await audit.note(tx, 0, action, what, now, f"{EXPORTED} {number}")
    print(f"已导出 {number} {counted}到 {to}。")
    return 0
