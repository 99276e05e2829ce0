"""Competitions and who follows them; their reminders are planned in the transaction of each change.

Who enters them: storage.entries.
"""

import sqlite3
from datetime import tzinfo

from storage import calendar, reminders
from storage.database import Tx, load
from storage.model.competitions import (
    LINGERS_MS,
    STAGES,
    Competition,
    Counts,
    Draft,
    File,
    Page,
    Question,
    State,
    Times,
    in_order,
    moved,
)
from storage.model.reminders import COMPETITION

SQL = load("competitions")


async def find(tx: Tx, competition: int) -> Competition | None:
    """The competition of this number, or None."""
    row = await SQL.by_id(tx, id=competition)
    return await _competition(tx, row) if row is not None else None


async def by_title(tx: Tx, title: str) -> Competition | None:
    """The newest competition of this title, letter for letter, or None."""
    row = await SQL.by_title(tx, title=title)
    return await _competition(tx, row) if row is not None else None


async def current(tx: Tx, now: int, at_most: int, skip: int = 0) -> Page:
    """Those that go on or come, the one whose next stage is nearest first."""
    since = now - LINGERS_MS
    rows = await SQL.current(tx, now=now, since=since, at_most=at_most, skip=skip)
    return Page(tuple([await _competition(tx, row) for row in rows]), await SQL.number_current(tx, since=since))


async def with_results(tx: Tx, at_most: int) -> list[Competition]:
    """Those with results that were told to competitors, the latest told first."""
    return [await _competition(tx, row) for row in await SQL.with_results(tx, at_most=at_most)]


async def past(tx: Tx, now: int, at_most: int, skip: int = 0) -> Page:
    """Those that are over or cancelled, the latest first."""
    since = now - LINGERS_MS
    rows = await SQL.past(tx, since=since, at_most=at_most, skip=skip)
    return Page(tuple([await _competition(tx, row) for row in rows]), await SQL.number_past(tx, since=since))


async def own(tx: Tx, person: int, now: int, at_most: int, skip: int = 0) -> Page:
    """Those a person follows or is registered for: what goes on or comes first, the nearest first, then the others."""
    rows = await SQL.own(tx, person=person, now=now, since=now - LINGERS_MS, at_most=at_most, skip=skip)
    return Page(tuple([await _competition(tx, row) for row in rows]), await SQL.number_own(tx, person=person))


async def add(tx: Tx, draft: Draft, created_by: int, now: int, zone: tzinfo) -> Competition:
    """Keep a new competition and plan its reminders."""
    number: int = await SQL.add(tx, **_texts(draft), created_by=created_by, now=now)
    await _put_stages(tx, number, draft.times)
    await _put_files(tx, number, draft.files)
    await _put_questions(tx, number, draft.questions)
    added = await find(tx, number)
    assert added is not None
    await _plan(tx, added, list(draft.times), now, zone)
    return added


async def change(tx: Tx, seen: Competition, draft: Draft, now: int, zone: tzinfo) -> Competition | None:
    """Bring a competition from what was `seen` to `draft`, and its reminders to the new times.

    None when somebody changed or cancelled it since.
    """
    if not await SQL.change(tx, id=seen.id, version=seen.version, **_texts(draft), now=now):
        return None
    await SQL.clear_stages(tx, competition=seen.id)
    await _put_stages(tx, seen.id, draft.times)
    await SQL.clear_files(tx, competition=seen.id)
    await _put_files(tx, seen.id, draft.files)
    await SQL.clear_questions(tx, competition=seen.id)
    await _put_questions(tx, seen.id, draft.questions)
    changed = await find(tx, seen.id)
    assert changed is not None
    stages = list(STAGES) if draft.ladder != seen.ladder else moved(seen.times, draft.times)
    await _plan(tx, changed, stages, now, zone)
    return changed


async def cancel(tx: Tx, seen: Competition, reason: str, now: int) -> Competition | None:
    """Call a competition off and forget its reminders; None when somebody changed or cancelled it since it was `seen`."""
    if not await SQL.cancel(tx, id=seen.id, version=seen.version, reason=reason, now=now):
        return None
    await reminders.unplan(tx, COMPETITION, seen.id)
    return await find(tx, seen.id)


async def follow(tx: Tx, person: int, competition: int, now: int) -> None:
    """Have a person told about a competition; following it twice is once."""
    await SQL.follow(tx, person=person, competition=competition, now=now)


async def unfollow(tx: Tx, person: int, competition: int) -> bool:
    """No longer; False when they did not follow it."""
    return bool(await SQL.unfollow(tx, person=person, competition=competition))


async def follows(tx: Tx, person: int, competition: int) -> bool:
    """Whether the person follows it."""
    return bool(await SQL.follows(tx, person=person, competition=competition))


async def counts(tx: Tx, competition: int) -> Counts:
    """How many people it concerns."""
    return Counts(
        await SQL.number_following(tx, competition=competition),
        await SQL.number_registered(tx, competition=competition),
        await SQL.number_told(tx, competition=competition),
    )


async def interested(tx: Tx, trade: str) -> int:
    """How many people care for a trade and want to hear of competitions."""
    number: int = await SQL.number_interested(tx, trade=trade)
    return number


async def _plan(tx: Tx, competition: Competition, stages: list[str], now: int, zone: tzinfo) -> None:
    """Bring the reminders of these stages to their times; the others stay as admins may have moved or skipped them."""
    workday = await calendar.workdays(tx)
    for stage in stages:
        at = competition.times.get(stage)
        if at is None or at <= now:
            await reminders.unplan(tx, COMPETITION, competition.id, stage)
        else:
            await reminders.plan(tx, COMPETITION, competition.id, stage, at, competition.ladder, now, zone, workday)


async def _put_stages(tx: Tx, competition: int, times: Times) -> None:
    rows = [{"competition": competition, "stage": stage, "at": at} for stage, at in in_order(times)]
    await SQL.add_stages(tx, rows)


async def _put_files(tx: Tx, competition: int, files: tuple[File, ...]) -> None:
    rows = [
        {"competition": competition, "position": place, "kind": file.kind, "file_id": file.file_id}
        for place, file in enumerate(files)
    ]
    await SQL.add_files(tx, rows)


async def _put_questions(tx: Tx, competition: int, questions: tuple[Question, ...]) -> None:
    rows = [
        {"competition": competition, "position": place, "text": one.text, "wanted": int(one.wanted)}
        for place, one in enumerate(questions)
    ]
    await SQL.add_questions(tx, rows)


def _texts(draft: Draft) -> dict[str, object]:
    return {
        "title": draft.title,
        "trade": draft.trade,
        "organiser": draft.organiser,
        "eligible": draft.eligible,
        "place": draft.place,
        "intro": draft.intro,
        "source": draft.source,
        "ladder": ",".join(map(str, draft.ladder)),
        "awards": draft.awards,
        "team_least": draft.team_least,
        "team_most": draft.team_most,
        "seats": draft.seats,
        "per_unit": draft.per_unit,
        "documents": draft.documents,
        "checked": int(draft.checked),
        "objection_days": draft.objection_days,
        "appeal_hours": draft.appeal_hours,
        "scoring": draft.scoring,
        "ties": draft.ties,
    }


async def _competition(tx: Tx, row: sqlite3.Row) -> Competition:
    stages = await SQL.stages(tx, competition=row["id"])
    files = await SQL.files(tx, competition=row["id"])
    questions = await SQL.questions(tx, competition=row["id"])
    return Competition(
        title=row["title"],
        trade=row["trade"],
        organiser=row["organiser"],
        eligible=row["eligible"],
        place=row["place"],
        intro=row["intro"],
        source=row["source"],
        times=dict(in_order({stage["stage"]: stage["at"] for stage in stages})),
        files=tuple(File(file["kind"], file["file_id"]) for file in files),
        id=row["id"],
        ladder=tuple(int(days) for days in row["ladder"].split(",") if days),
        state=State(row["state"]),
        reason=row["reason"],
        version=row["version"],
        awards=row["awards"],
        team_least=row["team_least"],
        team_most=row["team_most"],
        seats=row["seats"],
        per_unit=row["per_unit"],
        questions=tuple(Question(one["text"], bool(one["wanted"])) for one in questions),
        documents=row["documents"],
        checked=bool(row["checked"]),
        objection_days=row["objection_days"],
        appeal_hours=row["appeal_hours"],
        scoring=row["scoring"],
        ties=row["ties"],
    )
