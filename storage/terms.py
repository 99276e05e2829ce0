"""Lists that admins extend: 行业 and 成果类型. The migrations put in what the programme starts with."""

from storage import search
from storage.database import Tx, load

SQL = load("terms")
SECTOR = "sector"
RESULT = "result"
"""成果类型."""


async def names(tx: Tx, kind: str) -> tuple[str, ...]:
    """The list of a kind, in its order."""
    return tuple(row["name"] for row in await SQL.names(tx, kind=kind))


async def add(tx: Tx, kind: str, name: str) -> bool:
    """Put a name at the end of a list; False when it is there."""
    added = bool(await SQL.add(tx, kind=kind, name=name))
    if added:
        await search.touch(tx)
    return added


async def remove(tx: Tx, kind: str, name: str) -> bool:
    """Take a name off a list, so that no new record gets it; False when it was not there. Records that have it keep it."""
    removed = bool(await SQL.remove(tx, kind=kind, name=name))
    if removed:
        await search.touch(tx)
    return removed
