"""Courses and their sessions; reminders are planned in the transaction of each change."""

import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from storage import calendar, course_search, offers, reminders
from storage.database import Tx, load
from storage.model.courses import Course, Draft, File, Session, State
from storage.model.reminders import COURSE

SQL = load("courses")
SECRET_BYTES = 16
NEVER = 9_000_000_000_000_000
"""Later than any moment."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the courses, and how many there are in all."""

    courses: tuple[Course, ...]
    total: int


async def find(tx: Tx, course: int) -> Course | None:
    """The course of this number, or None."""
    found = await find_many(tx, [course])
    return found[0] if found else None


async def find_many(tx: Tx, ids: Iterable[int]) -> list[Course]:
    """The courses of these numbers, in their order; those that are not there are left out."""
    numbers = list(ids)
    if not numbers:
        return []
    rows = {row["id"]: row for row in await SQL.by_ids(tx, ids=numbers)}
    sessions = defaultdict(list)
    for row in await SQL.sessions(tx, ids=numbers):
        one = Session(row["begins_at"], row["ends_at"], row["place"], row["credit"], row["id"])
        sessions[row["course"]].append(one)
    questions = defaultdict(list)
    for row in await SQL.questions(tx, ids=numbers):
        questions[row["course"]].append(row["text"])
    files = defaultdict(list)
    for row in await SQL.files(tx, ids=numbers):
        files[row["course"]].append(File(row["kind"], row["file_id"], bool(row["after"])))
    return [
        _course(rows[one], tuple(sessions[one]), tuple(questions[one]), tuple(files[one]))
        for one in numbers
        if one in rows
    ]


async def upcoming(tx: Tx, now: int, at_most: int, skip: int = 0, studio: int | None = None) -> Page:
    """Those that are not over and not cancelled, the one whose next session is nearest first; of one studio, if asked."""
    rows = await SQL.upcoming(tx, now=now, studio=studio or 0, at_most=at_most, skip=skip)
    return await _page(tx, rows, await SQL.number_upcoming(tx, now=now, studio=studio or 0))


async def past(tx: Tx, now: int, at_most: int, skip: int = 0, studio: int | None = None) -> Page:
    """Those that are over and took place, the latest first."""
    rows = await SQL.past(tx, now=now, studio=studio or 0, at_most=at_most, skip=skip)
    return await _page(tx, rows, await SQL.number_past(tx, now=now, studio=studio or 0))


async def of_giver(
    tx: Tx, studios: Sequence[int] | None, now: int, at_most: int, skip: int = 0, over: bool = False
) -> Page:
    """What these studios give (None: all of them, and the union), cancelled ones too: what comes or goes on by date, or
    what is `over`, the latest first."""
    whose = {"every": int(studios is None), "studios": list(studios or ())}
    query = SQL.given_over if over else SQL.given_ahead
    rows = await query(tx, **whose, now=now, at_most=at_most, skip=skip)
    return await _page(tx, rows, await SQL.number_given(tx, **whose, now=now, over=int(over)))


async def between(tx: Tx, begin: int, end: int, at_most: int = 200) -> list[Course]:
    """Those not cancelled with a session that overlaps [begin, end), by the first such session."""
    rows = await SQL.between(tx, begin=begin, end=end, at_most=at_most)
    return await find_many(tx, [row["id"] for row in rows])


async def by_key(tx: Tx, title: str, studio: int | None, begins_at: int) -> Course | None:
    """The course of this title that this studio gives and that begins then, letter for letter, or None."""
    number = await SQL.by_key(tx, title=title, studio=studio or 0, begins_at=begins_at)
    return await find(tx, number) if number is not None else None


async def by_title(tx: Tx, title: str, now: int | None = None) -> Course | None:
    """The course of this title, letter for letter, that comes next after `now`, else the newest, or None."""
    number = await SQL.by_title(tx, title=title, now=NEVER if now is None else now)
    return await find(tx, number) if number is not None else None


async def add(tx: Tx, draft: Draft, created_by: int, now: int, zone: tzinfo, copied_from: int | None = None) -> Course:
    """Keep a new course and plan its reminders. It needs a session at least."""
    number: int = await SQL.add(tx, **_facts(draft), copied_from=copied_from, created_by=created_by, now=now)
    for session in draft.sessions:
        await _add_session(tx, number, session)
    await _put_lists(tx, number, draft)
    added = await find(tx, number)
    assert added is not None
    await course_search.keep(tx, added)
    await _plan(tx, added, added.sessions, now, zone)
    return added


async def change(tx: Tx, seen: Course, draft: Draft, now: int, zone: tzinfo) -> Course | None:
    """Bring a course from what was `seen` to `draft`, and its reminders to the new times.

    Sessions with a number of `seen` keep it (and who came to them), others are new or gone. Nobody loses a seat where
    there are fewer now. None when somebody changed or cancelled it since.
    """
    if not await SQL.change(tx, id=seen.id, version=seen.version, **_facts(draft), now=now):
        return None
    kept = {one.id for one in seen.sessions} & {one.id for one in draft.sessions}
    if gone := [one.id for one in seen.sessions if one.id not in kept]:
        for number in gone:
            await reminders.unplan(tx, COURSE, seen.id, str(number))
        await SQL.remove_sessions(tx, course=seen.id, ids=gone)
    for session in draft.sessions:
        if session.id in kept:
            await SQL.change_session(
                tx,
                id=session.id,
                course=seen.id,
                begins_at=session.begins_at,
                ends_at=session.ends_at,
                place=session.place,
                credit=session.credit,
            )
        else:
            await _add_session(tx, seen.id, session)
    await SQL.clear_questions(tx, course=seen.id)
    await SQL.clear_files(tx, course=seen.id)
    await _put_lists(tx, seen.id, draft)
    changed = await find(tx, seen.id)
    assert changed is not None
    await course_search.keep(tx, changed)
    before = {one.id: one.begins_at for one in seen.sessions}
    other = changed.ladder != seen.ladder
    moved = [one for one in changed.sessions if other or before.get(one.id) != one.begins_at]
    await _plan(tx, changed, moved, now, zone)
    return changed


async def cancel(tx: Tx, seen: Course, reason: str, now: int) -> Course | None:
    """Call a course off, with its reminders and what was offered; None when somebody changed or cancelled it since.

    Enrolments stay: whose they are is told, and sees that it does not take place.
    """
    if not await SQL.set_state(tx, id=seen.id, version=seen.version, state=State.CANCELLED, reason=reason, now=now):
        return None
    await offers.withdraw_all(tx, seen.id, now)
    await reminders.unplan(tx, COURSE, seen.id)
    return await find(tx, seen.id)


async def set_closed(tx: Tx, seen: Course, closed: bool, now: int) -> Course | None:
    """Let nobody enrol any more, or again; who waits goes on waiting. None when somebody changed or cancelled it since."""
    state = State.CLOSED if closed else State.OPEN
    if not await SQL.set_state(tx, id=seen.id, version=seen.version, state=state, reason="", now=now):
        return None
    return await find(tx, seen.id)


async def _page(tx: Tx, rows: Sequence[sqlite3.Row], total: int) -> Page:
    return Page(tuple(await find_many(tx, [row["id"] for row in rows])), total)


async def _plan(tx: Tx, course: Course, sessions: Sequence[Session], now: int, zone: tzinfo) -> None:
    """Bring the reminders of these sessions to their times; the others stay as somebody may have moved or skipped them."""
    workday = await calendar.workdays(tx)
    for one in sessions:
        stage = str(one.id)
        if one.begins_at <= now:
            await reminders.unplan(tx, COURSE, course.id, stage)
        else:
            await reminders.plan(tx, COURSE, course.id, stage, one.begins_at, course.ladder, now, zone, workday)


async def _add_session(tx: Tx, course: int, session: Session) -> None:
    await SQL.add_session(
        tx,
        course=course,
        begins_at=session.begins_at,
        ends_at=session.ends_at,
        place=session.place,
        credit=session.credit,
        secret=secrets.token_hex(SECRET_BYTES),
    )


async def _put_lists(tx: Tx, course: int, draft: Draft) -> None:
    if draft.questions:
        rows = [{"course": course, "position": place, "text": text} for place, text in enumerate(draft.questions)]
        await SQL.add_questions(tx, rows)
    if draft.files:
        files = [
            {"course": course, "position": place, "kind": file.kind, "file_id": file.file_id, "after": int(file.after)}
            for place, file in enumerate(draft.files)
        ]
        await SQL.add_files(tx, files)


def _facts(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "studio": draft.studio,
        "topic": draft.topic,
        "teacher": draft.teacher,
        "place": draft.place,
        "cost_fen": draft.cost_fen,
        "eligible": draft.eligible,
        "bring": draft.bring,
        "intro": draft.intro,
        "source": draft.source,
        "seats": draft.seats,
        "per_unit": draft.per_unit,
        "per_person": draft.per_person,
        "enrol_until": draft.enrol_until,
        "cancel_until": draft.cancel_until,
        "approval": int(draft.approval),
        "certificate": int(draft.certificate),
        "ladder": ",".join(map(str, draft.ladder)),
        "begins_at": min(one.begins_at for one in draft.sessions),
        "ends_at": max(one.ends_at for one in draft.sessions),
    }


def _course(
    row: sqlite3.Row, sessions: tuple[Session, ...], questions: tuple[str, ...], files: tuple[File, ...]
) -> Course:
    return Course(
        title=row["title"],
        sessions=sessions,
        studio=row["studio"],
        topic=row["topic"],
        teacher=row["teacher"],
        place=row["place"],
        cost_fen=row["cost_fen"],
        eligible=row["eligible"],
        bring=row["bring"],
        intro=row["intro"],
        source=row["source"],
        seats=row["seats"],
        per_unit=row["per_unit"],
        per_person=row["per_person"],
        enrol_until=row["enrol_until"],
        cancel_until=row["cancel_until"],
        approval=bool(row["approval"]),
        certificate=bool(row["certificate"]),
        questions=questions,
        files=files,
        ladder=tuple(int(days) for days in row["ladder"].split(",") if days),
        id=row["id"],
        studio_name=row["studio_name"] or "",
        state=State(row["state"]),
        reason=row["reason"],
        copied_from=row["copied_from"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        version=row["version"],
    )
