"""Every refusal of the methods that write, in Telegram's words."""

import json
from typing import Any

import pytest

from bot.standin.chats import DEACTIVATED
from bot.standin.clocks import FrozenClock
from bot.standin.people import Account
from bot.standin.phone import Phone
from bot.standin.telegram import BOT, TOKEN, Telegram
from tests.standin.conftest import PNG, Api

DATA = "callback_data"


def inline(*rows: list[Any]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def button(text: str = "看", data: str = "x") -> dict[str, str]:
    return {"text": text, "callback_data": data}


async def test_a_message_arrives_as_it_was_formatted(api: Api, worker: Phone, clock: FrozenClock) -> None:
    sent = await api("sendMessage", chat_id=900001, text=" <b>王文韬</b>创新工作室 /help ", parse_mode="HTML")
    assert sent["text"] == "王文韬创新工作室 /help"
    assert sent["entities"] == [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "bot_command", "offset": 9, "length": 5},
    ]
    assert sent["date"] == clock.now() // 1000
    assert sent["chat"] == {"id": 900001, "type": "private", "first_name": "示例职工甲"}
    assert sent["from"]["id"] == BOT["id"]


async def test_given_entities_are_kept(api: Api, worker: Phone) -> None:
    entities = [{"type": "italic", "offset": 0, "length": 2}, {"type": "bot_command", "offset": 0, "length": 1}]
    sent = await api("sendMessage", chat_id=900001, text="你好", entities=entities)
    assert sent["entities"] == [{"type": "italic", "offset": 0, "length": 2}]


@pytest.mark.parametrize(
    ("entity", "reason"),
    [
        ("x", "can't parse MessageEntity: expected an Object"),
        ({"type": "bold"}, "can't parse MessageEntity: Can't find field \"offset\""),
        ({"type": "loud", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        (
            {"type": "bold", "offset": 0, "length": 9},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2",
        ),
    ],
)
async def test_bad_entities(api: Api, worker: Phone, entity: Any, reason: str) -> None:
    assert await api("sendMessage", chat_id=900001, text="你好", entities=[entity]) == f"Bad Request: {reason}"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        (
            {"text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "x", "parse_mode": "loud"}, "unsupported parse_mode"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "字" * 11000}, "text is too long"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": {"keyboard": ["x"]}}, 'field "keyboard" must be an Array of Arrays'),
        ({"text": "x", "reply_markup": {"keyboard": [[{"text": ""}]]}}, "keyboard button text must be non-empty"),
        ({"text": "x", "reply_markup": inline([button(data="x" * 65)])}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": inline([button(data="字" * 22)])}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": inline([{"text": "看"}])},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": inline([{"callback_data": "x"}])},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"text": "x", "reply_markup": inline([{"text": "看", "url": "ftp://e.com"}])},
            "inline keyboard button URL 'ftp://e.com' is invalid: Unsupported URL protocol",
        ),
        ({"text": "x", "reply_markup": inline(*[[button()]] * 101)}, "reply markup is too long"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 12345}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody_here"}, "chat not found"),
    ],
)
async def test_messages_that_are_refused(api: Api, worker: Phone, params: dict[str, Any], reason: str) -> None:
    said = await api("sendMessage", **{"chat_id": 900001, **params})
    assert said == f"Bad Request: {reason}"
    assert said.status == 400


async def test_the_longest_text_caption_and_data_pass(api: Api, worker: Phone) -> None:
    markup = inline([button(data="x" * 64)])
    assert (await api("sendMessage", chat_id=900001, text="字" * 4096, reply_markup=markup))["message_id"]
    source = "<b>" + "&lt;" * 4096 + "</b>"
    assert (await api("sendMessage", chat_id=900001, text=source, parse_mode="HTML"))["text"] == "<" * 4096
    files = {"document": ("甲.xlsx", b"x", "application/octet-stream")}
    assert (await api("sendDocument", files, chat_id=900001, caption="字" * 1024))["caption"] == "字" * 1024


async def test_whom_the_bot_may_not_write_to(api: Api, telegram: Telegram, worker: Phone) -> None:
    stranger = telegram.phone(Account("stranger", 900009, "示例路人"))
    assert await api("sendMessage", chat_id=900009, text="x") == "Bad Request: chat not found"

    telegram.group("示例群", [stranger.account])
    said = await api("sendMessage", chat_id=900009, text="x")
    assert (said, said.status) == ("Forbidden: bot can't initiate conversation with a user", 403)

    worker.block()
    said = await api("sendMessage", chat_id=900001, text="x")
    assert (said, said.status) == ("Forbidden: bot was blocked by the user", 403)
    worker.unblock()
    assert (await api("sendMessage", chat_id=900001, text="x"))["text"] == "x"

    telegram.chats.private(worker.account).bot = DEACTIVATED
    assert await api("sendMessage", chat_id=900001, text="x") == "Forbidden: user is deactivated"


async def test_groups_the_bot_is_not_in(api: Api, telegram: Telegram, worker: Phone) -> None:
    group = telegram.group("示例群", [worker.account], kind="supergroup")
    assert (await api("sendMessage", chat_id=group.id, text="x"))["chat"]["title"] == "示例群"
    worker.add_bot(group, "kicked")
    said = await api("sendMessage", chat_id=group.id, text="x")
    assert (said, said.status) == ("Forbidden: bot was kicked from the supergroup chat", 403)
    worker.add_bot(group, "left")
    assert (
        await api("sendMessage", chat_id=group.id, text="x") == "Forbidden: bot is not a member of the supergroup chat"
    )
    group.migrated_to = -1001
    said = await api("sendMessage", chat_id=group.id, text="x")
    assert said == "Bad Request: group chat was upgraded to a supergroup chat"
    assert said.parameters == {"migrate_to_chat_id": -1001}
    channel = telegram.group("示例频道", [], kind="channel")
    assert await api("sendMessage", chat_id=channel.id, text="x") == (
        "Bad Request: need administrator rights in the channel chat"
    )


async def test_edits(api: Api, worker: Phone) -> None:
    sent = await api("sendMessage", chat_id=900001, text="一", reply_markup=inline([button()]))
    same = {"chat_id": 900001, "message_id": sent["message_id"]}

    async def edit(**params: Any) -> Any:
        return await api("editMessageText", **same, **params)

    assert await edit(text="一", reply_markup=inline([button()])) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
        "current content and reply markup of the message"
    )
    changed = await edit(text="二", reply_markup=inline([button()]))
    assert (changed["text"], changed["edit_date"]) == ("二", sent["date"])
    assert "reply_markup" not in await edit(text="二")
    assert (await edit(text="<b>二</b>", parse_mode="HTML"))["entities"]
    assert await edit(text="字" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert await edit(text="三", reply_markup={"keyboard": [["x"]]}) == "Bad Request: inline keyboard expected"
    markup = await api("editMessageReplyMarkup", **same, reply_markup=inline([button(data="y")]))
    assert markup["reply_markup"] == inline([button(data="y")])
    assert "not modified" in await api("editMessageReplyMarkup", **same, reply_markup=inline([button(data="y")]))
    assert await api("editMessageCaption", **same, caption="x") == (
        "Bad Request: there is no caption in the message to edit"
    )
    assert await api("editMessageText", chat_id=900001, message_id=999, text="x") == (
        "Bad Request: message to edit not found"
    )
    [own] = worker.say("我说的")
    assert await api("editMessageText", chat_id=900001, message_id=own.id, text="x") == (
        "Bad Request: message can't be edited"
    )


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(api: Api, worker: Phone) -> None:
    sent = await api("sendMessage", chat_id=900001, text="x", reply_markup={"keyboard": [["甲"]]})
    assert await api("editMessageText", chat_id=900001, message_id=sent["message_id"], text="y") == (
        "Bad Request: message can't be edited"
    )


async def test_captions(api: Api, worker: Phone) -> None:
    files = {"photo": ("p.png", PNG, "image/png")}
    assert await api("sendPhoto", files, chat_id=900001, caption="字" * 1025) == (
        "Bad Request: message caption is too long"
    )
    sent = await api("sendPhoto", files, chat_id=900001, caption="<i>图</i>", parse_mode="HTML")
    assert sent["caption_entities"] == [{"type": "italic", "offset": 0, "length": 1}]
    same = {"chat_id": 900001, "message_id": sent["message_id"]}
    assert await api("editMessageText", **same, text="x") == "Bad Request: there is no text in the message to edit"
    assert await api("editMessageCaption", **same, caption="字" * 1025) == "Bad Request: MEDIA_CAPTION_TOO_LONG"
    assert (await api("editMessageCaption", **same, caption="新"))["caption"] == "新"
    assert "caption" not in await api("editMessageCaption", **same)


async def test_a_picture_in_place_of_another(api: Api, worker: Phone, telegram: Telegram) -> None:
    files = {"photo": ("p.png", PNG, "image/png")}
    sent = await api("sendPhoto", files, chat_id=900001, caption="旧", reply_markup=inline([button()]))
    same = {"chat_id": 900001, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": "attach://photo", "caption": "<b>新</b>", "parse_mode": "HTML"}
    changed = await api("editMessageMedia", files, **same, media=media)
    assert (changed["caption"], "reply_markup" in changed) == ("新", False)
    assert changed["photo"][-1]["file_id"] != sent["photo"][-1]["file_id"]
    known = {"type": "photo", "media": sent["photo"][-1]["file_id"]}
    assert "caption" not in await api("editMessageMedia", **same, media=json.dumps(known))
    assert await api("editMessageMedia", **same, media={**media, "caption": "字" * 1025}) == (
        "Bad Request: MEDIA_CAPTION_TOO_LONG"
    )
    assert await api("editMessageMedia", **same, media=media) == "Bad Request: there is no photo in the request"
    assert "unsupported" in await api("editMessageMedia", **same, media={"type": "video", "media": "x"})
    assert await api("editMessageMedia", **same, media="x") == "Bad Request: can't parse media JSON object"
    assert await api("editMessageMedia", files, chat_id=900001, message_id=999, media=media) == (
        "Bad Request: message to edit not found"
    )
    text = await api("sendMessage", chat_id=900001, text="x")
    added = await api("editMessageMedia", files, chat_id=900001, message_id=text["message_id"], media=media)
    assert "text" not in added


async def test_deleting(api: Api, worker: Phone, clock: FrozenClock) -> None:
    sent = await api("sendMessage", chat_id=900001, text="x")
    [own] = worker.say("我说的")
    same = {"chat_id": 900001, "message_id": sent["message_id"]}
    assert await api("deleteMessage", chat_id=900001) == "Bad Request: message identifier is not specified"
    assert await api("deleteMessage", **same) is True
    assert await api("deleteMessage", **same) == "Bad Request: message to delete not found"
    assert await api("deleteMessage", chat_id=900001, message_id=own.id) is True
    old = await api("sendMessage", chat_id=900001, text="x")
    clock.move(48 * 3600 * 1000 + 1000)
    assert await api("deleteMessage", chat_id=900001, message_id=old["message_id"]) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_a_tap_is_answered_once_and_in_time(api: Api, worker: Phone, clock: FrozenClock) -> None:
    sent = await api("sendMessage", chat_id=900001, text="x", reply_markup=inline([button()]))
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    first = worker.tap(sent["message_id"], "x")
    assert await api("answerCallbackQuery", callback_query_id=first, text="字" * 201) == "Bad Request: MESSAGE_TOO_LONG"
    assert await api("answerCallbackQuery", callback_query_id=first, text="好") is True
    assert await api("answerCallbackQuery", callback_query_id=first) == too_old
    second = worker.tap(sent["message_id"], "x")
    clock.move(16_000)
    assert await api("answerCallbackQuery", callback_query_id=second) == too_old
    assert await api("answerCallbackQuery", callback_query_id="7") == too_old
    assert await api("answerCallbackQuery") == too_old


async def test_reactions(api: Api, worker: Phone) -> None:
    [post] = worker.say("谢谢")
    same = {"chat_id": 900001, "message_id": post.id}
    assert await api("setMessageReaction", **same, reaction=[{"type": "emoji", "emoji": "👍"}]) is True
    assert post.reactions == {BOT["id"]: "👍"}
    assert await api("setMessageReaction", **same, reaction=[{"type": "emoji", "emoji": "🦷"}]) == (
        "Bad Request: REACTION_INVALID"
    )
    assert await api("setMessageReaction", **same) is True
    assert post.reactions == {}
    assert await api("setMessageReaction", chat_id=900001, message_id=99) == "Bad Request: message to react not found"


async def test_chat_actions(api: Api, worker: Phone) -> None:
    assert await api("sendChatAction", chat_id=900001, action="typing") is True
    assert (
        await api("sendChatAction", chat_id=900001, action="sing") == "Bad Request: wrong parameter action in request"
    )


async def test_reply_keyboards_stay_until_removed(api: Api, telegram: Telegram, worker: Phone) -> None:
    chat = telegram.chats.private(worker.account)
    await api("sendMessage", chat_id=900001, text="x", reply_markup={"keyboard": [["甲", {"text": "乙"}]]})
    assert chat.keys == {"keyboard": [[{"text": "甲"}, {"text": "乙"}]]}
    await api("sendMessage", chat_id=900001, text="y")
    assert chat.keys
    await api("sendMessage", chat_id=900001, text="z", reply_markup={"remove_keyboard": True})
    assert chat.keys == {}


async def test_replies_show_what_they_answer(api: Api, worker: Phone) -> None:
    [question] = worker.say("在吗")
    sent = await api("sendMessage", chat_id=900001, text="在", reply_parameters={"message_id": question.id})
    assert sent["reply_to_message"]["text"] == "在吗"
    missing = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api("sendMessage", chat_id=900001, text="在", reply_parameters=missing)


async def test_chats_and_members(api: Api, telegram: Telegram, worker: Phone) -> None:
    other = Account("other", 900002, "示例职工乙")
    group = telegram.group("示例群", {worker.account: "administrator"})
    telegram.phone(other)
    assert (await api("getChat", chat_id=900001))["first_name"] == "示例职工甲"
    assert (await api("getChatMember", chat_id=group.id, user_id=900001))["status"] == "administrator"
    assert (await api("getChatMember", chat_id=group.id, user_id=900002))["status"] == "left"
    assert (await api("getChatMember", chat_id=group.id, user_id=BOT["id"]))["status"] == "member"
    assert await api("getChatMember", chat_id=group.id, user_id=5) == "Bad Request: PARTICIPANT_ID_INVALID"
    assert await api("leaveChat", chat_id=group.id) is True
    assert await api("leaveChat", chat_id=900001) == (
        "Bad Request: chat member status can't be changed in private chats"
    )


async def test_tokens_and_unknown_methods(telegram: Telegram) -> None:
    assert await telegram.call("nonsense", "getMe", {}) == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )
    status, body = await telegram.call("1:" + "a" * 35, "getMe", {})
    assert (status, body["description"]) == (401, "Unauthorized")
    assert (await telegram.call(TOKEN, "GETME", {}))[1]["result"]["username"] == BOT["username"]
    status, body = await telegram.call(TOKEN, "sendRocket", {})
    assert (status, body["description"]) == (404, "Not Found: method not found")
    assert telegram.unknown_methods == {"sendRocket": 1}
    telegram.unknown_methods.clear()


async def test_limits_are_kept_where_asked_for(clock: FrozenClock) -> None:
    telegram = Telegram(clock, pace=True)
    phone = telegram.phone(Account("worker", 900001, "示例职工甲"))
    phone.start()

    async def send() -> tuple[int, Any]:
        return await telegram.call(TOKEN, "sendMessage", {"chat_id": 900001, "text": "x"})

    for _ in range(5):
        assert (await send())[0] == 200
    status, body = await send()
    assert status == 429
    assert body["description"] == "Too Many Requests: retry after 1"
    assert body["parameters"] == {"retry_after": 1}
    clock.move(1000)
    assert (await send())[0] == 200
