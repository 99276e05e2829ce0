"""Command menus by scope and language, with Telegram's precedence."""

from typing import Any

import pytest

from bot.standin.phone import Phone
from bot.standin.telegram import Telegram
from tests.standin.conftest import Api


def commands(word: str) -> list[dict[str, str]]:
    return [{"command": word, "description": "说明"}]


async def test_the_narrowest_scope_and_the_own_language_win(api: Api, telegram: Telegram, worker: Phone) -> None:
    chat = telegram.chats.private(worker.account)

    def seen(language: str = "zh-hans") -> str:
        offered = telegram.menu.seen_by(chat, worker.account.id, language)
        return str(offered[0]["command"]) if offered else ""

    assert seen() == ""
    await api("setMyCommands", commands=commands("anyone"))
    assert seen() == "anyone"
    await api("setMyCommands", commands=commands("anyone_en"), language_code="en")
    assert (seen(), seen("en")) == ("anyone", "anyone_en")
    await api("setMyCommands", commands=commands("private"), scope={"type": "all_private_chats"})
    assert (seen(), seen("en")) == ("private", "private")
    await api("setMyCommands", commands=commands("me"), scope='{"type": "chat", "chat_id": 900001}')
    await api(
        "setMyCommands", commands=commands("me_zh"), scope={"type": "chat", "chat_id": 900001}, language_code="zh"
    )
    assert (seen(), seen("en")) == ("me_zh", "me")
    assert (await api("getMyCommands", scope={"type": "chat", "chat_id": 900001}))[0]["command"] == "me"
    assert await api("getMyCommands", scope={"type": "all_group_chats"}) == []
    for language in ("", "zh"):
        await api("deleteMyCommands", scope={"type": "chat", "chat_id": 900001}, language_code=language)
    assert seen() == "private"


async def test_groups_have_scopes_of_their_own(api: Api, telegram: Telegram, worker: Phone) -> None:
    group = telegram.group("示例群", {worker.account: "administrator"})
    wanted = [
        ("default", {"type": "default"}),
        ("groups", {"type": "all_group_chats"}),
        ("admins", {"type": "all_chat_administrators"}),
        ("here", {"type": "chat", "chat_id": group.id}),
        ("admins_here", {"type": "chat_administrators", "chat_id": group.id}),
        ("you", {"type": "chat_member", "chat_id": group.id, "user_id": 900001}),
    ]
    for word, scope in wanted:
        await api("setMyCommands", commands=commands(word), scope=scope)
        assert telegram.menu.seen_by(group, 900001, "zh")[0]["command"] == word
    assert telegram.menu.seen_by(group, 5, "zh")[0]["command"] == "here"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "expected an Array of BotCommand"),
        ({"commands": ["x"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "x"}]}, "can't parse BotCommand: Can't find field \"description\""),
        ({"commands": [{"command": "帮助", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": commands("x") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "moon"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat"}}, "can't parse BotCommandScope: Empty chat_id specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_menus_that_are_refused(api: Api, params: dict[str, Any], reason: str) -> None:
    assert await api("setMyCommands", **params) == f"Bad Request: {reason}"


async def test_name_and_descriptions(api: Api) -> None:
    for which in ("Name", "Description", "ShortDescription"):
        assert await api(f"setMy{which}", **{_snake(which): "助手"}) is True
        assert await api(f"setMy{which}", **{_snake(which): "Helper"}, language_code="en") is True
        assert await api(f"getMy{which}") == {_snake(which): "助手"}
        assert await api(f"getMy{which}", language_code="en") == {_snake(which): "Helper"}
        assert await api(f"getMy{which}", language_code="de") == {_snake(which): "助手"}
    assert await api("setMyName", name="字" * 65) == "Bad Request: BOT_NAME_TOO_LONG"


def _snake(which: str) -> str:
    return {"Name": "name", "Description": "description", "ShortDescription": "short_description"}[which]
