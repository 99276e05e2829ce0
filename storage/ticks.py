"""When the house last looked at what is due: written down now and then, for people to read."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("ticks")


@dataclass(frozen=True, slots=True)
class Rang:
    """The last ring of a tick: milliseconds UTC, and the kind of its failure ('' = it went well)."""

    name: str
    at: int
    error: str


async def put(tx: Tx, rings: Mapping[str, tuple[int, str]]) -> None:
    """Write down each tick's last ring (time, kind of failure)."""
    await SQL.put(tx, [{"name": name, "at": at, "error": error} for name, (at, error) in rings.items()])


async def last(tx: Tx) -> list[Rang]:
    """The last rings that were written down, by name."""
    return [Rang(row["name"], row["rang_at"], row["error"]) for row in await SQL.last(tx)]


async def next_due(tx: Tx, now: int) -> int | None:
    """When the next thing after `now` is due that a tick looks for; None when nothing is planned."""
    when: int | None = await SQL.next_due(tx, now=now)
    return when
