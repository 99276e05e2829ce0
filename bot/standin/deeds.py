"""What one line does to a world: what somebody does with a phone, or how the world itself moves.

The terminal and the transcripts read the same lines. A person's line is a text, `[label]`, `+file PATH [caption]`,
`+photo PATH [caption]` or `+video PATH [caption]`; a backslash in front makes any of these a text. A world's line, without
its `*`, is one of those in `WORLD`, or in what a test adds.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.standin.faults import KINDS, Fault
from bot.standin.world import World

ZONE = ZoneInfo("Asia/Shanghai")
UNITS_MS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000}
READING_MS = 15_000
"""How much later than what went before somebody acts. The house may take what comes within seconds as sent together."""

_TAP = re.compile(r"\[(.+)\]")
_FILE = re.compile(r"\+(file|photo|video)(?:\s+(.*))?")
_QUOTED = re.compile(r"""(?:"([^"]+)"|'([^']+)'|(\S+))\s*(.*)""", re.DOTALL)


class BadLine(ValueError):
    """A line that cannot be done; the text says why, in Chinese, for whoever wrote it."""


Deed = Callable[[World, re.Match[str]], Awaitable[None]]


async def act(world: World, who: str, line: str) -> None:
    """Do what a person's line says, a little later. Raises `BadLine`, and `NotVisible` when a label is not there."""
    world.clock.move(READING_MS)
    if tap := _TAP.fullmatch(line):
        await world.tap(who, tap[1])
    elif file := _FILE.fullmatch(line):
        await _send(world, who, file[1], file[2] or "")
    else:
        await world.say(who, line.removeprefix("\\"))


async def _send(world: World, who: str, kind: str, rest: str) -> None:
    path, caption = _path(kind, rest)
    try:
        await world.send_file(who, "document" if kind == "file" else kind, path, caption)
    except OSError as problem:
        raise BadLine(f"读不了文件 {path}：{problem.strerror}。") from None


def _path(kind: str, rest: str) -> tuple[Path, str]:
    read = _QUOTED.fullmatch(rest.strip())
    if read is None:
        raise BadLine(f"+{kind} 后面要写文件的路径。")
    return Path(read[1] or read[2] or read[3]).expanduser(), read[4]


async def move(world: World, line: str, extra: Mapping[re.Pattern[str], Deed] | None = None) -> None:
    """Do what a world's line says. Raises `BadLine`."""
    for pattern, deed in {**WORLD, **(extra or {})}.items():
        if match := pattern.fullmatch(line.strip()):
            return await deed(world, match)
    raise BadLine(f"不认识「* {line.strip()}」。可以写：* +1d、* +2h、* +15m、* 2026-12-01T09:00、* restart。")


def moment(text: str) -> int:
    """A time of day in Shanghai, as in 2026-12-01T09:00, in milliseconds UTC. Raises `BadLine`."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise BadLine(f"看不懂时间 {text}，请写成 2026-12-01T09:00。") from None
    return int((read if read.tzinfo else read.replace(tzinfo=ZONE)).timestamp() * 1000)


async def _later(world: World, match: re.Match[str]) -> None:
    await world.move(sum(int(number) * UNITS_MS[unit] for number, unit in re.findall(r"(\d+)([dhms])", match[0])))


async def _until(world: World, match: re.Match[str]) -> None:
    ms = moment(match[0]) - world.clock.now()
    if ms < 0:
        raise BadLine(f"时钟只能往前拨，{match[0]} 已经过去了。")
    await world.move(ms)


async def _restart(world: World, _match: re.Match[str]) -> None:
    await world.restart()


async def _block(world: World, match: re.Match[str]) -> None:
    await world.block(match["who"])


async def _return(world: World, match: re.Match[str]) -> None:
    await world.unblock(match["who"])


async def _sends(world: World, match: re.Match[str]) -> None:
    phone, chat = world.phone(match["who"]), world.elsewhere(match["who"])
    match match["what"]:
        case "sticker":
            phone.sticker(chat=chat)
        case "voice":
            phone.voice(chat=chat)
        case "location":
            phone.location(39.92, 116.44, chat)
        case "contact":
            phone.contact(chat)


async def _forwards(world: World, match: re.Match[str]) -> None:
    world.phone(match["who"]).forward(match["text"], chat=world.elsewhere(match["who"]))


async def _also_says(world: World, match: re.Match[str]) -> None:
    await world.say(match["who"], match["text"])


async def _edits(world: World, match: re.Match[str]) -> None:
    who = match["who"]
    own = [post for post in world.chat_of(who).posts.values() if not post.by_bot]
    if not own:
        raise BadLine(f"{who} 还没有说过话，没有可以改的。")
    world.phone(who).edit(own[-1].id, match["text"], world.elsewhere(who))


async def _types_inline(world: World, match: re.Match[str]) -> None:
    await world.type_inline(match["who"], (match["text"] or "").strip())


async def _shares(world: World, match: re.Match[str]) -> None:
    await world.share(match["who"], match["title"])


async def _taps_again(world: World, match: re.Match[str]) -> None:
    await world.tap_again(match["who"])


async def _taps_twice(world: World, match: re.Match[str]) -> None:
    await world.tap(match["who"], match["label"])
    await world.tap_again(match["who"])


async def _group(world: World, match: re.Match[str]) -> None:
    bot = "administrator" if match["kind"] == "channel" else "member"
    kind = "channel" if match["kind"] == "channel" else "supergroup"
    world.group(match["word"], match["members"].split(), kind=kind, bot=bot)


async def _fault(world: World, match: re.Match[str]) -> None:
    kind = match["kind"]
    if kind == "none":
        return world.telegram.faults.clear()
    if kind not in KINDS:
        raise BadLine(f"没有叫 {kind} 的故障：{'、'.join(sorted(KINDS))}，或 none。")
    world.telegram.faults.add(Fault(kind, match["method"] or "", times=int(match["times"] or 1)))
    return None


WORLD: dict[re.Pattern[str], Deed] = {
    re.compile(pattern): deed
    for pattern, deed in {
        r"\+(\d+[dhms])+": _later,
        r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?": _until,
        r"restart": _restart,
        r"(?P<who>\S+) blocks the bot": _block,
        r"(?P<who>\S+) returns": _return,
        r"(?P<who>\S+) sends a (?P<what>sticker|voice|location|contact)": _sends,
        r"(?P<who>\S+) forwards (?P<text>.+)": _forwards,
        r"(?P<who>\S+) edits (?P<text>.+)": _edits,
        r"(?P<who>\S+) also says (?P<text>.+)": _also_says,
        r"(?P<who>\S+) types @bot(?P<text> .*)?": _types_inline,
        r"(?P<who>\S+) shares (?P<title>.+)": _shares,
        r"(?P<who>\S+) taps again": _taps_again,
        r"(?P<who>\S+) taps \[(?P<label>.+)\] twice": _taps_twice,
        r"(?P<kind>group|channel) (?P<word>\S+) of (?P<members>.+)": _group,
        r"fault (?P<kind>\w+)(?: (?P<method>[A-Za-z]+))?(?: (?P<times>\d+))?": _fault,
    }.items()
}
"""Every line of a world, by what it looks like."""
