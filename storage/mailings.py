"""Mailings: what is said to many, written into the outbox chunk by chunk and counted by the states of its rows.

Every step is short (`model.mailings.CHUNK`), and takes up where the last committed one ended.
"""

import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict

from storage import audiences
from storage.database import Tx, load
from storage.model import mailings as model
from storage.model.gate import MENDING, MUTED_BY
from storage.model.mailings import CHUNK, KEPT_MS, NEWS, Mailing, NewMailing, Progress, Report
from storage.model.post import LEASE_MS, Lane

log = logging.getLogger(__name__)

SQL = load("mailings")
WINDOWS = 4
"""How often, in one step, a thousand people are looked at when few of them belong to the audience."""
REST_MS = 60_000
"""How long a mailing is left alone after work on it failed."""


async def create(tx: Tx, mailing: NewMailing, bodies: Mapping[str, Mapping[str, object]], now: int) -> int:
    """Plan a mailing; its number. `bodies`: language -> Bot API parameters without the chat; '' is for everybody whose
    language has none. Raises `ValueError` without a body '' or without recipients."""
    if "" not in bodies or (mailing.audience is None and mailing.reached_by is None):
        raise ValueError("a mailing needs a body for everybody, and people")
    row = await SQL.create(
        tx,
        kind=mailing.kind,
        notice=mailing.notice,
        audience=mailing.audience,
        reached_by=mailing.reached_by,
        lane=int(mailing.lane),
        method=mailing.method,
        start_at=mailing.start_at,
        expires_at=mailing.expires_at,
        open_until=mailing.open_until,
        expected=mailing.expected,
        at_most=mailing.at_most,
        known_by=mailing.known_by,
        created_by=mailing.created_by,
        now=now,
    )
    number: int = row["id"]
    await set_bodies(tx, number, bodies)
    return number


async def set_bodies(tx: Tx, mailing: int, bodies: Mapping[str, Mapping[str, object]]) -> None:
    """What a mailing says from now on, to those who have not got it yet."""
    await SQL.put_body(
        tx,
        [
            {"mailing": mailing, "language": language, "payload": json.dumps(payload, ensure_ascii=False)}
            for language, payload in bodies.items()
        ],
    )


async def find(tx: Tx, mailing: int) -> Mailing | None:
    """The mailing of this number, or None."""
    row = await SQL.by_id(tx, id=mailing)
    return _mailing(row) if row is not None else None


async def of_notice(tx: Tx, notice: int) -> list[Mailing]:
    """A notice's mailings, the oldest first."""
    return [_mailing(row) for row in await SQL.of_notice(tx, notice=notice)]


async def start_due(tx: Tx, now: int) -> int:
    """Begin the mailings whose time has come; how many. Those that have grown beyond what was allowed without approval
    are held as they begin: nothing of them goes out."""
    number = 0
    for row in await SQL.starting(tx, now=now, far=now + REST_MS):
        async with _apart(tx, row["id"], now):
            await SQL.start(tx, id=row["id"], now=now)
            people = (await audiences.size(tx, row["audience"])).people if row["at_most"] is not None else 0
            if people > (row["at_most"] or 0):
                await SQL.hold(tx, id=row["id"], expected=people)
            number += 1
    return number


async def release(tx: Tx, mailing: int) -> bool:
    """Another admin approved a mailing that was held: it goes on, to however many. False when it was not held."""
    return bool(await SQL.release(tx, id=mailing))


async def limit(tx: Tx, mailing: int, at_most: int | None) -> None:
    """How many people a mailing may reach, of those who join it later too, before another admin approves; None: all."""
    await SQL.limit(tx, id=mailing, at_most=at_most)


async def untold(tx: Tx, limit: int) -> list[Mailing]:
    """Mailings that nobody paused by hand, and of which nobody was told: by `trouble`, or `held`."""
    return [_mailing(row) for row in await SQL.untold(tx, limit=limit)]


async def set_told(tx: Tx, mailing: int) -> None:
    """Whoever is to know that it is paused was told."""
    await SQL.set_told(tx, id=mailing)


async def pause(tx: Tx, mailing: int, now: int) -> bool:
    """Hold a mailing: what is in flight goes out, nothing after it. False when it was not being sent."""
    return bool(await SQL.pause(tx, id=mailing))


async def resume(tx: Tx, mailing: int, now: int) -> bool:
    """Go on with a mailing that was paused; False when it was not, or waits for approval (`release`)."""
    return bool(await SQL.resume(tx, id=mailing))


async def cancel(tx: Tx, mailing: int, now: int) -> bool:
    """Give a mailing up: what is in flight goes out, nothing after it. False when it had ended."""
    if not await SQL.cancel(tx, id=mailing):
        return False
    await _sweep(tx, mailing, now, CHUNK)
    return True


async def withdraw_news(tx: Tx, kind: str, subject: int, now: int) -> int:
    """Give up what news to an audience of this kind and subject has not left yet; how many mailings."""
    found = await SQL.news_to(tx, news=NEWS, kind=kind, subject=subject)
    return sum([await cancel(tx, row["id"], now) for row in found])


async def close(tx: Tx, mailing: int) -> bool:
    """Send no more to people who join the audience later; False when that had ended."""
    return bool(await SQL.close(tx, id=mailing))


async def progress(tx: Tx, mailing: int, now: int | None = None) -> Progress:
    """Where a mailing's messages are; what is put off is told apart when `now` is given. Unknown mailings have none."""
    found = await find(tx, mailing)
    if found is None:
        return Progress()
    report = await _report(tx, mailing)
    if report is not None:
        return model.progress(report.states, found)
    states = await _states(tx, mailing)
    put_off = await SQL.deferred(tx, mailing=mailing, now=now) if now is not None else None
    return model.progress(
        states,
        found,
        deferred=put_off["number"] if put_off else 0,
        deferred_until=put_off["until"] if put_off else None,
    )


async def failures(tx: Tx, mailing: int) -> list[tuple[str, int]]:
    """Why messages were given up, and how many for each reason, the most frequent first."""
    report = await _report(tx, mailing)
    if report is not None:
        return list(report.failures.items())
    return [(row["reason"], row["number"]) for row in await SQL.failures(tx, mailing=mailing)]


async def repeats(tx: Tx, mailing: int) -> int:
    """How many messages may have arrived twice. For a reading transaction: it looks at every row."""
    report = await _report(tx, mailing)
    return report.repeats if report is not None else int(await SQL.repeats(tx, mailing=mailing))


async def trouble(tx: Tx, mailing: int) -> str:
    """What Telegram last said against a mailing's messages; '' for nothing. Why the sender paused it, when it did."""
    return await SQL.trouble(tx, mailing=mailing) or ""


async def fill(tx: Tx, now: int, chunk: int = CHUNK) -> bool:
    """Write the next chunk of the most urgent mailing that is not filled; whether there may be more to write."""
    row = await SQL.next_to_fill(tx, lease=LEASE_MS, now=now, far=now + REST_MS)
    if row is None:
        return False
    async with _apart(tx, row["id"], now):
        await _fill(tx, _mailing(row), now, chunk)
    return True


async def _fill(tx: Tx, mailing: Mailing, now: int, chunk: int) -> None:
    recipients, cursor = await (_reached(tx, mailing, chunk) if mailing.reached_by else _members(tx, mailing, chunk))
    if recipients and mailing.at_most is not None and await _outgrown(tx, mailing, recipients):
        return
    if recipients:
        bodies = {body["language"]: body["id"] for body in await SQL.bodies(tx, mailing=mailing.id)}
        await SQL.write(tx, [_outbox_row(mailing, bodies, one, now) for one in recipients])
        await SQL.take_up(tx, id=mailing.id)
    last = mailing.cursor if cursor is None else cursor
    await SQL.move_cursor(tx, id=mailing.id, cursor=last, filled=int(cursor is None))


async def settle(tx: Tx, now: int, chunk: int = CHUNK) -> bool:
    """End the mailings of which nothing waits any more, and clear what cancelled ones left, and whom erased people's last
    messages still name; whether there is more to do."""
    await SQL.forget_gone(tx, now=now)
    far = now + REST_MS
    for row in await SQL.ending(tx, now=now, far=far):
        async with _apart(tx, row["id"], now):
            await SQL.finish(tx, id=row["id"], now=now)
    mailing, more = await SQL.next_to_sweep(tx, now=now, far=far), False
    if mailing is not None:
        async with _apart(tx, mailing, now):
            more = await _sweep(tx, mailing, now, chunk)
    return more


async def reopen(tx: Tx, now: int, rest_ms: int = 0) -> int:
    """Have mailings that are kept open look for people who joined their audience, each at most once in `rest_ms`; how many."""
    number: int = await SQL.reopen(tx, now=now, rest=rest_ms)
    return number


async def prune(tx: Tx, now: int, chunk: int = CHUNK) -> bool:
    """Forget who got what of a mailing that ended 90 days ago, and keep the numbers; whether there is more to forget."""
    before = now - KEPT_MS
    mailing = await SQL.next_to_forget(tx, before=before)
    if mailing is None:
        return False
    report = Report(await _states(tx, mailing), dict(await failures(tx, mailing)), await repeats(tx, mailing))
    await SQL.set_report(tx, id=mailing, report=json.dumps(asdict(report), ensure_ascii=False))
    await SQL.forget(tx, id=mailing, limit=chunk)
    return True


@contextlib.asynccontextmanager
async def _apart(tx: Tx, mailing: int, now: int) -> AsyncIterator[None]:
    """Work on one mailing: when it fails, it alone is undone and left for a while, and the others go on."""
    try:
        async with tx.savepoint():
            yield
    except sqlite3.OperationalError:
        raise  # a full disk: nothing can be done for any
    except Exception:
        log.exception("work on a mailing failed; it is tried again later", extra={"mailing": mailing})
        await SQL.rest(tx, id=mailing, until=now + REST_MS)


async def _outgrown(tx: Tx, mailing: Mailing, recipients: Sequence[sqlite3.Row]) -> bool:
    """Whether these would be more than may be without approval; then the mailing is held, and they are not written."""
    reachable = sum(to["muted_at"] is None and not to["unwilling"] for to in recipients)
    together = reachable + int(await SQL.number_for(tx, mailing=mailing.id))
    if together <= (mailing.at_most or 0):
        return False
    await SQL.hold(tx, id=mailing.id, expected=max(together, mailing.expected))
    return True


async def _members(tx: Tx, mailing: Mailing, chunk: int) -> tuple[Sequence[sqlite3.Row], int | None]:
    """The next recipients from the audience, and the person up to whom everybody was looked at (None: to the end)."""
    audience = mailing.audience or 0
    kinds = await audiences.needed(tx, audience)
    found: list[sqlite3.Row] = []
    cursor = mailing.cursor
    for _ in range(WINDOWS):
        upto = await audiences.window_end(tx, cursor, chunk)
        if upto is None:
            return found, None
        rows = await SQL.recipients(
            tx,
            audience=audience,
            kinds=kinds,
            after=cursor,
            upto=upto,
            key_start=_key(mailing.id, ""),
            muted_by=MUTED_BY.get(mailing.kind, ""),
            limit=chunk - len(found),
        )
        found += rows
        if len(found) == chunk:
            return found, rows[-1]["person"]
        cursor = upto
        if len(found) >= chunk // 2:
            break
    return found, cursor


async def _reached(tx: Tx, mailing: Mailing, chunk: int) -> tuple[Sequence[sqlite3.Row], int | None]:
    """The next of those whom another mailing reached, and the last person looked at (None: to the end)."""
    rows: Sequence[sqlite3.Row] = await SQL.reached(
        tx, mailing=mailing.reached_by, after=mailing.cursor, muted_by=MUTED_BY.get(mailing.kind, ""), limit=chunk
    )
    if not rows:
        return (), None
    last = rows[-1]["person"]
    if mailing.audience is not None:
        persons = [row["person"] for row in rows]
        inside = await audiences.among(tx, mailing.audience, persons)
        rows = [row for row in rows if row["person"] in inside]
    if mailing.kind in MENDING:
        rows = [row for row in rows if row["message_id"] is not None]
    return rows, last


def _outbox_row(mailing: Mailing, bodies: Mapping[str, int], to: sqlite3.Row, now: int) -> dict[str, object]:
    """A recipient's row of the outbox; of people who cannot or will not be told it says so at once."""
    if to["muted_at"] is not None:
        state, error = "blocked", ""
    elif to["unwilling"]:
        state, error = "skipped", "muted"
    else:
        state, error = "waiting", ""
    own = {"message_id": to["message_id"]} if mailing.kind in MENDING else {}
    return {
        "key": _key(mailing.id, to["person"]),
        "person": to["person"],
        "chat": to["address"],
        "lane": int(mailing.lane),
        "method": mailing.method,
        "payload": json.dumps(own),
        "state": state,
        "expires_at": mailing.expires_at,
        "now": now,
        "finished_at": None if state == "waiting" else now,
        "error": error,
        "mailing": mailing.id,
        "body": bodies.get(to["language"], bodies[""]),
    }


async def _sweep(tx: Tx, mailing: int, now: int, chunk: int) -> bool:
    """Cancel the next chunk of what waits in a cancelled mailing; whether that was a whole chunk."""
    swept: int = await SQL.sweep(tx, id=mailing, limit=chunk, now=now)
    await SQL.bury(tx, id=mailing, now=now)
    return swept == chunk


async def _states(tx: Tx, mailing: int) -> dict[str, int]:
    return {row["state"]: row["number"] for row in await SQL.states(tx, mailing=mailing)}


async def _report(tx: Tx, mailing: int) -> Report | None:
    kept = await SQL.report(tx, id=mailing)
    return Report(**json.loads(kept)) if kept else None


def _key(mailing: int, person: int | str) -> str:
    return f"m{mailing}:{person}"


def _mailing(row: sqlite3.Row) -> Mailing:
    return Mailing(
        id=row["id"],
        kind=row["kind"],
        lane=Lane(row["lane"]),
        method=row["method"],
        created_by=row["created_by"],
        start_at=row["start_at"],
        notice=row["notice"],
        audience=row["audience"],
        reached_by=row["reached_by"],
        expires_at=row["expires_at"],
        open_until=row["open_until"],
        expected=row["expected"],
        at_most=row["at_most"],
        known_by=row["known_by"],
        state=row["state"],
        cursor=row["cursor"],
        filled=bool(row["filled"]),
        created_at=row["created_at"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        held=bool(row["held"]),
    )
