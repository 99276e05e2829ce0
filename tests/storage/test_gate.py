"""Whether a reminder or a notice may go to a person this minute: the rule, and what is read for it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import audiences, courses, enrolments, mailings, outbox, people, preferences
from storage.database import Database, Tx
from storage.model.audiences import Condition
from storage.model.courses import Draft, Session
from storage.model.days import CHINA
from storage.model.gate import FORM_REST_MS, GO, LEAD_MS, MENDING, REMINDER, WORD, Recipient, judge
from storage.model.local_time import minute_of_day
from storage.model.mailings import KINDS, NewMailing
from storage.model.post import Lane, Letter
from storage.model.quiet import NEVER_QUIET, Quiet

MORNING = 1_796_086_800_000
"""2026-12-01 09:00 in Shanghai."""
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
EVENING = MORNING + 13 * HOUR_MS

ZONES = st.sampled_from([CHINA, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")])
RECIPIENTS = st.builds(
    Recipient,
    reachable=st.booleans(),
    muted=st.frozensets(st.sampled_from(["notice", "competition"])),
    quiet=st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439)),
    touched=st.none() | st.integers(MORNING - HOUR_MS, MORNING + 3 * 365 * 24 * HOUR_MS),
    fits=st.booleans(),
    known_by=st.none() | st.integers(MORNING, MORNING + 3 * 365 * 24 * HOUR_MS),
)
MOMENTS = st.integers(MORNING, MORNING + 3 * 365 * 24 * HOUR_MS)


@given(st.sampled_from([*KINDS, REMINDER, WORD]), RECIPIENTS, MOMENTS, ZONES)
def test_nothing_goes_to_who_is_gone_asleep_or_busy_and_what_waits_waits_for_a_good_moment(
    kind: str, to: Recipient, now: int, zone: ZoneInfo
) -> None:
    verdict = judge(kind, to, now, zone)
    late = to.known_by is not None and now + 2 * 24 * HOUR_MS > to.known_by
    busy = to.touched is not None and to.touched <= now < to.touched + FORM_REST_MS and kind != WORD
    if verdict == GO:
        assert to.reachable
        if kind not in MENDING:
            assert to.fits
        if kind not in MENDING and not late:
            assert not to.quiet.holds(minute_of_day(now, zone))
            assert not busy
    elif verdict.state == "waiting":
        assert kind not in MENDING
        assert now < verdict.not_before
        assert to.known_by is None or verdict.not_before <= to.known_by - LEAD_MS
        assert busy or to.quiet.holds(minute_of_day(now, zone))
        assert judge(kind, to, verdict.not_before, zone) == GO
    else:
        assert verdict.state == ("skipped" if to.reachable else "blocked")


def test_nobody_sleeps_through_what_they_must_know() -> None:
    asleep = Recipient(quiet=Quiet(), known_by=EVENING + 12 * HOUR_MS)  # 22:00, and it begins at 10:00
    assert judge("news", asleep, EVENING, CHINA).not_before == EVENING + 10 * HOUR_MS
    early = replace(asleep, known_by=EVENING + 12 * HOUR_MS - 1)
    assert judge("news", early, EVENING, CHINA) == GO


@pytest.mark.parametrize(
    ("kind", "muted", "state"),
    [
        ("notice", "notice", "skipped"),
        ("nudge", "notice", "skipped"),
        ("news", "competition", "skipped"),
        ("news", "notice", ""),
        ("edit", "notice", ""),
        ("delete", "notice", ""),
        (REMINDER, "notice", ""),
        (WORD, "notice", ""),
    ],
)
def test_what_somebody_muted_is_not_sent_and_what_they_have_is_mended(kind: str, muted: str, state: str) -> None:
    to = Recipient(muted=frozenset({muted}), quiet=NEVER_QUIET)
    assert judge(kind, to, MORNING, CHINA).state == state


# against the database


async def crowd(tx: Tx, number: int) -> list[int]:
    """So many people."""
    return [(await people.meet(tx, str(1000 + one), MORNING)).id for one in range(number)]


async def everybody(tx: Tx, kind: str = "notice", lane: Lane = Lane.NOTICE, *, to: str = "worker") -> int:
    """A mailing to everybody of a role, written to the outbox."""
    audience = await audiences.create(tx, [Condition("role", to)], MORNING)
    new = NewMailing(kind, lane, "sendMessage", created_by=1, start_at=0, audience=audience)
    number = await mailings.create(tx, new, {"": {"text": "开会"}}, MORNING)
    await mailings.start_due(tx, MORNING)
    while await mailings.fill(tx, MORNING):
        pass
    return number


async def judged(tx: Tx, now: int) -> dict[str, tuple[str, int]]:
    """Chat -> state and time of the rows that were judged; '' for those that may go."""
    found = await outbox.due(tx, now, 100)
    going = {one.chat for one in await outbox.judge(tx, found, now, CHINA)}
    rows = await tx.fetch("SELECT chat, state, not_before FROM outbox")
    return {row["chat"]: ("", 0) if row["chat"] in going else (row["state"], row["not_before"]) for row in rows}


async def test_everybodys_own_reasons_are_read_in_one_go(db: Database) -> None:
    async with db.write() as tx:
        plain, blocked, muted, sleeper, busy, gone = await crowd(tx, 6)
        mailing = await everybody(tx)
        await people.set_muted(tx, str(1000 + 1), MORNING)
        await preferences.mute(tx, muted, "notice", 0, MORNING)
        await preferences.set_quiet(tx, sleeper, Quiet(8 * 60, 10 * 60))
        touched = MORNING - 4 * MINUTE_MS
        await tx.change(
            "INSERT INTO dialogues (person, name, step, answers, turn, updated_at) VALUES (:busy, 'ask', 'x', '{}', 1, :at)",
            {"busy": busy, "at": touched},
        )
        await tx.change("DELETE FROM addresses WHERE person = :gone", {"gone": gone})
        assert await judged(tx, MORNING) == {
            "1000": ("", 0),
            "1001": ("blocked", 0),
            "1002": ("skipped", 0),
            "1003": ("waiting", MORNING + HOUR_MS),
            "1004": ("waiting", touched + FORM_REST_MS),
            "1005": ("blocked", 0),
        }
        assert await outbox.next_due(tx, MORNING) == touched + FORM_REST_MS
        assert (await mailings.progress(tx, mailing)).skipped == 1
        assert {plain, blocked} == {1, 2}


async def test_who_left_the_audience_meanwhile_is_skipped(db: Database) -> None:
    async with db.write() as tx:
        first, second = await crowd(tx, 2)
        await people.grant(tx, first, "admin", MORNING)
        await people.grant(tx, second, "admin", MORNING)
        await everybody(tx, to="admin")
        await people.revoke(tx, second, "admin")
        assert await judged(tx, MORNING) == {"1000": ("", 0), "1001": ("skipped", 0)}


@pytest.mark.parametrize("kind", ["enrolled", "seated"])
async def test_whoever_is_enrolled_hears_of_it_in_time_whatever_they_muted(db: Database, kind: str) -> None:
    async with db.write() as tx:
        muted, _, left = await crowd(tx, 3)
        draft = Draft("示例课", (Session(EVENING + 11 * HOUR_MS, EVENING + 12 * HOUR_MS),))
        course = await courses.add(tx, draft, 1, MORNING, CHINA)
        for person in (muted, left):
            await enrolments.enrol(tx, course, person, MORNING, CHINA)
        for mute in ("competition", "course", "notice"):
            await preferences.mute(tx, muted, mute, 0, MORNING)
        audience = await audiences.create(tx, [Condition(kind, str(course.id))], MORNING)
        news = NewMailing("news", Lane.REMINDER, "sendMessage", 1, MORNING, audience=audience)
        for known_by in (None, course.begins_at):  # 9:00, and the quiet hours end at 8:00
            await mailings.create(tx, replace(news, known_by=known_by), {"": {}}, MORNING)
        await mailings.start_due(tx, MORNING)
        while await mailings.fill(tx, MORNING):
            pass
        await enrolments.leave(tx, course, left, MORNING)
        found = await outbox.due(tx, EVENING, 100)
        assert len(found) == 4
        assert [one.chat for one in await outbox.judge(tx, found, EVENING, CHINA)] == ["1000"]
        rows = await tx.fetch("SELECT chat, state FROM outbox ORDER BY chat, state")
        assert [(row["chat"], row["state"]) for row in rows] == [
            ("1000", "waiting"),
            ("1000", "waiting"),
            ("1002", "skipped"),
            ("1002", "skipped"),
        ]


async def test_in_the_evening_all_is_put_off_until_eight_and_costs_nothing_till_then(db: Database) -> None:
    async with db.write() as tx:
        await crowd(tx, 5)
        await everybody(tx)
        await outbox.put(tx, Letter("1000", "sendMessage", {"chat_id": 1000}, Lane.REMINDER, 1), MORNING)
        await outbox.put(tx, Letter("1000", "sendMessage", {"chat_id": 1000}, Lane.REPLY, 1), MORNING)
        found = await outbox.due(tx, EVENING, 100)
        going = await outbox.judge(tx, [one for one in found if one.lane.bulk], EVENING, CHINA)
        assert going == []
        assert [one.lane for one in await outbox.due(tx, EVENING, 100)] == [Lane.REPLY]
        assert await outbox.next_due(tx, EVENING) == EVENING + 10 * HOUR_MS
        assert len(await outbox.due(tx, EVENING + 10 * HOUR_MS, 100)) == 7
