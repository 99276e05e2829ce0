"""Invitations to roles: who may make them, what taking one does, and that it is taken once."""

import asyncio
from pathlib import Path

import pytest

from storage import audit, invitations, people, roles, studios
from storage.database import Database, Tx
from storage.model.invitations import CONFIRMED_WITHIN_MS, LASTS_MS, Invitation, Refusal, State, may_dismiss, may_invite
from storage.model.people import ADMIN, ASSESSOR, DEPUTY, LEADER, OWNER, ROLES, Grant, Person
from storage.model.studios import StudioDraft
from storage.roles import Dismissal

NOW = 1_800_000_000_000


def _holder(role: str, studio: int = 0) -> Person:
    return Person(1, grants=(Grant(role, studio),))


def test_who_may_invite_and_dismiss() -> None:
    may = {
        (by, role)
        for by in ROLES
        for role in ROLES
        if may_invite(_holder(by, 5 if by in (LEADER, DEPUTY) else 0), role, 5 if role in (LEADER, DEPUTY) else 0)
    }
    officers = {(by, role) for by in (ADMIN, OWNER) for role in (LEADER, DEPUTY, ASSESSOR)}
    assert may == {*officers, (OWNER, ADMIN), (LEADER, DEPUTY)}
    assert not may_invite(_holder(LEADER, 5), DEPUTY, 6), "another's studio"
    assert not may_invite(_holder(ADMIN), DEPUTY, 0), "of no studio"
    assert not may_invite(_holder(OWNER), ADMIN, 5)
    dismissing = {(by, role) for by in ROLES for role in ROLES if may_dismiss(_holder(by, 5), role, 5)}
    assert dismissing == {*officers, (OWNER, ADMIN), (OWNER, OWNER), (OWNER, "worker"), (LEADER, DEPUTY)}


async def _person(tx: Tx, address: str, role: str = "", studio: int = 0) -> Person:
    person = await people.meet(tx, address, NOW)
    if role:
        await people.grant(tx, person.id, role, NOW, studio)
    found = await people.find(tx, person.id)
    assert found is not None
    return found


@pytest.fixture
async def house(db: Database) -> Database:
    async with db.write() as tx:
        await studios.save_all(tx, [StudioDraft(name="示例一"), StudioDraft(name="示例二")], NOW)
    return db


async def _made(tx: Tx, by: Person, role: str, studio: int = 0, **more: int) -> Invitation:
    one = await invitations.invite(tx, by, role, studio, "", "secret", NOW, **more)
    assert one is not None
    return one


async def test_one_use_and_then_none(house: Database) -> None:
    async with house.write() as tx:
        leader = await _person(tx, "1", LEADER, 1)
        somebody, other = await _person(tx, "2"), await _person(tx, "3")
        one = await _made(tx, leader, DEPUTY, 1)
        assert await invitations.refusal(tx, one, leader, NOW) is Refusal.ONESELF
        assert await invitations.refusal(tx, None, other, NOW) is Refusal.UNKNOWN
        taken = await invitations.take(tx, one, somebody, NOW)
        assert isinstance(taken, Invitation)
        assert taken.state is State.USED
        assert await invitations.take(tx, one, other, NOW) is Refusal.USED
        assert (await people.find(tx, somebody.id) or other).grants == (Grant(DEPUTY, 1),)
        assert "secret" not in str([dict(row) for row in await tx.fetch("SELECT * FROM invitations")])
        assert await audit.broken(tx, NOW) is None


async def test_expired_revoked_void_and_already(house: Database) -> None:
    async with house.write() as tx:
        admin, leader = await _person(tx, "1", ADMIN), await _person(tx, "2", LEADER, 1)
        somebody = await _person(tx, "3")
        one = await _made(tx, leader, DEPUTY, 1)
        assert await invitations.refusal(tx, one, somebody, NOW + LASTS_MS) is Refusal.EXPIRED
        assert await invitations.refusal(tx, one, somebody, NOW + LASTS_MS - 1) is None
        assert await invitations.refusal(tx, one, await _person(tx, "4", DEPUTY, 1), NOW) is Refusal.ALREADY
        await tx.fetch("UPDATE studios SET status = '已摘牌' WHERE id = 1")
        assert await invitations.refusal(tx, one, somebody, NOW) is Refusal.VOID, "the studio is no more"
        await tx.fetch("UPDATE studios SET status = '' WHERE id = 1")
        assert await roles.dismiss(tx, admin, leader.id, LEADER, 1, NOW) is Dismissal.DONE
        one = await invitations.find(tx, one.id) or one
        assert one.state is State.REVOKED, "the inviter was dismissed"
        assert await invitations.refusal(tx, one, somebody, NOW) is Refusal.REVOKED
        await tx.fetch(
            "UPDATE invitations SET state = 'open'"
        )  # dismissed on the command line, which knows no invitations
        assert await invitations.refusal(tx, await invitations.find(tx, one.id), somebody, NOW) is Refusal.VOID


async def test_an_admin_is_one_only_once_an_owner_says_so(house: Database) -> None:
    async with house.write() as tx:
        owner, admin, somebody = await _person(tx, "1", OWNER), await _person(tx, "2", ADMIN), await _person(tx, "3")
        assert await invitations.invite(tx, admin, ADMIN, 0, "", "x", NOW) is None
        one = await _made(tx, owner, ADMIN)
        claimed = await invitations.take(tx, one, somebody, NOW)
        assert isinstance(claimed, Invitation)
        assert claimed.state is State.CLAIMED
        assert not (await people.find(tx, somebody.id) or owner).grants
        assert await invitations.refusal(tx, claimed, somebody, NOW) is Refusal.WAITING
        assert await invitations.decide(tx, claimed, admin, NOW, yes=True) is None, "admins make no admins"
        late = NOW + CONFIRMED_WITHIN_MS
        assert await invitations.decide(tx, claimed, owner, late, yes=True) is None, "nobody knows any more why"
        assert await invitations.refusal(tx, claimed, somebody, late) is Refusal.EXPIRED
        assert await invitations.open_ones(tx, owner.id, late) == []
        assert await invitations.open_ones(tx, owner.id, late - 1) == [claimed]
        assert await invitations.decide(tx, claimed, owner, NOW, yes=True) is not None
        assert (await people.find(tx, somebody.id) or owner).role == ADMIN
        assert await invitations.decide(tx, claimed, owner, NOW, yes=False) is None, "decided"
        refused = await invitations.take(tx, await _again(tx, owner), await _person(tx, "4"), NOW)
        assert isinstance(refused, Invitation)
        await invitations.decide(tx, refused, owner, NOW, yes=False)
        assert (await people.by_address(tx, "4") or owner).grants == ()


async def _again(tx: Tx, by: Person) -> Invitation:
    one = await invitations.invite(tx, by, ADMIN, 0, "", "another", NOW)
    assert one is not None
    return one


async def test_a_hand_over_ends_the_old_ones_role(house: Database) -> None:
    async with house.write() as tx:
        admin, old, new = await _person(tx, "1", ADMIN), await _person(tx, "2", LEADER, 1), await _person(tx, "3")
        deputy = await _made(tx, old, DEPUTY, 1)
        one = await invitations.invite(tx, admin, LEADER, 1, "", "hand-over", NOW, instead_of=old.id)
        assert one is not None
        await invitations.take(tx, one, new, NOW)
        assert [held.person for held in await roles.of_studio(tx, 1)] == [new.id]
        assert (await invitations.find(tx, deputy.id) or one).state is State.REVOKED, "what the old one invited to"


async def test_the_last_owner_stays(house: Database) -> None:
    async with house.write() as tx:
        owner, admin = await _person(tx, "1", OWNER), await _person(tx, "2", ADMIN)
        assert await roles.dismiss(tx, owner, owner.id, OWNER, 0, NOW) is Dismissal.LAST_OWNER
        assert await roles.dismiss(tx, admin, owner.id, OWNER, 0, NOW) is Dismissal.FORBIDDEN
        other = await _person(tx, "3", OWNER)
        assert await roles.dismiss(tx, owner, owner.id, OWNER, 0, NOW) is Dismissal.DONE
        assert await roles.dismiss(tx, other, owner.id, OWNER, 0, NOW) is Dismissal.LAST_OWNER


async def test_of_twenty_who_open_it_at_once_one_gets_it(house: Database, empty_database: Path) -> None:
    async with house.write() as tx:
        leader = await _person(tx, "1", LEADER, 1)
        racers = [await _person(tx, str(100 + number)) for number in range(20)]
        one = await _made(tx, leader, DEPUTY, 1)

    async def race(racer: Person, db: Database) -> Invitation | Refusal:
        async with db.write() as tx:
            return await invitations.take(tx, one, racer, NOW)

    second = await Database.open(empty_database)  # as if the program had been started anew meanwhile
    ends = await asyncio.gather(*(race(racer, (house, second)[at % 2]) for at, racer in enumerate(racers)))
    await second.close()
    assert sum(isinstance(end, Invitation) for end in ends) == 1
    assert ends.count(Refusal.USED) == 19
    async with house.read() as tx:
        assert len(await roles.of_studio(tx, 1)) == 2
        assert await audit.broken(tx, NOW) is None
