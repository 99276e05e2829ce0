"""Records for trials of figures: written straight into the tables, so that no conversation has to be held for them."""

import random
from datetime import date, timedelta

from storage.database import Tx
from storage.model.records import (
    ACTIVITY,
    BENEFIT,
    DIRECT,
    GRADUATED,
    INDIRECT,
    KINDS,
    MENTORING,
    PATENTS,
    SOCIAL,
    TRAINING,
)

COLUMNS = (
    "id, news, studio, position, kind, stage, title, number, approx, people, amount_fen, benefit, year, begins_on, ends_on, "
    "state, corrects, included_in, created_at, changed_at"
)
_INSERT = f"INSERT INTO records ({COLUMNS}) VALUES ({', '.join('?' * (COLUMNS.count(',') + 1))})"
Row = tuple[object, ...]


async def put_records(tx: Tx, rows: list[Row]) -> None:
    """Write rows of COLUMNS, and the news they name."""
    news = sorted({(row[1], f"N{row[1]}", row[2]) for row in rows}, key=str)
    sql = "INSERT INTO news (id, receipt, studio, author, at) VALUES (?, ?, ?, 0, 0)"
    await tx.execute_many(sql, news)
    await tx.execute_many(_INSERT, rows)


def sample_rows(
    number: int, studios: list[int], begin: date, days: int, seed: int = 7, approved: float = 1.0
) -> list[Row]:
    """So many rows that look like a district's, spread over the days; the same for the same seed."""
    chance = random.Random(seed)
    busy = [chance.random() ** 2 + 0.05 for _ in studios]
    rows: list[Row] = []
    for place in range(1, number + 1):
        studio = chance.choices(studios, busy)[0]
        kind = chance.choice((*KINDS, *PATENTS, TRAINING, TRAINING, BENEFIT))
        ends = begin + timedelta(days=int(days * chance.random() ** 0.8))
        begins = ends - timedelta(days=chance.choice((0, 0, 0, 20)))
        stage = chance.choice(("申请", "受理", "授权")) if kind in PATENTS else ""
        many = None if kind == BENEFIT else chance.choice((None, 1, 1, 1, 2, 3))
        people = chance.randint(5, 120) if kind in (TRAINING, ACTIVITY) else None
        if kind in (MENTORING, GRADUATED):
            people = chance.randint(1, 4)
        benefit = chance.choice((DIRECT, INDIRECT, SOCIAL)) if kind == BENEFIT else ""
        fen = chance.randint(1, 900) * 1_000_000 if benefit in (DIRECT, INDIRECT) else None
        if benefit == SOCIAL:
            people = chance.randint(20, 900)
        state = "approved" if chance.random() < approved else "pending"
        title = f"示例·{kind}{place}"
        approx = "近百人" if people and chance.random() < 0.04 else ""
        year = ends.year if benefit else None
        facts = (kind, stage, title, many, approx, people, fen, benefit, year, begins.isoformat(), ends.isoformat())
        rows.append((place, place, studio, 1, *facts, state, None, None, 0, 0))
    return rows
