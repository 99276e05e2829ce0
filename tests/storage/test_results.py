"""A stage from the draw to the awards, as rows: who is in it, what stands once it is told, what a correction moves."""

from storage import competitions, drawing, entries, objections, outbox, people, profiles, reminders, results, scoring
from storage.database import Database, Tx
from storage.model.competitions import PREVIOUS, Competition, Draft
from storage.model.contests import Plan, Stand
from storage.model.days import CHINA
from storage.model.draws import Room, drawn
from storage.model.post import Letter
from storage.model.ranking import Cut
from storage.model.reminders import COMPETITION

NOW = 1796086800000
DAY = 86_400_000
STAGES = {"register_close": NOW + DAY, "preliminary": NOW + 2 * DAY, "final": NOW + 3 * DAY}


async def _competition(tx: Tx, number: int) -> tuple[Competition, list[int]]:
    """A competition with so many confirmed entries, and its people."""
    draft = Draft("示例·焊工", times=STAGES, ties=PREVIOUS)
    one = await competitions.add(tx, draft, 1, NOW, CHINA)
    told = []
    for at in range(number):
        person = await people.meet(tx, f"70000{at}", NOW)
        await profiles.put(tx, person.id, f"示例职工{at}", "单位甲" if at % 2 else "单位乙", NOW)
        entered = await entries.enter(tx, one, person.id, NOW, unit="单位甲" if at % 2 else "单位乙")
        assert isinstance(entered, entries.Entry)
        told.append(person.id)
    return one, told


async def _scored(tx: Tx, one: Competition, stage: str, points: dict[int, int], assessor: int = 99) -> Plan:
    """The stage drawn and scored by number."""
    plan = await drawing.plan(tx, one.id, stage)
    if plan.drawn_at is None:
        drawn_plan = await drawing.draw(tx, one, plan, "3f9a", NOW)
        assert drawn_plan is not None
        plan = drawn_plan
    lots = {lot.number: lot.entry for lot in await drawing.lots(tx, one.id, stage)}
    assert await scoring.put(tx, plan, assessor, {lots[number]: given for number, given in points.items()}, NOW)
    return plan


async def test_from_the_draw_to_the_final(db: Database) -> None:
    async with db.write() as tx:
        one, _ = await _competition(tx, 4)
        empty = await drawing.plan(tx, one.id, "preliminary")
        small = await drawing.change(tx, empty, "实训楼", "焊帽", [Room("东", 3)])
        assert small is not None
        assert small.place == "实训楼"
        assert await drawing.draw(tx, one, small, "3f9a", NOW) is None  # three places, four entries
        seen = await drawing.change(tx, small, "实训楼", "焊帽", [Room("东", 3), Room("西", 3)])
        assert seen is not None
        assert await drawing.change(tx, small, "", "", []) is None  # somebody was faster
        plan = await drawing.draw(tx, one, seen, "3f9a", NOW)
        assert plan is not None
        inside = await drawing.contestants(tx, one, "preliminary")
        assert await drawing.lots(tx, one.id, "preliminary") == drawn("3f9a", inside, seen.rooms)
        late = await people.meet(tx, "799", NOW)
        await entries.enter(tx, one, late.id, NOW)
        assert await drawing.draw_rest(tx, one, plan) == 1
        assert [lot.number for lot in await drawing.lots(tx, one.id, "preliminary")] == [1, 2, 3, 4, 5]

        await _scored(tx, one, "preliminary", {1: 9000, 2: 8000, 3: 8000, 4: 7000})
        plan = await drawing.plan(tx, one.id, "preliminary")
        assert await results.set_cut(tx, plan, Cut(top=2))
        plan = await drawing.plan(tx, one.id, "preliminary")
        found = await results.worked_out(tx, one, plan)
        assert [(r.number, r.place, r.passed) for r in found] == [
            (1, 1, True), (2, 2, True), (3, 2, True), (4, 4, False), (5, 0, False),
        ]  # fmt: skip
        assert await drawing.contestants(tx, one, "final") == []
        assert await results.tell(tx, plan, found, NOW)
        assert not await results.tell(tx, plan, found, NOW)  # a second tap
        told = await drawing.plan(tx, one.id, "preliminary")
        assert not await scoring.put(tx, told, 99, {found[0].entry: 0}, NOW)  # what is told stands
        assert len(await drawing.contestants(tx, one, "final")) == 3


async def test_numbers_and_results_are_told_once_and_counted_until_they_arrive(db: Database) -> None:
    async with db.write() as tx:
        one, _ = await _competition(tx, 2)
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000})
        assert await drawing.untold(tx) == []  # the draw may still be another
        assert await drawing.tell(tx, plan, NOW)
        lots = await drawing.untold(tx)
        assert [len(told.people) for told in lots] == [1, 1]
        await drawing.told(tx, lots, NOW)
        assert await drawing.untold(tx) == []
        plan = await drawing.plan(tx, one.id, "preliminary")
        assert await drawing.draw(tx, one, plan, "other", NOW) is None  # they know their numbers
        await results.tell(tx, plan, await results.worked_out(tx, one, plan), NOW)
        assert await results.on_their_way(tx, one.id, "preliminary") == 2
        waiting = await results.untold(tx)
        for told in waiting:
            key = results.letter_key(one.id, "preliminary", told.result.entry, told.people[0].id)
            await outbox.put(tx, Letter("1", "sendMessage", {}, dedupe_key=key), NOW)
        await results.told(tx, waiting, NOW)
        assert await results.untold(tx) == []
        assert await results.on_their_way(tx, one.id, "preliminary") == 2
        assert await results.on_their_way(tx, one.id, "final") == 0
        await tx.fetch("UPDATE outbox SET state = 'sent'")
        assert await results.on_their_way(tx, one.id, "preliminary") == 0


async def test_assessors_do_not_see_their_own_unit_nor_themselves(db: Database) -> None:
    async with db.write() as tx:
        one, persons = await _competition(tx, 4)
        plan = await _scored(tx, one, "preliminary", {1: 9000}, assessor=persons[0])
        own = await scoring.board(tx, one, plan, persons[0], " 单位乙 ")
        assert (len(own.places), own.hidden) == (2, 2)
        stranger = await scoring.board(tx, one, plan, persons[0], "")
        assert (len(stranger.places), stranger.hidden) == (3, 1)  # their own entry
        outsider = await scoring.board(tx, one, plan, 99, "单位丙")
        assert (len(outsider.places), len(outsider.open)) == (4, 4)  # another's points are not theirs


async def test_a_correction_moves_those_whom_it_changes(db: Database) -> None:
    async with db.write() as tx:
        one, _ = await _competition(tx, 4)
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000, 3: 7000, 4: 6000})
        assert await results.set_cut(tx, plan, Cut(top=2))
        plan = await drawing.plan(tx, one.id, "preliminary")
        found = await results.worked_out(tx, one, plan)
        assert (
            await results.correct(tx, one, plan, {found[2].entry: 8500}, "抄错了", NOW) is None
        )  # nothing was told yet
        await results.tell(tx, plan, found, NOW)
        told = await drawing.plan(tx, one.id, "preliminary")
        await results.publish(tx, told, NOW + DAY, NOW)
        public = await drawing.plan(tx, one.id, "preliminary")
        assert (public.state, public.objections_until) == (Stand.PUBLIC, NOW + DAY)
        moved = await results.correct(tx, one, public, {found[2].entry: 8500}, "抄错了", NOW)
        assert moved is not None
        assert [(m.after.number, m.before.place, m.after.place, m.after.passed) for m in moved] == [
            (2, 2, 3, False), (3, 3, 2, True),
        ]  # fmt: skip
        kept = await results.listed(tx, one.id, "preliminary")
        assert [(r.number, r.points, r.corrected) for r in kept] == [
            (1, 9000, False), (3, 8500, True), (2, 8000, True), (4, 6000, False),
        ]  # fmt: skip
        corrected = await drawing.plan(tx, one.id, "preliminary")
        assert corrected.corrected_at == NOW
        assert await results.award(tx, public, [("一等奖", 1)], NOW) is None  # somebody was faster
        winners = await results.award(tx, corrected, [("一等奖", 1), ("二等奖", 1)], NOW)
        assert winners is not None
        assert [(r.number, r.award) for r in winners] == [(1, "一等奖"), (3, "二等奖")]
        assert (await results.counts(tx, one.id, "preliminary")).passed == 2


async def test_an_objection_is_answered_once(db: Database) -> None:
    async with db.write() as tx:
        one, persons = await _competition(tx, 1)
        number = await objections.add(tx, objections.OBJECTION, one.id, "final", persons[0], "有误", "", NOW)
        seen = await objections.find(tx, number)
        assert seen is not None
        assert await objections.waiting(tx) == [(one.id, "final", 1)]
        assert await objections.answer(tx, seen, objections.State.REJECTED, "无误", 1, NOW)
        assert not await objections.answer(tx, seen, objections.State.UPHELD, "有误", 2, NOW)
        assert await objections.number_open(tx, one.id, "final") == 0


async def test_a_correction_after_the_awards_gives_them_by_the_new_places(db: Database) -> None:
    async with db.write() as tx:
        one, _ = await _competition(tx, 3)
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000, 3: 7000})
        found = await results.worked_out(tx, one, plan)
        await results.tell(tx, plan, found, NOW)
        await results.told(tx, await results.untold(tx), NOW)
        await results.publish(tx, await drawing.plan(tx, one.id, "preliminary"), NOW + DAY, NOW)
        await tx.fetch(
            "DELETE FROM competition_stages WHERE stage = 'final'"
        )  # the last stage is the one that is awarded
        assert await results.unawarded(tx, 0, NOW + 2 * DAY) == []
        await tx.fetch("UPDATE competitions SET awards = '一等奖 1 名'")
        assert await results.unawarded(tx, 0, NOW) == []
        assert await results.unawarded(tx, 0, NOW + 2 * DAY) == [(one.id, "preliminary")]
        assert await results.award(
            tx, await drawing.plan(tx, one.id, "preliminary"), [("一等奖", 1), ("二等奖", 1)], NOW
        )
        assert [told.result.award for told in await results.untold(tx)] == ["一等奖", "二等奖"], "whoever won is told"
        await results.told(tx, await results.untold(tx), NOW)
        assert await results.unawarded(tx, 0, NOW + 2 * DAY) == []
        awarded = await drawing.plan(tx, one.id, "preliminary")
        assert awarded.prizes == (("一等奖", 1), ("二等奖", 1))
        await results.correct(tx, one, awarded, {found[2].entry: 8500}, "抄错了", NOW)
        kept = await results.listed(tx, one.id, "preliminary")
        assert [(r.number, r.place, r.award) for r in kept] == [(1, 1, "一等奖"), (3, 2, "二等奖"), (2, 3, "")]
        changed = await results.untold(tx)
        assert sorted((t.was.award if t.was else "?", t.result.award) for t in changed) == [
            ("", "二等奖"),
            ("二等奖", ""),
        ]
        again = await drawing.plan(tx, one.id, "preliminary")
        assert again.corrected_why == "抄错了"
        await results.correct(tx, one, again, {found[2].entry: 7000}, "没抄错", NOW)
        assert all(results.same(t.was, t.result) for t in await results.untold(tx)), "nothing new to those untold"


async def test_an_assessors_own_unit_counts_for_nothing_whenever_it_came_to_be_theirs(db: Database) -> None:
    async with db.write() as tx:
        one, persons = await _competition(tx, 2)
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000}, assessor=99)
        insider = (await people.meet(tx, "7999", NOW)).id
        await people.grant(tx, insider, "assessor", NOW)
        await profiles.put(tx, insider, "", "丙厂", NOW)
        await _scored(tx, one, "preliminary", {1: 1000, 2: 1000}, assessor=insider)
        assert {r.points for r in await results.worked_out(tx, one, plan)} == {5000, 4500}
        await profiles.put(tx, insider, "", "示例市单位甲有限公司", NOW)  # a longer name of persons[1]'s unit
        theirs = {lot.entry for lot in await drawing.lots(tx, one.id, "preliminary")}
        assert len(theirs) == 2
        outcome = {r.entry: r.points for r in await results.worked_out(tx, one, plan)}
        own = await entries.of(tx, one.id, persons[1])
        assert own is not None
        assert outcome[own.id] in (9000, 8000), "the outsider's points alone"
        assert [mark.assessor for mark in await scoring.counted(tx, one.id, "preliminary") if mark.entry == own.id] == [
            99
        ]
        (note,) = await tx.fetch("SELECT person, subject FROM audit WHERE detail = ?", (profiles.UNIT_CHANGED,))
        assert tuple(note) == (insider, f"competition {one.id} preliminary")


async def test_whoever_falls_under_the_cut_is_scored_no_more(db: Database) -> None:
    async with db.write() as tx:
        one, _ = await _competition(tx, 3)
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000, 3: 7000})
        assert await results.set_cut(tx, plan, Cut(top=2))
        plan = await drawing.plan(tx, one.id, "preliminary")
        found = await results.worked_out(tx, one, plan)
        await results.tell(tx, plan, found, NOW)
        final = await drawing.draw(tx, one, await drawing.plan(tx, one.id, "final"), "3f9a", NOW)
        assert final is not None
        await results.correct(
            tx, one, await drawing.plan(tx, one.id, "preliminary"), {found[2].entry: 8500}, "抄错了", NOW
        )
        assert [place.entry for place in (await scoring.board(tx, one, final, 99, "")).places] == [found[0].entry]


async def _reminded(tx: Tx, one: Competition, stage: str) -> list[reminders.Reminder]:
    """Who is reminded on the day of this stage."""
    at = one.times[stage] + 3600_000
    await reminders.plan(tx, COMPETITION, one.id, stage, at, (1,), NOW, CHINA, lambda _: True)
    await tx.fetch("UPDATE steps SET due_at = :now", {"now": NOW})
    await tx.fetch("UPDATE competition_stages SET at = :at WHERE stage = :stage", {"at": at, "stage": stage})
    await reminders.fire(tx, NOW)
    found = await reminders.due(tx, NOW)
    await tx.fetch("DELETE FROM reminders")
    await tx.fetch("DELETE FROM steps")
    return [reminder for reminder in found if reminder.standing.concerned]


async def test_who_went_out_is_not_reminded_and_who_is_in_hears_their_number(db: Database) -> None:
    async with db.write() as tx:
        one, told = await _competition(tx, 3)
        await tx.fetch("DELETE FROM steps")
        plan = await _scored(tx, one, "preliminary", {1: 9000, 2: 8000, 3: 7000})
        assert {reminder.person for reminder in await _reminded(tx, one, "final")} == set(told)
        assert await drawing.tell(tx, await drawing.plan(tx, one.id, "preliminary"), NOW)
        await tx.fetch("UPDATE draws SET told_at = 1")
        drawn_numbers = [reminder.matter.number for reminder in await _reminded(tx, one, "preliminary")]
        assert sorted(drawn_numbers) == [1, 2, 3]
        assert await results.set_cut(tx, await drawing.plan(tx, one.id, "preliminary"), Cut(top=1))
        seen = await drawing.plan(tx, one.id, plan.stage)
        assert await results.tell(tx, seen, await results.worked_out(tx, one, seen), NOW)
        (left,) = await _reminded(tx, one, "final")
        assert left.matter.inside
        await competitions.follow(tx, told[0], one.id, NOW)  # their own entry counts, not that they follow
        assert len(await _reminded(tx, one, "final")) == 1
