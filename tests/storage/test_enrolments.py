"""Enrolments: seats, the line, quotas, offers of freed seats, and what an organiser decides."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from storage import competitions, courses, enrolments, offers, outbox, people, profiles
from storage.database import Database, Tx
from storage.model import competitions as contests
from storage.model.courses import Course, Draft, Session
from storage.model.enrolments import ALIVE, SEATED, Clash, Enrolment, Refusal, Seats, State
from storage.model.post import Letter

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
HOUR = 3600 * 1000
DAY = 24 * HOUR
BEGINS = NOW + 10 * DAY


class Line:
    """A course and people who come to it, by number from 0."""

    def __init__(self, tx: Tx, course: Course, persons: list[int]) -> None:
        self.tx = tx
        self.course = course
        self.persons = persons

    async def enrol(self, who: int, now: int = NOW) -> Enrolment | Refusal:
        return await enrolments.enrol(self.tx, self.course, self.persons[who], now, ZONE)

    async def leave(self, who: int, now: int = NOW) -> Enrolment | Refusal:
        return await enrolments.leave(self.tx, self.course, self.persons[who], now)

    async def states(self) -> list[str]:
        found = [await enrolments.of(self.tx, self.course.id, person) for person in self.persons]
        return [one.state + (str(one.place) if one.place else "") if one is not None else "" for one in found]

    async def told(self) -> None:
        """Everybody whom a seat is offered was told."""
        for one in await offers.untold(self.tx):
            letter = Letter("1", "sendMessage", {}, dedupe_key=offers.letter_key(one.offer))
            await outbox.put(self.tx, letter, NOW)
        await self.tx.fetch("UPDATE outbox SET state = 'sent'")

    async def offered(self, now: int = NOW) -> list[int]:
        made = await enrolments.offer_freed(self.tx, self.course.id, now, ZONE)
        return [self.persons.index(one.person.id) for one in made]


async def line(tx: Tx, people_: int, now: int = NOW, **facts: Any) -> Line:
    draft = replace(Draft("示例课", (Session(BEGINS, BEGINS + 2 * HOUR),)), **facts)
    course = await courses.add(tx, draft, 1, now, ZONE)
    persons = [(await people.meet(tx, f"{course.id}{number:02}", now)).id for number in range(people_)]
    return Line(tx, course, persons)


async def test_seats_then_the_line_then_the_freed_seat(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 5, seats=2)
        for who in range(5):
            assert isinstance(await it.enrol(who), Enrolment)
        assert await it.states() == ["confirmed", "confirmed", "waiting1", "waiting2", "waiting3"]
        assert await it.enrol(2) is Refusal.ALREADY
        assert await enrolments.seats(tx, it.course.id) == Seats(2, 3, 2)

        assert await it.offered() == []
        was = await it.leave(0)
        assert isinstance(was, Enrolment)
        assert was.state is State.CONFIRMED
        again = await it.enrol(0)  # a seat is free, but others wait
        assert isinstance(again, Enrolment)
        assert (again.state, again.place) == (State.WAITING, 4)
        assert await it.offered() == [2]
        assert await it.states() == ["waiting3", "confirmed", "offered", "waiting1", "waiting2"]
        assert await enrolments.seats(tx, it.course.id) == Seats(2, 3, 2)
        offered = await enrolments.of(tx, it.course.id, it.persons[2])
        assert offered is not None
        assert offered.until == NOW + DAY

        assert await enrolments.accept(tx, it.course, it.persons[3], NOW) is Refusal.NO_OFFER
        declined = await enrolments.decline(tx, it.course, it.persons[2], NOW)
        assert isinstance(declined, Enrolment)
        assert declined.state is State.CANCELLED
        assert await it.offered() == [3]
        taken = await enrolments.accept(tx, it.course, it.persons[3], NOW)
        assert isinstance(taken, Enrolment)
        assert taken.state is State.CONFIRMED
        assert await enrolments.accept(tx, it.course, it.persons[3], NOW) is Refusal.ALREADY
        assert await it.states() == ["waiting2", "confirmed", "cancelled", "confirmed", "waiting1"]


async def test_an_offer_runs_out_and_goes_on(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(3):
            await it.enrol(who)
        await it.leave(0)
        assert await it.offered() == [1]
        assert await offers.expire(tx, NOW + DAY - 1) == ([], False)
        assert await enrolments.accept(tx, it.course, it.persons[1], NOW + DAY) is Refusal.NO_OFFER
        await it.told()
        ended, _ = await offers.expire(tx, NOW + DAY)
        assert [(one.person, one.state) for one in ended] == [(it.persons[1], State.LAPSED)]
        assert await offers.freed(tx, NOW + DAY) == [it.course.id]
        assert await it.offered(NOW + DAY) == [2]
        # It begins: what is offered and what waits is over.
        await it.enrol(1, NOW + DAY)
        assert [one.person for one in (await offers.expire(tx, BEGINS))[0]] == [it.persons[2]]
        assert [one.person for one in (await offers.lapse(tx, BEGINS))[0]] == [it.persons[1]]
        assert await offers.freed(tx, BEGINS) == []
        assert await it.states() == ["cancelled", "lapsed", "lapsed"]
        ends = await tx.fetch("SELECT state FROM offers ORDER BY id")
        assert [row["state"] for row in ends] == ["expired", "expired"]


async def test_who_was_not_told_of_an_offer_loses_nothing_by_it(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(3):
            await it.enrol(who)
        await it.leave(0)
        assert await it.offered() == [1]
        (one,) = await offers.untold(tx)
        await outbox.put(tx, Letter("1", "sendMessage", {}, dedupe_key=offers.letter_key(one.offer)), NOW)
        assert await offers.untold(tx) == []
        assert await offers.expire(tx, NOW + DAY) == ([], False)
        assert await it.states() == ["cancelled", "waiting1", "waiting2"]
        assert await it.offered(NOW + DAY) == [1]
        await enrolments.decline(tx, it.course, it.persons[1], NOW + DAY)
        rows = await tx.fetch("SELECT state FROM outbox")
        assert [row["state"] for row in rows] == ["cancelled"]  # what waits of an offer that ended is not said


async def test_an_offer_at_night_is_said_in_the_morning(db: Database) -> None:
    night = NOW + 14 * HOUR  # 23:00
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(2):
            await it.enrol(who)
        await it.leave(0, night)
        (made,) = await enrolments.offer_freed(tx, it.course.id, night, ZONE)
        assert (made.made_at, made.until) == (night + 9 * HOUR, night + 33 * HOUR)
        late = await it.enrol(2, night)  # the seat is kept through the night
        assert isinstance(late, Enrolment)
        assert late.state is State.WAITING


async def test_quotas_of_units_and_of_a_giver(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 5, seats=2, per_unit=1)
        assert await it.enrol(0) is Refusal.UNIT_UNKNOWN
        for who, unit in enumerate(["甲厂", "甲厂", "乙厂", "甲厂", "丙厂"]):
            await profiles.put(tx, it.persons[who], "", unit, NOW)
        await it.enrol(0)
        assert await it.enrol(1) is Refusal.UNIT_FULL
        await it.enrol(2)
        # Two of one unit can wait when nobody of it has a seat; only one of them is given one.
        await it.leave(0)
        await it.enrol(1)
        await it.enrol(3)
        await it.enrol(4)
        assert await it.states() == ["cancelled", "confirmed", "confirmed", "", "waiting1"]
        await it.leave(1)
        assert await it.enrol(3) == await enrolments.of(tx, it.course.id, it.persons[3])
        assert await it.enrol(1) == await enrolments.of(tx, it.course.id, it.persons[1])
        assert await it.states() == ["cancelled", "waiting3", "confirmed", "waiting2", "waiting1"]
        more = await courses.change(tx, it.course, replace(it.course, seats=4), NOW, ZONE)
        assert more is not None
        assert await it.offered() == [4, 3]
        assert await it.states() == ["cancelled", "waiting1", "confirmed", "offered", "offered"]
        # A seat is left, and who waits cannot have it: somebody of another unit can.
        other = (await people.meet(tx, "other", NOW)).id
        await profiles.put(tx, other, "", "丁厂", NOW)
        given = await enrolments.enrol(tx, more, other, NOW, ZONE)
        assert isinstance(given, Enrolment)
        assert given.state is State.CONFIRMED

        held = await line(tx, 1, per_person=1)
        assert await enrolments.enrol(tx, held.course, it.persons[2], NOW, ZONE) is Refusal.TOO_MANY


async def test_nobody_is_asked_who_cannot_be_told(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(3):
            await it.enrol(who)
        await people.set_muted(tx, f"{it.course.id}01", NOW)
        await it.leave(0)
        assert await it.offered() == [2]
        assert await it.states() == ["cancelled", "waiting1", "offered"]


@pytest.mark.parametrize("how", ["blocked", "dead"])
async def test_who_could_not_be_reached_keeps_their_place_and_is_passed_over(db: Database, how: str) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(3):
            await it.enrol(who)
        await it.leave(0)
        assert await it.offered() == [1]
        (one,) = await offers.untold(tx)
        await outbox.put(tx, Letter("1", "sendMessage", {}, dedupe_key=offers.letter_key(one.offer)), NOW)
        await tx.change("UPDATE outbox SET state = :state", {"state": how})
        if how == "blocked":  # the sender says so, too
            await people.set_muted(tx, f"{it.course.id}01", NOW)
        assert await offers.expire(tx, NOW + HOUR) == ([], False)
        assert await it.states() == ["cancelled", "waiting1", "waiting2"]
        assert await it.offered(NOW + HOUR) == [2]


async def test_whom_nobody_looked_at_is_brought_to_mind_and_lapses(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 4, seats=2, approval=True)
        await it.enrol(0)

        async def asked(now: int) -> bool:
            return bool(await offers.to_judge(tx, now))

        assert await asked(NOW)
        await it.enrol(1, NOW + HOUR)
        assert not await asked(NOW + HOUR)
        assert await asked(NOW + DAY)
        assert await asked(BEGINS - DAY - HOUR)
        assert await asked(BEGINS - DAY)  # the last word a day before
        assert not await asked(BEGINS - HOUR)
        await it.leave(1, BEGINS - 8 * HOUR)
        await it.enrol(1, BEGINS - 8 * HOUR)
        assert await asked(BEGINS - 8 * HOUR)
        assert not await asked(BEGINS - 4 * HOUR)
        late, more = await offers.unjudged(tx, BEGINS)
        assert [one.person for one in late] == it.persons[:2]
        assert not more
        assert await it.states() == ["lapsed", "lapsed", "", ""]
        assert not await asked(BEGINS)


async def test_who_was_turned_down_comes_again_only_when_forgiven(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 1)
        enrolled = await it.enrol(0)
        assert isinstance(enrolled, Enrolment)
        await enrolments.dismiss(tx, enrolled.id, "重复", 1, NOW)
        assert await it.enrol(0) is Refusal.TURNED_DOWN
        assert await enrolments.forgive(tx, enrolled.id, NOW)
        assert not await enrolments.forgive(tx, enrolled.id, NOW)
        assert isinstance(await it.enrol(0), Enrolment)


async def test_one_unit_however_it_is_written(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 4, seats=9, per_unit=1)
        names = ["第一机械厂", "第 一 机械厂", "第一机械厂有限公司", "第一机械厂股份有限公司北京分公司"]
        for who, unit in enumerate(names):
            await profiles.put(tx, it.persons[who], "", unit, NOW)
        assert isinstance(await it.enrol(0), Enrolment)
        assert [await it.enrol(who) for who in (1, 2)] == [Refusal.UNIT_FULL] * 2
        assert isinstance(await it.enrol(3), Enrolment)  # a branch is a unit of its own


async def test_the_organiser_judges_and_dismisses(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=2, approval=True)
        for who in range(3):
            await it.enrol(who)
        assert await it.states() == ["pending", "pending", "waiting1"]
        first, second = [one.enrolment.id for one in await enrolments.listed(tx, it.course.id, [State.PENDING], 9)]
        judged = await enrolments.judge(tx, first, True, "", 1, NOW)
        assert judged is not None
        assert judged.state is State.CONFIRMED
        assert await enrolments.judge(tx, first, False, "", 1, NOW) is None
        refused = await enrolments.judge(tx, second, False, "名额只给焊工", 1, NOW)
        assert refused is not None
        assert (refused.state, refused.reason) == (State.REFUSED, "名额只给焊工")
        assert await it.offered() == [2]
        pending = await enrolments.accept(tx, it.course, it.persons[2], NOW)
        assert isinstance(pending, Enrolment)
        assert pending.state is State.PENDING
        gone = await enrolments.dismiss(tx, first, "重复", 1, NOW)
        assert gone is not None
        assert gone.state is State.REFUSED
        assert await enrolments.dismiss(tx, first, "", 1, NOW) is None


async def test_when_one_can_enrol_and_leave(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=2, enrol_until=NOW + DAY, cancel_until=NOW + 2 * DAY)
        await it.enrol(0)
        assert await it.enrol(1, NOW + DAY) is Refusal.OVER
        assert await it.enrol(1, BEGINS) is Refusal.BEGUN
        assert await it.enrol(1, BEGINS + 2 * HOUR) is Refusal.ENDED
        assert await it.leave(1) is Refusal.NOT_ENROLLED
        assert await it.leave(0, NOW + 2 * DAY) is Refusal.TOO_LATE
        closed = await courses.set_closed(tx, it.course, True, NOW)
        assert closed is not None
        it.course = closed
        assert await it.enrol(1) is Refusal.CLOSED
        cancelled = await courses.cancel(tx, closed, "", NOW)
        assert cancelled is not None
        it.course = cancelled
        assert await it.enrol(1) is Refusal.CANCELLED


async def test_a_cancelled_course_offers_nothing(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 3, seats=1)
        for who in range(3):
            await it.enrol(who)
        await it.leave(0)
        assert await it.offered() == [1]
        cancelled = await courses.cancel(tx, it.course, "停电", NOW)
        assert cancelled is not None
        assert await it.states() == ["cancelled", "waiting1", "waiting2"]
        assert await it.offered() == []
        assert await enrolments.accept(tx, cancelled, it.persons[1], NOW) is Refusal.CANCELLED
        assert await offers.lapse(tx, BEGINS) == ([], False)  # they were told that it does not take place


async def test_lists_mine_and_clashes(db: Database) -> None:
    async with db.write() as tx:
        it = await line(tx, 2, questions=("做过吗?",))
        me, other = it.persons
        await profiles.put(tx, me, "示例职工甲", "甲厂", NOW)
        await enrolments.enrol(tx, it.course, me, NOW, ZONE, [("做过吗?", "做过")])
        await it.enrol(1)
        listed = await enrolments.listed(tx, it.course.id, SEATED, 9)
        assert [(one.name, one.enrolment.unit, one.answers) for one in listed] == [
            ("示例职工甲", "甲厂", (("做过吗?", "做过"),)),
            ("", "", ()),
        ]
        assert await enrolments.listed(tx, it.course.id, SEATED, 9, 1) == listed[1:]
        assert await enrolments.count(tx, it.course.id, ALIVE) == 2

        both = replace(it.course, title="同时", sessions=(Session(BEGINS + HOUR, BEGINS + 3 * HOUR),), questions=())
        second = await courses.add(tx, both, 1, NOW, ZONE)
        behind = await courses.add(
            tx, replace(both, sessions=(Session(BEGINS + 2 * HOUR, BEGINS + 4 * HOUR),)), 1, NOW, ZONE
        )
        final = contests.Draft("示例竞赛", times={"final": BEGINS, "register_close": BEGINS - DAY})
        contest = await competitions.add(tx, final, 1, NOW, ZONE)
        await tx.fetch(
            "INSERT INTO registrations (person, competition, at) VALUES (:me, :contest, 0)",
            {"me": me, "contest": contest.id},
        )
        assert await enrolments.clashes(tx, me, second) == [
            Clash("course", it.course.id, "示例课", BEGINS, BEGINS + 2 * HOUR),
            Clash("competition", contest.id, "示例竞赛", BEGINS, BEGINS),
        ]
        assert [one.kind for one in await enrolments.clashes(tx, me, behind)] == ["competition"]
        assert await enrolments.clashes(tx, other, behind) == []

        await enrolments.enrol(tx, second, me, NOW, ZONE)
        assert [one.course.id for one in await enrolments.mine(tx, me, NOW)] == [it.course.id, second.id]
        assert await enrolments.past_of(tx, me, NOW, 9, 0) == []
        past = await enrolments.past_of(tx, me, BEGINS + DAY, 9, 0)
        assert [one.course.id for one in past] == [second.id, it.course.id]


@pytest.mark.parametrize("name", ["示例职工甲", ""])
async def test_a_profile_is_kept(db: Database, name: str) -> None:
    async with db.write() as tx:
        person = (await people.meet(tx, "1", NOW)).id
        assert await profiles.of(tx, person) is None
        await profiles.put(tx, person, name, "甲厂", NOW)
        await profiles.put(tx, person, name, "乙厂", NOW)
        assert await profiles.of(tx, person) == profiles.Profile(name, "乙厂")
