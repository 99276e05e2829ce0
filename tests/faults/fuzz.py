"""Anything, by anybody: a million taps and texts, and none of them does what its author may not, or goes unanswered.

    python -m tests.faults fuzz --events 1000000 --jobs 2 --seed 1
    python -m tests.faults fuzz --seed 1 --episode 17          one episode again, with its deeds and what is the least of them

People of every role, strangers, dismissed and newly appointed ones act on the real rooms (`tests.faults.fuzz_house` says
what of the house is real). An episode is a fresh copy of the sample and five thousand deeds, all drawn from the seed.
After each deed: no update failed and none was given up; nothing was logged as a warning; Telegram refused no message; who
tapped, typed or showed something was answered; no row was changed by somebody who may not (`fuzz_rights`); nobody was
shown what is no business of theirs (`fuzz_shown`). Again and again: no course has more people than seats, there is an
owner, a version is judged once, no benefit is part of two. What fails is played again with fewer and fewer deeds.
"""

import argparse
import asyncio
import gc
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import aiosqlite
import pytest
from telegram import Update

from bot.standin.deeds import moment
from handlers.kit import room as kit
from handlers.kit.context import Context
from handlers.kit.room import Door
from handlers.kit.taps import Stale
from handlers.rooms import ROOMS
from tests.faults import fuzz_template
from tests.faults.fuzz_episode import Episode, Played
from tests.faults.fuzz_events import Deed
from tests.faults.fuzz_house import Still
from tests.inline import inline

Templates = Sequence[tuple[Path, str]]
Enter = Callable[[Door, Update, Context], Awaitable[bool]]
EPISODE = 5_000
SHRINK_S = 15.0
PROGRESS = 2
"""So many episodes, and it says how far it is."""


def every_door() -> set[str]:
    """What all doors are called."""
    doors = {door_name(door) for room in ROOMS for door in room.doors}
    return doors | {f"errand {kind}" for room in ROOMS for kind in (*room.errands, *room.parcels)}


def door_name(door: Door) -> str:
    """What a door is called in the figures."""
    return f"{door.room} {door.kind} {door.name}"


def counting(played: Played, passed: set[str], enter: Enter) -> Enter:
    """Going through a door, counted where the right was there and the button was no old or made-up one."""

    async def entered(door: Door, update: Update, context: Context) -> bool:
        played.stale = False
        left = await enter(door, update, context)
        if not left and not played.stale and context.may(door.action):
            played.doors[door_name(door)] += 1
            passed.add(door.name)
        return left

    return entered


def play(
    templates: Templates, seed: int, episode: int, number: int, given: list[Deed] | None = None, kind: str = ""
) -> Played:
    """One episode, from the seed or from its deeds."""
    template, start = templates[episode % len(templates)]

    async def run(path: Path) -> Played:
        rng = random.Random(f"{seed}/{episode}")
        with pytest.MonkeyPatch.context() as patch:
            # Links and draws are random in earnest: here they are drawn from the seed too.
            patch.setattr("secrets.token_urlsafe", lambda size=16: f"{rng.getrandbits(8 * size):x}"[:22])
            patch.setattr("secrets.token_hex", lambda size=16: f"{rng.getrandbits(8 * size):0{2 * size}x}")
            patch.setattr("secrets.randbelow", rng.randrange)
            # Nobody waits for the database here: handing over the turn forty times a deed is a tenth of the time.
            patch.setattr("tests.inline.TURN", sys.maxsize)
            patch.setattr("storage.database._finish", _at_once)
            patch.setattr("storage.leases.LENGTH_MS", sys.maxsize // 10**6)  # who renews it is not running
            async with Still(path, moment(start)).open() as still:
                one = Episode(still, rng)
                played = one.played
                patch.setattr("handlers.kit.room._enter", counting(played, one.crowd.passed, kit._enter))
                patch.setattr(Stale, "__init__", lambda *_: setattr(played, "stale", True))
                return await one.run(number, given, kind)

    with tempfile.TemporaryDirectory() as folder, inline():
        return asyncio.run(run(Path(shutil.copy(template, Path(folder) / "fuzz.db"))))


async def _at_once(connection: aiosqlite.Connection, statement: str) -> None:
    await connection.execute_fetchall(statement)


def shrunk(templates: Templates, seed: int, episode: int, deeds: list[Deed], kind: str) -> list[Deed]:
    """As few of the deeds as still end in this kind of fault, as far as there is time."""
    end = time.monotonic() + SHRINK_S

    def fails(deeds: list[Deed]) -> bool:
        return time.monotonic() < end and kind in play(templates, seed, episode, 0, deeds, kind).faults

    for last in (5, 20, 80, 320, 1280):
        if last < len(deeds) and fails(deeds[-last:]):
            deeds = deeds[-last:]
            break
    size = len(deeds) // 2
    while size:
        place = 0
        while place < len(deeds) - 1:
            fewer = deeds[:place] + deeds[min(place + size, len(deeds) - 1) :]
            if fails(fewer):
                deeds = fewer
            else:
                place += size
        size //= 2
    return deeds


def run(arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The episodes of this process: every `jobs`-th one."""
    sample = fuzz_template.plain(folder / "plain.db")
    later = fuzz_template.rich(folder / "rich.db", sample[0])
    templates = [sample, later, later, later]
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    episodes = -(-arguments.events // EPISODE)
    mine = range(arguments.job, episodes, arguments.jobs) if arguments.episode is None else [arguments.episode]
    wrong: dict[str, str] = {}
    counts: Counter[str] = Counter()
    tables: Counter[str] = Counter()
    doors: Counter[str] = Counter()
    asked: list[int] = []  # to end: it does after the episode that it is in, and says what it found
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    began, done, spent = time.monotonic(), 0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="Please use 'Bot")
        for place, episode in enumerate(mine):
            if asked:
                break
            number = EPISODE if arguments.episode is not None else min(EPISODE, arguments.events - episode * EPISODE)
            played = play(templates, arguments.seed, episode, number)
            counts += played.counts
            tables += played.tables
            doors += played.doors
            done += played.events
            if place % PROGRESS == PROGRESS - 1:
                pace = done / (time.monotonic() - began - spent)
                print(f"  {done} events, {pace:.0f}/s, {len(doors)} of {len(every_door())} doors passed", flush=True)
            since = time.monotonic()
            for kind, (at, fault) in played.faults.items():
                if kind in wrong:
                    continue
                print(f"  found in episode {episode}: {kind!a}", flush=True)
                wrong[kind] = f"episode {episode}, deed {at}: {fault}"
                tell(episode, at, fault, shrunk(templates, arguments.seed, episode, played.deeds[:at], kind))
            spent += time.monotonic() - since
    took = time.monotonic() - began - spent
    print(
        f"fuzz, seed {arguments.seed}, job {arguments.job}: {done} events in {took:.0f} s ({done / took:.0f}/s): {dict(counts)}"
    )
    print(f"  rows changed: {dict(tables.most_common())}")
    never = sorted(every_door() - set(doors))
    total = len(every_door())
    print(
        f"  doors passed: {total - len(never)} of {total} ({100 - 100 * len(never) / total:.1f} %); never: {never}",
        flush=True,
    )
    return list(wrong.values())


def tell(episode: int, at: int, fault: str, least: list[Deed]) -> None:
    """Print a fault and what it takes."""
    lines = [
        f"  episode {episode}, wrong after {at} deeds; it takes these {len(least)}:",
        *(f"    {deed}" for deed in least[-30:]),
    ]
    print("\n".join([*lines, f"    → {fault}"]).encode(errors="backslashreplace").decode(), flush=True)


def trial(arguments: argparse.Namespace) -> list[str]:
    """The trial as `make faults` runs it: in processes whose sets have one order, so that a seed means one thing."""
    if os.environ.get("PYTHONHASHSEED") == "0" and arguments.job is not None:
        with tempfile.TemporaryDirectory() as folder:
            return run(arguments, Path(folder))
    command = [
        sys.executable,
        "-m",
        "tests.faults",
        "fuzz",
        "--seed",
        str(arguments.seed),
        "--events",
        str(arguments.events),
    ]
    command += [
        "--jobs",
        str(arguments.jobs),
        *(["--episode", str(arguments.episode)] if arguments.episode is not None else []),
    ]
    environ = {**os.environ, "PYTHONHASHSEED": "0"}
    jobs = range(arguments.jobs if arguments.episode is None else 1)
    running = [
        subprocess.Popen([*command, "--job", str(job)], env=environ, stdout=subprocess.PIPE, text=True) for job in jobs
    ]
    wrong: list[str] = []
    try:
        for process in running:
            said = process.communicate()[0]
            print(said, end="", flush=True)
            found = [line.removeprefix("WRONG: fuzz: ") for line in said.splitlines() if line.startswith("WRONG")]
            wrong += found or ([f"a process ended with {process.returncode}"] if process.returncode else [])
    finally:
        for process in running:
            process.kill()
    return wrong
