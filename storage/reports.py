"""Reports that studios write and file: one a duty, drafted from the period's records field by field.

A field has a version of its own, so that deputies do not overwrite each other unseen; every filing and verdict is kept as it
was. Filing closes the duty in the same transaction, so that reminders stop. Times are milliseconds UTC.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo

from storage import audit, duties, records
from storage.database import Tx, load
from storage.model.duties import Duty, Standing
from storage.model.local_time import instant, local_date
from storage.model.records import State as RecordState
from storage.model.report_draft import Material, marked, material_of
from storage.model.reports import FIELDS, JUDGED, NOTHING, Field, Figures, Filed, Report, State, days_of, receipt

SQL = load("reports")
OF = (RecordState.PENDING, RecordState.RESUBMITTED, RecordState.APPROVED, RecordState.RETURNED)
"""The states of the records that a draft tells of, or says that they are missing."""


async def opened(tx: Tx, duty: Duty, now: int, zone: tzinfo) -> Report:
    """The report of a duty, made where there is none; untouched fields and the figures follow the period's records as long
    as it may be edited."""
    row = await SQL.of_duty(tx, duty=duty.id)
    if row is None:
        await SQL.add(tx, duty=duty.id, studio=duty.studio, now=now)
        row = await SQL.of_duty(tx, duty=duty.id)
        await SQL.add_field(tx, [{"report": row["id"], "field": name, "now": now} for name in FIELDS])
    report = await _report(tx, row)
    if not report.editable:
        return report
    found = await material(tx, duty, zone)
    for name, content in found.drafts.items():
        field = report.named(name)
        if field.drafted and (content or field.content != NOTHING):  # an empty one was filed as 「无」
            await SQL.redraft(tx, report=report.id, field=name, content=content, now=now)
    return await _report(tx, row, found.figures)


async def material(tx: Tx, duty: Duty, zone: tzinfo) -> Material:
    """What the records of a duty's period give: drafted fields, figures, and what is still open."""
    begins, ends = (day.isoformat() for day in days_of(duty.occurrence, zone))
    found = await records.of_studio(tx, duty.studio, begins, ends, OF)
    # What reaches over the end of a period (cumulative figures) is told once: where it ends.
    return material_of([one for one in found if begins <= one.facts.ends_on <= ends], duty.occurrence.cycle)


async def earlier(tx: Tx, duty: Duty, zone: tzinfo) -> int:
    """How many records were told since a report's time began, of days before it: they are in no report's draft."""
    begins, _ = days_of(duty.occurrence, zone)
    since = instant(begins, 0, zone)
    number: int = await SQL.earlier(tx, studio=duty.studio, begins_on=begins.isoformat(), since=since)
    return number


async def counted(tx: Tx, report: Report, duty: Duty, zone: tzinfo) -> Report:
    """The report for whoever reads it: with the figures of now as long as it may be edited, and with a mark at those that
    wait for review until it is approved itself."""
    if report.state is State.APPROVED:
        return report
    now = await material(tx, duty, zone)
    return replace(report, figures=marked(now.figures if report.editable else report.figures, now))


async def find(tx: Tx, report: int) -> Report | None:
    """The report of this number with its figures as they were filed, or None."""
    row = await SQL.find(tx, id=report)
    return await _report(tx, row) if row is not None else None


async def of_duty(tx: Tx, duty: int) -> Report | None:
    """The report of a duty, or None where nobody opened it yet."""
    row = await SQL.of_duty(tx, duty=duty)
    return await _report(tx, row) if row is not None else None


async def write_field(
    tx: Tx, report: int, name: str, content: str, seen_version: int, person: int, now: int
) -> Field | None:
    """Put a text into a field; None when somebody wrote in it since that version, or the report cannot be edited now."""
    written = await SQL.write_field(
        tx, report=report, field=name, content=content, seen=seen_version, person=person, now=now
    )
    if not written:
        return None
    await audit.note(tx, person, "report.write", f"report {report}", now, f"wrote {name}")
    return (await _fields(tx, report)).get(name)


async def file(tx: Tx, seen: Report, figures: Figures, person: int, now: int, zone: tzinfo) -> Report | None:
    """File a report, or again after it was returned or not taken, and close its duty; None when somebody was faster, its duty
    is no more, or an officer marked it as filed meanwhile.

    Whether it is complete (`Report.lacks`) and who may is asked before. Optional fields left empty say 「无」 from now on.
    """
    duty = await duties.find(tx, seen.duty)
    if duty is None or (duty.filed_at is not None and seen.state is not State.RETURNED):
        return None
    again = seen.filed_at is not None
    # What was returned had been handed in; what was not taken is owed again, by the deadline that holds now.
    late = seen.late if seen.state is State.RETURNED else duty.standing(now) is Standing.LATE
    filed = await SQL.file(
        tx,
        id=seen.id,
        version=seen.version,
        state=State.RESUBMITTED if again else State.PENDING,
        receipt=seen.receipt or receipt(seen.id, local_date(now, zone)),
        figures=json.dumps(figures, ensure_ascii=False),
        late=int(late),
        person=person,
        now=now,
    )
    if not filed:
        return None
    await SQL.fill(tx, report=seen.id, content=NOTHING)
    if duty.filed_at is None and not await duties.file(tx, duty, person, now):
        raise RuntimeError("a duty that was just read could not be closed")
    return await _kept(tx, seen.id, person, now)


async def judge(
    tx: Tx, seen: Report, verdict: State, reason: str, field: str, by: int, now: int, zone: tzinfo
) -> Report | None:
    """Approve, return (reason, and the field it is about or '') or reject a waiting report; None when somebody was faster.

    What is rejected is owed again; what is returned is not: it was handed in.
    """
    if not await SQL.judge(
        tx, id=seen.id, version=seen.version, state=verdict, reason=reason, field=field, person=by, now=now
    ):
        return None
    if verdict is State.REJECTED:
        duty = await duties.find(tx, seen.duty)
        if duty is not None and duty.filed_at is not None:
            await duties.reopen(tx, duty, now, zone)
    return await _kept(tx, seen.id, by, now)


async def unjudge(tx: Tx, seen: Report, before: Mapping[str, object], by: int, now: int) -> Report | None:
    """Take a verdict back: `before` holds the state, reason and field there were (`State`, text, text). None when something
    changed since (its studio has begun to mend it, too), or what was rejected was marked as filed or excused meanwhile."""
    duty = await duties.find(tx, seen.duty)
    if seen.state not in JUDGED or (seen.state is State.REJECTED and (duty is None or duty.filed_at is not None)):
        return None
    filed = (await history(tx, seen.id))[-1].fields
    changed = [field for field in (await _fields(tx, seen.id)).values() if field.content != filed[field.name]]
    if any(not field.drafted for field in changed):
        return None
    if not await SQL.unjudge(
        tx,
        id=seen.id,
        version=seen.version,
        state=str(before["state"]),
        reason=str(before["reason"]),
        field=str(before["field"]),
        now=now,
    ):
        return None
    for field in changed:  # the bot's own words had followed the records: what was filed comes back
        await SQL.redraft(tx, report=seen.id, field=field.name, content=filed[field.name], now=now)
    if seen.state is State.REJECTED and duty is not None and seen.sent_by is not None and seen.sent_at is not None:
        await duties.file(tx, duty, seen.sent_by, seen.sent_at)
    return await _kept(tx, seen.id, by, now)


async def lying(tx: Tx, before: int) -> list[Report]:
    """Some of the reports that were returned before then and have lain since, nobody having been reminded of it yet."""
    return [await _report(tx, row) for row in await SQL.lying(tx, before=before)]


async def reminded(tx: Tx, seen: Report) -> None:
    """The studio was reminded of this return: it is so once."""
    await SQL.remind(tx, id=seen.id, version=seen.version)


async def history(tx: Tx, report: int) -> list[Filed]:
    """The report at every filing and verdict, the first one first."""
    found = []
    for row in await SQL.history(tx, report=report):
        content = json.loads(row["content"])
        figures = _figures(content["figures"])
        found.append(Filed(row["version"], State(row["state"]), content["fields"], figures, row["person"], row["at"]))
    return found


async def _kept(tx: Tx, report: int, person: int, now: int) -> Report | None:
    """Write down how the report stands after a change of its state."""
    one = await find(tx, report)
    if one is not None:
        content = {"fields": {field.name: field.content for field in one.fields}, "figures": one.figures}
        kept = json.dumps(content, ensure_ascii=False)
        await SQL.keep(tx, report=report, version=one.version, content=kept, state=one.state, person=person, now=now)
    return one


async def _fields(tx: Tx, report: int) -> dict[str, Field]:
    rows = {row["field"]: row for row in await SQL.fields(tx, report=report)}
    return {
        name: Field(name, row["content"], bool(row["drafted"]), row["version"], row["person"], row["at"])
        for name in FIELDS
        if (row := rows.get(name)) is not None
    }


async def _report(tx: Tx, row: sqlite3.Row, figures: Figures | None = None) -> Report:
    return Report(
        id=row["id"],
        duty=row["duty"],
        studio=row["studio"],
        receipt=row["receipt"],
        state=State(row["state"]),
        reason=row["reason"],
        field=row["field"],
        figures=figures if figures is not None else _figures(json.loads(row["figures"])),
        late=bool(row["late"]),
        filed_at=row["filed_at"],
        sent_at=row["sent_at"],
        sent_by=row["sent_by"],
        version=row["version"],
        fields=tuple((await _fields(tx, row["id"])).values()),
    )


def _figures(read: list[list[str]]) -> Figures:
    return tuple((label, value) for label, value in read)
