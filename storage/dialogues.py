"""Half-filled forms: rows, so that they survive a crash, a deploy, a week."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Tx, load

SQL = load("dialogues")
KEPT_MS = 30 * 24 * 3600 * 1000
"""A form not touched for 30 days is forgotten."""
LONG_KEPT = ("news_new", "news_held", "news_group", "news_change", "report")
LONG_KEPT_MS = 365 * 24 * 3600 * 1000
"""What a studio wrote of its work, half-made news and reports, waits for a year."""

Answers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where a person is in a form. `version` changes with every step, so that an old button is known as old.

    `reminded`: at this version the person has been told that the form waits.
    """

    id: int
    person: int
    name: str
    step: str
    answers: Answers
    version: int
    updated_at: int
    reminded: bool = False


async def begin(tx: Tx, person: int, name: str, step: str, answers: Answers, now: int) -> Dialogue:
    """Start a form anew; a half-filled one of the same name is replaced."""
    row = await SQL.begin(tx, person=person, name=name, step=step, answers=_json(answers), now=now)
    return _dialogue(row)


async def newest(tx: Tx, person: int) -> Dialogue | None:
    """The form a person touched last, or None."""
    row = await SQL.newest(tx, person=person)
    return _dialogue(row) if row is not None else None


async def newest_of(tx: Tx, people: Sequence[int]) -> dict[int, Dialogue]:
    """The form that each of these people touched last, by person; those who are in none are not among them."""
    if not people:
        return {}
    rows = await SQL.newest_of(tx, people=list(people))
    return {row["person"]: _dialogue(row) for row in rows}


async def named(tx: Tx, person: int, name: str) -> Dialogue | None:
    """A person's half-filled form of this name, or None."""
    row = await SQL.named(tx, person=person, name=name)
    return _dialogue(row) if row is not None else None


async def move(tx: Tx, dialogue: Dialogue, step: str, answers: Answers, now: int) -> Dialogue | None:
    """Go to a step with these answers; None when somebody (a second tap) was faster."""
    row = await SQL.move(tx, id=dialogue.id, version=dialogue.version, step=step, answers=_json(answers), now=now)
    return _dialogue(row) if row is not None else None


async def lift(tx: Tx, dialogue: Dialogue) -> None:
    """Have a form be the one the person is in again, just as it stands, after something else was begun behind it."""
    await SQL.lift(tx, id=dialogue.id)


async def reminded(tx: Tx, dialogue: Dialogue) -> None:
    """The person was told that the form waits at this step."""
    await SQL.remind(tx, id=dialogue.id, version=dialogue.version)


async def finish(tx: Tx, dialogue: Dialogue) -> bool:
    """End a form; False when it had ended or changed already."""
    return bool(await SQL.finish(tx, id=dialogue.id, version=dialogue.version))


async def prune(tx: Tx, now: int) -> None:
    """Forget forms that were not touched for 30 days; those of `LONG_KEPT` after a year."""
    await SQL.prune(tx, before=now - KEPT_MS, long_before=now - LONG_KEPT_MS, long_kept=list(LONG_KEPT))


def _json(answers: Answers) -> str:
    return json.dumps(answers, ensure_ascii=False)


def _dialogue(row: sqlite3.Row) -> Dialogue:
    return Dialogue(
        id=row["id"],
        person=row["person"],
        name=row["name"],
        step=row["step"],
        answers=json.loads(row["answers"]),
        version=row["version"],
        updated_at=row["updated_at"],
        reminded=row["reminded"] == row["version"],
    )
