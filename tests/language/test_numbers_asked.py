"""Questions for figures: what is counted, whose, of when, by what; and what only sounds like one."""

import pytest

from handlers.language.numbers_asked import By, Flaw, Measure, read_numbers
from storage.model.records import PATENTS
from tests.language.test_spans import ZONE, at

NOW = at("2026-12-15 10:00")
YEAR = ("2026-01-01", "2026-12-31")
THIRD = ("2026-07-01", "2026-09-30")


@pytest.mark.parametrize(
    ("said", "measure", "by", "days", "who"),
    [
        ("今年全区多少专利", Measure.PATENTS, By.NOTHING, YEAR, ""),
        ("各行业工作室数量对比", Measure.STUDIOS, By.SECTOR, ("", ""), ""),
        ("谁还没交三季报", Measure.OWING, By.NOTHING, THIRD, ""),
        ("三季报没交的有哪些", Measure.OWING, By.NOTHING, THIRD, ""),
        ("哪些工作室没交月报", Measure.OWING, By.NOTHING, ("", ""), ""),
        ("谁欠报告", Measure.OWING, By.NOTHING, ("", ""), ""),
        ("王文韬今年的专利", Measure.PATENTS, By.NOTHING, YEAR, "王文韬"),
        ("上季度各级别效益", Measure.BENEFIT, By.LEVEL, THIRD, ""),
        ("本月培训了多少人", Measure.TRAINING, By.NOTHING, ("2026-12-01", "2026-12-31"), ""),
        ("各工作室专利排名", Measure.PATENTS, By.STUDIO, ("", ""), ""),
        ("哪个行业专利最多", Measure.PATENTS, By.SECTOR, ("", ""), ""),
        ("按月看论文趋势", Measure.RESULTS, By.MONTH, ("", ""), ""),
        ("报告按时率", Measure.ON_TIME, By.NOTHING, ("", ""), ""),
        ("今年带徒多少人", Measure.MENTORING, By.NOTHING, YEAR, ""),
        ("近三年专利走势", Measure.PATENTS, By.MONTH, ("2023-12-15", "2026-12-15"), ""),
        ("劲松职高今年培训人次", Measure.TRAINING, By.NOTHING, YEAR, "劲松职高"),
        ("全区成果情况", Measure.RESULTS, By.NOTHING, ("", ""), ""),
        ("今年办了几场活动", Measure.ACTIVITY, By.NOTHING, YEAR, ""),
        ("社会效益今年惠及多少人", Measure.BENEFIT, By.NOTHING, YEAR, ""),
        ("直接效益最高的五个工作室", Measure.BENEFIT, By.STUDIO, ("", ""), ""),
        ("今年培训人次最多的三家", Measure.TRAINING, By.STUDIO, YEAR, ""),
        ("直接效益排名", Measure.BENEFIT, By.STUDIO, ("", ""), ""),
        ("直接效益前五", Measure.BENEFIT, By.STUDIO, ("", ""), ""),
        ("医疗卫生行业今年多少专利", Measure.PATENTS, By.SECTOR, YEAR, ""),
        ("哪个行业效益最好", Measure.BENEFIT, By.SECTOR, ("", ""), ""),
        ("市级工作室有多少专利", Measure.PATENTS, By.LEVEL, ("", ""), ""),
        ("二季度与三季度培训人次", Measure.TRAINING, By.NOTHING, ("2026-04-01", "2026-09-30"), ""),
        ("今年和去年专利对比", Measure.PATENTS, By.NOTHING, ("2025-01-01", "2026-12-31"), ""),
        ("上个月新带徒弟几个", Measure.MENTORING, By.NOTHING, ("2026-11-01", "2026-11-30"), ""),
        ("成果数量排行", Measure.RESULTS, By.STUDIO, ("", ""), ""),
        ("全区成果", Measure.RESULTS, By.NOTHING, ("", ""), ""),
        ("社会效益", Measure.BENEFIT, By.NOTHING, ("", ""), ""),
    ],
)
def test_figures_are_asked_for(said: str, measure: Measure, by: By, days: tuple[str, str], who: str) -> None:
    asked = read_numbers(said, NOW, ZONE)
    assert asked is not None
    assert (asked.measure, asked.by, (asked.begins_on, asked.ends_on), asked.who) == (measure, by, days, who)
    assert asked.sure


@pytest.mark.parametrize(
    ("said", "kinds", "stage", "benefit"),
    [
        ("三季度发明专利授权多少项", ("发明专利",), "授权", ""),
        ("今年专利总数", PATENTS, "", ""),
        ("今年获奖多少", ("获奖",), "", ""),
        ("去年直接经济效益一共多少", (), "", "direct"),
        ("社会效益情况", (), "", "social"),
        ("今年惠及多少人", (), "", "social"),
        ("服务案例今年几件", ("服务案例",), "", ""),
        ("出师多少人", ("出师",), "", ""),
    ],
)
def test_of_what_kind(said: str, kinds: tuple[str, ...], stage: str, benefit: str) -> None:
    asked = read_numbers(said, NOW, ZONE)
    assert asked is not None
    assert (asked.kinds, asked.stage, asked.benefit, asked.sure) == (kinds, stage, benefit, True)


@pytest.mark.parametrize(
    ("said", "flaw", "period"),
    [
        ("13月培训多少人", Flaw.NO_SUCH, "13月"),
        ("2月30日培训多少", Flaw.NO_SUCH, "2月30日"),
        ("第五季度培训多少", Flaw.NO_SUCH, "第五季度"),
        ("2030年专利多少", Flaw.FUTURE, "2030年"),
        ("一季度和三季度培训人次", Flaw.SEVERAL, "一季度和三季度"),
    ],
)
def test_a_period_that_cannot_be_answered_for_is_told(said: str, flaw: Flaw, period: str) -> None:
    asked = read_numbers(said, NOW, ZONE)
    assert asked is not None
    assert (asked.flaw, asked.period, asked.sure) == (flaw, period, True)
    assert flaw is Flaw.FUTURE or not asked.begins_on


@pytest.mark.parametrize(
    "said",
    [
        "哪些工作室今年没有专利",
        "建筑行业有哪些工作室",
        "专利怎么申请",
        "今年有什么培训",
        "本周有多少培训",
        "发明专利奖励多少钱",
        "谁没交作业",
        "本月拿到专利2项",
        "王文韬的专利",
        "谁会焊接",
        "明年专利多少",
        "最近有什么活动",
        "还有谁没报",
        "12月的课有多少人报名",
        "你好",
        "有没有焊工培训",
        "带徒补贴多少钱",
        "培训报名费多少",
    ],
)
def test_other_questions_are_not_surely_for_figures(said: str) -> None:
    asked = read_numbers(said, NOW, ZONE)
    assert asked is None or not asked.sure
