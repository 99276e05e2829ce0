"""What Telegram's apps do while one types: `**bold**`, `__italic__`, `~~strike~~`, `||spoiler||` and `` `code` `` become
formatting, and `[words](https://…)` a link. The bot gets the plain text and its entities.

Source: Telegram's help page on formatting, and tdesktop's TextWithTags (`core/ui_integration`, markdown tags).
"""

import re

from bot.standin.entities import find, merge, units
from bot.standin.refusals import Json

_TAGS = {"**": "bold", "__": "italic", "~~": "strikethrough", "||": "spoiler", "`": "code"}
_MARKED = re.compile(
    r"(?P<mark>\*\*|__|~~|\|\||`)(?P<inner>\S(?:[^\n]*?\S)?)(?P=mark)"
    r"|\[(?P<words>[^\]\n]+)\]\((?P<url>https?://[^\s)]+)\)"
)


def typed(text: str) -> tuple[str, list[Json]]:
    """The text as it is sent, and its entities (offsets in UTF-16 units). Marks inside marks stay as they are typed."""
    parts: list[str] = []
    entities: list[Json] = []
    at = length = 0
    for match in _MARKED.finditer(text):
        before, shown = text[at : match.start()], match["inner"] or match["words"]
        length += units(before)
        entity: Json = {"type": _TAGS.get(match["mark"], "text_link"), "offset": length, "length": units(shown)}
        if match["url"]:
            entity["url"] = match["url"]
        entities.append(entity)
        parts += [before, shown]
        length += units(shown)
        at = match.end()
    sent = "".join([*parts, text[at:]])
    return sent, merge(entities, find(sent))
