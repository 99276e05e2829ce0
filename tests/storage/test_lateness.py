"""Who owes reports and hears of it, nudges once a day, and how punctual studios were."""

from storage import duties, lateness, people, preferences, reports, studios
from storage.database import Database, Tx
from storage.model.duties import QUARTER, Draft, Duty
from storage.model.lateness import Cell, Debt, Owes, Punctual, Rate, Reach, punctual, rate
from storage.model.local_time import DAY_MS
from storage.model.preferences import DUTY
from storage.model.reports import State
from storage.model.studios import StudioDraft
from tests.storage.test_records import NOW, OFFICER, ZONE

LATER = NOW + 45 * DAY_MS
"""Five days after the quarterly report was due."""


async def quarterly(tx: Tx, *names: str) -> dict[str, Duty]:
    """What these studios owe of the present quarter."""
    await studios.save_all(tx, [StudioDraft(name) for name in names], NOW)
    period = await duties.create(tx, Draft("季度报告", QUARTER), OFFICER, NOW, ZONE)
    (occurrence, *_) = await duties.of_period(tx, period)
    return {duty.studio_name: duty for duty in await duties.page(tx, occurrence, NOW, 100, 0)}


async def answers_for(tx: Tx, duty: Duty, address: str) -> int:
    person = await people.meet(tx, address, NOW)
    await people.grant(tx, person.id, "leader", NOW, duty.studio)
    return person.id


async def debts(tx: Tx, duty: Duty, now: int) -> dict[str, Debt]:
    return {one.studio_name: one for one in await lateness.debts(tx, duty.occurrence.id, now)}


async def test_who_owes_and_whether_they_hear_of_it(db: Database) -> None:
    async with db.write() as tx:
        owed = await quarterly(tx, "甲室", "乙室", "丙室", "丁室", "戊室")
        one = owed["甲室"]
        assert {debt.owes for debt in (await debts(tx, one, NOW)).values()} == {Owes.OWING}
        leader = await answers_for(tx, one, "9001")
        muted = await answers_for(tx, owed["乙室"], "9002")
        await preferences.mute(tx, muted, DUTY, 0, NOW)
        await answers_for(tx, owed["丙室"], "9003")
        await people.set_muted(tx, "9003", NOW)
        assert await duties.file(tx, owed["丁室"], OFFICER, NOW, excused=True)
        found = await debts(tx, one, LATER)
        assert {name: (debt.owes, debt.reach) for name, debt in found.items()} == {
            "甲室": (Owes.LATE, Reach.NOT_YET),
            "乙室": (Owes.LATE, Reach.MUTED),
            "丙室": (Owes.LATE, Reach.BLOCKED),
            "戊室": (Owes.LATE, Reach.NOBODY),
        }
        fresh, already, unreachable = lateness.to_nudge(found.values(), LATER, ZONE)
        assert [debt.studio_name for debt in fresh] == ["甲室"]
        assert already == []
        assert len(unreachable) == 3
        await lateness.nudge(tx, fresh, OFFICER, LATER)
        found = await debts(tx, one, LATER + 1)
        assert (found["甲室"].reach, found["甲室"].heard_at) == (Reach.REMINDED, LATER)
        fresh, already, _ = lateness.to_nudge(found.values(), LATER + 1, ZONE)
        assert (fresh, [debt.studio_name for debt in already]) == ([], ["甲室"])
        fresh, _, _ = lateness.to_nudge(found.values(), LATER + DAY_MS, ZONE)
        assert [debt.reached for debt in fresh] == [(leader,)]  # once a day


async def test_what_was_returned_and_did_not_come_back_is_owed(db: Database) -> None:
    async with db.write() as tx:
        duty = (await quarterly(tx, "甲室"))["甲室"]
        report = await reports.opened(tx, duty, NOW, ZONE)
        filed = await reports.file(tx, report, (), 1, NOW + DAY_MS, ZONE)
        assert filed is not None
        assert await debts(tx, duty, NOW + DAY_MS) == {}
        back = await reports.judge(tx, filed, State.RETURNED, "写具体些", "progress", OFFICER, NOW + 2 * DAY_MS, ZONE)
        assert back is not None
        debt = (await debts(tx, duty, LATER))["甲室"]
        assert (debt.owes, debt.since) == (Owes.RETURNED, NOW + 2 * DAY_MS)
        again = await reports.file(tx, back, (), 1, LATER, ZONE)
        assert again is not None
        assert await debts(tx, duty, LATER) == {}
        (cell,) = await lateness.on_time(tx, NOW, LATER, LATER)
        assert cell.punctual is Punctual.ON_TIME  # what counts is when it came first
        assert await reports.judge(tx, again, State.REJECTED, "不是这一期", "", OFFICER, LATER + 1, ZONE) is not None
        assert (await debts(tx, duty, LATER + 2))["甲室"].owes is Owes.LATE
        (cell,) = await lateness.on_time(tx, NOW, LATER, LATER + 2)
        assert cell.punctual is Punctual.MISSING


async def test_a_reminder_that_did_not_go_out_is_none(db: Database) -> None:
    async with db.write() as tx:
        duty = (await quarterly(tx, "甲室"))["甲室"]
        person = await answers_for(tx, duty, "9001")
        step = "INSERT INTO steps (kind, subject, stage, at, days, due_at) VALUES ('duty', :duty, 'due', 1, 99, 1) RETURNING id"
        ((number,),) = [tuple(row) for row in await tx.fetch(step, {"duty": duty.id})]
        await tx.fetch(
            "INSERT INTO reminders (step, person, due_at, state, said_at, said_in) VALUES (:step, :person, 1, 'said', :at, 1)",
            {"step": number, "person": person, "at": NOW},
        )
        for state, reach in (("sent", Reach.REMINDED), ("expired", Reach.NOT_YET), ("blocked", Reach.NOT_YET)):
            await tx.fetch("DELETE FROM outbox", {})
            await tx.fetch(
                "INSERT INTO outbox (id, chat, lane, method, payload, state, created_at)"
                " VALUES (1, '9001', 2, 'sendMessage', '{}', :state, :at)",
                {"state": state, "at": NOW},
            )
            assert (await debts(tx, duty, LATER))["甲室"].reach is reach


def test_how_a_report_counts() -> None:
    def of(**known: object) -> Punctual:
        usual = {"due_at": 100, "filed_at": None, "late": None, "excused": False, "ended": False, "now": 200}
        return punctual(**{**usual, **known})  # type: ignore[arg-type]

    assert of(filed_at=100) is Punctual.ON_TIME
    assert of(filed_at=101) is Punctual.LATE
    assert of(filed_at=150, late=False) is Punctual.ON_TIME  # handed in again after it was returned
    assert of(filed_at=90, late=True) is Punctual.LATE
    assert of(excused=True, filed_at=90) is Punctual.EXCUSED
    assert of() is Punctual.MISSING
    assert of(now=99) is Punctual.OPEN
    assert of(ended=True) is Punctual.EXCUSED
    kinds = (Punctual.ON_TIME, Punctual.ON_TIME, Punctual.LATE, Punctual.OPEN, Punctual.EXCUSED)
    found = rate(Cell(1, "甲室", 1, "季度报告", "2026Q4", 100, kind) for kind in kinds)
    assert (found, found.percent) == (Rate(2, 1, 0), 66)
    assert Rate(0, 0, 0).percent is None
