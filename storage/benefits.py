"""Benefits that are part of others, so that figures count no money twice.

What a studio says is part of what (`records.includes`) stays as it was said. Whether it holds is decided anew from what both
records say now, whenever one of them changes: then the part's `included_in` names the whole, and figures leave the part out.
"""

from collections.abc import Iterable, Mapping

from storage.database import Tx, load
from storage.model.records import State, contains
from storage.record_rows import listed, record_of

SQL = load("benefits")


async def contain(tx: Tx, studio: int, whole: int, parts: Iterable[int]) -> None:
    """Keep that these benefits are part of that one; those of other studios are left out."""
    row = await SQL.included_by(tx, id=whole, studio=studio)
    known = [found["id"] for found in await SQL.of_studio(tx, studio=studio, ids=list(parts))]
    if row is None or not known:
        return
    said = [int(number) for number in row["includes"].split(",") if number]
    await SQL.claim(tx, id=whole, includes=listed([*said, *(part for part in known if part != whole)]))
    await settle(tx, studio)


async def settle(tx: Tx, studio: int) -> None:
    """Mark a studio's benefits that are part of an approved one, and no others."""
    said = {
        row["id"]: [int(part) for part in row["includes"].split(",")] for row in await SQL.including(tx, studio=studio)
    }
    concerned = sorted({*said, *(part for parts in said.values() for part in parts)})
    found = [record_of(row) for row in await SQL.of_studio(tx, studio=studio, ids=concerned)] if concerned else []
    standing = {one.id: one for one in found if one.state is State.APPROVED}
    wholes: dict[int, int] = {}
    for whole in sorted(standing.keys() & said.keys()):
        for part in _below(whole, said):
            if part in standing and contains(standing[whole], standing[part]):
                wholes.setdefault(part, whole)
    marked = {row["id"]: row["included_in"] for row in await SQL.included(tx, studio=studio)}
    for part in marked.keys() | wholes.keys():
        if marked.get(part) != wholes.get(part):
            await SQL.include(tx, id=part, studio=studio, whole=wholes.get(part))


def _below(whole: int, said: Mapping[int, list[int]]) -> set[int]:
    """What is part of it, and what is part of that: also where what lies between counts no more."""
    below: set[int] = set()
    ahead = list(said[whole])
    while ahead:
        part = ahead.pop()
        if part not in below:
            below.add(part)
            ahead += said.get(part, [])
    return below - {whole}
