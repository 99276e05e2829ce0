"""Texts are typed with ASCII marks and read with Chinese ones."""

import pytest

from handlers.kit.typography import typeset
from handlers.kit.words import load_words


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("抱歉,没有处理成功(代码 {code})。", "抱歉\uff0c没有处理成功\uff08代码 {code}\uff09。"),
        ("<b>请选择:</b>", "<b>请选择\uff1a</b>"),
        ("没有 {name} 这个命令,您是不是要 /follow?", "没有 {name} 这个命令\uff0c您是不是要 /follow\uff1f"),
        ("<b>{name}</b>\n{label}:{value}", "<b>{name}</b>\n{label}\uff1a{value}"),
        ("请看(/help)", "请看\uff08/help\uff09"),
        ("共 %(number)s 家(其中 3 家)", "共 %(number)s 家\uff08其中 3 家\uff09"),
        ('<a href="https://t.me/x?start=a">打开</a>:请', '<a href="https://t.me/x?start=a">打开</a>\uff1a请'),
    ],
)
def test_marks_between_chinese_words_are_wide(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


@pytest.mark.parametrize("text", ["1,000", "09:30", "Hello, (world)!", "{first},{second}", "", "a (b", "c) d"])
def test_everything_else_stays(text: str) -> None:
    assert typeset(text) == text


def test_only_chinese_is_typeset() -> None:
    words = load_words()
    assert str(words["zh"].t("来源:{source}", source="a,b")) == "来源\uff1aa,b"
    assert words["en"].label("An untranslated text, say") == "An untranslated text, say"
