"""What the bot has heard: every update is a row before it is acted on."""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("inbox")
KEPT_MS = 72 * 3600 * 1000
"""Handled updates are kept for 72 hours, to look into complaints, then deleted."""
MAX_TRIES = 3
RETRY_MS = (1_000, 5_000)
"""How long to wait after the first and the second failure."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An update as Telegram sent it; `lane` names the person or chat whose updates are handled one after another."""

    update_id: int
    lane: str
    raw: str
    received_at: int
    tries: int = 0


async def put(tx: Tx, heard: Sequence[Heard]) -> None:
    """Store updates; one that is stored already is left as it is."""
    await SQL.put(
        tx,
        [
            {"update_id": one.update_id, "lane": one.lane, "raw": one.raw, "received_at": one.received_at}
            for one in heard
        ],
    )


async def newest(tx: Tx) -> int | None:
    """The number of the newest stored update."""
    number: int | None = await SQL.newest(tx)
    return number


async def lanes(tx: Tx) -> list[str]:
    """Everybody who was heard in the last 72 hours, by lane."""
    return [row["lane"] for row in await SQL.lanes(tx)]


async def waiting(tx: Tx, now: int, at_most: int) -> list[Heard]:
    """The next updates to handle, oldest first."""
    return [
        Heard(r["update_id"], r["lane"], r["raw"], r["received_at"], r["tries"])
        for r in await SQL.waiting(tx, now=now, far=now + RETRY_MS[-1], at_most=at_most)
    ]


async def next_try(tx: Tx, now: int) -> int | None:
    """When the next update that failed is to be tried again."""
    when: int | None = await SQL.next_try(tx, now=now)
    return when


async def done(tx: Tx, update_ids: Sequence[int], now: int) -> None:
    """These updates were handled."""
    await SQL.done(tx, update_ids=list(update_ids), now=now)


async def raw(tx: Tx, update_id: int, lane: str) -> str | None:
    """What was heard under this number, as Telegram sent it, if it was heard from `lane`."""
    said: str | None = await SQL.raw(tx, update_id=update_id, lane=lane)
    return said


async def latest(tx: Tx, lane: str, back: int) -> list[str]:
    """What was heard from `lane`, as Telegram sent it, the newest first: of the last `back` updates of all people."""
    return [row["raw"] for row in await SQL.latest(tx, lane=lane, back=back)]


async def wipe(tx: Tx, update_id: int) -> None:
    """Forget what an update said, though not that it was heard: for what must not be kept at all."""
    await SQL.wipe(tx, update_id=update_id)


async def failed(tx: Tx, heard: Heard, error: str, now: int, *, for_good: bool = False) -> bool:
    """The update could not be handled: try again later, or (True) give up and keep it among the dead letters."""
    tries = heard.tries + 1
    dead = for_good or tries >= MAX_TRIES
    await SQL.failed(
        tx,
        update_id=heard.update_id,
        state="dead" if dead else "waiting",
        tries=tries,
        not_before=0 if dead else now + RETRY_MS[tries - 1],
        finished_at=now if dead else None,
        error=error,
    )
    return dead


async def counts(tx: Tx) -> dict[str, int]:
    """How many updates are in each state."""
    return {row["state"]: row["number"] for row in await SQL.counts(tx)}


async def prune(tx: Tx, now: int) -> None:
    """Forget what was handled more than 72 hours ago."""
    await SQL.prune(tx, before=now - KEPT_MS)
