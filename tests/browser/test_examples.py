"""Whatever the page offers to try, the bot has an answer to."""

import re
from pathlib import Path

from bot.standin import web
from bot.standin.clocks import FrozenClock
from bot.standin.opening import opened

NOON = 1_796_097_600_000
"""2026-12-01 12:00 in Shanghai."""
LOST = ("没看懂", "没有 /", "出错", "没有处理成功")


async def test_no_example_is_met_with_a_shrug() -> None:
    script = (Path(web.__file__).parent / "page" / "examples.js").read_text("utf-8")
    offered = {
        (who, line)
        for who, lines in re.findall(r"(\w+): \[([^\]]+)\]", script)
        for line in re.findall(r'"([^"]+)"', lines)
    }
    assert len(offered) > 20
    async with opened(FrozenClock(NOON)) as world:
        for who, line in sorted(offered):
            await world.say(who, line)
            answer = "\n".join(event.text for event in await world.settle())
            assert answer, f"{who}: {line} was not answered"
            assert not any(words in answer for words in LOST), f"{who}: {line} was answered: {answer}"
            await world.say(who, "/cancel")
            await world.settle()
