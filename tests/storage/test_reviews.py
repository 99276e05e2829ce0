"""What waits for an officer: in order, to one officer at a time, judged once, undone within a minute where nothing changed."""

import random
from dataclasses import replace

from storage import duties, people, records, reports, reviews, studios
from storage.database import Database, Tx
from storage.model.duties import QUARTER, Draft
from storage.model.records import Facts, News, Record, State
from storage.model.reports import Report
from storage.model.reports import State as ReportState
from storage.model.reviews import CLAIM_MS, LARGE_FEN, UNDO_MS, NotUndone, Scope, Verdict, plain, stamp
from storage.model.studios import StudioDraft
from tests.storage.test_records import NOW, OFFICER, PATENT, ZONE, one_studio

AUTHOR = 1
ALL = Scope()


async def sent(tx: Tx, studio: int, at: int, *facts: Facts) -> News:
    return await records.save(tx, studio, AUTHOR, "", facts or (PATENT,), at, draft=None)


async def officers(tx: Tx) -> tuple[int, int]:
    first, second = [(await people.meet(tx, f"9100{n}", NOW)).id for n in range(2)]
    return first, second


def good(one: Verdict | None) -> Verdict:
    assert one is not None
    return one


async def filed(tx: Tx, studio: int, at: int) -> Report:
    """The studio's quarterly report, handed in."""
    period = await duties.create(tx, Draft("季度报告", QUARTER), OFFICER, NOW, ZONE)
    (occurrence, *_) = await duties.of_period(tx, period)
    duty = next(one for one in await duties.page(tx, occurrence, NOW, 10, 0) if one.studio == studio)
    report = await reports.opened(tx, duty, NOW, ZONE)
    sent = await reports.file(tx, report, (), AUTHOR, at, ZONE)
    assert sent is not None
    return sent


async def now_of(tx: Tx, record: int) -> Record:
    found = await records.find(tx, record)
    assert found is not None
    return found


def test_what_may_be_approved_with_others() -> None:
    record = Record(1, 1, 1, 1, PATENT, State.PENDING, "", "", None, False, None, (), 1, NOW, NOW)
    assert plain(record)
    assert not plain(replace(record, state=State.RESUBMITTED))
    assert not plain(replace(record, corrects=3))
    assert not plain(replace(record, void=True))
    assert not plain(replace(record, facts=replace(PATENT, approx="20余项")))
    assert not plain(replace(record, facts=replace(PATENT, amount_fen=LARGE_FEN)))
    assert plain(replace(record, facts=replace(PATENT, amount_fen=LARGE_FEN - 1)))


async def test_the_queue_is_in_order_and_shared_out(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        await studios.save_all(tx, [StudioDraft("乙室")], NOW)
        other = await studios.by_name(tx, "乙室")
        assert other is not None
        first, second = await officers(tx)
        one, two = await sent(tx, studio, NOW, PATENT, PATENT), await sent(tx, other.id, NOW + 1)
        report = await filed(tx, studio, NOW + 2)
        found = await reviews.queue(tx, ALL, [], NOW + 3, 10)
        assert [(w.kind, w.subject, w.number) for w in found] == [
            ("news", one.id, 2),
            ("news", two.id, 1),
            ("report", report.id, 1),
        ]
        assert (await reviews.counts(tx, [other.id])).total == 2
        assert (await reviews.counts(tx, [other.id])).own == 1
        assert [w.subject for w in await reviews.queue(tx, Scope("report"), [], NOW, 10)] == [report.id]
        assert [w.subject for w in await reviews.queue(tx, Scope("", other.id), [], NOW, 10)] == [two.id]
        assert [w.subject for w in await reviews.queue(tx, ALL, [studio], NOW, 10)] == [two.id]

        assert await reviews.claim(tx, "news", one.id, first, NOW) == 0
        assert await reviews.claim(tx, "news", one.id, second, NOW) == first
        after = await reviews.next_one(tx, ALL, [], second, NOW)
        assert after is not None
        assert after.subject == two.id  # what somebody else looks at is passed over
        assert await reviews.claim(tx, "news", two.id, first, NOW) == 0  # one looks at one thing
        assert await reviews.claim(tx, "news", one.id, second, NOW) == 0
        assert await reviews.claim(tx, "news", one.id, first, NOW + CLAIM_MS - 1) == second
        assert await reviews.claim(tx, "news", one.id, first, NOW + CLAIM_MS) == 0  # left lying
        last = await reviews.next_one(tx, ALL, [], first, NOW + CLAIM_MS, (NOW + 2, "report", report.id))
        assert last is not None
        assert last.subject == one.id  # behind the last comes the first


async def test_one_tap_approves_a_news_and_one_undoes_it(db: Database) -> None:
    async with db.write() as tx:
        news = await sent(tx, await one_studio(tx), NOW, PATENT, PATENT, PATENT)
        gone = await records.withdraw(tx, news.records[2], AUTHOR, NOW)
        assert gone is not None
        news = await records.news(tx, news.id) or news
        given = await reviews.approve(tx, news, OFFICER, NOW + 10)
        assert [one.batch for one in given] == [given[0].id] * 2
        fresh = await records.news(tx, news.id)
        assert fresh is not None
        assert stamp(fresh) != stamp(news)
        assert [one.state for one in fresh.records] == [State.APPROVED, State.APPROVED, State.WITHDRAWN]
        assert await reviews.undo(tx, given[0], OFFICER + 1, NOW + 20) is NotUndone.OTHERS
        assert await reviews.undo(tx, given[0], OFFICER, NOW + 11 + UNDO_MS) is NotUndone.LATE
        # A correction of one was asked for meanwhile: only the other goes back.
        assert await records.correct(tx, fresh.records[0], PATENT, AUTHOR, NOW + 20) is not None
        undone = await reviews.undo(tx, good(await reviews.find(tx, given[0].id)), OFFICER, NOW + 30)
        assert isinstance(undone, reviews.Undone)
        assert [one.subject for one in undone.done] == [fresh.records[1].id]
        assert [one.subject for one in undone.kept] == [fresh.records[0].id]
        again = good(await reviews.find(tx, given[1].id))
        assert await reviews.undo(tx, again, OFFICER, NOW + 31) is NotUndone.ALREADY


async def test_a_returned_report_that_was_only_looked_at_is_taken_back(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        report = await filed(tx, studio, NOW)
        given = await reviews.judge_report(tx, report, ReportState.RETURNED, "写具体些", "plan", OFFICER, NOW + 5, ZONE)
        await sent(tx, studio, NOW + 6, replace(PATENT, begins_on="2026-12-02", ends_on="2026-12-02"))
        duty = await duties.find(tx, report.duty)
        assert duty is not None
        seen = await reports.opened(tx, duty, NOW + 7, ZONE)  # what is drafted follows the new record
        assert any(field.at == NOW + 7 for field in seen.fields)
        assert not isinstance(await reviews.undo(tx, good(given), OFFICER, NOW + 8), NotUndone)


async def test_a_report_somebody_writes_in_stays_returned(db: Database) -> None:
    async with db.write() as tx:
        studio = await one_studio(tx)
        report = await filed(tx, studio, NOW)
        verdict = good(
            await reviews.judge_report(tx, report, ReportState.RETURNED, "写具体些", "progress", OFFICER, NOW + 5, ZONE)
        )
        undone = await reviews.undo(tx, verdict, OFFICER, NOW + 10)
        assert isinstance(undone, reviews.Undone)
        report = await reports.find(tx, report.id) or report
        assert (report.state, report.reason) == (ReportState.PENDING, "")
        verdict = good(
            await reviews.judge_report(
                tx, report, ReportState.RETURNED, "写具体些", "progress", OFFICER, NOW + 20, ZONE
            )
        )
        field = report.named("progress")
        assert await reports.write_field(tx, report.id, "progress", "新写的", field.version, AUTHOR, NOW + 25)
        assert await reviews.undo(tx, verdict, OFFICER, NOW + 30) is NotUndone.CHANGED
        assert (
            await reviews.judge_report(tx, report, ReportState.APPROVED, "", "", OFFICER, NOW + 31, ZONE) is None
        )  # not as it was seen


async def test_whatever_officers_and_studios_do_undoing_brings_back_exactly_what_there_was(db: Database) -> None:
    """Random deeds on a few records, some at versions that are gone: a verdict counts once, undoing restores state and
    facts, and what is counted is what stands approved."""
    chance = random.Random(20261201)
    undone = refused = stale = 0
    async with db.write() as tx:
        studio = await one_studio(tx)
        for _ in range(12):
            now = NOW
            news = await sent(tx, studio, now, PATENT, PATENT)
            seen: list[Record] = list(news.records)
            given: list[tuple[Verdict, Record]] = []
            for _ in range(30):
                now += chance.choice((1_000, 20_000, 45_000))
                record = chance.choice(seen)
                current = await now_of(tx, record.id)
                old = chance.random() < 0.2
                looked = record if old else current
                match chance.choice(("judge", "judge", "undo", "undo", "edit", "resubmit", "withdraw", "correct")):
                    case "judge":
                        verdict = chance.choice((State.APPROVED, State.APPROVED, State.RETURNED, State.REJECTED))
                        one = await reviews.judge_record(tx, looked, verdict, "原因", "title", OFFICER, now)
                        fits = looked.version == current.version and looked.state in (State.PENDING, State.RESUBMITTED)
                        assert (one is not None) == fits
                        if one is not None:
                            assert (await now_of(tx, record.id)).state == verdict
                            given.append((one, current))
                        else:
                            stale += 1
                    case "undo" if given:
                        one, was = chance.choice(given)
                        known = good(await reviews.find(tx, one.id))
                        before = await now_of(tx, one.subject)
                        result = await reviews.undo(tx, known, OFFICER, now)
                        after = await now_of(tx, one.subject)
                        if isinstance(result, NotUndone):
                            refused += 1
                            assert after == before
                            if result is NotUndone.CHANGED:
                                assert before.version != one.version or await records.correction_of(tx, before.id)
                        else:
                            undone += 1
                            assert (after.state, after.facts, after.reason) == (was.state, was.facts, was.reason)
                            assert now - one.at <= UNDO_MS
                    case "edit":
                        await records.edit(tx, looked, replace(looked.facts, number=chance.randrange(9)), AUTHOR, now)
                    case "resubmit":
                        await records.resubmit(tx, looked, looked.facts, AUTHOR, now)
                    case "withdraw" if chance.random() < 0.2:
                        await records.withdraw(tx, looked, AUTHOR, now)
                    case "correct":
                        facts = chance.choice((None, replace(looked.facts, number=chance.randrange(9))))
                        asked = await records.correct(tx, looked, facts, AUTHOR, now)
                        if asked is not None:
                            seen += asked.records
                for kept in await records.of_studio(tx, studio, "2000-01-01", "2100-01-01", list(State)):
                    assert kept.counted == (kept.state is State.APPROVED)
    assert undone > 5
    assert refused > 5
    assert stale > 5
