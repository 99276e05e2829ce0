"""The `export` command's work: what is kept, as workbooks. No cell of them runs as a formula (`handlers.kit.tables`)."""

import sys
from collections.abc import Awaitable, Callable
from datetime import tzinfo
from pathlib import Path

from bot import importing, importing_courses
from handlers.kit.tables import FileProblem
from storage.database import Database

Export = Callable[[Database, Path, int, tzinfo], Awaitable[int]]
"""Write the file at this time (milliseconds UTC) in this zone; how many records it has."""


async def _studios(db: Database, path: Path, _now: int, _zone: tzinfo) -> int:
    return await importing.export_studios(db, path)


async def _courses(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    return await importing_courses.export_courses(db, path, now=now, zone=zone)


async def _competitions(db: Database, path: Path, now: int, zone: tzinfo) -> int:
    return await importing_courses.export_competitions(db, path, now=now, zone=zone)


EXPORTS: dict[str, tuple[str, Export]] = {
    "studios": ("个工作室", _studios),
    "courses": ("门课", _courses),
    "competitions": ("项竞赛", _competitions),
}
"""What can be exported: how it is counted, and what writes it."""


async def command(db: Database, what: str, to: Path, *, zone: tzinfo) -> int:
    """`studio-bot export`: says how many were written; the exit code."""
    from bot.clock import SystemClock

    counted, export = EXPORTS[what]
    try:
        number = await export(db, to, SystemClock().now(), zone)
    except FileProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"已导出 {number} {counted}到 {to}。")
    return 0
