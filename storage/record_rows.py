"""Records of quick news and their rows: from one to the other."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, fields, replace

from storage.model.days import china_date
from storage.model.records import Facts, News, Record, State, folded_code


def dated(facts: Facts, now: int) -> Facts:
    """With the day it is where none is said, and the number as it is compared."""
    begins_on = facts.begins_on or facts.ends_on or china_date(now)
    return replace(facts, begins_on=begins_on, ends_on=facts.ends_on or begins_on, code=folded_code(facts.code))


def columns(facts: Facts) -> dict[str, object]:
    """The columns of `records` that say what it says: they are called as `Facts` calls them."""
    return asdict(facts)


def facts_of(row: sqlite3.Row) -> Facts:
    """What the record of a row says."""
    return Facts(**{one.name: row[one.name] for one in fields(Facts)})


def listed(numbers: Sequence[int]) -> str:
    """Numbers as `includes` keeps them."""
    return ",".join(map(str, sorted(set(numbers))))


def news_of(row: sqlite3.Row, records: Sequence[Record]) -> News:
    """A news and its records."""
    return News(
        id=row["id"],
        receipt=row["receipt"],
        studio=row["studio"],
        author=row["author"],
        author_name=row["author_name"],
        said=row["said"],
        at=row["at"],
        records=tuple(records),
    )


def record_of(row: sqlite3.Row) -> Record:
    """The record of a row."""
    return Record(
        id=row["id"],
        news=row["news"],
        studio=row["studio"],
        position=row["position"],
        facts=facts_of(row),
        state=State(row["state"]),
        reason=row["reason"],
        field=row["field"],
        corrects=row["corrects"],
        void=bool(row["void"]),
        included_in=row["included_in"],
        includes=tuple(int(number) for number in row["includes"].split(",") if number),
        version=row["version"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )
