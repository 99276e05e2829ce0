"""Notices: drafts, who may judge them, what became of what was sent, and who confirmed it."""

import json
import sqlite3
from collections import defaultdict
from dataclasses import astuple

from storage.database import Tx, load
from storage.model.audiences import Size
from storage.model.notices import Content, Notice, Receipt, Silent, State, loaded

SQL = load("notices")
STAGES = ("draft", "approval", "planned", "sending", "done")
"""The lists; see `listed`."""


async def add(tx: Tx, content: Content, author: int, now: int) -> Notice:
    """Keep a new draft."""
    row = await SQL.add(tx, title=content.title, content=content.stored(), author=author, now=now)
    return Notice(id=row["id"], content=content, state=State.DRAFT, author=author, created_at=now, changed_at=now)


async def find(tx: Tx, notice: int) -> Notice | None:
    """The notice of this number, or None."""
    row = await SQL.by_id(tx, id=notice)
    return _notice(row) if row is not None else None


async def save(tx: Tx, notice: Notice, now: int) -> Notice | None:
    """Write a changed notice; None when somebody changed it since it was read."""
    before = await SQL.by_id(tx, id=notice.id)
    row = await SQL.save(
        tx,
        id=notice.id,
        version=notice.version,
        title=notice.content.title,
        content=notice.content.stored(),
        audience=notice.audience or None,
        size=json.dumps(astuple(notice.size)) if notice.audience and notice.size is not None else "",
        state=notice.state.value,
        judged_by=notice.judged_by or None,
        reason=notice.reason,
        send_at=notice.send_at,
        keep_open=int(notice.keep_open),
        revision=notice.revision.stored() if notice.revision is not None else "",
        revised_by=notice.revised_by or None,
        progress_chat=notice.progress_chat,
        progress_message=notice.progress_message or None,
        watched=int(notice.watched),
        now=now,
    )
    if row is None:
        return None
    if before is not None and before["audience"] and before["audience"] != notice.audience:
        await SQL.forget_audience(tx, audience=before["audience"])
    return _notice(row)


async def erase(tx: Tx, notice: Notice) -> bool:
    """Forget a draft; False when it is one no more, or was changed meanwhile."""
    erased = bool(await SQL.erase(tx, id=notice.id, version=notice.version))
    if erased and notice.audience:
        await SQL.forget_audience(tx, audience=notice.audience)
    return erased


async def watch(tx: Tx, notice: int) -> None:
    """Have the progress kept up: something of the notice is on its way."""
    await SQL.watch(tx, id=notice)


async def watched(tx: Tx) -> list[int]:
    """The numbers of those whose progress is kept up."""
    return [row["id"] for row in await SQL.watched(tx)]


async def showed(tx: Tx, notice: Notice, shown: str, now: int, *, watched: bool) -> None:
    """Remember what the progress shows since `now` and where (the notice's `progress_message`), and whether it is kept up."""
    await SQL.showed(
        tx, id=notice.id, shown=shown, message=notice.progress_message or None, watched=int(watched), now=now
    )


async def sent_anew(tx: Tx, key: str) -> int | None:
    """The message that an edit under this dedupe key became, because the one to be edited was gone; None where it was not."""
    message: int | None = await SQL.sent_anew(tx, key=key)
    return message


async def listed(tx: Tx, stage: str, person: int, limit: int, offset: int) -> list[Notice]:
    """A page of the notices at one of `STAGES`, changed last first; drafts are only their author's."""
    rows = await SQL.listed(tx, stage=stage, person=person, limit=limit, offset=offset)
    return [_notice(row) for row in rows]


async def numbers(tx: Tx, person: int) -> dict[str, int]:
    """How many are at each of `STAGES`, as this person sees them."""
    return {row["stage"]: row["number"] for row in await SQL.numbers(tx, person=person)}


async def confirm(tx: Tx, notice: int, person: int, now: int) -> bool:
    """Keep that a person has read it; False when that was known."""
    return bool(await SQL.confirm(tx, notice=notice, person=person, now=now))


async def confirmed_at(tx: Tx, notice: int, person: int) -> int | None:
    """When a person confirmed it, or None."""
    at: int | None = await SQL.confirmed_at(tx, notice=notice, person=person)
    return at


async def number_confirmed(tx: Tx, notice: int) -> int:
    """How many confirmed it."""
    return int(await SQL.number_confirmed(tx, notice=notice))


async def was_sent(tx: Tx, notice: int, person: int) -> bool:
    """Whether a person was sent it; once the messages' rows are gone, whoever has its button is believed."""
    if await SQL.reached(tx, notice=notice, person=person) is not None:
        return True
    return await SQL.rows_gone(tx, notice=notice) is not None


async def number_silent(tx: Tx, notice: int) -> int:
    """How many were reached and have not confirmed: two counts along their indexes, nobody is looked up."""
    return max(0, int(await SQL.number_reached(tx, notice=notice)) - await number_confirmed(tx, notice))


async def silent(tx: Tx, notice: int, limit: int, offset: int) -> list[Silent]:
    """A page of those who were reached and have not confirmed, people with a role first."""
    officers = list(await SQL.silent_in_roles(tx, notice=notice))
    rows = officers[offset : offset + limit]
    rest = {"limit": limit - len(rows), "offset": max(0, offset - len(officers))}
    rows += await SQL.silent_others(tx, notice=notice, **rest)
    return [Silent(row["person"], row["chat"], row["role"], row["studio"]) for row in rows]


async def receipts(tx: Tx, notice: int) -> list[Receipt]:
    """What became of everybody's message, in the order of sending."""
    roles: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in await SQL.roles_of_receipts(tx, notice=notice):
        roles[row["person"]].append((row["role"], row["studio"]))
    return [
        Receipt(row["chat"], row["state"], row["error"], tuple(roles[row["person"]]), row["confirmed_at"])
        for row in await SQL.receipts(tx, notice=notice)
    ]


async def last_nudge(tx: Tx, notice: int) -> int:
    """When those who had not confirmed were last reminded; 0 for never."""
    return int(await SQL.last_nudge(tx, notice=notice) or 0)


async def competition_title(tx: Tx, competition: int) -> str:
    """What a competition is called; '' for none."""
    row = await SQL.competition(tx, id=competition)
    return row["title"] if row is not None else ""


def _notice(row: sqlite3.Row) -> Notice:
    return Notice(
        id=row["id"],
        content=loaded(row["content"]),
        state=State(row["state"]),
        author=row["author"],
        audience=row["audience"] or 0,
        judged_by=row["judged_by"] or 0,
        reason=row["reason"],
        send_at=row["send_at"],
        keep_open=bool(row["keep_open"]),
        size=Size(*json.loads(row["size"])) if row["size"] else None,
        revision=loaded(row["revision"]) if row["revision"] else None,
        revised_by=row["revised_by"] or 0,
        progress_chat=row["progress_chat"],
        progress_message=row["progress_message"] or 0,
        progress_shown=row["progress_shown"],
        progress_at=row["progress_at"],
        watched=bool(row["watched"]),
        version=row["version"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
    )
