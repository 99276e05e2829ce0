"""What a user installs: pinned, complete, and nothing that only developers need."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.test_floors import FLOORS, ROOT, code, tracked

PINS = {name: ROOT / f"requirements{name}.txt" for name in ("", "-dev", "-bench")}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"([a-z0-9-]+)==([0-9][\w.]*)(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(name: str) -> dict[str, str]:
    """Package → version; every line is a comment, a pin or a hash, and every pin has hashes."""
    found: dict[str, str] = {}
    hashes = 1
    for line in PINS[name].read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if pin := PIN.fullmatch(line):
            assert hashes, f"no hash before {line}"
            found[pin[1]], hashes = pin[2], 0
        else:
            assert HASH.fullmatch(line), line
            hashes += 1
    assert hashes
    return found


def wanted(*groups: str) -> list[Requirement]:
    lines = list(PROJECT["project"]["dependencies"])
    for group in groups:
        lines += PROJECT["dependency-groups"][group]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("name", "groups"), [("", ["build"]), ("-dev", ["build", "dev"]), ("-bench", ["build", "bench"])]
)
def test_everything_declared_is_pinned(name: str, groups: list[str]) -> None:
    pinned = pins(name)
    for one in wanted(*groups):
        assert Version(pinned[canonicalize_name(one.name)]) in one.specifier, one


def test_the_lists_agree_on_versions() -> None:
    users, developers = pins(""), pins("-dev")
    assert users.items() <= developers.items()
    for name, version in pins("-bench").items():
        assert developers.get(name, version) == version
        assert users.keys() <= pins("-bench").keys()


def test_a_user_installs_no_developers_tools() -> None:
    tools = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependency-groups"]["dev"]}
    assert not tools & pins("").keys()
    measured_against = {"aiogram", "apscheduler"}
    assert measured_against <= pins("-bench").keys()
    assert not measured_against & pins("-dev").keys()


def test_every_import_is_declared() -> None:
    """What the program imports is a dependency of its own, not only one of somebody else's."""
    declared = {canonicalize_name(one.name) for one in wanted()}
    # Parts of the public interface of what is declared.
    brought = {"yarl": "aiohttp", "multidict": "aiohttp", "markupsafe": "jinja2"}
    owners = packages_distributions()
    for path in code(*FLOORS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for top in {name.split(".")[0] for name in names} - set(FLOORS) - sys.stdlib_module_names:
                given = {canonicalize_name(owner) for owner in owners.get(top, ())} | {brought.get(top, "")}
                assert given & declared, f"{path.relative_to(ROOT)} imports {top}"


def test_the_wheel_holds_every_file(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, tmp_path / "clone"], check=True)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-build-isolation", "--no-deps", "--no-index"]
    subprocess.run([*pip, "-w", tmp_path, tmp_path / "clone"], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("studio_bot-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    kept = subprocess.run(
        ["git", "ls-files", "-z", *FLOORS], cwd=tmp_path / "clone", capture_output=True, text=True, check=True
    )
    assert set(kept.stdout.split("\0")) - {""} <= held
    assert not [name for name in held if name.endswith(".pyc") or name.startswith("tests/")]
    assert any(name.endswith("licenses/LICENSE") for name in held)


def test_the_version_is_in_the_changelog() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['project']['version']}" in changes


# ── make ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def make(*arguments: str, code: int | None = 0) -> str:
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""},
    )
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_make_alone_explains_every_target() -> None:
    said = make()
    assert said == make("help")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split():  # type: ignore[index]
        assert re.search(rf"^  make {target} +\S", said, re.M), target


def test_a_python_too_old_is_said_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.8.18" && exit 0\nexit 1\n')
    old.chmod(0o755)
    said = make("install", f"PYTHON={old}", f"VENV={tmp_path}/venv", code=2)
    assert f"需要 Python 3.11 或更新,而 {old} 是 Python 3.8.18。" in said
    assert "make install PYTHON=python3.12" in said
    assert not (tmp_path / "venv").exists()


def test_nothing_is_installed_again_when_nothing_changed(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").symlink_to(sys.executable)
    assert "-r requirements.txt" in make("-n", "demo", f"VENV={venv}")
    for stamp in (".installed-runtime", ".installed-dev"):
        (venv / stamp).touch()
    for target in ("demo", "test", "check", "install"):
        assert "pip install" not in make("-n", target, f"VENV={venv}")


def test_a_demo_installs_what_a_user_needs_only(tmp_path: Path) -> None:
    planned = make("-n", "demo", "install", "chat", f"VENV={tmp_path}/venv")
    assert "requirements-dev" not in planned
    assert "requirements-bench" not in planned


def test_ci_is_strict_and_readable() -> None:
    script = ROOT / ".ci/run"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert script in tracked(".ci/run")
    subprocess.run(["bash", "-n", script], check=True)
    for target in ("check", "test", "faults"):
        assert f"make {target}" in text


def test_ci_installs_what_a_fresh_machine_lacks(tmp_path: Path) -> None:
    """.ci/run on a machine of scripts: no browser, no Chinese font, and a package list that cannot be had at once."""
    tools_path = tmp_path / "bin"
    tools_path.mkdir()
    tools = {
        "make": 'echo "make $*" >> "$LOG"',
        "git": "",
        "fc-list": "",
        "id": "echo 0",
        "sleep": 'echo "sleep $*" >> "$LOG"',
        "python3": "",
        "apt-get": 'echo "apt-get $*" >> "$LOG"; [ "$1" = update ] && [ "$(grep -c "apt-get update" "$LOG")" = 1 ] && exit 100'
        "; exit 0",
    }
    for name, text in tools.items():
        (tools_path / name).write_text(f"#!/bin/bash\n{text}\n")
        (tools_path / name).chmod(0o755)
    for name in ("bash", "dirname", "grep"):
        (tools_path / name).symlink_to(shutil.which(name) or "")
    log = tmp_path / "log"
    subprocess.run(
        ["bash", ".ci/run"], cwd=ROOT, check=True, capture_output=True, env={"PATH": str(tools_path), "LOG": str(log)}
    )
    assert log.read_text().splitlines() == [
        "apt-get update -q",
        "sleep 10",
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends chromium fonts-noto-cjk",
        "make check",
        "make test",
        "make faults ARGS=--short --seed 7",
    ]
