"""Who did what for the bot, and when: acts of officers, kept for three years, in a chain that cannot be edited unseen.

Each line is sealed with the SHA-256 of the line before it and of itself (`storage.model.audit.sealed`). Whoever changes or
takes out a line breaks the chain there; whoever computes it anew from there on has another last seal than the one the
owner was told of. What is older than three years goes, and the last seal of it stays as the beginning of what is left,
with the proof that it was as old as that: nobody forgets what is younger by saying so.
"""

import sqlite3
from dataclasses import dataclass

from storage.database import Tx, load
from storage.model.audit import EXPORTS, KINDS, SHORT_SEAL, Act, Check, Wanted, proof, proven, sealed

SQL = load("audit")
KEPT_MS = 3 * 365 * 24 * 3600 * 1000
LONGEST_NUMBER = 18
"""Digits: more are no number of ours, and none of the database's."""
CHUNK = 1_000
"""Lines read at once: a few milliseconds."""
PRUNED, CHECKED, READING, TOLD = "pruned", "checked", "reading", "told"
EVERYTHING = 10**9
"""Lines: more than there ever are."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the chain: a line, its seal, and when that was so (milliseconds UTC).

    Of PRUNED: when the line was written, and the proof of it (`storage.model.audit.proof`).
    """

    line: int
    seal: str
    at: int
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, newest first, and the length of the whole."""

    acts: tuple[Act, ...]
    total: int


async def note(tx: Tx, person: int, action: str, subject: str, now: int, detail: str = "") -> None:
    """Write down that a person did this, in the transaction in which it is done. `person` 0: the command line, the house."""
    last = await SQL.last(tx)
    if last is None or (not last["seal"] and await _unsealed(tx)):
        line, before = await seal_older(tx)  # the first line of all, or the first with a seal
    else:
        line, before = last["id"], last["seal"]
    act = Act(line + 1, now, person, action, subject, detail)
    await SQL.note(
        tx,
        line=act.line,
        at=now,
        person=person,
        action=action,
        subject=subject,
        detail=detail,
        seal=sealed(before, act),
    )


async def number_since(tx: Tx, subject: str, detail: str, since: int) -> int:
    """How often just this was done to a subject since then, by whomever."""
    number: int = await SQL.number_since(tx, subject=subject, detail=detail, since=since)
    return number


async def prune(tx: Tx, now: int) -> None:
    """Forget acts of more than three years ago. The chain goes on from the last of them."""
    row = await SQL.outlived(tx, before=now - KEPT_MS)
    if row is None:
        return
    if not row["seal"]:
        await seal_older(tx)
    act = _act(await SQL.line(tx, line=row["id"]))
    start, earlier = await mark(tx, PRUNED), await SQL.line_before(tx, line=act.line)
    before = earlier["seal"] if earlier is not None else start.seal if start is not None else ""
    await SQL.put_mark(tx, name=PRUNED, line=act.line, seal=act.seal, at=act.at, proof=proof(before, act))
    await SQL.prune(tx, line=row["id"])


async def page(tx: Tx, wanted: Wanted, at_most: int, skip: int) -> Page:
    """A page of the acts that are wanted, newest first."""
    conditions = {
        "person": wanted.person,
        "everything": int(not wanted.kind),
        "actions": sorted(KINDS.get(wanted.kind, ())),
        "exported": int(wanted.kind == EXPORTS),
        "subject": wanted.subject,
        "since": wanted.since,
        "until": wanted.until,
    }
    rows = await SQL.page(tx, **conditions, at_most=at_most, skip=skip)
    return Page(tuple(map(_act, rows)), int(await SQL.count(tx, **conditions)))


async def line(tx: Tx, number: int) -> Act | None:
    """One line, or None."""
    row = await SQL.line(tx, line=number)
    return _act(row) if row is not None else None


async def busiest(tx: Tx, since: int, at_most: int) -> list[int]:
    """Numbers of the people who did most since then."""
    return [row["person"] for row in await SQL.people(tx, since=since, at_most=at_most)]


# the chain


async def check(tx: Tx, now: int, *, whole: bool = True) -> Check:
    """Read the chain and say where it does not hold. Not `whole`: only what came since it was last read wholly (`checked`).

    Besides the seals themselves, the places that were written down (`Mark`) must still be there, and what was forgotten must
    have been old enough.
    """
    found, _ = await _read(tx, await _from(tx, PRUNED if whole else CHECKED), EVERYTHING, now)
    return found


async def read_on(tx: Tx, now: int, at_most: int) -> Check | None:
    """Read the whole chain in pieces of `at_most` lines; None while there is more to read. At the end it is written down that
    all of it held (CHECKED)."""
    begun = await mark(tx, READING)
    found, ended = await _read(tx, await _from(tx, READING), at_most, now)
    if found.broken is None and not ended:
        await _put_mark(tx, READING, found.last, found.seal, now)
        return None
    if begun is not None and begun.line:
        await _put_mark(tx, READING, 0, "", now)
    if found.broken is None and found.lines:
        await _put_mark(tx, CHECKED, found.last, found.seal, now)
    return found


async def _from(tx: Tx, name: str) -> Mark:
    """Where to read on from: a place written down, or where the chain begins, if that is later."""
    begin, place = await mark(tx, PRUNED), await mark(tx, name)
    assert begin is not None  # the migration put it there
    return place if place is not None and place.line > begin.line else begin


async def _read(tx: Tx, start: Mark, at_most: int, now: int) -> tuple[Check, bool]:
    """Read on from a place, about so many lines at most; what came of it, and whether that was the end."""
    number, line, before = int(await SQL.number(tx)), start.line, start.seal
    if await _unsealed(tx):
        return Check(number, None, 0, ""), True
    missing, left = await _unkept(tx, now), at_most
    while left > 0:
        rows = await SQL.after(tx, line=line, at_most=min(CHUNK, left))
        if not rows:
            return Check(number, missing, line, before), True
        for act in map(_act, rows):
            if act.seal != sealed(before, act):
                return Check(number, min(filter(None, (act.line, missing))), act.line, act.seal), True
            line, before = act.line, act.seal
        left -= len(rows)
    return Check(number, missing, line, before), False


async def broken(tx: Tx, now: int) -> int | None:
    """The first line that does not hold; None when all do."""
    return (await check(tx, now)).broken


async def told(tx: Tx, found: Check, now: int) -> None:
    """Write down that the owner was told of the last seal."""
    await _put_mark(tx, TOLD, found.last, found.seal, now)


async def _put_mark(tx: Tx, name: str, line: int, seal: str, now: int) -> None:
    await SQL.put_mark(tx, name=name, line=line, seal=seal, at=now, proof="")


async def mark(tx: Tx, name: str) -> Mark | None:
    """A place that was written down: PRUNED, CHECKED, READING or TOLD."""
    row = await SQL.mark(tx, name=name)
    return _mark(row) if row is not None else None


async def marks(tx: Tx) -> dict[str, Mark]:
    """All places that were written down, by name."""
    return {row["name"]: _mark(row) for row in await SQL.marks(tx)}


def _mark(row: sqlite3.Row) -> Mark:
    return Mark(row["line"], row["seal"], row["at"], row["proof"])


async def holds(tx: Tx, line: int, short: str, now: int) -> bool | None:
    """Whether a line still has the seal whose beginning somebody was told; None for a line that was forgotten by now."""
    start = await mark(tx, PRUNED)
    if start is not None and line <= start.line:
        if not _outlived(start, now):
            return False
        return _begins(start.seal, short) if line == start.line else None
    row = await SQL.line(tx, line=line)
    return row is not None and _begins(row["seal"], short)


def _begins(seal: str, short: str) -> bool:
    return len(short) == SHORT_SEAL and seal.startswith(short)


def _outlived(start: Mark, now: int) -> bool:
    """Whether what was forgotten was as old as it has to be: its time is proven by its seal."""
    return not start.line or (start.at < now - KEPT_MS and proven(start.proof, start.line, start.at) == start.seal)


async def _unkept(tx: Tx, now: int) -> int | None:
    """The first place written down that is not in the chain any more as it was."""
    start = await mark(tx, PRUNED)
    if start is not None and (not _outlived(start, now) or await SQL.line_before(tx, line=start.line + 1) is not None):
        return start.line
    for name in (CHECKED, READING, TOLD):
        place = await mark(tx, name)
        if place is not None and start is not None and place.line > start.line:
            row = await SQL.line(tx, line=place.line)
            if row is None or row["seal"] != place.seal:
                return place.line
    return None


async def _unsealed(tx: Tx) -> bool:
    """Whether all lines are from before there were seals."""
    last, start = await SQL.last(tx), await mark(tx, PRUNED)
    if last is None or last["seal"] or start is None or start.seal or await mark(tx, CHECKED) is not None:
        return False
    return not any(row["seal"] for row in await SQL.after(tx, line=0, at_most=1))


async def seal_older(tx: Tx) -> tuple[int, str]:
    """Seal the lines that have no seal yet; the last line's number and seal."""
    start = await mark(tx, PRUNED)
    assert start is not None  # the migration put it there
    line, before = start.line, start.seal
    while rows := await SQL.after(tx, line=line, at_most=CHUNK):
        seals = []
        for act in map(_act, rows):
            line, before = act.line, act.seal or sealed(before, act)
            seals += [] if act.seal else [{"line": line, "seal": before}]
        await SQL.seal(tx, seals)
    return line, before


def _act(row: sqlite3.Row) -> Act:
    return Act(row["id"], row["at"], row["person"], row["action"], row["subject"], row["detail"], row["seal"])


async def named(tx: Tx, subject: str) -> str:
    """What a subject ('notice 12') is called now; '' for what is gone or has no name of its own. People: `storage.profiles`."""
    kind, _, rest = subject.partition(" ")
    number = rest.partition(" ")[0]
    known = number.isdecimal() and len(number) <= LONGEST_NUMBER
    name = await SQL.named(tx, kind=kind, number=int(number)) if known else None
    return str(name or "")
