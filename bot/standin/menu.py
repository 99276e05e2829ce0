"""What a bot says of itself: its command menus by scope and language, its name and its descriptions."""

import re

from bot.standin.chats import Chat, Chats
from bot.standin.params import Params
from bot.standin.refusals import Json, bad_request

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_LIMITS = {"name": 64, "description": 512, "short_description": 120}

Scope = tuple[str, int, int]
"""Type, chat and user of a BotCommandScope; 0 where the type has none."""

_WIDE = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_NARROW = {"chat", "chat_administrators", "chat_member"}


class Menu:
    """setMyCommands and its kin."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._commands: dict[tuple[Scope, str], list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def seen_by(self, chat: Chat, user: int, language: str) -> list[Json]:
        """The commands somebody is offered in a chat, by the Bot API's "Determining list of commands".

        `language` is what their app reports, 'zh-hans' for one; menus are kept by two letters.
        """
        default = ("default", 0, 0)
        if chat.kind == "private":
            scopes: list[Scope] = [("chat", chat.id, 0), ("all_private_chats", 0, 0), default]
        else:
            admin = chat.members.get(user) in {"creator", "administrator"}
            scopes = [
                ("chat_member", chat.id, user),
                *([("chat_administrators", chat.id, 0)] if admin else []),
                ("chat", chat.id, 0),
                *([("all_chat_administrators", 0, 0)] if admin else []),
                ("all_group_chats", 0, 0),
                default,
            ]
        for scope in scopes:
            for code in (language[:2].lower(), ""):
                if commands := self._commands.get((scope, code)):
                    return commands
        return []

    def set_commands(self, params: Params) -> bool:
        """The Bot API's setMyCommands."""
        commands = params.json("commands", "commands")
        if not isinstance(commands, list | tuple):
            raise bad_request("expected an Array of BotCommand")
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        kept = [_command(command) for command in commands]
        self._commands[self._scope(params), _language(params)] = kept
        return True

    def get_commands(self, params: Params) -> list[Json]:
        """The Bot API's getMyCommands: exactly that scope and language."""
        return self._commands.get((self._scope(params), _language(params)), [])

    def delete_commands(self, params: Params) -> bool:
        """The Bot API's deleteMyCommands."""
        self._commands.pop((self._scope(params), _language(params)), None)
        return True

    def _scope(self, params: Params) -> Scope:
        scope = params.json("scope", "BotCommandScope")
        if scope is None:
            return ("default", 0, 0)
        if not isinstance(scope, dict):
            raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
        kind = str(scope.get("type", ""))
        if kind in _WIDE:
            return (kind, 0, 0)
        if kind not in _NARROW:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        inner = Params(scope)
        if not inner.text("chat_id"):
            raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
        user = inner.number("user_id")
        if kind == "chat_member" and user <= 0:
            raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
        chat = self._chats.find(inner)
        if kind != "chat" and chat.kind == "private":
            raise bad_request("chat_id is not a group")
        return (kind, chat.id, user if kind == "chat_member" else 0)

    def set_text(self, which: str, params: Params) -> bool:
        """The Bot API's setMyName, setMyDescription and setMyShortDescription."""
        text = params.text(which)
        if len(text) > _LIMITS[which]:
            raise bad_request(f"BOT_{which.upper()}_TOO_LONG")
        self._texts[which, _language(params)] = text
        return True

    def get_text(self, which: str, params: Params) -> Json:
        """The Bot API's getMyName, getMyDescription and getMyShortDescription."""
        language = _language(params)
        text = self._texts.get((which, language)) or self._texts.get((which, ""), "")
        if which == "name" and not text:
            text = self._chats.bot["first_name"]
        return {which: text}


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    for field, value in (("command", name), ("description", description)):
        if not isinstance(value, str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    if not _COMMAND.fullmatch(str(name).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(description)) <= LONGEST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": str(name).removeprefix("/"), "description": description}
