"""HTML as Telegram reads it."""

import pytest

from bot.standin.entities import clean, find, merge, render, trim, units
from bot.standin.markup import parse
from bot.standin.refusals import Refused


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("没有标记", "没有标记", []),
        ("<b>粗</b>", "粗", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<STRONG>粗</STRONG>", "粗", [{"type": "bold", "offset": 0, "length": 1}]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<b>外<i>内</i></b>", "外内", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>粗</b>", "😀粗", [("bold", 2, 1)]),
        ("<b></b>空", "空", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b >a</b >", "a", [("bold", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        (
            '<pre><code class="language-python">a</code></pre>',
            "a",
            [{"type": "pre", "offset": 0, "length": 1, "language": "python"}],
        ),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        (
            '<a href="https://e.com/?a=1&amp;b=2">看</a>',
            "看",
            [{"type": "text_link", "offset": 0, "length": 1, "url": "https://e.com/?a=1&b=2"}],
        ),
        ("<a href='e.com'>看</a>", "看", [{"type": "text_link", "offset": 0, "length": 1, "url": "http://e.com/"}]),
        ("<a href='javascript:alert(1)'>看</a>", "看", []),
        (
            "<a href='tg://user?id=900001'>他</a>",
            "他",
            [
                {
                    "type": "text_mention",
                    "offset": 0,
                    "length": 1,
                    "user": {"id": 900001, "is_bot": False, "first_name": ""},
                }
            ],
        ),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5368324170671202286"}],
        ),
        (
            '<tg-time unix="1647531900" format="wDT">明天</tg-time>',
            "明天",
            [{"type": "date_time", "offset": 0, "length": 2, "unix_time": 1647531900, "date_time_format": "wDT"}],
        ),
        ("1 &lt; 2 &amp;&gt; &quot;&#20013;&#x6587;&quot;", '1 < 2 &> "中文"', []),
        ("&nbsp;&copy &unknown; & &#0;", "&nbsp;&copy &unknown; & &#0;", []),
        ("&lt&gt", "<>", []),
    ],
)
def test_what_telegram_reads(source: str, text: str, entities: list[object]) -> None:
    wanted = [
        {"type": one[0], "offset": one[1], "length": one[2]} if isinstance(one, tuple) else one for one in entities
    ]
    assert parse(source) == (text, wanted)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("中<div>x</div>", 'Unsupported start tag "div" at byte offset 3'),
        ("a<br/>b", 'Unsupported start tag "br/" at byte offset 1'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("<a href", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<b ", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time unix='1' format='q'>x</tg-time>", "Invalid date format used"),
    ],
)
def test_what_telegram_refuses(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(source)
    assert refused.value.status == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    "html",
    [
        "<b>粗<i>斜</i></b>体 &lt;x&gt;",
        '<a href="https://e.com/?a=1&amp;b=2">看</a>',
        '<pre><code class="language-python">a &amp; b</code></pre>',
        "<blockquote expandable>a</blockquote><tg-spoiler>b</tg-spoiler>",
        '<tg-emoji emoji-id="5">😀</tg-emoji><code>c</code>',
    ],
)
def test_what_is_parsed_is_rendered_again(html: str) -> None:
    assert render(*parse(html)) == html


def test_overlapping_entities_are_rendered_nested() -> None:
    overlapping = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 1, "length": 4}]
    assert render("ab<c>", overlapping) == "<b>a<i>b&lt;</i></b><i>c&gt;</i>"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("请看 /help@studio_bot 和 /studios", [("bot_command", "/help@studio_bot"), ("bot_command", "/studios")]),
        ("/帮助 a/b 1/2 /help帮助", []),
        ("问 @studio_bot 一下", [("mention", "@studio_bot")]),
        ("见 https://e.com/a?b=1。好", [("url", "https://e.com/a?b=1")]),
        ("见 e.com.", [("url", "e.com")]),
        ("a@e.com", [("email", "a@e.com")]),
        ("#招生 1# #12", [("hashtag", "#招生")]),
        ("+8613800000000", [("phone_number", "+8613800000000")]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    raw = text.encode("utf-16-le")
    shown = [
        (one["type"], raw[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"))
        for one in find(text)
    ]
    assert shown == found


def test_nothing_is_found_inside_links_and_code() -> None:
    text, marked = parse("<code>/start</code> <b>/help</b>")
    assert [one["type"] for one in merge(marked, find(text))] == ["code", "bold", "bot_command"]


def test_ends_are_trimmed_and_entities_follow() -> None:
    assert trim("  \n你好 ", []) == ("你好", [])
    assert trim(*parse("  <b>你</b>好  ")) == ("你好", [{"type": "bold", "offset": 0, "length": 1}])
    assert trim(*parse("好<i>  </i>")) == ("好", [])


def test_characters_that_telegram_drops() -> None:
    assert clean("a\r\nb\tc\u202ed\x00") == "a\nb cd "


def test_an_emoji_counts_two() -> None:
    assert units("a中😀") == 4
