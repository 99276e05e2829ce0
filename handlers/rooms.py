"""The rooms, in the order in which they are asked: the first that takes an update handles it.

The command menu has this order too. Rooms that hear a key of the keyboard stand before those whose forms take any text.
"""

from handlers import (
    answering,
    elsewhere,
    fallback,
    knowledge_desk,
    languages,
    lexicon_desk,
    missed_desk,
    my_questions,
    privacy,
    private_numbers,
    questions,
    studios,
    welcome,
)
from handlers.kit.room import Room

ROOMS: tuple[Room, ...] = (
    elsewhere.room,  # first: what is not meant for the bot goes no further
    private_numbers.room,
    studios.room,
    welcome.room,
    my_questions.room,
    questions.room,
    answering.room,
    missed_desk.room,
    knowledge_desk.room,
    lexicon_desk.room,
    languages.room,
    privacy.room,
    fallback.room,  # last: whatever nobody took
)
