"""「谁还没交三季报」: which report is meant."""

import pytest

from handlers.language.late_asked import LateAsked, read_late


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("谁还没交", LateAsked()),
        ("谁没交报告?", LateAsked()),
        ("谁还没交三季报", LateAsked("Q3", "quarter")),
        ("谁还没交第3季度的报告", LateAsked("Q3", "quarter")),
        ("哪些工作室还没交11月的月报", LateAsked("-11", "month")),
        ("哪几家没交2026年四季度报告", LateAsked("Q4", "quarter", "2026")),
        ("三季报谁还没交", LateAsked("Q3", "quarter")),
        ("还有谁没报年报", LateAsked("", "year")),
        ("谁没有提交上半年总结", LateAsked("H1", "half")),
        ("谁还没交安全自查", LateAsked("", "", "", "安全自查")),
        ("谁没报名", LateAsked("", "", "", "名")),
        ("没交月报的有几家", LateAsked("", "month")),
        ("谁欠报告", LateAsked()),
        ("谁的报告迟交了", LateAsked()),
        ("谁交了三季报", None),
        ("谁会造火箭", None),
        ("报告什么时候交", None),
        ("我还没交报告怎么办", None),
    ],
)
def test_what_is_asked(text: str, asks: LateAsked | None) -> None:
    assert read_late(text) == asks


def test_which_reports_are_meant() -> None:
    third = LateAsked("Q3", "quarter")
    assert third.means("2026Q3", "quarter", "季度报告")
    assert not third.means("2026Q4", "quarter", "季度报告")
    assert not LateAsked("Q3", "quarter", "2025").means("2026Q3", "quarter", "季度报告")
    assert LateAsked("", "", "", "安全").means("once", "once", "安全自查")
