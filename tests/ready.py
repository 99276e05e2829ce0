"""The program's commands without its cold start: a process that has loaded it does each in a child of its own.

A child is a process as any: its own folder, environment, files and exit code, and nothing of it stays. What is left out is
what a start costs, and the one line of the script that calls `main`; both are tried where a command is really started
(`tests/test_docs.py` runs and opens the demo, `tests/standin/test_terminal.py` chats).
"""

import asyncio
import gc
import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.__main__ import main
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import moment
from bot.standin.opening import opened

LONGEST_S = 60


class Ready:
    """The waiting process. One command at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.ready"]
        # Everything but the standard streams is closed in it; it ends with its input.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def do(self, command: str, *, folder: Path, environ: dict[str, str], typed: str = "") -> tuple[int, str]:
        """Do `studio-bot …` with its words quoted as in a shell; exit code, and output and complaints as they came."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        name, *arguments = shlex.split(command)
        assert Path(name).name == "studio-bot"
        with tempfile.TemporaryDirectory() as there:
            given, said = Path(there) / "given", Path(there) / "said"
            given.write_text(typed, encoding="utf-8")
            wish = {"arguments": arguments, "folder": str(folder), "environ": environ}
            print(json.dumps({**wish, "given": str(given), "said": str(said)}), file=self._process.stdin, flush=True)
            code = int(self._process.stdout.readline())
            return code, said.read_text(encoding="utf-8")

    def end(self) -> None:
        """End the waiting process."""
        self._process.communicate(timeout=LONGEST_S)


def child(wish: dict[str, object]) -> None:
    """Become the process that does the command."""
    os.chdir(str(wish["folder"]))
    os.environ.clear()
    os.environ.update(wish["environ"])  # type: ignore[call-overload]
    given = os.open(str(wish["given"]), os.O_RDONLY)
    said = os.open(str(wish["said"]), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, file in ((0, given), (1, said), (2, said)):
        os.dup2(file, number)
    sys.stdin, sys.stdout, sys.stderr = (  # closed with the process
        open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    sys.exit(main(wish["arguments"]))  # type: ignore[arg-type]


async def warm_up() -> None:
    """A conversation, so that what it needs is loaded; everything of it ends with it."""
    async with opened(FrozenClock(moment("2026-12-01T09:00"))) as world:
        for said in ("核磁找谁", "周末有什么焊接课", "竞赛"):
            await world.say("worker", said)
            await world.settle()


def wait() -> None:
    """Do what is wished, line by line, until there is no more to come."""
    asyncio.run(warm_up())
    gc.freeze()
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            child(json.loads(line))
        _, status = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    wait()
