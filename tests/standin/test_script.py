"""Transcripts are read, compared and shown as they are documented."""

import re
from typing import Any

import pytest

from bot.standin.script import BadScript, Expected, Mismatch, cast, play, read
from bot.standin.world import Event, World
from tests.conftest import Play


def event(text: str = "好", **more: Any) -> Event:
    return Event("甲", more.pop("kind", "message"), text, **more)


def expected(script: str) -> Expected:
    [one] = read(f"甲 > x\n{script}")[-1].expected
    return one


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("好", "好"),
        ("…", "随便\n什么"),
        ("…", ""),
        ("找到 3 家 …", "找到 3 家 示例工作室\n第二行"),
        ("… 有空位了 …", "焊接实训 有空位了 请在 1 小时内确认"),
        ("第 … 位", "第 12 位"),
        ("已加入候补,当前第 1 位", "已加入候补，当前第 1 位"),
        ("一\n  二", "一\n\n  二"),
        ("一\n  …\n  三", "一\n二\n二\n三"),
        ("一\n  …\n  三", "一\n三"),
        ("a.b", "a.b"),
    ],
)
def test_texts_that_match(written: str, text: str) -> None:
    assert expected(f"甲 < {written}").matches(event(text))


@pytest.mark.parametrize(
    ("written", "text"),
    [("好", "好的"), ("好", "不好"), ("a.b", "axb"), ("一\n  …\n  三", "一\n二"), ("… 三", "一\n二")],
)
def test_texts_that_do_not(written: str, text: str) -> None:
    assert not expected(f"甲 < {written}").matches(event(text))


def test_buttons_are_compared_when_written() -> None:
    buttons = [["加入候补", "返回"], ["下一页"]]
    for rows in ("[加入候补] [返回]\n  [下一页]", "[加入…] [返回]\n  [下一页]", "[加入候补] [返回]\n  …", "[…]"):
        assert expected(f"甲 < 好\n  {rows}").matches(event(buttons=buttons)), rows
    assert expected("甲 < 好").matches(event(buttons=buttons))
    for rows in ("[加入候补]", "[加入候补]\n  [返回]\n  [下一页]", "[返回] [加入候补]\n  [下一页]"):
        assert not expected(f"甲 < 好\n  {rows}").matches(event(buttons=buttons)), rows
    assert not expected("甲 < 好\n  [加入候补]").matches(event())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("甲 <✎ 好", "edit"),
        ("甲 <! 好", "toast"),
        ("甲 <♥ 好", "reaction"),
        ("甲 <✗ 好", "delete"),
        ("甲 < 好", "message"),
    ],
)
def test_marks_are_kinds(written: str, kind: str) -> None:
    kinds = ("edit", "toast", "reaction", "delete", "message")
    assert [one for one in kinds if expected(written).matches(event(kind=one))] == [kind]


def test_files_stand_before_their_captions() -> None:
    document = event("说明", kind="document", file="名单.xlsx")
    assert expected("甲 < 📄 名单.xlsx\n  说明").matches(document)
    assert not expected("甲 < 📄 别的.xlsx\n  说明").matches(document)


def test_what_is_read() -> None:
    steps = read(
        """
        # a remark
        甲 > 第一行
             第二行
        甲 < 好
             [加入候补]
        …
        * +1d

        乙@群 > [加入候补]
        """
    )
    assert [(step.who, step.deed, step.loose) for step in steps] == [
        ("", "", False),
        ("甲", "第一行\n第二行", True),
        ("", "+1d", False),
        ("乙@群", "[加入候补]", False),
    ]
    assert steps[1].expected == [Expected("甲", "", ["好"], ["[加入候补]"])]


@pytest.mark.parametrize("script", ["甲 说 你好", "  甲 > x\n     y\n  ???", "* +1d\n  goes on"])
def test_what_cannot_be_read(script: str) -> None:
    with pytest.raises(BadScript, match="line"):
        read(script)


async def test_a_difference_is_shown_as_a_diff(world: World) -> None:
    with pytest.raises(Mismatch) as failure:
        await play(world, "甲 > /help\n甲 < 不是这样\n  [没有]")
    lines = str(failure.value).splitlines()
    assert " 甲 > /help" in lines
    assert "-甲 < 不是这样" in lines
    assert "-     [没有]" in lines
    assert any(re.match(r"\+甲 < .+", line) for line in lines)


async def test_what_is_received_and_not_written_fails(world: World) -> None:
    with pytest.raises(Mismatch):
        await play(world, "甲 > /help")
    await play(world, "甲 > /help\n…")
    with pytest.raises(Mismatch, match="-甲 < 还有"):
        await play(world, "甲 > /help\n甲 < 还有\n…")


async def test_what_is_written_and_not_received_fails(world: World) -> None:
    with pytest.raises(Mismatch, match="-乙 < 好"):
        await play(world, "甲 > /help\n甲 < …\n乙 < 好")


async def test_the_world_moves(play: Play) -> None:
    now = play.world.clock.now()
    await play(
        """
        * +1d2h
        * 2026-12-02T12:00
        * restart
        """
    )
    assert play.world.clock.now() - now == 27 * 3_600_000
    await play("甲 > /help\n甲 < …\n* 甲 also says /help\n甲 < …\n* 甲 blocks the bot")
    assert play.world.blocked == {"甲"}
    await play("* 甲 returns\n…")
    assert play.world.blocked == set()


async def test_a_test_may_add_lines_of_its_own(play: Play) -> None:
    async def shout(world: World, match: re.Match[str]) -> None:
        await world.say(match[1], f"/help {match[2]}")

    await play("* 甲 shouts 救命\n甲 < …", {re.compile(r"(\S+) shouts (.+)"): shout})


def test_everybody_has_a_name() -> None:
    people = cast()
    assert (people["甲"].key, people["主"].key, people["english"].id) == ("worker", "owner", 900061)
