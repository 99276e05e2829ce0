"""Mailings on their way into the outbox. This room has no doors: it works by the clock alone."""

from handlers.kit.desk import Desk
from handlers.kit.room import Room
from storage import mailings
from storage.model.mailings import LATECOMERS_EVERY_S

room = Room("mailing")
DELIVER_EVERY_S = 2
"""How late a mailing may begin, and how late it is seen to have ended."""
PRUNE_EVERY_S = 3600


@room.tick("deliver", every_s=DELIVER_EVERY_S)
async def deliver(desk: Desk) -> bool:
    """Begin what is due, write out one chunk, end what has come to its end."""
    await mailings.start_due(desk.tx, desk.now)
    writing = await mailings.fill(desk.tx, desk.now)
    clearing = await mailings.settle(desk.tx, desk.now)
    return writing or clearing


@room.tick("latecomers", every_s=LATECOMERS_EVERY_S)
async def latecomers(desk: Desk) -> bool:
    """Have the next deliveries look for people who joined the audience of a mailing that is kept open."""
    # However often the tick is rung; half of its time, so that a ring that is a little early still counts.
    await mailings.reopen(desk.tx, desk.now, LATECOMERS_EVERY_S * 500)
    return False


@room.tick("forget", every_s=PRUNE_EVERY_S)
async def forget(desk: Desk) -> bool:
    """Keep the numbers of a mailing that ended long ago, and forget who got it."""
    return await mailings.prune(desk.tx, desk.now)
