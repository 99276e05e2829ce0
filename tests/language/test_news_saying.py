"""What is said about news rather than in them: agreeing, saving, and that something is wrong."""

import pytest

from handlers.language.news_line import read_news
from handlers.language.news_saying import Saying, saying
from tests.language.test_spans import ZONE, at

NOW = at("2026-12-15 10:00")


@pytest.mark.parametrize("said", ["保存吧", "都对\uff0c保存", "没问题,提交吧", "报上去", "好的 保存", "全部保存"])
def test_it_is_to_be_saved(said: str) -> None:
    assert saying(said) is Saying.SAVE


@pytest.mark.parametrize("said", ["对", "正确", "好的", "可以", "是的", "都对", "没问题", "嗯", "对的,没错"])
def test_it_is_right(said: str) -> None:
    assert saying(said) is Saying.YES


@pytest.mark.parametrize("said", ["专利不是1项", "我写错了", "培训人数写多了", "人数不对", "30人"])
def test_it_is_wrong_and_not_how(said: str) -> None:
    assert saying(said) is Saying.WRONG


@pytest.mark.parametrize(
    "said", ["先不保存", "不要保存", "保存了吗", "谁懂核磁", "培训35人", "", "可以吗", "不对外公开", "漏了一条"]
)
def test_it_says_none_of_that(said: str) -> None:
    assert saying(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "发明专利授权改成2项",
        "刚才那条专利应该是5项",
        "上次说的培训35人改成了53人",
        "第一条少报了5人",
        "地点改成示例实训楼",
        "专利不是1项,是2项",
    ],
)
def test_a_correction_is_no_news(said: str) -> None:
    line = read_news(said, NOW, ZONE)
    assert (line.corrects, line.sure, line.likely) == (True, False, False)


def test_a_denial_is_no_news() -> None:
    assert not read_news("专利不是1项", NOW, ZONE).likely


@pytest.mark.parametrize("said", ["旧机床改成了数控的,节约成本10万元", "漏了一条,出师1人", "发明专利授权2项"])
def test_other_news_correct_nothing(said: str) -> None:
    line = read_news(said, NOW, ZONE)
    assert (line.corrects, line.sure) == (False, True)
