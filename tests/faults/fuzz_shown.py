"""Whether what somebody typed was shown to somebody it is no business of.

Texts carry the tag of whoever typed them. A message with the tag of somebody else must have a reason, which is looked for
in the database: the words are public by now (a course, a notice, an answer), or the two have to do with each other.
"""

import json
import re
import sqlite3
from collections.abc import Mapping

from storage.model.people import ADMIN, OWNER, Person

TAG = re.compile(r"zq\d\d..x", re.IGNORECASE)
PUBLIC = {
    "courses": "title topic teacher place eligible bring intro reason",
    "course_questions": "text",
    "sessions": "place",
    "competitions": "title trade organiser eligible place intro reason awards",
    "contest_questions": "text",
    "stage_plans": "place kit prizes corrected_why",
    "notices": "title content",
    "knowledge": "question answer source",
    "studios": "name leader unit intro address street sector kind",
    "studio_specialities": "name",
    "terms": "name",
    "lexicon": "words",
    "periods": "title",
    "bodies": "payload",
    "certificates": "name title giver",
    "views": "spec",  # what lists were asked for, by nobody in particular
}
"""Columns that everybody may read, and what is written to many by those who may."""
TIES = (
    # On one team, or asked onto one by its link.
    """SELECT 1 FROM entries e JOIN entries f ON f.competition = e.competition
    LEFT JOIN registrations r ON r.entry = e.id LEFT JOIN registrations s ON s.entry = f.id
    WHERE (e.captain = :owner OR r.person = :owner) AND (f.captain = :reader OR s.person = :reader)""",
    # One of them leads a studio whose course the other is enrolled in, or said something about.
    """SELECT 1 FROM roles o JOIN courses c ON c.studio = o.studio JOIN enrolments e ON e.course = c.id
    WHERE o.person = :reader AND e.person = :owner""",
    """SELECT 1 FROM roles o JOIN feedback b ON b.person = :owner JOIN courses c ON c.id = b.course AND c.studio = o.studio
    WHERE o.person = :reader""",
    # Who gives courses sees what people would like to learn, in their words and without their names.
    """SELECT 1 FROM roles o JOIN wishes w ON w.topic || w.text LIKE :like
    WHERE o.person = :reader AND o.role IN ('leader', 'deputy')""",
    # Who judges a contest sees who takes part.
    """SELECT 1 FROM roles o JOIN registrations r ON r.person = :owner WHERE o.person = :reader AND o.role = 'assessor'""",
    # What one studio wrote is read by those who lead it.
    "SELECT 1 FROM roles o JOIN roles p ON p.studio = o.studio AND p.studio > 0 WHERE o.person = :reader AND p.person = :owner",
    # What a studio that one has led kept stays with it.
    """SELECT 1 FROM roles o WHERE o.person = :reader AND (
        EXISTS (SELECT 1 FROM news n WHERE n.studio = o.studio AND n.author = :owner)
        OR EXISTS (SELECT 1 FROM reports r JOIN report_fields f ON f.report = r.id
            WHERE r.studio = o.studio AND f.person = :owner)
        OR EXISTS (SELECT 1 FROM evidence v WHERE v.studio = o.studio AND v.person = :owner))""",
    # What stands in a studio's reports is its own, whoever wrote a part of it and is gone.
    """SELECT 1 FROM roles o JOIN reports r ON r.studio = o.studio JOIN report_fields f ON f.report = r.id
    WHERE o.person = :reader AND f.content LIKE :like""",
    # Whoever was given the link of an invitation is told who made it.
    """SELECT 1 FROM invitations i JOIN profiles p ON p.person = i.made_by
    WHERE i.made_by = :owner AND p.name LIKE :like AND i.state IN ('open', 'claimed')""",
    # An invitation says for whom it is, in the inviter's words; a role that ends is told to who had it.
    "SELECT 1 FROM invitations WHERE made_by IN (:owner, :reader) AND used_by IN (:owner, :reader)",
)
"""What two people may have to do with each other."""


def text_of(payload: Mapping[str, object]) -> str:
    """Everything that a message shows."""
    return json.dumps({key: value for key, value in payload.items() if key != "chat_id"}, ensure_ascii=False)


def unjustified(
    connection: sqlite3.Connection, text: str, reader: Person, owners: Mapping[str, Person], known: str
) -> list[str]:
    """The tags in a text that its reader has no business with. `owners`: by tag, who types it; `known`: what the reader knew
    before, their own tag and what they tapped or typed just now."""
    found = []
    for tag in {match.lower() for match in TAG.findall(text)} - {match.lower() for match in TAG.findall(known)}:
        owner = owners.get(tag)
        if owner is None or {grant.role for grant in (*reader.grants, *owner.grants)} & {ADMIN, OWNER}:
            continue
        if not (_public(connection, tag) or _tied(connection, tag, owner.id, reader.id)):
            found.append(tag)
    return found


def _public(connection: sqlite3.Connection, tag: str) -> bool:
    for table, columns in PUBLIC.items():
        anywhere = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns.split())
        if connection.execute(f"SELECT 1 FROM {table} WHERE {anywhere} LIKE ? LIMIT 1", (f"%{tag}%",)).fetchone():
            return True
    return False


def _tied(connection: sqlite3.Connection, tag: str, owner: int, reader: int) -> bool:
    names = {"owner": owner, "reader": reader, "like": f"%{tag}%"}
    return any(connection.execute(f"{query} LIMIT 1", names).fetchone() for query in TIES)
