"""Everything that will be sent, and when."""

from handlers.kit.room import Room

room = Room("schedule")
