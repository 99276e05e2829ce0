"""What admins type about a competition's rules: numbers as people write them, questions that yes or no answers."""

import pytest

from handlers.cards.competition_rules import asks_openly, number_typed


@pytest.mark.parametrize(
    ("typed", "number"), [("两个", 2), ("每单位两份", 2), ("40", 40), ("二十家", 20), ("很多", None), ("1-2", None)]
)
def test_a_number(typed: str, number: int | None) -> None:
    assert number_typed(typed) == number


@pytest.mark.parametrize(
    ("text", "openly"),
    [("您有焊工证吗?干了几年焊工?", True), ("您有焊工操作证吗?", False), ("您去年得过一等奖吗?", False)],
)
def test_a_question_that_yes_does_not_answer(text: str, openly: bool) -> None:
    assert asks_openly(text) is openly
