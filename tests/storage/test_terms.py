"""Lists that admins extend."""

from storage import search, terms
from storage.database import Database
from storage.model.records import RESULTS
from storage.model.studios import SECTORS


async def test_the_migrations_put_in_the_programmes_lists(db: Database) -> None:
    async with db.read() as tx:
        assert await terms.names(tx, terms.SECTOR) == SECTORS
        assert await terms.names(tx, terms.RESULT) == RESULTS
        assert await terms.names(tx, "no list") == ()


async def test_admins_add_and_remove_and_running_bots_notice(db: Database) -> None:
    async with db.write() as tx:
        before = await search.version(tx)
        assert await terms.add(tx, terms.SECTOR, "航天")
        assert not await terms.add(tx, terms.SECTOR, "航天")
        assert await search.version(tx) == before + 1
        assert (await terms.names(tx, terms.SECTOR))[-1] == "航天"
        assert await terms.remove(tx, terms.SECTOR, "航天")
        assert not await terms.remove(tx, terms.SECTOR, "航天")
        assert await search.version(tx) == before + 2
        assert await terms.names(tx, terms.SECTOR) == SECTORS
