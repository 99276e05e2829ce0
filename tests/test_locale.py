"""The catalogues: every text is translated, none is left over, and nothing is lost in translation."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from handlers.kit.typography import typeset
from handlers.kit.words import LANGUAGES, SOURCE_LANGUAGE
from tests.messages import KEYWORDS, ROOT, catalogue, collected

OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
PLACES = re.compile(r"\{\w*(?::,)?\}|%\(\w+\)s")
TAGS = re.compile(r"</?\w+[^>]*>")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|「[^」]*」|<code>.*?</code>|<i>.*?</i>|#快报(?: 培训35人次)?")
STAYS_CHINESE = {"语言 / Language"}
"""Texts that hold Chinese in every language."""
FROM_TABLES = re.compile(
    r"(ATTRIBUTE_LABELS|STATES|names|WEEKDAYS|MONTHS|CYCLE_NAMES|KIND_NAMES|LIST_NAMES|FLAWS|ROLE_NAMES|FIELD_NAMES|MAY|REFUSALS|NAMES|PLANS|STATE_NAMES|RECORD_FIELDS)\[.*\]|label|value|name|message|reason|one|self\._label\(.*\)|(door|form|self)\.\w+"
)
"""What may be translated without standing in the call: it comes from a table that `tests.messages` knows."""


def _messages(language: str) -> list[Message]:
    with catalogue(language).open("rb") as source:
        return [message for message in read_po(source, locale=language) if message.id]


def _forms(message: Message) -> list[tuple[str, str]]:
    """(source, translation) of each form; the plural source stands for all."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[1], text) for text in message.string]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    known = {message.id for message in _messages(language)}
    assert sorted(map(str, set(collected()) - known)) == [], "new; run `python -m tests.messages` and translate"
    assert sorted(map(str, known - set(collected()))) == [], "gone; run `python -m tests.messages`"
    untranslated = [source for message in _messages(language) for source, text in _forms(message) if not text]
    assert untranslated == []
    assert not any(message.fuzzy for message in _messages(language))


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_lost_in_translation(language: str) -> None:
    wrong = []
    for message in _messages(language):
        for source, text in _forms(message):
            places = set(PLACES.findall(text))
            singular = not isinstance(message.id, str) and text == message.string[0]
            missing = set(PLACES.findall(source)) - places - ({"{number}", "%(num)s"} if singular else set())
            if missing or places - set(PLACES.findall(source)) or TAGS.findall(source) != TAGS.findall(text):
                wrong.append((source, text))
    assert wrong == []


def test_english_is_english() -> None:
    left = [
        (source, text)
        for message in _messages("en")
        for source, text in _forms(message)
        if CHINESE.search(QUOTED.sub("", text)) and source not in STAYS_CHINESE
    ]
    assert left == []


def test_what_is_translated_stands_where_it_can_be_collected() -> None:
    hidden = []
    for path in (ROOT / "handlers").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not call.args:
                continue
            first = call.args[0]
            if call.func.attr not in KEYWORDS or isinstance(first, ast.Constant) or _counts(call, path):
                continue
            if not FROM_TABLES.fullmatch(ast.unparse(first)):
                hidden.append(f"{path.name}:{call.lineno} {ast.unparse(call)[:80]}")
    assert hidden == []


def _counts(call: ast.Call, path: Path) -> bool:
    """A function of ours that is called `count` and counts."""
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr == "count" and ast.unparse(call.func.value) not in ("context", "words", "self.words")


def test_chinese_texts_are_printed_with_chinese_marks() -> None:
    narrow = re.compile(r"(?<=[\u4e00-\u9fff])[,:;?!]|[,:;?!](?=[\u4e00-\u9fff])")
    wrong = []
    for message in collected():
        for text in (message,) if isinstance(message, str) else message:
            shown = typeset(text)
            if narrow.search(re.sub(r"<code>.*?</code>", "", shown)):
                wrong.append(shown)
    assert wrong == []
