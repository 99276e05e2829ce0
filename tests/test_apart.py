"""A tick's subjects are worked on apart: one that fails is undone alone."""

import logging
from pathlib import Path
from typing import Any, cast

import pytest

from handlers.kit.desk import Desk
from storage import once
from storage.database import Database


async def test_one_that_fails_is_undone_and_the_others_go_on(
    empty_database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database = await Database.open(empty_database)
    try:
        async with database.write() as tx:
            desk = Desk(tx, 1, cast("Any", None))
            for number in (1, 2, 3):
                async with desk.apart("could not be done", subject=number):
                    await once.first(tx, str(number), "x", 1)
                    if number == 2:
                        raise ValueError("示例")
            assert [row["chat"] for row in await tx.fetch("SELECT chat FROM once ORDER BY chat")] == ["1", "3"]
    finally:
        await database.close()
    (told,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert (told.message, told.__dict__["subject"]) == ("could not be done", 2)
