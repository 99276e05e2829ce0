"""Slow work asked for in a transaction and done after it: rows, so that a crash forgets none of it."""

import json
import sqlite3
from dataclasses import dataclass, field

from storage.database import Tx, load

SQL = load("errands")
KEPT_MS = 72 * 3600 * 1000
"""Errands that were done are kept as long as messages that were sent."""
MAX_TRIES = 3
MAX_BEGUN = 6
"""So often it is begun by a house that ends before it is done: other things end a house, too."""
RETRY_MS = (1_000, 5_000)
"""How long to wait after the first and the second failure."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One piece of slow work; `person` is None for a stranger. `tries` counts how often it was begun."""

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


async def any_due(tx: Tx, now: int) -> bool:
    """Whether an errand is due."""
    return await SQL.first_due(tx, now=now, far=now + RETRY_MS[-1]) is not None


async def claim(tx: Tx, now: int) -> Errand | None:
    """Take the next errand that is due; None when nothing is."""
    row = await SQL.claim(tx, now=now, far=now + RETRY_MS[-1])
    return _errand(row) if row else None


async def next_due(tx: Tx, now: int) -> int | None:
    """When the next errand that failed is to be tried again."""
    when: int | None = await SQL.next_due(tx, now=now)
    return when


async def interrupted(tx: Tx) -> list[Errand]:
    """Put back what somebody who is gone was at. Nothing came of it yet: its file is sent in the transaction that says it is
    done. Returned are those begun too often, to be given up (`failed`)."""
    await SQL.interrupted(tx, most=MAX_BEGUN)
    return [_errand(row) for row in await SQL.deadly(tx)]


async def finish(tx: Tx, errand: Errand, now: int) -> bool:
    """The errand is done; False when nobody wants it any more (the person was erased meanwhile)."""
    return bool(await SQL.finish(tx, id=errand.id, now=now))


async def failed(tx: Tx, errand: Errand, error: str, now: int, *, final: bool = False) -> bool:
    """The errand did not succeed: try again later, or (True) give up, at once where it is `final`. `error` is a kind, without
    anybody's words."""
    dead = final or errand.tries >= MAX_TRIES
    changed = await SQL.failed(
        tx,
        id=errand.id,
        state="dead" if dead else "waiting",
        not_before=0 if dead else now + RETRY_MS[max(errand.tries, 1) - 1],
        finished_at=now if dead else None,
        error=error,
    )
    return dead and bool(changed)


async def prune(tx: Tx, now: int) -> None:
    """Forget what was done or given up more than 72 hours ago."""
    await SQL.prune(tx, before=now - KEPT_MS)


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
