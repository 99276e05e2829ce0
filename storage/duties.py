"""Reports that studios owe: periods, their occurrences, and one duty a studio; reminders are planned along with them.

An occurrence is there ahead of time, so that its reminders can be seen; its duties are there from when it opens. Studios
that join before it is due owe it too; delisted ones do not. Times are milliseconds UTC, `zone` is the house's.
"""

import logging
import sqlite3
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from storage import calendar, lateness, reminders, studios
from storage.database import Tx, load
from storage.model.duties import (
    LEVEL,
    SECTOR,
    STREET,
    STUDIO,
    Conditions,
    Draft,
    Duty,
    Occurrence,
    Period,
    Tally,
    due_at,
    labels,
    meets,
)
from storage.model.reminders import DUTY, OCCURRENCE, ladder_of
from storage.model.studios import DELISTED

log = logging.getLogger(__name__)

SQL = load("duties")
STAGE = "due"
"""The one moment of an occurrence that reminders are about."""
SHOWN_MS = 30 * 24 * 3600 * 1000
"""How long an occurrence is shown after it is due, when nobody owes it any more."""


async def find_period(tx: Tx, period: int) -> Period | None:
    """The period of this number, or None."""
    row = await SQL.period(tx, id=period)
    return await _period(tx, row) if row is not None else None


async def periods(tx: Tx, *, active: bool = True) -> list[Period]:
    """All periods, or those that were ended; the oldest first."""
    rows = await SQL.periods(tx, state="active" if active else "ended")
    return [await _period(tx, row) for row in rows]


async def create(tx: Tx, draft: Draft, person: int, now: int, zone: tzinfo) -> int:
    """Begin a period, with its occurrences, duties and reminders."""
    row = await SQL.add_period(tx, **_params(draft), person=person, now=now)
    period: int = row["id"]
    await _put_conditions(tx, period, draft)
    await plan_ahead(tx, now, zone, period)
    return period


async def change(tx: Tx, seen: Period, draft: Draft, now: int, zone: tzinfo) -> bool:
    """Bring a period and what hangs on it to what a draft says; False when somebody changed or ended it since it was seen.

    Occurrences that are not due yet, by the old time or by the new one, move with it; those that are over stay. Its cycle
    stays what it is.
    """
    if not await SQL.change_period(tx, **_params(draft), id=seen.id, version=seen.version):
        return False
    await SQL.forget_conditions(tx, period=seen.id)
    await _put_conditions(tx, seen.id, draft)
    for occurrence in await of_period(tx, seen.id):
        moved = due_at(draft, occurrence.label, zone)
        if max(moved, occurrence.due_at) > now:
            await SQL.move_occurrence(tx, id=occurrence.id, due_at=moved)
    await plan_ahead(tx, now, zone, seen.id)
    for occurrence in await of_period(tx, seen.id):
        if occurrence.due_at > now - SHOWN_MS:
            await _plan(tx, occurrence, now, zone)
    return True


async def end(tx: Tx, seen: Period) -> bool:
    """Nothing more is owed or brought to mind of a period; what was filed stays. False when it was changed since it was seen."""
    if not await SQL.end_period(tx, id=seen.id, version=seen.version):
        return False
    for occurrence in await of_period(tx, seen.id):
        await reminders.unplan(tx, OCCURRENCE, occurrence.id)
        for row in await SQL.duties_of(tx, occurrence=occurrence.id):
            if row["extended_to"] is not None:
                await reminders.unplan(tx, DUTY, row["id"])
    return True


async def plan_ahead(tx: Tx, now: int, zone: tzinfo, period: int | None = None) -> None:
    """Have every active period's (or this one's) present and next occurrences, and the duties of those that are open.

    Of all periods, one that cannot be planned is left for the next time and holds up no other.
    """
    if period is not None:
        one = await find_period(tx, period)
        if one is not None and one.active:
            await _plan_period(tx, one, now, zone)
        return
    for one in await periods(tx):
        try:
            async with tx.savepoint():
                await _plan_period(tx, one, now, zone)
        except sqlite3.OperationalError:
            raise  # a full disk: nothing can be planned for any
        except Exception:
            log.exception("a period could not be planned; the others are", extra={"period": one.id})


async def _plan_period(tx: Tx, period: Period, now: int, zone: tzinfo) -> None:
    known = {occurrence.label for occurrence in await of_period(tx, period.id)}
    for label in labels(period.draft, now, zone):
        if label not in known:
            row = await SQL.add_occurrence(tx, period=period.id, label=label, due_at=due_at(period.draft, label, zone))
            occurrence = await find_occurrence(tx, row["id"]) if row is not None else None
            if occurrence is not None:
                await _plan(tx, occurrence, now, zone)
    for row in await SQL.live_occurrences(tx, since=now - SHOWN_MS):
        if row["period"] == period.id:
            await _sync(tx, _occurrence(row), now, zone)


async def owing_studios(tx: Tx, conditions: Conditions) -> list[int]:
    """The numbers of the studios that would owe under these conditions; delisted ones never do."""
    found = []
    for row in await SQL.studios(tx, gone=DELISTED):
        values = {LEVEL: row["level"], SECTOR: row["sector"], STREET: row["street"], STUDIO: str(row["id"])}
        if meets(conditions, values):
            found.append(row["id"])
    return found


async def find_occurrence(tx: Tx, occurrence: int) -> Occurrence | None:
    """The occurrence of this number, or None."""
    row = await SQL.occurrence(tx, id=occurrence)
    return _occurrence(row) if row is not None else None


async def current(tx: Tx, now: int, zone: tzinfo) -> list[tuple[Occurrence, Tally]]:
    """What is owed now and what was due in the last 30 days: where most are late first, then what is due soonest."""
    found = []
    for row in await SQL.live_occurrences(tx, since=now - SHOWN_MS):
        occurrence = _occurrence(row)
        if occurrence.opens(zone) <= now:
            found.append((occurrence, await tally(tx, occurrence.id, now)))
    return sorted(found, key=lambda one: (-one[1].late, not one[1].owing, one[0].due_at))


async def of_period(tx: Tx, period: int) -> list[Occurrence]:
    """All occurrences of a period, the first due first; those not open yet too."""
    return [_occurrence(row) for row in await SQL.occurrences(tx, period=period)]


async def tally(tx: Tx, occurrence: int, now: int) -> Tally:
    """How many studios are how far."""
    row = await SQL.tally(tx, occurrence=occurrence, now=now)
    return Tally(row["late"], row["owing"], row["filed"], row["excused"])


async def page(tx: Tx, occurrence: Occurrence, now: int, limit: int, offset: int) -> list[Duty]:
    """A part of an occurrence's duties: the late first, then those who owe, then the filed."""
    rows = await SQL.page(tx, occurrence=occurrence.id, now=now, limit=limit, offset=offset)
    return [_duty(row, occurrence) for row in rows]


async def find(tx: Tx, duty: int) -> Duty | None:
    """The duty of this number, or None."""
    row = await SQL.duty(tx, id=duty)
    occurrence = await find_occurrence(tx, row["occurrence"]) if row is not None else None
    return _duty(row, occurrence) if occurrence is not None else None


async def of_studios(tx: Tx, mine: Sequence[int], now: int) -> list[Duty]:
    """What these studios owe, the first due first, then what they filed in the last 30 days."""
    found = []
    for studio in mine:
        for row in await SQL.of_studio(tx, studio=studio, since=now - SHOWN_MS):
            occurrence = await find_occurrence(tx, row["occurrence"])
            if occurrence is not None:
                found.append(_duty(row, occurrence))
    return sorted(found, key=lambda duty: (duty.filed_at is not None, duty.due_at, duty.id))


async def file(tx: Tx, seen: Duty, person: int, now: int, *, excused: bool = False) -> bool:
    """A studio handed its report in, or does not owe it after all (`excused`); False when somebody was faster."""
    if not await SQL.close(tx, id=seen.id, version=seen.version, person=person, now=now, excused=int(excused)):
        return False
    await reminders.unplan(tx, DUTY, seen.id)
    await lateness.unnudge(tx, seen.id, now)
    return True


async def reopen(tx: Tx, seen: Duty, now: int, zone: tzinfo) -> bool:
    """It is owed again; False when somebody was faster."""
    if not await SQL.reopen(tx, id=seen.id, version=seen.version):
        return False
    if seen.extended_to is not None:
        await _plan_extended(tx, seen.id, seen.extended_to, seen.occurrence, now, zone)
    return True


async def extend(tx: Tx, seen: Duty, until: int | None, now: int, zone: tzinfo) -> bool:
    """Give one studio time until then, or the common time again (None); False when somebody was faster, or it is filed."""
    if not await SQL.extend(tx, id=seen.id, version=seen.version, until=until):
        return False
    if until is None:
        await reminders.unplan(tx, DUTY, seen.id)
    else:
        await _plan_extended(tx, seen.id, until, seen.occurrence, now, zone)
    return True


async def answerable(tx: Tx, studio: int) -> list[int]:
    """The people who lead a studio or do its paperwork."""
    return [row["person"] for row in await SQL.answerable(tx, studio=studio)]


async def _sync(tx: Tx, occurrence: Occurrence, now: int, zone: tzinfo) -> None:
    """Bring an open occurrence's duties in line with who owes; what is filed stays, and what is over is left alone."""
    if occurrence.opens(zone) > now:
        return
    rows = {row["studio"]: row for row in await SQL.duties_of(tx, occurrence=occurrence.id)}
    owing = set(await owing_studios(tx, await _conditions(tx, occurrence.period)))
    for studio in rows.keys() - owing:
        row = rows[studio]
        if row["filed_at"] is None and (occurrence.due_at > now or await _delisted(tx, studio)):
            await reminders.unplan(tx, DUTY, row["id"])
            if not await SQL.excuse_written(tx, id=row["id"], now=now):
                await SQL.remove_duty(tx, id=row["id"])
    # One that nobody could open in time (the house was down) is opened late; nobody joins one that is over.
    joined = sorted(owing - rows.keys()) if occurrence.due_at > (now if rows else now - SHOWN_MS) else []
    if joined:
        await SQL.add_duty(tx, [{"occurrence": occurrence.id, "studio": studio} for studio in joined])


async def _delisted(tx: Tx, studio: int) -> bool:
    found = await studios.find(tx, studio)
    return found is None or found.status == DELISTED


async def _plan(tx: Tx, occurrence: Occurrence, now: int, zone: tzinfo) -> None:
    """Plan the reminders of an occurrence, and of the studios that have a time of their own."""
    workday = await calendar.workdays(tx)
    await reminders.plan(tx, OCCURRENCE, occurrence.id, STAGE, occurrence.due_at, occurrence.ladder, now, zone, workday)
    for row in await SQL.duties_of(tx, occurrence=occurrence.id):
        if row["extended_to"] is not None and row["filed_at"] is None:
            await _plan_extended(tx, row["id"], row["extended_to"], occurrence, now, zone)


async def _plan_extended(tx: Tx, duty: int, until: int, occurrence: Occurrence, now: int, zone: tzinfo) -> None:
    workday = await calendar.workdays(tx)
    await reminders.plan(tx, DUTY, duty, STAGE, until, occurrence.ladder, now, zone, workday)


async def _put_conditions(tx: Tx, period: int, draft: Draft) -> None:
    await SQL.add_condition(tx, [{"period": period, "kind": kind, "value": value} for kind, value in draft.conditions])


async def _conditions(tx: Tx, period: int) -> Conditions:
    return tuple((one["kind"], one["value"]) for one in await SQL.conditions(tx, period=period))


async def _period(tx: Tx, row: Any) -> Period:
    draft = Draft(
        row["title"],
        row["cycle"],
        row["due_day"],
        row["due_minute"],
        row["once_at"],
        ladder_of(row["ladder"]),
        await _conditions(tx, row["id"]),
    )
    return Period(row["id"], draft, row["state"] == "active", row["version"])


def _occurrence(row: Any) -> Occurrence:
    ladder, active = ladder_of(row["ladder"]), row["state"] == "active"
    return Occurrence(row["id"], row["period"], row["title"], row["cycle"], row["label"], row["due_at"], ladder, active)


def _duty(row: Any, occurrence: Occurrence) -> Duty:
    return Duty(
        id=row["id"],
        occurrence=occurrence,
        studio=row["studio"],
        studio_name=row["name"],
        extended_to=row["extended_to"],
        filed_at=row["filed_at"],
        excused=bool(row["excused"]),
        version=row["version"],
    )


def _params(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "cycle": draft.cycle,
        "due_day": draft.due_day,
        "due_minute": draft.due_minute,
        "once_at": draft.once_at,
        "ladder": ",".join(map(str, draft.ladder)),
    }
