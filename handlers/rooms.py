"""The rooms, in the order in which they are asked: the first that takes an update handles it."""

from handlers import elsewhere, fallback, languages, privacy, studios, welcome
from handlers.kit.room import Room

ROOMS: tuple[Room, ...] = (
    elsewhere.room,  # first: what is not meant for the bot goes no further
    welcome.room,
    studios.room,
    languages.room,
    privacy.room,
    fallback.room,  # last: whatever nobody took
)
