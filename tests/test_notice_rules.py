"""What a notice is made of: formatting moved behind its title, limits, links, when it may begin."""

import json

import pytest

from storage.model.notices import (
    DECENT,
    NOW,
    READ,
    Button,
    Content,
    Media,
    bar,
    changed,
    link,
    loaded,
    payload,
    seconds,
    start,
    taken,
    units,
)

MINUTE_MS = 60_000


def test_entities_move_by_what_telegram_counts() -> None:
    content = Content("😀 标题", "看 这里", ({"type": "text_link", "offset": 2, "length": 2, "url": "https://x.cn"},))
    text, entities = content.message()
    assert text == "😀 标题\n\n看 这里"
    assert entities[0] == {"type": "bold", "offset": 0, "length": 5}
    moved = entities[1]
    raw = text.encode("utf-16-le")
    assert raw[2 * moved["offset"] : 2 * (moved["offset"] + moved["length"])].decode("utf-16-le") == "这里"
    assert Content("", "只有正文").message() == ("只有正文", [])


def test_white_space_is_taken_off_and_the_formatting_follows() -> None:
    text, entities = taken(
        " \n重要 通知 ",
        [
            {"type": "bold", "offset": 0, "length": 4},
            {"type": "italic", "offset": 5, "length": 3},
            {"type": "mention", "offset": 2, "length": 2},
            {"type": "underline", "offset": 7, "length": 1},
        ],
    )
    assert text == "重要 通知"
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == [("bold", 0, 2), ("italic", 3, 2)]


def test_what_is_stored_is_read_back() -> None:
    content = Content(
        "标题",
        "<b>正文</b>",
        ({"type": "date_time", "offset": 0, "length": 2, "unix_time": 1, "date_time_format": "wDt"},),
        Media("photo", "f"),
        (Button(READ), Button("link", label="看", url="https://x.cn")),
    )
    assert loaded(content.stored()) == content
    assert json.loads(content.stored())["buttons"][0] == {"kind": "read"}


def test_a_picture_makes_it_a_caption_of_another_length() -> None:
    words = Content("标题", "正文")
    assert payload(words, [])[0] == "sendMessage"
    assert changed(words, [])[0] == "editMessageText"
    picture = Content("标题", "正文", media=Media("photo", "f"))
    method, body = payload(picture, [[{"text": "已阅", "callback_data": "x"}]])
    assert (method, body["photo"], body["caption"], words.longest, picture.longest) == (
        "sendPhoto",
        "f",
        "标题\n\n正文",
        4096,
        1024,
    )
    assert "parse_mode" not in body
    method, body = changed(picture, [])
    assert (method, "photo" in body) == ("editMessageCaption", False)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://www.example.org/a?b=1", "https://www.example.org/a?b=1"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("http://www.example.org", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://localhost", ""),
        ("https://a.cn/ b", ""),
        ("https://user@evil.example", ""),
        ("tg://user?id=1", ""),
        ("https://" + "a" * 600 + ".cn", ""),
    ],
)
def test_only_whole_https_addresses_are_links(typed: str, address: str) -> None:
    assert link(typed) == address


def test_it_never_begins_before_it_can_be_undone() -> None:
    def tomorrow(_at: int) -> int:
        return 10 * MINUTE_MS

    assert start(NOW, 0, tomorrow) == MINUTE_MS
    assert start(30_000, 0, tomorrow) == MINUTE_MS
    assert start(5 * MINUTE_MS, 0, tomorrow) == 5 * MINUTE_MS
    assert start(DECENT, 0, tomorrow) == 10 * MINUTE_MS
    assert start(DECENT, 0, lambda at: at) == MINUTE_MS


def test_the_bar_is_full_only_at_the_end() -> None:
    assert bar(0, 100) == "░" * 10
    assert bar(999, 1000) == "▓" * 9 + "░"
    assert bar(1000, 1000) == "▓" * 10
    assert bar(0, 0) == "▓" * 10
    assert (seconds(0), seconds(1), seconds(100_000), units("😀")) == (0, 1, 3334, 2)
