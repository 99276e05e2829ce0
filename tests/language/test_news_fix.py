"""Corrections of quick news as they are typed: what they change, and what corrects nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.language.news_fix import read_fix
from handlers.language.news_line import Why, read_news
from tests.language.test_spans import ZONE, at

NOW = at("2026-12-15 10:00")
FACTS = read_news("本月拿到实用新型专利2项,发明专利受理1项,培训青工35人次,带徒3人,直接经济效益120万", NOW, ZONE).facts


@pytest.mark.parametrize(
    ("said", "place", "field", "value"),
    [
        ("实用新型是3项", 0, "number", 3),
        ("第2条是授权", 1, "stage", "授权"),
        ("不是受理是授权", 1, "stage", "授权"),
        ("不是发明专利,是外观设计", 1, "kind", "外观设计"),
        ("带徒改成4人", 3, "number", 4),
        ("第4条4人", 3, "number", 4),
        ("人数是40", 2, "people", 40),
        ("35人改成53人", 2, "people", 53),
        ("把35改成53", 2, "people", 53),
        ("培训人数近百人", 2, "approx", "近百人"),
        ("培训是2场", 2, "number", 2),
        ("培训是11月的", 2, "begins_on", "2026-11-01"),
        ("第一条日期6月8日", 0, "begins_on", "2026-06-08"),
        ("第一条不是2项,是3项", 0, "number", 3),
        ("金额改成35万", 4, "amount_fen", 35_000_000),
        ("直接效益改为1.3亿", 4, "amount_fen", 13_000_000_000),
        ("效益120万写错了,是130万", 4, "amount_fen", 130_000_000),
        ("效益是间接的", 4, "benefit", "indirect"),
        ("年份2025", 4, "year", 2025),
        ("计算依据是省电3万度", 4, "basis", "省电3万度"),
        ("第1条题目是一种新装置", 0, "title", "一种新装置"),
        ("第2条专利号ZL202310456789.1", 1, "code", "ZL202310456789.1"),
        ("培训人数写多了,是60", 2, "people", 60),
        ("金额不对,应该是130万", 4, "amount_fen", 130_000_000),
        ("第三条少报了5人", 2, "people", 40),
        ("效益多写了20万", 4, "amount_fen", 100_000_000),
        ("发明专利受理改成2项", 1, "number", 2),
        ("刚才那条带徒应该是5人", 3, "number", 5),
        ("上次说的培训35人改成了53人", 2, "people", 53),
    ],
)
def test_one_value_is_corrected(said: str, place: int, field: str, value: object) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    assert fixed is not None
    assert (fixed.changed, fixed.dropped, fixed.unclear) == ((place,), (), ())
    assert getattr(fixed.facts[place], field) == value
    assert [one for at, one in enumerate(fixed.facts) if at != place] == [
        one for at, one in enumerate(FACTS) if at != place
    ]


@pytest.mark.parametrize(
    "said", ["不是本月,是上月", "不是本月\uff0c是上月\u3002", "应该是上个月的", "都是11月的", "五条都是上个月的"]
)
def test_a_date_may_be_of_all(said: str) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    assert fixed is not None
    assert {(one.begins_on, one.ends_on) for one in fixed.facts} == {("2026-11-01", "2026-11-30")}
    assert fixed.changed == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("said", "dropped"),
    [
        ("第2条删掉", (1,)),
        ("不要第三条", (2,)),
        ("去掉最后一条", (4,)),
        ("删掉带徒", (3,)),
        ("第1、2条删掉", (0, 1)),
        ("专利和带徒都删掉", (0, 1, 3)),
    ],
)
def test_lines_are_dropped(said: str, dropped: tuple[int, ...]) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    assert fixed is not None
    assert fixed.dropped == dropped
    assert fixed.origins == tuple(place for place in range(5) if place not in dropped)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("再加一条:获奖1项", "获奖"),
        ("还有论文发表2篇", "论文"),
        ("漏了一条,出师1人", "出师"),
        ("少写了一个,软著1项", "软件著作权"),
    ],
)
def test_a_line_is_added(said: str, kind: str) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    assert fixed is not None
    assert (fixed.facts[:5], fixed.facts[5].kind, fixed.changed, fixed.origins[5]) == (FACTS, kind, (5,), None)


def test_what_is_added_has_the_days_of_its_siblings() -> None:
    facts = read_news("11月发明专利授权1项", NOW, ZONE).facts
    fixed = read_fix("再加一条:获奖1项", facts, NOW, ZONE)
    assert fixed is not None
    assert [(one.begins_on, one.ends_on) for one in fixed.facts] == [("2026-11-01", "2026-11-30")] * 2
    assert fixed.doubts == ()


def test_a_patent_has_no_heads() -> None:
    assert read_fix("30人", FACTS[:1], NOW, ZONE) is None


@pytest.mark.parametrize(
    ("said", "unclear"), [("专利是3项", (0, 1)), ("删掉专利", (0, 1)), ("专利号是ZL202310456789.1", (0, 1))]
)
def test_what_may_mean_several_changes_none(said: str, unclear: tuple[int, ...]) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    assert fixed is not None
    assert (fixed.facts, fixed.changed, fixed.unclear) == (FACTS, (), unclear)


def test_a_bare_amount_is_asked() -> None:
    fixed = read_fix("效益改成35", FACTS, NOW, ZONE)
    assert fixed is not None
    assert fixed.facts[4].amount_fen is None
    assert [(one.place, one.field, one.why, one.choices) for one in fixed.doubts] == [
        (4, "amount_fen", Why.UNIT, ("3500", "35000000"))
    ]


@pytest.mark.parametrize(
    "said",
    [
        "专利多少项",
        "好的",
        "谢谢",
        "第9条删掉",
        "11月培训20人",
        "专利是几项",
        "什么时候能审完",
        "",
        "全部保存",
        "12月3日讲课一次",
        "实用新型不是2项",
        "我写错了",
    ],
)
def test_what_corrects_nothing(said: str) -> None:
    assert read_fix(said, FACTS, NOW, ZONE) is None


_PIECES = (
    "第2条 专利 带徒 培训 效益 不是 是 改成 删掉 再加一条 3项 35人 20万 上月"
    " 6月8日 受理 《甲》 , 题目 人数 金额 都 最后一条 的 吗"
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.split(" ")), max_size=8).map("".join) | st.text(max_size=40))
def test_every_line_is_read_without_a_fuss(said: str) -> None:
    fixed = read_fix(said, FACTS, NOW, ZONE)
    if fixed is not None:
        assert len(fixed.facts) == len(fixed.origins)
        assert all(place < len(fixed.facts) for place in fixed.changed)
        for place, origin in enumerate(fixed.origins):
            assert origin is None or place in fixed.changed or fixed.facts[place] == FACTS[origin]
