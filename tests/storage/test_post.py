"""What was heard and what is to be said, as rows."""

import json

import pytest

from storage import audiences, inbox, mailings, outbox
from storage.database import Database
from storage.inbox import Heard
from storage.model.mailings import NewMailing
from storage.model.post import MAX_TRIES, OUTAGE_MS, Claim, Lane, Letter, Outcome, Said, follow_up

NOW = 1_796_097_600_000
HOUR_MS = 3600 * 1000


def heard(update_id: int, lane: str = "900001") -> Heard:
    return Heard(update_id, lane, json.dumps({"update_id": update_id}), NOW)


def letter(text: str, chat: str = "900001", lane: Lane = Lane.REPLY, **more: object) -> Letter:
    return Letter(chat, "sendMessage", {"chat_id": int(chat), "text": text}, lane, **more)  # type: ignore[arg-type]


# inbox


async def test_an_update_delivered_twice_is_one_row(db: Database) -> None:
    async with db.write() as tx:
        await inbox.put(tx, [heard(1), heard(2)])
        await inbox.done(tx, [1], NOW)
        await inbox.put(tx, [heard(1), heard(2), heard(3)])
        assert [one.update_id for one in await inbox.waiting(tx, NOW, 10)] == [2, 3]
        assert await inbox.counts(tx) == {"done": 1, "waiting": 2}
        assert await inbox.newest(tx) == 3


async def test_an_update_to_be_tried_again_holds_back_only_its_own_lane(db: Database) -> None:
    async with db.write() as tx:
        await inbox.put(tx, [heard(1), heard(2, "900002"), heard(3), heard(4, "900002")])
        assert not await inbox.failed(tx, heard(1), "0001 KeyError", NOW)
        assert [one.update_id for one in await inbox.waiting(tx, NOW, 10)] == [2, 4]
        assert await inbox.next_try(tx, NOW) == NOW + inbox.RETRY_MS[0]
        later = await inbox.waiting(tx, NOW + inbox.RETRY_MS[0], 10)
        assert [(one.update_id, one.tries) for one in later] == [(1, 1), (2, 0), (3, 0), (4, 0)]


async def test_after_three_failures_an_update_is_a_dead_letter(db: Database) -> None:
    async with db.write() as tx:
        await inbox.put(tx, [heard(1), heard(2)])
        for expected in (False, False, True):
            (first, *_) = await inbox.waiting(tx, NOW + HOUR_MS, 10)
            assert await inbox.failed(tx, first, "0001 KeyError", NOW) is expected
        assert [one.update_id for one in await inbox.waiting(tx, NOW, 10)] == [2]
        assert await inbox.counts(tx) == {"dead": 1, "waiting": 1}
        assert await inbox.failed(tx, heard(2), "0002 Malformed", NOW, for_good=True)


async def test_handled_updates_are_kept_for_72_hours_and_wiped_ones_say_nothing(db: Database) -> None:
    async with db.write() as tx:
        await inbox.put(tx, [heard(1), heard(2)])
        await inbox.wipe(tx, 1)
        await inbox.done(tx, [1], NOW)
        assert [row["raw"] for row in await tx.fetch("SELECT raw FROM inbox WHERE update_id = 1")] == ["{}"]
        await inbox.prune(tx, NOW + inbox.KEPT_MS)
        assert await inbox.counts(tx) == {"done": 1, "waiting": 1}
        await inbox.prune(tx, NOW + inbox.KEPT_MS + 1)
        assert await inbox.counts(tx) == {"waiting": 1}  # what waits is kept however old


async def test_a_clock_set_back_does_not_make_anybody_wait(db: Database) -> None:
    back = NOW - HOUR_MS
    async with db.write() as tx:
        await inbox.put(tx, [heard(1), heard(2)])
        await inbox.failed(tx, heard(1), "0001 KeyError", NOW)
        assert [one.update_id for one in await inbox.waiting(tx, back, 10)] == [1, 2]
        await outbox.put(tx, letter("a"), NOW)
        await outbox.put(tx, letter("b", "900002", not_before=NOW), NOW)  # meant for a certain time
        claims = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        outcomes = [Outcome(claims[0], Said.NOT_SENT), Outcome(claims[1], Said.WAIT, error="429", retry_after_ms=9_000)]
        await outbox.record(tx, [(one, follow_up(one, NOW)) for one in outcomes], NOW)
        assert await outbox.due(tx, back, 10) == []
        await outbox.clock_set_back(tx, back, {})
        assert [one.id for one in await outbox.due(tx, back, 10)] == [1, 2]  # the pacing keeps the ban


# outbox


async def test_one_of_each_chat_and_lane_is_due_and_urgent_lanes_go_first(db: Database) -> None:
    async with db.write() as tx:
        for text, chat, lane in (
            ("a", "900001", Lane.NOTICE),
            ("b", "900001", Lane.REPLY),
            ("c", "900001", Lane.REPLY),
            ("d", "900002", Lane.REPLY),
        ):
            await outbox.put(tx, letter(text, chat, lane), NOW)
        due = await outbox.due(tx, NOW, 10)
        assert [(one.id, one.chat, one.lane) for one in due] == [
            (2, "900001", Lane.REPLY),
            (4, "900002", Lane.REPLY),
            (1, "900001", Lane.NOTICE),
        ]
        claims = await outbox.claim(tx, [one for one in due if one.chat == "900001"], NOW)
        assert [claim.id for claim in claims] == [2, 1]
        assert [one.id for one in await outbox.due(tx, NOW, 10)] == [4]  # c waits for b, which is under way


async def test_a_retry_holds_back_what_follows_in_its_chat_and_lane(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("first"), NOW)
        await outbox.put(tx, letter("second"), NOW)
        (claim,) = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        outcome = Outcome(claim, Said.NOT_SENT)
        await outbox.record(tx, [(outcome, follow_up(outcome, NOW))], NOW)
        assert await outbox.due(tx, NOW, 10) == []
        assert await outbox.next_due(tx, NOW) == NOW + OUTAGE_MS
        assert [one.id for one in await outbox.due(tx, NOW + OUTAGE_MS, 10)] == [claim.id]


async def test_the_same_key_is_said_once(db: Database) -> None:
    async with db.write() as tx:
        assert await outbox.put(tx, letter("a", dedupe_key="question:1:41"), NOW) is not None
        assert await outbox.put(tx, letter("b", dedupe_key="question:1:41"), NOW) is None
        assert await outbox.counts(tx) == {"waiting": 1, "maybe_repeat": 0}


async def test_what_has_not_gone_out_can_be_given_up_by_the_start_of_its_key(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("under way", dedupe_key="form:1:7:1"), NOW)
        await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        await outbox.put(tx, letter("waiting", dedupe_key="form:1:8:1"), NOW)
        await outbox.put(tx, letter("of another form", dedupe_key="form:11:8:1"), NOW)
        await outbox.put(tx, letter("of another chat", "900002", dedupe_key="form:1:9:1"), NOW)
        assert await outbox.cancel(tx, "900001", "form:1:", NOW) == 1
        assert await outbox.counts(tx) == {"cancelled": 1, "sending": 1, "waiting": 2, "maybe_repeat": 0}


async def test_too_old_to_be_said_is_expired(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("a", expires_at=NOW + 10), NOW)
        await outbox.put(tx, letter("b"), NOW)
        assert await outbox.expire(tx, NOW + 9) == 0
        assert await outbox.expire(tx, NOW + 10) == 1
        assert [one.id for one in await outbox.due(tx, NOW + 10, 10)] == [2]


async def test_what_a_dead_process_was_sending_is_taken_up_and_flagged(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("a"), NOW)
        await outbox.put(tx, Letter("900002", "editMessageText", {"text": "b"}), NOW)
        await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        assert await outbox.interrupted(tx) == 2
        assert await outbox.counts(tx) == {"retry": 2, "maybe_repeat": 1}  # an edit made twice is not seen twice


async def test_sent_messages_are_forgotten_after_72_hours_with_their_files_and_dead_ones_stay(db: Database) -> None:
    async with db.write() as tx:
        file = await outbox.put_file(tx, "名录.xlsx", b"PK")
        await outbox.put(tx, Letter("900001", "sendDocument", {}, file=file), NOW)
        await outbox.put(tx, letter("b", "900002"), NOW)
        sent, dead = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        outcomes = [Outcome(sent, Said.SENT, message_id=5), Outcome(dead, Said.REFUSED)]
        await outbox.record(tx, [(one, follow_up(one, NOW)) for one in outcomes], NOW)
        await outbox.prune(tx, NOW + outbox.KEPT_MS)
        assert await outbox.file(tx, file) == ("名录.xlsx", "document", b"PK")
        await outbox.prune(tx, NOW + outbox.KEPT_MS + 1)
        assert await outbox.counts(tx) == {"dead": 1, "maybe_repeat": 0}
        assert await outbox.file(tx, file) is None


async def test_much_that_is_too_old_is_given_up_and_forgotten_piece_by_piece(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put_many(tx, [letter("a", str(chat), expires_at=NOW) for chat in range(1, 26)], NOW)
        for _ in range(15):
            await outbox.put_file(tx, "名录.xlsx", b"PK")
        assert [await outbox.expire(tx, NOW, 10) for _ in range(4)] == [10, 10, 5, 0]
        later = NOW + outbox.KEPT_MS + 1
        assert [await outbox.prune(tx, later, 10) for _ in range(5)] == [True, True, True, False, False]
        assert await outbox.counts(tx) == {"maybe_repeat": 0}
        assert not await tx.fetch("SELECT * FROM files")


async def test_a_clock_set_back_ends_bans_and_waits_by_its_own_time(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("a"), NOW)
        (one,) = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        waiting = Outcome(one, Said.WAIT, error="429", retry_after_ms=35_000)
        await outbox.record(tx, [(waiting, follow_up(waiting, NOW))], NOW)
        await outbox.ban(tx, {"900001": NOW + 35_000})
        back = NOW - 24 * HOUR_MS
        await outbox.clock_set_back(tx, back, {"900001": back + 35_000})
        assert await outbox.bans(tx, back) == {"900001": back + 35_000}
        assert [due.id for due in await outbox.due(tx, back, 10)] == [one.id]  # the ban is the pacing's to keep


async def test_what_is_put_off_or_paused_costs_no_look_anything(db: Database) -> None:
    number = 20_000
    async with db.write() as tx:
        for state in ("sending", "paused"):
            audience = await audiences.create(tx, [], NOW)
            mailing = NewMailing("notice", Lane.NOTICE, "sendMessage", created_by=1, start_at=0, audience=audience)
            first = await mailings.create(tx, mailing, {"": {"text": "x"}}, NOW)
            await tx.change("UPDATE mailings SET state = :state WHERE id = :id", {"state": state, "id": first})
            later = NOW + 10_000_000 if state == "sending" else 0
            await tx.change(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)"
                " INSERT INTO outbox (chat, lane, method, payload, mailing, not_before, created_at)"
                " SELECT CAST(i AS TEXT), 3, 'sendMessage', '{}', :mailing, :later, 0 FROM n",
                {"number": number, "mailing": first, "later": later},
            )
    for query, given in (
        (outbox.SQL.due, {"now": NOW, "talk": 100, "bulk": 84, "each": 100}),
        (outbox.SQL.next_due, {"now": NOW}),
        (outbox.SQL.expire, {"now": NOW, "limit": 1000}),
    ):
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        async with db.write() as tx:
            await db._writer.set_progress_handler(count, 100)
            await query(tx, **given)
            await db._writer.set_progress_handler(None, 0)  # type: ignore[arg-type]
        assert steps <= 10, query  # a thousand instructions, and forty thousand rows


async def test_a_group_that_became_a_supergroup_takes_its_waiting_messages_along(db: Database) -> None:
    async with db.write() as tx:
        await outbox.put(tx, letter("a", "-500"), NOW)
        await outbox.put(tx, letter("b", "-500"), NOW)
        (claim,) = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        payload = {**claim.payload, "chat_id": -1005}
        outcome = Outcome(claim, Said.REWRITTEN, method=claim.method, chat="-1005", payload=payload)
        await outbox.record(tx, [(outcome, follow_up(outcome, NOW))], NOW)
        (again,) = await outbox.claim(tx, await outbox.due(tx, NOW, 10), NOW)
        assert (again.id, again.chat, again.payload["chat_id"]) == (claim.id, "-1005", -1005)


async def test_bans_outlive_the_process_and_only_grow(db: Database) -> None:
    async with db.write() as tx:
        await outbox.ban(tx, {"900001": NOW + 5_000})
        await outbox.ban(tx, {"900001": NOW + 3_000, "all": NOW + 1_000})
        assert await outbox.bans(tx, NOW) == {"900001": NOW + 5_000, "all": NOW + 1_000}
        assert await outbox.bans(tx, NOW + 1_000) == {"900001": NOW + 5_000}


@pytest.mark.parametrize(
    ("said", "tries", "method", "state", "not_before", "repeat"),
    [
        (Said.SENT, 1, "sendMessage", "sent", 0, False),
        (Said.NOT_SENT, 1, "sendMessage", "retry", NOW + OUTAGE_MS, False),
        (Said.NOT_SENT, MAX_TRIES, "sendMessage", "retry", NOW + OUTAGE_MS, False),
        (Said.UNKNOWN, 2, "sendMessage", "retry", NOW + 4_000, True),
        (Said.UNKNOWN, 2, "editMessageText", "retry", NOW + 4_000, False),
        (Said.UNKNOWN, MAX_TRIES, "sendMessage", "dead", 0, True),
        (Said.WAIT, 3, "sendMessage", "retry", NOW + 7_000, False),
        (Said.BLOCKED, 1, "sendMessage", "blocked", 0, False),
        (Said.TOO_LATE, 1, "answerCallbackQuery", "expired", 0, False),
        (Said.REFUSED, 1, "sendMessage", "dead", 0, False),
        (Said.REWRITTEN, 1, "sendMessage", "retry", 0, False),
        (Said.SPOILT, 1, "sendMessage", "dead", 0, False),
        (Said.HELD, 1, "sendMessage", "waiting", 0, False),
        (Said.HELD, 2, "sendMessage", "retry", 0, False),
    ],
)
def test_what_follows_from_each_outcome(
    said: Said, tries: int, method: str, state: str, not_before: int, repeat: bool
) -> None:
    claim = Claim(1, "900001", method, {}, Lane.REPLY, None, None, tries)
    change = follow_up(Outcome(claim, said, retry_after_ms=7_000 if said is Said.WAIT else 0), NOW)
    assert (change.state, change.not_before, change.maybe_repeat) == (state, not_before, repeat)
    assert change.tries <= tries


def test_every_outcome_has_a_consequence() -> None:
    claim = Claim(1, "900001", "sendMessage", {}, Lane.REPLY, None, None, 1)
    assert all(follow_up(Outcome(claim, said), NOW) for said in Said)
