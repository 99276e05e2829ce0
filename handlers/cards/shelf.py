"""The shelf of the language floor, kept in the office and made anew when what can be found has changed."""

from handlers.kit.context import Context
from handlers.language.shelf import Shelf
from storage import knowledge, lexicon, search, studios, terms
from storage.database import Tx


async def shelf_of(context: Context) -> Shelf:
    """What questions are understood with, as of now."""
    return await context.office.shelved(
        _make_shelf, context.tx, await context.tx.standing("search_version", search.version)
    )


async def _make_shelf(tx: Tx) -> Shelf:
    return Shelf.made_of(
        await studios.everything(tx),
        await terms.names(tx, terms.SECTOR),
        await lexicon.everything(tx),
        await knowledge.everything(tx),
    )
