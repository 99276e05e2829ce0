"""Codes, windows, marks, 学时; certificate numbers; feedback: the rules, and how they are kept."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import attendance, certificates, courses, enrolments, feedback, people
from storage.database import Database, Tx
from storage.model.attendance import (
    CLOSES_AFTER_MS,
    LATE_AFTER_MS,
    MINUTE_MS,
    MOST_TRIES,
    OPENS_BEFORE_MS,
    REST_MS,
    Fit,
    How,
    Mark,
    Meeting,
    Tally,
    Window,
    bare_code,
    code,
    enough,
    fits,
    mark_at,
    materials,
    resting_until,
    tries_now,
    typed_code,
    valid_until,
    window,
)
from storage.model.certificates import ALPHABET, RANDOM_PLACES, Refusal, Typed, number, typed_number
from storage.model.courses import Course, Draft, File, Session
from storage.model.days import CHINA
from storage.model.enrolments import Enrolment
from storage.model.feedback import Averages, Feedback

NOW = 1_800_000_000_000
HOUR = 3600_000
NOON = NOW + 3 * HOUR


def test_a_code_counts_in_its_minute_and_the_next() -> None:
    minute = NOW // MINUTE_MS
    shown = code("secret", minute)
    assert [fits("secret", shown, (minute + later) * MINUTE_MS) for later in (0, 1, 2, 59, 60)] == [
        Fit.RIGHT,
        Fit.RIGHT,
        Fit.EXPIRED,
        Fit.EXPIRED,
        Fit.WRONG,
    ]
    assert fits("secret", shown, valid_until(minute) - 1) is Fit.RIGHT
    assert fits("secret", shown, valid_until(minute)) is Fit.EXPIRED
    assert fits("secret", shown, (minute - 1) * MINUTE_MS) is Fit.WRONG, "a code of the future is a guess"
    assert fits("another", shown, NOW) is Fit.WRONG
    codes = {code("secret", minute + later) for later in range(1000)}
    assert len(codes) > 990, "every minute has its own"
    assert all(len(one) == 6 and one.isdigit() for one in codes)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("\uff11\uff12\uff13\uff14\uff15\uff16", "123456"),
        ("签到 123456", "123456"),
        ("签到\uff1a123456\u3002", "123456"),
        ("到了123456", "123456"),
        ("我到了\uff0c123456", "123456"),
        ("签到码 012345", "012345"),
        ("check in 123456", "123456"),
        ("12345", ""),
        ("1234567", ""),
        ("2026-12-05", ""),
        ("报名 123456", ""),
        ("123456 怎么用", ""),
        ("", ""),
    ],
)
def test_how_people_type_a_code(text: str, digits: str) -> None:
    assert typed_code(text) == digits
    assert bare_code(text) == (bool(digits) and not any(letter.isalpha() for letter in text))


def test_when_one_can_check_in_and_who_is_late() -> None:
    end = NOON + 2 * HOUR
    times = (NOON - OPENS_BEFORE_MS - 1, NOON - OPENS_BEFORE_MS, end + CLOSES_AFTER_MS - 1, end + CLOSES_AFTER_MS)
    assert [window(NOON, end, at) for at in times] == [Window.EARLY, Window.OPEN, Window.OPEN, Window.OVER]
    assert mark_at(NOON, NOON + LATE_AFTER_MS) is Mark.PRESENT
    assert mark_at(NOON, NOON + LATE_AFTER_MS + 1) is Mark.LATE


def test_guessing_rests_and_a_clock_set_back_frees() -> None:
    assert resting_until(MOST_TRIES - 1, NOW, NOW) is None
    assert resting_until(MOST_TRIES, NOW, NOW) == NOW + REST_MS
    assert resting_until(MOST_TRIES, NOW, NOW + REST_MS) is None
    assert resting_until(MOST_TRIES, NOW, NOW - HOUR) is None
    assert tries_now(3, NOW, NOW + 1) == 4
    assert tries_now(3, NOW, NOW + REST_MS) == 1
    assert tries_now(3, NOW, NOW - 1) == 1


def test_how_much_is_enough() -> None:
    came, late, gone = Mark.PRESENT, Mark.LATE, Mark.ABSENT
    assert enough([came])
    assert enough([came, late, came, late, gone]), "four of five are 80 %"
    assert not enough([came, came, gone])
    assert not enough([gone])
    assert not enough([None])
    assert not enough([])


def test_papers_for_afterwards_are_for_those_who_came() -> None:
    course = Course("示例", (), files=(File("photo", "a"), File("photo", "b", after=True)), ends_at=NOW)
    assert [len(materials(course, at, came=came)) for at in (NOW - 1, NOW) for came in (False, True)] == [1, 1, 1, 2]


PLACES = st.lists(st.integers(0, len(ALPHABET) - 1), min_size=RANDOM_PLACES, max_size=RANDOM_PLACES)


@given(PLACES, st.integers(2026, 2099), st.data())
def test_a_slip_in_a_number_is_noticed(places: list[int], year: int, data: st.DataObject) -> None:
    made = number(year, places)
    assert typed_number(made) == Typed(made, sound=True)
    for typed in (made.lower(), made.replace("-", ""), f"核验\uff1a {made.replace('-', ' ')}\u3002", f"/verify {made}"):
        assert typed_number(typed) == Typed(made, sound=True), typed
    at = data.draw(st.sampled_from([place for place in range(8, len(made)) if made[place] != "-"]))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET + "01IO" if letter != made[at]]))
    slipped = typed_number(made[:at] + other + made[at + 1 :])
    assert slipped is not None
    assert not slipped.sound
    assert not set("01IO") & set(made[8:])


def test_most_exchanged_neighbours_are_noticed() -> None:
    made = number(2026, [3, 14, 15, 9, 26, 5, 8]).replace("-", "")
    exchanged = [made[:at] + made[at + 1] + made[at] + made[at + 2 :] for at in range(6, len(made) - 1)]
    typed = [typed_number(one) for one in exchanged if one != made]
    assert typed
    assert not any(one is not None and one.sound for one in typed)
    assert typed_number("BQ 这个工作室在哪") is None
    assert typed_number("110101199003070011") is None


def test_feedback_can_be_changed_until_it_is_sent() -> None:
    said = Feedback()
    for what, value in (("content", 4), ("teacher", 2), ("content", 5), ("again", 1)):
        answered = said.answered(what, value)
        assert answered is not None
        said = answered
    assert said == Feedback(5, 2, 1)
    assert said.complete
    assert said.answered("content", 1) is None
    assert [Feedback().answered(*bad) for bad in (("content", 0), ("teacher", 6), ("again", 2), ("x", 1))] == [None] * 4


async def _course(tx: Tx, sessions: int = 2) -> tuple[Course, list[Meeting], list[int]]:
    times = [NOON + day * 24 * HOUR for day in range(sessions)]
    draft = Draft("示例焊接", tuple(Session(at, at + HOUR, credit=15) for at in times), ladder=())
    made = await courses.add(tx, draft, 0, NOW, CHINA)
    crowd = [(await people.meet(tx, str(900_100 + one), NOW)).id for one in range(3)]
    for person in crowd:
        assert isinstance(await enrolments.enrol(tx, made, person, NOW, CHINA), Enrolment)
    return made, await attendance.meetings_of(tx, made.id), crowd


async def test_who_came_adds_up(db: Database) -> None:
    async with db.write() as tx:
        course, (first, second), (early, late, gone) = await _course(tx)
        assert [(one.number, one.sessions) for one in (first, second)] == [(1, 2), (2, 2)]
        assert await attendance.open_for(tx, early, NOON - OPENS_BEFORE_MS) == [first]
        assert await attendance.open_for(tx, early, NOON - OPENS_BEFORE_MS - 1) == []
        assert await attendance.next_for(tx, early, NOON) == second
        assert (await attendance.check_in(tx, first, early, How.QR, NOON)).mark is Mark.PRESENT  # type: ignore[union-attr]
        assert await attendance.check_in(tx, first, early, How.QR, NOON + 1) is None
        assert (await attendance.check_in(tx, first, late, How.CODE, NOON + HOUR)).mark is Mark.LATE  # type: ignore[union-attr]
        assert await attendance.settle_next(tx, first.ends_at + CLOSES_AFTER_MS - 1) is None
        settled = await attendance.settle_next(tx, first.ends_at + CLOSES_AFTER_MS)
        assert settled == first
        assert await attendance.settle_next(tx, first.ends_at + CLOSES_AFTER_MS) is None, "once"
        assert await attendance.numbers(tx, first) == Tally(came=2, late=1, absent=1, open=0)
        assert await attendance.numbers(tx, second) == Tally(open=3)
        assert [await attendance.hours_of(tx, one, first.ends_at) for one in (early, late, gone)] == [15, 15, 0]
        assert await attendance.hours_of(tx, early, first.ends_at - 1) == 0, "not before it is over"
        first = replace(first, settled_at=first.ends_at)
        await attendance.mark(tx, first, gone, True, by=early, now=NOON)
        assert await attendance.marks_of(tx, course.id, gone) == [Mark.PRESENT, None]
        await attendance.mark(tx, first, gone, False, by=early, now=NOON)
        await attendance.mark(tx, second, gone, True, by=early, now=NOON)
        await attendance.mark(tx, second, gone, False, by=early, now=NOON)
        assert await attendance.marks_of(tx, course.id, gone) == [Mark.ABSENT, None], "not settled: not known"
        assert await enrolments.dismiss(tx, (await enrolments.of(tx, course.id, early)).id, "", 0, NOON)  # type: ignore[union-attr]
        listed = await attendance.attendance(tx, course.id)
        assert [one.person for one in listed] == [late, gone, early], "who came and left the list since comes last"


async def test_a_cancelled_course_marks_nobody(db: Database) -> None:
    async with db.write() as tx:
        course, (meeting,), crowd = await _course(tx, sessions=1)
        assert await courses.cancel(tx, course, "示例", NOW)
        assert (await attendance.settle_next(tx, NOON + 24 * HOUR)).cancelled  # type: ignore[union-attr]
        assert await attendance.of(tx, meeting.session, crowd[0]) is None
        assert await attendance.open_for(tx, crowd[0], NOON) == []


async def test_wrong_codes_are_counted_and_forgotten(db: Database) -> None:
    async with db.write() as tx:
        _made, (meeting, _second), (person, *_rest) = await _course(tx)
        tries = [await attendance.missed(tx, person, NOW + one) for one in range(MOST_TRIES)]
        assert tries == [None] * (MOST_TRIES - 1) + [NOW + MOST_TRIES - 1 + REST_MS]
        assert await attendance.resting(tx, person, NOW + MOST_TRIES) == tries[-1]
        assert await attendance.resting(tx, person, NOW + HOUR) is None
        assert await attendance.missed(tx, person, NOW + HOUR) is None
        assert await attendance.check_in(tx, meeting, person, How.CODE, NOON)
        assert await tx.fetch("SELECT * FROM code_tries") == []


async def test_certificates_are_given_once_to_who_came_enough(db: Database) -> None:
    async with db.write() as tx:
        course, meetings, (came, half, _gone) = await _course(tx)
        for meeting, person in itertools.product(meetings, (came, half)):
            if person == came or meeting.number == 1:
                await attendance.check_in(tx, meeting, person, How.QR, meeting.begins_at)
        over = course.ends_at
        asked = [(None, came, over), (course, came, over - 1), (course, half, over), (course, came, over)]
        assert [await certificates.due(tx, *one) for one in asked] == [
            Refusal.NOT_FOUND,
            Refusal.NOT_OVER,
            Refusal.NOT_ENOUGH,
            None,
        ]
        assert await certificates.due(tx, replace(course, certificate=False), came, over) is Refusal.NONE_GIVEN
        one = await certificates.issue(tx, course, came, "示例职工甲", "区总工会", over, CHINA)
        again = await certificates.issue(tx, course, came, "示例改名", "区总工会", over + 1, CHINA)
        assert one == again, "what stands on it does not change"
        assert (one.name, one.credit, one.title) == ("示例职工甲", 30, "示例焊接")
        assert await certificates.by_number(tx, one.number) == one
        assert await certificates.revoke(tx, one.id, "示例", over)
        assert not await certificates.revoke(tx, one.id, "再一次", over)
        revoked = await certificates.by_number(tx, one.number)
        assert revoked is not None
        assert (revoked.revoked_at, revoked.reason) == (over, "示例")


async def test_averages_are_of_those_who_answered_all(db: Database) -> None:
    async with db.write() as tx:
        course, _meetings, crowd = await _course(tx)
        assert await feedback.averages(tx, course.id) == Averages(0, 0, 0, 0)
        for person, said in zip(crowd, (Feedback(5, 4, 1), Feedback(4, 4, 0), Feedback(1, 1)), strict=True):
            await feedback.put(tx, course.id, person, said, NOW)
        assert await feedback.averages(tx, course.id) == Averages(2, 45, 40, 1)
