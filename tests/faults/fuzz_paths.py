"""Where to go: the conversations of tests/transcripts, followed by whoever may, while everything else goes on around them.

Drawn at random, a dozen taps in a row lead nowhere. Transcripts know the way to the last door of every room; here people go
along with several of them at once, find the buttons by what is written on them, and lose their way when there are none.
"""

import ast
import importlib
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from bot.standin.deeds import UNITS_MS
from bot.standin.script import BadScript, Step, read

TRANSCRIPTS = Path(__file__).parent.parent / "transcripts"
CAST = {
    "甲": ("worker", "worker", "worker2", "stranger", "english"),
    "乙": ("worker2", "worker2", "worker", "stranger2"),
    "领": ("leader", "leader", "leader2"),
    "联": ("deputy", "deputy", "deputy2"),
    "评": ("assessor", "assessor2"),
    "管": ("admin", "admin2", "owner"),
    "管2": ("admin2", "admin", "owner2"),
    "主": ("owner", "owner2"),
}
"""Who may stand for whom; anybody else is `leader2` or a stranger."""
OTHERS = ("leader2", "stranger", "stranger2", "stranger3", "dismissed")
NEWEST = re.compile(r"news|report|review|late|stats|invit|audit|evidence|judging|my_|privacy|people")
"""Transcripts of what was built last are followed more often."""
LONGEST_MS = 86_400_000
"""The clock moves no further in one step: with every reminder in between, time would pass and nothing else."""
_LATER = re.compile(r"(\d+)([dhms])")
_PERSON = re.compile(r"(?P<who>\S+) (?P<what>taps|sends a|forwards|edits|also says|opens)\b ?(?P<rest>.*)")


@dataclass
class Way:
    """A transcript on its way: its lines, how far it is, who stands for whom, how often there was no way on."""

    lines: tuple[tuple[str, str], ...]
    cast: dict[str, str]
    place: int = 0
    missed: int = 0


@cache
def walks() -> tuple[tuple[tuple[str, str], ...], ...]:
    """The lines of all transcripts: who, and what they say or tap; nobody ('') for the clock."""
    found = []
    for path in sorted(TRANSCRIPTS.glob("test_*.py")):
        module = importlib.import_module(f"tests.transcripts.{path.stem}")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_"):
                lines = tuple(line for text in _texts(node, module) for line in _lines(text))
                found += [lines] * (3 if NEWEST.search(path.stem) else 1) if len(lines) > 1 else []
    return tuple(found)


def _texts(node: ast.AST, module: ModuleType) -> list[str]:
    """The transcripts in a test, in their order, with what stands for them elsewhere."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and " > " in node.value else []
    if isinstance(node, ast.JoinedStr):
        pieces = [_piece(part, module) for part in node.values]
        return ["".join(pieces)] if any(" > " in piece for piece in pieces) else []
    if isinstance(node, ast.Name):
        value = getattr(module, node.id, None)
        return [value] if isinstance(value, str) and " > " in value else []
    return [text for child in ast.iter_child_nodes(node) for text in _texts(child, module)]


def _piece(part: ast.expr, module: ModuleType) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    value = (
        getattr(module, part.value.id, 2)
        if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name)
        else 2
    )
    return str(value) if isinstance(value, str | int) else "2"


def _lines(text: str) -> list[tuple[str, str]]:
    text = re.sub(r"\{who\}", "甲", text)
    try:
        steps = read(re.sub(r"\{\w*\}", "2", text))
    except BadScript:
        return []
    return [line for step in steps for line in _line(step)]


def _line(step: Step) -> list[tuple[str, str]]:
    """What is done at a step of a transcript; nothing where that is the world's own (faults, restarts)."""
    if step.who or not step.line:
        return [(step.who, step.deed)] if step.deed else []
    if step.deed.startswith("+"):
        return [("", step.deed)]
    if (match := _PERSON.fullmatch(step.deed)) is None:
        return []
    who, rest = match["who"], match["rest"]
    match match["what"]:
        case "taps" if "[" in rest:
            return [(who, rest[: rest.rindex("]") + 1]), (who, "+again")]
        case "taps":
            return [(who, "+again")]
        case "also says":
            return [(who, rest)]
        case "opens":
            return [(who, "/start ")]
        case what:
            return [(who, f"+{what.removesuffix(' a')} {rest}")]


def begin(rng: random.Random) -> Way:
    """Set out on a way, sometimes from its middle."""
    lines = rng.choice(walks())
    cast = {who: rng.choice(CAST.get(who, OTHERS)) for who in sorted({who for who, _ in lines if who})}
    return Way(lines, cast, rng.randrange(len(lines)) if rng.random() < 0.1 else 0)


def later(deed: str) -> int:
    """How much time a line lets pass, in ms."""
    return min(LONGEST_MS, sum(int(number) * UNITS_MS[unit] for number, unit in _LATER.findall(deed)))


def same(label: str, wanted: str) -> bool:
    """Whether a button is as good as the one that is looked for: numbers may be others."""
    return re.sub(r"\d+", "0", label) == re.sub(r"\d+", "0", wanted)
