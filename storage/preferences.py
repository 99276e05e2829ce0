"""What people want to be told, and when: quiet hours, digest, mutes, trades and streets of interest."""

from dataclasses import dataclass

from storage import studios
from storage.database import Tx, load
from storage.model.preferences import LONGEST_INTEREST, MOST_INTERESTS, TRADE, Preferences
from storage.model.quiet import Quiet
from storage.model.studios import StudioFilter

SQL = load("preferences")


@dataclass(frozen=True, slots=True)
class Muted:
    """One thing a person does not want to hear of: a competition, a course, or a studio's report."""

    kind: str
    subject: int
    title: str
    label: str
    studio: str


async def of(tx: Tx, person: int) -> Preferences:
    """A person's choices; the defaults for whoever made none (also for a stranger, 0)."""
    quiet, digest = Quiet(), True
    muted, interests = set(), set()
    for row in await SQL.of(tx, person=person):
        match row["what"]:
            case "hours":
                quiet, digest = Quiet(row["quiet_from"], row["quiet_to"]), bool(row["digest"])
            case "mute":
                muted.add((row["kind"], row["quiet_from"]))
            case _:
                interests.add((row["kind"], row["value"]))
    return Preferences(quiet, digest, frozenset(muted), frozenset(interests))


async def set_quiet(tx: Tx, person: int, quiet: Quiet) -> None:
    """Keep a person's quiet hours."""
    await SQL.set_quiet(tx, person=person, begin=quiet.begin, end=quiet.end)


async def set_digest(tx: Tx, person: int, digest: bool) -> None:
    """Keep whether what falls on one day is to come in one message."""
    await SQL.set_digest(tx, person=person, digest=int(digest))


async def mute(tx: Tx, person: int, kind: str, subject: int, now: int) -> bool:
    """No more of this thing (subject 0: of this kind); False when that was so."""
    return bool(await SQL.mute(tx, person=person, kind=kind, subject=subject, now=now))


async def unmute(tx: Tx, person: int, kind: str, subject: int) -> bool:
    """Tell them of this thing again; False when they were told anyway."""
    return bool(await SQL.unmute(tx, person=person, kind=kind, subject=subject))


async def muted_things(tx: Tx, person: int) -> list[Muted]:
    """The single things a person muted, the latest first; not the kinds, and not what is gone."""
    rows = await SQL.muted_things(tx, person=person)
    return [Muted(row["kind"], row["subject"], row["title"], row["label"], row["studio"]) for row in rows]


async def add_interest(tx: Tx, person: int, kind: str, value: str) -> bool:
    """Keep a trade or street of interest; False when there are as many as can be kept."""
    held = (await of(tx, person)).values(kind)
    if value not in held and len(held) >= MOST_INTERESTS:
        return False
    await SQL.add_interest(tx, person=person, kind=kind, value=value)
    return True


async def remove_interest(tx: Tx, person: int, kind: str, value: str) -> None:
    """Forget a trade or street of interest."""
    await SQL.remove_interest(tx, person=person, kind=kind, value=value)


async def offered(tx: Tx, kind: str) -> tuple[str, ...]:
    """The trades that competitions name, or the streets that studios are in, the most frequent first."""
    if kind == TRADE:
        found = [row["trade"] for row in await SQL.trades(tx)]
    else:
        found = [value for value, _ in await studios.count_by(tx, "street", StudioFilter())]
    return tuple(value for value in found if len(value) <= LONGEST_INTEREST and ":" not in value)
