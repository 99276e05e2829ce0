"""Questions to the union, their receipts, and numbers that are not kept."""

import pytest

from storage import audit, people, questions
from storage.database import Database
from storage.model.private_numbers import Private, private_number
from storage.model.questions import Attachment, State
from storage.model.texts import cleaned

MORNING = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
HOUR_MS = 3600 * 1000
DAY_MS = 24 * HOUR_MS
FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


async def test_receipts_count_within_the_local_day(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        first = await questions.add(tx, person.id, "高温补贴怎么领", [], MORNING)
        second = await questions.add(tx, person.id, "食堂几点开门呢", [], MORNING + 14 * HOUR_MS)
        next_day = await questions.add(tx, person.id, "年假怎么休才对", [], MORNING + 15 * HOUR_MS)
        assert (first.receipt, second.receipt) == ("Q20261201-0001", "Q20261201-0002")
        assert next_day.receipt == "Q20261202-0001"  # midnight in Shanghai, not in UTC


async def test_a_receipt_number_is_not_given_twice_after_a_deletion(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        first = await questions.add(tx, person.id, "高温补贴怎么领", [], MORNING)
        await tx.fetch("DELETE FROM questions")
        again = await questions.add(tx, person.id, "高温补贴怎么领", [], MORNING)
        assert again.receipt == "Q20261201-0002"
        assert again.id > first.id


async def test_a_question_keeps_its_attachments_in_order(db: Database) -> None:
    files = [Attachment("photo", "AgAC2"), Attachment("document", "BQAC1")]
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        added = await questions.add(
            tx, person.id, "工资条看不懂", files, MORNING, language="en", studio=3, unanswered=7
        )
        found = await questions.find(tx, added.id)
    assert found == added
    assert found.files == tuple(files)
    assert (found.language, found.studio, found.unanswered, found.state) == ("en", 3, 7, State.OPEN)


async def test_of_two_answers_the_first_counts(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        question = await questions.add(tx, person.id, "高温补贴怎么领", [], MORNING)
        answered = await questions.answer(tx, question.id, question.version, "每月发", "区总工会", 41, MORNING + 1)
        assert answered is not None
        assert (answered.state, answered.answer, answered.closed_at) == (State.ANSWERED, "每月发", MORNING + 1)
        assert await questions.answer(tx, question.id, question.version, "每季发", "区总工会", 42, MORNING + 2) is None
        assert await questions.answer(tx, question.id, answered.version, "每季发", "区总工会", 42, MORNING + 2) is None
        assert await questions.find(tx, question.id) == answered


async def test_only_ones_own_open_question_can_be_withdrawn(db: Database) -> None:
    async with db.write() as tx:
        person, other = await people.meet(tx, "900001", MORNING), await people.meet(tx, "900002", MORNING)
        question = await questions.add(tx, person.id, "高温补贴怎么领", [], MORNING)
        assert not await questions.withdraw(tx, question.id, other.id, MORNING)
        assert await questions.withdraw(tx, question.id, person.id, MORNING)
        assert not await questions.withdraw(tx, question.id, person.id, MORNING)
        assert await questions.answer(tx, question.id, question.version, "每月发", "区总工会", 41, MORNING) is None
        assert await questions.number_open(tx, person.id) == 0


async def test_lists_are_ordered_as_they_are_worked_on(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        asked = [await questions.add(tx, person.id, f"问题第{n}个", [], MORNING + n) for n in range(4)]
        for n in (1, 0):
            await questions.answer(tx, asked[n].id, 1, "答", "区总工会", 41, MORNING + 10 - n)
        waiting = await questions.open_ones(tx, 1)
        done = await questions.answered_ones(tx, 5)
        mine = await questions.of_person(tx, person.id, 2, 2)
    assert ([one.id for one in waiting.questions], waiting.total) == ([asked[2].id], 2)
    assert [one.id for one in done.questions] == [asked[0].id, asked[1].id]
    assert ([one.id for one in mine.questions], mine.total) == ([asked[1].id, asked[0].id], 4)


async def test_closed_questions_are_forgotten_after_a_year_and_open_ones_stay(db: Database) -> None:
    async with db.write() as tx:
        person = await people.meet(tx, "900001", MORNING)
        closed = await questions.add(tx, person.id, "高温补贴怎么领", [Attachment("photo", "AgAC2")], MORNING)
        waiting = await questions.add(tx, person.id, "年假怎么休才对", [], MORNING)
        await questions.answer(tx, closed.id, 1, "每月发", "区总工会", 41, MORNING)
        await questions.prune(tx, MORNING + 365 * DAY_MS)
        assert await questions.find(tx, closed.id) is not None
        await questions.prune(tx, MORNING + 365 * DAY_MS + 1)
        assert await questions.find(tx, closed.id) is None
        assert await questions.find(tx, waiting.id) == waiting
        assert not await tx.fetch("SELECT * FROM question_files")


async def test_acts_are_kept_in_order_for_three_years(db: Database) -> None:
    async with db.write() as tx:
        await audit.note(tx, 41, "question.answer", "question 1", MORNING)
        await audit.note(tx, 42, "lexicon.edit", "lexicon", MORNING + 1, "核磁")
        acts = "SELECT person, detail FROM audit ORDER BY id"
        assert [tuple(act) for act in await tx.fetch(acts)] == [(41, ""), (42, "核磁")]
        await audit.prune(tx, MORNING + 3 * 365 * DAY_MS + 1)
        assert [tuple(act) for act in await tx.fetch(acts)] == [(42, "核磁")]


# The numbers are made up and carry right check digits; region 110105, born 1 January 1990.
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我的身份证 110105199001010010", Private.IDENTITY_CARD),
        ("110105 19900101 0010", Private.IDENTITY_CARD),
        ("110105199001010010".translate(FULL_WIDTH), Private.IDENTITY_CARD),
        ("电话13800138000 110105199001010010", Private.IDENTITY_CARD),
        ("11010519900101007x", Private.IDENTITY_CARD),
        ("110105199001010011", None),
        ("卡号 6222 0000 0000 0000 005", None),
        ("卡号6222021234567890128", Private.BANK_CARD),
        ("4111-1111-1111-1111 是我的卡", Private.BANK_CARD),
        ("4111 1111 1111 1111", Private.BANK_CARD),
        ("JD4111111111111111 这个订单", None),
        ("ID110105199001010010", Private.IDENTITY_CARD),
        ("1101.0519.9001.0100.10", Private.IDENTITY_CARD),
        ("0000000000000000", None),
        ("我 2019 年 8 月 15 日入职,工号 20190815,电话 010-85996600", None),
        ("订单号 1234567890", None),
        ("", None),
    ],
)
def test_private_numbers_are_known_by_their_check_digits(text: str, kind: Private | None) -> None:
    assert private_number(text) is kind


def test_what_is_not_seen_is_not_kept() -> None:
    assert cleaned("  a\u202eb\u200f\x00\tc  \r\n\n\n\n\nd ") == "ab c\n\nd"
    assert cleaned("\u200b\u2060 \n") == ""
    assert cleaned("👨\u200d🔧") == "👨\u200d🔧"
