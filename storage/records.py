"""Quick news of studios and the records in it: saved once, changed by version, judged, counted when approved.

Every change writes what the record says then into `record_versions`, and a line of the audit. A record is never counted twice:
an approved correction replaces what it corrects, and older benefits that are part of a newer one are marked as such while that
one stands approved.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from storage import audit, benefits
from storage.database import Tx, load
from storage.model.days import china_date
from storage.model.questions import receipt
from storage.model.records import (
    BENEFIT,
    OPEN,
    WAITING,
    Facts,
    News,
    Record,
    State,
    Version,
    alike,
    code_root,
    facts_in,
    folded_code,
    kept,
    overlapping,
)
from storage.record_rows import columns, dated, news_of, record_of

SQL = load("records")
STANDING = (State.PENDING, State.RETURNED, State.RESUBMITTED, State.APPROVED)
"""What still says something: neither withdrawn nor turned down."""


async def save(
    tx: Tx,
    studio: int,
    author: int,
    said: str,
    facts: Sequence[Facts],
    now: int,
    *,
    draft: int | None,
    included: Mapping[int, Sequence[int]] = {},
    within: Mapping[int, Sequence[int]] = {},
    siblings: Mapping[int, Sequence[int]] = {},
    author_name: str = "",
    state: State = State.PENDING,
) -> News:
    """Keep these as one news with the next receipt of the day; a `draft` that was saved already gives what it became.

    By place in `facts` (0 first): `included` the older benefits that are part of it, `within` those that it is part of,
    `siblings` the places of those saved with it that are part of it. An import (`author` 0) may name its
    author and bring records that were judged elsewhere.
    """
    if draft is not None and (row := await SQL.news_by_draft(tx, draft=draft)) is not None:
        return await _with_records(tx, row)
    number = await _add_news(tx, studio, author, said, now, draft, author_name)
    new = [await _add(tx, number, studio, place + 1, one, state, author, now) for place, one in enumerate(facts)]
    for place, record in enumerate(new):
        inside = [new[part] for part in siblings.get(place, ())]
        await benefits.contain(tx, studio, record, [*included.get(place, ()), *inside])
        for whole in within.get(place, ()):
            await benefits.contain(tx, studio, whole, [record])
    saved = await news(tx, number)
    assert saved is not None
    await audit.note(tx, author, "news.write", f"news {saved.id}", now, f"saved {saved.receipt}")
    return saved


async def find(tx: Tx, record: int) -> Record | None:
    """The record of this number, or None."""
    row = await SQL.by_id(tx, id=record)
    return record_of(row) if row is not None else None


async def news(tx: Tx, number: int) -> News | None:
    """The news of this number with its records, or None."""
    row = await SQL.news_by_id(tx, id=number)
    return await _with_records(tx, row) if row is not None else None


async def by_receipt(tx: Tx, receipt: str) -> News | None:
    """The news of this receipt, or None."""
    row = await SQL.news_by_receipt(tx, receipt=receipt)
    return await _with_records(tx, row) if row is not None else None


async def of_studio(tx: Tx, studio: int, begins_on: str, ends_on: str, states: Sequence[State]) -> list[Record]:
    """A studio's records in these states that are about days of the span (ISO dates), the earliest first; no corrections."""
    rows = await SQL.of_studio(tx, studio=studio, begins_on=begins_on, ends_on=ends_on, states=list(states))
    return [record_of(row) for row in rows]


async def of_draft(tx: Tx, draft: int) -> News | None:
    """What a draft became when it was saved, or None."""
    row = await SQL.news_by_draft(tx, draft=draft)
    return await _with_records(tx, row) if row is not None else None


async def page_of(tx: Tx, studios: Sequence[int], at_most: int, skip: int) -> tuple[list[News], int]:
    """The news of these studios, the newest first, and how many there are."""
    rows = await SQL.page_of(tx, studios=list(studios), at_most=at_most, skip=skip)
    found: dict[int, list[Record]] = {row["id"]: [] for row in rows}
    for row in await SQL.of_news(tx, news=list(found)):
        found[row["news"]].append(record_of(row))
    total: int = await SQL.number_of(tx, studios=list(studios))
    return [news_of(row, found[row["id"]]) for row in rows], total


async def edit(tx: Tx, seen: Record, facts: Facts, person: int, now: int) -> Record | None:
    """Change what a record says while it is open; None when it was changed or judged since it was `seen`."""
    if seen.state not in OPEN:
        return None
    changed = await _change(tx, seen, facts, seen.state, person, now)
    if changed is not None:
        await _note(tx, changed, person, now, "edited")
    return changed


async def withdraw(tx: Tx, seen: Record, person: int, now: int) -> Record | None:
    """Take a record back while it is open; None when it was changed or judged since it was `seen`."""
    if seen.state not in OPEN:
        return None
    changed = await _change(tx, seen, seen.facts, State.WITHDRAWN, person, now)
    if changed is not None:
        await _note(tx, changed, person, now, "withdrawn")
    return changed


async def resubmit(tx: Tx, seen: Record, facts: Facts, person: int, now: int) -> Record | None:
    """Send a returned record back with these facts; None when it is no longer returned or was changed since it was `seen`.

    Why it was returned stays with it, for the officer who looks again.
    """
    if seen.state is not State.RETURNED:
        return None
    changed = await _change(tx, seen, facts, State.RESUBMITTED, person, now)
    if changed is not None:
        await _note(tx, changed, person, now, "resubmitted")
    return changed


async def correct(tx: Tx, seen: Record, facts: Facts | None, author: int, now: int, *, said: str = "") -> News | None:
    """Ask to change an approved record to these facts, or (None) to take it back: a news of its own, reviewed like any.

    `said`: why, in its author's words.

    None when the record is not approved any more, was changed since it was `seen`, or has a correction waiting.
    """
    current = await find(tx, seen.id)
    if current is None or current.version != seen.version or current.state is not State.APPROVED:
        return None
    if current.corrects is not None or await correction_of(tx, seen.id) is not None:
        return None
    number = await _add_news(tx, seen.studio, author, said, now, None, "")
    to, void = facts or seen.facts, facts is None
    await _add(tx, number, seen.studio, 1, to, State.PENDING, author, now, corrects=seen.id, void=void)
    await _note(tx, current, author, now, "asked to take back" if void else "correction asked")
    return await news(tx, number)


async def correction_of(tx: Tx, record: int) -> Record | None:
    """The correction of a record that is still on its way, or None."""
    row = await SQL.correction_of(tx, id=record, states=list(OPEN))
    return record_of(row) if row is not None else None


async def history(tx: Tx, record: int) -> list[Version]:
    """Everything the record said, the oldest first."""
    return [
        Version(
            row["record"],
            row["version"],
            facts_in(json.loads(row["content"])),
            State(row["state"]),
            row["person"],
            row["at"],
        )
        for row in await SQL.versions(tx, record=record)
    ]


async def judge(tx: Tx, seen: Record, verdict: State, reason: str, field: str, by: int, now: int) -> Record | None:
    """Approve, return or reject what waits; None when it was changed or judged since it was `seen`.

    An approved correction is applied to what it corrects: its facts, or that it is taken back.
    """
    if seen.state not in WAITING or verdict not in (State.APPROVED, State.RETURNED, State.REJECTED):
        return None
    changed = await _change(tx, replace(seen, reason=reason, field=field), seen.facts, verdict, by, now)
    if changed is None:
        return None
    await SQL.judged(tx, id=seen.id, person=by, at=now)
    if verdict is State.APPROVED and changed.corrects is not None:
        await _apply(tx, changed, by, now)
    await benefits.settle(tx, seen.studio)
    await _note(tx, changed, by, now, verdict, action="record.review")
    return changed


async def unjudge(tx: Tx, seen: Record, before: Mapping[str, Any], by: int, now: int) -> Record | None:
    """Take a verdict back; None when anything happened to the record, or to what it corrects, since.

    `before` holds `state`, `reason` and `field` as they were; `judged_by` and `judged_at` too where it had been judged.
    """
    current = await find(tx, seen.id)
    if current is None or current.version != seen.version:
        return None
    waiting = await correction_of(tx, current.corrects or seen.id)
    if waiting is not None and waiting.id != seen.id:
        return None
    if current.state is State.APPROVED and current.corrects is not None and not await _unapply(tx, current, by, now):
        return None
    to = replace(current, reason=str(before.get("reason", "")), field=str(before.get("field", "")))
    changed = await _change(tx, to, current.facts, State(before["state"]), by, now)
    if changed is None:
        return None
    await benefits.settle(tx, seen.studio)
    await SQL.judged(tx, id=seen.id, person=before.get("judged_by"), at=before.get("judged_at"))
    await _note(tx, changed, by, now, "verdict undone", action="record.review")
    return changed


async def duplicates(tx: Tx, studio: int, facts: Facts) -> list[Record]:
    """What looks like the same told before: this number at any studio, else the same of this one on the same dates."""
    root = code_root(folded_code(facts.code))
    rows = []
    if root:
        rows += await SQL.with_code(tx, root=root, first=f"{root}.", last=f"{root}/", states=list(STANDING))
    rows += await SQL.of_kind_then(
        tx,
        studio=studio,
        kind=facts.kind,
        begins_on=facts.begins_on,
        ends_on=facts.ends_on,
        states=list(STANDING),
    )
    found = {row["id"]: record_of(row) for row in rows}
    return [one for one in found.values() if alike(facts, one.facts)]


async def overlapping_benefits(tx: Tx, studio: int, facts: Facts) -> list[Record]:
    """Benefits of the studio that may be part of this one, or this one of them: see `overlapping`."""
    if facts.kind != BENEFIT or facts.amount_fen is None:
        return []
    rows = await SQL.benefits_then(
        tx,
        studio=studio,
        kind=BENEFIT,
        benefit=facts.benefit,
        year=facts.year,
        states=list(STANDING),
    )
    return [one for one in map(record_of, rows) if overlapping(facts, one.facts)]


async def _add_news(tx: Tx, studio: int, author: int, said: str, now: int, draft: int | None, author_name: str) -> int:
    series = f"N{china_date(now).replace('-', '')}"
    number: int = await SQL.add_news(
        tx,
        receipt=receipt(series, await SQL.next_receipt(tx, series=series)),
        studio=studio,
        author=author,
        author_name=author_name,
        said=said,
        draft=draft,
        now=now,
    )
    return number


async def _add(
    tx: Tx,
    number: int,
    studio: int,
    position: int,
    facts: Facts,
    state: State,
    person: int,
    now: int,
    *,
    corrects: int | None = None,
    void: bool = False,
) -> int:
    facts = dated(facts, now)
    record: int = await SQL.add(
        tx,
        news=number,
        studio=studio,
        position=position,
        **columns(facts),
        state=state,
        corrects=corrects,
        void=int(void),
        now=now,
    )
    await _keep_version(tx, record, 1, facts, state, person, now)
    return record


async def _change(tx: Tx, seen: Record, facts: Facts, state: State, person: int, now: int) -> Record | None:
    """Bring a record from what was `seen` to these facts and this state, with the reason and the field that `seen` has."""
    facts = dated(facts, now)
    changed = await SQL.change(
        tx,
        id=seen.id,
        version=seen.version,
        **columns(facts),
        state=state,
        reason=seen.reason,
        field=seen.field,
        now=now,
    )
    if not changed:
        return None
    await _keep_version(tx, seen.id, seen.version + 1, facts, state, person, now)
    return await find(tx, seen.id)


async def _keep_version(tx: Tx, record: int, version: int, facts: Facts, state: State, person: int, now: int) -> None:
    content = json.dumps(kept(facts), ensure_ascii=False)
    await SQL.add_version(tx, record=record, version=version, content=content, state=state, person=person, now=now)


async def _apply(tx: Tx, correction: Record, by: int, now: int) -> None:
    """Bring what an approved correction corrects to it, as long as that still stands approved."""
    original = await find(tx, correction.corrects or 0)
    if original is None or original.state is not State.APPROVED:
        return
    state = State.WITHDRAWN if correction.void else State.APPROVED
    await _change(tx, original, correction.facts, state, by, now)


async def _unapply(tx: Tx, correction: Record, by: int, now: int) -> bool:
    """Bring what a correction corrects back to what it said before; False when something else happened to it since."""
    original = await find(tx, correction.corrects or 0)
    if original is None or original.changed_at != correction.changed_at:
        return False
    past = await history(tx, original.id)
    if len(past) < 2 or past[-1].at != correction.changed_at:
        return False
    return await _change(tx, original, past[-2].facts, State.APPROVED, by, now) is not None


async def _note(tx: Tx, record: Record, person: int, now: int, what: str, action: str = "news.write") -> None:
    await audit.note(tx, person, action, f"record {record.id}", now, what)


async def _with_records(tx: Tx, row: sqlite3.Row) -> News:
    return news_of(row, [record_of(one) for one in await SQL.of_news(tx, news=[row["id"]])])
