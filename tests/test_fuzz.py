"""The fuzz (`make faults`) sees what it is to see: each of its judges is shown something wrong. And a few deeds of it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.model.people import Grant, Person
from tests.faults import fuzz, fuzz_template
from tests.faults.fuzz_events import tag_of
from tests.faults.fuzz_rights import Look, Witness, trespasses
from tests.faults.fuzz_shown import unjustified

WORKER = Person(900)
LEADER = Person(901, grants=(Grant("leader", 1),))
ADMIN = Person(902, grants=(Grant("admin"),))
BOTH = Person(903, grants=(Grant("admin"), Grant("leader", 1)))
OWNER = Person(904, grants=(Grant("owner"),))
RECORD = """INSERT INTO records (id, news, studio, position, kind, begins_on, ends_on, created_at, changed_at)
VALUES (700, 700, 1, 1, '论文', '2026-12-01', '2026-12-01', 0, 0)"""
APPROVE = "UPDATE records SET state = 'approved' WHERE id = 700"
DEEDS = (
    ("UPDATE studios SET unit = 'x' WHERE id = 1", (ADMIN, OWNER), (WORKER, LEADER, None)),
    ("INSERT INTO roles (person, role, granted_at) VALUES (902, 'admin', 0)", (OWNER,), (WORKER, LEADER, ADMIN, None)),
    (
        "INSERT INTO roles (person, role, studio, granted_at) VALUES (900, 'leader', 1, 0)",
        (ADMIN, OWNER),
        (WORKER, LEADER),
    ),
    ("INSERT INTO follows (person, studio, at) VALUES (900, 1, 0)", (WORKER,), (LEADER, ADMIN, None)),
    (RECORD, (LEADER,), (WORKER, ADMIN, None)),
    (APPROVE, (ADMIN, OWNER), (WORKER, LEADER, BOTH, None)),
    ("UPDATE courses SET title = 'x' WHERE studio = 1", (LEADER, ADMIN), (WORKER, None)),
)


@pytest.mark.parametrize(("deed", "may", "may_not"), DEEDS, ids=range(len(DEEDS)))
def test_who_may_not_is_found_out(
    sample_database: Path, tmp_path: Path, deed: str, may: tuple[Person, ...], may_not: tuple[Person | None, ...]
) -> None:
    with closing(sqlite3.connect(shutil.copy(sample_database, tmp_path / "it.db"), isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        if deed == APPROVE:
            db.execute(RECORD)
        if "SET title" in deed:
            db.execute("UPDATE courses SET studio = 1 WHERE id = 1")
        witness = Witness(db)
        assert not witness.unknown
        assert db.execute(deed).rowcount
        changes = witness.take()
        assert changes
        assert {who and who.id: trespasses(changes, Look(db, who)) for who in may} == {who.id: [] for who in may}
        assert all(trespasses(changes, Look(db, who)) or (who is None and "courses" in deed) for who in may_not)


def test_what_is_no_business_of_its_reader_is_found_out(sample_database: Path) -> None:
    with closing(sqlite3.connect(sample_database)) as db:
        tag = tag_of("worker")
        owners = {tag.lower(): WORKER}

        def shown(reader: Person, known: str = "") -> bool:
            return bool(unjustified(db, f"有人说{tag}。", reader, owners, known))

        assert shown(LEADER)
        assert shown(Person(905))
        assert not shown(ADMIN)
        assert not shown(Person(905), tag.upper())


def test_a_few_deeds(tmp_path: Path) -> None:
    templates = [fuzz_template.plain(tmp_path / "template.db")]
    played = fuzz.play(templates, 1, 0, 60)
    assert played.faults == {}
    assert played.doors
    again = fuzz.play(templates, 1, 0, 60, played.deeds)
    assert again.faults == {}
    assert len(again.deeds) == 60
