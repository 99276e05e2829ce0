"""Ladders on the tables: planned, moved and dropped with what they are about; who is concerned; what is pruned."""

from datetime import date, datetime

import pytest

from storage import reminders
from storage.database import Database, Tx
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS

HOUR_MS = 3600 * 1000
LADDER = (14, 7, 3, 1, 0)


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp() * 1000)


def shown(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, CHINA).strftime("%m-%d %H:%M")


def weekday(day: date) -> bool:
    return day.weekday() < 5


NOW = ms("2026-12-01T12:00")
CLOSE = ms("2026-12-20T18:00")
"""A Sunday."""


async def plan(
    tx: Tx, at: int = CLOSE, now: int = NOW, ladder: tuple[int, ...] = LADDER, stage: str = "register_close"
) -> None:
    await reminders.plan(tx, "competition", 1, stage, at, ladder, now, CHINA, weekday)


async def steps(tx: Tx) -> list[tuple[str, int, str]]:
    rows = await tx.fetch("SELECT due_at, days, state FROM steps ORDER BY due_at, days DESC")
    return [(shown(row["due_at"]), row["days"], row["state"]) for row in rows]


async def a_competition(tx: Tx, followers: int = 0, registered: int = 0) -> list[int]:
    await tx.fetch(
        "INSERT INTO competitions (id, title, created_by, created_at, changed_at) VALUES (1, '示例焊工技能竞赛', 1, 0, 0)"
    )
    people = []
    for number in range(followers + registered):
        (row,) = await tx.fetch("INSERT INTO people (created_at) VALUES (0) RETURNING id")
        people.append(row["id"])
        await tx.fetch(
            "INSERT INTO addresses (person, channel, address) VALUES (:p, 'telegram', :a)",
            {"p": row["id"], "a": row["id"]},
        )
        table = "competition_follows" if number < followers else "registrations"
        await tx.fetch(f"INSERT INTO {table} (person, competition, at) VALUES (:p, 1, 0)", {"p": row["id"]})
    return people


async def fire_all(tx: Tx, now: int) -> list[reminders.Step]:
    missed = await reminders.expire(tx, now)
    while await reminders.fire(tx, now):
        pass
    return missed


async def test_a_ladder_is_planned_once(db: Database) -> None:
    async with db.write() as tx:
        for _ in range(3):
            await plan(tx)
        assert await steps(tx) == [
            ("12-04 09:00", 14, "planned"),  # the 6th is a Sunday
            ("12-11 09:00", 7, "planned"),
            ("12-17 09:00", 3, "planned"),
            ("12-18 09:00", 1, "planned"),
            ("12-20 09:00", 0, "planned"),  # the day itself
        ]


async def test_a_moved_matter_moves_its_ladder(db: Database) -> None:
    async with db.write() as tx:
        await plan(tx)
        await plan(tx, CLOSE + 2 * DAY_MS)
        assert [when for when, *_ in await steps(tx)] == [
            "12-08 09:00", "12-15 09:00", "12-18 09:00", "12-21 09:00", "12-22 09:00",
        ]  # fmt: skip
        await plan(tx, CLOSE)
        assert len(await steps(tx)) == 5


async def test_the_newest_rung_that_is_past_is_not_lost(db: Database) -> None:
    async with db.write() as tx:
        await plan(tx, now=ms("2026-12-15T12:00"))
        assert await steps(tx) == [
            ("12-15 12:00", 7, "planned"),
            ("12-17 09:00", 3, "planned"),
            ("12-18 09:00", 1, "planned"),
            ("12-20 09:00", 0, "planned"),
        ]


async def test_people_who_were_told_are_not_told_again_because_it_moved(db: Database) -> None:
    async with db.write() as tx:
        await a_competition(tx, followers=1)
        await plan(tx)
        await fire_all(tx, ms("2026-12-11T09:00"))
        await plan(tx, CLOSE - DAY_MS, now=ms("2026-12-14T12:00"))
        rungs = [(days, state) for _, days, state in await steps(tx) if state == "planned"]
        assert rungs == [(3, "planned"), (1, "planned"), (0, "planned")]


async def test_told_or_not_the_last_rung_is_said_when_the_matter_moves_close(db: Database) -> None:
    async with db.write() as tx:
        await a_competition(tx, followers=1)
        await plan(tx)
        await fire_all(tx, ms("2026-12-11T09:00"))
        now = ms("2026-12-14T12:00")
        await plan(tx, ms("2026-12-14T20:00"), now=now)
        assert [step for step in await steps(tx) if step[2] == "planned"] == [("12-14 12:00", 0, "planned")]


async def test_a_rung_that_is_due_and_not_yet_said_outlives_planning_again(db: Database) -> None:
    async with db.write() as tx:
        await a_competition(tx, followers=1)
        await plan(tx)
        await fire_all(tx, ms("2026-12-04T09:00"))
        await plan(tx, now=ms("2026-12-11T09:01"))  # the house was down at 9:00, and an officer is faster than the tick
        await fire_all(tx, ms("2026-12-11T09:02"))
        assert ("12-11 09:00", 7, "done") in await steps(tx)


async def test_a_paused_ladder_stays_paused_and_a_skipped_rung_skipped(db: Database) -> None:
    async with db.write() as tx:
        await plan(tx)
        await tx.fetch("UPDATE steps SET state = 'skipped' WHERE days = 3")
        await plan(tx)
        assert [state for _, days, state in await steps(tx) if days == 3] == ["skipped"]
        await tx.fetch("UPDATE steps SET state = 'paused' WHERE state = 'planned'")
        await plan(tx, CLOSE + DAY_MS)
        assert {state for _, _, state in await steps(tx)} == {"paused"}
        assert len(await steps(tx)) == 5


async def test_what_waits_for_another_moment_is_dropped_and_comes_back_with_it(db: Database) -> None:
    now = ms("2026-12-18T09:00")
    async with db.write() as tx:
        await a_competition(tx, followers=2)
        await plan(tx)
        await fire_all(tx, now)
        await plan(tx, CLOSE + DAY_MS, now=now)
        assert await reminders.due(tx, now) == []
        await plan(tx, CLOSE, now=now)
        assert len(await reminders.due(tx, now)) == 2


async def test_a_rung_that_was_being_said_goes_on_when_its_moment_comes_back(db: Database) -> None:
    now = ms("2026-12-20T09:00")
    async with db.write() as tx:
        people = await a_competition(tx, followers=reminders.CHUNK + 1)
        await plan(tx)
        await reminders.expire(tx, now)
        assert await reminders.fire(tx, now)  # the first chunk
        await plan(tx, CLOSE + 10 * DAY_MS, now=now)
        await plan(tx, CLOSE, now=now)
        await fire_all(tx, now)
        (row,) = await tx.fetch("SELECT count(*) FROM reminders WHERE state = 'waiting'")
        assert row[0] == len(people)


async def test_nothing_is_said_of_what_is_unplanned(db: Database) -> None:
    now = ms("2026-12-18T09:00")
    async with db.write() as tx:
        await a_competition(tx, followers=2)
        await plan(tx)
        await plan(tx, stage="final", at=CLOSE + DAY_MS)
        await fire_all(tx, now)
        await reminders.unplan(tx, "competition", 1, "register_close")
        assert {row["stage"] for row in await tx.fetch("SELECT stage FROM steps WHERE state = 'planned'")} == {"final"}
        await reminders.unplan(tx, "competition", 1)
        assert {state for *_, state in await steps(tx)} == {"done", "superseded"}
        assert await reminders.due(tx, now) == []


async def test_after_a_downtime_only_the_newest_rung_is_said(db: Database) -> None:
    async with db.write() as tx:
        await a_competition(tx, followers=1)
        await plan(tx)
        assert await fire_all(tx, ms("2026-12-18T15:00")) == []
        assert [state for _, _, state in await steps(tx)] == ["superseded"] * 3 + ["done", "planned"]


async def test_after_the_matter_the_rung_is_reported_if_it_concerned_anybody(db: Database) -> None:
    async with db.write() as tx:
        await plan(tx)
        assert await fire_all(tx, CLOSE + HOUR_MS) == []
        await tx.fetch("DELETE FROM steps")
        await a_competition(tx, followers=1)
        await plan(tx)
        (missed,) = await fire_all(tx, CLOSE + HOUR_MS)
        assert (missed.stage, missed.at) == ("register_close", CLOSE)
        assert await reminders.due(tx, CLOSE + HOUR_MS) == []
        assert await fire_all(tx, CLOSE + 2 * HOUR_MS) == []  # once


@pytest.mark.parametrize(
    ("stage", "told"),
    [("register_open", {"follows"}), ("register_close", {"follows"}), ("final", {"follows", "registered"})],
)
async def test_whom_a_stage_concerns(db: Database, stage: str, told: set[str]) -> None:
    async with db.write() as tx:
        follows, registered = await a_competition(tx, followers=1, registered=1)
        await plan(tx, stage=stage)
        await fire_all(tx, ms("2026-12-04T09:00"))
        kinds = {follows: "follows", registered: "registered"}
        assert {kinds[one.person] for one in await reminders.due(tx, ms("2026-12-04T09:00"))} == told


async def test_what_is_over_is_forgotten_after_half_a_year(db: Database) -> None:
    async with db.write() as tx:
        await a_competition(tx, followers=1)
        await plan(tx)
        await fire_all(tx, CLOSE - HOUR_MS)
        await reminders.prune(tx, CLOSE + reminders.KEPT_MS - DAY_MS)
        assert len(await steps(tx)) > 0
        await reminders.prune(tx, CLOSE + reminders.KEPT_MS + 1)
        assert await steps(tx) == []
        assert await tx.fetch("SELECT * FROM reminders") == []


async def test_who_is_out_is_not_reminded_of_the_final_nor_who_has_passed_of_the_check(db: Database) -> None:
    async with db.write() as tx:
        stays, out = await a_competition(tx, registered=2)
        await tx.fetch("UPDATE competitions SET checked = 1")
        for stage, at in (("preliminary", 1), ("final", CLOSE), ("review", CLOSE), ("publicity", CLOSE)):
            await tx.fetch("INSERT INTO competition_stages (competition, stage, at) VALUES (1, ?, ?)", (stage, at))
        for person, passed in ((stays, 1), (out, 0)):
            await tx.fetch(
                "INSERT INTO entries (id, competition, captain, state, created_at, changed_at) "
                "VALUES (:p, 1, :p, 'confirmed', 0, 0)",
                {"p": person},
            )
            await tx.fetch("UPDATE registrations SET entry = person WHERE person = ?", (person,))
            if passed:  # the other falls out after the reminder was written
                await tx.fetch(
                    "INSERT INTO results VALUES (1, 'preliminary', ?, 1, 1, 1, '', 0, 1, NULL, NULL, NULL, NULL)",
                    (person,),
                )
        for stage in ("final", "review", "publicity"):
            await plan(tx, stage=stage)
        later = ms("2026-12-06T09:00")
        await fire_all(tx, later)
        await tx.fetch(
            "INSERT INTO results VALUES (1, 'preliminary', ?, 1, 2, 0, '', 0, 1, NULL, NULL, NULL, NULL)", (out,)
        )
        await tx.fetch("INSERT INTO stage_plans (competition, stage, state) VALUES (1, 'final', 'public')")
        found = {(one.matter.stage, one.person): one.standing.concerned for one in await reminders.due(tx, later)}
        assert found == {
            ("final", stays): True,
            ("final", out): False,
            ("publicity", stays): False,  # it was published, and how long it lasts is said there
            ("publicity", out): False,
        }
