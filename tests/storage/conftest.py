"""A fresh database for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database at the newest migration."""
    database = await Database.open(tmp_path / "studio.db")
    yield database
    await database.close()
