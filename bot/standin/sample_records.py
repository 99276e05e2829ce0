"""Sample news, a report period that somebody is late with, and a report: so that figures, review and lists have life.

Days are counted from the day on which they are loaded. What is told of the four real studios is what was published (2023);
everything else is invented and says so.
"""

import asyncio
from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path

from bot import workbooks
from storage import duties, people, record_tables, records, reports, studios
from storage.database import Database, Tx
from storage.model.days import CHINA
from storage.model.duties import MONTH, STUDIO, Draft
from storage.model.local_time import days_after, instant, local_date
from storage.model.people import ADMIN
from storage.model.records import BENEFIT, FEN_A_WAN, Facts, State
from storage.model.reports import FIELDS
from storage.record_tables import New

MONTHLY = "示例月度小结"
OWING = (
    "示例领军人甲创新工作室",
    "示例领军人乙创新工作室",
    "示例焊接创新工作室",
    "示例急诊护理创新工作室",
    "示例公交节能驾驶创新工作室",
)
REPORTER = "示例领军人乙创新工作室"
WORDS = {
    "progress": "报表核对工具在三家单位试用；写了一篇基层单位数据治理的论文；筹备职工办公软件提高班，报名 65 人。",
    "problems": "培训教室周末紧张，报名的人坐不下。",
    "measures": "和示例职业学校商量，周六借用机房。",
    "plan": "提高班开课两期，开始做数据安全自查工具。",
}
RETURNED_BECAUSE = "请补上专利号"
INVENTED = "示例"
AFTERNOON = 15 * 60
"""When it was told, minutes of the day."""


async def import_sample_records(db: Database, folder: Path, now: int, zone: tzinfo = CHINA) -> None:
    """Load them into a database where nobody told anything yet. Raises `FileProblem` when a file cannot be read."""
    header, *table = await asyncio.to_thread(workbooks.read, folder / "records.csv")
    accounts = dict(await asyncio.to_thread(_accounts, folder / "people.csv"))
    names = [str(cell) for cell in header[1]]
    async with db.write() as tx:
        async for _ in record_tables.everything(tx):
            return
        for _, cells in table:
            values = dict(zip(names, map(str, [*cells, *[""] * (len(names) - len(cells))]), strict=True))
            await _tell(
                tx, {name: "" if cell == "None" else cell for name, cell in values.items()}, accounts, now, zone
            )
        await _report(tx, accounts, now, zone)


def _accounts(path: Path) -> list[tuple[str, str]]:
    (_, header), *table = workbooks.read(path)
    key, number = header.index("key"), header.index("telegram_id")
    return [(str(cells[key]), str(cells[number])) for _, cells in table]


async def _tell(tx: Tx, cells: Mapping[str, str], accounts: Mapping[str, str], now: int, zone: tzinfo) -> None:
    studio = await studios.by_name(tx, cells["studio"])
    assert studio is not None, cells["studio"]
    at = min(now, instant(days_after(local_date(now, zone), int(cells["saved"])), AFTERNOON, zone))
    facts, state = _facts(cells, now, zone), State(cells["state"])
    author = await people.by_address(tx, accounts[cells["by"]]) if cells["by"] else None
    if author is None:
        told_by = (
            studio.leader if studio.leader.startswith(INVENTED) else ""
        )  # nobody real is said to have told anything
        await record_tables.add_all(tx, [New(studio.id, told_by, facts, state)], at)
        return
    returned = state is State.RETURNED
    first = State.PENDING if returned else state
    saved = await records.save(tx, studio.id, author.id, facts.said, [facts], at, draft=None, state=first)
    if returned:
        officers = await people.holders(tx, ADMIN)
        by = officers[0].id if officers else 0
        await records.judge(tx, saved.records[0], state, RETURNED_BECAUSE, "code", by, now)


def _facts(cells: Mapping[str, str], now: int, zone: tzinfo) -> Facts:
    begins_on = _day(cells["when"], now, zone)
    relative = begins_on != cells["when"]
    return Facts(
        kind=cells["kind"],
        stage=cells["stage"],
        title=cells["title"],
        number=int(cells["number"]) if cells["number"] else None,
        approx=cells["approx"],
        people=int(cells["people"]) if cells["people"] else None,
        amount_fen=int(Decimal(cells["wan"]) * FEN_A_WAN) if cells["wan"] else None,
        benefit=cells["benefit"],
        year=int(begins_on[:4]) if cells["kind"] == BENEFIT and relative else None,  # what was published names no year
        code=cells["code"],
        begins_on=begins_on,
        ends_on=max(begins_on, _day(cells["until"], now, zone)) if cells["until"] else begins_on,
        said=cells["said"],
    )


def _day(cell: str, now: int, zone: tzinfo) -> str:
    """The ISO date that a cell means: one itself, or days from now."""
    return cell if cell[:1] == "2" and "-" in cell else days_after(local_date(now, zone), int(cell)).isoformat()


async def _report(tx: Tx, accounts: Mapping[str, str], now: int, zone: tzinfo) -> None:
    """A monthly period since the month before last for a few studios: one handed in, late; the others owe."""
    owing = [(STUDIO, str(found.id)) for name in OWING if (found := await studios.by_name(tx, name)) is not None]
    first = local_date(now, zone).replace(day=1)
    began = instant(days_after(first, -1).replace(day=1), 0, zone)
    officers = await people.holders(tx, ADMIN)
    draft = Draft(MONTHLY, MONTH, due_day=5, ladder=(), conditions=tuple(owing))
    await duties.create(tx, draft, officers[0].id if officers else 0, began, zone)
    reporter, studio = await people.by_address(tx, accounts["leader2"]), await studios.by_name(tx, REPORTER)
    if reporter is None or studio is None:
        return
    mine = [duty for duty in await duties.of_studios(tx, [studio.id], now) if duty.occurrence.title == MONTHLY]
    duty = min(mine, key=lambda one: one.due_at)
    report = await reports.opened(tx, duty, now, zone)
    for name in FIELDS:
        await reports.write_field(tx, report.id, name, WORDS[name], report.named(name).version, reporter.id, now)
    report = await reports.opened(tx, duty, now, zone)
    await reports.file(tx, report, report.figures, reporter.id, now, zone)
