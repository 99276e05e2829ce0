"""Work in a process of its own: `python -m bot.apart`, with what to do on its standard input and the outcome on its output.

It is begun when there is something to do and gone afterwards, has its own interpreter (so that nobody waits for this one's),
and is nice to those who answer people. It reads the database by itself. Whoever waits for it and is cancelled ends it.
"""

import asyncio
import contextlib
import ctypes
import os
import pickle
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

NICE = 10
PR_SET_PDEATHSIG = 1
"""prctl(2)."""
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH")
"""What it gets of the environment: the bot's token is not among it."""
_ROOT = Path(__file__).parent.parent


LEFT = "studio-bot-apart-"
"""What its folders' names begin with."""
LEFT_S = 3_600.0


class ApartFailed(Exception):
    """The process ended without an outcome; the text is the kind of its error, without anybody's words."""


async def work_apart(work: Callable[..., bytes], *arguments: object) -> bytes:
    """What `work(*arguments)` returns: a function of a module and arguments that can be pickled. Raises `ApartFailed`."""
    task = pickle.dumps((work.__module__, work.__name__, arguments))
    with tempfile.TemporaryDirectory(prefix=LEFT) as folder:  # whatever it leaves there goes with it
        await asyncio.to_thread(clear_left, Path(folder))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.apart",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=_ROOT,
            env={**{name: os.environ[name] for name in PASSED_ON if name in os.environ}, "TMPDIR": folder},
        )
        try:
            outcome, complaint = await process.communicate(task)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
    if process.returncode:
        raise ApartFailed(complaint.decode(errors="replace")[-200:] or f"ended with {process.returncode}")
    return outcome


def clear_left(own: Path) -> None:
    """Take away what was left beside this folder by a house that was killed: what is older by more than an hour."""
    for left in own.parent.glob(f"{LEFT}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < own.stat().st_mtime - LEFT_S:
                shutil.rmtree(left)


def _end_with_parent() -> None:
    """Nobody waits for the outcome when the house is gone."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Do what stands on the standard input. An error is told by its kind and place alone: its text may be somebody's words."""
    _end_with_parent()
    with contextlib.suppress(OSError):
        os.nice(NICE)
    try:
        module, name, arguments = pickle.load(sys.stdin.buffer)
        outcome = getattr(import_module(module), name)(*arguments)
    except Exception as problem:
        place = traceback.extract_tb(problem.__traceback__)[-1]
        sys.exit(f"{type(problem).__name__} at {Path(place.filename).name}:{place.lineno}")
    sys.stdout.buffer.write(outcome)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
