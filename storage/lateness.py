"""Who owes reports, whether anybody there hears of it, nudges by officers, and how punctual studios have been.

Times are milliseconds UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from storage import outbox
from storage.database import Tx, load
from storage.model.lateness import Cell, Contact, Debt, Owes, Reach, punctual
from storage.model.local_time import DAY_MS, instant, local_date

SQL = load("lateness")


async def debts(tx: Tx, occurrence: int, now: int) -> list[Debt]:
    """Who owes an occurrence: the late first, then those whose report was returned and did not come back, then those who
    have time left. Nobody owes what officers ended."""
    rows = await SQL.debts(tx, occurrence=occurrence, now=now)
    if not rows:
        return []
    contacts: dict[int, list[Contact]] = {}
    for row in await SQL.contacts(tx, occurrence=occurrence):
        contacts.setdefault(row["duty"], []).append(_contact(row))
    return [_debt(row, contacts.get(row["id"], ())) for row in rows]


async def returned(tx: Tx) -> Mapping[int, int]:
    """How many reports were returned and did not come back, by occurrence."""
    return {row["occurrence"]: row["number"] for row in await SQL.returned(tx)}


def to_nudge(owed: Iterable[Debt], now: int, zone: tzinfo) -> tuple[list[Debt], list[Debt], list[Debt]]:
    """Of these: who can be nudged now, who was today already (once a day), and where nobody can be told."""
    today = instant(local_date(now, zone), 0, zone)
    fresh, today_already, unreachable = [], [], []
    for debt in owed:
        if debt.nudged_at is not None and debt.nudged_at >= today:
            today_already.append(debt)
        elif debt.reached:
            fresh.append(debt)
        else:
            unreachable.append(debt)
    return fresh, today_already, unreachable


async def nudge(tx: Tx, owed: Sequence[Debt], by: int, now: int) -> None:
    """Keep that everybody who can be told of these is told now."""
    rows = [
        {"duty": debt.duty, "person": person, "by_person": by, "now": now} for debt in owed for person in debt.reached
    ]
    if rows:
        await SQL.nudge(tx, rows)


async def unnudge(tx: Tx, duty: int, now: int) -> None:
    """It is owed no more: nudges that wait for somebody's quiet hours to end are not said."""
    for row in await SQL.nudged(tx, duty=duty, since=now - DAY_MS):
        await outbox.cancel(tx, row["address"], nudge_key(duty), now)


def nudge_key(duty: int) -> str:
    """How the dedupe keys of a duty's nudges begin."""
    return f"nudge:{duty}:"


def nudge_letter(duty: int, day: date, person: int) -> str:
    """The dedupe key of a nudge: once a day."""
    return f"{nudge_key(duty)}{day}:{person}"


async def nudged(tx: Tx, debt: Debt, zone: tzinfo) -> Mapping[int, str]:
    """How far today's or the last nudge of each of its people is (`state` of the outbox), by person; letters are kept for days
    only."""
    if debt.nudged_at is None:
        return {}
    day = local_date(debt.nudged_at, zone)
    keys = {nudge_letter(debt.duty, day, contact.person): contact.person for contact in debt.contacts}
    return {keys[row["dedupe_key"]]: row["state"] for row in await SQL.letters(tx, keys=list(keys))}


async def on_time(tx: Tx, since: int, until: int, now: int) -> list[Cell]:
    """What every studio did with every report that was due after `since` and no later than `until`, the first due first."""
    return [
        Cell(
            row["studio"],
            row["name"],
            row["occurrence"],
            row["title"],
            row["label"],
            row["due_at"],
            punctual(
                due_at=row["until"],
                filed_at=row["filed_at"],
                late=bool(row["late"]) if row["late"] is not None else None,
                excused=bool(row["excused"]),
                ended=row["state"] != "active",
                now=now,
            ),
        )
        for row in await SQL.cells(tx, since=since, until=until)
    ]


def _contact(row: Any) -> Contact:
    heard = max((at for at in (row["reminded_at"], row["nudged_at"]) if at is not None), default=None)
    if row["address"] is None or row["muted_at"] is not None:
        reach = Reach.BLOCKED
    elif row["muted"]:
        reach = Reach.MUTED
    else:
        reach = Reach.REMINDED if heard is not None else Reach.NOT_YET
    return Contact(row["person"], reach, heard)


def _debt(row: Any, contacts: Sequence[Contact]) -> Debt:
    owes = Owes(row["owes"])
    since = row["judged_at"] if owes is Owes.RETURNED and row["judged_at"] is not None else row["due_at"]
    return Debt(
        row["id"],
        row["studio"],
        row["name"],
        owes,
        row["due_at"],
        since,
        tuple(contacts),
        row["nudged_at"],
    )
