"""The audit: a chain of seals that tells of every change, also after the oldest lines were forgotten."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import audit
from storage.audit import CHECKED, KEPT_MS, TOLD
from storage.database import Database, Tx
from storage.model.audit import EXPORTS, ROLES, SHORT_SEAL, Wanted

NOW = 1_800_000_000_000
DAY = 24 * 3600 * 1000


async def _notes(tx: Tx, number: int, at: int = NOW) -> None:
    for each in range(number):
        await audit.note(tx, each % 3, "notice.send", f"notice {each}", at + each, "approved")


def _tampered(path: Path, *statements: str) -> None:
    """What somebody does who has the file and takes the triggers away."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("audit_unchanged", "audit_kept"):
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


async def test_a_slip_of_the_hand_changes_nothing(db: Database) -> None:
    async with db.write() as tx:
        await _notes(tx, 3)
    for statement in (
        "UPDATE audit SET detail = 'x' WHERE id = 2",
        "UPDATE audit SET seal = '' WHERE id = 2",
        "DELETE FROM audit WHERE id = 3",
        "UPDATE audit_marks SET name = 'x'",
        "DELETE FROM audit_marks",
        "INSERT OR REPLACE INTO audit (id, at, person, action, subject) VALUES (2, 1, 1, 'x', 'x')",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            async with db.write() as tx:
                await tx.fetch(statement)
    async with db.read() as tx:
        found = await audit.check(tx, NOW)
    assert (found.lines, found.broken, found.last) == (3, None, 3)


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("UPDATE audit SET detail = 'refused' WHERE id = 2", 2),
        ("UPDATE audit SET person = 9 WHERE id = 4", 4),
        ("UPDATE audit SET at = at + 1 WHERE id = 1", 1),
        ("DELETE FROM audit WHERE id = 3", 4),
        ("DELETE FROM audit WHERE id = 1", 2),
        ("INSERT INTO audit (id, at, person, action, subject) VALUES (6, 1, 1, 'x', 'x')", 6),
        ("UPDATE audit SET seal = '' WHERE id >= 4", 4),
    ],
)
async def test_what_was_changed_is_found(db: Database, empty_database: Path, statement: str, line: int) -> None:
    async with db.write() as tx:
        await _notes(tx, 5)
    _tampered(empty_database, statement)
    async with db.read() as tx:
        assert await audit.broken(tx, NOW) == line


async def test_a_chain_computed_anew_is_not_the_one_that_was_told(db: Database, empty_database: Path) -> None:
    async with db.write() as tx:
        await _notes(tx, 5)
        found = await audit.check(tx, NOW)
        await audit.told(tx, found, NOW)
        assert await audit.holds(tx, 5, found.seal[:SHORT_SEAL], NOW)
    # Everything sealed anew, and lines cut off at the end: both hold by themselves.
    _tampered(empty_database, "UPDATE audit SET detail = 'refused' WHERE id = 2", "UPDATE audit SET seal = ''")
    async with db.write() as tx:
        await audit.seal_older(tx)
        assert not await audit.holds(tx, 5, found.seal[:SHORT_SEAL], NOW)
        assert await audit.broken(tx, NOW) == 5, "the place that was told is not there any more"
        await tx.fetch("DELETE FROM audit_marks WHERE name = ?", (TOLD,))
        assert await audit.broken(tx, NOW) is None, "whoever changes that too is told of by the owner's own message"
        await tx.fetch("DELETE FROM audit WHERE id > 3")
        assert not await audit.holds(tx, 5, found.seal[:SHORT_SEAL], NOW)


async def test_lines_from_before_are_sealed_by_the_first_note(db: Database) -> None:
    async with db.write() as tx:
        for line in (7, 8, 9):
            await tx.fetch("INSERT INTO audit (id, at, person, action, subject) VALUES (?, 1, 1, 'x', 'x')", (line,))
        found = await audit.check(tx, NOW)
        assert (found.lines, found.broken, found.seal) == (3, None, ""), "nothing to hold against them yet"
        await _notes(tx, 1)
        found = await audit.check(tx, NOW)
    assert (found.lines, found.broken, found.last) == (4, None, 10)


async def test_after_three_years_the_chain_goes_on_from_its_anchor(db: Database, empty_database: Path) -> None:
    later = NOW + KEPT_MS + DAY
    async with db.write() as tx:
        await _notes(tx, 5)
        early = await audit.check(tx, NOW)
        await audit.read_on(tx, NOW, 100)
        await _notes(tx, 3, NOW + 10 * DAY)
        assert await audit.read_on(tx, NOW, 2) is None
        await audit.prune(tx, later)
        found = await audit.check(tx, later)
        assert (found.lines, found.broken, found.last) == (3, None, 8)
        assert await audit.holds(tx, 5, early.seal[:SHORT_SEAL], later), "the anchor is the seal that was told"
        assert await audit.holds(tx, 4, early.seal[:SHORT_SEAL], later) is None, "forgotten by now"
        assert await audit.read_on(tx, later, 100) == found, "though it was being read"
        assert (await audit.check(tx, later, whole=False)).broken is None, "what was checked is forgotten by now"
        later = NOW + KEPT_MS + 20 * DAY
        await audit.prune(tx, later)
        assert (await audit.check(tx, later)).lines == 0
        later = NOW + KEPT_MS + 30 * DAY
        await _notes(tx, 2, later)
        found = await audit.check(tx, later)
        assert (found.lines, found.broken, found.last) == (2, None, 10), "no number is given again"
    _tampered(empty_database, "DELETE FROM audit WHERE id = 9")
    async with db.read() as tx:
        assert await audit.broken(tx, later) == 10


@pytest.mark.parametrize("at", ["(SELECT at FROM audit WHERE id = 4)", "0"])
async def test_nobody_forgets_what_is_younger_than_three_years(db: Database, empty_database: Path, at: str) -> None:
    forged = f"UPDATE audit_marks SET line = 4, seal = (SELECT seal FROM audit WHERE id = 4), at = {at}"
    async with db.write() as tx:
        await _notes(tx, 6)
        told = await audit.line(tx, 3)
        assert told is not None
    if at == "0":  # the plain statement is stopped
        with pytest.raises(sqlite3.IntegrityError, match="stays so"):
            async with db.write() as tx:
                await tx.fetch(forged)
        _tampered_again(empty_database, "DROP TRIGGER audit_pruned_forward")
    _tampered_again(empty_database, forged)
    _tampered_again(empty_database, "DELETE FROM audit WHERE id <= 4")
    async with db.read() as tx:
        assert await audit.broken(tx, NOW + DAY) == 4
        assert (await audit.check(tx, NOW + DAY, whole=False)).broken == 4
        assert await audit.holds(tx, 3, told.seal[:SHORT_SEAL], NOW + DAY) is False, "and not that three years are over"


async def test_what_came_since_is_read_alone(db: Database, empty_database: Path) -> None:
    async with db.write() as tx:
        await _notes(tx, 4)
        assert await audit.read_on(tx, NOW, 3) is None
        assert await audit.read_on(tx, NOW, 3) == await audit.check(tx, NOW), "read in pieces, to the end"
        await _notes(tx, 2)
    _tampered(empty_database, "UPDATE audit SET detail = 'x' WHERE id = 2")
    async with db.read() as tx:
        assert (await audit.check(tx, NOW, whole=False)).broken is None, "what was read before is not read again"
        assert await audit.broken(tx, NOW) == 2
    _tampered_again(empty_database, "UPDATE audit SET seal = 'x' WHERE id = 4")
    async with db.read() as tx:
        assert (await audit.check(tx, NOW, whole=False)).broken == 4
        assert await audit.mark(tx, CHECKED) is not None


def _tampered_again(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


async def test_pages_and_filters(db: Database) -> None:
    async with db.write() as tx:
        await audit.note(tx, 1, "role.edit", "person 5", NOW, "granted leader 2")
        await audit.note(tx, 2, "competition.edit", "competition 1 final", NOW + DAY, "exported")
        await audit.note(tx, 2, "competition.edit", "competition 12", NOW + 2 * DAY, "made")
        await audit.note(tx, 2, "role.edit", "person 5", NOW + 3 * DAY, "dismissed leader 2")

        async def lines(wanted: Wanted) -> list[int]:
            page = await audit.page(tx, wanted, 10, 0)
            assert page.total == len(page.acts)
            return [act.line for act in page.acts]

        assert await lines(Wanted()) == [4, 3, 2, 1]
        assert await lines(Wanted(person=2)) == [4, 3, 2]
        assert await lines(Wanted(kind=ROLES)) == [4, 1]
        assert await lines(Wanted(kind=EXPORTS)) == [2]
        assert await lines(Wanted(subject="competition 1")) == [2], "and not 12"
        assert await lines(Wanted(since=NOW + DAY, until=NOW + 3 * DAY)) == [3, 2]
        assert await audit.busiest(tx, 0, 5) == [2, 1]
