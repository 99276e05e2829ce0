"""Asking the house what is in the labelled sets, as people who were never there before, and judging its answers."""

import tomllib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.importing import SAMPLE, import_studios
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened
from bot.standin.world import World
from storage.database import Database
from tests.inline import inline
from tests.language import gold

HERE = Path(__file__).parent
SHEETS = {"sample": SAMPLE / "studios.csv", "district": HERE / "district.csv"}
AT = "2026-12-01T09:00"
A_PAGE = 5
NEAREST = ("最接近", "同行业的工作室", "不限「", "相关的工作室", "」的是:", "(全部工作室里")
"""From a line with one of these on, studios are named as the nearest there is, not as the answer."""
BESIDES = "简介里提到的还有"
ASKS_BACK = "您问的是哪一"

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Talk:
    """One conversation of the labelled sets; most have one line."""

    data: str
    kind: str
    lines: tuple[Line, ...]


@dataclass
class Score:
    """How the answers were: `wrong` are faults of any sort, `misnamed` answers that name a wrong studio as if it were right."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    misnamed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of right answers."""
        return 1 - len(self.wrong) / self.asked if self.asked else 0.0


def talks() -> list[Talk]:
    """Everything that is asked."""
    questions = tomllib.loads((HERE / "questions.toml").read_text(encoding="utf-8"))
    conversations = tomllib.loads((HERE / "talks.toml").read_text(encoding="utf-8"))
    alone = [
        Talk(one["data"], question["kind"], (question,)) for one in questions["set"] for question in one["questions"]
    ]
    return alone + [Talk(one["data"], "follow-up", tuple(one["lines"])) for one in conversations["talk"]]


@asynccontextmanager
async def house(data: str, folder: Path) -> AsyncIterator[World]:
    """A house with the studios of one of the sheets."""
    clock = FrozenClock(moment(AT))
    database = folder / f"{data}.db"
    with inline():
        db = await Database.open(database)
        try:
            report = await import_studios(db, SHEETS[data], now=clock.now())
        finally:
            await db.close()
        assert not report.errors, report.errors
        async with opened(clock, database, {}) as world:
            yield world


async def answer(world: World, who: str, question: str) -> str:
    """What `who` reads in answer to a question: one message."""
    await world.say(who, question)
    texts = [event.text for event in await world.settle() if event.to == who and event.kind == "message"]
    assert len(texts) == 1, f"{question}: {len(texts)} messages"
    return texts[0]


def judge(line: Line, text: str, sheet: list[gold.Row]) -> tuple[list[str], list[str]]:
    """What is wrong with an answer, and the studios it names wrongly as if they were right."""
    faults = [f"lacks 「{one}」" for one in line.get("must", ()) if plain(one) not in plain(text)]
    faults += [f"has 「{one}」" for one in line.get("never", ()) if plain(one) in plain(text)]
    right = gold.chosen(sheet, line["those"]) if "those" in line else set()
    if line.get("number") and f"{len(right)} 家" not in plain(text):
        faults.append(f"does not say {len(right)} 家")
    if line.get("any"):
        return faults, []
    named = {row["名称"] for row in sheet if row["名称"] in said_for_certain(text)}
    misnamed = sorted(named - right)
    if "those" in line and not named and not line.get("number"):
        faults.append("names no studio")
    if 0 < len(right) <= A_PAGE and named and named < right:
        faults.append(f"leaves out {sorted(right - named)}")
    return faults + [f"names {one}" for one in misnamed], misnamed


def said_for_certain(text: str) -> str:
    """The part of an answer that is meant as the answer."""
    kept = []
    for line in text.splitlines():
        if BESIDES in plain(line):
            continue
        if any(plain(mark) in plain(line) for mark in NEAREST):
            break
        kept.append(line)
    return "" if any(ASKS_BACK in line for line in kept) else "\n".join(kept)


def plain(text: str) -> str:
    """A text with ASCII marks, as the labelled sets are typed."""
    return text.translate(
        {0xFF0C: ",", 0xFF1A: ":", 0xFF08: "(", 0xFF09: ")", 0xFF1F: "?", 0xFF01: "!", 0xFF1B: ";", 0xA0: " "}
    )
