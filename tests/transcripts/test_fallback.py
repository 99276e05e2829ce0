"""What nobody else takes: each gets one kind sentence, or deliberately nothing."""

from pathlib import Path

import pytest

from bot.standin.refusals import Json
from tests.conftest import Play
from tests.transcripts.records import rows


async def test_unknown_commands_name_the_nearest(play: Play) -> None:
    await play("""
        甲 > /studoi
        甲 < 没有 /studoi 这个命令,您是不是要 /studios?
        甲 > /Folowing 5
        甲 < 没有 /folowing 这个命令,您是不是要 /following?
        甲 > /zzzz
        甲 < 没有 /zzzz 这个命令。全部命令见 /help,也可以直接打字问。
        # what one may not do is not suggested
        甲 > /question
        甲 < 没有 /question 这个命令…
    """)
    assert "/questions?" not in play.world.chat("甲")[-1]["text"]


async def test_commands_are_known_in_capitals(play: Play) -> None:
    await play("""
        甲 > /STUDIOS
        甲 < 工作室名录
             …
    """)


async def test_things_that_are_not_text(play: Play, database: Path) -> None:
    await play("""
        * 甲 sends a voice
        甲 < 我还听不了语音。请打字问,例如「谁懂核磁」。
        * 甲 sends a sticker
        甲 < 收到。有想查的工作室,打字问我就行,例如「谁懂核磁」。
        * 甲 sends a contact
        甲 < 这张名片我没有留存。…
        * 甲 sends a location
        甲 < 我还不会按位置找,您的位置没有留存。可以按街道找工作室。
             [按街道找]
        甲 > [按街道找]
        甲 <✎ 请选择街道:
        * english sends a sticker
        english < Got it. …
    """)
    heard = str(rows(database, "SELECT raw FROM inbox WHERE lane = '900001'"))
    assert "phone_number" not in heard
    assert "latitude" not in heard


MEDIA: dict[str, tuple[Json, str]] = {
    "video": ({"video": {"width": 1, "height": 1, "duration": 1}}, "我看不懂图片和文件"),
    "video note": ({"video_note": {"length": 1, "duration": 1}}, "我还听不了语音"),
    "audio": ({"audio": {"duration": 1}}, "我还听不了语音"),
    "animation": ({"animation": {"width": 1, "height": 1, "duration": 1}}, "我看不懂图片和文件"),
    "document": ({"document": {}}, "我看不懂图片和文件"),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, "收到"),
    "venue": (
        {"venue": {"location": {"latitude": 1, "longitude": 1}, "title": "x", "address": "y"}},
        "我还不会按位置找",
    ),
    "poll": (
        {
            "poll": {
                "id": "1",
                "question": "x",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": True,
                "members_only": False,
            }
        },
        "这类消息我看不懂",
    ),
    "something new": ({"hologram": {"size": 3}}, "这类消息我看不懂"),
}


@pytest.mark.parametrize("kind", MEDIA)
async def test_every_other_kind_of_message(play: Play, kind: str) -> None:
    body, answer = MEDIA[kind]
    for part in body.values():
        if kind in ("video", "video note", "audio", "animation", "document"):
            part |= {"file_id": "f1", "file_unique_id": "u1"}
    play.world.phone("甲").send(body)
    (event,) = await play.world.settle()
    assert event.text.startswith(answer)


async def test_an_album_gets_one_answer(play: Play) -> None:
    play.world.phone("甲").album([(f"{number}.jpg", b"x") for number in range(5)])
    (event,) = await play.world.settle()
    assert event.text.startswith("我看不懂图片和文件")
    assert event.buttons == [["转人工"]]
    await play.world.move(11_000)
    play.world.phone("甲").photo("again.jpg", b"x")
    assert len(await play.world.settle()) == 1


async def test_a_pinned_message_asks_for_nothing(play: Play) -> None:
    play.world.phone("甲").send(
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 900001, "type": "private"}}}
    )
    assert await play.world.settle() == []


async def test_a_long_paste_is_answered_once(play: Play) -> None:
    await play.world.say("甲", "长" * 10_000)
    (event,) = await play.world.settle()
    assert event.text.startswith("这段话太长")
    assert "200" in event.text
    assert event.buttons == [["转人工"]]


@pytest.mark.parametrize("text", ["\u200b", "\u202e\u200f", "\u2060\ufeff"])
async def test_nothing_to_be_seen(play: Play, text: str) -> None:
    await play.world.say("甲", text)
    (event,) = await play.world.settle()
    assert event.text.startswith("这条消息里没有看到文字")


async def test_an_edited_command_is_not_obeyed_again(play: Play) -> None:
    await play("""
        甲 > /studio
        甲 < 没有 /studio 这个命令,…
        * 甲 edits /studios
    """)


async def test_an_edited_question_is_asked_anew(play: Play) -> None:
    await play("""
        甲 > 王文韬是哪个单位的
        甲 < 王文韬创新工作室
             …
        * 甲 edits 王宝刚是哪个单位的
        甲 < 王宝刚创新工作室
             …
    """)


async def test_a_forwarded_post_is_answered_but_nobody_asked_it(play: Play, database: Path) -> None:
    await play("""
        * 甲 forwards 王文韬是哪个单位的
        甲 < 王文韬创新工作室
             …
        * 甲 forwards 食堂的周三特价菜是什么
        甲 < 没有查到与…有关的工作室,我不能乱说。
             …
    """)
    assert rows(database, "SELECT text FROM unanswered") == []


async def test_buttons_from_before_the_flood(play: Play) -> None:
    await play("""
        甲 > /start
        甲 < 百强工作室助手
             …
    """)
    await play.world.tap_data("甲", play.world.chat("甲")[-1]["message_id"], "course.nothing:12")
    (toast,) = await play.world.settle()
    assert (toast.kind, toast.text[:7]) == ("toast", "这个按钮已过期")
