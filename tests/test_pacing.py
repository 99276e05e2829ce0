"""How fast the bot speaks."""

from bot.pacing import EVERYBODY, Pacing
from storage.model.post import Lane
from storage.outbox import Due

NOW = 1_796_097_600_000


def due(chat: str = "900001", method: str = "sendMessage") -> Due:
    return Due(1, chat, method, Lane.REPLY)


def went(pacing: Pacing, now: int, number: int, method: str = "sendMessage") -> int:
    """How many of so many messages to different chats may go at once."""
    return sum(pacing.may_go(due(str(chat), method), now) for chat in range(number))


def test_everybody_together_gets_25_a_second() -> None:
    pacing = Pacing(25, 1000, {})
    assert went(pacing, NOW, 100) == 25
    assert not pacing.may_go(due("x"), NOW + 999)
    assert pacing.next_token_at(NOW + 39) == NOW + 1000
    assert went(pacing, NOW + 1000, 100) == 25
    assert went(pacing, NOW + 60_000, 100) == 25  # nothing is saved up


def test_no_second_anywhere_holds_more_than_25() -> None:
    pacing = Pacing(25, 1000, {})
    times = [at for at in range(NOW, NOW + 5_000, 7) for chat in range(3) if pacing.may_go(due(f"{at}{chat}"), at)]
    assert max(sum(at <= later < at + 1000 for later in times) for at in times) == 25


def test_a_group_gets_20_a_minute() -> None:
    pacing = Pacing(25, 1000, {})
    sent = [at for at in range(NOW, NOW + 120_000, 1_000) if pacing.may_go(due("-1001"), at)]
    assert len(sent) == 40
    assert sent[20] - sent[0] == 60_000


def test_one_person_gets_one_a_second_and_edits_and_taps_do_not_wait() -> None:
    pacing = Pacing(25, 1000, {})
    assert pacing.may_go(due(), NOW)
    assert not pacing.may_go(due(), NOW + 999)
    assert pacing.free_at("900001", "sendMessage", NOW) == NOW + 1000
    assert pacing.may_go(due(method="editMessageText"), NOW)
    assert pacing.may_go(due("tap:1", "answerCallbackQuery"), NOW)
    assert pacing.may_go(due("900002"), NOW)
    assert pacing.may_go(due(), NOW + 1000)


def test_a_ban_holds_one_chat_and_a_second_chats_ban_holds_everybody() -> None:
    pacing = Pacing(25, 1000, {})
    assert pacing.banned("900001", NOW, 5_000) == ("900001", NOW + 5_000)
    assert not pacing.may_go(due(method="editMessageText"), NOW + 4_999)
    assert pacing.may_go(due("900002"), NOW)
    assert pacing.banned("900002", NOW + 1_000, 5_000) == (EVERYBODY, NOW + 6_000)
    assert not pacing.may_go(due("900003"), NOW + 5_999)
    assert pacing.may_go(due("900003"), NOW + 6_000)


def test_a_later_shorter_ban_does_not_lift_an_earlier_longer_one() -> None:
    pacing = Pacing(25, 1000, {})
    pacing.banned("900001", NOW, 9_000)
    assert pacing.banned("900001", NOW + 1_000, 2_000) == ("900001", NOW + 9_000)


def test_bans_of_before_the_restart_hold() -> None:
    pacing = Pacing(25, 1000, {"900001": NOW + 2_000, EVERYBODY: NOW + 1_000})
    assert pacing.free_at("900002", "sendMessage", NOW) == NOW + 1_000
    assert pacing.free_at("900001", "sendMessage", NOW) == NOW + 2_000


def test_a_clock_set_back_neither_stops_nor_speeds_up() -> None:
    pacing = Pacing(25, 1000, {})
    assert went(pacing, NOW, 20) == 20
    back = NOW - 3_600_000
    assert went(pacing, back, 100, "editMessageText") == 5  # nothing gained
    assert pacing.free_at("7", "sendMessage", back) == back + 1000  # a second, not an hour
    assert pacing.next_token_at(back) == back + 1000
    assert pacing.may_go(due("7"), back + 1000)


def test_chats_not_spoken_to_are_forgotten() -> None:
    pacing = Pacing(1000, 1000, {"900001": NOW + 1})
    assert went(pacing, NOW, 500) == 500
    for at in range(NOW, NOW + 120_000, 500):  # never a pause
        pacing.may_go(due("x"), at)
    assert pacing.free_at("1", "sendMessage", NOW) == 0
