"""A fresh database for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture
async def db(empty_database: Path) -> AsyncIterator[Database]:
    """An empty database at the newest migration."""
    database = await Database.open(empty_database)
    yield database
    await database.close()
