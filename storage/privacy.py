"""Everything that is kept of a person, to be seen, exported and erased.

A test walks the schema: a new table that names a person must be added here.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from storage import people
from storage.database import Tx, load
from storage.model.people import Grant, Person
from storage.model.questions import Question

SQL = load("privacy")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person; a stranger has messages at most. Times are milliseconds UTC.

    Of the JSON objects: `follows` name, at · `forms` name, step, answers, updated_at · `questions` receipt, text, state,
    asked_at, closed_at, answer, source · `acts` (as an officer) at, action, subject, detail · `heard` at, update (as
    Telegram sent it) · `said` at, method, parameters · `leaning` at, answer (the last answer, for follow-up questions) ·
    `settings` quiet_from, quiet_to (minutes of the day), digest · `wishes` kind, value (trades, streets, and what they
    want to hear no more of) · `competitions` title, at, how · `reminders` kind, subject, stage, due_at, state · `mailed`
    kind, title, state, finished_at, confirmed_at · `errands` kind, created_at, state.
    """

    telegram_id: str
    number: int
    since: int | None
    language: str
    roles: tuple[Grant, ...]
    consents: dict[str, int]
    follows: tuple[Json, ...]
    forms: tuple[Json, ...]
    questions: tuple[Json, ...]
    acts: tuple[Json, ...]
    heard: tuple[Json, ...]
    said: tuple[Json, ...]
    leaning: tuple[Json, ...]
    settings: tuple[Json, ...]
    wishes: tuple[Json, ...]
    competitions: tuple[Json, ...]
    reminders: tuple[Json, ...]
    mailed: tuple[Json, ...]
    errands: tuple[Json, ...]

    def document(self) -> Json:
        """The whole of it as a JSON object."""
        return asdict(self)


async def kept(tx: Tx, person: Person) -> Kept:
    """What is kept of a person; `person.id` is 0 for a stranger."""
    here, there = {"person": person.id}, {"address": person.address}
    return Kept(
        telegram_id=person.address,
        number=person.id,
        since=await SQL.since(tx, **here),
        language=person.language,
        roles=person.grants,
        consents=await people.consents(tx, person.id),
        follows=tuple(dict(row) for row in await SQL.follows(tx, **here)),
        forms=tuple({**dict(row), "answers": json.loads(row["answers"])} for row in await SQL.forms(tx, **here)),
        questions=tuple(dict(row) for row in await SQL.questions(tx, **here)),
        acts=tuple(dict(row) for row in await SQL.acts(tx, **here)),
        heard=tuple(
            {"at": row["received_at"], "update": json.loads(row["raw"])} for row in await SQL.heard(tx, **there)
        ),
        said=tuple(
            {"at": row["created_at"], "method": row["method"], "parameters": json.loads(row["payload"])}
            for row in await SQL.said(tx, **here, **there)
        ),
        leaning=tuple({"at": row["at"], "answer": json.loads(row["answer"])} for row in await SQL.leaning(tx, **there)),
        settings=tuple(dict(row) for row in await SQL.settings(tx, **here)),
        wishes=tuple(dict(row) for row in await SQL.wishes(tx, **here)),
        competitions=tuple(dict(row) for row in await SQL.competitions(tx, **here)),
        reminders=tuple(dict(row) for row in await SQL.reminders(tx, **here)),
        mailed=tuple(dict(row) for row in await SQL.mailed(tx, **here)),
        errands=tuple(dict(row) for row in await SQL.errands(tx, **here, **there)),
    )


async def untell(tx: Tx, person: int) -> None:
    """Take back what officers were told of all a person's questions: what waits is not said, what was said is emptied."""
    for row in await SQL.told(tx, person=person):
        await _untell(tx, row["id"], person, row["receipt"], row["text"], row["asked_at"])


async def untell_one(tx: Tx, question: Question) -> None:
    """The same for one question."""
    await _untell(tx, question.id, question.person, question.receipt, question.text, question.asked_at)


async def _untell(tx: Tx, number: int, person: int, receipt: str, text: str, asked_at: int) -> None:
    notice, beginning = f"question:{number}:", json.dumps(text[:20], ensure_ascii=False)[1:-1]
    named = {"person": person, "notice": notice, "receipt": receipt, "beginning": beginning}
    await SQL.untell_waiting(tx, **named)
    await SQL.untell_sending(tx, **named)
    await SQL.untell_sent(tx, person=person, notice=notice, asked_at=asked_at)


async def erase(tx: Tx, person: Person, now: int) -> bool:
    """Erase what is kept of a person. False when they hold a role: then number, address and role stay.

    What officers did stays in the audit, under a number that names nobody any more.
    """
    here, there = {"person": person.id}, {"address": person.address}
    await untell(tx, person.id)
    await SQL.erase_mailed(tx, **here, now=now)
    await SQL.unname_mailed(tx, **here)
    await SQL.erase_said(tx, **here, **there)
    await SQL.erase_errands(tx, **here, **there)
    await SQL.erase_files(tx)
    await SQL.erase_heard(tx, **there)
    await SQL.erase_leaning(tx, **there)
    await SQL.erase_once(tx, **there)
    await SQL.erase_forms(tx, **here)
    await SQL.erase_follows(tx, **here)
    await SQL.erase_consents(tx, **here)
    await SQL.erase_questions(tx, **here)
    await SQL.erase_settings(tx, **here)
    await SQL.erase_interests(tx, **here)
    await SQL.erase_mutes(tx, **here)
    await SQL.erase_competitions(tx, **here)
    await SQL.erase_registrations(tx, **here)
    await SQL.erase_reminders(tx, **here)
    await SQL.erase_confirmations(tx, **here)
    await SQL.erase_language(tx, **here)
    return bool(await SQL.erase_person(tx, **here)) or not person.id
