"""What a phone shows of a chat: Bot API messages to what the page's script draws (page/message.js)."""

from bot.standin.refusals import Json

NAMED = ("video", "animation", "audio", "poll", "venue", "video_note", "dice")
"""Kinds of message the page only names."""


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
        url = (
            f"{file_url}?{largest['file_unique_id']}"  # a picture put in its place is not the one the browser has kept
        )
        shown["photo"] = {"url": url, "width": largest.get("width"), "height": largest.get("height")}
    elif document := message.get("document") or message.get("video"):
        name, size = document.get("file_name") or "file", document.get("file_size", 0)
        shown["document"] = {"url": file_url, "name": name, "size": size}
    elif other := _other(message):
        shown["other"] = other
    return shown


def _other(message: Json) -> Json | None:
    """What is neither text, photo nor document: its kind, and a few words for what can be told of it."""
    if sticker := message.get("sticker"):
        return {"kind": "sticker", "text": sticker.get("emoji", "")}
    if voice := message.get("voice"):
        return {"kind": "voice", "text": f"0:{voice.get('duration', 0):02d}"}
    if place := message.get("location"):
        return {"kind": "location", "text": f"{place['latitude']}, {place['longitude']}"}
    if contact := message.get("contact"):
        return {"kind": "contact", "text": f"{contact['first_name']} {contact['phone_number']}"}
    return next(({"kind": kind, "text": ""} for kind in NAMED if kind in message), None)


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
