"""How the house is doing: read from the rows it works on, for officers, owners and whoever runs the program."""

import sqlite3

from storage import mailings, outbox
from storage.database import Tx, load
from storage.model.mailings import PAUSED
from storage.model.operations import DeadLetter, Facts, Queue, Reason, UnderWay
from storage.model.post import REPLY_TTL_MS, Lane

SQL = load("operations")
MOST_REASONS = 10


async def facts(tx: Tx, now: int, in_hand: int = 0) -> Facts:
    """Everything at once; `in_hand` is the update that asks for it, which waits for nothing else."""
    heard, asked = await SQL.heard(tx, in_hand=in_hand), await SQL.errands(tx)
    return Facts(
        backlog={Lane(row["lane"]): Queue(row["number"], row["oldest"]) for row in await SQL.backlog(tx, now=now)},
        later=await SQL.later(tx, now=now),
        in_flight=await SQL.in_flight(tx),
        bans=await outbox.bans(tx, now),
        heard=Queue(heard["number"], heard["oldest"]),
        heard_dead=await SQL.heard_dead(tx),
        errands=Queue(asked["number"], asked["oldest"]),
        errands_dead=await SQL.errands_dead(tx),
        dead=await SQL.dead(tx),
        reasons=[
            Reason(row["reason"], row["number"], row["newest"], row["at"] or 0, row["mendable"])
            for row in await SQL.reasons(tx, limit=MOST_REASONS)
        ],
        blocked=await SQL.blocked(tx),
        repeats=await SQL.repeats(tx),
        mailings=await under_way(tx, now),
    )


async def under_way(tx: Tx, now: int) -> list[UnderWay]:
    """The mailings that are being sent or paused."""
    found = []
    for row in await SQL.under_way(tx):
        states = {one["state"]: one["number"] for one in await SQL.states(tx, mailing=row["id"])}
        left = sum(states.get(state, 0) for state in ("waiting", "retry", "sending"))
        found.append(
            UnderWay(
                id=row["id"],
                kind=row["kind"],
                state=row["state"],
                title=row["title"],
                held=bool(row["held"]),
                trouble=await mailings.trouble(tx, row["id"]) if row["state"] == PAUSED else "",
                cursor=row["cursor"],
                filled=bool(row["filled"]),
                due=await SQL.due(tx, mailing=row["id"], now=now),
                left=left,
                finished=sum(states.values()) - left,
            )
        )
    return found


async def letter(tx: Tx, number: int) -> DeadLetter | None:
    """A message by its number; look at its `state`."""
    row = await SQL.letter(tx, id=number)
    return _letter(row) if row else None


async def of_reason(tx: Tx, reason: str, at_most: int) -> list[DeadLetter]:
    """The newest dead letters with this cause."""
    return [_letter(row) for row in await SQL.of_reason(tx, reason=reason, limit=at_most)]


async def resend(tx: Tx, number: int, now: int) -> bool:
    """Send a dead letter again, as if it had never been tried; False when it is none any more or has no words left."""
    sent = await SQL.resend_one(tx, id=number, expires_at=now + REPLY_TTL_MS)
    if sent:
        await SQL.reopen(tx)
    return bool(sent)


async def resend_all(tx: Tx, reason: str, now: int) -> int:
    """Send again all dead letters with this cause that still have their words; how many."""
    sent: int = await SQL.resend_all(tx, reason=reason, expires_at=now + REPLY_TTL_MS)
    if sent:
        await SQL.reopen(tx)
    return sent


async def dead_since(tx: Tx, since: int) -> int:
    """How many messages, updates and errands were given up after `since`; those of mailings stand in the mailings' reports."""
    number: int = await SQL.dead_since(tx, since=since)
    return number


def _letter(row: sqlite3.Row) -> DeadLetter:
    return DeadLetter(
        id=row["id"],
        method=row["method"],
        lane=Lane(row["lane"]),
        reason=row["error"],
        state=row["state"],
        tries=row["tries"],
        at=row["finished_at"] or 0,
        mendable=bool(row["mendable"]),
    )
