"""Questions answered end to end over HTTP: the house against bare echo bots, in the same run.

    python -m tests.bench.bench_flow --updates 3000 --rounds 3

Each bot runs in a process of its own and polls `lean_telegram` in another; the bots take turns, so that whatever else the
machine does concerns all alike. "durable echo" is the house with one room that says back what it hears: every update
and every answer is stored, claimed and recorded. "question answered" is the whole house on the sample data: it also
understands the question and searches. The echo bots keep nothing. Measured by the stand-in: from the first batch that it
hands out to the last answer; and the bot's own CPU time per update (user + system, from /proc). The best round of each
counts.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from bot.importing import import_sample
from bot.standin.telegram import TOKEN
from storage.database import Database

PEOPLE = 500
TICKS = os.sysconf("SC_CLK_TCK")
LONGEST_S = 120
NODE_PACKAGE = "grammy"
AGAINST = "bare aiogram 3 echo"


@dataclass(frozen=True)
class Figure:
    """What one bot did in one round."""

    name: str
    per_second: float
    cpu_ms: float
    first_poll_s: float
    memory_mb: float


@dataclass(frozen=True)
class Peer:
    """One bot: how it is started, with which environment."""

    name: str
    command: list[str]
    env: dict[str, str]


async def measure(peer: Peer, updates: int) -> Figure:
    """Let one bot answer `updates` messages."""
    telegram = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.lean_telegram", str(updates), str(PEOPLE)), stdout=asyncio.subprocess.PIPE
    )
    assert telegram.stdout is not None
    url = f"http://127.0.0.1:{int(await telegram.stdout.readline())}"
    began = time.monotonic()
    bot = await asyncio.create_subprocess_exec(
        *peer.command,
        env={**os.environ, "BENCH_BASE_URL": url, "BENCH_TOKEN": TOKEN, "STUDIO_BOT_BASE_URL": url, **peer.env},
    )
    try:
        async with aiohttp.ClientSession(base_url=url) as session:
            await _until(session, lambda seen: seen["polls"] > 0, 0.01)
            first_poll = time.monotonic() - began
            await asyncio.sleep(1)
            memory, cpu = resident_mb(bot.pid), cpu_seconds(bot.pid)
            await session.post("/x/go")
            seen = await _until(session, lambda seen: bool(seen["done"]), 0.1)
            cpu = cpu_seconds(bot.pid) - cpu
    finally:
        for process in (bot, telegram):
            process.terminate()
            await process.wait()
    return Figure(peer.name, seen["answers"] / seen["seconds"], cpu / seen["answers"] * 1000, first_poll, memory)


async def _until(
    session: aiohttp.ClientSession, holds: Callable[[dict[str, float]], bool], pause_s: float
) -> dict[str, float]:
    """What the stand-in saw, once something holds. Raises `TimeoutError` when it takes too long."""
    async with asyncio.timeout(LONGEST_S):
        while True:
            async with session.get("/x/stats") as answer:
                seen: dict[str, float] = json.loads(await answer.read())["result"]
            if holds(seen):
                return seen
            await asyncio.sleep(pause_s)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    values = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(values[11]) + int(values[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Memory of a process at rest, in MB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def durable_echo(folder: Path) -> Peer:
    """The house with one small room, on a new database."""
    env = {"BENCH_DATABASE": str(Path(tempfile.mkdtemp(dir=folder)) / "studio.db")}
    return Peer("studio-bot, durable echo", [sys.executable, "-m", "tests.bench.echo_house"], env)


async def full_house(folder: Path) -> Peer:
    """The whole house on a new database with the sample data."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "studio.db"
    db = await Database.open(path)
    await import_sample(db, now=SystemClock().now())
    await db.close()
    env = {
        "STUDIO_BOT_TOKEN": TOKEN,
        "STUDIO_BOT_DATABASE": str(path),
        "STUDIO_BOT_MESSAGES_PER_SECOND": "1000",
        "STUDIO_BOT_SECONDS_PER_PERSON": "0",
        "STUDIO_BOT_LOG_LEVEL": "ERROR",
    }
    return Peer("studio-bot, question answered", [sys.executable, "-m", "bot", "run"], env)


def python_peer(name: str, module: str) -> Peer:
    """One of the echo bots beside this file."""
    return Peer(name, [sys.executable, "-m", f"tests.bench.{module}"], {})


async def grammy(folder: Path) -> Peer | None:
    """The echo bot on Node, its package installed in `folder`; None, with the reason printed, where that cannot be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        print("no grammY echo: there is no node or npm here")
        return None
    install = await asyncio.create_subprocess_exec(
        *(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), NODE_PACKAGE),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    if await install.wait():
        print("no grammY echo: npm could not install it")
        return None
    script = Path(__file__).with_name("grammy_echo.mjs")
    return Peer("bare grammY echo", [node, str(script)], {"BENCH_MODULES": str(folder)})


async def run(updates: int, rounds: int, only: str) -> None:
    """Measure the house and its peers in turn; print the table."""
    best: dict[str, Figure] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peers: dict[str, Callable[[], Awaitable[Peer]]] = {
            "echo": lambda: durable_echo(folder),
            "house": lambda: full_house(folder),
        }
        for key, title, module in (
            ("ptb", "bare python-telegram-bot echo", "ptb_echo"),
            ("ptb-aiohttp", "the same over the house's transport", "ptb_aiohttp_echo"),
            ("aiogram", AGAINST, "aiogram_echo"),
        ):
            peers[key] = _always(python_peer(title, module))
        if importlib.util.find_spec("aiogram") is None:
            del peers["aiogram"]
            print("no aiogram echo: pip install -r requirements-bench.txt")
        if (not only or "grammy" in only) and (on_node := await grammy(folder)) is not None:
            peers["grammy"] = _always(on_node)
        for _ in range(rounds):
            for key, made in peers.items():
                if only and key not in only.split(","):
                    continue
                figure = await measure(await made(), updates)
                if figure.name not in best or best[figure.name].per_second < figure.per_second:
                    best[figure.name] = figure
    print(f"{updates} updates from {PEOPLE} people over HTTP on this machine, best of {rounds}")
    print("| bot | answers/s | against aiogram | CPU ms/update | against aiogram | first poll after s | MB at rest |")
    print("|---|---|---|---|---|---|---|")
    for one in best.values():
        ratio = f"×{one.per_second / best[AGAINST].per_second:.2f}" if AGAINST in best else "–"
        work = f"×{one.cpu_ms / best[AGAINST].cpu_ms:.2f}" if AGAINST in best else "–"
        print(
            f"| {one.name} | {one.per_second:.0f} | {ratio} | {one.cpu_ms:.2f} | {work} "
            f"| {one.first_poll_s:.2f} | {one.memory_mb:.0f} |"
        )


def _always(peer: Peer) -> Callable[[], Awaitable[Peer]]:
    async def made() -> Peer:
        return peer

    return made


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="some of echo,house,ptb,ptb-aiohttp,aiogram,grammy")
    asked = parser.parse_args()
    asyncio.run(run(asked.updates, asked.rounds, asked.only))


if __name__ == "__main__":
    main()
