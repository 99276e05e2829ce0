"""Transcripts: conversations written down, played through a world and compared with what really happens.

    甲 > 周三的焊接课            says it, or [label] taps, +file PATH sends; indented lines go on; 15 seconds pass before
    甲 < 焊接实训已满 …          receives exactly this; `…` stands for any text, `甲 < …` for any message
         [加入候补] [返回]       with these buttons; without such lines its buttons may be any
    甲 <✎ 已加入候补            an edit, `<!` a toast, `<♥` a reaction, `<✗` a deleted message, `<@` inline results
    …                           anything else may be received too
    * +1d                       the world moves, see `deeds.WORLD`
    # a remark

What one person receives is compared in order; between people there is no order. Whatever is received and not written
fails. Wide and narrow marks (，,) are the same, and so are runs of spaces; empty lines are not compared.
"""

import difflib
import re
import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from bot.standin.deeds import Deed, act, move
from bot.standin.people import Account, sample
from bot.standin.telling import MARKS, mark, rows, words
from bot.standin.world import Event, World

CAST = {
    "worker": "甲",
    "worker2": "乙",
    "leader": "领",
    "deputy": "联",
    "assessor": "评",
    "admin": "管",
    "admin2": "管2",
    "owner": "主",
}
"""What transcripts call the sample people; the others go by their key, and any other word is a new account."""
ANY = "…"
INDENT = "     "

_LINE = re.compile(rf"(?P<who>[^\s<>]+)\s*(?:(?P<says>>)|<(?P<mark>[{''.join(MARKS.values())}]?))(?:\s+(?P<text>.*))?")
_ROW = re.compile(r"(\[[^\]]+\]\s*)+")
_NARROW = str.maketrans("，：；？！（）～　", ",:;?!()~ ")


class BadScript(ValueError):
    """A transcript that cannot be read; the text names the line."""


class Mismatch(AssertionError):
    """What happened is not what is written; the text is the conversation as a unified diff."""


@dataclass(slots=True)
class Expected:
    """One thing somebody is to receive."""

    who: str
    mark: str
    lines: list[str]
    rows: list[str] = field(default_factory=list)

    def matches(self, event: Event) -> bool:
        """Whether that is what happened."""
        if self.mark != mark(event):
            return False
        return _alike(self.lines, words(event)) and (not self.rows or _alike(self.rows, rows(event)))

    def written(self) -> list[str]:
        """As it is written in a transcript."""
        first, *more = [*self.lines, *self.rows]
        return [f"{self.who} <{self.mark} {first}", *(INDENT + line for line in more)]


_Pair = tuple[Expected | None, Event | None]


@dataclass(slots=True)
class Step:
    """One thing done and what is to follow. `line` is as written; `who` is '' for the world; `loose` after a bare `…`."""

    line: list[str]
    who: str = ""
    deed: str = ""
    expected: list[Expected] = field(default_factory=list)
    loose: bool = False


def cast() -> dict[str, Account]:
    """The sample people under their names in transcripts."""
    return {CAST.get(account.key, account.key): account for account in sample()}


def read(script: str) -> list[Step]:
    """The steps of a transcript. Raises `BadScript`."""
    steps = [Step([])]
    into: list[str] | None = None
    for number, raw in enumerate(textwrap.dedent(script).splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if raw[0].isspace():
            if into is None:
                raise BadScript(f"line {number} goes on, but nothing was begun: {line}")
            _continue(steps[-1], into, line)
            continue
        into = _begin(steps, line, number)
    return steps


def _begin(steps: list[Step], line: str, number: int) -> list[str] | None:
    """Take a line that begins something; returns where its further lines go."""
    if line == ANY:
        steps[-1].loose = True
        return None
    if line.startswith("*"):
        steps.append(Step([line], "", line[1:].strip()))
        return None
    match = _LINE.fullmatch(line)
    if match is None:
        raise BadScript(f"line {number} is neither said nor received nor a move of the world: {line}")
    who, text = match["who"], match["text"] or ""
    if match["says"]:
        steps.append(Step([line], who, text))
        return steps[-1].line
    expected = Expected(who, match["mark"] or "", [text])
    steps[-1].expected.append(expected)
    return expected.lines


def _continue(step: Step, into: list[str], line: str) -> None:
    if into is step.line:
        into.append(INDENT + line)
        step.deed += f"\n{line}"
        return
    expected = step.expected[-1]
    if expected.rows or _ROW.fullmatch(line):
        expected.rows.append(line)
    else:
        into.append(line)


async def play(
    world: World,
    script: str,
    *,
    restarts: bool = False,
    deeds: Mapping[re.Pattern[str], Deed] | None = None,
) -> None:
    """Play a transcript. `deeds` adds lines of the world.

    With `restarts` every line is answered by a program that has just been started: what somebody says that is answered is
    on its way when the one before it ends; before any other line, and after the world moved, an idle one is restarted.

    Raises `Mismatch` at the first step that goes otherwise, and what `act` and `move` raise.
    """
    wanted: list[str] = []
    happened: list[str] = []
    for step in read(script):
        answered = bool(step.who and step.expected)
        if restarts and step.line and not answered:
            await world.restart()
        if step.who:
            await act(world, step.who, step.deed)
        elif step.line:
            await move(world, step.deed, deeds)
        if restarts and step.expected:
            await world.restart()
        good = _compare(step, await world.settle(), wanted, happened)
        if not good:
            diff = difflib.unified_diff(wanted, happened, "written", "happened", lineterm="", n=12)
            raise Mismatch("the conversation went otherwise\n" + "\n".join(diff))


def _compare(step: Step, events: list[Event], wanted: list[str], happened: list[str]) -> bool:
    """Whether a step went as written. Adds it to both sides of the diff, alike where it did."""
    wanted += step.line
    happened += step.line
    received: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        received[event.to].append(event)
    expected: defaultdict[str, list[Expected]] = defaultdict(list)
    for one in step.expected:
        expected[one.who].append(one)
    good = True
    passed_over: list[str] = []
    for who in dict.fromkeys([*expected, *received]):
        for wish, sight in _pairs(expected[who], received[who], loose=step.loose):
            if wish is None and sight is not None and step.loose:
                passed_over += _written(sight)
            elif wish is not None and sight is not None and wish.matches(sight):
                wanted += wish.written()
                happened += wish.written()
            else:
                good = False
                wanted += wish.written() if wish else []
                happened += _written(sight) if sight else []
    happened += [] if good else passed_over
    return good


def _pairs(expected: list[Expected], events: list[Event], *, loose: bool) -> list[_Pair]:
    """What is written beside what happened, in order; where more may happen, each beside the first that fits."""
    if not loose:
        return list(zip_longest(expected, events))
    pairs: list[_Pair] = []
    rest = iter(events)
    for one in expected:
        for event in rest:
            if one.matches(event):
                pairs.append((one, event))
                break
            pairs.append((None, event))
        else:
            pairs.append((one, None))
    return pairs + [(None, event) for event in rest]


def _written(event: Event) -> list[str]:
    """An event as a transcript would have it."""
    lines = [line for line in words(event) if line.strip()] or [""]
    return Expected(event.to, mark(event), lines, rows(event)).written()


def _alike(pattern: list[str], lines: list[str]) -> bool:
    text = "\n".join(filter(None, map(_plain, lines)))
    wanted = "\n".join(filter(None, map(_plain, pattern)))
    parts = [re.escape(part) for part in wanted.split(ANY)]
    # A line that is only an ellipsis may also stand for no line at all.
    return re.fullmatch(".*".join(parts).replace("\\\n.*\\\n", "(?:\n.*)?\n"), text, re.DOTALL) is not None


def _plain(line: str) -> str:
    return " ".join(line.translate(_NARROW).split())
