"""Lists as parameters of one statement."""

import pytest

from storage.database import Database, spread


async def test_a_list_stands_for_its_values_and_an_empty_one_for_none(db: Database) -> None:
    async with db.read() as tx:

        async def found(ids: list[int], how: str = "IN") -> list[int]:
            rows = await tx.fetch(f"SELECT column1 AS id FROM (VALUES (1), (2), (3)) WHERE id {how} :ids", {"ids": ids})
            return [row["id"] for row in rows]

        assert await found([1, 3, 9]) == [1, 3]
        assert await found([]) == []
        assert await found([], "NOT IN") == [1, 2, 3]
        assert await found([1, 2, 3], "NOT IN") == []


async def test_a_list_of_rows_is_written_in_one_statement(db: Database) -> None:
    insert = "INSERT INTO once (chat, what, at) VALUES :rows ON CONFLICT DO NOTHING"
    async with db.write() as tx:
        assert await tx.change(insert, {"rows": [("1", "a", 5), ("2", "a", 6), ("1", "a", 7)]}) == 2
        update = "UPDATE once SET at = new.column2 FROM (VALUES :rows) AS new WHERE chat = new.column1"
        assert await tx.change(update, {"rows": [("1", 8), ("3", 9)]}) == 1
        assert [tuple(row) for row in await tx.fetch("SELECT chat, at FROM once ORDER BY chat")] == [("1", 8), ("2", 6)]
        assert tx.changes == 3
        with pytest.raises(ValueError, match="no rows"):
            await tx.change(insert, {"rows": []})


def test_few_statements_come_of_many_sizes_and_names_are_not_mixed_up() -> None:
    sql = "SELECT 1 WHERE a IN :ids AND b = :ids_of AND c = :now"
    made = {spread(sql, {"ids": list(range(size)), "ids_of": 1, "now": 2})[0] for size in range(1, 65)}
    assert len(made) == 7
    text, params = spread(sql, {"ids": [4, 5, 6], "ids_of": 1, "now": 2})
    assert text == "SELECT 1 WHERE a IN (:ids_0, :ids_1, :ids_2, :ids_3) AND b = :ids_of AND c = :now"
    assert params == {"ids_0": 4, "ids_1": 5, "ids_2": 6, "ids_3": 6, "ids_of": 1, "now": 2}
