"""Reply markup: what Telegram accepts under a message or under the input field, and what it refuses."""

from typing import Any

from bot.standin.params import Params
from bot.standin.refusals import Json, bad_request

LONGEST_DATA = 64
"""Bytes of `callback_data`, by the Bot API's description of InlineKeyboardButton."""
MOST_BUTTONS = 100
"""Buttons under one message; Telegram does not document the number, bots meet it as this refusal."""

_URL_STARTS = ("http://", "https://", "tg://")
_BEHAVIOURS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def reply_markup(params: Params) -> Json:
    """The markup of a call as Telegram keeps it; {} when there is none. Raises `Refused`."""
    markup = params.json("reply_markup", "reply keyboard markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if keyboard := _rows(markup, "keyboard", 'field "keyboard" must be an Array of Arrays'):
        kept = {
            name: markup[name]
            for name in ("is_persistent", "resize_keyboard", "one_time_keyboard", "input_field_placeholder")
            if markup.get(name)
        }
        return {"keyboard": [[_key(button) for button in row] for row in keyboard], **kept}
    wrong = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if inline := _rows(markup, "inline_keyboard", wrong):
        if sum(len(row) for row in inline) > MOST_BUTTONS:
            raise bad_request("reply markup is too long")
        return {"inline_keyboard": [[_button(button) for button in row] for row in inline]}
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply"):
        return {"force_reply": True}
    return {}


def inline_only(params: Params) -> Json:
    """The markup of an edit: an inline keyboard or nothing, because nothing else can be edited."""
    markup = reply_markup(params)
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(markup: Json, name: str, wrong: str) -> list[list[Any]]:
    rows = markup.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list | tuple) or not all(isinstance(row, list | tuple) for row in rows):
        raise bad_request(wrong)
    return [list(row) for row in rows if row]


def _key(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if "text" not in button:
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not str(button["text"]).strip():
        raise bad_request("keyboard button text must be non-empty")
    return dict(button)


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not str(button["text"]).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if url := button.get("url"):
        if "://" in url and not url.startswith(_URL_STARTS):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
        if "://" not in url and "." not in url:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    elif data := button.get("callback_data"):
        if len(str(data).encode("utf-8", "surrogatepass")) > LONGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not any(name in button for name in _BEHAVIOURS):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return dict(button)
