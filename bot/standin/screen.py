"""What a phone shows of a chat: Bot API messages to what the page's script draws (page/message.js)."""

from bot.standin.refusals import Json

OTHERS = (
    "sticker",
    "voice",
    "video",
    "animation",
    "audio",
    "location",
    "contact",
    "poll",
    "venue",
    "video_note",
    "dice",
)
"""Kinds of message the page names instead of drawing."""


def bubble(message: Json, bot_id: int, file_url: str) -> Json:
    """One message for the page. `file_url` is where its photo or document can be fetched."""
    markup = message.get("reply_markup") or {}
    text = "text" if "text" in message else "caption"
    shown: Json = {
        "id": message["message_id"],
        "own": message.get("from", {}).get("id") != bot_id,
        "date": message["date"] * 1000,
        "edited": bool(message.get("edit_date")),
        "text": message.get(text, ""),
        "entities": message.get("entities" if text == "text" else "caption_entities", []),
        "inline": [[_button(button) for button in row] for row in markup.get("inline_keyboard", [])],
        "reactions": [reaction.get("emoji", "★") for reaction in message.get("reactions", [])],
        "reply_to": _first_line(message.get("reply_to_message") or {}),
    }
    if message.get("photo"):
        largest = message["photo"][-1]
        shown["photo"] = {"url": file_url, "width": largest.get("width"), "height": largest.get("height")}
    elif document := message.get("document"):
        name, size = document.get("file_name") or "file", document.get("file_size", 0)
        shown["document"] = {"url": file_url, "name": name, "size": size}
    shown["other"] = next((kind for kind in OTHERS if kind in message), "")
    return shown


def _button(button: Json) -> Json:
    shown = {"text": button["text"]}
    if "callback_data" in button:
        shown["data"] = button["callback_data"]
    if "url" in button:
        shown["url"] = button["url"] if "://" in button["url"] else f"https://{button['url']}"
    return shown


def _first_line(message: Json) -> str:
    text = message.get("text") or message.get("caption") or ""
    return str(text).split("\n", 1)[0][:80]
