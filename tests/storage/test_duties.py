"""Periods, occurrences, duties, and the reminders planned with them."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from storage import duties, studios
from storage.database import Database, Tx
from storage.model.duties import Draft, Duty, Occurrence, Standing, Tally
from storage.model.local_time import DAY_MS, instant
from storage.model.studios import DELISTED, StudioDraft

ZONE = ZoneInfo("Asia/Shanghai")
NOW = instant(date(2026, 12, 1), 540, ZONE)
QUARTERLY = Draft("季度报告", "quarter", 10, 18 * 60)
DUE = instant(date(2027, 1, 10), 18 * 60, ZONE)


async def put_studios(tx: Tx, *drafts: StudioDraft) -> None:
    await studios.save_all(tx, drafts, NOW)


async def of_label(tx: Tx, period: int, label: str) -> Occurrence:
    return next(one for one in await duties.of_period(tx, period) if one.label == label)


async def owed(tx: Tx, occurrence: Occurrence, now: int = NOW) -> list[Duty]:
    return await duties.page(tx, occurrence, now, 100, 0)


async def steps(tx: Tx, kind: str, subject: int) -> list[tuple[int, int]]:
    sql = "SELECT at, days FROM steps WHERE kind = :kind AND subject = :subject AND state = 'planned' ORDER BY due_at"
    rows = await tx.fetch(sql, {"kind": kind, "subject": subject})
    return [(row["at"], row["days"]) for row in rows]


async def test_a_new_period_has_its_occurrences_duties_and_reminders(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"), StudioDraft("乙室"), StudioDraft("丙室", status=DELISTED))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        present, coming = await duties.of_period(tx, period)
        assert [(one.label, one.due_at) for one in (present, coming)] == [
            ("2026Q4", DUE),
            ("2027Q1", instant(date(2027, 4, 10), 18 * 60, ZONE)),
        ]
        assert [duty.studio_name for duty in await owed(tx, present)] == ["乙室", "甲室"]
        assert await owed(tx, coming) == [], "not open yet"
        assert [days for _, days in await steps(tx, "occurrence", present.id)] == [14, 7, 3, 1, 0, -1]
        assert len(await steps(tx, "occurrence", coming.id)) == 6
        assert [one.id for one, _ in await duties.current(tx, NOW, ZONE)] == [present.id]


async def test_planning_ahead_again_changes_nothing_and_who_joins_owes_it(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"), StudioDraft("乙室"))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        before = tx.changes
        await duties.plan_ahead(tx, NOW, ZONE)
        assert tx.changes == before
        await put_studios(tx, StudioDraft("丙室"), StudioDraft("乙室", status=DELISTED))
        await duties.plan_ahead(tx, NOW, ZONE)
        present = await of_label(tx, period, "2026Q4")
        assert sorted(duty.studio_name for duty in await owed(tx, present)) == ["丙室", "甲室"]
        await put_studios(tx, StudioDraft("丁室"))
        await duties.plan_ahead(tx, DUE + 1, ZONE)
        assert len(await owed(tx, present)) == 2, "it was due before 丁室 joined"
        assert len(await owed(tx, await of_label(tx, period, "2027Q1"))) == 3
        assert (await of_label(tx, period, "2027Q2")).due_at > DUE


async def test_what_was_filed_stays_when_a_studio_is_delisted(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        present = await of_label(tx, period, "2026Q4")
        (duty,) = await owed(tx, present)
        assert await duties.file(tx, duty, 1, NOW)
        await put_studios(tx, StudioDraft("甲室", status=DELISTED))
        await duties.plan_ahead(tx, NOW, ZONE)
        assert [one.standing(NOW) for one in await owed(tx, present)] == [Standing.FILED]


async def test_who_owes_by_conditions(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(
            tx,
            StudioDraft("甲室", level="市级", sector="制造", street="望京街道"),
            StudioDraft("乙室", level="区级", sector="制造"),
            StudioDraft("丙室", level="区级", sector="教育"),
            StudioDraft("丁室", level="企业级", sector="制造"),
        )
        conditions = (("level", "区级"), ("level", "市级"), ("sector", "制造"))
        period = await duties.create(tx, replace(QUARTERLY, conditions=conditions), 1, NOW, ZONE)
        present = await of_label(tx, period, "2026Q4")
        assert [duty.studio_name for duty in await owed(tx, present)] == ["甲室", "乙室"]
        seen = await duties.find_period(tx, period)
        assert seen is not None
        last = await studios.by_name(tx, "丁室")
        assert last is not None
        (kept, _) = await owed(tx, present)
        await duties.file(tx, kept, 1, NOW)
        chosen = replace(seen.draft, conditions=(("studio", str(last.id)),))
        assert await duties.change(tx, seen, chosen, NOW, ZONE)
        assert [duty.studio_name for duty in await owed(tx, present)] == ["丁室", "甲室"], "what was filed stays"
        assert not await duties.change(tx, seen, QUARTERLY, NOW, ZONE), "it was seen before the change"


async def test_more_time_for_one_studio_and_its_own_reminders(db: Database) -> None:
    until = DUE + 7 * DAY_MS
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"), StudioDraft("乙室"))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        present = await of_label(tx, period, "2026Q4")
        duty, _ = await owed(tx, present)
        assert await duties.extend(tx, duty, until, NOW, ZONE)
        assert not await duties.extend(tx, duty, until, NOW, ZONE), "it was seen before"
        assert {at for at, _ in await steps(tx, "duty", duty.id)} == {until}
        assert await duties.tally(tx, present.id, DUE + 1) == Tally(late=1, owing=1)
        assert [one.studio_name for one in await owed(tx, present, DUE + 1)] == ["甲室", "乙室"], "the late first"
        extended = await duties.find(tx, duty.id)
        assert extended is not None
        assert await duties.file(tx, extended, 1, NOW)
        assert await steps(tx, "duty", duty.id) == []
        filed = await duties.find(tx, duty.id)
        assert filed is not None
        assert not await duties.extend(tx, filed, None, NOW, ZONE)
        assert await duties.reopen(tx, filed, NOW, ZONE)
        assert {at for at, _ in await steps(tx, "duty", duty.id)} == {until}
        again = await duties.find(tx, duty.id)
        assert again is not None
        assert await duties.extend(tx, again, None, NOW, ZONE)
        assert await steps(tx, "duty", duty.id) == []


async def test_a_change_of_the_time_moves_what_is_not_over_and_its_reminders(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        later = DUE + 3 * DAY_MS
        await duties.plan_ahead(tx, later, ZONE)
        seen = await duties.find_period(tx, period)
        assert seen is not None
        assert await duties.change(tx, seen, replace(seen.draft, due_day=12, ladder=(1,)), later, ZONE)
        over, open_, coming = await duties.of_period(tx, period)
        assert over.due_at == DUE, "it is over by the old time and by the new one"
        assert open_.due_at == instant(date(2027, 4, 12), 18 * 60, ZONE)
        assert await steps(tx, "occurrence", open_.id) == [(open_.due_at, 1)]
        assert await steps(tx, "occurrence", coming.id) == [(coming.due_at, 1)]
        seen = await duties.find_period(tx, period)
        assert seen is not None
        assert await duties.change(tx, seen, replace(seen.draft, due_day=20), later, ZONE)
        over, *_ = await duties.of_period(tx, period)
        assert over.due_at == instant(date(2027, 1, 20), 18 * 60, ZONE), "by the new time it is not over"


async def test_an_ended_period_brings_nothing_to_mind(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"), StudioDraft("乙室"))
        period = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        present = await of_label(tx, period, "2026Q4")
        (duty, other) = await owed(tx, present)
        await duties.extend(tx, duty, DUE + DAY_MS, NOW, ZONE)
        seen = await duties.find_period(tx, period)
        assert seen is not None
        assert await duties.end(tx, seen)
        assert not await duties.end(tx, seen)
        rows = await tx.fetch("SELECT count(*) AS n FROM steps WHERE state = 'planned'")
        assert rows[0]["n"] == 0
        assert await duties.current(tx, NOW, ZONE) == []
        assert await duties.of_studios(tx, [other.studio], NOW) == []
        await duties.plan_ahead(tx, NOW + 100 * DAY_MS, ZONE)
        assert len(await duties.of_period(tx, period)) == 2
        assert [one.id for one in await duties.periods(tx, active=False)] == [period]


async def test_not_owed_after_all_is_no_filing(db: Database) -> None:
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"))
        period = await duties.create(tx, Draft("专项", "once", once_at=NOW + 5 * DAY_MS), 1, NOW, ZONE)
        present = await of_label(tx, period, "once")
        (duty,) = await owed(tx, present)
        assert [one.id for one in await duties.of_studios(tx, [duty.studio], NOW)] == [duty.id]
        assert await duties.file(tx, duty, 1, NOW, excused=True)
        assert await duties.tally(tx, present.id, NOW) == Tally(excused=1)
        assert await duties.of_studios(tx, [duty.studio], NOW) == []
        await duties.plan_ahead(tx, NOW, ZONE)
        assert await duties.tally(tx, present.id, NOW) == Tally(excused=1), "and it stays so"


async def test_a_period_that_cannot_be_planned_holds_up_no_other(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    later = NOW + 100 * DAY_MS
    async with db.write() as tx:
        await put_studios(tx, StudioDraft("甲室"))
        first = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        second = await duties.create(tx, QUARTERLY, 1, NOW, ZONE)
        await tx.fetch(
            f"CREATE TRIGGER broken BEFORE INSERT ON occurrences WHEN NEW.period = {first}"
            " BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    async with db.write() as tx:
        await duties.plan_ahead(tx, later, ZONE)
        await tx.fetch("DROP TRIGGER broken")
    assert "could not be planned" in caplog.text
    async with db.write() as tx:
        assert len(await duties.of_period(tx, first)) == 2
        planned = await duties.of_period(tx, second)
        assert len(planned) == 3
        await duties.plan_ahead(tx, later, ZONE)
        assert len(await duties.of_period(tx, first)) == 3
