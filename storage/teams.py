"""Teams among the entries: invitations, members, and what the clock does with teams that are too small.

A team is an entry like any other (storage.entries); here is what one person alone does not need.
"""

from storage import entries
from storage.database import Tx
from storage.entries import SQL
from storage.model.competitions import Competition
from storage.model.entries import ALIVE, Entry, Refusal, State, after_change


async def by_invitation(tx: Tx, token: str) -> Entry | None:
    """The entry whose present invitation this is, or None."""
    return await entries.read_one(tx, await SQL.by_invitation(tx, invitation=entries.hashed(token))) if token else None


async def joining(tx: Tx, competition: Competition, entry: Entry, person: int, now: int) -> Refusal | None:
    """Why a person cannot join a team; None when they can."""
    if not entry.alive:
        return Refusal.NO_INVITATION
    refusal = entries.shut(competition, now)
    if refusal is not None:
        return refusal
    if await SQL.alive_of(tx, person=person, competition=competition.id) is not None:
        return Refusal.ALREADY
    if len(entry.members) >= competition.team_most:
        return Refusal.TEAM_FULL
    if competition.checked and entry.state is State.CONFIRMED:
        return Refusal.TEAM_CHECKED
    return None


async def join(tx: Tx, competition: Competition, token: str, person: int, now: int) -> Entry | Refusal:
    """Take a person into the team whose invitation this is."""
    entry = await by_invitation(tx, token)
    if entry is None or entry.competition != competition.id:
        return Refusal.NO_INVITATION
    refusal = await joining(tx, competition, entry, person, now)
    if refusal is not None:
        return refusal
    await entries.register(tx, competition, person, entry.id, now)
    state = after_change(competition, entry.state, len(entry.members) + 1, now)
    await entries.rewrite(tx, entry, now, state=state)
    return await entries.fresh(tx, entry.id)


async def remove(tx: Tx, competition: Competition, seen: Entry, person: int, now: int) -> Entry | None:
    """The captain takes a member out, and the link that let them in is worth nothing; None when the entry is not any more as
    it was `seen`."""
    if seen.member(person) is None or person == seen.captain:
        return None
    state = after_change(competition, seen.state, len(seen.members) - 1, now)
    if not await entries.rewrite(tx, seen, now, state=state, invitation=""):
        return None
    await SQL.unregister(tx, person=person, entry=seen.id)
    return await entries.fresh(tx, seen.id)


async def hand_over(tx: Tx, seen: Entry, person: int, now: int) -> Entry | None:
    """Make another member the captain; None when the entry is not any more as it was `seen`."""
    if seen.member(person) is None or not await entries.rewrite(tx, seen, now, captain=person):
        return None
    return await entries.fresh(tx, seen.id)


async def invite(tx: Tx, seen: Entry, token: str, now: int) -> Entry | None:
    """Let members in by this token and no longer by the one before; None when the entry is not any more as `seen`."""
    if not seen.alive or not await entries.rewrite(tx, seen, now, invitation=entries.hashed(token)):
        return None
    return await entries.fresh(tx, seen.id)


# what the clock does


async def short_teams(tx: Tx, closes_after: int, closes_before: int, at_most: int = 100) -> list[Entry]:
    """Teams with too few members whose registration ends after the one moment and not after the other."""
    rows = await SQL.short(
        tx, states=[State.FORMING], closes_after=closes_after, closes_before=closes_before, at_most=at_most
    )
    return await entries.read(tx, rows)


async def unwarned_teams(tx: Tx, closes_after: int, closes_before: int, at_most: int = 100) -> list[Entry]:
    """The same, of those whose captain was not warned (`warned`) of this end of registration yet."""
    rows = await SQL.unwarned(
        tx, states=[State.FORMING], closes_after=closes_after, closes_before=closes_before, at_most=at_most
    )
    return await entries.read(tx, rows)


async def warned(tx: Tx, entry: Entry, closes_at: int) -> None:
    """The captain was told that the team is too small; where registration ends at another time, they are told again."""
    await SQL.warned(tx, entry=entry.id, closes_at=closes_at)


async def lapse(tx: Tx, seen: Entry, now: int) -> bool:
    """Registration closed before this team had enough members; False when it is not any more as it was `seen`."""
    return await entries.end(tx, seen, State.LAPSED, now)


async def settle(tx: Tx, now: int, at_most: int = 100) -> int:
    """Teams that lost members otherwise than by leaving (somebody erased what was kept of them) are forming again;
    not once contests have begun."""
    states = [state for state in ALIVE if state is not State.FORMING]
    shrunk = await entries.read(tx, await SQL.shrunk(tx, states=states, now=now, at_most=at_most))
    for entry in shrunk:
        await entries.rewrite(tx, entry, now, state=State.FORMING)
    return len(shrunk)
