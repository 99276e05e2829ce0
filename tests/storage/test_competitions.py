"""Competitions: where one stands, lists, versions, and the reminders that move with its times."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from storage import competitions, entries, people
from storage.database import Database, Tx
from storage.model.competitions import (
    LINGERS_MS,
    Competition,
    Draft,
    File,
    Registration,
    State,
    disorder,
    is_past,
    moved,
    next_stage,
    registration,
    stage_now,
)
from storage.model.entries import Entry

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
DAY = 24 * 3600 * 1000
TIMES = {"register_open": NOW + DAY, "register_close": NOW + 20 * DAY, "final": NOW + 40 * DAY}
DRAFT = Draft("示例焊工竞赛", trade="焊工", times=TIMES, files=(File("photo", "p"), File("document", "d")))


def test_where_a_competition_stands() -> None:
    assert (stage_now(TIMES, NOW), next_stage(TIMES, NOW)) == (None, ("register_open", NOW + DAY))
    assert stage_now(TIMES, NOW + DAY) == "register_open"
    assert next_stage(TIMES, NOW + DAY) == ("register_close", NOW + 20 * DAY)
    assert stage_now(TIMES, NOW + 20 * DAY) == "register_close"
    assert (stage_now(TIMES, NOW + 40 * DAY), next_stage(TIMES, NOW + 40 * DAY)) == ("final", None)
    only_close = {"register_close": NOW}
    assert (stage_now(only_close, NOW - 1), stage_now(only_close, NOW)) == ("register_open", "register_close")


def test_when_one_can_register_and_when_it_is_over() -> None:
    one = Competition("示例", times=TIMES)
    at = [NOW + DAY - 1, NOW + DAY, NOW + 20 * DAY - 1, NOW + 20 * DAY]
    assert [registration(one, now) for now in at] == [
        Registration.NOT_YET,
        Registration.OPEN,
        Registration.OPEN,
        Registration.CLOSED,
    ]
    cancelled = replace(one, state=State.CANCELLED)
    assert registration(cancelled, NOW + DAY) is Registration.CANCELLED
    over = NOW + 40 * DAY + LINGERS_MS
    assert [is_past(one, over - 1), is_past(one, over), is_past(cancelled, NOW)] == [False, True, True]


def test_the_order_of_stages() -> None:
    assert disorder(TIMES) is None
    assert disorder({**TIMES, "final": NOW + 2 * DAY}) == ("register_close", "final")
    assert disorder({"register_open": NOW, "register_close": NOW}) == ("register_open", "register_close")
    assert disorder({"register_close": NOW, "review": NOW}) is None
    assert moved(TIMES, {**TIMES, "final": 1, "review": 2}) == ["review", "final"]
    assert moved(TIMES, {"register_close": TIMES["register_close"]}) == ["register_open", "final"]


async def test_a_competition_is_kept_changed_and_cancelled(db: Database) -> None:
    async with db.write() as tx:
        added = await competitions.add(tx, DRAFT, 1, NOW, ZONE)
        assert await competitions.find(tx, added.id) == added
        assert (added.title, added.times, added.files, added.version) == ("示例焊工竞赛", TIMES, DRAFT.files, 1)
        assert await competitions.by_title(tx, "示例焊工竞赛") == added
        assert await competitions.find(tx, added.id + 1) is None

        later = replace(DRAFT, place="示例场馆", times={**TIMES, "final": NOW + 50 * DAY}, files=())
        changed = await competitions.change(tx, added, later, NOW + 1, ZONE)
        assert changed is not None
        assert (changed.place, changed.times["final"], changed.files, changed.version) == (
            "示例场馆",
            NOW + 50 * DAY,
            (),
            2,
        )
        assert await competitions.change(tx, added, DRAFT, NOW + 2, ZONE) is None  # seen before the change
        assert await competitions.find(tx, added.id) == changed
        assert await competitions.cancel(tx, added, "太早", NOW + 2) is None

        cancelled = await competitions.cancel(tx, changed, "场地检修", NOW + 3)
        assert cancelled is not None
        assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "场地检修")
        assert await competitions.change(tx, cancelled, DRAFT, NOW + 4, ZONE) is None


async def _planned(tx: Tx, competition: int) -> list[tuple[str, str, int]]:
    """Stage, local day it is due on, and days before, of what is planned."""
    rows = await tx.fetch(
        "SELECT stage, due_at, days FROM steps WHERE kind = 'competition' AND subject = :subject"
        " AND state = 'planned' ORDER BY at, days DESC",
        {"subject": competition},
    )
    return [
        (
            row["stage"],
            datetime.fromtimestamp(row["due_at"] / 1000, UTC).astimezone(ZONE).date().isoformat(),
            row["days"],
        )
        for row in rows
    ]


async def test_reminders_move_with_the_times(db: Database) -> None:
    async with db.write() as tx:
        draft = replace(DRAFT, times={"register_close": NOW + 16 * DAY, "final": NOW + 40 * DAY})
        added = await competitions.add(tx, draft, 1, NOW, ZONE)
        before = await _planned(tx, added.id)
        assert [days for stage, _, days in before if stage == "register_close"] == [14, 7, 3, 1, 0]
        assert [days for stage, _, days in before if stage == "final"] == [14, 7, 3, 1, 0]

        times = {"register_close": NOW + 20 * DAY, "final": NOW + 40 * DAY}
        changed = await competitions.change(tx, added, replace(draft, times=times), NOW, ZONE)
        assert changed is not None
        after = await _planned(tx, added.id)
        assert [days for stage, _, days in after if stage == "register_close"] == [14, 7, 3, 1, 0]
        assert [one for one in after if one[0] == "final"] == [one for one in before if one[0] == "final"]
        assert not {one for one in before if one[0] == "register_close"} & set(after)

        gone = await competitions.change(
            tx, changed, replace(draft, times={"register_close": NOW + 20 * DAY}), NOW, ZONE
        )
        assert gone is not None
        assert {stage for stage, _, _ in await _planned(tx, added.id)} == {"register_close"}
        shorter = replace(draft, times=gone.times, ladder=(3, 0))
        fewer = await competitions.change(tx, gone, shorter, NOW, ZONE)
        assert fewer is not None
        assert fewer.ladder == (3, 0)
        assert [days for _, _, days in await _planned(tx, added.id)] == [3, 0]
        silent = await competitions.change(tx, fewer, replace(shorter, ladder=()), NOW, ZONE)
        assert silent is not None
        assert await _planned(tx, added.id) == []
        gone = await competitions.change(tx, silent, shorter, NOW, ZONE)
        assert gone is not None
        assert await competitions.cancel(tx, gone, "", NOW) is not None
        assert await _planned(tx, added.id) == []


async def test_lists_of_what_comes_and_of_what_is_over(db: Database) -> None:
    async with db.write() as tx:
        late = await competitions.add(tx, replace(DRAFT, title="晚"), 1, NOW, ZONE)
        early = await competitions.add(
            tx, replace(DRAFT, title="早", times={"register_close": NOW + DAY // 2}), 1, NOW, ZONE
        )
        over = await competitions.add(
            tx, replace(DRAFT, title="过", times={"register_close": NOW - LINGERS_MS}), 1, NOW, ZONE
        )
        off = await competitions.add(tx, replace(DRAFT, title="停"), 1, NOW, ZONE)
        assert await competitions.cancel(tx, off, "", NOW) is not None
        coming = await competitions.current(tx, NOW, 10)
        assert ([one.title for one in coming.competitions], coming.total) == (["早", "晚"], 2)
        assert [one.title for one in (await competitions.current(tx, NOW, 1, 1)).competitions] == ["晚"]
        past = await competitions.past(tx, NOW, 10)
        assert ([one.id for one in past.competitions], past.total) == ([off.id, over.id], 2)
        assert {late.id, early.id} == {one.id for one in coming.competitions}


@pytest.mark.parametrize("twice", [False, True])
async def test_following_and_registering(db: Database, twice: bool) -> None:
    async with db.write() as tx:
        one = await competitions.add(tx, DRAFT, 1, NOW, ZONE)
        first = await people.meet(tx, "900001", NOW)
        second = await people.meet(tx, "900002", NOW)
        for _ in range(1 + twice):
            await competitions.follow(tx, first.id, one.id, NOW)
        assert await entries.admit(tx, first.id, one.id, NOW)
        assert not await entries.admit(tx, first.id, one.id, NOW)
        assert await entries.admit(tx, second.id, one.id, NOW)
        counts = await competitions.counts(tx, one.id)
        assert (counts.follow, counts.registered, counts.told) == (1, 2, 2)
        assert await competitions.follows(tx, first.id, one.id)
        assert not await competitions.follows(tx, second.id, one.id)
        assert await competitions.unfollow(tx, first.id, one.id)
        assert not await competitions.unfollow(tx, first.id, one.id)
        assert isinstance(await entries.leave(tx, one, second.id, NOW), Entry)
        assert (await competitions.counts(tx, one.id)).told == 1
        mute = "INSERT INTO mutes (person, kind, subject, at) VALUES (:person, 'competition', :subject, 0)"
        await tx.fetch(mute, {"person": first.id, "subject": one.id})
        assert (await competitions.counts(tx, one.id)).told == 1  # who is registered hears of it, whatever they muted
        assert isinstance(await entries.leave(tx, one, first.id, NOW), Entry)
        await competitions.follow(tx, first.id, one.id, NOW)
        for subject, told in ((one.id + 1, 1), (one.id, 0), (0, 0)):
            await tx.fetch("DELETE FROM mutes")
            await tx.fetch(mute, {"person": first.id, "subject": subject})
            assert (await competitions.counts(tx, one.id)).told == told
