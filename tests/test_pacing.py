"""How fast the bot speaks."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pacing import BULK, BURST, EVERYBODY, SPAN_MS, Pacing
from storage.model.post import Lane

NOW = 1_796_097_600_000


def goes(pacing: Pacing, chat: str, now: int, lane: Lane = Lane.REPLY, method: str = "sendMessage") -> bool:
    """Have a message go if it may."""
    if pacing.next_slot(lane, now) > now or pacing.free_at(chat, method, lane, now) > now:
        return False
    pacing.count(chat, method, lane, now)
    return True


def went(pacing: Pacing, now: int, number: int, method: str = "sendMessage") -> int:
    """How many of so many answers to different chats may go at once."""
    return sum(goes(pacing, str(chat), now, method=method) for chat in range(number))


def bulk(pacing: Pacing, begin: int, end: int) -> list[int]:
    """When bulk goes that always has more."""
    times = []
    for at in range(begin, end):
        while goes(pacing, f"{at}", at, Lane.NOTICE, method="copyMessages"):
            times.append(at)
    return times


def test_everybody_together_gets_30_a_second() -> None:
    pacing = Pacing(30, 1000, {})
    assert went(pacing, NOW, 100) == 30
    assert not goes(pacing, "x", NOW + 999)
    assert pacing.next_slot(Lane.REPLY, NOW + 39) == NOW + SPAN_MS
    assert went(pacing, NOW + SPAN_MS, 100) == 30
    assert went(pacing, NOW + 60_000, 100) == 30  # nothing is saved up


def test_bulk_goes_evenly_and_uses_the_allowance() -> None:
    times = bulk(Pacing(30, 1000, {}), NOW, NOW + 20_000)
    assert len(times) >= 0.99 * 30 * 20
    gaps = {later - earlier for earlier, later in itertools.pairwise(times)}
    assert gaps <= {33, 34}


def test_a_thousand_a_second_are_used_too() -> None:
    times = bulk(Pacing(1000, 0, {}), NOW, NOW + 5_000)
    assert len(times) >= 0.99 * 1000 * 5
    assert all(times.count(at) <= 2 for at in times)


def test_an_answer_never_waits_for_bulk_while_somebody_talks() -> None:
    pacing = Pacing(30, 1000, {})
    waited = []
    said = 0
    for at in range(NOW, NOW + 60_000):
        while goes(pacing, f"n{at}", at, Lane.NOTICE):
            said += 1
        if (at - NOW) % 200 == 199:  # five questions a second
            waited.append(pacing.next_slot(Lane.REPLY, at) - at)
            pacing.count(str(at), "sendMessage", Lane.REPLY, max(at, pacing.next_slot(Lane.REPLY, at)))
    assert max(waited[10:]) == 0
    assert max(waited) <= 40  # the first ones, before the share is given back
    assert said + len(waited) >= 0.95 * 30 * 60


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 60),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Lane), st.integers(1, 40)), min_size=1, max_size=60),
)
def test_no_second_anywhere_holds_more_than_the_rate(per_second: int, wishes: list[tuple[int, Lane, int]]) -> None:
    pacing = Pacing(per_second, 0, {})
    now, times = NOW, []
    for pause, lane, number in wishes:
        now += pause
        times += [now for chat in range(number) if goes(pacing, f"{now}{chat}", now, lane)]
    assert max((sum(at <= later < at + 1000 for later in times) for at in times), default=0) <= per_second


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.sampled_from(["1", "2", "-1001"]), st.sampled_from(Lane)), max_size=80)
)
def test_no_person_or_group_is_spoken_to_more_often_than_it_may_be(wishes: list[tuple[int, str, Lane]]) -> None:
    pacing = Pacing(1000, 1000, {})
    now, times = NOW, {"1": [], "2": [], "-1001": []}  # type: dict[str, list[int]]
    for pause, chat, lane in wishes:
        now += pause
        if goes(pacing, chat, now, lane):
            times[chat].append(now)
    for person in ("1", "2"):
        for first, at in enumerate(times[person]):
            for further, later in enumerate(times[person][first:], 1):
                assert further <= BURST + (later - at) / 1000
    assert all(sum(at <= later < at + 60_000 for later in times["-1001"]) <= 20 for at in times["-1001"])


def test_a_group_gets_20_a_minute() -> None:
    pacing = Pacing(25, 1000, {})
    sent = [at for at in range(NOW, NOW + 120_000, 1_000) if goes(pacing, "-1001", at)]
    assert len(sent) == 40
    assert sent[20] - sent[0] == 60_000


def test_one_person_gets_a_short_burst_of_answers_one_notice_and_edits_and_taps_do_not_wait() -> None:
    pacing = Pacing(25, 1000, {})
    assert [goes(pacing, "900001", NOW) for _ in range(4)] == [True, True, True, False]
    assert pacing.free_at("900001", "sendMessage", Lane.REPLY, NOW) == NOW + 1000
    assert pacing.free_at("900001", "sendMessage", Lane.NOTICE, NOW) == NOW + 3000
    assert goes(pacing, "900001", NOW, method="editMessageText")
    assert goes(pacing, "tap:1", NOW, method="answerCallbackQuery")
    assert goes(pacing, "900002", NOW)
    assert goes(pacing, "900001", NOW + 1000)
    assert not goes(pacing, "900001", NOW + 1000)


def test_a_ban_holds_one_chat_and_a_second_chats_ban_holds_everybody() -> None:
    pacing = Pacing(25, 1000, {})
    assert pacing.banned("900001", Lane.REPLY, NOW, 5_000) == ("900001", NOW + 5_000)
    assert goes(pacing, "900002", NOW)
    assert not goes(pacing, "900001", NOW + 4_999, method="editMessageText")
    assert pacing.banned("900002", Lane.REPLY, NOW + 4_999, 5_000) == (EVERYBODY, NOW + 9_999)
    assert not goes(pacing, "900003", NOW + 9_998)
    assert goes(pacing, "900003", NOW + 9_999)


def test_bans_of_groups_are_their_own_and_edits_there_count() -> None:
    pacing = Pacing(1000, 1000, {})
    assert pacing.banned("-100", Lane.REPLY, NOW, 5_000) == ("-100", NOW + 5_000)
    assert pacing.banned("-200", Lane.REPLY, NOW, 5_000) == ("-200", NOW + 5_000)
    assert pacing.banned("900001", Lane.REPLY, NOW, 5_000) == ("900001", NOW + 5_000)
    assert goes(pacing, "900002", NOW)
    assert sum(goes(pacing, "-300", NOW, method="editMessageText") for _ in range(30)) == 20
    assert not goes(pacing, "-300", NOW + 59_999)


def test_a_clock_set_back_makes_no_ban_longer() -> None:
    pacing = Pacing(30, 1000, {})
    assert pacing.banned("900001", Lane.NOTICE, NOW, 35_000) == (BULK, NOW + 35_000)
    back = NOW + 5_000 - 24 * 3_600_000
    assert pacing.lane_free_at(Lane.NOTICE, NOW + 5_000) == NOW + 35_000
    assert pacing.lane_free_at(Lane.NOTICE, back) == back + 30_000
    assert pacing.bans(back) == {BULK: back + 30_000}
    assert pacing.factor(Lane.NOTICE, back + 30_000) == 0.5
    assert pacing.factor(Lane.NOTICE, back + 80_000) == 1


def test_what_was_answered_late_may_have_arrived_late() -> None:
    pacing = Pacing(30, 0, {})
    times = bulk(pacing, NOW, NOW + 1_000)
    assert len(times) == 30
    pacing.answered(times[1], times[1] + 20)
    pacing.answered(times[0], times[0] + 320)  # 300 ms later than the quickest
    later = [at for at in bulk(pacing, NOW + 1_000, NOW + 3_000) if at >= times[0] + 300]
    arrived = sorted([times[0] + 320, *(at + 20 for at in [*times[1:], *later])])
    assert max(sum(at <= other < at + 1000 for other in arrived) for at in arrived) <= 30


def test_bulk_that_is_refused_stops_all_bulk_and_no_answer_until_one_is_refused_too() -> None:
    pacing = Pacing(30, 1000, {})
    assert pacing.banned("900001", Lane.NOTICE, NOW, 35_000) == (BULK, NOW + 35_000)
    assert pacing.banned("-1001", Lane.NOTICE, NOW, 40_000) == ("-1001", NOW + 40_000)
    assert pacing.lane_free_at(Lane.NOTICE, NOW) == NOW + 35_000
    assert goes(pacing, "900001", NOW)
    assert not goes(pacing, "900002", NOW + 34_999, Lane.REMINDER)
    assert pacing.banned("900003", Lane.REPLY, NOW + 34_999, 10_000_000) == (EVERYBODY, NOW + 10_034_999)
    assert not goes(pacing, "900001", NOW + 10_034_998)
    assert not goes(pacing, "900001", NOW + 10_034_998, Lane.NOTICE)


def test_after_a_ban_bulk_goes_half_as_fast_and_climbs_back() -> None:
    pacing = Pacing(30, 1000, {})
    for _ in range(20):  # those in flight are refused by the same ban
        pacing.banned("900001", Lane.NOTICE, NOW, 5_000)
    assert bulk(pacing, NOW, NOW + 5_000) == []
    seconds = [len(bulk(pacing, at, at + 10_000)) / 10 for at in range(NOW + 5_000, NOW + 75_000, 10_000)]
    assert [round(rate) for rate in seconds] == [15, 18, 21, 24, 27, 30, 30]
    pacing.banned("900001", Lane.NOTICE, NOW + 75_000, 0)
    pacing.banned("900001", Lane.NOTICE, NOW + 75_000, 1)
    assert pacing.factor(Lane.NOTICE, NOW + 75_001) == 0.25
    assert pacing.factor(Lane.REPLY, NOW + 75_001) == 1


def test_a_later_shorter_ban_does_not_lift_an_earlier_longer_one() -> None:
    pacing = Pacing(25, 1000, {})
    pacing.banned("900001", Lane.REPLY, NOW, 9_000)
    assert pacing.banned("900001", Lane.REPLY, NOW + 1_000, 2_000) == ("900001", NOW + 9_000)


def test_bans_of_before_the_restart_hold_and_slow() -> None:
    pacing = Pacing(25, 1000, {"900001": NOW + 2_000, EVERYBODY: NOW + 1_000, BULK: NOW + 3_000})
    assert pacing.free_at("900002", "sendMessage", Lane.REPLY, NOW) == NOW + 1_000
    assert pacing.free_at("900001", "sendMessage", Lane.REPLY, NOW) == NOW + 2_000
    assert pacing.free_at("900002", "sendMessage", Lane.NOTICE, NOW) == NOW + 3_000
    assert pacing.factor(Lane.NOTICE, NOW) == 0.5


def test_a_clock_set_back_neither_stops_nor_speeds_up() -> None:
    pacing = Pacing(25, 1000, {})
    assert went(pacing, NOW, 20) == 20
    assert goes(pacing, "n", NOW, Lane.NOTICE)
    back = NOW - 3_600_000
    assert went(pacing, back, 100, "editMessageText") == 4  # nothing gained
    assert pacing.free_at("7", "sendMessage", Lane.NOTICE, back) == back + 1000  # a second, not an hour
    assert pacing.next_slot(Lane.REPLY, back) == back + SPAN_MS
    assert pacing.next_slot(Lane.NOTICE, back) == back + SPAN_MS
    assert goes(pacing, "7", back + SPAN_MS)
    assert goes(pacing, "new", back + SPAN_MS, Lane.NOTICE)


def test_chats_not_spoken_to_are_forgotten() -> None:
    pacing = Pacing(1000, 1000, {"900001": NOW + 1})
    assert went(pacing, NOW, 500) == 500
    for at in range(NOW, NOW + 120_000, 500):  # never a pause
        goes(pacing, "x", at)
    assert len(pacing._persons) == 1
    assert pacing._bans == {}
