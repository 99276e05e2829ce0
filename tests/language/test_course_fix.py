"""A line typed at a course's summary: what it corrects, and what corrects nothing."""

import pytest

from handlers.language.course_fix import (
    LESS,
    MORE,
    TIMES,
    Fix,
    asks,
    asks_of_courses,
    clearly_asks,
    orders,
    read_fix,
    tells,
    wanted_title,
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("名额改成30", Fix("seats", "30")),
        ("名额30", Fix("seats", "30")),
        ("名额不限", Fix("seats", "不限")),
        ("把地点换到示例实训楼三层", Fix("place", "示例实训楼三层")),
        ("讲师\uff1a示例领军人乙", Fix("teacher", "示例领军人乙")),
        ("时间改成晚上7点", Fix("sessions", "晚上7点")),
        ("第2次改到12月13日", Fix("sessions", "第2次改到12月13日")),
        ("再加一次12月12日下午两点", Fix(MORE, "12月12日下午两点")),
        ("去掉最后一次", Fix(LESS)),
        ("共六次", Fix(TIMES, "6")),
        ("每单位最多3人", Fix("per_unit", "3人")),
        ("报名截止改到12月3日", Fix("enrol_until", "12月3日")),
        ("费用是30元", Fix("cost", "30元")),
        ("要审核", Fix("approval", "要")),
        ("报名不用审核", Fix("approval", "不用")),
        ("不发证书", Fix("certificate", "不发")),
        ("简介改成怎么写一份好简历", Fix("intro", "怎么写一份好简历")),
        ("简介改成什么了", None),
        ("周六能不能用实训楼", None),
        ("地点在哪里", None),
        ("名额是多少?", None),
        ("我想报名焊接课", None),
        ("时间来不及了", None),
        ("地点改成线上吧", Fix("place", "线上")),
        ("谢谢", None),
    ],
)
def test_a_typed_line(said: str, meant: Fix | None) -> None:
    assert read_fix(said) == meant


def test_what_asks_something() -> None:
    assert asks("焊接课什么时候上")
    assert clearly_asks("周末有什么培训")
    assert not clearly_asks("谁都可以来")
    assert not asks("12月几号都行".replace("几号", "5号"))


def test_what_is_to_be_done_with_a_course_and_what_is_to_be_given() -> None:
    assert tells("这门课要单位盖章")
    assert not tells("这门课要带什么")
    assert orders("取消焊接课")
    assert orders("把焊接课改到12月6日")
    assert not orders("焊接课改到几点了")
    assert wanted_title("我想开一门焊工课") == "焊工课"
    assert wanted_title("办个插花课") == "插花课"
    assert wanted_title("开课") is None
    assert wanted_title("有人开一门焊工课吗") is None
    assert asks_of_courses("周末有什么培训")
    assert not asks_of_courses("有,三级焊工证")
