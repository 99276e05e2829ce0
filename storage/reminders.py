"""Reminders: ladders planned with the thing they are about, asked again when they are due.

A step is one rung of a ladder, for everybody whom its subject concerns when it is due; a reminder is one person's part
in it. Both are planned, moved and dropped in the transaction of the change that is the reason for it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from storage.database import Tx, load
from storage.model import reminders as rules
from storage.model.quiet import Quiet, Workday
from storage.model.reminders import COMPETITION, COURSE, OCCURRENCE, Standing, State

SQL = load("reminders")
KEPT_MS = 180 * 24 * 3600 * 1000
"""What is over is kept for half a year."""
CHUNK = 200
"""People that one transaction makes reminders for, or tells."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rung that is due, or was."""

    id: int
    kind: str
    subject: int
    stage: str
    at: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What a reminder is about, in the words its record has; `duty` is the studio's report to open. Of a course: where its
    session is, which one it is, and how many there are. Of a competition: whether the person is in it (`inside`), and once
    they were told what they drew, their number (0: none), room and what to bring."""

    kind: str
    subject: int
    stage: str
    at: int
    title: str
    label: str = ""
    studio: str = ""
    duty: int | None = None
    place: str = ""
    nth: int = 0
    sessions: int = 0
    inside: bool = False
    number: int = 0
    room: str = ""
    kit: str = ""
    queued: bool = False
    """Whether their entry waits for a look."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is due to one person, and how they stand to it."""

    id: int
    person: int
    step: int
    due_at: int
    language: str
    address: str
    matter: Matter
    standing: Standing
    turn: int = 0
    """In how many messages it was said."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder that somebody was given."""

    id: int
    kind: str
    subject: int
    stage: str
    at: int
    days: int
    state: str
    due_at: int


async def plan(
    tx: Tx,
    kind: str,
    subject: int,
    stage: str,
    at: int,
    ladder: Sequence[int],
    now: int,
    zone: tzinfo,
    workday: Workday,
) -> None:
    """Bring the rungs of a stage in line with its moment `at` and its `ladder`; doing it again changes nothing.

    Rungs that were said stay as they are; those that officers moved, skipped or paused stay so as long as `at` does. A
    paused ladder stays paused. What waits for people about another moment is dropped.
    """
    rows = await SQL.stage(tx, kind=kind, subject=subject, stage=stage)
    told = any(row["state"] in (State.DONE, State.FIRING) or row["cursor"] for row in rows)
    paused = any(row["state"] == State.PAUSED for row in rows)
    ahead, caught = rules.planned(at, ladder, now, zone, workday, told=told)
    wanted = {rung.days: rung.due_at for rung in [*ahead, *([caught] if caught else [])]}
    gone: list[int] = []
    halted: list[int] = []
    for row in rows:
        same = row["at"] == at
        due_at = wanted.pop(row["days"], None) if same else None
        match row["state"]:
            case State.PLANNED | State.PAUSED:
                fits = same and row["days"] in ladder
                if not fits:
                    (halted if row["cursor"] else gone).append(row["id"])
                elif not row["moved"] and row["due_at"] > now and due_at is not None and due_at != row["due_at"]:
                    await SQL.due_again(tx, id=row["id"], due_at=due_at)
            case State.SKIPPED if not same:
                gone.append(row["id"])
            case State.FIRING if not same:
                halted.append(row["id"])
    if gone:
        await SQL.remove_steps(tx, ids=gone)
    if halted:
        await SQL.halt_steps(tx, ids=halted)
    if rows:
        await SQL.drop_outdated(tx, kind=kind, subject=subject, stage=stage, at=at, reason="moved")
        await SQL.revive(tx, kind=kind, subject=subject, stage=stage, at=at)
        if halted := _halfway([row for row in rows if row["at"] == at], now):
            await SQL.go_on(tx, ids=halted, state=State.PAUSED if paused else State.FIRING)
    state = State.PAUSED if paused else State.PLANNED
    new = [
        {"kind": kind, "subject": subject, "stage": stage, "at": at, "days": days, "due_at": due_at, "state": state}
        for days, due_at in wanted.items()
    ]
    if new:
        await SQL.add_step(tx, new)
    if paused:
        await SQL.release(tx, kind=kind, subject=subject, stage=stage)


def _halfway(rows: Sequence[sqlite3.Row], now: int) -> list[int]:
    """The rung that was being said when the stage left this moment, if none that is newer has been due since."""
    due = [row for row in rows if row["due_at"] <= now and (row["days"] < 0 or now < row["at"])]
    newest = max(due, key=lambda row: (row["due_at"], -row["days"]), default=None)
    return [newest["id"]] if newest is not None and newest["state"] == State.SUPERSEDED else []


async def unplan(tx: Tx, kind: str, subject: int, stage: str | None = None) -> None:
    """Nothing more is said of this stage (of none, without `stage`); what was said stays as it is."""
    for name in [row["stage"] for row in await SQL.stages(tx, kind=kind, subject=subject)]:
        if stage not in (None, name):
            continue
        rows = await SQL.stage(tx, kind=kind, subject=subject, stage=name)
        if gone := [row["id"] for row in rows if row["state"] in rules.AHEAD and not row["cursor"]]:
            await SQL.remove_steps(tx, ids=gone)
        under_way = (State.FIRING, *rules.AHEAD)
        if halted := [row["id"] for row in rows if row["state"] in under_way and row["id"] not in gone]:
            await SQL.halt_steps(tx, ids=halted)
        await SQL.drop_outdated(tx, kind=kind, subject=subject, stage=name, at=-1, reason="cancelled")


async def expire(tx: Tx, now: int) -> list[Step]:
    """End the rungs whose matter is over; those that somebody was to hear of."""
    await SQL.supersede(tx, now=now)
    missed = []
    for row in await SQL.expire_steps(tx, now=now):
        step = _step(row)
        if await _concerned(tx, step, row["cursor"], 1):
            missed.append(step)
    return missed


async def fire(tx: Tx, now: int) -> bool:
    """Make reminders for the next people whom the oldest rung that is due concerns; False when none is due.

    Call `expire` before it, in the same transaction: it leaves only the newest of a stage's rungs.
    """
    row = await SQL.next_step(tx, now=now)
    if row is None:
        return False
    step = _step(row)
    people = await _concerned(tx, step, row["cursor"], CHUNK)
    if people:
        await SQL.drop_older(tx, step=step.id, kind=step.kind, subject=step.subject, stage=step.stage, people=people)
        await SQL.add(tx, [{"step": step.id, "person": person, "now": now} for person in people])
    more = len(people) == CHUNK
    cursor = people[-1] if people else row["cursor"]
    await SQL.fired(tx, id=step.id, cursor=cursor, state=State.FIRING if more else State.DONE)
    return True


async def _concerned(tx: Tx, step: Step, after: int, at_most: int) -> list[int]:
    """The next people whom a step concerns as things stand, by number."""
    if step.kind == COMPETITION:
        rows = await SQL.concerned_in_competition(
            tx, subject=step.subject, stage=step.stage, after=after, at_most=at_most
        )
    elif step.kind == COURSE:
        rows = await SQL.concerned_in_course(tx, subject=step.subject, stage=step.stage, after=after, at_most=at_most)
    elif step.kind == OCCURRENCE:
        rows = await SQL.concerned_in_occurrence(tx, subject=step.subject, after=after, at_most=at_most)
    else:
        rows = await SQL.concerned_in_duty(tx, subject=step.subject, after=after, at_most=at_most)
    return [row["person"] for row in rows]


async def due(tx: Tx, now: int, at_most: int = CHUNK) -> list[Reminder]:
    """Everything that is due to the people who have waited longest, at most so many of them; one person after another."""
    people = [row["person"] for row in await SQL.due_people(tx, now=now, at_most=at_most)]
    if not people:
        return []
    return [_reminder(row) for row in await SQL.due(tx, now=now, people=people, letters=[], one=0)]


async def not_said(tx: Tx, numbers: Mapping[int, int], report_at: int) -> None:
    """Keep that so many people (0: nobody at all was) could not be told of these steps; officers hear of it then."""
    rows = [{"step": step, "number": number, "report_at": report_at} for step, number in numbers.items()]
    await SQL.not_said(tx, rows)


async def reports(tx: Tx, now: int) -> list[tuple[int, int, Matter]]:
    """What officers have not heard of yet: steps, how many people could not be told, and of what."""
    return [(row["id"], row["unsaid"], matter_of(row)) for row in await SQL.reports(tx, now=now)]


async def count_concerned(tx: Tx, step: Step) -> int:
    """How many people a rung concerns as things stand."""
    number, after = 0, 0
    while people := await _concerned(tx, step, after, CHUNK):
        number, after = number + len(people), people[-1]
    return number


async def say(tx: Tx, said: Sequence[tuple[int, int]], now: int) -> None:
    """These (number, and that of the message of the outbox that says it) are being said, in this transaction."""
    await SQL.say(tx, [{"id": id_, "letter": letter, "now": now} for id_, letter in said])


async def reconsider(tx: Tx, letters: Sequence[int], now: int, zone: tzinfo, workday: Workday) -> dict[int, bool]:
    """Those of the messages in the outbox that say reminders, and whether they may still go as they are.

    Whoever claims them asks, in that transaction: between the writing and the sending people mute, register, file and
    fall asleep, and deadlines move. What may not go is taken back whole: its reminders are due again and judged anew.
    """
    may: dict[int, bool] = {}
    for row in await SQL.due(tx, now=now, people=[], letters=letters, one=0) if letters else ():
        fate = rules.judge(_reminder(row).standing, now, zone, workday).fate
        letter = row["said_in"]
        may[letter] = may.get(letter, True) and row["state"] == "said" and fate is rules.Fate.SAY
    if back := [letter for letter, goes in may.items() if not goes]:
        await SQL.unsay(tx, letters=back, state="waiting", reason="", now=now)
        await SQL.withdraw(tx, letters=back, now=now)
    return may


async def take_back(tx: Tx, now: int) -> int:
    """What was written and never left: due again where it was too late for the message, dropped where the person had
    blocked the bot. How many messages; at most `CHUNK` at once."""
    rows = await SQL.unsaid(tx, at_most=CHUNK)
    if blocked := [row["id"] for row in rows if row["state"] == "blocked"]:
        await SQL.unsay(tx, letters=blocked, state="dropped", reason="blocked", now=now)
    if late := [row["id"] for row in rows if row["state"] == "expired"]:
        await SQL.unsay(tx, letters=late, state="waiting", reason="", now=now)
        await SQL.withdraw(tx, letters=late, now=now)
    return len(rows)


async def release(tx: Tx, kind: str, subject: int, stage: str) -> None:
    """Say what was held because its ladder was paused, unless it still is."""
    await SQL.release(tx, kind=kind, subject=subject, stage=stage)


async def put_off(tx: Tx, later: Sequence[tuple[int, int, str]]) -> None:
    """Wait with these (number, until, reason)."""
    await SQL.put_off(tx, [{"id": id_, "until": until, "reason": reason} for id_, until, reason in later])


async def end(tx: Tx, ended: Sequence[tuple[int, str, str]]) -> None:
    """These are not said (number, 'dropped', 'held' or 'expired', reason)."""
    await SQL.end(tx, [{"id": id_, "state": state, "reason": reason} for id_, state, reason in ended])


async def find(tx: Tx, number: int, person: int) -> Told | None:
    """A reminder of this person's own; None for anybody else's."""
    row = await SQL.find(tx, id=number, person=person)
    return Told(**dict(row)) if row is not None else None


async def standing(tx: Tx, number: int, now: int) -> Reminder | None:
    """How its person stands to a reminder as things are; None when it is gone."""
    rows = await SQL.due(tx, now=now, people=[], letters=[], one=number)
    return _reminder(rows[0]) if rows else None


async def outdated(tx: Tx, number: int) -> bool:
    """Whether the same stage has been brought to mind since, or has moved."""
    return bool(await SQL.newer(tx, id=number))


async def snooze(tx: Tx, number: int, until: int) -> bool:
    """Say it once more, at `until`; False when that is settled already."""
    return bool(await SQL.snooze(tx, id=number, until=until))


async def duties_of(tx: Tx, person: int, occurrence: int) -> list[int]:
    """The reports that a person's studios still owe in this occurrence."""
    return [row["id"] for row in await SQL.duties_of(tx, person=person, occurrence=occurrence)]


async def drop_about(tx: Tx, person: int, kind: str, subject: int) -> None:
    """What waits for a person about this is not said."""
    await SQL.drop_about(tx, person=person, kind=kind, subject=subject)


async def prune(tx: Tx, now: int) -> None:
    """Forget what was over half a year ago."""
    await SQL.prune_steps(tx, before=now - KEPT_MS)
    await SQL.prune_paused(tx, before=now - KEPT_MS)


def _step(row: sqlite3.Row) -> Step:
    return Step(row["id"], row["kind"], row["subject"], row["stage"], row["at"])


def _reminder(row: sqlite3.Row) -> Reminder:
    quiet = Quiet() if row["quiet_from"] is None else Quiet(row["quiet_from"], row["quiet_to"])
    fulfilled = row["kind"] != COMPETITION or row["stage"].startswith("register_")
    standing = Standing(
        days=row["days"],
        at=row["at"],
        done=bool(row["done"]) and fulfilled,
        concerned=bool(row["concerned"]) and not row["bygone"],
        muted=bool(row["muted"]) or (row["kind"] == OCCURRENCE and row["duty"] is None),
        blocked=row["address"] is None or row["muted_at"] is not None,
        superseded=bool(row["superseded"]),
        moved=bool(row["moved"]),
        paused=bool(row["paused"]),
        form_at=row["form_at"],
        told_at=row["told_at"],
        quiet=quiet,
        digest=row["digest"] is None or bool(row["digest"]),
    )
    address = row["address"] or ""
    person, step, due_at = row["person"], row["step"], row["due_at"]
    inside, number = bool(row["inside"]), row["number"]
    matter = replace(matter_of(row), inside=inside, number=number, room=row["room"], kit=row["kit"])
    matter = replace(matter, queued=bool(row["queued"]))
    return Reminder(row["id"], person, step, due_at, row["language"], address, matter, standing, row["turn"])


def matter_of(row: sqlite3.Row) -> Matter:
    """The matter in a row that names its competition, its course and session, or its period, label and studio."""
    return Matter(
        row["kind"],
        row["subject"],
        row["stage"],
        row["at"],
        row["competition"] or row["course"] or row["period"] or "",
        row["label"] or "",
        row["studio"] or "",
        row["duty"],
        row["place"] or "",
        row["nth"],
        row["sessions"],
    )
