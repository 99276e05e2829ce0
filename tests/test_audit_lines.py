"""What is noted in the audit, and that people can read it: every act has its kind and its words."""

from __future__ import annotations

import ast
import functools
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.__main__ import main
from handlers.cards.audit import ACTIONS, DEEDS, KIND_NAMES, SUBJECTS
from storage.model.audit import EXPORTS, KINDS
from storage.model.people import ACTIONS as RIGHTS
from tests.test_floors import ROOT, code, shown

NOTED = {
    "audit.read",
    "calendar.edit",
    "competition.edit",
    "competition.score",
    "course.edit",
    "duty.edit",
    "lexicon.edit",
    "notice.send",
    "ops.mend",
    "question.answer",
    "role.accept",
    "role.admin",
    "role.edit",
    "role.invite",
    "schedule.edit",
    "studio.edit",
}
"""Actions by which somebody changes rights, records or notices, or takes a file out: each stands in the audit."""
SILENT = {
    "certificate.read",
    "competition.enter",
    "competition.object",
    "competition.read",
    "course.check_in",
    "course.enrol",
    "course.read",
    "course.wish",
    "duty.read",
    "help.read",
    "language.set",
    "notice.confirm",
    "privacy.read",
    "profile.set",
    "question.ask",
    "reminder.answer",
    "settings.set",
    "studio.follow",
    "studio.phone",
    "studio.read",
}
"""Actions of people about themselves, and looking: not the audit's business."""


@functools.cache
def _notes() -> tuple[tuple[Path, ast.Call], ...]:
    """Every place where something is noted; modules that note nothing are not parsed."""
    found = []
    for path in code("bot", "handlers", "storage"):
        text = path.read_text(encoding="utf-8")
        if "note(" in text:
            calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
            found += [(path, call) for call in calls if ast.unparse(call.func) in ("audit.note", "note")]
    return tuple(found)


def _noted() -> set[str]:
    """Every action that the code names in a note, or in a table or a choice beside it."""
    found = {
        one.value
        for _, call in _notes()
        for argument in call.args
        for one in ast.walk(argument)
        if isinstance(one, ast.Constant) and one.value in RIGHTS
    }
    for path in (*code("bot"), *code("storage")):
        model = path.is_relative_to(ROOT / "storage" / "model")  # it lists all there are
        if not model and "audit" in (text := path.read_text(encoding="utf-8")):
            found |= {word for word in re.findall(r'"([a-z]+\.[a-z_]+)"', text) if word in NOTED}
    return found


def test_every_right_is_noted_or_needs_no_note() -> None:
    everything = {action for actions in KINDS.values() for action in actions}
    assert RIGHTS - everything == SILENT, "a new action is either noted or said to need no note"
    assert everything >= NOTED
    missing = NOTED - _noted()
    assert not missing


def test_every_act_can_be_read() -> None:
    assert set(KIND_NAMES) == {*KINDS, EXPORTS}
    everything = {action for actions in KINDS.values() for action in actions}
    assert set(ACTIONS) >= everything
    for path, call in _notes():
        if len(call.args) < 6 or path.is_relative_to(ROOT / "bot"):
            continue
        subject, detail = _beginning(call.args[3]).split(" ")[0], _beginning(call.args[5])
        assert not subject or subject in SUBJECTS, f"{shown(path, call)}: no words for {subject}"
        assert not detail or detail.startswith(tuple(DEEDS)), f"{shown(path, call)}: no words for {detail!r}"


def _beginning(node: ast.expr) -> str:
    """How a text begins that is written out, '' for one that is not."""
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        node = node.values[0]
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _run(database: Path, *command: str) -> int:
    return main([*command, "--db", str(database)])


def test_the_command_line_stands_in_it_too(empty_database: Path, tmp_path: Path, capsys: object) -> None:
    table = tmp_path / "studios.csv"
    table.write_text("名称\n示例工作室\n", encoding="utf-8")
    assert _run(empty_database, "import", "studios", str(table)) == 0
    assert _run(empty_database, "import", "studios", str(table), "--dry-run") == 0
    assert _run(empty_database, "grant", "leader", "900777", "--studio", "示例工作室") == 0
    assert _run(empty_database, "grant", "leader", "900777", "--studio", "示例工作室") == 0
    assert _run(empty_database, "revoke", "leader", "900777", "--studio", "示例工作室") == 0
    assert _run(empty_database, "export", "studios", "--to", str(tmp_path / "out.csv")) == 0
    with closing(sqlite3.connect(empty_database)) as connection:
        lines = connection.execute("SELECT action, subject, detail FROM audit ORDER BY id").fetchall()
    assert [(action, subject, detail.split(" ")[0]) for action, subject, detail in lines] == [
        ("studio.edit", "studios", "imported"),
        ("role.edit", "person 1", "granted"),
        ("role.edit", "person 1", "dismissed"),
        ("studio.edit", "studios", "exported"),
    ], "what changed nothing is not there"
    assert _run(empty_database, "audit") == 0
    with closing(sqlite3.connect(empty_database)) as connection, connection:
        connection.execute("DROP TRIGGER audit_unchanged")
        connection.execute("UPDATE audit SET person = 5 WHERE id = 2")
    assert _run(empty_database, "audit") == 1
