"""Words that mean the same, added by officers to those that the bot knows anyway."""

from storage import search
from storage.database import Tx, load
from storage.model.lexicon import Group

SQL = load("lexicon")


async def everything(tx: Tx) -> tuple[Group, ...]:
    """All groups, oldest first."""
    return tuple(Group(row["id"], tuple(row["words"].split()), row["added_at"]) for row in await SQL.everything(tx))


async def add(tx: Tx, words: tuple[str, ...], now: int) -> int | None:
    """Add a group (see `storage.model.lexicon.flaw`); its number, or None when there is such a group."""
    number: int | None = await SQL.add(tx, words=" ".join(words), now=now)
    if number is not None:
        await search.touch(tx)
    return number


async def change(tx: Tx, group: int, words: tuple[str, ...]) -> bool:
    """Replace the words of a group; False when it is gone. Raises `sqlite3.IntegrityError` for words of another group."""
    changed = bool(await SQL.change(tx, id=group, words=" ".join(words)))
    if changed:
        await search.touch(tx)
    return changed


async def remove(tx: Tx, group: int) -> bool:
    """Take a group out; False when it is gone."""
    removed = bool(await SQL.remove(tx, id=group))
    if removed:
        await search.touch(tx)
    return removed
