"""Ladders as officers type them, and periods as people read them."""

import pytest

from handlers.cards.duties import label_words, ladder_words, read_ladder, tally_words
from handlers.kit.words import load_words
from storage.model.duties import Tally

ZH = load_words()["zh"]


@pytest.mark.parametrize(
    ("text", "ladder"),
    [
        ("14、7、3、1、0、-1", (14, 7, 3, 1, 0, -1)),
        ("7 3 当天", (7, 3, 0)),
        ("提前14、7天\uff0c当天\uff0c逾期1、3天", (14, 7, 0, -1, -3)),
        ("1\uff0c3\uff0c\uff0d2", (3, 1, -2)),
        ("不提醒", ()),
        ("每天", None),
        ("", None),
        ("400", None),
        (" ".join(map(str, range(13))), None),
    ],
)
def test_typed_ladders(text: str, ladder: tuple[int, ...] | None) -> None:
    assert read_ladder(text) == ladder


def test_a_ladder_as_it_is_read_can_be_typed_back() -> None:
    for ladder in ((14, 7, 3, 1, 0, -1), (3,), (0,), (5, -2), ()):
        assert read_ladder(ladder_words(ZH, ladder)) == ladder


def test_labels_in_words() -> None:
    assert [label_words(ZH, label) for label in ("2026-12", "2026Q4", "2026H1", "2026H2", "2026", "once")] == [
        "2026年12月",
        "2026年第四季度",
        "2026年上半年",
        "2026年下半年",
        "2026年",
        "",
    ]


def test_numbers_that_are_nought_are_left_out() -> None:
    assert tally_words(ZH, Tally(2, 0, 3)) == "逾期 2 家 · 已交 3 家"
    assert tally_words(ZH, Tally(filed=3, excused=1)) == "未交 0 家 · 已交 3 家 · 不用交 1 家"
