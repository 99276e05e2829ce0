"""What was said in a chat a moment ago, so that several messages sent together are answered once."""

from storage.database import Tx, load

SQL = load("once")
TOGETHER_MS = 10_000
"""Messages that come within this time of one another were sent together."""


async def first(tx: Tx, chat: str, what: str, now: int) -> bool:
    """Whether this is the first of its kind (`what`) in a chat for 10 s. Nothing is kept longer than until the next one asks."""
    await SQL.prune(tx, before=now - TOGETHER_MS, now=now)
    before = await SQL.at(tx, chat=chat, what=what)
    await SQL.put(tx, chat=chat, what=what, now=now)
    return before is None
