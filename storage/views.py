"""What a list's buttons refer to: filters and search words are longer than the 64 bytes of a button.

A view is shared by everybody who asks for the same thing and says nothing about anybody.
"""

import json

from storage.database import Tx, load

SQL = load("views")
KEPT_MS = 90 * 24 * 3600 * 1000
"""A view not asked for in 90 days is forgotten; its old buttons then answer 「已过期」."""

Spec = dict[str, object]


async def put(tx: Tx, spec: Spec, now: int) -> int:
    """The number of this view, written down if it is new."""
    row = await SQL.put(tx, spec=json.dumps(spec, ensure_ascii=False, sort_keys=True), now=now)
    number: int = row["id"]
    return number


async def find(tx: Tx, number: int) -> Spec | None:
    """The view of this number, or None when it was forgotten."""
    spec = await SQL.spec(tx, id=number)
    return json.loads(spec) if spec is not None else None


async def prune(tx: Tx, now: int) -> None:
    """Forget views that nobody asked for in 90 days."""
    await SQL.prune(tx, before=now - KEPT_MS)
