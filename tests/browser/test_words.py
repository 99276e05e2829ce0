"""Every Chinese text on the page has its English, and no English is left over."""

import re
from pathlib import Path

from bot.standin import live, people, web

PAGE = Path(web.__file__).parent / "page"


def test_the_dictionary_is_exactly_what_the_page_says() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in PAGE.glob("*.js")}
    dictionary = scripts.pop("words.js")
    table, translator = dictionary.split("export const lang", 1)
    known = set(re.findall(r'^  "([^"]+)":', table, re.MULTILINE))
    every = "".join(scripts.values()) + translator
    used = {text for text in re.findall(r'"([^"\n]*)"', every) if re.search("[一-鿿]", text)}
    used |= set(re.findall(r'data-t(?:-label)?="([^"]+)"', (PAGE / "index.html").read_text("utf-8")))
    used -= set(re.findall(r'"([^"]+)"', scripts["examples.js"]))
    used.remove("中文")  # the name of the other language is not translated
    roles = {*live.ROLES.values(), "新账号"}
    assert {account.role for account in people.sample()} <= live.ROLES.keys()
    assert (used | roles) - known == set()
    # The rest are the server's answers; a number in them may be made there.
    server = "".join(Path(module.__file__).read_text("utf-8") for module in (live, web))
    server += re.sub(r"\{[\w /*]+\}", "0", server)
    assert {
        text for text in known - used - roles if {text, re.sub(r"\d+", "0", text)}.isdisjoint(pieces(server))
    } == set()


def pieces(source: str) -> set[str]:
    """The quoted texts of a Python source."""
    return set(re.findall(r'"([^"\n]*)"', source))
