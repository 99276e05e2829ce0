"""Whether whoever caused a change may do such a thing: asked of every row that changes, not of the rooms.

Temporary triggers on the writing connection note each change of each row as it is made; after every event the notes are
held against the table of rules below, which knows the schema and `storage.model.people.may`, and nothing of what rooms
there are. A table that has no rule is a fault too: somebody has to think about it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from storage.model.people import ADMIN, ASSESSOR, OWNER, STUDIO_ROLES, Grant, Person, may

Row = Mapping[str, Any]

MACHINERY = frozenset(
    {
        *("audience_conditions", "audiences", "audit_marks", "bans", "bodies", "claims", "code_tries", "dialogues"),
        *("documents", "errands", "files", "focus", "inbox", "leases", "mailings", "monthly_figures", "once", "outbox"),
        *("receipts", "search", "search_config", "search_data", "search_idx", "search_version", "steps", "ticks"),
        *("unanswered", "views", "words"),
    }
)
"""Tables of the house itself: what is in them changes nothing for anybody, or is judged by what came of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it was and as it is; {} for what was not or is not there."""

    table: str
    old: Row
    new: Row

    @property
    def row(self) -> Row:
        """As it is, or was."""
        return self.new or self.old

    @property
    def columns(self) -> set[str]:
        """What differs."""
        return {name for name in self.row if self.old.get(name) != self.new.get(name)}


class Look:
    """Who acts, with the roles of before the event, and what else the database says (as it is after it)."""

    def __init__(self, connection: sqlite3.Connection, actor: Person | None) -> None:
        self._connection = connection
        self.actor = actor
        """None: the house itself, at a tick."""

    @property
    def house(self) -> bool:
        """Whether nobody asked for it."""
        return self.actor is None

    def can(self, action: str, studio: int = 0) -> bool:
        """Whether the actor may do this to that studio; without one, whether there is any."""
        return self.actor is not None and may(self.actor, action, studio)

    def own(self, person: object) -> bool:
        """Whether that is the actor."""
        return self.actor is not None and self.actor.id != 0 and self.actor.id == person

    def one(self, query: str, *values: object) -> Any:
        """One value of the database."""
        row = self._connection.execute(query, values).fetchone()
        return row[0] if row else None


Rule = Callable[[Change, Look], bool]


def _any(*actions: str) -> Rule:
    return lambda _change, look: any(look.can(action) for action in actions)


def _house_or(*actions: str) -> Rule:
    return lambda _change, look: look.house or any(look.can(action) for action in actions)


def _own(column: str = "person", *actions: str) -> Rule:
    return lambda change, look: look.own(change.row[column]) or any(look.can(action) for action in actions)


def _course_studio(look: Look, course: object) -> int:
    return look.one("SELECT studio FROM courses WHERE id = ?", course) or 0


def _may_course(look: Look, course: object) -> bool:
    studio = _course_studio(look, course)
    return look.can("course.edit", studio) if studio else look.can("competition.edit")


def _roles(change: Change, look: Look) -> bool:
    role, person, studio = change.row["role"], change.row["person"], change.row["studio"] or 0
    if role in (ADMIN, OWNER):
        if change.new and role == ADMIN and look.own(person):
            return False  # an admin's invitation waits for the owner
        return look.can("role.admin")
    if look.can("role.edit") or (role in STUDIO_ROLES and look.can("role.invite", studio) and role != "leader"):
        return True
    found = "SELECT count(*) FROM invitations WHERE state = 'used' AND used_by = ? AND role = ? AND studio = ?"
    if change.new:  # taken by its link
        return look.own(person) and bool(look.one(found, person, role, studio))
    return look.own(person) or (look.actor is not None and bool(look.one(_TOOK_OVER, look.actor.id, person)))


_TOOK_OVER = "SELECT count(*) FROM invitations WHERE state = 'used' AND used_by = ? AND instead_of = ?"


def _invitations(change: Change, look: Look) -> bool:
    role, studio = change.row["role"], change.row["studio"]
    if not change.old:
        if role in (ADMIN, OWNER):
            return look.own(change.new["made_by"]) and look.can("role.admin")
        if role == ASSESSOR:
            return look.own(change.new["made_by"]) and look.can("role.edit")
        return look.own(change.new["made_by"]) and look.can("role.invite", studio)
    if look.house or look.own(change.row["made_by"]) or look.can("role.edit") or look.can("role.admin"):
        return True
    names = {"used_by", "instead_of", "decided_by"}
    forgotten = not any(change.row[name] for name in change.columns - {"version"})
    if (
        change.columns <= {"note", "version", *names}
        and forgotten
        and any(look.own(change.old[name]) for name in names)
    ):
        return True
    if change.new.get("state") == "revoked" and look.actor is not None:  # by whoever takes its maker's place
        return bool(look.one(_TOOK_OVER, look.actor.id, change.row["made_by"]))
    return bool(change.new) and look.own(change.new["used_by"]) and change.old["state"] == "open"


def _people(change: Change, look: Look) -> bool:
    return not change.old or look.own(change.row["id"])


def _addresses(change: Change, look: Look) -> bool:
    return not change.old or look.own(change.row["person"]) or change.columns <= {"menu", "muted_at"}


def _courses(change: Change, look: Look) -> bool:
    told = change.columns <= {"asked_at", "thanked", "version", "changed_at"}
    if look.house or (change.old and told):
        return True
    studio = change.row["studio"] or 0
    return look.can("course.edit", studio) if studio else look.can("competition.edit")


def _enrolments(change: Change, look: Look) -> bool:
    if look.house or look.own(change.row["person"]) or _may_course(look, change.row["course"]):
        return True
    # A seat that somebody gave up goes on to who waits.
    return change.old.get("state") in ("waiting", "offered") and change.new.get("state") in (
        "waiting",
        "offered",
        "lapsed",
    )


def _of_enrolment(change: Change, look: Look) -> bool:
    person = look.one("SELECT person FROM enrolments WHERE id = ?", change.row["enrolment"])
    course = look.one("SELECT course FROM enrolments WHERE id = ?", change.row["enrolment"])
    return person is None or look.own(person) or _may_course(look, course)


def _offers(change: Change, look: Look) -> bool:
    taken = change.new.get("state") in ("accepted", "declined") and change.old.get("state") == "open"
    return not taken or look.house or _of_enrolment(change, look)


def _session(change: Change, look: Look) -> bool:
    course = look.one("SELECT course FROM sessions WHERE id = ?", change.row["session"])
    return look.house or _may_course(look, course) or ("person" in change.row and look.own(change.row["person"]))


def _of_course(change: Change, look: Look) -> bool:
    return look.house or _may_course(look, change.row["course"])


def _feedback(change: Change, look: Look) -> bool:
    return look.own(change.row["person"])


def _certificates(change: Change, look: Look) -> bool:
    return look.house or look.own(change.row["person"]) or _may_course(look, change.row["course"])


def _teammate(look: Look, entry: object) -> bool:
    if look.actor is None:
        return False
    query = """SELECT 1 FROM entries e LEFT JOIN registrations r ON r.entry = e.id
    WHERE e.id = ? AND (e.captain = ? OR r.person = ?)"""
    return bool(look.one(query, entry, look.actor.id, look.actor.id))


def _entries(change: Change, look: Look) -> bool:
    if change.new.get("state") == "withdrawn" and change.old.get("captain") is None:
        return True  # nobody was left in it: the last one asked to be forgotten
    if look.house or look.can("competition.edit"):
        return True
    return look.own(change.row["captain"]) or look.own(change.old.get("captain")) or _teammate(look, change.row["id"])


def _registrations(change: Change, look: Look) -> bool:
    mine = look.own(change.row["person"]) or look.house or look.can("competition.edit")
    return mine or (change.row["entry"] is not None and _teammate(look, change.row["entry"]))


def _entry_documents(change: Change, look: Look) -> bool:
    gone = look.one("SELECT 1 FROM entries WHERE id = ?", change.row["entry"]) is None
    return gone or look.house or look.can("competition.edit") or _teammate(look, change.row["entry"])


def _scores(change: Change, look: Look) -> bool:
    return look.can("competition.edit") or (look.can("competition.score") and look.own(change.row["assessor"]))


def _objections(change: Change, look: Look) -> bool:
    return look.house or look.own(change.row["person"]) or look.can("competition.edit")


def _questions(change: Change, look: Look) -> bool:
    return look.house or look.own(change.row["person"]) or look.can("question.answer")


def _question_files(change: Change, look: Look) -> bool:
    person = look.one("SELECT person FROM questions WHERE id = ?", change.row["question"])
    return person is None or look.own(person) or look.can("question.answer")


def _duties(change: Change, look: Look) -> bool:
    if look.house or look.can("duty.edit"):
        return True
    return change.columns <= {"filed_at", "filed_by", "version"} and look.can("report.write", change.row["studio"])


def _reminders(change: Change, look: Look) -> bool:
    return True  # planned by whatever moves a date; who is told of what is asked of the messages


def _knowledge(change: Change, look: Look) -> bool:
    return look.can("question.answer") or (bool(change.old) and change.columns <= {"used"})


def _nudges(change: Change, look: Look) -> bool:
    forgotten = not change.new and look.own(change.row["person"])
    return look.house or look.can("duty.edit") or forgotten


def _notices(change: Change, look: Look) -> bool:
    return look.house or look.can("notice.send")


def _wishes(change: Change, look: Look) -> bool:
    return look.house or look.own(change.row["person"]) or look.can("course.edit")


def _judged(change: Change) -> bool:
    judged = {"approved", "rejected", "returned"}
    states = {change.old.get("state"), change.new.get("state")}
    return bool(change.old and change.new) and len(states) == 2 and bool(states & judged)


def _may_judge(look: Look, studio: int) -> bool:
    return look.can("record.review") and look.actor is not None and studio not in look.actor.studios()


def _with_its_news(change: Change, look: Look) -> bool:
    """Gone with the news it was in, or with the record: whether that might go is asked of the news."""
    if change.new:
        return False
    if "news" in change.old:
        return look.one("SELECT 1 FROM news WHERE id = ?", change.old["news"]) is None
    return look.one("SELECT 1 FROM records WHERE id = ?", change.old["record"]) is None


def _news(change: Change, look: Look) -> bool:
    if not change.new:
        return look.own(change.old["author"])  # who is forgotten takes along what nobody accepted
    return look.own(change.row["author"]) and look.can("news.write", change.row["studio"])


def _records(change: Change, look: Look) -> bool:
    if _with_its_news(change, look):
        return True
    studio = change.row["studio"]
    resubmitted = change.new.get("state") in ("resubmitted", "withdrawn", "pending") and look.can("news.write", studio)
    if _judged(change) and not (resubmitted and change.old.get("state") == "returned"):
        return _may_judge(look, studio)
    if look.can("news.write", studio):
        # What stands approved is changed by nobody alone.
        return change.old.get("state") != "approved" or change.columns <= {
            "included_in",
            "includes",
            "changed_at",
            "version",
        }
    return bool(change.old) and _may_judge(look, studio)  # an approved correction is put into the first one


def _record_versions(change: Change, look: Look) -> bool:
    if _with_its_news(change, look):
        return True
    studio = look.one("SELECT studio FROM records WHERE id = ?", change.row["record"]) or 0
    return not change.old and (look.can("news.write", studio) or _may_judge(look, studio))


def _evidence(change: Change, look: Look) -> bool:
    if look.house or change.columns <= {"state", "why", "stored", "type", "bytes", "tries", "next_try", "kept_at"}:
        return True
    action = "news.write" if change.row["subject"] == "news" else "report.write"
    if not change.new and look.own(change.old["person"]):
        return True
    return look.can(action, change.row["studio"])


def _reports(change: Change, look: Look) -> bool:
    if _judged(change) and change.new.get("state") not in ("submitted", "resubmitted"):
        return _may_judge(look, change.row["studio"])
    return look.house or look.can("report.write", change.row["studio"]) or _may_judge(look, change.row["studio"])


def _of_report(change: Change, look: Look) -> bool:
    studio = look.one("SELECT studio FROM reports WHERE id = ?", change.row["report"]) or 0
    return look.house or look.can("report.write", studio) or _may_judge(look, studio)


def _report_fields(change: Change, look: Look) -> bool:
    studio = look.one("SELECT studio FROM reports WHERE id = ?", change.row["report"]) or 0
    return look.can("report.write", studio) or bool(look.house and change.row["drafted"])


def _verdicts(change: Change, look: Look) -> bool:
    table = "records" if change.row["kind"] == "record" else "reports"
    if not change.new and look.one(f"SELECT 1 FROM {table} WHERE id = ?", change.old["subject"]) is None:
        return True  # gone with what it was about
    studio = look.one(f"SELECT studio FROM {table} WHERE id = ?", change.row["subject"]) or 0
    return look.own(change.row["person"]) and _may_judge(look, studio)


def _audit(change: Change, look: Look) -> bool:
    if change.old:
        return look.house and not change.new  # forgotten when it is old
    if look.house or look.own(change.new["person"]) or change.new["person"] == 0:
        return True
    invited = "SELECT count(*) FROM invitations WHERE state = 'used' AND used_by = ? AND made_by = ?"
    # What comes of an invitation was done by whoever made it.
    return look.actor is not None and bool(look.one(invited, look.actor.id, change.new["person"]))


def _studio_changes(change: Change, look: Look) -> bool:
    return look.own(change.row["person"]) and look.can("studio.edit", change.row["studio"])


RULES: dict[str, Rule] = {
    "addresses": _addresses,
    "attendances": _session,
    "audit": _audit,
    "boards": _session,
    "calendar_days": _any("calendar.edit"),
    "calendar_years": _any("calendar.edit"),
    "certificates": _certificates,
    "competition_files": _any("competition.edit"),
    "competition_follows": _own(),
    "competition_stages": _any("competition.edit"),
    "competitions": _house_or("competition.edit"),
    "confirmations": _own("person", "notice.send"),
    "consents": _own(),
    "contest_questions": _any("competition.edit"),
    "course_files": _of_course,
    "course_questions": _of_course,
    "courses": _courses,
    "draws": _house_or("competition.edit"),
    "duties": _duties,
    "enrolment_answers": _of_enrolment,
    "enrolments": _enrolments,
    "entries": _entries,
    "entry_documents": _entry_documents,
    "evidence": _evidence,
    "feedback": _feedback,
    "follows": _own(),
    "interests": _own(),
    "invitations": _invitations,
    "knowledge": _knowledge,
    "lexicon": _any("lexicon.edit"),
    "mutes": _own(),
    "news": _news,
    "notices": _notices,
    "nudges": _nudges,
    "objections": _objections,
    "occurrences": _house_or("duty.edit"),
    "offers": _offers,
    "people": _people,
    "period_conditions": _any("duty.edit"),
    "periods": _house_or("duty.edit"),
    "preferences": _own(),
    "profiles": _own(),
    "question_files": _question_files,
    "questions": _questions,
    "record_versions": _record_versions,
    "records": _records,
    "registrations": _registrations,
    "reminders": _reminders,
    "report_fields": _report_fields,
    "report_versions": _of_report,
    "reports": _reports,
    "results": _house_or("competition.edit"),
    "roles": _roles,
    "scores": _scores,
    "sessions": _of_course,
    "stage_plans": _house_or("competition.edit"),
    "studio_changes": _studio_changes,
    "studio_specialities": _any("studio.edit"),
    "studios": _any("studio.edit"),
    "terms": _any("competition.edit", "studio.edit", "lexicon.edit"),
    "verdicts": _verdicts,
    "wishes": _wishes,
}
"""By table, who may change its rows."""


class Witness:
    """Notes every change on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        tables = [row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
        self.unknown = {
            name
            for name in tables
            if name not in RULES and name not in MACHINERY and name[0] != "_" and "yoyo" not in name
        } - {"sqlite_sequence", "sqlite_stat1"}
        connection.execute("CREATE TEMP TABLE witness (id INTEGER PRIMARY KEY, name TEXT, old TEXT, new TEXT)")
        for table in RULES:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            rows = {side: ", ".join(f"'{one}', {side}.{one}" for one in columns) for side in ("OLD", "NEW")}
            for deed, old, new in (
                ("INSERT", "'{}'", f"json_object({rows['NEW']})"),
                ("UPDATE", f"json_object({rows['OLD']})", f"json_object({rows['NEW']})"),
                ("DELETE", f"json_object({rows['OLD']})", "'{}'"),
            ):
                connection.execute(
                    f"CREATE TEMP TRIGGER witness_{table}_{deed} AFTER {deed} ON main.{table} BEGIN "
                    f"INSERT INTO witness (name, old, new) VALUES ('{table}', {old}, {new}); END"
                )

    def take(self) -> list[Change]:
        """What changed since the last time."""
        rows = self._connection.execute("SELECT name, old, new FROM witness ORDER BY id").fetchall()
        if rows:
            self._connection.execute("DELETE FROM witness")
        return [Change(name, json.loads(old), json.loads(new)) for name, old, new in rows]

    def person(self, address: str) -> Person:
        """Who writes from an address, with the roles of now; without a number where nobody is known."""
        row = self._connection.execute(
            "SELECT person FROM addresses WHERE channel = 'telegram' AND address = ?", (address,)
        ).fetchone()
        if row is None:
            return Person(0, address=address)
        grants = self._connection.execute("SELECT role, studio FROM roles WHERE person = ?", (row[0],)).fetchall()
        return Person(row[0], address=address, grants=tuple(Grant(role, studio or 0) for role, studio in grants))


def trespasses(changes: list[Change], look: Look) -> list[str]:
    """What was done by somebody who may not."""
    found = []
    for change in changes:
        if change.old == change.new:
            continue
        if not RULES[change.table](change, look):
            who = "the house" if look.actor is None else f"{[grant.role for grant in look.actor.grants] or 'a worker'}"
            what = {name: (change.old.get(name), change.new.get(name)) for name in sorted(change.columns)}
            found.append(f"{who} changed {change.table} {change.row.get('id', '')}: {what}")
    return found
