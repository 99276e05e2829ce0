"""Sample courses: their times are days from the day on which they are loaded, so that there is always something to enrol in.

A cell such as `+4 14:00` is four days after that day, at two in the afternoon. All of it is invented and says so.
"""

import asyncio
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from bot import workbooks
from bot.standin.sample_competitions import moment
from storage import courses, enrolments, people, profiles, studios
from storage.database import Database, Tx
from storage.model.courses import Course, Draft, Session, credit_of
from storage.model.days import CHINA

SOURCE = "示例，以区总工会通知为准"
FULL = "示例·家常菜烹饪课"
"""Its two seats are taken, so that there is a waiting list to join."""
SEATED = (("900012", "示例领军人乙", "示例数据科技有限公司"), ("900061", "示例职工丙", "示例第二机械厂"))


async def import_sample_courses(db: Database, path: Path, now: int, zone: tzinfo = CHINA) -> None:
    """Load those that are not there yet. Raises `FileProblem` when the file cannot be read."""
    header, *table = await asyncio.to_thread(workbooks.read, path)
    async with db.write() as tx:
        for _, cells in table:
            draft = await _draft(tx, dict(zip(map(str, header[1]), map(str, cells), strict=True)), now, zone)
            if await courses.by_key(tx, draft.title, draft.studio, draft.sessions[0].begins_at) is not None:
                continue
            course = await courses.add(tx, draft, 0, now, zone)
            if course.title == FULL:
                await _fill(tx, course, now, zone)


async def _draft(tx: Tx, cells: Mapping[str, str], now: int, zone: tzinfo) -> Draft:
    studio = await studios.by_name(tx, cells["studio"])
    times = [(cells["begins"], cells["ends"])]
    times += [(begin, end) for begin, _, end in (one.partition("/") for one in cells["more"].split(";") if one)]
    sessions = []
    for begin, end in times:
        begins_at, ends_at = moment(begin, now, zone), moment(end, now, zone)
        sessions.append(Session(begins_at, ends_at, credit=credit_of(begins_at, ends_at)))
    return Draft(
        title=cells["title"],
        sessions=tuple(sessions),
        studio=studio.id if studio is not None else None,
        topic=cells["topic"],
        teacher=cells["teacher"],
        place=cells["place"],
        cost_fen=0 if cells["cost"] == "免费" else int(cells["cost"]) * 100,
        eligible=cells["eligible"],
        bring=cells["bring"],
        intro=cells["intro"],
        source=SOURCE,
        seats=int(cells["seats"]),
        enrol_until=moment(cells["enrol_until"], now, zone) if cells["enrol_until"] else None,
    )


async def _fill(tx: Tx, course: Course, now: int, zone: tzinfo) -> None:
    for address, name, unit in SEATED:
        person = await people.meet(tx, address, now)
        await profiles.put(tx, person.id, name, unit, now)
        await enrolments.enrol(tx, course, person.id, now, zone)
