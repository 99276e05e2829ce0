"""What a competition's stage is to the one who is reminded of it."""

import pytest

from handlers.cards.reminders import line
from handlers.kit.words import load_words
from storage.model.days import CHINA
from storage.model.local_time import DAY_MS
from storage.reminders import Matter

NOW = 1796086800000


@pytest.mark.parametrize(
    ("stage", "inside", "number", "said"),
    [
        ("final", True, 3, "就在明天。\n您是 <b>3</b> 号 · 东考场 · 实训楼\n带上\uff1a焊帽"),
        ("final", True, 0, "就在明天。"),
        ("final", False, 0, "就在明天。\uff08您关注的竞赛\uff0c您没有参赛\uff09"),
        ("review", True, 0, "就在明天。"),
        ("register_close", False, 0, "就在明天。"),
    ],
)
def test_what_is_drawn_is_said_to_whoever_takes_part(stage: str, inside: bool, number: int, said: str) -> None:
    matter = Matter("competition", 1, stage, NOW + DAY_MS, "示例", place="实训楼", inside=inside)
    if number:
        matter = Matter(
            *("competition", 1, stage, NOW + DAY_MS, "示例"),
            "",
            "",
            None,
            "实训楼",
            0,
            0,
            inside,
            number,
            "东考场",
            "焊帽",
        )
    assert str(line(load_words()["zh"], CHINA, matter, NOW)).endswith(said)


def test_whoever_waits_for_the_check_is_told_that_they_wait() -> None:
    matter = Matter("competition", 1, "review", NOW + DAY_MS, "示例", inside=True, queued=True)
    said = str(line(load_words()["zh"], CHINA, matter, NOW))
    assert said.endswith("就在明天。您的报名还在等审核\uff0c有结果马上告诉您。")
