"""The README and the manuals are played: every command in them runs, and what they show is what comes out.

Blocks marked `console` are sessions: lines with `$ ` are commands (a here-document may follow), the rest is what they
print; `…` stands for anything. `python -m tests.test_docs` writes what really comes out into the README.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Thread

import pytest

from bot.config import PREFIX, Settings
from bot.standin import server
from bot.standin.clocks import ShiftedClock
from bot.standin.telegram import Telegram
from handlers.rooms import ROOMS
from storage.model import enrolments, entries, mailings, notices, reminders
from tests.faults.__main__ import TRIALS
from tests.ready import Ready
from tests.test_doors import ASSESSORS, MAY_ENTER, OFFICERS, STUDIO_PEOPLE
from tests.test_floors import ROOT, tracked

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
MANUALS = {
    name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("admin", "organiser", "operations")
}
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TOKEN_PLACE = "把令牌贴在这里"
# Needs a machine of one's own: shown, and not run here.
ELSEWHERE = re.compile(r"sudo |git clone |cd studio-bot$")
LONGEST_S = 60


@dataclass(frozen=True)
class Command:
    """One command of a session: its text (with its here-document) and what the README shows of its output."""

    text: str
    shown: str


def commands(session: str) -> list[Command]:
    found: list[Command] = []
    lines = session.splitlines()
    while lines:
        line = lines.pop(0)
        assert line.startswith("$ "), f"a session begins with a command: {line}"
        text = line[2:]
        while text.endswith("\\"):
            text += "\n" + lines.pop(0)
        if ends := re.search(r"<<'?(\w+)'?", text):
            while True:
                text += "\n" + lines[0]
                if lines.pop(0) == ends[1]:
                    break
        shown: list[str] = []
        while lines and not lines[0].startswith("$ "):
            shown.append(lines.pop(0))
        found.append(Command(text, "".join(f"{one}\n" for one in shown)))
    return found


@contextmanager
def telegram_nearby() -> Iterator[tuple[str, Telegram]]:
    """A stand-in over HTTP in a thread of its own; its address."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    telegram = Telegram(ShiftedClock())
    serving = server.serve(telegram)
    url = asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result()
    try:
        yield url, telegram
    finally:
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Terminal:
    """A newcomer's terminal: an empty folder with this program installed in `.venv`."""

    def __init__(self, folder: Path, telegram: Telegram, url: str, ready: Ready) -> None:
        self.ready = ready
        self.folder = folder
        self.telegram = telegram
        (folder / ".venv").symlink_to(sys.prefix)
        shutil.copy(ROOT / "config.example.toml", folder)
        environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        # A terminal of this program's readers speaks UTF-8; Telegram is next door.
        self.environ = environ | {
            "PATH": f"{sys.prefix}/bin:{environ['PATH']}",
            "PYTHONUTF8": "1",
            "COLUMNS": "100",
            "STUDIO_BOT_BASE_URL": url,
        }

    def run(self, command: str) -> str:
        """Run one command as its reader would; what it prints."""
        command = command.replace(TOKEN_PLACE, self.telegram.token)
        if ELSEWHERE.match(command):
            return ""
        if command == "make demo":
            return self._demo(["make", "--no-print-directory", "demo"])
        if command.startswith("make "):
            dry = subprocess.run(
                ["make", "-n", *command.split()[1:]], cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert dry.returncode == 0, dry.stderr
            return ""
        if re.match(r"(\.venv/bin/)?studio-bot run\b", command):
            return self._bot(command)
        if typed := re.fullmatch(r"(studio-bot [^<>|&;$]*)(?: <<'END'\n(.*)END)?", command, re.S):
            code, said = self.ready.do(typed[1], folder=self.folder, environ=self.environ, typed=typed[2] or "")
            assert code == 0, f"{command}\n{said}"
            return said
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout

    def _bot(self, command: str) -> str:
        polls = self.telegram.counts["getUpdates"]
        with subprocess.Popen(
            ["bash", "-c", f"exec {command}"],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as bot:
            wait_until(lambda: self.telegram.counts["getUpdates"] > polls or bot.poll() is not None)
            assert bot.poll() is None, bot.communicate()[0]
            bot.send_signal(signal.SIGTERM)
            said, _ = bot.communicate(timeout=20)
            assert bot.returncode == 0, said
        return said

    def _demo(self, command: list[str]) -> str:
        """The page comes up; what `make demo` does besides is the browser tests' business."""
        port = free_port()
        with subprocess.Popen(
            [f"{sys.prefix}/bin/studio-bot", "demo", "--port", str(port)],
            cwd=self.folder,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as demo:
            try:
                wait_until(lambda: answers(port) or demo.poll() is not None)
                assert demo.poll() is None, demo.communicate()[0]
            finally:
                demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=20)
        dry = subprocess.run([*command[:1], "-n", *command[1:]], cwd=ROOT, capture_output=True, text=True, check=True)
        assert "studio-bot demo" in dry.stdout
        return ""


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
            return "<html" in page.read().decode()
    except OSError:
        return False


def wait_until(true: object) -> None:
    end = time.monotonic() + LONGEST_S
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


def fits(shown: str, said: str) -> bool:
    """Whether the output is what the README shows, `…` standing for anything."""
    pattern = "".join(".*" if part == "…" else re.escape(part) for part in re.split("(…)", shown.strip()))
    return bool(re.fullmatch(pattern, said.strip(), re.S))


def test_every_command_shown_runs_and_prints_what_is_shown(tmp_path: Path, ready: Ready) -> None:
    sessions = BLOCK.findall(TEXT)
    assert len(sessions) >= 5
    sessions += [session for manual in MANUALS.values() for session in BLOCK.findall(manual)]
    with telegram_nearby() as (url, telegram):
        terminal = Terminal(tmp_path, telegram, url, ready)
        for session in sessions:
            for command in commands(session):
                said = terminal.run(command.text)
                if command.shown:
                    assert fits(command.shown, said), f"$ {command.text}\n{said}\n--- it shows\n{command.shown}"


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [("a\nb\n", "a\nb\n", True), ("a…c", "abbc", True), ("a", "ab", False), ("a.c", "abc", False), ("…", "", True)],
)
def test_comparing(shown: str, said: str, same: bool) -> None:
    assert fits(shown, said) == same


def test_sessions_are_read() -> None:
    session = "$ one <<'END'\n$ not a command\nEND\nout\n\n$ two \\\n  more\n"
    assert commands(session) == [
        Command("one <<'END'\n$ not a command\nEND", "out\n\n"),
        Command("two \\\n  more", ""),
    ]


# ── names in the text ─────────────────────────────────────────────────────────────────────────────────────────────

INLINE = re.compile(r"`([^`\n]+)`")
DOCUMENTS = ("README.md", "CHANGELOG.md", "docs/admin.md", "docs/organiser.md", "docs/operations.md")
MENTIONS = [text for name in DOCUMENTS for text in INLINE.findall((ROOT / name).read_text("utf-8"))]


# What the reader makes: their settings, and the room of the example.
NEW = {"config.toml", "handlers/hotline.py", "tests/transcripts/test_hotline.py"}


def test_every_path_named_exists() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in tracked()}
    folders = {parent.as_posix() for name in files for parent in Path(name).parents}
    for mention in MENTIONS:
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)*\.(py|sql|html|toml|md|po|txt|csv)|[a-z_]+(/[\w.-]+)*/", mention):
            if mention in NEW:
                continue
            assert mention.rstrip("/") in files | folders, mention


def test_every_target_and_command_named_exists() -> None:
    targets = set(re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)[1].split())  # type: ignore[index]
    help_text = subprocess.run([f"{sys.prefix}/bin/studio-bot", "--help"], capture_output=True, text=True, check=True)
    for mention in MENTIONS:
        words = mention.split()
        if words[0] == "make" and len(words) > 1:
            assert words[1] in targets, mention
        if words[0] == "studio-bot" and len(words) > 1:
            assert re.search(rf"^    {words[1]}\b", help_text.stdout, re.M), mention


LINK = re.compile(r"!?\[[^]\n]*\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """The names GitHub gives to a document's headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    for link in LINK.findall((ROOT / document).read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / document).parent / name if name else ROOT / document
        assert target.is_file(), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def test_every_picture_is_shown_and_made_by_the_program() -> None:
    taken = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    shown = set(re.findall(r"pictures/(\w+)\.png", "".join(MANUALS.values())))
    program = (ROOT / "tests" / "browser" / "pictures.py").read_text("utf-8")
    assert shown == taken
    assert {name for name in taken if f'"{name}"' not in program} == set()


@pytest.mark.parametrize(
    ("people", "manual", "least"),
    [(OFFICERS, "admin", 6), (ASSESSORS, "admin", 1), (STUDIO_PEOPLE, "organiser", 1)],
    ids=["officers", "assessors", "studio people"],
)
def test_a_manual_names_every_command_of_its_people(people: frozenset[str], manual: str, least: int) -> None:
    doors = [door for room in ROOMS if MAY_ENTER.get(room.name) == people for door in room.doors]
    commands = {f"/{door.name}" for door in doors if door.kind == "command"}
    assert len(commands) >= least
    assert commands - set(INLINE.findall(MANUALS[manual])) == set()


STATES: dict[str, set[str]] = {
    "inbox": {"waiting", "done", "dead"},
    "outbox": {"waiting", "sending", "retry", "sent", "blocked", "skipped", "expired", "cancelled", "dead"},
    "mailings": {mailings.PLANNED, mailings.SENDING, mailings.PAUSED, mailings.DONE, mailings.CANCELLED},
    "notices": set(notices.State),
    "steps": set(reminders.State),
    "reminders": {"waiting", "said", "dropped", "held", "expired"},
    "errands": {"waiting", "doing", "done", "dead"},
}


def test_the_states_listed_here_are_those_of_the_schema() -> None:
    schema = "".join(path.read_text("utf-8") for path in sorted((ROOT / "storage" / "migrations").glob("*.sql")))
    for table, states in STATES.items():
        columns = re.search(rf"CREATE TABLE {table} \((.*?)\n\);", schema, re.S)
        assert columns, table
        explained = re.search(r"^    state TEXT NOT NULL[^\n]*?-- (.*)$", columns[1], re.M)
        assert explained, table
        # What a later migration adds stands with the code that writes it.
        assert set(re.sub(r"\(.*?\)| ", "", explained[1]).split("|")) <= states, table


TOLD = {
    **STATES,
    "enrolments": set(enrolments.State),
    "offers": {"open", "accepted", "declined", "expired", "withdrawn"},
    "entries": set(entries.State),
    "objections": {"open", "upheld", "rejected", "withdrawn"},
}


def test_the_manual_explains_every_state() -> None:
    chapter = re.search(r"^## 状态(.*?)^## ", MANUALS["operations"], re.M | re.S)
    assert chapter
    # A table's name, then what is said of its states, up to the next table's name.
    parts = re.split(r"(?:（`(\w+)`）|`(\w+)` 的状态)", chapter[1])[1:]
    said = {
        one or other: set(INLINE.findall(text))
        for one, other, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    }
    missing = {table: states - said.get(table, set()) for table, states in TOLD.items()}
    assert {table: states for table, states in missing.items() if states} == {}


def test_the_manual_names_every_tick() -> None:
    assert {watch.name for room in ROOMS for watch in room.watches} - set(
        INLINE.findall(MANUALS["operations"])
    ) == set()


def test_the_manual_names_every_trial() -> None:
    assert {name for name in TRIALS if f"`{name}`" not in MANUALS["operations"]} == set()


def settings_table() -> str:
    rows = ["| 设置 | 默认 | 说明 |", "| --- | --- | --- |"]
    for one in fields(Settings):
        default = "" if one.default in ("", None) else f"`{one.default}`"
        rows.append(f"| `{one.name}` | {default} | {one.metadata['explained'][0]} |")
    return "\n".join(rows)


def test_the_table_of_settings_is_the_code() -> None:
    assert f"<!-- settings -->\n{settings_table()}\n<!-- /settings -->" in TEXT, "run: python -m tests.test_docs"


def test_the_service_file_starts_the_program() -> None:
    unit = re.search(r"^```ini\n(.*?)^```$", TEXT, re.M | re.S)
    assert unit is not None
    start = re.search(r"^ExecStart=(\S+) (.*)$", unit[1], re.M)
    assert start is not None
    assert start[1].endswith("/.venv/bin/studio-bot")
    assert start[2].split()[0] == "run"
    shown = subprocess.run(
        [f"{sys.prefix}/bin/studio-bot", "run", "--help"], capture_output=True, text=True, check=True
    )
    for option in re.findall(r"--\w+", start[2]):
        assert option in shown.stdout


# ── how to add a room ─────────────────────────────────────────────────────────────────────────────────────────────

WRITTEN = re.compile(r"^```(python|diff)\n# (\S+)\n(.*?)^```$", re.M | re.S)


def add_lines(text: str, diff: str) -> str:
    """The text with the diff's `+` lines after its other lines, which stand in it exactly once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line.startswith(" "))
    after = "".join(line[1:] for line in lines)
    assert text.count(before) == 1, f"stands there {text.count(before)} times: {before}"
    return text.replace(before, after)


def test_adding_a_room_as_the_readme_says(tmp_path: Path) -> None:
    for path in tracked():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    written = WRITTEN.findall(TEXT)
    assert {name for _, name, _ in written} >= {"handlers/hotline.py", "handlers/rooms.py"}
    for kind, name, text in written:
        file = tmp_path / name
        if kind == "python":
            assert not file.exists(), f"{name} is there already: think of another example"
            file.write_text(text, encoding="utf-8")
        else:
            file.write_text(add_lines(file.read_text(encoding="utf-8"), text), encoding="utf-8")
    python = [sys.executable, "-m"]
    tools = Path(sys.executable).parent
    # Who may enter is played by one person here: everybody does it in tests/test_doors.py itself.
    chosen = ["-k", "not as_it_is_played or 甲", "tests/transcripts/test_hotline.py", "tests/test_doors.py"]
    for command in (
        [*python, "pytest", "-q", "-p", "no:cacheprovider", *chosen],
        [tools / "ruff", "check", "--no-cache", *{name for _, name, _ in written}],
        [tools / "lint-imports", "--no-cache"],
    ):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def rewrite(folder: Path) -> None:
    """Put what really comes out into the README (blocks with `…` are left as they are)."""
    table = f"<!-- settings -->\n{settings_table()}\n<!-- /settings -->"
    text = re.sub(r"<!-- settings -->\n.*?<!-- /settings -->", lambda _: table, TEXT, flags=re.S)
    ready = Ready()
    with telegram_nearby() as (url, telegram):
        terminal = Terminal(folder, telegram, url, ready)
        for session in BLOCK.findall(text):
            new = ""
            for command in commands(session):
                said = terminal.run(command.text)
                keep = not command.shown or ("…" in command.shown and fits(command.shown, said))
                new += f"$ {command.text}\n" + (command.shown if keep else said.rstrip() + "\n")
            text = text.replace(session, new)
    ready.end()
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as there:
        rewrite(Path(there))
