"""What is typed about news that are written already."""

import pytest

from handlers.language.saved_news import added, agrees, corrects, points, says_save, states, without_reference


@pytest.mark.parametrize(
    "text", ["保存", "保存吧", "都对", "都对，保存", "对", "正确", "好的", "可以", "是的", "没问题，提交吧", "行", "OK"]
)
def test_agreed(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "text", ["不对", "别保存", "先不保存", "怎么保存", "保存了吗", "好的，再加一条", "是3项", "专利2项", "", "。", "👍"]
)
def test_not_agreed(text: str) -> None:
    assert not agrees(text)


def test_what_points_at_something_written_before() -> None:
    assert says_save("没问题，保存")
    assert not says_save("没问题")
    for text in ("第一条少报了5人", "我写错了", "两条都是上个月的", "培训人数写多了，是60", "专利不是1项"):
        assert corrects(text), text
    for text in ("本月专利2项", "报错名了怎么改", "是不是错了"):
        assert not corrects(text), text
    assert points("第1条30人")
    assert points("三十五人")
    assert points("7月也是30万")
    assert not points("第1条是什么意思？")
    assert not points("2026年培训")
    assert states("专利是3项")
    assert not states("本月拿到专利3项")
    assert added("少写了一个，软著1项") == "软著1项"
    assert added("少年宫讲课一次") is None
    assert without_reference("上次说的培训35人改成了53人") == "培训35人改成了53人"
    assert without_reference("刚才那条专利应该是5项") == "专利应该是5项"
    assert without_reference("上半年培训35人") is None
