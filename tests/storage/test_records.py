"""Quick news: saved once, changed by version, judged, corrected, and no benefit counted twice."""

from dataclasses import replace
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import benefits, record_tables, records, studios
from storage.database import Database, Tx
from storage.model.local_time import instant
from storage.model.records import BENEFIT, DIRECT, FEN_A_WAN, INDIRECT, STAGES, Facts, News, Record, State, folded_code
from storage.model.studios import StudioDraft
from storage.record_tables import New

ZONE = ZoneInfo("Asia/Shanghai")
NOW = instant(date(2026, 12, 1), 540, ZONE)
AUTHOR, OFFICER = 1, 2
PATENT = Facts("实用新型", stage="授权", number=2, begins_on="2026-12-01", ends_on="2026-12-31", said="实用新型2项")


def benefit(wan: int, begins_on: str = "2026-01-01", ends_on: str = "2026-12-31") -> Facts:
    """Direct benefit of 2026."""
    fen = wan * FEN_A_WAN
    return Facts(BENEFIT, amount_fen=fen, benefit=DIRECT, year=2026, begins_on=begins_on, ends_on=ends_on)


async def one_studio(tx: Tx, name: str = "甲室") -> int:
    await studios.save_all(tx, [StudioDraft(name)], NOW)
    found = await studios.by_name(tx, name)
    assert found is not None
    return found.id


async def saved(tx: Tx, studio: int, *facts: Facts, included: dict[int, list[int]] | None = None) -> News:
    return await records.save(tx, studio, AUTHOR, "", facts, NOW, draft=None, included=included or {})


async def judged(tx: Tx, record: Record, verdict: State = State.APPROVED, at: int = NOW + 1) -> Record:
    changed = await records.judge(tx, record, verdict, "", "", OFFICER, at)
    assert changed is not None
    return changed


async def counted_wan(tx: Tx, studio: int) -> int:
    found = await records.of_studio(tx, studio, "2026-01-01", "2026-12-31", list(State))
    return sum((one.facts.amount_fen or 0) // FEN_A_WAN for one in found if one.counted)


async def test_a_draft_saved_twice_is_one_news(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        first = await records.save(tx, studio, AUTHOR, "原话", [PATENT, benefit(120)], NOW, draft=7)
        again = await records.save(tx, studio, AUTHOR, "原话", [PATENT], NOW + 5, draft=7)
        other = await saved(tx, studio, PATENT)
        assert again == first
        assert [first.receipt, other.receipt] == ["N20261201-0001", "N20261201-0002"]
        assert [one.facts for one in first.records] == [PATENT, benefit(120)]
        assert await records.by_receipt(tx, "N20261201-0001") == first
        assert await records.page_of(tx, [studio], 1, 0) == ([other], 2)


async def test_edited_and_withdrawn_until_judged(db: Database) -> None:
    async with db.write() as tx:
        (record,) = (await saved(tx, await one_studio(tx), PATENT)).records
        edited = await records.edit(tx, record, replace(PATENT, number=3), AUTHOR, NOW + 1)
        assert edited is not None
        assert (edited.facts.number, edited.state) == (3, State.PENDING)
        assert await records.edit(tx, record, PATENT, AUTHOR, NOW + 1) is None, "it was seen before"
        approved = await judged(tx, edited)
        assert await records.edit(tx, approved, PATENT, AUTHOR, NOW + 2) is None
        assert await records.withdraw(tx, approved, AUTHOR, NOW + 2) is None
        told = [(one.facts.number, one.state) for one in await records.history(tx, record.id)]
        assert told == [(2, State.PENDING), (3, State.PENDING), (3, State.APPROVED)]


async def test_returned_and_resubmitted(db: Database) -> None:
    async with db.write() as tx:
        (record,) = (await saved(tx, await one_studio(tx), PATENT)).records
        returned = await records.judge(tx, record, State.RETURNED, "缺少编号", "code", OFFICER, NOW + 1)
        assert returned is not None
        assert (returned.reason, returned.field) == ("缺少编号", "code")
        assert await records.judge(tx, returned, State.APPROVED, "", "", OFFICER, NOW + 2) is None, "it is not waiting"
        again = await records.resubmit(tx, returned, replace(PATENT, code="ZL 2023 1 0123456.7"), AUTHOR, NOW + 3)
        assert again is not None
        assert (again.state, again.reason, again.facts.code) == (State.RESUBMITTED, "缺少编号", "202310123456.7")
        withdrawn = await records.withdraw(tx, again, AUTHOR, NOW + 4)
        assert withdrawn is not None
        assert withdrawn.state is State.WITHDRAWN
        assert await records.resubmit(tx, withdrawn, PATENT, AUTHOR, NOW + 5) is None


async def test_an_approved_correction_replaces_and_its_undo_brings_back(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        (record,) = (await saved(tx, studio, benefit(120))).records
        original = await judged(tx, record)
        asked = await records.correct(tx, original, benefit(150), AUTHOR, NOW + 2)
        assert asked is not None
        assert await records.correct(tx, original, benefit(151), AUTHOR, NOW + 2) is None, "one is waiting"
        assert await counted_wan(tx, studio) == 120, "until it is approved"
        approved = await judged(tx, asked.records[0], at=NOW + 3)
        assert await counted_wan(tx, studio) == 150
        assert await records.unjudge(tx, approved, {"state": "pending"}, OFFICER, NOW + 4) is not None
        assert await counted_wan(tx, studio) == 120
        back = await records.find(tx, record.id)
        assert back is not None
        assert await records.unjudge(tx, original, {"state": "pending"}, OFFICER, NOW + 5) is None, "changed since"
        waiting = await records.find(tx, asked.records[0].id)
        assert waiting is not None
        await records.withdraw(tx, waiting, AUTHOR, NOW + 6)
        taken_back = await records.correct(tx, back, None, AUTHOR, NOW + 7)
        assert taken_back is not None
        await judged(tx, taken_back.records[0], at=NOW + 8)
        assert await counted_wan(tx, studio) == 0


async def test_a_benefit_that_contains_another_counts_alone_while_it_stands(db: Database) -> None:
    async with db.write() as tx:
        studio, other = await one_studio(tx), await one_studio(tx, "乙室")
        (first,) = (await saved(tx, studio, benefit(100, "2026-01-01", "2026-06-30"))).records
        (strange,) = (await saved(tx, other, benefit(7))).records
        assert await records.overlapping_benefits(tx, studio, benefit(300)) == [first]
        (year,) = (await saved(tx, studio, benefit(300), included={0: [first.id, strange.id]})).records
        await judged(tx, first)
        await judged(tx, strange)
        assert await counted_wan(tx, studio) == 100, "the year's is not approved yet"
        approved = await judged(tx, year)
        assert (await counted_wan(tx, studio), await counted_wan(tx, other)) == (300, 7)
        undone = await records.unjudge(tx, approved, {"state": "pending"}, OFFICER, NOW + 2)
        assert undone is not None
        assert await counted_wan(tx, studio) == 100
        approved = await judged(tx, undone)
        void = await records.correct(tx, approved, None, AUTHOR, NOW + 3)
        assert void is not None
        await judged(tx, void.records[0])
        assert await counted_wan(tx, studio) == 100


async def test_one_correction_waits_at_a_time_also_after_an_undo(db: Database) -> None:
    async with db.write() as tx:
        (record,) = (await saved(tx, await one_studio(tx), benefit(120))).records
        for verdict in (State.APPROVED, State.REJECTED):
            original = await (judged(tx, record) if record.state is State.PENDING else records.find(tx, record.id))
            assert original is not None
            first = await records.correct(tx, original, benefit(150), AUTHOR, NOW + 2)
            assert first is not None
            decided = await judged(tx, first.records[0], verdict, at=NOW + 3)
            now_it_says = await records.find(tx, original.id)
            assert now_it_says is not None
            second = await records.correct(tx, now_it_says, benefit(170), AUTHOR, NOW + 4)
            assert second is not None
            assert await records.unjudge(tx, decided, {"state": "pending"}, OFFICER, NOW + 5) is None
            returned = await judged(tx, second.records[0], State.RETURNED, at=NOW + 6)
            waits = await records.unjudge(tx, returned, {"state": "pending"}, OFFICER, NOW + 7)
            assert waits is not None
            await judged(tx, waits, at=NOW + 8)
            record = now_it_says


async def test_a_part_is_left_out_only_as_long_as_it_is_one(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        (half,) = (await saved(tx, studio, benefit(50, "2026-01-01", "2026-06-30"))).records
        (months,) = (await saved(tx, studio, benefit(80, "2026-01-01", "2026-09-30"), included={0: [half.id]})).records
        half, months = await judged(tx, half), await judged(tx, months)
        assert await counted_wan(tx, studio) == 80
        for number, facts, counts in (
            (months.id, replace(months.facts, benefit=INDIRECT), 130),
            (months.id, replace(months.facts, begins_on="2026-10-01", ends_on="2026-12-01"), 130),
            (months.id, replace(months.facts, amount_fen=30 * FEN_A_WAN), 80),
            (half.id, replace(half.facts, benefit=INDIRECT), 130),
        ):
            record = await records.find(tx, number)
            assert record is not None
            asked = await records.correct(tx, record, facts, AUTHOR, NOW + 2)
            assert asked is not None
            approved = await judged(tx, asked.records[0], at=NOW + 3)
            assert await counted_wan(tx, studio) == counts
            waiting = await records.unjudge(tx, approved, {"state": "pending"}, OFFICER, NOW + 4)
            assert waiting is not None
            assert await counted_wan(tx, studio) == 80, "as before"
            await records.withdraw(tx, waiting, AUTHOR, NOW + 5)


async def test_what_lies_between_may_fall_away(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        (one,) = (await saved(tx, studio, benefit(10, "2026-01-01", "2026-03-31"))).records
        (two,) = (await saved(tx, studio, benefit(30, "2026-01-01", "2026-06-30"))).records
        (three,) = (await saved(tx, studio, benefit(60), included={0: [two.id]})).records
        await benefits.contain(tx, studio, two.id, [one.id])
        one, three = await judged(tx, one), await judged(tx, three)
        await judged(tx, two, State.REJECTED)
        assert await counted_wan(tx, studio) == 60, "the quarter is part of the half year, that of the year"
        await benefits.contain(tx, studio, one.id, [three.id])
        assert await counted_wan(tx, studio) == 60, "the larger is not part of the smaller"


async def test_a_part_told_later_or_with_the_whole_and_months_that_have_nothing_in_common(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        october, september = benefit(30, "2026-10-01", "2026-10-31"), benefit(20, "2026-09-01", "2026-09-30")
        months, half = benefit(80, "2026-01-01", "2026-09-30"), benefit(50, "2026-01-01", "2026-06-30")
        (autumn,) = (await saved(tx, studio, october)).records
        assert await records.overlapping_benefits(tx, studio, september) == []
        assert await records.overlapping_benefits(tx, studio, months) == []
        told = await records.save(tx, studio, AUTHOR, "", [half, months], NOW, draft=None, siblings={1: [0]})
        later = await records.save(
            tx, studio, AUTHOR, "", [september], NOW, draft=None, within={0: [told.records[1].id]}
        )
        for one in (autumn, *told.records, *later.records):
            await judged(tx, one)
        assert await counted_wan(tx, studio) == 110


async def test_history_brought_in_stays_as_it_was_counted(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        part, whole = benefit(50, "2026-01-01", "2026-06-30"), benefit(80, "2026-01-01", "2026-09-30")
        told = [New(studio, "示例职工甲", part, State.APPROVED, 1), New(studio, "示例职工甲", whole, State.APPROVED)]
        await record_tables.add_all(tx, told, NOW)
        (patent,) = (await saved(tx, studio, PATENT)).records
        await judged(tx, patent)
        assert await counted_wan(tx, studio) == 80


async def test_what_was_told_before_is_found(db: Database) -> None:
    coded = replace(PATENT, code="ZL202310123456.7", title="一种线圈")
    async with db.write() as tx:
        studio, other = await one_studio(tx), await one_studio(tx, "乙室")
        (first,) = (await saved(tx, studio, coded)).records
        renamed = replace(coded, code="2023 1012 3456.7", title="线圈", begins_on="2026-11-01", ends_on="2026-11-01")
        assert await records.duplicates(tx, other, renamed) == [first], "a patent's number, whoever tells it"
        assert await records.duplicates(tx, other, replace(renamed, code="202310123456")) == [first], "no check digit"
        assert await records.duplicates(tx, other, replace(renamed, code="20231012345")) == []
        assert await records.duplicates(tx, studio, replace(coded, code="", title="一种 线圈")) == [first]
        assert await records.duplicates(tx, other, replace(coded, code="")) == []
        assert await records.duplicates(tx, studio, replace(coded, code="", stage=STAGES[1])) == []
        await records.withdraw(tx, first, AUTHOR, NOW)
        assert await records.duplicates(tx, studio, coded) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
async def test_whatever_is_done_a_benefit_counts_once_and_states_follow_their_rules(db: Database, seed: int) -> None:
    rng = Random(seed)
    async with db.write() as tx:
        studio = await one_studio(tx, f"示例{seed}")
        says: dict[int, int] = {}
        parts: dict[int, set[int]] = {}
        for step in range(40):
            now = NOW + step
            whole = await records.of_studio(tx, studio, "2026-01-01", "2026-12-31", list(State))
            (news, _) = await records.page_of(tx, [studio], 100, 0)
            every = [record for one in news for record in one.records]
            deed, one = rng.randrange(7), rng.choice(every) if every else None
            if deed < 2 or one is None:
                chosen = rng.sample([record.id for record in whole], min(len(whole), rng.randrange(3)))
                (new,) = (await saved(tx, studio, benefit(1 << step), included={0: chosen})).records
                says[new.id] = 1 << step
                parts[new.id] = {*chosen, *(part for other in chosen for part in parts[other])}
            elif deed == 2:
                verdict = rng.choice([State.APPROVED, State.APPROVED, State.RETURNED, State.REJECTED])
                judged_ = await records.judge(tx, one, verdict, "", "", OFFICER, now)
                assert (judged_ is not None) == (one.state in (State.PENDING, State.RESUBMITTED))
            elif deed == 3:
                await records.unjudge(tx, one, {"state": "pending"}, OFFICER, now)
            elif deed == 4:
                withdrawn = await records.withdraw(tx, one, AUTHOR, now)
                assert (withdrawn is None) == (one.state in (State.APPROVED, State.REJECTED, State.WITHDRAWN))
            elif deed == 5:
                asked = await records.correct(tx, one, rng.choice([None, benefit(1 << step)]), AUTHOR, now)
                assert asked is None or one.state is State.APPROVED
            else:
                again = await records.resubmit(tx, one, one.facts, AUTHOR, now)
                assert (again is not None) == (one.state is State.RETURNED)
            whole = await records.of_studio(tx, studio, "2026-01-01", "2026-12-31", list(State))
            standing = {record.id for record in whole if record.state is State.APPROVED}
            said = {record.id: record.facts.amount_fen or 0 for record in whole}
            covered = {part for one in standing for part in parts[one] if said[part] < said[one]}
            assert {record.id for record in whole if record.counted} == standing - covered
            assert len({record.facts.amount_fen for record in whole}) == len(whole)


def test_numbers_are_compared_as_offices_write_them() -> None:
    assert folded_code("ZL\u30002023 1 0123456.x") == folded_code("cn20231012345\uff16.X") == "202310123456.X"
    assert folded_code("GB/T 1234-2023") == "GB/T12342023"
