"""Who works on the database: one at a time, for as long as it keeps saying so.

Each change of hands raises the fence. Whoever writes checks inside its transaction that the fence is still its own, so
somebody who was thought dead and comes back changes nothing. Times are milliseconds UTC by the machine's own clock.
"""

from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("leases")
HOUSE = "house"
LENGTH_MS = 30_000
"""How long somebody who says nothing is still taken to be alive."""
GIVEN_BACK = 0
"""`Lease.until` of one that was given back."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose turn it is. `locked`: the holder has the lock file too. `until` is for people to read, or `GIVEN_BACK`: who is dead
    is not told by the clock on the wall, which may be set."""

    holder: str
    fence: int
    locked: bool
    until: int


async def find(tx: Tx) -> Lease | None:
    """The newest lease; None when nobody ever had one."""
    row = await SQL.find(tx, name=HOUSE)
    return Lease(row["holder"], row["fence"], bool(row["locked"]), row["until"]) if row else None


async def take(tx: Tx, holder: str, seen: Lease | None, now: int, *, locked: bool) -> int | None:
    """Take over from `seen`, who has let go or is dead: the new fence, or None when somebody else was quicker."""
    fence = seen.fence if seen else 0
    row = await SQL.take(tx, name=HOUSE, holder=holder, locked=int(locked), until=now + LENGTH_MS, seen=fence)
    return row["fence"] if row else None


async def renew(tx: Tx, fence: int, now: int, *, locked: bool) -> bool:
    """Say that one is alive; False when somebody else has taken over."""
    row = await SQL.renew(tx, name=HOUSE, fence=fence, locked=int(locked), until=now + LENGTH_MS)
    return row is not None


async def release(tx: Tx, fence: int) -> None:
    """Give it back, so that nobody need wait."""
    await SQL.release(tx, name=HOUSE, fence=fence)


async def holds(tx: Tx, fence: int) -> bool:
    """Whether the lease is still the one with this fence; nobody can change it while `tx` writes."""
    current: int | None = await SQL.fence(tx, name=HOUSE)
    return current == fence
