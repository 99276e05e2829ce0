"""What a person wants to be told, and when."""

from handlers.kit.room import Room

room = Room("settings")
