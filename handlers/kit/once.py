"""Saying something once where several messages ask for it: the parts of a long paste, the pictures of an album."""

from handlers.kit.context import Context
from storage import focus

TOGETHER_MS = 10_000
"""Messages that come within this time of one another were sent together."""


async def first_of(context: Context, what: str) -> bool:
    """Whether this is the first message of its kind (`what`) in this chat for 10 s."""
    key = f"{context.chat}:{what}"
    before = await focus.find(context.tx, key, context.now)
    await focus.put(context.tx, key, str(context.now), context.now)
    return before is None or context.now - int(before) > TOGETHER_MS
