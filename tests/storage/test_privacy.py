"""All that is kept of a person is shown and erased, in whatever table it is."""

import json

from storage import audit, dialogues, focus, inbox, once, outbox, people, privacy, questions, studios
from storage.database import Database, Tx
from storage.inbox import Heard
from storage.model.people import ADMIN, FOLLOW, Person
from storage.model.post import Lane, Letter
from storage.model.questions import Attachment
from storage.model.studios import StudioDraft

NOW = 1_800_000_000_000
ADDRESS = "900777"
SHOWN = {
    "people": "since",
    "addresses": "telegram_id",
    "roles": "roles",
    "consents": "consents",
    "follows": "follows",
    "dialogues": "forms",
    "questions": "questions",
    "question_files": "questions",
    "audit": "acts",
    "inbox": "heard",
    "outbox": "said",
    "focus": "leaning",
    "preferences": "settings",
    "interests": "wishes",
    "mutes": "wishes",
    "competition_follows": "competitions",
    "registrations": "competitions",
    "reminders": "reminders",
    "confirmations": "mailed",
    "errands": "errands",
    "profiles": "profile",
    "enrolments": "enrolments",
    "enrolment_answers": "answers",
    "offers": "offers",
    "attendances": "attendance",
    "code_tries": "guesses",
    "boards": "boards",
    "feedback": "feedback",
    "certificates": "certificates",
    "wishes": "asked_for",
    "entries": "entries",
    "entry_documents": "documents",
    "draws": "results",
    "results": "results",
    "scores": "scores",
    "objections": "objections",
    "news": "news",
    "records": "news",
    "record_versions": "edits",
    "evidence": "evidence",
    "reports": "reports",
    "report_fields": "reports",
    "report_versions": "reports",
    "claims": "looking",
    "verdicts": "verdicts",
    "nudges": "nudges",
    "invitations": "invitations",
    "studio_changes": "studio_changes",
}
"""Tables that say something about a person, and where `Kept` shows it."""
IMPERSONAL = {
    "bans": "a chat's number for as long as Telegram wants silence there",
    "once": "that something was said a moment ago",
    "mailings": "its lane is the outbox's, not a person's",
}
POST_ROOM = (
    "INSERT INTO preferences (person, digest) VALUES (:person, 0)",
    "INSERT INTO interests (person, kind, value) VALUES (:person, 'trade', '焊工')",
    "INSERT INTO mutes (person, kind, at) VALUES (:person, 'notice', 1)",
    "INSERT INTO competitions (id, title, created_by, created_at, changed_at) VALUES (1, '示例竞赛', 0, 1, 1)",
    "INSERT INTO competition_follows (person, competition, at) VALUES (:person, 1, 1)",
    "INSERT INTO entries (id, competition, captain, unit, state, created_at, changed_at) "
    "VALUES (1, 1, :person, '示例单位', 'confirmed', 1, 1)",
    "INSERT INTO registrations (person, competition, at, entry) VALUES (:person, 1, 1, 1)",
    "INSERT INTO steps (id, kind, subject, stage, at, days, due_at) VALUES (1, 'competition', 1, 'final', 2, 0, 1)",
    "INSERT INTO reminders (step, person, due_at) VALUES (1, :person, 1)",
    "INSERT INTO audiences (id, created_at) VALUES (1, 1)",
    "INSERT INTO notices (id, title, content, audience, state, author, send_at, created_at, changed_at) "
    "VALUES (1, '示例通知', '{}', 1, 'approved', 0, 1, 1, 1)",
    "INSERT INTO mailings (id, kind, notice, audience, lane, method, start_at, created_by, created_at) "
    "VALUES (1, 'notice', 1, 1, 3, 'sendMessage', 1, 0, 1)",
    "INSERT INTO outbox (dedupe_key, person, chat, lane, method, payload, created_at, mailing, state, telegram_message_id) "
    "VALUES ('m1:' || :person, :person, :address, 3, 'sendMessage', '{}', 1, 1, 'sent', 5)",
    "INSERT INTO confirmations (notice, person, at) VALUES (1, :person, 1)",
    "INSERT INTO errands (kind, person, chat, language, created_at) VALUES ('export', :person, :address, 'zh', 1)",
)
"""What the post room keeps of somebody, with what it hangs on."""
LEARNING = (
    "INSERT INTO profiles (person, name, unit, changed_at) VALUES (:person, '示例职工甲', '示例单位', 1)",
    "INSERT INTO courses (id, title, begins_at, ends_at, created_by, created_at, changed_at) "
    "VALUES (1, '示例课程', 1, 2, 0, 1, 1)",
    "INSERT INTO sessions (id, course, begins_at, ends_at, secret) VALUES (1, 1, 1, 2, 'x')",
    "INSERT INTO enrolments (id, course, person, state, unit, created_at, changed_at) "
    "VALUES (1, 1, :person, 'offered', '示例单位', 1, 1)",
    "INSERT INTO enrolment_answers (enrolment, position, question, answer) VALUES (1, 0, '会焊吗', '会')",
    "INSERT INTO offers (enrolment, made_at, until) VALUES (1, 1, 2)",
    "INSERT INTO attendances (session, person, state, how, at) VALUES (1, :person, 'present', 'code', 1)",
    "INSERT INTO code_tries (person, at, tries) VALUES (:person, 1, 1)",
    "INSERT INTO boards (session, chat, person, letter, minute, until) VALUES (1, :address, :person, 1, 1, 1)",
    "INSERT INTO feedback (course, person, content, at) VALUES (1, :person, 5, 1)",
    "INSERT INTO certificates (number, course, person, name, title, giver, credit, began_at, finished_at, issued_at) "
    "VALUES ('BQ-1', 1, :person, '示例职工甲', '示例课程', '示例工作室', 20, 1, 1, 1)",
    "INSERT INTO wishes (person, topic, text, at) VALUES (:person, '电工', '想学电工', 1)",
    "INSERT INTO entry_documents (entry, position, person, kind, file_id, at) VALUES (1, 0, :person, 'photo', 'f2', 1)",
    "INSERT INTO draws (competition, stage, entry, number, told_at) VALUES (1, 'final', 1, 7, 1)",
    "INSERT INTO draws (competition, stage, entry, number) VALUES (1, 'semifinal', 1, 8)",
    "INSERT INTO scores (competition, stage, entry, assessor, points, at) VALUES (1, 'final', 1, :person, 9000, 1)",
    "INSERT INTO results (competition, stage, entry, points, place, passed, told_at) VALUES (1, 'final', 1, 9000, 1, 1, 1)",
    "INSERT INTO objections (kind, competition, stage, entry, person, text, at) "
    "VALUES ('appeal', 1, 'final', 1, :person, '示例申诉', 1)",
)
"""What courses and competitions keep of somebody."""
_RECORD = (
    "INSERT INTO records (id, news, studio, position, kind, title, state, begins_on, ends_on, created_at, changed_at) "
)
STUDIO_WORK = (
    "INSERT INTO news (id, receipt, studio, author, said, at) VALUES (1, 'N1', 1, :person, '示例原话', 1)",
    _RECORD + "VALUES (1, 1, 1, 1, '论文', '示例论文', 'approved', '2026-01-01', '2026-01-01', 1, 1)",
    "INSERT INTO record_versions (record, version, content, state, person, at) VALUES (1, 1, '{}', 'pending', :person, 1)",
    "INSERT INTO evidence (studio, subject, number, kind, file_id, name, person, at) "
    "VALUES (1, 'news', 1, 'photo', 'f3', '示例.jpg', :person, 1)",
    "INSERT INTO news (id, receipt, studio, author, said, at) VALUES (2, 'N2', 1, :person, '撤回的原话', 1)",
    _RECORD + "VALUES (2, 2, 1, 1, '获奖', '示例撤回', 'withdrawn', '2026-01-01', '2026-01-01', 1, 1)",
    "INSERT INTO record_versions (record, version, content, state, person, at) VALUES (2, 1, '{}', 'pending', :person, 1)",
    "INSERT INTO evidence (studio, subject, number, kind, file_id, name, person, at) "
    "VALUES (1, 'news', 2, 'photo', 'f4', '撤回.jpg', :person, 1)",
    "INSERT INTO verdicts (kind, subject, version, before, verdict, person, at) "
    "VALUES ('record', 2, 1, '{\"title\": \"示例撤回\"}', 'returned', 0, 1)",
    "INSERT INTO news (id, receipt, studio, author, author_name, at) VALUES (3, 'N3', 1, 0, '示例职工甲', 1)",
    "INSERT INTO news (id, receipt, studio, author, author_name, at) VALUES (4, 'N4', 1, 0, '示例职工乙', 1)",
    "INSERT INTO periods (id, title, cycle, due_day, ladder, created_by, created_at) "
    "VALUES (1, '示例季报', 'quarter', 1, '[]', 0, 1)",
    "INSERT INTO occurrences (id, period, label, due_at) VALUES (1, 1, '2026-3', 1)",
    "INSERT INTO duties (id, occurrence, studio) VALUES (1, 1, 1)",
    "INSERT INTO reports (id, duty, studio, sent_by, created_at, changed_at) VALUES (1, 1, 1, :person, 1, 1)",
    "INSERT INTO report_fields (report, field, content, person, at) VALUES (1, 'plan', '示例计划', :person, 1)",
    "INSERT INTO report_versions (report, version, content, state, person, at) VALUES (1, 1, '{}', 'pending', :person, 1)",
    "INSERT INTO claims (kind, subject, person, until) VALUES ('news', 1, :person, 1)",
    "INSERT INTO verdicts (kind, subject, version, before, verdict, person, at) "
    "VALUES ('report', 1, 1, '{}', 'returned', :person, 1)",
    "INSERT INTO nudges (duty, person, at, by_person) VALUES (1, :person, 1, 0)",
    "INSERT INTO invitations (id, hash, role, note, state, made_by, made_at, expires_at, used_by, used_at) "
    "VALUES (1, 'h1', 'deputy', '给示例职工甲', 'used', 0, 1, 2, :person, 1)",
    "INSERT INTO invitations (id, hash, role, note, made_by, made_at, expires_at) "
    "VALUES (2, 'h2', 'deputy', '给示例职工乙', :person, 1, 2)",
    "INSERT INTO studio_changes (studio, field, old, new, person, at) VALUES (1, '单位', '旧', '新', :person, 1)",
)
"""What a studio's news, reports and their review keep of somebody; news 3 and 4 were imported."""
STAY = {
    "entries",
    "draws",
    "results",
    "scores",
    "news",
    "records",
    "record_versions",
    "evidence",
    "periods",
    "occurrences",
}
STAY |= {"duties", "reports", "report_fields", "report_versions", "verdicts", "invitations", "studio_changes"}
"""They keep an entry's place in the results, and the studio's record, and nobody's name."""
PERSONAL_COLUMNS = {
    "person",
    "address",
    "lane",
    "chat",
    "scope",
    "answered_by",
    "telegram_id",
    "captain",
    "assessor",
    "author",
    "sent_by",
    "used_by",
}
PLACES = {"studios": {"address"}, "notices": {"author"}}
"""A studio's own address; the officer who wrote to everybody acts as the union."""


async def _live(tx: Tx) -> Person:
    """Somebody who did everything that leaves a trace."""
    person = await people.meet(tx, ADDRESS, NOW)
    await people.set_language(tx, person.id, "en")
    await people.consent(tx, person.id, FOLLOW, NOW)
    await studios.save_all(tx, [StudioDraft(name="示例工作室")], NOW)
    await studios.follow(tx, person.id, 1, NOW)
    await dialogues.begin(tx, person.id, "ask", "question", {"question": "草稿"}, NOW)
    await questions.add(tx, person.id, "示例提问", [Attachment("photo", "f1")], NOW)
    await audit.note(tx, person.id, "question.answer", "question 1", NOW)
    await inbox.put(tx, [Heard(7, ADDRESS, json.dumps({"update_id": 7, "message": {"text": "你好"}}), NOW)])
    await inbox.done(tx, [7], NOW)
    await inbox.put(tx, [Heard(8, ADDRESS, "{}", NOW)])
    await inbox.wipe(tx, 8)
    await inbox.done(tx, [8], NOW)
    file = await outbox.put_file(tx, "我的.json", b"{}")
    document = Letter(ADDRESS, "sendDocument", {"chat_id": int(ADDRESS)}, Lane.NOTICE, person.id, file=file)
    await outbox.put(tx, document, NOW)
    await outbox.put(tx, Letter(ADDRESS, "sendMessage", {"chat_id": int(ADDRESS), "text": "您好"}), NOW)
    await focus.put(tx, ADDRESS, json.dumps({"studios": [1]}), NOW)
    await once.first(tx, ADDRESS, "long", NOW)
    for statement in (*POST_ROOM, *LEARNING, *STUDIO_WORK):
        await tx.fetch(statement, {"person": person.id, "address": ADDRESS})
    found = await people.find(tx, person.id)
    assert found is not None
    return found


async def _dump(tx: Tx) -> dict[str, list[dict[str, object]]]:
    tables = await tx.fetch("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'")
    return {name: [dict(row) for row in await tx.fetch(f'SELECT * FROM "{name}"')] for (name,) in tables}


async def test_every_table_about_people_is_known_here(db: Database) -> None:
    async with db.read() as tx:
        tables = [row["name"] for row in await tx.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")]
        personal = {"people"}
        parents = {}
        for table in tables:
            columns = {row["name"] for row in await tx.fetch(f"SELECT name FROM pragma_table_info('{table}')")}
            parents[table] = {
                row["table"] for row in await tx.fetch(f"SELECT * FROM pragma_foreign_key_list('{table}')")
            }
            if columns & PERSONAL_COLUMNS - PLACES.get(table, set()):
                personal.add(table)
    # And what belongs to one of them: the answers of an enrolment, the documents of an entry.
    while more := {table for table in parents if parents[table] & personal - set(IMPERSONAL)} - personal:
        personal |= more
    assert personal == set(SHOWN) | set(IMPERSONAL)


async def test_everything_is_shown(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        await people.grant(tx, person.id, ADMIN, NOW)
        kept = await privacy.kept(tx, await people.find(tx, person.id) or person)
    document = kept.document()
    assert all(document[field] for field in set(SHOWN.values()))
    assert kept.telegram_id == ADDRESS
    assert kept.language == "en"
    assert [one["answer"] for one in kept.leaning] == [{"studios": [1]}]
    assert kept.forms[0]["answers"] == {"question": "草稿"}
    assert [one["update"]["message"]["text"] for one in kept.heard] == ["你好"], "what was wiped is not there"
    assert len(kept.said) == 2
    assert [one["number"] or one["points"] for one in kept.results] == [7, 9000], (
        "what was not told yet is not told here"
    )
    json.dumps(document)


async def test_nothing_is_left(db: Database) -> None:
    async with db.write() as tx:
        other = await people.meet(tx, "9007770", NOW)
        await focus.put(tx, "9007770", "{}", NOW)
        person = await _live(tx)
        assert await privacy.erase(tx, person, NOW)
        left = await _dump(tx)
    audit_rows = left.pop("audit")
    assert [row["person"] for row in audit_rows] == [person.id]
    answer, mailed = left.pop("outbox")
    assert answer["state"] == "waiting", "an answer on its way still goes out"
    assert (mailed["state"], mailed["person"], mailed["telegram_message_id"]) == ("sent", None, None), "it counts on"
    written = [
        table
        for table in SHOWN
        if any(f"INTO {table} " in statement for statement in (*POST_ROOM, *LEARNING, *STUDIO_WORK))
    ]
    for table in ({*written} - {"outbox"} - STAY) | {"once"}:
        assert left[table] == [], table
    for table in ("inbox", "files", "dialogues", "follows", "consents", "questions", "question_files"):
        assert left[table] == [], table
    assert [row["id"] for row in left["people"]] == [other.id], "somebody with a longer number keeps theirs"
    assert len(left["focus"]) == 1
    (entry,) = left["entries"]
    assert (entry["state"], entry["captain"], entry["unit"]) == ("withdrawn", None, "")
    assert [one["place"] for one in left["results"]] == [1], "what was published goes on counting"
    assert f"'{ADDRESS}'" not in str(left)


async def test_a_studios_record_stays_without_its_authors_name(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        await tx.fetch(  # shown by a colleague for the news that goes
            "INSERT INTO evidence (studio, subject, number, kind, file_id, name, person, at) "
            "VALUES (1, 'news', 2, 'photo', 'f5', '同事的.jpg', 999, 1)"
        )
        told = await outbox.put(tx, Letter("900778", "sendMessage", {"text": "示例职工甲 报了快报"}), NOW)
        await tx.fetch("UPDATE outbox SET state = 'sent' WHERE id = ?", (told,))
        await privacy.erase(tx, person, NOW)
        left = await _dump(tx)
    assert [(one["receipt"], one["author"], one["author_name"]) for one in left["news"]] == [
        ("N1", person.id, ""),
        ("N3", 0, ""),
        ("N4", 0, "示例职工乙"),
    ], "withdrawn news goes; an imported name goes where it is theirs"
    assert [one["name"] for one in left["evidence"]] == ["示例.jpg"]
    assert [(one["content"], one["person"]) for one in left["report_fields"]] == [("示例计划", person.id)]
    assert "示例撤回" not in str(left["verdicts"])
    assert left["claims"] == left["nudges"] == []
    assert [(one["state"], one["note"], one["used_by"]) for one in left["invitations"]] == [
        ("used", "", None),
        ("revoked", "", None),
    ]
    assert "示例职工甲" not in str(left)


async def test_a_team_goes_on_without_its_captain(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        member = await people.meet(tx, "900778", NOW)
        await tx.fetch("UPDATE entries SET team = '示例队', invitation = 'x'")
        await tx.fetch("INSERT INTO registrations (person, competition, at, entry) VALUES (?, 1, 2, 1)", (member.id,))
        await privacy.erase(tx, person, NOW)
        (entry,) = await tx.fetch("SELECT * FROM entries")
        assert not await tx.fetch("SELECT 1 FROM entry_documents"), "what the captain showed goes with them"
    assert (entry["captain"], entry["state"], entry["team"], entry["invitation"]) == (
        member.id,
        "confirmed",
        "示例队",
        "",
    )


async def test_what_somebody_showed_is_theirs_after_they_handed_the_team_over(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        member = await people.meet(tx, "900778", NOW)
        await tx.fetch("UPDATE entries SET team = '示例队', captain = ?", (member.id,))
        await tx.fetch("UPDATE registrations SET person = ?", (member.id,))
        assert not (await privacy.kept(tx, member)).documents
        assert len((await privacy.kept(tx, person)).documents) == 1
        await privacy.erase(tx, person, NOW)
        assert not await tx.fetch("SELECT 1 FROM entry_documents")


async def test_numbers_are_not_given_again(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        await privacy.erase(tx, person, NOW)
        assert (await people.meet(tx, "900778", NOW)).id > person.id


async def test_a_role_keeps_number_and_role_only(db: Database) -> None:
    async with db.write() as tx:
        person = await _live(tx)
        await people.grant(tx, person.id, ADMIN, NOW)
        person = await people.find(tx, person.id) or person
        assert not await privacy.erase(tx, person, NOW)
        kept = await privacy.kept(tx, await people.find(tx, person.id) or person)
    assert [grant.role for grant in kept.roles] == [ADMIN]
    assert kept.language == ""
    gone = (kept.consents, kept.follows, kept.forms, kept.questions, kept.heard, kept.leaning)
    assert not any(gone)


async def test_a_strangers_messages_can_be_erased_too(db: Database) -> None:
    stranger = Person(id=0, address=ADDRESS)
    async with db.write() as tx:
        await outbox.put(tx, Letter(ADDRESS, "sendMessage", {"chat_id": int(ADDRESS)}), NOW)
        await tx.fetch("UPDATE outbox SET state = 'sent'")
        await outbox.put(tx, Letter("settings", "setMyCommands", {}), NOW)
        assert await privacy.erase(tx, stranger, NOW)
        kept = await privacy.kept(tx, stranger)
        left = await tx.fetch("SELECT chat FROM outbox")
    assert kept.since is None
    assert kept.said == ()
    assert [row["chat"] for row in left] == ["settings"]


async def test_a_stranger_is_not_the_command_line(db: Database) -> None:
    stranger = Person(id=0, address="900779")
    async with db.write() as tx:
        await _live(tx)  # news 3 and 4 were imported by nobody
        await audit.note(tx, 0, "news.write", "records", NOW, "imported 2")
        kept = await privacy.kept(tx, stranger)
        before = await _dump(tx)
        assert await privacy.erase(tx, stranger, NOW)
        assert await _dump(tx) == before
    of_nobody = {"telegram_id", "number", "since", "language"}
    assert not [name for name, value in kept.document().items() if value and name not in of_nobody]
