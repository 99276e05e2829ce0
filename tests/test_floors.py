"""The rules of the house that no reviewer should have to remember: who may import whom, who may tell the time, who may
talk to Telegram, how large a module may be, and what no file may name."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import Bot, CallbackQuery, Message

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "handlers", "storage")
MOST_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    """Files of the repository, those not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def code(*folders: str) -> list[Path]:
    return tracked(*(f"{folder}/**/*.py" for folder in folders), *(f"{folder}/*.py" for folder in folders))


def shown(path: Path, node: ast.AST | int) -> str:
    line = node if isinstance(node, int) else getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}:{line}"


def imports(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node


# ── import-linter: each contract refuses its example ──────────────────────────────────────────────────────────────

SKELETON = {
    "bot/__init__.py": "",
    "bot/app.py": "from bot.config import Settings\nfrom handlers.rooms import ROOMS\n",
    "bot/__main__.py": "from bot import app, config\n",
    "bot/config.py": "class Settings: ...\n",
    "bot/standin/__init__.py": "",
    "bot/standin/opening.py": "from bot.app import Settings\nfrom bot.config import Settings\n",
    "bot/sender.py": "import aiohttp\nimport telegram\n",
    "handlers/__init__.py": "",
    "handlers/rooms.py": "from handlers import news, studios\nROOMS = (studios, news)\n",
    "handlers/studios.py": "import telegram\nfrom handlers.kit import words\nfrom handlers.language import intents\n"
    "from storage import studios\n",
    "handlers/news.py": "from handlers.kit import words\nfrom handlers.cards import lists\n",
    "handlers/cards/__init__.py": "",
    "handlers/cards/lists.py": "from handlers.kit import words\n",
    "handlers/kit/__init__.py": "",
    "handlers/kit/words.py": "from storage.model import people\n",
    "handlers/language/__init__.py": "",
    "handlers/language/intents.py": "import rapidfuzz\nfrom storage.model import people\n",
    "storage/__init__.py": "",
    "storage/studios.py": "import aiosql\nfrom storage.model import people\n",
    "storage/model/__init__.py": "",
    "storage/model/people.py": "import dataclasses\nfrom storage.model import rules\n",
    "storage/model/rules.py": "",
}


def lint(folder: Path, added: dict[str, str]) -> str:
    """What import-linter says of the skeleton with `added` lines, under this repository's own contracts."""
    for name, text in SKELETON.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + added.get(name, ""), encoding="utf-8")
    assert added.keys() <= SKELETON.keys()
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == bool(added), done.stdout + done.stderr
    return done.stdout


REFUSED = {
    "Arrows point down: bot, handlers, storage": [
        {"handlers/news.py": "from bot import sender\n"},
        {"storage/studios.py": "from handlers.kit import words\n"},
    ],
    "Records and rules rest on nothing of ours": [{"storage/model/people.py": "from storage import studios\n"}],
    "Rooms never import rooms": [
        {"handlers/news.py": "from handlers import studios\n"},
        {"handlers/kit/words.py": "from handlers import studios\n"},
        {"handlers/cards/lists.py": "from handlers import studios\n"},
        {"handlers/news.py": "from handlers import rooms\n"},
    ],
    "Storage does not know Telegram or the network": [
        {"storage/studios.py": "import telegram\n"},
        {"storage/model/rules.py": "import aiohttp\n"},
    ],
    "Handlers do not know the network or the database engine": [
        {"handlers/news.py": "import sqlite3\n"},
        {"handlers/kit/words.py": "import aiohttp\n"},
    ],
    "Language is pure": [
        {"handlers/language/intents.py": "from handlers.kit import words\n"},
        {"handlers/language/intents.py": "import telegram\n"},
        {"handlers/language/intents.py": "from storage import studios\n"},
    ],
    "Only the house and the command line read settings": [
        {"bot/sender.py": "from bot import config\n"},
    ],
}


def test_the_contracts_hold_for_a_well_built_house(tmp_path: Path) -> None:
    assert "0 broken" in lint(tmp_path, {})


def test_every_contract_has_its_example() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert [one["name"] for one in config["tool"]["importlinter"]["contracts"]] == list(REFUSED)


@pytest.mark.parametrize(
    ("contract", "added"), [(name, example) for name, examples in REFUSED.items() for example in examples]
)
def test_a_contract_refuses(contract: str, added: dict[str, str], tmp_path: Path) -> None:
    assert f"{contract} BROKEN" in re.sub(r"\s+", " ", lint(tmp_path, added))


# ── purity ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_model_is_standard_library_only() -> None:
    for path in code("storage/model"):
        for name, node in imports(path):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or name.startswith("storage.model"), shown(path, node)


IMPURE = {"asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "subprocess", "time"}


def test_the_model_and_the_language_do_nothing_but_think() -> None:
    for path in code("storage/model", "handlers/language"):
        for name, node in imports(path):
            assert name.split(".")[0] not in IMPURE, shown(path, node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), shown(path, node)
            called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            assert called not in {"open", "print", "input"}, shown(path, node)


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────

NOW = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
}


def asks_the_time(path: Path) -> list[ast.AST]:
    """Places where the wall clock is read (names of classes as they are commonly imported: datetime, date, dt…)."""
    found: list[ast.AST] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if ("time", alias.name) in NOW
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in NOW:
                found.append(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in plain:
            found.append(node)
    return found


def test_one_module_tells_the_time() -> None:
    for path in code(*FLOORS):
        places = asks_the_time(path)
        if path != ROOT / "bot/clock.py":
            assert not places, shown(path, places[0])


def test_the_rule_about_time_sees(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    for text in (
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now()",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "from datetime import date\nf = date.today",
    ):
        path.write_text(text)
        assert asks_the_time(path), text
    path.write_text("import time\ntime.monotonic()\nnow()")
    assert not asks_the_time(path)


# ── who talks to Telegram ─────────────────────────────────────────────────────────────────────────────────────────

# PTB's methods that go to the network, on Bot and as shortcuts on messages and taps.
NETWORK = re.compile(r"(send|reply|edit|delete|copy|forward|answer|get|set|pin|unpin|ban|restrict|download)_\w+|answer")
CALLS = {
    name
    for owner in (Bot, Message, CallbackQuery)
    for name, member in inspect.getmembers(owner, inspect.iscoroutinefunction)
    if NETWORK.fullmatch(name)
}


def talks(path: Path) -> list[ast.AST]:
    """Places in a room that reach for the bot or wait for one of PTB's network methods."""
    found: list[ast.AST] = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    # What the bot is called is known without asking.
    harmless = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in {"username", "id"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"bot", "get_bot", "effective_bot"}:
            if id(node) not in harmless:
                found.append(node)
        elif isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            function = node.value.func
            owner = getattr(getattr(function, "value", None), "id", "")
            # Modules of ours may have functions of the same names.
            if isinstance(function, ast.Attribute) and function.attr in CALLS and owner not in imported(path):
                found.append(node)
    return found


def imported(path: Path) -> set[str]:
    """Names that are modules of ours, and the context, whose methods write rows."""
    names = {"context"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FLOORS:
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def test_rooms_never_talk_to_telegram() -> None:
    """Storage cannot: a contract above keeps it from importing Telegram at all."""
    for path in code("handlers"):
        places = talks(path)
        assert not places, f"{shown(path, places[0])} talks to Telegram; write to the outbox instead"


def test_the_rule_about_talking_sees(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    assert {"send_message", "reply_text", "edit_message_text", "answer", "get_file"} <= CALLS
    for text in (
        "async def f(u, context):\n  await u.message.reply_text('x')",
        "async def f(u, context):\n  await u.callback_query.answer()",
        "async def f(u, context):\n  await context.bot.send_message(1, 'x')",
        "async def f(u, context):\n  b = u.get_bot()",
    ):
        path.write_text(text)
        assert talks(path), text
    path.write_text(
        "from storage import questions\nasync def f(u, context):\n"
        "  await questions.answer(context.tx, context.bot.username)"
    )
    assert not talks(path)


# ── shape of the code ─────────────────────────────────────────────────────────────────────────────────────────────


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in code(*FLOORS)
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert not long


def test_no_drawers_for_odds_and_ends() -> None:
    names = {path.name for path in code(*FLOORS, "tests")}
    assert not names & {"utils.py", "util.py", "helpers.py", "helper.py", "common.py", "misc.py"}


def test_no_loose_ends_and_no_mocks() -> None:
    loose = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError|unittest\.mock|MagicMock|@pytest\.mark\.xfail")
    for path in code(*FLOORS, "tests"):
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert not loose.search(line), shown(path, number)


NAMED = re.compile(r"^( *@.*\n|\)\n)?(?:class (\w+)|([A-Z_]{3,})(?=:| =)| *(?:async )?def (\w+))", re.MULTILINE)
NAMED_OUTSIDE = {
    *("handleError", "handle_update"),  # asked for by logging and PTB
    *("process_sql", "select_value", "insert_update_delete", "insert_update_delete_many"),  # by aiosql
    *("cast", "play", "ANONYMOUS", "add_bot"),  # by those who play the stand-in for Telegram
    *("admit", "takers", "NEVER_QUIET"),  # by tests, to arrange and to look
}


def test_everything_named_is_used() -> None:
    """A function, class or constant whose name stands nowhere else, and a query that nobody runs, is dead, tests or not."""
    texts = {path: path.read_text(encoding="utf-8") for path in code(*FLOORS)}
    said = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    for path, text in texts.items():
        for found in NAMED.finditer(text):
            name = found[2] or found[3] or found[4]
            if found[1] is None and not name.startswith("__") and name not in NAMED_OUTSIDE:
                assert said[name] > 1, f"{shown(path, text.count(chr(10), 0, found.end()) + 1)}: nothing uses {name}"
    run = {name for text in texts.values() for name in re.findall(r"\bSQL\.(\w+)", text)}
    for path in tracked("storage/sql/*.sql"):
        for query in re.findall(r"^-- name: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert query in run, f"{path.name}: nobody runs {query}"


def test_no_globals() -> None:
    for path in code(*FLOORS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Global), shown(path, node)


# ── what no file may name ─────────────────────────────────────────────────────────────────────────────────────────

# Put together here, so that this file does not name them either.
UNNAMED = tuple(
    "".join(parts).encode()
    for parts in (
        ("py", "pi.", "org"),
        ("python", "hosted"),
        ("npm", "js.", "org"),
        ("registry.", "npm"),
        ("debian", ".org"),
        ("crates", ".io"),
        ("golang", ".org"),
        ("/wo", "rk/"),
        ("/opt/py", "pi"),
        ("/ro", "ot/"),
        (".py", "env"),
        ("/tmp/", "plan"),
    )
)


def test_no_file_names_a_registry_or_a_place_on_this_machine() -> None:
    for path in tracked():
        content = path.read_bytes().lower()
        for name in UNNAMED:
            assert name not in content, f"{path.relative_to(ROOT)} names {name.decode()}"


def test_no_file_holds_a_token() -> None:
    token = re.compile(rb"(?<![\d])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])")
    for path in tracked():
        for found in token.findall(path.read_bytes()):
            assert b"canary" in found.lower(), path.relative_to(ROOT)
