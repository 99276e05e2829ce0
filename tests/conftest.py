"""`play`: conversations with the whole house, each also with a restart before every line."""

import asyncio
import gc
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from re import Pattern

import pytest

from bot.standin import script
from bot.standin.clocks import FrozenClock
from bot.standin.deeds import Deed, moment
from bot.standin.opening import fill, opened
from bot.standin.world import World
from storage.database import migrate
from tests.inline import inline
from tests.ready import Ready

START = "2026-12-01T09:00"
"""When conversations begin, in Shanghai: a Tuesday morning."""


def pytest_collection_finish() -> None:
    """What stands by now is there until the end: the garbage collector need not look at it after every conversation."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(
        50_000, 20, 50
    )  # worlds come and go by the thousand: looking for their remains so often is a tenth of a run


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest migration in one file, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(path)
    return path


@pytest.fixture
def empty_database(migrated: Path, tmp_path: Path) -> Path:
    """An empty database of its own for this test."""
    return Path(shutil.copy(migrated, tmp_path / "studio.db"))


@pytest.fixture(scope="session")
def sample_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample data in one file, to be copied."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    asyncio.run(fill(path, moment(START)))
    with closing(sqlite3.connect(path)) as connection:
        # December without the next year's working days: officers would be told of it each Monday of every conversation.
        connection.execute("INSERT INTO calendar_years (year, changed_by, changed_at) VALUES (2027, 0, 0)")
        # The figures of November were sent: officers would get them in every conversation that goes on until 9:30.
        months = [(f"2026-{month}",) for month in (11, 12)] + [(f"2027-{month:02}",) for month in range(1, 13)]
        connection.executemany("INSERT INTO monthly_figures (month, at) VALUES (?, 0)", months)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def database(sample_database: Path, tmp_path: Path) -> Path:
    """A database of its own for this test, with the sample data."""
    return Path(shutil.copy(sample_database, tmp_path / "studio.db"))


@pytest.fixture(scope="session")
def ready() -> Iterator[Ready]:
    """The program, loaded, for tests of its commands."""
    ready = Ready()
    yield ready
    ready.end()


class Errors(logging.Handler):
    """What the house logged as an error: a conversation that makes it do so has failed, whatever it answered."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(logging.Formatter("%(name)s: %(message)s").format(record))


@pytest.fixture
def errors() -> Iterator[list[str]]:
    """The errors the house logs during this test, which fails if any are left at its end."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler.records
    logging.getLogger().removeHandler(handler)
    assert not handler.records, "the house logged errors:\n" + "\n".join(handler.records)


@pytest.fixture
async def world(database: Path, errors: list[str]) -> AsyncIterator[World]:
    """The house on the sample data, its people by their names in transcripts; the clock stands at START."""
    with inline():
        async with opened(FrozenClock(moment(START)), database, script.cast()) as world:
            yield world
    unknown = world.telegram.unknown_methods
    assert not unknown, f"Telegram methods that the stand-in does not know: {dict(unknown)}"


class Play:
    """Plays transcripts, one after another, in one world."""

    def __init__(self, world: World, errors: list[str], *, restarts: bool) -> None:
        self.world = world
        self.errors = errors
        """Errors logged so far; clear it where they are meant."""
        self.restarts = restarts

    async def __call__(self, text: str, deeds: Mapping[Pattern[str], Deed] | None = None) -> None:
        """Play a transcript; see `bot.standin.script`."""
        try:
            await script.play(self.world, text, restarts=self.restarts, deeds=deeds)
        except script.Mismatch as mismatch:
            pytest.fail(str(mismatch), pytrace=False)  # the diff says it all


@pytest.fixture(params=["plain", "restarts"])
def play(request: pytest.FixtureRequest, world: World, errors: list[str]) -> Play:
    """Play a transcript; every test with it runs twice, the second time with a restart before every line."""
    return Play(world, errors, restarts=request.param == "restarts")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the scores that tests gave as properties (also those that ran in another process)."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == "score":
                    terminalreporter.write_line(str(value))
