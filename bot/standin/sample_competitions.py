"""Sample competitions: their times are days from the day on which they are loaded, so that there is always one of each.

A cell such as `-10 09:00` is ten days before that day, at nine in the morning. All of it is invented and says so.
"""

import asyncio
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from bot import workbooks
from storage import competitions
from storage.database import Database
from storage.model.competitions import STAGES, Draft
from storage.model.days import CHINA
from storage.model.local_time import days_after, instant, local_date


async def import_sample_competitions(db: Database, path: Path, now: int, zone: tzinfo = CHINA) -> None:
    """Load those whose title is not there yet. Raises `FileProblem` when the file cannot be read."""
    header, *table = await asyncio.to_thread(workbooks.read, path)
    async with db.write() as tx:
        for _, cells in table:
            draft = _draft(dict(zip(map(str, header[1]), map(str, cells), strict=True)), now, zone)
            if await competitions.by_title(tx, draft.title) is None:
                await competitions.add(tx, draft, 0, now, zone)


def _draft(cells: Mapping[str, str], now: int, zone: tzinfo) -> Draft:
    times = {stage: moment(cells[stage], now, zone) for stage in STAGES if cells[stage]}
    return Draft(
        title=cells["title"],
        trade=cells["trade"],
        organiser=cells["organiser"],
        eligible=cells["eligible"],
        place=cells["place"],
        intro=cells["intro"],
        source=cells["source"],
        times=times,
        awards=cells["awards"],
        team_least=int(cells["team_least"]),
        team_most=int(cells["team_most"]),
        documents=cells["documents"],
        checked=bool(cells["checked"]),
    )


def moment(cell: str, now: int, zone: tzinfo) -> int:
    """The instant that such a cell means, loaded at `now`."""
    days, clock = cell.split()
    hour, minute = clock.split(":")
    return instant(days_after(local_date(now, zone), int(days)), int(hour) * 60 + int(minute), zone)
