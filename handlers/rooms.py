"""The rooms, in the order in which they are asked: the first that takes an update handles it.

The command menu has this order too. Rooms that hear a key of the keyboard stand before those whose forms take any text.
"""

from handlers import elsewhere, fallback, languages, privacy, studios, welcome
from handlers.kit.room import Room

ROOMS: tuple[Room, ...] = (
    elsewhere.room,  # first: what is not meant for the bot goes no further
    studios.room,
    welcome.room,
    languages.room,
    privacy.room,
    fallback.room,  # last: whatever nobody took
)
