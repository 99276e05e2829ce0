"""Which title is meant, and which is not: a slip of the pen is asked back, another course is never taken for it."""

import pytest

from handlers.language.course_names import Fit, named

TITLES = (
    "焊接实操课",
    "焊接入门体验课",
    "家常菜烹饪课",
    "心肺复苏急救课",
    "焊工技能竞赛",
    "劳动合同怎么签",
    "焊接安全课",
)


@pytest.mark.parametrize(
    ("said", "question", "fit", "title"),
    [
        ("焊接实操课", "焊接实操课", Fit.WHOLE, "焊接实操课"),
        ("焊接实操", "焊接实操课什么时候", Fit.WHOLE, "焊接实操课"),
        ("破烦死了", "这破课烦死了焊接实操课", Fit.INSIDE, "焊接实操课"),
        ("心肺复苏", "心肺复苏多少钱", Fit.PART, "心肺复苏急救课"),
        ("汉接实操", "汉接实操课", Fit.SIMILAR, "焊接实操课"),
        ("心肺复苏急就", "心肺复苏急就课", Fit.SIMILAR, "心肺复苏急救课"),
        ("汉工技能", "汉工技能竟赛", Fit.SIMILAR, "焊工技能竞赛"),
        ("焊接", "焊接课", Fit.NONE, ""),
        ("电工实操", "电工实操课", Fit.NONE, ""),
        ("焊接理论", "焊接理论课", Fit.NONE, ""),
        ("家常菜", "家常菜在哪学", Fit.PART, "家常菜烹饪课"),
        ("", "今天天气怎么样", Fit.NONE, ""),
    ],
)
def test_which_title_is_meant(said: str, question: str, fit: Fit, title: str) -> None:
    found = named(said, question, TITLES)
    assert (found.fit, found.names) == (fit, (title,) if title else ())
