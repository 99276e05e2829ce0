"""The figures of /stats, and the records behind them. What counts is said in storage.model.numbers.

Studios are given by number; None means all. Nothing is read that is not counted.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from storage.database import Tx, load
from storage.model.numbers import Numbers, Part, Span, StudioPart, Tally, months_of

SQL = load("numbers")
PAGE = 2_000
"""Records read at once for a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A counted record as a table shows it. Texts are as stored, money fen, `day` the ISO date it counts at."""

    record: int
    receipt: str
    day: str
    studio: str
    level: str
    sector: str
    kind: str
    stage: str
    title: str
    number: int | None
    approx: str
    people: int | None
    amount_fen: int | None
    benefit: str
    year: int | None
    basis: str
    proof: str
    code: str
    begins_on: str
    ends_on: str


async def numbers(tx: Tx, span: Span, studios: Sequence[int] | None = None) -> Numbers:
    """Everything that a span of days counts, in all, by month and by studio."""
    scope = _scope(span, studios)
    monthly = _parts(await SQL.by_month(tx, **scope))
    each = _parts(await SQL.by_studio(tx, **scope))
    known = {row["id"]: row for row in await SQL.studios(tx, ids=[int(one) for one in each])}
    named = [
        StudioPart(row["id"], row["name"], row["level"], row["sector"], Part(key, tuple(tallies)))
        for key, tallies in each.items()
        if (row := known.get(int(key))) is not None
    ]
    return Numbers(
        span,
        Part("", tuple(tally for tallies in monthly.values() for tally in tallies)),
        tuple(Part(month, tuple(monthly.get(month, ()))) for month in months_of(span)),
        tuple(sorted(named, key=lambda one: one.name)),
    )


async def size(tx: Tx, span: Span, studios: Sequence[int] | None = None) -> int:
    """How many records are behind the figures."""
    number: int = await SQL.size(tx, **_scope(span, studios))
    return number


async def lines(tx: Tx, span: Span, studios: Sequence[int] | None = None) -> AsyncIterator[list[Line]]:
    """The records behind the figures in the order in which they were saved, in pages."""
    after = 0
    while True:
        rows = await SQL.page(tx, **_scope(span, studios), after=after, limit=PAGE)
        if rows:
            yield [_line(row) for row in rows]
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]


async def waiting(tx: Tx, span: Span, studios: Sequence[int] | None = None) -> Part:
    """The records of these days that wait to be looked at, and so are not counted yet."""
    found = _parts(await SQL.waiting(tx, **_scope(span, studios)))
    return Part("", tuple(found.get("", ())))


async def month_sent(tx: Tx, month: str) -> bool:
    """Whether the officers were sent the figures of a month (2026-11)."""
    return await SQL.month_sent(tx, month=month) is not None


async def send_month(tx: Tx, month: str, now: int) -> bool:
    """They are sent them in this transaction; False when they were before."""
    return bool(await SQL.send_month(tx, month=month, now=now))


def _scope(span: Span, studios: Sequence[int] | None) -> dict[str, object]:
    every = int(studios is None)
    return {"begins_on": span.begins_on, "ends_on": span.ends_on, "every": every, "studios": list(studios or ())}


def _parts(rows: Iterable[sqlite3.Row]) -> dict[str, list[Tally]]:
    found: dict[str, list[Tally]] = {}
    for row in rows:
        found.setdefault(str(row["part"]), []).append(
            Tally(
                row["kind"],
                row["stage"],
                row["benefit"],
                row["records"],
                row["number"],
                row["people"],
                row["heads"],
                row["amount_fen"],
                row["approximate"],
            )
        )
    return found


def _line(row: sqlite3.Row) -> Line:
    return Line(
        row["id"],
        row["receipt"],
        row["day"],
        row["studio_name"],
        row["level"],
        row["sector"],
        row["kind"],
        row["stage"],
        row["title"],
        row["number"],
        row["approx"],
        row["people"],
        row["amount_fen"],
        row["benefit"],
        row["year"],
        row["basis"],
        row["proof"],
        row["code"],
        row["begins_on"],
        row["ends_on"],
    )
