"""Slow work asked for in a transaction and done after it: rows, so that a crash forgets none of it."""

import json
import sqlite3
from dataclasses import dataclass, field

from storage.database import Tx, load

SQL = load("errands")


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of slow work; `person` is None for a stranger. `tries` counts the failed ones."""

    id: int
    kind: str
    person: int | None
    chat: str
    language: str
    arguments: dict[str, object] = field(default_factory=dict)
    tries: int = 0


async def put(
    tx: Tx, kind: str, person: int | None, chat: str, language: str, arguments: dict[str, object], now: int
) -> None:
    """Ask for work of this kind; its file goes to `chat`."""
    await SQL.put(
        tx,
        kind=kind,
        person=person,
        chat=chat,
        language=language,
        arguments=json.dumps(arguments, ensure_ascii=False),
        now=now,
    )


def _errand(row: sqlite3.Row) -> Errand:
    return Errand(
        id=row["id"],
        kind=row["kind"],
        person=row["person"],
        chat=row["chat"],
        language=row["language"],
        arguments=json.loads(row["arguments"]),
        tries=row["tries"],
    )
