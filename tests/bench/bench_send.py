"""Sending to many: the durable outbox against the plain loops of other libraries, and under an enforced limit.

    python -m tests.bench.bench_send --number 3000 --rounds 3 --paced-s 30

Every sender and the Telegram of `lean_telegram` have processes of their own; the senders take turns, and the best round of
each counts. Unlimited: messages a second, from the first to the last (for the house: until the last outcome is on disk),
and CPU time. Limited: the server counts what comes and refuses with 429 what is too much by two readings of "30 a second"
(the house's own limit set to 30): the share of the allowance used.
"""

import argparse
import asyncio
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

from bot.clock import SystemClock
from bot.standin.telegram import Telegram
from tests.bench import limited_telegram
from tests.bench.bench_flow import grammy

HOUSE, AGAINST = "studio-bot, durable outbox", "aiogram 3, plain loop"
PEERS = {
    "python-telegram-bot, plain loop": ("ptb", "telegram"),
    "python-telegram-bot with AIORateLimiter": ("ptb_limited", "aiolimiter"),
    AGAINST: ("aiogram", "aiogram"),
}


async def command(*command: str, env: dict[str, str]) -> tuple[float, float]:
    """The seconds and CPU seconds that a program prints."""
    process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **env}, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    said = await process.stdout.read()
    if await process.wait():
        raise RuntimeError(f"{command} failed")
    seconds, cpu = said.split()
    return float(seconds), float(cpu)


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """The command line of a module beside this one."""
    return sys.executable, "-m", f"tests.bench.{name}", *arguments


async def unlimited(number: int, rounds: int, env: dict[str, str], folder: Path) -> None:
    """Print messages a second and CPU time of everybody."""
    commands = {HOUSE: module("send_house", "", str(number), "inf")}
    for name, (peer, needed) in PEERS.items():
        if importlib.util.find_spec(needed) is None:
            print(f"no {name}: pip install -r requirements-bench.txt")
        else:
            commands[name] = module("send_peers", peer, str(number))
    if (on_node := await grammy(folder)) is not None:
        script = Path(__file__).with_name("grammy_send.mjs")
        commands["grammY, plain loop"] = (on_node.command[0], str(script), str(number))
        env |= on_node.env
    best: dict[str, tuple[float, float]] = {}
    for turn in range(rounds):
        commands[HOUSE] = module("send_house", str(folder / f"fast{turn}.db"), str(number), "inf")
        for name, line in commands.items():
            took = await command(*line, env=env)
            best[name] = min(took, best.get(name, took))
    print(f"{number} messages over HTTP on this machine, best of {rounds}")
    print("| sender | messages/s | against aiogram | CPU ms/message | against aiogram |\n|---|---|---|---|---|")
    for name, (seconds, cpu) in best.items():
        rate, work = "–", "–"
        if AGAINST in best:
            rate, work = f"×{best[AGAINST][0] / seconds:.2f}", f"×{cpu / best[AGAINST][1]:.2f}"
        print(f"| {name} | {number / seconds:.0f} | {rate} | {cpu / number * 1000:.2f} | {work} |")


async def limited(paced_s: int, rule: tuple[str, ...], token: str, folder: Path) -> None:
    """Print how much of an allowance that is enforced was used."""
    async with limited_telegram.running(30, *rule) as (url, stats):
        env = {"BENCH_BASE_URL": url, "BENCH_TOKEN": token}
        path = str(folder / f"paced{len(rule)}.db")
        await command(*module("send_house", path, str(30 * paced_s), "30"), env=env)
        accepted, refused, seconds = await stats()
    share = (accepted - 1) / (30 * seconds)
    name = "no second over 30, to the microsecond" if rule else "a bucket of 30"
    print(f"limited ({name}), {seconds:.0f} s: {accepted:.0f} accepted, {refused:.0f} refused, {share:.1%} used")


async def run(number: int, rounds: int, paced_s: int) -> None:
    """Both measurements."""
    token = Telegram(SystemClock()).token
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if rounds:
            async with limited_telegram.running(0) as (url, _):
                await unlimited(number, rounds, {"BENCH_BASE_URL": url, "BENCH_TOKEN": token}, folder)
        if paced_s:
            await asyncio.gather(*(limited(paced_s, rule, token, folder) for rule in ((), ("strict",))))


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--paced-s", type=int, default=30)
    asked = parser.parse_args()
    asyncio.run(run(asked.number, asked.rounds, asked.paced_s))


if __name__ == "__main__":
    main()
