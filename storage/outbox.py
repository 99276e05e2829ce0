"""What the bot is to say: rows written by rooms, claimed and finished by the sender."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from storage.database import Tx, load
from storage.model.post import DOUBT_LONGEST_MS, LEASE_MS, Change, Claim, Lane, Letter, Outcome, Said

SQL = load("outbox")
KEPT_MS = 72 * 3600 * 1000
"""Sent messages are kept as long as the inbox, then forgotten."""
DEAD_KEPT_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may be claimed now."""

    id: int
    chat: str
    method: str
    lane: Lane


async def put(tx: Tx, letter: Letter, now: int) -> int | None:
    """Write a message; its number, or None when one with the same dedupe key was written before."""
    row = await SQL.put(
        tx,
        dedupe_key=letter.dedupe_key,
        person=letter.person,
        chat=letter.chat,
        lane=int(letter.lane),
        method=letter.method,
        payload=json.dumps(letter.payload, ensure_ascii=False),
        file=letter.file,
        not_before=letter.not_before,
        expires_at=letter.expires_at,
        now=now,
    )
    return row["id"] if row else None


async def put_file(tx: Tx, name: str, content: bytes, field: str = "document") -> int:
    """Keep a file until the message it belongs to is sent; `field` is 'document' or 'photo'."""
    row = await SQL.put_file(tx, name=name, field=field, content=content)
    number: int = row["id"]
    return number


async def file(tx: Tx, number: int) -> tuple[str, str, bytes] | None:
    """A kept file: name, field, content."""
    row = await SQL.file(tx, id=number)
    return (row["name"], row["field"], row["content"]) if row else None


async def due(tx: Tx, now: int, at_most: int) -> list[Due]:
    """The messages that may go now, most urgent lane first, at most one of each chat and lane."""
    return [
        Due(r["id"], r["chat"], r["method"], Lane(r["lane"]))
        for r in await SQL.due(tx, now=now, far=now + DOUBT_LONGEST_MS, at_most=at_most)
    ]


async def next_due(tx: Tx, now: int) -> int | None:
    """When the next message that waits for its time is due."""
    when: int | None = await SQL.next_due(tx, now=now)
    return when


async def claim(tx: Tx, due_now: Iterable[Due], now: int, may_go: Callable[[Due], bool]) -> list[Claim]:
    """Mark as being sent those that `may_go` lets through; to be committed before anything is sent."""
    claims = []
    for one in due_now:
        if not may_go(one):
            continue
        row = await SQL.claim(tx, id=one.id, lease_until=now + LEASE_MS)
        if row is not None:
            claims.append(
                Claim(
                    id=row["id"],
                    chat=row["chat"],
                    method=row["method"],
                    payload=json.loads(row["payload"]),
                    lane=Lane(row["lane"]),
                    person=row["person"],
                    file=row["file"],
                    tries=row["tries"],
                )
            )
    return claims


async def record(tx: Tx, changes: Sequence[tuple[Outcome, Change]], now: int) -> None:
    """Write down what the tries came to."""
    for outcome, change in changes:
        await SQL.record(
            tx,
            id=outcome.claim.id,
            state=change.state,
            not_before=change.not_before,
            tries=change.tries,
            maybe_repeat=int(change.maybe_repeat),
            finished_at=None if change.state == "retry" else now,
            message_id=outcome.message_id,
            error=outcome.error,
        )
        if outcome.said is Said.REWRITTEN:
            await SQL.rewrite(
                tx,
                id=outcome.claim.id,
                chat=outcome.chat,
                method=outcome.method,
                payload=json.dumps(outcome.payload, ensure_ascii=False),
            )
            if outcome.chat != outcome.claim.chat:
                await SQL.migrate_chat(tx, old=outcome.claim.chat, new=outcome.chat)


async def cancel(tx: Tx, chat: str, key_start: str, now: int) -> int:
    """Give up what waits in a chat under a dedupe key with this beginning; how many. What is under way goes on."""
    number: int = await SQL.cancel(tx, chat=chat, key_start=key_start, now=now)
    return number


async def expire(tx: Tx, now: int) -> int:
    """Give up what is too old to be said; how many."""
    number: int = await SQL.expire(tx, now=now)
    return number


async def interrupted(tx: Tx) -> int:
    """Take up again what a process that is gone was sending, flagged as a possible repeat; how many."""
    number: int = await SQL.interrupted(tx)
    return number


async def counts(tx: Tx) -> dict[str, int]:
    """How many messages are in each state, and under 'maybe_repeat' how many may have been said twice."""
    rows = await SQL.counts(tx)
    return {**{r["state"]: r["number"] for r in rows}, "maybe_repeat": sum(r["maybe_repeat"] for r in rows)}


async def prune(tx: Tx, now: int) -> None:
    """Forget what was said more than 72 hours ago, and files that no message needs. Dead letters lose their words then,
    and stay for 30 days as what went wrong."""
    await SQL.empty_dead(tx, before=now - KEPT_MS)
    await SQL.prune_dead(tx, before=now - DEAD_KEPT_MS)
    if await SQL.prune_messages(tx, before=now - KEPT_MS):
        await SQL.prune_files(tx)
    await SQL.lift_bans(tx, now=now)


async def ban(tx: Tx, scope: str, until: int) -> None:
    """Remember that Telegram wants nothing said in `scope` ('all' or a chat) before `until`."""
    await SQL.ban(tx, scope=scope, until=until)


async def bans(tx: Tx, now: int) -> dict[str, int]:
    """The bans in force: scope -> until."""
    return {row["scope"]: row["until"] for row in await SQL.bans(tx, now=now)}
