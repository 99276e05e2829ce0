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
NOBODY = -1
"""Stands for a stranger in every query: number 0 is the command line, whose imports are no stranger's."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person; a stranger has messages at most. Times are milliseconds UTC.

    Of the JSON objects: `follows` name, at · `forms` name, step, answers, updated_at · `questions` receipt, text, state,
    asked_at, closed_at, answer, source · `acts` (as an officer) at, action, subject, detail · `heard` at, update (as
    Telegram sent it) · `said` at, method, parameters · `leaning` at, answer (the last answer, for follow-up questions) ·
    `settings` quiet_from, quiet_to (minutes of the day), digest · `wishes` kind, value (trades, streets, and what they
    want to hear no more of) · `competitions` title, at, how, answers · `reminders` kind, subject, stage, due_at, state · `mailed`
    kind, title, state, finished_at, confirmed_at · `errands` kind, created_at, state.

    Of courses: `profile` name, unit · `enrolments` title, state, unit · `answers` title, question, answer · `offers` title,
    state, made_at, until_at · `attendance` title, begins_at, state, how, at · `guesses` at, tries (wrong check-in codes) ·
    `boards` title, at (where they show a check-in code) · `feedback` title, content, teacher, again · `certificates`
    number, title, name, credit (tenths) · `asked_for` text, state (courses they wish for).
    Of competitions: `entries` title, team, unit, state, reason · `documents` title, kind, at · `results` title, stage,
    number, room, points (hundredths), place, passed, award · `scores` (as an assessor) title, stage, entry, points, at ·
    `objections` kind, title, stage, text, photo, state, answer.

    As leader, deputy or officer: `news` receipt, studio, at, said, author_name, kind, record (its title), state (one entry a
    record) · `edits` record, version, content, state, at · `evidence` studio, subject, kind, name, text, state, at ·
    `reports` studio, title, label, field, content, at (what they wrote; field '' = they filed it) · `looking` kind, subject,
    until_at · `verdicts` kind, subject, verdict, reason, at, undone_at · `nudges` title, label, at, how (got, sent) ·
    `invitations` role, studio, note, state, made_at, expires_at, used_at, how (made, used, decided) · `studio_changes` studio,
    field, old, new, at.
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
    profile: tuple[Json, ...]
    enrolments: tuple[Json, ...]
    answers: tuple[Json, ...]
    offers: tuple[Json, ...]
    attendance: tuple[Json, ...]
    guesses: tuple[Json, ...]
    boards: tuple[Json, ...]
    feedback: tuple[Json, ...]
    certificates: tuple[Json, ...]
    asked_for: tuple[Json, ...]
    entries: tuple[Json, ...]
    documents: tuple[Json, ...]
    results: tuple[Json, ...]
    scores: tuple[Json, ...]
    objections: tuple[Json, ...]
    news: tuple[Json, ...]
    edits: tuple[Json, ...]
    evidence: tuple[Json, ...]
    reports: tuple[Json, ...]
    looking: tuple[Json, ...]
    verdicts: tuple[Json, ...]
    nudges: tuple[Json, ...]
    invitations: tuple[Json, ...]
    studio_changes: tuple[Json, ...]

    @property
    def studio_work(self) -> bool:
        """Whether they wrote for a studio: that belongs to the studio, and outlives them."""
        return bool(self.news or self.edits or self.evidence or self.reports)

    def document(self) -> Json:
        """The whole of it as a JSON object."""
        return asdict(self)


async def kept(tx: Tx, person: Person) -> Kept:
    """What is kept of a person; `person.id` is 0 for a stranger."""
    here, there = {"person": person.id or NOBODY}, {"address": person.address}
    return Kept(
        telegram_id=person.address,
        number=person.id,
        since=await SQL.since(tx, **here),
        language=person.language,
        roles=person.grants,
        consents=await people.consents(tx, here["person"]),
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
        profile=tuple(dict(row) for row in await SQL.profile(tx, **here)),
        enrolments=tuple(dict(row) for row in await SQL.enrolments(tx, **here)),
        answers=tuple(dict(row) for row in await SQL.answers(tx, **here)),
        offers=tuple(dict(row) for row in await SQL.offers(tx, **here)),
        attendance=tuple(dict(row) for row in await SQL.attendance(tx, **here)),
        guesses=tuple(dict(row) for row in await SQL.guesses(tx, **here)),
        boards=tuple(dict(row) for row in await SQL.boards(tx, **here)),
        feedback=tuple(dict(row) for row in await SQL.feedback(tx, **here)),
        certificates=tuple(dict(row) for row in await SQL.certificates(tx, **here)),
        asked_for=tuple(dict(row) for row in await SQL.asked_for(tx, **here)),
        entries=tuple(dict(row) for row in await SQL.entries(tx, **here)),
        documents=tuple(dict(row) for row in await SQL.documents(tx, **here)),
        results=tuple(dict(row) for row in await SQL.results(tx, **here)),
        scores=tuple(dict(row) for row in await SQL.scores(tx, **here)),
        objections=tuple(dict(row) for row in await SQL.objections(tx, **here)),
        news=tuple(dict(row) for row in await SQL.news(tx, **here)),
        edits=tuple({**dict(row), "content": json.loads(row["content"])} for row in await SQL.edits(tx, **here)),
        evidence=tuple(dict(row) for row in await SQL.evidence(tx, **here)),
        reports=tuple(dict(row) for row in await SQL.reports(tx, **here)),
        looking=tuple(dict(row) for row in await SQL.looking(tx, **here)),
        verdicts=tuple(dict(row) for row in await SQL.verdicts(tx, **here)),
        nudges=tuple(dict(row) for row in await SQL.nudges(tx, **here)),
        invitations=tuple(dict(row) for row in await SQL.invitations(tx, **here)),
        studio_changes=tuple(dict(row) for row in await SQL.studio_changes(tx, **here)),
    )


async def untell(tx: Tx, person: int) -> None:
    """Take back what officers were told of all a person's questions and objections: what waits is not said, what was said
    is emptied."""
    for row in await SQL.told(tx, person=person):
        await _untell(tx, f"question:{row['id']}:", person, row["receipt"], row["text"], row["asked_at"])
    for row in await SQL.objected(tx, person=person):
        notice = f"objection:{row['id']}:"
        await _untell(tx, notice, person, notice, row["text"], row["at"])


async def untell_one(tx: Tx, question: Question) -> None:
    """The same for one question."""
    notice = f"question:{question.id}:"
    await _untell(tx, notice, question.person, question.receipt, question.text, question.asked_at)


async def _untell(tx: Tx, notice: str, person: int, receipt: str, text: str, asked_at: int) -> None:
    """`notice`: how the keys begin of what officers were told; `receipt` names it in what they read."""
    beginning = json.dumps(text[:20], ensure_ascii=False)[1:-1]
    named = {"person": person, "notice": notice, "receipt": receipt, "beginning": beginning}
    await SQL.untell_waiting(tx, **named)
    await SQL.untell_sending(tx, **named)
    await SQL.untell_sent(tx, person=person, notice=notice, asked_at=asked_at)


async def erase(tx: Tx, person: Person, now: int) -> bool:
    """Erase what is kept of a person. False when they hold a role: then number, address and role stay.

    What officers did stays in the audit (and an assessor's points with the competition), under a number that names nobody
    any more. The seats they held are free, to be offered on; an entry that was theirs alone is withdrawn and keeps its
    place without a name; a team goes on under another captain. Their certificates cannot be verified any more.

    What they wrote for a studio (news, evidence, reports) and what was decided about it is the studio's: it stays, under the
    same number. News of theirs of which nothing was taken (withdrawn, not accepted) goes, with its evidence. A name that an
    import gave as 提交人 goes where it is the name they told and the studio is one of theirs.
    """
    here, there = {"person": person.id or NOBODY}, {"address": person.address}
    await untell(tx, here["person"])
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
    await SQL.erase_documents(tx, **here)
    await SQL.hand_on_entries(tx, **here, now=now)
    await SQL.erase_registrations(tx, **here)
    await SQL.withdraw_entries(tx, now=now)
    for erased in (
        SQL.erase_objections,
        SQL.unname_news,  # by the name in the profile, which goes after it
        SQL.unname_said,
        SQL.erase_untaken_news,
        SQL.erase_looking,
        SQL.erase_nudges,
        SQL.unname_invitations,
        SQL.revoke_invitations,
        SQL.erase_profile,
        SQL.erase_enrolments,
        SQL.erase_attendances,
        SQL.erase_guesses,
        SQL.erase_boards,
        SQL.erase_feedback,
        SQL.erase_certificates,
        SQL.erase_asked_for,
    ):
        await erased(tx, **here)
    await SQL.erase_loose_evidence(tx)
    await SQL.erase_loose_verdicts(tx)
    await SQL.erase_reminders(tx, **here)
    await SQL.erase_confirmations(tx, **here)
    await SQL.erase_language(tx, **here)
    return bool(await SQL.erase_person(tx, **here)) or not person.id
