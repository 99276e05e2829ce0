"""Entries: seats and units, teams and their invitations, the admins' look, and what frees a seat."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from storage import competitions, entries, people, profiles, teams
from storage.database import Database, Tx
from storage.model.competitions import Competition, Draft, File, Question
from storage.model.entries import ALIVE, DOCUMENTS_KEPT_DAYS, Entry, Refusal, State, after_change, correctable, entered

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
DAY = 24 * 3600 * 1000
DRAFT = Draft("示例焊工竞赛", times={"register_close": NOW + 20 * DAY, "preliminary": NOW + 30 * DAY})


async def held(tx: Tx, number: int = 4, **rules: object) -> tuple[Competition, list[int]]:
    """A competition under these rules, and people."""
    one = await competitions.add(tx, replace(DRAFT, **rules), 1, NOW, ZONE)  # type: ignore[arg-type]
    return one, [(await people.meet(tx, f"9000{n:02}", NOW)).id for n in range(number)]


def good(entry: Entry | Refusal | None) -> Entry:
    assert isinstance(entry, Entry)
    return entry


async def registered(tx: Tx) -> list[int]:
    return [row["person"] for row in await tx.fetch("SELECT person FROM registrations ORDER BY person")]


def test_the_rules_of_states() -> None:
    alone, team = Competition("x"), Competition("x", times=DRAFT.times, team_least=2, team_most=3, checked=True)
    assert [entered(alone, 1), entered(replace(alone, checked=True), 1)] == [State.CONFIRMED, State.PENDING]
    assert [entered(team, 1), entered(team, 2)] == [State.FORMING, State.PENDING]
    assert after_change(team, State.FORMING, 2, NOW) is State.PENDING
    assert after_change(team, State.CONFIRMED, 1, NOW) is State.FORMING
    assert after_change(team, State.RETURNED, 3, NOW) is State.RETURNED
    assert after_change(team, State.CONFIRMED, 1, NOW + 30 * DAY) is State.CONFIRMED  # contests have begun
    one = Competition("x", times=DRAFT.times)
    assert [correctable(one, NOW + days * DAY) for days in (25, 30)] == [True, False]


async def test_alone_straight_in_and_out(db: Database) -> None:
    async with db.write() as tx:
        one, (first, second, *_) = await held(tx, questions=(Question("有证吗?", True), Question("得过奖吗?", False)))
        await profiles.put(tx, first, "示例职工甲", "示例一厂", NOW)
        entry = good(await entries.enter(tx, one, first, NOW))
        assert (entry.state, entry.name, entry.members[0].answers) == (
            State.CONFIRMED,
            "示例职工甲",
            ("1 有证吗?", "0 得过奖吗?"),
        )
        assert await entries.enter(tx, one, first, NOW) is Refusal.ALREADY
        assert await entries.enter(tx, one, second, NOW + 20 * DAY) is Refusal.CLOSED
        assert [one.id for one in await entries.listed(tx, one.id, (State.CONFIRMED,), 9)] == [entry.id]
        assert good(await entries.leave(tx, one, first, NOW)).members == entry.members
        assert await entries.leave(tx, one, first, NOW) is Refusal.NOT_ENTERED
        last = good(await entries.of(tx, one.id, first))
        assert (last.state, last.members, await registered(tx)) == (State.WITHDRAWN, (), [])
        assert good(await entries.enter(tx, one, first, NOW)).state is State.CONFIRMED


async def test_seats_and_units(db: Database) -> None:
    async with db.write() as tx:
        one, (a, b, c, d) = await held(tx, seats=3, per_unit=1)
        assert await entries.enter(tx, one, a, NOW) is Refusal.UNIT_UNKNOWN
        mine = good(await entries.enter(tx, one, a, NOW, unit="示例一厂"))
        assert await entries.enter(tx, one, b, NOW, unit="示例一廠 ") is Refusal.UNIT_FULL
        good(await entries.enter(tx, one, b, NOW, unit="示例二厂"))
        assert await entries.correct(tx, one, mine, NOW, unit="示例二厂") is Refusal.UNIT_FULL
        good(await entries.enter(tx, one, c, NOW, unit="示例三厂"))
        assert await entries.enter(tx, one, d, NOW, unit="示例四厂") is Refusal.FULL
        assert await entries.withdraw(tx, mine, NOW)
        good(await entries.enter(tx, one, d, NOW, unit="示例一厂"))


async def test_a_team_from_its_captain_to_the_end(db: Database) -> None:
    async with db.write() as tx:
        one, (captain, second, third, fourth) = await held(tx, team_least=2, team_most=3)
        team = good(await entries.enter(tx, one, captain, NOW, team="示例一队", token="secret"))
        assert team.state is State.FORMING
        stored = [row["invitation"] for row in await tx.fetch("SELECT invitation FROM entries")]
        assert len(stored[0]) == 64  # a hash: whoever reads the database cannot join
        assert await teams.join(tx, one, "wrong", second, NOW) is Refusal.NO_INVITATION
        assert await teams.join(tx, one, "", second, NOW) is Refusal.NO_INVITATION
        assert await teams.join(tx, one, "secret", captain, NOW) is Refusal.ALREADY
        assert good(await teams.join(tx, one, "secret", second, NOW)).state is State.CONFIRMED
        assert await entries.enter(tx, one, second, NOW) is Refusal.ALREADY
        assert await teams.invite(tx, team, "newer", NOW) is None  # seen before somebody joined
        team = good(await entries.find(tx, team.id))
        team = good(await teams.invite(tx, team, "newer", NOW))
        assert await teams.join(tx, one, "secret", third, NOW) is Refusal.NO_INVITATION
        team = good(await teams.join(tx, one, "newer", third, NOW))
        assert await teams.join(tx, one, "newer", fourth, NOW) is Refusal.TEAM_FULL
        assert [member.person for member in team.members] == [captain, second, third]
        assert await teams.remove(tx, one, team, captain, NOW) is None
        team = good(await teams.remove(tx, one, team, third, NOW))
        team = good(await teams.hand_over(tx, team, second, NOW))
        assert [member.person for member in team.members] == [second, captain]
        good(await entries.leave(tx, one, second, NOW))
        team = good(await entries.find(tx, team.id))
        assert (team.captain, team.state) == (captain, State.FORMING)
        assert await teams.lapse(tx, team, NOW)
        assert not await teams.lapse(tx, good(await entries.find(tx, team.id)), NOW)
        assert await registered(tx) == []
        assert await teams.join(tx, one, "newer", fourth, NOW) is Refusal.NO_INVITATION


async def test_teams_have_names_of_their_own(db: Database) -> None:
    async with db.write() as tx:
        one, (first, second, *_) = await held(tx, team_least=1, team_most=3)
        good(await entries.enter(tx, one, first, NOW, team="示例一队"))
        assert await entries.enter(tx, one, second, NOW, team="示例一隊 ") is Refusal.TEAM_NAMED
        other = good(await entries.enter(tx, one, second, NOW, team="示例二队"))
        assert await entries.correct(tx, one, other, NOW, team="示例一队") is Refusal.TEAM_NAMED
        assert good(await entries.correct(tx, one, other, NOW, team="示例三队")).team == "示例三队"


async def test_many_at_once_for_few_seats(db: Database) -> None:
    async with db.write() as tx:
        one, crowd = await held(tx, 40, seats=5)

    async def enter(person: int) -> Entry | Refusal:
        async with db.write() as tx:
            return await entries.enter(tx, one, person, NOW)

    results = await asyncio.gather(*map(enter, crowd))
    assert Counter(type(result) for result in results) == {Entry: 5, Refusal: 35}
    assert {result for result in results if isinstance(result, Refusal)} == {Refusal.FULL}


async def test_rules_that_change_bring_entries_along(db: Database) -> None:
    async with db.write() as tx:
        one, (first, second, third, _) = await held(tx, team_least=1, team_most=3, checked=True)
        small = good(await entries.enter(tx, one, first, NOW, team="一队"))
        large = good(await entries.enter(tx, one, second, NOW, team="二队", token="t"))
        good(await teams.join(tx, one, "t", third, NOW))
        pair = replace(one, team_least=2)
        await entries.resettle(tx, pair, NOW)
        assert [entry.state for entry in await entries.listed(tx, one.id, ALIVE, 9)] == [State.FORMING, State.PENDING]
        await entries.resettle(tx, replace(pair, checked=False), NOW)
        assert [entry.id for entry in await entries.listed(tx, one.id, (State.CONFIRMED,), 9)] == [large.id]
        await entries.resettle(tx, replace(one, checked=False), NOW)
        assert [entry.id for entry in await entries.listed(tx, one.id, (State.CONFIRMED,), 9)] == [small.id, large.id]


async def test_looked_at_returned_corrected_confirmed(db: Database) -> None:
    async with db.write() as tx:
        one, (first, second, third, _) = await held(tx, checked=True, documents="操作证", seats=3)
        blurred, sharp = File("photo", "blurred"), File("photo", "sharp")
        entry = good(await entries.enter(tx, one, first, NOW, documents=[blurred]))
        other = good(await entries.enter(tx, one, second, NOW))
        assert [queue.number for queue in await entries.queues(tx)] == [2]
        assert good(await entries.next_queued(tx, one.id, entry.id)).id == other.id
        assert good(await entries.next_queued(tx, one.id, other.id)).id == entry.id
        seen = entry
        entry = good(await entries.judge(tx, seen, State.RETURNED, "看不清", 9, NOW))
        assert await entries.judge(tx, seen, State.CONFIRMED, "", 8, NOW) is None
        assert (entry.state, entry.reason, entry.judged_by) == (State.RETURNED, "看不清", 9)
        assert await entries.correct(tx, one, entry, NOW + 30 * DAY, documents=[sharp]) is Refusal.CLOSED
        entry = good(await entries.correct(tx, one, entry, NOW + 21 * DAY, documents=[sharp]))
        assert (entry.state, entry.documents, entry.reason) == (State.RESUBMITTED, (sharp,), "看不清")
        entry = good(await entries.judge(tx, entry, State.CONFIRMED, "", 8, NOW))
        assert await entries.correct(tx, one, entry, NOW, team="x") is Refusal.TEAM_CHECKED
        over = NOW + (30 + DOCUMENTS_KEPT_DAYS) * DAY
        assert [await entries.forget_documents(tx, at) for at in (over - 1, over)] == [0, 1]
        gone = good(await entries.judge(tx, other, State.REFUSED, "不符合", 9, NOW))
        assert [member.person for member in gone.members] == [second]
        assert await registered(tx) == [first]
        assert await entries.numbers(tx, one.id) == {State.CONFIRMED: 1, State.REFUSED: 1}
        assert await entries.enter(tx, one, second, NOW) is Refusal.TURNED_DOWN
        assert good(await entries.of(tx, one.id, second)).reason == "不符合"
        good(await entries.enter(tx, one, third, NOW))


async def test_a_checked_team_takes_nobody_more_and_a_shrunk_one_forms_again(db: Database) -> None:
    async with db.write() as tx:
        one, (captain, second, third, _) = await held(tx, team_least=2, team_most=3, checked=True)
        team = good(await entries.enter(tx, one, captain, NOW, team="示例一队", token="t"))
        assert await entries.judge(tx, team, State.CONFIRMED, "", 9, NOW) is None
        assert await teams.short_teams(tx, NOW + 18 * DAY, NOW + 20 * DAY) == [team]
        assert await teams.short_teams(tx, NOW + 20 * DAY, NOW + 22 * DAY) == []
        team = good(await teams.join(tx, one, "t", second, NOW))
        assert team.state is State.PENDING
        good(await entries.judge(tx, team, State.CONFIRMED, "", 9, NOW))
        assert await teams.join(tx, one, "t", third, NOW) is Refusal.TEAM_CHECKED
        await tx.fetch("DELETE FROM registrations WHERE person = ?", (second,))
        assert await teams.settle(tx, NOW + 30 * DAY) == 0  # contests have begun
        assert (await teams.settle(tx, NOW), await teams.settle(tx, NOW)) == (1, 0)
        assert good(await entries.find(tx, team.id)).state is State.FORMING


@pytest.mark.parametrize("seed", range(12))
async def test_never_over_the_seats_whatever_happens(db: Database, seed: int) -> None:
    """Random deeds; after each one: seats, units, one entry a person, registrations of alive entries and no others."""
    chance = random.Random(seed)
    units = ["示例一厂", "示例二厂", "示例三厂"]
    async with db.write() as tx:
        rules = {"team_least": chance.choice([1, 2]), "team_most": 3, "checked": chance.random() < 0.5}
        one, crowd = await held(tx, 9, seats=4, per_unit=2, **rules)
        for step in range(60):
            person = chance.choice(crowd)
            mine = await entries.of(tx, one.id, person)
            match chance.randrange(8):
                case 0 | 1:
                    await entries.enter(
                        tx, one, person, NOW, team=f"队{step}", unit=chance.choice(units), token=f"t{step}"
                    )
                case 2 | 3:
                    await teams.join(tx, one, f"t{chance.randrange(step + 1)}", person, NOW)
                case 4:
                    await entries.leave(tx, one, person, NOW)
                case 5 if mine:
                    await teams.remove(tx, one, mine, chance.choice(crowd), NOW)
                case 6 if mine:
                    verdict = chance.choice([State.CONFIRMED, State.RETURNED, State.REFUSED])
                    await entries.judge(tx, mine, verdict, "", 1, NOW)
                case 7 if mine:
                    await entries.correct(tx, one, mine, NOW, unit=chance.choice(units))
            alive = await entries.listed(tx, one.id, ALIVE, 100)
            assert len(alive) <= 4
            assert max(Counter(entry.unit for entry in alive).values(), default=0) <= 2
            inside = [member.person for entry in alive for member in entry.members]
            assert sorted(inside) == await registered(tx)
            for entry in alive:
                assert entry.captain == entry.members[0].person
                assert (entry.state is State.FORMING) == (len(entry.members) < one.team_least)
                assert len(entry.members) <= 3
