"""What the bot is to say: rows written by rooms and mailings, claimed and finished by the sender.

Everything here works on many rows at once: what a batch costs hardly depends on how many messages are in it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from storage import audiences, calendar, reminders
from storage.database import Tx, load
from storage.model import gate
from storage.model.gate import MENDING, MUTED_BY, REMINDER, WORD, Recipient, Verdict
from storage.model.post import DOUBT_LONGEST_MS, LEASE_MS, Change, Claim, Lane, Letter, Outcome, Said
from storage.model.quiet import Quiet

SQL = load("outbox")
KEPT_MS = 72 * 3600 * 1000
"""Sent messages are kept as long as the inbox, then forgotten; those of mailings as long as their reports need them."""
DEAD_KEPT_MS = 30 * 24 * 3600 * 1000
CHUNK = 1_000
"""Rows that are given up or forgotten in one transaction: about 10 ms."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that may be claimed now. `kind` is that of its mailing, or gate.REMINDER or gate.WORD, or '' for talk."""

    id: int
    chat: str
    method: str
    lane: Lane
    person: int | None = None
    mailing: int | None = None
    kind: str = ""
    judged: bool = False
    """Whether its own rules let it go this minute (reminders), so that the gate has nothing to add."""


async def put(tx: Tx, letter: Letter, now: int) -> int | None:
    """Write a message; its number, or None when one with the same dedupe key was written before."""
    return next(iter(await put_many(tx, [letter], now)), None)


async def put_many(tx: Tx, letters: Sequence[Letter], now: int) -> list[int]:
    """Write messages in one statement; the numbers of those whose dedupe key is new. At most a few thousand at once."""
    if not letters:
        return []
    rows = [
        (
            one.dedupe_key,
            one.person,
            one.chat,
            int(one.lane),
            one.method,
            json.dumps(one.payload, ensure_ascii=False),
            one.file,
            one.not_before,
            one.expires_at,
            now,
        )
        for one in letters
    ]
    return sorted(row["id"] for row in await SQL.put_many(tx, rows=rows))


async def put_file(tx: Tx, name: str, content: bytes, field: str = "document") -> int:
    """Keep a file until the message it belongs to is sent; `field` is 'document' or 'photo'."""
    row = await SQL.put_file(tx, name=name, field=field, content=content)
    number: int = row["id"]
    return number


async def file(tx: Tx, number: int) -> tuple[str, str, bytes] | None:
    """A kept file: name, field, content."""
    row = await SQL.file(tx, id=number)
    return (row["name"], row["field"], row["content"]) if row else None


async def due(tx: Tx, now: int, at_most: int, bulk: int | None = None) -> list[Due]:
    """What may go now, the most urgent lane first: `at_most` of the lanes of talk, `bulk` of the others (as many, when not
    said). Of a chat and lane only the first; messages of mailings in no order but fairly from each mailing."""
    bulk = at_most if bulk is None else bulk
    rows = await SQL.due(tx, now=now, talk=at_most, bulk=bulk, each=max(at_most, bulk))
    sources: dict[Lane, dict[int | None, list[Due]]] = {lane: {} for lane in Lane}
    for row in rows:
        one = Due(row["id"], row["chat"], row["method"], Lane(row["lane"]), row["person"], row["mailing"], row["kind"])
        sources[one.lane].setdefault(one.mailing, []).append(one)
    found: list[Due] = []
    for lane, of_lane in sources.items():
        turns = chain.from_iterable(zip_longest(*of_lane.values()))
        found += [one for one in turns if one is not None][: bulk if lane.bulk else at_most]
    return found


async def next_due(tx: Tx, now: int) -> int | None:
    """When the next message that waits for its time is due; what is paused has none."""
    when: int | None = await SQL.next_due(tx, now=now)
    return when


async def judge(tx: Tx, candidates: Sequence[Due], now: int, zone: tzinfo) -> list[Due]:
    """The gate: those of the candidates for lanes REMINDER and NOTICE that may go; what becomes of the others is written
    down. A message to no person (to a group) passes."""
    candidates = await _reminding(tx, candidates, now, zone)
    asked = [one for one in candidates if one.person is not None and not one.judged]
    if not asked:
        return list(candidates)
    left = await audiences.outside(tx, [one.id for one in asked if one.mailing and one.kind not in MENDING])
    facts = {row["id"]: row for row in await SQL.recipients(tx, ids=[one.id for one in asked])}
    verdicts: dict[int, Verdict] = {}
    for one in asked:
        fact = facts.get(one.id)
        recipient = Recipient(reachable=False) if fact is None else _recipient(fact, fits=one.id not in left)
        verdicts[one.id] = gate.judge(
            one.kind or (REMINDER if one.lane is Lane.REMINDER else WORD), recipient, now, zone
        )
    changed = [
        (number, one.state, one.not_before, None if one.state == "waiting" else now, one.reason)
        for number, one in verdicts.items()
        if one.state
    ]
    if changed:
        await SQL.judge(tx, rows=changed)
    return [one for one in candidates if not verdicts.get(one.id, gate.GO).state]


async def _reminding(tx: Tx, candidates: Sequence[Due], now: int, zone: tzinfo) -> list[Due]:
    """Without the messages whose reminders may not be said now: `storage.reminders` takes those back, by its own rules."""
    letters = [one.id for one in candidates if one.lane is Lane.REMINDER and one.mailing is None]
    if not letters:
        return list(candidates)
    may = await reminders.reconsider(tx, letters, now, zone, await calendar.workdays(tx))
    return [replace(one, judged=one.id in may) for one in candidates if may.get(one.id, True)]


def _recipient(fact: Mapping[str, Any], *, fits: bool) -> Recipient:
    muted = {MUTED_BY["notice"]: fact["no_notices"], MUTED_BY["news"]: fact["no_competitions"]}
    chosen = fact["quiet_from"] is not None
    return Recipient(
        reachable=fact["reachable"] is not None and fact["muted_at"] is None,
        muted=frozenset(kind for kind, unwanted in muted.items() if unwanted),
        quiet=Quiet(fact["quiet_from"], fact["quiet_to"]) if chosen else Quiet(),
        touched=fact["touched"],
        fits=fits,
        known_by=fact["known_by"],
    )


async def claim(tx: Tx, chosen: Sequence[Due], now: int) -> list[Claim]:
    """Mark as being sent, to be committed before anything is sent. What is not waiting any more, or belongs to a mailing
    that was paused meanwhile, is left out."""
    if not chosen:
        return []
    rows = {row["id"]: row for row in await SQL.claim(tx, ids=[one.id for one in chosen], lease_until=now + LEASE_MS)}
    return [_claim(rows[one.id]) for one in chosen if one.id in rows]


async def stopped(tx: Tx, mailings: Collection[int]) -> set[int]:
    """Those of these mailings that are not being sent (any more)."""
    if not mailings:
        return set()
    going = {row["id"] for row in await SQL.still_sending(tx, ids=sorted(mailings))}
    return set(mailings) - going


def _claim(row: Mapping[str, Any]) -> Claim:
    own: dict[str, object] = json.loads(row["payload"])
    chat: str = row["chat"]
    if row["mailing"] is not None:
        own = {**_body(row["body"] or "{}"), **own, "chat_id": int(chat)}
    elif "chat_id" in own and chat.lstrip("-").isdecimal():
        own["chat_id"] = int(chat)  # a group that moved: what was written before goes to its new number
    return Claim(
        id=row["id"],
        chat=chat,
        method=row["method"],
        payload=own,
        lane=Lane(row["lane"]),
        person=row["person"],
        file=row["file"],
        tries=row["tries"],
        mailing=row["mailing"],
    )


@lru_cache(maxsize=64)
def _body(payload: str) -> dict[str, object]:
    """A body's parameters, read once; never to be changed."""
    body: dict[str, object] = json.loads(payload)
    return body


async def record(tx: Tx, changes: Sequence[tuple[Outcome, Change]], now: int) -> None:
    """Write down what the tries came to: one statement for those that were sent, one for all the others."""
    sent = [(one.claim.id, one.message_id) for one, change in changes if change.state == "sent"]
    if sent:
        await SQL.record_sent(tx, rows=sent, now=now)
    others = [
        (
            one.claim.id,
            change.state,
            change.not_before,
            change.tries,
            int(change.maybe_repeat),
            None if change.state in ("retry", "waiting") else now,
            one.error,
        )
        for one, change in changes
        if change.state != "sent"
    ]
    if others:
        await SQL.record(tx, rows=others)
    await _rewrite(tx, [one for one, _ in changes if one.said is Said.REWRITTEN])
    if blocked := sorted({one.claim.chat for one, _ in changes if one.said is Said.BLOCKED}):
        await SQL.give_up_bulk(tx, chats=blocked, now=now)
    if spoilt := sorted({one.claim.mailing for one, _ in changes if one.said is Said.SPOILT and one.claim.mailing}):
        await SQL.stop_mailings(tx, ids=spoilt)


async def _rewrite(tx: Tx, outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    rows = [
        (
            one.claim.id,
            one.chat,
            one.method,
            None if one.payload is None else json.dumps(one.payload, ensure_ascii=False),
        )
        for one in outcomes
    ]
    await SQL.rewrite(tx, rows=rows)
    for old, new in {(one.claim.chat, one.chat) for one in outcomes if one.chat != one.claim.chat}:
        for move in (SQL.migrate_chat, SQL.migrate_address, SQL.migrate_focus, SQL.migrate_errands):
            await move(tx, old=old, new=new)


async def cancel(tx: Tx, chat: str, key_start: str, now: int) -> int:
    """Give up what waits in a chat under a dedupe key with this beginning; how many. What is under way goes on."""
    number: int = await SQL.cancel(tx, chat=chat, key_start=key_start, now=now)
    return number


async def expire(tx: Tx, now: int, limit: int = CHUNK) -> int:
    """Give up what is too old to be said, so many at most; how many. Nothing that is too old is claimed meanwhile."""
    number: int = await SQL.expire(tx, now=now, limit=limit)
    return number


async def clock_set_back(tx: Tx, now: int, untils: Mapping[str, int]) -> None:
    """The clock was set back: what was to be tried again by its old time is tried now, and bans end by the new one."""
    await SQL.clock_set_back(tx, now=now, far=now + DOUBT_LONGEST_MS)
    await SQL.forget_bans(tx)
    await ban(tx, untils)


async def interrupted(tx: Tx) -> int:
    """Take up again what a process that is gone was sending, flagged as a possible repeat; how many."""
    number: int = await SQL.interrupted(tx)
    return number


async def counts(tx: Tx) -> dict[str, int]:
    """How many messages are in each state, and under 'maybe_repeat' how many may have been said twice."""
    rows = await SQL.counts(tx)
    return {**{r["state"]: r["number"] for r in rows}, "maybe_repeat": sum(r["maybe_repeat"] for r in rows)}


async def prune(tx: Tx, now: int, limit: int = CHUNK) -> bool:
    """Forget what was said more than 72 hours ago, and files that no message needs; whether there is more to forget. Dead
    letters lose their words then, and stay for 30 days as what went wrong."""
    await SQL.empty_dead(tx, before=now - KEPT_MS)
    await SQL.prune_dead(tx, before=now - DEAD_KEPT_MS)
    await SQL.lift_bans(tx, now=now)
    messages = await SQL.prune_messages(tx, before=now - KEPT_MS, limit=limit)
    files = await SQL.prune_files(tx, limit=limit) if messages < limit else 0
    return bool(max(messages, files) >= limit)


async def ban(tx: Tx, untils: Mapping[str, int]) -> None:
    """Remember that Telegram wants nothing said in these scopes (`bot.pacing`, or a chat) before then."""
    if untils:
        await SQL.ban(tx, rows=sorted(untils.items()))


async def bans(tx: Tx, now: int) -> dict[str, int]:
    """The bans in force: scope -> until."""
    return {row["scope"]: row["until"] for row in await SQL.bans(tx, now=now)}
