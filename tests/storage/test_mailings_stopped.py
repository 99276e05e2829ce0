"""Mailings that stop by themselves, the order of changes, and what is left of people who were erased meanwhile."""

import pytest

from storage import mailings, operations, outbox, people, privacy
from storage.database import Database, Tx
from storage.model.mailings import DELETE, EDIT, NEWS, NUDGE
from storage.model.post import LEASE_MS, Outcome, Said, follow_up
from tests.storage.test_mailings import HOUR_MS, NOW, crowd, everybody, plan, say, states, write_out


async def state(tx: Tx, mailing: int) -> str:
    found = await mailings.find(tx, mailing)
    assert found is not None
    return "held" if found.held and found.state == "paused" else found.state


async def notice(tx: Tx) -> int:
    await tx.change(
        "INSERT INTO notices (id, title, content, state, author, created_at, changed_at)"
        " VALUES (7, 'x', '{}', 'approved', 1, 1, 1)"
    )
    return 7


async def test_what_has_grown_until_it_begins_waits_for_approval(db: Database) -> None:
    async with db.write() as tx:
        audience = await everybody(tx)
        fits, grown = [await plan(tx, audience=audience, at_most=most) for most in (4, 3)]
        await crowd(tx, 5)
        await people.set_muted(tx, "900005", NOW)
        await write_out(tx)
        assert (await state(tx, fits), await state(tx, grown)) == ("sending", "held"), (
            "who cannot be reached does not count"
        )
        assert await states(tx, grown) == {}
        found = await mailings.find(tx, grown)
        assert found is not None
        assert found.expected == 4
        assert not await mailings.resume(tx, grown, NOW), "only another admin lets it go"
        assert [one.id for one in await mailings.untold(tx, 9)] == [grown]
        await mailings.set_told(tx, grown)
        assert await mailings.untold(tx, 9) == []
        assert await mailings.release(tx, grown)
        assert not await mailings.release(tx, grown), "by a second tap"
        await write_out(tx)
        assert len(await states(tx, grown)) == 5


async def test_what_grows_by_those_who_join_waits_for_approval(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 2)
        mailing = await plan(tx, at_most=4, open_until=NOW + HOUR_MS)
        await write_out(tx)
        await say(tx, mailing)
        await write_out(tx)
        await crowd(tx, 4)
        await mailings.reopen(tx, NOW)
        await write_out(tx)
        await say(tx, mailing)
        await write_out(tx)
        assert (await state(tx, mailing), len(await states(tx, mailing))) == ("done", 4)
        await crowd(tx, 6)
        await mailings.reopen(tx, NOW)
        await write_out(tx)
        assert (await state(tx, mailing), len(await states(tx, mailing))) == ("held", 4)
        await mailings.reopen(tx, NOW + 1)
        assert await state(tx, mailing) == "held"
        await mailings.release(tx, mailing)
        await write_out(tx)
        await say(tx, mailing)
        await write_out(tx)
        assert (await state(tx, mailing), len(await states(tx, mailing))) == ("done", 6)


async def test_nobody_joins_once_it_is_closed(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 1)
        mailing = await plan(tx, open_until=NOW + HOUR_MS)
        await write_out(tx)
        await say(tx, mailing)
        await write_out(tx)
        await crowd(tx, 2)
        await mailings.reopen(tx, NOW)
        assert await mailings.close(tx, mailing), "while it is looking"
        await write_out(tx)
        assert len(await states(tx, mailing)) == 1


async def test_the_newest_change_waits_for_what_is_under_way_of_an_older_one(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 2)
        first = await plan(tx, notice=await notice(tx))
        await write_out(tx)
        await say(tx, first)
        await write_out(tx)
        older = await plan(tx, EDIT, notice=7, reached_by=first)
        await write_out(tx)
        await tx.change(
            "UPDATE outbox SET state = 'sending', lease_until = ? WHERE mailing = ? AND person = 1",
            (NOW + LEASE_MS, older),
        )
        await mailings.cancel(tx, older, NOW)
        newer = await plan(tx, EDIT, notice=7, reached_by=first)
        nudge = await plan(tx, NUDGE, notice=7, reached_by=first)
        await write_out(tx)
        assert await states(tx, newer) == {}
        await tx.change("UPDATE outbox SET state = 'sent' WHERE state = 'sending'")
        await write_out(tx)
        assert await states(tx, newer) == await states(tx, nudge) == {1: "waiting", 2: "waiting"}


@pytest.mark.parametrize("later", [EDIT, DELETE])
async def test_what_was_changed_or_deleted_since_is_not_sent_again(db: Database, later: str) -> None:
    async with db.write() as tx:
        await crowd(tx, 3)
        first = await plan(tx, notice=await notice(tx))
        await write_out(tx)
        await say(tx, first, "dead", only="person = 1")
        await say(tx, first)
        edit = await plan(tx, EDIT, notice=7, reached_by=first)
        await write_out(tx)
        await say(tx, edit, "dead", only="person = 2")
        await say(tx, edit)
        await write_out(tx)
        mended = await plan(tx, later, notice=7, reached_by=first)
        again = await operations.resend_all(tx, "400 Bad Request", NOW)
        assert again == (1 if later == EDIT else 0), (
            "who did not get the notice gets it as it is now, not what was deleted"
        )
        await tx.change("UPDATE outbox SET state = 'dead', error = 'x' WHERE mailing = ? AND person = 1", (first,))
        await mailings.cancel(tx, mended, NOW)
        numbers = await tx.fetch("SELECT id FROM outbox WHERE state = 'dead' ORDER BY mailing")
        assert [await operations.resend(tx, row["id"], NOW) for row in numbers] == [True, True], "it was given up"


async def test_what_telegram_refused_is_told_before_it_ends(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 2)
        news = await plan(tx, NEWS)
        await write_out(tx)
        await say(tx, news, "dead")
        await tx.change("UPDATE mailings SET state = 'paused'")  # as the sender does
        await write_out(tx)
        assert [one.id for one in await mailings.untold(tx, 9)] == [news]
        assert [one.trouble for one in await operations.under_way(tx, NOW)] == ["400 Bad Request"]
        await mailings.set_told(tx, news)
        await write_out(tx)
        assert await state(tx, news) == "done"
        paused = await plan(tx, NEWS)
        await write_out(tx)
        await mailings.pause(tx, paused, NOW)
        assert await mailings.untold(tx, 9) == [], "whoever paused it knows"
        await mailings.resume(tx, paused, NOW)
        await tx.change("UPDATE mailings SET state = 'paused' WHERE id = ?", (paused,))
        assert [one.id for one in await mailings.untold(tx, 9)] == [paused], "and is told of another time"


@pytest.mark.parametrize("said", [Said.SENT, Said.UNKNOWN])
@pytest.mark.parametrize("role", [False, True])
async def test_nothing_names_a_person_who_was_erased_while_it_was_under_way(
    db: Database, said: Said, role: bool
) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", NOW)
        if role:
            await tx.change("INSERT INTO roles (person, role, granted_at) VALUES (?, 'admin', 1)", (person.id,))
        mailing = await plan(tx)
        await write_out(tx)
        claims = await outbox.claim(tx, await outbox.due(tx, NOW, 9), NOW)
        found = await people.by_address(tx, "900001")
        assert found is not None
        await privacy.erase(tx, found, NOW)
        outcome = Outcome(claims[0], said, message_id=5 if said is Said.SENT else None)
        await outbox.record(tx, [(outcome, follow_up(outcome, NOW))], NOW)
        assert await outbox.due(tx, NOW + HOUR_MS, 9) == [], "it is not tried again"
        await write_out(tx)
        rows = await tx.fetch("SELECT person, chat, dedupe_key, telegram_message_id AS message, state FROM outbox")
        assert [tuple(row) for row in rows] == [(None, "", None, None, "sent" if said is Said.SENT else "skipped")]
        assert await state(tx, mailing) == "done"
