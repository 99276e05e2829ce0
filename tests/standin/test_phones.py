"""What people do becomes the updates Telegram would make of it."""

from typing import Any

import pytest
from telegram import Update

from bot.standin.formatting import typed
from bot.standin.people import Account, newcomer, sample
from bot.standin.phone import Phone, pieces
from bot.standin.telegram import Telegram
from tests.standin.conftest import PNG, Api


async def one(api: Api) -> dict[str, Any]:
    """The only update there is, which PTB must understand; it is confirmed."""
    [update] = await api("getUpdates")
    assert Update.de_json(update, None).update_id
    await api("getUpdates", offset=update["update_id"] + 1)
    return update


async def test_words_carry_what_telegram_finds_in_them(api: Api, worker: Phone) -> None:
    worker.say("/start studio_12")
    message = (await one(api))["message"]
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": 900001, "is_bot": False, "first_name": "示例职工甲", "language_code": "zh-hans"}


async def test_a_deep_link_is_start_with_a_payload(api: Api, worker: Phone) -> None:
    worker.start("studio_12")
    assert (await one(api))["message"]["text"] == "/start studio_12"


async def test_a_long_text_is_cut_as_apps_cut_it(api: Api, worker: Phone) -> None:
    worker.say("字" * 10_000)
    lengths = [len(update["message"]["text"]) for update in await api("getUpdates")]
    assert lengths == [4096, 4096, 1808]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("短", ["短"]),
        ("", [""]),
        ("😀" * 6, ["😀" * 5, "😀"]),
        ("aaaa aaaa aaaa", ["aaaa aaaa", "aaaa"]),
        ("aaaaaaaaaaaaaa", ["aaaaaaaaaa", "aaaa"]),
    ],
)
def test_where_texts_are_cut(text: str, cut: list[str]) -> None:
    assert pieces(text, 10) == cut


async def test_other_kinds_of_message(api: Api, worker: Phone) -> None:
    worker.sticker()
    assert (await one(api))["message"]["sticker"]["emoji"] == "👍"
    worker.voice()
    assert (await one(api))["message"]["voice"]["duration"] == 3
    worker.location(39.92, 116.44)
    assert (await one(api))["message"]["location"]["latitude"] == 39.92
    worker.contact()
    assert (await one(api))["message"]["contact"]["user_id"] == 900001
    worker.forward("转来的")
    assert (await one(api))["message"]["forward_origin"]["type"] == "channel"
    worker.photo("p.png", PNG)
    assert (await one(api))["message"]["photo"]


async def test_edited_words(api: Api, worker: Phone) -> None:
    [post] = worker.say("一")
    await one(api)
    worker.edit(post.id, "二 /help")
    edited = (await one(api))["edited_message"]
    assert (edited["message_id"], edited["text"], len(edited["entities"])) == (post.id, "二 /help", 1)
    assert edited["edit_date"]


async def test_blocking_and_coming_back(api: Api, worker: Phone) -> None:
    worker.block()
    change = (await one(api))["my_chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")
    worker.unblock()
    assert (await one(api))["my_chat_member"]["new_chat_member"]["status"] == "member"
    worker.block()
    await one(api)
    worker.say("我回来了")
    kinds = [set(update) - {"update_id"} for update in await api("getUpdates")]
    assert kinds == [{"my_chat_member"}, {"message"}]


async def test_taps_on_messages_there_and_gone(api: Api, worker: Phone) -> None:
    markup = {"inline_keyboard": [[{"text": "看", "callback_data": "s:1"}]]}
    sent = await api("sendMessage", chat_id=900001, text="x", reply_markup=markup)
    worker.tap(sent["message_id"], "s:1")
    tap = (await one(api))["callback_query"]
    assert (tap["data"], tap["message"]["text"], tap["from"]["id"]) == ("s:1", "x", 900001)
    worker.tap(999, "s:1")
    assert (await one(api))["callback_query"]["message"]["date"] == 0


async def test_in_groups_the_bot_hears_what_is_meant_for_it(api: Api, telegram: Telegram, worker: Phone) -> None:
    group = telegram.group("示例群", [worker.account])
    name = telegram.me["username"]

    async def hears(text: str, reply_to: int = 0) -> bool:
        worker.say(text, group, reply_to=reply_to)
        updates = await api("getUpdates")
        if updates:
            await api("getUpdates", offset=updates[-1]["update_id"] + 1)
        return bool(updates)

    assert not await hears("大家好")
    assert await hears("/start")
    assert await hears(f"/start@{name}")
    assert not await hears("/start@another_bot")
    assert await hears(f"@{name} 医疗方面有哪些工作室")
    sent = await api("sendMessage", chat_id=group.id, text="在")
    assert await hears("谢谢", reply_to=sent["message_id"])
    worker.add_bot(group, "administrator")
    assert "my_chat_member" in await one(api)
    assert await hears("大家好")


async def test_channels(api: Api, telegram: Telegram, worker: Phone) -> None:
    channel = telegram.group("示例频道", [worker.account], kind="channel", bot="administrator")
    post = worker.say("公告", channel)[0]
    assert "from" not in (await one(api))["channel_post"]
    worker.edit(post.id, "公告二", channel)
    assert "edited_channel_post" in await one(api)


def test_the_sample_people() -> None:
    people = {account.key: account for account in sample()}
    assert people["worker"].id == 900001
    assert people["english"].language == "en"
    assert people["deputy"].studio == people["leader"].studio
    assert newcomer("路人").id == newcomer("路人").id != newcomer("路人二").id
    assert 1_000_000_000 <= newcomer("x").id < 2_000_000_000
    assert Account("x", 1, "甲", username="jia").user()["username"] == "jia"


def test_marks_become_formatting_as_in_the_apps() -> None:
    text, entities = typed("😀 **周六** 开赛，[说明](https://example.org/a)，`A-1` 和 2 ** 3 ** 4，a__b")
    assert text == "😀 周六 开赛，说明，A-1 和 2 ** 3 ** 4，a__b"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "text_link", "offset": 9, "length": 2, "url": "https://example.org/a"},
        {"type": "code", "offset": 12, "length": 3},
    ]
    assert typed("没有标记 * _ 的话") == ("没有标记 * _ 的话", [])
