"""Telegram's HTML: text with tags becomes plain text with entities.

The rules and the error texts are TDLib's (`MessageEntity.cpp`, `parse_html`): which tags exist, that `&nbsp;` is not an
entity, that `</>` closes whatever is open, that offsets in errors are bytes. Entity offsets are UTF-16 code units.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from bot.standin.entities import units
from bot.standin.refusals import Json, bad_request

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
"""Every tag of parse_mode HTML and the entity it makes."""

_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,7})|#([0-9]{1,8})|(lt|gt|amp|quot)(?![a-zA-Z]));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME_END = re.compile(r"[\s>]")
_ATTRIBUTE_END = re.compile(r"[\s=]")
_SPACES = re.compile(r"\s*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


@dataclass(slots=True)
class _Open:
    """A start tag that waits for its end tag."""

    tag: str
    attributes: dict[str, str | None]
    offset: int
    start: int


def parse(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of `source`, sorted as Telegram sorts them. Raises `Refused` as Telegram does."""
    if "<" not in source and "&" not in source:
        return source, []
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def run(self) -> tuple[str, list[Json]]:
        while special := _SPECIAL.search(self.source, self.at):
            self._text(self.source[self.at : special.start()])
            self.at = special.start()
            if special.group() == "&":
                self._reference()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        self._text(self.source[self.at :])
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.parts), sort(self.entities)

    def _fail(self, reason: str, at: int | None = None) -> NoReturn:
        if at is not None:
            reason += f" at byte offset {len(self.source[:at].encode('utf-8', 'surrogatepass'))}"
        raise bad_request(f"can't parse entities: {reason}")

    def _text(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.offset += units(text)

    def _reference(self) -> None:
        read = _reference(self.source, self.at)
        if read is None:  # an ampersand that is nothing else is an ampersand
            self._text("&")
            self.at += 1
        else:
            text, self.at = read
            self._text(text)

    def _start_tag(self) -> None:
        begin = self.at
        end = _NAME_END.search(self.source, begin + 1)
        if end is None:
            self._fail("Unclosed start tag", begin)
        tag = self.source[begin + 1 : end.start()].lower()
        if tag not in TAGS:
            self._fail(f'Unsupported start tag "{tag}"', begin)
        self.at = end.start()
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, attributes, self.offset, len(self.parts)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str | None]:
        """Read up to and including the '>' of a start tag."""
        attributes: dict[str, str | None] = {}
        while self._next() != ">":
            name = self._attribute_name(tag, begin)
            if self._next() == "=":
                self.at += 1
                if not self._next():
                    self._fail(f'Unclosed start tag "{tag}"', begin)
                attributes[name] = self._attribute_value(begin)
            elif tag == "blockquote" and name == "expandable":
                attributes[name] = None
            else:
                self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self.at += 1
        return attributes

    def _next(self) -> str:
        """Go on to what is not a space; '' at the end of the text."""
        spaces = _SPACES.match(self.source, self.at)
        self.at = spaces.end() if spaces else self.at
        return self.source[self.at : self.at + 1]

    def _attribute_name(self, tag: str, begin: int) -> str:
        if tag == "blockquote" and self.source.startswith("expandable>", self.at):
            self.at += len("expandable")
            return "expandable"
        end = _ATTRIBUTE_END.search(self.source, self.at)
        start, self.at = self.at, end.start() if end else len(self.source)
        if start == self.at:
            self._fail(f'Empty attribute name in the tag "{tag}"', begin)
        return self.source[start : self.at]

    def _attribute_value(self, begin: int) -> str:
        quote = self.source[self.at]
        if quote not in "'\"":
            token = _TOKEN.match(self.source, self.at)
            start, self.at = self.at, token.end() if token else self.at
            if self.at >= len(self.source):
                self._fail("Unclosed start tag", begin)
            if not _NAME_END.match(self.source, self.at):
                self._fail("Unexpected end of name token", start)
            return self.source[start : self.at].lower()
        end = self.source.find(quote, self.at + 1)
        if end < 0 or end + 1 >= len(self.source):
            self._fail("Unclosed start tag", begin)
        value = _REFERENCE.sub(_replace, self.source[self.at + 1 : end])
        self.at = end + 1
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self._fail("Unexpected end tag", begin)
        end = _NAME_END.search(self.source, begin + 2)
        name = self.source[begin + 2 : end.start() if end else len(self.source)].lower()
        close = _SPACES.match(self.source, end.start()) if end else None
        if close is None or not self.source.startswith(">", close.end()):
            self._fail("Unclosed end tag", begin)
        tag = self.open[-1].tag
        if name and name != tag:
            offset = len(self.source[:begin].encode("utf-8", "surrogatepass"))
            self._fail(f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "</{name}>"')
        self.at = close.end() + 1
        opened = self.open.pop()
        if self.offset > opened.offset:
            self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        entity: Json = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        attributes = opened.attributes
        last = self.entities[-1] if self.entities else {}
        around = last.get("offset") == entity["offset"] and last.get("length") == entity["length"]
        match opened.tag:
            case "a":
                url = attributes.get("href") or "".join(self.parts[opened.start :])
                if not link(url, entity):
                    return
            case "code":
                language = attributes.get("class") or ""
                if language.startswith("language-"):
                    entity["language"] = language.removeprefix("language-")
                    if around and last["type"] == "pre":
                        last["language"] = entity["language"]
                        return
            case "pre" if around and last["type"] == "code" and "language" in last:
                last["type"] = "pre"
                return
            case "blockquote" if "expandable" in attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                emoji = attributes.get("emoji-id") or ""
                if not emoji.isdigit() or int(emoji) == 0:
                    self._fail("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = emoji
            case "tg-time":
                unix, shape = attributes.get("unix") or "", attributes.get("format") or ""
                if not unix.isdigit():
                    self._fail("Invalid date specified")
                if not _TIME_FORMAT.fullmatch(shape):
                    self._fail("Invalid date format used")
                entity |= {"unix_time": int(unix), "date_time_format": shape}
        self.entities.append(entity)


def link(url: str, entity: Json) -> bool:
    """Make a link's entity lead to `url`, or to a person for tg://user?id=…; False when Telegram would drop the link."""
    user = _USER_LINK.fullmatch(url)
    if user:
        entity |= {
            "type": "text_mention",
            "user": {"id": int(user.group(1)), "is_bot": False, "first_name": ""},
        }
        return True
    if url.startswith(("http://", "https://", "tg://", "ton://", "tonsite://")):
        entity["url"] = url
    elif re.match(r"[\w-]+(\.[\w-]+)+([/?#:].*)?$", url):
        entity["url"] = f"http://{url}"
    else:
        return False
    if re.fullmatch(r"https?://[^/?#]+", entity["url"]):
        entity["url"] += "/"
    return True


def sort(entities: list[Json]) -> list[Json]:
    """Outer before inner; a language that no <pre> took is dropped."""
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _reference(source: str, at: int) -> tuple[str, int] | None:
    read = _REFERENCE.match(source, at)
    if read is None:
        return None
    text = _replace(read)
    return None if text == read.group() else (text, read.end())


def _replace(read: re.Match[str]) -> str:
    hexadecimal, decimal, name = read.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return read.group()
    return chr(code)
