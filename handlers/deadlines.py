"""Report periods: who owes what until when, more time, and marking as filed."""

from handlers.kit.room import Room

room = Room("deadlines")
