"""What is slow the first time is done once, shortly after the start and beside everything else: so that nobody waits for it.

Drawing takes its first second for loading matplotlib and for its list of the machine's fonts.
"""

import asyncio
import gc
import logging
import os
from collections.abc import MutableMapping
from pathlib import Path

from handlers.cards.pictures.bars import Bar, Chart, places
from handlers.cards.pictures.canvas import drawn

log = logging.getLogger(__name__)

AFTER_S = 3.0
"""Whoever wrote while the house was closed is answered first."""
CACHE = "MPLCONFIGDIR"
"""The environment's word for where matplotlib keeps its list of fonts; without a folder that it may write to it is slow at
every start."""


async def warm_up(database: Path) -> None:
    """Draw a picture that nobody sees; for a task of its own."""
    place_fonts(os.environ, database)
    await asyncio.sleep(AFTER_S)
    try:
        await asyncio.to_thread(drawn, places, Chart("示例", "示例", "示例", [Bar("示例", 1, "1", marked=True)]))
    except Exception:
        log.exception("pictures cannot be drawn")
    gc.freeze()  # what was loaded is there for good


def place_fonts(environ: MutableMapping[str, str], database: Path) -> None:
    """Have the list of fonts kept beside the database where nobody says where, and there is no home that may be written to."""
    if CACHE not in environ and not os.access(environ.get("HOME", ""), os.W_OK):
        environ[CACHE] = str(database.absolute().parent / "matplotlib")
