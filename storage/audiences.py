"""Audiences: who they are, how many, and whether somebody still belongs to one.

Membership is looked up by the view `audience_matches`, one row for each condition that a person meets.
"""

from collections import defaultdict
from collections.abc import Sequence

from storage import terms
from storage.database import Tx, load
from storage.model.audiences import (
    COMPETITION,
    CONFIRMED,
    ENROLLED,
    REGISTERED,
    SEATED,
    STREET,
    STUDIO,
    TRADE,
    UNCONFIRMED,
    UNIT,
    Condition,
    Size,
    checked,
    tie,
)
from storage.model.notices import loaded
from storage.model.people import ROLES
from storage.model.studios import LEVELS

SQL = load("audiences")
WINDOW = 4_000
"""People looked at by one statement: a few milliseconds, however few of them belong."""
ASKED_AT_ONCE = 256
"""People named one by one in a statement."""


async def create(tx: Tx, conditions: Sequence[Condition], now: int) -> int:
    """Keep an audience; its number. Raises `ValueError` for a condition that is none (`model.audiences.checked`)."""
    found = checked(conditions)
    row = await SQL.create(tx, now=now)
    audience: int = row["id"]
    ties = tie(found)
    await SQL.add_condition(
        tx,
        [
            {
                "audience": audience,
                "kind": one.kind,
                "value": one.value,
                "wanted": int(one.wanted),
                "subject": one.subject,
                "twin": one.twin,
                "tie": ties,
            }
            for one in found
        ],
    )
    return audience


async def conditions(tx: Tx, audience: int) -> tuple[Condition, ...]:
    """What an audience asks for, wanted conditions first, in the order of `model.audiences.KINDS`."""
    return checked(
        Condition(row["kind"], row["value"], bool(row["wanted"])) for row in await SQL.conditions(tx, audience=audience)
    )


async def size(tx: Tx, audience: int) -> Size:
    """How many people it has now. For a reading transaction: it looks at everybody."""
    row = await SQL.size(tx, audience=audience, kinds=await needed(tx, audience))
    return Size(row["people"], row["unreachable"], row["unwilling"])


async def members(tx: Tx, audience: int, after: int, limit: int) -> list[int]:
    """The first `limit` people of the audience after person `after`, in their order; blocked ones too."""
    kinds = await needed(tx, audience)
    found: list[int] = []
    while len(found) < limit:
        upto = await window_end(tx, after)
        if upto is None:
            break
        found += await between(tx, audience, kinds, after, upto, limit - len(found))
        after = upto
    return found


async def between(tx: Tx, audience: int, kinds: int, after: int, upto: int, limit: int) -> list[int]:
    """The first `limit` people of the audience after person `after` and up to `upto`; `kinds` as `needed` says."""
    rows = await SQL.members_between(tx, audience=audience, kinds=kinds, after=after, upto=upto, limit=limit)
    return [row["person"] for row in rows]


async def among(tx: Tx, audience: int, persons: Sequence[int]) -> set[int]:
    """Those of these people who belong to the audience."""
    kinds = await SQL.kinds(tx, audience=audience)
    found: set[int] = set()
    for start in range(0, len(persons), ASKED_AT_ONCE):
        part = list(persons[start : start + ASKED_AT_ONCE])
        rows = await SQL.members_among(tx, audience=audience, kinds=kinds, persons=part)
        found |= {row["person"] for row in rows}
    return found


async def outside(tx: Tx, outbox_ids: Sequence[int]) -> set[int]:
    """Those of a few hundred rows of the outbox whose person does not belong to their mailing's audience (any more)."""
    persons: dict[int, dict[int, int]] = defaultdict(dict)
    for row in await SQL.rows_with_audience(tx, ids=list(outbox_ids)):
        persons[row["audience"]][row["id"]] = row["person"]
    found: set[int] = set()
    for audience, rows in persons.items():
        inside = await among(tx, audience, sorted(set(rows.values())))
        found |= {row for row, person in rows.items() if person not in inside}
    return found


async def needed(tx: Tx, audience: int) -> int:
    """Of how many kinds a member must meet a condition; an audience that asks for nothing has one kind, everybody."""
    return max(1, int(await SQL.kinds(tx, audience=audience)))


async def window_end(tx: Tx, after: int, people: int = WINDOW) -> int | None:
    """The last of the next so many people after person `after`; None when there is nobody after."""
    upto: int | None = await SQL.window_end(tx, after=after, size=people)
    return upto


async def choices(tx: Tx, kind: str) -> tuple[tuple[str, str], ...]:
    """What can be chosen for a kind: (value, name as it is kept), the likeliest first. Roles' and levels' names are for
    the rooms to say in the reader's language."""
    match kind:
        case "role":
            return tuple((role, role) for role in ROLES)
        case "level":
            return tuple((level, level) for level in LEVELS)
        case "sector":
            return tuple((name, name) for name in await terms.names(tx, terms.SECTOR))
        case "street" | "unit" | "trade":
            query = {STREET: SQL.streets, UNIT: SQL.units, TRADE: SQL.trades}[kind]
            return tuple((row["value"], row["value"]) for row in await query(tx))
        case "studio":
            return tuple((str(row["value"]), row["name"]) for row in await SQL.studios(tx))
        case "competition" | "registered":
            return tuple((str(row["value"]), row["name"]) for row in await SQL.competitions(tx))
        case "enrolled" | "seated":
            return tuple((str(row["value"]), row["name"]) for row in await SQL.courses(tx))
        case "confirmed" | "unconfirmed":
            return tuple((str(row["value"]), _called(row["value"], row["content"])) for row in await SQL.notices(tx))
    raise ValueError(f"no such kind: {kind!r}")


async def name(tx: Tx, condition: Condition) -> str:
    """What a condition's value is called; '' when what it names is gone."""
    if condition.kind in (CONFIRMED, UNCONFIRMED):
        content = await SQL.notice_content(tx, id=condition.subject)
        return _called(condition.subject, content) if content else ""
    query = {
        STUDIO: SQL.studio_name,
        COMPETITION: SQL.competition_title,
        REGISTERED: SQL.competition_title,
        ENROLLED: SQL.course_title,
        SEATED: SQL.course_title,
    }.get(condition.kind)
    if query is None:
        return condition.value
    return await query(tx, id=condition.subject) or ""


def _called(notice: int, content: str) -> str:
    """What a notice is called among others: not all have a title, and a picture has no words either."""
    return loaded(content).name or f"#{notice}"


async def value(tx: Tx, kind: str, typed: str) -> str | None:
    """The value that a typed name means, spaces around it aside; None when there is none of this name."""
    wanted = typed.strip()
    for value, called in await choices(tx, kind):
        if called == wanted:
            return value
    return None
