"""Records and reports in bulk, for tables of them: every record page by page, and many records brought in at once.

What is brought in has no author (0) but the name of one, and counts as the state says that it has elsewhere.
"""

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from storage import benefits
from storage.database import Tx, load
from storage.model.days import china_date
from storage.model.questions import receipt
from storage.model.records import Facts, State, kept
from storage.record_rows import columns, facts_of

SQL = load("record_tables")
PAGE = 5_000
AT_ONCE = 500
"""Rows of one statement: their values are fewer than a statement may have."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as a table has it. `author` is how whoever told it is called; `part_of` the benefit that contains this one."""

    id: int
    receipt: str
    studio: int
    studio_name: str
    author: str
    said: str
    facts: Facts
    state: State
    part_of: int | None


@dataclass(frozen=True, slots=True)
class New:
    """A record to be brought in. `part_of` is the place in the same list of the later one that contains it."""

    studio: int
    author: str
    facts: Facts
    state: State
    part_of: int | None = None


async def everything(tx: Tx) -> AsyncIterator[Row]:
    """All records in the order in which they were saved; corrections are none of their own."""
    after = 0
    while rows := await SQL.page(tx, after=after, limit=PAGE):
        for row in rows:
            yield _row(row)
        after = rows[-1]["id"]


async def words(tx: Tx) -> tuple[set[str], set[str]]:
    """The types and the stages that records have."""
    rows = await SQL.words(tx)
    return {row["kind"] for row in rows}, {row["stage"] for row in rows}


async def add_all(tx: Tx, new: Sequence[New], now: int) -> None:
    """Bring these in, each as a news of its own with the next receipt of the day. Their facts have dates."""
    series = f"N{china_date(now).replace('-', '')}"
    first = await SQL.take_receipts(tx, series=series, number=len(new)) - len(new) + 1 if new else 0
    receipts = [receipt(series, first + place) for place in range(len(new))]
    both = list(zip(receipts, new, strict=True))
    await SQL.add_news(
        tx,
        [
            {"receipt": code, "studio": one.studio, "author_name": one.author, "said": one.facts.said, "now": now}
            for code, one in both
        ],
    )
    await SQL.add_records(
        tx,
        [
            {"receipt": code, "studio": one.studio, "state": one.state, "now": now} | columns(one.facts)
            for code, one in both
        ],
    )
    await SQL.add_versions(
        tx,
        [
            {
                "receipt": code,
                "content": json.dumps(kept(one.facts), ensure_ascii=False),
                "state": one.state,
                "now": now,
            }
            for code, one in both
        ],
    )
    for code, one in both:
        if one.part_of is not None:
            whole = await SQL.of_receipt(tx, receipt=receipts[one.part_of])
            await benefits.contain(tx, one.studio, whole, [await SQL.of_receipt(tx, receipt=code)])


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that is owed or was handed in, as a table has it: `state` and `fields` are of what was written, None and {}
    where nothing was. Times are milliseconds UTC."""

    label: str
    title: str
    studio_name: str
    due_at: int
    excused: bool
    closed_at: int | None
    receipt: str
    state: str | None
    reason: str
    late: bool
    filed_at: int | None
    figures: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]


async def reports(tx: Tx) -> AsyncIterator[Owed]:
    """All duties to report, the oldest first, with what was written of each."""
    after = 0
    while rows := await SQL.reports(tx, after=after, limit=PAGE):
        written = [row["report"] for row in rows if row["report"] is not None]
        fields: dict[int, dict[str, str]] = {}
        for start in range(0, len(written), AT_ONCE):
            for field in await SQL.fields(tx, reports=written[start : start + AT_ONCE]):
                fields.setdefault(field["report"], {})[field["field"]] = field["content"]
        for row in rows:
            yield _owed(row, fields.get(row["report"], {}))
        after = rows[-1]["id"]


def _row(row: sqlite3.Row) -> Row:
    facts = facts_of(row)
    state, part_of = State(row["state"]), row["included_in"]
    said = facts.said or row["news_said"]
    return Row(
        row["id"], row["receipt"], row["studio"], row["studio_name"], row["author"] or "", said, facts, state, part_of
    )


def _owed(row: sqlite3.Row, fields: Mapping[str, str]) -> Owed:
    return Owed(
        label=row["label"],
        title=row["title"],
        studio_name=row["studio_name"],
        due_at=row["extended_to"] if row["extended_to"] is not None else row["due_at"],
        excused=bool(row["excused"]),
        closed_at=row["closed_at"],
        receipt=row["receipt"] or "",
        state=row["state"],
        reason=row["reason"] or "",
        late=bool(row["late"]),
        filed_at=row["filed_at"],
        figures=tuple((name, value) for name, value in json.loads(row["figures"] or "[]")),
        fields=fields,
    )
