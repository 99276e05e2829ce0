"""Offers of freed seats: how long one lasts, when it is made, who is asked — and seats under anything people may do."""

from collections import Counter
from dataclasses import replace
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import courses, enrolments, offers, outbox, people, preferences, profiles
from storage.database import Database, Tx
from storage.model.courses import Course, Draft, Session
from storage.model.days import CHINA
from storage.model.enrolments import ALIVE, SEATED, Enrolment
from storage.model.local_time import minute_of_day
from storage.model.offers import LEAST_MS, LONGEST_MS, MORNING_MS, Waiting, allot, span
from storage.model.post import Letter
from storage.model.quiet import NEVER_QUIET, Quiet

NOON = 1_796_097_600_000
"""2026-12-01 12:00 in Shanghai."""
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MOMENTS = st.integers(NOON, NOON + 2 * 365 * DAY)
QUIETS = st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439))
ZONES = st.sampled_from([CHINA, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")])


@pytest.mark.parametrize(
    ("now", "begins_at", "made_at", "until"),
    [
        (0, 10 * DAY, 0, 24 * HOUR),  # a day
        (0, 24 * HOUR, 0, 21 * HOUR),  # half of what is left would end at midnight: an hour after the quiet hours
        (0, 8 * HOUR, 0, 4 * HOUR),  # half of what is left
        (0, 40 * MINUTE, 0, 30 * MINUTE),  # half an hour at least
        (0, 20 * MINUTE, 0, 20 * MINUTE),  # or until it begins
        (0, 9 * MINUTE, None, None),  # too late
        (10 * HOUR, 10 * DAY, 20 * HOUR, 44 * HOUR),  # 22:00: made at 8:00
        (8 * HOUR, 20 * HOUR + 30 * MINUTE, 8 * HOUR, 9 * HOUR - 5 * MINUTE),  # begins 8:30: ends before the night
        (10 * HOUR, 20 * HOUR, None, None),  # begins when the quiet hours end
    ],
)
def test_how_long_an_offer_lasts(now: int, begins_at: int, made_at: int | None, until: int | None) -> None:
    offer = span(NOON + now, NOON + begins_at, Quiet(), CHINA)
    if made_at is None or until is None:
        assert offer is None
    else:
        assert offer is not None
        assert (offer.made_at - NOON, offer.until - NOON) == (made_at, until)


@given(MOMENTS, st.integers(0, 40 * DAY), QUIETS, ZONES)
def test_an_offer_neither_begins_nor_ends_in_quiet_hours(now: int, ahead: int, quiet: Quiet, zone: ZoneInfo) -> None:
    offer = span(now, now + ahead, quiet, zone)
    if offer is None:
        return
    assert now <= offer.made_at
    assert offer.made_at + LEAST_MS - MINUTE <= offer.until <= now + ahead
    assert offer.until - offer.made_at <= LONGEST_MS + DAY + MORNING_MS
    for at in (offer.made_at, offer.until):
        assert not quiet.holds(minute_of_day(at, zone))


@given(MOMENTS, st.integers(LEAST_MS, 40 * DAY), ZONES)
def test_who_may_always_be_disturbed_is_always_asked(now: int, ahead: int, zone: ZoneInfo) -> None:
    offer = span(now, now + ahead, NEVER_QUIET, zone)
    assert offer is not None
    assert offer.made_at == now
    assert offer.until - now <= LONGEST_MS
    assert offer.until - now >= min(ahead, 30 * MINUTE) - MINUTE


@given(
    st.lists(st.tuples(st.sampled_from(["甲厂", "乙厂", ""]), st.booleans()), max_size=12),
    st.none() | st.integers(0, 6),
    st.none() | st.integers(1, 3),
    st.integers(0, 3),
)
def test_the_first_in_line_who_may_have_a_seat_has_it(
    who: list[tuple[str, bool]], free: int | None, per_unit: int | None, held: int
) -> None:
    sleeper = Quiet(0, 1439)
    line = [Waiting(n, n, unit, sleeper if asleep else NEVER_QUIET) for n, (unit, asleep) in enumerate(who)]
    given_to = [one for one, _ in allot(line, free, per_unit, {"甲厂": held}, NOON, NOON + HOUR, CHINA)]
    assert given_to == sorted(given_to, key=lambda one: one.enrolment)
    assert free is None or len(given_to) <= free
    units = Counter({"甲厂": held}) + Counter(one.unit for one in given_to)
    last = given_to[-1].enrolment if given_to else -1
    for one in line:
        if one in given_to:
            continue
        full = per_unit is not None and units[one.unit] >= per_unit
        behind = free is not None and len(given_to) == free and one.enrolment > last
        assert full or behind or one.quiet == sleeper


# whatever people do

PEOPLE = 7
UNITS = ("甲厂", "乙厂")


class World:
    """One course and people who do anything; every step is looked at afterwards."""

    def __init__(self, tx: Tx, course: Course, persons: list[int], random: Random) -> None:
        self.tx = tx
        self.course = course
        self.persons = persons
        self.random = random
        self.now = NOON
        self.muted: set[int] = set()
        self.quiet = {person: Quiet() for person in persons}

    async def step(self) -> None:
        person, (tx, course, now) = self.random.choice(self.persons), (self.tx, self.course, self.now)
        match self.random.choice(
            ["enrol"] * 4 + ["leave", "accept", "accept", "decline", "more", "mute", "quiet", "judge"] + ["later"] * 3
        ):
            case "enrol":
                await enrolments.enrol(tx, course, person, now, CHINA)
            case "leave":
                await enrolments.leave(tx, course, person, now)
                await enrolments.offer_freed(tx, course.id, now, CHINA)
            case "accept":
                await enrolments.accept(tx, course, person, now)
            case "decline":
                await enrolments.decline(tx, course, person, now)
            case "more":
                draft = replace(course, seats=self.random.choice([1, 2, 3, None]))
                changed = await courses.change(tx, course, draft, now, CHINA)
                assert changed is not None
                self.course = changed
            case "mute":
                self.muted ^= {person}
                await people.set_muted(tx, str(self.persons.index(person)), now if person in self.muted else None)
            case "quiet":
                self.quiet[person] = self.random.choice([Quiet(), NEVER_QUIET, Quiet(9 * 60, 23 * 60)])
                await preferences.set_quiet(tx, person, self.quiet[person])
            case "judge":
                one = await enrolments.of(tx, course.id, person)
                if one is not None:
                    await enrolments.judge(tx, one.id, self.random.random() < 0.5, "", 1, now)
                    await enrolments.dismiss(tx, one.id if self.random.random() < 0.3 else 0, "", 1, now)
            case "later":
                self.now += self.random.choice([MINUTE, HOUR, 9 * HOUR, 20 * HOUR])
                await self.tick()

    async def tick(self) -> None:
        """What the waiting room does every minute; half of the time the post is down."""
        await offers.expire(self.tx, self.now)
        await offers.lapse(self.tx, self.now)
        for course in await offers.freed(self.tx, self.now):
            await enrolments.offer_freed(self.tx, course, self.now, CHINA)
        state = self.random.choice(["sent", "waiting"])
        for one in await offers.untold(self.tx):
            key = offers.letter_key(one.offer)
            await outbox.put(self.tx, Letter("1", "sendMessage", {}, dedupe_key=key), self.now)
            await self.tx.fetch(
                "UPDATE outbox SET state = :state WHERE dedupe_key = :key", {"state": state, "key": key}
            )

    async def standings(self) -> dict[int, Enrolment]:
        rows = await self.tx.fetch(
            "SELECT * FROM enrolment_standings WHERE course = :id ORDER BY id", {"id": self.course.id}
        )
        return {row["id"]: offers.record(row) for row in rows}

    async def check(self, before: dict[int, Enrolment], after: dict[int, Enrolment]) -> None:
        """Never over capacity, nobody overtaken, every offer open or ended."""
        was = {number for number, one in before.items() if one.state in SEATED}
        seated = {number: one for number, one in after.items() if one.state in SEATED}
        new = seated.keys() - was
        if self.course.seats is not None and new:
            assert len(seated) <= self.course.seats
        units = Counter(one.unit for one in seated.values())
        if self.course.per_unit is not None:
            assert all(number <= self.course.per_unit for number in units.values())
        for number, one in after.items():
            if one.state == "waiting" and any(number < other for other in new):
                full = self.course.per_unit is not None and units[one.unit] >= self.course.per_unit
                asleep = span(self.now, self.course.begins_at, self.quiet[one.person], CHINA) is None
                if not (full or asleep or one.person in self.muted):  # then a seat is left for them, too
                    await enrolments.offer_freed(self.tx, self.course.id, self.now, CHINA)
                    later = await self.standings()
                    taken = sum(other.unit == one.unit and other.state in SEATED for other in later.values())
                    full = self.course.per_unit is not None and taken >= self.course.per_unit
                    assert later[number].state == "offered" or full, "somebody was overtaken"
        for number, one in (await self.standings()).items():
            states = [
                row["state"]
                for row in await self.tx.fetch("SELECT state FROM offers WHERE enrolment = :n", {"n": number})
            ]
            assert states.count("open") == (1 if one.state == "offered" else 0)
        alive = Counter(one.person for one in after.values() if one.state in ALIVE)
        assert max(alive.values(), default=0) <= 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
async def test_seats_hold_whatever_people_do(db: Database, seed: int) -> None:
    random = Random(seed)
    async with db.write() as tx:
        for table in ("outbox", "courses", "people"):
            await tx.change(f"DELETE FROM {table}")
        persons = [(await people.meet(tx, str(number), NOON)).id for number in range(PEOPLE)]
        for person in persons:
            await profiles.put(tx, person, "", random.choice(UNITS), NOON)
        draft = Draft(
            "示例课",
            (Session(NOON + 4 * DAY, NOON + 4 * DAY + HOUR),),
            seats=random.choice([1, 2, 3]),
            per_unit=random.choice([None, None, 1, 2]),
            approval=random.random() < 0.3,
        )
        world = World(tx, await courses.add(tx, draft, 1, NOON, CHINA), persons, random)
        for _ in range(40):
            before = await world.standings()
            await world.step()
            await world.check(before, await world.standings())
        world.now = world.course.begins_at
        await world.tick()
        ended = await world.standings()
        assert not {one.state for one in ended.values()} & {"waiting", "offered"}
        open_ = await tx.fetch("SELECT 1 FROM offers WHERE state = 'open' OR ended_at IS NULL")
        assert not open_
