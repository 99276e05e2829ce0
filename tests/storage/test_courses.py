"""Courses: kept, found by date and by who gives them, changed with their sessions and reminders, closed, cancelled."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from storage import courses
from storage.database import Database, Tx
from storage.model.courses import Course, Draft, File, Session, State

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
HOUR = 3600 * 1000
DAY = 24 * HOUR


def session(day: int, number: int = 0) -> Session:
    return Session(NOW + day * DAY, NOW + day * DAY + 2 * HOUR, credit=25, id=number)


DRAFT = Draft(
    "示例焊接实操",
    (session(10), session(12)),
    place="示例实训楼",
    seats=20,
    cost_fen=0,
    approval=True,
    questions=("做过焊接吗?", "穿多大的工装?"),
    files=(File("photo", "p"), File("document", "d", after=True)),
)


async def steps(tx: Tx, course: Course) -> dict[str, list[int]]:
    rows = await tx.fetch(
        "SELECT stage, days FROM steps WHERE kind = 'course' AND subject = :id AND state = 'planned' ORDER BY id",
        {"id": course.id},
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row["stage"], []).append(row["days"])
    return found


async def test_a_course_is_kept_changed_closed_and_cancelled(db: Database) -> None:
    async with db.write() as tx:
        added = await courses.add(tx, DRAFT, 1, NOW, ZONE)
        assert await courses.find(tx, added.id) == added
        assert (added.begins_at, added.ends_at) == (NOW + 10 * DAY, NOW + 12 * DAY + 2 * HOUR)
        assert (added.questions, added.files, added.approval, added.studio_name) == (
            DRAFT.questions,
            DRAFT.files,
            True,
            "",
        )
        first, second = (one.id for one in added.sessions)
        assert await steps(tx, added) == {str(first): [3, 1, 0], str(second): [3, 1, 0]}

        later = replace(DRAFT, sessions=(session(11, first), session(13)), seats=10, questions=(), files=())
        changed = await courses.change(tx, added, later, NOW, ZONE)
        assert changed is not None
        third = changed.sessions[1].id
        assert [one.id for one in changed.sessions] == [first, third]
        assert third not in (first, second)
        assert (changed.seats, changed.questions, changed.files, changed.version) == (10, (), (), 2)
        assert set(await steps(tx, changed)) == {str(first), str(third)}
        assert await courses.change(tx, added, DRAFT, NOW, ZONE) is None  # somebody was faster

        closed = await courses.set_closed(tx, changed, True, NOW)
        assert closed is not None
        assert closed.state is State.CLOSED
        assert await courses.set_closed(tx, changed, True, NOW) is None
        cancelled = await courses.cancel(tx, closed, "讲师生病", NOW)
        assert cancelled is not None
        assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "讲师生病")
        assert await steps(tx, cancelled) == {}
        assert await courses.set_closed(tx, cancelled, False, NOW) is None
        assert await courses.change(tx, cancelled, DRAFT, NOW, ZONE) is None


async def test_courses_are_found_by_date_and_giver(db: Database) -> None:
    async with db.write() as tx:
        await tx.fetch("INSERT INTO studios (id, name, level_rank, created_at, changed_at) VALUES (7, '示例', 0, 0, 0)")

        async def add(title: str, *days: int, studio: int | None = None) -> Course:
            draft = Draft(title, tuple(session(day) for day in days), studio=studio)
            return await courses.add(tx, draft, 1, NOW, ZONE)

        over = await add("过去", -9, -8)
        series = await add("系列", -3, 4)
        near = await add("近", 2, studio=7)
        gone = await courses.cancel(tx, await add("取消", 3, studio=7), "", NOW)
        assert gone is not None
        far = await add("远", 30, studio=7)
        again = await add("远", 60)
        assert near.studio_name == "示例"

        page = await courses.upcoming(tx, NOW, 3)
        assert ([one.id for one in page.courses], page.total) == ([near.id, series.id, far.id], 4)
        assert [one.id for one in (await courses.upcoming(tx, NOW, 3, 3)).courses] == [again.id]
        assert [one.id for one in (await courses.upcoming(tx, NOW, 9, studio=7)).courses] == [near.id, far.id]
        assert [one.id for one in (await courses.past(tx, NOW, 9)).courses] == [over.id]
        given = await courses.of_giver(tx, [7], NOW, 9)
        assert ([one.id for one in given.courses], given.total) == ([near.id, gone.id, far.id], 3)
        assert (await courses.of_giver(tx, [], NOW, 9)).total == 0
        assert (await courses.of_giver(tx, None, NOW, 9)).total == 5
        assert [one.id for one in (await courses.of_giver(tx, None, NOW, 9, over=True)).courses] == [over.id]
        found = await courses.between(tx, NOW + 2 * DAY + HOUR, NOW + 4 * DAY + 1)
        assert [one.id for one in found] == [near.id, series.id]
        assert await courses.between(tx, NOW + 2 * DAY + 2 * HOUR, NOW + 4 * DAY) == []
        assert await courses.by_key(tx, "近", 7, NOW + 2 * DAY) == near
        assert await courses.by_key(tx, "近", None, NOW + 2 * DAY) is None
        assert await courses.by_title(tx, "远", NOW) == far
        assert await courses.by_title(tx, "远") == again
        assert await courses.by_title(tx, "没有") is None
        assert [one.id for one in await courses.find_many(tx, [again.id, 999, over.id])] == [again.id, over.id]
