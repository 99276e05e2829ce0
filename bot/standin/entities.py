"""Text as Telegram keeps it: plain characters, and entities that say which of them are bold, a link or a command.

Offsets and lengths are UTF-16 code units, so an emoji counts two.
"""

import html
import itertools
import re

from bot.standin.refusals import Json

_DROPPED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")
_WHITE = " \n"

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<url>https?://[^\s<>\"'，。；、（）()「」《》]+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?!\w))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w&])#(?=\w*[^\W\d_])\w{1,256})"
    r"|(?P<phone_number>(?<![\w+])\+\d{8,15}(?!\w))"
    r"|(?P<domain>(?<![\w.@-])(?:[A-Za-z0-9-]+\.)+(?:com|org|net|cn|me|io|gov|edu|info)(?:/[^\s<>]*)?(?!\w))"
)
_MAYBE = re.compile(r"[/@#+.]")


def units(text: str) -> int:
    """The length of `text` in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Drop what Telegram drops from a bot's text (carriage returns, bidi overrides); control characters become spaces."""
    if text.isprintable():
        return text
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut spaces and line feeds at both ends, entities following; entities over nothing but these go."""
    if not text or (text[0] not in _WHITE and text[-1] not in _WHITE and not entities):
        return text, entities
    text = text.rstrip(_WHITE)
    first = min((entity["offset"] for entity in entities), default=len(text))
    cut = min(len(text) - len(text.lstrip(_WHITE)), first)  # nothing is cut inside an entity
    text, end = text[cut:], units(text) - cut
    kept = []
    for entity in entities:
        offset = entity["offset"] - cut
        length = min(entity["length"], end - offset)
        if length > 0:
            kept.append({**entity, "offset": offset, "length": length})
    return text, kept


def find(text: str) -> list[Json]:
    """The commands, mentions, links and the like that Telegram finds in a text by itself."""
    if not _MAYBE.search(text):
        return []
    found: list[Json] = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        shown = match.group().rstrip(".,;:!?") if kind in {"url", "domain"} else match.group()
        found.append(
            {
                "type": "url" if kind == "domain" else kind,
                "offset": units(text[: match.start()]),
                "length": units(shown),
            }
        )
    return found


def merge(entities: list[Json], found: list[Json]) -> list[Json]:
    """Add what Telegram found, except across what somebody marked as a link or as code."""
    fixed = [e for e in entities if e["type"] not in {"bold", "italic", "underline", "strikethrough", "spoiler"}]
    blocks = {"blockquote", "expandable_blockquote"}
    new = [
        entity
        for entity in found
        if not any(
            other["type"] not in blocks
            and entity["offset"] < other["offset"] + other["length"]
            and other["offset"] < entity["offset"] + entity["length"]
            for other in fixed
        )
    ]
    return sorted([*entities, *new], key=lambda e: (e["offset"], -e["length"])) if new else entities


_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "blockquote": "blockquote",
}
_RENDERED = {*_TAGS, "pre", "expandable_blockquote", "url", "text_link", "text_mention", "custom_emoji", "date_time"}


def _tags(entity: Json, text: str) -> tuple[str, str]:
    """What goes before and behind the text of an entity."""
    match entity["type"]:
        case "url":
            url = text if "://" in text else f"http://{text}"
            return f'<a href="{html.escape(url)}">', "</a>"
        case "text_link":
            return f'<a href="{html.escape(entity["url"])}">', "</a>"
        case "text_mention":
            return f'<a href="tg://user?id={entity["user"]["id"]}">', "</a>"
        case "pre" if entity.get("language"):
            return f'<pre><code class="language-{html.escape(entity["language"])}">', "</code></pre>"
        case "pre":
            return "<pre>", "</pre>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity["custom_emoji_id"]}">', "</tg-emoji>"
        case "date_time":
            return f'<tg-time unix="{entity["unix_time"]}" format="{entity["date_time_format"]}">', "</tg-time>"
        case plain:
            return f"<{_TAGS[plain]}>", f"</{_TAGS[plain]}>"


def render(text: str, entities: list[Json]) -> str:
    """Safe HTML for those who look on: everything escaped, tags nested even where entities overlap."""
    shown = [entity for entity in entities if entity["type"] in _RENDERED]
    if not shown:
        return html.escape(text, quote=False)
    raw = text.encode("utf-16-le", "surrogatepass")
    end = len(raw) // 2
    spans = [(min(e["offset"], end), min(e["offset"] + e["length"], end), e) for e in shown]
    edges = sorted({0, end, *(begin for begin, _, _ in spans), *(stop for _, stop, _ in spans)})
    out: list[str] = []
    opened: list[tuple[int, str, str]] = []  # where it ends, its start tag, its end tag
    for begin, stop in itertools.pairwise(edges):
        reopen = []
        while any(until <= begin for until, _, _ in opened):
            until, start_tag, end_tag = opened.pop()
            out.append(end_tag)
            if until > begin:
                reopen.append((until, start_tag, end_tag))
        for until, start_tag, end_tag in reversed(reopen):
            out.append(start_tag)
            opened.append((until, start_tag, end_tag))
        for first, until, entity in spans:
            if first == begin and until > begin:
                start_tag, end_tag = _tags(entity, _piece(raw, first, until))
                out.append(start_tag)
                opened.append((until, start_tag, end_tag))
        out.append(html.escape(_piece(raw, begin, stop), quote=False))
    out += [end_tag for _, _, end_tag in reversed(opened)]
    return "".join(out)


def _piece(raw: bytes, begin: int, end: int) -> str:
    return raw[2 * begin : 2 * end].decode("utf-16-le", "replace")
