"""Innovation studios: the records, who follows them, and how many there are of what.

Every writing function keeps the search and the table of words in step within the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from storage import search, spelling, terms
from storage.database import Tx, load
from storage.model.search import STUDIO, Document
from storage.model.studios import (
    DELISTED,
    KINDS,
    LEVELS,
    STATUSES,
    Studio,
    StudioDraft,
    StudioFilter,
    entries,
    facets,
    level_rank,
    levels_within,
)

SQL = load("studios")
_SPECIALITY_PARTER = "\x1f"
"""As in the view studio_records."""
_TEXTS = (
    "name",
    "level",
    "sector",
    "kind",
    "leader",
    "unit",
    "intro",
    "address",
    "street",
    "phone",
    "status",
    "named_on",
    "source",
    "updated_on",
)
RECORDED = ("unit", "leader", "level", "status")
"""Fields of which every change is kept: what a studio's standing hangs on."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a writing of many studios came to."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Change:
    """A field as it was and as it became, by whom (0: an import), when (milliseconds UTC)."""

    field: str
    old: str
    new: str
    person: int
    at: int


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list and the length of the whole."""

    studios: tuple[Studio, ...]
    total: int


async def find(tx: Tx, studio: int) -> Studio | None:
    """The studio of this number, or None."""
    row = await SQL.by_id(tx, id=studio)
    return _studio(row) if row is not None else None


async def by_name(tx: Tx, name: str) -> Studio | None:
    """The studio of exactly this name, or None."""
    row = await SQL.by_name(tx, name=name)
    return _studio(row) if row is not None else None


async def by_ids(tx: Tx, ids: Sequence[int]) -> tuple[Studio, ...]:
    """The studios of these numbers in the given order, unknown ones left out. For a page of a list, not for thousands."""
    found = [await find(tx, one) for one in ids]
    return tuple(studio for studio in found if studio is not None)


async def everything(tx: Tx) -> tuple[Studio, ...]:
    """All studios, oldest number first."""
    return tuple(_studio(row) for row in await SQL.all_records(tx))


async def alike(tx: Tx, said: str) -> list[Studio]:
    """Those in whose name, unit or leader this stands; of several the one of just this name alone."""
    found = [one for one in await everything(tx) if said and said in f"{one.name} {one.unit} {one.leader}"]
    return [one for one in found if one.name == said] or found


async def browse(tx: Tx, wanted: StudioFilter, *, limit: int = 10, offset: int = 0) -> Page:
    """A page of the studios that a filter lets through, highest level first, then by name."""
    rows = await SQL.browse(tx, **_conditions(wanted), limit=limit, offset=offset)
    return Page(tuple(_studio(row) for row in rows), await count(tx, wanted))


async def count(tx: Tx, wanted: StudioFilter) -> int:
    """How many studios a filter lets through."""
    return int(await SQL.count(tx, **_conditions(wanted)))


async def count_by(tx: Tx, field: str, wanted: StudioFilter) -> tuple[tuple[str, int], ...]:
    """The values of a field (one of `model.studios.FACETS`) among the studios that a filter lets through, with their numbers.

    For filter menus: a value that is not there is not listed, '' is left out; levels, kinds, statuses and sectors
    come in their own order, streets the most frequent first. 市级 and 市级示范性 are counted apart.
    """
    rows = await SQL.count_by(tx, field=field, **_conditions(wanted))
    numbers = {row["value"]: row["number"] for row in rows if row["value"]}
    orders = {"level": LEVELS, "kind": KINDS, "status": STATUSES}
    order = await terms.names(tx, terms.SECTOR) if field == "sector" else orders.get(field, ())
    known = [value for value in order if value in numbers]
    return tuple((value, numbers[value]) for value in dict.fromkeys([*known, *numbers]))


async def save_all(tx: Tx, drafts: Sequence[StudioDraft], now: int) -> Counts:
    """Add the studios whose names are new and bring the others to what their drafts say. The drafts' names are all different.

    Enumerations are not checked here: whoever makes a draft does. A few hundred at a time keep
    the event loop free; at `now` (milliseconds UTC).
    """
    created, changed, unchanged = [], [], 0
    for draft in drafts:
        known = await by_name(tx, draft.name)
        if known is None:
            row = await SQL.add(tx, **_params(draft), now=now)
            created.append(stored(draft, row["id"], 1))
        elif stored(draft, known.id, known.version) == known:
            unchanged += 1
        else:
            await SQL.change(tx, **_params(draft), id=known.id, version=known.version, now=now)
            changed.append(stored(draft, known.id, known.version + 1))
            await _record(tx, known, draft, 0, now)
    await _follow_up(tx, created, changed)
    return Counts(len(created), len(changed), unchanged)


async def change(tx: Tx, seen: Studio, field: str, new: str, person: int, now: int) -> Studio | None:
    """Change one of the `RECORDED` fields and keep what it was; None when the studio is not any more as it was `seen`."""
    assert field in RECORDED
    values: dict[str, Any] = {field: new}
    draft = replace(seen, **values)
    if not await SQL.change(tx, **_params(draft), id=seen.id, version=seen.version, now=now):
        return None
    await _record(tx, seen, draft, person, now)
    after = stored(draft, seen.id, seen.version + 1)
    await _follow_up(tx, [], [after])
    return after


async def changes(tx: Tx, studio: int, at_most: int, skip: int) -> tuple[list[Change], int]:
    """A page of what changed about a studio, newest first, and how much that is in all."""
    rows = await SQL.changes(tx, studio=studio, at_most=at_most, skip=skip)
    return [Change(**dict(row)) for row in rows], int(await SQL.count_changes(tx, studio=studio))


def stored(draft: StudioDraft, studio: int, version: int) -> Studio:
    """The record that a draft becomes."""
    texts = {field: getattr(draft, field) for field in _TEXTS}
    return Studio(**texts, specialities=draft.specialities, members=draft.members, id=studio, version=version)


async def follow(tx: Tx, person: int, studio: int, now: int) -> bool:
    """Have a person follow a studio; False when they did."""
    return bool(await SQL.follow(tx, person=person, studio=studio, now=now))


async def unfollow(tx: Tx, person: int, studio: int) -> bool:
    """Have a person no longer follow a studio; False when they did not."""
    return bool(await SQL.unfollow(tx, person=person, studio=studio))


async def follows(tx: Tx, person: int, studio: int) -> bool:
    """Whether a person follows a studio."""
    return await SQL.follows(tx, person=person, studio=studio) is not None


async def followed(tx: Tx, person: int) -> tuple[Studio, ...]:
    """What a person follows, latest first."""
    return tuple(_studio(row) for row in await SQL.followed(tx, person=person))


def document(studio: Studio) -> Document:
    """A studio as it is found. Phone, source and dates are left out: nobody is found by a telephone number."""
    words = [("name", studio.name), ("unit", studio.unit), ("street", studio.street)]
    words += [("leader", leader) for leader in entries(studio.leader)]
    words += [("speciality", one) for one in studio.specialities]
    words += [("word", noun) for noun in spelling.nouns(studio.intro)]
    return Document(
        kind=STUDIO,
        subject=studio.id,
        title=studio.name,
        people=entries(studio.leader),
        topics=studio.specialities,
        unit=studio.unit,
        place=(studio.street, studio.address, studio.level, studio.sector, studio.kind, studio.status),
        body=studio.intro,
        facets=facets(studio),
        words=tuple((kind, text) for kind, text in words if text),
        prior=level_rank(studio.level),
    )


async def _record(tx: Tx, known: Studio, draft: StudioDraft, person: int, now: int) -> None:
    for field in RECORDED:
        old, new = getattr(known, field), getattr(draft, field)
        if old != new:
            await SQL.add_change(tx, studio=known.id, field=field, old=old, new=new, person=person, now=now)


async def _follow_up(tx: Tx, created: Sequence[Studio], changed: Sequence[Studio]) -> None:
    """Write what hangs on studio rows: specialities and the search."""
    await SQL.forget_specialities(tx, [{"studio": studio.id} for studio in changed])
    rows = [
        {"studio": studio.id, "position": position, "name": name}
        for studio in (*created, *changed)
        for position, name in enumerate(studio.specialities)
    ]
    await SQL.add_speciality(tx, rows)
    await search.put(tx, [document(studio) for studio in (*created, *changed)])


def _conditions(wanted: StudioFilter) -> dict[str, str]:
    return {
        "level": wanted.level,
        "level_twin": levels_within(wanted.level)[-1],
        "sector": wanted.sector,
        "kind": wanted.kind,
        "street": wanted.street,
        "status": wanted.status,
        "unwanted_status": "" if wanted.include_delisted or wanted.status else DELISTED,
    }


def _params(draft: StudioDraft) -> dict[str, object]:
    return {
        **{field: getattr(draft, field) for field in _TEXTS},
        "members": draft.members,
        "level_rank": level_rank(draft.level),
    }


def _studio(row: Any) -> Studio:
    return Studio(
        **{field: row[field] for field in _TEXTS},
        specialities=tuple(filter(None, row["specialities"].split(_SPECIALITY_PARTER))),
        members=row["members"],
        id=row["id"],
        version=row["version"],
    )
