"""The `chat` command: the world in text, for people and for scripts.

Every line read is one action; everything that follows from it is printed before the next line is read.
"""

import asyncio
import json
import re
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from bot import log
from bot.clock import SystemClock
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import BadLine, act, moment, move
from bot.standin.opening import opened
from bot.standin.telling import told
from bot.standin.world import Event, NotVisible, Unsettled, World

DONE, FAILED, WRONG = 0, 1, 2
"""Exit codes: every action was done; the program failed; a line could not be done."""
_SPEAKER = re.compile(r"([^\s<>\[\]*+#]{1,32})>(\s*)(.*)", re.DOTALL)
_NAME = re.compile(r"[^\s<>\[\]*+#@]{1,32}")


def chat(db: Path | None, who: str, as_json: bool, at: str | None) -> int:
    """Run the command on standard input and output; returns the exit code."""
    log.setup("WARNING", "plain", secrets=())
    try:
        start = moment(at) if at else SystemClock().now()
        if not _NAME.fullmatch(who):
            raise BadLine(f"「{who}」不能当名字：1 到 32 个字，不含空格和 < > [ ] * + # @。")
    except BadLine as wrong:
        print(wrong, file=sys.stderr)
        return WRONG
    try:
        return asyncio.run(_chat(db, start, Terminal(who, as_json, sys.stdout, sys.stderr)))
    except (sqlite3.Error, OSError) as problem:
        if isinstance(problem, BrokenPipeError):
            raise
        print(f"数据库 {db or ''} 用不了：{problem}。请检查文件和目录的权限、磁盘空间。", file=sys.stderr)
    except Unsettled as problem:
        print(f"程序没有停下来：{problem}", file=sys.stderr)
    return FAILED


async def _chat(db: Path | None, start: int, terminal: "Terminal") -> int:
    async with opened(FrozenClock(start), db) as world:
        return await terminal.run(world, typed())


class Terminal:
    """Reads actions, prints what follows. `who` acts where a line names nobody."""

    def __init__(self, who: str, as_json: bool, out: IO[str], err: IO[str]) -> None:
        self._who = who
        self._as_json = as_json
        self._out = out
        self._err = err

    async def run(self, world: World, lines: AsyncIterator[str]) -> int:
        """Act on every line; the exit code."""
        world.person(self._who)
        await self._show(world)  # what an earlier run left to be said
        prompt = f"{self._who}> " if self._out.isatty() and sys.stdin.isatty() else ""
        print(prompt, end="", file=self._out, flush=True)
        async for line in lines:
            try:
                await self._act(world, line.strip())
            except (BadLine, NotVisible) as wrong:
                await self._show(world)
                print(wrong, file=self._err, flush=True)
                if not prompt:
                    return WRONG
            await self._show(world)
            print(prompt, end="", file=self._out, flush=True)
        return DONE

    async def _act(self, world: World, line: str) -> None:
        if not line or line.startswith("#"):
            return
        if line.startswith("*"):
            await move(world, line[1:])
            return
        who, rest = self._who, line
        speaker = _SPEAKER.fullmatch(line)
        if speaker and speaker[3] and (speaker[2] or speaker[1] in world.people):
            who, rest = speaker[1], speaker[3]
        await act(world, who, rest)

    async def _show(self, world: World) -> None:
        for event in await world.settle():
            print(as_json(event) if self._as_json else "\n".join(told(event)), file=self._out)
        self._out.flush()


def as_json(event: Event) -> str:
    """An event as one object on one line."""
    keys = ("to", "kind", "text", "html", "buttons", "file")
    return json.dumps({key: getattr(event, key) for key in keys}, ensure_ascii=False)


async def typed() -> AsyncIterator[str]:
    """The lines of standard input as they come."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        # A file object of its own: the interpreter could not end while this thread holds sys.stdin's lock.
        with open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False) as stdin:
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)

    # A thread that may be left behind: Ctrl+C must not wait for another line.
    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line
