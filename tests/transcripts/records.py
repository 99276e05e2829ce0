"""The database behind a conversation, as another process sees it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def rows(database: Path, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        return connection.execute(sql, parameters).fetchall()


def everything(database: Path) -> str:
    """Every row of every table, as one text."""
    tables = rows(database, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")
    return "\n".join(f"{name}: {row}" for (name,) in tables for row in rows(database, f'SELECT * FROM "{name}"'))


def change(database: Path, sql: str, *parameters: object) -> None:
    """What an import or an officer's command does while the bot runs."""
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(sql, parameters)
