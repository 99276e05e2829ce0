"""Saying something once where several messages ask for it: the parts of a long paste, the pictures of an album."""

from handlers.kit.context import Context
from storage import once


async def first_of(context: Context, what: str) -> bool:
    """Whether this is the first message of its kind (`what`) in this chat for 10 s."""
    return await once.first(context.tx, context.chat, what, context.now)
