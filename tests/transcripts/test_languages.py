"""/language: the choice changes words, menu and keyboard."""

import pytest

from bot.standin.people import Account
from tests.conftest import Play


async def test_choosing_english_and_chinese_again(play: Play) -> None:
    await play("""
        newcomer > /language
        newcomer < 请选择语言。…
             [✓ 中文] [English]
        newcomer > [English]
        newcomer <! OK, English from now on
        newcomer <✎ Please choose a language. …
             [中文] [✓ English]
        newcomer < This is English now; so are the menu and the keys below.
             [Find studios] […] [Competitions]
             […] [Ask the union] [Help]
        newcomer > Find studios
        newcomer < Studio directory
             …
        # a phone's Chinese keyboard still works
        newcomer > 找工作室
        newcomer < Studio directory
             …
        newcomer > /language
        newcomer < Please choose a language. …
        newcomer > [中文]
        newcomer <! 好的,以后用中文
        newcomer <✎ 请选择语言。…
             [✓ 中文] [English]
        newcomer < 语言已换成中文,菜单和下面的按键也换好了。
             [找工作室] [培训] [比赛]
             [我的] [转人工] [帮助]
    """)


async def test_the_menu_changes_with_the_language(play: Play) -> None:
    await play("""
        甲 > /language
        甲 < 请选择语言。…
        甲 > [English]
        …
    """)
    assert dict(play.world.commands("甲"))["studios"] == "Browse and filter studios"
    await play("""
        甲 > [中文]
        …
    """)
    assert dict(play.world.commands("甲"))["studios"] == "浏览和筛选工作室"


async def test_the_same_choice_twice_says_it_once(play: Play) -> None:
    await play("""
        甲 > /language
        甲 < 请选择语言。…
        * 甲 taps [English] twice
        甲 <! OK, English from now on
        甲 <✎ Please choose a language. …
        甲 <! OK, English from now on
        甲 < This is English now; so are the menu and the keys below.
    """)


async def test_a_language_that_nobody_speaks(play: Play) -> None:
    await play("""
        甲 > /language
        甲 < 请选择语言。…
    """)
    await play.world.tap_data("甲", play.world.chat("甲")[-1]["message_id"], "language.set:fr")
    (toast,) = await play.world.settle()
    assert (toast.kind, toast.text[:7]) == ("toast", "这个按钮已过期")


@pytest.mark.parametrize(
    ("phone_language", "said", "answered"),
    [
        ("en-GB", "/help", "Just type your question"),
        ("en-GB", "找工作室", "工作室名录"),  # who writes Chinese reads Chinese
        ("de", "/help", "直接打字问就行"),  # nobody here speaks German
        ("", "/help", "直接打字问就行"),
    ],
)
async def test_before_a_choice_the_writing_counts_and_then_the_phone(
    play: Play, phone_language: str, said: str, answered: str
) -> None:
    visitor = Account("visitor", 1_000_000_001, "Visitor", language=phone_language)
    play.world.telegram.phone(visitor).say(said)
    (event,) = await play.world.settle()
    assert event.text.startswith(answered)


async def test_who_chose_a_language_keeps_it(play: Play) -> None:
    await play("""
        english > 找工作室
        english < Studio directory
             …
    """)
