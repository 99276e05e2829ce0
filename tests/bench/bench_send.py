"""Sending to many: the durable outbox against the plain loops of other libraries, and under an enforced limit.

    python -m tests.bench.bench_send --number 5000 --paced-s 60

Every sender and the Telegram of `lean_telegram` have processes of their own. Unlimited: messages a second, from the first
to the last (for the house: until the last outcome is on disk). Limited: the server counts what comes and refuses with 429
what is too much by two readings of "30 a second" (the house's own limit set to 30): the share of the allowance used.
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

PEERS = {
    "python-telegram-bot, plain loop": "ptb",
    "python-telegram-bot with AIORateLimiter": "ptb_limited",
    "aiogram 3, plain loop": "aiogram",
}


async def command(*arguments: str, env: dict[str, str]) -> float:
    """The number that a module prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env={**os.environ, **env}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    said = await process.stdout.read()
    if await process.wait():
        raise RuntimeError(f"{arguments[0]} failed")
    return float(said)


async def unlimited(number: int, env: dict[str, str], folder: Path) -> None:
    """Print messages a second of everybody."""
    seconds = await command("tests.bench.send_house", str(folder / "fast.db"), str(number), "inf", env=env)
    ours = number / seconds
    print(f"| sender | messages/s | the house against it |\n|---|---|---|\n| durable outbox | {ours:.0f} | |")
    for name, peer in PEERS.items():
        if importlib.util.find_spec({"aiogram": "aiogram", "ptb_limited": "aiolimiter"}.get(peer, "telegram")) is None:
            print(f"| {name} | not installed | |")
            continue
        theirs = number / await command("tests.bench.send_peers", peer, str(number), env=env)
        print(f"| {name} | {theirs:.0f} | ×{ours / theirs:.2f} |")


async def run(number: int, paced_s: int) -> None:
    """Both measurements."""
    token = Telegram(SystemClock()).token
    with tempfile.TemporaryDirectory() as folder:
        async with limited_telegram.running(0) as (url, _):
            await unlimited(number, {"BENCH_BASE_URL": url, "BENCH_TOKEN": token}, Path(folder))
        for rule in ((), ("strict",)):
            path = str(Path(folder) / f"paced{len(rule)}.db")
            async with limited_telegram.running(30, *rule) as (url, stats):
                env = {"BENCH_BASE_URL": url, "BENCH_TOKEN": token}
                await command("tests.bench.send_house", path, str(30 * paced_s), "30", env=env)
                accepted, refused, seconds = await stats()
            share = (accepted - 1) / (30 * seconds)
            name = "no second over 30" if rule else "a bucket of 30"
            print(
                f"limited ({name}), {seconds:.0f} s: {accepted:.0f} accepted, {refused:.0f} refused, {share:.1%} used"
            )


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=5000)
    parser.add_argument("--paced-s", type=int, default=60)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.number, arguments.paced_s))


if __name__ == "__main__":
    main()
