"""What waits for an officer's look, who looks at it, what was decided, and taking that back.

Verdicts change records and reports through `storage.records` and `storage.reports`; here they are written down, so that they
can be undone within a minute. Times are milliseconds UTC.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from storage import audit, records, reports
from storage.database import Tx, load
from storage.model.records import News, Record
from storage.model.records import State as RecordState
from storage.model.reports import Report
from storage.model.reports import State as ReportState
from storage.model.reviews import (
    CLAIM_MS,
    NEWS,
    RECORD,
    REPORT,
    Counts,
    NotUndone,
    Scope,
    Verdict,
    Waiting,
    over,
    waiting,
)

SQL = load("reviews")
EVERYTHING = Scope()
FIRST = (-1, "", 0)
"""Before everything that waits; see `next_one`."""


@dataclass(frozen=True, slots=True)
class Studio:
    """How much of a studio waits."""

    id: int
    name: str
    news: int
    reports: int


@dataclass(frozen=True, slots=True)
class Undone:
    """Which verdicts were taken back, and which were not, as something changed since."""

    done: tuple[Verdict, ...]
    kept: tuple[Verdict, ...]


# the queue


async def studios(tx: Tx) -> list[Studio]:
    """Where something waits, the studio with the oldest first."""
    found: dict[int, Studio] = {}
    for row in await SQL.studios(tx):
        known = found.get(row["studio"], Studio(row["studio"], row["name"], 0, 0))
        news = known.news + (row["number"] if row["kind"] == NEWS else 0)
        filed = known.reports + (row["number"] if row["kind"] == REPORT else 0)
        found[row["studio"]] = Studio(known.id, known.name, news, filed)
    return list(found.values())


async def counts(tx: Tx, own: Sequence[int], scope: Scope = EVERYTHING) -> Counts:
    """How much waits in a part of the queue; of one's `own` studios apart, as somebody else judges that."""
    every = [one for one in await studios(tx) if scope.studio in (0, one.id)]
    others = [one for one in every if one.id not in own]
    mine = sum(one.news + one.reports for one in every if one.id in own)
    news = sum(one.news for one in others) if scope.kind in ("", NEWS) else 0
    filed = sum(one.reports for one in others) if scope.kind in ("", REPORT) else 0
    return Counts(news, filed, mine)


async def queue(tx: Tx, scope: Scope, own: Sequence[int], now: int, limit: int, offset: int = 0) -> list[Waiting]:
    """A page of what waits, the oldest first; without what is of one's `own` studios."""
    rows = await SQL.queue(tx, kind=scope.kind, studio=scope.studio, own=list(own), now=now, limit=limit, offset=offset)
    return [_waiting(row) for row in rows]


async def next_one(
    tx: Tx, scope: Scope, own: Sequence[int], person: int, now: int, after: tuple[int, str, int] = FIRST
) -> Waiting | None:
    """The oldest that waits behind `after` (since when it waits, kind, number) and that nobody else looks at; behind the last
    one comes the first again. None when there is nothing, or nothing else."""
    for place in dict.fromkeys((after, FIRST)):
        at, kind, subject = place
        row = await SQL.next(
            tx,
            kind=scope.kind,
            studio=scope.studio,
            own=list(own),
            now=now,
            person=person,
            at=at,
            after_kind=kind,
            after=subject,
        )
        if row is not None:
            found = _waiting(row)
            return found if (found.kind, found.subject) != after[1:] else None
    return None


# who looks at what


async def claim(tx: Tx, kind: str, subject: int, person: int, now: int) -> int:
    """Somebody looks at this now, and at nothing else; 0, or who else does already."""
    await SQL.release(tx, person=person, kind=kind, subject=subject, now=now)
    if await SQL.claim(tx, kind=kind, subject=subject, person=person, until=now + CLAIM_MS, now=now):
        return 0
    return await claimed(tx, kind, subject, now)


async def claimed(tx: Tx, kind: str, subject: int, now: int) -> int:
    """Who looks at it; 0 for nobody."""
    return await SQL.claimed(tx, kind=kind, subject=subject, now=now) or 0


async def release(tx: Tx, person: int, now: int) -> None:
    """Somebody looks at nothing any more."""
    await SQL.release(tx, person=person, kind="", subject=0, now=now)


# verdicts


async def approve(tx: Tx, news: News, by: int, now: int, batch: int | None = None) -> list[Verdict]:
    """Approve everything of a news that waits, as one batch or along with another `batch`."""
    given: list[Verdict] = []
    for record in waiting(news):
        one = await judge_record(tx, record, RecordState.APPROVED, "", "", by, now, batch=batch)
        assert one is not None  # it was read in this transaction
        if batch is None:
            batch = one.id
            await SQL.begin_batch(tx, id=batch)
            one = replace(one, batch=batch)
        given.append(one)
    return given


async def judge_record(
    tx: Tx,
    seen: Record,
    verdict: RecordState,
    reason: str,
    field: str,
    by: int,
    now: int,
    *,
    batch: int | None = None,
) -> Verdict | None:
    """Approve, return or reject one record; None when it is no longer as it was `seen`."""
    judged = await records.judge(tx, seen, verdict, reason, field, by, now)
    if judged is None:
        return None
    return await _log(tx, RECORD, seen, judged, by, now, batch)


async def judge_report(
    tx: Tx, seen: Report, verdict: ReportState, reason: str, field: str, by: int, now: int, zone: tzinfo
) -> Verdict | None:
    """Approve, return or reject a report; None when it is no longer as it was `seen`."""
    judged = await reports.judge(tx, seen, verdict, reason, field, by, now, zone)
    if judged is None:
        return None
    await audit.note(tx, by, "record.review", f"report {seen.id}", now, verdict)
    return await _log(tx, REPORT, seen, judged, by, now, None)


async def find(tx: Tx, verdict: int) -> Verdict | None:
    """The verdict of this number, or None."""
    row = await SQL.verdict(tx, id=verdict)
    return _verdict(row) if row is not None else None


async def given(tx: Tx, kind: str, subject: int) -> list[Verdict]:
    """What was decided so far of a record or report and not undone, the newest first."""
    return [_verdict(row) for row in await SQL.verdicts(tx, kind=kind, subject=subject)]


async def last_by(tx: Tx, person: int) -> int:
    """When an officer last decided anything; 0 for never."""
    return await SQL.last_by(tx, person=person) or 0


async def undo(tx: Tx, verdict: Verdict, person: int, now: int) -> Undone | NotUndone:
    """Take back a verdict and those given by the same tap, where nothing changed since; why not, where none could be."""
    why = over(verdict, person, now)
    if why is not None:
        return why
    together = [_verdict(row) for row in await SQL.batch(tx, batch=verdict.batch)] if verdict.batch else [verdict]
    done: list[Verdict] = []
    kept: list[Verdict] = []
    for one in reversed(together):
        back = over(one, person, now) is None and await _back(tx, one, person, now)
        if back:
            await SQL.undone(tx, id=one.id, now=now)
        (done if back else kept).append(one)
    return Undone(tuple(reversed(done)), tuple(reversed(kept))) if done else NotUndone.CHANGED


async def _back(tx: Tx, verdict: Verdict, person: int, now: int) -> bool:
    if verdict.kind == RECORD:
        record = await records.find(tx, verdict.subject)
        if record is None or record.version != verdict.version:
            return False
        return await records.unjudge(tx, record, verdict.before, person, now) is not None
    report = await reports.find(tx, verdict.subject)
    # Who writes in a returned report changes its fields, not the report; what is drafted follows the records by itself.
    if report is None or report.version != verdict.version:
        return False
    if any(field.at > verdict.at and not field.drafted for field in report.fields):
        return False
    if await reports.unjudge(tx, report, verdict.before, person, now) is None:
        return False
    await audit.note(tx, person, "record.review", f"report {report.id}", now, "verdict undone")
    return True


async def _log(
    tx: Tx, kind: str, before: Record | Report, after: Record | Report, by: int, now: int, batch: int | None
) -> Verdict:
    was = {"state": before.state, "reason": before.reason, "field": before.field}
    row = await SQL.log(
        tx,
        kind=kind,
        subject=after.id,
        version=after.version,
        before=json.dumps(was, ensure_ascii=False),
        verdict=after.state,
        reason=after.reason,
        field=after.field,
        batch=batch,
        person=by,
        now=now,
    )
    kept = await find(tx, row["id"])
    assert kept is not None
    return kept


def _waiting(row: Any) -> Waiting:
    return Waiting(
        row["kind"],
        row["subject"],
        row["studio"],
        row["name"],
        row["at"],
        row["number"],
        bool(row["resubmitted"]),
        row["claimed_by"],
    )


def _verdict(row: Any) -> Verdict:
    return Verdict(
        id=row["id"],
        kind=row["kind"],
        subject=row["subject"],
        version=row["version"],
        before=json.loads(row["before"]),
        verdict=row["verdict"],
        reason=row["reason"],
        field=row["field"],
        batch=row["batch"],
        person=row["person"],
        at=row["at"],
        undone=row["undone_at"] is not None,
    )
