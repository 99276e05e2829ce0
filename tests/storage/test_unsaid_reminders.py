"""Reminders that were written and have not left: judged again when they are claimed, taken back when they never leave."""

import json
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import pytest

from handlers import reminding
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import load_words
from storage import competitions, entries, operations, outbox, people, preferences, reminders, schedule
from storage.database import Database, Tx
from storage.model.competitions import Draft
from storage.model.local_time import DAY_MS, MINUTE_MS
from storage.model.post import Claim, Outcome, Said, follow_up
from storage.model.quiet import Quiet
from tests.storage.test_reminders import ms

ZONE = ZoneInfo("Asia/Shanghai")
NOW = ms("2026-12-01T10:00")
CLOSE = ms("2026-12-10T18:00")
DUE = ms("2026-12-03T09:00")
Deed = Callable[[Tx], Awaitable[object]]


async def ring(tx: Tx, now: int) -> None:
    words = load_words()
    desk = Desk(tx, now, Office(words, Cards(words), doors=(), zone=ZONE))
    while await reminding.remind(desk):
        pass


async def begin(tx: Tx, followers: int = 1) -> None:
    """A competition whose registration closes, and people who follow it from 1 on."""
    for number in range(1, followers + 1):
        await people.meet(tx, str(900000 + number), NOW)
    one = await competitions.add(tx, Draft("示例焊工技能竞赛", times={"register_close": CLOSE}), 0, NOW, ZONE)
    await ring(tx, NOW)  # what is due at once concerns nobody yet
    for number in range(1, followers + 1):
        await competitions.follow(tx, number, one.id, NOW)


async def claim(tx: Tx, now: int) -> list[Claim]:
    return await outbox.claim(tx, await outbox.judge(tx, await outbox.due(tx, now, 10), now, ZONE), now)


async def records(tx: Tx) -> list[tuple[str, str]]:
    return [(row["state"], row["reason"]) for row in await tx.fetch("SELECT state, reason FROM reminders ORDER BY id")]


async def letters(tx: Tx) -> list[str]:
    return [row["state"] for row in await tx.fetch("SELECT state FROM outbox WHERE lane = 2 ORDER BY id")]


async def change(tx: Tx, **times: int) -> None:
    seen = await competitions.find(tx, 1)
    assert seen is not None
    await competitions.change(tx, seen, Draft(seen.title, times=times), DUE, ZONE)


async def call_off(tx: Tx) -> None:
    seen = await competitions.find(tx, 1)
    assert seen is not None
    await competitions.cancel(tx, seen, "", DUE)


async def pause(tx: Tx) -> None:
    (row,) = await tx.fetch("SELECT step AS id FROM reminders")
    rung = await schedule.find(tx, row["id"])
    assert rung is not None
    await schedule.pause(tx, rung.matter)


async def fill_in(tx: Tx) -> None:
    await tx.fetch(
        "INSERT INTO dialogues (person, name, step, answers, turn, updated_at) VALUES (1, 'x', 'x', '{}', 1, :at)",
        {"at": DUE},
    )


THOUGHTS: dict[str, tuple[Deed, tuple[str, str]]] = {
    "muted": (lambda tx: preferences.mute(tx, 1, "competition", 0, DUE), ("dropped", "muted")),
    "muted this": (lambda tx: preferences.mute(tx, 1, "competition", 1, DUE), ("dropped", "muted")),
    "registered": (lambda tx: entries.admit(tx, 1, 1, DUE), ("dropped", "done")),
    "left": (lambda tx: competitions.unfollow(tx, 1, 1), ("dropped", "left")),
    "moved": (lambda tx: change(tx, register_close=CLOSE + DAY_MS), ("dropped", "moved")),
    "cancelled": (call_off, ("dropped", "left")),
    "asleep": (lambda tx: preferences.set_quiet(tx, 1, Quiet(8 * 60, 20 * 60)), ("waiting", "quiet")),
    "in a form": (fill_in, ("waiting", "form")),
    "paused": (pause, ("held", "paused")),
    "blocked": (lambda tx: people.set_muted(tx, "900001", DUE), ("dropped", "blocked")),
}


@pytest.mark.parametrize("thought", THOUGHTS)
async def test_what_changed_since_it_was_written_is_obeyed(db: Database, thought: str) -> None:
    deed, fate = THOUGHTS[thought]
    async with db.write() as tx:
        await begin(tx)
        await ring(tx, DUE)
        assert await records(tx) == [("said", "")]
        await deed(tx)
        assert await claim(tx, DUE) == []
        assert await letters(tx) == ["cancelled"]
        await ring(tx, DUE)
        assert await records(tx) == [fate]


async def test_what_nothing_speaks_against_leaves_once(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        await ring(tx, DUE)
        (one,) = await claim(tx, DUE + MINUTE_MS)
        await preferences.mute(tx, 1, "competition", 0, DUE)  # too late: it is in flight
        await ring(tx, DUE + MINUTE_MS)
        assert await letters(tx) == ["sending"]
        outcome = Outcome(one, Said.SENT, message_id=1)
        await outbox.record(tx, [(outcome, follow_up(outcome, DUE))], DUE)
        await ring(tx, DUE + DAY_MS)
        assert (await records(tx), await letters(tx)) == ([("said", "")], ["sent"])


async def test_what_could_not_be_sent_that_day_is_said_on_the_next_in_its_words(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        await ring(tx, DUE)
        midnight = ms("2026-12-04T00:00")
        assert [row["expires_at"] for row in await tx.fetch("SELECT expires_at FROM outbox WHERE lane = 2")] == [
            midnight
        ]
        await outbox.expire(tx, midnight)
        morning = ms("2026-12-04T08:00")
        await ring(tx, midnight)
        assert await records(tx) == [("waiting", "quiet")]
        await ring(tx, morning)
        assert await letters(tx) == ["cancelled", "waiting"]
        (one,) = await claim(tx, morning)
        assert "还有 6 天" in str(one.payload["text"])


async def test_whoever_blocked_the_bot_is_dropped(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        await ring(tx, DUE)
        outcome = Outcome((await claim(tx, DUE))[0], Said.BLOCKED)
        await outbox.record(tx, [(outcome, follow_up(outcome, DUE))], DUE)
        await ring(tx, DUE)
        assert (await records(tx), await letters(tx)) == ([("dropped", "blocked")], ["blocked"])


async def test_a_dead_letter_sent_again_goes_no_further_than_its_day(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        await ring(tx, DUE)
        outcome = Outcome((await claim(tx, DUE))[0], Said.REFUSED, "400")
        await outbox.record(tx, [(outcome, follow_up(outcome, DUE))], DUE)
        (row,) = await tx.fetch("SELECT id, expires_at FROM outbox WHERE state = 'dead'")
        assert await operations.resend(tx, row["id"], DUE + MINUTE_MS)
        (again,) = await tx.fetch("SELECT state, expires_at FROM outbox WHERE id = :id", {"id": row["id"]})
        assert (again["state"], again["expires_at"]) == ("waiting", row["expires_at"])


async def test_one_record_that_cannot_be_written_stops_nobody_else(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx, followers=3)
        await tx.fetch("UPDATE addresses SET address = 'no number' WHERE person = 2")
        await ring(tx, DUE)
        assert await records(tx) == [("said", ""), ("waiting", "trouble"), ("said", "")]
        (row,) = await tx.fetch("SELECT due_at FROM reminders WHERE person = 2")
        assert row["due_at"] == DUE + reminding.TROUBLE_MS


async def test_an_officer_whose_record_is_broken_stops_nobody(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        for number in (8, 9):
            officer = await people.meet(tx, str(900000 + number), NOW)
            await people.grant(tx, officer.id, "admin", NOW)
        await tx.fetch("UPDATE addresses SET address = 'no number' WHERE address = '900008'")
        await ring(tx, CLOSE)
        told = [json.loads(row["payload"]) for row in await tx.fetch("SELECT payload FROM outbox WHERE lane IN (1, 3)")]
        assert [one["chat_id"] for one in told] == [900009]


async def test_officers_hear_of_all_that_was_missed_in_one_message_on_a_working_day(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        officer = await people.meet(tx, "900009", NOW)
        await people.grant(tx, officer.id, "admin", NOW)
        for hour in ("10", "11"):
            times = {"final": ms(f"2026-12-13T{hour}:00")}  # a Sunday
            one = await competitions.add(tx, Draft(f"示例竞赛{hour}", times=times), 0, NOW, ZONE)
            await competitions.follow(tx, 1, one.id, NOW)
            await ring(tx, ms(f"2026-12-13T{hour}:30"))
        found = await tx.fetch("SELECT state, not_before, payload FROM outbox WHERE lane = 1 ORDER BY id")
        assert [row["state"] for row in found] == ["cancelled", "waiting"]
        assert found[-1]["not_before"] == ms("2026-12-14T09:00")
        assert json.loads(found[-1]["payload"])["text"].count("提醒没发出") == 3  # the registration's end, and both


async def test_a_pause_holds_the_rung_that_is_being_said(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "CHUNK", 2)
    async with db.write() as tx:
        await begin(tx, followers=5)
        await reminders.fire(tx, DUE)  # two of five
        (row,) = await tx.fetch("SELECT id FROM steps WHERE state = 'firing'")
        rung = await schedule.find(tx, row["id"])
        assert rung is not None
        assert rung.pausable
        await schedule.pause(tx, rung.matter)
        await ring(tx, DUE)
        assert await records(tx) == [("held", "paused")] * 2
        await schedule.resume(tx, rung.matter)
        await ring(tx, DUE + MINUTE_MS)
        assert await records(tx) == [("said", "")] * 5


async def test_a_skipped_rung_of_a_paused_ladder_comes_back_paused(db: Database) -> None:
    async with db.write() as tx:
        await begin(tx)
        (row,) = await tx.fetch("SELECT id FROM steps WHERE days = 3")
        for deed in (schedule.skip, None, schedule.restore):
            rung = await schedule.find(tx, row["id"])
            assert rung is not None
            assert await deed(tx, rung) if deed is not None else await schedule.pause(tx, rung.matter)
        assert {
            one["state"] for one in await tx.fetch("SELECT state FROM steps WHERE due_at > :now", {"now": NOW})
        } == {"paused"}


async def test_rungs_that_days_off_bring_together_are_one_line_and_change_together(db: Database) -> None:
    async with db.write() as tx:
        one = Draft("示例焊工技能竞赛", times={"register_close": ms("2026-12-21T18:00")})  # a Monday
        await competitions.add(tx, one, 0, NOW, ZONE)
        friday, saturday = ms("2026-12-18T00:00"), ms("2026-12-19T00:00")
        (rung,) = await schedule.rungs(tx, friday, saturday, 10, 0)
        assert (rung.days, await schedule.number_of_rungs(tx, friday, saturday)) == (1, 1)
        assert await schedule.skip(tx, rung)
        (rung,) = await schedule.rungs(tx, friday, saturday, 10, 0)
        assert rung.state == "skipped"
        assert await schedule.restore(tx, rung)
        (rung,) = await schedule.rungs(tx, friday, saturday, 10, 0)
        assert await schedule.move(tx, rung, ms("2026-12-17T15:00"))
        assert await schedule.number_of_rungs(tx, friday, saturday) == 0
