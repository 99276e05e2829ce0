"""The last answer in each chat, for questions that lean on it (「他们在哪」), as JSON of the room's own making."""

from storage.database import Tx, load

SQL = load("focus")
KEPT_MS = 30 * 60 * 1000
"""After 30 minutes a conversation starts afresh."""


async def put(tx: Tx, chat: str, answer: str, now: int) -> None:
    """Remember the answer just given."""
    await SQL.put(tx, chat=chat, answer=answer, now=now)


async def find(tx: Tx, chat: str, now: int) -> str | None:
    """The last answer, unless it is more than 30 minutes old."""
    answer: str | None = await SQL.find(tx, chat=chat, since=now - KEPT_MS)
    return answer


async def forget(tx: Tx, chat: str) -> None:
    """Let the conversation start afresh."""
    await SQL.forget(tx, chat=chat)


async def prune(tx: Tx, now: int) -> None:
    """Delete what no question can lean on any more."""
    await SQL.prune(tx, before=now - KEPT_MS)
