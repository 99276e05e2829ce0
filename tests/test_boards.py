"""Boards with check-in codes, where the time or Telegram do not do what they should."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.error import BadRequest

from bot.outcomes import outcome_of
from bot.standin.deeds import moment
from handlers.cards.board import renew
from handlers.kit.cards import Cards
from handlers.kit.desk import Desk
from handlers.kit.office import Office
from handlers.kit.words import load_words
from storage import attendance, boards, courses, outbox, people
from storage.boards import Board
from storage.database import Database, Tx
from storage.model.attendance import MINUTE_MS, Meeting, code, minute_of
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from storage.model.people import ADMIN
from storage.model.post import Claim, Lane, Letter, Said

WORDS = load_words()
TEN = moment("2026-12-01T10:00")


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    database = await Database.open(empty_database)
    yield database
    await database.close()


async def _board(tx: Tx) -> Meeting:
    """A session whose code an admin has shown at ten, as Telegram's message 77."""
    person = await people.meet(tx, "900041", TEN)
    await people.grant(tx, person.id, ADMIN, TEN)
    draft = Draft("示例课程", (Session(TEN, TEN + 3_600_000),), ladder=())
    (meeting,) = await attendance.meetings_of(tx, (await courses.add(tx, draft, person.id, TEN, CHINA)).id)
    letter = await outbox.put(tx, Letter("900041", "sendPhoto", {"chat_id": 900041}, person=person.id), TEN)
    assert letter is not None
    await tx.fetch("UPDATE outbox SET state = 'sent', telegram_message_id = 77, finished_at = ?", (TEN,))
    await boards.put(tx, Board(meeting.session, "900041", person.id, minute_of(TEN), TEN + 10**7, None), letter)
    return meeting


async def _renewed(tx: Tx, now: int) -> list[tuple[str, str, str]]:
    """What is to be said after a look at `now`: method, state, payload."""
    await renew(Desk(tx, now, Office(WORDS, Cards(WORDS), doors=[], username="studio_standin_bot")))
    found = await tx.fetch("SELECT method, state, payload FROM outbox WHERE id > 1 ORDER BY id")
    return [(row["method"], row["state"], row["payload"]) for row in found]


async def test_a_board_follows_the_clock_wherever_it_goes(db: Database) -> None:
    async with db.write() as tx:
        meeting = await _board(tx)
        assert await _renewed(tx, TEN + MINUTE_MS - 1) == [], "it shows this minute's code"
        times = (TEN + MINUTE_MS, TEN + 5 * MINUTE_MS, TEN - 20 * MINUTE_MS, TEN + 5 * MINUTE_MS + 1)
        for number, now in enumerate(times, 1):
            said = await _renewed(tx, now)
            digits = code(meeting.secret, minute_of(now))
            assert [one[1] for one in said] == ["cancelled"] * (number - 1) + ["waiting"], (
                "an older one is not sent any more"
            )
            assert said[-1][0] == "editMessageMedia"
            assert f"{digits[:3]} {digits[3:]}" in said[-1][2]
            assert await _renewed(tx, now) == said, "once a minute"


async def test_a_board_goes_when_nobody_may_look_at_it(db: Database) -> None:
    for reason in (
        "DELETE FROM roles",
        "UPDATE addresses SET muted_at = 1",
        "UPDATE courses SET state = 'cancelled'",
        "UPDATE sessions SET begins_at = begins_at + 86400000, ends_at = ends_at + 86400000",
    ):
        async with db.write() as tx, tx.savepoint():
            await _board(tx)
            await tx.fetch(reason)
            ((method, _state, payload),) = await _renewed(tx, TEN)
            assert (method, "77" in payload) == ("deleteMessage", True), reason
            assert await boards.shown(tx) == []
            for table in ("boards", "outbox", "sessions", "courses", "roles", "addresses", "people"):
                await tx.fetch(f"DELETE FROM {table}")


def test_a_picture_that_was_taken_away_is_no_error() -> None:
    claim = Claim(1, "board:1:900041", "editMessageMedia", {"chat_id": 900041}, Lane.REPLY, 1, 1, 1)
    assert outcome_of(claim, BadRequest("Message to edit not found")).said is Said.SENT
    assert outcome_of(claim, BadRequest("IMAGE_PROCESS_FAILED")).said is Said.REFUSED
