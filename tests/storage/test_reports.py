"""Reports in storage: what is drafted from records, fields written by several, every state and the duty behind it."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import audit, duties, records, reports, studios
from storage.database import Database, Tx
from storage.model.audit import Wanted
from storage.model.duties import Draft, Duty, Occurrence, Standing
from storage.model.local_time import DAY_MS, instant
from storage.model.records import Facts, Record
from storage.model.records import State as RecordState
from storage.model.report_draft import material_of
from storage.model.reports import EDITABLE, FIELDS, LONGEST_FIELD, NOTHING, WAITING, Report, State, days_of
from storage.model.studios import StudioDraft

ZONE = ZoneInfo("Asia/Shanghai")
NOW = instant(date(2026, 12, 1), 540, ZONE)
DUE = instant(date(2027, 1, 10), 18 * 60, ZONE)
LEADER, DEPUTY, OFFICER = 1, 2, 3


async def owed(tx: Tx, cycle: str = "quarter") -> Duty:
    await studios.save_all(tx, [StudioDraft("甲室")], NOW)
    period = await duties.create(tx, Draft("工作报告", cycle, 10, 18 * 60), OFFICER, NOW, ZONE)
    present = (await duties.of_period(tx, period))[0]
    (duty,) = await duties.page(tx, present, NOW, 10, 0)
    return duty


async def again(tx: Tx, duty: Duty) -> Duty:
    found = await duties.find(tx, duty.id)
    assert found is not None
    return found


async def written(tx: Tx, duty: Duty, now: int = NOW) -> Report:
    """Opened, with what is required in it."""
    report = await reports.opened(tx, duty, now, ZONE)
    for name in report.lacks:
        await reports.write_field(tx, report.id, name, "写了", report.named(name).version, LEADER, now)
    return await reports.opened(tx, await again(tx, duty), now, ZONE)


async def filed(tx: Tx, duty: Duty, now: int = NOW) -> Report:
    report = await written(tx, duty, now)
    done = await reports.file(tx, report, report.figures, LEADER, now, ZONE)
    assert done is not None
    return done


async def test_filing_closes_the_duty_and_its_reminders_rejecting_opens_it_again(db: Database) -> None:
    async with db.write() as tx:
        duty = await owed(tx)
        until = DUE + 5 * DAY_MS
        assert await duties.extend(tx, duty, until, NOW, ZONE)
        planned = "SELECT count(*) AS n FROM steps WHERE kind = 'duty' AND state = 'planned'"
        assert (await tx.fetch(planned))[0]["n"] > 0
        report = await filed(tx, duty, until - 1)
        assert (report.state, report.late, report.receipt) == (State.PENDING, False, "R20270115-0001")
        assert report.named("problems").content == NOTHING
        assert (await again(tx, duty)).standing(NOW) is Standing.FILED
        assert (await tx.fetch(planned))[0]["n"] == 0
        returned = await reports.judge(tx, report, State.RETURNED, "写具体", "plan", OFFICER, until, ZONE)
        assert returned is not None
        assert (returned.reason, returned.field) == ("写具体", "plan")
        assert (await again(tx, duty)).filed_at is not None, "it was handed in"
        assert await reports.judge(tx, report, State.APPROVED, "", "", OFFICER, until, ZONE) is None, "seen before"
        sent = await reports.file(tx, returned, (), DEPUTY, until + DAY_MS, ZONE)
        assert sent is not None
        assert (sent.state, sent.late, sent.receipt, sent.reason) == (State.RESUBMITTED, False, report.receipt, "")
        rejected = await reports.judge(tx, sent, State.REJECTED, "不是本期", "", OFFICER, until + DAY_MS, ZONE)
        assert rejected is not None
        assert (await again(tx, duty)).standing(NOW) is Standing.OWING
        undone = await reports.unjudge(
            tx, rejected, {"state": "resubmitted", "reason": "", "field": ""}, OFFICER, until + DAY_MS
        )
        assert undone is not None
        assert undone.state is State.RESUBMITTED
        assert (await again(tx, duty)).filed_at == until + DAY_MS, "when it was sent"
        assert [one.state for one in await reports.history(tx, report.id)] == [
            State.PENDING,
            State.RETURNED,
            State.RESUBMITTED,
            State.REJECTED,
            State.RESUBMITTED,
        ]


async def test_late_is_marked_once_and_marked_outside_it_is_not_filed_again(db: Database) -> None:
    async with db.write() as tx:
        duty = await owed(tx)
        report = await written(tx, duty)
        assert await duties.file(tx, duty, OFFICER, NOW)
        assert await reports.file(tx, report, (), LEADER, NOW, ZONE) is None, "an officer has marked it"
        assert await duties.reopen(tx, await again(tx, duty), NOW, ZONE)
        late = await reports.file(tx, report, (), LEADER, DUE, ZONE)
        assert late is not None
        assert late.late
        returned = await reports.judge(tx, late, State.RETURNED, "补", "", OFFICER, DUE, ZONE)
        assert returned is not None
        still = await reports.file(tx, returned, (), LEADER, DUE, ZONE)
        assert still is not None
        assert still.late, "what was returned had been handed in"


async def test_what_was_not_taken_is_owed_by_the_deadline_that_holds(db: Database) -> None:
    async with db.write() as tx:
        filed = await reports.file(tx, await written(tx, await owed(tx)), (), LEADER, NOW, ZONE)
        assert filed is not None
        assert not filed.late
        rejected = await reports.judge(tx, filed, State.REJECTED, "重写", "", OFFICER, NOW, ZONE)
        assert rejected is not None
        again_filed = await reports.file(tx, rejected, (), LEADER, DUE + 1, ZONE)
        assert again_filed is not None
        assert again_filed.late


async def test_who_owes_no_more_loses_nothing_that_was_written(db: Database) -> None:
    async with db.write() as tx:
        duty = await owed(tx)
        report = await reports.opened(tx, duty, NOW, ZONE)
        period = await duties.find_period(tx, duty.occurrence.period)
        assert period is not None
        narrowed = replace(period.draft, conditions=(("level", "区级"),))
        await reports.write_field(tx, report.id, "plan", "写了一晚上", 1, LEADER, NOW)
        assert await duties.change(tx, period, narrowed, NOW, ZONE)
        assert (await again(tx, duty)).standing(NOW) is Standing.EXCUSED
        assert await duties.reopen(tx, await again(tx, duty), NOW, ZONE)
        kept = await reports.opened(tx, await again(tx, duty), NOW, ZONE)
        assert kept.named("plan").content == "写了一晚上"


async def test_fields_of_two_and_what_the_bot_wrote(db: Database) -> None:
    async with db.write() as tx:
        duty = await owed(tx)
        first = await reports.opened(tx, duty, NOW, ZONE)
        seen = first.named("problems").version
        facts = Facts("获奖", title="一等奖", number=1, begins_on="2026-11-03", ends_on="2026-11-03")
        await records.save(tx, duty.studio, LEADER, "", [facts], NOW, draft=None)
        second = await reports.opened(tx, duty, NOW, ZONE)
        assert "《一等奖》" in second.named("progress").content
        assert second.figures == (("获奖", "1项"),)
        assert second.named("progress").version == first.named("progress").version, "nobody wrote"
        assert await reports.write_field(tx, first.id, "problems", "甲", seen, LEADER, NOW)
        assert await reports.write_field(tx, first.id, "problems", "乙", seen, DEPUTY, NOW) is None
        assert await reports.write_field(tx, first.id, "progress", "自己写", seen, DEPUTY, NOW)
        acts = (await audit.page(tx, Wanted(subject=f"report {first.id}"), 9, 0)).acts
        assert [(act.person, act.detail) for act in acts] == [(DEPUTY, "wrote progress"), (LEADER, "wrote problems")]
        assert await reports.earlier(tx, duty, ZONE) == 0
        june = replace(facts, title="六月的奖", begins_on="2026-06-08", ends_on="2026-06-08")
        await records.save(tx, duty.studio, LEADER, "", [june], NOW, draft=None)
        assert await reports.earlier(tx, duty, ZONE) == 1, "of a time that is over: told, not drafted"
        await tx.fetch("UPDATE records SET state = 'rejected' WHERE title = '六月的奖'")
        facts = replace(facts, title="二等奖")
        await records.save(tx, duty.studio, LEADER, "", [facts], NOW, draft=None)
        third = await reports.opened(tx, duty, NOW, ZONE)
        assert third.named("progress").content == "自己写", "touched: it follows no more"
        assert third.figures == (("获奖", "2项"),)
        filed = await reports.file(tx, third, third.figures, LEADER, NOW, ZONE)
        for place in (1, 2):
            assert filed is not None
            seen_now = await reports.counted(tx, filed, duty, ZONE)
            assert seen_now.figures == (("获奖", f"2项\uff08{('待审', '其中1条待审')[place - 1]}\uff09"),)
            await tx.fetch(f"UPDATE records SET state = 'approved' WHERE id = {(1, 3)[place - 1]}")
        assert (await reports.counted(tx, filed, duty, ZONE)).figures == (("获奖", "2项"),), (
            "it is over: nothing says 待审"
        )


RETURN, REJECT, APPROVE = 2, 3, 4
"""Deeds that judge; 0 edits, 1 files, 5 undoes, 6 marks as filed, 7 takes the mark back."""


def test_no_turn_of_events_breaks_what_holds(empty_database: Path) -> None:
    """Whatever is done in whatever order, on what was seen just now or before: the duty is closed as long as a report is in
    the union's hands, a filed report has a receipt and all fields, and what was filed is what stands there."""
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(empty_database))

        @given(st.lists(st.tuples(st.integers(0, 7), st.booleans()), min_size=1, max_size=14))
        @settings(max_examples=60, deadline=None)
        def play(deeds: list[tuple[int, bool]]) -> None:
            runner.run(_play(db, deeds))

        try:
            play()
        finally:
            runner.run(db.close())


class _Undone(Exception):
    """Each trial is rolled back."""


async def _play(db: Database, deeds: list[tuple[int, bool]]) -> None:
    with contextlib.suppress(_Undone):
        async with db.write() as tx:
            duty = await owed(tx)
            seen = before = await written(tx, duty)
            for place, (deed, stale) in enumerate(deeds):
                now = NOW + place * 1000
                done = await _do(tx, duty, before if stale else seen, deed, f"第{place}次", now)
                fresh = await reports.opened(tx, await again(tx, duty), now, ZONE)
                assert done is None or fresh.version == seen.version + 1, "what succeeds is a step"
                await _holds(tx, await again(tx, duty), fresh)
                before, seen = seen, fresh
            raise _Undone


async def _do(tx: Tx, duty: Duty, seen: Report, deed: int, text: str, now: int) -> Report | None:
    present = await again(tx, duty)
    judging = {RETURN: State.RETURNED, REJECT: State.REJECTED, APPROVE: State.APPROVED}
    if deed in judging:
        return await reports.judge(tx, seen, judging[deed], "原因", "", OFFICER, now, ZONE)
    match deed:
        case 0:
            await reports.write_field(tx, seen.id, "plan", text, seen.named("plan").version, DEPUTY, now)
        case 1:
            return await reports.file(tx, seen, seen.figures, LEADER, now, ZONE)
        case 5:
            return await reports.unjudge(tx, seen, {"state": "pending", "reason": "", "field": ""}, OFFICER, now)
        case 6:
            await duties.file(tx, present, OFFICER, now)
        case 7:
            now_there = await reports.of_duty(tx, duty.id)
            if now_there is not None and now_there.editable:  # as the room asks
                await duties.reopen(tx, present, now, ZONE)
    return None


async def _holds(tx: Tx, duty: Duty, report: Report) -> None:
    if report.state in WAITING or report.state is State.APPROVED:
        assert duty.filed_at is not None
        assert all(field.content for field in report.fields)
        (*_, last) = await reports.history(tx, report.id)
        assert last.fields == {field.name: field.content for field in report.fields}
    assert bool(report.receipt) == (report.filed_at is not None)
    assert report.editable == (report.state in EDITABLE)
    history = await reports.history(tx, report.id)
    assert [one.version for one in history] == list(range(2, report.version + 1)), "every step is kept"


# what is drafted


def record(kind: str, state: RecordState = RecordState.APPROVED, **said: Any) -> Record:
    day = said.pop("day", "2026-11-03")
    facts = Facts(kind, **{"begins_on": day, "ends_on": day, **said})
    values = {"facts": facts, "state": state, "id": said.get("number") or 1, "includes": (), "included_in": None}
    return Record(**{name: values.get(name, 0) for name in Record.__dataclass_fields__})


@pytest.mark.parametrize(
    ("kind", "said", "progress", "figure"),
    [
        ("论文", {"stage": "录用", "number": 2, "title": "《甲》"}, "论文录用2篇\uff08《甲》\uff09", "2篇"),
        ("QC成果", {"number": 20, "approx": "20余项"}, "QC成果20余项", "20余项"),
        ("带徒", {"people": 3}, "带徒3人", "3人"),
        ("培训", {"people": 35}, "培训35人次", "35人次"),
        ("效益", {"benefit": "direct", "amount_fen": 35_500_000}, "直接经济效益35.5万元", "35.5万元"),
        ("效益", {"benefit": "direct", "amount_fen": 1}, "直接经济效益0.000001万元", "0.000001万元"),
        (
            "效益",
            {"benefit": "indirect", "amount_fen": 10**8, "approx": "近百万元", "proof": "audit"},
            "间接经济效益近百万元\uff08财务审计\uff09",
            "近百万元",
        ),
        (
            "效益",
            {"benefit": "social", "people": 500_000, "basis": "普法进校园"},
            "社会效益\uff1a普法进校园\uff0c惠及50万人",
            "1项\uff0c惠及50万人",
        ),
        ("自定义类", {"number": 1}, "自定义类1项", "1项"),
    ],
)
def test_prose_of_one_record(kind: str, said: dict[str, Any], progress: str, figure: str) -> None:
    found = material_of([record(kind, **said)], "quarter")
    assert progress in found.drafts["progress"]
    assert found.figures[0][1] == figure
    assert found.drafts["plan"].endswith("。")


def test_a_part_of_a_benefit_is_not_counted_again_and_drafts_fit() -> None:
    money = {"benefit": "direct", "amount_fen": 10**8}
    parts = [replace(record("效益", **money), id=1, included_in=3), replace(record("效益", **money), id=2)]
    whole = replace(record("效益", RecordState.PENDING, **{**money, "amount_fen": 3 * 10**8}), id=3, includes=(2,))
    found = material_of([*parts, whole], "year")
    assert found.figures == (("直接经济效益", "300万元"),)
    assert found.marks == {"直接经济效益": "待审"}
    many = [record("活动", title="进校园讲课" * 20, people=10, day=f"2026-11-{day:02}") for day in range(1, 31)]
    titled = [record(kind, title="很长的题目" * 20) for kind in ("论文", "获奖", "标准", "工法", "专著", "技术革新")]
    drafted = material_of([*many, *titled * 6], "quarter").drafts
    assert all(len(text) <= LONGEST_FIELD for text in drafted.values())
    assert set(drafted) == set(FIELDS)


def test_what_is_due_once_is_about_its_year() -> None:
    once = Occurrence(1, 1, "总结", "once", "once", DUE, (), active=True)
    assert days_of(once, ZONE) == (date(2027, 1, 1), date(2027, 1, 10))
